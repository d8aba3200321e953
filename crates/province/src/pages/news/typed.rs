//! What is typed into the forms of *Kabar*, and what it comes to.

use serde::Deserialize;
use tilik_appraisal::period::{Period, PeriodKind};
use uuid::Uuid;

use crate::error::{ProvinceError, Refusal};
use crate::ledger::EVERYBODY;
use crate::pages::texts::{news, period};
use crate::province::Province;
use crate::says::{Fault, Word, read_day, read_line, read_text};

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum What {
    Notice,
    Deadline,
    Achievement,
}

impl What {
    pub const ALL: [Self; 3] = [Self::Notice, Self::Deadline, Self::Achievement];

    /// In the address.
    pub fn path(self) -> &'static str {
        match self {
            Self::Notice => "pemberitahuan",
            Self::Deadline => "batas-waktu",
            Self::Achievement => "capaian",
        }
    }

    pub fn find(path: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|what| what.path() == path).ok_or(Refusal::NoSuchPath)
    }

    pub fn title(self, texts: &news::Texts) -> &'static str {
        match self {
            Self::Notice => texts.write_notice(),
            Self::Deadline => texts.write_deadline(),
            Self::Achievement => texts.write_achievement(),
        }
    }
}

/// The fields of all three forms as they come.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct Typed {
    pub form_token: String,
    /// What the notice will be called, from the form that is looked at before it is said.
    pub id: String,
    /// An office's id, or nothing for all.
    pub untuk: String,
    pub judul: String,
    pub isi: String,
    pub periode: String,
    pub hari: String,
    pub capaian: String,
    pub surat: String,
    /// Which button was pressed.
    pub langkah: String,
}

/// The fields that are wrong, by name.
pub(in crate::pages) type Faults = Vec<(&'static str, Fault)>;

impl Typed {
    /// To whom it goes.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`] for what is no office: the forms offer none such.
    pub fn office(&self) -> Result<Uuid, ProvinceError> {
        if self.untuk.is_empty() {
            return Ok(EVERYBODY);
        }
        self.untuk.parse().map_err(|_| Refusal::NoSuchPath.into())
    }

    /// What is to be said, or every field that is wrong.
    pub fn read(&self, what: What, province: &Province, by: &str) -> Result<Word, Faults> {
        let mut faults = Faults::new();
        let word = match what {
            What::Notice => {
                let title = keep(&mut faults, "judul", read_line(&self.judul));
                let text = keep(&mut faults, "isi", read_text(&self.isi));
                title.zip(text).map(|(title, text)| Word::Notice { title, text, by: by.to_owned() })
            }
            What::Deadline => {
                let period = self.read_period(&mut faults);
                let day = keep(&mut faults, "hari", read_day(&self.hari, period, province.today()));
                let note = keep(&mut faults, "surat", read_optional(&self.surat));
                period.zip(day).zip(note).map(|((period, day), note)| Word::Deadline { period, day, note })
            }
            What::Achievement => {
                let period = self.read_period(&mut faults);
                let level =
                    keep(&mut faults, "capaian", self.capaian.parse().map_err(|_| Fault::LevelUnknown));
                let note = keep(&mut faults, "surat", read_line(&self.surat));
                period.zip(level).zip(note).map(|((period, level), note)| Word::Achievement {
                    period,
                    level,
                    note,
                })
            }
        };
        word.filter(|_| faults.is_empty()).ok_or(faults)
    }

    fn read_period(&self, faults: &mut Faults) -> Option<Period> {
        keep(faults, "periode", self.periode.parse().map_err(|_| Fault::PeriodUnknown))
    }
}

fn keep<T>(faults: &mut Faults, field: &'static str, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|fault| faults.push((field, fault))).ok()
}

fn read_optional(typed: &str) -> Result<String, Fault> {
    match read_line(typed) {
        Err(Fault::Missing) => Ok(String::new()),
        read => read,
    }
}

/// The periods that somebody may speak of now: this year's and the last one's, with the next quarter, by kind.
pub(super) fn list_periods(province: &Province, texts: &period::Texts) -> Vec<(&'static str, Vec<Period>)> {
    use chrono::Datelike as _;
    let today = province.today();
    let year = u16::try_from(today.year()).unwrap_or_default();
    let kinds = [
        (texts.quarters(), PeriodKind::Quarterly),
        (texts.years(), PeriodKind::Annual),
        (texts.semesters(), PeriodKind::Semester),
        (texts.months(), PeriodKind::Monthly),
    ];
    let of_kind = |kind| {
        let years = [year.saturating_sub(1), year];
        let periods = years.into_iter().flat_map(|year| Period::list_in_year(year, kind).unwrap_or_default());
        let mut begun: Vec<_> = periods.filter(|period| period.starts_on() <= today).collect();
        begun.reverse();
        begun
    };
    kinds.map(|(word, kind)| (word, of_kind(kind))).to_vec()
}

//! What the office says of itself and how it prints: name, agency line, place, region, head, paper, words.

use serde::{Deserialize, Serialize};
use tilik_journal::Role;
use tilik_journal::catalogue::office;

use crate::command::PaperName;
use crate::people::Person;
use crate::record::{Writes, text};
use crate::session::office_id;
use crate::wording::{self, WordingKey, WordingState};
use crate::{Failure, Office};

/// Room for a line of the office, in characters: the longest of names of agencies have about 120.
pub const LONGEST_LINE: usize = 200;

/// The office's settings.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct OfficeSettings {
    /// The office's name, as the window says it.
    pub name: String,
    /// The agency line at the head of the sheets.
    pub agency: String,
    /// Where sheets are signed.
    pub place: String,
    /// The region.
    pub region: String,
    /// The paper of sheets unless another is chosen.
    pub paper: PaperName,
    /// Who heads the office, where known.
    pub head: Option<Person>,
    /// The words that agencies print differently.
    pub wordings: Vec<WordingState>,
    /// Whether the user may change these.
    pub may_change: bool,
    /// Whether the user may say who heads the office.
    pub may_name_head: bool,
}

/// What of the settings shall be otherwise; the rest stays.
#[derive(Debug, Clone, Default, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct OfficeChange {
    /// The office's name.
    pub name: Option<String>,
    /// The agency line.
    pub agency: Option<String>,
    /// Where sheets are signed.
    pub place: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The paper.
    pub paper: Option<PaperName>,
    /// A choice of words.
    pub wording: Option<WordingChoice>,
    /// The NIP of whoever heads the office.
    pub head_nip: Option<String>,
}

/// A choice of words.
#[derive(Debug, Clone, Deserialize, ts_rs::TS)]
pub struct WordingChoice {
    /// For what.
    pub key: WordingKey,
    /// The choice.
    pub choice: String,
}

impl Office {
    /// The office's settings.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn settings(&self) -> Result<OfficeSettings, Failure> {
        let own = self.office_record()?;
        let head = own.record(office::HEAD).map(|id| self.find_person(id)).transpose()?.flatten();
        Ok(OfficeSettings {
            name: text(&own, office::NAME),
            agency: text(&own, office::AGENCY),
            place: text(&own, office::PLACE),
            region: text(&own, office::REGION),
            paper: self.paper()?,
            head,
            wordings: wording::list_wordings(&own),
            may_change: self.need_role(&[Role::Kepala, Role::Operator]).is_ok(),
            may_name_head: self.need_role(&[Role::Kepala]).is_ok(),
        })
    }

    /// The paper of sheets unless another is chosen.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn paper(&self) -> Result<PaperName, Failure> {
        let kept = text(&self.office_record()?, office::PAPER);
        Ok(if kept == PaperName::F4.word() { PaperName::F4 } else { PaperName::A4 })
    }

    /// Changes settings of the office, as one act; answers them as they stand then. What is closed keeps its words.
    ///
    /// # Errors
    /// `user.not_permitted`, `office.name_missing`, `office.agency_missing`, `office.line_too_long`, `office.wording_unknown`, `person.unknown`, and those of saving.
    pub fn change_settings(&mut self, change: &OfficeChange) -> Result<OfficeSettings, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        let now = self.office_record()?;
        let line =
            |field: &str, typed: &Option<String>| typed.as_deref().map(|it| read_line(field, it)).transpose();
        let name = line("name", &change.name)?;
        let agency = line("agency", &change.agency)?;
        if name.as_deref() == Some("") {
            return Err(Failure::new("office.name_missing"));
        }
        if agency.as_deref() == Some("") {
            return Err(Failure::new("office.agency_missing"));
        }
        let mut writes = Writes::to(office::KIND, office_id())
            .change_some(Some(&now), office::NAME, name)
            .change_some(Some(&now), office::AGENCY, agency)
            .change_some(Some(&now), office::PLACE, line("place", &change.place)?)
            .change_some(Some(&now), office::REGION, line("region", &change.region)?)
            .change_some(Some(&now), office::PAPER, change.paper.map(PaperName::word));
        if let Some(WordingChoice { key, choice }) = &change.wording {
            if !wording::is_choice(*key, choice) {
                return Err(Failure::new("office.wording_unknown").with("choice", choice.as_str()));
            }
            writes = writes.change(Some(&now), key.field(), choice.as_str());
        }
        let groups = match &change.head_nip {
            Some(nip) => {
                self.need_role(&[Role::Kepala])?;
                self.plan_head(writes, self.get_person_by_nip(nip)?.id)?
            }
            None => writes.into_group().into_iter().collect(),
        };
        if !groups.is_empty() {
            let act = self.act("office.settings_changed", groups)?;
            self.save(vec![act])?;
        }
        self.settings()
    }
}

/// One line without line breaks and doubled spaces, as pasted text has them.
pub(crate) fn read_line(field: &str, typed: &str) -> Result<String, Failure> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = line.chars().count();
    if letters > LONGEST_LINE {
        return Err(Failure::new("office.line_too_long")
            .with("field", field)
            .with("letters", letters)
            .with("limit", LONGEST_LINE));
    }
    Ok(line)
}

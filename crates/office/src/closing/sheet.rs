//! *Dokumen Evaluasi* of a person: as it was closed, else as the office stands now.

use chrono::{Datelike, NaiveDate};
use tilik_appraisal::period::Period;
use tilik_appraisal::reference::ReferencePack;
use tilik_forms::DokumenEvaluasi;
use tilik_forms::dokumen_evaluasi::{PersonNumber, Signing, Stage};

use super::{ClosedContent, Frame, PatternReason, read_content, superior_of};
use crate::evaluation::Evaluation;
use crate::people::Person;
use crate::superior::{Assessor, Superior};
use crate::{Failure, Office};

impl Office {
    /// The sheet of a person as the office stands now.
    pub(super) fn fill_dokumen(
        &self,
        frame: &Frame,
        person: &Person,
        found: &Evaluation,
        stage: Stage,
    ) -> DokumenEvaluasi {
        let labels = self.pack().labels_on(frame.period.ends_on());
        let day = frame.period.ends_on();
        let assessor = frame.superiors.find_on(person.id, day);
        let superior = assessor.and_then(|assessor| superior_of(&frame.superiors, assessor, day));
        let place_and_date = if frame.place.is_empty() || stage == Stage::Draft {
            String::new()
        } else {
            // What the user's own assessor decided is dated as the paper is.
            let decided_on = found.signed.as_ref().map_or(frame.today, |signed| signed.decided_on);
            format!("{}, {}", frame.place, long_date(self.pack(), decided_on))
        };
        let signing = Signing { place_and_date: place_and_date.clone(), title: String::new() };
        DokumenEvaluasi {
            agency: frame.agency.to_uppercase(),
            period: frame.period.label(self.pack()).to_uppercase(),
            span: span_of(self.pack(), frame.period),
            employee: self.fill_person(person, frame),
            assessor: assessor.map(|assessor| self.fill_party(frame, assessor)).unwrap_or_default(),
            superior: superior.map(|superior| self.fill_party(frame, superior)).unwrap_or_default(),
            achievement: frame
                .achievement
                .and_then(|level| labels.organisation.get(&level))
                .map(|label| label.to_uppercase())
                .unwrap_or_default(),
            predicate: found
                .predicate
                .and_then(|predicate| {
                    let legal = || labels.predicates.get(&predicate).map(|label| label.document.as_str());
                    frame.wording.predicate(predicate).or_else(legal)
                })
                .map(str::to_uppercase)
                .unwrap_or_default(),
            notes: found.note.clone(),
            // Only the assessor signs on the day of closing; the employee dates the receipt by hand.
            employee_signing: Signing::default(),
            assessor_signing: signing,
            stage,
            ..DokumenEvaluasi::default()
        }
    }

    pub(crate) fn fill_person(
        &self,
        person: &Person,
        frame: &Frame,
    ) -> tilik_forms::dokumen_evaluasi::Person {
        tilik_forms::dokumen_evaluasi::Person {
            name: person.name.full(),
            number: PersonNumber::Nip(frame.number(&person.nip)),
            rank: person.rank.map(|rank| rank.line(self.pack())).unwrap_or_default(),
            position: person.position.clone(),
            unit: if person.unit_name.is_empty() { frame.agency.clone() } else { person.unit_name.clone() },
        }
    }

    pub(crate) fn fill_party(
        &self,
        frame: &Frame,
        superior: &Superior,
    ) -> tilik_forms::dokumen_evaluasi::Person {
        match &superior.assessor {
            Assessor::Person(id) => {
                frame.find(*id).map(|person| self.fill_person(person, frame)).unwrap_or_default()
            }
            Assessor::External(external) => tilik_forms::dokumen_evaluasi::Person {
                name: external.name.clone(),
                number: if external.number.is_empty() {
                    PersonNumber::None
                } else {
                    tilik_appraisal::nip::Nip::from_digits(&external.number).map_or_else(
                        |_| PersonNumber::Nrp(external.number.clone()),
                        |nip| PersonNumber::Nip(frame.wording.nip(&nip)),
                    )
                },
                rank: external.rank.clone(),
                position: external.position.clone(),
                unit: external.unit.clone(),
            },
        }
    }

    /// The sheet of each person who has an evaluation in a period, or of those with these NIPs: as closed, else as a draft; of whoever has left since, only what was closed.
    ///
    /// # Errors
    /// `evaluation.content_unreadable` when a closed content does not read, and those of reading.
    pub fn list_dokumen(
        &self,
        period: Period,
        nips: Option<&[String]>,
    ) -> Result<Vec<(Person, DokumenEvaluasi)>, Failure> {
        let sheets = self.list_dokumen_with(period, nips)?;
        Ok(sheets.into_iter().map(|(person, sheet, _)| (person, sheet)).collect())
    }

    /// The same with what each closing kept; nothing beside drafts.
    pub(crate) fn list_dokumen_with(
        &self,
        period: Period,
        nips: Option<&[String]>,
    ) -> Result<Vec<(Person, DokumenEvaluasi, Option<ClosedContent>)>, Failure> {
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let mut upheld = self.list_upheld(period)?;
        let mut sheets = Vec::new();
        let asked = nips.map(|nips| frame.list_of(nips));
        for found in self.list_overall_of(period, asked.as_deref())? {
            let Some(person) = frame.find(found.person) else { continue };
            if frame.has_left(person.id) && found.content.is_none() {
                continue;
            }
            if nips.is_some_and(|nips| !nips.contains(&person.nip)) {
                continue;
            }
            if !self.may_see(&frame.superiors, person.id, period.ends_on())? {
                continue;
            }
            let (sheet, content) = match &found.content {
                Some(content) => {
                    let content = read_content(content)?;
                    let mut sheet = content.dokumen_evaluasi.clone();
                    // A decision that left the closing in force is printed beside it.
                    let beside = upheld.remove(&(found.id, found.revision)).map(|beside| beside.blocks);
                    sheet.objection = sheet.objection.or(beside);
                    (sheet, Some(content))
                }
                None => (self.fill_dokumen(&frame, person, &found, Stage::Draft), None),
            };
            sheets.push((person.clone(), sheet, content));
        }
        sheets.sort_by_cached_key(|(person, ..)| person.walking_order());
        Ok(sheets)
    }
}

/// `31 Desember 2026`, with the month's name of the reference data.
pub(crate) fn long_date(pack: &ReferencePack, day: NaiveDate) -> String {
    let mut letters = month_of(pack, day).to_lowercase().chars().collect::<Vec<_>>();
    if let Some(first) = letters.first_mut() {
        first.make_ascii_uppercase();
    }
    format!("{} {} {}", day.day(), letters.into_iter().collect::<String>(), day.year())
}

/// `1 JULI SD 30 SEPTEMBER 2026`: a period lies within one year.
fn span_of(pack: &ReferencePack, period: Period) -> String {
    span_between(pack, period.starts_on(), period.ends_on())
}

pub(crate) fn span_between(pack: &ReferencePack, first: NaiveDate, last: NaiveDate) -> String {
    format!(
        "{} {} SD {} {} {}",
        first.day(),
        month_of(pack, first),
        last.day(),
        month_of(pack, last),
        last.year()
    )
    .to_uppercase()
}

fn month_of(pack: &ReferencePack, day: NaiveDate) -> &str {
    pack.labels_on(day).periods.months.get(day.month0() as usize).map_or("", String::as_str)
}

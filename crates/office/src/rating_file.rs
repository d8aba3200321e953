//! Ratings from a file: every good row in one transaction, every bad one with its row and reason.

use std::collections::HashMap;

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_exchange::finding::{Finding, Notice, Refusal};
use tilik_exchange::ratings::{RatingField, RatingRow, read_ratings};
use tilik_exchange::workbook::{list_passed_over, read_only_table};
use tilik_journal::{Group, Role};

use crate::evaluation::{EvaluationState, OnBehalf, RatingInput, ValueInput, check_rated_by_paper};
use crate::people::Person;
use crate::safekeeping::{Occasion, WayBack};
use crate::signed::SignedPaper;
use crate::superior::Superiors;
use crate::{Failure, Office};

/// What an import of ratings did.
#[derive(Debug, Clone, Serialize)]
pub struct RatingReport {
    /// NIPs that were rated.
    pub rated: Vec<String>,
    /// NIPs whose evaluation stands as the file has it.
    pub same: Vec<String>,
    /// Why rows were refused.
    pub refused: Vec<Refusal>,
    /// What a person should know.
    pub notices: Vec<Notice>,
    /// The sheet that was read; none for a CSV.
    pub sheet: Option<String>,
    /// Other visible sheets with something in them, which were not read.
    pub passed_over: Vec<String>,
    /// The copy that was made before; none when nothing was written.
    pub way_back: Option<WayBack>,
}

impl Office {
    /// Takes ratings from the only sheet of a file that has such, all good rows in one transaction, after a copy of how it was before.
    ///
    /// # Errors
    /// As [`Office::import_ratings_of`].
    pub fn import_ratings(
        &mut self,
        bytes: &[u8],
        period: Period,
        reason: &str,
    ) -> Result<RatingReport, Failure> {
        self.import_ratings_of(bytes, None, period, reason)
    }

    /// The same, of the sheet named.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading the file as a whole, of [`Office::copy_before`] and of saving; `exchange.sheet_ambiguous` where
    /// several sheets hold ratings and none is named.
    pub fn import_ratings_of(
        &mut self,
        bytes: &[u8],
        sheet: Option<&str>,
        period: Period,
        reason: &str,
    ) -> Result<RatingReport, Failure> {
        self.need_role(&[Role::Kepala, Role::Penilai])?;
        let table = read_only_table::<RatingField>(bytes, sheet)?;
        let read = read_ratings(&table.grid, &table.mapping, self.today())?;
        let staff: HashMap<String, Person> =
            self.list_people()?.into_iter().map(|person| (person.nip.clone(), person)).collect();
        let superiors = self.list_superiors()?;
        let sheet = table.grid.sheet().map(str::to_owned);
        let mut report = RatingReport {
            passed_over: list_passed_over(&table.sheets, sheet.as_slice()),
            sheet,
            rated: Vec::new(),
            same: Vec::new(),
            refused: read.refused,
            notices: read.notices,
            way_back: None,
        };
        let mut acts = Vec::new();
        for row in read.ratings {
            let nip = row.nip.to_string();
            match self.plan_rating(&row, period, reason, &staff, &superiors) {
                Ok(groups) if groups.is_empty() => report.same.push(nip),
                Ok(groups) => {
                    acts.push(self.act("evaluation.rated", groups)?);
                    report.rated.push(nip);
                }
                Err(failure) if failure.code.starts_with("store.") => return Err(failure),
                Err(failure) => {
                    report.refused.push(
                        Finding::of_row(row.row, &failure.code).with("nip", &nip).with("period", period),
                    );
                }
            }
        }
        if !acts.is_empty() {
            report.way_back = Some(self.copy_before(Occasion::Import)?);
            self.save(acts)?;
        }
        Ok(report)
    }

    fn plan_rating(
        &self,
        row: &RatingRow,
        period: Period,
        reason: &str,
        staff: &HashMap<String, Person>,
        superiors: &Superiors,
    ) -> Result<Vec<Group>, Failure> {
        let Some(person) = staff.get(row.nip.as_str()) else {
            return Err(Failure::new("person.unknown"));
        };
        let current = self.evaluation(person.id, period)?;
        let signed =
            SignedPaper::of(row.decided_on.map(|day| day.to_string()).as_deref(), row.signed_paper.trim());
        let by = OnBehalf { reason: Some(reason), signed: signed.as_ref().or(current.signed.as_ref()) };
        let check = self.check_assessor(superiors, person, period, by)?;
        let plan = self.find_plan(person.id, i32::from(period.year()))?;
        let words = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let input = RatingInput {
            result_rating: Some(row.result.into()),
            behaviour_rating: Some(row.behaviour.into()),
            feedback: words(&row.feedback),
            note: words(&row.notes),
            values: row
                .values
                .iter()
                .map(|(value, rating)| {
                    (*value, ValueInput { rating: Some((*rating).into()), ..ValueInput::default() })
                })
                .collect(),
            ..RatingInput::default()
        };
        if current.is_locked && current.state == EvaluationState::Disputed {
            return Err(Failure::new("evaluation.disputed"));
        }
        let groups = self.rating_writes(&current, plan.as_ref(), &check, &input)?;
        self.check_groups_undisputed(&groups)?;
        check_rated_by_paper(&person.nip, &check, signed.as_ref(), &groups)?;
        if current.state == EvaluationState::Closed && !groups.is_empty() {
            return Err(Failure::new("evaluation.closed"));
        }
        Ok(groups)
    }
}

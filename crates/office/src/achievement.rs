//! The organisation's achievement in a period: the first of the steps of an evaluation (SE MenPANRB 3/2023).

use serde::Serialize;
use tilik_appraisal::distribution::DistributionReport;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_journal::catalogue::achievement;
use tilik_journal::{Field, RecordId, Role};

use crate::announced::find_achievement;
use crate::record::{Writes, coded, text};
use crate::{Failure, Office};

/// The achievement of a period.
#[derive(Debug, Clone, Serialize)]
pub struct Achievement {
    /// In force: what the province set, else what the office entered.
    pub level: Option<OrganisationAchievement>,
    /// Whether the province set it.
    pub is_set_by_province: bool,
    /// The document that it comes from.
    pub note: String,
    /// Why the distribution departs from the pattern, where somebody gave a reason.
    pub distribution_reason: String,
    /// The departures that the reason was given for, with their numbers; another distribution asks for a reason of its own.
    pub explained_findings: String,
}

impl Office {
    /// The achievement of a period.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn achievement(&self, period: Period) -> Result<Achievement, Failure> {
        let document = self.find(achievement::KIND, RecordId::achievement(&period.to_string()))?;
        let level = |field| document.as_ref().and_then(|document| coded(document, field));
        let set = level(achievement::SET);
        let set_is_disputed = document
            .as_ref()
            .and_then(|document| document.fields.get(&achievement::SET))
            .is_some_and(Field::is_disputed);
        let said = find_achievement(&self.list_words()?, period);
        // A dispute about either leaves no value: nobody guesses which of two achievements holds.
        let own = if set_is_disputed { None } else { set.or_else(|| level(achievement::PROPOSED)) };
        let own_note =
            document.as_ref().map(|document| text(document, achievement::NOTE)).unwrap_or_default();
        Ok(Achievement {
            is_set_by_province: said.is_some() || set.is_some(),
            level: said.as_ref().map(|(level, _)| *level).or(own),
            note: said.map_or(own_note, |(_, note)| note),
            distribution_reason: document
                .as_ref()
                .map(|document| text(document, achievement::DISTRIBUTION_REASON))
                .unwrap_or_default(),
            explained_findings: document
                .as_ref()
                .map(|document| text(document, achievement::EXPLAINED_FINDINGS))
                .unwrap_or_default(),
        })
    }

    /// The achievement of a period as the office itself entered it.
    pub(crate) fn entered_achievement(
        &self,
        period: Period,
    ) -> Result<Option<OrganisationAchievement>, Failure> {
        let document = self.find(achievement::KIND, RecordId::achievement(&period.to_string()))?;
        Ok(document.and_then(|document| coded(&document, achievement::PROPOSED)))
    }

    /// Enters the achievement of a period as the office knows it; what the province sets wins over it.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub fn enter_achievement(
        &mut self,
        period: Period,
        level: OrganisationAchievement,
        note: &str,
    ) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let code = period.to_string();
        let writes = Writes::to(achievement::KIND, RecordId::achievement(&code))
            .set(achievement::PERIOD, code)
            .set(achievement::PROPOSED, level.code())
            .set(achievement::NOTE, note.trim());
        let act = self.act("achievement.entered", vec![writes.group()])?;
        self.save(vec![act])
    }

    /// The departures from the pattern that ask for a reason, each with its number of people; empty within the pattern.
    pub(crate) fn list_hard_findings(&self, period: Period) -> Result<String, Failure> {
        let Some(report) = self.distribution(period)?.filter(DistributionReport::requires_reason) else {
            return Ok(String::new());
        };
        let numbers = report.findings.iter().map(|finding| {
            let limit = report.limits.iter().find(|limit| limit.code == finding.code);
            format!("{} {}", finding.code.code(), limit.map_or(0, |limit| limit.actual))
        });
        Ok(numbers.collect::<Vec<_>>().join("; "))
    }

    /// Gives the reason why the distribution of a period departs from its pattern.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub fn explain_distribution(&mut self, period: Period, reason: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let code = period.to_string();
        let writes = Writes::to(achievement::KIND, RecordId::achievement(&code))
            .set(achievement::PERIOD, code)
            .set(achievement::DISTRIBUTION_REASON, reason.trim())
            .set(achievement::EXPLAINED_FINDINGS, self.list_hard_findings(period)?);
        let act = self.act("distribution.explained", vec![writes.group()])?;
        self.save(vec![act])
    }
}

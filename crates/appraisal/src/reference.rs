//! The reference pack: what regulations may change, as versioned data with its sources.
//!
//! This module must not know how a rule uses its table. A province may publish its own pack; what comes in through
//! [`ReferencePack::parse`] is checked as a whole, so that no rule has to handle a missing row.
//!
//! Invariant: in a parsed pack every table has at least one edition, editions are sorted by date without doubles,
//! and every table that is keyed by an enum has a row for each of its variants.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::distribution::DistributionTable;
use crate::explanation::LegalSource;
use crate::head::HeadRatingTable;
use crate::objection::ObjectionTable;
use crate::period::PeriodLabels;
use crate::person_name::NameTable;
use crate::position::PositionTable;
use crate::predicate::{PredicateLabels, PredicateMatrix};
use crate::rank::RankTable;
use crate::rating::{AdviceTable, CoreValueTable, RatingLabels};
use crate::scheme::SchemeRow;
use crate::skp::{Aspect, Perspective};
use crate::{OrganisationAchievement, Predikat};

/// The built-in pack is part of the program; the test `the_builtin_pack_parses` holds that it is whole.
static BUILTIN: LazyLock<ReferencePack> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled-in text, held by the_builtin_pack_parses")]
    ReferencePack::parse(include_str!("../../../assets/reference/appraisal.json"))
        .expect("the built-in pack parses")
});

/// Why a reference pack cannot be used, or has no answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// Not JSON, or not of the shape of a pack.
    #[error("the reference pack cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// A table lacks a row, holds one twice, or holds a value out of its range.
    #[error("reference table {table} is not whole: {problem}")]
    NotWhole {
        /// Name of the table in the pack.
        table: &'static str,
        /// What is wrong, for the person who maintains the pack.
        problem: String,
    },
    /// No edition of the table was in force yet on that day.
    #[error("reference table {table} has nothing in force on {on}")]
    NotInForce {
        /// Name of the table in the pack.
        table: &'static str,
        /// The day asked for, usually the last day of a period.
        on: NaiveDate,
    },
}

impl ReferenceError {
    /// The stable error code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "reference.unreadable",
            Self::NotWhole { .. } => "reference.not_whole",
            Self::NotInForce { .. } => "reference.not_in_force",
        }
    }
}

/// A table as in force from one day on, with its sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition<T> {
    /// First day on which it applies.
    pub valid_from: NaiveDate,
    /// Where it comes from; never empty in a parsed pack.
    pub sources: Vec<LegalSource>,
    /// The table itself.
    pub data: T,
}

/// All editions of one table, oldest first; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Edition<T>>", into = "Vec<Edition<T>>", bound(serialize = "T: Serialize + Clone"))]
pub struct Table<T> {
    oldest: Edition<T>,
    later: Vec<Edition<T>>,
}

impl<T> Table<T> {
    /// The edition in force on a day, or `None` before the oldest.
    #[must_use]
    pub fn find_on(&self, on: NaiveDate) -> Option<&Edition<T>> {
        self.list().filter(|edition| edition.valid_from <= on).last()
    }

    /// The latest edition, in force or still to come.
    #[must_use]
    pub fn newest(&self) -> &Edition<T> {
        self.later.last().unwrap_or(&self.oldest)
    }

    /// Every edition, oldest first.
    pub fn list(&self) -> impl Iterator<Item = &Edition<T>> {
        std::iter::once(&self.oldest).chain(&self.later)
    }

    /// # Errors
    /// [`ReferenceError::NotInForce`] before the oldest edition.
    pub(crate) fn get_on(&self, table: &'static str, on: NaiveDate) -> Result<&Edition<T>, ReferenceError> {
        self.find_on(on).ok_or(ReferenceError::NotInForce { table, on })
    }
}

impl<T> TryFrom<Vec<Edition<T>>> for Table<T> {
    type Error = &'static str;

    fn try_from(mut editions: Vec<Edition<T>>) -> Result<Self, Self::Error> {
        if editions.iter().any(|edition| edition.sources.is_empty()) {
            return Err("an edition without a source");
        }
        editions.sort_by_key(|edition| edition.valid_from);
        if editions.windows(2).any(|pair| pair[0].valid_from == pair[1].valid_from) {
            return Err("two editions valid from the same day");
        }
        let mut editions = editions.into_iter();
        let oldest = editions.next().ok_or("a table without an edition")?;
        Ok(Self { oldest, later: editions.collect() })
    }
}

impl<T> From<Table<T>> for Vec<Edition<T>> {
    fn from(table: Table<T>) -> Self {
        std::iter::once(table.oldest).chain(table.later).collect()
    }
}

/// Words printed on the official forms (PermenPANRB 6/2022, annex).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Ratings, in correct Indonesian and as the forms write them.
    pub ratings: RatingLabels,
    /// Achievement of the organisation.
    pub organisation: BTreeMap<OrganisationAchievement, String>,
    /// Predicates, in a document and in matrix and pattern.
    pub predicates: BTreeMap<Predikat, PredicateLabels>,
    /// Aspects of an indicator.
    pub aspects: BTreeMap<Aspect, String>,
    /// Perspectives of a leader's indicator.
    pub perspectives: BTreeMap<Perspective, String>,
    /// Periods.
    pub periods: PeriodLabels,
}

/// Everything that regulations may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferencePack {
    /// Who publishes the pack: `builtin` or the province's own name for it.
    pub id: String,
    /// Rises with each publication of the same id; kept in every closing.
    pub version: u32,
    /// Day of publication.
    pub issued_on: NaiveDate,
    /// Schemes, oldest first; the last one has no last day.
    pub schemes: Vec<SchemeRow>,
    /// The 3 x 3 matrix.
    pub predicate_matrix: Table<PredicateMatrix>,
    /// Distribution patterns (SE MenPANRB 3/2023).
    pub distribution: Table<DistributionTable>,
    /// The head's result rating from the organisation's achievement.
    pub head_rating: Table<HeadRatingTable>,
    /// Advice for the overall result rating.
    pub result_advice: Table<AdviceTable>,
    /// Advice for the overall behaviour rating.
    pub behaviour_advice: Table<AdviceTable>,
    /// The seven BerAKHLAK values with their points.
    pub core_values: Table<CoreValueTable>,
    /// Words of the official forms.
    pub labels: Table<Labels>,
    /// Ranks of PNS and how rank lines are printed.
    pub ranks: Table<RankTable>,
    /// Days for objections.
    pub objection: Table<ObjectionTable>,
    /// Titles recognised in names.
    pub names: Table<NameTable>,
    /// Kinds of position: title patterns and usual pairs.
    pub positions: Table<PositionTable>,
}

impl ReferencePack {
    /// The pack that the program carries: the national rules.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Reads a pack and checks it as a whole.
    ///
    /// # Errors
    /// [`ReferenceError::Unreadable`] for text that is not a pack (unknown fields included, so that a misspelt rule
    /// is not silently ignored), [`ReferenceError::NotWhole`] for a table with a gap.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let pack: Self = serde_json::from_str(text)?;
        pack.check()?;
        Ok(pack)
    }

    /// The form labels in force on a day, or the oldest ones for a day before them.
    #[must_use]
    pub fn labels_on(&self, on: NaiveDate) -> &Labels {
        &self.labels.find_on(on).unwrap_or(&self.labels.oldest).data
    }

    fn check(&self) -> Result<(), ReferenceError> {
        crate::scheme::check_rows(&self.schemes)?;
        for edition in self.predicate_matrix.list() {
            edition.data.check()?;
        }
        for edition in self.distribution.list() {
            edition.data.check()?;
        }
        for edition in self.head_rating.list() {
            check_complete("head_rating", edition.data.ratings.keys(), OrganisationAchievement::ALL)?;
        }
        for edition in self.result_advice.list().chain(self.behaviour_advice.list()) {
            edition.data.check()?;
        }
        for edition in self.core_values.list() {
            edition.data.check()?;
        }
        for edition in self.labels.list() {
            let labels = &edition.data;
            check_complete("labels.ratings", labels.ratings.keys(), crate::Rating::ALL)?;
            check_complete("labels.organisation", labels.organisation.keys(), OrganisationAchievement::ALL)?;
            check_complete("labels.predicates", labels.predicates.keys(), Predikat::ALL)?;
            check_complete("labels.aspects", labels.aspects.keys(), Aspect::ALL)?;
            check_complete("labels.perspectives", labels.perspectives.keys(), Perspective::ALL)?;
        }
        for edition in self.ranks.list() {
            edition.data.check()?;
        }
        for edition in self.objection.list() {
            edition.data.check()?;
        }
        Ok(())
    }
}

/// Fails unless the keys are exactly all variants, each once.
pub(crate) fn check_complete<'a, K: Ord + Copy + std::fmt::Display + 'a>(
    table: &'static str,
    keys: impl IntoIterator<Item = &'a K>,
    all: &[K],
) -> Result<(), ReferenceError> {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(*key) {
            return Err(ReferenceError::NotWhole { table, problem: format!("{key} twice") });
        }
    }
    match all.iter().find(|key| !seen.contains(key)) {
        Some(missing) => Err(ReferenceError::NotWhole { table, problem: format!("{missing} is missing") }),
        None => Ok(()),
    }
}

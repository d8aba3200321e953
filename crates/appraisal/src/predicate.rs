//! The performance predicate of a person: computed from two ratings, never set by hand.
//!
//! This module must not know the distribution pattern: it is a consideration for people and changes no predicate.
//! Invariant: the only way to a [`Predikat`] for an evaluation is [`compute_predicate`]; disagreeing with it means
//! changing a rating.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::explanation::{Explained, Explanation, InputName, InputValue, LegalSource, RuleCode};
use crate::reference::{ReferenceError, ReferencePack, check_complete};
use crate::{Period, Rating};

/// From this distance in ranks on, an annual predicate far from the periodic ones asks for a note (our choice).
const NOTABLE_RANK_GAP: u8 = 2;

coded! {
    /// *Predikat kinerja pegawai* (PermenPANRB 6/2022), best first.
    ///
    /// Compare merit with [`Predikat::rank`]; the derived order is that of declaration.
    pub enum Predikat {
        /// *Sangat Baik*.
        SangatBaik = "sangat_baik",
        /// *Baik*.
        Baik = "baik",
        /// *Butuh Perbaikan*, the *Cukup* of PP 30/2019.
        ButuhPerbaikan = "butuh_perbaikan" | "cukup" | "cukup/butuh perbaikan" | "butuh perbaikan/cukup",
        /// *Kurang*, in the matrix *Kurang/Misconduct*.
        Kurang = "kurang" | "kurang/misconduct" | "misconduct",
        /// *Sangat Kurang*.
        SangatKurang = "sangat_kurang",
    }
}

impl Predikat {
    /// Rank of merit, 5 (*Sangat Baik*) to 1 (*Sangat Kurang*).
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::SangatBaik => 5,
            Self::Baik => 4,
            Self::ButuhPerbaikan => 3,
            Self::Kurang => 2,
            Self::SangatKurang => 1,
        }
    }
}

/// How a predicate is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PredicateLabels {
    /// In the evaluation document: `Kurang`.
    pub document: String,
    /// In the matrix and the pattern: `Kurang/Misconduct`.
    pub pattern: String,
    /// With the word of PP 30/2019, where it differs: `Cukup/Butuh Perbaikan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pp30: Option<String>,
}

/// The 3 x 3 matrix: result rating, then behaviour rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PredicateMatrix {
    /// Rows by result rating, columns by behaviour rating.
    pub cells: BTreeMap<Rating, BTreeMap<Rating, Predikat>>,
}

impl PredicateMatrix {
    pub(crate) fn check(&self) -> Result<(), ReferenceError> {
        check_complete("predicate_matrix", self.cells.keys(), Rating::ALL)?;
        self.cells.values().try_for_each(|row| check_complete("predicate_matrix", row.keys(), Rating::ALL))
    }
}

/// The predicate that two overall ratings give (PermenPANRB 6/2022, 3 x 3 matrix).
///
/// # Errors
/// [`ReferenceError::NotInForce`] when the period ends before the matrix came into force (2022).
pub fn compute_predicate(
    pack: &ReferencePack,
    period: Period,
    result: Rating,
    behaviour: Rating,
) -> Result<Explained<Predikat>, ReferenceError> {
    let on = period.ends_on();
    let edition = pack.predicate_matrix.get_on("predicate_matrix", on)?;
    let cell = edition.data.cells.get(&result).and_then(|row| row.get(&behaviour));
    let value = *cell.ok_or(ReferenceError::NotInForce { table: "predicate_matrix", on })?;
    let explanation = Explanation::new(RuleCode::PredicateMatrix, &edition.sources)
        .with(InputName::ResultRating, InputValue::Rating(result))
        .with(InputName::BehaviourRating, InputValue::Rating(behaviour));
    Ok(Explained { value, explanation })
}

/// Whether an annual predicate is so far from the median of the year's periodic ones that a note is asked for, and
/// why. `None` when it is near, or when there are no periodic ones. The regulation gives no formula from periodic to
/// annual; this check is ours and never changes a predicate.
#[must_use]
pub fn find_trend_gap(annual: Predikat, periodic: &[Predikat]) -> Option<Explanation> {
    let mut ranks: Vec<u8> = periodic.iter().map(|predicate| predicate.rank()).collect();
    ranks.sort_unstable();
    let middle = ranks.len() / 2;
    let upper = *ranks.get(middle)?;
    let lower = if ranks.len().is_multiple_of(2) { ranks[middle - 1] } else { upper };
    let doubled_median = lower + upper;
    if (annual.rank() * 2).abs_diff(doubled_median) < NOTABLE_RANK_GAP * 2 {
        return None;
    }
    Some(
        Explanation::new(RuleCode::PredicateTrend, &[LegalSource::ours()])
            .with(InputName::Predicate, InputValue::Predicate(annual))
            .with(InputName::DoubledMedianRank, InputValue::Count(doubled_median.into()))
            .with(InputName::RatedCount, InputValue::Count(crate::rating::to_count(periodic.len()))),
    )
}

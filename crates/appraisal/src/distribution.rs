//! The distribution pattern of predicates in an organisation: what it asks in whole people, and what departs from it.
//!
//! This module must not know persons and must not change a rating: the pattern is a consideration for leaders
//! (SE MenPANRB 3/2023). Departing from it never blocks saving; it asks for a written reason at closing.
//!
//! Invariant: shares become whole people in one place ([`Bound`]): caps round down, minima up, each at least 1.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::explanation::{Explanation, InputName, InputValue, RuleCode};
use crate::reference::{Edition, ReferenceError, ReferencePack, check_complete};
use crate::{OrganisationAchievement, Period, Predikat};

coded! {
    /// What departs from the pattern.
    pub enum DistributionCode {
        /// More *Sangat Baik* than the cap.
        SangatBaikOverCap = "sangat_baik_over_cap",
        /// More *Baik* than the cap.
        BaikOverCap = "baik_over_cap",
        /// Too few *Butuh Perbaikan* and *Kurang* together.
        NeedsButuhPerbaikanOrKurang = "needs_butuh_perbaikan_or_kurang",
        /// Fewer *Butuh Perbaikan* than the minimum.
        ButuhPerbaikanUnderMinimum = "butuh_perbaikan_under_minimum",
        /// Fewer *Kurang* than the minimum.
        KurangUnderMinimum = "kurang_under_minimum",
        /// Fewer *Sangat Kurang* than the minimum.
        SangatKurangUnderMinimum = "sangat_kurang_under_minimum",
        /// *Sangat Baik* although the pattern has none.
        SangatBaikNotAllowed = "sangat_baik_not_allowed",
        /// Soft: the dominant predicate is not the largest group.
        DominantNotLargest = "dominant_not_largest",
    }
}

coded! {
    /// Why a person is outside the planning rules and so outside the pool (PermenPANRB 8/2021; 6/2022 alike).
    pub enum ExemptReason {
        /// Appointed as state official or leader of a non-structural body.
        PejabatNegara = "pejabat_negara",
        /// Suspended (*diberhentikan sementara*).
        Suspended = "suspended",
        /// Leave outside the state's account (*CLTN*).
        UnpaidLeave = "unpaid_leave",
        /// Preparation for retirement (*MPP*).
        PreRetirement = "pre_retirement",
        /// Study assignment (*tugas belajar*).
        StudyAssignment = "study_assignment",
    }
}

/// How a person stands to the pool of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolStanding {
    /// Counts.
    Member,
    /// The head of the organisation, whose own rating follows from its achievement: does not count.
    Head,
    /// Exempt: does not count.
    Exempt(ExemptReason),
}

/// How many people of the pool have each predicate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PredicateCounts {
    /// *Sangat Baik*.
    pub sangat_baik: u32,
    /// *Baik*.
    pub baik: u32,
    /// *Butuh Perbaikan*.
    pub butuh_perbaikan: u32,
    /// *Kurang*.
    pub kurang: u32,
    /// *Sangat Kurang*.
    pub sangat_kurang: u32,
    /// Members of the pool without a predicate yet.
    pub unrated: u32,
}

impl PredicateCounts {
    /// Counts a pool: members count, the head and exempt people do not. One pool per office (our reading; the
    /// circular does not define the pool).
    #[must_use]
    pub fn of_pool(people: impl IntoIterator<Item = (PoolStanding, Option<Predikat>)>) -> Self {
        let mut counts = Self::default();
        for (standing, predicate) in people {
            match standing {
                PoolStanding::Member => {
                    let count = match predicate {
                        Some(Predikat::SangatBaik) => &mut counts.sangat_baik,
                        Some(Predikat::Baik) => &mut counts.baik,
                        Some(Predikat::ButuhPerbaikan) => &mut counts.butuh_perbaikan,
                        Some(Predikat::Kurang) => &mut counts.kurang,
                        Some(Predikat::SangatKurang) => &mut counts.sangat_kurang,
                        None => &mut counts.unrated,
                    };
                    *count = count.saturating_add(1);
                }
                PoolStanding::Head | PoolStanding::Exempt(_) => {}
            }
        }
        counts
    }

    /// People with that predicate.
    #[must_use]
    pub const fn of(&self, predicate: Predikat) -> u32 {
        match predicate {
            Predikat::SangatBaik => self.sangat_baik,
            Predikat::Baik => self.baik,
            Predikat::ButuhPerbaikan => self.butuh_perbaikan,
            Predikat::Kurang => self.kurang,
            Predikat::SangatKurang => self.sangat_kurang,
        }
    }

    /// n: everybody in the pool, rated or not.
    #[must_use]
    pub fn pool_size(&self) -> u32 {
        Predikat::ALL.iter().fold(self.unrated, |sum, predicate| sum.saturating_add(self.of(*predicate)))
    }

    fn sum_of(&self, predicates: &BTreeSet<Predikat>) -> u32 {
        predicates.iter().fold(0, |sum, predicate| sum.saturating_add(self.of(*predicate)))
    }
}

/// One number that a pattern asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternRule {
    /// Code of the finding when it is not kept.
    pub code: DistributionCode,
    /// Predicates that are counted together.
    pub predicates: BTreeSet<Predikat>,
    /// The number.
    #[serde(flatten)]
    pub bound: Bound,
}

/// A cap or a minimum, as a share of the pool or as a fixed number of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Bound {
    /// At most this share: `max(1, floor(percent * n / 100))` people.
    AtMostPercent {
        /// Whole per cent, 0 to 100.
        percent: u32,
    },
    /// At most so many people.
    AtMostCount {
        /// People.
        count: u32,
    },
    /// At least this share: `max(1, ceil(percent * n / 100))` people.
    AtLeastPercent {
        /// Whole per cent, 0 to 100.
        percent: u32,
    },
    /// At least so many people.
    AtLeastCount {
        /// People.
        count: u32,
    },
}

impl Bound {
    /// The number of people that it means in a pool of `n`.
    #[must_use]
    pub fn people(self, n: u32) -> u32 {
        let share = |percent: u32| u64::from(n) * u64::from(percent);
        let people = match self {
            Self::AtMostPercent { percent } => (share(percent) / 100).max(1),
            Self::AtLeastPercent { percent } => share(percent).div_ceil(100).max(1),
            Self::AtMostCount { count } | Self::AtLeastCount { count } => u64::from(count),
        };
        u32::try_from(people).unwrap_or(u32::MAX)
    }

    /// Whether it is a cap rather than a minimum.
    #[must_use]
    pub const fn is_cap(self) -> bool {
        match self {
            Self::AtMostPercent { .. } | Self::AtMostCount { .. } => true,
            Self::AtLeastPercent { .. } | Self::AtLeastCount { .. } => false,
        }
    }

    const fn find_percent(self) -> Option<u32> {
        match self {
            Self::AtMostPercent { percent } | Self::AtLeastPercent { percent } => Some(percent),
            Self::AtMostCount { .. } | Self::AtLeastCount { .. } => None,
        }
    }
}

/// The pattern of one level of achievement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The level.
    pub organisation: OrganisationAchievement,
    /// The predicate that "most" people should have.
    pub dominant: Predikat,
    /// Its numbers.
    pub rules: Vec<PatternRule>,
    /// Heights of the printed curve, *Sangat Kurang* to *Sangat Baik*. A shape only, never quotas.
    pub curve: [u32; 5],
}

/// The patterns of all five levels (SE MenPANRB 3/2023).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistributionTable {
    /// In a pool smaller than this, departures are shown as information only (our choice).
    pub information_only_below: u32,
    /// One pattern for each level.
    pub patterns: Vec<Pattern>,
}

impl DistributionTable {
    pub(crate) fn check(&self) -> Result<(), ReferenceError> {
        let levels = self.patterns.iter().map(|pattern| &pattern.organisation);
        check_complete("distribution", levels, OrganisationAchievement::ALL)?;
        let mut rules = self.patterns.iter().flat_map(|pattern| &pattern.rules);
        let is_wrong = |rule: &PatternRule| {
            rule.predicates.is_empty() || rule.bound.find_percent().is_some_and(|percent| percent > 100)
        };
        match rules.find(|rule| is_wrong(rule)) {
            Some(rule) => {
                let problem = format!("rule {} counts nobody or more than everybody", rule.code);
                Err(ReferenceError::NotWhole { table: "distribution", problem })
            }
            None => Ok(()),
        }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingWeight {
    /// A number of the circular is not kept: closing asks for a written reason.
    Hard,
    /// The reading of "most" is ours: shown, nothing asked.
    Soft,
    /// The pool is too small for shares: shown, nothing asked.
    Information,
}

/// One number of the pattern in whole people, kept or not; for live counters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PatternLimit {
    /// Code of the finding when it is not kept.
    pub code: DistributionCode,
    /// Predicates counted together.
    pub predicates: BTreeSet<Predikat>,
    /// Whether `people` is a cap (else a minimum).
    pub is_cap: bool,
    /// People allowed or needed.
    pub people: u32,
    /// People there are.
    pub actual: u32,
}

/// A departure from the pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct DistributionFinding {
    /// What departs.
    pub code: DistributionCode,
    /// How much it weighs.
    pub weight: FindingWeight,
    /// With the numbers.
    pub explanation: Explanation,
}

/// What the pattern says of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct DistributionReport {
    /// Level of achievement that chose the pattern.
    pub organisation: OrganisationAchievement,
    /// What was counted.
    pub counts: PredicateCounts,
    /// n.
    pub pool_size: u32,
    /// Whether the pool is too small for shares.
    pub is_information_only: bool,
    /// Each number of the pattern, in whole people.
    pub limits: Vec<PatternLimit>,
    /// Numbers not kept. A minimum is found missing only when the unrated people could no longer fill it.
    pub findings: Vec<DistributionFinding>,
    /// Soft checks, apart from the numbers of the circular.
    pub soft_findings: Vec<DistributionFinding>,
}

impl DistributionReport {
    /// Whether closing asks for a written reason.
    #[must_use]
    pub fn requires_reason(&self) -> bool {
        self.findings.iter().any(|finding| finding.weight == FindingWeight::Hard)
    }
}

/// The pattern for a level of achievement in a period.
///
/// # Errors
/// [`ReferenceError::NotInForce`] for a period that ended before the circular (2023).
pub fn get_pattern(
    pack: &ReferencePack,
    period: Period,
    organisation: OrganisationAchievement,
) -> Result<&Pattern, ReferenceError> {
    get_edition(pack, period, organisation).map(|(_, pattern)| pattern)
}

/// Compares a pool with the pattern of its organisation (SE MenPANRB 3/2023). An empty pool has no findings.
///
/// # Errors
/// [`ReferenceError::NotInForce`] for a period that ended before the circular (2023).
pub fn check_distribution(
    pack: &ReferencePack,
    period: Period,
    organisation: OrganisationAchievement,
    counts: PredicateCounts,
) -> Result<DistributionReport, ReferenceError> {
    let (edition, pattern) = get_edition(pack, period, organisation)?;
    let pool_size = counts.pool_size();
    let is_information_only = pool_size < edition.data.information_only_below;
    let weight = |usual| if is_information_only { FindingWeight::Information } else { usual };
    let base = |rule| {
        Explanation::new(rule, &edition.sources)
            .with(InputName::Organisation, InputValue::Organisation(organisation))
            .with(InputName::PoolSize, InputValue::Count(pool_size))
            .with(InputName::UnratedCount, InputValue::Count(counts.unrated))
    };
    let mut limits = Vec::new();
    let mut findings = Vec::new();
    for rule in &pattern.rules {
        let limit = PatternLimit {
            code: rule.code,
            predicates: rule.predicates.clone(),
            is_cap: rule.bound.is_cap(),
            people: rule.bound.people(pool_size),
            actual: counts.sum_of(&rule.predicates),
        };
        let is_broken = if limit.is_cap {
            limit.actual > limit.people
        } else {
            limit.actual.saturating_add(counts.unrated) < limit.people
        };
        if is_broken && pool_size > 0 {
            let code = if limit.is_cap { RuleCode::DistributionCap } else { RuleCode::DistributionMinimum };
            findings.push(DistributionFinding {
                code: rule.code,
                weight: weight(FindingWeight::Hard),
                explanation: explain_limit(base(code), &limit, rule.bound),
            });
        }
        limits.push(limit);
    }
    let soft_findings = find_larger_than_dominant(pattern.dominant, &counts)
        .map(|largest| DistributionFinding {
            code: DistributionCode::DominantNotLargest,
            weight: weight(FindingWeight::Soft),
            explanation: base(RuleCode::DistributionDominant)
                .with(InputName::DominantPredicate, InputValue::Predicate(pattern.dominant))
                .with(InputName::ActualCount, InputValue::Count(counts.of(pattern.dominant)))
                .with(InputName::LargestPredicate, InputValue::Predicate(largest))
                .with(InputName::LargestCount, InputValue::Count(counts.of(largest))),
        })
        .into_iter()
        .collect();
    Ok(DistributionReport {
        organisation,
        counts,
        pool_size,
        is_information_only,
        limits,
        findings,
        soft_findings,
    })
}

fn explain_limit(mut explanation: Explanation, limit: &PatternLimit, bound: Bound) -> Explanation {
    for predicate in &limit.predicates {
        explanation = explanation.with(InputName::Predicate, InputValue::Predicate(*predicate));
    }
    explanation = explanation
        .with(InputName::ActualCount, InputValue::Count(limit.actual))
        .with(InputName::BoundCount, InputValue::Count(limit.people));
    match bound.find_percent() {
        Some(percent) => explanation.with(InputName::BoundPercent, InputValue::Percent(percent)),
        None => explanation,
    }
}

/// The largest group that is larger than the dominant one, even if all unrated people joined that; a tie passes.
fn find_larger_than_dominant(dominant: Predikat, counts: &PredicateCounts) -> Option<Predikat> {
    let reachable = counts.of(dominant).saturating_add(counts.unrated);
    let largest = Predikat::ALL.iter().copied().max_by_key(|predicate| counts.of(*predicate))?;
    (counts.of(largest) > reachable).then_some(largest)
}

fn get_edition(
    pack: &ReferencePack,
    period: Period,
    organisation: OrganisationAchievement,
) -> Result<(&Edition<DistributionTable>, &Pattern), ReferenceError> {
    let on = period.ends_on();
    let edition = pack.distribution.get_on("distribution", on)?;
    let pattern = edition.data.patterns.iter().find(|pattern| pattern.organisation == organisation);
    Ok((edition, pattern.ok_or(ReferenceError::NotInForce { table: "distribution", on })?))
}

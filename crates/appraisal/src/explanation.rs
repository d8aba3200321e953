//! Why a result is what it is, as data: a rule code, the inputs by name, the legal sources.
//!
//! This module must not know any sentence: the screen builds one from the code and the arguments, in its language.
//! Invariant: an explanation names every input that could have changed the result.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::{OrganisationAchievement, Period, Predikat, Rating, Scheme};

coded! {
    /// How sure we are of a legal statement.
    pub enum Certainty {
        /// Read in a source.
        Seen = "seen",
        /// General knowledge of the field, not re-read.
        Known = "known",
        /// To be verified against the official text before anyone relies on it.
        Unsure = "unsure",
        /// The regulation is silent; this is the product's own choice.
        Ours = "ours",
    }
}

coded! {
    /// The rule that gave a result; one text per code in the screen's language.
    pub enum RuleCode {
        /// The scheme follows from the last day of the period.
        SchemeByPeriodEnd = "scheme.by_period_end",
        /// The predicate stands in the 3 x 3 matrix.
        PredicateMatrix = "predicate.matrix",
        /// An annual predicate far from the median of the periodic ones needs a note.
        PredicateTrend = "predicate.trend",
        /// Advice for the overall result rating from the ratings of the results.
        ResultAdvice = "advice.result_rating",
        /// Advice for the overall behaviour rating from the ratings of the seven values.
        BehaviourAdvice = "advice.behaviour_rating",
        /// The head's result rating follows from the organisation's achievement.
        HeadRating = "head.result_rating",
        /// At most so many people may have these predicates.
        DistributionCap = "distribution.cap",
        /// At least so many people must have these predicates.
        DistributionMinimum = "distribution.minimum",
        /// The dominant predicate should be the largest group.
        DistributionDominant = "distribution.dominant",
        /// Last day on which an objection may be filed or must be decided.
        ObjectionDue = "objection.due",
    }
}

coded! {
    /// What an input of a rule is.
    pub enum InputName {
        /// First day of the period.
        PeriodStart = "period_start",
        /// Last day of the period.
        PeriodEnd = "period_end",
        /// Last day on which the chosen scheme applies, where it has one.
        SchemeLastDay = "scheme_last_day",
        /// Overall rating of results.
        ResultRating = "result_rating",
        /// Overall rating of behaviour.
        BehaviourRating = "behaviour_rating",
        /// Achievement of the organisation.
        Organisation = "organisation",
        /// Number of things rated.
        RatedCount = "rated_count",
        /// Of those, above expectation.
        AboveCount = "above_count",
        /// Of those, as expected.
        MeetsCount = "meets_count",
        /// Of those, below expectation.
        BelowCount = "below_count",
        /// Main results below expectation.
        MainBelowCount = "main_below_count",
        /// Share that a group must exceed to be the majority.
        MajorityPercent = "majority_percent",
        /// People in the distribution pool.
        PoolSize = "pool_size",
        /// People in the pool without a predicate yet.
        UnratedCount = "unrated_count",
        /// A predicate that the rule speaks of; may occur several times.
        Predicate = "predicate",
        /// People who have it.
        ActualCount = "actual_count",
        /// People who may or must have it.
        BoundCount = "bound_count",
        /// The share from which that number was made, where it was.
        BoundPercent = "bound_percent",
        /// The predicate that should be the largest group.
        DominantPredicate = "dominant_predicate",
        /// The predicate that is.
        LargestPredicate = "largest_predicate",
        /// People in the largest group.
        LargestCount = "largest_count",
        /// Twice the median rank of the periodic predicates (whole, also for an even number of them).
        DoubledMedianRank = "doubled_median_rank",
        /// The day from which days are counted; that day itself is not.
        ReceivedOn = "received_on",
        /// Number of days granted.
        DayCount = "day_count",
        /// Holidays skipped on the way, other than weekends.
        HolidayCount = "holiday_count",
    }
}

/// The value of an input, with its type, so that a reader can print it in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum InputValue {
    /// A rating.
    Rating(Rating),
    /// An achievement of the organisation.
    Organisation(OrganisationAchievement),
    /// A predicate.
    Predicate(Predikat),
    /// A whole number of people, things or days.
    Count(u32),
    /// Whole per cent.
    Percent(u32),
    /// A calendar date.
    Date(NaiveDate),
    /// A period.
    Period(Period),
    /// A scheme.
    Scheme(Scheme),
}

/// One named input of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Input {
    /// What it is.
    pub name: InputName,
    /// Its value.
    #[serde(flatten)]
    pub value: InputValue,
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct LegalSource {
    /// Short name of the regulation, such as `PermenPANRB 6/2022`; `Tilik` for our own choices.
    pub regulation: String,
    /// Article, where known.
    pub article: Option<String>,
    /// How sure we are.
    pub certainty: Certainty,
    /// What a verifier should know (for people who maintain the data, in English).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl LegalSource {
    /// The source of a rule on which every regulation is silent.
    #[must_use]
    pub fn ours() -> Self {
        Self { regulation: "Tilik".to_owned(), article: None, certainty: Certainty::Ours, note: None }
    }
}

/// Why a result is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Explanation {
    /// The rule.
    pub rule: RuleCode,
    /// Its inputs, in the order in which a sentence would name them.
    pub inputs: Vec<Input>,
    /// Where the rule comes from.
    pub sources: Vec<LegalSource>,
}

impl Explanation {
    /// Starts an explanation without inputs.
    #[must_use]
    pub fn new(rule: RuleCode, sources: &[LegalSource]) -> Self {
        Self { rule, inputs: Vec::new(), sources: sources.to_vec() }
    }

    /// Adds one input.
    #[must_use]
    pub fn with(mut self, name: InputName, value: InputValue) -> Self {
        self.inputs.push(Input { name, value });
        self
    }

    /// The first input of that name.
    #[must_use]
    pub fn find_input(&self, name: InputName) -> Option<&InputValue> {
        self.inputs.iter().find(|input| input.name == name).map(|input| &input.value)
    }
}

/// A result together with why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained<T> {
    /// The result.
    pub value: T,
    /// Why it is what it is.
    pub explanation: Explanation,
}

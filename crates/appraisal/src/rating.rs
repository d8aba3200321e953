//! Ratings that people give, and the advice that ratings of details give for an overall rating.
//!
//! This module must not know who rates. Invariant: advice is only advice; no function here returns an overall rating
//! other than inside [`Advice`], because the overall ratings are the assessor's own act (PermenPANRB 6/2022: a
//! judgement against the leader's expectation, not a score).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::explanation::{Explanation, InputName, InputValue, RuleCode};
use crate::reference::{Edition, ReferenceError, ReferencePack, check_complete};
use crate::skp::ResultKind;

coded! {
    /// Rating of results or of behaviour against the leader's expectation (PermenPANRB 6/2022).
    ///
    /// The order is that of merit: `Below < Meets < Above`.
    pub enum Rating {
        /// *Di bawah ekspektasi*.
        Below = "below" | "di bawah ekspektasi" | "di bawah" | "bawah",
        /// *Sesuai ekspektasi*.
        Meets = "meets" | "sesuai ekspektasi" | "sesuai",
        /// *Di atas ekspektasi*.
        Above = "above" | "di atas ekspektasi" | "di atas" | "atas",
    }
}

coded! {
    /// Achievement of the organisation, set by the leader of the higher organisation (SE MenPANRB 3/2023).
    pub enum OrganisationAchievement {
        /// *Istimewa*.
        Istimewa = "istimewa",
        /// *Baik*.
        Baik = "baik",
        /// *Butuh Perbaikan*.
        ButuhPerbaikan = "butuh_perbaikan" | "cukup" | "cukup/butuh perbaikan" | "butuh perbaikan/cukup",
        /// *Kurang*.
        Kurang = "kurang",
        /// *Sangat Kurang*.
        SangatKurang = "sangat_kurang",
    }
}

coded! {
    /// The seven basic values of civil servants, *BerAKHLAK* (SE MenPANRB 20/2021), in official order.
    pub enum CoreValue {
        /// Service-oriented.
        BerorientasiPelayanan = "berorientasi_pelayanan",
        /// Accountable.
        Akuntabel = "akuntabel",
        /// Competent.
        Kompeten = "kompeten",
        /// Harmonious.
        Harmonis = "harmonis",
        /// Loyal.
        Loyal = "loyal",
        /// Adaptive.
        Adaptif = "adaptif",
        /// Collaborative.
        Kolaboratif = "kolaboratif",
    }
}

/// How a rating is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingLabel {
    /// In correct Indonesian: `Di Atas Ekspektasi`.
    pub text: String,
    /// As the forms write it: `DIATAS EKSPEKTASI`.
    pub form: String,
}

/// Labels of the three ratings.
pub type RatingLabels = BTreeMap<Rating, RatingLabel>;

/// One BerAKHLAK value with its official points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct CoreValueText {
    /// Which value.
    pub value: CoreValue,
    /// Its printed name.
    pub name: String,
    /// Its three points, in official order.
    pub points: [String; 3],
}

/// The seven values in the order in which forms print them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreValueTable {
    /// Each value once.
    pub values: Vec<CoreValueText>,
}

impl CoreValueTable {
    pub(crate) fn check(&self) -> Result<(), ReferenceError> {
        check_complete("core_values", self.values.iter().map(|text| &text.value), CoreValue::ALL)
    }
}

/// What counts as "most".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdviceTable {
    /// A group is "most" when it is *more* than this share, in whole per cent.
    pub majority_percent: u32,
}

impl AdviceTable {
    pub(crate) fn check(&self) -> Result<(), ReferenceError> {
        // Under a half, two groups could both be "most".
        if (50..100).contains(&self.majority_percent) {
            return Ok(());
        }
        let problem = format!("majority of {} % is not in 50..=99", self.majority_percent);
        Err(ReferenceError::NotWhole { table: "advice", problem })
    }
}

/// Advice for an overall rating. Never stored as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Advice {
    /// The rating that the details suggest.
    pub rating: Rating,
    /// Whether a detail is below expectation although the advice is not: the assessor should look at it.
    pub has_detail_below: bool,
    /// Why.
    pub explanation: Explanation,
}

/// The points of the seven values as in force on a day.
///
/// # Errors
/// [`ReferenceError::NotInForce`] before the values were set (September 2021).
pub fn get_core_values(pack: &ReferencePack, on: NaiveDate) -> Result<&[CoreValueText], ReferenceError> {
    Ok(&pack.core_values.get_on("core_values", on)?.data.values)
}

/// Advice for the overall result rating: above when most results are above and no main result is below; below when
/// most are below; else meets. `None` while nothing is rated.
///
/// Results without a rating are not to be passed. `on` is the last day of the period.
///
/// # Errors
/// [`ReferenceError::NotInForce`] for a period before PermenPANRB 6/2022.
pub fn advise_result_rating(
    pack: &ReferencePack,
    on: NaiveDate,
    rated: &[(ResultKind, Rating)],
) -> Result<Option<Advice>, ReferenceError> {
    let edition = pack.result_advice.get_on("result_advice", on)?;
    let main_below =
        rated.iter().filter(|(kind, rating)| (*kind, *rating) == (ResultKind::Utama, Rating::Below)).count();
    let ratings = rated.iter().map(|(_, rating)| *rating);
    Ok(advise(edition, RuleCode::ResultAdvice, ratings, main_below > 0).map(|mut advice| {
        advice.explanation =
            advice.explanation.with(InputName::MainBelowCount, InputValue::Count(to_count(main_below)));
        advice
    }))
}

/// Advice for the overall behaviour rating: above when most values are above and none is below; below when most are
/// below; else meets. `None` while nothing is rated. The regulation gives no formula; this one is ours.
///
/// # Errors
/// [`ReferenceError::NotInForce`] for a period before PermenPANRB 6/2022.
pub fn advise_behaviour_rating(
    pack: &ReferencePack,
    on: NaiveDate,
    rated: &BTreeMap<CoreValue, Rating>,
) -> Result<Option<Advice>, ReferenceError> {
    let edition = pack.behaviour_advice.get_on("behaviour_advice", on)?;
    let has_below = rated.values().any(|rating| *rating == Rating::Below);
    Ok(advise(edition, RuleCode::BehaviourAdvice, rated.values().copied(), has_below))
}

fn advise(
    edition: &Edition<AdviceTable>,
    rule: RuleCode,
    ratings: impl Iterator<Item = Rating>,
    forbids_above: bool,
) -> Option<Advice> {
    let (mut below, mut meets, mut above) = (0_usize, 0_usize, 0_usize);
    for rating in ratings {
        match rating {
            Rating::Below => below += 1,
            Rating::Meets => meets += 1,
            Rating::Above => above += 1,
        }
    }
    let total = below + meets + above;
    if total == 0 {
        return None;
    }
    let percent = edition.data.majority_percent;
    let is_most = |part: usize| part as u64 * 100 > total as u64 * u64::from(percent);
    let rating = if is_most(above) && !forbids_above {
        Rating::Above
    } else if is_most(below) {
        Rating::Below
    } else {
        Rating::Meets
    };
    let explanation = Explanation::new(rule, &edition.sources)
        .with(InputName::RatedCount, InputValue::Count(to_count(total)))
        .with(InputName::AboveCount, InputValue::Count(to_count(above)))
        .with(InputName::MeetsCount, InputValue::Count(to_count(meets)))
        .with(InputName::BelowCount, InputValue::Count(to_count(below)))
        .with(InputName::MajorityPercent, InputValue::Percent(percent));
    Some(Advice { rating, has_detail_below: below > 0 && rating != Rating::Below, explanation })
}

/// Counts of in-memory lists; more than four thousand million is not reachable.
pub(crate) fn to_count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

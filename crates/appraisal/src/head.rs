//! The head's own result rating, which follows from the organisation's achievement.
//!
//! This module must not know who the head is. Invariant: the mapping is data, and what comes out is a proposal that
//! the head's assessor may override with another rating.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::explanation::{Explained, Explanation, InputName, InputValue, RuleCode};
use crate::reference::{ReferenceError, ReferencePack};
use crate::{OrganisationAchievement, Period, Rating};

/// Five levels of achievement to three ratings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadRatingTable {
    /// One rating for each level.
    pub ratings: BTreeMap<OrganisationAchievement, Rating>,
}

/// The result rating proposed for the head of the organisation (SE MenPANRB 3/2023; the mapping is unsure and marked
/// so in the data).
///
/// # Errors
/// [`ReferenceError::NotInForce`] when the period ends before the rule came into force.
pub fn plan_head_result_rating(
    pack: &ReferencePack,
    period: Period,
    organisation: OrganisationAchievement,
) -> Result<Explained<Rating>, ReferenceError> {
    let on = period.ends_on();
    let edition = pack.head_rating.get_on("head_rating", on)?;
    let rating = edition.data.ratings.get(&organisation);
    let value = *rating.ok_or(ReferenceError::NotInForce { table: "head_rating", on })?;
    let explanation = Explanation::new(RuleCode::HeadRating, &edition.sources)
        .with(InputName::Organisation, InputValue::Organisation(organisation));
    Ok(Explained { value, explanation })
}

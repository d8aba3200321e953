//! A value of a field as a person is shown it.

use serde::Serialize;
use tilik_appraisal::rating::{OrganisationAchievement, Rating};
use tilik_journal::catalogue::{
    behaviour_rating, expectation, indicator, person, result, result_rating, superior, unit,
};
use tilik_journal::{Document, RecordId, Value};
use ts_rs::TS;

use crate::record::text;
use crate::{Failure, Office};

/// What a version says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Shown {
    /// A rating.
    Rating {
        /// Which.
        rating: Rating,
    },
    /// An achievement of the organisation.
    Achievement {
        /// Which.
        achievement: OrganisationAchievement,
    },
    /// Words, days and codes, as they were entered.
    Words {
        /// They.
        words: String,
    },
    /// A number.
    Number {
        /// It.
        #[ts(type = "number")]
        number: i64,
    },
    /// Yes or no.
    Truth {
        /// Which.
        is: bool,
    },
    /// The field was emptied.
    Nothing,
    /// What no screen shows: a picture, a list.
    Other,
}

impl Office {
    pub(super) fn show_value(&self, value: &Value) -> Result<Shown, Failure> {
        Ok(match value {
            Value::Null => Shown::Nothing,
            Value::Bool(is) => Shown::Truth { is: *is },
            Value::Int(number) => Shown::Number { number: *number },
            Value::Text(words) if words.is_empty() => Shown::Nothing,
            Value::Text(words) => match (words.parse(), words.parse()) {
                (Ok(rating), _) => Shown::Rating { rating },
                (_, Ok(achievement)) => Shown::Achievement { achievement },
                (Err(_), Err(_)) => Shown::Words { words: words.clone() },
            },
            Value::Bytes(_) => match value.as_record() {
                Some(id) => self.name_record(id)?.map_or(Shown::Other, |words| Shown::Words { words }),
                None => Shown::Other,
            },
            Value::List(_) => Shown::Other,
        })
    }

    /// A record that a field names, as people call it.
    fn name_record(&self, id: RecordId) -> Result<Option<String>, Failure> {
        if let Some(person) = self.find_person(id)? {
            return Ok(Some(person.name.full()));
        }
        if let Some(unit) = self.find(unit::KIND, id)? {
            return Ok(Some(text(&unit, unit::NAME)));
        }
        if let Some(superior) = self.find(superior::KIND, id)? {
            let assessor = superior.record(superior::ASSESSOR).map(|id| self.find_person(id)).transpose()?;
            let name = assessor.flatten().map(|person| person.name.full());
            return Ok(Some(name.unwrap_or_else(|| text(&superior, superior::EXTERNAL_NAME))));
        }
        Ok(None)
    }

    /// What of several a record is: one of the seven values, the words of a result.
    pub(super) fn find_about(&self, document: &Document) -> Result<Option<String>, Failure> {
        let words = |found: Option<Document>, field| found.map(|found| text(&found, field));
        Ok(match document.kind {
            behaviour_rating::KIND => document.text(behaviour_rating::CORE_VALUE).map(str::to_owned),
            expectation::KIND => document.text(expectation::CORE_VALUE).map(str::to_owned),
            result::KIND => document.text(result::TEXT).map(str::to_owned),
            indicator::KIND => document.text(indicator::TEXT).map(str::to_owned),
            person::KIND => None,
            result_rating::KIND => {
                let id = document.record(result_rating::RESULT);
                words(id.map(|id| self.find(result::KIND, id)).transpose()?.flatten(), result::TEXT)
            }
            _ => None,
        })
    }
}

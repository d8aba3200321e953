//! A profile as a person types it, checked field by field so that everything wrong is told at once and beside its field.
//!
//! Must not write. Invariant: what passes fits every form: no line breaks, no signs that no name has, no text beyond its limit.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use tilik_appraisal::nip::Nip;
use tilik_appraisal::position::JenisJabatan;
use tilik_appraisal::rank::Rank;
use tilik_exchange::cell_text::clean;
use tilik_exchange::roster::{MAX_NAME_CHARS, MAX_TEXT_CHARS};
use tilik_journal::Document;
use tilik_journal::catalogue::person;
use ts_rs::TS;

use super::refuse_nip;
use crate::{Failure, Office};

/// The longest note or reason, in characters.
const MOST_NOTE_CHARS: usize = 1_000;
/// Signs that stand in names, titles, positions and units beside letters and digits.
const SIGNS: &str = " .,'’‘`\"“”-–—/()&+:;%°*";

/// The two kinds of civil servants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum Employment {
    /// Permanent.
    #[serde(rename = "PNS")]
    Pns,
    /// By contract.
    #[serde(rename = "PPPK")]
    Pppk,
}

impl Employment {
    /// As the record keeps it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pns => "PNS",
            Self::Pppk => "PPPK",
        }
    }
}

/// What is known of a civil servant, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Profile {
    /// NIP or NI PPPK.
    pub nip: String,
    /// Titles before the name.
    pub front: String,
    /// The name without titles.
    pub name: String,
    /// Titles behind the name.
    pub back: String,
    /// PNS or PPPK.
    pub employment: Employment,
    /// Golongan; empty where not known.
    pub rank: String,
    /// Title of the position.
    pub position: String,
    /// Kind of position, where known.
    pub position_kind: Option<JenisJabatan>,
    /// The unit's name; empty where there is none.
    pub unit: String,
    /// First day at this office.
    pub joined_on: Option<NaiveDate>,
    /// First day in the position.
    pub position_since: Option<NaiveDate>,
}

impl Profile {
    /// The profile of a record.
    pub(super) fn of(document: &Document, unit: String) -> Self {
        let text = |field| crate::record::text(document, field);
        let day = |field| document.text(field).and_then(|day| day.parse().ok());
        let is_pppk = text(person::EMPLOYMENT).eq_ignore_ascii_case("PPPK");
        Self {
            nip: text(person::NIP),
            front: text(person::FRONT_TITLE),
            name: text(person::NAME),
            back: text(person::BACK_TITLE),
            employment: if is_pppk { Employment::Pppk } else { Employment::Pns },
            rank: text(person::RANK),
            position: text(person::POSITION),
            position_kind: crate::record::coded(document, person::POSITION_KIND),
            unit,
            joined_on: day(person::JOINED_ON),
            position_since: day(person::POSITION_SINCE),
        }
    }

    /// The same in the form that is kept. A NIP that stays is not checked anew: real numbers with wrong data in them exist.
    ///
    /// # Errors
    /// `person.refused` with a failure for each field that is wrong.
    pub(super) fn check(&self, office: &Office, now: Option<&Document>) -> Result<Self, Failure> {
        let mut wrong = Wrong::default();
        let nip = wrong.take("nip", self.check_nip(office, now)).unwrap_or_default();
        let checked = Self {
            nip,
            front: wrong.take("front", tidy(&self.front, MAX_NAME_CHARS)).unwrap_or_default(),
            name: wrong.take("name", self.check_name()).unwrap_or_default(),
            back: wrong.take("back", tidy(&self.back, MAX_NAME_CHARS)).unwrap_or_default(),
            employment: self.employment,
            rank: wrong.take("rank", self.check_rank(office)).unwrap_or_default(),
            position: wrong.take("position", tidy(&self.position, MAX_TEXT_CHARS)).unwrap_or_default(),
            position_kind: self.position_kind,
            unit: wrong.take("unit", tidy(&self.unit, MAX_TEXT_CHARS)).unwrap_or_default(),
            joined_on: wrong.take("joined_on", check_day(self.joined_on)).flatten(),
            position_since: wrong.take("position_since", check_day(self.position_since)).flatten(),
        };
        wrong.end()?;
        Ok(checked)
    }

    fn check_nip(&self, office: &Office, now: Option<&Document>) -> Result<String, Failure> {
        let known = now.and_then(|now| now.text(person::NIP));
        let bare = Nip::from_digits(&self.nip).map_err(|error| refuse_nip(&self.nip, error.code()))?;
        if known == Some(bare.as_str()) {
            return Ok(bare.as_str().to_owned());
        }
        let read = office.read_nip(&self.nip, known)?;
        match read.taken_by {
            Some(name) => Err(Failure::new("person.nip_taken").with("name", name)),
            None => Ok(bare.as_str().to_owned()),
        }
    }

    fn check_name(&self) -> Result<String, Failure> {
        let name = tidy(&self.name, MAX_NAME_CHARS)?;
        if name.chars().any(char::is_alphabetic) {
            Ok(name)
        } else {
            Err(Failure::new("person.name_missing"))
        }
    }

    fn check_rank(&self, office: &Office) -> Result<String, Failure> {
        let rank = tidy(&self.rank, MAX_NAME_CHARS)?;
        if rank.is_empty() {
            return Ok(rank);
        }
        let read = Rank::parse(office.pack(), &rank).map_err(|_| Failure::new("person.rank_unknown"))?;
        if read.is_pppk() != (self.employment == Employment::Pppk) {
            let failure = Failure::new("person.rank_of_other_kind");
            return Err(failure.with("rank", read.to_string()).with("employment", self.employment.code()));
        }
        Ok(read.to_string())
    }
}

/// What is wrong, by field.
#[derive(Default)]
struct Wrong(BTreeMap<&'static str, Failure>);

impl Wrong {
    fn take<T>(&mut self, field: &'static str, checked: Result<T, Failure>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(failure) => {
                self.0.insert(field, failure);
                None
            }
        }
    }

    fn end(self) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        let fields = serde_json::to_value(&self.0)?;
        Err(Failure::new("person.refused").with("count", self.0.len()).with("fields", fields))
    }
}

/// A line of text: breaks become spaces, signs that no name has are refused.
fn tidy(text: &str, limit: usize) -> Result<String, Failure> {
    let text = clean(text).text;
    let length = text.chars().count();
    if length > limit {
        return Err(Failure::new("person.text_too_long").with("length", length).with("limit", limit));
    }
    let mut strange: Vec<String> = Vec::new();
    for sign in
        text.chars().filter(|sign| !sign.is_alphanumeric() && !is_mark(*sign) && !SIGNS.contains(*sign))
    {
        if !strange.contains(&sign.to_string()) {
            strange.push(sign.to_string());
        }
    }
    if strange.is_empty() {
        return Ok(text);
    }
    strange.truncate(5);
    Err(Failure::new("person.characters").with("characters", strange.join(" ")))
}

/// Accents that stand after their letter.
fn is_mark(sign: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&sign)
}

/// A note that may have several lines, without its edges.
pub(super) fn check_note(text: &str) -> Result<&str, Failure> {
    let text = text.trim();
    let length = text.chars().count();
    if length > MOST_NOTE_CHARS {
        let failure = Failure::new("person.text_too_long");
        return Err(failure.with("length", length).with("limit", MOST_NOTE_CHARS));
    }
    Ok(text)
}

fn check_day(day: Option<NaiveDate>) -> Result<Option<NaiveDate>, Failure> {
    match day {
        Some(day) if !(1960..=2100).contains(&day.year()) => Err(Failure::new("person.day_unlikely")),
        Some(_) | None => Ok(day),
    }
}

//! Rank and grade: *pangkat/golongan ruang* of PNS and *golongan* of PPPK.
//!
//! This module must not know which position needs which rank. Invariant: a [`Rank`] is one of the 17 PNS grades
//! (I/a to IV/e) or the 17 PPPK grades (I to XVII); names are data and belong to the pack.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::reference::{ReferenceError, ReferencePack, check_complete};

const ROMAN: [&str; 17] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII",
];
const PNS_GROUPS: usize = 4;
/// Words around a grade that say nothing.
const FILLERS: [&str; 7] = ["golongan", "gol", "ruang", "pppk", "pns", "pangkat", "asn"];

/// A rank. Orders PNS by seniority, then PPPK by grade. Written and read as `III/d` or `IX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(into = "String", try_from = "String")]
#[ts(as = "String")]
pub enum Rank {
    /// A PNS grade.
    Pns(PnsGrade),
    /// A PPPK grade.
    Pppk(PppkGrade),
}

/// *Golongan ruang* of a PNS, I/a to IV/e.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PnsGrade {
    group: u8,
    room: u8,
}

/// *Golongan* of a PPPK, I to XVII (1 to 17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PppkGrade(u8);

/// Why a text is not a rank.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RankError {
    /// Neither a grade nor the name of a rank.
    #[error("{0:?} is no rank")]
    Unknown(String),
    /// The name and the grade belong to different ranks.
    #[error("{0:?} names one rank and the grade of another")]
    Disagree(String),
}

impl RankError {
    /// The stable error code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "rank.unknown",
            Self::Disagree(_) => "rank.disagree",
        }
    }
}

/// One PNS rank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PnsRank {
    /// The grade.
    pub golongan: Rank,
    /// The name of the rank.
    pub pangkat: String,
}

/// Names of PNS ranks and how rank lines are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankTable {
    /// Each PNS grade once.
    pub pns: Vec<PnsRank>,
    /// With `{pangkat}` and `{golongan}`.
    pub pns_line: String,
    /// With `{golongan}`.
    pub pppk_line: String,
}

impl RankTable {
    pub(crate) fn check(&self) -> Result<(), ReferenceError> {
        check_complete("ranks", self.pns.iter().map(|row| &row.golongan), &Rank::list_pns())?;
        if self.pns.iter().any(|row| matches!(row.golongan, Rank::Pppk(_))) {
            let problem = "a PPPK grade among the PNS ranks".to_owned();
            return Err(ReferenceError::NotWhole { table: "ranks", problem });
        }
        Ok(())
    }
}

impl PnsGrade {
    /// Group 1 to 4 and room a to d (in group 4 to e); `None` for anything else.
    #[must_use]
    pub fn new(group: u8, room: char) -> Option<Self> {
        let last = if group == 4 { 'e' } else { 'd' };
        let room_number = u8::try_from(room).ok()?;
        ((1..=4).contains(&group) && ('a'..=last).contains(&room))
            .then_some(Self { group, room: room_number })
    }
}

impl PppkGrade {
    /// Grade 1 to 17; `None` for anything else.
    #[must_use]
    pub fn new(grade: u8) -> Option<Self> {
        (1..=17).contains(&grade).then_some(Self(grade))
    }
}

impl Rank {
    /// All PNS grades, lowest first.
    #[must_use]
    pub fn list_pns() -> Vec<Self> {
        (1..=4)
            .flat_map(|group| ('a'..='e').filter_map(move |room| PnsGrade::new(group, room)))
            .map(Self::Pns)
            .collect()
    }

    /// Reads a rank as people write it: `III/d`, `Penata Tk. I / III/d`, `Pembina Tingkat I, IV/b`, `Penata`, `IX`,
    /// `Golongan IX`, `PPPK Golongan IX`. A bare Roman number is a PPPK grade, since a PNS grade has a room.
    ///
    /// # Errors
    /// [`RankError::Unknown`]; [`RankError::Disagree`] when name and grade contradict each other.
    pub fn parse(pack: &ReferencePack, text: &str) -> Result<Self, RankError> {
        let words = list_words(text);
        let unknown = || RankError::Unknown(text.to_owned());
        let (grade, name) = split_grade(&words);
        let name: Vec<&str> =
            name.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
        if name.is_empty() {
            return grade.ok_or_else(unknown);
        }
        let find_named = |wanted: &[&str]| {
            let table = &pack.ranks.newest().data;
            table.pns.iter().find(|row| list_words(&row.pangkat) == wanted).map(|row| row.golongan)
        };
        // A name such as "Penata Tingkat I" ends in a Roman number that is no grade.
        let whole: Vec<&str> =
            words.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
        match (find_named(&whole), grade, find_named(&name)) {
            (Some(named), _, _) => Ok(named),
            (None, Some(grade), Some(named)) if grade == named => Ok(grade),
            (None, Some(_), Some(_)) => Err(RankError::Disagree(text.to_owned())),
            (None, Some(_) | None, None) | (None, None, Some(_)) => Err(unknown()),
        }
    }

    /// The name of the rank; `None` for a PPPK, whose grades have no names.
    #[must_use]
    pub fn find_name(self, pack: &ReferencePack) -> Option<&str> {
        let table = &pack.ranks.newest().data;
        table.pns.iter().find(|row| row.golongan == self).map(|row| row.pangkat.as_str())
    }

    /// The line that forms print: `Penata Tingkat I, III/d` or `Golongan IX`.
    #[must_use]
    pub fn line(self, pack: &ReferencePack) -> String {
        let table = &pack.ranks.newest().data;
        let pattern = match self {
            Self::Pns(_) => &table.pns_line,
            Self::Pppk(_) => &table.pppk_line,
        };
        let name = self.find_name(pack).unwrap_or_default();
        pattern.replace("{pangkat}", name).replace("{golongan}", &self.to_string())
    }

    /// Whether it is a PPPK grade.
    #[must_use]
    pub const fn is_pppk(self) -> bool {
        match self {
            Self::Pns(_) => false,
            Self::Pppk(_) => true,
        }
    }
}

/// Words in lower case; `tk` is `tingkat`, and an Arabic 1 in a name is the Roman one.
fn list_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| match word.to_lowercase().as_str() {
            "tk" | "tkt" => "tingkat".to_owned(),
            "1" => "i".to_owned(),
            other => other.to_owned(),
        })
        .collect()
}

/// The grade at the end of the words, and the words before it.
fn split_grade(words: &[String]) -> (Option<Rank>, &[String]) {
    if let [before @ .., group, room] = words
        && let Some(rank) = find_pns(group, room)
    {
        return (Some(rank), before);
    }
    if let [before @ .., last] = words {
        let glued = last.char_indices().last().and_then(|(at, _)| find_pns(&last[..at], &last[at..]));
        if let Some(rank) = glued.or_else(|| find_pppk(last)) {
            return (Some(rank), before);
        }
    }
    (None, words)
}

fn find_roman(text: &str) -> Option<u8> {
    let place = ROMAN.iter().position(|roman| roman.eq_ignore_ascii_case(text))?;
    u8::try_from(place + 1).ok()
}

fn find_pns(group: &str, room: &str) -> Option<Rank> {
    let group = find_roman(group).filter(|group| usize::from(*group) <= PNS_GROUPS)?;
    let mut letters = room.chars();
    let grade = PnsGrade::new(group, letters.next()?.to_ascii_lowercase())?;
    letters.next().is_none().then_some(Rank::Pns(grade))
}

fn find_pppk(text: &str) -> Option<Rank> {
    find_roman(text).and_then(PppkGrade::new).map(Rank::Pppk)
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pns(PnsGrade { group, room }) => {
                write!(f, "{}/{}", ROMAN[usize::from(*group) - 1], char::from(*room))
            }
            Self::Pppk(PppkGrade(grade)) => f.write_str(ROMAN[usize::from(*grade) - 1]),
        }
    }
}

impl FromStr for Rank {
    type Err = RankError;

    /// Reads a grade alone, without a name; see [`Rank::parse`] for what people write.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = list_words(text);
        match split_grade(&words) {
            (Some(rank), []) => Ok(rank),
            (Some(_) | None, _) => Err(RankError::Unknown(text.to_owned())),
        }
    }
}

impl From<Rank> for String {
    fn from(rank: Rank) -> Self {
        rank.to_string()
    }
}

impl TryFrom<String> for Rank {
    type Error = RankError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

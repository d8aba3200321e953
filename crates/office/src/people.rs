//! The staff: people as lists and cards show them.

use std::collections::HashMap;

use serde::Serialize;
use tilik_appraisal::nip::Nip;
use tilik_appraisal::period::Period;
use tilik_appraisal::person_name::PersonName;
use tilik_appraisal::position::JenisJabatan;
use tilik_appraisal::rank::Rank;
use tilik_journal::catalogue::{person, unit};
use tilik_journal::{Document, RecordId};

use crate::record::{coded, text};
use crate::{Failure, Office};

/// A civil servant on the staff.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Person {
    /// The record.
    pub id: RecordId,
    /// NIP or NI PPPK, bare digits.
    pub nip: String,
    /// Front title, name, back title.
    pub name: PersonName,
    /// `pns` or `pppk`.
    pub employment: String,
    /// Golongan, where known.
    pub rank: Option<Rank>,
    /// Title of the position.
    pub position: String,
    /// Kind of position, where known.
    pub position_kind: Option<JenisJabatan>,
    /// The unit's record.
    pub unit: Option<RecordId>,
    /// The unit's name.
    pub unit_name: String,
    /// Whether versions differ and a person must decide.
    pub is_disputed: bool,
}

impl Person {
    fn read(document: &Document, unit_name: impl Fn(RecordId) -> String) -> Self {
        let unit = document.record(person::UNIT);
        Self {
            id: document.id,
            nip: text(document, person::NIP),
            name: PersonName {
                front: text(document, person::FRONT_TITLE),
                name: text(document, person::NAME),
                back: text(document, person::BACK_TITLE),
            },
            employment: text(document, person::EMPLOYMENT),
            rank: coded(document, person::RANK),
            position: text(document, person::POSITION),
            position_kind: coded(document, person::POSITION_KIND),
            unit,
            unit_name: unit.map(unit_name).unwrap_or_default(),
            is_disputed: document.is_disputed(),
        }
    }

    /// The order in which sheets are handed out: by unit, then by name without titles.
    #[must_use]
    pub fn walking_order(&self) -> (String, String, String) {
        (self.unit_name.clone(), self.name.sort_key(), self.nip.clone())
    }

    /// The place in the shuffled order: the same for a period every time, so that nobody is seen against the same neighbour in every quarter.
    #[must_use]
    pub fn shuffled_order(&self, period: Period) -> u32 {
        // FNV-1a spreads what is nearly the same far apart.
        let letters = format!("{period}{}", self.nip);
        letters
            .bytes()
            .fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    /// Whether every word of `query` is in the name, the NIP, the position or the unit; case does not matter.
    #[must_use]
    pub fn matches(&self, query: &str) -> bool {
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 4 && self.nip.contains(&digits) {
            return true;
        }
        let hay = format!("{} {} {}", self.name.full(), self.position, self.unit_name).to_lowercase();
        query.to_lowercase().split_whitespace().all(|word| hay.contains(word))
    }
}

impl Office {
    /// Everybody on the staff, by name without titles.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_people(&self) -> Result<Vec<Person>, Failure> {
        let mut people = self.read_people(&self.list(person::KIND)?)?;
        people.sort_by_cached_key(|person| (person.name.sort_key(), person.nip.clone()));
        Ok(people)
    }

    /// Everybody who has left the staff, in no order.
    pub(crate) fn list_left(&self) -> Result<Vec<Person>, Failure> {
        self.read_people(&self.list_gone(person::KIND)?)
    }

    /// Those who were joined into another record are none.
    fn read_people(&self, documents: &[Document]) -> Result<Vec<Person>, Failure> {
        let units: HashMap<RecordId, String> =
            self.list(unit::KIND)?.iter().map(|document| (document.id, text(document, unit::NAME))).collect();
        let name_of = |id| units.get(&id).cloned().unwrap_or_default();
        let own = documents.iter().filter(|document| document.record(person::JOINED_INTO).is_none());
        Ok(own.map(|document| Person::read(document, name_of)).collect())
    }

    /// Those of the staff who match what was typed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn search_people(&self, query: &str) -> Result<Vec<Person>, Failure> {
        let mut people = self.list_people()?;
        people.retain(|person| person.matches(query));
        Ok(people)
    }

    /// The person with this NIP.
    ///
    /// # Errors
    /// `person.unknown` naming the NIP.
    pub fn get_person_by_nip(&self, nip: &str) -> Result<Person, Failure> {
        let nip = Nip::from_digits(nip)?;
        let found = self.list_where(person::KIND, person::NIP, nip.as_str())?;
        match found.iter().find(|document| document.record(person::JOINED_INTO).is_none()) {
            Some(document) => self.read_person(document),
            None => Err(Failure::new("person.unknown").with("nip", nip.as_str())),
        }
    }

    /// The person with this NIP, also of those who left: papers and objections outlive a leaving.
    ///
    /// # Errors
    /// `person.unknown` naming the NIP.
    pub fn get_person_also_left(&self, nip: &str) -> Result<Person, Failure> {
        let nip = Nip::from_digits(nip)?;
        let found = self.find_person_also_left(nip.as_str())?;
        found.ok_or_else(|| Failure::new("person.unknown").with("nip", nip.as_str()))
    }

    /// Whoever has these digits, also of those who left.
    pub(crate) fn find_person_also_left(&self, digits: &str) -> Result<Option<Person>, Failure> {
        let document = self.find_document_also_left(digits)?;
        document.map(|document| self.read_person(&document)).transpose()
    }

    /// The record of these digits: of the staff, else of those who left. One that was joined into another is nobody's.
    pub(crate) fn find_document_also_left(&self, digits: &str) -> Result<Option<Document>, Failure> {
        let is_own = |document: &Document| document.record(person::JOINED_INTO).is_none();
        let staff = self.list_where(person::KIND, person::NIP, digits)?;
        if let Some(document) = staff.into_iter().find(is_own) {
            return Ok(Some(document));
        }
        let mut left = self.list_gone(person::KIND)?.into_iter();
        Ok(left.find(|document| document.text(person::NIP) == Some(digits) && is_own(document)))
    }

    /// The person of a record, if there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_person(&self, id: RecordId) -> Result<Option<Person>, Failure> {
        match self.find(person::KIND, id)? {
            Some(document) => self.read_person(&document).map(Some),
            None => Ok(None),
        }
    }

    fn read_person(&self, document: &Document) -> Result<Person, Failure> {
        let name = match document.record(person::UNIT) {
            Some(id) => self.find(unit::KIND, id)?.map(|unit| text(&unit, unit::NAME)).unwrap_or_default(),
            None => String::new(),
        };
        Ok(Person::read(document, |_| name.clone()))
    }
}

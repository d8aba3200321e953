//! Building writes to a record, and reading its fields.

use tilik_journal::document::Mark;
use tilik_journal::payload::MARK;
use tilik_journal::{Document, Field, Group, RecordId, Value};

use crate::Failure;

/// The writes of an act to one record.
pub(crate) struct Writes {
    group: Group,
}

impl Writes {
    /// Nothing yet.
    pub(crate) fn to(kind: u32, record: RecordId) -> Self {
        Self { group: Group { kind, record, fields: Vec::new() } }
    }

    /// One more field.
    pub(crate) fn set(mut self, field: u32, value: impl Into<Value>) -> Self {
        self.group.fields.push((field, value.into()));
        self
    }

    /// One more field, where there is something to write.
    pub(crate) fn set_some(self, field: u32, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(field, value),
            None => self,
        }
    }

    /// One more field, unless it has this value already. Of several versions the one in force is meant: whoever says it again has chosen none.
    pub(crate) fn change(mut self, now: Option<&Document>, field: u32, value: impl Into<Value>) -> Self {
        let value = value.into();
        let current = now.and_then(|document| document.value(field)).cloned().unwrap_or(Value::Null);
        if current != value {
            self.group.fields.push((field, value));
        }
        self
    }

    /// One of several versions, chosen by somebody who was shown them; where there is one, as [`Self::change`].
    pub(crate) fn choose(self, now: Option<&Document>, field: u32, value: impl Into<Value>) -> Self {
        let is_disputed =
            now.and_then(|document| document.fields.get(&field)).is_some_and(Field::is_disputed);
        if is_disputed { self.set(field, value) } else { self.change(now, field, value) }
    }

    /// As [`Self::change`], where there is something to write.
    pub(crate) fn change_some(
        self,
        now: Option<&Document>,
        field: u32,
        value: Option<impl Into<Value>>,
    ) -> Self {
        match value {
            Some(value) => self.change(now, field, value),
            None => self,
        }
    }

    /// Without the fields that have several versions; says whether there were any.
    pub(crate) fn leave_disputed(mut self, now: Option<&Document>) -> (Self, bool) {
        let before = self.group.fields.len();
        let versions = now.map(|document| &document.fields);
        self.group.fields.retain(|(field, _)| {
            !versions.and_then(|fields| fields.get(field)).is_some_and(Field::is_disputed)
        });
        let has_left = self.group.fields.len() < before;
        (self, has_left)
    }

    /// A mark on the whole record.
    pub(crate) fn mark(self, mark: Mark) -> Self {
        self.set(MARK, mark.number())
    }

    /// Whether anything is written.
    pub(crate) fn is_empty(&self) -> bool {
        self.group.fields.is_empty()
    }

    /// The record that is written to.
    pub(crate) fn record(&self) -> RecordId {
        self.group.record
    }

    /// What is written so far.
    pub(crate) fn fields(&self) -> &[(u32, Value)] {
        &self.group.fields
    }

    /// The group, if anything is written.
    pub(crate) fn into_group(self) -> Option<Group> {
        (!self.is_empty()).then_some(self.group)
    }

    /// The group as it is.
    pub(crate) fn group(self) -> Group {
        self.group
    }
}

/// The text of a field, empty where it has none.
pub(crate) fn text(document: &Document, field: u32) -> String {
    document.text(field).unwrap_or_default().to_owned()
}

/// A coded value of a field; a code that this release does not know is none.
pub(crate) fn coded<T: std::str::FromStr>(document: &Document, field: u32) -> Option<T> {
    document.text(field).and_then(|code| code.parse().ok())
}

/// Whether a record was withdrawn.
pub(crate) fn is_gone(document: &Document) -> bool {
    document.is(Mark::Retracted)
}

/// Room for words that somebody types or pastes into one field, in characters.
pub(crate) const LONGEST_WORDS: usize = 10_000;

/// Words as they are kept: without white space at the ends, line ends as they are.
///
/// # Errors
/// `words.too_long` with the field and how many characters there are too many.
pub(crate) fn check_words(field: &str, typed: &str) -> Result<String, Failure> {
    let words = typed.trim();
    let letters = words.chars().count();
    if letters > LONGEST_WORDS {
        return Err(Failure::new("words.too_long")
            .with("field", field)
            .with("letters", letters)
            .with("limit", LONGEST_WORDS));
    }
    Ok(words.replace("\r\n", "\n"))
}

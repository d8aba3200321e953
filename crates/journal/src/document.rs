//! A record as the journal adds it up: its stage and presence, its fields with every version that stands, and what came late.
//!
//! Must not know how documents are kept. Positions are the reader's own; compare documents of two readers by [`Document::contents`].

use std::collections::BTreeMap;

use minicbor::{Decoder, Encoder};

use crate::cbor::{definite, exact, refuse_rest};
use crate::error::JournalError;
use crate::id::RecordId;
use crate::lineage::Position;
use crate::value::Value;

/// What a mark is about. Marks of different axes neither lift nor dispute each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// How far the record has come: closed, frozen, reopened.
    Stage,
    /// Whether the record is there at all: retracted, restored.
    Presence,
}

/// An act on a whole record, written to field 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Ended, with its printed content.
    Closed,
    /// Opened again, with a reason.
    Reopened,
    /// Fixed; changes come as an addendum.
    Frozen,
    /// Withdrawn from every list.
    Retracted,
    /// A withdrawal undone.
    Restored,
    /// What came late was looked at and left.
    Settled,
}

impl Mark {
    /// The number in field 0.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Closed => 1,
            Self::Reopened => 2,
            Self::Frozen => 3,
            Self::Retracted => 4,
            Self::Restored => 5,
            Self::Settled => 6,
        }
    }

    /// The mark that a value of field 0 means; a mark of a later release is none.
    #[must_use]
    pub fn find(value: &Value) -> Option<Self> {
        match value.as_int()? {
            1 => Some(Self::Closed),
            2 => Some(Self::Reopened),
            3 => Some(Self::Frozen),
            4 => Some(Self::Retracted),
            5 => Some(Self::Restored),
            6 => Some(Self::Settled),
            _ => None,
        }
    }

    /// Its word for people and open exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Frozen => "frozen",
            Self::Retracted => "retracted",
            Self::Restored => "restored",
            Self::Settled => "settled",
        }
    }

    /// The mark with this word.
    #[must_use]
    pub fn find_word(word: &str) -> Option<Self> {
        [Self::Closed, Self::Reopened, Self::Frozen, Self::Retracted, Self::Restored, Self::Settled]
            .into_iter()
            .find(|mark| mark.word() == word)
    }

    /// What it is about; settling is about late writes alone.
    #[must_use]
    pub fn axis(self) -> Option<Axis> {
        match self {
            Self::Closed | Self::Frozen | Self::Reopened => Some(Axis::Stage),
            Self::Retracted | Self::Restored => Some(Axis::Presence),
            Self::Settled => None,
        }
    }

    /// Whether later writes are late until a lifting mark of the same axis.
    #[must_use]
    pub fn is_closing(self) -> bool {
        match self {
            Self::Closed | Self::Frozen | Self::Retracted => true,
            Self::Reopened | Self::Restored | Self::Settled => false,
        }
    }

    /// Whether it lifts every closing mark of its axis that it saw.
    #[must_use]
    pub fn is_lifting(self) -> bool {
        match self {
            Self::Reopened | Self::Restored => true,
            Self::Closed | Self::Frozen | Self::Retracted | Self::Settled => false,
        }
    }
}

/// Where a record stands on one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordState {
    /// Never marked.
    Open,
    /// Its newest mark.
    Marked(Mark),
    /// Marks apart from each other; a person decides.
    Disputed(Vec<(Mark, Position)>),
}

impl RecordState {
    /// Whether marks stand apart from each other.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        matches!(self, Self::Disputed(_))
    }

    /// Whether a closing mark stands that nothing has lifted. In a dispute one always does: an axis has a single lifting mark, and liftings agree.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        match self {
            Self::Open => false,
            Self::Marked(mark) => mark.is_closing(),
            Self::Disputed(_) => true,
        }
    }

    fn contents(&self) -> Option<Option<Mark>> {
        match self {
            Self::Open => Some(None),
            Self::Marked(mark) => Some(Some(*mark)),
            Self::Disputed(_) => None,
        }
    }

    fn encode(&self, to: &mut Encoder<&mut Vec<u8>>) {
        match self {
            Self::Open => {
                let _ = to.array(0);
            }
            Self::Marked(mark) => {
                let _ = to.array(1).and_then(|to| to.i64(mark.number()));
            }
            Self::Disputed(marks) => {
                let _ = to.array(marks.len() as u64 * 2);
                for (mark, position) in marks {
                    let _ = to.i64(mark.number());
                    encode_position(to, *position);
                }
            }
        }
    }

    fn decode(from: &mut Decoder<'_>, axis: Axis) -> Result<Self, JournalError> {
        let read_mark = |number: i64| {
            Mark::find(&Value::Int(number))
                .filter(|mark| mark.axis() == Some(axis))
                .ok_or_else(|| JournalError::Malformed("an unknown mark".into()))
        };
        let parts = definite(from.array()?)?;
        match parts {
            0 => return Ok(Self::Open),
            1 => return Ok(Self::Marked(read_mark(from.i64()?)?)),
            _ if parts % 2 != 0 => return Err(JournalError::Malformed("a mark without its place".into())),
            _ => {}
        }
        let mut marks = Vec::new();
        for _ in 0..parts / 2 {
            marks.push((read_mark(from.i64()?)?, decode_position(from)?));
        }
        Ok(Self::Disputed(marks))
    }
}

/// A write that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The entry that wrote it.
    pub position: Position,
    /// The place of the write in the entry's payload.
    pub index: u32,
    /// What it wrote.
    pub value: Value,
}

/// A field with every version of it that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// At least one; several equal ones are no dispute.
    pub candidates: Vec<Candidate>,
    /// While in dispute: the newest value before it, for fields that keep one.
    pub undisputed: Option<Value>,
}

impl Field {
    /// Whether versions differ.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.candidates.windows(2).any(|pair| pair[0].value != pair[1].value)
    }

    /// The value in force, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        if self.is_disputed() {
            self.undisputed.as_ref()
        } else {
            self.candidates.first().map(|candidate| &candidate.value)
        }
    }
}

/// A write that came after, or beside, the closing of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// The field.
    pub field: u32,
    /// The write.
    pub write: Candidate,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The record kind's number.
    pub kind: u32,
    /// The record.
    pub id: RecordId,
    /// Closed, frozen or reopened.
    pub stage: RecordState,
    /// Retracted or restored.
    pub presence: RecordState,
    /// Its fields by number.
    pub fields: BTreeMap<u32, Field>,
    /// Late writes that nobody has decided.
    pub late: Vec<Late>,
    /// The newest entries that touched it: none of them saw another.
    pub frontier: Vec<Position>,
}

/// A document without its reader's own numbers: what two readers must agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The record kind's number.
    pub kind: u32,
    /// The record.
    pub id: RecordId,
    /// `None` while in dispute.
    pub stage: Option<Option<Mark>>,
    /// `None` while in dispute.
    pub presence: Option<Option<Mark>>,
    /// Whether a closing mark of either axis stands that nothing has lifted.
    pub is_locked: bool,
    /// Field numbers with their values in force.
    pub values: BTreeMap<u32, Option<Value>>,
    /// Versions of fields in dispute, sorted.
    pub versions: BTreeMap<u32, Vec<Value>>,
    /// Late writes, sorted.
    pub late: Vec<(u32, Value)>,
}

impl Document {
    /// A record that nothing has touched.
    #[must_use]
    pub fn empty(kind: u32, id: RecordId) -> Self {
        Self {
            kind,
            id,
            stage: RecordState::Open,
            presence: RecordState::Open,
            fields: BTreeMap::new(),
            late: Vec::new(),
            frontier: Vec::new(),
        }
    }

    /// The value in force of a field; an emptied one is none.
    #[must_use]
    pub fn value(&self, field: u32) -> Option<&Value> {
        self.fields.get(&field).and_then(Field::value).filter(|value| **value != Value::Null)
    }

    /// The text in force of a field.
    #[must_use]
    pub fn text(&self, field: u32) -> Option<&str> {
        self.value(field).and_then(Value::as_text)
    }

    /// The record that a field names.
    #[must_use]
    pub fn record(&self, field: u32) -> Option<RecordId> {
        self.value(field).and_then(Value::as_record)
    }

    /// Whether this is the newest mark of its axis; never while that axis is in dispute, and never for a settling.
    #[must_use]
    pub fn is(&self, mark: Mark) -> bool {
        match mark.axis() {
            Some(Axis::Stage) => self.stage == RecordState::Marked(mark),
            Some(Axis::Presence) => self.presence == RecordState::Marked(mark),
            None => false,
        }
    }

    /// Whether a closing mark of either axis stands that nothing has lifted: what is written now comes late.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.stage.is_locked() || self.presence.is_locked()
    }

    /// Whether a person has something to decide: versions that differ, marks apart, late writes.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        self.stage.is_disputed()
            || self.presence.is_disputed()
            || !self.late.is_empty()
            || self.fields.values().any(Field::is_disputed)
    }

    /// What two readers of the same set agree on.
    #[must_use]
    pub fn contents(&self) -> Contents {
        let versions_of = |field: &Field| {
            let mut versions: Vec<_> =
                field.candidates.iter().map(|candidate| candidate.value.clone()).collect();
            versions.sort();
            versions
        };
        let mut late: Vec<_> = self.late.iter().map(|late| (late.field, late.write.value.clone())).collect();
        late.sort();
        Contents {
            kind: self.kind,
            id: self.id,
            stage: self.stage.contents(),
            presence: self.presence.contents(),
            is_locked: self.is_locked(),
            values: self.fields.iter().map(|(number, field)| (*number, field.value().cloned())).collect(),
            versions: self
                .fields
                .iter()
                .filter(|(_, field)| field.is_disputed())
                .map(|(number, field)| (*number, versions_of(field)))
                .collect(),
            late,
        }
    }

    /// The bytes in which a store keeps it, without kind and id.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let mut to = Encoder::new(&mut bytes);
        // Writing to a Vec cannot fail.
        let _ = to.array(5);
        self.stage.encode(&mut to);
        self.presence.encode(&mut to);
        let _ = to.map(self.fields.len() as u64);
        for (number, field) in &self.fields {
            let _ = to.u32(*number).and_then(|to| to.array(field.candidates.len() as u64 + 1));
            match &field.undisputed {
                Some(value) => {
                    let _ = to.array(1);
                    value.encode(&mut to);
                }
                None => {
                    let _ = to.array(0);
                }
            }
            for candidate in &field.candidates {
                candidate.encode(&mut to);
            }
        }
        let _ = to.array(self.late.len() as u64 * 2);
        for late in &self.late {
            let _ = to.u32(late.field);
            late.write.encode(&mut to);
        }
        let _ = to.array(self.frontier.len() as u64);
        for position in &self.frontier {
            encode_position(&mut to, *position);
        }
        bytes
    }

    /// Reads [`Self::to_bytes`] back.
    ///
    /// # Errors
    /// [`JournalError::Malformed`]: the store's table does not hold what this release writes.
    pub fn from_bytes(kind: u32, id: RecordId, bytes: &[u8]) -> Result<Self, JournalError> {
        let mut from = Decoder::new(bytes);
        let mut document = Self::empty(kind, id);
        if definite(from.array()?)? != 5 {
            return Err(JournalError::Malformed("a document has five parts".into()));
        }
        document.stage = RecordState::decode(&mut from, Axis::Stage)?;
        document.presence = RecordState::decode(&mut from, Axis::Presence)?;
        for _ in 0..definite(from.map()?)? {
            let number = from.u32()?;
            let parts = definite(from.array()?)?;
            let undisputed = match definite(from.array()?)? {
                0 => None,
                1 => Some(Value::decode(&mut from, 0)?),
                _ => return Err(JournalError::Malformed("more than one undisputed value".into())),
            };
            let mut candidates = Vec::new();
            for _ in 1..parts {
                candidates.push(Candidate::decode(&mut from)?);
            }
            document.fields.insert(number, Field { candidates, undisputed });
        }
        for _ in 0..definite(from.array()?)? / 2 {
            let field = from.u32()?;
            document.late.push(Late { field, write: Candidate::decode(&mut from)? });
        }
        for _ in 0..definite(from.array()?)? {
            document.frontier.push(decode_position(&mut from)?);
        }
        refuse_rest(&from)?;
        Ok(document)
    }
}

impl Candidate {
    fn encode(&self, to: &mut Encoder<&mut Vec<u8>>) {
        let _ = to.array(3);
        encode_position(to, self.position);
        let _ = to.u32(self.index);
        self.value.encode(to);
    }

    fn decode(from: &mut Decoder<'_>) -> Result<Self, JournalError> {
        if definite(from.array()?)? != 3 {
            return Err(JournalError::Malformed("a version has three parts".into()));
        }
        let position = decode_position(from)?;
        let index = from.u32()?;
        Ok(Self { position, index, value: Value::decode(from, 0)? })
    }
}

fn encode_position(to: &mut Encoder<&mut Vec<u8>>, position: Position) {
    let mut bytes = [0; 12];
    bytes[..4].copy_from_slice(&position.line.to_be_bytes());
    bytes[4..].copy_from_slice(&position.seq.to_be_bytes());
    let _ = to.bytes(&bytes);
}

fn decode_position(from: &mut Decoder<'_>) -> Result<Position, JournalError> {
    let bytes: [u8; 12] = exact(from)?;
    let mut line = [0; 4];
    let mut seq = [0; 8];
    line.copy_from_slice(&bytes[..4]);
    seq.copy_from_slice(&bytes[4..]);
    Ok(Position { line: u32::from_be_bytes(line), seq: u64::from_be_bytes(seq) })
}

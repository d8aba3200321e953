//! What an act wrote: groups of (field, value) of one record each, salted and hashed apart from the envelope so that it can be purged.

use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};

use crate::cbor::{check_deterministic, definite, refuse_rest};
use crate::error::JournalError;
use crate::id::RecordId;
use crate::value::Value;

/// The largest payload, in bytes, without its salt.
pub const MAX_PAYLOAD: usize = 4 << 20;

const SALT: usize = 16;

/// The field that acts on its whole record.
pub const MARK: u32 = 0;

/// The writes of one act to one record, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The record kind's number (`catalogue`).
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// Field numbers and their new values.
    pub fields: Vec<(u32, Value)>,
}

/// One write, seen alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Write<'a> {
    /// Its place in the payload, counted from 0 through all groups.
    pub index: u32,
    /// The record kind's number.
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// The field's number.
    pub field: u32,
    /// The new value.
    pub value: &'a Value,
}

/// Everything that one act wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payload {
    /// In the order written.
    pub groups: Vec<Group>,
}

impl Payload {
    /// The writes in order.
    pub fn writes(&self) -> impl Iterator<Item = Write<'_>> {
        self.groups
            .iter()
            .flat_map(|group| group.fields.iter().map(move |(field, value)| (group, *field, value)))
            .zip(0u32..)
            .map(|((group, field, value), index)| Write {
                index,
                kind: group.kind,
                record: group.record,
                field,
                value,
            })
    }

    /// The CBOR of the format.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let mut to = Encoder::new(&mut bytes);
        let _ = to.array(self.groups.len() as u64);
        for group in &self.groups {
            let _ = to.array(3).and_then(|to| to.u32(group.kind));
            let _ = to.bytes(group.record.0.as_bytes());
            let _ = to.array(group.fields.len() as u64 * 2);
            for (field, value) in &group.fields {
                let _ = to.u32(*field);
                value.encode(&mut to);
            }
        }
        bytes
    }

    /// Reads [`Self::to_bytes`] back.
    ///
    /// # Errors
    /// [`JournalError::Malformed`] or [`JournalError::TooLarge`].
    pub fn parse(bytes: &[u8]) -> Result<Self, JournalError> {
        if bytes.len() > MAX_PAYLOAD {
            return Err(JournalError::TooLarge { what: "payload", found: bytes.len(), allowed: MAX_PAYLOAD });
        }
        check_deterministic(bytes)?;
        let mut from = Decoder::new(bytes);
        let mut groups = Vec::new();
        for _ in 0..definite(from.array()?)? {
            if definite(from.array()?)? != 3 {
                return Err(JournalError::Malformed("a group has three parts".into()));
            }
            let kind = from.u32()?;
            let record = RecordId(uuid::Uuid::from_bytes(crate::cbor::exact(&mut from)?));
            let parts = definite(from.array()?)?;
            if parts % 2 != 0 {
                return Err(JournalError::Malformed("a field without a value".into()));
            }
            let mut fields = Vec::new();
            for _ in 0..parts / 2 {
                let field = from.u32()?;
                fields.push((field, Value::decode(&mut from, 0)?));
            }
            groups.push(Group { kind, record, fields });
        }
        refuse_rest(&from)?;
        Ok(Self { groups })
    }
}

/// A payload's bytes behind their salt, as stored and sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SaltedPayload {
    bytes: Vec<u8>,
}

impl std::fmt::Debug for SaltedPayload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SaltedPayload({} bytes)", self.bytes.len())
    }
}

impl SaltedPayload {
    /// Salts a payload. The salt must be fresh chance.
    #[must_use]
    pub fn new(salt: [u8; 16], payload: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(16 + payload.len());
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(payload);
        Self { bytes }
    }

    /// Takes the bytes `salt ‖ payload` as they were stored or sent. They are judged only against an envelope's hash.
    #[must_use]
    pub fn from_stored(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The bytes `salt ‖ payload`.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the envelope names.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    pub(crate) fn check_size(&self) -> Result<(), JournalError> {
        let found = self.bytes.len().saturating_sub(SALT);
        if found > MAX_PAYLOAD {
            return Err(JournalError::TooLarge { what: "payload", found, allowed: MAX_PAYLOAD });
        }
        Ok(())
    }

    /// The writes.
    ///
    /// # Errors
    /// [`JournalError::Malformed`] or [`JournalError::TooLarge`].
    pub fn parse(&self) -> Result<Payload, JournalError> {
        match self.bytes.get(SALT..) {
            Some(payload) => Payload::parse(payload),
            None => Err(JournalError::Malformed("a payload without its salt".into())),
        }
    }
}

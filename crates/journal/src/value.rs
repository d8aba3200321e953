//! The values that a write may hold.

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use serde::{Deserialize, Serialize};

use crate::error::JournalError;

/// Arrays within arrays, at most.
const MAX_DEPTH: usize = 4;

/// One value of a field. Dates are text `YYYY-MM-DD`, decimals are text, ids are 16 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Emptied on purpose.
    Null,
    /// A yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, UTF-8.
    Text(String),
    /// Bytes, such as ids and hashes.
    Bytes(Vec<u8>),
    /// Several values in order.
    List(Vec<Value>),
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The yes or no, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(is) = self { Some(*is) } else { None }
    }

    /// The bytes, if it is some.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// The record that it names, if it is 16 bytes.
    #[must_use]
    pub fn as_record(&self) -> Option<crate::RecordId> {
        self.as_bytes().and_then(|bytes| uuid::Uuid::from_slice(bytes).ok()).map(crate::RecordId)
    }

    /// Whether a reader would take it: not nested deeper than the format allows.
    pub(crate) fn is_readable(&self) -> bool {
        fn fits(value: &Value, depth: usize) -> bool {
            match value {
                Value::List(items) => depth < MAX_DEPTH && items.iter().all(|item| fits(item, depth + 1)),
                Value::Null | Value::Bool(_) | Value::Int(_) | Value::Text(_) | Value::Bytes(_) => true,
            }
        }
        fits(self, 0)
    }

    pub(crate) fn encode(&self, to: &mut Encoder<&mut Vec<u8>>) {
        // Writing to a Vec cannot fail.
        let _ = match self {
            Self::Null => to.null().map(|_| ()),
            Self::Bool(is) => to.bool(*is).map(|_| ()),
            Self::Int(number) => to.i64(*number).map(|_| ()),
            Self::Text(text) => to.str(text).map(|_| ()),
            Self::Bytes(bytes) => to.bytes(bytes).map(|_| ()),
            Self::List(items) => {
                let _ = to.array(items.len() as u64);
                for item in items {
                    item.encode(to);
                }
                Ok(())
            }
        };
    }

    pub(crate) fn decode(from: &mut Decoder<'_>, depth: usize) -> Result<Self, JournalError> {
        // CBOR has types that no release uses; a list of them would say less than the refusal.
        #[allow(clippy::wildcard_enum_match_arm)]
        match from.datatype()? {
            Type::Null => from.null().map(|()| Self::Null).map_err(Into::into),
            Type::Bool => from.bool().map(Self::Bool).map_err(Into::into),
            Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                from.i64().map(Self::Int).map_err(Into::into)
            }
            Type::String => from.str().map(|text| Self::Text(text.to_owned())).map_err(Into::into),
            Type::Bytes => from.bytes().map(|bytes| Self::Bytes(bytes.to_vec())).map_err(Into::into),
            Type::Array => {
                if depth == MAX_DEPTH {
                    return Err(JournalError::Malformed("arrays are nested too deep".into()));
                }
                let count = crate::cbor::definite(from.array()?)?;
                let mut items = Vec::new();
                for _ in 0..count {
                    items.push(Self::decode(from, depth + 1)?);
                }
                Ok(Self::List(items))
            }
            other => Err(JournalError::Malformed(format!("a value of type {other}"))),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Bool(is)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<crate::RecordId> for Value {
    fn from(id: crate::RecordId) -> Self {
        Self::Bytes(id.0.as_bytes().to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

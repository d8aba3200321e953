//! How the server says no.

use minicbor::Decoder;

use super::message;
use crate::bytes::{Writer, read_map, read_text, required};
use crate::error::SyncError;

const MOST_OF_CODE: usize = 64;

/// The body of every answer of ours whose status is not 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code; lower-case words, `area.reason`.
    pub code: String,
}

impl Refusal {
    fn write(&self, to: &mut Writer) {
        to.map(1);
        to.number(0);
        to.text(&self.code);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let mut code = None;
        read_map(from, |key, from| {
            if key != 0 {
                return Ok(false);
            }
            code = Some(read_text(from, MOST_OF_CODE)?);
            Ok(true)
        })?;
        let code = required(code, "the code")?;
        if !code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'.')) {
            return Err(SyncError::Malformed("a code of other letters".into()));
        }
        Ok(Self { code })
    }
}
message!(Refusal);

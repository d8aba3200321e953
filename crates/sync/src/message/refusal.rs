//! How the server says no.

use minicbor::Decoder;

use super::message;
use crate::bytes::{Writer, read_map, read_text, required};
use crate::error::SyncError;

const MOST_OF_CODE: usize = 64;

/// What a server of this release says no with. A newer one may know more.
pub const REFUSALS: &[&str] = &[
    "sync.malformed",
    "sync.app_too_old",
    "sync.wrong_signature",
    "sync.device_unknown",
    "sync.device_revoked",
    "sync.foreign_feed",
    "sync.not_authentic",
    "sync.too_many_lines",
    "sync.gap",
    "sync.attachment_too_large",
    "sync.too_many_attachments",
    "sync.server_full",
    "sync.no_such_path",
    "enrol.code_unknown",
    "enrol.expired",
    "enrol.used",
    "enrol.feed_taken",
    "enrol.not_shown",
];

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

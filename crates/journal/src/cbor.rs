//! The few CBOR habits that every structure of the journal shares.

use minicbor::Decoder;

use crate::error::JournalError;

/// The length of an array or map; the format has no indefinite ones.
pub(crate) fn definite(length: Option<u64>) -> Result<u64, JournalError> {
    length.ok_or_else(|| JournalError::Malformed("an indefinite length".into()))
}

/// Fails where bytes are left over.
pub(crate) fn refuse_rest(from: &Decoder<'_>) -> Result<(), JournalError> {
    if from.position() == from.input().len() {
        Ok(())
    } else {
        Err(JournalError::Malformed("bytes after the end".into()))
    }
}

/// Bytes of an exact length.
pub(crate) fn exact<const N: usize>(from: &mut Decoder<'_>) -> Result<[u8; N], JournalError> {
    let bytes = from.bytes()?;
    bytes.try_into().map_err(|_| JournalError::Malformed(format!("{} bytes where {N} belong", bytes.len())))
}

//! What can be wrong with the bytes of an entry. Judgements about sense are not errors: see [`crate::admission`].

/// Why bytes are not an authentic entry. None of these is ever stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The bytes are not the CBOR that the format asks for.
    #[error("the bytes are not an entry: {0}")]
    Malformed(String),
    /// Larger than the format allows.
    #[error("{what} has {found} bytes, at most {allowed} are allowed")]
    TooLarge {
        /// `envelope` or `payload`.
        what: &'static str,
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        allowed: usize,
    },
    /// The log id is not the name of the key that opens the log, or the feed's of its founding log.
    #[error("the name of the log or feed does not belong to its key")]
    WrongName,
    /// The signature is not of this key over these bytes.
    #[error("the signature does not fit")]
    WrongSignature,
    /// The payload is not the one that the envelope names.
    #[error("the payload does not fit its hash")]
    WrongPayload,
    /// The entry does not follow the one that it names.
    #[error("the entry does not continue its log")]
    WrongChain,
}

impl JournalError {
    /// The stable code, `journal.reason`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "journal.malformed",
            Self::TooLarge { .. } => "journal.too_large",
            Self::WrongName => "journal.wrong_name",
            Self::WrongSignature => "journal.wrong_signature",
            Self::WrongPayload => "journal.wrong_payload",
            Self::WrongChain => "journal.wrong_chain",
        }
    }
}

impl From<minicbor::decode::Error> for JournalError {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

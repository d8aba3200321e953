//! What can be wrong with a claim, a text or a list of keys. What a claim is worth is no error: see [`crate::verdict`].

/// Why something is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// A value that a claim has no room for, or that would have two forms.
    #[error("{what} does not fit into a claim")]
    OutOfRange {
        /// Which field.
        what: &'static str,
    },
    /// Not a text of ours: another QR, or something typed.
    #[error("the text is no claim of a sheet")]
    NotOurs,
    /// Ours, of a format that this release does not know.
    #[error("the claim has format {found}, this release knows up to {known}")]
    NewerFormat {
        /// Of the text.
        found: u32,
        /// The newest that is known.
        known: u32,
    },
    /// Ours by its beginning, and torn or changed.
    #[error("the claim is damaged: {0}")]
    Damaged(&'static str),
    /// The scanner types as if the laptop had another keyboard, and what it meant cannot be told for certain.
    #[error("the scanner types for another keyboard")]
    KeyboardLayout,
    /// Not a public key: no point of the curve in its one encoding, or one under which a signature says nothing.
    #[error("not a public key")]
    WrongKey,
    /// Not a list of keys.
    #[error("line {line} of the list of keys: {reason}")]
    MalformedRegister {
        /// From 1; 0 is the whole file.
        line: usize,
        /// For people who write such files.
        reason: &'static str,
    },
    /// The list of keys is larger than any that we write.
    #[error("the list of keys has {found} bytes, at most {allowed} are read")]
    RegisterTooLarge {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        allowed: usize,
    },
    /// The list of keys was changed after it was signed.
    #[error("the signature of the list of keys does not fit")]
    WrongRegisterSignature,
}

impl SealError {
    /// The stable code, `seal.reason`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange { .. } => "seal.out_of_range",
            Self::NotOurs => "seal.not_ours",
            Self::NewerFormat { .. } => "seal.newer_format",
            Self::Damaged(_) => "seal.damaged",
            Self::KeyboardLayout => "seal.keyboard_layout",
            Self::WrongKey => "seal.wrong_key",
            Self::MalformedRegister { .. } => "seal.register_malformed",
            Self::RegisterTooLarge { .. } => "seal.register_too_large",
            Self::WrongRegisterSignature => "seal.register_wrong_signature",
        }
    }
}

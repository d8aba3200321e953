//! What a sheet says of itself: stage, revision, hash, which print it is, its code.
//!
//! Must not know the form. The fields stand beside the form's own in its JSON.

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::party::{Person, Stage};

/// What a sheet says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Imprint {
    /// Draft, training or closed.
    pub stage: Stage,
    /// Number of the revision for the footer; empty prints none.
    pub revision: String,
    /// Short hash of the content for the footer; empty prints none.
    pub content_hash: String,
    /// "Cetak ke-2" and what changed since, for the footer; empty prints none.
    pub print: String,
    /// Code by which the sheet is recognised, beside the signatures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

impl Imprint {
    /// Of a form to be filled by hand: no watermark says draft.
    #[must_use]
    pub fn blank() -> Self {
        Self { stage: Stage::Closed, ..Self::default() }
    }
}

/// Whom a sheet belongs to, for its footer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner<'a> {
    /// A person, by name and number.
    Person(&'a Person),
    /// An office, by name.
    Office(&'a str),
}

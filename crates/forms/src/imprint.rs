//! What a sheet says of itself: stage, revision, hash, which print it is, its code.
//!
//! Must not know the form. The fields stand beside the form's own in its JSON.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::error::FormsError;
use crate::party::{Person, Stage};
use crate::version::Version;

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

/// What every form tells of itself, whatever stands on it.
pub(crate) struct About<'a> {
    /// Whether this release prints data of that version.
    pub(crate) version: Result<(), FormsError>,
    /// What the sheet says of itself.
    pub(crate) imprint: Cow<'a, Imprint>,
    /// Whom the sheet belongs to.
    pub(crate) owner: Owner<'a>,
}

impl<'a> About<'a> {
    pub(crate) fn of<const NEWEST: u16>(
        version: Version<NEWEST>,
        imprint: &'a Imprint,
        owner: Owner<'a>,
    ) -> Self {
        Self { version: version.check(), imprint: Cow::Borrowed(imprint), owner }
    }

    /// The same where the imprint stands in fields of the form's own.
    pub(crate) fn made<const NEWEST: u16>(
        version: Version<NEWEST>,
        imprint: Imprint,
        owner: Owner<'a>,
    ) -> Self {
        Self { version: version.check(), imprint: Cow::Owned(imprint), owner }
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

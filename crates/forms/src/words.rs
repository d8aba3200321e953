//! The fixed words of forms: reference data, by form and version.
//!
//! Must not know layout. Invariant: a version that was shipped once stays, because closed content names it.

use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::FormsError;

/// Where the fixed words of a form come from; the head of every file of words.
#[derive(Debug, Clone, Deserialize)]
pub struct Edition {
    /// Id of the form.
    pub form: String,
    /// Version of the words, named by form data.
    pub version: String,
    /// Name of the form as people call it.
    pub name: String,
    /// Regulation, and what of the layout is our own proposal.
    pub source: String,
}

impl Edition {
    /// Reads the head of a file of words.
    ///
    /// # Errors
    /// [`FormsError::Labels`] only when the build itself is broken.
    pub fn read(text: &str) -> Result<Self, FormsError> {
        serde_json::from_str(text).map_err(FormsError::Labels)
    }
}

/// Reads words once a process.
pub(crate) fn get<T: DeserializeOwned>(
    kept: &'static OnceLock<T>,
    text: &str,
) -> Result<&'static T, FormsError> {
    if let Some(words) = kept.get() {
        return Ok(words);
    }
    let words = serde_json::from_str(text).map_err(FormsError::Labels)?;
    Ok(kept.get_or_init(|| words))
}

/// Words that stand on several forms.
#[derive(Debug, Deserialize)]
pub(crate) struct Common {
    pub(crate) number: String,
    #[serde(rename = "name_label")]
    pub(crate) name: String,
    pub(crate) nip: String,
    pub(crate) nrp: String,
    pub(crate) rank: String,
    pub(crate) position: String,
    pub(crate) unit: String,
    pub(crate) institution: String,
    pub(crate) employee: String,
    pub(crate) assessor: String,
    pub(crate) span: String,
    pub(crate) period: String,
    pub(crate) open_period: String,
    pub(crate) sign_employee: String,
    pub(crate) sign_assessor: String,
    pub(crate) sign_superior: String,
    pub(crate) sign_nip: String,
    pub(crate) sign_nrp: String,
    pub(crate) owner: String,
    pub(crate) owner_number: String,
    pub(crate) owner_office: String,
    pub(crate) revision: String,
    pub(crate) layout: String,
    pub(crate) page: String,
    pub(crate) draft: String,
    pub(crate) training: String,
    pub(crate) code_note: String,
    pub(crate) nothing: String,
    pub(crate) carbon_copies: String,
    pub(crate) again: String,
    pub(crate) pattern: String,
    pub(crate) curve: String,
    pub(crate) curve_upright: String,
    pub(crate) curve_level: String,
}

impl Common {
    pub(crate) fn get() -> Result<&'static Self, FormsError> {
        static WORDS: OnceLock<Common> = OnceLock::new();
        get(&WORDS, include_str!("../../../assets/reference/forms/umum.json"))
    }
}

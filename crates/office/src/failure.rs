//! How a use case fails: a stable code and the facts that its text needs. The words belong to whoever shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tilik_exchange::error::FileError;

/// A refusal (the person can act) or a fault (we failed), as it crosses the boundary. Carries no key and no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, ts_rs::TS)]
#[error("{code} {details:?}")]
pub struct Failure {
    /// The stable code, `area.reason`.
    pub code: String,
    /// Facts by name.
    pub details: BTreeMap<String, Value>,
    /// The chain of causes, for the file of faults; never shown as the message.
    pub trace: Vec<String>,
}

impl Failure {
    /// A refusal or fault without facts.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), details: BTreeMap::new(), trace: Vec::new() }
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn of(code: &str, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut trace = vec![error.to_string()];
        let mut cause = error.source();
        while let Some(next) = cause {
            trace.push(next.to_string());
            cause = next.source();
        }
        Self { code: code.to_owned(), details: BTreeMap::new(), trace }
    }

    /// A file of the person's that could not be read or written.
    #[must_use]
    pub fn of_file(code: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::of(code, error).with("path", path.display().to_string())
    }
}

macro_rules! failure_from {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::of(error.code(), &error)
            }
        })*
    };
}

failure_from!(
    tilik_appraisal::reference::ReferenceError,
    tilik_appraisal::period::PeriodError,
    tilik_appraisal::nip::NipError,
    tilik_exchange::open_export::ExportError,
);

impl From<tilik_store::StoreError> for Failure {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only a few errors of the store carry facts for a person"
    )]
    fn from(error: tilik_store::StoreError) -> Self {
        use tilik_store::StoreError;
        let failure = Self::of(error.code(), &error);
        match error {
            StoreError::WeakPassword { shortest } => failure.with("shortest", shortest as u64),
            StoreError::FolderMissing { path }
            | StoreError::FolderGone { path }
            | StoreError::FolderNotEmpty { path }
            | StoreError::NotAnOfficeFolder { path }
            | StoreError::FolderReadOnly { path }
            | StoreError::Io { path, .. } => failure.with("path", path.display().to_string()),
            StoreError::DatabaseNewer { found, known } => failure.with("found", found).with("known", known),
            StoreError::KeysNewer { found, known } | StoreError::BackupNewer { found, known } => {
                failure.with("found", found).with("known", known)
            }
            StoreError::AttachmentTooLarge { size, largest } => {
                failure.with("size", size).with("largest", largest)
            }
            StoreError::Journal(tilik_journal::JournalError::TooLarge { what, found, allowed }) => {
                failure.with("what", what).with("found", found as u64).with("allowed", allowed as u64)
            }
            StoreError::DatabaseDamaged { quarantined_at: Some(path) } => {
                failure.with("quarantined_at", path.display().to_string())
            }
            StoreError::BackupDamaged { part } => failure.with("part", part),
            // The sheets are headed A and B. Group 0 is no group: the length is wrong.
            StoreError::RecoveryCodeTypo { half, group } => {
                let named = if group == 0 {
                    Self::new("store.recovery_code_length")
                } else {
                    failure.with("group", group)
                };
                named.with("half", if half == 1 { "A" } else { "B" })
            }
            StoreError::NotPermitted { reason } => failure.with("reason", reason.code()),
            StoreError::Broken(defect) => {
                let place = defect.place();
                let log = place.and_then(|place| place.log).map(|log| log.to_hex());
                failure
                    .with("log", log.unwrap_or_default())
                    .with("seq", place.map_or_else(String::new, |place| place.seq.to_string()))
                    .with("detail", format!("{defect:?}"))
            }
            _ => failure,
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let mut failure = Self::of(error.code(), &error);
        for (name, value) in error.args() {
            failure.details.insert(name, value.into());
        }
        // A window lets the person choose; names may hold what separates them in a sentence.
        if let FileError::SheetAmbiguous { sheets } = error {
            failure.details.insert("names".to_owned(), sheets.into());
        }
        failure
    }
}

impl From<tilik_forms::FormsError> for Failure {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only a cancelled batch and a newer form are the person's to know"
    )]
    fn from(error: tilik_forms::FormsError) -> Self {
        use tilik_forms::FormsError;
        match error {
            FormsError::Cancelled { done, total } => {
                Self::new("job.cancelled").with("done", done).with("total", total)
            }
            FormsError::NewerForm { .. } => Self::of("print.newer_form", &error),
            _ => Self::of("print.failed", &error),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::of("command.arguments", &error)
    }
}

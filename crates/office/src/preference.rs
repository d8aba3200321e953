//! How one person of this laptop likes to work: language, theme, size of the letters, when the office is locked by itself.
//!
//! It is no office's and no secret, and must be known before a passphrase is entered: a small file beside the marks, outside of every office. A file that is missing or does
//! not read is no preference at all, and never a reason not to open (`a_file_that_does_not_read_is_no_preference`).

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::printing::write_whole;
use crate::{Failure, Host};

const FILE: &str = "preferences.json";

/// A language of the screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum ScreenLanguage {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

/// A theme of the screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the laptop has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// For eyes that see little.
    Contrast,
}

/// The preferences of this laptop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(default)]
pub struct Preferences {
    /// The language.
    pub language: ScreenLanguage,
    /// The theme.
    pub theme: Theme,
    /// The size of the letters, percent: 100, 115 or 130.
    pub text_size: u8,
    /// Minutes without a key or a pointer after which the office is locked; 0 for never.
    pub lock_after: u16,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { language: ScreenLanguage::Id, theme: Theme::System, text_size: 100, lock_after: 15 }
    }
}

impl Preferences {
    /// Those that were chosen, else the ordinary ones.
    #[must_use]
    pub fn read(host: &dyn Host) -> Self {
        let text = std::fs::read(path_of(host)).unwrap_or_default();
        serde_json::from_slice::<Self>(&text).ok().filter(|kept| kept.check().is_ok()).unwrap_or_default()
    }

    /// Keeps them for the next start.
    ///
    /// # Errors
    /// `preference.unknown`; `print.file` when the file cannot be written.
    pub fn write(&self, host: &dyn Host) -> Result<(), Failure> {
        self.check()?;
        let path = path_of(host);
        std::fs::create_dir_all(host.marks())
            .map_err(|error| Failure::of_file("print.file", host.marks(), &error))?;
        write_whole(&path, &serde_json::to_vec(self)?)
    }

    fn check(&self) -> Result<(), Failure> {
        if matches!(self.text_size, 100 | 115 | 130) && self.lock_after <= 24 * 60 {
            return Ok(());
        }
        Err(Failure::new("preference.unknown"))
    }
}

fn path_of(host: &dyn Host) -> PathBuf {
    host.marks().join(FILE)
}

//! The language of sentences.

use clap::ValueEnum;

/// The language in which the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

impl From<Language> for tilik_office::words::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Id => Self::Indonesian,
            Language::En => Self::English,
        }
    }
}

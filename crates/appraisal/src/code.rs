//! Enums whose variants have one stable code, used in JSON, in the journal, in CSV files and as key of a text.
//!
//! This module must not know any of those enums. Invariant: a code is never reused for another meaning, and the
//! name that serde writes is the same as `code()` (both come from the one literal in [`coded`]).

use thiserror::Error;

/// A word in a file or message is not one of the codes or accepted spellings of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{found:?} is not a {expected}")]
pub struct UnknownCode {
    /// Name of the type that was expected.
    pub expected: &'static str,
    /// The word as found.
    pub found: String,
}

/// Folds case, spaces and punctuation away, so that `DI ATAS`, `diatas` and `di_atas` are one spelling.
pub(crate) fn fold_spelling(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Declares an enum with codes: `Variant = "code" | "accepted spelling" | ...`.
///
/// Gives `ALL` (in order of declaration), `code()`, `Display` (the code), serde by code, and `FromStr` that accepts
/// the code and every listed spelling, whatever the case, spaces and punctuation.
macro_rules! coded {
    (
        $(#[$outer:meta])*
        pub enum $name:ident {
            $( $(#[$inner:meta])* $variant:ident = $code:literal $(| $spelling:literal)* ),+ $(,)?
        }
    ) => {
        $(#[$outer])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS,
        )]
        pub enum $name {
            $( $(#[$inner])* #[serde(rename = $code)] $variant ),+
        }

        impl $name {
            /// Every variant, in order of declaration.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The stable code, the same in JSON, files and texts.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code ),+ }
            }

            const fn spellings(self) -> &'static [&'static str] {
                match self { $( Self::$variant => &[$code $(, $spelling)*] ),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::code::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let folded = $crate::code::fold_spelling(text);
                Self::ALL
                    .iter()
                    .copied()
                    .find(|v| v.spellings().iter().any(|s| $crate::code::fold_spelling(s) == folded))
                    .ok_or_else(|| $crate::code::UnknownCode {
                        expected: stringify!($name),
                        found: text.to_owned(),
                    })
            }
        }
    };
}

pub(crate) use coded;

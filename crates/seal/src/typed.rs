//! What a hand scanner that types like a keyboard made of a seal's text.
//!
//! Repairs only what can have been nothing else: what the program around it added, letters in lower case, and the keys of another keyboard where the
//! beginning `TLK1:` shows which. Whether the outcome is genuine is not decided here: a wrong repair fails the signature.

use crate::error::SealError;
use crate::seal::{PREFIX, TEXT_SIZE};

/// The most characters that are looked at.
const MOST: usize = 1_000;

/// A laptop's keyboard, for which a scanner that types on an American one makes other letters.
struct Keyboard {
    /// What `TLK1:` becomes.
    prefix: &'static str,
    /// Letters that appear, and the ones that were meant.
    keys: &'static [(char, char)],
}

const KEYBOARDS: &[Keyboard] = &[
    Keyboard { prefix: "TLK1:", keys: &[] },
    // German.
    Keyboard {
        prefix: "TLK1Ö",
        keys: &[('Ö', ':'), ('Z', 'Y'), ('Y', 'Z'), ('(', '*'), ('`', '+'), ('ß', '-'), ('-', '/')],
    },
    // French: its figures are above the signs.
    Keyboard {
        prefix: "TLK&M",
        keys: &[
            ('&', '1'),
            ('é', '2'),
            ('"', '3'),
            ('\'', '4'),
            ('(', '5'),
            ('-', '6'),
            ('è', '7'),
            ('_', '8'),
            ('ç', '9'),
            ('à', '0'),
            ('M', ':'),
            ('?', 'M'),
            ('Q', 'A'),
            ('A', 'Q'),
            ('W', 'Z'),
            ('Z', 'W'),
            ('4', '$'),
            ('5', '%'),
            ('8', '*'),
            (')', '-'),
            ('!', '/'),
            (':', '.'),
        ],
    },
    // Spanish and its neighbours: the colon's key is a letter.
    Keyboard { prefix: "TLK1Ñ", keys: &[('Ñ', ':'), ('(', '*'), ('¿', '+'), ('\'', '-'), ('-', '/')] },
];

/// The text that the QR held, ready for [`Seal::parse`](crate::Seal::parse).
///
/// # Errors
/// [`SealError::NotOurs`], [`SealError::KeyboardLayout`] when it is ours and the keyboard cannot be told, [`SealError::Damaged`] when letters are
/// missing or left over. A later format is left as it is.
pub fn repair(typed: &str) -> Result<String, SealError> {
    if typed.chars().nth(MOST).is_some() {
        return Err(SealError::NotOurs);
    }
    let kept = strip_added(typed);
    // Shift that was lost makes the colon a semicolon, and a 4, 5 or 8 may have been another sign.
    if starts_with_ignoring_case(&kept, "TLK1;") {
        return Err(SealError::KeyboardLayout);
    }
    let Some(keyboard) = KEYBOARDS.iter().find(|keyboard| starts_with_ignoring_case(&kept, keyboard.prefix))
    else {
        return Err(find_reason(&kept));
    };
    let text: String = kept.chars().map(|letter| keyboard.find_meant(letter)).collect();
    fit_length(text)
}

impl Keyboard {
    fn find_meant(&self, letter: char) -> char {
        let upper = to_upper(letter);
        // Signs that differ from their capitals are looked for as they came: é is a 2, É is nothing.
        let of = |sign: char| self.keys.iter().find(|(shown, _)| *shown == sign).map(|(_, meant)| *meant);
        of(letter).or_else(|| of(upper)).unwrap_or(upper)
    }
}

/// Without what no QR of ours holds: line ends, tabs and marks without width, and spaces before the beginning. Wide and fixed spaces are spaces.
fn strip_added(typed: &str) -> String {
    let is_kept =
        |letter: &char| !letter.is_control() && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}');
    let kept: String = typed
        .chars()
        .filter(is_kept)
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .collect();
    kept.trim_start().to_owned()
}

/// A space is a letter of Base45, and the last letter of a text is none: three letters of it stand for at most 65,535, so the third is at most a `W`.
fn fit_length(mut text: String) -> Result<String, SealError> {
    text.truncate(text.trim_end().len());
    if text.len() == TEXT_SIZE { Ok(text) } else { Err(SealError::Damaged("it is too short or too long")) }
}

/// The text does not begin as on any keyboard that is known here.
fn find_reason(kept: &str) -> SealError {
    let upper: String = kept.chars().take(PREFIX.len()).map(to_upper).collect();
    let mut letters = upper.chars().skip(3);
    match (upper.starts_with("TLK"), letters.next(), letters.next()) {
        // A later format of ours is told by whoever parses it.
        (true, Some(digit), Some(':')) if digit.is_ascii_digit() => match crate::Seal::parse(&upper) {
            Err(error) => error,
            Ok(_) => SealError::NotOurs,
        },
        (true, Some(_), Some(sign)) if !sign.is_ascii_alphanumeric() => SealError::KeyboardLayout,
        _ => SealError::NotOurs,
    }
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    let mut letters = text.chars().map(to_upper);
    prefix.chars().all(|letter| letters.next() == Some(letter))
}

/// One letter for one letter; what has no single capital stays.
fn to_upper(letter: char) -> char {
    let mut upper = letter.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

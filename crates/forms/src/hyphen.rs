//! Where an Indonesian word may be divided at the end of a line.
//!
//! Must not know widths. Syllables follow the rules of the Ejaan: a consonant between two vowels opens a syllable, of several the
//! first closes one; `ng`, `ny`, `sy` and `kh` are one consonant; the ending -an comes off whole. What looks like no word (digits, few letters) is
//! not divided.

/// The sign at the end of a divided line. It looks like a hyphen, and whoever copies the text out can tell it from one.
pub const SOFT: char = '\u{AD}';

/// Fewest letters before a division.
const LEAST_BEFORE: usize = 2;

/// Fewest letters after a division.
const LEAST_AFTER: usize = 3;

/// Letters of the shortest word whose -an is taken for the ending of a stem.
const LEAST_STEM: usize = 7;

/// Byte indexes at which `word` may be divided, rising.
#[must_use]
pub fn list_divisions(word: &str) -> Vec<usize> {
    let start = word.len() - word.trim_start_matches(|letter: char| !letter.is_alphabetic()).len();
    let end = word.trim_end_matches(|letter: char| !letter.is_alphabetic()).len();
    if start >= end {
        return Vec::new();
    }
    let letters: Vec<(usize, char)> = word[start..end].char_indices().collect();
    let is_word = letters.iter().all(|(_, letter)| letter.is_ascii_alphabetic());
    if !is_word || letters.len() < LEAST_BEFORE + LEAST_AFTER {
        return Vec::new();
    }
    let sounds = join_digraphs(&letters);
    let has_vowel = |sounds: &[(usize, bool)]| sounds.iter().any(|(_, is_vowel)| *is_vowel);
    let mut divisions = Vec::new();
    for index in 1..sounds.len() {
        let (at, is_vowel) = sounds[index];
        let (_, follows_vowel) = sounds[index - 1];
        // Between vowels a consonant opens the syllable; of several consonants the first closes one.
        let divides = match (follows_vowel, is_vowel) {
            (_, true) => false,
            (true, false) => sounds.get(index + 1).is_some_and(|(_, is_vowel)| *is_vowel),
            (false, false) => index >= 2 && sounds[index - 2].1 && has_vowel(&sounds[index..]),
        };
        if divides && at >= LEAST_BEFORE && letters.len() - at >= LEAST_AFTER {
            divisions.push(start + letters[at].0);
        }
    }
    if let Some(at) = find_ending(&word[start..end]) {
        divisions.retain(|division| *division + 1 != start + at);
        divisions.push(start + at);
    }
    divisions
}

/// Where the ending -an begins behind a consonant of the stem: "penyimpan-an", but "menyelenggara-kan" and "karya-wan".
fn find_ending(word: &str) -> Option<usize> {
    let word = word.to_ascii_lowercase();
    let stem = word.strip_suffix("an").filter(|_| word.len() >= LEAST_STEM)?;
    let is_verb =
        stem.ends_with('k') && ["me", "di", "ber", "ter"].iter().any(|start| word.starts_with(start));
    let joins =
        stem.ends_with(['a', 'e', 'i', 'o', 'u', 'w']) || stem.ends_with("ng") || stem.ends_with("ny");
    (!is_verb && !joins).then_some(stem.len())
}

/// Each sound as the index of its first letter and whether it is a vowel.
fn join_digraphs(letters: &[(usize, char)]) -> Vec<(usize, bool)> {
    let mut sounds = Vec::new();
    let mut index = 0;
    while let Some((_, letter)) = letters.get(index) {
        let letter = letter.to_ascii_lowercase();
        let next = letters.get(index + 1).map(|(_, next)| next.to_ascii_lowercase());
        let is_joined =
            matches!((letter, next), ('n', Some('g' | 'y')) | ('s', Some('y')) | ('k', Some('h')));
        sounds.push((index, matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')));
        index += if is_joined { 2 } else { 1 };
    }
    sounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(word: &str) -> String {
        let mut out = word.to_owned();
        for at in list_divisions(word).into_iter().rev() {
            out.insert(at, '-');
        }
        out
    }

    #[test]
    fn words_divide_between_syllables() {
        for wanted in [
            "per-tang-gung-ja-wab-an",
            "ke-te-ram-pil-an",
            "pe-nyim-pan-an",
            "di-se-rah-kan",
            "me-nye-leng-ga-ra-kan",
            "in-stru-men",
            "PE-LA-YAN-AN",
            "(ma-sya-ra-kat),",
        ] {
            assert_eq!(divided(&wanted.replace('-', "")), wanted);
        }
    }

    #[test]
    fn what_is_no_word_is_not_divided() {
        for word in ["", "ada", "2026", "19900412", "a1b2c3d4", "...", "\u{1F600}"] {
            assert!(list_divisions(word).is_empty(), "{word}");
        }
    }
}

//! The recovery code: two halves, printed on two sheets, both needed.
//!
//! Each half is 128 random bits of its own, and the slot is wrapped by what Argon2id makes of both, one after the other: a person with
//! one sheet still lacks 128 bits and has learnt nothing of them. Both halves also print the same ten-bit mark of the pair, which is no
//! secret and tells apart sheets of different pairs.
//!
//! A half is printed as seven groups of five signs of Crockford's base32: four of content and one check sign, computed in the field of 32
//! elements with the group's and the half's number in it. Must not know slots. Invariant: any one wrong sign, any two signs of a group
//! exchanged, and any two groups or halves exchanged are found, and the group is named (`a_typing_error_is_found_and_its_group_named`).

use std::fmt;

use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::surroundings::Surroundings;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 7;
const CONTENT: usize = 4;
const SECRET: usize = 16;
const PAIR_BITS: u32 = 10;

/// Which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Half 1.
    First,
    /// Half 2.
    Second,
}

impl Sheet {
    /// 1 or 2, as printed.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }
}

/// Both halves, to be printed once and kept nowhere. Wiped when dropped.
pub struct RecoverySheets {
    first: Zeroizing<String>,
    second: Zeroizing<String>,
}

impl RecoverySheets {
    /// The text for the first sheet: seven groups of five signs.
    #[must_use]
    pub fn first(&self) -> &str {
        &self.first
    }

    /// The text for the second sheet.
    #[must_use]
    pub fn second(&self) -> &str {
        &self.second
    }
}

impl fmt::Debug for RecoverySheets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoverySheets(..)")
    }
}

/// The joined secret of both halves.
pub(crate) struct RecoverySecret(Zeroizing<[u8; 2 * SECRET]>);

impl RecoverySecret {
    pub(crate) fn generate(surroundings: &dyn Surroundings) -> (Self, RecoverySheets) {
        let mut secret = Zeroizing::new([0_u8; 2 * SECRET]);
        surroundings.fill_random(secret.as_mut_slice());
        let mut mark = [0_u8; 2];
        surroundings.fill_random(&mut mark);
        let pair = u16::from_be_bytes(mark) & ((1 << PAIR_BITS) - 1);
        let (first, second) = secret.split_at(SECRET);
        let sheets = RecoverySheets {
            first: print(Sheet::First, first, pair),
            second: print(Sheet::Second, second, pair),
        };
        (Self(secret), sheets)
    }

    /// Reads both halves as a person typed them: small letters, spaces, dashes, O for 0, I and L for 1 are all the same.
    ///
    /// # Errors
    /// `RecoveryCodeTypo` with the half and the group; `RecoveryCodeWrong` when the sheets are of different pairs.
    pub(crate) fn read(first: &str, second: &str) -> Result<Self, StoreError> {
        let (first, first_pair) = read_half(Sheet::First, first)?;
        let (second, second_pair) = read_half(Sheet::Second, second)?;
        if first_pair != second_pair {
            return Err(StoreError::RecoveryCodeWrong);
        }
        let mut secret = Zeroizing::new([0_u8; 2 * SECRET]);
        secret[..SECRET].copy_from_slice(first.as_slice());
        secret[SECRET..].copy_from_slice(second.as_slice());
        Ok(Self(secret))
    }

    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }
}

/// Whether one half is typed without an error, so that a form can say so before the other is typed.
///
/// # Errors
/// `RecoveryCodeTypo` with the half and the first wrong group (0: the length is wrong).
pub fn check_half(sheet: Sheet, text: &str) -> Result<(), StoreError> {
    read_half(sheet, text).map(drop)
}

fn print(sheet: Sheet, secret: &[u8], pair: u16) -> Zeroizing<String> {
    // 128 bits of the half, two zero bits, ten bits of the pair's mark: 140 bits are 28 signs.
    let mut digits = Zeroizing::new([0_u8; GROUPS * CONTENT]);
    for (place, digit) in digits.iter_mut().enumerate() {
        *digit = (0..5).fold(0, |sum, bit| (sum << 1) | bit_of(secret, pair, place * 5 + bit));
    }
    let mut text = Zeroizing::new(String::with_capacity(GROUPS * (CONTENT + 2)));
    for (group, content) in digits.chunks(CONTENT).enumerate() {
        if group > 0 {
            text.push('-');
        }
        for digit in content {
            text.push(sign(*digit));
        }
        text.push(sign(check_digit(sheet, group, content)));
    }
    text
}

fn bit_of(secret: &[u8], pair: u16, bit: usize) -> u8 {
    let pair_starts = SECRET * 8 + 2;
    if bit < SECRET * 8 {
        (secret[bit / 8] >> (7 - bit % 8)) & 1
    } else if bit < pair_starts {
        0
    } else {
        u8::from((pair >> (9 - (bit - pair_starts))) & 1 == 1)
    }
}

fn read_half(sheet: Sheet, text: &str) -> Result<(Zeroizing<[u8; SECRET]>, u16), StoreError> {
    let typo = |group: usize| StoreError::RecoveryCodeTypo {
        half: sheet.number(),
        group: u8::try_from(group).unwrap_or(0),
    };
    let signs: Zeroizing<Vec<char>> = Zeroizing::new(
        text.chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '–' | '—' | '_' | '.'))
            .collect(),
    );
    if signs.len() != GROUPS * (CONTENT + 1) {
        return Err(typo(0));
    }
    let mut secret = Zeroizing::new([0_u8; SECRET]);
    let mut pair = 0_u16;
    for (group, signs) in signs.chunks(CONTENT + 1).enumerate() {
        let mut digits = Zeroizing::new([0_u8; CONTENT + 1]);
        for (digit, sign) in digits.iter_mut().zip(signs) {
            *digit = value(*sign).ok_or_else(|| typo(group + 1))?;
        }
        let (content, check) = digits.split_at(CONTENT);
        if check_digit(sheet, group, content) != check[0] {
            return Err(typo(group + 1));
        }
        for (place, digit) in content.iter().enumerate() {
            for bit in 0..5 {
                let set = (digit >> (4 - bit)) & 1;
                let at = (group * CONTENT + place) * 5 + bit;
                if at < SECRET * 8 {
                    secret[at / 8] |= set << (7 - at % 8);
                } else {
                    pair = (pair << 1) | u16::from(set);
                }
            }
        }
    }
    // The two zero bits lead the mark; a code that has them set was never printed.
    if pair >> PAIR_BITS != 0 {
        return Err(typo(GROUPS));
    }
    Ok((secret, pair))
}

fn sign(digit: u8) -> char {
    char::from(ALPHABET[usize::from(digit & 31)])
}

fn value(sign: char) -> Option<u8> {
    let plain = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == plain).and_then(|place| u8::try_from(place).ok())
}

/// The check sign of a group: a sum with different weights in the field of 32 elements, so that a wrong sign and two exchanged signs
/// change it; the constant differs for every group of both halves, so that exchanged groups and halves change it too.
fn check_digit(sheet: Sheet, group: usize, content: &[u8]) -> u8 {
    let constant = match sheet {
        Sheet::First => group,
        Sheet::Second => group + GROUPS,
    };
    let mut sum = u8::try_from(constant + 1).unwrap_or(0);
    let mut weight = 2_u8;
    for digit in content {
        sum ^= multiply(weight, *digit);
        weight = multiply(weight, 2);
    }
    sum
}

/// The product in the field of 32 elements, modulo x^5 + x^2 + 1.
fn multiply(left: u8, right: u8) -> u8 {
    let mut product = 0;
    let mut shifted = left;
    for bit in 0..5 {
        if (right >> bit) & 1 == 1 {
            product ^= shifted;
        }
        shifted <<= 1;
        if shifted & 32 != 0 {
            shifted ^= 0b10_0101;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_printed_half_is_read_again_however_it_is_typed(secret in any::<[u8; SECRET]>(), pair in 0_u16..1024) {
            for sheet in [Sheet::First, Sheet::Second] {
                let text = print(sheet, &secret, pair);
                prop_assert_eq!(text.len(), 41);
                let careless = text.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
                for typed in [text.as_str(), &careless] {
                    let (read, mark) = read_half(sheet, typed).unwrap();
                    prop_assert_eq!(*read, secret);
                    prop_assert_eq!(mark, pair);
                }
            }
        }

        #[test]
        fn a_typing_error_is_found_and_its_group_named(
            secret in any::<[u8; SECRET]>(), pair in 0_u16..1024, group in 0_usize..GROUPS, place in 0_usize..5, other in 0_u8..32, with in 0_usize..5,
        ) {
            let text = print(Sheet::First, &secret, pair);
            let signs: Vec<char> = text.chars().collect();
            let expect_group = |typed: Vec<char>| {
                let typed: String = typed.into_iter().collect();
                match read_half(Sheet::First, &typed) {
                    Err(StoreError::RecoveryCodeTypo { half: 1, group: named }) => named == u8::try_from(group + 1).unwrap(),
                    _ => false,
                }
            };
            let mut wrong = signs.clone();
            wrong[group * 6 + place] = sign(other);
            if wrong != signs {
                prop_assert!(expect_group(wrong));
            }
            let mut exchanged = signs.clone();
            exchanged.swap(group * 6 + place, group * 6 + with);
            if exchanged != signs {
                prop_assert!(expect_group(exchanged));
            }
            let mut groups: Vec<&str> = text.split('-').collect();
            let next = (group + 1) % GROUPS;
            groups.swap(group, next);
            prop_assert!(read_half(Sheet::First, &groups.join("-")).is_err());
            prop_assert!(read_half(Sheet::Second, &text).is_err());
        }
    }

    #[test]
    fn the_check_sign_uses_a_field() {
        for left in 1..32 {
            let mut seen: Vec<u8> = (0..32).map(|right| multiply(left, right)).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..32).collect::<Vec<u8>>());
        }
    }
}

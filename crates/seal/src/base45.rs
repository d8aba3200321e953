//! Base45 (RFC 9285): two bytes become three letters of a QR's alphanumeric mode, a last single byte two.
//!
//! Strict: no letter outside of the alphabet, no group above its greatest value, so that no two texts give the same bytes.

/// The alphabet, in the order of its values (RFC 9285, table 1).
pub(crate) const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The text of these bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for group in bytes.chunks(2) {
        let mut number = group.iter().fold(0, |number, byte| number * 256 + usize::from(*byte));
        for _ in 0..=group.len() {
            text.push(char::from(LETTERS[number % 45]));
            number /= 45;
        }
    }
    text
}

/// The bytes of this text; none where RFC 9285 has it refused.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut number = 0_u32;
        for letter in group.iter().rev() {
            let value = LETTERS.iter().position(|known| known == letter)?;
            number = number * 45 + u32::try_from(value).ok()?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(number).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use proptest::prelude::*;

    /// RFC 9285, sections 4.3 and 4.4.
    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (plain, coded) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
            ("", ""),
        ] {
            assert_eq!(encode(plain.as_bytes()), coded);
            assert_eq!(decode(coded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(encode(&[0xff, 0xff]), "FGW");
    }

    #[test]
    fn what_the_rfc_has_refused_is_refused() {
        // Section 6: above 65535 and above 255, a letter outside, a single letter left over.
        for bad in ["GGW", ":::", "::", "V5", "bb8", "BB8B", "B", "BB8\n", "ÄB"] {
            assert_eq!(decode(bad), None, "{bad:?}");
        }
        assert_eq!(decode("FGW"), Some(vec![0xff, 0xff]));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn no_two_texts_give_the_same_bytes(text in "[0-9A-Z $%*+./:-]{0,30}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}

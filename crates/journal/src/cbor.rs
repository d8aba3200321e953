//! The few CBOR habits that every structure of the journal shares, and every message that carries it.
//!
//! The invariant a reader could break: what is signed has one encoding only. Whatever [`check_deterministic`] lets pass that a second
//! reader would refuse makes two readers of one journal disagree (`tests/vectors.rs`).

use minicbor::Decoder;

use crate::error::JournalError;

/// Fails unless the bytes are exactly one CBOR item with definite lengths, shortest heads and UTF-8 texts. Walks without recursion and
/// keeps nothing, so that neither depth nor announced lengths cost anything.
///
/// # Errors
/// [`JournalError::Malformed`].
pub fn check_deterministic(bytes: &[u8]) -> Result<(), JournalError> {
    let refuse = |what: &str| Err(JournalError::Malformed(what.into()));
    let mut rest = bytes;
    let mut items = 1u64;
    while items > 0 {
        items -= 1;
        let Some((&head, after)) = rest.split_first() else { return refuse("the bytes end too early") };
        let (major, short) = (head >> 5, head & 0x1f);
        let width = match short {
            0..=23 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return refuse("an indefinite length"),
        };
        let Some((number, after)) = after.split_at_checked(width) else {
            return refuse("the bytes end too early");
        };
        let argument = match width {
            0 => u64::from(short),
            _ => number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
        };
        let least = match width {
            0 => 0,
            // Simple values below 32 have no long form; floats are taken as they are.
            1 if major == 7 => 32,
            1 => 24,
            _ if major == 7 => 0,
            width => 1 << (width * 4),
        };
        if argument < least {
            return refuse("a number is not in its shortest form");
        }
        rest = after;
        match major {
            2 | 3 => {
                let text = usize::try_from(argument).ok().and_then(|length| rest.split_at_checked(length));
                let Some((text, after)) = text else { return refuse("the bytes end too early") };
                if major == 3 && std::str::from_utf8(text).is_err() {
                    return refuse("a text is not UTF-8");
                }
                rest = after;
            }
            4 => items = items.saturating_add(argument),
            5 => items = items.saturating_add(argument.saturating_mul(2)),
            6 => items = items.saturating_add(1),
            _ => {}
        }
    }
    if rest.is_empty() { Ok(()) } else { refuse("bytes after the end") }
}

/// The length of an array or map; the format has no indefinite ones.
///
/// # Errors
/// [`JournalError::Malformed`].
pub fn definite(length: Option<u64>) -> Result<u64, JournalError> {
    length.ok_or_else(|| JournalError::Malformed("an indefinite length".into()))
}

/// Fails where bytes are left over.
///
/// # Errors
/// [`JournalError::Malformed`].
pub fn refuse_rest(from: &Decoder<'_>) -> Result<(), JournalError> {
    if from.position() == from.input().len() {
        Ok(())
    } else {
        Err(JournalError::Malformed("bytes after the end".into()))
    }
}

/// Bytes of an exact length.
///
/// # Errors
/// [`JournalError::Malformed`].
pub fn exact<const N: usize>(from: &mut Decoder<'_>) -> Result<[u8; N], JournalError> {
    let bytes = from.bytes()?;
    bytes.try_into().map_err(|_| JournalError::Malformed(format!("{} bytes where {N} belong", bytes.len())))
}

#[cfg(test)]
mod tests {
    use super::check_deterministic;

    #[test]
    fn only_the_shortest_definite_form_of_one_item_passes() {
        for good in ["00", "17", "1818", "190100", "1a00010000", "1b0000000100000000", "20", "3818", "f6"] {
            assert!(check_deterministic(&read_hex(good)).is_ok(), "{good}");
        }
        for good in ["4100", "6161", "8101", "a10102", "c100", "f97e00", "f8ff", "83008100f5"] {
            assert!(check_deterministic(&read_hex(good)).is_ok(), "{good}");
        }
        for bad in ["", "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "5f4100ff", "9f00ff", "1c"] {
            assert!(check_deterministic(&read_hex(bad)).is_err(), "{bad}");
        }
        for bad in
            ["0000", "4200", "61ff", "9bffffffffffffffff", "bbffffffffffffffff", "bf0001ff", "f81f", "ff"]
        {
            assert!(check_deterministic(&read_hex(bad)).is_err(), "{bad}");
        }
    }

    fn read_hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).filter_map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
    }
}

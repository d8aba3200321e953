//! The code by which an office enrols: read from paper or told by telephone, typed once.
//!
//! It carries a secret and the name of the province's key, so that a laptop knows the province before it has met it. Each group has a letter of its own to check it: a screen
//! can say which group was mistyped.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use tilik_journal::FeedId;

use crate::error::SyncError;
use crate::ledger::Epoch;

/// Crockford's: no I, L, O and U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 8;
/// Letters of a group that carry something; one more checks them.
const CARRYING: usize = 4;
const PREFIX: &[u8] = b"tilik code v1\n";

/// The first bytes of the SHA-256 of the province's key.
pub type KeyName = [u8; 10];

/// The name of a province's key.
#[must_use]
pub fn name_key(province_key: &[u8; 32]) -> KeyName {
    first(&Sha256::digest(province_key))
}

/// A code, good once.
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    secret: [u8; 10],
    key_name: KeyName,
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Code({:02x?})", self.name())
    }
}

impl Code {
    /// A code of this province. The secret must be fresh chance.
    #[must_use]
    pub fn new(secret: [u8; 10], province_key: &[u8; 32]) -> Self {
        Self { secret, key_name: name_key(province_key) }
    }

    /// What tells the code from others and does not give it away.
    #[must_use]
    pub fn name(&self) -> [u8; 8] {
        first(&Sha256::digest([PREFIX, &self.secret].concat()))
    }

    /// The name of the province's key.
    #[must_use]
    pub fn key_name(&self) -> KeyName {
        self.key_name
    }

    /// Shows that who asks knows the secret, and for what it is asked. The secret itself is never sent.
    #[must_use]
    pub fn prove(&self, to: &Enrolling) -> [u8; 32] {
        self.mac(to).finalize().into_bytes().into()
    }

    /// Whether a proof is of this code and for this.
    #[must_use]
    pub fn is_proof(&self, proof: &[u8; 32], to: &Enrolling) -> bool {
        self.mac(to).verify_slice(proof).is_ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    fn mac(&self, to: &Enrolling) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any key");
        mac.update(&to.signed_bytes());
        mac
    }

    /// As it is printed: eight groups of five.
    #[must_use]
    pub fn to_text(&self) -> String {
        let bytes = [self.secret, self.key_name].concat();
        let letters: Vec<u8> = bytes.chunks(5).flat_map(split).collect();
        let letter = |value: &u8| char::from(LETTERS[usize::from(*value)]);
        let groups: Vec<String> = letters
            .chunks(CARRYING)
            .zip(0u8..)
            .map(|(group, at)| group.iter().chain([&check(at, group)]).map(letter).collect())
            .collect();
        groups.join("-")
    }

    /// Reads [`Self::to_text`] as people type it: small letters, other separators or none, O for 0, I and L for 1.
    ///
    /// # Errors
    /// [`SyncError::CodeIncomplete`], [`SyncError::CodeMistyped`] with the first group that is wrong.
    pub fn parse(text: &str) -> Result<Self, SyncError> {
        let typed: Vec<char> =
            text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
        if typed.len() != GROUPS * (CARRYING + 1) {
            return Err(SyncError::CodeIncomplete { found: typed.len() });
        }
        let mut letters = Vec::with_capacity(GROUPS * CARRYING);
        for (group, at) in typed.chunks(CARRYING + 1).zip(0u8..) {
            let mistyped = SyncError::CodeMistyped { group: usize::from(at) + 1 };
            let values: Option<Vec<u8>> = group.iter().map(|letter| find_value(*letter)).collect();
            match values.as_deref() {
                Some([carrying @ .., last]) if check(at, carrying) == *last => {
                    letters.extend_from_slice(carrying)
                }
                Some(_) | None => return Err(mistyped),
            }
        }
        let bytes: Vec<u8> = letters.chunks(8).flat_map(join).collect();
        let (secret, key_name) = bytes.split_at(10);
        Ok(Self { secret: first(secret), key_name: first(key_name) })
    }
}

/// What is enrolled, and where: what a code is proved for and a device signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolling {
    /// The province's public key.
    pub province_key: [u8; 32],
    /// The server's epoch.
    pub epoch: Epoch,
    /// The nonce of its welcome.
    pub nonce: [u8; 32],
    /// The device's public key.
    pub device: [u8; 32],
    /// The feed that shall be of the office.
    pub feed: FeedId,
}

impl Enrolling {
    /// What the device signs; a proof is over the same.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [&b"tilik enrol v1\n"[..], &self.province_key, &self.epoch.0, &self.nonce, &self.device, &self.feed.0]
            .concat()
    }
}

/// The letter that checks a group at its place.
fn check(at: u8, group: &[u8]) -> u8 {
    let [byte] = first(&Sha256::digest([PREFIX, &[at], group].concat()));
    byte & 31
}

fn find_value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    (0u8..).zip(LETTERS).find(|(_, known)| char::from(**known) == letter).map(|(value, _)| value)
}

/// Five bytes as eight letters.
fn split(bytes: &[u8]) -> [u8; 8] {
    let number = bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    std::array::from_fn(|at| {
        let [.., last] = (number >> (35 - 5 * at)).to_be_bytes();
        last & 31
    })
}

/// Eight letters as five bytes.
fn join(letters: &[u8]) -> [u8; 5] {
    let number = letters.iter().fold(0u64, |number, letter| number << 5 | u64::from(*letter));
    let [_, _, _, bytes @ ..] = number.to_be_bytes();
    bytes
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|at| bytes[at])
}

#[cfg(test)]
mod tests {
    use super::{Code, Enrolling, GROUPS, LETTERS};
    use crate::ledger::Epoch;
    use tilik_journal::FeedId;

    fn code() -> Code {
        Code::new([1, 2, 3, 4, 5, 6, 7, 8, 9, 250], &[7; 32])
    }

    #[test]
    fn a_code_is_eight_groups_of_five_and_reads_as_people_type_it() {
        let text = code().to_text();
        assert_eq!(text, "0410Y-6105J-0R3G3-G2FTS-9ER6Y-Z3JEZ-79VHH-BMG1M", "what is printed stays readable");
        let bare = text.replace('-', "");
        let spaced = text.to_lowercase().replace('-', " ");
        let mistaken = text.replace('0', "o").replace('1', "l");
        for typed in [&text, &bare, &spaced, &mistaken, &format!(" {text}\n")] {
            assert_eq!(Code::parse(typed).unwrap(), code(), "{typed}");
        }
        assert!(!format!("{:?}", code()).contains("250"), "a log never shows the secret");
    }

    #[test]
    fn a_mistyped_letter_is_found_in_its_group() {
        let text = code().to_text();
        let (mut found, mut passed) = (0, 0);
        for at in (0..text.len()).filter(|at| text.as_bytes()[*at] != b'-') {
            for letter in LETTERS.iter().filter(|letter| **letter != text.as_bytes()[at]) {
                let mut typed = text.clone().into_bytes();
                typed[at] = *letter;
                match Code::parse(std::str::from_utf8(&typed).unwrap()) {
                    Err(error) => {
                        assert_eq!(
                            error.to_string(),
                            format!("group {} of the code is mistyped", at / 6 + 1)
                        );
                        found += 1;
                    }
                    Ok(_) => passed += 1,
                }
            }
        }
        assert!(passed * 20 < found, "{passed} of {found} pass");
        let swapped = format!("{}-{}-{}", &text[6..11], &text[..5], &text[12..]);
        assert_eq!(Code::parse(&swapped).unwrap_err().code(), "sync.code_mistyped");
        for (typed, code) in [("", "sync.code_incomplete"), (&text[..text.len() - 1], "sync.code_incomplete")]
        {
            assert_eq!(Code::parse(typed).unwrap_err().code(), code);
        }
        let strange = "U".repeat(GROUPS * 5);
        assert_eq!(Code::parse(&strange).unwrap_err().code(), "sync.code_mistyped");
    }

    #[test]
    fn a_proof_is_of_one_code_for_one_device_feed_and_server() {
        let to = Enrolling {
            province_key: [7; 32],
            epoch: Epoch([1; 16]),
            nonce: [2; 32],
            device: [3; 32],
            feed: FeedId([4; 16]),
        };
        let proof = code().prove(&to);
        assert!(code().is_proof(&proof, &to));
        assert!(!Code::new([0; 10], &[7; 32]).is_proof(&proof, &to));
        for other in [
            Enrolling { province_key: [0; 32], ..to.clone() },
            Enrolling { epoch: Epoch([0; 16]), ..to.clone() },
            Enrolling { nonce: [0; 32], ..to.clone() },
            Enrolling { device: [0; 32], ..to.clone() },
            Enrolling { feed: FeedId([0; 16]), ..to.clone() },
        ] {
            assert!(!code().is_proof(&proof, &other));
        }
    }
}

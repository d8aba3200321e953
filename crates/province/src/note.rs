//! Sealed notes of the server to itself: the nonce of a welcome, and a session (`docs/protocol.md`, *Bytes*).
//!
//! Whoever holds the key of the notes, which stands in the database, can read a note of any other process of the server; nobody can make one. The invariant a reader could
//! break: a note is worth nothing in another epoch, after its time, or in the place of the other kind.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tilik_sync::Epoch;
use uuid::Uuid;

const NONCE_PREFIX: &[u8] = b"tilik nonce\n";
const SESSION_PREFIX: &[u8] = b"tilik session note\n";
const FORM_PREFIX: &[u8] = b"tilik form\n";
const GUESS_PREFIX: &[u8] = b"tilik guess\n";
/// How long a nonce is good.
pub const NONCE_MS: i64 = 2 * 60 * 1_000;
/// How long a session is good.
pub const SESSION_MS: i64 = 60 * 60 * 1_000;

/// Seals and opens notes of one epoch.
#[derive(Clone)]
pub struct Notes {
    key: [u8; 32],
    epoch: Epoch,
}

/// What the nonce of a welcome says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Greeted {
    /// The program that was greeted is older than the server allows.
    pub is_too_old: bool,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The office.
    pub office: Uuid,
    /// The device's public key.
    pub device: [u8; 32],
}

impl Notes {
    /// Notes under this key.
    #[must_use]
    pub fn new(key: [u8; 32], epoch: Epoch) -> Self {
        Self { key, epoch }
    }

    /// A nonce that was given now. `chance` must be fresh.
    #[must_use]
    pub fn seal_nonce(&self, greeted: Greeted, now: i64, chance: [u8; 7]) -> [u8; 32] {
        let mut nonce = [0; 32];
        nonce[..8].copy_from_slice(&now.to_be_bytes());
        nonce[8] = u8::from(greeted.is_too_old);
        nonce[9..16].copy_from_slice(&chance);
        let seal = self.seal(NONCE_PREFIX, &nonce[..16]);
        nonce[16..].copy_from_slice(&seal[..16]);
        nonce
    }

    /// What a nonce says, when it is one of ours and still good.
    #[must_use]
    pub fn open_nonce(&self, nonce: &[u8; 32], now: i64) -> Option<Greeted> {
        let (said, seal) = nonce.split_at(16);
        self.check(NONCE_PREFIX, said, seal)?;
        let (given_at, rest) = said.split_first_chunk()?;
        let age = now.checked_sub(i64::from_be_bytes(*given_at))?;
        // A second process of the server may be a little ahead.
        let is_good = (-NONCE_MS..=NONCE_MS).contains(&age);
        is_good.then(|| Greeted { is_too_old: rest.first() == Some(&1) })
    }

    /// A session that begins now.
    #[must_use]
    pub fn seal_session(&self, session: Session, now: i64) -> Vec<u8> {
        let until = now.saturating_add(SESSION_MS);
        let said = [&session.office.as_bytes()[..], &session.device, &until.to_be_bytes()].concat();
        let seal = self.seal(SESSION_PREFIX, &said);
        [&said[..], &seal].concat()
    }

    /// Who a session is of, when it is one of ours and not over.
    #[must_use]
    pub fn open_session(&self, token: &[u8], now: i64) -> Option<Session> {
        let (said, seal) = token.split_last_chunk::<32>()?;
        self.check(SESSION_PREFIX, said, seal)?;
        let (office, rest) = said.split_first_chunk::<16>()?;
        let (device, until) = rest.split_first_chunk::<32>()?;
        let until = i64::from_be_bytes(until.try_into().ok()?);
        (now <= until).then(|| Session { office: Uuid::from_bytes(*office), device: *device })
    }

    /// What the forms of a signed-in person carry, so that no other site sends one.
    #[must_use]
    pub fn seal_form(&self, token: &[u8; 32]) -> [u8; 32] {
        self.seal(FORM_PREFIX, token)
    }

    /// What a guess is counted by, without telling what was guessed.
    #[must_use]
    pub fn seal_guess(&self, kind: &[u8], guessed: &[u8]) -> [u8; 32] {
        self.seal(GUESS_PREFIX, &[kind, guessed].concat())
    }

    fn seal(&self, prefix: &[u8], said: &[u8]) -> [u8; 32] {
        self.mac(prefix, said).finalize().into_bytes().into()
    }

    fn check(&self, prefix: &[u8], said: &[u8], seal: &[u8]) -> Option<()> {
        self.mac(prefix, said).verify_truncated_left(seal).ok()
    }

    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    fn mac(&self, prefix: &[u8], said: &[u8]) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("any key");
        for part in [prefix, &self.epoch.0, said] {
            mac.update(part);
        }
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::{Greeted, NONCE_MS, Notes, SESSION_MS, Session};
    use tilik_sync::Epoch;
    use uuid::Uuid;

    fn notes() -> Notes {
        Notes::new([7; 32], Epoch([1; 16]))
    }

    #[test]
    fn a_nonce_is_good_for_its_time_in_its_epoch_and_unchanged() {
        for is_too_old in [false, true] {
            let nonce = notes().seal_nonce(Greeted { is_too_old }, 1_000, [3; 7]);
            assert_eq!(notes().open_nonce(&nonce, 1_000 + NONCE_MS), Some(Greeted { is_too_old }));
            assert_eq!(notes().open_nonce(&nonce, 1_001 + NONCE_MS), None);
            assert_eq!(Notes::new([7; 32], Epoch([2; 16])).open_nonce(&nonce, 1_000), None);
            assert_eq!(Notes::new([8; 32], Epoch([1; 16])).open_nonce(&nonce, 1_000), None);
            for at in 0..nonce.len() {
                let mut forged = nonce;
                forged[at] ^= 1;
                assert_eq!(notes().open_nonce(&forged, 1_000), None, "byte {at}");
            }
        }
    }

    #[test]
    fn a_session_is_good_until_it_is_over_and_no_nonce_is_one() {
        let session = Session { office: Uuid::from_bytes([4; 16]), device: [5; 32] };
        let token = notes().seal_session(session, 1_000);
        assert_eq!(notes().open_session(&token, 1_000 + SESSION_MS), Some(session));
        assert_eq!(notes().open_session(&token, 1_001 + SESSION_MS), None);
        assert_eq!(Notes::new([7; 32], Epoch([2; 16])).open_session(&token, 1_000), None);
        for at in 0..token.len() {
            let mut forged = token.clone();
            forged[at] ^= 1;
            assert_eq!(notes().open_session(&forged, 1_000), None, "byte {at}");
        }
        for length in 0..token.len() {
            assert_eq!(notes().open_session(&token[..length], 1_000), None);
        }
    }
}

//! The province's own feeds: one for all offices and one for each (`docs/protocol.md`, *What the province says*).
//!
//! Their names and the first entry of each follow from the province's key and the office alone. The invariant a reader could break: a server that lost a feed founds it again byte for
//! byte, so that what laptops bring back continues the same feed.

use sha2::{Digest as _, Sha256};
use tilik_journal::catalogue::user;
use tilik_journal::entry::read_key;
use tilik_journal::{
    Draft, Entry, FeedId, Group, JournalError, Lines, LogId, Payload, RecordId, Retention, Role, Signer,
    UserId,
};

use crate::Epoch;

/// Stands for all offices where one could be named.
pub const FOR_ALL: [u8; 16] = [0; 16];

/// Whose acts the province's entries are: its own. Who of its staff did them it notes for itself.
#[must_use]
pub fn speaker() -> UserId {
    UserId(uuid::Uuid::nil())
}

const NONCE_PREFIX: &[u8] = b"tilik says v1\n";

fn nonce_of(office: &[u8; 16], epoch: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] =
        Sha256::new().chain_update(NONCE_PREFIX).chain_update(office).chain_update(epoch).finalize().into();
    let mut nonce = [0; 16];
    nonce.copy_from_slice(&digest[..16]);
    nonce
}

/// The feed of a province for an office, or for all.
#[must_use]
pub fn feed_for(province_key: &[u8; 32], office: &[u8; 16]) -> FeedId {
    FeedId::founded_by(LogId::of(province_key, &nonce_of(office, &[])))
}

/// The log in which a server writes while an epoch lasts, and the nonce that opens it. A server that was restored never writes on where it had written before.
#[must_use]
pub fn log_for(province_key: &[u8; 32], office: &[u8; 16], epoch: Epoch) -> (LogId, [u8; 16]) {
    let nonce = nonce_of(office, &epoch.0);
    (LogId::of(province_key, &nonce), nonce)
}

/// The entry that founds the feed for an office: it lets the province write there, and says nothing else. Its time and its salt are fixed, so that it is the same whenever it is made.
///
/// # Errors
/// None that a key of the province's could cause.
pub fn found(signer: &Signer, office: &[u8; 16]) -> Result<Entry, JournalError> {
    let nonce = nonce_of(office, &[]);
    let place = Lines::default().plan_first(None, signer.public_key(), nonce);
    let fields = vec![(user::ROLE, Role::Kepala.word().into())];
    let payload = Payload { groups: vec![Group { kind: user::KIND, record: RecordId(speaker().0), fields }] };
    let draft = Draft {
        actor: speaker(),
        made_at: 0,
        act: "says.founded".into(),
        retention: Retention::Control,
        payload,
        salt: nonce,
    };
    signer.sign(place, draft)
}

/// The feed that an entry founds, if it is one that this province founds, authentic.
#[must_use]
pub fn find_founded(province_key: &[u8; 32], entry: &Entry) -> Option<FeedId> {
    let envelope = entry.envelope();
    let is_founding = envelope.opening.is_some_and(|opening| opening.key == *province_key)
        && FeedId::founded_by(envelope.log) == envelope.feed;
    let key = read_key(province_key).ok()?;
    (is_founding && entry.verify(&key).is_ok()).then_some(envelope.feed)
}

#[cfg(test)]
mod tests {
    use super::{FOR_ALL, feed_for, find_founded, found, log_for};
    use crate::Epoch;
    use tilik_journal::Signer;

    #[test]
    fn a_feed_is_founded_again_byte_for_byte_and_each_office_has_its_own() {
        let signer = Signer::from_seed(&[7; 32]);
        let key = signer.public_key();
        let (all, one) = (found(&signer, &FOR_ALL).unwrap(), found(&signer, &[1; 16]).unwrap());
        assert_eq!(all, found(&signer, &FOR_ALL).unwrap());
        assert_eq!(find_founded(&key, &all), Some(feed_for(&key, &FOR_ALL)));
        assert_eq!(find_founded(&key, &one), Some(feed_for(&key, &[1; 16])));
        assert_ne!(feed_for(&key, &FOR_ALL), feed_for(&key, &[1; 16]));
    }

    #[test]
    fn nobody_else_founds_a_feed_of_the_province() {
        let (signer, other) = (Signer::from_seed(&[7; 32]), Signer::from_seed(&[8; 32]));
        let strange = found(&other, &FOR_ALL).unwrap();
        assert_eq!(find_founded(&signer.public_key(), &strange), None);
        let own = found(&signer, &FOR_ALL).unwrap();
        let forged = tilik_journal::Entry::from_stored(
            own.envelope_bytes().to_vec(),
            *strange.signature(),
            own.payload().cloned(),
        );
        assert_eq!(find_founded(&signer.public_key(), &forged.unwrap()), None);
    }

    #[test]
    fn a_server_of_another_epoch_writes_in_another_log() {
        let key = Signer::from_seed(&[7; 32]).public_key();
        let of = |office: u8, epoch: u8| log_for(&key, &[office; 16], Epoch([epoch; 16])).0;
        assert_ne!(of(1, 1), of(1, 2));
        assert_ne!(of(1, 1), of(2, 1));
        assert_eq!(of(1, 1), of(1, 1));
    }
}

//! A wrong signature is found wherever it stands, among few and among many.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use tilik_journal::signatures::are_right;
use tilik_journal::{Draft, Entry, History, Payload, Retention, Signer, UserId};
use uuid::Uuid;

fn entries(count: usize) -> (Vec<Entry>, [u8; 32]) {
    let signer = Signer::from_seed(&[3; 32]);
    let mut history = History::new();
    for at in 0..count {
        let draft = Draft {
            actor: UserId(Uuid::nil()),
            made_at: 0,
            act: "test.written".into(),
            retention: if at == 0 { Retention::Control } else { Retention::Working },
            payload: Payload::default(),
            salt: [u8::try_from(at % 251).unwrap(); 16],
        };
        history.append(&signer, (at > 0).then_some(0), None, [1; 16], draft).unwrap();
    }
    (history.entries().cloned().collect(), signer.public_key())
}

#[test]
fn a_wrong_one_is_found_wherever_it_stands() {
    let other = Signer::from_seed(&[4; 32]).public_key();
    for count in [1, 31, 33, 100, 301] {
        let (entries, key) = entries(count);
        assert_eq!(entries.len(), count);
        let right: Vec<_> = entries.iter().map(|entry| (entry, key)).collect();
        assert!(are_right(&right));
        for at in [0, count / 3, count / 2, count - 1] {
            for wrong in [other, [0; 32]] {
                let mut signed = right.clone();
                signed[at].1 = wrong;
                assert!(!are_right(&signed), "{at} of {count}");
            }
        }
    }
    assert!(are_right(&[]));
}

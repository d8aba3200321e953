//! Two offices and their sheets, shared by the tests.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(dead_code, reason = "each program uses a part")]

use ed25519_dalek::{Signer as _, SigningKey};
use tilik_seal::{
    Claim, ContentHash, KeyList, KeyRecord, Known, OfficeId, Predicate, PublicKey, Register, Seal, SheetKind,
    Version,
};

/// This laptop's office.
pub const OWN: OfficeId = OfficeId([1; 16]);
/// Another one.
pub const OTHER: OfficeId = OfficeId([2; 16]);
/// 22 November 2026.
pub const NOW: i64 = 1_795_305_600_000;

/// A device by a number.
pub fn device(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn public(device: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(&device.verifying_key().to_bytes()).unwrap()
}

pub fn record(device: &SigningKey, office: OfficeId) -> KeyRecord {
    let office_name = if office == OWN { "Dinas Perpustakaan" } else { "Badan Pengelolaan Arsip" };
    KeyRecord {
        key: public(device),
        office,
        office_name: office_name.to_owned(),
        valid_from: NOW - 1_000_000,
        revoked_at: None,
    }
}

/// A list of keys, signed by the first.
pub fn list(made_at: i64, signer: &SigningKey, records: &[KeyRecord]) -> KeyList {
    KeyList::parse(&list_bytes(made_at, signer, records)).unwrap()
}

pub fn list_bytes(made_at: i64, signer: &SigningKey, records: &[KeyRecord]) -> Vec<u8> {
    KeyList::write(made_at, &public(signer), records, |bytes| signer.sign(bytes).to_bytes()).unwrap()
}

/// Device 1 is of this office, device 2 of the other.
pub fn register() -> Register {
    Register::of(vec![
        list(NOW, &device(1), &[record(&device(1), OWN)]),
        list(NOW, &device(2), &[record(&device(2), OTHER)]),
    ])
}

/// The closed sheet of one person: *Baik* in the third quarter, second revision.
pub fn claim(by: &SigningKey) -> Claim {
    let base = Claim {
        key: public(by).id(),
        nip: "198609262015051001".parse().unwrap(),
        print: 1,
        period: "2026-TW3".parse().unwrap(),
        segment: 1,
        predicate: Some(Predicate::of_rank(4).unwrap()),
        sheet: SheetKind::EvaluationDocument,
        revision: 2,
        content: ContentHash::of(SheetKind::EvaluationDocument, b"{\"version\":1}"),
    };
    base.printed(1, &public(by))
}

pub fn seal(claim: &Claim, by: &SigningKey) -> String {
    Seal::new(claim, |bytes| by.sign(bytes).to_bytes()).unwrap().to_text()
}

/// What this laptop has of [`claim`].
pub fn version() -> Version {
    let claim = claim(&device(1));
    Version { revision: claim.revision, predicate: claim.predicate, content: claim.content }
}

/// As this laptop looks it up: only that sheet is known.
pub fn find(asked: &Claim) -> Known {
    let own = claim(&device(1));
    let is_it = (asked.nip, asked.period, asked.segment, asked.sheet)
        == (own.nip, own.period, own.segment, own.sheet);
    if is_it { Known::InForce(version()) } else { Known::Open(Vec::new()) }
}

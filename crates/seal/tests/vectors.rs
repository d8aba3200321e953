//! The recorded claims and lists: paper that exists. `scripts/check_seal.py` reads the same from `docs/seal.md` alone.
//!
//! `UPDATE_VECTORS=1` writes `tests/vectors/*.json` anew, which is right only before the first release that prints them.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod paper;

use std::path::PathBuf;

use ed25519_dalek::{Signer as _, SigningKey};
use paper::{NOW, OTHER, OWN, device, list_bytes, public, record};
use serde_json::{Value, json};
use tilik_seal::modules::SIDE;
use tilik_seal::{
    Claim, ContentHash, KeyList, KeyRecord, Nip, Period, Predicate, Seal, SealError, SheetKind, TEXT_SIZE,
};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check(name: &str, found: Value) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "vectors", name].iter().collect();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let recorded: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(recorded, found, "{name}");
}

struct Sample {
    name: &'static str,
    nip: &'static str,
    print: u8,
    period: &'static str,
    segment: u8,
    rank: u8,
    sheet: u8,
    revision: u8,
    content: &'static str,
}

#[rustfmt::skip]
const SAMPLES: &[Sample] = &[
    Sample { name: "quarterly document", nip: "198609262015051001", print: 1, period: "2026-TW3", segment: 1, rank: 4, sheet: 8, revision: 1, content: "{\"version\":1}" },
    Sample { name: "annual document, third print of the second revision", nip: "197001011995032002", print: 3, period: "2026", segment: 1, rank: 5, sheet: 8, revision: 2, content: "Triwulan, ekspektasi – „é“" },
    Sample { name: "a plan has no predicate", nip: "200012312024211003", print: 1, period: "2027", segment: 1, rank: 0, sheet: 1, revision: 0, content: "" },
    Sample { name: "second position within a month", nip: "199912312025012999", print: 15, period: "2026-12", segment: 2, rank: 1, sheet: 10, revision: 255, content: "x" },
    Sample { name: "greatest values", nip: "999999999999999999", print: 15, period: "2225-12", segment: 4, rank: 5, sheet: 31, revision: 255, content: "z" },
    Sample { name: "least values, about nobody", nip: "000000000000000000", print: 1, period: "1970", segment: 1, rank: 0, sheet: 17, revision: 0, content: "" },
    Sample { name: "semester", nip: "198001012005012001", print: 2, period: "2026-S2", segment: 3, rank: 3, sheet: 7, revision: 1, content: "a" },
    Sample { name: "objection", nip: "198001012005012001", print: 2, period: "2026-TW1", segment: 1, rank: 2, sheet: 12, revision: 1, content: "b" },
];

fn claim_of(sample: &Sample, by: &SigningKey) -> Claim {
    let sheet = SheetKind::of_number(sample.sheet).unwrap();
    Claim {
        key: public(by).id(),
        nip: sample.nip.parse().unwrap(),
        print: sample.print,
        period: sample.period.parse().unwrap(),
        segment: sample.segment,
        predicate: Predicate::of_rank(sample.rank).ok(),
        sheet,
        revision: sample.revision,
        content: ContentHash::of(sheet, sample.content.as_bytes()),
    }
}

#[test]
fn every_recorded_claim_is_written_and_read_as_recorded() {
    let signer = device(1);
    let claims: Vec<Value> = SAMPLES
        .iter()
        .map(|sample| {
            let claim = claim_of(sample, &signer);
            let seal = Seal::new(&claim, |bytes| signer.sign(bytes).to_bytes()).unwrap();
            let text = seal.to_text();
            assert_eq!(Seal::parse(&text).as_ref().map(Seal::claim), Ok(&claim), "{}", sample.name);
            assert!(seal.is_signed_by(&public(&signer)) && !seal.is_signed_by(&public(&device(2))));
            json!({
                "name": sample.name,
                "seed": hex(&signer.to_bytes()),
                "key": public(&signer).to_hex(),
                "fields": {
                    "key_id": claim.key.to_hex(), "nip": sample.nip, "print": sample.print, "period": sample.period,
                    "segment": sample.segment, "predicate": sample.rank, "sheet": sample.sheet, "revision": sample.revision,
                    "content_hash": claim.content.to_hex(),
                },
                "content": sample.content,
                "claim": hex(&claim.to_bytes().unwrap()),
                "text": text,
            })
        })
        .collect();
    check("claims.json", Value::from(claims));
}

/// Bits that no claim has, however well they are signed.
#[test]
fn every_recorded_refusal_is_refused() {
    let good = claim_of(&SAMPLES[0], &device(1)).to_bytes().unwrap();
    let changed = |name: &str, at: usize, byte: u8| {
        let mut bytes = good;
        bytes[at] = byte;
        let found = match Claim::parse(&bytes) {
            Ok(_) => "ok",
            Err(error) => error.code(),
        };
        json!({ "name": name, "claim": hex(&bytes), "expected": found })
    };
    let refusals = vec![
        changed("as it was", 4, good[4]),
        changed("print 0", 4, good[4] & 0x0f),
        changed("a NIP of 19 digits", 4, 0x1f),
        changed("a fifth quarter", 13, good[13] & 0x03 | 0b10_0101 << 2),
        changed("quarter 0", 13, good[13] & 0x03 | 0b10_0000 << 2),
        changed("a second year of the year", 13, good[13] & 0x03 | 0b00_0010 << 2),
        changed("month 13", 13, good[13] & 0x03 | 0b11_1101 << 2),
        changed("predicate 6", 14, 6 << 5 | 8),
        changed("predicate 7", 14, 7 << 5 | 8),
        changed("no kind of sheet", 14, 4 << 5),
        changed("a kind of a later release", 14, 4 << 5 | 30),
    ];
    let accepted: Vec<_> = refusals.iter().filter(|refusal| refusal["expected"] == "ok").collect();
    assert_eq!(accepted.len(), 2);
    check("refusals.json", Value::from(refusals));
}

#[test]
fn every_recorded_list_is_written_and_read_as_recorded() {
    let withdrawn = KeyRecord { revoked_at: Some(NOW), ..record(&device(4), OWN) };
    let province = [record(&device(1), OWN), withdrawn.clone(), record(&device(2), OTHER)];
    let lists: Vec<Value> =
        [("an office's own", device(1), &province[..2]), ("a province's", device(7), &province[..])]
            .into_iter()
            .map(|(name, signer, records)| {
                let text = String::from_utf8(list_bytes(NOW, &signer, records)).unwrap();
                let list = KeyList::parse(text.as_bytes()).unwrap();
                let ids: Vec<_> = list.records().iter().map(|record| record.key.id().to_hex()).collect();
                json!({
                    "name": name, "text": text, "signer": list.signer().to_hex(), "made_at": list.made_at(),
                    "fingerprint": list.fingerprint(), "key_ids": ids,
                })
            })
            .collect();
    check("lists.json", Value::from(lists));
}

#[test]
fn a_seal_fits_into_the_qr_of_its_size() {
    assert_eq!(TEXT_SIZE, 149);
    let signer = device(1);
    for sample in SAMPLES {
        let seal = Seal::new(&claim_of(sample, &signer), |bytes| signer.sign(bytes).to_bytes()).unwrap();
        let modules = seal.to_modules();
        assert_eq!((modules.side(), modules.as_slice().len()), (SIDE, SIDE * SIDE));
        // The three corners that every reader looks for.
        for (row, column) in [(0, 0), (0, SIDE - 7), (SIDE - 7, 0)] {
            let line = |row: usize| {
                (0..7).map(|at| modules.as_slice()[row * SIDE + column + at]).collect::<Vec<_>>()
            };
            assert_eq!(line(row), [true; 7]);
            assert_eq!(line(row + 3), [true, false, true, true, true, false, true]);
        }
    }
}

#[test]
fn numbers_on_paper_keep_their_meaning() {
    for (at, kind) in SheetKind::ALL.iter().enumerate() {
        assert_eq!(usize::from(kind.number()), at + 1);
        assert_eq!(SheetKind::of_number(kind.number()), Ok(*kind));
    }
    for bad in [
        "",
        "2026-TW5",
        "2026-TW0",
        "2026-13",
        "2026-1",
        "2026-S3",
        "1969",
        "2226",
        "02026",
        "2026-TW03",
        "2026-tw3",
    ] {
        assert!(bad.parse::<Period>().is_err(), "{bad}");
    }
    for bad in ["", "19860926201505100", "1986092620150510011", "19860926201505100A", "+98609262015051001"] {
        assert_eq!(bad.parse::<Nip>(), Err(SealError::OutOfRange { what: "nip" }), "{bad}");
    }
}

//! Every message has one encoding, reads back as itself, and nothing else is read: not turned bits, not announced lengths, not bytes that happen to come.
//!
//! `vectors.txt` holds the bytes of each message of protocol 1. They never change; a new key is a new line.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on must stop, and say where"
)]

use std::collections::BTreeSet;
use std::fmt::Debug;

use proptest::prelude::*;
use tilik_journal::{EntryHash, FeedId, LogId};
use tilik_sync::code::Code;
use tilik_sync::message::{
    Digest, Digested, Fetch, Fetched, Hello, HelloAnswer, Lacking, Limits, Message, Offer, Page, Piece,
    PieceKept, Pull, Push, Pushed, Receipt, Redeem, Redeemed, Refusal, Session, SessionAnswer, SignedReceipt,
    Standing, Welcome,
};
use tilik_sync::{Epoch, Name, packing};
use tilik_testkit::{Chance, Laptop};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn name(seq: u64) -> Name {
    Name { log: LogId([1; 16]), seq, hash: EntryHash([2; 32]) }
}

fn standing() -> Standing {
    Standing { feed: FeedId([3; 16]), tips: vec![name(4)], number: 300, bare: vec![name(2)] }
}

fn welcome() -> Welcome {
    Welcome {
        protocol: 1,
        province_key: signer().public_key(),
        epoch: Epoch([5; 16]),
        nonce: [6; 32],
        time: 1_790_000_000_000,
        limits: Limits { message: 6 << 20, push: 1 << 20, lowest_version: "0.1".into() },
    }
}

fn signer() -> tilik_journal::Signer {
    tilik_journal::Signer::from_seed(&[9; 32])
}

fn sign(bytes: &[u8]) -> [u8; 64] {
    signer().sign_apart(bytes)
}

fn code() -> Code {
    Code::new([1; 10], &signer().public_key())
}

fn redeem(shown: Vec<tilik_journal::Entry>) -> Redeem {
    Redeem::sign(&code(), &welcome(), signer().public_key(), FeedId([3; 16]), shown, sign)
}

fn receipt() -> Receipt {
    let (epoch, feed) = (Epoch([5; 16]), FeedId([3; 16]));
    Receipt { number: 7, epoch, feed, tips: vec![name(4)], time: -1, is_by_stick: true }
}

/// Reads a message and writes it again.
type Reader = fn(&[u8]) -> Option<Vec<u8>>;

/// Checks one message and hands out its bytes and how they are read.
fn case<M: Message + PartialEq + Debug>(message: &M) -> (Vec<u8>, Reader) {
    let bytes = message.to_bytes();
    assert_eq!(M::parse(&bytes).unwrap(), *message);
    (bytes, |bytes| M::parse(bytes).ok().map(|message| message.to_bytes()))
}

/// One of each, with everything in it that it can have.
fn cases() -> Vec<(&'static str, Vec<u8>, Reader)> {
    let laptop = Laptop::found(1, &mut Chance::of(1));
    let entry = laptop.shelf.entries()[0].1.clone();
    let bare = entry.clone().without_payload();
    let hello = Hello { protocols: (1, 1), nonce: [8; 32], version: "0.1.0".into() };
    let answer = HelloAnswer::sign(&hello.to_bytes(), &welcome(), sign);
    let session =
        Session::sign(signer().public_key(), &welcome(), vec![FeedId([3; 16])], vec![entry.clone()], sign);
    let redeem = redeem(vec![entry.clone()]);
    let opened = SessionAnswer { token: vec![1, 2], own: vec![standing()], further: vec![standing()] };
    let push = Push { feed: FeedId([3; 16]), entries: vec![entry.clone(), bare] };
    let pushed =
        Pushed { standing: standing(), before: 299, held: vec![(EntryHash([2; 32]), "log_revoked".into())] };
    let pull = Pull { feed: FeedId([3; 16]), after: 70_000, bytes: 65_536, held: vec![name(1), name(2)] };
    let page = Page { entries: vec![entry], number: 70_001, has_more: true };
    let digested = Digested { standing: standing(), receipt: Some(SignedReceipt::sign(&receipt(), sign)) };
    [
        ("hello", case(&hello)),
        ("welcome", case(&welcome())),
        ("hello answer", case(&answer)),
        ("session", case(&session)),
        ("session answer", case(&opened)),
        ("standing", case(&standing())),
        ("push", case(&push)),
        ("pushed", case(&pushed)),
        ("pull", case(&pull)),
        ("page", case(&page)),
        ("digest", case(&Digest { feed: FeedId([3; 16]), tips: vec![name(4)] })),
        ("digested", case(&digested)),
        ("receipt", case(&receipt())),
        ("offer", case(&Offer { hashes: vec![[1; 32], [2; 32]] })),
        ("lacking", case(&Lacking { lacking: vec![([1; 32], 0), ([2; 32], 70_000)] })),
        ("piece", case(&Piece { hash: [1; 32], size: 9, at: 3, bytes: vec![1, 2, 3] })),
        ("piece kept", case(&PieceKept { here: 6 })),
        ("fetch", case(&Fetch { hash: [1; 32], at: 3, bytes: 100 })),
        ("fetched", case(&Fetched { size: 9, bytes: vec![4, 5] })),
        ("redeem", case(&redeem)),
        ("redeemed", case(&Redeemed { office: [4; 16], name: "Kantor Wilayah".into() })),
        ("refusal", case(&Refusal { code: "sync.gap".into() })),
    ]
    .map(|(what, (bytes, read))| (what, bytes, read))
    .into()
}

#[test]
fn the_bytes_of_every_message_are_those_that_were_written_down() {
    let found: String = cases().iter().map(|(what, bytes, _)| format!("{what}: {}\n", hex(bytes))).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.txt");
    if std::env::var("UPDATE_VECTORS").is_ok() {
        std::fs::write(path, &found).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap();
    for (found, written) in found.lines().zip(written.lines()) {
        assert_eq!(found, written);
    }
    assert_eq!(found.len(), written.len());
}

#[test]
fn a_key_of_a_later_release_is_passed_over_and_a_missing_one_is_not() {
    for (what, bytes, read) in cases() {
        let keys = bytes[0] & 0x1f;
        assert!(bytes[0] >> 5 == 5 && keys < 23, "{what} is a small map");
        let mut later = bytes.clone();
        later[0] += 1;
        // Key 99 with a list of what this release has no use for.
        later.extend([0x18, 99, 0x82, 0xf6, 0xc1, 0x00]);
        assert_eq!(read(&later), Some(bytes.clone()), "{what}");
        assert_eq!(read(&[0xa0]), None, "{what}");
        let out_of_order = [&[bytes[0] + 1][..], &[0x18, 99, 0x00], &bytes[1..]].concat();
        assert_eq!(read(&out_of_order), None, "{what}");
        let twice = [&bytes[..], &bytes[..]].concat();
        assert_eq!(read(&twice), None, "{what}");
        let indefinite = [&[0xbf][..], &bytes[1..], &[0xff]].concat();
        assert_eq!(read(&indefinite), None, "{what}");
    }
}

#[test]
fn a_message_cut_anywhere_is_refused() {
    for (what, bytes, read) in cases() {
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), None, "{what} cut at {end}");
        }
    }
}

#[test]
fn announced_lengths_and_depth_cost_nothing() {
    let lengths = [0x9bu8, 0xbb, 0x5b, 0x7b].map(|head| [&[head][..], &[0x7f], &[0xff; 7]].concat());
    let deep = vec![0x81; 1 << 20];
    for (what, _, read) in cases() {
        for value in lengths.iter().chain([&deep]) {
            assert_eq!(read(value), None, "{what}");
            for key in 0..6 {
                assert_eq!(read(&[&[0xa1, key][..], value].concat()), None, "{what}");
            }
        }
    }
}

#[test]
fn limits_that_no_entry_would_fit_are_refused_and_larger_ones_are_lowered() {
    let read = |message, push| {
        let limits = Limits { message, push, lowest_version: String::new() };
        Welcome::parse(&Welcome { limits, ..welcome() }.to_bytes()).map(|welcome| welcome.limits)
    };
    assert!(read(packing::LEAST - 1, 1).is_err());
    let limits = read(1 << 40, 1 << 50).unwrap();
    assert_eq!((limits.message, limits.push), (packing::MOST, packing::MOST));
}

#[test]
fn what_is_signed_holds_for_one_question_one_server_and_one_use() {
    let hello = Hello { protocols: (1, 1), nonce: [8; 32], version: "0.1.0".into() };
    let (question, key) = (hello.to_bytes(), signer().public_key());
    let answer = HelloAnswer::sign(&question, &welcome(), sign);
    assert_eq!(answer.verify(&question, &key).unwrap(), welcome());
    for other in [Hello { nonce: [7; 32], ..hello.clone() }, Hello { protocols: (0, 1), ..hello.clone() }] {
        assert_eq!(answer.verify(&other.to_bytes(), &key).unwrap_err().code(), "sync.not_the_province");
    }
    let laptop = Laptop::found(1, &mut Chance::of(1));
    let other_key = tilik_sync::Ledger::device_key(&laptop);
    assert_eq!(answer.verify(&question, &other_key).unwrap_err().code(), "sync.not_the_province");
    assert_eq!(answer.verify(&question, &[0; 32]).unwrap_err().code(), "sync.not_the_province");
    // A server that signs with its own key and names another's.
    let named = Welcome { province_key: other_key, ..welcome() };
    let answer = HelloAnswer::sign(&question, &named, sign);
    assert_eq!(answer.verify(&question, &key).unwrap_err().code(), "sync.not_the_province");

    // Before the province is known, its key's name stands in the code.
    let answer = HelloAnswer::sign(&question, &welcome(), sign);
    assert_eq!(answer.verify_named(&question, &code().key_name()).unwrap(), welcome());
    let stranger = Code::new([1; 10], &other_key).key_name();
    assert_eq!(answer.verify_named(&question, &stranger).unwrap_err().code(), "sync.not_the_province");
    let named = HelloAnswer::sign(&question, &named, sign);
    assert_eq!(named.verify_named(&question, &stranger).unwrap_err().code(), "sync.not_the_province");

    let session = Session::sign(key, &welcome(), vec![FeedId([3; 16])], Vec::new(), sign);
    assert!(session.is_signed_for(&welcome()));
    for other in [
        Welcome { nonce: [7; 32], ..welcome() },
        Welcome { epoch: Epoch([7; 16]), ..welcome() },
        Welcome { province_key: other_key, ..welcome() },
    ] {
        assert!(!session.is_signed_for(&other));
    }
    assert!(!Session { feeds: Vec::new(), ..session.clone() }.is_signed_for(&welcome()));
    assert!(!Session { device: other_key, ..session }.is_signed_for(&welcome()));

    let redeem = redeem(Vec::new());
    assert!(redeem.is_good_for(&code(), &welcome()));
    assert!(!redeem.is_good_for(&Code::new([2; 10], &key), &welcome()));
    assert!(!redeem.is_good_for(&code(), &Welcome { nonce: [7; 32], ..welcome() }));
    for other in [
        Redeem { device: other_key, ..redeem.clone() },
        Redeem { feed: FeedId([4; 16]), ..redeem.clone() },
        Redeem { proof: [0; 32], ..redeem.clone() },
        Redeem { signature: [0; 64], ..redeem },
    ] {
        assert!(!other.is_good_for(&code(), &welcome()));
    }

    let signed = SignedReceipt::sign(&receipt(), sign);
    assert_eq!(signed.verify(&key).unwrap(), receipt());
    assert_eq!(signed.verify(&other_key).unwrap_err().code(), "sync.wrong_receipt");
    let as_hello = SignedReceipt::sign(&receipt(), |bytes| sign(&[b"tilik hello v1\n", bytes].concat()));
    assert_eq!(as_hello.verify(&key).unwrap_err().code(), "sync.wrong_receipt");
}

#[test]
fn a_private_log_never_travels() {
    use tilik_journal::{Draft, EntryHash, Opening, Payload, Retention, UserId};
    let (key, nonce) = (signer().public_key(), [0; 16]);
    let log = LogId::of(&key, &nonce);
    let entry = |is_private| {
        let opening = Some(Opening { key, nonce, is_private });
        let (feed, prev) = (FeedId::founded_by(log), EntryHash::NONE);
        let place = tilik_journal::entry::Place { feed, log, seq: 1, prev, seen: Vec::new(), opening };
        let (actor, act) = (UserId(uuid::Uuid::nil()), "test.written".to_owned());
        let (payload, retention) = (Payload::default(), Retention::Control);
        signer().sign(place, Draft { actor, made_at: 0, act, retention, payload, salt: [0; 16] }).unwrap()
    };
    for is_private in [true, false] {
        let push = Push { feed: FeedId([3; 16]), entries: vec![entry(is_private)] };
        assert_eq!(Push::parse(&push.to_bytes()).is_ok(), !is_private);
    }
}

#[test]
fn codes_are_codes() {
    for (code, is_one) in
        [("sync.gap", true), ("log_revoked", true), ("Sync.gap", false), ("sync gap", false), ("<b>", false)]
    {
        assert_eq!(Refusal::parse(&Refusal { code: code.into() }.to_bytes()).is_ok(), is_one, "{code}");
    }
    let words = tilik_sync_codes();
    assert!(words.iter().all(|code| Refusal::parse(&Refusal { code: (*code).into() }.to_bytes()).is_ok()));
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
}

fn tilik_sync_codes() -> Vec<&'static str> {
    use tilik_sync::SyncError as E;
    [
        E::NotOurs,
        E::NotTheProvince,
        E::AppTooOld,
        E::ServerTooOld,
        E::DeviceUnknown,
        E::SessionOver,
        E::NoRoute,
    ]
    .iter()
    .chain(&[E::Cut, E::Stalled, E::Busy, E::Gap, E::NotTaken, E::Unsettled, E::WrongReceipt])
    .chain(&[E::ServerFailed(500), E::TooLarge { allowed: 1 }, E::LineTooNarrow { size: 1 }])
    .map(|error| error.code().to_owned().leak() as &str)
    .collect()
}

/// Bytes that are nearly a message, so that they get past the first byte.
fn nearly_a_message() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        (0..6u8).prop_map(|key| vec![key]),
        Just(vec![0x50; 17]),
        Just([&[0x58, 32][..], &[7; 32]].concat()),
        Just([&[0x58, 64][..], &[7; 64]].concat()),
        (0..4u8).prop_map(|items| vec![0x80 | items]),
        (0..4u8).prop_map(|keys| vec![0xa0 | keys]),
        Just(vec![0xf5]),
        Just(vec![0xf6]),
        Just(vec![0x61, b'a']),
        Just(vec![0x19, 0x01, 0x00]),
        any::<u8>().prop_map(|byte| vec![byte]),
        Just(vec![0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ];
    (1..7u8, prop::collection::vec(part, 0..40))
        .prop_map(|(keys, parts)| [vec![0xa0 | keys], parts.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic_and_what_is_read_is_written_back(bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), nearly_a_message()]) {
        for (_, _, read) in readers() {
            if let Some(again) = read(&bytes) {
                // Written without what was passed over, it reads as the same.
                prop_assert_eq!(read(&again), Some(again.clone()));
            }
        }
    }

    #[test]
    fn turned_bits_never_panic_and_never_make_two_encodings_of_one_message(
        which in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8u8), 1..4),
    ) {
        let cases = readers();
        let (what, bytes, read) = which.get(cases);
        let mut turned = bytes.clone();
        for (at, bit) in flips {
            let at = at.index(turned.len());
            turned[at] ^= 1 << bit;
        }
        if turned != *bytes {
            prop_assert_ne!(read(&turned), Some(bytes.clone()), "{}", what);
        }
    }
}

/// Made once: entries are signed for them.
fn readers() -> &'static [(&'static str, Vec<u8>, Reader)] {
    static CASES: std::sync::OnceLock<Vec<(&'static str, Vec<u8>, Reader)>> = std::sync::OnceLock::new();
    CASES.get_or_init(cases)
}

//! Files on a stick: what was written is read back by those it is for; whatever else a file is, it is refused with a code and keeps nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use tilik_journal::{Entry, Signer};
use tilik_sync::bundle::{Counts, Head, Item, Reader, Tail, Writer, check};
use tilik_sync::{Epoch, SyncError};
use tilik_testkit::{Chance, Laptop};

const READER: [u8; 32] = [50; 32];

fn entries_of(laptop: &Laptop) -> Vec<Entry> {
    laptop.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect()
}

/// A bundle of a laptop for one reader, signed with this seed.
fn write(laptop: &Laptop, entries: Vec<Entry>, attachment: &[u8], signer: &Signer) -> Vec<u8> {
    let head = Head {
        bundle: [1; 16],
        from: Signer::from_seed(&[1; 32]).public_key(),
        feed: laptop.feed(),
        tips: laptop.shelf.tips(laptop.feed()),
        believed: Vec::new(),
        counts: Counts {
            entries: entries.len() as u64,
            attachments: 1,
            attachment_bytes: attachment.len() as u64,
        },
        time: 1_790_000_000_000,
        epoch: Some(Epoch([3; 16])),
        redeem: None,
        redeemed: None,
        further: Vec::new(),
        province: None,
        answer: None,
    };
    let readers = [Signer::from_seed(&READER).public_key(), Signer::from_seed(&[51; 32]).public_key()];
    let mut writer = Writer::begin(Vec::new(), &readers, &head).unwrap();
    for entry in entries {
        writer.entry(entry).unwrap();
    }
    let mut at = 0;
    for piece in attachment.chunks(40_000) {
        writer.piece([9; 32], at, attachment.len() as u64, piece.to_vec()).unwrap();
        at += piece.len() as u64;
    }
    let tail = Tail { receipt: None, whole: vec![[4; 32]] };
    writer.end(tail, |bytes| signer.sign_apart(bytes)).unwrap()
}

fn read(bundle: &[u8], seed: [u8; 32]) -> Result<(Head, Tail), SyncError> {
    check(bundle, bundle.len() as u64, Signer::from_seed(&seed).agreement_secret())
}

fn office(entries: usize) -> (Laptop, Chance) {
    let mut chance = Chance::of(7);
    let mut laptop = Laptop::found(1, &mut chance);
    for _ in 0..entries {
        let size = 100 + chance.below(3_000);
        laptop.write(size, &mut chance);
    }
    (laptop, chance)
}

#[test]
fn what_was_written_is_read_back_by_those_it_is_for_and_nobody_else() {
    let (laptop, mut chance) = office(800);
    let mut attachment = vec![0; 100_001];
    chance.fill(&mut attachment);
    let bundle = write(&laptop, entries_of(&laptop), &attachment, &Signer::from_seed(&[1; 32]));
    for seed in [READER, [51; 32]] {
        let (head, tail) = read(&bundle, seed).unwrap();
        assert_eq!((head.feed, head.counts.entries, tail.whole), (laptop.feed(), 801, vec![[4; 32]]));
    }
    assert_eq!(read(&bundle, [52; 32]).unwrap_err().code(), "sync.bundle_not_for_us");
    let secret = Signer::from_seed(&READER).agreement_secret();
    let mut reader = Reader::begin(bundle.as_slice(), bundle.len() as u64, secret).unwrap();
    let (mut entries, mut bytes, mut pieces) = (Vec::new(), Vec::new(), 0);
    loop {
        match reader.next_item().unwrap() {
            Item::Entries(some) => {
                pieces += 1;
                entries.extend(some);
            }
            Item::Piece { at, bytes: some, .. } => {
                assert_eq!(at, bytes.len() as u64);
                bytes.extend(some);
            }
            Item::Tail(_) => break,
        }
    }
    assert!(pieces > 1, "{pieces}");
    assert!(entries == entries_of(&laptop) && bytes == attachment);
}

#[test]
fn a_bundle_that_is_cut_changed_forged_or_none_is_refused_with_a_code() {
    let (laptop, mut chance) = office(20);
    let bundle = write(&laptop, entries_of(&laptop), &[7; 50_000], &Signer::from_seed(&[1; 32]));
    assert!(read(&bundle, READER).is_ok());
    let mut codes = std::collections::BTreeSet::new();
    for _ in 0..600 {
        let mut changed = bundle.clone();
        match chance.below(3) {
            0 => changed.truncate(chance.below(bundle.len())),
            1 => {
                let at = chance.below(changed.len());
                changed[at] ^= 1 << chance.below(8);
            }
            _ => changed.extend([0; 20]),
        }
        codes.insert(read(&changed, READER).unwrap_err().code().to_owned());
    }
    for size in [0, 3, 7, 100, 10_000] {
        let mut random = vec![0; size];
        chance.fill(&mut random);
        codes.insert(read(&random, READER).unwrap_err().code().to_owned());
    }
    let known = ["sync.bundle_damaged", "sync.bundle_not_for_us", "sync.not_a_bundle"];
    assert!(codes.iter().all(|code| known.contains(&code.as_str())), "{codes:?}");
    let forged = write(&laptop, entries_of(&laptop), &[7; 50], &Signer::from_seed(&[2; 32]));
    assert_eq!(read(&forged, READER).unwrap_err().code(), "sync.bundle_forged");
}

#[test]
fn another_office_s_entries_and_false_counts_are_refused() {
    let (laptop, mut chance) = office(3);
    let other = Laptop::found(8, &mut chance);
    let mut entries = entries_of(&laptop);
    entries.extend(entries_of(&other));
    let bundle = write(&laptop, entries, &[1], &Signer::from_seed(&[1; 32]));
    assert_eq!(read(&bundle, READER).unwrap_err().code(), "sync.bundle_damaged");
}

#[test]
fn what_opens_without_end_is_stopped() {
    let (laptop, _) = office(1);
    let small = write(&laptop, entries_of(&laptop), &[0; 10], &Signer::from_seed(&[1; 32]));
    assert!(read(&small, READER).is_ok());
    // 200 MiB of the same byte pack into a few kilobytes.
    let zeros = vec![0; 1 << 20];
    let head = read(&small, READER).unwrap().0;
    let readers = [Signer::from_seed(&READER).public_key()];
    let mut writer = Writer::begin(Vec::new(), &readers, &head).unwrap();
    for at in 0..200 {
        writer.piece([9; 32], at << 20, 200 << 20, zeros.clone()).unwrap();
    }
    let signer = Signer::from_seed(&[1; 32]);
    let bomb = writer.end(Tail::default(), |bytes| signer.sign_apart(bytes)).unwrap();
    assert!(bomb.len() < 300_000, "{}", bomb.len());
    let refused = read(&bomb, READER).unwrap_err();
    assert!(refused.to_string().contains("more than it may"), "{refused}");
}

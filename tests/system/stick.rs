//! By stick: laptops that meet by a file alone, files that are old, repeated, cut or a stranger's, and the receipt that a file brings.

use std::path::Path;

use tilik_journal::lineage::MOST_LINES;
use tilik_journal::{EntryHash, Signer};
use tilik_office::Office;
use tilik_office::safekeeping::{Occasion, RESTORE_WORD};
use tilik_office::sending::Carrying;
use tilik_office::session::HEAD_LOGIN;
use tilik_store::ledger::Province as Pinned;
use tilik_sync::Epoch;
use tilik_sync::bundle::{Counts, Head, Tail, Writer};
use tilik_sync::message::{Receipt, SignedReceipt};
use tilik_testkit::{Chance, PASSWORD, Staff, TempOffice};

use crate::laptops::*;

const NEW: Carrying = Carrying { everything: false, with_attachments: true };
const EVERYTHING: Carrying = Carrying { everything: true, with_attachments: true };

fn code<T: std::fmt::Debug>(refused: Result<T, tilik_office::Failure>) -> String {
    refused.unwrap_err().code
}

#[test]
fn two_laptops_meet_by_files_alone_in_whatever_order_they_come() {
    let staff = Staff::of(20);
    let ((_first, mut a), (_second, mut b)) = found_two(101);
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    tilik_testkit::office::import_staff(&mut a, &staff);
    let emblem = attach(&mut a, 2_500_000, 1);
    a.write_bundle(&at("old.tilik"), EVERYTHING).unwrap();
    a.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    let made = a.write_bundle(&at("new.tilik"), EVERYTHING).unwrap();
    assert!(made.entries > 20 && made.attachments == 1 && made.bytes > 2_000_000, "{made:?}");
    tilik_testkit::office::import_staff(&mut b, &staff);
    let card = b.look_at_bundle(&at("new.tilik")).unwrap();
    assert_eq!(
        (card.entries, card.is_own, card.is_from_province, card.laptop.as_str()),
        (made.entries, false, false, "")
    );
    // The newer one first; then the older, and the newer once more.
    let taken = b.take_bundle(&at("new.tilik")).unwrap();
    assert!(taken.placed > 20 && taken.parked == 0 && taken.attachments == 1, "{taken:?}");
    assert!(b.store().attachments().unwrap().is_stored(&emblem).unwrap());
    for name in ["old.tilik", "new.tilik"] {
        let again = b.take_bundle(&at(name)).unwrap();
        assert_eq!((again.placed, again.parked, again.attachments), (0, 0, 0), "{name}");
    }
    b.write_bundle(&at("back.tilik"), NEW).unwrap();
    a.take_bundle(&at("back.tilik")).unwrap();
    assert_one_office(&a, &b);
    assert_eq!(a.list_people().unwrap().len(), 20);
    assert!(b.list_runs().unwrap().iter().all(|run| run.is_by_stick && run.ended_at.is_some()));
    let has_way_back = a.list_copies().unwrap().iter().any(|copy| copy.occasion == Some(Occasion::Receive));
    assert!(has_way_back, "there is a copy from before it came in");
}

#[test]
fn a_file_that_is_cut_a_stranger_s_or_for_others_is_refused_and_changes_nothing() {
    let ((_first, mut a), (_second, mut b)) = found_two(102);
    let (_other, mut other) = TempOffice::found(103);
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    a.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    a.write_bundle(&at("right.tilik"), EVERYTHING).unwrap();
    let right = std::fs::read(at("right.tilik")).unwrap();
    std::fs::write(at("cut.tilik"), &right[..right.len() / 2]).unwrap();
    std::fs::write(at("none.tilik"), b"bukan berkas kiriman").unwrap();
    other.write_bundle(&at("others.tilik"), EVERYTHING).unwrap();
    let (before, copies) = (list_contents(&b), b.list_copies().unwrap().len());
    for (name, expected) in [
        ("cut.tilik", "sync.bundle_damaged"),
        ("none.tilik", "sync.not_a_bundle"),
        ("others.tilik", "sync.bundle_not_for_us"),
        ("nowhere.tilik", "sending.bundle_file"),
    ] {
        assert_eq!(code(b.look_at_bundle(&at(name))), expected, "{name}");
        assert_eq!(code(b.take_bundle(&at(name))), expected, "{name}");
    }
    // Somebody who knows our key and is nobody here.
    let stranger = Signer::from_seed(&[77; 32]);
    let ledger = b.store().ledger().unwrap();
    write_as(&at("stranger.tilik"), &stranger, ledger.device_key(), ledger.feed().unwrap(), Tail::default());
    assert_eq!(code(b.take_bundle(&at("stranger.tilik"))), "sending.bundle_stranger");
    assert_eq!(list_contents(&b), before);
    assert_eq!(b.list_copies().unwrap().len(), copies, "nothing was begun");
    assert!(b.take_bundle(&at("right.tilik")).unwrap().placed > 0);
    assert_eq!(code(a.write_bundle(&at("missing/file.tilik"), NEW)), "sending.bundle_file");
    // A laptop that was revoked reads no further file and is believed none.
    b.set_letterhead("Dinas Kesehatan", "Padangsidimpuan").unwrap();
    b.write_bundle(&at("before.tilik"), EVERYTHING).unwrap();
    assert_eq!(a.take_bundle(&at("before.tilik")).unwrap().placed, 1);
    let key = EntryHash(b.store().ledger().unwrap().device_key()).to_hex();
    a.end_laptop(&key, "Hilang").unwrap();
    b.write_bundle(&at("revoked.tilik"), EVERYTHING).unwrap();
    assert_eq!(code(a.take_bundle(&at("revoked.tilik"))), "sending.bundle_stranger");
    a.write_bundle(&at("after.tilik"), EVERYTHING).unwrap();
    assert_eq!(code(b.take_bundle(&at("after.tilik"))), "sync.bundle_not_for_us");
}

/// A province pinned as enrolling leaves it.
fn pin(office: &mut Office, province: &Signer) {
    let pinned = Pinned {
        key: province.public_key(),
        address: "https://tilik.go.id/".into(),
        certificate: None,
        office: [1; 16],
        name: "Dinas".into(),
        enrolled_at: 0,
    };
    office.store_mut().exchange().unwrap().keep_province(&pinned).unwrap();
}

/// A file with a receipt for these tips, as a province makes it in an epoch.
fn answer_as(
    path: &Path,
    province: &Signer,
    epoch: u8,
    number: u64,
    office: &Office,
    tips: Vec<tilik_sync::Name>,
) {
    let ledger = office.store().ledger().unwrap();
    let (feed, device) = (ledger.feed().unwrap(), ledger.device_key());
    let receipt =
        Receipt { number, epoch: Epoch([epoch; 16]), feed, tips, time: 1_790_000_000_000, is_by_stick: true };
    let signed = SignedReceipt::sign(&receipt, |bytes| province.sign_apart(bytes));
    write_as(path, province, device, feed, Tail { receipt: Some(signed), whole: Vec::new() });
}

#[test]
fn a_receipt_of_a_server_before_it_was_restored_or_of_another_covers_nothing() {
    let (_folder, mut office) = TempOffice::found(106);
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let (province, other) = (Signer::from_seed(&[200; 32]), Signer::from_seed(&[201; 32]));
    pin(&mut office, &province);
    office.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    let all = office.write_bundle(&at("all.tilik"), NEW).unwrap().entries;
    let tips = |office: &Office| {
        let ledger = office.store().ledger().unwrap();
        ledger.lines().list_tips_of(ledger.feed().unwrap())
    };
    answer_as(&at("first.tilik"), &province, 1, 41, &office, tips(&office));
    office.take_bundle(&at("first.tilik")).unwrap();
    assert_eq!(office.write_bundle(&at("none.tilik"), NEW).unwrap().entries, 0);
    let state = office.look_at_sending().unwrap();
    assert!(state.is_receipted && state.last.is_some());
    // The server was restored from a time before it had anything, and says so by a stick.
    answer_as(&at("restored.tilik"), &province, 2, 3, &office, Vec::new());
    office.take_bundle(&at("restored.tilik")).unwrap();
    assert_eq!(office.write_bundle(&at("again.tilik"), NEW).unwrap().entries, all, "all that it lacks");
    assert!(!office.look_at_sending().unwrap().is_receipted);
    let partly = office.list_runs().unwrap().into_iter().find(|run| run.receipt == Some(3)).unwrap();
    assert!(!partly.is_complete, "the receipt covers nothing of what is here");
    // An answer of before is brought once more.
    assert!(office.take_bundle(&at("first.tilik")).unwrap().receipt.is_none());
    assert_eq!(office.write_bundle(&at("still.tilik"), NEW).unwrap().entries, all);
    answer_as(&at("whole.tilik"), &province, 2, 4, &office, tips(&office));
    office.take_bundle(&at("whole.tilik")).unwrap();
    let state = office.look_at_sending().unwrap();
    assert_eq!((state.is_receipted, state.receipt.map(|receipt| receipt.number)), (true, Some(4)));
    let whole = office.list_runs().unwrap().into_iter().find(|run| run.receipt == Some(4)).unwrap();
    assert!(whole.is_complete);
    // An older file of this epoch that comes late takes nothing back.
    answer_as(&at("late.tilik"), &province, 2, 3, &office, Vec::new());
    office.take_bundle(&at("late.tilik")).unwrap();
    assert_eq!(office.look_at_sending().unwrap().receipt.map(|receipt| receipt.number), Some(4));
    assert_eq!(office.write_bundle(&at("nothing.tilik"), NEW).unwrap().entries, 0);
    // Enrolled with another province.
    office.store_mut().exchange().unwrap().allow_sending(true).unwrap();
    pin(&mut office, &other);
    assert!(!office.store().ledger().unwrap().is_sending_allowed().unwrap(), "it was allowed for the other");
    assert_eq!(office.write_bundle(&at("other.tilik"), NEW).unwrap().entries, all);
    assert!(office.look_at_sending().unwrap().receipt.is_none());
}

#[test]
fn an_office_that_is_put_back_to_before_it_enrolled_stays_enrolled() {
    let (place, mut office) = TempOffice::found(108);
    let copy = place.beside("lama.tilikbackup");
    office.store().backup_to(&copy).unwrap();
    pin(&mut office, &Signer::from_seed(&[200; 32]));
    let mut held = Some(office);
    Office::restore_over(&mut held, &copy, HEAD_LOGIN, PASSWORD, RESTORE_WORD).unwrap();
    let province = held.unwrap().look_at_sending().unwrap().province;
    assert_eq!(province.map(|province| province.office), Some("Dinas".to_owned()));
}

#[test]
fn so_many_lines_of_a_feed_come_in_and_no_more() {
    let (_folder, mut office) = TempOffice::found(107);
    let mut chance = Chance::of(107);
    let mut other = tilik_testkit::Laptop::found(1, &mut chance);
    while other.shelf.lines().as_slice().len() <= MOST_LINES {
        other.open_log();
        other.write(10, &mut chance);
    }
    let entries: Vec<_> = other.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect();
    let mut receive = |entries: &[tilik_journal::Entry]| {
        office.store_mut().exchange().unwrap().receive(other.feed(), entries.to_vec())
    };
    assert_eq!(receive(&entries).unwrap_err().code(), "store.too_many_lines");
    assert_eq!(receive(&entries[..MOST_LINES]).unwrap().placed, MOST_LINES as u64, "nothing was kept before");
}

/// A file without entries, as somebody else makes it.
fn write_as(path: &Path, signer: &Signer, reader: [u8; 32], feed: tilik_journal::FeedId, tail: Tail) {
    let head = Head {
        bundle: [5; 16],
        from: signer.public_key(),
        feed,
        tips: Vec::new(),
        believed: Vec::new(),
        counts: Counts::default(),
        time: 1_790_000_000_000,
        epoch: Some(Epoch([1; 16])),
        redeem: None,
        redeemed: None,
        further: Vec::new(),
        province: None,
        answer: None,
    };
    let file = std::fs::File::create(path).unwrap();
    Writer::begin(file, &[reader], &head).unwrap().end(tail, |bytes| signer.sign_apart(bytes)).unwrap();
}

#[test]
fn a_receipt_by_stick_says_what_need_not_be_carried_again() {
    let (_folder, mut office) = TempOffice::found(104);
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let province = Signer::from_seed(&[200; 32]);
    pin(&mut office, &province);
    let hash = attach(&mut office, 4_000, 2);
    let first = office.write_bundle(&at("first.tilik"), NEW).unwrap();
    let lost = office.write_bundle(&at("second.tilik"), NEW).unwrap();
    assert_eq!(first.entries, lost.entries, "a stick that is lost costs nothing");
    let ledger = office.store().ledger().unwrap();
    let (feed, device) = (ledger.feed().unwrap(), ledger.device_key());
    let receipt = Receipt {
        number: 41,
        epoch: Epoch([1; 16]),
        feed,
        tips: ledger.lines().list_tips_of(feed),
        time: 1_790_000_000_000,
        is_by_stick: true,
    };
    let signed = SignedReceipt::sign(&receipt, |bytes| province.sign_apart(bytes));
    write_as(&at("answer.tilik"), &province, device, feed, Tail { receipt: Some(signed), whole: vec![hash] });
    let card = office.look_at_bundle(&at("answer.tilik")).unwrap();
    assert!(card.is_from_province);
    assert_eq!(card.receipt.as_ref().map(|receipt| receipt.number), Some(41));
    let taken = office.take_bundle(&at("answer.tilik")).unwrap();
    assert_eq!(taken.receipt.map(|receipt| receipt.number), Some(41));
    let state = office.look_at_sending().unwrap();
    assert_eq!((state.sendable.entries, state.sendable.attachments), (0, 0));
    office.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    let next = office.write_bundle(&at("next.tilik"), NEW).unwrap();
    assert_eq!((next.entries, next.attachments), (1, 0), "only what no receipt covers");
}

/// As a bad stick, a careless program or an ill-willed hand changes a file.
fn spoil(right: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut file = right.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(file.len());
        match chance.below(6) {
            0 | 1 => file[at] ^= 1 << chance.below(8),
            2 => file.truncate(at.max(1)),
            3 => {
                let mut some = vec![0; 1 + chance.below(200)];
                chance.fill(&mut some);
                let end = file.len().min(at + some.len());
                file.splice(at..end, some);
            }
            4 => {
                let end = file.len().min(at + 1 + chance.below(500));
                let again = file[at..end].to_vec();
                file.splice(at..at, again);
            }
            _ => {
                file.drain(at..file.len().min(at + 1 + chance.below(300)));
                file.push(0);
            }
        }
    }
    file
}

#[test]
fn a_thousand_files_that_were_spoilt_are_refused_with_a_code_and_leave_nothing() {
    let ((_first, mut a), (_second, mut b)) = found_two(105);
    let directory = tempfile::tempdir().unwrap();
    let (right, spoilt) = (directory.path().join("right.tilik"), directory.path().join("spoilt.tilik"));
    a.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    attach(&mut a, 3_000, 3);
    a.write_bundle(&right, EVERYTHING).unwrap();
    let bytes = std::fs::read(&right).unwrap();
    let (before, copies) = (list_contents(&b), b.list_copies().unwrap().len());
    let (mut chance, mut codes) = (Chance::of(5), std::collections::BTreeMap::<String, usize>::new());
    for round in 0..1_000 {
        let file = spoil(&bytes, &mut chance);
        assert!(file != bytes, "round {round} spoilt nothing");
        std::fs::write(&spoilt, file).unwrap();
        *codes.entry(code(b.take_bundle(&spoilt))).or_default() += 1;
    }
    println!("{codes:?}");
    let known = ["sync.bundle_damaged", "sync.bundle_not_for_us", "sync.not_a_bundle"];
    assert!(codes.keys().all(|code| known.contains(&code.as_str())), "{codes:?}");
    assert_eq!(list_contents(&b), before);
    assert_eq!(b.list_copies().unwrap().len(), copies, "nothing was begun");
    assert!(b.take_bundle(&right).unwrap().placed > 0);
}

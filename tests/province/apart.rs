//! Apart for a long time, and apart from the beginning: laptops of one office that do not meet for three months, and two that each founded the office and are one at the province.

use std::cell::RefCell;
use std::ops::ControlFlow;

use chrono::{Days, NaiveDate};
use tilik_journal::{EntryHash, HeldReason};
use tilik_office::Office;
use tilik_office::evaluation::RatingInput;
use tilik_office::sending::{enrol_office, send};
use tilik_sync::message::{Message as _, SignedReceipt};
use tilik_testkit::office::{agree_plans, import_staff, rate_staff, third_quarter};
use tilik_testkit::{Staff, TempOffice};

use crate::browser::Browser;
use crate::by_stick::carry;
use crate::laptops::{assert_one_office, assert_whole, found_two, own_tip, revoke};
use crate::prepared::attach_scan;
use crate::server::Server;
use crate::{ALL, EVERYTHING, assert_arrived, attach, invite_by, invite_to, pin_like, send_all, send_whole};

/// Longer than a session, a code, a file that waits and an attachment in pieces last.
const DAYS: u64 = 91;

/// The server's last word about the feed, signed: that it holds just what is here.
fn assert_confirmed(office: &Office) {
    let ledger = office.store().ledger().unwrap();
    let feed = ledger.feed().unwrap();
    let kept = ledger.find_receipt(feed).unwrap().expect("a receipt");
    let key = ledger.find_province().unwrap().unwrap().key;
    let mut confirmed = SignedReceipt::parse(&kept.signed).unwrap().verify(&key).unwrap().tips;
    let mut here = ledger.lines().list_tips_of(feed);
    confirmed.sort_unstable();
    here.sort_unstable();
    assert_eq!(confirmed, here);
    assert_eq!(ledger.count_parked().unwrap(), 0);
}

fn note(office: &mut Office, nip: &str, words: &str) {
    let input = RatingInput {
        note: Some(words.to_owned()),
        on_behalf_reason: Some("Direkam bersama penilai".to_owned()),
        ..RatingInput::default()
    };
    office.rate(nip, third_quarter(), &input).unwrap();
}

fn find_note(office: &Office, nip: &str) -> String {
    let person = office.get_person_by_nip(nip).unwrap().id;
    office.evaluation(person, third_quarter()).unwrap().note
}

#[test]
fn three_months_apart_lose_nothing_one_by_stick_and_one_by_line() {
    let server = Server::begin();
    server.make_staff();
    let staff = Staff::of(16);
    let ((first, mut a), (second, mut b)) = found_two(741);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    rate_staff(&mut a, &staff);
    let office = server.make_office("Puskesmas Pulau Nias");
    enrol_office(&RefCell::new(&mut a), invite_to(&server, office)).unwrap();
    pin_like(&mut b, &a);
    send_whole(&mut a);
    send_whole(&mut b);
    // What was begun on the last day together: a scan of which half came, a code that nobody used, a file that nobody took in.
    let unused = server.make_code_for(office);
    let begun = attach_scan(&mut a, 900_000, 1);
    let stopped = send(&RefCell::new(&mut a), ALL, |now| match now.bytes > 200_000 {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    });
    assert_eq!(stopped.unwrap_err().code, "sync.stopped");
    assert_eq!(server.count("SELECT count(*) FROM attachment WHERE NOT is_whole AND here > 0"), 1);
    let early = first.beside("awal.tilik");
    a.write_bundle(&early, EVERYTHING).unwrap();
    Browser::sign_in(&server).bring(&std::fs::read(&early).unwrap());
    assert_eq!(server.count("SELECT count(*) FROM bundle WHERE taken_at IS NULL"), 1);
    let together = a.list_entries().unwrap().len();

    let start = NaiveDate::from_ymd_opt(2026, 10, 5).unwrap();
    let mut scans = Vec::new();
    for day in 1..=DAYS {
        let today = start.checked_add_days(Days::new(day)).unwrap();
        first.host.set_today(today);
        second.host.set_today(today);
        let at = usize::try_from(day).unwrap() % 7;
        note(&mut a, &staff.members[1 + at].nip, &format!("Laptop pertama, hari ke-{day}"));
        note(&mut b, &staff.members[8 + at].nip, &format!("Laptop kedua, hari ke-{day}"));
        if day % 30 == 0 {
            scans.push((attach_scan(&mut a, 60_000, day), attach_scan(&mut b, 60_000, 1_000 + day)));
        }
    }
    let contradicted = &staff.members[15].nip;
    note(&mut a, contradicted, "Menurut laptop pertama");
    note(&mut b, contradicted, "Menurut laptop kedua");
    server.pass_days(DAYS.cast_signed());
    assert_eq!(
        server.count("SELECT count(*) FROM attachment WHERE NOT is_whole"),
        0,
        "half a scan was forgotten"
    );

    // The old file first, as couriers are; then what is new, there and back, and the other over the line.
    let browser = Browser::sign_in(&server);
    browser.take(&std::fs::read(&early).unwrap());
    assert!(carry(&mut a, &browser).receipt.is_some());
    send_whole(&mut b);
    let taken = carry(&mut a, &browser);
    assert!(taken.placed > DAYS, "{taken:?}");
    assert_eq!(a.list_entries().unwrap().len(), server.count_entries());
    assert_confirmed(&a);
    assert_confirmed(&b);
    assert_one_office(&a, &b);
    assert_arrived(&a, &server);
    let written = a.list_entries().unwrap().len() - together;
    assert!(written >= 2 * usize::try_from(DAYS).unwrap(), "{written}");
    for (at, day) in (DAYS - 6..=DAYS).map(|day| (usize::try_from(day).unwrap() % 7, day)) {
        for laptop in [&a, &b] {
            let last = find_note(laptop, &staff.members[1 + at].nip);
            assert_eq!(last, format!("Laptop pertama, hari ke-{day}"));
            let last = find_note(laptop, &staff.members[8 + at].nip);
            assert_eq!(last, format!("Laptop kedua, hari ke-{day}"));
        }
    }
    for laptop in [&a, &b] {
        let versions = laptop.list_versions().unwrap();
        assert!(versions.iter().any(|of| of.nip.as_ref() == Some(contradicted) && !of.fields.is_empty()));
    }
    // Scans: all are at the province, the half one anew. Those of the other laptop come over the line, not by stick.
    let files = server.look().files;
    for hash in scans.iter().flat_map(|(of_a, of_b)| [of_a, of_b]).chain([&begun]) {
        assert!(files.iter().any(|file| file.contains(&EntryHash(*hash).to_hex())));
    }
    let has = |office: &Office, hash| office.store().attachments().unwrap().is_stored(hash).unwrap();
    assert!(scans.iter().all(|(_, of_b)| !has(&a, of_b)));
    send_whole(&mut a);
    send_whole(&mut b);
    assert!(scans.iter().all(|(of_a, of_b)| has(&a, of_b) && has(&b, of_a)) && has(&b, &begun));
    assert_arrived(&a, &server);
    // The code is over, and the office with it stands.
    let late = enrol_office(&RefCell::new(&mut b), invite_by(&server, server.port(), unused)).unwrap_err();
    assert_eq!(late.code, "enrol.expired");
    send_whole(&mut b);
}

#[test]
fn two_laptops_that_each_founded_the_office_are_one_at_the_province_and_keep_their_feeds() {
    let server = Server::begin();
    server.make_staff();
    let browser = Browser::sign_in(&server);
    let merged = server.make_office("Puskesmas Pulau Nias");
    let staff = Staff::of(12);
    let (first, mut a) = TempOffice::found(742);
    let (second, mut b) = TempOffice::found(743);
    // Both know some of the same people and say other things of them.
    import_staff(&mut a, &Staff { members: staff.members[..8].to_vec() });
    import_staff(&mut b, &Staff { members: staff.members[..8].to_vec() });
    a.set_letterhead("Puskesmas Lama", "Gunungsitoli").unwrap();
    b.set_letterhead("Puskesmas Baru", "Teluk Dalam").unwrap();
    let scans = [attach(&mut a, 50_000, 1), attach(&mut b, 50_000, 2)];
    for office in [&mut a, &mut b] {
        let enrolled = enrol_office(&RefCell::new(office), invite_to(&server, merged)).unwrap();
        assert_eq!(enrolled.office, "Puskesmas Pulau Nias");
    }
    let before = [a.list_entries().unwrap().len(), b.list_entries().unwrap().len()];
    for _ in 0..2 {
        send_whole(&mut a);
        send_whole(&mut b);
    }
    let stands = |office: &Office, agency: &str, entries: usize| {
        assert_eq!(office.settings().unwrap().agency, agency);
        assert_eq!(office.list_entries().unwrap().len(), entries, "nothing of the other feed is among it");
        assert_eq!(office.list_people().unwrap().len(), 8);
        assert!(office.list_versions().unwrap().is_empty());
        assert_whole(office);
        assert_confirmed(office);
    };
    stands(&a, "Puskesmas Lama", before[0]);
    stands(&b, "Puskesmas Baru", before[1]);
    assert_eq!(server.count_entries(), before[0] + before[1]);
    assert_eq!(server.count("SELECT count(*) FROM feed WHERE NOT is_ours"), 2);
    assert_eq!(server.count("SELECT count(*) FROM office"), 1);
    assert_eq!(server.count("SELECT count(*) FROM held"), 0);
    assert_eq!(server.count("SELECT count(*) FROM attachment WHERE is_whole"), scans.len());
    // What each says of one person stands beside the other's, and neither is lost.
    server.add_up();
    assert_eq!(server.count("SELECT count(*) FROM kind_person"), 16);
    assert_eq!(server.count("SELECT count(DISTINCT id) FROM kind_person"), 8);

    // By stick they are strangers, and the province takes both.
    let stick = first.beside("kirim.tilik");
    a.write_bundle(&stick, EVERYTHING).unwrap();
    assert_eq!(b.take_bundle(&stick).unwrap_err().code, "sync.bundle_not_for_us");
    for (place, office) in [(&first, &mut a), (&second, &mut b)] {
        office.set_letterhead("Puskesmas", "Teluk Dalam").unwrap();
        assert!(carry(office, &browser).receipt.is_some(), "{:?}", place.root());
    }
    assert_confirmed(&a);
    assert_confirmed(&b);

    // A founder's word is about its own feed: the other's laptop is none the worse.
    let (log, seq, hash) = own_tip(&b);
    revoke(&mut a, (log, seq, hash));
    b.set_letterhead("Puskesmas Induk", "Teluk Dalam").unwrap();
    for office in [&mut a, &mut b] {
        send_whole(office);
    }
    server.add_up();
    assert_eq!(server.count("SELECT count(*) FROM held"), 0);
    assert!(b.store().ledger().unwrap().list_held().unwrap().is_empty());
    let code = HeldReason::LogRevoked.code();
    assert!(!browser.get("/tertahan").body.contains(code));
    // The agency ends one of them: the other goes on.
    server.end_device(merged, a.store().ledger().unwrap().device_key());
    assert_eq!(send_all(&mut a).unwrap_err().code, "sync.device_revoked");
    b.set_letterhead("Puskesmas Pulau Nias", "Teluk Dalam").unwrap();
    send_whole(&mut b);
    assert_confirmed(&b);
}

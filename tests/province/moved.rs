//! Offices that go on from a backup: on a new laptop, in the place of a newer state, without having known the province, and while the old laptop is sending.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tilik_journal::EntryHash;
use tilik_office::handover::Successor;
use tilik_office::pairing::{self, LetIn, NewLaptop};
use tilik_office::safekeeping::{Occasion, RESTORE_WORD};
use tilik_office::sending::{enrol_office, send};
use tilik_office::session::HEAD_LOGIN;
use tilik_office::store::Cost;
use tilik_office::{Host, Office, archive};
use tilik_testkit::office::{import_staff, third_quarter};
use tilik_testkit::{FakeHost, OTHER_PASSWORD, PASSWORD, Staff, TempOffice};

use crate::laptops::{assert_one_office, assert_whole};
use crate::server::Server;
use crate::{ALL, assert_arrived, invite_to, send_all, send_whole};

fn rate(office: &mut Office, staff: &Staff, from: usize, until: usize) {
    let part = Staff { members: staff.members[from..until].to_vec() };
    let report = office.import_ratings(part.ratings().as_bytes(), third_quarter(), "Direkam").unwrap();
    assert_eq!(report.rated.len(), until - from, "{:?}", report.refused);
}

fn count_rated(office: &Office) -> usize {
    let found = office.list_evaluations(third_quarter()).unwrap();
    found.iter().filter(|found| found.predicate.is_some()).count()
}

fn back_up(office: &Office) -> PathBuf {
    office.get_copy(office.make_copy(Occasion::Asked).unwrap().counter).unwrap()
}

/// On another laptop, which has nothing but the file and the passphrase.
fn move_to_new(backup: &Path, folder: &Path, seed: u64) -> Office {
    let host: Arc<dyn Host> = FakeHost::of(seed);
    archive::restore(backup, folder, &host).unwrap();
    Office::open(folder, HEAD_LOGIN, PASSWORD, host).unwrap()
}

fn assert_settled(these: &mut Office, those: &mut Office, server: &Server) {
    for _ in 0..2 {
        send_whole(these);
        send_whole(those);
    }
    assert_one_office(these, those);
    for office in [these, those] {
        assert_arrived(office, server);
        assert!(office.list_merged().unwrap().copied.is_empty(), "two logs, so nothing forked");
    }
}

#[test]
fn the_province_takes_a_laptop_in_by_the_word_of_whoever_the_office_was_handed_over_to() {
    let server = Server::begin();
    let (place, mut first) = TempOffice::found(716);
    import_staff(&mut first, &Staff::of(6));
    let invited = server.make_office("Dinas Kesehatan");
    enrol_office(&RefCell::new(&mut first), invite_to(&server, invited)).unwrap();
    send_whole(&mut first);
    let first_key = first.store().ledger().unwrap().device_key();
    let file = place.beside("serah.tilikbackup");
    let successor = Successor {
        login: HEAD_LOGIN.into(),
        name: "Dra. Ratna Wulandari, M.Si.".into(),
        nip: String::new(),
        password: OTHER_PASSWORD.into(),
    };
    first.make_handover(&successor, &file, Cost::Floor).unwrap();
    let host: Arc<dyn Host> = FakeHost::of(717);
    archive::restore(&file, &place.beside("pejabat"), &host).unwrap();
    let mut second = Office::open(&place.beside("pejabat"), HEAD_LOGIN, OTHER_PASSWORD, host).unwrap();

    // The third laptop meets the province before the one that let it in does.
    let host: Arc<dyn Host> = FakeHost::of(718);
    let (folder, answer) = (place.beside("ketiga"), place.beside("jawaban.tilik"));
    let new = NewLaptop { name: "Laptop Bu Sari".into(), password: PASSWORD.into() };
    pairing::ask_to_join(&folder, &new, Cost::Floor, &host).unwrap();
    let request = std::fs::read(pairing::request_of(&folder)).unwrap();
    let let_in = LetIn { name: "Laptop Bu Sari".into(), user: second.actor().unwrap().id };
    second.let_laptop_in(&request, &let_in, &answer).unwrap();
    let mut third = pairing::join(&folder, (PASSWORD, Cost::Floor), &answer, &host).unwrap();
    third.set_letterhead("Dinas Kesehatan", "Medan").unwrap();
    for office in [&mut third, &mut second] {
        let sent = send_all(office).unwrap();
        assert!(sent.is_all_sent && sent.receipt.is_some(), "{sent:?}");
    }
    send_whole(&mut third);
    assert_one_office(&second, &third);
    assert_arrived(&third, &server);
    assert_eq!(server.count("SELECT count(*) FROM held_record"), 0);

    // The former laptop was not wiped: its end comes from the successor, and the province heeds it.
    second.end_laptop(&EntryHash(first_key).to_hex(), "Tidak dipakai lagi").unwrap();
    send_whole(&mut second);
    server.add_up();
    assert_eq!(send_all(&mut first).unwrap_err().code, "sync.device_revoked");
    send_whole(&mut third);
    assert_one_office(&second, &third);
}

#[test]
fn a_moved_laptop_gets_back_what_its_backup_lacked_and_both_go_on() {
    let server = Server::begin();
    let staff = Staff::of(18);
    let (place, mut old) = TempOffice::found(711);
    import_staff(&mut old, &staff);
    let invited = server.make_office("Dinas Kesehatan");
    enrol_office(&RefCell::new(&mut old), invite_to(&server, invited)).unwrap();
    rate(&mut old, &staff, 0, 6);
    send_whole(&mut old);
    let backup = back_up(&old);
    rate(&mut old, &staff, 6, 12);
    send_whole(&mut old);

    let mut new = move_to_new(&backup, &place.beside("baru"), 712);
    assert_eq!(count_rated(&new), 6, "what the backup held");
    rate(&mut new, &staff, 12, 18);
    let sent = send_all(&mut new).unwrap();
    assert!(
        sent.is_all_sent && sent.run.entries_received > 0,
        "it knows the province without enrolling: {sent:?}"
    );
    assert_eq!(count_rated(&new), 18, "its old entries came back");
    rate_again(&mut old, &staff, "Dari laptop lama");
    assert_settled(&mut old, &mut new, &server);
    assert_eq!(count_rated(&old), 18);

    // Both bear one key: who ends it ends all copies, and what they sent stays.
    server.end_device(invited, old.store().ledger().unwrap().device_key());
    for office in [&mut old, &mut new] {
        assert_eq!(send_all(office).unwrap_err().code, "sync.device_revoked");
        assert_arrived(office, &server);
    }
}

/// An act in each laptop's own log, after both have seen each other.
fn rate_again(office: &mut Office, staff: &Staff, note: &str) {
    let input = tilik_office::evaluation::RatingInput {
        note: Some(note.to_owned()),
        on_behalf_reason: Some("Direkam bersama penilai".to_owned()),
        ..Default::default()
    };
    office.rate(&staff.members[3].nip, third_quarter(), &input).unwrap();
}

#[test]
fn an_older_backup_in_the_place_of_the_office_gets_what_was_sent_and_the_way_back_has_the_rest() {
    let server = Server::begin();
    let staff = Staff::of(12);
    let (_place, mut office) = TempOffice::found(713);
    import_staff(&mut office, &staff);
    let invited = server.make_office("Dinas Kesehatan");
    enrol_office(&RefCell::new(&mut office), invite_to(&server, invited)).unwrap();
    send_whole(&mut office);
    let backup = back_up(&office);
    rate(&mut office, &staff, 0, 6);
    send_whole(&mut office);
    rate(&mut office, &staff, 6, 9);
    let (rated, at_server) = (count_rated(&office), server.count_entries());

    let preview = office.preview_restore(&backup, HEAD_LOGIN, PASSWORD).unwrap();
    let change = preview.periods.iter().find(|row| row.period == third_quarter()).unwrap();
    assert_eq!((change.rated_then, change.rated_now), (0, rated));
    let mut held = Some(office);
    Office::restore_over(&mut held, &backup, HEAD_LOGIN, PASSWORD, RESTORE_WORD).unwrap();
    let mut office = held.unwrap();
    assert_eq!(count_rated(&office), 0);
    send_whole(&mut office);
    assert_eq!(count_rated(&office), 6, "what had been sent came back");
    assert_eq!(server.count_entries(), at_server, "and went nowhere twice");
    rate(&mut office, &staff, 9, 12);
    send_whole(&mut office);
    assert_arrived(&office, &server);

    // What had not been sent is in the copy of the state that was replaced. It goes on beside the other.
    let way_back =
        office.list_copies().unwrap().into_iter().find(|copy| copy.occasion == Some(Occasion::Restore));
    let way_back = office.get_copy(way_back.unwrap().counter).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let mut replaced = move_to_new(&way_back, &elsewhere.path().join("kantor"), 714);
    assert_eq!(count_rated(&replaced), 9);
    assert_settled(&mut replaced, &mut office, &server);
    assert_eq!(count_rated(&office), 12, "both halves are kept");
}

#[test]
fn a_backup_from_before_the_enrolment_enrols_again_and_gets_everything() {
    let server = Server::begin();
    let staff = Staff::of(8);
    let (place, mut old) = TempOffice::found(715);
    import_staff(&mut old, &staff);
    let backup = back_up(&old);
    let invited = server.make_office("Dinas Kesehatan");
    enrol_office(&RefCell::new(&mut old), invite_to(&server, invited)).unwrap();
    rate(&mut old, &staff, 0, 4);
    send_whole(&mut old);

    let mut new = move_to_new(&backup, &place.beside("baru"), 716);
    rate(&mut new, &staff, 4, 8);
    assert_eq!(send_all(&mut new).unwrap_err().code, "sending.not_enrolled");
    let elsewhere = invite_to(&server, server.make_office("Kantor lain"));
    let refused = enrol_office(&RefCell::new(&mut new), elsewhere).unwrap_err();
    assert_eq!(refused.code, "enrol.feed_taken", "its journal stays with its office");
    enrol_office(&RefCell::new(&mut new), invite_to(&server, invited)).unwrap();
    send_whole(&mut new);
    assert_eq!(count_rated(&new), 8);
    assert_settled(&mut old, &mut new, &server);
}

#[test]
fn a_laptop_that_is_moved_while_the_old_one_is_sending_disturbs_nobody() {
    let server = Server::begin();
    let staff = Staff::of(40);
    let (place, mut old) = TempOffice::found(717);
    import_staff(&mut old, &staff);
    let invited = server.make_office("Dinas Kesehatan");
    enrol_office(&RefCell::new(&mut old), invite_to(&server, invited)).unwrap();
    rate(&mut old, &staff, 0, 20);
    let backup = back_up(&old);
    let folder = place.beside("baru");
    let mut moved = None;
    let sent = send(&RefCell::new(&mut old), ALL, |_| {
        if moved.is_none() {
            let move_and_send = || {
                let mut new = move_to_new(&backup, &folder, 718);
                rate(&mut new, &staff, 20, 30);
                send_whole(&mut new);
                new
            };
            moved = Some(std::thread::scope(|other| other.spawn(move_and_send).join().unwrap()));
        }
        ControlFlow::Continue(())
    });
    assert!(sent.unwrap().is_all_sent);
    let mut new = moved.unwrap();
    assert_settled(&mut old, &mut new, &server);
    assert_eq!((count_rated(&old), count_rated(&new)), (30, 30));
    assert_whole(&old);
}

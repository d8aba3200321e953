//! Folders that were copied, put back or cloned: nobody writes twice at one place of a log, and nothing is lost.

use std::sync::Arc;

use tilik_office::session::HEAD_LOGIN;
use tilik_office::{Host, Office};
use tilik_testkit::folder::copy_closed;
use tilik_testkit::office::{import_staff, third_quarter};
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

use crate::laptops::*;

fn rate_from(office: &mut Office, staff: &Staff, from: usize, until: usize) {
    let part = Staff { members: staff.members[from..until].to_vec() };
    let report =
        office.import_ratings(part.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
    assert_eq!(report.rated.len(), until - from);
}

fn count_logs(office: &Office) -> usize {
    office
        .store()
        .ledger()
        .unwrap()
        .lines()
        .as_slice()
        .iter()
        .filter(|line| line.forked_from.is_none())
        .count()
}

fn count_rated(office: &Office) -> usize {
    let found = office.list_evaluations(third_quarter()).unwrap();
    found.iter().filter(|found| found.predicate.is_some()).count()
}

#[test]
fn a_copied_folder_on_another_laptop_begins_a_new_log_and_nothing_is_lost() {
    let staff = Staff::of(20);
    let (place, mut office) = TempOffice::found(11);
    import_staff(&mut office, &staff);
    drop(office);
    let copy = place.beside("salinan");
    copy_closed(place.root(), &copy);

    let other_host: Arc<dyn Host> = FakeHost::of(12);
    let mut original = place.open();
    let mut copied = Office::open(&copy, HEAD_LOGIN, PASSWORD, other_host).unwrap();
    assert!(original.store().ledger().unwrap().own_line().is_some());
    assert!(copied.store().ledger().unwrap().own_line().is_none(), "the next act opens a log");
    rate_from(&mut original, &staff, 0, 10);
    rate_from(&mut copied, &staff, 10, 20);
    assert_eq!((count_logs(&original), count_logs(&copied)), (1, 2));

    let (by_original, by_copied) = meet(&mut original, &mut copied);
    assert_eq!((by_original.branches, by_copied.branches), (0, 0));
    assert_one_office(&original, &copied);
    assert_eq!((count_rated(&original), count_rated(&copied)), (20, 20));
}

#[test]
fn an_old_copy_put_back_on_the_same_laptop_begins_a_new_log() {
    let staff = Staff::of(20);
    let (place, mut office) = TempOffice::found(13);
    import_staff(&mut office, &staff);
    drop(office);
    let (old, newer) = (place.beside("lama"), place.beside("baru"));
    copy_closed(place.root(), &old);
    let mut office = place.open();
    rate_from(&mut office, &staff, 0, 5);
    let sent = office.list_entries().unwrap();
    drop(office);
    std::fs::rename(place.root(), &newer).unwrap();
    std::fs::rename(&old, place.root()).unwrap();

    let mut back = place.open();
    assert!(back.store().ledger().unwrap().own_line().is_none(), "the mark knows of more");
    rate_from(&mut back, &staff, 5, 9);
    let received = back.receive(sent).unwrap();
    assert_eq!(received.branches, 0, "what the laptop had written before fits behind the old log");
    assert_eq!(count_rated(&back), 9);
    assert_whole(&back);
}

#[test]
fn a_cloned_laptop_makes_a_branch_that_is_told_and_nothing_is_lost() {
    let staff = Staff::of(20);
    let (place, mut office) = TempOffice::found(14);
    import_staff(&mut office, &staff);
    drop(office);
    let (copy, marks) = (place.beside("salinan"), place.beside("marks"));
    copy_closed(place.root(), &copy);
    copy_closed(place.host.marks(), &marks);

    let mut original = place.open();
    let clone_host: Arc<dyn Host> = FakeHost::with_marks(15, &marks);
    let mut cloned = Office::open(&copy, HEAD_LOGIN, PASSWORD, clone_host).unwrap();
    rate_from(&mut original, &staff, 0, 10);
    rate_from(&mut cloned, &staff, 10, 20);
    let (by_original, by_cloned) = meet(&mut original, &mut cloned);
    assert_eq!((by_original.branches, by_cloned.branches), (1, 1));
    assert_one_office(&original, &cloned);
    assert_eq!((count_rated(&original), count_rated(&cloned)), (20, 20));

    // Both go on after the alarm.
    rate_by_head(&mut original, &staff, "Tambahan dari laptop asal");
    rate_by_head(&mut cloned, &staff, "Tambahan dari laptop asal");
    meet(&mut original, &mut cloned);
    assert_one_office(&original, &cloned);
    assert_eq!(count_rated(&original), 20);
}

fn rate_by_head(office: &mut Office, staff: &Staff, note: &str) {
    let input = tilik_office::evaluation::RatingInput {
        note: Some(note.to_owned()),
        on_behalf_reason: Some("Direkam bersama penilai".to_owned()),
        ..Default::default()
    };
    office.rate(&staff.members[3].nip, third_quarter(), &input).unwrap();
}

#[test]
fn an_old_copy_begins_a_new_log_also_after_a_power_cut() {
    let staff = Staff::of(20);
    let (place, mut office) = TempOffice::found(16);
    import_staff(&mut office, &staff);
    drop(office);
    let old = place.beside("lama");
    copy_closed(place.root(), &old);
    let mut office = place.open();
    rate_from(&mut office, &staff, 0, 5);
    let sent = office.list_entries().unwrap();
    // The power goes: nothing is closed, the mark still says that somebody writes.
    std::mem::forget(office);

    let mut back = Office::open(&old, "kepala", PASSWORD, Arc::clone(&place.host) as Arc<dyn Host>).unwrap();
    rate_from(&mut back, &staff, 5, 9);
    let received = back.receive(sent).unwrap();
    assert_eq!(received.branches, 0, "nothing was written twice at one place of a log");
    assert_eq!(count_rated(&back), 9);
    assert_whole(&back);
}

#[test]
fn two_copies_open_at_once_on_one_laptop_write_two_logs() {
    let staff = Staff::of(20);
    let (place, mut office) = TempOffice::found(17);
    import_staff(&mut office, &staff);
    drop(office);
    let other = place.beside("salinan");
    copy_closed(place.root(), &other);
    let mut one = place.open();
    let mut two = Office::open(&other, "kepala", PASSWORD, Arc::clone(&place.host) as Arc<dyn Host>).unwrap();
    rate_from(&mut one, &staff, 0, 5);
    rate_from(&mut two, &staff, 5, 9);
    let (of_one, of_two) = (one.list_entries().unwrap(), two.list_entries().unwrap());
    assert_eq!(one.receive(of_two).unwrap().branches, 0);
    assert_eq!(two.receive(of_one).unwrap().branches, 0);
    assert_eq!((count_rated(&one), count_rated(&two)), (9, 9));
    assert_whole(&one);
    assert_whole(&two);
}

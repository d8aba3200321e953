//! Purged values that an old stick brings back: to laptops, to the page of the province, to a province that had never heard of the purge. They stay purged.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use tilik_office::Office;
use tilik_office::sending::enrol_office;
use tilik_testkit::office::import_staff;
use tilik_testkit::{Staff, TempOffice};

use crate::browser::Browser;
use crate::laptops::{
    SECRET, Second, appoint_by_mistake, assert_one_office, assert_purged, count_rows_with_secret, found_two,
    join, purge,
};
use crate::server::Server;
use crate::{EVERYTHING, invite, pin_like, send_whole};

fn sign_in(server: &Server) -> Browser {
    server.make_staff();
    Browser::sign_in(server)
}

/// Two laptops of which one holds words that nobody was to write, and the place of a stick.
struct Mistaken {
    first: TempOffice,
    _second: Second,
    a: Office,
    b: Office,
    hash: tilik_journal::EntryHash,
    old: PathBuf,
}

impl Mistaken {
    fn make(seed: u64) -> Self {
        let staff = Staff::of(6);
        let ((first, mut a), (second, b)) = found_two(seed);
        import_staff(&mut a, &staff);
        let hash = appoint_by_mistake(&mut a, &staff.members[4].nip);
        let old = first.beside("lama.tilik");
        Self { first, _second: second, a, b, hash, old }
    }

    fn enrol(&mut self, server: &Server) {
        enrol_office(&RefCell::new(&mut self.a), invite(server, server.port())).unwrap();
        pin_like(&mut self.b, &self.a);
    }

    /// Sealed to the province too: it is enrolled already.
    fn write_stick(&mut self) {
        self.a.write_bundle(&self.old, EVERYTHING).unwrap();
    }

    /// Everybody knows of the purge.
    fn purge(&mut self) {
        send_whole(&mut self.a);
        send_whole(&mut self.b);
        purge(&mut self.a, self.hash);
        send_whole(&mut self.a);
        send_whole(&mut self.b);
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

#[test]
fn a_purged_value_does_not_come_back_from_an_old_stick_to_laptop_or_province() {
    let server = Server::begin();
    let mut office = Mistaken::make(706);
    office.enrol(&server);
    office.write_stick();
    send_whole(&mut office.a);
    assert!(server.count_rows_with(SECRET) > 0, "it stood there");
    office.purge();
    assert_eq!(server.count_rows_with(SECRET), 0);
    let arrived = server.count_arrivals();

    office.b.take_bundle(&office.old).unwrap();
    let browser = sign_in(&server);
    let path = browser.take(&read(&office.old));
    send_whole(&mut office.b);
    send_whole(&mut office.a);
    assert_one_office(&office.a, &office.b);
    assert_eq!(server.count_arrivals(), arrived, "nothing was taken of it, and nothing sent for it");
    assert_eq!(server.count_rows_with(SECRET), 0);
    // Not even the answer to the old stick brings it to somebody who has it still.
    let answer = office.first.beside("jawaban.tilik");
    std::fs::write(&answer, browser.answer(&path)).unwrap();
    office.a.take_bundle(&answer).unwrap();
    for laptop in [&office.a, &office.b] {
        assert_purged(laptop, office.hash);
    }
}

#[test]
fn who_hears_of_the_purge_after_the_old_stick_loses_the_value_all_the_same() {
    let server = Server::begin();
    let mut office = Mistaken::make(707);
    let (_third, mut c) = join(&mut office.a, "ketiga", 3_000_707);
    office.enrol(&server);
    // The words come to the third laptop by the stick alone.
    office.write_stick();
    pin_like(&mut c, &office.a);
    office.purge();
    c.take_bundle(&office.old).unwrap();
    assert!(count_rows_with_secret(&c) > 0, "nobody has told it");
    // Back from it by a stick of its own, to one who knows.
    let own = office.first.beside("ketiga.tilik");
    c.write_bundle(&own, EVERYTHING).unwrap();
    office.b.take_bundle(&own).unwrap();
    let browser = sign_in(&server);
    let path = browser.take(&read(&own));
    let answer = office.first.beside("jawaban.tilik");
    std::fs::write(&answer, browser.answer(&path)).unwrap();
    c.take_bundle(&answer).unwrap();
    send_whole(&mut c);
    for laptop in [&mut office.a, &mut office.b] {
        send_whole(laptop);
        assert_one_office(laptop, &c);
    }
    for laptop in [&office.a, &office.b, &c] {
        assert_purged(laptop, office.hash);
    }
    assert_eq!(server.count_rows_with(SECRET), 0);
}

#[test]
fn a_province_that_lost_everything_and_gets_the_old_stick_first_purges_when_the_purge_comes() {
    let mut server = Server::begin();
    let mut office = Mistaken::make(708);
    office.enrol(&server);
    office.write_stick();
    office.purge();
    server.lose_everything();
    office.enrol(&server);
    let browser = sign_in(&server);
    browser.take(&read(&office.old));
    assert!(server.count_rows_with(SECRET) > 0, "nobody has told it");
    send_whole(&mut office.a);
    send_whole(&mut office.b);
    assert_eq!(server.count_rows_with(SECRET), 0);
    browser.take(&read(&office.old));
    send_whole(&mut office.a);
    assert_eq!(server.count_rows_with(SECRET), 0);
    assert_one_office(&office.a, &office.b);
    for laptop in [&office.a, &office.b] {
        assert_purged(laptop, office.hash);
    }
}

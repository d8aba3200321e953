//! Bad luck of whole offices at the real server: clocks that lie, copies, triangles of stick and line, revoked laptops, connections at once.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::{Arc, Barrier};

use chrono::NaiveDate;
use tilik_journal::HeldReason;
use tilik_office::sending::enrol_office;
use tilik_office::{Host, Office};
use tilik_testkit::folder::copy_closed;
use tilik_testkit::office::{import_staff, third_quarter};
use tilik_testkit::{FakeHost, PASSWORD, Staff, TempOffice};

use crate::laptops::{assert_one_office, found_two, join, meet, own_tip, revoke};
use crate::server::Server;
use crate::{ALL, EVERYTHING, assert_arrived, invite, pin_like, send_all, send_whole};

fn enrol(office: &mut Office, server: &Server) {
    enrol_office(&RefCell::new(office), invite(server, server.port())).unwrap();
}

#[test]
fn clocks_in_1970_in_2099_and_going_back_lose_and_decide_nothing() {
    let server = Server::begin();
    let ((first, mut a), (second, mut b)) = found_two(701);
    import_staff(&mut a, &Staff::of(6));
    enrol(&mut a, &server);
    pin_like(&mut b, &a);
    let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    for (year, agency) in [(1970, "Dinas A"), (2099, "Dinas B"), (2026, "Dinas C")] {
        first.host.set_today(day(year));
        a.set_letterhead(agency, "Sibolga").unwrap();
        send_whole(&mut a);
    }
    second.host.set_today(day(1970));
    send_whole(&mut b);
    b.set_letterhead("Dinas D", "Sibolga").unwrap();
    let sent = send_all(&mut b).unwrap();
    assert!(sent.is_all_sent && sent.clock_there.is_some(), "the province's clock is shown beside");
    send_whole(&mut a);
    assert_one_office(&a, &b);
    assert_eq!(a.settings().unwrap().agency, "Dinas D", "what saw the others holds, whatever its clock said");
    assert_eq!(server.count_entries(), a.list_entries().unwrap().len());
}

#[test]
fn a_cloned_laptop_is_told_and_both_halves_of_its_work_arrive_once() {
    let server = Server::begin();
    let staff = Staff::of(12);
    let (place, mut office) = TempOffice::found(702);
    import_staff(&mut office, &staff);
    enrol(&mut office, &server);
    send_whole(&mut office);
    drop(office);
    let (copy, marks) = (place.beside("salinan"), place.beside("marks"));
    copy_closed(place.root(), &copy);
    copy_closed(place.host.marks(), &marks);
    let mut original = place.open();
    let clone_host: Arc<dyn Host> = FakeHost::with_marks(703, &marks);
    let mut cloned = Office::open(&copy, "kepala", PASSWORD, clone_host).unwrap();
    for (office, part) in [(&mut original, &staff.members[..6]), (&mut cloned, &staff.members[6..])] {
        let part = Staff { members: part.to_vec() };
        let report = office.import_ratings(part.ratings().as_bytes(), third_quarter(), "Direkam").unwrap();
        assert!(report.rated.len() >= 5, "{:?}", report.refused);
    }
    assert!(original.list_merged().unwrap().copied.is_empty());
    for _ in 0..2 {
        send_whole(&mut original);
        send_whole(&mut cloned);
    }
    assert_one_office(&original, &cloned);
    for office in [&original, &cloned] {
        assert_eq!(office.list_merged().unwrap().copied, [""], "the first laptop wrote on from two copies");
    }
    assert_eq!(server.count_entries(), original.list_entries().unwrap().len());
    assert_eq!(server.count_arrivals(), server.count_entries());
}

#[test]
fn two_laptops_and_a_stick_in_a_triangle_bring_nothing_twice() {
    let server = Server::begin();
    let ((first, mut a), (_second, mut b)) = found_two(704);
    import_staff(&mut a, &Staff::of(8));
    enrol(&mut a, &server);
    pin_like(&mut b, &a);
    let stick = first.beside("segitiga.tilik");
    a.write_bundle(&stick, EVERYTHING).unwrap();
    // The stick is faster than the line: the other laptop sends what it never wrote.
    b.take_bundle(&stick).unwrap();
    b.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    send_whole(&mut b);
    send_whole(&mut a);
    b.write_bundle(&stick, EVERYTHING).unwrap();
    assert_eq!(a.take_bundle(&stick).unwrap().placed, 0, "the line was there first this time");
    send_whole(&mut b);
    assert_one_office(&a, &b);
    assert_eq!(server.count_entries(), a.list_entries().unwrap().len());
    assert_eq!(server.count_arrivals(), server.count_entries());
}

#[test]
fn what_a_revoked_laptop_gave_a_colleague_by_stick_is_held_everywhere_and_stops_nobody() {
    let server = Server::begin();
    let ((first, mut a), (_second, mut b)) = found_two(705);
    let (_third, mut c) = join(&mut a, "ketiga", 3_000_705);
    import_staff(&mut a, &Staff::of(6));
    enrol(&mut a, &server);
    for other in [&mut b, &mut c] {
        pin_like(other, &a);
        send_whole(&mut a);
        send_whole(other);
    }
    b.set_letterhead("Sebelum hilang", "Sibolga").unwrap();
    send_whole(&mut b);
    let accepted = own_tip(&b);
    // It is stolen, writes on, and its stick reaches a colleague who does not know.
    b.set_letterhead("Sesudah hilang", "Sibolga").unwrap();
    let stick = first.beside("dicuri.tilik");
    b.write_bundle(&stick, EVERYTHING).unwrap();
    c.take_bundle(&stick).unwrap();
    c.set_letterhead("Rekan yang tidak tahu", "Sibolga").unwrap();
    send_whole(&mut a);
    revoke(&mut a, accepted);
    send_whole(&mut a);
    send_whole(&mut c);
    send_whole(&mut a);
    send_whole(&mut c);
    assert_one_office(&a, &c);
    for office in [&a, &c] {
        let held = office.store().ledger().unwrap().list_held().unwrap();
        let codes: Vec<_> = held.iter().map(|entry| entry.info.held.as_deref().unwrap()).collect();
        assert_eq!(codes, [HeldReason::LogRevoked.code()]);
        assert_eq!(office.settings().unwrap().agency, "Rekan yang tidak tahu");
    }
    assert_eq!(server.count_entries(), a.list_entries().unwrap().len());
}

/// Runs that ask their first questions at the same moments: greeting, session, push.
const TOGETHER: usize = 3;

#[test]
fn two_connections_that_push_one_feed_at_once_bring_it_once() {
    let server = Server::begin();
    let staff = Staff::of(40);
    let ((_first, mut a), (_second, mut b)) = found_two(709);
    enrol(&mut a, &server);
    pin_like(&mut b, &a);
    send_whole(&mut a);
    send_whole(&mut b);
    import_staff(&mut a, &staff);
    for round in 0..6 {
        // Both hold what the server lacks, and each has something of its own.
        meet(&mut a, &mut b);
        a.set_letterhead(&format!("Dinas A {round}"), "Sibolga").unwrap();
        let part = Staff { members: staff.members[6 * round..6 * round + 6].to_vec() };
        b.import_ratings(part.ratings().as_bytes(), third_quarter(), "Direkam").unwrap();
        let together = Barrier::new(2);
        let send = |office: &mut Office| {
            let mut asked = 0;
            let sent = tilik_office::sending::send(&RefCell::new(office), ALL, |now| {
                assert_eq!(
                    now.waits, None,
                    "none is sent away, and none finds what the other has just done in its way"
                );
                asked += 1;
                if asked <= TOGETHER {
                    together.wait();
                }
                ControlFlow::Continue(())
            });
            assert!(asked >= TOGETHER);
            sent
        };
        let (of_a, of_b) = std::thread::scope(|threads| {
            let other = threads.spawn(|| send(&mut b));
            (send(&mut a), other.join().unwrap())
        });
        assert!(of_a.is_ok() && of_b.is_ok(), "{of_a:?} {of_b:?}");
        assert_eq!(server.count_arrivals(), server.count_entries(), "nothing arrived twice");
    }
    for _ in 0..2 {
        send_whole(&mut a);
        send_whole(&mut b);
    }
    assert_one_office(&a, &b);
    assert_arrived(&a, &server);
}

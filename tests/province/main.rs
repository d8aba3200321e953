//! Real offices and the real server with real PostgreSQL, over real HTTP: by a good line, by one that breaks, and by a server that is ended and begun again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on shall stop, and a long one says what it came to"
)]

#[allow(dead_code, reason = "each test program takes the part that it needs")]
#[path = "../system/laptops.rs"]
mod laptops;

mod apart;
mod bad_line;
mod bad_luck;
mod browser;
mod by_stick;
mod database;
mod full_disk;
mod held;
mod kills;
mod left_over;
mod lost_edits;
#[path = "../lost_edits/mod.rs"]
mod matrix;
mod migrations;
mod moved;
mod newer;
mod prepared;
mod proxy;
mod purged;
mod receipts;
mod says;
mod server;
mod unasked;

use std::cell::RefCell;
use std::ops::ControlFlow;

use tilik_office::sending::{Carrying, Invited, Sending, SendingReport, TypedCode, enrol_office, send};
use tilik_office::{Failure, Office};
use tilik_sync::code::Code;
use tilik_sync::enrolment::EnrolmentFile;
use tilik_testkit::{Staff, TempOffice};
use uuid::Uuid;

use crate::laptops::{assert_one_office, assert_whole, attach, found_two};
use crate::proxy::{Proxy, Weather};
use crate::server::Server;

const ALL: Sending = Sending { with_attachments: true };
const EVERYTHING: Carrying = Carrying { everything: true, with_attachments: true };

fn send_all(office: &mut Office) -> Result<SendingReport, Failure> {
    send(&RefCell::new(office), ALL, |_| ControlFlow::Continue(()))
}

/// The same where nothing hinders it.
fn send_whole(office: &mut Office) {
    let sent = send_all(office).unwrap();
    assert!(sent.is_all_sent, "{sent:?}");
}

/// What a courier or a letter brings.
fn invite(server: &Server, port: u16) -> Invited {
    invite_by(server, port, server.make_code("Dinas Kesehatan"))
}

/// The same for an office that the province has already.
fn invite_to(server: &Server, office: Uuid) -> Invited {
    invite_by(server, server.port(), server.make_code_for(office))
}

fn invite_by(server: &Server, port: u16, code: Code) -> Invited {
    let file = EnrolmentFile {
        code,
        address: format!("http://127.0.0.1:{port}"),
        province_key: server.public_key(),
        certificate: None,
        office: "Dinas Kesehatan".into(),
    };
    Invited::by_file(&file.to_file()).unwrap()
}

/// Where the second laptop of an office hears of the province: in this release at its own enrolment.
fn pin_like(other: &mut Office, first: &Office) {
    let province = first.store().ledger().unwrap().find_province().unwrap().unwrap();
    other.store_mut().exchange().unwrap().keep_province(&province).unwrap();
}

/// As many entries at the server as in the office, each once.
fn assert_arrived(office: &Office, server: &Server) {
    assert_eq!(server.count_entries(), office.list_entries().unwrap().len());
    assert_eq!(server.count_arrivals(), server.count_entries(), "nothing arrived twice");
    assert_whole(office);
}

#[test]
fn two_laptops_enrol_send_and_meet_at_the_real_server() {
    let server = Server::begin();
    let staff = Staff::of(30);
    let ((_first, mut a), (_second, mut b)) = found_two(81);
    tilik_testkit::office::import_staff(&mut a, &staff);
    tilik_testkit::office::import_staff(&mut b, &staff);
    let emblem = attach(&mut a, 300_000, 1);
    let enrolled = enrol_office(&RefCell::new(&mut a), invite(&server, server.port())).unwrap();
    assert_eq!(enrolled.office, "Dinas Kesehatan");
    pin_like(&mut b, &a);
    let sent = send_all(&mut a).unwrap();
    assert!(sent.is_all_sent, "{sent:?}");
    assert_eq!((sent.receipt.is_some(), sent.clock_there), (true, Some("2026-09-21T14:13:20+00:00".into())));
    assert_arrived(&a, &server);
    let of_b = send_all(&mut b).unwrap();
    assert!(of_b.is_all_sent && of_b.run.entries_received > 0 && of_b.run.attachments == 1, "{of_b:?}");
    assert!(b.store().attachments().unwrap().is_stored(&emblem).unwrap());
    assert!(send_all(&mut a).unwrap().is_all_sent);
    assert_one_office(&a, &b);
    assert_arrived(&a, &server);
    assert_eq!(a.look_at_sending().unwrap().sendable.entries, 0);
}

#[test]
fn what_is_written_while_attachments_travel_is_sent_before_all_is_called_sent() {
    let server = Server::begin();
    let (_folder, mut office) = TempOffice::found(83);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    attach(&mut office, 900_000, 3);
    let shared = RefCell::new(&mut office);
    let mut written = 0;
    let sent = send(&shared, ALL, |now| {
        // More than the entries have: attachments are under way.
        if now.bytes > 300_000 && written < 1 {
            written += 1;
            shared.borrow_mut().set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
        }
        ControlFlow::Continue(())
    });
    let sent = sent.unwrap();
    assert_eq!(written, 1);
    assert!(sent.is_all_sent, "{sent:?}");
    assert_eq!(office.look_at_sending().unwrap().sendable.entries, 0, "the screen says so too");
    assert_arrived(&office, &server);
}

#[test]
fn a_code_is_good_for_one_laptop_and_a_strange_server_gets_nothing() {
    let server = Server::begin();
    let (_first, mut a) = TempOffice::found(82);
    let (_other, mut c) = TempOffice::found(83);
    let address = format!("http://127.0.0.1:{}", server.port());
    let code = server.make_code("Dinas Kesehatan").to_text();
    let typed = TypedCode { code, address };
    enrol_office(&RefCell::new(&mut a), Invited::by_code(&typed).unwrap()).unwrap();
    let again = enrol_office(&RefCell::new(&mut a), Invited::by_code(&typed).unwrap());
    assert!(again.is_ok(), "a second time by the same laptop is answered as the first");
    let other = enrol_office(&RefCell::new(&mut c), Invited::by_code(&typed).unwrap()).unwrap_err();
    assert_eq!(other.code, "enrol.used");
    assert_eq!(send_all(&mut c).unwrap_err().code, "sending.not_enrolled");
    let strange = Server::begin();
    let there = TypedCode { address: format!("http://127.0.0.1:{}", strange.port()), ..typed };
    let fooled = enrol_office(&RefCell::new(&mut c), Invited::by_code(&there).unwrap()).unwrap_err();
    assert_eq!(fooled.code, "sync.not_the_province");
    assert!(send_all(&mut a).unwrap().is_all_sent);
    assert_arrived(&a, &server);
    assert_eq!(strange.count_entries(), 0);
}

#[test]
fn a_line_that_breaks_again_and_again_loses_nothing_and_doubles_nothing() {
    let server = Server::begin();
    let staff = Staff::of(120);
    let (_folder, mut office) = TempOffice::found(84);
    tilik_testkit::office::import_staff(&mut office, &staff);
    attach(&mut office, 200_000, 2);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    let mut province = office.store().ledger().unwrap().find_province().unwrap().unwrap();
    // It breaks after so many bytes there and back.
    let cuts = vec![3_000, 9_000, 20_000, 11_000, 30_000, 60_000];
    let proxy = Proxy::to(server.port(), Weather::cut_after(cuts));
    province.address = format!("http://127.0.0.1:{}", proxy.port());
    office.store_mut().exchange().unwrap().keep_province(&province).unwrap();
    let mut runs = 0;
    while !send_all(&mut office).is_ok_and(|report| report.is_all_sent) {
        runs += 1;
        assert!(runs < 20, "it never ends: {:?}", office.list_runs().unwrap());
    }
    assert!(proxy.count_broken() >= 6, "{} breaks", proxy.count_broken());
    assert_arrived(&office, &server);
}

#[test]
fn a_server_that_is_ended_within_a_run_and_begun_again_gets_the_rest() {
    let mut server = Server::begin();
    let staff = Staff::of(60);
    let (_folder, mut office) = TempOffice::found(85);
    tilik_testkit::office::import_staff(&mut office, &staff);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    // It goes as soon as something was confirmed, and comes back at the same address.
    let mut ended = false;
    let first = send(&RefCell::new(&mut office), ALL, |now| {
        if now.entries_sent > 0 && !ended {
            ended = true;
            server.end();
        }
        if now.waits.is_some() && ended { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if ended && first.is_err() {
        server.begin_again();
    }
    assert!(send_all(&mut office).unwrap().is_all_sent);
    assert_arrived(&office, &server);
}

#[test]
fn a_server_that_lost_everything_gets_back_what_the_laptops_have() {
    let mut server = Server::begin();
    let (_folder, mut office) = TempOffice::found(86);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    tilik_testkit::office::import_staff(&mut office, &Staff::of(8));
    attach(&mut office, 5_000, 3);
    assert!(send_all(&mut office).unwrap().is_all_sent);
    let before = server.count_entries();
    server.lose_everything();
    assert_eq!(server.count_entries(), 0);
    assert_eq!(send_all(&mut office).unwrap_err().code, "sync.device_unknown");
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    let again = send_all(&mut office).unwrap();
    assert!(again.is_all_sent && again.run.attachments == 1, "{again:?}");
    assert_eq!(server.count_entries(), before);
    assert_arrived(&office, &server);
}

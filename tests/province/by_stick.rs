//! An office that never has internet: it enrols, sends and hears by files alone, and comes to the same as one that has.

use tilik_office::Office;
use tilik_office::sending::{BundleTaken, Carrying};
use tilik_sync::enrolment::EnrolmentFile;
use tilik_testkit::{Staff, TempOffice};

use crate::browser::{Browser, find};
use crate::server::Server;
use crate::{attach, send_all};

const NEW: Carrying = Carrying { everything: false, with_attachments: true };

fn enrolment_file(server: &Server) -> Vec<u8> {
    let file = EnrolmentFile {
        code: server.make_code("Puskesmas Pulau Nias"),
        address: format!("http://127.0.0.1:{}", server.port()),
        province_key: server.public_key(),
        certificate: None,
        office: "Puskesmas Pulau Nias".into(),
    };
    file.to_file()
}

/// A courier: to the province, where the file is taken in, and back with the answer.
pub fn carry(office: &mut Office, browser: &Browser) -> BundleTaken {
    let sticks = tempfile::tempdir().unwrap();
    let (out, back) = (sticks.path().join("kirim.tilik"), sticks.path().join("jawaban.tilik"));
    office.write_bundle(&out, NEW).unwrap();
    let path = browser.take(&std::fs::read(&out).unwrap());
    std::fs::write(&back, browser.answer(&path)).unwrap();
    let card = office.look_at_bundle(&back).unwrap();
    assert!(card.is_from_province && card.receipt.is_some(), "{card:?}");
    office.take_bundle(&back).unwrap()
}

#[test]
fn an_office_enrols_sends_and_hears_by_a_courier_alone() {
    let server = Server::begin();
    server.make_staff();
    let browser = Browser::sign_in(&server);
    let (_folder, mut office) = TempOffice::found(61);
    tilik_testkit::office::import_staff(&mut office, &Staff::of(20));
    let emblem = attach(&mut office, 700_000, 1);

    let invitation = office.enrol_by_stick(&enrolment_file(&server)).unwrap();
    assert_eq!(invitation.office, "Puskesmas Pulau Nias");
    let waits = office.look_at_sending().unwrap();
    assert!(waits.province.is_none() && waits.invited.is_some());
    assert_eq!(send_all(&mut office).unwrap_err().code, "sending.not_enrolled");

    // What the province says beforehand comes with the answer.
    let token = browser.form_token();
    let mut fields = vec![("form_token", token.as_str()), ("judul", "Rapat"), ("isi", "Senin pagi.")];
    let preview = browser.post("/kabar/tulis/pemberitahuan", &fields);
    assert_eq!(preview.status, 200, "{}", preview.body);
    let id = find(&preview.body, "name=\"id\" value=\"");
    fields.extend([("id", id.as_str()), ("langkah", "sampaikan")]);
    assert_eq!(browser.post("/kabar/tulis/pemberitahuan", &fields).status, 303);

    let taken = carry(&mut office, &browser);
    assert!(browser.get("/berkas").body.contains("Puskesmas Pulau Nias"));
    assert!(taken.placed > 0 && taken.receipt.is_some(), "{taken:?}");
    let stands = office.look_at_sending().unwrap();
    assert_eq!(stands.province.map(|province| province.office).as_deref(), Some("Puskesmas Pulau Nias"));
    assert!(stands.invited.is_none());
    assert_eq!((stands.sendable.entries, stands.sendable.attachments), (0, 0), "all of it is confirmed");
    let announced = office.home("2026-TW3".parse().unwrap(), false).unwrap().announced;
    assert_eq!(announced.notices.len(), 1, "{announced:?}");
    assert!(server.look().files.iter().any(|file| file.contains(&tilik_journal::EntryHash(emblem).to_hex())));
}

#[test]
fn later_files_carry_what_is_new_and_the_line_finds_nothing_left() {
    let server = Server::begin();
    server.make_staff();
    let browser = Browser::sign_in(&server);
    let (_folder, mut office) = TempOffice::found(62);
    office.enrol_by_stick(&enrolment_file(&server)).unwrap();
    carry(&mut office, &browser);
    tilik_testkit::office::import_staff(&mut office, &Staff::of(10));
    let sticks = tempfile::tempdir().unwrap();
    let lost = office.write_bundle(&sticks.path().join("hilang.tilik"), NEW).unwrap();
    let again = office.write_bundle(&sticks.path().join("lagi.tilik"), NEW).unwrap();
    assert_eq!(lost.entries, again.entries, "a stick that is lost costs nothing but its bytes");
    carry(&mut office, &browser);
    assert_eq!(office.look_at_sending().unwrap().sendable.entries, 0);
    let sent = send_all(&mut office).unwrap();
    assert!(sent.is_all_sent, "{sent:?}");
    assert_eq!((sent.run.entries_sent, sent.run.entries_received), (0, 0));
    assert!(sent.receipt.is_some());
}

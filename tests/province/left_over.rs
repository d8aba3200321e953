//! What writings that were cut leave in the server's folder: it goes a day later, and what is under way or waits to be taken in stays.

use std::cell::RefCell;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use tilik_office::sending::{enrol_office, send};
use tilik_testkit::TempOffice;
use tilik_testkit::folder::list_names;

use crate::browser::Browser;
use crate::prepared::attach_scan;
use crate::server::{BEGIN, Server};
use crate::{ALL, EVERYTHING, attach, invite, send_all};

const HOUR: u64 = 3_600;

/// Last written so many hours before the server's clock began.
fn age(file: &Path, hours: u64) {
    let at = UNIX_EPOCH + Duration::from_millis(BEGIN.cast_unsigned()) - Duration::from_secs(hours * HOUR);
    File::options().write(true).open(file).unwrap().set_modified(at).unwrap();
}

fn leave(folder: &Path, name: &str, hours: u64) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(name), b"terputus").unwrap();
    age(&folder.join(name), hours);
}

/// The folder of the one attachment that is here in pieces.
fn find_pieces(pieces: &Path) -> PathBuf {
    let mut half = list_names(pieces).into_iter().map(|hash| pieces.join(hash));
    half.find(|folder| !list_names(folder).is_empty()).unwrap()
}

fn list_brought(server: &Server) -> Vec<String> {
    list_names(&server.attachments().join("brought"))
}

#[test]
fn what_cut_writings_left_goes_after_a_day_and_nothing_else_does() {
    let server = Server::begin();
    server.make_staff();
    let browser = Browser::sign_in(&server);
    let (place, mut office) = TempOffice::found(751);
    attach(&mut office, 30_000, 1);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    assert!(send_all(&mut office).unwrap().is_all_sent);
    // And one that is half here.
    attach_scan(&mut office, 900_000, 2);
    let stopped = send(&RefCell::new(&mut office), ALL, |now| match now.bytes > 200_000 {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    });
    assert_eq!(stopped.unwrap_err().code, "sync.stopped");
    let stick = place.beside("kirim.tilik");
    office.write_bundle(&stick, EVERYTHING).unwrap();
    let file = fs::read(&stick).unwrap();
    let looked = browser.bring(&file);
    assert_eq!(looked.status, 303);
    let [waiting] = list_brought(&server).try_into().unwrap();
    age(&server.attachments().join("brought").join(&waiting), 100);

    let whole = fs::read_dir(server.attachments()).unwrap().map(|entry| entry.unwrap().path().join("whole"));
    let whole = whole.into_iter().find(|folder| folder.exists()).unwrap();
    let [kept] = list_names(&whole).try_into().unwrap();
    age(&whole.join(&kept), 10_000);
    let pieces = find_pieces(&whole.with_file_name("pieces"));
    let half = list_names(&pieces);
    assert!(!half.is_empty());
    for piece in &half {
        age(&pieces.join(piece), 100);
    }
    let brought = server.attachments().join("brought");
    // Killed between a piece and its row, while an attachment was put together, while a file by stick came, and before its row was written.
    leave(&whole, &format!("{kept}#1"), 25);
    leave(&pieces, "7000000-12", 25);
    leave(&brought, "0199f3a2-0000-7000-8000-000000000001#12", 25);
    leave(&brought, "0199f3a2-0000-7000-8000-000000000002", 25);
    // Under way still.
    leave(&whole, &format!("{kept}#2"), 1);
    leave(&pieces, "8000000-12", 1);
    leave(&brought, "0199f3a2-0000-7000-8000-000000000003#1", 1);
    leave(&brought, "0199f3a2-0000-7000-8000-000000000004", 1);
    assert_eq!(server.sweep(), 4);
    assert_eq!(server.sweep(), 0);
    assert_eq!(list_names(&pieces).len(), half.len() + 1);
    let mut left = vec![
        "0199f3a2-0000-7000-8000-000000000003#1".to_owned(),
        "0199f3a2-0000-7000-8000-000000000004".to_owned(),
        waiting,
    ];
    left.sort();
    let mut found = list_brought(&server);
    found.sort();
    assert_eq!(found, left);
    assert_eq!(list_names(&whole).len(), 2);

    // What waits can be taken in, what is whole can be fetched, and two days later the rest is gone too.
    browser.take(&file);
    let path = looked.location();
    let token = browser.form_token();
    assert_eq!(browser.post(&format!("{path}/terima"), &[("form_token", &token)]).status, 303);
    server.pass_days(2);
    assert_eq!(server.sweep(), 4);
    assert_eq!((list_brought(&server), list_names(&pieces)), (vec![], half));
    assert!(send_all(&mut office).unwrap().is_all_sent);
    let look = server.look();
    assert_eq!((look.files.len(), look.pieces, list_names(&whole)), (2, 0, look.files));
}

#[test]
fn a_server_that_begins_looks_for_it_by_itself() {
    let server = Server::begin();
    let brought = server.attachments().join("brought");
    leave(&brought, "0199f3a2-0000-7000-8000-000000000001#1", 48);
    leave(&brought, "0199f3a2-0000-7000-8000-000000000002", 48);
    server.keep_up_until(|| list_names(&brought).is_empty());
}

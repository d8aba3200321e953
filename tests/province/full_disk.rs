//! A disk that is full: the laptop's, the database's, that of the attachments. It is said with a code, nothing is half there, and when there is room again the sending goes on.
//!
//! Each disk is a small one in memory, which only root can make; elsewhere these tests say so and look at nothing.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use tilik_office::Office;
use tilik_office::sending::enrol_office;
use tilik_testkit::{Postgres, Staff, TempOffice};

use crate::browser::Browser;
use crate::laptops::{assert_whole, list_contents};
use crate::prepared::{Amount, Prepared, point_to, run_once};
use crate::server::Server;
use crate::{EVERYTHING, assert_arrived, attach, invite, send_all};

/// Bytes of a disk.
const SIZE: u64 = 48 << 20;
/// What is left of a disk on which files are begun.
const LITTLE: u64 = 96 << 10;

/// A small disk of its own.
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// None where this machine lets nobody make one, which is said.
    fn make() -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("tilik-disk-").tempdir_in("/tmp").unwrap();
        let options = format!("size={SIZE},mode=0755");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path());
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        if !is_mounted {
            println!("not looked at: only root may make a disk that is small");
            return None;
        }
        Some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Fills it but for so many bytes.
    fn fill(&self, left: u64) {
        let mut filler = File::create(self.filler()).unwrap();
        let zeros = vec![0; 64 << 10];
        while filler.write_all(&zeros).is_ok() {}
        drop(filler);
        let size = std::fs::metadata(self.filler()).unwrap().len();
        OpenOptions::new().write(true).open(self.filler()).unwrap().set_len(size - left).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn enrol(office: &mut Office, server: &Server) {
    enrol_office(&RefCell::new(office), invite(server, server.port())).unwrap();
}

#[test]
fn a_laptop_whose_disk_is_full_says_so_keeps_what_it_had_and_goes_on() {
    let Some(disk) = Disk::make() else { return };
    let prepared = Prepared::make(96, &Amount { people: 60, attachment: 400_000 });
    let server = prepared.server();
    let good = {
        let root = prepared.lay("rest", "good");
        let mut office = prepared.open(&root);
        point_to(&mut office, server.port());
        assert!(run_once(&mut office, 1).unwrap().is_all_sent());
        prepared.hold(&office)
    };
    let expected = server.look();
    let server = prepared.server();
    let root = disk.path().join("kantor");
    tilik_testkit::folder::copy_closed(&prepared.lay("rest", "full"), &root);
    let mut office = prepared.open(&root);
    point_to(&mut office, server.port());
    let before = list_contents(&office);
    disk.fill(LITTLE);
    let refused = send_all(&mut office).unwrap_err();
    assert_eq!(refused.code, "store.disk_full");
    assert_eq!(list_contents(&office), before, "nothing of a page is here");
    assert_whole(&office);
    disk.make_room();
    assert!(send_all(&mut office).unwrap().is_all_sent);
    assert_eq!((prepared.hold(&office), server.look()), (good, expected));
}

#[test]
fn a_server_whose_attachments_have_no_room_keeps_the_entries_and_takes_them_later() {
    let Some(disk) = Disk::make() else { return };
    let server =
        Server::begin_with(Postgres::shared().make_database(), Some(&disk.path().join("attachments")));
    let (_folder, mut office) = TempOffice::found(97);
    tilik_testkit::office::import_staff(&mut office, &Staff::of(10));
    attach(&mut office, 400_000, 1);
    enrol(&mut office, &server);
    disk.fill(LITTLE);
    let refused = send_all(&mut office).unwrap();
    assert!(!refused.is_all_sent);
    assert_eq!((refused.run.code.as_deref(), refused.attachments_left), (Some("sync.server_full"), 1));
    assert_arrived(&office, &server);
    assert_eq!(server.look().files, [""; 0], "nothing bears the name of an attachment");
    // By stick it is the same word, on the page.
    server.make_staff();
    let browser = Browser::sign_in(&server);
    let stick = disk.path().with_extension("tilik");
    office.write_bundle(&stick, EVERYTHING).unwrap();
    let page = browser.bring(&std::fs::read(&stick).unwrap());
    std::fs::remove_file(&stick).unwrap();
    assert_eq!(page.status, 507, "{}", page.body);
    assert!(page.body.contains("Penyimpanan server penuh") && page.body.contains("Kode: sync.server_full"));
    assert_eq!(server.count("SELECT count(*) FROM bundle"), 0);
    disk.make_room();
    let sent = run_once(&mut office, 2).unwrap();
    assert!(sent.is_all_sent() && sent.progress.attachments_sent == 1, "{sent:?}");
    assert_eq!((server.look().files.len(), server.look().pieces), (1, 0));
}

#[test]
fn a_file_by_stick_that_meets_a_full_disk_is_taken_in_when_there_is_room_again() {
    let Some(disk) = Disk::make() else { return };
    let server =
        Server::begin_with(Postgres::shared().make_database(), Some(&disk.path().join("attachments")));
    server.make_staff();
    let browser = Browser::sign_in(&server);
    let (folder, mut office) = TempOffice::found(99);
    tilik_testkit::office::import_staff(&mut office, &Staff::of(10));
    attach(&mut office, 400_000, 1);
    enrol(&mut office, &server);
    let stick = folder.beside("kirim.tilik");
    office.write_bundle(&stick, EVERYTHING).unwrap();
    let looked = browser.bring(&std::fs::read(&stick).unwrap());
    assert_eq!(looked.status, 303);
    let path = looked.location();
    let token = browser.form_token();
    let take = || browser.post(&format!("{path}/terima"), &[("form_token", &token)]);
    disk.fill(LITTLE);
    let page = take();
    assert_eq!(page.status, 507, "{}", page.body);
    assert!(page.body.contains("Kode: sync.server_full"));
    assert_eq!(server.count("SELECT count(*) FROM bundle WHERE taken_at IS NOT NULL"), 0);
    assert_arrived(&office, &server);
    disk.make_room();
    assert_eq!(take().status, 303);
    assert_arrived(&office, &server);
    assert_eq!((server.look().files.len(), server.look().pieces), (1, 0));
    std::fs::write(&stick, browser.answer(path)).unwrap();
    assert!(office.take_bundle(&stick).unwrap().receipt.is_some());
    let stands = office.look_at_sending().unwrap();
    assert_eq!((stands.sendable.entries, stands.sendable.attachments, stands.is_receipted), (0, 0, true));
}

#[test]
fn a_database_without_room_is_waited_for_and_takes_nothing_by_halves() {
    let Some(disk) = Disk::make() else { return };
    let postgres = Postgres::own();
    let place = disk.path().join("tables");
    std::fs::create_dir(&place).unwrap();
    assert!(Command::new("chown").arg("postgres:").arg(&place).status().unwrap().success());
    let database = postgres.make_database();
    Server::lay_tables(&database, &place);
    let server = Server::begin_with(database, None);
    let (_folder, mut office) = TempOffice::found(98);
    tilik_testkit::office::import_staff(&mut office, &Staff::of(10));
    enrol(&mut office, &server);
    assert!(send_all(&mut office).unwrap().is_all_sent);
    let before = server.look();
    tilik_testkit::office::agree_plans(&mut office, &Staff::of(10));
    attach(&mut office, 900, 1);
    tilik_testkit::office::rate_staff(&mut office, &Staff::of(10));
    tilik_testkit::office::close_quarter(&mut office);
    disk.fill(0);
    // The last page of each table has room still; what is taken is taken whole.
    let refused = run_once(&mut office, 1).unwrap_err();
    assert_eq!(refused.code(), "sync.busy");
    let arrivals = server.count_arrivals();
    assert_eq!(arrivals, server.count_entries());
    assert!(arrivals >= before.arrivals.len() && arrivals < office.list_entries().unwrap().len());
    disk.make_room();
    assert!(run_once(&mut office, 2).unwrap().is_all_sent());
    assert_arrived(&office, &server);
    assert_eq!(server.look().arrivals.len(), office.list_entries().unwrap().len());
}

//! A laptop that has something to read, to send, to lay beside and to fetch, at rest in a folder; and the server that it is to meet, on its disks. Each test takes copies.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tilik_journal::catalogue::scan;
use tilik_journal::document::Contents;
use tilik_journal::{Group, RecordId, Value};
use tilik_office::sending::{OfficeLedger, enrol_office};
use tilik_office::{Host, Office};
use tilik_store::ledger::KeptStanding;
use tilik_sync::http::{Address, Line};
use tilik_sync::message::{Message as _, SignedReceipt};
use tilik_sync::run::Settings;
use tilik_sync::{Outcome, Run, SyncError, Waits, drive};
use tilik_testkit::{Chance, FakeHost, OTHER_PASSWORD, Staff, block_on, chance_of};

use crate::laptops::{assert_whole, command, found_two, list_contents};
use crate::server::{Disks, Server};
use crate::{invite, pin_like, send_all};

/// All times of a bad line are so many times shorter than in an office.
pub const FASTER: u32 = 100;

/// How much there is on both sides.
pub struct Amount {
    pub people: usize,
    /// Bytes of the attachment that each side has and the other lacks.
    pub attachment: usize,
}

pub struct Prepared {
    directory: TempDir,
    seed: u64,
    disks: Disks,
    /// What the laptop lacks.
    scan: [u8; 32],
}

/// What a laptop holds, so far as it does not depend on how often it had to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    contents: Vec<Contents>,
    entries: usize,
    standing: KeptStanding,
    /// The tips that the receipt confirms.
    confirmed: Vec<tilik_sync::Name>,
    attachments_left: usize,
    has_scan: bool,
}

impl Held {
    pub fn count_entries(&self) -> usize {
        self.entries
    }
}

impl Prepared {
    pub fn make(seed: u64, amount: &Amount) -> Self {
        let server = Server::begin();
        let staff = Staff::of(amount.people);
        let ((_first, mut a), (_second, mut b)) = found_two(seed);
        tilik_testkit::office::import_staff(&mut a, &staff);
        let scan = attach_scan(&mut a, amount.attachment, seed);
        enrol_office(&RefCell::new(&mut a), invite(&server, server.port())).unwrap();
        pin_like(&mut b, &a);
        assert!(send_all(&mut a).unwrap().is_all_sent);
        // They worked apart: everybody stands in both.
        tilik_testkit::office::import_staff(&mut b, &staff);
        tilik_testkit::office::agree_plans(&mut b, &staff);
        attach_scan(&mut b, amount.attachment, seed + 1);
        let directory = tempfile::tempdir().unwrap();
        let root = b.store().vault().folder().paths().root().to_owned();
        let marks = b.host().marks().to_owned();
        drop(b);
        tilik_testkit::folder::copy_closed(&root, &directory.path().join("rest"));
        tilik_testkit::folder::copy_closed(&marks, &directory.path().join("marks"));
        Self { directory, seed, disks: server.into_disks(), scan }
    }

    pub fn server(&self) -> Server {
        Server::on(self.disks.copy())
    }

    pub fn disks(&self) -> Disks {
        self.disks.copy()
    }

    /// The laptop under another name, as it was or as another stands now, and what a power cut leaves of one that is open.
    pub fn lay(&self, from: &str, to: &str) -> PathBuf {
        let (from, to) = (self.directory.path().join(from), self.directory.path().join(to));
        if to.exists() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        tilik_testkit::folder::copy_closed(&from, &to);
        to
    }

    pub fn marks(&self) -> PathBuf {
        self.directory.path().join("marks")
    }

    pub fn open(&self, root: &Path) -> Office {
        open(root, &self.marks(), self.seed)
    }

    pub fn hold(&self, office: &Office) -> Held {
        assert_whole(office);
        let ledger = office.store().ledger().unwrap();
        assert_eq!(ledger.count_parked().unwrap(), 0);
        let feed = ledger.feed().unwrap();
        let receipt = ledger.find_receipt(feed).unwrap().expect("a receipt");
        let key = ledger.find_province().unwrap().unwrap().key;
        let mut confirmed = SignedReceipt::parse(&receipt.signed).unwrap().verify(&key).unwrap().tips;
        confirmed.sort_unstable();
        Held {
            contents: list_contents(office),
            entries: office.list_entries().unwrap().len(),
            standing: ledger.read_standing(feed).unwrap(),
            confirmed,
            attachments_left: office.look_at_sending().unwrap().sendable.attachments,
            has_scan: office.store().attachments().unwrap().is_stored(&self.scan).unwrap(),
        }
    }
}

/// Keeps bytes as a scanned page.
pub fn attach_scan(office: &mut Office, size: usize, seed: u64) -> [u8; 32] {
    let mut bytes = vec![0; size];
    Chance::of(seed).fill(&mut bytes);
    let host = Arc::clone(office.host());
    let hash = office.store().attachments().unwrap().put(&bytes, host.as_ref()).unwrap();
    let fields = vec![(scan::ATTACHMENT, Value::Bytes(hash.to_vec()))];
    command(office, "scan.kept", Group { kind: scan::KIND, record: RecordId::about(&hash), fields });
    hash
}

/// Opens a laptop of such a test, also from another process.
pub fn open(root: &Path, marks: &Path, seed: u64) -> Office {
    let host = FakeHost::with_marks(seed, marks) as Arc<dyn Host>;
    Office::open(root, "wakil", OTHER_PASSWORD, host).unwrap()
}

/// Where the laptop finds the server from now on.
pub fn point_to(office: &mut Office, port: u16) {
    let mut province = office.store().ledger().unwrap().find_province().unwrap().unwrap();
    province.address = format!("http://127.0.0.1:{port}");
    office.store_mut().exchange().unwrap().keep_province(&province).unwrap();
}

/// Waits as a run asks, so many times as fast.
pub struct Hurried;

impl Waits for Hurried {
    async fn wait(&self, length: Duration) {
        tokio::time::sleep(length / FASTER).await;
    }
}

pub fn line_of(office: &Office) -> Line {
    let province = office.store().ledger().unwrap().find_province().unwrap().unwrap();
    Line::to(Address::parse(&province.address).unwrap(), None, "0.1.0").unwrap()
}

pub fn settings(ledger: &OfficeLedger<'_, impl tilik_office::sending::Lender>) -> Settings {
    Settings { province_key: ledger.province_key(), version: "0.1.0".into(), data_budget: u64::MAX }
}

/// One run over HTTP, as the program makes it but for the length of its waits.
pub fn run_once(office: &mut Office, seed: u64) -> Result<Outcome, SyncError> {
    let line = line_of(office);
    let lender = RefCell::new(office);
    let mut ledger = OfficeLedger::begin(&lender).unwrap();
    let settings = settings(&ledger);
    let mut run = Run::begin(&mut ledger, settings, chance_of(seed));
    block_on(drive(&mut run, &line, &Hurried))
}

/// Runs until one says that all is sent, as a person would press again; answers how many it took.
pub fn run_until_done(office: &mut Office, seed: u64) -> u64 {
    let mut last = None;
    for runs in 1..=200 {
        match run_once(office, seed.wrapping_mul(1_000) + runs) {
            Ok(outcome) if outcome.is_all_sent() => return runs,
            other => last = Some(other),
        }
    }
    panic!("it never ends: {last:?}");
}

//! Two laptops of one office, and how they meet.

use std::sync::Arc;

use tempfile::TempDir;
use tilik_journal::catalogue::{KINDS, office as office_kind, purge, revocation};
use tilik_journal::document::Contents;
use tilik_journal::{Entry, EntryHash, Group, LogId, RecordId, Retention, Role, UserId, Value};
use tilik_office::appraisal::AssessorQuality;
use tilik_office::pairing::{self, LetIn, NewLaptop};
use tilik_office::store::Cost;
use tilik_office::superior::{Appointment, External};
use tilik_office::user::NewUser;
use tilik_office::{Host, Office};
use tilik_store::ledger::{Act, Received};
use tilik_testkit::office::new_year;
use tilik_testkit::{Chance, FakeHost, OTHER_PASSWORD, TempOffice};
use uuid::Uuid;

/// The second laptop's disk and surroundings.
pub struct Second {
    pub directory: TempDir,
    pub host: Arc<FakeHost>,
}

/// The first laptop founds, the second joins with a user of its own who may do everything.
pub fn found_two(seed: u64) -> ((TempOffice, Office), (Second, Office)) {
    let (first, mut a) = TempOffice::found(seed);
    let (second, b) = join(&mut a, "wakil", seed + 1_000_000);
    ((first, a), (second, b))
}

/// One more laptop joins the office of the first, with a user of its own who may do everything.
pub fn join(a: &mut Office, login: &str, seed: u64) -> (Second, Office) {
    let new = NewUser {
        login: login.into(),
        name: "Wakil Kepala".into(),
        role: Role::Kepala,
        nip: None,
        password: OTHER_PASSWORD.into(),
    };
    let user = a.add_user(&new, Cost::Floor).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("kantor");
    let host = FakeHost::of(seed);
    let as_host = Arc::clone(&host) as Arc<dyn Host>;
    let name = if login == "wakil" { "Laptop kedua" } else { "Laptop ketiga" };
    let new = NewLaptop { name: name.into(), password: OTHER_PASSWORD.into() };
    pairing::ask_to_join(&root, &new, Cost::Floor, &as_host).unwrap();
    let request = std::fs::read(pairing::request_of(&root)).unwrap();
    let answer = directory.path().join("jawaban.tilik");
    a.let_laptop_in(&request, &LetIn { name: name.into(), user }, &answer).unwrap();
    let b = pairing::join(&root, (OTHER_PASSWORD, Cost::Floor), &answer, &as_host).unwrap();
    (Second { directory, host }, b)
}

/// Both take what the other has.
pub fn meet(a: &mut Office, b: &mut Office) -> (Received, Received) {
    let (of_a, of_b) = (a.list_entries().unwrap(), b.list_entries().unwrap());
    let by_b = b.receive(of_a).unwrap();
    (a.receive(of_b).unwrap(), by_b)
}

/// One takes entries one at a time in the order given.
pub fn take_singly(office: &mut Office, entries: impl Iterator<Item = Entry>) {
    for entry in entries {
        office.receive(vec![entry]).unwrap();
    }
}

/// What everything in an office says, without the numbers that each laptop gives to lines.
pub fn list_contents(office: &Office) -> Vec<Contents> {
    let ledger = office.store().ledger().unwrap();
    KINDS
        .iter()
        .flat_map(|kind| ledger.list_documents(kind).unwrap())
        .map(|found| ledger.find_document(found.kind, found.id).unwrap().unwrap().contents())
        .collect()
}

/// Both say the same and hold.
pub fn assert_one_office(a: &Office, b: &Office) {
    let (of_a, of_b) = (list_contents(a), list_contents(b));
    assert_eq!(of_a.len(), of_b.len());
    for (in_a, in_b) in of_a.iter().zip(&of_b) {
        assert_eq!(in_a, in_b);
    }
    assert_whole(a);
    assert_whole(b);
}

pub fn assert_whole(office: &Office) {
    let report = office.verify().unwrap();
    assert_eq!(report.defect.map(|defect| defect.detail), None);
    assert!(report.is_whole);
}

/// An act of the control of the journal, through the one write path.
pub fn command(office: &mut Office, word: &str, group: Group) {
    let act = Act {
        actor: UserId(office.actor().unwrap().id),
        word: word.to_owned(),
        retention: Retention::Control,
        groups: vec![group],
        expects: Vec::new(),
    };
    office.store_mut().commit(vec![act]).unwrap();
}

/// Keeps bytes of chance as the office's emblem.
pub fn attach(office: &mut Office, size: usize, seed: u64) -> [u8; 32] {
    let mut bytes = vec![0; size];
    Chance::of(seed).fill(&mut bytes);
    let host = Arc::clone(office.host());
    let hash = office.store().attachments().unwrap().put(&bytes, host.as_ref()).unwrap();
    let fields = vec![(office_kind::EMBLEM, Value::Bytes(hash.to_vec()))];
    let group = Group { kind: office_kind::KIND, record: RecordId(Uuid::nil()), fields };
    command(office, "office.emblem_set", group);
    hash
}

/// Log, number and hash of the newest entry of an office's own log.
pub fn own_tip(office: &Office) -> (LogId, u64, EntryHash) {
    let ledger = office.store().ledger().unwrap();
    let line = ledger.own_line().and_then(|line| ledger.lines().find(line)).unwrap();
    (line.log, line.tip_seq, line.tip_hash)
}

/// Words that nobody was to write.
pub const SECRET: &str = "Rahasia yang tidak boleh tinggal";

/// Somebody is appointed by mistake, with words that have to go. Answers the entry.
pub fn appoint_by_mistake(office: &mut Office, nip: &str) -> EntryHash {
    let mistaken = Appointment {
        assessor_nip: None,
        external: Some(External { name: "Salah Rekam".into(), ..External::default() }),
        quality: AssessorQuality::Plt,
        from: new_year(),
        until: None,
        reason: SECRET.into(),
    };
    office.assign_superior(nip, &mistaken).unwrap();
    own_tip(office).2
}

/// The payload of an entry goes for good.
pub fn purge(office: &mut Office, hash: EntryHash) {
    let fields = vec![(purge::ENTRY, Value::Bytes(hash.0.to_vec()))];
    command(office, "entry.purged", Group { kind: purge::KIND, record: RecordId::about(&hash.0), fields });
}

/// The entry is here without its payload, no other lost its own, and the words stand nowhere.
pub fn assert_purged(office: &Office, hash: EntryHash) {
    let kept = office.list_entries().unwrap();
    let bare: Vec<_> = kept.iter().filter(|entry| entry.payload().is_none()).map(Entry::hash).collect();
    assert_eq!(bare, [hash]);
    assert_eq!(count_rows_with_secret(office), 0);
    assert_whole(office);
}

/// Rows of the journal, of what waits in it and of what it adds up to that hold the words.
pub fn count_rows_with_secret(office: &Office) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM entry WHERE instr(payload, CAST(?1 AS BLOB)) > 0)
        + (SELECT count(*) FROM parked WHERE instr(payload, CAST(?1 AS BLOB)) > 0)
        + (SELECT count(*) FROM record WHERE instr(document, CAST(?1 AS BLOB)) > 0)";
    office.store().ledger().unwrap().connection().query_row(sql, [SECRET], |row| row.get(0)).unwrap()
}

/// The founder ends a log behind an entry.
pub fn revoke(founder: &mut Office, (log, seq, hash): (LogId, u64, EntryHash)) {
    let fields = vec![
        (revocation::LOG, Value::Bytes(log.0.to_vec())),
        (revocation::LAST_SEQ, Value::Int(seq.cast_signed())),
        (revocation::LAST_HASH, Value::Bytes(hash.0.to_vec())),
    ];
    let group = Group { kind: revocation::KIND, record: RecordId::about(&log.0), fields };
    command(founder, "log.revoked", group);
}

//! An office goes to a successor: all but what is private, sealed, proven, and only then wiped where it was.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::types::ValueRef;
use tilik_journal::catalogue::office as office_kind;
use tilik_journal::entry::Place;
use tilik_journal::{
    Draft as Unsigned, EntryHash, Group, HeldReason, LogId, Opening, Payload, RecordId, Retention, Role,
    Signer, UserId, Value,
};
use tilik_office::draft::Draft;
use tilik_office::handover::{HandoverMade, Successor};
use tilik_office::store::Cost;
use tilik_office::{Failure, Host, Office, archive};
use tilik_store::ledger::Province;
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, rate_staff};
use tilik_testkit::{FakeHost, OTHER_PASSWORD, Staff, TempOffice};

use crate::laptops::*;
use crate::pairing::{New, let_in};

/// What only the one who leaves may ever read.
const PRIVATE: &[u8] = b"rahasia pribadi yang tidak ikut";

fn successor() -> Successor {
    successor_with("Dra. Ratna Wulandari, M.Si.", OTHER_PASSWORD)
}

fn successor_with(name: &str, password: &str) -> Successor {
    Successor { login: "kepala".into(), name: name.into(), nip: String::new(), password: password.into() }
}

fn hand_over(office: &mut Office, file: &Path) -> Result<HandoverMade, Failure> {
    office.make_handover(&successor(), file, Cost::Floor)
}

/// The laptop of the successor, which never saw the other one.
struct Receiving {
    directory: tempfile::TempDir,
    host: Arc<FakeHost>,
}

impl Receiving {
    fn new(seed: u64) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), host: FakeHost::of(seed) }
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("kantor")
    }

    fn open(&self, password: &str) -> Result<Office, Failure> {
        Office::open(&self.root(), "kepala", password, Arc::clone(&self.host) as Arc<dyn Host>)
    }

    fn take(&self, file: &Path) -> Result<Office, Failure> {
        let host = Arc::clone(&self.host) as Arc<dyn Host>;
        archive::restore(file, &self.root(), &host)?;
        self.open(OTHER_PASSWORD)
    }
}

/// An office with a closed quarter, a paper, a province, a draft and a private log.
fn busy_office(seed: u64) -> (TempOffice, Office) {
    let staff = Staff::of(12);
    let (place, mut office) = TempOffice::found(seed);
    import_staff(&mut office, &staff);
    agree_plans(&mut office, &staff);
    rate_staff(&mut office, &staff);
    close_quarter(&mut office);
    let hash = office.store().attachments().unwrap().put(&[7; 100_000], place.host.as_ref()).unwrap();
    let fields = vec![(office_kind::EMBLEM, Value::Bytes(hash.to_vec()))];
    let group = Group { kind: office_kind::KIND, record: RecordId(uuid::Uuid::nil()), fields };
    command(&mut office, "office.emblem_set", group);
    let province = Province {
        key: Signer::from_seed(&[5; 32]).public_key(),
        address: "https://provinsi.example/".into(),
        certificate: None,
        office: [6; 16],
        name: "Dinas Contoh".into(),
        enrolled_at: 0,
    };
    office.store_mut().exchange().unwrap().keep_province(&province).unwrap();
    let secret = String::from_utf8(PRIVATE.to_vec()).unwrap();
    let draft = Draft { key: "catatan".into(), content: secret.clone(), version: None };
    office.typing().unwrap().keep(vec![draft]).unwrap();
    keep_private_log(&mut office, &secret);
    (place, office)
}

fn keep_private_log(office: &mut Office, secret: &str) {
    let signer = Signer::from_seed(&[9; 32]);
    let (key, nonce) = (signer.public_key(), [0; 16]);
    let log = LogId::of(&key, &nonce);
    let opening = Some(Opening { key, nonce, is_private: true });
    let feed = office.store().ledger().unwrap().feed().unwrap();
    let place = Place { feed, log, seq: 1, prev: EntryHash::NONE, seen: Vec::new(), opening };
    let group = Group {
        kind: office_kind::KIND,
        record: RecordId(uuid::Uuid::nil()),
        fields: vec![(office_kind::PLACE, Value::from(secret))],
    };
    let draft = Unsigned {
        actor: UserId(office.actor().unwrap().id),
        made_at: 0,
        act: "note.written".into(),
        retention: Retention::Working,
        payload: Payload { groups: vec![group] },
        salt: [0; 16],
    };
    let entry = signer.sign(place, draft).unwrap();
    assert_eq!(office.receive(vec![entry]).unwrap().placed, 1);
}

/// Whether any cell of any table holds these bytes, and whether the file has pages in which nothing stands any more.
fn find_bytes(office: &Office, wanted: &[u8]) -> (bool, i64) {
    let connection = office.store().ledger().unwrap().connection();
    let mut names = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(names.len() > 10);
    let holds = |name: &String| {
        let mut cells = connection.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = cells.column_count();
        let mut rows = cells.query([]).unwrap();
        let mut found = false;
        while let Some(row) = rows.next().unwrap() {
            found |= (0..columns).any(|column| match row.get_ref(column).unwrap() {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    bytes.windows(wanted.len()).any(|window| window == wanted)
                }
                ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => false,
            });
        }
        found
    };
    let free = connection.query_row("PRAGMA freelist_count", [], |row| row.get(0)).unwrap();
    (names.iter().any(holds), free)
}

#[test]
fn a_successor_has_all_but_what_is_private() {
    let (place, mut leaving) = busy_office(301);
    assert!(find_bytes(&leaving, PRIVATE).0, "the one who leaves has it");
    let file = place.beside("serah.tilikbackup");
    let made = hand_over(&mut leaving, &file).unwrap();
    assert_eq!((made.contents.people, made.contents.closed, made.contents.open), (12, 12, 0));
    assert_eq!(made.contents.attachments, 1);
    assert!(!place.beside("kantor.tilik-serah").exists(), "nothing half-made is left");

    let laptop = Receiving::new(302);
    let mut arrived = laptop.take(&file).unwrap();
    assert_whole(&arrived);
    assert_eq!(find_bytes(&arrived, PRIVATE), (false, 0));
    // All that travels, the reminder to print new recovery sheets, and the end of the leaver's role.
    let count = |office: &Office| office.list_entries().unwrap().len();
    assert_eq!(count(&arrived), count(&leaving) + 2);
    let heads = |office: &Office| {
        let users = office.list_users().unwrap();
        users
            .into_iter()
            .filter(|user| user.role == Some(Role::Kepala))
            .map(|user| user.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(heads(&arrived), [arrived.actor().unwrap().id], "whoever left is head no more");
    let summary = arrived.summary().unwrap();
    assert_eq!((summary.staff, summary.closed), (12, 12));
    assert!(arrived.recovery_waits().unwrap());
    assert_eq!(arrived.store().vault().list_users().len(), 1, "nobody else's passphrase opens it");
    assert_ne!(arrived.store().vault().folder_id(), leaving.store().vault().folder_id());
    let ledger = arrived.store().ledger().unwrap();
    let province = leaving.store().ledger().unwrap().find_province().unwrap();
    assert!(province.is_some());
    assert_eq!(ledger.find_province().unwrap(), province);
    assert_eq!(
        ledger.list_credentials().unwrap().len(),
        2,
        "the founder's beginning and this laptop's certificate"
    );
    assert_eq!(ledger.count_held_of_office().unwrap(), 0);
    let minutes = leaving.render_handover(&successor(), &made, tilik_office::command::PaperName::A4.paper());
    assert!(minutes.unwrap().starts_with(b"%PDF"));
    // The successor's words count at the other laptops of the office, and there too the leaver's role ends.
    arrived.set_letterhead("Dinas Contoh", "Sibolga").unwrap();
    leaving.receive(arrived.list_entries().unwrap()).unwrap();
    assert_eq!(list_contents(&leaving), list_contents(&arrived));
    assert_eq!(heads(&leaving), heads(&arrived));
}

#[test]
fn nothing_is_wiped_before_the_successor_has_opened_the_office_or_after_something_was_written() {
    let (place, leaving) = busy_office(303);
    let file = place.beside("serah.tilikbackup");
    let refuse = |office: Office, code: &str, name: &str| {
        let mut held = Some(office);
        let refused = Office::wipe_handed_over(&mut held, code, name).unwrap_err().code;
        (refused, held.unwrap())
    };
    let (refused, mut office) = refuse(leaving, "0000-0000", "Dinas Contoh");
    assert_eq!(refused, "handover.not_made");
    hand_over(&mut office, &file).unwrap();
    let laptop = Receiving::new(304);
    let first_code = laptop.take(&file).unwrap().arrival_code().unwrap();
    let (refused, office) = refuse(office, "0000-0000", "Dinas Contoh");
    assert_eq!(refused, "handover.wrong_code");
    let own = office.arrival_code().unwrap();
    let (refused, office) = refuse(office, &own, "Dinas Contoh");
    assert_eq!(refused, "handover.wrong_code", "this laptop's own proves nothing");
    let (refused, mut office) = refuse(office, &first_code, "Dinas Lain");
    assert_eq!(refused, "handover.wrong_name");
    office.set_letterhead("Dinas Contoh", "Medan").unwrap();
    let (refused, mut office) = refuse(office, &first_code, "Dinas Contoh");
    assert_eq!(refused, "handover.not_made", "what was written since is not in the file");

    hand_over(&mut office, &file).unwrap();
    let (refused, office) = refuse(office, &first_code, "Dinas Contoh");
    assert_eq!(refused, "handover.wrong_code", "the older file lacks something");
    let laptop = Receiving::new(305);
    let code = laptop.take(&file).unwrap().arrival_code().unwrap();
    let mut held = Some(office);
    let typed = code.to_lowercase().replace('-', " ").replace('0', "o");
    let wiped = Office::wipe_handed_over(&mut held, &typed, " dinas contoh ").unwrap();
    assert!(held.is_none() && wiped.left.is_empty(), "{wiped:?}");
    assert!(!place.root().exists());
    assert_eq!(Office::list_logins(place.root()).unwrap(), None, "the next start finds no office");
    assert_eq!(laptop.open(OTHER_PASSWORD).unwrap().summary().unwrap().staff, 12);
}

/// A further laptop, let in by this one.
fn let_another_in(office: &mut Office, seed: u64) -> (New, Office) {
    let new = New::of(seed);
    let request = new.ask();
    let answer = new.file("jawaban.tilik");
    let_in(office, &request, &answer).unwrap();
    let joined = new.join(&answer).unwrap();
    (new, joined)
}

#[test]
fn letting_a_laptop_in_is_no_hand_over() {
    let (place, mut first) = busy_office(337);
    let (_new, further) = let_another_in(&mut first, 338);
    let code = further.arrival_code().unwrap();
    let name = first.summary().unwrap().name;
    let mut held = Some(first);
    let refused = Office::wipe_handed_over(&mut held, &code, &name).unwrap_err();
    assert_eq!(refused.code, "handover.not_made", "nobody would have authority any more");
    assert!(held.is_some() && place.root().exists());
}

/// Entries of ended laptops.
fn count_ended(office: &Office) -> usize {
    let held = office.store().ledger().unwrap().list_held().unwrap();
    let code = Some(HeldReason::LogRevoked.code());
    held.iter().filter(|entry| entry.info.held.as_deref() == code).count()
}

#[test]
fn whoever_took_the_office_over_lets_laptops_in_ends_the_former_one_and_hands_it_on() {
    let (place, mut first) = busy_office(331);
    let first_key = first.store().ledger().unwrap().device_key();
    let file = place.beside("serah.tilikbackup");
    hand_over(&mut first, &file).unwrap();
    let laptop = Receiving::new(332);
    let mut successor = laptop.take(&file).unwrap();
    let successor_key = EntryHash(successor.store().ledger().unwrap().device_key()).to_hex();
    assert!(successor.list_laptops().unwrap().may_let_in);
    let refused = first.end_laptop(&successor_key, "Berubah pikiran").unwrap_err();
    assert_eq!(refused.code, "pairing.first", "a predecessor's word does not end a successor");

    let (_third, mut third) = let_another_in(&mut successor, 333);
    assert!(!third.list_laptops().unwrap().may_let_in, "whoever was let in lets nobody in");
    third.set_letterhead("Dinas Contoh", "Dari laptop ketiga").unwrap();
    meet(&mut third, &mut successor);
    assert_one_office(&third, &successor);

    // The former laptop was not wiped, and goes on without having heard of its end.
    successor.end_laptop(&EntryHash(first_key).to_hex(), "Tidak dipakai lagi").unwrap();
    let note = Group {
        kind: office_kind::KIND,
        record: RecordId(uuid::Uuid::nil()),
        fields: vec![(office_kind::ADDRESS, "Alamat dari laptop lama".into())],
    };
    command(&mut first, "office.changed", note);
    meet(&mut first, &mut successor);
    assert_one_office(&first, &successor);
    for office in [&first, &successor] {
        assert!(office.list_laptops().unwrap().laptops[0].is_ended);
        assert_eq!(count_ended(office), 1);
    }
    assert!(!first.list_laptops().unwrap().may_let_in);
    let refused = first.rename_laptop(&successor_key, "Laptop lain").unwrap_err();
    assert_eq!(refused.code, "user.withdrawn", "whoever left is head there no more");

    let again = place.beside("serah-lagi.tilikbackup");
    hand_over(&mut successor, &again).unwrap();
    let laptop = Receiving::new(335);
    let mut next = laptop.take(&again).unwrap();
    let (_fourth, mut fourth) = let_another_in(&mut next, 336);
    fourth.set_letterhead("Dinas Contoh", "Dari laptop keempat").unwrap();
    meet(&mut fourth, &mut third);
    assert_one_office(&fourth, &third);
    assert_eq!(count_ended(&fourth), 1, "what the ended one wrote, and nothing else");
}

#[test]
fn a_file_that_is_damaged_or_opened_with_another_passphrase_opens_nothing() {
    let (place, mut leaving) = busy_office(306);
    let file = place.beside("serah.tilikbackup");
    hand_over(&mut leaving, &file).unwrap();
    let laptop = Receiving::new(307);
    drop(laptop.take(&file).unwrap());
    for former in [tilik_testkit::PASSWORD, "bukan kata sandi ini"] {
        assert_eq!(laptop.open(former).err().unwrap().code, "store.wrong_password");
    }
    let whole = std::fs::read(&file).unwrap();
    for at in [40, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        std::fs::write(&file, damaged).unwrap();
        let other = Receiving::new(308);
        assert!(other.take(&file).is_err(), "byte {at}");
        assert!(!other.root().exists(), "byte {at}");
    }
}

#[test]
fn who_may_not_or_lacks_something_makes_no_file() {
    let ((first, mut a), (_second, mut b)) = found_two(309);
    let file = first.beside("serah.tilikbackup");
    assert_eq!(hand_over(&mut b, &file).unwrap_err().code, "pairing.not_the_founder");
    let short = successor_with("Ratna", "pendek");
    assert_eq!(a.make_handover(&short, &file, Cost::Floor).unwrap_err().code, "store.weak_password");
    let nameless = successor_with(" ", OTHER_PASSWORD);
    assert_eq!(a.make_handover(&nameless, &file, Cost::Floor).unwrap_err().code, "user.name_missing");
    let fields = vec![(office_kind::EMBLEM, Value::Bytes(vec![3; 32]))];
    let group = Group { kind: office_kind::KIND, record: RecordId(uuid::Uuid::nil()), fields };
    command(&mut a, "office.emblem_set", group);
    assert_eq!(hand_over(&mut a, &file).unwrap_err().code, "handover.attachment_lacking");
    assert!(!file.exists() && !first.beside("kantor.tilik-serah").exists());
}

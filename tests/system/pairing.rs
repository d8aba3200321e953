//! A new laptop is let in by the first one, through files alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use tilik_journal::catalogue::device;
use tilik_journal::{EntryHash, Group, HeldReason, RecordId, Signer, Value};
use tilik_office::pairing::{self, LetIn, NewLaptop};
use tilik_office::sending::Carrying;
use tilik_office::store::Cost;
use tilik_office::{Failure, Host, Office};
use tilik_testkit::folder::copy_closed;
use tilik_testkit::office::{import_staff, third_quarter};
use tilik_testkit::{Chance, FakeHost, OTHER_PASSWORD, Staff, TempOffice};

use crate::laptops::*;

const EVERYTHING: Carrying = Carrying { everything: true, with_attachments: true };

/// A laptop that was just bought.
pub struct New {
    directory: TempDir,
    host: Arc<dyn Host>,
}

impl New {
    pub fn of(seed: u64) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), host: FakeHost::of(seed) }
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("kantor")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn ask(&self) -> Vec<u8> {
        let new = NewLaptop { name: "  Laptop  Bu Sari ".into(), password: OTHER_PASSWORD.into() };
        pairing::ask_to_join(&self.root(), &new, Cost::Floor, &self.host).unwrap();
        std::fs::read(pairing::request_of(&self.root())).unwrap()
    }

    fn look(&self, answer: &Path) -> Result<pairing::AnswerCard, Failure> {
        pairing::look_at_answer(&self.root(), OTHER_PASSWORD, answer, &self.host)
    }

    pub fn join(&self, answer: &Path) -> Result<Office, Failure> {
        pairing::join(&self.root(), (OTHER_PASSWORD, Cost::Floor), answer, &self.host)
    }
}

pub fn let_in(office: &mut Office, request: &[u8], answer: &Path) -> Result<(), Failure> {
    let new = LetIn { name: "Laptop Bu Sari".into(), user: office.actor().unwrap().id };
    office.let_laptop_in(request, &new, answer).map(|_| ())
}

fn code_of<T>(result: Result<T, Failure>) -> String {
    result.err().map(|failure| failure.code).unwrap_or_default()
}

#[test]
fn a_new_laptop_asks_is_let_in_and_both_go_on() {
    let staff = Staff::of(12);
    let (_first, mut a) = TempOffice::found(501);
    import_staff(&mut a, &staff);
    let new = New::of(502);
    let request = new.ask();
    let waiting = pairing::find_waiting(&new.root()).unwrap().unwrap();
    assert_eq!(waiting.name, "Laptop Bu Sari");
    assert_eq!(Office::list_logins(&new.root()).unwrap(), None, "there is no office yet");
    assert_eq!(a.look_at_request(&request).unwrap(), waiting, "both screens show the same number");

    let answer = new.file("jawaban.tilik");
    let_in(&mut a, &request, &answer).unwrap();
    let card = new.look(&answer).unwrap();
    assert_eq!((card.number, card.login), (a.list_laptops().unwrap().number, "kepala".into()));
    assert_eq!(card.office, a.summary().unwrap().name);
    let mut b = new.join(&answer).unwrap();
    assert_one_office(&a, &b);
    assert_eq!(Office::list_logins(&new.root()).unwrap().unwrap(), ["kepala"]);
    assert_eq!(pairing::find_waiting(&new.root()).unwrap(), None);
    let of_b = b.list_laptops().unwrap();
    assert!(!of_b.may_let_in);
    let names: Vec<_> =
        of_b.laptops.iter().map(|laptop| (laptop.name.as_str(), laptop.is_first, laptop.is_here)).collect();
    assert_eq!(names, [("", true, false), ("Laptop Bu Sari", false, true)]);

    // They work apart, and a stick carries the work of each to the other.
    b.import_ratings(staff.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
    let stick = new.file("kirim.tilik");
    b.write_bundle(&stick, EVERYTHING).unwrap();
    a.take_bundle(&stick).unwrap();
    assert_one_office(&a, &b);
    drop(b);
    let again = Office::open(&new.root(), "kepala", OTHER_PASSWORD, Arc::clone(&new.host)).unwrap();
    assert_one_office(&a, &again);
}

#[test]
fn only_the_first_laptop_lets_in_and_only_what_asked() {
    let ((_first, mut a), (_second, mut b)) = found_two(511);
    let new = New::of(513);
    let request = new.ask();
    let answer = new.file("jawaban.tilik");
    assert_eq!(code_of(let_in(&mut b, &request, &answer)), "pairing.not_the_founder");
    assert!(!answer.exists());
    let entries = a.list_entries().unwrap().len();
    for strange in [&b"halo"[..], b"", b"TILIK PAIR 1\n", &request[..request.len() - 1]] {
        let code = code_of(a.look_at_request(strange));
        assert!(["sync.not_a_request", "sync.request_damaged"].contains(&code.as_str()), "{code}");
    }
    let mut chance = Chance::of(5);
    for _ in 0..200 {
        let mut spoilt = request.clone();
        let at = chance.below(spoilt.len());
        spoilt[at] ^= 1 << chance.below(8);
        assert!(a.look_at_request(&spoilt).is_err(), "byte {at}");
        assert!(let_in(&mut a, &spoilt, &answer).is_err());
    }
    assert_eq!(a.list_entries().unwrap().len(), entries, "nothing was written");

    // Another laptop's answer, an ordinary file and a spoilt one open nothing; what waits goes on waiting.
    let other = New::of(514);
    let of_other = other.file("jawaban.tilik");
    let_in(&mut a, &other.ask(), &of_other).unwrap();
    assert_eq!(code_of(new.join(&of_other)), "sync.bundle_not_for_us");
    let_in(&mut a, &request, &answer).unwrap();
    let ordinary = new.file("kirim.tilik");
    a.write_bundle(&ordinary, EVERYTHING).unwrap();
    assert_eq!(code_of(new.join(&ordinary)), "pairing.not_the_answer");
    let whole = std::fs::read(&answer).unwrap();
    for _ in 0..40 {
        let mut spoilt = whole.clone();
        let at = chance.below(spoilt.len());
        spoilt[at] ^= 1 << chance.below(8);
        let path = new.file("rusak.tilik");
        std::fs::write(&path, spoilt).unwrap();
        assert!(new.join(&path).is_err(), "byte {at}");
    }
    let wrong = pairing::join(&new.root(), ("bukan kata sandinya", Cost::Floor), &answer, &new.host);
    assert_eq!(code_of(wrong), "store.wrong_password");
    assert!(!new.root().exists() && pairing::find_waiting(&new.root()).unwrap().is_some());

    // Asking once more is another request: the answer to the first is none to the second.
    pairing::forget_waiting(&new.root()).unwrap();
    new.ask();
    assert_eq!(code_of(new.join(&answer)), "sync.bundle_not_for_us");
}

#[test]
fn a_laptop_of_another_office_answers_for_itself_alone() {
    let ((_first, mut a), _) = found_two(521);
    let new = New::of(523);
    let request = new.ask();
    // Whoever finds the stick can answer too; the number on the screens tells whose office it is.
    let (_folder, mut strange) = TempOffice::found(524);
    let (answer, of_strange) = (new.file("jawaban.tilik"), new.file("asing.tilik"));
    let_in(&mut strange, &request, &of_strange).unwrap();
    let_in(&mut a, &request, &answer).unwrap();
    let number = a.list_laptops().unwrap().number;
    assert_ne!(new.look(&of_strange).unwrap().number, number);
    assert_eq!(new.look(&answer).unwrap().number, number);
}

#[test]
fn an_ended_laptop_is_held_everywhere_and_gets_nothing_more() {
    let staff = Staff::of(6);
    let ((_first, mut a), (second, mut b)) = found_two(531);
    import_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    let key = b.list_laptops().unwrap().laptops.iter().find(|laptop| laptop.is_here).unwrap().key.clone();
    a.rename_laptop(&key, "Laptop yang hilang").unwrap();
    let first = a.list_laptops().unwrap().laptops[0].key.clone();
    assert_eq!(code_of(a.end_laptop(&first, "")), "pairing.first");
    assert_eq!(code_of(b.end_laptop(&key, "")), "pairing.not_the_founder");
    a.end_laptop(&key, "Hilang di perjalanan").unwrap();
    let ended = a.list_laptops().unwrap().laptops.into_iter().find(|laptop| laptop.key == key).unwrap();
    assert_eq!((ended.name.as_str(), ended.is_ended), ("Laptop yang hilang", true));

    // The one that never wrote anything, and one whose work counts so far.
    b.import_ratings(staff.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
    a.receive(b.list_entries().unwrap()).unwrap();
    let held = a.store().ledger().unwrap().list_held().unwrap();
    assert!(!held.is_empty());
    assert!(held.iter().all(|entry| entry.info.held.as_deref() == Some(HeldReason::LogRevoked.code())));
    let stick = second.directory.path().join("kirim.tilik");
    a.write_bundle(&stick, EVERYTHING).unwrap();
    assert_eq!(code_of(b.look_at_bundle(&stick)), "sync.bundle_not_for_us");
    assert_eq!(a.list_evaluations(third_quarter()).unwrap().len(), 0);
}

/// Twenty people rated by halves, on a laptop and on its copy.
fn rate_half(office: &mut Office, staff: &Staff, half: usize) {
    let members = staff.members.chunks(10).nth(half).unwrap().to_vec();
    let ratings = Staff { members }.ratings();
    office.import_ratings(ratings.as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
}

fn count_rated(office: &Office) -> usize {
    let found = office.list_evaluations(third_quarter()).unwrap();
    found.iter().filter(|found| found.predicate.is_some()).count()
}

#[test]
fn a_copied_laptop_is_ended_with_all_its_copies_and_what_is_here_of_both_goes_on_counting() {
    let staff = Staff::of(20);
    let ((_first, mut a), (second, mut b)) = found_two(534);
    import_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    let key = EntryHash(b.store().ledger().unwrap().device_key()).to_hex();
    b.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    drop(b);
    let place = |name: &str| second.directory.path().join(name);
    let (cloned, marks, moved) = (place("salinan"), place("tanda"), place("dipindah"));
    let open = |root: &Path, host: Arc<dyn Host>| Office::open(root, "wakil", OTHER_PASSWORD, host).unwrap();
    copy_closed(&place("kantor"), &cloned);
    copy_closed(&place("kantor"), &moved);
    copy_closed(second.host.marks(), &marks);
    let mut b = open(&place("kantor"), Arc::clone(&second.host) as Arc<dyn Host>);
    let mut clone = open(&cloned, FakeHost::with_marks(535, &marks));
    rate_half(&mut b, &staff, 0);
    rate_half(&mut clone, &staff, 1);
    meet(&mut a, &mut b);
    meet(&mut a, &mut clone);
    assert_eq!(count_rated(&a), 20);

    a.end_laptop(&key, "Disalin orang").unwrap();
    assert_eq!(count_rated(&a), 20, "what is here of both goes on counting");
    assert_eq!(a.store().ledger().unwrap().list_held().unwrap().len(), 0);
    // Whoever has a copy begins one log after the other with the same key.
    let mut thief = open(&moved, FakeHost::of(536));
    thief.set_letterhead("Dinas Palsu", "Sibolga").unwrap();
    a.receive(thief.list_entries().unwrap()).unwrap();
    assert!(!a.store().ledger().unwrap().list_held().unwrap().is_empty());
    let laptop = a.list_laptops().unwrap().laptops.into_iter().find(|laptop| laptop.key == key).unwrap();
    assert!(laptop.is_ended, "by whatever log");
    assert_eq!(count_rated(&a), 20);
    assert_whole(&a);
}

#[test]
fn what_a_laptop_writes_about_laptops_lets_none_in_and_ends_none() {
    let ((_first, mut a), (_second, mut b)) = found_two(537);
    let stranger = Signer::from_seed(&[9; 32]).public_key();
    let fields = vec![(device::KEY, Value::Bytes(stranger.to_vec()))];
    command(
        &mut b,
        "device.certified",
        Group { kind: device::KIND, record: RecordId::device(&stranger), fields },
    );
    let tip = own_tip(&a);
    revoke(&mut b, tip);
    meet(&mut a, &mut b);
    for office in [&a, &b] {
        let laptops = office.list_laptops().unwrap().laptops;
        assert_eq!(laptops.len(), 2, "the stranger's key is none of the office's");
        assert!(laptops.iter().all(|laptop| !laptop.is_ended));
    }
}

#[test]
fn what_a_laptop_wrote_before_it_was_ended_goes_on_counting() {
    let staff = Staff::of(6);
    let ((_first, mut a), (_second, mut b)) = found_two(532);
    import_staff(&mut b, &staff);
    meet(&mut a, &mut b);
    let key = b.list_laptops().unwrap().laptops.iter().find(|laptop| laptop.is_here).unwrap().key.clone();
    a.end_laptop(&key, "Rusak").unwrap();
    b.import_ratings(staff.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
    a.receive(b.list_entries().unwrap()).unwrap();
    assert_eq!(a.list_people().unwrap().len(), 6);
    assert_eq!(a.list_evaluations(third_quarter()).unwrap().len(), 0);
    assert_whole(&a);
}

#[test]
fn what_was_interrupted_while_it_joined_is_done_again() {
    let (_first, mut a) = TempOffice::found(541);
    let new = New::of(542);
    let request = new.ask();
    let answer = new.file("jawaban.tilik");
    let_in(&mut a, &request, &answer).unwrap();
    // Something lies where the office shall lie, and is not touched.
    std::fs::create_dir_all(new.root().join("punya orang")).unwrap();
    assert!(new.join(&answer).is_err());
    std::fs::remove_dir(new.root().join("punya orang")).unwrap();
    let b = new.join(&answer).unwrap();
    assert_one_office(&a, &b);
    assert_eq!(Office::list_logins(&new.root()).unwrap().unwrap(), ["kepala"]);
}

#[test]
fn a_laptop_that_is_let_in_knows_the_province_of_the_first() {
    let ((_first, mut a), (second, mut b)) = found_two(551);
    let province = tilik_store::ledger::Province {
        key: Signer::from_seed(&[7; 32]).public_key(),
        address: "https://tilik.contoh.go.id/".into(),
        certificate: None,
        office: [3; 16],
        name: "Dinas Contoh".into(),
        enrolled_at: 5,
    };
    a.store_mut().exchange().unwrap().keep_province(&province).unwrap();
    let stick = second.directory.path().join("kirim.tilik");
    a.write_bundle(&stick, EVERYTHING).unwrap();
    assert_eq!(b.look_at_bundle(&stick).unwrap().province.as_deref(), Some("https://tilik.contoh.go.id/"));
    b.take_bundle(&stick).unwrap();
    let known = b.store().ledger().unwrap().find_province().unwrap().unwrap();
    assert_eq!((known.key, known.office, known.address), (province.key, province.office, province.address));
    assert_eq!(b.look_at_bundle(&stick).unwrap().province, None, "it is no news any more");
}

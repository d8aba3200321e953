//! What a newer Tilik writes, before laptops and a server of this release: kept, handed on byte for byte, and said to people. And programs whose protocol or version is another.

use std::cell::RefCell;

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use tilik_journal::catalogue::{device, find_kind, person};
use tilik_journal::{
    Draft, Entry, EntryHash, Group, HeldReason, Payload, RecordId, Retention, Signer, UserId, Value,
};
use tilik_office::Office;
use tilik_office::sending::enrol_office;
use tilik_office::versions::{Deciding, Pick, Shown, VersionedField};
use tilik_office::words::{Language, render};
use tilik_store::ledger::Act;
use tilik_sync::message::{Hello, HelloAnswer, Message as _};
use tilik_sync::{PROTOCOL, Question as _, Request, Transport as _, packing};
use tilik_testkit::office::import_staff;
use tilik_testkit::{Staff, TempOffice, block_on};
use uuid::Uuid;

use crate::browser::Browser;
use crate::by_stick::carry;
use crate::laptops::{assert_one_office, assert_whole, command, found_two};
use crate::prepared::line_of;
use crate::server::Server;
use crate::{EVERYTHING, assert_arrived, invite, pin_like, send_all, send_whole};

/// A kind and a field that no catalogue of this release has.
const LATER_KIND: u32 = 9_000;
const LATER_FIELD: u32 = 900;

/// A device that the founder let in and that runs another program than this one.
pub struct OtherProgram {
    seed: [u8; 32],
    logs: u8,
}

impl OtherProgram {
    pub fn let_in(founder: &mut Office, seed: u8) -> Self {
        let key = Signer::from_seed(&[seed; 32]).public_key();
        let fields =
            vec![(device::KEY, Value::Bytes(key.to_vec())), (device::NAME, Value::from("Laptop baru"))];
        command(
            founder,
            "device.certified",
            Group { kind: device::KIND, record: RecordId::device(&key), fields },
        );
        Self { seed: [seed; 32], logs: 0 }
    }

    /// An entry behind all that an office holds, by its user.
    pub fn write(&mut self, office: &Office, retention: Retention, groups: Vec<Group>) -> Entry {
        self.logs += 1;
        let signer = Signer::from_seed(&self.seed);
        let ledger = office.store().ledger().unwrap();
        let feed = ledger.feed().unwrap();
        let place = ledger.lines().plan_first(Some(feed), signer.public_key(), [self.logs; 16]);
        let draft = Draft {
            actor: UserId(office.actor().unwrap().id),
            made_at: 1_790_000_000_000,
            act: "training.planned".into(),
            retention,
            payload: Payload { groups },
            salt: [self.logs; 16],
        };
        signer.sign(place, draft).unwrap()
    }

    /// The same entry in a format that this release does not know.
    fn in_later_format(&self, entry: &Entry) -> Entry {
        let mut envelope = entry.envelope_bytes().to_vec();
        assert_eq!(envelope[1..3], [0, 1], "the format stands first");
        envelope[2] = 2;
        let signed = [&b"tilik entry v1\n"[..], Sha256::digest(&envelope).as_slice()].concat();
        let signature = SigningKey::from_bytes(&self.seed).sign(&signed).to_bytes();
        Entry::from_stored(envelope, signature, entry.payload().cloned()).unwrap()
    }
}

fn later_words(record: RecordId, words: &str) -> Group {
    let fields = vec![
        (1, Value::from(words)),
        (77, Value::List(vec![Value::from("bertingkat"), Value::List(vec![Value::Int(-7), Value::Null])])),
    ];
    Group { kind: LATER_KIND, record, fields }
}

/// Envelope, signature and payload of an entry.
type Bytes = (EntryHash, Vec<u8>, [u8; 64], Option<Vec<u8>>);

/// Every byte of the entries, in one order.
fn list_bytes(office: &Office) -> Vec<Bytes> {
    let mut all: Vec<_> = office
        .list_entries()
        .unwrap()
        .into_iter()
        .map(|entry| {
            let payload = entry.payload().map(|payload| payload.as_bytes().to_vec());
            (entry.hash(), entry.envelope_bytes().to_vec(), *entry.signature(), payload)
        })
        .collect();
    all.sort_by_key(|(hash, ..)| *hash);
    all
}

#[test]
fn kinds_fields_and_formats_of_a_later_release_are_kept_handed_on_and_said() {
    assert!(find_kind(LATER_KIND).is_none());
    assert!(find_kind(person::KIND).unwrap().find_field(LATER_FIELD).is_none());
    let server = Server::begin();
    server.make_staff();
    let staff = Staff::of(6);
    let ((place, mut a), (_second, mut b)) = found_two(761);
    import_staff(&mut a, &staff);
    enrol_office(&RefCell::new(&mut a), invite(&server, server.port())).unwrap();
    pin_like(&mut b, &a);
    let mut newer = OtherProgram::let_in(&mut a, 9);
    send_whole(&mut a);
    send_whole(&mut b);

    // The second laptop has the newer program, and a third one a newer format.
    let nip = &staff.members[3].nip;
    let (who, record) = (b.get_person_by_nip(nip).unwrap().id, RecordId(Uuid::from_u128(9)));
    let on_known = Group {
        kind: person::KIND,
        record: who,
        fields: vec![
            (person::POSITION, Value::from("Analis Kebijakan Ahli Madya")),
            (LATER_FIELD, Value::from("Isian yang belum ada di versi ini")),
        ],
    };
    let act = |groups| Act {
        actor: UserId(b.actor().unwrap().id),
        word: "training.planned".into(),
        retention: Retention::Career,
        groups,
        expects: Vec::new(),
    };
    let acts = vec![act(vec![later_words(record, "Rencana pelatihan")]), act(vec![on_known])];
    b.store_mut().commit(acts).unwrap();
    let readable = newer.write(&b, Retention::Working, vec![later_words(record, "Ditulis laptop ketiga")]);
    let unreadable = newer.in_later_format(&readable);
    b.receive(vec![unreadable.clone()]).unwrap();
    send_whole(&mut b);
    send_whole(&mut a);
    assert_arrived(&a, &server);
    assert_eq!(list_bytes(&a), list_bytes(&b), "what came by way of the server are the same bytes");
    assert_one_office(&a, &b);

    // By stick too, to a laptop and to the province and back.
    let stick = place.beside("kirim.tilik");
    a.write_bundle(&stick, EVERYTHING).unwrap();
    assert_eq!(b.take_bundle(&stick).unwrap().placed, 0);
    let browser = Browser::sign_in(&server);
    carry(&mut a, &browser);
    assert_eq!(list_bytes(&a), list_bytes(&b));

    // It is added up everywhere as far as its form is known.
    server.add_up();
    assert_eq!(server.count("SELECT count(*) FROM document WHERE kind = 9000"), 1);
    for office in [&a, &b] {
        let ledger = office.store().ledger().unwrap();
        let document = ledger.find_document(LATER_KIND, record).unwrap().unwrap();
        assert_eq!(document.value(1), Some(&Value::from("Rencana pelatihan")));
        let document = ledger.find_document(person::KIND, who).unwrap().unwrap();
        assert_eq!(document.value(LATER_FIELD), Some(&Value::from("Isian yang belum ada di versi ini")));
        assert_eq!(office.staff_card(nip).unwrap().profile.position, "Analis Kebijakan Ahli Madya");
        let held = ledger.list_held().unwrap();
        let codes: Vec<_> = held.iter().map(|entry| entry.info.held.as_deref().unwrap()).collect();
        assert_eq!(codes, [HeldReason::FormatUnknown.code()]);
        let stands = office.look_at_sending().unwrap();
        assert_eq!((stands.held, stands.not_understood), (0, 2), "a kind and a format");
        assert_whole(office);
    }
    let page = browser.get("/tertahan").body;
    assert!(page.contains("Ditulis oleh versi Tilik yang lebih baru dari server ini"), "{page}");
    assert!(page.contains("<dt>1</dt>") && !page.contains("1970"), "{page}");
    // Who goes on writing beside it takes nothing of it away.
    let mut profile = a.staff_card(nip).unwrap();
    profile.profile.position = "Analis Kebijakan Ahli Utama".into();
    let change = tilik_office::staff::ProfileChange {
        nip: nip.clone(),
        version: Some(profile.version),
        profile: profile.profile,
        reason: String::new(),
    };
    a.change_profile(&change).unwrap();
    send_whole(&mut a);
    send_whole(&mut b);
    assert_one_office(&a, &b);
    let document = b.store().ledger().unwrap().find_document(person::KIND, who).unwrap().unwrap();
    assert_eq!(document.value(LATER_FIELD), Some(&Value::from("Isian yang belum ada di versi ini")));
}

#[test]
fn two_versions_of_a_field_of_a_later_release_are_shown_and_decided_as_any_other() {
    let server = Server::begin();
    let staff = Staff::of(5);
    let ((_first, mut a), (_second, mut b)) = found_two(764);
    import_staff(&mut a, &staff);
    enrol_office(&RefCell::new(&mut a), invite(&server, server.port())).unwrap();
    pin_like(&mut b, &a);
    send_whole(&mut a);
    send_whole(&mut b);
    let who = a.get_person_by_nip(&staff.members[2].nip).unwrap().id;
    for (office, words) in [(&mut a, "Menurut laptop pertama"), (&mut b, "Menurut laptop kedua")] {
        let fields = vec![(LATER_FIELD, Value::from(words))];
        command(office, "person.trained", Group { kind: person::KIND, record: who, fields });
    }
    send_whole(&mut a);
    send_whole(&mut b);
    send_whole(&mut a);
    assert_one_office(&a, &b);
    for office in [&a, &b] {
        let [of] = office.list_versions().unwrap().try_into().unwrap();
        assert_eq!(of.nip.as_ref(), Some(&staff.members[2].nip));
        let [field] = of.fields.try_into().unwrap();
        assert_eq!((field.field, field.name.as_str(), field.choices.len()), (LATER_FIELD, "", 2));
    }
    let [of] = b.list_versions().unwrap().try_into().unwrap();
    let [field] = of.fields.try_into().unwrap();
    let chosen = Shown::Words { words: "Menurut laptop pertama".into() };
    let choice = field.choices.iter().position(|choice| choice.shown == chosen).unwrap();
    let VersionedField { kind, record, version, field, .. } = field;
    b.decide_versions(&Deciding { picks: vec![Pick { kind, record, version, field, choice }], reason: None })
        .unwrap();
    send_whole(&mut b);
    send_whole(&mut a);
    assert_one_office(&a, &b);
    assert!(a.list_versions().unwrap().is_empty());
    let document = a.store().ledger().unwrap().find_document(person::KIND, who).unwrap().unwrap();
    assert_eq!(document.value(LATER_FIELD), Some(&Value::from("Menurut laptop pertama")));
}

fn assert_said(code: &str) {
    let said =
        [Language::Indonesian, Language::English].map(|language| render(code, &Default::default(), language));
    assert!(said.iter().all(|words| words.len() > 20 && !words.contains(code)), "{said:?}");
    assert_ne!(said[0], said[1]);
}

#[test]
fn the_real_server_names_its_protocol_to_newer_and_older_programs() {
    let server = Server::begin();
    let (_place, mut office) = TempOffice::found(762);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    let line = line_of(&office);
    // What a program makes of it: beyond its own range the server is newer, below it is older.
    for (protocols, is_agreed) in [
        ((PROTOCOL + 1, PROTOCOL + 4), false),
        ((PROTOCOL, PROTOCOL + 4), true),
        ((0, PROTOCOL - 1), false),
        ((0, PROTOCOL), true),
        ((u32::MAX, u32::MAX), false),
    ] {
        let hello = Hello { protocols, nonce: [7; 32], version: "9.0.0".into() };
        let body = packing::pack(&hello.to_bytes()).unwrap();
        let request = Request { path: Hello::PATH, session: None, body, allowed: packing::MOST_OF_HELLO };
        let answer = block_on(line.ask(&request)).unwrap();
        assert_eq!(answer.status, 200, "{protocols:?}");
        let bytes = packing::open(&answer.body, packing::MOST_OF_HELLO).unwrap();
        let welcome =
            HelloAnswer::parse(&bytes).unwrap().verify(&hello.to_bytes(), &server.public_key()).unwrap();
        assert_eq!(welcome.protocol, PROTOCOL, "the nearest that it knows");
        let (lowest, highest) = protocols;
        assert_eq!((lowest..=highest).contains(&welcome.protocol), is_agreed);
    }
}

#[test]
fn a_laptop_whose_program_is_too_old_for_the_server_is_told_in_words_works_on_and_goes_by_stick() {
    let mut server = Server::begin();
    server.make_staff();
    let (_place, mut office) = TempOffice::found(763);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    server.ask_for_version("99.0.0");
    import_staff(&mut office, &Staff::of(5));
    assert_eq!(send_all(&mut office).unwrap_err().code, "sync.app_too_old");
    assert_said("sync.app_too_old");
    assert_eq!(server.count_entries(), 0);
    assert_eq!(office.list_runs().unwrap()[0].code.as_deref(), Some("sync.app_too_old"));
    assert!(carry(&mut office, &Browser::sign_in(&server)).receipt.is_some());
    assert_arrived(&office, &server);
    server.ask_for_version("0.0.1");
    send_whole(&mut office);
}

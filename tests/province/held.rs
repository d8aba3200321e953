//! One entry that makes no sense among ten thousand that do: held on laptops and at the province, shown there with its reason, and in nobody's way.

use std::cell::RefCell;

use tilik_journal::catalogue::{person, revocation};
use tilik_journal::{Group, HeldReason, RecordId, Retention, UserId, Value};
use tilik_office::Office;
use tilik_office::sending::enrol_office;
use tilik_store::ledger::Act;

use crate::browser::Browser;
use crate::laptops::found_two;
use crate::newer::OtherProgram;
use crate::server::Server;
use crate::{assert_arrived, invite, pin_like, send_all};

const PEOPLE: usize = 10_000;
/// Before this one it stands.
const MIDDLE: usize = 6_000;
const AT_ONCE: usize = 2_000;

/// Each an entry.
fn write_people(office: &mut Office, numbers: std::ops::Range<usize>) {
    let actor = UserId(office.actor().unwrap().id);
    let act = |number: usize| Act {
        actor,
        word: "person.imported".into(),
        retention: Retention::Career,
        groups: vec![Group {
            kind: person::KIND,
            record: RecordId::person(&number.to_string()),
            fields: vec![(person::NAME, Value::from(format!("Pegawai {number}").as_str()))],
        }],
        expects: Vec::new(),
    };
    let numbers: Vec<_> = numbers.collect();
    for part in numbers.chunks(AT_ONCE) {
        office.store_mut().commit(part.iter().map(|number| act(*number)).collect()).unwrap();
    }
}

#[test]
fn one_entry_that_makes_no_sense_among_ten_thousand_is_held_and_shown_and_blocks_nothing() {
    let server = Server::begin();
    server.make_staff();
    let ((_first, mut a), (_second, mut b)) = found_two(771);
    let mut other = OtherProgram::let_in(&mut a, 9);
    write_people(&mut a, 0..MIDDLE);
    // A word of control in an entry that may be purged: no program of ours writes that.
    let log = [9; 16];
    let fields = vec![
        (revocation::LOG, Value::Bytes(log.to_vec())),
        (revocation::LAST_SEQ, Value::Int(0)),
        (revocation::LAST_HASH, Value::Bytes(vec![0; 32])),
    ];
    let group = Group { kind: revocation::KIND, record: RecordId::about(&log), fields };
    let senseless = other.write(&a, Retention::Working, vec![group]);
    assert_eq!(a.receive(vec![senseless.clone()]).unwrap().placed, 1);
    write_people(&mut a, MIDDLE..PEOPLE);

    enrol_office(&RefCell::new(&mut a), invite(&server, server.port())).unwrap();
    pin_like(&mut b, &a);
    for office in [&mut a, &mut b] {
        let sent = send_all(office).unwrap();
        assert!(sent.is_all_sent, "{sent:?}");
        let held = office.store().ledger().unwrap().list_held().unwrap();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].info.held.as_deref(), Some(HeldReason::PayloadMalformed.code()));
        assert_eq!(office.look_at_sending().unwrap().held, 1);
        assert_eq!(office.list_people().unwrap().len(), PEOPLE);
    }
    assert_arrived(&b, &server);
    server.add_up();
    assert_eq!(server.count("SELECT count(*) FROM kind_person"), PEOPLE);
    assert_eq!(server.count("SELECT count(*) FROM held"), 1);
    let page = Browser::sign_in(&server).get("/tertahan").body;
    assert_eq!(page.matches("Isinya tidak dapat dibaca").count(), 2, "counted once and shown once: {page}");
    assert!(page.contains("<dt>1</dt>"), "{page}");
}

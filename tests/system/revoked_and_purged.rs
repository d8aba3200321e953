//! The founder's two hard words: a log that ends, and a payload that goes.

use tilik_journal::catalogue::{person, purge};
use tilik_journal::{Group, HeldReason, RecordId, Value};
use tilik_office::appraisal::AssessorQuality;
use tilik_office::superior::{Appointment, External};
use tilik_testkit::Staff;
use tilik_testkit::office::{import_staff, new_year, third_quarter};

use crate::laptops::*;

#[test]
fn a_revoked_log_is_held_behind_its_last_accepted_entry_on_both_laptops() {
    let staff = Staff::of(20);
    let ((_first, mut a), (_second, mut b)) = found_two(21);
    import_staff(&mut b, &staff);
    meet(&mut a, &mut b);
    let (log, seq, hash) = own_tip(&b);
    // The second laptop is stolen: what it writes from here on must not count.
    let half = Staff { members: staff.members[..10].to_vec() };
    b.import_ratings(half.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap();
    revoke(&mut a, (log, seq, hash));
    meet(&mut a, &mut b);

    assert_one_office(&a, &b);
    for office in [&a, &b] {
        assert_eq!(office.list_people().unwrap().len(), 20, "what it had sent before still counts");
        assert_eq!(office.list_evaluations(third_quarter()).unwrap().len(), 0);
        let held = office.store().ledger().unwrap().list_held().unwrap();
        assert_eq!(held.len(), 10);
        for entry in held {
            assert_eq!(entry.info.held.as_deref(), Some(HeldReason::LogRevoked.code()));
            assert_eq!(entry.info.log, log);
        }
    }
    // The second laptop is told at its next act.
    let refused =
        b.import_ratings(staff.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai").unwrap_err();
    assert_eq!(refused.code, "store.not_permitted");
    assert_whole(&b);
}

#[test]
fn a_purged_payload_is_gone_from_both_laptops_and_does_not_come_back() {
    let staff = Staff::of(20);
    let ((_first, mut a), (_second, mut b)) = found_two(22);
    import_staff(&mut a, &staff);
    meet(&mut a, &mut b);
    let mistaken = Appointment {
        assessor_nip: None,
        external: Some(External { name: "Salah Rekam".into(), ..External::default() }),
        quality: AssessorQuality::Plt,
        from: new_year(),
        until: None,
        reason: "Rahasia yang tidak boleh tinggal".into(),
    };
    a.assign_superior(&staff.members[9].nip, &mistaken).unwrap();
    meet(&mut a, &mut b);
    let (_, _, hash) = own_tip(&a);
    let with_payload = a.list_entries().unwrap();
    let group = Group {
        kind: purge::KIND,
        record: RecordId::about(&hash.0),
        fields: vec![(purge::ENTRY, Value::Bytes(hash.0.to_vec()))],
    };
    command(&mut a, "entry.purged", group);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    // Somebody who still has it brings it again.
    b.receive(with_payload.clone()).unwrap();
    a.receive(with_payload).unwrap();
    assert_one_office(&a, &b);
    for office in [&a, &b] {
        let kept = office.list_entries().unwrap();
        let purged = kept.iter().find(|entry| entry.hash() == hash).unwrap();
        assert!(purged.payload().is_none(), "the entry stays and its payload is gone");
        assert_eq!(kept.iter().filter(|entry| entry.payload().is_none()).count(), 1);
        let count: i64 = office
            .store()
            .ledger()
            .unwrap()
            .connection()
            .query_row(
                "SELECT count(*) FROM entry WHERE instr(payload, CAST('tidak boleh tinggal' AS BLOB)) > 0",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(count, 0);
        assert_eq!(office.list_people().unwrap().len(), 20);
    }
    let person = a.get_person_by_nip(&staff.members[9].nip).unwrap();
    assert!(a.store().ledger().unwrap().find_document(person::KIND, person.id).unwrap().is_some());
}

//! The founder's two hard words: a log that ends, and a payload that goes.

use tilik_journal::HeldReason;
use tilik_journal::catalogue::person;
use tilik_testkit::Staff;
use tilik_testkit::office::{import_staff, third_quarter};

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
    let hash = appoint_by_mistake(&mut a, &staff.members[9].nip);
    meet(&mut a, &mut b);
    let with_payload = a.list_entries().unwrap();
    purge(&mut a, hash);
    meet(&mut a, &mut b);
    assert_one_office(&a, &b);
    // Somebody who still has it brings it again.
    b.receive(with_payload.clone()).unwrap();
    a.receive(with_payload).unwrap();
    assert_one_office(&a, &b);
    for office in [&a, &b] {
        assert_purged(office, hash);
        assert_eq!(office.list_people().unwrap().len(), 20);
    }
    let person = a.get_person_by_nip(&staff.members[9].nip).unwrap();
    assert!(a.store().ledger().unwrap().find_document(person::KIND, person.id).unwrap().is_some());
}

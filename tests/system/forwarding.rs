//! Closed evaluations of one office as evidence in another: what was signed there, and nothing that was not.

use tilik_journal::catalogue::{device, forwarded};
use tilik_journal::{Group, RecordId, Retention, Role, UserId, Value};
use tilik_office::Office;
use tilik_office::command::PaperName;
use tilik_office::forwarding::{ForwardedTaken, Forwarding, new_forwarding_code};
use tilik_office::store::Cost;
use tilik_office::user::NewUser;
use tilik_store::ledger::Act;
use tilik_sync::Message as _;
use tilik_sync::forwarding::{Evidence, Forwarded};
use tilik_testkit::office::{close_quarter, closed_office, import_staff, rate_staff, third_quarter};
use tilik_testkit::{Chance, OTHER_PASSWORD, Staff, TempOffice};

use crate::laptops::{assert_whole, found_two, meet};

const CODE: &str = "ABCD-EFGH-JKMN-PQRS-TVWX";

fn transfer(nip: &str) -> Forwarding {
    Forwarding { nip: nip.into(), periods: vec![third_quarter()], reason: "Pindah tugas".into() }
}

/// An office that has the same people and evaluated none of them.
fn receiving(seed: u64) -> (TempOffice, Office) {
    let (place, mut office) = TempOffice::found(seed);
    import_staff(&mut office, &Staff::of(8));
    (place, office)
}

#[test]
fn a_closed_evaluation_is_evidence_in_another_office_word_for_word() {
    let (_a_place, mut a, staff) = closed_office(5100);
    let nip = &staff.members[5].nip;
    a.set_letterhead("Dinas Asal", "Sibolga").unwrap();
    let forwardable = a.list_forwardable(nip).unwrap();
    assert_eq!(forwardable.iter().map(|found| found.period).collect::<Vec<_>>(), [third_quarter()]);
    let before = a.list_entries().unwrap().len();
    let file = a.make_forwarded(&transfer(nip), CODE).unwrap();
    assert_eq!(a.list_entries().unwrap().len(), before, "whoever gives writes nothing");

    let (b_place, mut b) = receiving(5101);
    let held = b.list_entries().unwrap().len();
    let card = b.look_at_forwarded(&file, "abcd efgh jkmn pqrs tvwx").unwrap();
    assert_eq!(b.list_entries().unwrap().len(), held, "looking keeps nothing");
    assert_eq!((card.nip.as_str(), card.reason.as_str()), (nip.as_str(), "Pindah tugas"));
    assert_eq!(card.known_as.as_deref(), Some(card.name.as_str()));
    assert_eq!(card.number, a.list_laptops().unwrap().number, "as the giving office shows itself");
    let [line] = card.evaluations.as_slice() else { panic!("{card:?}") };
    assert_eq!((line.period, line.predicate), (third_quarter(), forwardable[0].predicate));
    assert_eq!((line.other_nip.as_ref(), line.is_here), (None, false));

    assert_eq!(b.take_forwarded(&file, CODE).unwrap(), ForwardedTaken { new: 1, here: 0 });
    assert_eq!(b.take_forwarded(&file, CODE).unwrap(), ForwardedTaken { new: 0, here: 1 });
    assert_eq!(b.list_entries().unwrap().len(), held + 1, "a second time writes nothing");
    drop(b);
    let mut b = b_place.open();
    let [kept] = b.list_kept_evidence(nip).unwrap().try_into().unwrap();
    assert_eq!(kept.says.as_ref().map(|says| says.predicate), Some(line.predicate));
    // The other office's entry is in this one's journal as it was signed there.
    let opened = Forwarded::parse_file(&file, &CODE.replace('-', "")).unwrap();
    let closing = opened.evaluations[0].entry.clone();
    assert!(a.list_entries().unwrap().contains(&closing));
    let document = b.store().ledger().unwrap().find_document(forwarded::KIND, RecordId(kept.id)).unwrap();
    let evidence = document.unwrap().value(forwarded::EVIDENCE).and_then(Value::as_bytes).map(<[u8]>::to_vec);
    assert_eq!(Evidence::parse(&evidence.unwrap()).unwrap().entry, closing);

    assert!(b.render_evidence(kept.id, PaperName::A4.paper()).unwrap().starts_with(b"%PDF"));
    // Of this office's own work it is no part.
    assert_eq!(b.list_forwardable(nip).unwrap(), []);
    assert_whole(&b);

    b.remove_evidence(kept.id).unwrap();
    assert_eq!(b.list_kept_evidence(nip).unwrap(), []);
    assert_eq!(b.remove_evidence(kept.id).unwrap_err().code, "forward.unknown");
    assert_eq!(b.take_forwarded(&file, CODE).unwrap(), ForwardedTaken { new: 1, here: 0 });
    assert_eq!(b.list_kept_evidence(nip).unwrap(), [kept]);
    assert_whole(&b);
}

#[test]
fn what_a_second_laptop_closed_is_shown_by_its_certificate_and_by_no_other() {
    let staff = Staff::of(8);
    let ((_first, mut a), (_second, mut b)) = found_two(5110);
    import_staff(&mut a, &staff);
    tilik_testkit::office::agree_plans(&mut a, &staff);
    let (_third, _c) = crate::laptops::join(&mut a, "ketiga", 5112);
    meet(&mut a, &mut b);
    rate_staff(&mut b, &staff);
    assert_eq!(close_quarter(&mut b), 8);
    meet(&mut a, &mut b);
    let nip = &staff.members[5].nip;
    let (_place, mut other) = receiving(5113);
    // Whichever of the office's laptops makes the file, both devices are shown to be its own.
    for giving in [&a, &b] {
        let file = giving.make_forwarded(&transfer(nip), CODE).unwrap();
        let opened = Forwarded::parse_file(&file, &CODE.replace('-', "")).unwrap();
        let certificates: Vec<_> = opened.evaluations[0]
            .shown
            .iter()
            .filter_map(|entry| entry.payload())
            .map(|payload| payload.parse().unwrap())
            .collect();
        let [certificate] = certificates.as_slice() else { panic!("{certificates:?}") };
        let keys: Vec<_> = certificate
            .writes()
            .filter(|write| write.kind == device::KIND && write.field == device::KEY)
            .map(|write| write.value.clone())
            .collect();
        let of_b = b.store().ledger().unwrap().device_key();
        assert_eq!(
            keys,
            [Value::Bytes(of_b.to_vec())],
            "what an office wrote of its other laptops stays there"
        );
        assert_eq!(other.look_at_forwarded(&file, CODE).unwrap().evaluations.len(), 1);
        other.take_forwarded(&file, CODE).unwrap();
    }
    assert_eq!(other.list_kept_evidence(nip).unwrap().len(), 1, "one closing is one evidence");
}

#[test]
fn spoilt_and_foreign_files_are_refused_with_a_code_and_keep_nothing() {
    let (_a_place, a, staff) = closed_office(5120);
    let nip = &staff.members[5].nip;
    let file = a.make_forwarded(&transfer(nip), CODE).unwrap();
    let (_place, mut b) = receiving(5121);
    let held = b.list_entries().unwrap().len();
    let refuse = |b: &mut Office, bytes: &[u8], code: &str| b.take_forwarded(bytes, code).unwrap_err().code;
    assert_eq!(refuse(&mut b, &file, "ABCD-EFGH-JKMN-PQRS-TVWY"), "sync.forwarded_wrong_code");
    assert_eq!(refuse(&mut b, b"", CODE), "sync.not_forwarded");
    assert_eq!(refuse(&mut b, b"TILIK1\nnot this", CODE), "sync.not_forwarded");
    let mut chance = Chance::of(5122);
    for _ in 0..200 {
        let mut spoilt = file.clone();
        let at = chance.below(spoilt.len());
        match chance.below(3) {
            0 => spoilt[at] ^= 1 << chance.below(8),
            1 => spoilt.truncate(at),
            _ => spoilt.insert(at, 7),
        }
        let code = refuse(&mut b, &spoilt, CODE);
        let known = ["sync.not_forwarded", "sync.forwarded_damaged", "sync.forwarded_wrong_code"];
        assert!(known.contains(&code.as_str()), "{code}");
    }

    // Whoever knows the code can write anything; nothing of it is believed but what the office's devices signed.
    let code = CODE.replace('-', "");
    let opened = Forwarded::parse_file(&file, &code).unwrap();
    let (_c_place, c, _) = closed_office(5123);
    let of_c = c.make_forwarded(&transfer(nip), CODE).unwrap();
    let of_c = Forwarded::parse_file(&of_c, &code).unwrap();
    let sign_c = |bytes: &[u8]| c.store().ledger().unwrap().sign_apart(bytes);
    let forged: Vec<(&str, Forwarded)> = vec![
        ("another office's device speaks", Forwarded { device: of_c.device, ..opened.clone() }),
        (
            "it shows itself too",
            Forwarded { device: of_c.device, shown: of_c.shown.clone(), ..opened.clone() },
        ),
        (
            "another office's closing under this one's name",
            Forwarded {
                device: of_c.device,
                evaluations: vec![Evidence {
                    entry: of_c.evaluations[0].entry.clone(),
                    ..opened.evaluations[0].clone()
                }],
                ..of_c.clone()
            },
        ),
        (
            "without what shows it",
            Forwarded {
                evaluations: vec![Evidence { shown: Vec::new(), ..of_c.evaluations[0].clone() }],
                ..of_c.clone()
            },
        ),
        (
            "two offices in one file",
            Forwarded {
                evaluations: vec![of_c.evaluations[0].clone(), opened.evaluations[0].clone()],
                ..of_c.clone()
            },
        ),
    ];
    for (what, forged) in forged {
        let bytes = forged.to_file(&code, sign_c).unwrap();
        assert_eq!(refuse(&mut b, &bytes, CODE), "sync.forwarded_forged", "{what}");
    }
    let changed = Forwarded { office: "Dinas Lain".into(), ..opened.clone() };
    assert_eq!(refuse(&mut b, &changed.to_file(&code, sign_c).unwrap(), CODE), "sync.forwarded_forged");
    let nothing = Forwarded { evaluations: Vec::new(), ..of_c.clone() };
    assert_eq!(refuse(&mut b, &nothing.to_file(&code, sign_c).unwrap(), CODE), "sync.forwarded_damaged");
    // An entry that closes nothing is theirs all the same, and no evaluation.
    let other_entry =
        c.list_entries().unwrap().into_iter().find(|entry| entry.envelope().act == "person.imported");
    let evidence =
        Evidence::gather(of_c.evaluations[0].feed, &other_entry.unwrap(), &c.list_entries().unwrap());
    let no_closing = Forwarded { evaluations: vec![evidence.unwrap()], ..of_c };
    assert_eq!(
        refuse(&mut b, &no_closing.to_file(&code, sign_c).unwrap(), CODE),
        "forward.content_unreadable"
    );
    assert_eq!(b.list_entries().unwrap().len(), held, "nothing of all that is kept");
}

#[test]
fn what_somebody_wrote_by_hand_is_shown_as_unproven_and_not_printed() {
    let (_a_place, a, staff) = closed_office(5130);
    let nip = &staff.members[5].nip;
    let file = a.make_forwarded(&transfer(nip), CODE).unwrap();
    let opened = Forwarded::parse_file(&file, &CODE.replace('-', "")).unwrap();
    let (_place, mut b) = receiving(5131);
    b.take_forwarded(&file, CODE).unwrap();
    let [kept] = b.list_kept_evidence(nip).unwrap().try_into().unwrap();
    let mut stripped = opened.evaluations[0].clone();
    stripped.shown.clear();
    let me = UserId(b.actor().unwrap().id);
    let group = Group {
        kind: forwarded::KIND,
        record: RecordId(kept.id),
        fields: vec![(forwarded::EVIDENCE, Value::Bytes(stripped.to_bytes()))],
    };
    let act = Act {
        actor: me,
        word: "forwarded.taken".into(),
        retention: Retention::Career,
        groups: vec![group],
        expects: Vec::new(),
    };
    b.store_mut().commit(vec![act]).unwrap();
    let [now] = b.list_kept_evidence(nip).unwrap().try_into().unwrap();
    assert_eq!(now.says, None);
    let refused = b.render_evidence(kept.id, PaperName::A4.paper()).unwrap_err();
    assert_eq!(refused.code, "sync.forwarded_forged");
}

#[test]
fn only_the_head_forwards_and_takes_and_only_what_is_final() {
    let (place, mut a, staff) = closed_office(5140);
    let nip = staff.members[5].nip.clone();
    let asked = transfer(&nip);
    let refuse = |a: &Office, asked: &Forwarding| a.make_forwarded(asked, CODE).unwrap_err().code;
    assert_eq!(refuse(&a, &Forwarding { periods: Vec::new(), ..asked.clone() }), "forward.nothing");
    assert_eq!(refuse(&a, &Forwarding { reason: "  ".into(), ..asked.clone() }), "forward.no_reason");
    let never = vec!["2026-TW2".parse().unwrap()];
    assert_eq!(refuse(&a, &Forwarding { periods: never, ..asked.clone() }), "forward.not_closed");
    let stranger = "198001012005012001";
    let unknown = refuse(&a, &Forwarding { nip: stranger.into(), ..asked.clone() });
    assert_eq!(unknown, "person.unknown");

    let file = a.make_forwarded(&asked, CODE).unwrap();
    assert_eq!(a.take_forwarded(&file, CODE).unwrap_err().code, "forward.own_office");
    let (_empty, mut empty) = TempOffice::found(5141);
    assert_eq!(empty.look_at_forwarded(&file, CODE).unwrap().known_as, None);
    let refused = empty.take_forwarded(&file, CODE).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), &refused.details["nip"]),
        ("forward.person_unknown", &nip.clone().into())
    );

    // What was opened again is in force no more.
    a.reopen(&nip, third_quarter(), "Salah hitung").unwrap();
    assert_eq!(a.list_forwardable(&nip).unwrap(), []);
    assert_eq!(refuse(&a, &asked), "forward.not_closed");

    let operator = NewUser {
        login: "operator".into(),
        name: "Operator".into(),
        role: Role::Operator,
        nip: None,
        password: OTHER_PASSWORD.into(),
    };
    a.add_user(&operator, Cost::Floor).unwrap();
    drop(a);
    let mut operator = place.open_as("operator", OTHER_PASSWORD).unwrap();
    assert_eq!(operator.list_forwardable(&nip).unwrap_err().code, "user.not_permitted");
    assert_eq!(refuse(&operator, &asked), "user.not_permitted");
    assert_eq!(operator.look_at_forwarded(&file, CODE).unwrap_err().code, "user.not_permitted");
    assert_eq!(operator.take_forwarded(&file, CODE).unwrap_err().code, "user.not_permitted");
    assert_eq!(operator.list_kept_evidence(&nip).unwrap(), []);
}

#[test]
fn no_two_codes_are_alike() {
    let (_place, office) = TempOffice::found(5150);
    let made: std::collections::HashSet<_> =
        (0..50).map(|_| new_forwarding_code(office.host().as_ref())).collect();
    assert_eq!(made.len(), 50);
    assert!(made.iter().all(|code| code.len() == 24 && code.split('-').count() == 5), "{made:?}");
}

#[test]
fn what_came_before_its_tables_is_added_up_when_the_program_is_newer() {
    let (_a_place, a, staff) = closed_office(5160);
    let nip = &staff.members[5].nip;
    let (place, mut b) = receiving(5161);
    b.take_forwarded(&a.make_forwarded(&transfer(nip), CODE).unwrap(), CODE).unwrap();
    let kept = b.list_kept_evidence(nip).unwrap();
    // As the release before leaves it: the record is kept, and there is no table with a row of it.
    let before = "ALTER TABLE kind_device DROP COLUMN succeeds; DROP TABLE kind_forwarded; DELETE FROM setting WHERE name = 'caught_up'; PRAGMA user_version = 13";
    b.store().ledger().unwrap().connection().execute_batch(before).unwrap();
    drop(b);
    let b = place.open();
    assert_eq!(b.list_kept_evidence(nip).unwrap(), kept);
    assert_whole(&b);
}

//! Lists of keys: read strictly, and never believed about another office.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod paper;

use paper::{NOW, OTHER, OWN, device, list, list_bytes, public, record};
use proptest::prelude::*;
use tilik_seal::{Import, KeyList, KeyRecord, Register, SealError};

fn text() -> String {
    let revoked = KeyRecord { revoked_at: Some(NOW), ..record(&device(4), OWN) };
    String::from_utf8(list_bytes(NOW, &device(1), &[record(&device(1), OWN), revoked])).unwrap()
}

#[test]
fn what_is_written_is_read_back() {
    let list = KeyList::parse(text().as_bytes()).unwrap();
    assert_eq!((list.made_at(), list.records().len()), (NOW, 2));
    assert_eq!(list.signer(), &public(&device(1)));
    assert_eq!(list.records()[1].revoked_at, Some(NOW));
    assert_eq!(list.records()[0].office_name, "Dinas Perpustakaan");
    let groups: Vec<_> = list.fingerprint().split(' ').map(str::len).collect();
    assert_eq!(groups, [4; 8]);
}

#[test]
fn any_changed_byte_is_found() {
    let good = text().into_bytes();
    for at in 0..good.len() {
        for bit in [0, 3, 5] {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            assert!(KeyList::parse(&bytes).is_err(), "byte {at}");
        }
    }
    for length in 0..good.len() {
        assert!(KeyList::parse(&good[..length]).is_err(), "cut at {length}");
    }
}

/// Signed by whoever may, and still not of the one form.
#[test]
fn every_other_form_is_refused_with_its_line() {
    use ed25519_dalek::Signer as _;
    let signed = |body: &str| {
        let signature = device(1).sign(body.as_bytes()).to_bytes();
        let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        KeyList::parse(format!("{body}signature {digits}\n").as_bytes())
    };
    let good = text();
    let body = &good[..good.find("signature").unwrap()];
    assert!(signed(body).is_ok());
    let key_line = body.lines().find(|line| line.starts_with("key")).unwrap();
    let office_line = body.lines().find(|line| line.starts_with("office")).unwrap();
    let table = [
        (body.replace("v1", "v2"), 1),
        (body.replace("made 1", "made 01"), 2),
        (body.replace("made 1", "made -1"), 2),
        (body.replace("office 01", "office 0G"), 3),
        (body.replace("Dinas Perpustakaan", ""), 3),
        (body.replace("Dinas", " Dinas"), 3),
        (body.replace("Dinas", "Dinas\u{202e}"), 3),
        (body.replace("Dinas", &"D".repeat(200)), 3),
        (body.replacen(&format!("{key_line}\n"), "", 2).replace("key ", "kez "), 4),
        (body.replacen(key_line, &key_line.replace(" -", " x"), 1), 4),
        (body.replacen(key_line, &format!("{key_line} "), 1), 4),
        (body.replacen(key_line, &format!("{key_line}\n{key_line}"), 1), 7),
        (body.replacen("signer", &format!("{office_line}\nsigner"), 1), 6),
        (body.replacen("signer", "\nsigner", 1), 6),
        (body.replacen(&format!("{office_line}\n"), "", 1), 3),
        (body.replace('\n', "\r\n"), 1),
    ];
    for (changed, expected) in table {
        let Err(SealError::MalformedRegister { line, .. }) = signed(&changed) else { panic!("{changed}") };
        assert_eq!(line, expected, "{changed}");
    }
    let long = vec![b'a'; tilik_seal::register::MOST_BYTES + 1];
    assert!(matches!(KeyList::parse(&long), Err(SealError::RegisterTooLarge { .. })));
}

#[test]
fn what_could_not_be_read_is_not_written() {
    use ed25519_dalek::Signer as _;
    let own = device(1);
    let two_lines = KeyRecord { office_name: "Dinas\nkey".to_owned(), ..record(&own, OWN) };
    for records in [vec![], vec![two_lines], vec![record(&own, OWN), record(&own, OWN)]] {
        assert!(KeyList::write(NOW, &public(&own), &records, |bytes| own.sign(bytes).to_bytes()).is_err());
    }
}

#[test]
fn whoever_speaks_for_an_office_first_is_replaced_only_knowingly() {
    let register = Register::of(vec![list(NOW, &device(1), &[record(&device(1), OWN)])]);
    let plan = |list: &KeyList| register.plan_import(list, None);
    assert_eq!(plan(&list(NOW, &device(2), &[record(&device(2), OTHER)])), Import::First);
    assert_eq!(plan(&list(NOW, &device(1), &[record(&device(1), OWN)])), Import::Same);
    assert_eq!(
        plan(&list(NOW + 1, &device(1), &[record(&device(1), OWN), record(&device(4), OWN)])),
        Import::Newer
    );
    assert_eq!(
        plan(&list(NOW - 1, &device(1), &[record(&device(1), OWN), record(&device(4), OWN)])),
        Import::Older
    );
    // The same time and other contents: the known one stays.
    assert_eq!(
        plan(&list(NOW, &device(1), &[record(&device(1), OWN), record(&device(4), OWN)])),
        Import::Older
    );
    assert_eq!(plan(&list(NOW + 1, &device(5), &[record(&device(5), OWN)])), Import::OtherSigner);
    // A foreign office that lists this office's key as its own would print this office's sheets under its name.
    assert_eq!(
        plan(&list(NOW, &device(2), &[record(&device(2), OTHER), record(&device(1), OTHER)])),
        Import::KeyOfAnother
    );
}

#[test]
fn the_province_alone_speaks_for_several() {
    let province = device(7);
    let both = [record(&device(1), OWN), record(&device(2), OTHER)];
    let register = Register::default();
    let list = list(NOW, &province, &both);
    assert_eq!(register.plan_import(&list, None), Import::NotItsOwn);
    assert_eq!(register.plan_import(&list, Some(&public(&device(8)))), Import::NotItsOwn);
    assert_eq!(register.plan_import(&list, Some(&public(&province))), Import::First);
    // Nor may a key that was withdrawn, or is none of the office's, speak for it.
    let withdrawn = KeyRecord { revoked_at: Some(NOW), ..record(&device(1), OWN) };
    let by_withdrawn = paper::list(NOW, &device(1), &[withdrawn, record(&device(4), OWN)]);
    assert_eq!(register.plan_import(&by_withdrawn, None), Import::NotItsOwn);
    let by_stranger = paper::list(NOW, &device(9), &[record(&device(1), OWN)]);
    assert_eq!(register.plan_import(&by_stranger, None), Import::NotItsOwn);
}

#[test]
fn a_newer_list_takes_the_place_of_the_older_one() {
    let mut register = Register::default();
    assert!(
        register.import(list(NOW, &device(1), &[record(&device(1), OWN), record(&device(4), OWN)]), None)
    );
    assert!(register.import(list(NOW, &device(2), &[record(&device(2), OTHER)]), None));
    assert!(register.import(list(NOW + 1, &device(1), &[record(&device(1), OWN)]), None));
    assert!(
        !register.import(list(NOW, &device(1), &[record(&device(1), OWN), record(&device(4), OWN)]), None)
    );
    let keys: Vec<_> = register.list_keys().map(|record| record.key).collect();
    assert_eq!(keys, [public(&device(2)), public(&device(1))]);
    assert_eq!(register.list_named(public(&device(4)).id()).count(), 0);
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..300) {
        prop_assert!(KeyList::parse(&bytes).is_err());
        let mut mixed = text().into_bytes();
        let end = (at + bytes.len()).min(mixed.len());
        if at < end {
            mixed[at..end].copy_from_slice(&bytes[..end - at]);
            if mixed != text().into_bytes() {
                prop_assert!(KeyList::parse(&mixed).is_err());
            }
        }
    }
}

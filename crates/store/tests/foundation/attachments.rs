//! Attachments as encrypted files.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use tilik_store::attachment::LARGEST;
use tilik_store::database::Check;

use crate::rehearsal::*;

fn files(office: &Office) -> Vec<PathBuf> {
    let drawers = fs::read_dir(office.root.join("attachments")).unwrap();
    drawers
        .flat_map(|drawer| fs::read_dir(drawer.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect()
}

#[test]
fn an_attachment_comes_back_and_neither_name_nor_file_tells_what_it_is() {
    let office = Office::new();
    let vault = office.unlock(PASSWORD).unwrap();
    let attachments = vault.attachments().unwrap();
    let scan = b"SK kenaikan pangkat".repeat(5000);
    let hash = attachments.put(&scan, vault.surroundings()).unwrap();
    assert_eq!(attachments.put(&scan, vault.surroundings()).unwrap(), hash);
    assert_eq!(attachments.get(&hash).unwrap().as_slice(), scan);
    assert!(attachments.is_stored(&hash).unwrap());
    assert!(!attachments.is_stored(&[0; 32]).unwrap());
    assert_eq!(code_of(attachments.get(&[0; 32])), "store.attachment_missing");
    let files = files(&office);
    assert_eq!(files.len(), 1);
    let name = files[0].file_name().unwrap().to_str().unwrap();
    assert_ne!(name, hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let stored = fs::read(&files[0]).unwrap();
    assert!(!stored.windows(10).any(|window| window == &scan[..10]));
}

#[test]
fn a_damaged_attachment_is_named_and_healed_by_storing_it_again() {
    let office = Office::new();
    let vault = office.unlock(PASSWORD).unwrap();
    let attachments = vault.attachments().unwrap();
    let hash = attachments.put(b"scan", vault.surroundings()).unwrap();
    let file = files(&office).remove(0);
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        flip(&file, at);
        assert_eq!(code_of(attachments.verify(&hash)), "store.attachment_damaged", "byte {at}");
        fs::write(&file, &whole[..at]).unwrap();
        assert_eq!(code_of(attachments.verify(&hash)), "store.attachment_damaged", "{at} bytes");
        fs::write(&file, &whole).unwrap();
    }
    flip(&file, 80);
    attachments.put(b"scan", vault.surroundings()).unwrap();
    attachments.verify(&hash).unwrap();
    assert_eq!(fs::read_dir(office.root.join("quarantine")).unwrap().count(), 1);
}

#[test]
fn an_attachment_moved_to_the_name_of_another_is_damaged() {
    let office = Office::new();
    let vault = office.unlock(PASSWORD).unwrap();
    let attachments = vault.attachments().unwrap();
    let first = attachments.put(b"first", vault.surroundings()).unwrap();
    let place = files(&office).remove(0);
    let second = attachments.put(b"second", vault.surroundings()).unwrap();
    let other = files(&office).into_iter().find(|file| *file != place).unwrap();
    fs::write(&place, fs::read(other).unwrap()).unwrap();
    assert_eq!(code_of(attachments.get(&first)), "store.attachment_damaged");
    attachments.verify(&second).unwrap();
}

#[test]
fn an_attachment_beyond_the_limit_is_refused() {
    let office = Office::new();
    let vault = office.unlock(PASSWORD).unwrap();
    let too_large = vec![0; usize::try_from(LARGEST).unwrap() + 1];
    assert_eq!(
        code_of(vault.attachments().unwrap().put(&too_large, vault.surroundings())),
        "store.attachment_too_large"
    );
}

#[test]
fn any_bytes_come_back_also_after_a_change_of_key() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    let stored = std::cell::RefCell::new(Vec::new());
    proptest!(ProptestConfig::with_cases(24), |(bytes in proptest::collection::vec(any::<u8>(), 0..3000))| {
        let hash = vault.attachments().unwrap().put(&bytes, vault.surroundings()).unwrap();
        stored.borrow_mut().push((hash, bytes));
    });
    drop(vault.change_key(connection).unwrap());
    let late = vault.attachments().unwrap().put(b"late", vault.surroundings()).unwrap();
    stored.borrow_mut().push((late, b"late".to_vec()));
    drop(vault.open_database(Check::Opening).unwrap());
    drop(vault);
    let vault = office.unlock(PASSWORD).unwrap();
    for (hash, bytes) in stored.into_inner() {
        assert_eq!(vault.attachments().unwrap().get(&hash).unwrap().as_slice(), bytes);
    }
}

//! Folders that are missing, foreign, locked, read-only; slot files that are damaged or changed; the delay after wrong passwords.

use std::fs;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tilik_store::database::Check;
use tilik_store::keys::{SlotName, Unlock};
use tilik_store::mark::{self, Mark, MarkReading};
use tilik_store::{Vault, throttle, vault};
use uuid::Uuid;

use crate::rehearsal::*;

#[test]
fn an_office_opens_by_login_in_any_case_and_by_user() {
    let office = Office::new();
    for name in [SlotName::Login("KEPALA "), SlotName::User(HEAD)] {
        let mut vault =
            Vault::unlock(&office.root, Unlock::Password { name, password: PASSWORD }, Rehearsal::arc())
                .unwrap();
        assert_eq!(count_staff(&vault.open_database(Check::Full).unwrap()), 100);
    }
    assert_eq!(vault::list_users(&office.root).unwrap()[0].login, "kepala");
}

#[test]
fn a_missing_a_foreign_and_a_keyless_folder_are_told_apart_and_left_alone() {
    let office = Office::new();
    let open = |path: &std::path::Path| Vault::unlock(path, by_password(PASSWORD), Rehearsal::arc());
    assert_eq!(code_of(open(&office.beside("nothing"))), "store.folder_missing");

    let foreign = office.beside("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("letter.txt"), "Yth.").unwrap();
    assert_eq!(code_of(open(&foreign)), "store.not_an_office_folder");
    assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1);
    assert_eq!(code_of(open(&foreign.join("letter.txt"))), "store.not_an_office_folder");

    fs::remove_file(office.root.join("tilik.keys")).unwrap();
    assert_eq!(code_of(open(&office.root)), "store.keys_missing");
}

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("letter.txt"), "Yth.").unwrap();
    assert_eq!(code_of(found(directory.path(), Rehearsal::arc())), "store.folder_not_empty");
    assert_eq!(
        code_of(found(&directory.path().join("letter.txt"), Rehearsal::arc())),
        "store.folder_not_empty"
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_second_holder_is_refused_until_the_first_is_gone() {
    let office = Office::new();
    let vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.locked_by_another_process");
    assert_eq!(crate::kills::unlock_in_a_child(&office.root), "store.locked_by_another_process");
    drop(vault);
    assert_eq!(crate::kills::unlock_in_a_child(&office.root), "opened");
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::new();
    // A directory in the place of the probe stops even root, whom modes do not.
    fs::create_dir(office.root.join("tilik.probe")).unwrap();
    assert!(office.unlock(PASSWORD).is_err());
    fs::remove_dir(office.root.join("tilik.probe")).unwrap();

    fs::set_permissions(&office.root, fs::Permissions::from_mode(0o555)).unwrap();
    let modes_are_ignored = fs::write(office.root.join("probe"), "").is_ok();
    let opened = office.unlock(PASSWORD);
    fs::set_permissions(&office.root, fs::Permissions::from_mode(0o755)).unwrap();
    if modes_are_ignored {
        eprintln!("modes do not bind this user: the mode of the folder was not tried");
    } else {
        assert_eq!(code_of(opened), "store.folder_read_only");
    }
}

#[test]
fn a_wrong_password_waits_longer_each_time_and_hints_at_nothing() {
    let office = Office::new();
    let attempt = |unlock: Unlock<'_>| {
        let surroundings = Rehearsal::arc();
        let code = Vault::unlock(&office.root, unlock, surroundings.clone())
            .map_or_else(|error| error.code(), |_| "opened");
        (code, surroundings.pauses())
    };
    let unknown = Unlock::Password { name: SlotName::Login("nobody"), password: PASSWORD };
    let nameless = Unlock::Password { name: SlotName::User(Uuid::nil()), password: PASSWORD };
    assert_eq!(attempt(by_password("salah")), ("store.wrong_password", vec![]));
    assert_eq!(attempt(unknown), ("store.wrong_password", vec![]));
    assert_eq!(attempt(nameless), ("store.wrong_password", vec![1]));
    assert_eq!(attempt(by_password("kopi pagi di kantor ")), ("store.wrong_password", vec![2]));
    assert_eq!(attempt(by_password(PASSWORD)), ("opened", vec![4]));
    assert_eq!(attempt(by_password(PASSWORD)), ("opened", vec![]));
}

#[test]
fn the_delay_grows_to_a_minute_and_no_further() {
    let delays: Vec<u64> = (0..12).map(|failures| throttle::delay_after(failures).as_secs()).collect();
    assert_eq!(delays, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    assert_eq!(throttle::delay_after(u32::MAX), Duration::from_secs(60));
}

#[test]
fn an_unreadable_count_neither_locks_out_nor_lets_in_at_once() {
    let office = Office::new();
    fs::write(office.root.join("tilik.throttle"), [0, 0, 0]).unwrap();
    let surroundings = Rehearsal::arc();
    Vault::unlock(&office.root, by_password(PASSWORD), surroundings.clone()).unwrap();
    assert_eq!(surroundings.pauses(), [4]);
}

#[test]
fn any_flipped_byte_of_the_slot_file_is_damage_not_a_wrong_password() {
    let office = Office::new();
    let keys = office.root.join("tilik.keys");
    let whole = fs::read(&keys).unwrap();
    for at in (0..whole.len()).step_by(7) {
        flip(&keys, at);
        assert_eq!(code_of(office.unlock(PASSWORD)), "store.keys_damaged", "byte {at}");
        fs::write(&keys, &whole).unwrap();
    }
    for length in [0, 1, 31, 32, 33, 60, whole.len() - 1] {
        fs::write(&keys, &whole[..length]).unwrap();
        assert_eq!(code_of(office.unlock(PASSWORD)), "store.keys_damaged", "{length} bytes");
    }
    fs::write(&keys, &whole).unwrap();
    // Damage is nobody's guess.
    assert_eq!(throttle::delay_after(1).as_secs(), 0);
    office.unlock(PASSWORD).unwrap();
}

/// Changes the slot file as somebody would who knows the format and no key.
fn forge(keys: &std::path::Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(keys).unwrap();
    bytes.truncate(bytes.len() - 32);
    change(&mut bytes);
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    fs::write(keys, bytes).unwrap();
}

fn find(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).unwrap()
}

#[test]
fn a_forged_slot_file_raises_the_alarm() {
    let office = Office::new();
    let keys = office.root.join("tilik.keys");
    let whole = fs::read(&keys).unwrap();
    // The generation, a MAC, and the recipient of the other slot.
    forge(&keys, |bytes| {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    });
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.keys_tampered");
    fs::write(&keys, &whole).unwrap();
    forge(&keys, |bytes| {
        let last = bytes.windows(4).rposition(|window| window == b"age1").unwrap();
        bytes[last + 10] = if bytes[last + 10] == b'q' { b'p' } else { b'q' };
    });
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.keys_tampered");
    fs::write(&keys, &whole).unwrap();
    forge(&keys, |bytes| bytes[9] = 9);
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.keys_newer");
}

#[test]
fn a_slot_weakened_by_somebody_does_not_open() {
    let office = Office::new();
    let keys = office.root.join("tilik.keys");
    let whole = fs::read(&keys).unwrap();
    // 65536 KiB in CBOR is 1a 00 01 00 00: weaker parameters are refused before any work.
    forge(&keys, |bytes| {
        let at = find(bytes, &[0x1a, 0, 1, 0, 0, 3]);
        bytes[at + 2] = 0;
    });
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.keys_damaged");
    fs::write(&keys, &whole).unwrap();
    // More passes than were wrapped with: the slot does not open.
    forge(&keys, |bytes| {
        let at = find(bytes, &[0x1a, 0, 1, 0, 0, 3]);
        bytes[at + 5] = 4;
    });
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.wrong_password");
    fs::write(&keys, &whole).unwrap();
    // Another login for the same slot: bound too.
    forge(&keys, |bytes| {
        let at = find(bytes, b"kepala");
        bytes[at] = b'x';
    });
    let unlock = Unlock::Password { name: SlotName::User(HEAD), password: PASSWORD };
    assert_eq!(code_of(Vault::unlock(&office.root, unlock, Rehearsal::arc())), "store.wrong_password");
}

#[test]
fn a_damaged_mark_is_reported_and_stops_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let marks = directory.path().join("marks");
    let (feed, log) = ([1; 16], [2; 16]);
    assert_eq!(mark::read(&marks, &feed, &log), MarkReading::Missing);
    let first = Mark { seq: 7, hash: [3; 32] };
    mark::write(&marks, &feed, &log, &first).unwrap();
    assert_eq!(mark::read(&marks, &feed, &log), MarkReading::Found(first));
    assert_eq!(mark::read(&marks, &log, &feed), MarkReading::Missing);
    let second = Mark { seq: 8, hash: [4; 32] };
    mark::write(&marks, &feed, &log, &second).unwrap();
    assert_eq!(mark::read(&marks, &feed, &log), MarkReading::Found(second));

    let file = fs::read_dir(&marks).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&file).unwrap();
    for at in 0..whole.len() {
        flip(&file, at);
        assert_eq!(mark::read(&marks, &feed, &log), MarkReading::Damaged);
        fs::write(&file, &whole[..at]).unwrap();
        assert_eq!(mark::read(&marks, &feed, &log), MarkReading::Damaged);
        fs::write(&file, &whole).unwrap();
    }
    // A file in the place of the directory.
    let occupied = directory.path().join("occupied");
    fs::write(&occupied, "").unwrap();
    assert_ne!(mark::read(&occupied, &feed, &log), MarkReading::Found(first));
    assert!(mark::write(&occupied, &feed, &log, &first).is_err());
}

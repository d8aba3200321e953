//! Backups: while writes go on, damaged at every place, restored elsewhere, thinned.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};
use tilik_store::database::Check;
use tilik_store::keys::{Cost, Unlock};
use tilik_store::{StoreError, Vault, backup};

use crate::rehearsal::*;

#[test]
fn a_backup_restored_elsewhere_opens_with_the_passwords_of_its_time() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    let hash = vault.attachments().unwrap().put(b"scan", vault.surroundings()).unwrap();
    let outside = office.beside("kantor.tilikbackup");
    let facts = backup::make_at(&vault, &connection, &outside).unwrap();
    assert_eq!((facts.counter, facts.database_version, facts.attachments), (1, 3, 1));
    assert_eq!(facts.folder_id, vault.folder_id());
    vault.set_password(HEAD, OTHER_PASSWORD, Cost::Floor).unwrap();
    let connection = vault.change_key(connection).unwrap();
    add_staff(&connection, 5);

    let elsewhere = office.beside("elsewhere").join("deep").join("kantor");
    backup::restore(&outside, &elsewhere, Rehearsal::arc().as_ref()).unwrap();
    assert_eq!(
        code_of(Vault::unlock(&elsewhere, by_password(OTHER_PASSWORD), Rehearsal::arc())),
        "store.wrong_password"
    );
    let mut restored = Vault::unlock(&elsewhere, by_password(PASSWORD), Rehearsal::arc()).unwrap();
    assert_eq!(count_staff(&restored.open_database(Check::Full).unwrap()), 100);
    assert_eq!(restored.attachments().unwrap().get(&hash).unwrap().as_slice(), b"scan");
    drop(restored);
    let sheets = Unlock::Recovery { first: office.sheets.first(), second: office.sheets.second() };
    Vault::unlock(&elsewhere, sheets, Rehearsal::arc()).unwrap();
    assert_eq!(
        code_of(backup::restore(&outside, &elsewhere, Rehearsal::arc().as_ref())),
        "store.folder_not_empty"
    );
    assert_eq!(
        code_of(backup::restore(&outside, &outside, Rehearsal::arc().as_ref())),
        "store.folder_not_empty"
    );
}

#[test]
fn a_backup_clears_away_what_unfinished_ones_left_and_nothing_else() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let backups = vault.folder().paths().backups();
    fs::create_dir_all(&backups).unwrap();
    for name in ["000007.tilikbackup.partial", "snapshot.partial-wal", "catatan.json.partial"] {
        fs::write(backups.join(name), b"half").unwrap();
    }
    backup::make(&vault, &connection).unwrap();
    let left: BTreeSet<_> = fs::read_dir(&backups)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left, BTreeSet::from(["000001.tilikbackup".into(), "catatan.json.partial".into()]));
}

#[test]
fn a_backup_made_while_writes_go_on_is_consistent() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    let writer = vault.open_database(Check::Opening).unwrap();
    writer
        .execute_batch("CREATE TABLE debit (amount INTEGER); CREATE TABLE credit (amount INTEGER);")
        .unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                // Both rows or none: a torn snapshot would have more of one.
                writer
                    .execute_batch(
                        "BEGIN; INSERT INTO debit VALUES (1); INSERT INTO credit VALUES (1); COMMIT;",
                    )
                    .unwrap();
            }
        });
        let mut last = 0;
        for round in 0..5 {
            let made = backup::make(&vault, &connection).unwrap();
            let root = office.beside(&format!("round-{round}"));
            backup::restore(&made.path, &root, Rehearsal::arc().as_ref()).unwrap();
            let mut restored = Vault::unlock(&root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
            let copy = restored.open_database(Check::Full).unwrap();
            let count = |table: &str| -> i64 {
                copy.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
            };
            assert_eq!(count("debit"), count("credit"));
            assert!(count("debit") >= last);
            last = count("debit");
        }
        stop.store(true, Ordering::Relaxed);
        assert!(last > 0);
    });
}

#[test]
fn a_damaged_backup_names_its_part_and_restores_nothing() {
    let office = Office::new();
    let (vault, connection) = office.open();
    vault.attachments().unwrap().put(b"scan", vault.surroundings()).unwrap();
    let made = backup::make(&vault, &connection).unwrap().path;
    let whole = fs::read(&made).unwrap();
    let target = office.beside("restored");
    let mut parts = BTreeSet::new();
    let mut judge = |bytes: &[u8]| {
        fs::write(&made, bytes).unwrap();
        let code = code_of(backup::verify(&made));
        let error = backup::restore(&made, &target, Rehearsal::arc().as_ref()).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!target.exists());
        parts.insert(error.to_string());
        code
    };
    for at in (0..whole.len()).step_by(whole.len() / 150) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x40;
        let code = judge(&bytes);
        let expected: &[&str] =
            if at < 8 { &["store.not_a_backup"] } else { &["store.backup_damaged", "store.backup_newer"] };
        assert!(expected.contains(&code), "byte {at}: {code}");
    }
    for length in [0, 7, 8, 12, 14, 100, whole.len() / 2, whole.len() - 1] {
        let code = judge(&whole[..length]);
        assert_eq!(
            code,
            if length < 8 { "store.not_a_backup" } else { "store.backup_damaged" },
            "{length} bytes"
        );
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert_eq!(judge(&longer), "store.backup_damaged");
    let mut in_attachment = whole.clone();
    let last = in_attachment.len() - 1;
    in_attachment[last] ^= 1;
    judge(&in_attachment);
    let told: String = parts.into_iter().collect();
    for part in ["header", "tilik.keys", "tilik.db", "end"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    fs::write(&made, &whole).unwrap();
    backup::verify(&made).unwrap();
}

#[test]
fn a_backup_with_a_foreign_part_name_is_refused() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let made = backup::make(&vault, &connection).unwrap().path;
    let mut bytes = fs::read(&made).unwrap();
    let at = bytes.windows(10).position(|window| window == b"tilik.keys").unwrap();
    bytes[at..at + 10].copy_from_slice(b"../../keys");
    // The forger makes the header's digest right again.
    let length = u32::from_be_bytes(bytes[10..14].try_into().unwrap()) as usize;
    let digest = Sha256::digest(&bytes[..14 + length]);
    bytes[14 + length..14 + length + 32].copy_from_slice(&digest);
    fs::write(&made, bytes).unwrap();
    assert_eq!(code_of(backup::verify(&made)), "store.backup_damaged");
    assert_eq!(
        code_of(backup::restore(&made, &office.beside("x"), Rehearsal::arc().as_ref())),
        "store.backup_damaged"
    );
}

#[test]
fn a_failed_backup_leaves_the_one_before() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let outside = office.beside("stick.tilikbackup");
    backup::make_at(&vault, &connection, &outside).unwrap();
    let before = fs::read(&outside).unwrap();
    fs::create_dir(office.beside("stick.tilikbackup.partial")).unwrap();
    add_staff(&connection, 1);
    match backup::make_at(&vault, &connection, &outside) {
        // Windows calls writing to a folder a lack of permission.
        Err(StoreError::Io { path, .. } | StoreError::FolderReadOnly { path }) => {
            assert_eq!(path, outside, "the file that was asked for");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&outside).unwrap(), before);
    assert_eq!(fs::read_dir(office.root.join("backups")).unwrap().count(), 0);
}

#[test]
fn backups_are_numbered_whatever_the_clock_says() {
    let office = Office::new();
    let surroundings = Rehearsal::arc();
    let mut vault = Vault::unlock(&office.root, by_password(PASSWORD), surroundings.clone()).unwrap();
    let connection = vault.open_database(Check::Opening).unwrap();
    for (clock, counter) in [(5_000_000, 1), (4_000, 2), (-9, 3)] {
        surroundings.clock.store(clock, Ordering::Relaxed);
        let made = backup::make(&vault, &connection).unwrap();
        assert_eq!(made.counter, counter);
        assert_eq!(backup::verify(&made.path).unwrap().made_at.unwrap().timestamp(), clock);
    }
    let counters: Vec<u64> =
        backup::list(vault.folder()).unwrap().iter().map(|backup| backup.counter).collect();
    assert_eq!(counters, [1, 2, 3]);
}

#[test]
fn what_is_not_kept_goes_and_the_newest_seven_stay() {
    let office = Office::new();
    let surroundings = Rehearsal::arc();
    let mut vault = Vault::unlock(&office.root, by_password(PASSWORD), surroundings.clone()).unwrap();
    let connection = vault.open_database(Check::Opening).unwrap();
    for hour in 0..9 {
        surroundings.clock.store(1_780_000_000 + hour * 60, Ordering::Relaxed);
        let label = Some(format!("number {hour}"));
        let made = backup::make_labelled(&vault, &connection, label.clone()).unwrap();
        assert_eq!(backup::read_facts(&made.path).unwrap().label, label);
    }
    assert_eq!(backup::tidy(vault.folder(), |at| at.date_naive()).unwrap(), 2);
    let counters: Vec<u64> = backup::list(vault.folder()).unwrap().iter().map(|file| file.counter).collect();
    assert_eq!(counters, [3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn of_a_damaged_backup_the_parts_that_can_be_read_are_named_and_nothing_is_restored() {
    let office = Office::new();
    let (vault, connection) = office.open();
    vault.attachments().unwrap().put(b"scan", vault.surroundings()).unwrap();
    let made = backup::make(&vault, &connection).unwrap();
    assert!(backup::inspect(&made.path).unwrap().is_whole());
    let whole = fs::read(&made.path).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&made.path, &bytes).unwrap();
    let state = backup::inspect(&made.path).unwrap();
    assert_eq!((state.keys, state.database, state.attachments, state.of_attachments), (true, false, 1, 1));
    let elsewhere = office.beside("elsewhere");
    assert_eq!(
        code_of(backup::restore(&made.path, &elsewhere, Rehearsal::arc().as_ref())),
        "store.backup_damaged"
    );
    assert!(!elsewhere.exists());
    fs::write(&made.path, &whole[..middle]).unwrap();
    let state = backup::inspect(&made.path).unwrap();
    assert_eq!((state.keys, state.database, state.attachments), (true, false, 0));
}

#[test]
fn a_backup_takes_the_place_of_the_office_and_all_backups_stay() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let first = backup::make(&vault, &connection).unwrap();
    add_staff(&connection, 5);
    backup::make(&vault, &connection).unwrap();
    drop(connection);
    drop(vault);
    backup::put_back::replace_office(&first.path, &office.root, Rehearsal::arc().as_ref()).unwrap();
    let (vault, connection) = office.open();
    assert_eq!(count_staff(&connection), 100);
    let files = backup::list(vault.folder()).unwrap();
    assert_eq!(files.iter().map(|file| file.counter).collect::<Vec<_>>(), [1, 2]);
    drop(connection);
    drop(vault);
    let beside: Vec<_> =
        fs::read_dir(office.root.parent().unwrap()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(beside.iter().all(|name| !name.to_string_lossy().contains(".tilik-")), "{beside:?}");
    backup::put_back::replace_office(&files[1].path, &office.root, Rehearsal::arc().as_ref()).unwrap();
    assert_eq!(count_staff(&office.open().1), 105);
}

#[test]
fn a_restore_that_was_killed_is_settled() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let made = backup::make(&vault, &connection).unwrap();
    add_staff(&connection, 5);
    drop(connection);
    drop(vault);
    let named = |ending: &str| {
        office.root.with_file_name(format!("{}{ending}", office.root.file_name().unwrap().to_string_lossy()))
    };
    let (next, old) = (named(".tilik-pulih"), named(".tilik-lama"));
    // Before the office moved aside: it stays as it was.
    backup::restore(&made.path, &next, Rehearsal::arc().as_ref()).unwrap();
    // Whoever is at it is not disturbed.
    let lock = fs::File::create(named(".tilik-kunci")).unwrap();
    lock.lock().unwrap();
    assert_eq!(backup::put_back::settle(&office.root).unwrap_err().code(), "store.locked_by_another_process");
    assert!(next.exists());
    drop(lock);
    backup::put_back::settle(&office.root).unwrap();
    assert!(!next.exists());
    assert_eq!(count_staff(&office.open().1), 105);
    // Between the two renames: the new one takes its place.
    backup::restore(&made.path, &next, Rehearsal::arc().as_ref()).unwrap();
    fs::rename(&office.root, &old).unwrap();
    backup::put_back::settle(&office.root).unwrap();
    assert_eq!(count_staff(&office.open().1), 100);
    // The old one goes only when the new one is there.
    backup::put_back::settle(&office.root).unwrap();
    assert!(!old.exists() && !next.exists());
    fs::rename(&office.root, &old).unwrap();
    backup::put_back::settle(&office.root).unwrap();
    assert_eq!(count_staff(&office.open().1), 100);
}

//! The database file: settings, damage, migrations, change of key.

use std::fs;

use rusqlite_migration::{M, Migrations};
use tilik_store::database::{self, Check};
use tilik_store::{StoreError, backup};

use crate::rehearsal::*;

#[test]
fn a_connection_is_durable_and_checked() {
    let office = Office::new();
    let (_vault, connection) = office.open();
    let ask = |name: &str| {
        connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
            .unwrap()
    };
    let number = rusqlite::types::Value::Integer;
    assert_eq!(ask("journal_mode"), rusqlite::types::Value::Text("wal".to_owned()));
    assert_eq!(ask("synchronous"), number(2));
    assert_eq!(ask("foreign_keys"), number(1));
    assert_eq!(ask("secure_delete"), number(1));
    assert_eq!(ask("temp_store"), number(2));
}

#[test]
fn a_database_cut_to_nothing_is_damaged_not_new() {
    for length in [100, 4096, 8192] {
        let office = Office::new();
        let path = office.root.join("tilik.db");
        let whole = fs::read(&path).unwrap();
        assert!(whole.len() > 8192);
        fs::write(&path, &whole[..length]).unwrap();
        let mut vault = office.unlock(PASSWORD).unwrap();
        match vault.open_database(Check::Opening) {
            Err(StoreError::DatabaseDamaged { quarantined_at: Some(place) }) => {
                assert_eq!(fs::read(&place).unwrap(), &whole[..length]);
                assert_eq!(place, office.root.join("quarantine").join("tilik.db-1"));
            }
            other => panic!("{length} bytes: {other:?}"),
        }
        assert_eq!(code_of(vault.open_database(Check::Opening)), "store.database_missing");
        // The second broken file overwrites nothing.
        fs::write(&path, &whole[..length / 2]).unwrap();
        assert_eq!(code_of(vault.open_database(Check::Opening)), "store.database_damaged");
        assert_eq!(fs::read(office.root.join("quarantine/tilik.db-1")).unwrap(), &whole[..length]);
        assert!(office.root.join("quarantine/tilik.db-2").is_file());
    }
}

#[test]
fn a_file_too_short_to_say_whose_it_is_is_damaged_and_stays_with_its_log() {
    for length in [0, 15] {
        let office = Office::new();
        let (path, log) = (office.root.join("tilik.db"), office.root.join("tilik.db-wal"));
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..length]).unwrap();
        fs::write(&log, b"what was not yet in the file").unwrap();
        let mut vault = office.unlock(PASSWORD).unwrap();
        let refused = vault.open_database(Check::Full).unwrap_err();
        assert!(matches!(refused, StoreError::DatabaseDamaged { quarantined_at: None }), "{refused:?}");
        assert_eq!(refused.code(), "store.database_damaged_in_place");
        assert_eq!(fs::read(&path).unwrap(), &whole[..length]);
        assert_eq!(fs::read(&log).unwrap(), b"what was not yet in the file");
        assert!(!office.root.join("quarantine").exists());
    }
}

#[test]
fn a_file_that_these_keys_never_made_stays_where_it_is() {
    let office = Office::new();
    let path = office.root.join("tilik.db");
    let foreign = b"SQLite format 3\0 of somebody else".repeat(400);
    fs::write(&path, &foreign).unwrap();
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(code_of(vault.open_database(Check::Full)), "store.keys_do_not_fit");
    assert_eq!(fs::read(&path).unwrap(), foreign);
    assert!(!office.root.join("quarantine").exists());
}

#[test]
fn keys_from_before_a_change_of_key_move_nothing_and_the_right_ones_open_again() {
    let office = Office::new();
    let keys = office.root.join("tilik.keys");
    let old_keys = fs::read(&keys).unwrap();
    let (mut vault, connection) = office.open();
    let connection = vault.change_key(connection).unwrap();
    add_staff(&connection, 5);
    drop((connection, vault));
    let new_keys = fs::read(&keys).unwrap();
    let (database, next) = (office.root.join("tilik.db"), office.root.join("tilik.db.next"));
    let before = fs::read(&database).unwrap();

    fs::write(&keys, &old_keys).unwrap();
    fs::write(&next, b"a copy that these keys know nothing of").unwrap();
    for check in [Check::Opening, Check::Quick, Check::Full] {
        let mut vault = office.unlock(PASSWORD).unwrap();
        assert_eq!(code_of(vault.open_database(check)), "store.keys_do_not_fit");
    }
    assert!(fs::read(&database).unwrap() == before);
    assert!(next.exists() && !office.root.join("quarantine").exists());
    assert_eq!(fs::read(&keys).unwrap(), old_keys);

    fs::write(&keys, &new_keys).unwrap();
    assert_eq!(count_staff(&office.open().1), 105);
    assert!(!next.exists(), "whoever has the right keys tidies up");
}

#[test]
fn keys_of_before_do_not_touch_a_log_that_was_left_beside_the_database() {
    let office = Office::new();
    let (keys, database, log) =
        (office.root.join("tilik.keys"), office.root.join("tilik.db"), office.root.join("tilik.db-wal"));
    let old_keys = fs::read(&keys).unwrap();
    let (mut vault, connection) = office.open();
    let connection = vault.change_key(connection).unwrap();
    add_staff(&connection, 5);
    // As after a power cut: the rows are in the log alone.
    let left = (fs::read(&database).unwrap(), fs::read(&log).unwrap());
    assert!(!left.1.is_empty());
    drop((connection, vault));
    let new_keys = fs::read(&keys).unwrap();
    fs::write(&database, &left.0).unwrap();
    fs::write(&log, &left.1).unwrap();

    fs::write(&keys, old_keys).unwrap();
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(code_of(vault.open_database(Check::Full)), "store.keys_do_not_fit");
    drop(vault);
    assert!((fs::read(&database).unwrap(), fs::read(&log).unwrap()) == left);

    fs::write(&keys, new_keys).unwrap();
    assert_eq!(count_staff(&office.open().1), 105);
}

#[test]
fn a_damaged_first_page_under_the_right_keys_is_moved_to_quarantine() {
    let office = Office::new();
    let path = office.root.join("tilik.db");
    for at in [16, 100, 4095] {
        let whole = fs::read(&path).unwrap();
        flip(&path, at);
        let broken = fs::read(&path).unwrap();
        let mut vault = office.unlock(PASSWORD).unwrap();
        match vault.open_database(Check::Opening) {
            Err(StoreError::DatabaseDamaged { quarantined_at: Some(place) }) => {
                assert!(fs::read(place).unwrap() == broken, "byte {at}");
            }
            other => panic!("byte {at}: {other:?}"),
        }
        assert!(!path.exists());
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn the_salt_of_a_database_stays_for_the_life_of_its_key_and_changes_with_it() {
    let office = Office::new();
    let path = office.root.join("tilik.db");
    let salt = |path: &std::path::Path| fs::read(path).unwrap()[..16].to_vec();
    let first = salt(&path);
    let (mut vault, connection) = office.open();
    add_staff(&connection, 300);
    let checkpoint = |connection: &rusqlite::Connection| {
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(checkpoint(&connection), 0);
    assert_eq!(salt(&path), first, "a log taken in");
    connection.execute_batch("DELETE FROM staff WHERE id % 2 = 0; VACUUM;").unwrap();
    assert_eq!(checkpoint(&connection), 0);
    assert_eq!(salt(&path), first, "VACUUM");
    connection.execute_batch("PRAGMA user_version = 7").unwrap();
    assert_eq!(checkpoint(&connection), 0);
    assert_eq!(salt(&path), first, "a new first page");

    let restore = |connection: &rusqlite::Connection, vault: &tilik_store::Vault, name: &str| {
        let made = backup::make(vault, connection).unwrap();
        let root = office.beside(name);
        backup::restore(&made.path, &root, Rehearsal::arc().as_ref()).unwrap();
        assert_eq!(salt(&root.join("tilik.db")), salt(&path), "the copy in a backup");
        let mut restored =
            tilik_store::Vault::unlock(&root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
        assert_eq!(count_staff(&restored.open_database(Check::Full).unwrap()), 200);
    };
    restore(&connection, &vault, "first");
    let connection = vault.change_key(connection).unwrap();
    let second = salt(&path);
    assert_ne!(second, first, "a change of key");
    restore(&connection, &vault, "second");
    drop((connection, vault));
    drop(office.open());
    assert_eq!(salt(&path), second, "closing and opening");
}

#[test]
fn keys_out_of_the_newest_backup_open_the_database() {
    let office = Office::new();
    let (keys, path) = (office.root.join("tilik.keys"), office.root.join("tilik.db"));
    let old_keys = fs::read(&keys).unwrap();
    let (mut vault, connection) = office.open();
    let connection = vault.change_key(connection).unwrap();
    let made = backup::make(&vault, &connection).unwrap();
    drop((connection, vault));
    fs::write(&keys, old_keys).unwrap();
    assert_eq!(
        code_of(office.unlock(PASSWORD).unwrap().open_database(Check::Opening)),
        "store.keys_do_not_fit"
    );
    let restored = office.beside("restored");
    backup::restore(&made.path, &restored, Rehearsal::arc().as_ref()).unwrap();
    fs::write(&keys, fs::read(restored.join("tilik.keys")).unwrap()).unwrap();
    assert!(path.is_file());
    assert_eq!(count_staff(&office.open().1), 100);
}

#[test]
fn a_flipped_byte_anywhere_in_the_database_is_found() {
    let office = Office::new();
    let path = office.root.join("tilik.db");
    let whole = fs::read(&path).unwrap();
    let mut vault = office.unlock(PASSWORD).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 37) {
        flip(&path, at);
        // The first bytes say whose the file is: with another one it is nobody's, and stays.
        let is_known = at >= 16;
        let code = if is_known { "store.database_damaged" } else { "store.keys_do_not_fit" };
        assert_eq!(code_of(vault.open_database(Check::Full)), code, "byte {at}");
        assert_eq!(path.exists(), !is_known, "byte {at}");
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(count_staff(&vault.open_database(Check::Full).unwrap()), 100);
}

#[test]
fn a_migration_is_one_transaction_after_a_backup() {
    let office = Office::new();
    let (vault, mut connection) = office.open();
    let good = Migrations::new(vec![
        M::up("SELECT 1"),
        M::up("SELECT 1"),
        M::up("SELECT 1"),
        M::up("CREATE TABLE unit (id)"),
    ]);
    let bad = Migrations::new(vec![
        M::up("SELECT 1"),
        M::up("SELECT 1"),
        M::up("SELECT 1"),
        M::up("CREATE TABLE unit (id)"),
        M::up("INSERT INTO nowhere VALUES (1)"),
    ]);
    let save = |connection: &rusqlite::Connection| backup::make(&vault, connection).map(drop);
    let tables = |connection: &rusqlite::Connection| -> i64 {
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(code_of(database::migrate(&mut connection, &bad, save)), "store.migration_failed");
    assert_eq!((database::version(&connection).unwrap(), tables(&connection)), (3, 1));
    assert_eq!(backup::list(vault.folder()).unwrap().len(), 1);

    assert_eq!(
        code_of(database::migrate(&mut connection, &good, |_| Err(StoreError::DiskFull))),
        "store.disk_full"
    );
    assert_eq!((database::version(&connection).unwrap(), tables(&connection)), (3, 1));
    assert!(database::migrate(&mut connection, &good, save).unwrap());
    assert_eq!((database::version(&connection).unwrap(), tables(&connection)), (4, 2));
    assert!(!database::migrate(&mut connection, &good, |_| panic!("nothing is to be done")).unwrap());
}

#[test]
fn a_newer_database_is_refused_untouched() {
    let office = Office::new();
    // Once, so that the file is as a program left it that worked with it.
    drop(office.open());
    let before = fs::read(office.root.join("tilik.db")).unwrap();
    let mut vault = office.unlock(PASSWORD).unwrap();
    let mut connection = vault.open_database(Check::Opening).unwrap();
    let known = Migrations::new(vec![M::up("CREATE TABLE a (b)"), M::up("CREATE TABLE c (d)")]);
    match database::migrate(&mut connection, &known, |_| panic!("no backup of what is not ours to change")) {
        Err(StoreError::DatabaseNewer { found: 3, known: 2 }) => {}
        other => panic!("{other:?}"),
    }
    drop(connection);
    assert!(fs::read(office.root.join("tilik.db")).unwrap() == before);
}

#[test]
fn a_change_of_key_keeps_every_row_and_makes_the_old_key_useless() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    let hash = vault.attachments().unwrap().put(b"scan", vault.surroundings()).unwrap();
    add_staff(&connection, 11);
    let before = fs::read(office.root.join("tilik.db")).unwrap();
    let keys_before = fs::read(office.root.join("tilik.keys")).unwrap();
    let connection = vault.change_key(connection).unwrap();
    assert_eq!(count_staff(&connection), 111);
    assert_eq!(database::version(&connection).unwrap(), 3);
    assert_eq!(vault.attachments().unwrap().get(&hash).unwrap().as_slice(), b"scan");
    drop((connection, vault));
    assert!(fs::read(office.root.join("tilik.db")).unwrap() != before);
    let (vault, connection) = office.open();
    assert_eq!(count_staff(&connection), 111);
    assert_eq!(vault.attachments().unwrap().get(&hash).unwrap().as_slice(), b"scan");
    drop((connection, vault));
    // Who kept the old slot file and the old password does not read what is written now.
    fs::write(office.root.join("tilik.keys"), keys_before).unwrap();
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(code_of(vault.open_database(Check::Opening)), "store.keys_do_not_fit");
}

#[test]
fn a_change_of_key_is_refused_while_another_connection_is_open() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    let other = vault.open_database(Check::Opening).unwrap();
    assert_eq!(count_staff(&other), 100);
    assert_eq!(code_of(vault.change_key(connection)), "store.database_busy");
    drop(other);
    let connection = vault.open_database(Check::Full).unwrap();
    assert_eq!(count_staff(&vault.change_key(connection).unwrap()), 100);
}

#[test]
fn a_change_of_key_that_cannot_write_leaves_the_old_key_in_force() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    // A directory in the place of the slot file's successor.
    fs::create_dir(office.root.join("tilik.keys.partial")).unwrap();
    assert!(vault.change_key(connection).is_err());
    fs::remove_dir(office.root.join("tilik.keys.partial")).unwrap();
    assert_eq!(count_staff(&vault.open_database(Check::Full).unwrap()), 100);
    drop(vault);
    assert_eq!(count_staff(&office.open().1), 100);
}

#[test]
fn a_full_disk_is_told_and_what_was_saved_stays() {
    let office = Office::new();
    let (_vault, connection) = office.open();
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let _: i64 = connection
        .query_row(&format!("PRAGMA max_page_count = {}", pages + 2), [], |row| row.get(0))
        .unwrap();
    let failed = loop {
        if let Err(error) = connection.execute("INSERT INTO staff (name) VALUES ('Siti')", []) {
            break StoreError::from(error);
        }
    };
    assert_eq!(failed.code(), "store.disk_full");
    assert!(count_staff(&connection) > 100);
}

#[test]
fn two_connections_read_and_write_one_office() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    let other = vault.open_database(Check::Opening).unwrap();
    add_staff(&connection, 3);
    assert_eq!(count_staff(&other), 103);
    add_staff(&other, 4);
    assert_eq!(count_staff(&connection), 107);
}

#[test]
fn a_change_of_key_that_finds_no_place_can_be_made_again() {
    let office = Office::new();
    let (mut vault, connection) = office.open();
    // A directory where the next database would be renamed from makes no copy possible.
    fs::create_dir(office.root.join("tilik.db.next")).unwrap();
    assert!(vault.change_key(connection).is_err());
    fs::remove_dir(office.root.join("tilik.db.next")).unwrap();
    let connection = vault.open_database(Check::Full).unwrap();
    assert_eq!(count_staff(&vault.change_key(connection).unwrap()), 100);
}

//! A disk that is really full. Needs a small file system of its own, for instance `mount -t tmpfs -o size=4m tmpfs DIR`, named in
//! `TILIK_TEST_SMALL_DISK`; without it the test says so and tries nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use tilik_store::database::Check;
use tilik_store::keys::Cost;
use tilik_store::{Vault, backup};

use crate::rehearsal::*;

/// Fills the disk to the last byte and returns the file that does.
fn fill(directory: &std::path::Path) -> PathBuf {
    let path = directory.join("filler");
    let mut file = File::create(&path).unwrap();
    for size in [64 * 1024, 1024, 1] {
        let block = vec![0; size];
        while file.write_all(&block).is_ok() {}
    }
    path
}

#[test]
fn a_full_disk_stops_every_change_and_loses_nothing() {
    let Ok(directory) = std::env::var("TILIK_TEST_SMALL_DISK").map(PathBuf::from) else {
        eprintln!("TILIK_TEST_SMALL_DISK names no small disk: not tried");
        return;
    };
    let root = directory.join("kantor");
    drop(found(&root, Rehearsal::arc()).unwrap());
    let filler = fill(&directory);

    let mut vault = Vault::unlock(&root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
    assert_eq!(
        code_of(vault.change_password(HEAD, PASSWORD, OTHER_PASSWORD, Cost::Floor)),
        "store.disk_full"
    );
    assert_eq!(
        code_of(vault.attachments().unwrap().put(&[7; 9000], vault.surroundings())),
        "store.disk_full"
    );
    assert_eq!(code_of(found(&directory.join("second"), Rehearsal::arc())), "store.disk_full");
    assert!(!directory.join("second").exists());

    fs::remove_file(&filler).unwrap();
    let connection = vault.open_database(Check::Full).unwrap();
    let filler = fill(&directory);
    assert_eq!(code_of(backup::make(&vault, &connection)), "store.disk_full");
    assert_eq!(code_of(vault.change_key(connection)), "store.disk_full");
    drop(vault);

    fs::remove_file(filler).unwrap();
    let mut vault = Vault::unlock(&root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
    let connection = vault.open_database(Check::Full).unwrap();
    assert_eq!(count_staff(&connection), 100);
    let connection = vault.change_key(connection).unwrap();
    backup::make(&vault, &connection).unwrap();
}

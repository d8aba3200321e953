//! Steps of the tables on databases that real offices filled: the state before the newest step, with everything in it, goes through the step and on.

use std::cell::RefCell;
use std::path::PathBuf;

use tilik_office::sending::{Carrying, enrol_office};
use tilik_store::schema;
use tilik_testkit::office::import_staff;
use tilik_testkit::{Staff, TempOffice};

use crate::browser::Browser;
use crate::laptops::{assert_whole, list_contents};
use crate::prepared::{attach_scan, point_to};
use crate::server::{Disks, Server};
use crate::{assert_arrived, invite, send_all};

const NEW: Carrying = Carrying { everything: false, with_attachments: true };

/// The province's steps before the sixth.
const STEPS_BEFORE: [&str; 5] = [
    include_str!("../../crates/province/migrations/0001_journal.sql"),
    include_str!("../../crates/province/migrations/0002_documents.sql"),
    include_str!("../../crates/province/migrations/0003_staff.sql"),
    include_str!("../../crates/province/migrations/0004_says.sql"),
    include_str!("../../crates/province/migrations/0005_bundles.sql"),
];

/// Takes every step from the sixth on back, so that the database is as the release with five steps left it.
const BACK_TO_FIVE: &str = "ALTER TABLE device DROP COLUMN is_ended_by_office;
    DROP TABLE guess;
    ALTER TABLE staff DROP COLUMN failed_at;
    DROP INDEX staff_act_staff;
    ALTER TABLE staff DROP COLUMN must_change;
    ALTER TABLE receipt DROP COLUMN newest;
    ALTER TABLE bundle DROP COLUMN receipt;
    ALTER TABLE feed DROP COLUMN left_out;
    DROP INDEX attachment_unfinished;
    DELETE FROM _sqlx_migrations WHERE version > 5";

#[test]
fn a_filled_database_of_the_province_goes_through_its_sixth_step_and_on() {
    let server = Server::begin();
    server.make_staff();
    let (place, mut office) = TempOffice::found(781);
    import_staff(&mut office, &Staff::of(10));
    attach_scan(&mut office, 40_000, 1);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    assert!(send_all(&mut office).unwrap().is_all_sent);
    office.set_letterhead("Dinas Kesehatan", "Sibolga").unwrap();
    let stick = place.beside("kirim.tilik");
    office.write_bundle(&stick, NEW).unwrap();
    let browser = Browser::sign_in(&server);
    let path = browser.take(&std::fs::read(&stick).unwrap());
    let waits = browser.bring(&std::fs::read(&stick).unwrap());
    assert_eq!(waits.status, 303);
    let before = server.look();
    let disks = server.into_disks();

    disks.run_sql(BACK_TO_FIVE);
    let fresh = Disks::of_steps(&STEPS_BEFORE);
    assert_eq!(disks.list_columns(), fresh.list_columns(), "just what the five steps make");
    assert!(disks.refuses_to_open(), "no server works on tables that are older than it");
    disks.migrate();
    let server = Server::on(disks);
    assert_eq!(server.look(), before, "nothing is lost and nothing is added");
    let browser = Browser::sign_in(&server);
    point_to(&mut office, server.port());
    assert_eq!(
        server.count("SELECT count(*) FROM staff WHERE must_change"),
        0,
        "passwords that were in use stay so"
    );
    // Of older receipts nobody noted how far they speak: nothing is called complete on their word.
    assert_eq!(server.count("SELECT count(*) FROM receipt WHERE newest IS NULL"), before.receipts.len());
    assert!(!browser.get("/").body.contains("Lengkap"));
    // An answer of before can be fetched still: it brings no receipt, and what was confirmed stays.
    let answer = place.beside("jawaban.tilik");
    std::fs::write(&answer, browser.answer(&path)).unwrap();
    assert!(office.take_bundle(&answer).unwrap().receipt.is_none());
    // What waited is taken in, and the next word makes everything complete.
    let waiting = waits.location();
    let token = browser.form_token();
    assert_eq!(browser.post(&format!("{waiting}/terima"), &[("form_token", &token)]).status, 303);
    office.set_letterhead("Dinas Kesehatan", "Padangsidimpuan").unwrap();
    let sent = send_all(&mut office).unwrap();
    assert!(sent.is_all_sent && sent.receipt.is_some(), "{sent:?}");
    assert_eq!(sent.run.entries_sent, 1);
    assert_arrived(&office, &server);
    assert!(browser.get("/").body.contains("Lengkap"));
}

/// Table, column and type of a laptop's database.
fn list_columns(connection: &rusqlite::Connection) -> Vec<(String, String, String)> {
    let sql = "SELECT tables.name, columns.name, columns.type FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' ORDER BY 1, columns.cid";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_filled_database_of_a_laptop_goes_through_its_thirteenth_step_and_on() {
    let server = Server::begin();
    let (place, mut office) = TempOffice::found(782);
    import_staff(&mut office, &Staff::of(10));
    attach_scan(&mut office, 40_000, 1);
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    assert!(send_all(&mut office).unwrap().is_all_sent);
    let stick = |name: &str| -> PathBuf { place.beside(name) };
    assert_eq!(office.write_bundle(&stick("nol.tilik"), NEW).unwrap().entries, 0, "a receipt covers it all");
    let (contents, runs) = (list_contents(&office), office.list_runs().unwrap());
    {
        let ledger = office.store().ledger().unwrap();
        let connection = ledger.connection();
        connection
            .execute_batch(
                "ALTER TABLE kind_device DROP COLUMN succeeds; DROP TABLE kind_forwarded; ALTER TABLE receipt DROP COLUMN province; ALTER TABLE receipt DROP COLUMN epoch; PRAGMA user_version = 12",
            )
            .unwrap();
        let mut before = rusqlite::Connection::open_in_memory().unwrap();
        schema::migrations().to_version(&mut before, 12).unwrap();
        assert_eq!(list_columns(connection), list_columns(&before), "just what the twelve steps make");
    }
    drop(office);

    let mut office = place.open();
    assert_eq!(list_contents(&office), contents);
    assert_eq!(office.list_runs().unwrap(), runs);
    assert_whole(&office);
    // Nobody noted for which province and epoch the old receipt speaks: it confirms nothing until the next comes.
    let stands = office.look_at_sending().unwrap();
    assert_eq!((stands.is_receipted, stands.receipt), (false, None));
    let entries = office.list_entries().unwrap().len() as u64;
    assert_eq!(office.write_bundle(&stick("semua.tilik"), NEW).unwrap().entries, entries);
    let sent = send_all(&mut office).unwrap();
    assert!(sent.is_all_sent && sent.receipt.is_some(), "{sent:?}");
    assert_eq!(sent.run.entries_sent, 0, "the server had it all");
    assert!(office.look_at_sending().unwrap().is_receipted);
    assert_eq!(office.write_bundle(&stick("nol-lagi.tilik"), NEW).unwrap().entries, 0);
    assert_arrived(&office, &server);
}

//! One bit of one byte turned in the decrypted journal: always found, and the first broken entry is named.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use tilik_office::evaluation::RatingInput;
use tilik_office::job::Progress;
use tilik_office::roster::ImportChoices;
use tilik_store::database::Check;
use tilik_store::keys::{SlotName, Unlock};
use tilik_store::ledger::{Defect, Ledger};
use tilik_store::{StoreError, Surroundings, Vault};
use tilik_testkit::office::{agree_plans, import_staff, new_year, rate_staff, third_quarter};
use tilik_testkit::{Chance, PASSWORD, Staff, TempOffice};

use crate::laptops::*;

const FLIPS: usize = 200;
/// Every column of the table `entry`.
const COLUMNS: [&str; 9] =
    ["id", "line", "seq", "view", "envelope", "signature", "payload", "is_control", "held"];

/// An office with two logs, views, held entries and closings, so that no column is the same in every row.
fn found_full(seed: u64) -> TempOffice {
    let staff = Staff::of(16);
    let ((first, mut a), (_second, mut b)) = found_two(seed);
    import_staff(&mut a, &staff);
    agree_plans(&mut a, &staff);
    meet(&mut a, &mut b);
    rate_staff(&mut b, &staff);
    a.explain_distribution(third_quarter(), "Kantor kecil").unwrap();
    meet(&mut a, &mut b);
    a.close_period(third_quarter(), "Ditutup bersama", &Progress::default(), |_| {}).unwrap();
    // The second log ends here, and what it writes all the same is held.
    let tip = own_tip(&b);
    b.rate(&staff.members[9].nip, "2026-TW4".parse().unwrap(), &late_rating()).unwrap();
    b.rate(&staff.members[10].nip, "2026-TW4".parse().unwrap(), &late_rating()).unwrap();
    revoke(&mut a, tip);
    meet(&mut a, &mut b);
    let more = Staff::of(18);
    let plan = a.plan_import(more.roster().as_bytes(), &ImportChoices::since(new_year())).unwrap();
    a.apply_import(&plan, &Progress::default()).unwrap();
    assert_eq!(a.store().ledger().unwrap().list_held().unwrap().len(), 2);
    assert_whole(&a);
    first
}

fn late_rating() -> RatingInput {
    RatingInput {
        feedback: Some("Ditulis sesudah dicabut".into()),
        on_behalf_reason: Some("Penilai cuti".into()),
        ..RatingInput::default()
    }
}

/// The decrypted journal, and how to open it as the program does.
struct Opened {
    _vault: Vault,
    connection: Option<Connection>,
    seed: [u8; 32],
}

impl Opened {
    fn of(place: &TempOffice) -> Self {
        let host: std::sync::Arc<dyn Surroundings> = place.host.clone();
        let unlock = Unlock::Password { name: SlotName::Login("kepala"), password: PASSWORD };
        let mut vault = Vault::unlock(place.root(), unlock, host).unwrap();
        let connection = vault.open_database(Check::Full).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let seed = **vault.device_key().unwrap();
        Self { _vault: vault, connection: Some(connection), seed }
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().unwrap()
    }

    /// Opens the journal and checks it: what an opening refuses is a defect like any other.
    fn find_defect(&mut self) -> Result<Option<Defect>, StoreError> {
        // A journal that does not open keeps its connection; the test then opens another one.
        let opened = Ledger::open(self.connection.take().unwrap(), &self.seed);
        let found = opened.and_then(|ledger| {
            let verified = ledger.verify();
            self.connection = Some(ledger.into_connection());
            Ok(verified?.defect)
        });
        match found {
            Err(StoreError::Broken(defect)) => Ok(Some(*defect)),
            found => found,
        }
    }

    /// Changes the journal, looks for the defect, and puts everything back. None when the table does not take the change.
    fn try_out(
        mut self,
        place: &TempOffice,
        change: impl FnOnce(&Connection) -> bool,
    ) -> (Self, Option<Result<Option<Defect>, StoreError>>) {
        self.connection().execute_batch("BEGIN").unwrap();
        let found = change(self.connection()).then(|| self.find_defect());
        match self.connection.as_ref() {
            Some(connection) => connection.execute_batch("ROLLBACK").unwrap(),
            None => {
                drop(self);
                self = Self::of(place);
            }
        }
        (self, found)
    }
}

/// Turns one bit of one cell, if the cell has bits and the table takes the row as it is then.
fn flip(connection: &Connection, chance: &mut Chance, row: i64, column: &str) -> bool {
    let sql = format!("SELECT {column} FROM entry WHERE id = ?1");
    let value: Value = connection.query_row(&sql, [row], |row| row.get(0)).optional().unwrap().unwrap();
    let turned = match value {
        Value::Null | Value::Real(_) => return false,
        // A small whole number is kept in one byte.
        Value::Integer(number) => Value::Integer(number ^ (1 << chance.below(7))),
        Value::Text(text) => {
            let mut bytes = text.into_bytes();
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(6);
            let Ok(text) = String::from_utf8(bytes) else { return false };
            Value::Text(text)
        }
        Value::Blob(mut bytes) => {
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(8);
            Value::Blob(bytes)
        }
    };
    let sql = format!("UPDATE entry SET {column} = ?1 WHERE id = ?2");
    connection.execute(&sql, params![turned, row]).is_ok()
}

#[test]
fn each_of_200_turned_bits_is_found_and_the_first_broken_entry_is_named() {
    let place = found_full(41);
    let mut opened = Opened::of(&place);
    assert!(matches!(opened.find_defect(), Ok(None)));
    let rows: i64 = opened.connection().query_row("SELECT max(id) FROM entry", [], |row| row.get(0)).unwrap();
    let mut chance = Chance::of(4_100);
    let mut told = BTreeMap::<String, usize>::new();
    let mut missed = Vec::new();
    let mut flips = 0;
    while flips < FLIPS {
        let row = 1 + i64::try_from(chance.below(usize::try_from(rows).unwrap())).unwrap();
        let column = COLUMNS[chance.below(COLUMNS.len())];
        let tried = opened.try_out(&place, |connection| flip(connection, &mut chance, row, column));
        opened = tried.0;
        let Some(found) = tried.1 else { continue };
        flips += 1;
        if let Ok(Some(defect)) = &found {
            *told.entry(format!("{column}: {}", defect.code())).or_default() += 1;
        }
        let is_signed = ["envelope", "signature", "payload"].contains(&column);
        let is_found = matches!(&found, Ok(Some(defect))
            if !is_signed || defect.place().is_some_and(|place| place.row == row));
        if !is_found {
            missed.push(format!("{column} of {row} of {rows}: {found:?}"));
        }
    }
    println!("{flips} bits turned: {told:#?}");
    assert_eq!(missed, [""; 0], "not found, or not named");
    assert!(matches!(opened.find_defect(), Ok(None)), "every bit was turned back");
}

#[test]
fn the_notes_beside_a_control_entry_are_checked_in_every_bit() {
    let place = found_full(42);
    let mut opened = Opened::of(&place);
    let mut statement = opened.connection().prepare("SELECT id FROM entry WHERE is_control = 1").unwrap();
    let rows: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    drop(statement);
    assert!(rows.len() >= 4);
    for (row, column, bit) in rows
        .iter()
        .flat_map(|row| ["is_control", "view"].map(|column| (*row, column)))
        .flat_map(|(row, column)| [0, 1, 3, 6].map(|bit| (row, column, bit)))
    {
        let sql = format!("UPDATE entry SET {column} = {column} + (1 << {bit}) WHERE id = ?1");
        let tried = opened.try_out(&place, |connection| connection.execute(&sql, [row]).unwrap() == 1);
        opened = tried.0;
        let found = tried.1.unwrap();
        assert!(matches!(&found, Ok(Some(_))), "{column} of {row}, bit {bit}: {found:?}");
    }
}

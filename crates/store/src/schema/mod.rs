//! The tables of `tilik.db`, release by release. A released file is never edited; a change is a new file at the end of the list.

use rusqlite_migration::{M, Migrations};

/// Every migration, oldest first.
#[must_use]
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("0001.sql")),
        M::up(include_str!("0002.sql")),
        M::up(include_str!("0003.sql")),
        M::up(include_str!("0004.sql")),
        M::up(include_str!("0005.sql")),
        M::up(include_str!("0006.sql")),
        M::up(include_str!("0008.sql")),
        M::up(include_str!("0009.sql")),
    ])
}

#[cfg(test)]
mod tests {
    use tilik_journal::catalogue::KINDS;

    #[test]
    fn every_kind_of_the_catalogue_has_a_table_with_its_fields() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        super::migrations().to_latest(&mut connection).unwrap();
        for kind in KINDS {
            let sql = format!("SELECT * FROM kind_{}", kind.name);
            let statement = connection.prepare(&sql).unwrap();
            let mut expected = vec!["id", "state", "is_retracted", "is_disputed"];
            expected.extend(kind.fields.iter().map(|field| field.name));
            assert_eq!(statement.column_names(), expected, "{}", kind.name);
        }
    }
}

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
        M::up(include_str!("0007.sql")),
        M::up(include_str!("0008.sql")),
        M::up(include_str!("0009.sql")),
        M::up(include_str!("0010.sql")),
        M::up(include_str!("0011.sql")),
        M::up(include_str!("0012.sql")),
        M::up(include_str!("0013.sql")),
        M::up(include_str!("0014.sql")),
        M::up(include_str!("0015.sql")),
    ])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tilik_journal::catalogue::KINDS;

    /// A file counts by its place in the list: one that is named otherwise would be taken for another release's.
    #[test]
    fn each_migration_is_named_by_its_place_in_the_list() {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema");
        let list = fs::read_to_string(format!("{here}/mod.rs")).unwrap();
        let list = list.split("#[cfg(test)]").next().unwrap();
        let named: Vec<_> = list.split("include_str!(\"").skip(1).map(|rest| &rest[..8]).collect();
        let mut there: Vec<_> = fs::read_dir(here)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        there.sort();
        let expected: Vec<_> = (1..=there.len()).map(|place| format!("{place:04}.sql")).collect();
        assert_eq!(there, expected);
        assert_eq!(named, expected);
    }

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

//! The encrypted SQLite file of an office: schema, migrations, projections, keys, backups.

//! A province of many offices: the rows of one that came as any does, copied for others in the database. Nobody could send for them; for how long questions take and which way they are answered they are offices like others.

use sqlx_core::query_as::query_as;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::sql_str::AssertSqlSafe;
use sqlx_postgres::PgPool;
use uuid::Uuid;

/// Every column of every table that has offices, but for the list of offices itself.
const COLUMNS: &str = "SELECT table_name::text, array_agg(column_name::text ORDER BY ordinal_position)
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_identity = 'NO'
     GROUP BY table_name HAVING bool_or(column_name = 'office') AND table_name <> 'office'";

/// What few offices have, every copy has: an attachment in pieces, an entry whose payload has not come, one that was purged, one that is held, a record that is held.
const RARE: &str = "INSERT INTO bare (office, feed, number) SELECT office, feed, 2 FROM feed JOIN copy USING (office) ON CONFLICT DO NOTHING;
     INSERT INTO piece (office, hash, at, size) SELECT office, hash, 0, size FROM attachment JOIN copy USING (office) ON CONFLICT DO NOTHING;
     INSERT INTO purged (office, feed, hash) SELECT office, feed, sha256(feed) FROM feed JOIN copy USING (office) ON CONFLICT DO NOTHING;
     INSERT INTO held (office, feed, number, code) SELECT office, feed, 3, 'held.actor_unknown' FROM feed JOIN copy USING (office) ON CONFLICT DO NOTHING;
     INSERT INTO held_record (office, feed, kind, record, code) SELECT office, feed, 12, office, 'held.not_kept' FROM feed JOIN copy USING (office) ON CONFLICT DO NOTHING;";

/// Copies an office, of one feed, so many times.
pub async fn copy_office(pool: &PgPool, office: Uuid, copies: usize) {
    let tables: Vec<(String, Vec<String>)> = query_as(COLUMNS).fetch_all(pool).await.unwrap();
    // Rows come table by table, so that what one names in another may not be there yet.
    let mut script = format!(
        "BEGIN;
         SET LOCAL session_replication_role = replica;
         CREATE TEMPORARY TABLE copy ON COMMIT DROP AS SELECT n AS number, md5('office ' || n)::uuid AS office,
             sha256(convert_to('copy ' || n, 'UTF8')) AS mark FROM generate_series(1, {copies}) AS n;
         INSERT INTO office SELECT copy.office, 'Kantor ' || number, made_at FROM copy, office AS model WHERE model.office = '{office}';"
    );
    for (table, columns) in tables {
        let values: Vec<_> = columns.iter().map(|column| copied(&table, column)).collect();
        script.push_str(&format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {table} AS model, copy WHERE model.office = '{office}' ORDER BY copy.number;",
            columns.join(", "),
            values.join(", ")
        ));
    }
    script.push_str(RARE);
    script.push_str("COMMIT; ANALYZE;");
    raw_sql(AssertSqlSafe(script)).execute(pool).await.unwrap();
}

/// What tells an office from another is of the copy, and each has sent at a time of its own.
fn copied(table: &str, column: &str) -> String {
    match (table, column) {
        (_, "office") => "copy.office".to_owned(),
        (_, "feed") => "substring(sha256(model.feed || copy.mark) FOR 16)".to_owned(),
        ("code", "name") => "substring(sha256(model.name || copy.mark) FOR 8)".to_owned(),
        ("entry" | "purged", "hash") => "sha256(model.hash || copy.mark)".to_owned(),
        ("device", "key") => "sha256(model.key || copy.mark)".to_owned(),
        ("delivery", "delivered_at") => "model.delivered_at - copy.number * interval '1 hour'".to_owned(),
        _ => format!("model.{column}"),
    }
}

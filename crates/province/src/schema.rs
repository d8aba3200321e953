//! The tables of a release. They are made and changed by `tilik-province migrate` alone, never by a server that starts: steps only add, so that the server of the release before
//! goes on working beside them, and take away one release later.

use sqlx_core::migrate::{Migrate as _, MigrateError, Migration, MigrationType, Migrator};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;
use sqlx_core::sql_str::SqlSafeStr as _;
use sqlx_postgres::PgPool;

use crate::error::ProvinceError;
use crate::projection::views;
use crate::province::chance;

const STEPS: &[(i64, &str, &str)] = &[
    (1, "journal", include_str!("../migrations/0001_journal.sql")),
    (2, "documents", include_str!("../migrations/0002_documents.sql")),
    (3, "staff", include_str!("../migrations/0003_staff.sql")),
    (4, "says", include_str!("../migrations/0004_says.sql")),
    (5, "bundles", include_str!("../migrations/0005_bundles.sql")),
    (6, "receipts", include_str!("../migrations/0006_receipts.sql")),
    (7, "accounts", include_str!("../migrations/0007_accounts.sql")),
    (8, "guesses", include_str!("../migrations/0008_guesses.sql")),
    (9, "ended by office", include_str!("../migrations/0009_ended_by_office.sql")),
];

fn steps() -> Migrator {
    Migrator::with_migrations(
        STEPS
            .iter()
            .map(|(version, name, sql)| {
                Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
            })
            .collect(),
    )
}

/// Brings the tables to this release, and gives a new database its epoch.
///
/// # Errors
/// [`ProvinceError::Migration`] when a step fails; it has changed nothing then.
pub async fn migrate(pool: &PgPool) -> Result<(), ProvinceError> {
    steps().run(pool).await?;
    query("INSERT INTO province (epoch, note_key) VALUES ($1, $2) ON CONFLICT (is_only) DO NOTHING")
        .bind(chance::<16>()?)
        .bind(chance::<32>()?)
        .execute(pool)
        .await?;
    views::make(pool).await
}

/// A new epoch, after the database was restored from a backup: laptops forget their marks and bring back what is lacking.
///
/// # Errors
/// What the database says.
pub async fn begin_epoch(pool: &PgPool) -> Result<(), ProvinceError> {
    query("UPDATE province SET epoch = $1, note_key = $2")
        .bind(chance::<16>()?)
        .bind(chance::<32>()?)
        .execute(pool)
        .await?;
    Ok(())
}

/// Fails unless every step of this release was made.
///
/// # Errors
/// [`ProvinceError::Configuration`] with what to do; what the database says.
pub async fn check(pool: &PgPool) -> Result<(), ProvinceError> {
    let mut connection = pool.acquire().await?;
    let has_any: bool = query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    let applied =
        if has_any { connection.list_applied_migrations(&steps().table_name).await? } else { Vec::new() };
    for step in steps().iter() {
        match applied.iter().find(|other| other.version == step.version) {
            Some(other) if other.checksum == step.checksum => {}
            Some(_) => return Err(MigrateError::VersionMismatch(step.version).into()),
            None => {
                let sentence = "the tables are older than this program: run `tilik-province migrate`";
                return Err(ProvinceError::Configuration(sentence.into()));
            }
        }
    }
    Ok(())
}

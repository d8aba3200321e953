//! A view for each kind of record, a column for each field, as the laptop's tables are called: `kind_person`, `kind_evaluation`. Of no release's promise; for questions.

use std::fmt::Write as _;

use sqlx_core::query::query;
use sqlx_core::sql_str::AssertSqlSafe;
use sqlx_postgres::PgPool;
use tilik_journal::catalogue::{KINDS, KindSpec};

use crate::error::ProvinceError;

/// Makes the views of this release.
pub(crate) async fn make(pool: &PgPool) -> Result<(), ProvinceError> {
    let mut transaction = pool.begin().await?;
    for kind in KINDS {
        let drop = format!("DROP VIEW IF EXISTS kind_{}", kind.name);
        query(AssertSqlSafe(drop)).execute(&mut *transaction).await?;
        query(AssertSqlSafe(define(kind))).execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

/// Names of the catalogue are words of ours, small letters and underscores.
fn define(kind: &KindSpec) -> String {
    let mut sql = format!(
        "CREATE VIEW kind_{} AS SELECT office, feed, record AS id, doc ->> 'state' AS \"state\",
         (doc ->> 'is_retracted')::boolean AS is_retracted, (doc ->> 'is_disputed')::boolean AS is_disputed,
         EXISTS (SELECT 1 FROM held_record WHERE held_record.office = document.office AND held_record.feed = document.feed
             AND held_record.kind = document.kind AND held_record.record = document.record) AS is_outdated",
        kind.name
    );
    for field in kind.fields {
        // Writing to a String cannot fail.
        let _ = write!(sql, ", doc -> 'values' ->> '{0}' AS \"{0}\"", field.name);
    }
    let _ = write!(sql, " FROM document WHERE kind = {}", kind.number);
    sql
}

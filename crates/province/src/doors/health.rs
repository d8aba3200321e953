//! Is the process alive, and can it work.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx_core::query::query;

use crate::province::Province;

/// The process answers.
pub(super) async fn is_alive() -> &'static str {
    "ok\n"
}

/// The database answers, too.
pub(super) async fn is_ready(State(province): State<Province>) -> (StatusCode, &'static str) {
    match query("SELECT 1").execute(&province.pool).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}

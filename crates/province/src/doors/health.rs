//! Is the process alive, and can it work: reach its database, and add up what arrives.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use sqlx_core::query::query;
use tokio::time::timeout;

use crate::projection::pulse::Stopped;
use crate::province::Province;

/// The process answers.
pub(super) async fn is_alive() -> &'static str {
    "ok\n"
}

/// How long the database may take over nothing.
const PATIENCE: Duration = Duration::from_secs(5);

/// The database answers, too, and what arrives is added up.
pub(super) async fn is_ready(State(province): State<Province>) -> (StatusCode, String) {
    let asked = timeout(PATIENCE, query("SELECT 1").execute(&province.pool)).await;
    let why = match asked {
        Ok(Ok(_)) => province.pulse.find_stop(province.now()).map(Stopped::word),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            Some("the database does not answer")
        }
        Err(_) => Some("the database does not answer in time"),
    };
    match why {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(why) => {
            tracing::warn!(why, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n"))
        }
    }
}

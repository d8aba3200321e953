//! A limit of work at a time: three hundred laptops on one morning are served in turn.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Semaphore;

use crate::province::chance;

/// Whoever is sent away comes back after this many seconds and up to as many more, by chance, so that they do not come back together.
const SHORTEST_WAIT: u8 = 2;
const SPREAD: u8 = 14;

/// Lets so many in.
pub struct Keeper {
    places: Semaphore,
}

impl Keeper {
    /// With so many places.
    #[must_use]
    pub fn new(places: usize) -> Self {
        Self { places: Semaphore::new(places.min(Semaphore::MAX_PERMITS)) }
    }
}

/// Goes on with what was begun when the other side has gone away. A connection to the database that was dropped while a transaction begins would go back among the others with
/// that transaction open, and what is written over it next would be answered and never committed (`tests/deaths.rs`).
pub(super) async fn finish(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request died");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Answers 503 before anything of a body is read when all places are taken.
pub(super) async fn admit(State(keeper): State<Arc<Keeper>>, request: Request, next: Next) -> Response {
    let Ok(_place) = keeper.places.try_acquire() else {
        let [by_chance] = chance().unwrap_or([0]);
        let seconds = HeaderValue::from(u16::from(SHORTEST_WAIT + by_chance % SPREAD));
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds)]).into_response();
    };
    next.run(request).await
}

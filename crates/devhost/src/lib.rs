//! The office's commands and the screens over HTTP, so that an ordinary browser can be the window.
//!
//! For the tests of the screens and for machines without a display; never in the bundle. Must not decide anything. Invariants: it listens on loopback alone, and answers
//! nothing about an office to whoever lacks the random token of this run or comes under another host's name; the screens get the very content policy that the
//! window has.

mod policy;

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as InPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;
use tilik_office::Failure;
use tilik_office::command::Desk;
use tilik_office::tray::{FileId, LARGEST_BACKUP};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

pub use policy::content_policy;

/// A secret of one run: whoever has the address with it may ask.
#[derive(Clone)]
pub struct Token(Arc<str>);

impl Token {
    /// A new one of 128 random bits.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        let mut text = String::new();
        for byte in bytes {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(Self(text.into()))
    }

    /// As the address carries it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone)]
struct Host {
    desk: Arc<Desk>,
    token: Token,
}

/// The routes: `POST /call`, `POST /tray`, `GET /tray/{file}` and the screens.
pub fn routes(desk: Arc<Desk>, token: Token, screens: &Path) -> Router {
    let host = Host { desk, token };
    let guarded = Router::new()
        .route("/call", post(call))
        .route("/tray", post(put_file).layer(DefaultBodyLimit::max(LARGEST_BACKUP + 1)))
        .route("/tray/{file}", get(get_file))
        .layer(middleware::from_fn_with_state(host.clone(), need_token))
        .with_state(host);
    let header = |name, value: HeaderValue| SetResponseHeaderLayer::overriding(name, value);
    guarded
        .fallback_service(ServeDir::new(screens))
        .layer(header(header::CONTENT_SECURITY_POLICY, content_policy()))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(header(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(middleware::from_fn(need_loopback))
}

/// Refuses requests under another name: a page of the network that has its name resolved to 127.0.0.1 is still another page.
async fn need_loopback(request: Request, next: Next) -> Response {
    let name = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
    if matches!(name, "127.0.0.1" | "localhost") {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}

async fn need_token(State(host): State<Host>, request: Request, next: Next) -> Response {
    if token_of(request.headers()) == Some(host.token.as_str()) {
        next.run(request).await
    } else {
        refuse(StatusCode::UNAUTHORIZED, &Failure::new("devhost.token"))
    }
}

fn token_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

#[derive(Deserialize)]
struct Call {
    command: String,
    #[serde(default)]
    arguments: Value,
}

async fn call(State(host): State<Host>, Json(call): Json<Call>) -> Response {
    // A use case reads files and derives keys: not on the threads that serve.
    let work = move || host.desk.call(&call.command, call.arguments);
    answer(tokio::task::spawn_blocking(work).await, |value| Json(value).into_response())
}

async fn put_file(State(host): State<Host>, bytes: Bytes) -> Response {
    match host.desk.tray().put(bytes.to_vec()) {
        Ok(file) => Json(file).into_response(),
        Err(failure) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &failure),
    }
}

async fn get_file(State(host): State<Host>, InPath(file): InPath<u64>) -> Response {
    match host.desk.tray().get(FileId::of(file)) {
        Ok(bytes) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], Bytes::from_owner(bytes)).into_response()
        }
        Err(failure) => refuse(StatusCode::NOT_FOUND, &failure),
    }
}

fn answer<T>(
    outcome: Result<Result<T, Failure>, tokio::task::JoinError>,
    show: impl FnOnce(T) -> Response,
) -> Response {
    match outcome {
        Ok(Ok(value)) => show(value),
        Ok(Err(failure)) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &failure),
        Err(_) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &Failure::new("job.crashed")),
    }
}

fn refuse(status: StatusCode, failure: &Failure) -> Response {
    (status, Json(failure)).into_response()
}

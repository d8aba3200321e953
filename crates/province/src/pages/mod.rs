//! The pages of the province, for the personnel agency: signing in, offices, codes and devices, who has sent what and when, what is held, what the province says.
//!
//! Made on the server, without a script. The invariant a reader could break: nothing is shown to who is not signed in, and nothing is done but by a form that this session was
//! given and a role that may (`tests/pages.rs`).

mod accounts;
mod act;
mod bundles;
mod held;
mod language;
mod layout;
mod news;
mod office;
mod offices;
mod own;
mod sign_in;
mod texts;
mod words;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use maud::Markup;
use tilik_journal::EntryHash;

use self::texts::Texts;
use crate::error::{ProvinceError, Refusal};
use crate::province::Province;
use crate::staff::{SignedIn, StaffRole};

pub(crate) fn router() -> Router<Province> {
    Router::new()
        .route("/", get(offices::show))
        .route("/masuk", get(sign_in::show).post(sign_in::sign_in))
        .route("/keluar", post(sign_in::sign_out))
        .route("/kantor", post(act::make_office))
        .route("/kantor/{office}", get(office::show))
        .route("/kantor/{office}/kode", post(act::make_code))
        .route("/kantor/{office}/kode/{code}", get(office::hand_out))
        .route("/kantor/{office}/perangkat/{key}", get(office::ask_to_end).post(act::end_device))
        .route("/tertahan", get(held::show))
        .route("/kabar", get(news::show))
        .route("/kabar/tulis/{what}", get(news::write).post(news::check_or_say))
        .route("/kabar/tarik/{office}/{kind}/{record}", get(news::ask_to_withdraw).post(news::withdraw))
        .route("/berkas", get(bundles::show).post(bundles::bring).layer(DefaultBodyLimit::disable()))
        .route("/berkas/{office}/{bundle}", get(bundles::show_one))
        .route("/berkas/{office}/{bundle}/{how}", post(bundles::settle))
        .route("/berkas/{office}/{bundle}/jawaban", get(bundles::answer))
        .route("/akun", get(accounts::show).post(accounts::add))
        .route("/akun/{staff}", get(accounts::show_one))
        .route("/akun/{staff}/{how}", post(accounts::change))
        .route(own::PATH, get(own::show).post(own::change))
        .route(language::PATH, post(language::choose))
        .route("/gaya.css", get(layout::style))
        .layer(axum::middleware::from_fn(async |request: Request, next: Next| {
            let texts = language::texts_for(request.headers());
            guard(next.run(request).await, &texts)
        }))
}

/// What every page says to the browser: nothing from elsewhere, nothing kept, in nobody's frame.
fn guard(response: Response, texts: &Texts) -> Response {
    let mut response = tell(response, texts);
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What a page failed of, in words; and what the framework refuses before a page hears of it: an address that names nothing, a form that did not come whole.
fn tell(response: Response, texts: &Texts) -> Response {
    let status = response.status();
    let is_told = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == HTML);
    if !(status.is_client_error() || status.is_server_error()) || is_told {
        return response;
    }
    let why = response.extensions().get::<Why>().copied().unwrap_or_else(|| Why::of(status));
    let mut told = (status, why.tell(texts)).into_response();
    // Which ways an address has, and when to come again.
    for name in [header::ALLOW, header::RETRY_AFTER] {
        told.headers_mut().extend(response.headers().get(&name).map(|value| (name.clone(), value.clone())));
    }
    told
}

/// What pages are.
const HTML: &str = "text/html; charset=utf-8";

/// Whoever is signed in; everybody else is led to the door.
pub(super) struct Visitor {
    signed_in: SignedIn,
    texts: Texts,
    /// Where the page is shown again; nowhere when it is the answer to a form.
    back: Option<String>,
}

impl FromRequestParts<Province> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, province: &Province) -> Result<Self, Response> {
        let found = match find_token(&parts.headers, province) {
            Some(token) => province.find_signed_in(&token).await,
            None => Ok(None),
        };
        match found {
            Ok(Some(signed_in)) if signed_in.must_change && !own::is_open_to_all(parts.uri.path()) => {
                Err(Redirect::to(own::PATH).into_response())
            }
            Ok(Some(signed_in)) => {
                let texts = language::texts_for(&parts.headers);
                Ok(Self { signed_in, texts, back: language::way_back(parts) })
            }
            Ok(None) => Err(Redirect::to("/masuk").into_response()),
            Err(error) => Err(Failed(error).into_response()),
        }
    }
}

impl Visitor {
    fn may_change(&self) -> bool {
        self.signed_in.role == StaffRole::Keeper
    }

    /// Lets a form pass that this session was given, of a role that may change things.
    fn check_form(&self, form_token: &str) -> Result<(), Failed> {
        self.check_given(form_token)?;
        self.check_keeper()
    }

    /// Lets nobody pass but who may change things.
    fn check_keeper(&self) -> Result<(), Failed> {
        if self.may_change() { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
    }

    /// Lets a form pass that this session was given, whatever its role.
    fn check_given(&self, form_token: &str) -> Result<(), Failed> {
        let is_given = form_token.len() == self.signed_in.form_token.len()
            && form_token.bytes().zip(self.signed_in.form_token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b))
                == 0;
        if is_given { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
    }
}

fn cookie_name(province: &Province) -> &'static str {
    if province.secure_cookies { "__Host-tilik" } else { "tilik" }
}

fn find_cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

fn find_token(headers: &HeaderMap, province: &Province) -> Option<[u8; 32]> {
    Some(EntryHash::find_in_hex(find_cookie(headers, cookie_name(province))?)?.0)
}

/// A form of another site is not heard: it could sign somebody in as another.
fn is_from_here(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
}

fn set_cookie(province: &Province, value: &str, rest: &str) -> String {
    let secure = if province.secure_cookies { "; Secure" } else { "" };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{rest}", cookie_name(province))
}

/// A file for the browser to keep.
fn download(name: &str, content: impl Into<Body>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let kind = "application/octet-stream".to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], content.into())
        .into_response()
}

/// When to come again while too many passwords wait.
const BUSY_SECONDS: &str = "5";

/// Why there is no page.
#[derive(Clone, Copy)]
enum Why {
    Refused(Refusal),
    Busy,
    Failed,
}

impl Why {
    /// Of what the framework answers.
    fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::Refused(Refusal::NoSuchPath),
            StatusCode::PAYLOAD_TOO_LARGE => Self::Refused(Refusal::TooLarge),
            status if status.is_server_error() => Self::Failed,
            _ => Self::Refused(Refusal::Malformed),
        }
    }

    fn tell(self, texts: &Texts) -> Markup {
        let frame = &texts.frame;
        match self {
            Self::Refused(refusal) => layout::refused(texts, refusal),
            Self::Busy => layout::notice(texts, frame.busy(), frame.busy_next()),
            Self::Failed => layout::notice(texts, frame.failed(), frame.failed_next()),
        }
    }
}

/// A failure, which [`guard`] tells in the language of who asked.
pub(super) struct Failed(pub ProvinceError);

impl<E: Into<ProvinceError>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        if let ProvinceError::Refused(refusal) = self.0 {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::FORBIDDEN);
            return (status, Extension(Why::Refused(refusal))).into_response();
        }
        if matches!(self.0, ProvinceError::Busy) {
            tracing::warn!("too many passwords at a time");
            let later = [(header::RETRY_AFTER, BUSY_SECONDS)];
            return (StatusCode::SERVICE_UNAVAILABLE, later, Extension(Why::Busy)).into_response();
        }
        tracing::error!(error = %self.0, "a page failed");
        (StatusCode::INTERNAL_SERVER_ERROR, Extension(Why::Failed)).into_response()
    }
}

/// A failure to who looks with a browser.
pub(crate) fn show_error(error: ProvinceError, headers: &HeaderMap) -> Response {
    guard(Failed(error).into_response(), &language::texts_for(headers))
}

type Shown = Result<Markup, Failed>;

/// The province, to a handler.
type Here = State<Province>;

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use http_body_util::BodyExt as _;

    use axum::http::StatusCode;

    use super::texts::{Language, Texts};
    use super::{Failed, HTML, guard};
    use crate::error::Refusal;

    #[tokio::test]
    async fn every_code_is_told_in_words_on_a_page() {
        for texts in Language::ALL.map(Texts::of) {
            for refusal in Refusal::ALL {
                let response = guard(guard(Failed(refusal.into()).into_response(), &texts), &texts);
                assert_eq!(response.status().as_u16(), refusal.status());
                assert_eq!(response.headers()["content-type"], HTML, "told once, and not told again");
                let body = response.into_body().collect().await.unwrap().to_bytes();
                let text = String::from_utf8(body.to_vec()).unwrap();
                let told = texts.refusal(refusal);
                assert!(
                    text.matches(told).count() == 1 && text.contains(refusal.code()),
                    "{refusal:?}: {text}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_fault_that_no_page_told_is_not_blamed_on_the_form() {
        for texts in Language::ALL.map(Texts::of) {
            let response = guard((StatusCode::BAD_GATEWAY, "upstream").into_response(), &texts);
            assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
            let body = response.into_body().collect().await.unwrap().to_bytes();
            assert!(String::from_utf8(body.to_vec()).unwrap().contains(texts.frame.failed()));
        }
    }
}

//! In which language somebody reads the pages: Indonesian, unless this browser chose English. It is kept in the browser alone, so that the door speaks it too.

use std::convert::Infallible;

use axum::Form;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use maud::{Markup, html};
use serde::Deserialize;

use super::texts::{Language, Texts};
use super::{Failed, Here, find_cookie, is_from_here};
use crate::error::Refusal;

pub(super) const PATH: &str = "/bahasa";
const COOKIE: &str = "tilik-bahasa";
const YEAR_SECONDS: u32 = 365 * 24 * 3_600;

/// The texts for whoever asks.
pub(super) fn texts_for(headers: &HeaderMap) -> Texts {
    let chosen = find_cookie(headers, COOKIE).and_then(Language::find);
    Texts::of(chosen.unwrap_or(Language::Indonesian))
}

impl<S: Sync> FromRequestParts<S> for Texts {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(texts_for(&parts.headers))
    }
}

/// Where the switch leads back to. What a form answers has no such place: it is not there a second time.
pub(super) fn way_back(parts: &Parts) -> Option<String> {
    let path = parts.uri.path_and_query().filter(|_| parts.method == Method::GET)?;
    Some(path.as_str().to_owned()).filter(|path| is_own(path))
}

/// Whether a browser that is led there stays with this server.
fn is_own(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// The button that shows the page in the other language.
pub(super) fn switch(texts: &Texts, back: &str) -> Markup {
    let other = texts.language.other().code();
    html! {
        form.language method="post" action=(PATH) {
            input type="hidden" name="kembali" value=(back);
            button type="submit" name="bahasa" value=(other) lang=(other) { (texts.frame.other_language()) }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    bahasa: String,
    kembali: String,
}

pub(super) async fn choose(
    State(province): Here,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<impl IntoResponse, Failed> {
    if !is_from_here(&headers) {
        return Err(Refusal::NotAllowed.into());
    }
    let language = Language::find(&chosen.bahasa).ok_or(Refusal::Malformed)?.code();
    let secure = if province.secure_cookies { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={language}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={YEAR_SECONDS}");
    let back = if is_own(&chosen.kembali) { &chosen.kembali } else { "/" };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(back)))
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn the_way_back_stays_with_this_server() {
        for path in ["/", "/kantor/1", "/?cari=a+b&lama=ya", "/masuk"] {
            assert!(is_own(path), "{path}");
        }
        for path in
            ["", "kantor", "//tempat.lain", "/\\tempat.lain", "/\t/tempat.lain", "https://tempat.lain", "/é"]
        {
            assert!(!is_own(path), "{path}");
        }
    }
}

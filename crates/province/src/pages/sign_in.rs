//! The door of the pages.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use tilik_journal::EntryHash;
use zeroize::Zeroizing;

use super::{Failed, Here, Visitor, find_token, layout, set_cookie, words};
use crate::staff::SignIn;

/// What is typed at the door.
#[derive(Deserialize)]
pub(super) struct Typed {
    login: String,
    password: String,
}

fn door(login: &str, said: Option<&str>) -> Markup {
    layout::plain(
        "Masuk",
        &html! {
            section.sheet.door {
                h1 { "Tilik Provinsi" }
                p.quiet { "Untuk pegawai BKPSDM yang punya akun." }
                @if let Some(said) = said {
                    p.say role="alert" { (said) }
                }
                form method="post" action="/masuk" {
                    div.door-fields {
                        label { "Nama akun" input name="login" value=(login) autocomplete="username" autocapitalize="none" required autofocus; }
                        label { "Kata sandi" input type="password" name="password" autocomplete="current-password" required; }
                        button.verb type="submit" { "Masuk" }
                    }
                }
            }
        },
    )
}

pub(super) async fn show() -> Markup {
    door("", None)
}

/// A form of another site is not heard: it could sign somebody in as another.
fn is_from_here(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
}

pub(super) async fn sign_in(
    State(province): Here,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failed> {
    if !is_from_here(&headers) {
        return Err(crate::error::Refusal::NotAllowed.into());
    }
    Ok(match province.sign_in(&typed.login, Zeroizing::new(typed.password)).await? {
        SignIn::Done(token) => {
            let cookie = set_cookie(&province, &EntryHash(token).to_hex(), "");
            (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to("/")).into_response()
        }
        SignIn::Wrong => {
            let said =
                "Nama akun atau kata sandi tidak cocok. Setelah lima kali keliru, akun dikunci sementara.";
            (StatusCode::FORBIDDEN, door(&typed.login, Some(said))).into_response()
        }
        SignIn::Locked(until) => {
            let said = format!(
                "Akun ini dikunci sampai {} WIB karena terlalu banyak kata sandi keliru. Jika bukan Anda yang mencoba, beri tahu pengelola server.",
                words::moment(until)
            );
            (StatusCode::FORBIDDEN, door(&typed.login, Some(&said))).into_response()
        }
    })
}

pub(super) async fn sign_out(
    State(province): Here,
    _: Visitor,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    if !is_from_here(&headers) {
        return Err(crate::error::Refusal::NotAllowed.into());
    }
    if let Some(token) = find_token(&headers, &province) {
        province.sign_out(&token).await?;
    }
    let cookie = set_cookie(&province, "", "; Max-Age=0");
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to("/masuk")).into_response())
}

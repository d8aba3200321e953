//! The door of the pages.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use serde::Deserialize;
use tilik_journal::EntryHash;
use zeroize::Zeroizing;

use super::{Failed, Here, Visitor, find_token, layout, set_cookie, words};
use crate::guesses;
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
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failed> {
    if !is_from_here(&headers) {
        return Err(crate::error::Refusal::NotAllowed.into());
    }
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer);
    let from = guesses::find_client(province.client_header.as_ref(), &headers, peer);
    Ok(match province.sign_in(&typed.login, Zeroizing::new(typed.password), from).await? {
        SignIn::Done(token) => {
            let cookie = set_cookie(&province, &EntryHash(token).to_hex(), "");
            (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to("/")).into_response()
        }
        SignIn::Wrong => {
            let said = "Nama akun atau kata sandi tidak cocok. Setelah lima kali keliru, nama akun itu dikunci sementara.";
            (StatusCode::FORBIDDEN, door(&typed.login, Some(said))).into_response()
        }
        SignIn::Locked(until) => {
            let said = format!(
                "Nama akun ini dikunci sampai {} WIB karena terlalu banyak kata sandi keliru. Jika bukan Anda yang mencoba, beri tahu pengelola server.",
                words::moment(until)
            );
            (StatusCode::FORBIDDEN, door(&typed.login, Some(&said))).into_response()
        }
        SignIn::AddressLocked(until) => {
            let said = format!(
                "Terlalu banyak percobaan masuk yang keliru dari jaringan ini, jadi tidak ada yang dapat masuk dari sini sampai {} WIB. Jika bukan Anda yang mencoba, beri tahu pengelola server.",
                words::moment(until)
            );
            let seconds = (until - province.now_at()).num_seconds().max(1).to_string();
            let page = door(&typed.login, Some(&said));
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)], page).into_response()
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

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

use super::texts::Texts;
use super::{Failed, Here, Visitor, find_token, is_from_here, language, layout, set_cookie};
use crate::guesses;
use crate::staff::SignIn;

/// What is typed at the door.
#[derive(Deserialize)]
pub(super) struct Typed {
    login: String,
    password: String,
}

const PATH: &str = "/masuk";

fn door(texts: &Texts, login: &str, said: Option<&str>) -> Markup {
    layout::plain(
        texts,
        texts.door.title(),
        &html! {
            section.sheet.door {
                h1 { (texts.door.name()) }
                p.quiet { (texts.door.for_whom()) }
                @if let Some(said) = said {
                    p.say role="alert" { (said) }
                }
                form method="post" action=(PATH) {
                    div.door-fields {
                        label { (texts.door.login()) input name="login" value=(login) autocomplete="username" autocapitalize="none" required autofocus; }
                        label { (texts.door.password()) input type="password" name="password" autocomplete="current-password" required; }
                        button.verb type="submit" { (texts.door.title()) }
                    }
                }
                (language::switch(texts, PATH))
            }
        },
    )
}

pub(super) async fn show(texts: Texts) -> Markup {
    door(&texts, "", None)
}

pub(super) async fn sign_in(
    State(province): Here,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    texts: Texts,
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
            (StatusCode::FORBIDDEN, door(&texts, &typed.login, Some(texts.door.wrong()))).into_response()
        }
        SignIn::Locked(until) => {
            let said = texts.door.locked(texts.moment(until));
            (StatusCode::FORBIDDEN, door(&texts, &typed.login, Some(&said))).into_response()
        }
        SignIn::AddressLocked(until) => {
            let said = texts.door.address_locked(texts.moment(until));
            let seconds = (until - province.now_at()).num_seconds().max(1).to_string();
            let page = door(&texts, &typed.login, Some(&said));
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
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(PATH)).into_response())
}

//! One's own password.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::layout::{self, Fault, Place};
use super::texts::own;
use super::{Failed, Here, Visitor, find_token};
use crate::accounts::LEAST_OF_PASSWORD;
use crate::error::Refusal;
use crate::staff::{MOST_OF_PASSWORD, OwnPassword};

pub(super) const PATH: &str = "/sandi";
/// The fields.
const OLD: &str = "old";
const NEW: &str = "new";
const AGAIN: &str = "again";

/// Where whoever must change the password may go.
pub(super) fn is_open_to_all(path: &str) -> bool {
    path == PATH || path == "/keluar"
}

#[derive(Deserialize)]
pub(super) struct Typed {
    form_token: String,
    old: String,
    new: String,
    again: String,
}

pub(super) async fn show(visitor: Visitor) -> Markup {
    page(&visitor, Fault::NONE)
}

fn page(visitor: &Visitor, fault: Fault<'_>) -> Markup {
    let (texts, must_change) = (&visitor.texts.own, visitor.signed_in.must_change);
    let password = |name: &'static str, label: &str, completing: &str, help: Option<&str>| {
        let described = [fault.described(name), help.map(|_| format!("{name}-syarat"))];
        let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
        html! {
            div.field {
                label { (label)
                    input type="password" name=(name) autocomplete=(completing) required
                        aria-invalid=[fault.invalid(name)] aria-describedby=[(!described.is_empty()).then_some(described)];
                }
                (fault.told(name))
                @if let Some(help) = help { span.help id={ (name) "-syarat" } { (help) } }
            }
        }
    };
    let least = texts.least(LEAST_OF_PASSWORD);
    let content = html! {
        section.sheet.narrow {
            h1 { (texts.title()) }
            @if must_change { p { (texts.must_change()) } }
            @if fault.0.is_some() { p.say role="alert" { (texts.not_changed()) } }
            form.stack method="post" action=(PATH) {
                (layout::form_token(visitor))
                (password(OLD, texts.old(), "current-password", None))
                (password(NEW, texts.new(), "new-password", Some(&least)))
                (password(AGAIN, texts.again(), "new-password", None))
                p.quiet { (texts.others_leave()) }
                div.acts {
                    button.verb type="submit" { (texts.title()) }
                    @if !must_change { a.button href="/" { (visitor.texts.label.cancel()) } }
                }
            }
        }
    };
    layout::page(texts.title(), Place::Own, visitor, &content)
}

/// What is wrong with a new password, and at which field.
fn find_fault(texts: &own::Texts, typed: &Typed) -> Option<(&'static str, String)> {
    if typed.new.chars().count() < LEAST_OF_PASSWORD {
        return Some((NEW, texts.too_short(LEAST_OF_PASSWORD)));
    }
    if typed.new.len() > MOST_OF_PASSWORD {
        return Some((NEW, texts.too_long().to_owned()));
    }
    if typed.new == typed.old {
        return Some((NEW, texts.same().to_owned()));
    }
    (typed.new != typed.again).then_some((AGAIN, texts.differ().to_owned()))
}

pub(super) async fn change(
    State(province): Here,
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failed> {
    visitor.check_given(&typed.form_token)?;
    let token = find_token(&headers, &province).ok_or(Refusal::NotAllowed)?;
    let texts = &visitor.texts.own;
    let refused = |fault: (&'static str, &str)| {
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor, Fault(Some(fault)))).into_response())
    };
    if let Some((field, fault)) = find_fault(texts, &typed) {
        return refused((field, &fault));
    }
    match province
        .change_password(&visitor.signed_in, &token, (Zeroizing::new(typed.old), Zeroizing::new(typed.new)))
        .await?
    {
        OwnPassword::Right => Ok(Redirect::to("/").into_response()),
        OwnPassword::Wrong => refused((OLD, texts.wrong())),
        OwnPassword::Locked => refused((OLD, texts.locked())),
    }
}

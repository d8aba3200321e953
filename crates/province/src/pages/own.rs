//! One's own password.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::layout::{self, Fault, Place};
use super::{Failed, Here, Visitor, find_token};
use crate::accounts::LEAST_OF_PASSWORD;
use crate::error::Refusal;
use crate::staff::{MOST_OF_PASSWORD, OwnPassword, SignedIn};

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

pub(super) async fn show(Visitor(signed_in): Visitor) -> Markup {
    page(&signed_in, Fault::NONE)
}

fn page(signed_in: &SignedIn, fault: Fault<'_>) -> Markup {
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
    let least =
        format!("Paling sedikit {LEAST_OF_PASSWORD} huruf. Beberapa kata yang mudah Anda ingat sudah cukup.");
    let content = html! {
        section.sheet.narrow {
            h1 { "Ganti kata sandi" }
            @if signed_in.must_change {
                p { "Kata sandi Anda dibuat orang lain dan hanya untuk sekali masuk. Buat kata sandi sendiri sebelum melanjutkan." }
            }
            @if fault.0.is_some() { p.say role="alert" { "Kata sandi belum diganti: perbaiki isian yang ditandai." } }
            form.stack method="post" action=(PATH) {
                (layout::form_token(signed_in))
                (password(OLD, "Kata sandi lama", "current-password", None))
                (password(NEW, "Kata sandi baru", "new-password", Some(&least)))
                (password(AGAIN, "Kata sandi baru, sekali lagi", "new-password", None))
                p.quiet { "Di komputer lain yang masih masuk dengan akun ini, Anda akan dikeluarkan." }
                div.acts {
                    button.verb type="submit" { "Ganti kata sandi" }
                    @if !signed_in.must_change { a.button href="/" { "Batal" } }
                }
            }
        }
    };
    layout::page("Ganti kata sandi", Place::Own, signed_in, &content)
}

/// What is wrong with a new password, and at which field.
fn find_fault(typed: &Typed) -> Option<(&'static str, &'static str)> {
    if typed.new.chars().count() < LEAST_OF_PASSWORD {
        return Some((NEW, "Kata sandi baru terlalu pendek: paling sedikit 12 huruf."));
    }
    if typed.new.len() > MOST_OF_PASSWORD {
        return Some((NEW, "Kata sandi baru terlalu panjang."));
    }
    if typed.new == typed.old {
        return Some((NEW, "Kata sandi baru sama dengan yang lama. Pilih yang lain."));
    }
    (typed.new != typed.again).then_some((AGAIN, "Kedua kata sandi baru tidak sama. Ketik ulang keduanya."))
}

pub(super) async fn change(
    State(province): Here,
    visitor: Visitor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, Failed> {
    visitor.check_given(&typed.form_token)?;
    let token = find_token(&headers, &province).ok_or(Refusal::NotAllowed)?;
    let refused =
        |fault| Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visitor.0, Fault(Some(fault)))).into_response());
    if let Some(fault) = find_fault(&typed) {
        return refused(fault);
    }
    match province
        .change_password(&visitor.0, &token, (Zeroizing::new(typed.old), Zeroizing::new(typed.new)))
        .await?
    {
        OwnPassword::Right => Ok(Redirect::to("/").into_response()),
        OwnPassword::Wrong => refused((OLD, "Kata sandi lama tidak cocok.")),
        OwnPassword::Locked => refused((
            OLD,
            "Kata sandi lama terlalu sering keliru, jadi akun dikunci sementara. Coba lagi nanti, atau mintalah pengelola membukanya.",
        )),
    }
}

//! The frame around every page.

use axum::http::header;
use axum::response::IntoResponse;
use maud::{DOCTYPE, Markup, html};

use super::{own, words};
use crate::staff::{SignedIn, StaffRole};

/// The colours and measures of the laptop's screens, and what is the pages' own.
const STYLE: &str = concat!(include_str!("../../../../ui/src/design/tokens.css"), include_str!("style.css"));

pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")], STYLE)
}

/// Which item of the bar a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Offices,
    Bundles,
    Held,
    News,
    Accounts,
    /// One's own password.
    Own,
}

fn head(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (title) " – Tilik Provinsi" }
        link rel="stylesheet" href="/gaya.css";
    }
}

/// A page for who is signed in.
pub(super) fn page(title: &str, place: Place, signed_in: &SignedIn, content: &Markup) -> Markup {
    let item = |to: Place, path: &str, word: &str| {
        html! { a href=(path) aria-current=[(to == place).then_some("page")] { (word) } }
    };
    html! {
        (DOCTYPE)
        html lang="id" {
            head { (head(title)) }
            body {
                a.skip href="#isi" { "Langsung ke isi" }
                header.bar {
                    p.brand { "Tilik " span { "Provinsi" } }
                    nav aria-label="Halaman" {
                        (item(Place::Offices, "/", "Kantor"))
                        (item(Place::News, "/kabar", "Kabar"))
                        (item(Place::Bundles, "/berkas", "Berkas USB"))
                        (item(Place::Held, "/tertahan", "Tertahan"))
                        @if may_change(signed_in) { (item(Place::Accounts, "/akun", "Akun")) }
                    }
                    form.who method="post" action="/keluar" {
                        span { (signed_in.name) " · " (signed_in.role.word()) }
                        a href=(own::PATH) aria-current=[(place == Place::Own).then_some("page")] { "Kata sandi" }
                        (form_token(signed_in))
                        button type="submit" { "Keluar" }
                    }
                }
                main #isi { (content) }
            }
        }
    }
}

/// A page for who is not, or when there is nothing else to show.
pub(super) fn plain(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="id" {
            head { (head(title)) }
            body.plain { main #isi { (content) } }
        }
    }
}

/// One sentence and the way back.
pub(super) fn notice(title: &str, sentence: &str) -> Markup {
    door(title, &html! { p { (sentence) } })
}

/// Why something was not done, with the code by which others know it.
pub(super) fn refused(sentence: &str, code: &str) -> Markup {
    door(words::NOT_DONE, &html! { p { (sentence) } p.quiet { "Kode: " (code) } })
}

fn door(title: &str, content: &Markup) -> Markup {
    plain(
        title,
        &html! {
            section.sheet.door {
                h1 { (title) }
                (content)
                p { a href="/" { "Kembali ke daftar kantor" } }
            }
        },
    )
}

/// What a form of this session carries.
pub(super) fn form_token(signed_in: &SignedIn) -> Markup {
    html! { input type="hidden" name="form_token" value=(signed_in.form_token); }
}

/// The field for the word that is typed before what cannot be undone. `wrong`: what was typed instead, which is told there.
pub(super) fn confirming_word(word: &str, label: &str, wrong: Option<&str>) -> Markup {
    const FAULT: &str = "kata-salah";
    let is_wrong = wrong.is_some();
    html! {
        label { (label)
            input name="word" value=(wrong.unwrap_or_default()) autocomplete="off" autocapitalize="characters" spellcheck="false"
                autofocus[is_wrong] aria-invalid=[is_wrong.then_some("true")] aria-describedby=[is_wrong.then_some(FAULT)];
            @if let Some(wrong) = wrong { span.fault #(FAULT) { (words::wrong_word(word, wrong)) } }
        }
    }
}

pub(super) fn may_change(signed_in: &SignedIn) -> bool {
    signed_in.role == StaffRole::Keeper
}

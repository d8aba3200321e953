//! *Kabar*: what the province says to its offices, written, looked at once more, listed, withdrawn.

mod form;
mod typed;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use tilik_journal::catalogue::{achievement, deadline, notice};
use uuid::Uuid;

use self::form::Audience;
use self::typed::{Faults, Typed, What};
use super::layout::{self, Place};
use super::{Failed, Here, Shown, Visitor, words};
use crate::error::Refusal;
use crate::ledger::EVERYBODY;
use crate::province::Province;
use crate::says::{Said, Word};
use crate::staff::{SignedIn, StaffAct};

/// The newest that are listed.
const LISTED: i64 = 200;
/// The buttons of the form that is looked at before it is said.
const SAY: &str = "sampaikan";
const CHANGE: &str = "ubah";

pub(super) async fn show(State(province): Here, Visitor(signed_in): Visitor) -> Shown {
    let said = province.list_said(LISTED).await?;
    let may_change = layout::may_change(&signed_in);
    let content = html! {
        div.top {
            h1 { "Kabar untuk kantor" }
            p { "Sampai di laptop kantor pada pengiriman berikutnya." }
        }
        @if may_change {
            section.sheet {
                h2 { "Sampaikan kabar" }
                div.acts { @for what in What::ALL {
                    a.button.verb[what == What::Notice] href={ "/kabar/tulis/" (what.path()) } { (what.title()) }
                } }
            }
        }
        section.sheet {
            h2 { "Yang sudah disampaikan" }
            @if said.is_empty() {
                p.quiet { "Belum ada. Pemberitahuan, batas waktu, dan capaian organisasi yang Anda sampaikan muncul di sini." }
            } @else {
                div.scroll { (table(&said, may_change)) }
            }
        }
    };
    Ok(layout::page("Kabar", Place::News, &signed_in, &content))
}

fn table(said: &[Said], may_change: bool) -> Markup {
    html! {
        table.stack {
            thead { tr { th scope="col" { "Kabar" } th scope="col" { "Untuk" } th scope="col" { "Disampaikan" } th scope="col" { "Keadaan" } } }
            tbody { @for said in said {
                tr {
                    td { strong { (headline(said)) } @if let Some(detail) = detail(said) { br; span.quiet { (detail) } } }
                    td data-label="Untuk" { @match &said.office { Some((office, name)) => a href={ "/kantor/" (office) } { (name) }, None => "Semua kantor" } }
                    td.whole { (said_on(said)) }
                    td {
                        @if said.is_withdrawn { span.mark { "Ditarik" } }
                        @else if may_change && said.is_own { a.ways href=(withdraw_path(said)) { "Tarik…" } span.paper { "Berlaku" } }
                        @else { "Berlaku" }
                    }
                }
            } }
        }
    }
}

fn withdraw_path(said: &Said) -> String {
    let office = said.office.as_ref().map_or(EVERYBODY, |(office, _)| *office);
    format!("/kabar/tarik/{office}/{}/{}", said.kind, said.record)
}

fn said_on(said: &Said) -> String {
    said.said_on.parse().map_or_else(|_| "–".to_owned(), words::day)
}

/// What was said, in one line.
fn headline(said: &Said) -> String {
    match &said.word {
        Some(word) => headline_of(word),
        None => match said.kind {
            notice::KIND => "Pemberitahuan".to_owned(),
            deadline::KIND => "Batas waktu".to_owned(),
            achievement::KIND => "Capaian organisasi".to_owned(),
            _ => "Kabar".to_owned(),
        },
    }
}

fn headline_of(word: &Word) -> String {
    match word {
        Word::Notice { title, .. } => title.clone(),
        Word::Deadline { period, day, .. } => {
            format!("Batas waktu {}: {}", words::period(*period), words::day(*day))
        }
        Word::Achievement { period, level, .. } => {
            format!("Capaian organisasi {}: {}", words::period(*period), words::achievement(*level))
        }
    }
}

fn detail(said: &Said) -> Option<&str> {
    match said.word.as_ref()? {
        Word::Notice { by, .. } => Some(by.as_str()),
        Word::Deadline { note, .. } | Word::Achievement { note, .. } => Some(note.as_str()),
    }
    .filter(|detail| !detail.is_empty())
}

/// To whom a form is written from the beginning.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Meant {
    #[serde(default)]
    untuk: String,
}

pub(super) async fn write(
    State(province): Here,
    Visitor(signed_in): Visitor,
    Path(what): Path<String>,
    Query(meant): Query<Meant>,
) -> Shown {
    if !layout::may_change(&signed_in) {
        return Err(Refusal::NotAllowed.into());
    }
    let typed = Typed { untuk: meant.untuk, ..Typed::default() };
    show_form(&province, &signed_in, What::find(&what)?, &typed, &Faults::new()).await
}

async fn show_form(
    province: &Province,
    signed_in: &SignedIn,
    what: What,
    typed: &Typed,
    faults: &Faults,
) -> Shown {
    let audience = Audience::read(province).await?;
    let content = form::form(province, signed_in, what, typed, faults, &audience);
    Ok(layout::page(what.title(), Place::News, signed_in, &content))
}

/// The form's button shows what will be said and to whom; only the button there says it.
pub(super) async fn check_or_say(
    State(province): Here,
    visitor: Visitor,
    Path(what): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failed> {
    visitor.check_form(&typed.form_token)?;
    let (what, signed_in) = (What::find(&what)?, &visitor.0);
    let word = match typed.read(what, &province, &signed_in.name) {
        Ok(word) if typed.langkah != CHANGE => word,
        Ok(_) => {
            return Ok(show_form(&province, signed_in, what, &typed, &Faults::new()).await?.into_response());
        }
        Err(faults) => {
            let page = show_form(&province, signed_in, what, &typed, &faults).await?;
            return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let office = typed.office()?;
    if typed.langkah == SAY {
        let id: Uuid = typed.id.parse().map_err(|_| Refusal::Malformed)?;
        let (to, headline) = ((office != EVERYBODY).then_some(office), headline_of(&word));
        let act = StaffAct { office: to, ..StaffAct::on(signed_in.staff, "kabar disampaikan", &headline) };
        province.speak_by(office, id, &word, Some(act)).await?;
        return Ok(Redirect::to("/kabar").into_response());
    }
    let audience = Audience::read(&province).await?;
    let id = province.make_id()?;
    let content = form::preview(signed_in, what, &typed, &word, &audience.name_of(office)?, id);
    Ok(layout::page(what.title(), Place::News, signed_in, &content).into_response())
}

pub(super) async fn ask_to_withdraw(
    State(province): Here,
    Visitor(signed_in): Visitor,
    Path((office, kind, record)): Path<(Uuid, u32, Uuid)>,
) -> Shown {
    if !layout::may_change(&signed_in) {
        return Err(Refusal::NotAllowed.into());
    }
    let said = province.find_said(office, kind, record).await?;
    let audience = said.office.as_ref().map_or("semua kantor", |(_, name)| name.as_str());
    let content = html! {
        section.sheet.narrow {
            h1 { "Tarik kabar ini?" }
            p { strong { (headline(&said)) } " untuk " (audience) ", disampaikan " (said_on(&said)) }
            p { "Di laptop kantor kabar ini hilang pada pengiriman berikutnya. Evaluasi yang sudah final tidak berubah." }
            form.acts method="post" action=(withdraw_path(&said)) {
                (layout::form_token(&signed_in))
                button.danger type="submit" { "Tarik kabar" }
                a.button href="/kabar" { "Batal" }
            }
        }
    };
    Ok(layout::page("Tarik kabar", Place::News, &signed_in, &content))
}

#[derive(Deserialize)]
pub(super) struct Confirmed {
    form_token: String,
}

pub(super) async fn withdraw(
    State(province): Here,
    visitor: Visitor,
    Path((office, kind, record)): Path<(Uuid, u32, Uuid)>,
    Form(form): Form<Confirmed>,
) -> Result<Redirect, Failed> {
    visitor.check_form(&form.form_token)?;
    let said = province.find_said(office, kind, record).await?;
    let (to, headline) = ((office != EVERYBODY).then_some(office), headline(&said));
    let act = StaffAct { office: to, ..StaffAct::on(visitor.0.staff, "kabar ditarik", &headline) };
    province.withdraw(&said, office, act).await?;
    Ok(Redirect::to("/kabar"))
}

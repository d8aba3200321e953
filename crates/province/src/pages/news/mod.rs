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
use super::texts::{Language, Texts};
use super::{Failed, Here, Shown, Visitor};
use crate::error::Refusal;
use crate::ledger::EVERYBODY;
use crate::province::Province;
use crate::says::{Said, Word};
use crate::staff::StaffAct;

/// The newest that are listed.
const LISTED: i64 = 200;
/// The buttons of the form that is looked at before it is said.
const SAY: &str = "sampaikan";
const CHANGE: &str = "ubah";

pub(super) async fn show(State(province): Here, visitor: Visitor) -> Shown {
    let said = province.list_said(LISTED).await?;
    let (texts, may_change) = (&visitor.texts, visitor.may_change());
    let content = html! {
        div.top {
            h1 { (texts.news.heading()) }
            p { (texts.news.explanation()) }
        }
        @if may_change {
            section.sheet {
                h2 { (texts.news.say_title()) }
                div.acts { @for what in What::ALL {
                    a.button.verb[what == What::Notice] href={ "/kabar/tulis/" (what.path()) } { (what.title(&texts.news)) }
                } }
            }
        }
        section.sheet {
            h2 { (texts.news.said_title()) }
            @if said.is_empty() {
                p.quiet { (texts.news.none()) }
            } @else {
                div.scroll { (table(texts, &said, may_change)) }
            }
        }
    };
    Ok(layout::page(texts.news.title(), Place::News, &visitor, &content))
}

fn table(texts: &Texts, said: &[Said], may_change: bool) -> Markup {
    html! {
        table.stack {
            thead { tr { th scope="col" { (texts.news.title()) } th scope="col" { (texts.news.audience()) } th scope="col" { (texts.news.said()) } th scope="col" { (texts.label.state()) } } }
            tbody { @for said in said {
                tr {
                    td { strong { (headline(texts, said)) } @if let Some(detail) = detail(said) { br; span.quiet { (detail) } } }
                    td data-label=(texts.news.audience()) { @match &said.office { Some((office, name)) => a href={ "/kantor/" (office) } { (name) }, None => (texts.label.all_offices()) } }
                    td.whole { (said_on(texts, said)) }
                    td {
                        @if said.is_withdrawn { span.mark { (texts.news.withdrawn()) } }
                        @else if may_change && said.is_own { a.ways href=(withdraw_path(said)) { (texts.news.withdraw_link()) } span.paper { (texts.news.in_force()) } }
                        @else { (texts.news.in_force()) }
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

fn said_on(texts: &Texts, said: &Said) -> String {
    said.said_on.parse().map_or_else(|_| "–".to_owned(), |day| texts.day(day))
}

/// What was said, in one line.
fn headline(texts: &Texts, said: &Said) -> String {
    match &said.word {
        Some(word) => headline_of(texts, word),
        None => match said.kind {
            notice::KIND => texts.news.notice().to_owned(),
            deadline::KIND => texts.news.deadline().to_owned(),
            achievement::KIND => texts.news.achievement().to_owned(),
            _ => texts.news.title().to_owned(),
        },
    }
}

/// What is noted of an act is in one language, whoever did it.
fn noted() -> Texts {
    Texts::of(Language::Indonesian)
}

fn headline_of(texts: &Texts, word: &Word) -> String {
    match word {
        Word::Notice { title, .. } => title.clone(),
        Word::Deadline { period, day, .. } => texts.news.deadline_of(texts.period(*period), texts.day(*day)),
        Word::Achievement { period, level, .. } => {
            texts.news.achievement_of(texts.period(*period), texts.achievement(*level))
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
    visitor: Visitor,
    Path(what): Path<String>,
    Query(meant): Query<Meant>,
) -> Shown {
    visitor.check_keeper()?;
    let typed = Typed { untuk: meant.untuk, ..Typed::default() };
    show_form(&province, &visitor, What::find(&what)?, &typed, &Faults::new()).await
}

async fn show_form(
    province: &Province,
    visitor: &Visitor,
    what: What,
    typed: &Typed,
    faults: &Faults,
) -> Shown {
    let audience = Audience::read(province).await?;
    let content = form::form(province, visitor, what, typed, faults, &audience);
    Ok(layout::page(what.title(&visitor.texts.news), Place::News, visitor, &content))
}

/// The form's button shows what will be said and to whom; only the button there says it.
pub(super) async fn check_or_say(
    State(province): Here,
    visitor: Visitor,
    Path(what): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failed> {
    visitor.check_form(&typed.form_token)?;
    let what = What::find(&what)?;
    let word = match typed.read(what, &province, &visitor.signed_in.name) {
        Ok(word) if typed.langkah != CHANGE => word,
        Ok(_) => {
            return Ok(show_form(&province, &visitor, what, &typed, &Faults::new()).await?.into_response());
        }
        Err(faults) => {
            let page = show_form(&province, &visitor, what, &typed, &faults).await?;
            return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let office = typed.office()?;
    if typed.langkah == SAY {
        let id: Uuid = typed.id.parse().map_err(|_| Refusal::Malformed)?;
        let (to, headline) = ((office != EVERYBODY).then_some(office), headline_of(&noted(), &word));
        let act =
            StaffAct { office: to, ..StaffAct::on(visitor.signed_in.staff, "kabar disampaikan", &headline) };
        province.speak_by(office, id, &word, Some(act)).await?;
        return Ok(Redirect::to("/kabar").into_response());
    }
    let audience = Audience::read(&province).await?;
    let id = province.make_id()?;
    let audience = audience.name_of(&visitor.texts, office)?;
    let content = form::preview(&visitor, what, &typed, &word, &audience, id);
    Ok(layout::page(what.title(&visitor.texts.news), Place::News, &visitor, &content).into_response())
}

pub(super) async fn ask_to_withdraw(
    State(province): Here,
    visitor: Visitor,
    Path((office, kind, record)): Path<(Uuid, u32, Uuid)>,
) -> Shown {
    visitor.check_keeper()?;
    let said = province.find_said(office, kind, record).await?;
    let texts = &visitor.texts;
    let audience = said.office.as_ref().map_or(texts.news.everyone(), |(_, name)| name.as_str());
    let news = html! { strong { (headline(texts, &said)) } };
    let content = html! {
        section.sheet.narrow {
            h1 { (texts.news.withdraw_ask()) }
            p { (texts.news.withdraw_what(news, audience, said_on(texts, &said))) }
            p { (texts.news.withdraw_effect()) }
            form.acts method="post" action=(withdraw_path(&said)) {
                (layout::form_token(&visitor))
                button.danger type="submit" { (texts.news.withdraw()) }
                a.button href="/kabar" { (texts.label.cancel()) }
            }
        }
    };
    Ok(layout::page(texts.news.withdraw(), Place::News, &visitor, &content))
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
    let (to, headline) = ((office != EVERYBODY).then_some(office), headline(&noted(), &said));
    let act = StaffAct { office: to, ..StaffAct::on(visitor.signed_in.staff, "kabar ditarik", &headline) };
    province.withdraw(&said, office, act).await?;
    Ok(Redirect::to("/kabar"))
}

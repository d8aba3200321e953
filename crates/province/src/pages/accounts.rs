//! *Akun*: who of the agency may look, and who may change things.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::layout::{self, Fault, Place};
use super::texts::Texts;
use super::{Failed, Here, Shown, Visitor, own};
use crate::accounts::{Account, is_login};
use crate::error::{ProvinceError, Refusal};
use crate::province::Province;
use crate::staff::StaffRole;

/// The fields of a new account.
const NAME: &str = "name";
const LOGIN: &str = "login";
/// What the buttons of an account do, at the end of its path.
const ROLE: &str = "peran";
const UNLOCK: &str = "buka";
const PASSWORD: &str = "sandi";
const END: &str = "tutup";

#[derive(Default, Deserialize)]
pub(super) struct NewAccount {
    form_token: String,
    login: String,
    name: String,
    role: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    form_token: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    word: String,
}

pub(super) async fn show(State(province): Here, visitor: Visitor) -> Shown {
    visitor.check_keeper()?;
    let typed = NewAccount { role: StaffRole::Viewer.word().to_owned(), ..NewAccount::default() };
    list(&province, &visitor, &typed, Fault::NONE).await
}

async fn list(province: &Province, visitor: &Visitor, typed: &NewAccount, fault: Fault<'_>) -> Shown {
    let accounts = province.list_accounts().await?;
    let texts = &visitor.texts;
    let content = html! {
        div.top {
            h1 { (texts.accounts.heading()) }
            p { (texts.accounts.explanation()) }
        }
        section.sheet {
            h2 { (texts.accounts.add()) }
            @if fault.0.is_some() { p.say role="alert" { (texts.accounts.not_added()) } }
            form.line method="post" action="/akun" {
                (layout::form_token(visitor))
                div.field {
                    label { (texts.accounts.name())
                        input name=(NAME) value=(typed.name) maxlength="200" autocomplete="off" aria-invalid=[fault.invalid(NAME)] aria-describedby=[fault.described(NAME)]; }
                    (fault.told(NAME))
                }
                div.field {
                    label { (texts.accounts.login_typed())
                        input name=(LOGIN) value=(typed.login) maxlength="40" autocapitalize="none" autocomplete="off" aria-invalid=[fault.invalid(LOGIN)] aria-describedby=[fault.described(LOGIN)]; }
                    (fault.told(LOGIN))
                }
                label { (texts.accounts.role()) (choose_role(texts, StaffRole::find(&typed.role))) }
                button.verb type="submit" { (texts.accounts.add()) }
            }
        }
        section.sheet {
            h2 { (texts.accounts.all()) }
            div.scroll { table.stack {
                thead { tr { th scope="col" { (texts.accounts.person()) } th scope="col" { (texts.accounts.role()) } th scope="col" { (texts.accounts.last_came()) } th scope="col" { (texts.label.state()) } } }
                tbody { @for account in &accounts { tr {
                    td { a href={ "/akun/" (account.staff) } { (account.name) } br; span.quiet { (account.login) @if account.staff == visitor.signed_in.staff { " · " (texts.accounts.you()) } } }
                    td data-label=(texts.accounts.role()) { (texts.role(account.role)) }
                    td data-label=(texts.accounts.last_came()) { (came_at(texts, account)) }
                    td { (state(texts, account)) }
                } } }
            } }
        }
    };
    Ok(layout::page(texts.accounts.title(), Place::Accounts, visitor, &content))
}

fn choose_role(texts: &Texts, chosen: Option<StaffRole>) -> Markup {
    html! { select name="role" { @for role in [StaffRole::Viewer, StaffRole::Keeper] {
        option value=(role.word()) selected[chosen == Some(role)] { (texts.role(role)) }
    } } }
}

fn came_at(texts: &Texts, account: &Account) -> String {
    account.came_at.map_or_else(|| texts.accounts.never().to_owned(), |at| texts.moment(at))
}

fn state(texts: &Texts, account: &Account) -> Markup {
    html! {
        @if let Some(at) = account.ended_at { span.mark { (texts.accounts.closed()) } br; span.quiet { (texts.moment(at)) } }
        @else if let Some(until) = account.locked_until { span.mark.must { (texts.accounts.locked()) } br; span.quiet { (texts.accounts.until(texts.moment(until))) } }
        @else if account.must_change { span.mark.watch { (texts.accounts.one_time()) } }
        @else { (texts.label.active()) }
    }
}

pub(super) async fn add(
    State(province): Here,
    visitor: Visitor,
    Form(typed): Form<NewAccount>,
) -> Result<Response, Failed> {
    visitor.check_form(&typed.form_token)?;
    let name = typed.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let login = typed.login.trim().to_lowercase();
    let texts = &visitor.texts;
    let added = match StaffRole::find(&typed.role) {
        Some(_) if name.is_empty() || name.chars().count() > 200 => Err((NAME, texts.accounts.name_wrong())),
        Some(_) if !is_login(&login) => Err((LOGIN, texts.accounts.login_wrong())),
        Some(role) => match province.add_account(visitor.signed_in.staff, (&login, &name, role)).await {
            Ok(password) => Ok(password),
            Err(ProvinceError::Refused(refusal)) => Err((LOGIN, texts.refusal(refusal))),
            Err(error) => return Err(error.into()),
        },
        None => return Err(Refusal::Malformed.into()),
    };
    Ok(match added {
        Ok(password) => hand_over(&visitor, &name, &login, &password).into_response(),
        Err(fault) => {
            let page = list(&province, &visitor, &typed, Fault(Some(fault))).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    })
}

/// The one-time password, which is shown once.
fn hand_over(visitor: &Visitor, name: &str, login: &str, password: &str) -> Markup {
    let texts = &visitor.texts.accounts;
    let content = html! {
        section.sheet.narrow.new {
            h1 { (texts.one_time()) }
            p { (texts.whose(html! { strong { (name) } }, html! { strong { (login) } })) }
            p.code { (password) }
            p { (texts.one_time_note()) }
            p { a.button.verb href="/akun" { (texts.noted()) } }
        }
    };
    layout::page(texts.one_time(), Place::Accounts, visitor, &content)
}

pub(super) async fn show_one(State(province): Here, visitor: Visitor, Path(staff): Path<Uuid>) -> Shown {
    visitor.check_keeper()?;
    one(&province, &visitor, staff, None).await
}

/// `wrong`: what was typed instead of the word that closes the account.
async fn one(province: &Province, visitor: &Visitor, staff: Uuid, wrong: Option<&str>) -> Shown {
    let account = province.find_account(staff).await?;
    let texts = &visitor.texts;
    let content = html! {
        div.top { h1 { (account.name) } p.ways { a href="/akun" { (texts.accounts.all()) } } }
        section.sheet {
            h2 { (texts.accounts.title()) }
            dl {
                dt { (texts.accounts.login()) } dd { (account.login) }
                dt { (texts.accounts.role()) } dd { (texts.role(account.role)) }
                dt { (texts.accounts.last_came()) } dd { (came_at(texts, &account)) }
                dt { (texts.label.state()) } dd { (state(texts, &account)) }
            }
        }
        @if account.ended_at.is_none() { (doings(&account, visitor, wrong)) }
    };
    Ok(layout::page(texts.accounts.title(), Place::Accounts, visitor, &content))
}

fn doings(account: &Account, visitor: &Visitor, wrong: Option<&str>) -> Markup {
    let (texts, word) = (&visitor.texts, visitor.texts.accounts.close_word());
    let path = |how: &str| format!("/akun/{}/{how}", account.staff);
    html! {
        div.two {
            section.sheet.doing {
                h2 { (texts.accounts.role()) }
                form.line method="post" action=(path(ROLE)) {
                    (layout::form_token(visitor))
                    label { (texts.accounts.role()) (choose_role(texts, Some(account.role))) }
                    button type="submit" { (texts.accounts.change_role()) }
                }
                p.quiet { (texts.accounts.role_note()) }
            }
            section.sheet.doing {
                h2 { (texts.accounts.password()) }
                @if account.locked_until.is_some() {
                    form method="post" action=(path(UNLOCK)) { (layout::form_token(visitor)) button type="submit" { (texts.accounts.unlock()) } }
                }
                @if account.staff == visitor.signed_in.staff {
                    p { a href=(own::PATH) { (texts.accounts.change_own()) } }
                } @else {
                    form method="post" action=(path(PASSWORD)) { (layout::form_token(visitor)) button type="submit" { (texts.accounts.make_password()) } }
                    p.quiet { (texts.accounts.password_note()) }
                }
            }
            section.sheet.doing {
                h2 { (texts.accounts.close()) }
                p { (texts.accounts.close_effect()) }
                form.line method="post" action=(path(END)) {
                    (layout::form_token(visitor))
                    (layout::confirming_word(texts, word, &texts.accounts.close_label(word), wrong))
                    button.danger type="submit" { (texts.accounts.close()) }
                }
            }
        }
    }
}

pub(super) async fn change(
    State(province): Here,
    visitor: Visitor,
    Path((staff, how)): Path<(Uuid, String)>,
    Form(form): Form<Asked>,
) -> Result<Response, Failed> {
    visitor.check_form(&form.form_token)?;
    let by = visitor.signed_in.staff;
    match how.as_str() {
        ROLE => {
            let role = StaffRole::find(&form.role).ok_or(Refusal::NoSuchPath)?;
            province.set_role(by, staff, role).await?;
        }
        UNLOCK => province.unlock(by, staff).await?,
        PASSWORD => {
            let account = province.find_account(staff).await?;
            let password = province.reset_password(by, staff).await?;
            return Ok(hand_over(&visitor, &account.name, &account.login, &password).into_response());
        }
        END if form.word.trim() == visitor.texts.accounts.close_word() => {
            province.close_account(by, staff).await?;
            return Ok(Redirect::to("/akun").into_response());
        }
        END => {
            let page = one(&province, &visitor, staff, Some(&form.word)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        _ => return Err(Refusal::NoSuchPath.into()),
    }
    Ok(Redirect::to(&format!("/akun/{staff}")).into_response())
}

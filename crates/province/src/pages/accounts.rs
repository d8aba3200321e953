//! *Akun*: who of the agency may look, and who may change things.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

use super::layout::{self, Fault, Place};
use super::{Failed, Here, Shown, Visitor, own, words};
use crate::accounts::{Account, is_login};
use crate::error::{ProvinceError, Refusal};
use crate::province::Province;
use crate::staff::{SignedIn, StaffRole};

/// The fields of a new account.
const NAME: &str = "name";
const LOGIN: &str = "login";
/// What must be typed before an account is closed.
const CLOSE: &str = "TUTUP";
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
    list(&province, &visitor.0, &typed, Fault::NONE).await
}

async fn list(province: &Province, signed_in: &SignedIn, typed: &NewAccount, fault: Fault<'_>) -> Shown {
    let accounts = province.list_accounts().await?;
    let content = html! {
        div.top {
            h1 { "Akun pegawai" }
            p { "Pengelola membuat kantor, kode, kabar, dan akun. Pengamat hanya melihat." }
        }
        section.sheet {
            h2 { "Tambah akun" }
            @if fault.0.is_some() { p.say role="alert" { "Akun belum ditambahkan: perbaiki isian yang ditandai." } }
            form.line method="post" action="/akun" {
                (layout::form_token(signed_in))
                div.field {
                    label { "Nama pegawai"
                        input name=(NAME) value=(typed.name) maxlength="200" autocomplete="off" aria-invalid=[fault.invalid(NAME)] aria-describedby=[fault.described(NAME)]; }
                    (fault.told(NAME))
                }
                div.field {
                    label { "Nama akun, huruf kecil tanpa spasi"
                        input name=(LOGIN) value=(typed.login) maxlength="40" autocapitalize="none" autocomplete="off" aria-invalid=[fault.invalid(LOGIN)] aria-describedby=[fault.described(LOGIN)]; }
                    (fault.told(LOGIN))
                }
                label { "Peran" (choose_role(StaffRole::find(&typed.role))) }
                button.verb type="submit" { "Tambah akun" }
            }
        }
        section.sheet {
            h2 { "Semua akun" }
            div.scroll { table.stack {
                thead { tr { th scope="col" { "Pegawai" } th scope="col" { "Peran" } th scope="col" { "Terakhir masuk" } th scope="col" { "Keadaan" } } }
                tbody { @for account in &accounts { tr {
                    td { a href={ "/akun/" (account.staff) } { (account.name) } br; span.quiet { (account.login) @if account.staff == signed_in.staff { " · Anda" } } }
                    td data-label="Peran" { (account.role.word()) }
                    td data-label="Terakhir masuk" { (came_at(account)) }
                    td { (state(account)) }
                } } }
            } }
        }
    };
    Ok(layout::page("Akun", Place::Accounts, signed_in, &content))
}

fn choose_role(chosen: Option<StaffRole>) -> Markup {
    html! { select name="role" { @for role in [StaffRole::Viewer, StaffRole::Keeper] {
        option value=(role.word()) selected[chosen == Some(role)] { (role.word()) }
    } } }
}

fn came_at(account: &Account) -> String {
    account.came_at.map_or_else(|| "belum".to_owned(), words::moment)
}

fn state(account: &Account) -> Markup {
    html! {
        @if let Some(at) = account.ended_at { span.mark { "Ditutup" } br; span.quiet { (words::moment(at)) } }
        @else if let Some(until) = account.locked_until { span.mark.must { "Terkunci" } br; span.quiet { "sampai " (words::moment(until)) } }
        @else if account.must_change { span.mark.watch { "Kata sandi sekali pakai" } }
        @else { "Aktif" }
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
    let added = match StaffRole::find(&typed.role) {
        Some(_) if name.is_empty() || name.chars().count() > 200 => {
            Err((NAME, "Ketik nama pegawai, paling panjang 200 huruf."))
        }
        Some(_) if !is_login(&login) => Err((
            LOGIN,
            "Nama akun terdiri dari 3 sampai 40 huruf kecil, angka, titik, atau tanda hubung, tanpa spasi.",
        )),
        Some(role) => match province.add_account(visitor.0.staff, (&login, &name, role)).await {
            Ok(password) => Ok(password),
            Err(ProvinceError::Refused(refusal)) => Err((LOGIN, words::refusal(refusal))),
            Err(error) => return Err(error.into()),
        },
        None => return Err(Refusal::Malformed.into()),
    };
    Ok(match added {
        Ok(password) => hand_over(&visitor.0, &name, &login, &password).into_response(),
        Err(fault) => {
            let page = list(&province, &visitor.0, &typed, Fault(Some(fault))).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    })
}

/// The one-time password, which is shown once.
fn hand_over(signed_in: &SignedIn, name: &str, login: &str, password: &str) -> Markup {
    let content = html! {
        section.sheet.narrow.new {
            h1 { "Kata sandi sekali pakai" }
            p { "Untuk " strong { (name) } ", nama akun " strong { (login) } ":" }
            p.code { (password) }
            p { "Kata sandi ini hanya tampil sekarang. Sampaikan langsung kepada orangnya; saat pertama masuk, ia diminta menggantinya." }
            p { a.button.verb href="/akun" { "Sudah dicatat" } }
        }
    };
    layout::page("Kata sandi sekali pakai", Place::Accounts, signed_in, &content)
}

pub(super) async fn show_one(State(province): Here, visitor: Visitor, Path(staff): Path<Uuid>) -> Shown {
    visitor.check_keeper()?;
    one(&province, &visitor.0, staff, None).await
}

/// `wrong`: what was typed instead of the word that closes the account.
async fn one(province: &Province, signed_in: &SignedIn, staff: Uuid, wrong: Option<&str>) -> Shown {
    let account = province.find_account(staff).await?;
    let content = html! {
        div.top { h1 { (account.name) } p.ways { a href="/akun" { "Semua akun" } } }
        section.sheet {
            h2 { "Akun" }
            dl {
                dt { "Nama akun" } dd { (account.login) }
                dt { "Peran" } dd { (account.role.word()) }
                dt { "Terakhir masuk" } dd { (came_at(&account)) }
                dt { "Keadaan" } dd { (state(&account)) }
            }
        }
        @if account.ended_at.is_none() { (doings(&account, signed_in, wrong)) }
    };
    Ok(layout::page("Akun", Place::Accounts, signed_in, &content))
}

fn doings(account: &Account, signed_in: &SignedIn, wrong: Option<&str>) -> Markup {
    let path = |how: &str| format!("/akun/{}/{how}", account.staff);
    html! {
        div.two {
            section.sheet.doing {
                h2 { "Peran" }
                form.line method="post" action=(path(ROLE)) {
                    (layout::form_token(signed_in))
                    label { "Peran" (choose_role(Some(account.role))) }
                    button type="submit" { "Ubah peran" }
                }
                p.quiet { "Yang sedang masuk dengan akun ini dikeluarkan." }
            }
            section.sheet.doing {
                h2 { "Kata sandi" }
                @if account.locked_until.is_some() {
                    form method="post" action=(path(UNLOCK)) { (layout::form_token(signed_in)) button type="submit" { "Buka kunci" } }
                }
                @if account.staff == signed_in.staff {
                    p { a href=(own::PATH) { "Ganti kata sandi Anda" } }
                } @else {
                    form method="post" action=(path(PASSWORD)) { (layout::form_token(signed_in)) button type="submit" { "Buat kata sandi sekali pakai" } }
                    p.quiet { "Kata sandi yang lama tidak berlaku lagi, dan yang sedang masuk dengan akun ini dikeluarkan." }
                }
            }
            section.sheet.doing {
                h2 { "Tutup akun" }
                p { "Akun yang ditutup tidak dapat dibuka lagi. Yang sudah dilakukan dengannya tetap tercatat." }
                form.line method="post" action=(path(END)) {
                    (layout::form_token(signed_in))
                    (layout::confirming_word(CLOSE, "Ketik TUTUP untuk menutup", wrong))
                    button.danger type="submit" { "Tutup akun" }
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
    let by = visitor.0.staff;
    match how.as_str() {
        ROLE => {
            let role = StaffRole::find(&form.role).ok_or(Refusal::NoSuchPath)?;
            province.set_role(by, staff, role).await?;
        }
        UNLOCK => province.unlock(by, staff).await?,
        PASSWORD => {
            let account = province.find_account(staff).await?;
            let password = province.reset_password(by, staff).await?;
            return Ok(hand_over(&visitor.0, &account.name, &account.login, &password).into_response());
        }
        END if form.word.trim() == CLOSE => {
            province.close_account(by, staff).await?;
            return Ok(Redirect::to("/akun").into_response());
        }
        END => {
            let page = one(&province, &visitor.0, staff, Some(&form.word)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        _ => return Err(Refusal::NoSuchPath.into()),
    }
    Ok(Redirect::to(&format!("/akun/{staff}")).into_response())
}

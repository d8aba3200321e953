//! Files that couriers bring: brought, looked at, taken in, answered.

use axum::Form;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;
use uuid::Uuid;

use super::layout::{self, Place};
use super::office::Names;
use super::{Failed, Here, Shown, Visitor, words};
use crate::bundle::{Brought, Upload};
use crate::error::{ProvinceError, Refusal};

/// A browser that sends nothing for so long is given up.
const STALL: Duration = Duration::from_secs(30);
const MOST_OF_TOKEN: usize = 1 << 10;
/// What the buttons of a file that waits say, at the end of its path.
const TAKE: &str = "terima";
const DROP: &str = "buang";

#[derive(Deserialize)]
pub(super) struct Asked {
    form_token: String,
}

pub(super) async fn show(State(province): Here, Visitor(signed_in): Visitor) -> Shown {
    let brought = province.list_brought().await?;
    let content = html! {
        div.top {
            h1 { "Berkas USB" }
            p { "Kiriman kantor yang dibawa dengan USB. Berkas dibaca dulu; tidak ada yang diterima sebelum Anda menyetujuinya." }
        }
        @if layout::may_change(&signed_in) {
            section.sheet {
                h2 { "Buka berkas" }
                form.line method="post" action="/berkas" enctype="multipart/form-data" {
                    (layout::form_token(&signed_in))
                    label { "Berkas .tilik dari kantor, paling besar " (words::size(i64::try_from(province.bundle_bytes).unwrap_or(i64::MAX)))
                        input type="file" name="berkas" accept=".tilik" required; }
                    button.verb type="submit" { "Baca berkas" }
                }
            }
        }
        section.sheet {
            h2 { "Berkas terakhir" }
            @if brought.is_empty() {
                p.quiet { "Belum ada berkas. Kantor membuatnya di layar Kirim, dengan tombol Simpan ke USB." }
            } @else {
                div.scroll { table.stack {
                    thead { tr { th scope="col" { "Dibawa" } th scope="col" { "Kantor" } th.right scope="col" { "Catatan" } th scope="col" { "Keadaan" } th scope="col" { "Berkas" } } }
                    tbody { @for one in &brought { (row(one)) } }
                } }
            }
        }
    };
    Ok(layout::page("Berkas USB", Place::Bundles, &signed_in, &content))
}

fn path_of(one: &Brought) -> String {
    format!("/berkas/{}/{}", one.office, one.bundle)
}

fn row(one: &Brought) -> Markup {
    html! {
        tr {
            td { (words::moment(one.brought_at)) }
            td { a href={ "/kantor/" (one.office) } { (one.office_name) } }
            td.right data-label="Catatan" { (words::number(one.entries)) }
            td { @if one.taken.is_some() { span.mark.sent { "Diterima" } } @else { span.mark { "Belum diterima" } } }
            td { a href=(path_of(one)) { @if one.taken.is_some() { "Buka jawaban" } @else { "Periksa" } } }
        }
    }
}

/// Takes the file from the browser, piece by piece, and looks at it.
pub(super) async fn bring(
    State(province): Here,
    visitor: Visitor,
    mut form: Multipart,
) -> Result<Redirect, Failed> {
    let token = read_token(&mut next_field(&mut form).await?).await?;
    visitor.check_form(&token)?;
    let mut field = next_field(&mut form).await?;
    let mut upload = province.begin_upload().await?;
    if let Err(error) = fill(&mut field, &mut upload).await {
        upload.give_up().await;
        return Err(error.into());
    }
    let (office, bundle) = province.look_at_bundle(upload, visitor.0.staff).await?;
    Ok(Redirect::to(&format!("/berkas/{office}/{bundle}")))
}

async fn next_field(form: &mut Multipart) -> Result<Field<'_>, ProvinceError> {
    Ok(form.next_field().await.map_err(broken)?.ok_or(Refusal::NotABundle)?)
}

/// What stands before the file. Nobody was let in yet, so no more is read than a token has.
async fn read_token(field: &mut Field<'_>) -> Result<String, ProvinceError> {
    let mut token = Vec::new();
    while let Some(bytes) = next_chunk(field).await? {
        token.extend_from_slice(&bytes);
        if token.len() > MOST_OF_TOKEN {
            return Err(Refusal::NotAllowed.into());
        }
    }
    Ok(String::from_utf8_lossy(&token).into_owned())
}

async fn next_chunk(field: &mut Field<'_>) -> Result<Option<Bytes>, ProvinceError> {
    let chunk = tokio::time::timeout(STALL, field.chunk()).await;
    chunk.map_err(|_| Refusal::BundleDamaged)?.map_err(broken)
}

async fn fill(field: &mut Field<'_>, upload: &mut Upload) -> Result<(), ProvinceError> {
    while let Some(bytes) = next_chunk(field).await? {
        upload.put(bytes).await?;
    }
    Ok(())
}

fn broken(_: MultipartError) -> ProvinceError {
    Refusal::BundleDamaged.into()
}

pub(super) async fn show_one(
    State(province): Here,
    Visitor(signed_in): Visitor,
    Path((office, bundle)): Path<(Uuid, Uuid)>,
) -> Shown {
    let one = province.find_brought(office, bundle).await?;
    let names = Names::read(&province, office).await?;
    let may_change = layout::may_change(&signed_in);
    let content = html! {
        div.top {
            h1 { "Berkas dari " (one.office_name) }
            p.ways { a href="/berkas" { "Semua berkas" } }
        }
        section.sheet {
            h2 { "Isi berkas" }
            dl {
                dt { "Kantor" } dd { a href={ "/kantor/" (office) } { (one.office_name) } @if one.redeems { " – berkas ini sekaligus mendaftarkannya" } }
                dt { "Laptop" } dd { (names.of(&one.device)) }
                dt { "Dibuat" } dd { (words::moment(one.made_at)) " menurut laptopnya" }
                dt { "Catatan" } dd { (words::number(one.entries)) }
                dt { "Lampiran" } dd { (words::number(one.attachments)) @if one.attachments > 0 { ", " (words::size(one.attachment_bytes)) } }
                dt { "Ukuran berkas" } dd { (words::size(one.bytes)) }
            }
        }
        (state(&one, &signed_in, may_change))
    };
    Ok(layout::page("Berkas USB", Place::Bundles, &signed_in, &content))
}

fn state(one: &Brought, signed_in: &crate::staff::SignedIn, may_change: bool) -> Markup {
    let path = path_of(one);
    html! {
        section.sheet {
            @match one.taken {
                Some((at, new, left_out)) => {
                    h2 { "Sudah diterima" }
                    p { "Diterima " (words::moment(at)) ": " (words::number(new)) " catatan baru"
                        @if one.entries > new + left_out { ", " (words::number(one.entries - new - left_out)) " sudah ada sebelumnya" }
                        "." }
                    @if left_out > 0 {
                        p { (words::number(left_out)) " catatan belum dapat diterima karena catatan sebelumnya belum sampai. Bawalah jawaban di bawah ke kantor; berkas berikutnya dari kantor akan memuat keduanya." }
                    }
                    p { "Jawaban memuat tanda terima, kabar dari provinsi, dan catatan yang belum dimiliki laptop itu. Simpan ke USB, lalu buka di laptop kantor dengan tombol Terima berkas." }
                    @if may_change { p { a.button.verb href={ (path) "/jawaban" } download { "Unduh jawaban" } } }
                }
                None => {
                    h2 { "Belum diterima" }
                    p { "Tanda tangan berkas ini sudah diperiksa dan cocok. Belum ada yang diterima." }
                    @if may_change {
                        div.line {
                            form method="post" action={ (path) "/" (TAKE) } { (layout::form_token(signed_in)) button.verb type="submit" { "Terima berkas ini" } }
                            form method="post" action={ (path) "/" (DROP) } { (layout::form_token(signed_in)) button type="submit" { "Jangan terima" } }
                        }
                    } @else { p.quiet { "Hanya pengelola yang dapat menerimanya." } }
                }
            }
        }
    }
}

/// Takes a file in or forgets it, as the button says.
pub(super) async fn settle(
    State(province): Here,
    visitor: Visitor,
    Path((office, bundle, how)): Path<(Uuid, Uuid, String)>,
    Form(form): Form<Asked>,
) -> Result<Redirect, Failed> {
    visitor.check_form(&form.form_token)?;
    match how.as_str() {
        TAKE => {
            province.take_bundle(office, bundle, visitor.0.staff).await?;
            Ok(Redirect::to(&format!("/berkas/{office}/{bundle}")))
        }
        DROP => {
            province.forget_brought(office, bundle, visitor.0.staff).await?;
            Ok(Redirect::to("/berkas"))
        }
        _ => Err(Refusal::NoSuchPath.into()),
    }
}

pub(super) async fn answer(
    State(province): Here,
    Visitor(signed_in): Visitor,
    Path((office, bundle)): Path<(Uuid, Uuid)>,
) -> Result<impl IntoResponse, Failed> {
    if !layout::may_change(&signed_in) {
        return Err(Refusal::NotAllowed.into());
    }
    let file = province.answer_bundle(office, bundle).await?;
    Ok(super::download(&file.name, file.body))
}

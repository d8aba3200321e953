//! Files that couriers bring: brought, looked at, taken in, answered.

use axum::Form;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;
use uuid::Uuid;

use super::layout::{self, Place};
use super::office::Names;
use super::texts::Texts;
use super::{Failed, Here, Shown, Visitor};
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

pub(super) async fn show(State(province): Here, visitor: Visitor) -> Shown {
    let brought = province.list_brought().await?;
    let texts = &visitor.texts;
    let content = html! {
        div.top {
            h1 { (texts.bundles.title()) }
            p { (texts.bundles.explanation()) }
        }
        @if visitor.may_change() {
            section.sheet {
                h2 { (texts.bundles.open_title()) }
                form.line method="post" action="/berkas" enctype="multipart/form-data" {
                    (layout::form_token(&visitor))
                    label { (texts.bundles.choose(texts.size(i64::try_from(province.bundle_bytes).unwrap_or(i64::MAX))))
                        input type="file" name="berkas" accept=".tilik" required; }
                    button.verb type="submit" { (texts.bundles.read()) }
                }
            }
        }
        section.sheet {
            h2 { (texts.bundles.latest()) }
            @if brought.is_empty() {
                p.quiet { (texts.bundles.none()) }
            } @else {
                div.scroll { table.stack {
                    thead { tr { th scope="col" { (texts.bundles.brought()) } th scope="col" { (texts.label.office()) } th.right scope="col" { (texts.label.entries()) } th scope="col" { (texts.label.state()) } th scope="col" { (texts.bundles.file()) } } }
                    tbody { @for one in &brought { (row(texts, one)) } }
                } }
            }
        }
    };
    Ok(layout::page(texts.bundles.title(), Place::Bundles, &visitor, &content))
}

fn path_of(one: &Brought) -> String {
    format!("/berkas/{}/{}", one.office, one.bundle)
}

fn row(texts: &Texts, one: &Brought) -> Markup {
    html! {
        tr {
            td { (texts.moment(one.brought_at)) }
            td { a href={ "/kantor/" (one.office) } { (one.office_name) } }
            td.right data-label=(texts.label.entries()) { (texts.number(one.entries)) }
            td { @if one.taken.is_some() { span.mark.sent { (texts.bundles.taken()) } } @else { span.mark { (texts.bundles.not_taken()) } } }
            td { a href=(path_of(one)) { @if one.taken.is_some() { (texts.bundles.open_answer()) } @else { (texts.bundles.check()) } } }
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
    let (office, bundle) = province.look_at_bundle(upload, visitor.signed_in.staff).await?;
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
    visitor: Visitor,
    Path((office, bundle)): Path<(Uuid, Uuid)>,
) -> Shown {
    let one = province.find_brought(office, bundle).await?;
    let names = Names::read(&province, office).await?;
    let texts = &visitor.texts;
    let content = html! {
        div.top {
            h1 { (texts.bundles.from(&one.office_name)) }
            p.ways { a href="/berkas" { (texts.bundles.all()) } }
        }
        section.sheet {
            h2 { (texts.bundles.contents()) }
            dl {
                dt { (texts.label.office()) } dd { a href={ "/kantor/" (office) } { (one.office_name) } @if one.redeems { " " (texts.bundles.redeems()) } }
                dt { (texts.label.laptop()) } dd { (names.of(texts, &one.device)) }
                dt { (texts.bundles.made()) } dd { (texts.bundles.made_at(texts.moment(one.made_at))) }
                dt { (texts.label.entries()) } dd { (texts.number(one.entries)) }
                dt { (texts.bundles.attachments()) } dd { (texts.number(one.attachments)) @if one.attachments > 0 { ", " (texts.size(one.attachment_bytes)) } }
                dt { (texts.bundles.size()) } dd { (texts.size(one.bytes)) }
            }
        }
        (state(&one, &visitor))
    };
    Ok(layout::page(texts.bundles.title(), Place::Bundles, &visitor, &content))
}

fn state(one: &Brought, visitor: &Visitor) -> Markup {
    let (path, texts, may_change) = (path_of(one), &visitor.texts, visitor.may_change());
    html! {
        section.sheet {
            @match one.taken {
                Some((at, new, left_out)) => {
                    h2 { (texts.bundles.taken_title()) }
                    p { (taken(texts, at, new, one.entries - new - left_out)) }
                    @if left_out > 0 { p { (texts.bundles.left_out(texts.number(left_out))) } }
                    p { (texts.bundles.answer_explanation()) }
                    @if may_change { p { a.button.verb href={ (path) "/jawaban" } download { (texts.bundles.download()) } } }
                }
                None => {
                    h2 { (texts.bundles.not_taken()) }
                    p { (texts.bundles.signature_fits()) }
                    @if may_change {
                        div.line {
                            form method="post" action={ (path) "/" (TAKE) } { (layout::form_token(visitor)) button.verb type="submit" { (texts.bundles.take()) } }
                            form method="post" action={ (path) "/" (DROP) } { (layout::form_token(visitor)) button type="submit" { (texts.bundles.drop()) } }
                        }
                    } @else { p.quiet { (texts.bundles.keepers_only()) } }
                }
            }
        }
    }
}

fn taken(texts: &Texts, at: DateTime<Utc>, new: i64, known: i64) -> String {
    let (at, new) = (texts.moment(at), texts.number(new));
    if known > 0 {
        texts.bundles.taken_at_known(at, new, texts.number(known))
    } else {
        texts.bundles.taken_at(at, new)
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
            province.take_bundle(office, bundle, visitor.signed_in.staff).await?;
            Ok(Redirect::to(&format!("/berkas/{office}/{bundle}")))
        }
        DROP => {
            province.forget_brought(office, bundle, visitor.signed_in.staff).await?;
            Ok(Redirect::to("/berkas"))
        }
        _ => Err(Refusal::NoSuchPath.into()),
    }
}

pub(super) async fn answer(
    State(province): Here,
    visitor: Visitor,
    Path((office, bundle)): Path<(Uuid, Uuid)>,
) -> Result<impl IntoResponse, Failed> {
    visitor.check_keeper()?;
    let file = province.answer_bundle(office, bundle).await?;
    Ok(super::download(&file.name, file.body))
}

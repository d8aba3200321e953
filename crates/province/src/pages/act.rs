//! What a form does. Each is noted with who did it.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tilik_journal::EntryHash;
use uuid::Uuid;

use super::{Failed, Here, Visitor, office};
use crate::error::Refusal;
use crate::staff::StaffAct;

#[derive(Deserialize)]
pub(super) struct NewOffice {
    form_token: String,
    name: String,
}

#[derive(Deserialize)]
pub(super) struct Confirmed {
    form_token: String,
    #[serde(default)]
    word: String,
}

pub(super) async fn make_office(
    State(province): Here,
    visitor: Visitor,
    Form(form): Form<NewOffice>,
) -> Result<Redirect, Failed> {
    visitor.check_form(&form.form_token)?;
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Refusal::Malformed.into());
    }
    let mut transaction = province.pool.begin().await?;
    let office = province.make_office_in(&mut transaction, &name).await?;
    province
        .note_act(&mut transaction, StaffAct::at(visitor.signed_in.staff, "kantor dibuat", office))
        .await?;
    transaction.commit().await?;
    Ok(Redirect::to(&format!("/kantor/{office}")))
}

pub(super) async fn make_code(
    State(province): Here,
    visitor: Visitor,
    Path(office): Path<Uuid>,
    Form(form): Form<Confirmed>,
) -> Result<Redirect, Failed> {
    visitor.check_form(&form.form_token)?;
    let mut transaction = province.pool.begin().await?;
    province.make_code_in(&mut transaction, office).await?;
    province.note_act(&mut transaction, StaffAct::at(visitor.signed_in.staff, "kode dibuat", office)).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&format!("/kantor/{office}")))
}

pub(super) async fn end_device(
    State(province): Here,
    visitor: Visitor,
    Path((of, key)): Path<(Uuid, String)>,
    Form(form): Form<Confirmed>,
) -> Result<Response, Failed> {
    visitor.check_form(&form.form_token)?;
    let hash = EntryHash::find_in_hex(&key).ok_or(Refusal::DeviceUnknown)?;
    if form.word.trim() != visitor.texts.office.revoke_word() {
        let page = office::ask_to_end_page(&province, &visitor, (of, hash), Some(&form.word)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut transaction = province.pool.begin().await?;
    province.revoke_device_in(&mut transaction, of, hash.0).await?;
    let act = StaffAct::at(visitor.signed_in.staff, "perangkat dicabut", of);
    province.note_act(&mut transaction, StaffAct { detail: Some(&key), ..act }).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&format!("/kantor/{of}")).into_response())
}

//! What a form does. Each is noted with who did it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use tilik_journal::EntryHash;
use uuid::Uuid;

use super::{Failed, Here, Visitor};
use crate::error::Refusal;
use crate::staff::StaffAct;

/// What must be typed before a device is ended.
const END: &str = "CABUT";

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
    province.note_act(&mut transaction, StaffAct::at(visitor.0.staff, "kantor dibuat", office)).await?;
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
    province.note_act(&mut transaction, StaffAct::at(visitor.0.staff, "kode dibuat", office)).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&format!("/kantor/{office}")))
}

pub(super) async fn end_device(
    State(province): Here,
    visitor: Visitor,
    Path((office, key)): Path<(Uuid, String)>,
    Form(form): Form<Confirmed>,
) -> Result<Redirect, Failed> {
    visitor.check_form(&form.form_token)?;
    let hash = EntryHash::find_in_hex(&key).ok_or(Refusal::DeviceUnknown)?;
    if form.word.trim() != END {
        return Ok(Redirect::to(&format!("/kantor/{office}/perangkat/{key}")));
    }
    let mut transaction = province.pool.begin().await?;
    province.revoke_device_in(&mut transaction, office, hash.0).await?;
    let act = StaffAct::at(visitor.0.staff, "perangkat dicabut", office);
    province.note_act(&mut transaction, StaffAct { detail: Some(&key), ..act }).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&format!("/kantor/{office}")))
}

//! What a form does. Each is noted with who did it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use tilik_journal::EntryHash;
use uuid::Uuid;

use super::{Failed, Here, Visitor};
use crate::error::Refusal;

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
    let office = province.make_office(&name).await?;
    province.note_act(visitor.0.staff, "kantor dibuat", Some(office), None).await?;
    Ok(Redirect::to(&format!("/kantor/{office}")))
}

pub(super) async fn make_code(
    State(province): Here,
    visitor: Visitor,
    Path(office): Path<Uuid>,
    Form(form): Form<Confirmed>,
) -> Result<Redirect, Failed> {
    visitor.check_form(&form.form_token)?;
    province.make_code(office).await?;
    province.note_act(visitor.0.staff, "kode dibuat", Some(office), None).await?;
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
    province.revoke_device(office, hash.0).await?;
    province.note_act(visitor.0.staff, "perangkat dicabut", Some(office), Some(&key)).await?;
    Ok(Redirect::to(&format!("/kantor/{office}")))
}

//! What is held: kept and sent on, and counted by nobody.

use axum::extract::State;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use sqlx_core::query_as::query_as;
use tilik_journal::Entry;
use uuid::Uuid;

use super::layout::{self, Place};
use super::{Failed, Here, Shown, Visitor, words};
use crate::province::Province;

/// Entries that are shown one by one.
const SHOWN: i64 = 50;

type HeldRow = (String, Vec<u8>, [u8; 64], String, Uuid);

/// What is held of an office, or of all.
pub(super) async fn list(province: &Province, office: Option<Uuid>) -> Result<Markup, Failed> {
    let counts: Vec<(String, i64)> = query_as(
        "SELECT code, count(*) FROM
             (SELECT office, code FROM held UNION ALL SELECT office, code FROM held_record) AS both_kinds
         WHERE $1 IS NULL OR office = $1 GROUP BY code ORDER BY 2 DESC",
    )
    .bind(office)
    .fetch_all(&province.pool)
    .await?;
    let rows: Vec<HeldRow> = query_as(
        "SELECT shown.code, found.envelope, found.signature, office.name, office.office
         FROM (SELECT office, feed, number, code FROM held WHERE $1 IS NULL OR office = $1
               ORDER BY office, number DESC LIMIT $2) AS shown
         JOIN office ON office.office = shown.office
         CROSS JOIN LATERAL (SELECT envelope, signature FROM entry
             WHERE office = shown.office AND feed = shown.feed AND number = shown.number OFFSET 0) AS found
         ORDER BY shown.office, shown.number DESC",
    )
    .bind(office)
    .bind(SHOWN)
    .fetch_all(&province.pool)
    .await?;
    Ok(html! {
        section.sheet {
            h2 { "Tertahan" }
            @if counts.is_empty() {
                p.quiet { "Tidak ada yang tertahan." }
            } @else {
                p { "Catatan ini tersimpan dan diteruskan, tetapi tidak dihitung. Catatan lain tidak terganggu." }
                dl { @for (code, count) in &counts { dt { (words::number(*count)) } dd { (words::held(code)) } } }
                @if !rows.is_empty() { div.scroll { table {
                    caption { "Paling banyak " (SHOWN) " catatan" }
                    thead { tr { @if office.is_none() { th scope="col" { "Kantor" } } th scope="col" { "Ditulis menurut laptop" } th scope="col" { "Tindakan" } th scope="col" { "Sebab" } } }
                    tbody { @for (code, envelope, signature, name, of) in &rows {
                        tr {
                            @if office.is_none() { td { a href={ "/kantor/" (of) } { (name) } } }
                            (describe(envelope, *signature))
                            td { (words::held(code)) }
                        }
                    } }
                } } }
            }
        }
    })
}

fn describe(envelope: &[u8], signature: [u8; 64]) -> Markup {
    let entry = Entry::from_stored(envelope.to_vec(), signature, None).ok();
    let made_at =
        entry.as_ref().and_then(|entry| DateTime::<Utc>::from_timestamp_millis(entry.envelope().made_at));
    html! {
        td { @match made_at { Some(at) => (words::moment(at)), None => "–" } }
        td { @match &entry { Some(entry) => code { (entry.envelope().act) }, None => "–" } }
    }
}

pub(super) async fn show(State(province): Here, Visitor(signed_in): Visitor) -> Shown {
    let content = html! {
        div.top { h1 { "Tertahan di semua kantor" } }
        (list(&province, None).await?)
    };
    Ok(layout::page("Tertahan", Place::Held, &signed_in, &content))
}

//! What is held: kept and sent on, and counted by nobody.

use axum::extract::State;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use sqlx_core::query_as::query_as;
use tilik_journal::Entry;
use tilik_journal::entry::FORMAT;
use uuid::Uuid;

use super::layout::{self, Place};
use super::texts::Texts;
use super::{Failed, Here, Shown, Visitor};
use crate::province::Province;

/// Entries that are shown one by one.
const SHOWN: i64 = 50;

/// Kind, code, name of the office, office, and whether an older version of the record stands.
type RecordRow = (i64, String, String, Uuid, bool);
type HeldRow = (String, Vec<u8>, [u8; 64], String, Uuid);

/// What is held of an office, or of all.
pub(super) async fn list(province: &Province, texts: &Texts, office: Option<Uuid>) -> Result<Markup, Failed> {
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
    let records: Vec<RecordRow> = query_as(
        "SELECT kind, held_record.code, office.name, office.office,
             EXISTS (SELECT 1 FROM document WHERE document.office = held_record.office AND document.feed = held_record.feed
                 AND document.kind = held_record.kind AND document.record = held_record.record)
         FROM held_record JOIN office ON office.office = held_record.office
         WHERE $1 IS NULL OR held_record.office = $1 ORDER BY office.name, kind, record LIMIT $2",
    )
    .bind(office)
    .bind(SHOWN)
    .fetch_all(&province.pool)
    .await?;
    Ok(html! {
        section.sheet {
            h2 { (texts.held.title()) }
            @if counts.is_empty() {
                p.quiet { (texts.held.none()) }
            } @else {
                p { (texts.held.explanation()) }
                dl { @for (code, count) in &counts { dt { (texts.number(*count)) } dd { (texts.held(code)) } } }
                @if !rows.is_empty() { div.scroll { table.stack {
                    caption { (texts.held.most_entries(SHOWN)) }
                    thead { tr { @if office.is_none() { th scope="col" { (texts.label.office()) } } th scope="col" { (texts.held.written_by_laptop()) } th scope="col" { (texts.label.about()) } th scope="col" { (texts.label.reason()) } } }
                    tbody { @for (code, envelope, signature, name, of) in &rows {
                        tr {
                            @if office.is_none() { td { a href={ "/kantor/" (of) } { (name) } } }
                            (describe(texts, envelope, *signature))
                            td data-label=(texts.label.reason()) { (texts.held(code)) }
                        }
                    } }
                } } }
                @if !records.is_empty() { (list_records(texts, &records, office.is_none())) }
            }
        }
    })
}

fn list_records(texts: &Texts, records: &[RecordRow], names_office: bool) -> Markup {
    html! {
        p { (texts.held.records_explanation()) }
        div.scroll { table.stack {
            caption { (texts.held.most_records(SHOWN)) }
            thead { tr { @if names_office { th scope="col" { (texts.label.office()) } } th scope="col" { (texts.label.about()) } th scope="col" { (texts.held.counted()) } th scope="col" { (texts.label.reason()) } } }
            tbody { @for (kind, code, name, of, has_older) in records {
                tr {
                    @if names_office { td { a href={ "/kantor/" (of) } { (name) } } }
                    td data-label=(texts.label.about()) { (texts.kind(*kind)) }
                    td { @if *has_older { span.mark.watch { (texts.held.older()) } } @else { span.mark.watch { (texts.held.no_version()) } } }
                    td data-label=(texts.label.reason()) { (texts.held(code)) }
                }
            } }
        } }
    }
}

/// Of a later format neither time nor act is known to stand where it does in this one.
fn describe(texts: &Texts, envelope: &[u8], signature: [u8; 64]) -> Markup {
    let entry = Entry::from_stored(envelope.to_vec(), signature, None).ok();
    let entry = entry.filter(|entry| entry.envelope().format == FORMAT);
    let made_at =
        entry.as_ref().and_then(|entry| DateTime::<Utc>::from_timestamp_millis(entry.envelope().made_at));
    html! {
        td data-label=(texts.held.written()) { @match made_at { Some(at) => (texts.moment(at)), None => "–" } }
        td data-label=(texts.label.about()) { @match &entry { Some(entry) => { (texts.act(&entry.envelope().act)) " " code.quiet { (entry.envelope().act) } }, None => "–" } }
    }
}

pub(super) async fn show(State(province): Here, visitor: Visitor) -> Shown {
    let texts = &visitor.texts;
    let content = html! {
        div.top { h1 { (texts.held.everywhere()) } }
        (list(&province, texts, None).await?)
    };
    Ok(layout::page(texts.held.title(), Place::Held, &visitor, &content))
}

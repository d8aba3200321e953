//! All offices: who has sent what and when.

use axum::extract::{Query, State};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use sqlx_core::query_as::query_as;
use uuid::Uuid;

use super::layout::{self, Place};
use super::texts::Texts;
use super::{Failed, Here, Shown, Visitor};
use crate::province::Province;

/// Offices on one page.
const ON_A_PAGE: i64 = 50;
/// Who has not sent for so long is asked about.
const LATE_DAYS: i64 = 31;

/// What is looked for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    cari: String,
    /// The name after which the page begins, and the office: several may have one name.
    #[serde(default)]
    sesudah: String,
    #[serde(default = "Uuid::max")]
    sesudah_kantor: Uuid,
    /// Anything: only those that have not sent for long.
    #[serde(default)]
    lama: String,
}

struct Row {
    office: Uuid,
    name: String,
    devices: i64,
    sent_at: Option<DateTime<Utc>>,
    entries: i64,
    /// Arrivals that no receipt covers: the sending that brought them did not come to its end.
    open: i64,
    /// Entries of the last file by USB that follow what is not here.
    left_out: i64,
    held: i64,
}

type Columns = (Uuid, String, i64, Option<DateTime<Utc>>, i64, i64, i64, i64);

async fn list(province: &Province, wanted: &Wanted) -> Result<Vec<Row>, Failed> {
    let rows: Vec<Columns> = query_as(
        "SELECT office.office, office.name,
             (SELECT count(*) FROM device WHERE device.office = office.office AND revoked_at IS NULL),
             (SELECT max(delivered_at) FROM delivery WHERE delivery.office = office.office),
             (SELECT coalesce(sum(newest), 0)::bigint FROM feed WHERE feed.office = office.office AND NOT is_ours),
             (SELECT coalesce(sum(newest - coalesce((SELECT max(receipt.newest) FROM receipt
                  WHERE receipt.office = feed.office AND receipt.feed = feed.feed), 0)), 0)::bigint
              FROM feed WHERE feed.office = office.office AND NOT is_ours),
             (SELECT coalesce(sum(left_out), 0)::bigint FROM feed WHERE feed.office = office.office),
             (SELECT count(*) FROM held WHERE held.office = office.office)
                 + (SELECT count(*) FROM held_record WHERE held_record.office = office.office)
         FROM office
         WHERE (name, office) > ($1, $6) AND strpos(lower(name), lower($2)) > 0
             AND ($4 = '' OR coalesce((SELECT max(delivered_at) FROM delivery WHERE delivery.office = office.office), '-infinity') <= $5)
         ORDER BY name, office LIMIT $3",
    )
    .bind(&wanted.sesudah)
    .bind(wanted.cari.trim())
    .bind(ON_A_PAGE + 1)
    .bind(&wanted.lama)
    .bind(province.now_at() - TimeDelta::days(LATE_DAYS))
    .bind(wanted.sesudah_kantor)
    .fetch_all(&province.pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(office, name, devices, sent_at, entries, open, left_out, held)| Row {
            office,
            name,
            devices,
            sent_at,
            entries,
            open,
            left_out,
            held,
        })
        .collect())
}

pub(super) async fn show(State(province): Here, visitor: Visitor, Query(wanted): Query<Wanted>) -> Shown {
    let mut rows = list(&province, &wanted).await?;
    let has_more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > ON_A_PAGE;
    if has_more {
        rows.pop();
    }
    let (count, late): (i64, i64) = query_as(
        "SELECT count(*), count(*) FILTER (WHERE coalesce(
             (SELECT max(delivered_at) FROM delivery WHERE delivery.office = office.office), '-infinity') <= $1) FROM office",
    )
    .bind(province.now_at() - TimeDelta::days(LATE_DAYS))
    .fetch_one(&province.pool)
    .await?;
    let (now, texts) = (province.now_at(), &visitor.texts);
    let content = html! {
        div.top {
            h1 { (texts.offices.title()) }
            p {
                (texts.offices.count(texts.number(count))) " "
                @if !wanted.lama.is_empty() { (texts.offices.late(texts.number(late), LATE_DAYS)) ". " a href="/" { (texts.offices.show_all()) } }
                @else if late > 0 { a href="/?lama=ya" { (texts.offices.late(texts.number(late), LATE_DAYS)) } }
                @else { (texts.offices.none_late(LATE_DAYS)) }
            }
        }
        section.sheet {
            form.line method="get" action="/" role="search" {
                label { (texts.offices.name_sought()) input name="cari" value=(wanted.cari); }
                button type="submit" { (texts.offices.find()) }
            }
            @if rows.is_empty() {
                p { @if wanted.cari.is_empty() { (texts.offices.empty()) } @else { (texts.offices.none_found()) " " a href="/" { (texts.offices.show_all()) } } }
            } @else {
                div.scroll { (table(texts, &rows, now)) }
            }
            @if has_more && let Some(last) = rows.last() {
                form method="get" action="/" {
                    input type="hidden" name="cari" value=(wanted.cari);
                    input type="hidden" name="lama" value=(wanted.lama);
                    input type="hidden" name="sesudah" value=(last.name);
                    input type="hidden" name="sesudah_kantor" value=(last.office);
                    button type="submit" { (texts.offices.next()) }
                }
            }
        }
        @if visitor.may_change() {
            section.sheet {
                h2 { (texts.offices.make_title()) }
                form.line method="post" action="/kantor" {
                    (layout::form_token(&visitor))
                    label { (texts.offices.make_name()) input name="name" maxlength="200" required; }
                    button.verb type="submit" { (texts.offices.make()) }
                }
            }
        }
    };
    Ok(layout::page(texts.offices.title(), Place::Offices, &visitor, &content))
}

fn table(texts: &Texts, rows: &[Row], now: DateTime<Utc>) -> Markup {
    html! {
        table.stack {
            thead { tr { th scope="col" { (texts.label.office()) } th scope="col" { (texts.offices.last_sent()) } th.right scope="col" { (texts.label.entries()) } th.right scope="col" { (texts.offices.devices()) } th scope="col" { (texts.label.state()) } } }
            tbody {
                @for row in rows {
                    tr {
                        td { a href={ "/kantor/" (row.office) } { (row.name) } }
                        td {
                            @match row.sent_at {
                                Some(at) => { span.whole { (texts.moment(at)) } " " span.quiet.whole { (texts.days_ago(at, now)) } }
                                None => { span.quiet { (texts.offices.never()) } }
                            }
                        }
                        td.right data-label=(texts.label.entries()) { (texts.number(row.entries)) }
                        td.right data-label=(texts.offices.devices()) { (texts.number(row.devices)) }
                        td { (state(texts, row, now)) }
                    }
                }
            }
        }
    }
}

fn state(texts: &Texts, row: &Row, now: DateTime<Utc>) -> Markup {
    let is_late = row.sent_at.is_none_or(|at| now - at > TimeDelta::days(LATE_DAYS));
    html! {
        @if row.devices == 0 { span.mark { (texts.offices.not_enrolled()) } }
        @else if is_late { span.mark.watch { (texts.offices.long_silent()) } }
        @else if row.entries == 0 { span.mark { (texts.offices.not_sent()) } }
        @else if row.open == 0 && row.left_out == 0 { span.mark.sent { (texts.offices.complete()) } }
        @if row.open > 0 { " " span.mark.watch { (texts.offices.open(texts.number(row.open))) } }
        @if row.left_out > 0 { " " span.mark.watch { (texts.offices.left_out(texts.number(row.left_out))) } }
        @if row.held > 0 { " " span.mark.watch { (texts.offices.held(texts.number(row.held))) } }
    }
}

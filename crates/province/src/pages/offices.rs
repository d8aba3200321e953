//! All offices: who has sent what and when.

use axum::extract::{Query, State};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use serde::Deserialize;
use sqlx_core::query_as::query_as;
use uuid::Uuid;

use super::layout::{self, Place};
use super::{Failed, Here, Shown, Visitor, words};
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

pub(super) async fn show(
    State(province): Here,
    Visitor(signed_in): Visitor,
    Query(wanted): Query<Wanted>,
) -> Shown {
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
    let now = province.now_at();
    let content = html! {
        div.top {
            h1 { "Kantor" }
            p {
                (words::number(count)) " kantor, "
                @if !wanted.lama.is_empty() { (words::number(late)) " belum mengirim dalam " (LATE_DAYS) " hari terakhir. " a href="/" { "Tampilkan semua" } }
                @else if late > 0 { a href="/?lama=ya" { (words::number(late)) " belum mengirim dalam " (LATE_DAYS) " hari terakhir" } }
                @else { "semua mengirim dalam " (LATE_DAYS) " hari terakhir" }
            }
        }
        section.sheet {
            form.line method="get" action="/" role="search" {
                label { "Cari nama kantor" input name="cari" value=(wanted.cari); }
                button type="submit" { "Cari" }
            }
            @if rows.is_empty() {
                p { @if wanted.cari.is_empty() { "Belum ada kantor. Buat yang pertama di bawah, lalu buat kode pendaftarannya." } @else { "Tidak ada kantor dengan nama itu. " a href="/" { "Tampilkan semua" } } }
            } @else {
                div.scroll { (table(&rows, now)) }
            }
            @if has_more && let Some(last) = rows.last() {
                form method="get" action="/" {
                    input type="hidden" name="cari" value=(wanted.cari);
                    input type="hidden" name="lama" value=(wanted.lama);
                    input type="hidden" name="sesudah" value=(last.name);
                    input type="hidden" name="sesudah_kantor" value=(last.office);
                    button type="submit" { "Berikutnya" }
                }
            }
        }
        @if layout::may_change(&signed_in) {
            section.sheet {
                h2 { "Kantor baru" }
                form.line method="post" action="/kantor" {
                    (layout::form_token(&signed_in))
                    label { "Nama kantor, seperti pada papan nama" input name="name" maxlength="200" required; }
                    button.verb type="submit" { "Buat kantor" }
                }
            }
        }
    };
    Ok(layout::page("Kantor", Place::Offices, &signed_in, &content))
}

fn table(rows: &[Row], now: DateTime<Utc>) -> Markup {
    html! {
        table.stack {
            thead { tr { th scope="col" { "Kantor" } th scope="col" { "Terakhir mengirim" } th.right scope="col" { "Catatan" } th.right scope="col" { "Perangkat" } th scope="col" { "Keadaan" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { a href={ "/kantor/" (row.office) } { (row.name) } }
                        td {
                            @match row.sent_at {
                                Some(at) => { span.whole { (words::moment(at)) } " " span.quiet.whole { (words::days_ago(at, now)) } }
                                None => { span.quiet { "belum pernah" } }
                            }
                        }
                        td.right data-label="Catatan" { (words::number(row.entries)) }
                        td.right data-label="Perangkat" { (words::number(row.devices)) }
                        td { (state(row, now)) }
                    }
                }
            }
        }
    }
}

fn state(row: &Row, now: DateTime<Utc>) -> Markup {
    let is_late = row.sent_at.is_none_or(|at| now - at > TimeDelta::days(LATE_DAYS));
    html! {
        @if row.devices == 0 { span.mark { "Belum terdaftar" } }
        @else if is_late { span.mark.watch { "Lama tidak mengirim" } }
        @else if row.entries == 0 { span.mark { "Belum mengirim" } }
        @else if row.open == 0 && row.left_out == 0 { span.mark.sent { "Lengkap" } }
        @if row.open > 0 { " " span.mark.watch { (words::number(row.open)) " belum dikonfirmasi" } }
        @if row.left_out > 0 { " " span.mark.watch { (words::number(row.left_out)) " belum dapat diterima" } }
        @if row.held > 0 { " " span.mark.watch { (words::number(row.held)) " tertahan" } }
    }
}

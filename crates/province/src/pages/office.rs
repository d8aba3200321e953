//! One office: its codes, its devices, what it sent, what of it is held.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use sqlx_core::query_as::query_as;
use tilik_journal::{EntryHash, RecordId};
use tilik_sync::code::Code;
use tilik_sync::pairing::compute_number;
use uuid::Uuid;

use super::layout::{self, Place};
use super::texts::Texts;
use super::{Failed, Here, Shown, Visitor, held};
use crate::error::Refusal;
use crate::province::Province;
use crate::staff::StaffAct;

type CodeRow = ([u8; 10], DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>);
type DeviceRow = ([u8; 32], DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
type DeliveryRow = (DateTime<Utc>, [u8; 32], i64, i64);

/// Sendings that are shown, and messages of them that are read.
const SHOWN: usize = 20;
const MESSAGES: i64 = 1_000;
/// What one laptop brings with no longer breaks between is one sending to people.
const BREAK: TimeDelta = TimeDelta::minutes(15);

/// What one laptop brought at one time.
#[derive(Debug, PartialEq, Eq)]
struct Sent {
    /// When the last of it came.
    at: DateTime<Utc>,
    began: DateTime<Utc>,
    device: [u8; 32],
    entries: i64,
    bytes: i64,
}

/// Messages, the newest first, as sendings.
fn join_messages(rows: &[DeliveryRow]) -> Vec<Sent> {
    let mut sendings: Vec<Sent> = Vec::new();
    for (at, device, entries, bytes) in rows {
        match sendings.iter_mut().rfind(|sent| sent.device == *device && sent.began - at <= BREAK) {
            Some(sent) => {
                sent.began = *at;
                sent.entries += entries;
                sent.bytes += bytes;
            }
            None => {
                sendings.push(Sent {
                    at: *at,
                    began: *at,
                    device: *device,
                    entries: *entries,
                    bytes: *bytes,
                });
            }
        }
    }
    sendings.truncate(SHOWN);
    sendings
}
type ReceiptRow = (i64, DateTime<Utc>);

/// A device as people know it: the name that its office gave it, or the beginning of its number.
pub(super) struct Names(Vec<(Uuid, String)>);

impl Names {
    pub(super) async fn read(province: &Province, office: Uuid) -> Result<Self, Failed> {
        // By its feeds too, so that documents are found by their key and not by their kind among all offices.
        let names: Vec<(Uuid, Option<String>)> = query_as(
            "SELECT id, name FROM kind_device WHERE office = $1 AND feed = ANY(ARRAY(SELECT feed FROM feed WHERE office = $1))",
        )
        .bind(office)
        .fetch_all(&province.pool)
        .await?;
        Ok(Self(names.into_iter().filter_map(|(id, name)| Some((id, name?))).collect()))
    }

    pub(super) fn of(&self, texts: &Texts, key: &[u8; 32]) -> String {
        let id = RecordId::device(key).0;
        let found = self.0.iter().find(|(other, _)| *other == id);
        let unnamed = || texts.office.unnamed(compute_number(key).split(' ').next().unwrap_or_default());
        found.map_or_else(unnamed, |(_, name)| name.clone())
    }
}

async fn find_name(province: &Province, office: Uuid) -> Result<String, Failed> {
    Ok(province.find_office_name(office).await?.ok_or(Refusal::NoSuchPath)?)
}

pub(super) async fn show(State(province): Here, visitor: Visitor, Path(office): Path<Uuid>) -> Shown {
    let name = find_name(&province, office).await?;
    let names = Names::read(&province, office).await?;
    let texts = &visitor.texts;
    let content = html! {
        div.top {
            h1 { (name) }
            p.ways {
                @if visitor.may_change() { a href={ "/kabar/tulis/pemberitahuan?untuk=" (office) } { (texts.office.write_news()) } " · " }
                a href="/" { (texts.label.all_offices()) }
            }
        }
        div.two {
            (show_codes(&province, &visitor, office).await?)
            (show_devices(&province, &visitor, office, &names).await?)
        }
        div.two {
            (show_deliveries(&province, texts, office, &names).await?)
            (show_receipts(&province, texts, office).await?)
        }
        (held::list(&province, texts, Some(office)).await?)
    };
    Ok(layout::page(&name, Place::Offices, &visitor, &content))
}

async fn show_codes(province: &Province, visitor: &Visitor, office: Uuid) -> Result<Markup, Failed> {
    let codes: Vec<CodeRow> = query_as(
        "SELECT secret, made_at, expires_at, used_at FROM code WHERE office = $1 ORDER BY made_at DESC LIMIT 10",
    )
    .bind(office)
    .fetch_all(&province.pool)
    .await?;
    let (now, texts, may_change) = (province.now_at(), &visitor.texts, visitor.may_change());
    Ok(html! {
        section.sheet {
            h2 { (texts.office.codes()) }
            @if codes.is_empty() {
                p.quiet { (texts.office.no_codes()) }
            }
            @for (secret, made_at, expires_at, used_at) in &codes {
                div {
                    @match used_at {
                        Some(at) => p.quiet { (texts.office.code_used(texts.moment(*made_at), texts.moment(*at))) },
                        None if *expires_at < now => p.quiet { (texts.office.code_over(texts.moment(*made_at))) },
                        None => {
                            @if may_change { (show_code(province, texts, office, &Code::new(*secret, &province.public_key()))) }
                            p.quiet { (texts.office.code_open(texts.moment(*expires_at))) }
                        }
                    }
                }
            }
            @if may_change {
                form method="post" action={ "/kantor/" (office) "/kode" } {
                    (layout::form_token(visitor))
                    button.verb type="submit" { (texts.office.make_code()) }
                }
            }
        }
    })
}

/// A code as it is typed, and the file that says the same.
fn show_code(province: &Province, texts: &Texts, office: Uuid, code: &Code) -> Markup {
    let name: String = code.name().iter().map(|byte| format!("{byte:02x}")).collect();
    html! {
        p.code { (code.to_text()) }
        @if province.address.is_empty() {
            p.quiet { (texts.office.type_code()) }
        } @else {
            p { (texts.office.address(html! { strong { (province.address) } })) }
            p.ways { (texts.office.carry(html! { a href={ "/kantor/" (office) "/kode/" (name) } download { (texts.office.download()) } })) }
        }
    }
}

/// The file of a code. It is as good as the code itself.
pub(super) async fn hand_out(
    State(province): Here,
    visitor: Visitor,
    Path((office, code)): Path<(Uuid, String)>,
) -> Result<impl IntoResponse, Failed> {
    visitor.check_keeper()?;
    let bytes = u64::from_str_radix(&code, 16).map_err(|_| Refusal::CodeUnknown)?;
    let file = province.write_enrolment_file(office, bytes.to_be_bytes()).await?;
    // Nobody has the file before it is noted who took it.
    let act = StaffAct::at(visitor.signed_in.staff, "berkas pendaftaran diunduh", office);
    province.note_act(&mut *province.pool.acquire().await?, act).await?;
    Ok(super::download(&format!("pendaftaran-{code}.tilik"), file))
}

async fn show_devices(
    province: &Province,
    visitor: &Visitor,
    office: Uuid,
    names: &Names,
) -> Result<Markup, Failed> {
    let devices: Vec<DeviceRow> = query_as(
        "SELECT key, enrolled_at, seen_at, revoked_at FROM device WHERE office = $1 ORDER BY enrolled_at",
    )
    .bind(office)
    .fetch_all(&province.pool)
    .await?;
    let texts = &visitor.texts;
    Ok(html! {
        section.sheet {
            h2 { (texts.office.devices()) }
            @if devices.is_empty() {
                p.quiet { (texts.office.no_devices()) }
            } @else {
                div.scroll { table.stack {
                    caption { (texts.office.number_note()) }
                    thead { tr { th scope="col" { (texts.label.device()) } th scope="col" { (texts.office.last_seen()) } th scope="col" { (texts.label.state()) } } }
                    tbody {
                        @for (key, enrolled_at, seen_at, revoked_at) in &devices {
                            tr {
                                td { (names.of(texts, key)) br; span.quiet { (number(texts, key)) br; (texts.office.enrolled(texts.moment(*enrolled_at))) } }
                                td data-label=(texts.office.last_seen()) { @match seen_at { Some(at) => (texts.moment(*at)), None => span.quiet { (texts.office.never_seen()) } } }
                                td {
                                    @match revoked_at {
                                        Some(at) => { span.mark.must { (texts.office.revoked()) } br; span.quiet { (texts.moment(*at)) } }
                                        None if visitor.may_change() => { a.ways href={ "/kantor/" (office) "/perangkat/" (EntryHash(*key).to_hex()) } { (texts.office.revoke_link()) } span.paper { (texts.label.active()) } },
                                        None => (texts.label.active()),
                                    }
                                }
                            }
                        }
                    }
                } }
            }
        }
    })
}

async fn show_deliveries(
    province: &Province,
    texts: &Texts,
    office: Uuid,
    names: &Names,
) -> Result<Markup, Failed> {
    let messages: Vec<DeliveryRow> = query_as(
        "SELECT delivered_at, device, last_number - first_number + 1, bytes FROM delivery
         WHERE office = $1 ORDER BY delivered_at DESC, last_number DESC LIMIT $2",
    )
    .bind(office)
    .bind(MESSAGES)
    .fetch_all(&province.pool)
    .await?;
    let sendings = join_messages(&messages);
    Ok(html! {
        section.sheet {
            h2 { (texts.office.deliveries()) }
            @if sendings.is_empty() {
                p.quiet { (texts.office.no_deliveries()) }
            } @else {
                div.scroll { table.stack {
                    caption { (texts.office.most_deliveries(SHOWN)) }
                    thead { tr { th scope="col" { (texts.office.time()) } th scope="col" { (texts.office.from()) } th.right scope="col" { (texts.label.entries()) } th.right scope="col" { (texts.label.size()) } } }
                    tbody { @for sent in &sendings {
                        tr { td { (texts.moment(sent.at)) } td { (names.of(texts, &sent.device)) } td.right data-label=(texts.label.entries()) { (texts.number(sent.entries)) } td.right data-label=(texts.label.size()) { (texts.size(sent.bytes)) } }
                    } }
                } }
            }
        }
    })
}

async fn show_receipts(province: &Province, texts: &Texts, office: Uuid) -> Result<Markup, Failed> {
    let receipts: Vec<ReceiptRow> = query_as(
        "SELECT number, given_at FROM receipt JOIN feed USING (office, feed)
         WHERE office = $1 AND NOT is_ours ORDER BY number DESC LIMIT 10",
    )
    .bind(office)
    .fetch_all(&province.pool)
    .await?;
    Ok(html! {
        section.sheet {
            h2 { (texts.office.receipts()) }
            @if receipts.is_empty() {
                p.quiet { (texts.office.no_receipts()) }
            } @else {
                dl { @for (number, at) in &receipts { dt { (texts.office.receipt(texts.number(*number))) } dd { (texts.moment(*at)) } } }
            }
        }
    })
}

fn number(texts: &Texts, key: &[u8; 32]) -> Markup {
    texts.office.number(html! { span.whole { (compute_number(key)) } })
}

/// Asks once more, with what follows from it.
pub(super) async fn ask_to_end(
    State(province): Here,
    visitor: Visitor,
    Path((office, key)): Path<(Uuid, String)>,
) -> Shown {
    let key = EntryHash::find_in_hex(&key).ok_or(Refusal::DeviceUnknown)?;
    ask_to_end_page(&province, &visitor, (office, key), None).await
}

/// `wrong`: what was typed instead of the word.
pub(super) async fn ask_to_end_page(
    province: &Province,
    visitor: &Visitor,
    (office, key): (Uuid, EntryHash),
    wrong: Option<&str>,
) -> Shown {
    let office_name = find_name(province, office).await?;
    let texts = &visitor.texts;
    let name = Names::read(province, office).await?.of(texts, &key.0);
    let word = texts.office.revoke_word();
    let content = html! {
        section.sheet {
            h1 { (texts.office.revoke_ask(name)) }
            p.quiet { (number(texts, &key.0)) }
            p { (texts.office.revoke_effect(html! { strong { (office_name) } })) }
            p { (texts.office.revoke_lost()) }
            form.line method="post" action={ "/kantor/" (office) "/perangkat/" (key.to_hex()) } {
                (layout::form_token(visitor))
                (layout::confirming_word(texts, word, &texts.office.revoke_label(word), wrong))
                button.danger type="submit" { (texts.office.revoke()) }
                a.button href={ "/kantor/" (office) } { (texts.label.cancel()) }
            }
        }
    };
    Ok(layout::page(texts.office.revoke(), Place::Offices, visitor, &content))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{SHOWN, Sent, join_messages};

    #[test]
    fn messages_of_one_time_are_one_sending_and_two_laptops_two() {
        let at = |minutes| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let rows = [
            (at(62), [1; 32], 5, 50),
            (at(61), [2; 32], 7, 70),
            (at(60), [1; 32], 10, 100),
            (at(50), [1; 32], 20, 200),
            (at(20), [1; 32], 1, 10),
        ];
        let sent = |at, began, device, entries, bytes| Sent { at, began, device, entries, bytes };
        assert_eq!(
            join_messages(&rows),
            [
                sent(at(62), at(50), [1; 32], 35, 350),
                sent(at(61), at(61), [2; 32], 7, 70),
                sent(at(20), at(20), [1; 32], 1, 10),
            ]
        );
        let many: Vec<_> = (0..40).map(|number| (at(4_000 - number * 60), [1; 32], 1, 1)).collect();
        assert_eq!(join_messages(&many).len(), SHOWN);
    }
}

//! What the province says to its offices: notices, deadlines, achievements that it sets (`docs/protocol.md`, *What the province says*).
//!
//! The invariant a reader could break: what is typed is checked here, field by field, before anything is signed; what was signed is with the offices for good, and can be withdrawn but
//! not taken back.

use chrono::NaiveDate;
use sqlx_core::query_as::query_as;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_journal::catalogue::{achievement, deadline, notice};
use tilik_journal::document::Mark;
use tilik_journal::payload::MARK;
use tilik_journal::{Group, RecordId, Retention, Value};
use tilik_sync::says::feed_for;
use uuid::Uuid;

use crate::error::{ProvinceError, Refusal};
use crate::ledger::{EVERYBODY, Saying};
use crate::province::Province;
use crate::staff::StaffAct;

/// Letters of a title and of a letter's number.
pub const MOST_OF_LINE: usize = 160;
/// Letters of a notice.
pub const MOST_OF_TEXT: usize = 4_000;
/// The kinds of records that the province writes.
const KINDS: [u32; 3] = [achievement::KIND, deadline::KIND, notice::KIND];

/// Something that the province says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Something to know.
    Notice {
        /// In one line.
        title: String,
        /// Paragraphs.
        text: String,
        /// Who of the agency says it.
        by: String,
    },
    /// The day by which a period shall be done.
    Deadline {
        /// The period.
        period: Period,
        /// The last day.
        day: NaiveDate,
        /// The letter that says so; may be empty.
        note: String,
    },
    /// What the organisation achieved in a period.
    Achievement {
        /// The period.
        period: Period,
        /// The level.
        level: OrganisationAchievement,
        /// The letter that sets it.
        note: String,
    },
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed where something must be.
    Missing,
    /// More letters than there may be.
    TooLong(usize),
    /// No period.
    PeriodUnknown,
    /// No day of the calendar.
    DayUnknown,
    /// Before today.
    DayPast,
    /// Before the period begins.
    DayBeforePeriod,
    /// No level.
    LevelUnknown,
}

/// A line of text as it is kept.
///
/// # Errors
/// [`Fault::Missing`], [`Fault::TooLong`].
pub fn read_line(typed: &str) -> Result<String, Fault> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    check_length(line, MOST_OF_LINE)
}

/// Paragraphs as they are kept.
///
/// # Errors
/// [`Fault::Missing`], [`Fault::TooLong`].
pub fn read_text(typed: &str) -> Result<String, Fault> {
    check_length(typed.trim().replace("\r\n", "\n"), MOST_OF_TEXT)
}

fn check_length(text: String, most: usize) -> Result<String, Fault> {
    match text.chars().count() {
        0 => Err(Fault::Missing),
        letters if letters > most => Err(Fault::TooLong(most)),
        _ => Ok(text),
    }
}

/// The last day of a deadline. One that is over, or before its period, would ask for what nobody can do: a period that is finished stays as it is.
///
/// # Errors
/// [`Fault::DayUnknown`], [`Fault::DayPast`], [`Fault::DayBeforePeriod`].
pub fn read_day(typed: &str, period: Option<Period>, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let day: NaiveDate = typed.trim().parse().map_err(|_| Fault::DayUnknown)?;
    if day < today {
        return Err(Fault::DayPast);
    }
    if period.is_some_and(|period| day < period.starts_on()) {
        return Err(Fault::DayBeforePeriod);
    }
    Ok(day)
}

/// Something that was said, as the page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// To this office; none when to all.
    pub office: Option<(Uuid, String)>,
    /// Its kind in the journal.
    pub kind: u32,
    /// Its record.
    pub record: Uuid,
    /// What it says; none when it does not read as what this release writes.
    pub word: Option<Word>,
    /// When.
    pub said_on: String,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// Whether it stands in the feed in which this server writes, so that it can be withdrawn here.
    pub is_own: bool,
}

type SaidRow = ([u8; 16], Uuid, Option<String>, i64, Uuid, serde_json::Value);

impl Province {
    /// Says something to an office, or to all as [`EVERYBODY`]. `notice` names what a notice is called, so that a form that is sent twice says it once.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`] when there is no such office; what the database says. Nothing was said then.
    pub async fn speak(&self, office: Uuid, notice: Uuid, word: &Word) -> Result<(), ProvinceError> {
        self.speak_by(office, notice, word, None).await
    }

    /// Says something and notes who did.
    ///
    /// # Errors
    /// As [`Self::speak`].
    pub(crate) async fn speak_by(
        &self,
        office: Uuid,
        notice: Uuid,
        word: &Word,
        by: Option<StaffAct<'_>>,
    ) -> Result<(), ProvinceError> {
        self.check_audience(office).await?;
        let said_on = self.today().to_string();
        self.say_by(office, saying_of(RecordId(notice), word, said_on), by).await
    }

    /// Withdraws what was said, and notes who did. Laptops show it no more after they next send.
    ///
    /// # Errors
    /// What the database says; nothing has changed then.
    pub(crate) async fn withdraw(
        &self,
        said: &Said,
        office: Uuid,
        by: StaffAct<'_>,
    ) -> Result<(), ProvinceError> {
        if said.is_withdrawn {
            return Ok(());
        }
        let fields = vec![(MARK, Value::Int(Mark::Retracted.number()))];
        let group = Group { kind: said.kind, record: RecordId(said.record), fields };
        let retention = retention_of(said.kind);
        self.say_by(office, Saying { act: "says.withdrawn", group, retention }, Some(by)).await
    }

    /// Something that was said to an office, or to all.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`] when there is nothing like it; what the database says.
    pub async fn find_said(&self, office: Uuid, kind: u32, record: Uuid) -> Result<Said, ProvinceError> {
        let rows = self.list_rows(Some((office, kind, record)), 1).await?;
        rows.into_iter().find(|said| said.is_own).ok_or_else(|| Refusal::NoSuchPath.into())
    }

    /// What was said, the newest day first, at most so many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list_said(&self, most: i64) -> Result<Vec<Said>, ProvinceError> {
        self.list_rows(None, most).await
    }

    async fn list_rows(
        &self,
        only: Option<(Uuid, u32, Uuid)>,
        most: i64,
    ) -> Result<Vec<Said>, ProvinceError> {
        let (office, kind, record) = match only {
            Some((office, kind, record)) => (Some(office), Some(i64::from(kind)), Some(record)),
            None => (None, None, None),
        };
        // Apart, so that documents are found by their key and not by their kind among all offices.
        let rows: Vec<SaidRow> = query_as(
            "SELECT feed.feed, feed.office, office.name, document.kind, document.record, document.doc
             FROM feed CROSS JOIN LATERAL (
                 SELECT * FROM document WHERE document.office = feed.office AND document.feed = feed.feed OFFSET 0) AS document
             LEFT JOIN office ON office.office = feed.office
             WHERE feed.is_ours AND document.kind = ANY($1) AND ($3 IS NULL OR feed.office = $3)
                 AND ($4 IS NULL OR document.kind = $4) AND ($5 IS NULL OR document.record = $5)
             ORDER BY document.doc -> 'values' ->> 'said_on' DESC NULLS LAST,
                 (SELECT max(number) FROM touch WHERE touch.office = document.office AND touch.feed = document.feed
                      AND touch.kind = document.kind AND touch.record = document.record) DESC
             LIMIT $2",
        )
        .bind(KINDS.map(i64::from).to_vec())
        .bind(most)
        .bind(office)
        .bind(kind)
        .bind(record)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(|row| self.read_said(row)).collect())
    }

    fn read_said(&self, (feed, office, name, kind, record, doc): SaidRow) -> Option<Said> {
        let kind = u32::try_from(kind).ok()?;
        let text = |field: &str| doc["values"][field].as_str().unwrap_or_default().to_owned();
        Some(Said {
            office: (office != EVERYBODY).then(|| (office, name.unwrap_or_default())),
            kind,
            record,
            word: read_word(kind, &text),
            said_on: text("said_on"),
            is_withdrawn: doc["is_retracted"].as_bool().unwrap_or_default(),
            is_own: feed_for(&self.public_key(), office.as_bytes()).0 == feed,
        })
    }

    async fn check_audience(&self, office: Uuid) -> Result<(), ProvinceError> {
        let is_there = office == EVERYBODY || self.find_office_name(office).await?.is_some();
        if is_there { Ok(()) } else { Err(Refusal::NoSuchPath.into()) }
    }
}

fn retention_of(kind: u32) -> Retention {
    if kind == achievement::KIND { Retention::Career } else { Retention::Working }
}

fn saying_of(notice_id: RecordId, word: &Word, said_on: String) -> Saying {
    // What was withdrawn of it and is said again stands again.
    let stands = (MARK, Value::Int(Mark::Restored.number()));
    let said = |act, kind, record, fields| Saying {
        act,
        group: Group { kind, record, fields },
        retention: retention_of(kind),
    };
    match word {
        Word::Notice { title, text, by } => said(
            "notice.given",
            notice::KIND,
            notice_id,
            vec![
                (notice::TITLE, title.as_str().into()),
                (notice::TEXT, text.as_str().into()),
                (notice::SAID_ON, said_on.into()),
                (notice::SAID_BY, by.as_str().into()),
            ],
        ),
        Word::Deadline { period, day, note } => said(
            "deadline.set",
            deadline::KIND,
            RecordId::deadline(&period.to_string()),
            vec![
                stands,
                (deadline::PERIOD, period.to_string().into()),
                (deadline::DAY, day.to_string().into()),
                (deadline::NOTE, note.as_str().into()),
                (deadline::SAID_ON, said_on.into()),
            ],
        ),
        Word::Achievement { period, level, note } => said(
            "achievement.set",
            achievement::KIND,
            RecordId::achievement(&period.to_string()),
            vec![
                stands,
                (achievement::PERIOD, period.to_string().into()),
                (achievement::SET, level.code().into()),
                (achievement::NOTE, note.as_str().into()),
                (achievement::SAID_ON, said_on.into()),
            ],
        ),
    }
}

fn read_word(kind: u32, text: &impl Fn(&str) -> String) -> Option<Word> {
    Some(match kind {
        notice::KIND => Word::Notice { title: text("title"), text: text("text"), by: text("said_by") },
        deadline::KIND => Word::Deadline {
            period: text("period").parse().ok()?,
            day: text("day").parse().ok()?,
            note: text("note"),
        },
        achievement::KIND => Word::Achievement {
            period: text("period").parse().ok()?,
            level: text("set").parse().ok()?,
            note: text("note"),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Fault, MOST_OF_LINE, MOST_OF_TEXT, read_day, read_line, read_text};

    #[test]
    fn what_is_typed_is_kept_tidy_or_refused_with_the_reason() {
        assert_eq!(read_line("  Batas   waktu\t"), Ok("Batas waktu".to_owned()));
        assert_eq!(read_line(" \u{a0} "), Err(Fault::Missing));
        assert_eq!(read_line(&"é".repeat(MOST_OF_LINE)).map(|line| line.chars().count()), Ok(MOST_OF_LINE));
        assert_eq!(read_line(&"é".repeat(MOST_OF_LINE + 1)), Err(Fault::TooLong(MOST_OF_LINE)));
        assert_eq!(read_text("\r\nSatu\r\n\r\nDua \n"), Ok("Satu\n\nDua".to_owned()));
        assert_eq!(read_text(&"a".repeat(MOST_OF_TEXT + 1)), Err(Fault::TooLong(MOST_OF_TEXT)));
    }

    #[test]
    fn a_deadline_is_a_day_to_come_within_or_after_its_period() {
        let today = "2026-11-21".parse().unwrap();
        for (typed, period, expected) in [
            ("2027-01-10", "2026-TW4", Ok(())),
            (" 2026-11-21 ", "2026-TW4", Ok(())),
            ("2026-11-20", "2026-TW4", Err(Fault::DayPast)),
            ("2026-12-31", "2027-TW1", Err(Fault::DayBeforePeriod)),
            ("10/01/2027", "2026-TW4", Err(Fault::DayUnknown)),
            ("2027-02-30", "2026-TW4", Err(Fault::DayUnknown)),
            ("", "2026-TW4", Err(Fault::DayUnknown)),
        ] {
            let read = read_day(typed, Some(period.parse().unwrap()), today);
            assert_eq!(read.map(|_| ()), expected, "{typed} {period}");
        }
    }
}

//! What the province says: notices until they are read, the deadline of a period, the achievement that it set.
//!
//! Read from the feeds that the pinned key founded, and from no others; they stand beside the office's own records and never among them. The invariant a reader could break: a word of a later
//! release, or one that does not read, is passed over and hides no other (`tests/province`).

use chrono::NaiveDate;
use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_journal::catalogue::{achievement, deadline, notice};
use tilik_journal::{Document, FeedId, RecordId, UserId};
use tilik_sync::says::{FOR_ALL, feed_for};
use ts_rs::TS;

use crate::record::{coded, is_gone, text};
use crate::{Failure, Office};

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Notice {
    /// Its record.
    pub id: RecordId,
    /// In one line.
    pub title: String,
    /// Paragraphs.
    pub text: String,
    /// The day on which it was said.
    pub said_on: Option<NaiveDate>,
    /// Who of the province said it.
    pub said_by: String,
    /// Whether it is for all offices.
    pub is_for_all: bool,
    /// Whether the user has read it.
    pub is_read: bool,
}

/// The day by which the province wants a period done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Deadline {
    /// The last day.
    pub day: NaiveDate,
    /// The letter that says so; may be empty.
    pub note: String,
}

/// The achievement that the province set for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SetAchievement {
    /// The level.
    pub level: OrganisationAchievement,
    /// The letter that sets it.
    pub note: String,
    /// What the office had entered, where that is something else.
    pub entered: Option<OrganisationAchievement>,
}

/// What the province says, as the first screen of a period shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Announced {
    /// The newest first.
    pub notices: Vec<Notice>,
    /// None where the province said none, and for a period that is done.
    pub deadline: Option<Deadline>,
    /// None where the province set none.
    pub achievement: Option<SetAchievement>,
}

/// A record of the province's feeds.
pub(crate) struct Word {
    document: Document,
    is_for_all: bool,
}

impl Office {
    /// Everything that the province says and did not withdraw; what it says to this office alone comes first, and goes before what it says to all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn list_words(&self) -> Result<Vec<Word>, Failure> {
        let ledger = self.store().ledger()?;
        let Some(province) = ledger.find_province()? else { return Ok(Vec::new()) };
        let lines = ledger.lines().as_slice();
        let is_founded = |feed: &FeedId| {
            lines.iter().any(|line| {
                line.feed == *feed && FeedId::founded_by(line.log) == *feed && line.key == province.key
            })
        };
        let for_all = feed_for(&province.key, &FOR_ALL);
        let mut feeds: Vec<_> = ledger.list_further_feeds().into_iter().filter(is_founded).collect();
        feeds.sort_by_key(|feed| *feed == for_all);
        let mut words = Vec::new();
        for feed in feeds {
            let documents = ledger.list_documents_of(feed)?.into_iter();
            let standing = documents.filter(|document| !is_gone(document));
            words.extend(standing.map(|document| Word { document, is_for_all: feed == for_all }));
        }
        Ok(words)
    }

    /// What the province says, for the first screen of a period. A period that is done is asked nothing any more.
    pub(crate) fn announced(&self, period: Period, is_done: bool) -> Result<Announced, Failure> {
        let words = self.list_words()?;
        let achievement = find_achievement(&words, period);
        let entered = match &achievement {
            Some(_) => self.entered_achievement(period)?,
            None => None,
        };
        Ok(Announced {
            notices: self.list_notices(&words)?,
            deadline: if is_done { None } else { find_deadline(&words, period) },
            achievement: achievement.map(|(level, note)| SetAchievement {
                level,
                note,
                entered: entered.filter(|entered| *entered != level),
            }),
        })
    }

    fn list_notices(&self, words: &[Word]) -> Result<Vec<Notice>, Failure> {
        let read = match self.actor() {
            Ok(actor) => self.store().ledger()?.list_read(UserId(actor.id))?,
            Err(_) => std::collections::BTreeSet::new(),
        };
        let notices = words.iter().filter(|word| word.document.kind == notice::KIND).map(|word| Notice {
            id: word.document.id,
            title: text(&word.document, notice::TITLE),
            text: text(&word.document, notice::TEXT),
            said_on: text(&word.document, notice::SAID_ON).parse().ok(),
            said_by: text(&word.document, notice::SAID_BY),
            is_for_all: word.is_for_all,
            is_read: read.contains(&word.document.id),
        });
        let mut notices: Vec<_> = notices.filter(|notice| !notice.title.is_empty()).collect();
        notices.sort_by_key(|notice| std::cmp::Reverse((notice.said_on, notice.id)));
        Ok(notices)
    }

    /// Remembers that the user has read a notice: on this laptop, and nowhere else.
    ///
    /// # Errors
    /// `user.none` after an opening by recovery code; when it cannot be written.
    pub fn read_notice(&mut self, notice: RecordId) -> Result<(), Failure> {
        let user = UserId(self.actor()?.id);
        Ok(self.store_mut().exchange()?.note_read(user, notice)?)
    }
}

fn of_period(words: &[Word], kind: u32, record: RecordId) -> impl Iterator<Item = &Document> {
    words
        .iter()
        .map(|word| &word.document)
        .filter(move |document| document.kind == kind && document.id == record)
}

fn find_deadline(words: &[Word], period: Period) -> Option<Deadline> {
    of_period(words, deadline::KIND, RecordId::deadline(&period.to_string())).find_map(|document| {
        let day = text(document, deadline::DAY).parse().ok()?;
        Some(Deadline { day, note: text(document, deadline::NOTE) })
    })
}

/// The level that the province set for a period, with its letter.
pub(crate) fn find_achievement(words: &[Word], period: Period) -> Option<(OrganisationAchievement, String)> {
    of_period(words, achievement::KIND, RecordId::achievement(&period.to_string()))
        .find_map(|document| Some((coded(document, achievement::SET)?, text(document, achievement::NOTE))))
}

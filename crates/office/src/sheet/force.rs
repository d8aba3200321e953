//! Which print of a subject is in force: the records decide, by one rule for the tracker, for ticks and for what is said of a paper by its seal.
//!
//! Must not read the office. Invariant: of a subject's prints in a form at most one is in force (`what_turns_round_twice_is_three_prints`).

use tilik_journal::catalogue::sheet;
use tilik_journal::{RecordId, Value};
use tilik_store::ledger::Row;

use super::{ContentHash, Living, SheetForm, VoidReason};

/// What sheets are printed of, as it stands now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) person: RecordId,
    /// The closing's number.
    pub(crate) revision: i64,
    /// Whether it is closed, agreed, filed or decided.
    pub(crate) is_settled: bool,
    pub(crate) is_disputed: bool,
    /// Why no paper of it holds any more, whatever it says.
    pub(crate) lapsed: Option<VoidReason>,
    /// What it says now; of a closing its number tells that.
    pub(crate) content: Option<ContentHash>,
}

/// A print as it was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noted {
    pub(crate) id: RecordId,
    pub(crate) revision: i64,
    pub(crate) number: i64,
    /// None only where a record came half.
    pub(crate) content: Option<ContentHash>,
}

impl Subject {
    pub(crate) fn of(living: &Living) -> Self {
        Self {
            person: living.person,
            revision: living.revision,
            is_settled: living.is_settled,
            is_disputed: living.is_disputed,
            lapsed: living.lapsed,
            content: Some(living.content),
        }
    }
}

impl Noted {
    /// The fields that [`Self::read`] reads, in its order.
    pub(crate) const FIELDS: [u32; 3] = [sheet::REVISION, sheet::NUMBER, sheet::CONTENT_HASH];

    /// A row whose fields from `at` on are those of [`Self::FIELDS`].
    pub(crate) fn read(row: &Row, at: usize) -> Self {
        Self {
            id: row.id,
            revision: row.int(at).unwrap_or_default(),
            number: row.int(at + 1).unwrap_or(1),
            content: row.values.get(at + 2).and_then(Value::as_bytes).and_then(ContentHash::find),
        }
    }
}

/// The newest print; of a closing, that of this number.
pub(crate) fn find_newest(form: SheetForm, revision: i64, prints: &[Noted]) -> Option<Noted> {
    let of_it = |print: &&Noted| !form.is_of_closing() || print.revision == revision;
    prints.iter().filter(of_it).max_by_key(|print| (print.number, print.id)).copied()
}

/// The print that is in force, if there is one: the newest, as long as it says what its subject says. `subject`: none where that is gone.
pub(crate) fn find_in_force(form: SheetForm, subject: Option<&Subject>, prints: &[Noted]) -> Option<Noted> {
    let Some(subject) = subject else {
        return prints.iter().max_by_key(|print| (print.number, print.id)).copied();
    };
    if subject.lapsed.is_some() {
        return None;
    }
    let newest = find_newest(form, subject.revision, prints);
    let says_the_same = |print: &Noted| subject.content.is_none() || print.content == subject.content;
    newest.filter(|print| subject.is_settled && !subject.is_disputed && says_the_same(print))
}

/// Why a print is not in force; `None` of the one that is.
pub(crate) fn find_void_reason(
    form: SheetForm,
    subject: Option<&Subject>,
    print: &Noted,
    in_force: Option<Noted>,
) -> Option<VoidReason> {
    let is_it = in_force.is_some_and(|in_force| in_force.id == print.id);
    let again = (!is_it).then_some(VoidReason::PrintedAgain);
    let Some(subject) = subject else { return again };
    if subject.is_disputed {
        Some(VoidReason::Disputed)
    } else if subject.lapsed.is_some() {
        subject.lapsed
    } else if form.is_of_closing() && print.revision < subject.revision {
        Some(VoidReason::ClosedAgain)
    } else if !subject.is_settled {
        Some(VoidReason::Reopened)
    } else if !is_it && subject.content.is_some() && print.content != subject.content {
        Some(VoidReason::Changed)
    } else {
        again
    }
}

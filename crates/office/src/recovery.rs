//! Where the recovery sheets of an office stand: made, put off with a reason, or printed and kept.
//!
//! The code itself is kept nowhere but on paper. Must not know a window: it holds the code only as long as somebody is printing it. Invariant: only who types
//! from the first half what stands on it can say that the sheets are kept (`who_does_not_have_the_sheet_cannot_say_that_it_is_kept`).

use std::ops::ControlFlow;

use chrono::NaiveDate;
use serde::Serialize;
use tilik_forms::{Moment, Options, Paper, RecoverySheet, Sheet, render};
use tilik_journal::Role;
use tilik_journal::catalogue::office;

use crate::record::{self, Writes};
use crate::session::{Recovery, office_id};
use crate::{Failure, Office};

/// Signs of a half that are asked for.
const ASKED_SIGNS: usize = 4;

/// Where the sheets stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// The office was founded in another way, and nobody was asked.
    Unknown,
    /// A code was made; whether it was ever on paper is not known. Whoever opens the office then is still in the first run.
    Made,
    /// Put off, with a reason: to be reminded of. Without one: a restore brought back the sheets of an earlier time.
    Postponed,
    /// Printed, and somebody has proven to have them.
    Kept,
}

impl Kept {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Made => "made",
            Self::Postponed => "postponed",
            Self::Kept => "kept",
        }
    }

    fn read(word: &str) -> Self {
        [Self::Made, Self::Postponed, Self::Kept]
            .into_iter()
            .find(|kept| kept.word() == word)
            .unwrap_or(Self::Unknown)
    }
}

/// How the recovery sheets of the office stand.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct RecoveryState {
    /// Where they stand.
    pub state: Kept,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Why they were put off.
    pub reason: String,
    /// Whether the code that was made last can still be printed.
    pub has_code: bool,
    /// Whether the user may print and put off: the head alone.
    pub may_act: bool,
}

impl Office {
    /// How the recovery sheets stand.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recovery_state(&self, has_code: bool) -> Result<RecoveryState, Failure> {
        let record = self.office_record()?;
        Ok(RecoveryState {
            state: Kept::read(&record::text(&record, office::RECOVERY)),
            since: record::text(&record, office::RECOVERY_ON).parse().ok(),
            reason: record::text(&record, office::RECOVERY_REASON),
            has_code,
            may_act: self.need_role(&[Role::Kepala]).is_ok(),
        })
    }

    /// Whether the first run of this office was left before its sheets were kept or put off, and the one who is here can go on with it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_first_run(&self) -> Result<bool, Failure> {
        let RecoveryState { state, may_act, .. } = self.recovery_state(false)?;
        Ok(may_act && state == Kept::Made)
    }

    /// Whether the sheets still have to be printed, as far as the user can do something about it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recovery_waits(&self) -> Result<bool, Failure> {
        let RecoveryState { state, may_act, .. } = self.recovery_state(false)?;
        Ok(may_act && matches!(state, Kept::Made | Kept::Postponed))
    }

    /// Makes a new recovery code. The sheets of the old one stop working on this office.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of the disk.
    pub fn renew_recovery(&mut self) -> Result<Recovery, Failure> {
        self.need_role(&[Role::Kepala])?;
        // First what is remembered: ended in between, the sheets count as not kept although the old ones still work.
        self.note_recovery(Kept::Made, "", "recovery.made")?;
        let sheets = self.store_mut().vault_mut()?.renew_recovery()?;
        Ok(Recovery { first: sheets.first().to_owned(), second: sheets.second().to_owned() })
    }

    /// Notes that the sheets are kept, for somebody who can read one of them.
    ///
    /// # Errors
    /// `user.not_permitted`; `recovery.signs_wrong` when that does not stand in the group of the first half.
    pub fn confirm_recovery(&mut self, code: &Recovery, group: usize, typed: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let wanted = code.first.split('-').nth(group.saturating_sub(1)).unwrap_or_default();
        let typed = read_signs(typed);
        let is_right = typed.len() >= ASKED_SIGNS && wanted.starts_with(&typed);
        if !is_right {
            return Err(Failure::new("recovery.signs_wrong").with("group", group));
        }
        self.note_recovery(Kept::Kept, "", "recovery.kept")
    }

    /// Puts the sheets off.
    ///
    /// # Errors
    /// `user.not_permitted`, `recovery.reason_missing`.
    pub fn postpone_recovery(&mut self, reason: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Failure::new("recovery.reason_missing"));
        }
        self.note_recovery(Kept::Postponed, reason, "recovery.postponed")
    }

    /// The office was put back to a time of other sheets: those that are kept may be the ones that open it no more. Put off without a reason of anybody's.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub(crate) fn doubt_recovery(&mut self) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        self.note_recovery(Kept::Postponed, "", "recovery.postponed")
    }

    /// The sheets as PDF: both halves on one page, to be cut.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of the forms.
    pub fn render_recovery(&self, code: &Recovery, paper: Paper) -> Result<Vec<u8>, Failure> {
        self.need_role(&[Role::Kepala])?;
        let record = self.office_record()?;
        let name = record::text(&record, office::NAME);
        let sheet = RecoverySheet {
            office: name.clone(),
            region: record::text(&record, office::REGION),
            first: code.first.clone(),
            second: code.second.clone(),
            made_on: crate::closing::long_date(self.pack(), self.today()),
        };
        let options = Options {
            sheet: Sheet::portrait(paper),
            is_practice: self.is_practice()?,
            title: format!("Lembar Pemulihan {name}"),
            author: name,
            made_at: Some(Moment(self.host().now().timestamp())),
            ..Options::default()
        };
        Ok(render(&[sheet], &options, |_| ControlFlow::Continue(()))?.bytes)
    }

    fn note_recovery(&mut self, kept: Kept, reason: &str, word: &str) -> Result<(), Failure> {
        let now = self.office_record()?;
        let writes = Writes::to(office::KIND, office_id())
            .change(Some(&now), office::RECOVERY, kept.word())
            .change(Some(&now), office::RECOVERY_ON, self.today().to_string())
            .change(Some(&now), office::RECOVERY_REASON, reason);
        let groups: Vec<_> = writes.into_group().into_iter().collect();
        if groups.is_empty() {
            return Ok(());
        }
        let act = self.act(word, groups)?;
        self.save(vec![act])
    }
}

/// Signs as a person types them from paper: in any case, O for 0, I and L for 1.
pub(crate) fn read_signs(typed: &str) -> String {
    typed
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

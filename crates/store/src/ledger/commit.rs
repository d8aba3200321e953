//! The one write path of this device: sign, append, project, in one transaction.

use std::sync::Arc;

use tilik_journal::admission::{PayloadState, Placed};
use tilik_journal::catalogue::FIRST_OFFICE_KIND;
use tilik_journal::entry::Place;
use tilik_journal::lineage::Placing;
use tilik_journal::{
    Document, Draft, Entry, EntryHash, Group, HeldReason, Lines, Payload, Position, RecordId, Retention,
    UserId, Verdict, View,
};

use super::tables::{self, PlacedInTables};
use super::{Ledger, OWN_FEED, OWN_LOG, Version, projection};
use crate::error::StoreError;
use crate::surroundings::Surroundings;

/// One saved act of one person.
#[derive(Debug, Clone)]
pub struct Act {
    /// Who acts.
    pub actor: UserId,
    /// The act's word.
    pub word: String,
    /// How long the payload must be kept; acts on control records are always [`Retention::Control`].
    pub retention: Retention,
    /// What is written.
    pub groups: Vec<Group>,
    /// The versions that the person's screen showed; a stale one refuses the act.
    pub expects: Vec<Expectation>,
}

/// A record as a screen showed it.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The record kind's number.
    pub kind: u32,
    /// The record.
    pub id: RecordId,
    /// Its version; `None` when it did not exist.
    pub version: Option<Version>,
}

/// What an act became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The entry's name.
    pub hash: EntryHash,
    /// Its place.
    pub position: Position,
}

impl Version {
    /// The version of a document: the entries that nothing has displaced since.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let parts: Vec<_> =
            document.frontier.iter().map(|position| format!("{}.{}", position.line, position.seq)).collect();
        Self(parts.join("-"))
    }
}

impl Ledger {
    /// Saves acts, all or none, in one durable transaction. When it returns, they are on the disk.
    ///
    /// # Errors
    /// [`StoreError::Stale`], [`StoreError::NotPermitted`], [`StoreError::Journal`] for an act that the format does not allow, or what the disk
    /// says; nothing has changed then.
    pub fn commit(
        &mut self,
        surroundings: &dyn Surroundings,
        acts: Vec<Act>,
    ) -> Result<Vec<Committed>, StoreError> {
        let lines_before = self.lines.clone();
        let own_before = self.own_line;
        self.changes.note(acts.iter().flat_map(|act| &act.groups).map(|group| (group.kind, group.record)));
        let result = self.in_transaction(|ledger| {
            acts.into_iter().map(|act| ledger.append(surroundings, act)).collect::<Result<Vec<_>, _>>()
        });
        if result.is_err() {
            self.lines = lines_before;
            self.own_line = own_before;
            self.admissions = self.read_admissions()?;
        }
        result
    }

    fn append(&mut self, surroundings: &dyn Surroundings, act: Act) -> Result<Committed, StoreError> {
        for expectation in &act.expects {
            let document = projection::find_document(&self.connection, expectation.kind, expectation.id)?;
            if document.as_ref().map(Version::of) != expectation.version {
                return Err(StoreError::Stale { kind: expectation.kind, id: expectation.id });
            }
        }
        let is_control = act.groups.iter().any(|group| group.kind < FIRST_OFFICE_KIND);
        let payload = Payload { groups: act.groups };
        let mut salt = [0; 16];
        surroundings.fill_random(&mut salt);
        let draft = Draft {
            actor: act.actor,
            made_at: surroundings.now().timestamp_millis(),
            act: act.word,
            retention: if is_control { Retention::Control } else { act.retention },
            payload: payload.clone(),
            salt,
        };
        let entry = self.signer.sign(self.next_place(surroundings)?, draft)?;
        let placing =
            self.lines.place(entry.envelope(), entry.hash(), &PlacedInTables::all(&self.connection))?;
        let Placing::Placed { position, view, .. } = placing else {
            return Err(tilik_journal::JournalError::WrongChain.into());
        };
        self.own_line = Some(position.line);
        if entry.envelope().seq == 1 {
            tables::write_setting(&self.connection, OWN_LOG, &entry.envelope().log.0)?;
            tables::write_setting(&self.connection, OWN_FEED, &entry.envelope().feed.0)?;
        }
        let view_row = tables::keep_view(&self.connection, &view)?;
        self.write_line(position.line, view_row)?;
        self.write_entry(&entry, position, view_row, &payload, None)?;
        if is_control {
            self.admissions = self.read_admissions()?;
        }
        match self.judge(&entry, position, &view, &payload) {
            Verdict::Counts => projection::apply_entry(&self.connection, position, &view, &payload)?,
            Verdict::Purged => return Err(StoreError::NotPermitted { reason: HeldReason::PayloadMissing }),
            Verdict::Held(reason) => return Err(StoreError::NotPermitted { reason }),
        }
        if is_control && changes_others(&payload, self.count_held()?) {
            self.rebuild_in_transaction()?;
        }
        Ok(Committed { hash: entry.hash(), position })
    }

    fn next_place(&self, surroundings: &dyn Surroundings) -> Result<Place, StoreError> {
        if let Some(place) = self.own_line.and_then(|line| self.lines.plan_next(line)) {
            return Ok(place);
        }
        let mut nonce = [0; 16];
        surroundings.fill_random(&mut nonce);
        let feed = match self.feed() {
            Ok(feed) => Some(feed),
            Err(StoreError::NotFounded) => None,
            Err(error) => return Err(error),
        };
        Ok(self.lines.plan_first(feed, self.signer.public_key(), nonce))
    }

    /// Writes the row of a line as it now stands.
    pub(super) fn write_line(&self, number: u32, view_row: i64) -> Result<(), StoreError> {
        match self.lines.find(number) {
            Some(line) => tables::write_line(&self.connection, number, line, view_row),
            None => Ok(()),
        }
    }

    /// Writes the rows of a placed entry: itself and its touches.
    pub(super) fn write_entry(
        &self,
        entry: &Entry,
        position: Position,
        view_row: i64,
        payload: &Payload,
        held: Option<&str>,
    ) -> Result<(), StoreError> {
        let row = tables::insert_entry(&self.connection, entry, position, view_row, held)?;
        tables::insert_touches(&self.connection, row, payload)
    }

    /// Judges an entry that was just placed and whose payload is readable.
    pub(super) fn judge(
        &self,
        entry: &Entry,
        position: Position,
        view: &Arc<View>,
        payload: &Payload,
    ) -> Verdict {
        let placed = Placed {
            position,
            view: Arc::clone(view),
            hash: entry.hash(),
            envelope: entry.envelope(),
            key: key_of(&self.lines, position.line),
            payload: PayloadState::Readable(payload),
        };
        self.judge_placed(&placed)
    }

    pub(super) fn judge_placed(&self, placed: &Placed<'_>) -> Verdict {
        self.admissions
            .get(&placed.envelope.feed)
            .map_or(Verdict::Held(HeldReason::DeviceUnknown), |admission| admission.judge(placed))
    }

    /// Runs something in one transaction of its own, opened by hand: a guard would borrow the whole ledger.
    pub(super) fn in_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let result =
            work(self).and_then(|done| Ok(self.connection.execute_batch("COMMIT").map(|()| done)?));
        // A failed COMMIT may already have ended the transaction.
        if result.is_err() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        result
    }
}

pub(super) fn key_of(lines: &Lines, line: u32) -> [u8; 32] {
    lines.find(line).map(|line| line.key).unwrap_or_default()
}

/// Whether control writes may change the verdict on entries that are here already.
fn changes_others(payload: &Payload, held: i64) -> bool {
    use tilik_journal::catalogue::{admission, device, purge, revocation, user};
    payload.groups.iter().any(|group| match group.kind {
        revocation::KIND | purge::KIND => true,
        device::KIND | admission::KIND | user::KIND => held > 0,
        _ => false,
    })
}

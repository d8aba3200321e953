//! Taking in entries that other devices wrote, in any order, in one transaction.

use std::collections::btree_map::Entry as Entered;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use rusqlite::params;
use tilik_journal::admission::{PayloadState, Placed};
use tilik_journal::entry::read_key;
use tilik_journal::fold::{Touch, step};
use tilik_journal::lineage::Placing;
use tilik_journal::signatures::{Checked, are_right};
use tilik_journal::{
    Document, Entry, EntryHash, FeedId, JournalError, LogId, Payload, Position, RecordId, Retention,
    SaltedPayload, Verdict, View, upcast,
};

use super::tables::{self, PlacedInTables};
use super::{Ledger, commit, projection};
use crate::error::StoreError;

/// The records that entries touched, written once at the end: as they stand then, or none where they are to be added up from all their entries.
type Touched = BTreeMap<(u32, RecordId), Option<Document>>;

/// What became of entries that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Received {
    /// New and in their place.
    pub placed: u64,
    /// Here already.
    pub known: u64,
    /// Waiting for others that have not come.
    pub parked: u64,
    /// New branches: a copied or restored laptop. An alarm.
    pub branches: u64,
}

/// What is written along with the rows of entries, once for all of them.
struct Rows {
    own: Option<FeedId>,
    touched: Touched,
    /// Lines that grew, with the row of what their last entry saw.
    tips: BTreeMap<u32, i64>,
    /// What the last entry saw, and its row: those that follow mostly saw the same.
    view: Option<(Arc<View>, i64)>,
}

impl Rows {
    fn of(own: Option<FeedId>) -> Self {
        Self { own, touched: Touched::new(), tips: BTreeMap::new(), view: None }
    }
}

impl Ledger {
    /// Takes in entries of the office, all or none: places what can be placed, parks the rest, and brings every record that they touch up to date.
    ///
    /// # Errors
    /// [`StoreError::Journal`] when one is not authentic, [`StoreError::ForeignFeed`], [`StoreError::TooManyLines`], or what the disk says; nothing has changed then.
    pub fn receive(&mut self, entries: Vec<Entry>) -> Result<Received, StoreError> {
        self.receive_of(self.feed()?, entries.into_iter().map(Checked::from).collect(), |_| Ok(()))
    }

    /// The same for entries of one feed, with whatever shall be kept in the same transaction.
    pub(super) fn receive_of(
        &mut self,
        feed: FeedId,
        entries: Vec<Checked>,
        also: impl FnOnce(&Self) -> Result<(), StoreError>,
    ) -> Result<Received, StoreError> {
        let lines_before = self.lines.clone();
        let tip = |ledger: &Self| {
            ledger.own_line.and_then(|line| ledger.lines.find(line)).map(|line| line.tip_hash)
        };
        let own_tip = tip(self);
        self.changes.note_all();
        let result = self.in_transaction(|ledger| {
            let received = ledger.receive_all(feed, entries)?;
            also(ledger).map(|()| received)
        });
        if result.is_ok() && tip(self) != own_tip {
            // Somebody else wrote on in this device's log: a copy of it. From here on it is theirs.
            self.begin_new_log()?;
        }
        if result.is_err() {
            self.lines = lines_before;
            self.admissions = self.read_admissions()?;
        }
        result
    }

    fn receive_all(&mut self, feed: FeedId, entries: Vec<Checked>) -> Result<Received, StoreError> {
        let mut received = Received::default();
        // Each with whether its signature was checked already.
        let mut queue: VecDeque<_> = self.read_parked()?.into_iter().map(|entry| (entry, false)).collect();
        let parked_before = queue.len() as u64;
        let mut names: HashSet<_> = queue.iter().map(|(entry, _)| name_of(entry)).collect();
        let checked = self.check_signatures(feed, &entries)?;
        for (entry, is_checked) in entries.into_iter().map(Checked::into_entry).zip(checked) {
            // The signature and the payload stand outside the hash: a forged or bare copy must not keep the authentic one out.
            if names.insert(name_of(&entry)) {
                queue.push_back((entry, is_checked));
            }
        }
        let own = self.find_feed()?;
        let mut rows = Rows::of(own);
        let mut judged_anew = BTreeSet::new();
        // What waits is kept by what it waits for, so that each entry is tried once for each thing that it lacks.
        let mut waiting: HashMap<(LogId, u64, EntryHash), Vec<(Entry, bool)>> = HashMap::new();
        while let Some((entry, is_checked)) = queue.pop_front() {
            if !is_checked && !self.is_authentic(&entry)? {
                // It came before its log was opened, so it could not be checked until now.
                continue;
            }
            let lines_before = self.lines.as_slice().len();
            match self.lines.place(entry.envelope(), entry.hash(), &PlacedInTables::all(&self.connection))? {
                Placing::Known => {
                    received.known += 1;
                    let is_completed = self.take_late_payload(&entry, &mut rows)?;
                    if is_completed && entry.envelope().retention == Retention::Control {
                        judged_anew.insert(entry.envelope().feed);
                    }
                }
                Placing::Waits { missing } => {
                    let lacking = (missing.log, missing.seq, missing.hash);
                    waiting.entry(lacking).or_default().push((entry, is_checked));
                }
                Placing::Placed { position, view, is_branch } => {
                    let is_new_line = self.lines.as_slice().len() > lines_before;
                    if is_new_line && self.lines.has_too_many_of(entry.envelope().feed) {
                        return Err(StoreError::TooManyLines);
                    }
                    received.placed += 1;
                    received.branches += u64::from(is_branch);
                    if entry.envelope().retention == Retention::Control {
                        judged_anew.insert(entry.envelope().feed);
                    }
                    self.take(&entry, position, &view, &mut rows)?;
                    let name = (entry.envelope().log, entry.envelope().seq, entry.hash());
                    queue.extend(waiting.remove(&name).into_iter().flatten());
                }
            }
        }
        let waiting: Vec<_> = waiting.into_values().flatten().map(|(entry, _)| entry).collect();
        received.parked = (waiting.len() as u64).saturating_sub(parked_before);
        self.write_parked(&waiting)?;
        if !judged_anew.is_empty() {
            self.admissions = self.read_admissions()?;
        }
        for (line, view_row) in &rows.tips {
            self.write_line(*line, *view_row)?;
        }
        for feed in judged_anew.iter().filter(|feed| Some(**feed) != own) {
            self.rejudge_feed(*feed)?;
        }
        if own.is_some_and(|own| judged_anew.contains(&own)) {
            self.rebuild_in_transaction()?;
        } else {
            for ((kind, id), document) in rows.touched {
                let document = match document {
                    Some(document) => document,
                    None => projection::fold_from_entries(&self.connection, kind, id)?,
                };
                projection::write_document(&self.connection, &document)?;
            }
        }
        Ok(received)
    }

    /// Checks the signatures of entries of a feed by the keys that are known, and says which were: the log of another may be opened by one that comes with it.
    fn check_signatures(&self, feed: FeedId, entries: &[Checked]) -> Result<Vec<bool>, StoreError> {
        let mut signed = Vec::new();
        let mut is_checked = Vec::with_capacity(entries.len());
        for checked in entries {
            let entry = checked.entry();
            if entry.envelope().feed != feed {
                return Err(StoreError::ForeignFeed);
            }
            let opening = entry.envelope().opening.map(|opening| opening.key);
            let key = opening.or_else(|| self.lines.find_key(entry.envelope().log).copied());
            is_checked.push(key.is_some());
            signed.extend(key.filter(|key| checked.key() != Some(*key)).map(|key| (entry, key)));
        }
        if are_right(&signed) { Ok(is_checked) } else { Err(JournalError::WrongSignature.into()) }
    }

    /// Whether the signature is of the key that opened the log. A log that is not here yet leaves that open.
    fn is_authentic(&self, entry: &Entry) -> Result<bool, StoreError> {
        if entry.envelope().opening.is_some() {
            return Ok(true);
        }
        let key = self.lines.find_key(entry.envelope().log).map(read_key).transpose()?;
        Ok(key.is_none_or(|key| entry.verify(&key).is_ok()))
    }

    /// Writes a placed entry of another device, judged by the control entries known so far.
    fn take(
        &mut self,
        entry: &Entry,
        position: Position,
        view: &Arc<View>,
        rows: &mut Rows,
    ) -> Result<(), StoreError> {
        let payload = entry.payload().map(SaltedPayload::parse).transpose();
        let (state, payload) = match &payload {
            Ok(None) => (PayloadState::Absent, Payload::default()),
            Ok(Some(payload)) => (PayloadState::Readable(payload), upcast::apply(payload.clone())),
            Err(_) => (PayloadState::Malformed, Payload::default()),
        };
        let verdict = self.judge_placed(&Placed {
            position,
            view: Arc::clone(view),
            hash: entry.hash(),
            envelope: entry.envelope(),
            key: commit::key_of(&self.lines, position.line),
            payload: state,
        });
        // Names of records do not tell offices apart, so another feed is not read into the same tables.
        let payload = if self.is_own(position.line, rows.own) { payload } else { Payload::default() };
        match verdict {
            Verdict::Counts => {
                self.write_placed(entry, position, view, &payload, None, rows)?;
                self.add_to_touched(position, view, &payload, &mut rows.touched)
            }
            Verdict::Held(reason) => {
                self.write_placed(entry, position, view, &payload, Some(reason.code()), rows)
            }
            Verdict::Purged => {
                // A purged payload is not taken again, whoever brings it.
                let bare = entry.clone().without_payload();
                self.write_placed(&bare, position, view, &Payload::default(), None, rows)
            }
        }
    }

    /// Writes the rows of a placed entry, and its line's at its first one: at the end it is written once more, with the tip.
    fn write_placed(
        &self,
        entry: &Entry,
        position: Position,
        view: &Arc<View>,
        payload: &Payload,
        held: Option<&str>,
        rows: &mut Rows,
    ) -> Result<(), StoreError> {
        let view_row = match &rows.view {
            Some((last, row)) if last == view => *row,
            Some(_) | None => tables::keep_view(&self.connection, view)?,
        };
        rows.view = Some((Arc::clone(view), view_row));
        if rows.tips.insert(position.line, view_row).is_none() {
            self.write_line(position.line, view_row)?;
        }
        self.write_entry(entry, position, view_row, payload, held)
    }

    /// Adds an entry that counts to the records that it wrote to, as they stand so far.
    fn add_to_touched(
        &self,
        position: Position,
        view: &View,
        payload: &Payload,
        touched: &mut Touched,
    ) -> Result<(), StoreError> {
        for ((kind, id), touch) in Touch::list_of(position, view, payload) {
            let document = match touched.entry((kind, id)) {
                Entered::Occupied(found) => found.into_mut(),
                Entered::Vacant(place) => {
                    let document = projection::find_document(&self.connection, kind, id)?;
                    place.insert(Some(document.unwrap_or_else(|| Document::empty(kind, id))))
                }
            };
            if document.as_mut().is_some_and(|document| !step(document, &touch)) {
                *document = None;
            }
        }
        Ok(())
    }

    /// An entry that came without its payload gets it when somebody brings it. Says whether it did.
    fn take_late_payload(&mut self, entry: &Entry, rows: &mut Rows) -> Result<bool, StoreError> {
        let Some(payload) = entry.payload() else { return Ok(false) };
        let Some(row) = self.find_row_without_payload(entry)? else { return Ok(false) };
        let is_purged = self
            .admissions
            .get(&entry.envelope().feed)
            .is_some_and(|admission| admission.purged().contains(&entry.hash()));
        if is_purged && entry.envelope().retention != Retention::Control {
            return Ok(false);
        }
        self.connection
            .execute("UPDATE entry SET payload = ?1 WHERE id = ?2", params![payload.as_bytes(), row])?;
        let is_own = rows.own == Some(entry.envelope().feed);
        let writes =
            if is_own { payload.parse().map(upcast::apply).unwrap_or_default() } else { Payload::default() };
        tables::insert_touches(&self.connection, row, &writes)?;
        let verdict = self.rejudge_row(row)?;
        if verdict == Verdict::Counts {
            rows.touched.extend(writes.groups.iter().map(|group| ((group.kind, group.record), None)));
        }
        Ok(true)
    }

    fn find_row_without_payload(&self, entry: &Entry) -> Result<Option<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.id, entry.envelope FROM line JOIN entry ON entry.line = line.number
             WHERE line.log = ?1 AND entry.seq = ?2 AND entry.payload IS NULL",
        )?;
        let mut rows =
            statement.query(params![entry.envelope().log.0, tables::signed(entry.envelope().seq)])?;
        while let Some(row) = rows.next()? {
            let envelope: Vec<u8> = row.get(1)?;
            if tables::hash_of(&envelope) == entry.hash() {
                return Ok(Some(row.get(0)?));
            }
        }
        Ok(None)
    }

    fn read_parked(&self) -> Result<Vec<Entry>, StoreError> {
        let mut statement = self.connection.prepare("SELECT envelope, signature, payload FROM parked")?;
        let mut rows = statement.query([])?;
        let mut parked = Vec::new();
        while let Some(row) = rows.next()? {
            let signature: Vec<u8> = row.get(1)?;
            let payload: Option<Vec<u8>> = row.get(2)?;
            parked.push(Entry::from_stored(
                row.get(0)?,
                tables::read_signature(&signature)?,
                payload.map(SaltedPayload::from_stored),
            )?);
        }
        Ok(parked)
    }

    fn write_parked(&self, waiting: &[Entry]) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM parked", [])?;
        for entry in waiting {
            self.connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO parked (hash, envelope, signature, payload, is_bare) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    entry.hash().0,
                    entry.envelope_bytes(),
                    entry.signature(),
                    entry.payload().map(SaltedPayload::as_bytes),
                    entry.payload().is_none(),
                ])?;
        }
        Ok(())
    }

    /// The office's entries of all lines that travel, parents first, as another device takes them in.
    ///
    /// # Errors
    /// When a row cannot be read.
    pub fn list_entries(&self) -> Result<Vec<Entry>, StoreError> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT {} FROM entry JOIN line ON line.number = entry.line WHERE line.is_private = 0 AND line.feed = ?1 ORDER BY entry.id",
            tables::ENTRY_COLUMNS
                .split(", ")
                .map(|column| format!("entry.{column}"))
                .collect::<Vec<_>>()
                .join(", ")
        ))?;
        let feed = self.feed()?;
        let rows =
            statement.query_map([feed.0], tables::StoredEntry::read)?.collect::<Result<Vec<_>, _>>()?;
        Ok(rows.into_iter().map(tables::StoredEntry::into_entry).collect::<Result<Vec<_>, JournalError>>()?)
    }
}

/// What tells copies of one entry apart: hash, signature, and whether the payload came with it.
fn name_of(entry: &Entry) -> (EntryHash, [u8; 64], bool) {
    (entry.hash(), *entry.signature(), entry.payload().is_some())
}

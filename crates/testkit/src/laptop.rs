//! A laptop in memory: a device that writes entries, and the `Ledger` that a run works on. What it "keeps" survives a run that is dropped, as a disk would.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tilik_journal::catalogue::{device, person, user};
use tilik_journal::lineage::PlacedEntries;
use tilik_journal::signatures::Checked;
use tilik_journal::{
    Draft, Entry, EntryHash, FeedId, Group, JournalError, Lines, LogId, Payload, Position, RecordId,
    Retention, Signer, UserId, Value, View,
};
use tilik_sync::message::SignedReceipt;
use tilik_sync::{Epoch, Ledger, Name, Plan, Standing, Wanted};
use uuid::Uuid;

use crate::chance::Chance;
use crate::shelf::{Shelf, name_of};

type Hash = [u8; 32];
type Seed = [u8; 32];

/// What a laptop remembers of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The epoch of the rest.
    pub epoch: Option<Epoch>,
    /// By feed: read up to.
    pub cursors: BTreeMap<FeedId, u64>,
    /// By feed: what the server holds.
    pub confirmed: BTreeMap<FeedId, Vec<Name>>,
    /// Attachments that the server holds.
    pub attachments: BTreeSet<Hash>,
}

/// A laptop.
#[derive(Clone)]
pub struct Laptop {
    seed: Seed,
    signer: Arc<Signer>,
    feed: Option<FeedId>,
    own_line: Option<u32>,
    /// The entries.
    pub shelf: Shelf,
    /// The marks.
    pub marks: Marks,
    /// The last receipt of each feed.
    pub receipts: BTreeMap<FeedId, SignedReceipt>,
    /// Whole attachments.
    pub attachments: BTreeMap<Hash, Vec<u8>>,
    /// Attachments that it wants, with what has come.
    pub wanted: BTreeMap<Hash, Vec<u8>>,
    /// How often something was kept.
    pub kept: u64,
}

impl Laptop {
    /// An empty one.
    #[must_use]
    pub fn new(seed: u8) -> Self {
        Self::of([seed; 32])
    }

    fn of(seed: Seed) -> Self {
        Self {
            seed,
            signer: Arc::new(Signer::from_seed(&seed)),
            feed: None,
            own_line: None,
            shelf: Shelf::default(),
            marks: Marks::default(),
            receipts: BTreeMap::new(),
            attachments: BTreeMap::new(),
            wanted: BTreeMap::new(),
            kept: 0,
        }
    }

    /// The first laptop of an office.
    #[must_use]
    pub fn found(seed: u8, chance: &mut Chance) -> Self {
        let mut founder = Self::new(seed);
        let first = founder.sign(Retention::Control, vec![note("founded")], chance);
        founder.feed = Some(first.envelope().feed);
        founder
    }

    /// The first laptop of an office whose head may do everything: what it writes counts. The key comes from chance, so that a thousand of them are a thousand.
    #[must_use]
    pub fn found_with_head(chance: &mut Chance) -> Self {
        let mut seed = [0; 32];
        chance.fill(&mut seed);
        let mut founder = Self::of(seed);
        let key = founder.device_key();
        let role = vec![(user::ROLE, Value::from("kepala"))];
        let groups = vec![
            Group { kind: user::KIND, record: RecordId(founder.head().0), fields: role },
            Group {
                kind: device::KIND,
                record: RecordId::device(&key),
                fields: vec![(device::KEY, Value::Bytes(key.to_vec()))],
            },
        ];
        let first = founder.sign(Retention::Control, groups, chance);
        founder.feed = Some(first.envelope().feed);
        founder
    }

    /// Another laptop of this one's office: it gets a certificate, and by stick all that is here.
    #[must_use]
    pub fn pair(&mut self, seed: u8, chance: &mut Chance) -> Self {
        let mut other = Self::new(seed);
        let key = Value::Bytes(other.signer.public_key().to_vec());
        let record = RecordId::device(&other.signer.public_key());
        let group = Group { kind: device::KIND, record, fields: vec![(device::KEY, key)] };
        self.sign(Retention::Control, vec![group], chance);
        other.feed = self.feed;
        self.carry_to(&mut other);
        other
    }

    /// The same machine from an older copy of its disk, or a clone of it: it goes on at its own place.
    #[must_use]
    pub fn copy(&self) -> Self {
        self.clone()
    }

    /// The office's feed.
    ///
    /// # Panics
    /// When it has none.
    #[must_use]
    pub fn feed(&self) -> FeedId {
        self.feed.unwrap()
    }

    /// From now on it writes to a new log.
    pub fn open_log(&mut self) {
        self.own_line = None;
    }

    /// Writes an entry of about so many bytes that do not pack well, and gives its name.
    pub fn write(&mut self, bytes: usize, chance: &mut Chance) -> Name {
        let mut text = String::new();
        while text.len() < bytes {
            text.push_str(&format!("{:x} ", chance.number()));
        }
        name_of(&self.sign(Retention::Working, vec![note(&text)], chance))
    }

    /// Writes an entry with this group.
    pub fn write_group(&mut self, group: Group, chance: &mut Chance) -> Name {
        name_of(&self.sign(Retention::Career, vec![group], chance))
    }

    fn head(&self) -> UserId {
        let [head @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.seed;
        UserId(Uuid::from_bytes(head))
    }

    fn sign(&mut self, retention: Retention, groups: Vec<Group>, chance: &mut Chance) -> Entry {
        let (mut nonce, mut salt) = ([0; 16], [0; 16]);
        chance.fill(&mut nonce);
        chance.fill(&mut salt);
        let place = match self.own_line {
            Some(line) => self.shelf.lines().plan_next(line).unwrap(),
            None => self.shelf.lines().plan_first(self.feed, self.signer.public_key(), nonce),
        };
        let payload = Payload { groups };
        let actor = self.head();
        let draft = Draft { actor, made_at: 0, act: "test.written".into(), retention, payload, salt };
        let entry = self.signer.sign(place, draft).unwrap();
        self.shelf.receive([entry.clone()]).unwrap();
        let name = name_of(&entry);
        self.own_line = self.shelf.find_placed(name.log, name.seq, name.hash).unwrap().map(|(line, _)| line);
        entry
    }

    /// Carries everything to another laptop by stick.
    pub fn carry_to(&self, other: &mut Self) {
        other.shelf.receive(self.shelf.entries().iter().map(|(_, entry)| entry.clone())).unwrap();
    }

    /// Lays an attachment of so many bytes into the folder.
    pub fn attach(&mut self, bytes: usize, chance: &mut Chance) -> Hash {
        let mut content = vec![0; bytes];
        chance.fill(&mut content);
        let hash = Sha256::digest(&content).into();
        self.attachments.insert(hash, content);
        hash
    }
}

fn note(text: &str) -> Group {
    Group {
        kind: person::KIND,
        record: RecordId::person("1"),
        fields: vec![(person::NAME, Value::from(text))],
    }
}

impl PlacedEntries for Laptop {
    type Error = JournalError;
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, JournalError> {
        let Ok(found) = self.shelf.find_placed(log, seq, hash);
        Ok(found)
    }
}

impl Ledger for Laptop {
    fn device_key(&self) -> [u8; 32] {
        self.signer.public_key()
    }

    fn sign_apart(&self, bytes: &[u8]) -> [u8; 64] {
        self.signer.sign_apart(bytes)
    }

    fn read_lines(&self) -> Result<Lines, JournalError> {
        Ok(self.shelf.lines().clone())
    }

    fn list_feeds(&self) -> Result<Vec<FeedId>, JournalError> {
        Ok(self.feed.into_iter().collect())
    }

    fn list_credentials(&self) -> Result<Vec<Entry>, JournalError> {
        let entries = self.shelf.entries().iter().map(|(_, entry)| entry);
        Ok(entries.filter(|entry| entry.envelope().retention == Retention::Control).cloned().collect())
    }

    fn visit(&self, plan: &Plan, take: &mut dyn FnMut(Position, Entry) -> bool) -> Result<(), JournalError> {
        let mut named = self.shelf.entries().iter().filter(|(at, _)| plan.names(*at));
        named.all(|(at, entry)| take(*at, entry.clone()));
        Ok(())
    }

    fn find_entry(&self, name: Name) -> Result<Option<Entry>, JournalError> {
        Ok(self.shelf.find(name).cloned())
    }

    fn enter_epoch(&mut self, epoch: Epoch) -> Result<(), JournalError> {
        if self.marks.epoch != Some(epoch) {
            self.marks = Marks { epoch: Some(epoch), ..Marks::default() };
            self.kept += 1;
        }
        Ok(())
    }

    fn read_cursor(&self, feed: FeedId) -> Result<u64, JournalError> {
        Ok(self.marks.cursors.get(&feed).copied().unwrap_or(0))
    }

    fn keep_page(&mut self, feed: FeedId, entries: Vec<Checked>, cursor: u64) -> Result<(), JournalError> {
        self.shelf.receive(entries.into_iter().map(Checked::into_entry))?;
        self.marks.cursors.insert(feed, cursor);
        self.kept += 1;
        Ok(())
    }

    fn keep_standing(&mut self, standing: &Standing, cursor: Option<u64>) -> Result<(), JournalError> {
        self.marks.confirmed.insert(standing.feed, standing.tips.clone());
        if let Some(cursor) = cursor {
            self.marks.cursors.insert(standing.feed, cursor);
        }
        self.kept += 1;
        Ok(())
    }

    fn keep_receipt(&mut self, feed: FeedId, receipt: &SignedReceipt) -> Result<(), JournalError> {
        self.receipts.insert(feed, receipt.clone());
        self.kept += 1;
        Ok(())
    }

    fn list_unconfirmed(&self) -> Result<Vec<(Hash, u64)>, JournalError> {
        let held = self.attachments.iter().map(|(hash, content)| (*hash, content.len() as u64));
        Ok(held.filter(|(hash, _)| !self.marks.attachments.contains(hash)).collect())
    }

    fn confirm_attachments(&mut self, hashes: &[Hash]) -> Result<(), JournalError> {
        self.marks.attachments.extend(hashes);
        self.kept += 1;
        Ok(())
    }

    fn read_piece(&self, hash: Hash, at: u64, bytes: usize) -> Result<Vec<u8>, JournalError> {
        let content = &self.attachments[&hash];
        let at = usize::try_from(at).unwrap();
        Ok(content[at..content.len().min(at + bytes)].to_vec())
    }

    fn list_wanted(&self) -> Result<Vec<Wanted>, JournalError> {
        let wanted = self.wanted.iter();
        Ok(wanted.map(|(hash, come)| Wanted { hash: *hash, here: come.len() as u64 }).collect())
    }

    fn keep_piece(&mut self, wanted: Wanted, size: u64, bytes: &[u8]) -> Result<u64, JournalError> {
        self.kept += 1;
        let come = self.wanted.get_mut(&wanted.hash).unwrap();
        come.truncate(usize::try_from(wanted.here).unwrap());
        come.extend_from_slice(bytes);
        if come.len() as u64 != size {
            return Ok(come.len() as u64);
        }
        if Sha256::digest(&*come).as_slice() != wanted.hash {
            come.clear();
            return Ok(0);
        }
        let content = self.wanted.remove(&wanted.hash).unwrap();
        self.attachments.insert(wanted.hash, content);
        self.marks.attachments.insert(wanted.hash);
        Ok(size)
    }
}

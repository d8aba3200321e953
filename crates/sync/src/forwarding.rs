//! Closed evaluations that leave their office as evidence, in a file under a code (`docs/protocol.md`, *Evaluations for another office*).
//!
//! Must not know what an evaluation says. The invariant a reader could break: nothing is believed of a file but what entries say that a device of the named feed signed ([`Evidence::check`]), and
//! opening stops at a bound, whatever the packing promises (`tests/forwarding.rs`).

use std::io::Read as _;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use minicbor::Decoder;
use tilik_journal::cbor::exact;
use tilik_journal::entry::{read_key, verify_apart};
use tilik_journal::{Entry, FeedId, LogId};

use crate::bytes::{Writer, read_entries, read_entry, read_feed, read_list, read_map, read_text, required};
use crate::error::SyncError;
use crate::message::{Message as _, message};
use crate::packing;
use crate::pairing::ShownAuthorities;

/// What the file begins with.
pub const FILE_HEADER: &[u8] = b"TILIK FORWARD 1\n";
/// The largest file, in bytes.
pub const MOST_OF_FILE: usize = 16 << 20;
/// Most evaluations of a file: those of forty years, four quarters and the year each.
pub const MOST_EVALUATIONS: usize = 200;
/// Most bytes that a file opens to.
const MOST_OPENED: usize = 64 << 20;
const MOST_OF_TEXT: usize = 2 << 10;
const SIGNED_PREFIX: &[u8] = b"tilik forward v1\n";
/// The code is chance of its own; stretching it much would only cost an old laptop time. As a power of two.
const WORK: u8 = 14;
/// What a file may ask of whoever opens it, as a power of two: a second of an old laptop.
const MOST_WORK: u8 = 17;

/// An entry of another office, with what shows that a device of that office signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The office's feed.
    pub feed: FeedId,
    /// The entry.
    pub entry: Entry,
    /// The founding of the feed, the opening of the entry's log, and what certifies its device; without their payloads where those show nothing.
    pub shown: Vec<Entry>,
}

impl Evidence {
    /// Chooses among the entries of a feed what shows whose an entry is; none when nothing does.
    #[must_use]
    pub fn gather(feed: FeedId, entry: &Entry, entries: &[Entry]) -> Option<Self> {
        let opening = find_opening(entry.envelope().log, entries)?;
        let mut shown = gather_shown(feed, &opening.envelope().opening?.key, entries)?;
        if !shown.contains(&opening) {
            shown.push(opening);
        }
        Some(Self { feed, entry: entry.clone(), shown }).filter(|found| found.check().is_ok())
    }

    /// Finds whether a device of the feed signed the entry.
    ///
    /// # Errors
    /// [`SyncError::ForwardedForged`].
    pub fn check(&self) -> Result<(), SyncError> {
        let envelope = self.entry.envelope();
        let opening = self.shown.iter().find(|found| found.envelope().log == envelope.log);
        let key = opening.and_then(|found| found.envelope().opening).map(|opening| opening.key);
        let is_signed =
            key.is_some_and(|key| read_key(&key).is_ok_and(|read| self.entry.verify(&read).is_ok()));
        let is_of_feed = key.is_some_and(|key| is_shown(self.feed, &self.shown, &key));
        if envelope.feed == self.feed && self.entry.payload().is_some() && is_signed && is_of_feed {
            Ok(())
        } else {
            Err(SyncError::ForwardedForged)
        }
    }

    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.bytes(&self.feed.0);
        to.number(1);
        to.entry(&self.entry);
        to.number(2);
        to.entries(&self.shown);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut feed, mut entry, mut shown) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => feed = Some(read_feed(from)?),
                1 => entry = Some(read_entry(from)?),
                2 => shown = Some(read_entries(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            feed: required(feed, "the feed")?,
            entry: required(entry, "the entry")?,
            shown: required(shown, "what shows whose it is")?,
        })
    }
}

/// What shows that a device is of a feed, and nothing that is not needed for it: what an office wrote of its laptops is nobody's business elsewhere. None when nothing does.
#[must_use]
pub fn gather_shown(feed: FeedId, device_key: &[u8; 32], entries: &[Entry]) -> Option<Vec<Entry>> {
    let founding = entries.iter().find(|found| FeedId::founded_by(found.envelope().log) == feed)?;
    let mut shown = vec![find_opening(founding.envelope().log, entries)?];
    if is_shown(feed, &shown, device_key) {
        return Some(shown);
    }
    let words = ShownAuthorities::read(feed, entries)?.list_words(device_key);
    shown.extend(words.into_iter().cloned());
    is_shown(feed, &shown, device_key).then_some(shown)
}

fn is_shown(feed: FeedId, shown: &[Entry], device_key: &[u8; 32]) -> bool {
    ShownAuthorities::read(feed, shown).is_some_and(|shown| shown.shows(device_key))
}

fn find_opening(log: LogId, entries: &[Entry]) -> Option<Entry> {
    let opens = |found: &&Entry| found.envelope().log == log && found.envelope().seq == 1;
    entries.iter().find(opens).map(|found| found.clone().without_payload())
}

/// What an office says of one of its people to another: nothing of it but the evidence is more than its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// The office's name.
    pub office: String,
    /// Whose evaluations: the NIP.
    pub nip: String,
    /// The name with its titles.
    pub name: String,
    /// For what they are forwarded.
    pub reason: String,
    /// By its clock, milliseconds since 1970 UTC; shown, never used to decide.
    pub made_at: i64,
    /// The device that made the file.
    pub device: [u8; 32],
    /// What shows that it is of the office ([`gather_shown`]).
    pub shown: Vec<Entry>,
    /// The evaluations.
    pub evaluations: Vec<Evidence>,
}

impl Forwarded {
    /// As it is written on a stick, under a code.
    ///
    /// # Errors
    /// [`SyncError::TooLarge`] when it would not be read back; what the libraries say.
    pub fn to_file(&self, code: &str, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Result<Vec<u8>, SyncError> {
        let body = self.to_bytes();
        let signature = sign(&[SIGNED_PREFIX, &body].concat());
        let packed = packing::pack(&[&signature, body.as_slice()].concat())?;
        let mut recipient = scrypt::Recipient::new(SecretString::from(code));
        recipient.set_work_factor(WORK);
        let failed = |error: String| SyncError::Malformed(error);
        let mut file = FILE_HEADER.to_vec();
        let mut to = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|error| failed(error.to_string()))?
            .wrap_output(&mut file)
            .map_err(|error| failed(error.to_string()))?;
        std::io::Write::write_all(&mut to, &packed).map_err(|error| failed(error.to_string()))?;
        to.finish().map_err(|error| failed(error.to_string()))?;
        if body.len() > MOST_OPENED || file.len() > MOST_OF_FILE {
            return Err(SyncError::TooLarge { allowed: MOST_OF_FILE });
        }
        Ok(file)
    }

    /// Reads [`Self::to_file`] and checks all of it.
    ///
    /// # Errors
    /// [`SyncError::NotForwarded`], [`SyncError::ForwardedWrongCode`], [`SyncError::ForwardedDamaged`], [`SyncError::ForwardedForged`].
    pub fn parse_file(bytes: &[u8], code: &str) -> Result<Self, SyncError> {
        let damaged = |error: String| SyncError::ForwardedDamaged(error);
        let sealed = bytes
            .strip_prefix(FILE_HEADER)
            .filter(|sealed| sealed.len() <= MOST_OF_FILE)
            .ok_or(SyncError::NotForwarded)?;
        let opened = open(sealed, code)?;
        let signed = packing::open(&opened, MOST_OPENED).map_err(|error| damaged(error.to_string()))?;
        let (signature, body) = signed.split_first_chunk::<64>().ok_or_else(|| damaged("cut".into()))?;
        let found = Self::parse(body).map_err(|error| damaged(error.to_string()))?;
        let key = read_key(&found.device).map_err(|error| damaged(error.to_string()))?;
        verify_apart(&[SIGNED_PREFIX, body].concat(), signature, &key)
            .map_err(|_| SyncError::ForwardedForged)?;
        if found.evaluations.is_empty() || found.evaluations.len() > MOST_EVALUATIONS {
            return Err(damaged(format!("{} evaluations", found.evaluations.len())));
        }
        // One office speaks here, by a device of its own.
        let feed = found.evaluations[0].feed;
        let is_of_feed = is_shown(feed, &found.shown, &found.device);
        if !is_of_feed || found.evaluations.iter().any(|evidence| evidence.feed != feed) {
            return Err(SyncError::ForwardedForged);
        }
        found.evaluations.iter().try_for_each(Evidence::check)?;
        Ok(found)
    }

    fn write(&self, to: &mut Writer) {
        to.map(8);
        for (key, text) in [(0, &self.office), (1, &self.nip), (2, &self.name), (3, &self.reason)] {
            to.number(key);
            to.text(text);
        }
        to.number(4);
        to.time(self.made_at);
        to.number(5);
        to.bytes(&self.device);
        to.number(6);
        to.entries(&self.shown);
        to.number(7);
        to.array(self.evaluations.len());
        for evidence in &self.evaluations {
            evidence.write(to);
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut office, mut nip, mut name, mut reason) = (None, None, None, None);
        let (mut made_at, mut device, mut shown, mut evaluations) = (None, None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => office = Some(read_text(from, MOST_OF_TEXT)?),
                1 => nip = Some(read_text(from, MOST_OF_TEXT)?),
                2 => name = Some(read_text(from, MOST_OF_TEXT)?),
                3 => reason = Some(read_text(from, MOST_OF_TEXT)?),
                4 => made_at = Some(from.i64()?),
                5 => device = Some(exact(from)?),
                6 => shown = Some(read_entries(from)?),
                7 => evaluations = Some(read_list(from, Evidence::read)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            office: required(office, "the office's name")?,
            nip: required(nip, "the NIP")?,
            name: required(name, "the name")?,
            reason: required(reason, "the reason")?,
            made_at: required(made_at, "the time")?,
            device: required(device, "the device's key")?,
            shown: required(shown, "what shows the device")?,
            evaluations: required(evaluations, "the evaluations")?,
        })
    }
}
message!(Evidence, Forwarded);

fn open(sealed: &[u8], code: &str) -> Result<Vec<u8>, SyncError> {
    let damaged = |error: String| SyncError::ForwardedDamaged(error);
    let mut identity = scrypt::Identity::new(SecretString::from(code));
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = Decryptor::new(sealed).map_err(|error| damaged(error.to_string()))?;
    let opened = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity));
    let is_wrong = |error: &DecryptError| {
        matches!(
            error,
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys
        )
    };
    let mut reader = opened.map_err(|error| {
        if is_wrong(&error) { SyncError::ForwardedWrongCode } else { damaged(error.to_string()) }
    })?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| damaged(error.to_string()))?;
    Ok(bytes)
}

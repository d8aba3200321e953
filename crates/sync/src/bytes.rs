//! Writing and reading the one encoding of `docs/journal.md`, for messages.
//!
//! The invariant a reader could break: nothing is set aside for a length that the bytes only announce (`tests/messages.rs`).

use minicbor::{Decoder, Encoder};
use tilik_journal::cbor::{definite, exact};
use tilik_journal::{Entry, EntryHash, FeedId, LogId, SaltedPayload};

use crate::Name;
use crate::error::SyncError;

/// Writes items one behind the other.
pub struct Writer {
    to: Encoder<Vec<u8>>,
}

// Writing to a Vec cannot fail.
impl Writer {
    pub fn new() -> Self {
        Self { to: Encoder::new(Vec::new()) }
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.to.into_writer()
    }

    pub fn map(&mut self, keys: u64) {
        let _ = self.to.map(keys);
    }

    pub fn array(&mut self, items: usize) {
        let _ = self.to.array(items as u64);
    }

    pub fn number(&mut self, number: u64) {
        let _ = self.to.u64(number);
    }

    pub fn time(&mut self, ms: i64) {
        let _ = self.to.i64(ms);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.to.bytes(bytes);
    }

    pub fn text(&mut self, text: &str) {
        let _ = self.to.str(text);
    }

    pub fn truth(&mut self, truth: bool) {
        let _ = self.to.bool(truth);
    }

    pub fn null(&mut self) {
        let _ = self.to.null();
    }

    pub fn names(&mut self, names: &[Name]) {
        self.array(names.len());
        for name in names {
            self.array(3);
            self.bytes(&name.log.0);
            self.number(name.seq);
            self.bytes(&name.hash.0);
        }
    }

    pub fn entry(&mut self, entry: &Entry) {
        self.array(3);
        self.bytes(entry.envelope_bytes());
        self.bytes(entry.signature());
        match entry.payload() {
            Some(payload) => self.bytes(payload.as_bytes()),
            None => self.null(),
        }
    }

    pub fn entries(&mut self, entries: &[Entry]) {
        self.array(entries.len());
        for entry in entries {
            self.entry(entry);
        }
    }
}

/// Bytes that an entry has in a message, before packing.
pub fn size_of(entry: &Entry) -> usize {
    // An array of three, and two heads of at most five bytes beside the signature's two.
    let payload = entry.payload().map_or(0, |payload| payload.as_bytes().len());
    entry.envelope_bytes().len() + 64 + payload + 13
}

/// Reads a map: `read` takes the value of a key that it knows and says so; others are passed over.
pub fn read_map<'b>(
    from: &mut Decoder<'b>,
    mut read: impl FnMut(u32, &mut Decoder<'b>) -> Result<bool, SyncError>,
) -> Result<(), SyncError> {
    let mut last = None;
    for _ in 0..definite(from.map()?)? {
        let key = from.u32()?;
        if last.is_some_and(|last| last >= key) {
            return Err(SyncError::Malformed("keys are not in order".into()));
        }
        last = Some(key);
        if !read(key, from)? {
            from.skip()?;
        }
    }
    Ok(())
}

/// Reads an array item by item.
pub fn read_list<'b, T>(
    from: &mut Decoder<'b>,
    mut read: impl FnMut(&mut Decoder<'b>) -> Result<T, SyncError>,
) -> Result<Vec<T>, SyncError> {
    let mut list = Vec::new();
    for _ in 0..definite(from.array()?)? {
        list.push(read(from)?);
    }
    Ok(list)
}

/// Fails unless an array of exactly so many items follows.
pub fn expect_parts(from: &mut Decoder<'_>, parts: u64) -> Result<(), SyncError> {
    if definite(from.array()?)? == parts {
        Ok(())
    } else {
        Err(SyncError::Malformed(format!("not the {parts} parts that belong here")))
    }
}

/// What a key must bring.
pub fn required<T>(found: Option<T>, what: &str) -> Result<T, SyncError> {
    found.ok_or_else(|| SyncError::Malformed(format!("{what} is missing")))
}

pub fn read_hash(from: &mut Decoder<'_>) -> Result<EntryHash, SyncError> {
    Ok(EntryHash(exact(from)?))
}

pub fn read_feed(from: &mut Decoder<'_>) -> Result<FeedId, SyncError> {
    Ok(FeedId(exact(from)?))
}

pub fn read_name(from: &mut Decoder<'_>) -> Result<Name, SyncError> {
    expect_parts(from, 3)?;
    let name = Name { log: LogId(exact(from)?), seq: from.u64()?, hash: EntryHash(exact(from)?) };
    if name.seq == 0 || i64::try_from(name.seq).is_err() {
        return Err(SyncError::Malformed("entries are counted from 1".into()));
    }
    Ok(name)
}

pub fn read_names(from: &mut Decoder<'_>) -> Result<Vec<Name>, SyncError> {
    read_list(from, read_name)
}

/// A text of at most so many bytes.
pub fn read_text(from: &mut Decoder<'_>, most: usize) -> Result<String, SyncError> {
    let text = from.str()?;
    if text.len() > most {
        return Err(SyncError::Malformed(format!("a text of {} bytes", text.len())));
    }
    Ok(text.to_owned())
}

/// Bytes, at most so many.
pub fn read_bytes(from: &mut Decoder<'_>, most: usize) -> Result<Vec<u8>, SyncError> {
    let bytes = from.bytes()?;
    if bytes.len() > most {
        return Err(SyncError::Malformed(format!("{} bytes where at most {most} belong", bytes.len())));
    }
    Ok(bytes.to_vec())
}

pub fn read_entry(from: &mut Decoder<'_>) -> Result<Entry, SyncError> {
    expect_parts(from, 3)?;
    let envelope = from.bytes()?.to_vec();
    let signature = exact(from)?;
    let payload = if from.datatype()? == minicbor::data::Type::Null {
        from.null()?;
        None
    } else {
        Some(SaltedPayload::from_stored(from.bytes()?.to_vec()))
    };
    let entry = Entry::from_stored(envelope, signature, payload)?;
    if entry.envelope().opening.is_some_and(|opening| opening.is_private) {
        return Err(SyncError::Malformed("a private log never travels".into()));
    }
    Ok(entry)
}

pub fn read_entries(from: &mut Decoder<'_>) -> Result<Vec<Entry>, SyncError> {
    read_list(from, read_entry)
}

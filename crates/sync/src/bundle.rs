//! A file on a stick: the same entries and attachments, sealed to those who may read them (`docs/protocol.md`, *By stick*).
//!
//! Must not know where a file lies. The invariant a reader could break: nothing of a bundle is kept before it was read to its end and its signature found right ([`check`]), and
//! reading stops at a bound, whatever the packing promises (`tests/bundle.rs`).

mod item;
mod sealing;

use std::io::{BufRead, BufReader, Read, Write};

use sha2::{Digest as _, Sha256};
use tilik_journal::Entry;
use tilik_journal::entry::{read_key, verify_apart};

pub use item::{Counts, Head, Item, Tail};

use crate::bytes::size_of;
use crate::error::SyncError;
use crate::message::Message as _;

/// The ending of its name, without the dot.
pub const EXTENSION: &str = "tilik";
const HEADER: &[u8] = b"TILIK1\n";
const SIGNED_PREFIX: &[u8] = b"tilik bundle v1\n";
/// The largest entry fits.
const MOST_OF_ITEM: usize = 6 << 20;
const LETTERS_OF_NAME: usize = 40;
/// A bundle opens to at most so many times its own size …
const MOST_TIMES: u64 = 100;
/// … or to this.
const ALWAYS: u64 = 64 << 20;
const PIECE_OF_ENTRIES: usize = 1 << 20;
/// Bytes of an attachment in one item.
pub const PIECE: usize = 1 << 20;
const LEVEL: i32 = 9;

/// Writes a bundle item by item.
pub struct Writer<W: Write> {
    to: zstd::Encoder<'static, age::stream::StreamWriter<W>>,
    digest: Sha256,
    waiting: Vec<Entry>,
    size: usize,
}

impl<W: Write> Writer<W> {
    /// Begins one for those who hold these keys.
    ///
    /// # Errors
    /// [`SyncError::Malformed`] for a key that is none; what writing says.
    pub fn begin(mut to: W, readers: &[[u8; 32]], head: &Head) -> Result<Self, SyncError> {
        to.write_all(HEADER).map_err(|error| damaged(&error))?;
        let sealed = sealing::seal(to, readers)?;
        let packed = zstd::Encoder::new(sealed, LEVEL).map_err(|error| damaged(&error))?;
        let mut writer = Self { to: packed, digest: Sha256::new(), waiting: Vec::new(), size: 0 };
        writer.put(&head.to_bytes())?;
        Ok(writer)
    }

    /// One more entry; its parents come before it, or are there already.
    ///
    /// # Errors
    /// What writing says.
    pub fn entry(&mut self, entry: Entry) -> Result<(), SyncError> {
        self.size += size_of(&entry);
        self.waiting.push(entry);
        if self.size >= PIECE_OF_ENTRIES { self.flush() } else { Ok(()) }
    }

    /// A piece of an attachment; the first begins at 0.
    ///
    /// # Errors
    /// What writing says.
    pub fn piece(&mut self, hash: [u8; 32], at: u64, size: u64, bytes: Vec<u8>) -> Result<(), SyncError> {
        self.flush()?;
        self.put(&Item::Piece { hash, at, size, bytes }.to_bytes())
    }

    /// Ends it, signed by whom its head names.
    ///
    /// # Errors
    /// What writing says.
    pub fn end(mut self, tail: Tail, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Result<W, SyncError> {
        self.flush()?;
        self.put(&Item::Tail(tail).to_bytes())?;
        let signature = sign(&signed_bytes(self.digest.clone()));
        self.put(&signature)?;
        let sealed = self.to.finish().map_err(|error| damaged(&error))?;
        sealed.finish().map_err(|error| damaged(&error))
    }

    fn flush(&mut self) -> Result<(), SyncError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.size = 0;
        let item = Item::Entries(std::mem::take(&mut self.waiting));
        self.put(&item.to_bytes())
    }

    fn put(&mut self, item: &[u8]) -> Result<(), SyncError> {
        let mut framed = Vec::with_capacity(item.len() + 9);
        // Writing to a Vec cannot fail.
        let _ = minicbor::Encoder::new(&mut framed).bytes(item);
        self.digest.update(&framed);
        self.to.write_all(&framed).map_err(|error| damaged(&error))
    }
}

/// Reads a bundle item by item.
pub struct Reader<R: Read> {
    from: zstd::Decoder<'static, BufReader<age::stream::StreamReader<R>>>,
    digest: Sha256,
    left: u64,
    head: Head,
}

impl<R: Read> Reader<R> {
    /// Begins to read one of so many bytes, with the secret that opens what is sealed to this device.
    ///
    /// # Errors
    /// [`SyncError::NotABundle`], [`SyncError::BundleNotForUs`], [`SyncError::BundleDamaged`].
    pub fn begin(mut from: R, size: u64, secret: [u8; 32]) -> Result<Self, SyncError> {
        let mut header = [0; HEADER.len()];
        from.read_exact(&mut header).map_err(|_| SyncError::NotABundle)?;
        if header != HEADER {
            return Err(SyncError::NotABundle);
        }
        let opened = sealing::open(from, secret)?;
        let mut from = zstd::Decoder::with_buffer(opened).map_err(|error| damaged(&error))?;
        from.window_log_max(23).map_err(|error| damaged(&error))?;
        let left = size.saturating_mul(MOST_TIMES).max(ALWAYS);
        let head = Head { bundle: [0; 16], ..Head::empty() };
        let mut reader = Self { from, digest: Sha256::new(), left, head };
        let bytes = reader.take()?;
        reader.head = Head::parse(&bytes).map_err(|error| SyncError::BundleDamaged(error.to_string()))?;
        Ok(reader)
    }

    /// Who made it, when, and how much is in it, as it says itself.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The next item. After the [`Tail`] there is none, and the signature was found right.
    ///
    /// # Errors
    /// [`SyncError::BundleDamaged`], [`SyncError::BundleForged`].
    pub fn next_item(&mut self) -> Result<Item, SyncError> {
        let bytes = self.take()?;
        let item = Item::parse(&bytes).map_err(|error| SyncError::BundleDamaged(error.to_string()))?;
        if let Item::Entries(entries) = &item
            && entries.iter().any(|entry| !self.head.names(entry.envelope().feed))
        {
            return Err(SyncError::BundleDamaged("an entry of another feed".into()));
        }
        if let Item::Tail(_) = &item {
            let signed = signed_bytes(self.digest.clone());
            let signature: [u8; 64] =
                self.take()?.try_into().map_err(|_| SyncError::BundleDamaged("no signature".into()))?;
            let key = read_key(&self.head.from).map_err(|_| SyncError::BundleForged)?;
            verify_apart(&signed, &signature, &key).map_err(|_| SyncError::BundleForged)?;
            let mut rest = [0; 1];
            match self.from.read(&mut rest) {
                Ok(0) => {}
                Ok(_) => return Err(SyncError::BundleDamaged("bytes behind the signature".into())),
                Err(error) => return Err(damaged(&error)),
            }
        }
        Ok(item)
    }

    /// One byte string of the sequence.
    fn take(&mut self) -> Result<Vec<u8>, SyncError> {
        let mut head = vec![0; 1];
        self.fill(&mut head)?;
        let [first] = head[..] else { return Err(SyncError::BundleDamaged("no item".into())) };
        let follow = match first {
            0x40..=0x57 => 0,
            0x58 => 1,
            0x59 => 2,
            0x5a => 4,
            _ => return Err(SyncError::BundleDamaged("no byte string".into())),
        };
        let mut length = vec![0; follow];
        self.fill(&mut length)?;
        let size = match follow {
            0 => usize::from(first - 0x40),
            _ => length.iter().fold(0, |size, byte| size << 8 | usize::from(*byte)),
        };
        if size > MOST_OF_ITEM {
            return Err(SyncError::BundleDamaged(format!("an item of {size} bytes")));
        }
        let mut item = Vec::new();
        let read =
            self.from.by_ref().take(size as u64).read_to_end(&mut item).map_err(|error| damaged(&error))?;
        self.count(read)?;
        if read < size {
            return Err(SyncError::BundleDamaged("it ends within an item".into()));
        }
        self.digest.update(&head);
        self.digest.update(&length);
        self.digest.update(&item);
        Ok(item)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), SyncError> {
        self.from.read_exact(bytes).map_err(|error| damaged(&error))?;
        self.count(bytes.len())
    }

    fn count(&mut self, read: usize) -> Result<(), SyncError> {
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| SyncError::BundleDamaged("it opens to more than it may".into()))?;
        Ok(())
    }

    /// Reads on to the end and shows every item but the end on the way. What was seen is worth nothing before all of it was found right.
    ///
    /// # Errors
    /// Those of [`Self::next_item`], and what `see` says.
    pub fn walk<E: From<SyncError>>(
        mut self,
        mut see: impl FnMut(Item) -> Result<(), E>,
    ) -> Result<(Head, Tail), E> {
        let mut counted = Counts::default();
        loop {
            let item = self.next_item()?;
            match &item {
                Item::Entries(entries) => counted.entries += entries.len() as u64,
                Item::Piece { at, size, .. } => {
                    counted.attachments += u64::from(*at == 0);
                    counted.attachment_bytes += if *at == 0 { *size } else { 0 };
                }
                Item::Tail(tail) => {
                    if counted != self.head.counts {
                        return Err(SyncError::BundleDamaged("not as many as its head says".into()).into());
                    }
                    return Ok((self.head, tail.clone()));
                }
            }
            see(item)?;
        }
    }
}

/// Reads a bundle to its end and keeps nothing. Gives what its head says, when all of it is right.
///
/// # Errors
/// Those of [`Reader`].
pub fn check(from: impl Read, size: u64, secret: [u8; 32]) -> Result<(Head, Tail), SyncError> {
    Reader::begin(from, size, secret)?.walk(|_| Ok(()))
}

/// What a file of an office is called by: its name in the letters that every stick bears.
#[must_use]
pub fn short_name(office: &str) -> String {
    let name = office.to_lowercase();
    let words: Vec<_> =
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let short: String = words.join("-").chars().take(LETTERS_OF_NAME).collect();
    if short.is_empty() { "kantor".to_owned() } else { short }
}

fn signed_bytes(digest: Sha256) -> Vec<u8> {
    [SIGNED_PREFIX, digest.finalize().as_slice()].concat()
}

fn damaged(error: &std::io::Error) -> SyncError {
    SyncError::BundleDamaged(error.to_string())
}

/// Whether a file begins as a bundle does.
#[must_use]
pub fn is_bundle(mut from: impl BufRead) -> bool {
    let mut header = [0; HEADER.len()];
    from.read_exact(&mut header).is_ok() && header == HEADER
}

//! The bytes of a `.tilikbackup` file.
//!
//! ```text
//! "TILIKBKP" | version u16 | length u32 | header (CBOR) | SHA-256 of all before | the parts, one after the other
//! ```
//!
//! Numbers are big-endian. The header names each part with its length and SHA-256. Must not know keys: every part is encrypted and
//! authenticated by itself. Invariant: a name from a container never becomes a path unless it is one that [`PartName`] knows
//! (`a_backup_with_a_foreign_part_name_is_refused`).

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::error::{Doing, StoreError};
use crate::folder::{self, Paths};

const MAGIC: &[u8; 8] = b"TILIKBKP";

pub(super) fn is_marked(beginning: &[u8]) -> bool {
    beginning.starts_with(MAGIC)
}
const VERSION: u16 = 1;
const HEAD: usize = 14;
/// Room for half a million attachments; a longer header is damage, not to be read into memory.
const LONGEST_HEADER: u32 = 64 * 1024 * 1024;

/// A slot file of some hundred users has a few hundred kilobytes.
const LARGEST_KEYS: u64 = 16 * 1024 * 1024;

/// One part as the header names it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Part {
    #[n(0)]
    pub(super) name: String,
    #[n(1)]
    pub(super) length: u64,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(super) sha256: [u8; 32],
}

/// The header of a container.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Header {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(super) folder_id: [u8; 16],
    #[n(1)]
    pub(super) counter: u64,
    /// Seconds since 1970 by the laptop's clock: shown, never used.
    #[n(2)]
    pub(super) made_at: i64,
    #[n(3)]
    pub(super) database_version: u32,
    #[n(4)]
    pub(super) parts: Vec<Part>,
    /// What whoever made it says of it; unencrypted, so it names nobody.
    #[n(5)]
    pub(super) label: Option<String>,
}

/// What a part may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PartName {
    Keys,
    Database,
    Attachment(String),
}

impl PartName {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            folder::KEYS => Some(Self::Keys),
            folder::DATABASE => Some(Self::Database),
            name if is_attachment_name(name) => Some(Self::Attachment(name.to_owned())),
            _ => None,
        }
    }

    pub(super) fn place(&self, paths: &Paths) -> PathBuf {
        match self {
            Self::Keys => paths.keys(),
            Self::Database => paths.database(),
            Self::Attachment(name) => paths.attachments().join(&name[..2]).join(name),
        }
    }
}

/// Whether a file below `attachments/` is one of ours: 64 small hexadecimal digits.
pub(super) fn is_attachment_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Where the bytes of a part come from.
pub(super) enum Content<'a> {
    Bytes(&'a [u8]),
    /// A file that nobody changes.
    File(PathBuf),
}

/// Length and SHA-256 of a part.
pub(super) fn measure(content: &Content<'_>, name: String) -> Result<Part, StoreError> {
    let (length, sha256) = match content {
        Content::Bytes(bytes) => (bytes.len() as u64, Sha256::digest(bytes).into()),
        Content::File(path) => {
            let file = File::open(path).doing("reading", path)?;
            pour(&mut BufReader::new(file), &mut io::sink(), u64::MAX).doing("reading", path)?
        }
    };
    Ok(Part { name, length, sha256 })
}

/// Writes a whole container and brings it to the disk. The parts are in the header's order.
pub(super) fn write(path: &Path, header: &Header, contents: &[Content<'_>]) -> Result<(), StoreError> {
    let body = minicbor::to_vec(header).map_err(|_| StoreError::Cipher("encoding"))?;
    let length = u32::try_from(body.len()).map_err(|_| StoreError::Cipher("encoding"))?;
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&VERSION.to_be_bytes());
    head.extend_from_slice(&length.to_be_bytes());
    head.extend_from_slice(&body);
    let digest: [u8; 32] = Sha256::digest(&head).into();
    head.extend_from_slice(&digest);
    let mut file = File::create(path).doing("writing", path)?;
    file.write_all(&head).doing("writing", path)?;
    for content in contents {
        match content {
            Content::Bytes(bytes) => file.write_all(bytes).doing("writing", path)?,
            Content::File(source) => {
                let mut part = File::open(source).doing("reading", source)?;
                io::copy(&mut part, &mut file).doing("writing", path)?;
            }
        }
    }
    file.sync_all().doing("flushing", path)
}

/// A container opened for reading, its header already proven.
#[derive(Debug)]
pub(super) struct Reader {
    file: BufReader<File>,
    path: PathBuf,
    pub(super) header: Header,
}

impl Reader {
    /// Opens a container.
    ///
    /// # Errors
    /// `NotABackup`, `BackupNewer`, `BackupDamaged` for the header.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let mut file = BufReader::new(File::open(path).doing("reading", path)?);
        let mut head = Vec::with_capacity(HEAD);
        (&mut file).take(14).read_to_end(&mut head).doing("reading", path)?;
        if !head.starts_with(MAGIC) {
            return Err(StoreError::NotABackup);
        }
        let rest = head.strip_prefix(MAGIC).and_then(|rest| rest.split_first_chunk::<2>());
        let (version, length) = rest.ok_or_else(damaged_header)?;
        let version = u16::from_be_bytes(*version);
        if version > VERSION {
            return Err(StoreError::BackupNewer { found: version, known: VERSION });
        }
        let length = u32::from_be_bytes(length.try_into().map_err(|_| damaged_header())?);
        if length > LONGEST_HEADER {
            return Err(damaged_header());
        }
        (&mut file).take(u64::from(length)).read_to_end(&mut head).doing("reading", path)?;
        let mut digest = [0; 32];
        let read = file.read_exact(&mut digest);
        if read.is_err() || <[u8; 32]>::from(Sha256::digest(&head)) != digest {
            return Err(damaged_header());
        }
        let header: Header = minicbor::decode(&head[HEAD..]).map_err(|_| damaged_header())?;
        let reader = Self { file, path: path.to_path_buf(), header };
        reader.prove_names()?;
        Ok(reader)
    }

    /// Both the slot file and the database are there, and nothing unknown.
    fn prove_names(&self) -> Result<(), StoreError> {
        let mut seen = std::collections::BTreeSet::new();
        for part in &self.header.parts {
            if PartName::parse(&part.name).is_none() || !seen.insert(part.name.as_str()) {
                return Err(damaged_header());
            }
        }
        let is_complete = seen.contains(folder::KEYS) && seen.contains(folder::DATABASE);
        if is_complete { Ok(()) } else { Err(damaged_header()) }
    }

    /// The bytes of the slot file, when they are as they were written.
    ///
    /// # Errors
    /// `BackupDamaged` naming it.
    pub(super) fn read_keys(&mut self) -> Result<Vec<u8>, StoreError> {
        let damaged = || StoreError::BackupDamaged { part: folder::KEYS.to_owned() };
        for part in self.header.parts.clone() {
            let is_keys = part.name == folder::KEYS;
            let mut kept = Vec::new();
            let sink: &mut dyn Write =
                if is_keys && part.length <= LARGEST_KEYS { &mut kept } else { &mut io::sink() };
            let (_, sha256) = pour(&mut self.file, sink, part.length).doing("reading", &self.path)?;
            if is_keys {
                return if sha256 == part.sha256 { Ok(kept) } else { Err(damaged()) };
            }
        }
        Err(damaged())
    }

    /// Goes through all parts without stopping at a wrong one, and says of each whether it is whole.
    ///
    /// # Errors
    /// Only of the file system.
    pub(super) fn inspect_parts(&mut self) -> Result<Vec<(PartName, bool)>, StoreError> {
        let mut found = Vec::with_capacity(self.header.parts.len());
        for part in &self.header.parts {
            let (length, sha256) =
                pour(&mut self.file, &mut io::sink(), part.length).doing("reading", &self.path)?;
            let is_whole = length == part.length && sha256 == part.sha256;
            found.extend(PartName::parse(&part.name).map(|name| (name, is_whole)));
        }
        Ok(found)
    }

    /// Goes through all parts in their order, writing each where `sink` says, and proves each one.
    ///
    /// # Errors
    /// `BackupDamaged` naming the first wrong part, or `end` when something follows the last; those of `sink`.
    pub(super) fn read_parts(
        &mut self,
        mut sink: impl FnMut(&PartName) -> Result<Box<dyn PartSink>, StoreError>,
    ) -> Result<(), StoreError> {
        for part in self.header.parts.clone() {
            let damaged = || StoreError::BackupDamaged { part: part.name.clone() };
            let name = PartName::parse(&part.name).ok_or_else(damaged)?;
            let mut target = sink(&name)?;
            let (length, sha256) =
                pour(&mut self.file, &mut target, part.length).doing("reading", &self.path)?;
            if length != part.length || sha256 != part.sha256 {
                return Err(damaged());
            }
            target.finish().doing("flushing", &self.path)?;
        }
        let mut more = [0; 1];
        if self.file.read(&mut more).doing("reading", &self.path)? > 0 {
            return Err(StoreError::BackupDamaged { part: "end".to_owned() });
        }
        self.file.seek(SeekFrom::Start(0)).map(drop).doing("reading", &self.path)
    }
}

/// Where a part goes.
pub(super) trait PartSink: Write {
    /// Brings it to the disk.
    fn finish(&mut self) -> io::Result<()>;
}

impl PartSink for io::Sink {
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl PartSink for File {
    fn finish(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

fn damaged_header() -> StoreError {
    StoreError::BackupDamaged { part: "header".to_owned() }
}

/// Copies at most `limit` bytes and returns how many, with their SHA-256.
fn pour(from: &mut dyn Read, to: &mut dyn Write, limit: u64) -> io::Result<(u64, [u8; 32])> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut poured = 0_u64;
    let mut limited = from.take(limit);
    loop {
        let read = match limited.read(&mut buffer) {
            Ok(0) => return Ok((poured, digest.finalize().into())),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        digest.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        poured += u64::try_from(read).map_err(io::Error::other)?;
    }
}

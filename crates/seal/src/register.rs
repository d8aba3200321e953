//! The register: whose keys this laptop knows, and the signed lists by which one office gives its keys to another (`docs/seal.md`, *The list of
//! keys*).
//!
//! A list is a text that a person can read. Its signature says that nobody changed it on the way; whether its signer is the office that it names is
//! decided by people who compare the [fingerprint](KeyList::fingerprint) once. The invariant a reader could break: a list never changes what another
//! signer's list says of an office or a key ([`Register::plan_import`]).

use sha2::{Digest, Sha256};

use crate::error::SealError;
use crate::key::{KeyId, PublicKey, SIGNATURE_SIZE, find_in_hex, hex};

/// Most bytes of a list: a province of 2,500 offices with ten keys each.
pub const MOST_BYTES: usize = 4 << 20;
/// Most keys of a list.
const MOST_KEYS: usize = 25_000;
/// Most characters of an office's name.
const MOST_NAME: usize = 200;
const FIRST_LINE: &str = "tilik keys v1";
const FINGERPRINTED: &[u8] = b"tilik fingerprint v1\n";

/// The 16 bytes by which an office's journal is named (its feed).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfficeId(pub [u8; 16]);

impl std::fmt::Debug for OfficeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// A device whose sheets are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its public key.
    pub key: PublicKey,
    /// Of which office.
    pub office: OfficeId,
    /// That office's name, 1 to 200 characters on one line.
    pub office_name: String,
    /// Since when the office lets it print, milliseconds since 1970 UTC. Shown; a claim has no time to compare it with.
    pub valid_from: i64,
    /// Since when it must not be believed any more, milliseconds since 1970 UTC.
    pub revoked_at: Option<i64>,
}

/// A list of keys whose signature fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyList {
    made_at: i64,
    signer: PublicKey,
    records: Vec<KeyRecord>,
}

impl KeyList {
    /// Writes a list. Records of one office must stand together. `sign` is the key of `signer`.
    ///
    /// # Errors
    /// [`SealError::MalformedRegister`] or [`SealError::RegisterTooLarge`] when what would be written could not be read back.
    pub fn write(
        made_at: i64,
        signer: &PublicKey,
        records: &[KeyRecord],
        sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE_SIZE],
    ) -> Result<Vec<u8>, SealError> {
        let mut text = format!("{FIRST_LINE}\nmade {made_at}\n");
        let mut office = None;
        for record in records {
            if office != Some(record.office) {
                text.push_str(&format!("office {} {}\n", hex(&record.office.0), record.office_name));
                office = Some(record.office);
            }
            let revoked = record.revoked_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
            text.push_str(&format!("key {} {} {revoked}\n", record.key.to_hex(), record.valid_from));
        }
        text.push_str(&format!("signer {}\n", signer.to_hex()));
        let signature = sign(text.as_bytes());
        text.push_str(&format!("signature {}\n", hex(&signature)));
        let bytes = text.into_bytes();
        Self::parse(&bytes)?;
        Ok(bytes)
    }

    /// Reads a list and checks its signature.
    ///
    /// # Errors
    /// [`SealError::RegisterTooLarge`], [`SealError::MalformedRegister`] with its line, [`SealError::WrongRegisterSignature`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SealError> {
        if bytes.len() > MOST_BYTES {
            return Err(SealError::RegisterTooLarge { found: bytes.len(), allowed: MOST_BYTES });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| refuse(0, "not UTF-8"))?;
        let text = text.strip_suffix('\n').ok_or_else(|| refuse(0, "the last line has no end"))?;
        let mut lines = Lines { lines: text.split('\n'), number: 0 };
        if lines.next() != Some(FIRST_LINE) {
            return Err(refuse(1, "not a list of keys"));
        }
        let made_at = lines.take("made ").and_then(find_whole).ok_or_else(|| refuse(2, "no time"))?;
        let (records, signer) = read_records(&mut lines)?;
        let signature: [u8; SIGNATURE_SIZE] = lines
            .take("signature ")
            .and_then(find_in_hex)
            .ok_or_else(|| refuse(lines.number, "no signature"))?;
        if lines.next().is_some() {
            return Err(refuse(lines.number, "lines after the signature"));
        }
        let signed = text.rfind("signature ").unwrap_or_default();
        if !signer.has_signed(&bytes[..signed], &signature) {
            return Err(SealError::WrongRegisterSignature);
        }
        Ok(Self { made_at, signer, records })
    }

    /// When it was made by its signer's clock, milliseconds since 1970 UTC.
    #[must_use]
    pub const fn made_at(&self) -> i64 {
        self.made_at
    }

    /// Whose word it is.
    #[must_use]
    pub const fn signer(&self) -> &PublicKey {
        &self.signer
    }

    /// The keys.
    #[must_use]
    pub fn records(&self) -> &[KeyRecord] {
        &self.records
    }

    /// For two people on the telephone: the signer's key as eight groups of four digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.signer)
    }

    fn list_offices(&self) -> Vec<OfficeId> {
        let mut offices: Vec<_> = self.records.iter().map(|record| record.office).collect();
        offices.dedup();
        offices
    }
}

/// Eight groups of four decimal digits of a key's hash (about 106 bits), as people read them to each other.
#[must_use]
pub fn fingerprint(key: &PublicKey) -> String {
    let digest: [u8; 32] =
        Sha256::new().chain_update(FINGERPRINTED).chain_update(key.as_bytes()).finalize().into();
    let groups: Vec<String> = digest
        .chunks_exact(4)
        .map(|chunk| {
            format!("{:04}", chunk.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)) % 10_000)
        })
        .collect();
    groups.join(" ")
}

struct Lines<'a> {
    lines: std::str::Split<'a, char>,
    number: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<&'a str> {
        self.number += 1;
        self.lines.next()
    }

    fn take(&mut self, word: &str) -> Option<&'a str> {
        self.next()?.strip_prefix(word)
    }
}

fn read_records(lines: &mut Lines<'_>) -> Result<(Vec<KeyRecord>, PublicKey), SealError> {
    let mut records: Vec<KeyRecord> = Vec::new();
    let mut office: Option<(OfficeId, &str)> = None;
    loop {
        let line = lines.next().ok_or_else(|| refuse(lines.number, "the list ends too early"))?;
        let at = lines.number;
        if let Some(rest) = line.strip_prefix("office ") {
            let (id, name) = rest.split_once(' ').ok_or_else(|| refuse(at, "no name"))?;
            let id = find_in_hex(id).map(OfficeId).ok_or_else(|| refuse(at, "no id"))?;
            if records.iter().any(|record| record.office == id) || office.is_some_and(|(last, _)| last == id)
            {
                return Err(refuse(at, "an office stands there twice"));
            }
            if !is_name(name) {
                return Err(refuse(at, "no such name"));
            }
            office = Some((id, name));
        } else if let Some(rest) = line.strip_prefix("key ") {
            let (id, name) = office.ok_or_else(|| refuse(at, "a key of no office"))?;
            let record = read_key(rest, id, name).ok_or_else(|| refuse(at, "no key, or no times"))?;
            if records.len() == MOST_KEYS {
                return Err(refuse(at, "too many keys"));
            }
            records.push(record);
        } else if let Some(rest) = line.strip_prefix("signer ") {
            let signer = find_in_hex(rest).and_then(|bytes| PublicKey::from_bytes(&bytes).ok());
            check_once(&records, at)?;
            return Ok((records, signer.ok_or_else(|| refuse(at, "no key"))?));
        } else {
            return Err(refuse(at, "a line of no kind"));
        }
    }
}

fn read_key(rest: &str, office: OfficeId, office_name: &str) -> Option<KeyRecord> {
    let mut words = rest.split(' ');
    let key = PublicKey::from_bytes(&find_in_hex(words.next()?)?).ok()?;
    let valid_from = find_whole(words.next()?)?;
    let revoked_at = match words.next()? {
        "-" => None,
        number => Some(find_whole(number)?),
    };
    words.next().is_none().then(|| KeyRecord {
        key,
        office,
        office_name: office_name.to_owned(),
        valid_from,
        revoked_at,
    })
}

fn check_once(records: &[KeyRecord], line: usize) -> Result<(), SealError> {
    let mut keys: Vec<_> = records.iter().map(|record| record.key.as_bytes()).collect();
    keys.sort_unstable();
    if records.is_empty() {
        Err(refuse(line, "no key"))
    } else if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        Err(refuse(line, "a key stands there twice"))
    } else {
        Ok(())
    }
}

/// A whole number in its one form, below 2^53 so that a screen can hold it.
fn find_whole(text: &str) -> Option<i64> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text && (0..1 << 53).contains(&number)).then_some(number)
}

fn is_name(name: &str) -> bool {
    let is_hidden = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let is_trimmed = name.trim() == name && !name.is_empty();
    is_trimmed && name.chars().count() <= MOST_NAME && !name.chars().any(is_hidden)
}

fn refuse(line: usize, reason: &'static str) -> SealError {
    SealError::MalformedRegister { line, reason }
}

/// What taking in a list would mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Import {
    /// Nothing was known of this office: a person compares the fingerprint before it is taken in.
    First,
    /// The signer is known for this office, and this is its newer word.
    Newer,
    /// It is known already.
    Same,
    /// A newer one is known; nothing is taken in.
    Older,
    /// Another key spoke for this office so far: a changed laptop, or somebody who claims to be the office. A person compares the fingerprint.
    OtherSigner,
    /// It names a key that is known as another office's; nothing is taken in.
    KeyOfAnother,
    /// It speaks for several offices, or its signer is none of its keys in force, and the signer is not the province; nothing is taken in.
    NotItsOwn,
}

impl Import {
    /// Whether it may be taken in, after a person's word where [`Import::First`] and [`Import::OtherSigner`] ask for it.
    #[must_use]
    pub const fn is_possible(self) -> bool {
        match self {
            Self::First | Self::Newer | Self::OtherSigner => true,
            Self::Same | Self::Older | Self::KeyOfAnother | Self::NotItsOwn => false,
        }
    }
}

/// The lists that this laptop believes.
#[derive(Debug, Clone, Default)]
pub struct Register {
    lists: Vec<KeyList>,
    own: Vec<KeyRecord>,
}

impl Register {
    /// A register of lists that were taken in before; of two about one office the later one counts.
    #[must_use]
    pub fn of(lists: Vec<KeyList>) -> Self {
        let mut register = Self::default();
        lists.into_iter().for_each(|list| register.replace(list));
        register
    }

    /// The same with the keys of this laptop's own office, which it has from its journal and from no list.
    #[must_use]
    pub fn with_own(self, own: Vec<KeyRecord>) -> Self {
        Self { own, ..self }
    }

    /// What taking in this list would mean. `province` is the key of the province's register, which alone speaks for several offices.
    #[must_use]
    pub fn plan_import(&self, list: &KeyList, province: Option<&PublicKey>) -> Import {
        let offices = list.list_offices();
        let is_own =
            list.records.iter().any(|record| record.key == list.signer && record.revoked_at.is_none());
        if province != Some(&list.signer) && (offices.len() != 1 || !is_own) {
            return Import::NotItsOwn;
        }
        let is_others = |record: &KeyRecord| {
            self.list_keys().any(|known| {
                known.key == record.key && known.office != record.office && !offices.contains(&known.office)
            })
        };
        if list.records.iter().any(is_others) {
            return Import::KeyOfAnother;
        }
        let known = self.lists.iter().filter(|known| shares_office(known, &offices));
        known.map(|known| compare(known, list)).max_by_key(|import| weight(*import)).unwrap_or(Import::First)
    }

    /// Takes in a list in place of those about the same offices, if that is possible at all, and says whether it did.
    pub fn import(&mut self, list: KeyList, province: Option<&PublicKey>) -> bool {
        let is_possible = self.plan_import(&list, province).is_possible();
        if is_possible {
            self.replace(list);
        }
        is_possible
    }

    /// All keys.
    pub fn list_keys(&self) -> impl Iterator<Item = &KeyRecord> {
        self.lists.iter().flat_map(|list| &list.records).chain(&self.own)
    }

    /// Those of that short name; two keys may share one.
    pub fn list_named(&self, id: KeyId) -> impl Iterator<Item = &KeyRecord> {
        self.list_keys().filter(move |record| record.key.id() == id)
    }

    fn replace(&mut self, list: KeyList) {
        let offices = list.list_offices();
        for known in &mut self.lists {
            known.records.retain(|record| !offices.contains(&record.office));
        }
        self.lists.retain(|known| !known.records.is_empty());
        self.lists.push(list);
    }
}

fn shares_office(known: &KeyList, offices: &[OfficeId]) -> bool {
    known.records.iter().any(|record| offices.contains(&record.office))
}

fn compare(known: &KeyList, list: &KeyList) -> Import {
    if known.signer != list.signer {
        Import::OtherSigner
    } else if known == list {
        Import::Same
    } else if known.made_at < list.made_at {
        Import::Newer
    } else {
        Import::Older
    }
}

/// Of several answers the most careful one counts.
const fn weight(import: Import) -> u8 {
    match import {
        Import::First => 0,
        Import::Newer => 1,
        Import::Same => 2,
        Import::Older => 3,
        Import::OtherSigner => 4,
        Import::KeyOfAnother => 5,
        Import::NotItsOwn => 6,
    }
}

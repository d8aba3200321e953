//! A second laptop of an office asks the first to be let in, and what the first says to it: by files alone (`docs/protocol.md`, *Two laptops*).
//!
//! Must not know a folder or a passphrase. The invariant a reader could break: a request is believed by the key that it asks for, and an answer names the one request that it answers
//! (`tests/system/pairing.rs` of the whole).

use minicbor::Decoder;
use sha2::{Digest as _, Sha256};
use tilik_journal::authority::{Authorities, list_successors};
use tilik_journal::catalogue::{device, revocation};
use tilik_journal::cbor::exact;
use tilik_journal::entry::{read_key, verify_apart};
use tilik_journal::payload::Write;
use tilik_journal::{Entry, FeedId, Payload, Retention};

use crate::bytes::{Writer, read_bytes, read_map, read_text, required};
use crate::error::SyncError;
use crate::message::{Message as _, message};

/// What a request begins with.
pub const FILE_HEADER: &[u8] = b"TILIK PAIR 1\n";
/// Most bytes of a request.
pub const MOST_OF_FILE: usize = 4 << 10;
/// The longest name of a laptop, in characters.
pub const LONGEST_NAME: usize = 60;
const MOST_OF_TEXT: usize = 512;
const MOST_OF_CERTIFICATE: usize = 64 << 10;
const SIGNED_PREFIX: &[u8] = b"tilik pair v1\n";
const NUMBER_PREFIX: &[u8] = b"tilik pair number v1\n";
const DIGITS: usize = 20;
const DIGITS_OF_A_GROUP: usize = 4;

/// The digits by which people see that two screens speak of the same key or feed: five groups of four.
#[must_use]
pub fn compute_number(of: &[u8]) -> String {
    let digest = Sha256::digest([NUMBER_PREFIX, of].concat());
    let number = digest.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let digits = format!("{:0DIGITS$}", number % 10_u128.pow(20));
    let groups: Vec<String> = digits
        .as_bytes()
        .chunks(DIGITS_OF_A_GROUP)
        .map(|group| group.iter().copied().map(char::from).collect())
        .collect();
    groups.join(" ")
}

/// What a new laptop asks with: its key, and how its user calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRequest {
    /// The device's public key.
    pub device: [u8; 32],
    /// The laptop's name.
    pub name: String,
    /// By its clock, milliseconds since 1970 UTC; shown, never used to decide.
    pub made_at: i64,
}

impl PairingRequest {
    /// As it is written on a stick.
    #[must_use]
    pub fn to_file(&self, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Vec<u8> {
        let body = self.to_bytes();
        let signature = sign(&[SIGNED_PREFIX, &body].concat());
        [FILE_HEADER, &signature, &body].concat()
    }

    /// Reads [`Self::to_file`], believed by the key that it names.
    ///
    /// # Errors
    /// [`SyncError::NotARequest`], [`SyncError::RequestDamaged`].
    pub fn parse_file(bytes: &[u8]) -> Result<Self, SyncError> {
        let signed = bytes
            .strip_prefix(FILE_HEADER)
            .filter(|signed| signed.len() <= MOST_OF_FILE)
            .ok_or(SyncError::NotARequest)?;
        let (signature, body) = signed.split_first_chunk::<64>().ok_or(SyncError::RequestDamaged)?;
        let request = Self::parse(body).map_err(|_| SyncError::RequestDamaged)?;
        let key = read_key(&request.device).map_err(|_| SyncError::RequestDamaged)?;
        verify_apart(&[SIGNED_PREFIX, body].concat(), signature, &key)
            .map_err(|_| SyncError::RequestDamaged)?;
        Ok(request)
    }

    /// The name of this request, which its answer repeats.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.to_bytes()).into()
    }

    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.bytes(&self.device);
        to.number(1);
        to.text(&self.name);
        to.number(2);
        to.time(self.made_at);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut device, mut name, mut made_at) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => device = Some(exact(from)?),
                1 => name = Some(read_text(from, MOST_OF_TEXT)?),
                2 => made_at = Some(from.i64()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            device: required(device, "the device's key")?,
            name: required(name, "the laptop's name")?,
            made_at: required(made_at, "the time")?,
        })
    }
}

/// What the first laptop says to the new one, beside the office's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingAnswer {
    /// [`PairingRequest::hash`] of what is answered.
    pub request: [u8; 32],
    /// Who comes in there.
    pub user: [u8; 16],
    /// With which login.
    pub login: String,
    /// The office's name, for people to compare.
    pub office: String,
}

impl PairingAnswer {
    fn write(&self, to: &mut Writer) {
        to.map(4);
        to.number(0);
        to.bytes(&self.request);
        to.number(1);
        to.bytes(&self.user);
        to.number(2);
        to.text(&self.login);
        to.number(3);
        to.text(&self.office);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut request, mut user, mut login, mut office) = (None, None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => request = Some(exact(from)?),
                1 => user = Some(exact(from)?),
                2 => login = Some(read_text(from, MOST_OF_TEXT)?),
                3 => office = Some(read_text(from, MOST_OF_TEXT)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            request: required(request, "the request")?,
            user: required(user, "the user")?,
            login: required(login, "the login")?,
            office: required(office, "the office's name")?,
        })
    }
}

/// The province that a laptop is enrolled with, as it tells the office's other laptops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProvince {
    /// Its key.
    pub key: [u8; 32],
    /// Where its server is.
    pub address: String,
    /// The server's certificate or that of its authority, DER; none where the system's authorities know it.
    pub certificate: Option<Vec<u8>>,
    /// What the office is there.
    pub office: [u8; 16],
    /// The office's name there.
    pub name: String,
}

impl KnownProvince {
    fn write(&self, to: &mut Writer) {
        to.map(4 + u64::from(self.certificate.is_some()));
        to.number(0);
        to.bytes(&self.key);
        to.number(1);
        to.text(&self.address);
        if let Some(certificate) = &self.certificate {
            to.number(2);
            to.bytes(certificate);
        }
        to.number(3);
        to.bytes(&self.office);
        to.number(4);
        to.text(&self.name);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut key, mut address, mut certificate) = (None, None, None);
        let (mut office, mut name) = (None, None);
        read_map(from, |number, from| {
            match number {
                0 => key = Some(exact(from)?),
                1 => address = Some(read_text(from, MOST_OF_TEXT)?),
                2 => certificate = Some(read_bytes(from, MOST_OF_CERTIFICATE)?),
                3 => office = Some(exact(from)?),
                4 => name = Some(read_text(from, MOST_OF_TEXT)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            key: required(key, "the province's key")?,
            address: required(address, "the address")?,
            certificate,
            office: required(office, "the office")?,
            name: required(name, "the office's name")?,
        })
    }
}
message!(PairingRequest, PairingAnswer, KnownProvince);

/// Whose word lets devices into a feed, by what is shown of it: the feed's name shows the founding log, its name the founder's key, and every further word is believed by a signature.
#[derive(Debug, Clone)]
pub struct ShownAuthorities<'a> {
    feed: FeedId,
    authorities: Authorities,
    shown: &'a [Entry],
}

impl<'a> ShownAuthorities<'a> {
    /// Reads what is shown. None when it does not show who founded the feed.
    #[must_use]
    pub fn read(feed: FeedId, shown: &'a [Entry]) -> Option<Self> {
        let founding = shown.iter().find(|entry| {
            entry.envelope().feed == feed
                && FeedId::founded_by(entry.envelope().log) == feed
                && entry.envelope().seq == 1
        })?;
        let founder = founding.envelope().opening?.key;
        founding.verify(&read_key(&founder).ok()?).ok()?;
        let mut read = Self { feed, authorities: Authorities::of(founder), shown };
        loop {
            let before = read.authorities.clone();
            for by in before.keys() {
                let passed = read.list_said(by, |payload| list_successors(payload, by).collect());
                for to in passed.flat_map(|(_, to)| to).collect::<Vec<_>>() {
                    read.authorities.pass(by, to);
                }
            }
            if read.authorities == before {
                return Some(read);
            }
        }
    }

    /// The founder and whomever authority passed to.
    #[must_use]
    pub fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// The authorities by whose word a device is of the feed; itself among them when it is one.
    pub fn list_certifiers(&self, device_key: &[u8; 32]) -> impl Iterator<Item = [u8; 32]> {
        let certifies =
            move |by: &&[u8; 32]| *by == device_key || self.names(by, device::KIND, device::KEY, device_key);
        self.authorities.keys().filter(certifies).copied()
    }

    /// Whether a device is of the feed.
    #[must_use]
    pub fn shows(&self, device_key: &[u8; 32]) -> bool {
        self.list_certifiers(device_key).next().is_some()
    }

    /// Whether somebody whose word binds it ended a device.
    #[must_use]
    pub fn ends(&self, device_key: &[u8; 32]) -> bool {
        let is_bound = |by: &[u8; 32]| by != device_key && self.authorities.binds(by, device_key);
        let mut by = self.authorities.keys();
        by.any(|by| is_bound(by) && self.names(by, revocation::KIND, revocation::KEY, device_key))
    }

    /// The entries by which a device is of the feed, and no others: its certificate, and where that is not the founder's how authority came to whoever gave it. Without the founding one.
    #[must_use]
    pub fn list_words(&self, device_key: &[u8; 32]) -> Vec<&'a Entry> {
        let Some(by) = self.list_certifiers(device_key).find(|by| by != device_key) else {
            return Vec::new();
        };
        let certificate = self.list_naming(&by, device::KIND, device::KEY, device_key).next();
        let is_founders = self.authorities.founder() == Some(by);
        let keys = self.authorities.keys().filter(|_| !is_founders);
        let passings = keys.flat_map(|by| {
            self.list_said(by, |payload| list_successors(payload, by).collect()).map(|(entry, _)| entry)
        });
        passings.chain(certificate).collect()
    }

    /// An authority's entries that write a key into this field.
    fn list_naming(
        &self,
        by: &[u8; 32],
        kind: u32,
        field: u32,
        key: &[u8; 32],
    ) -> impl Iterator<Item = &'a Entry> {
        let is_named = move |write: &Write<'_>| {
            (write.kind, write.field) == (kind, field) && write.value.as_bytes() == Some(key.as_slice())
        };
        let named =
            self.list_said(by, move |payload| payload.writes().filter(is_named).map(|_| ()).collect());
        named.map(|(entry, _)| entry)
    }

    fn names(&self, by: &[u8; 32], kind: u32, field: u32, key: &[u8; 32]) -> bool {
        self.list_naming(by, kind, field, key).next().is_some()
    }

    /// What somebody is looking for in an authority's entries of retention 0. Signatures are checked of those alone that have it.
    fn list_said<T>(
        &self,
        by: &[u8; 32],
        find: impl Fn(&Payload) -> Vec<T>,
    ) -> impl Iterator<Item = (&'a Entry, Vec<T>)> {
        let (key, feed) = (read_key(by).ok(), self.feed);
        let is_control = move |entry: &Entry| {
            entry.envelope().feed == feed && entry.envelope().retention == Retention::Control
        };
        self.shown.iter().filter_map(move |entry| {
            let found = find(&entry.payload().filter(|_| is_control(entry))?.parse().ok()?);
            let is_believed = !found.is_empty() && entry.verify(key.as_ref()?).is_ok();
            is_believed.then_some((entry, found))
        })
    }
}

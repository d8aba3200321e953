//! The envelope of an entry: its bytes, its hash, its signature.
//!
//! Must not know what the payload means. The invariant a reader could break: an envelope that was received is never encoded again; hash and
//! signature are always over the bytes as they came (`tests/vectors.rs`).

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cbor::{check_deterministic, definite, exact, refuse_rest};
use crate::error::JournalError;
use crate::id::{EntryHash, FeedId, LogId, UserId};
use crate::payload::{Payload, SaltedPayload};

/// The newest format that this release writes and understands.
pub const FORMAT: u32 = 1;
/// The largest envelope, in bytes.
pub const MAX_ENVELOPE: usize = 64 << 10;
const MAX_ACT: usize = 64;
const SIGNED_PREFIX: &[u8] = b"tilik entry v1\n";

/// How long a payload must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Retention {
    /// Control of the journal itself: for ever, never purged.
    Control,
    /// The career file of a person.
    Career,
    /// A working paper.
    Working,
    /// A class of a later release.
    Later(u8),
}

impl Retention {
    /// The number in the envelope.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Control => 0,
            Self::Career => 1,
            Self::Working => 2,
            Self::Later(number) => number,
        }
    }

    fn of(number: u8) -> Self {
        match number {
            0 => Self::Control,
            1 => Self::Career,
            2 => Self::Working,
            number => Self::Later(number),
        }
    }
}

/// The newest entry of another line that an act knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenRef {
    /// Its log.
    pub log: LogId,
    /// Its number there.
    pub seq: u64,
    /// Its hash, which tells branches apart.
    pub hash: EntryHash,
}

/// What only the first entry of a log carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The Ed25519 public key of the device.
    pub key: [u8; 32],
    /// Chance that tells two logs of one key apart.
    pub nonce: [u8; 16],
    /// A private log never leaves its laptop.
    pub is_private: bool,
}

/// The signed part of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The version of the envelope.
    pub format: u32,
    /// The feed that it belongs to.
    pub feed: FeedId,
    /// The log in which it stands.
    pub log: LogId,
    /// Its number there, from 1.
    pub seq: u64,
    /// The hash of the entry before, or [`EntryHash::NONE`].
    pub prev: EntryHash,
    /// Only what changed since the entry before; ascending.
    pub seen: Vec<SeenRef>,
    /// The user, as the device attests.
    pub actor: UserId,
    /// The laptop's clock, milliseconds since 1970 UTC; decides nothing.
    pub made_at: i64,
    /// What the person did.
    pub act: String,
    /// The hash of the salted payload.
    pub payload_hash: [u8; 32],
    /// How long the payload must be kept.
    pub retention: Retention,
    /// Present exactly when `seq` is 1.
    pub opening: Option<Opening>,
}

impl Envelope {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let mut to = Encoder::new(&mut bytes);
        let keys = 10 + u64::from(!self.seen.is_empty()) + u64::from(self.opening.is_some());
        // Writing to a Vec cannot fail.
        let _ = to.map(keys);
        let _ = to.u32(0).and_then(|to| to.u32(self.format));
        let _ = to.u32(1).and_then(|to| to.bytes(&self.feed.0));
        let _ = to.u32(2).and_then(|to| to.bytes(&self.log.0));
        let _ = to.u32(3).and_then(|to| to.u64(self.seq));
        let _ = to.u32(4).and_then(|to| to.bytes(&self.prev.0));
        if !self.seen.is_empty() {
            let _ = to.u32(5).and_then(|to| to.array(self.seen.len() as u64));
            for seen in &self.seen {
                let _ = to.array(3).and_then(|to| to.bytes(&seen.log.0));
                let _ = to.u64(seen.seq).and_then(|to| to.bytes(&seen.hash.0));
            }
        }
        let _ = to.u32(6).and_then(|to| to.bytes(self.actor.0.as_bytes()));
        let _ = to.u32(7).and_then(|to| to.i64(self.made_at));
        let _ = to.u32(8).and_then(|to| to.str(&self.act));
        let _ = to.u32(9).and_then(|to| to.bytes(&self.payload_hash));
        let _ = to.u32(10).and_then(|to| to.u8(self.retention.number()));
        if let Some(opening) = &self.opening {
            let _ = to.u32(11).and_then(|to| to.map(3));
            let _ = to.u32(0).and_then(|to| to.bytes(&opening.key));
            let _ = to.u32(1).and_then(|to| to.bytes(&opening.nonce));
            let _ = to.u32(2).and_then(|to| to.bool(opening.is_private));
        }
        bytes
    }

    /// Reads the bytes of an envelope. One of a later format keeps only what every format has; actor, time and act, which a later format may
    /// say otherwise, are left at their neutral value.
    ///
    /// # Errors
    /// [`JournalError::Malformed`], [`JournalError::TooLarge`], [`JournalError::WrongName`] when the log does not belong to the key that opens it.
    pub fn parse(bytes: &[u8]) -> Result<Self, JournalError> {
        if bytes.len() > MAX_ENVELOPE {
            return Err(JournalError::TooLarge {
                what: "envelope",
                found: bytes.len(),
                allowed: MAX_ENVELOPE,
            });
        }
        check_deterministic(bytes)?;
        let parts = Parts::read(bytes)?;
        let envelope = parts.assemble()?;
        envelope.check()?;
        Ok(envelope)
    }

    fn check(&self) -> Result<(), JournalError> {
        if self.seq == 0 || i64::try_from(self.seq).is_err() {
            return Err(JournalError::Malformed("entries are counted from 1".into()));
        }
        if (self.seq == 1) != (self.prev == EntryHash::NONE) {
            return Err(JournalError::Malformed("only the first entry has no entry before it".into()));
        }
        if (self.seq == 1) != self.opening.is_some() {
            return Err(JournalError::Malformed("the first entry, and no other, opens the log".into()));
        }
        if self.seen.iter().any(|seen| seen.seq == 0 || i64::try_from(seen.seq).is_err()) {
            return Err(JournalError::Malformed("what was seen is counted from 1".into()));
        }
        if self.seen.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(JournalError::Malformed("what was seen is not in order".into()));
        }
        if let Some(opening) = &self.opening
            && LogId::of(&opening.key, &opening.nonce) != self.log
        {
            return Err(JournalError::WrongName);
        }
        Ok(())
    }
}

/// The keys of an envelope as they are read, before it is known which must be there.
#[derive(Default)]
struct Parts {
    format: Option<u32>,
    feed: Option<[u8; 16]>,
    log: Option<[u8; 16]>,
    seq: Option<u64>,
    prev: Option<[u8; 32]>,
    seen: Vec<SeenRef>,
    actor: Option<[u8; 16]>,
    made_at: Option<i64>,
    act: Option<String>,
    payload_hash: Option<[u8; 32]>,
    retention: Option<u8>,
    opening: Option<Opening>,
}

impl Parts {
    fn read(bytes: &[u8]) -> Result<Self, JournalError> {
        let mut from = Decoder::new(bytes);
        let mut parts = Self::default();
        let mut last = None;
        for _ in 0..definite(from.map()?)? {
            let key = from.u32()?;
            if last.is_some_and(|last| last >= key) {
                return Err(JournalError::Malformed("keys are not in order".into()));
            }
            last = Some(key);
            parts.read_key(key, &mut from)?;
        }
        refuse_rest(&from)?;
        Ok(parts)
    }

    fn read_key(&mut self, key: u32, from: &mut Decoder<'_>) -> Result<(), JournalError> {
        let is_later = self.format.is_some_and(|format| format > FORMAT);
        match key {
            0 => self.format = Some(from.u32()?),
            1 => self.feed = Some(exact(from)?),
            2 => self.log = Some(exact(from)?),
            3 => self.seq = Some(from.u64()?),
            4 => self.prev = Some(exact(from)?),
            5 => {
                let count = definite(from.array()?)?;
                if count == 0 {
                    return Err(JournalError::Malformed("nothing seen is left out".into()));
                }
                for _ in 0..count {
                    if definite(from.array()?)? != 3 {
                        return Err(JournalError::Malformed("what was seen has three parts".into()));
                    }
                    self.seen.push(SeenRef {
                        log: LogId(exact(from)?),
                        seq: from.u64()?,
                        hash: EntryHash(exact(from)?),
                    });
                }
            }
            6 if !is_later => self.actor = Some(exact(from)?),
            7 if !is_later => self.made_at = Some(from.i64()?),
            8 if !is_later => {
                let act = from.str()?;
                if act.len() > MAX_ACT {
                    return Err(JournalError::Malformed("the act's word is too long".into()));
                }
                self.act = Some(act.to_owned());
            }
            9 => self.payload_hash = Some(exact(from)?),
            10 => self.retention = Some(from.u8()?),
            11 => self.opening = Some(read_opening(from)?),
            _ => from.skip()?,
        }
        Ok(())
    }

    fn assemble(self) -> Result<Envelope, JournalError> {
        let missing = |what: &str| JournalError::Malformed(format!("{what} is missing"));
        let format = self.format.ok_or_else(|| missing("the format"))?;
        let is_later = format > FORMAT;
        if format == 0 {
            return Err(JournalError::Malformed("formats are counted from 1".into()));
        }
        let needed =
            |is_there: bool, what: &str| if is_there || is_later { Ok(()) } else { Err(missing(what)) };
        needed(self.actor.is_some(), "the actor")?;
        needed(self.made_at.is_some(), "the time")?;
        needed(self.act.is_some(), "the act")?;
        Ok(Envelope {
            format,
            feed: FeedId(self.feed.ok_or_else(|| missing("the feed"))?),
            log: LogId(self.log.ok_or_else(|| missing("the log"))?),
            seq: self.seq.ok_or_else(|| missing("the number"))?,
            prev: EntryHash(self.prev.ok_or_else(|| missing("the hash of the entry before"))?),
            seen: self.seen,
            actor: UserId(Uuid::from_bytes(self.actor.unwrap_or_default())),
            made_at: self.made_at.unwrap_or_default(),
            act: self.act.unwrap_or_default(),
            payload_hash: self.payload_hash.ok_or_else(|| missing("the payload's hash"))?,
            retention: Retention::of(self.retention.ok_or_else(|| missing("the retention"))?),
            opening: self.opening,
        })
    }
}

fn read_opening(from: &mut Decoder<'_>) -> Result<Opening, JournalError> {
    let (mut key, mut nonce, mut is_private) = (None, None, None);
    let mut last = None;
    for _ in 0..definite(from.map()?)? {
        let number = from.u32()?;
        if last.is_some_and(|last| last >= number) {
            return Err(JournalError::Malformed("keys are not in order".into()));
        }
        last = Some(number);
        match number {
            0 => key = Some(exact(from)?),
            1 => nonce = Some(exact(from)?),
            2 => is_private = Some(from.bool()?),
            _ => from.skip()?,
        }
    }
    match (key, nonce, is_private) {
        (Some(key), Some(nonce), Some(is_private)) => Ok(Opening { key, nonce, is_private }),
        (None, _, _) | (_, None, _) | (_, _, None) => {
            Err(JournalError::Malformed("an opening lacks a part".into()))
        }
    }
}

/// An authentic-looking entry as stored and sent: the bytes, and what was read of them. Whether it is authentic says [`Entry::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    envelope_bytes: Vec<u8>,
    signature: [u8; 64],
    payload: Option<SaltedPayload>,
    envelope: Envelope,
    hash: EntryHash,
}

impl Entry {
    /// Reads an entry from what was stored or sent.
    ///
    /// # Errors
    /// [`JournalError`] when the envelope is malformed or the payload is not the one that it names.
    pub fn from_stored(
        envelope_bytes: Vec<u8>,
        signature: [u8; 64],
        payload: Option<SaltedPayload>,
    ) -> Result<Self, JournalError> {
        let envelope = Envelope::parse(&envelope_bytes)?;
        if let Some(payload) = &payload {
            payload.check_size()?;
            if payload.hash() != envelope.payload_hash {
                return Err(JournalError::WrongPayload);
            }
        }
        let hash = EntryHash(Sha256::digest(&envelope_bytes).into());
        Ok(Self { envelope_bytes, signature, payload, envelope, hash })
    }

    /// Checks the signature against the key that opened the log.
    ///
    /// # Errors
    /// [`JournalError::WrongSignature`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), JournalError> {
        verify_hash(self.hash, &self.signature, key)
    }

    /// The signed bytes.
    #[must_use]
    pub fn envelope_bytes(&self) -> &[u8] {
        &self.envelope_bytes
    }

    /// The signature over the hash.
    #[must_use]
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// The payload, unless it was purged or has not come.
    #[must_use]
    pub fn payload(&self) -> Option<&SaltedPayload> {
        self.payload.as_ref()
    }

    /// What the envelope says.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The name of the entry.
    #[must_use]
    pub fn hash(&self) -> EntryHash {
        self.hash
    }

    /// The same entry without its payload, as after a purge.
    #[must_use]
    pub fn without_payload(mut self) -> Self {
        self.payload = None;
        self
    }
}

/// Checks a signature over an entry's hash.
///
/// # Errors
/// [`JournalError::WrongSignature`].
pub fn verify_hash(hash: EntryHash, signature: &[u8; 64], key: &VerifyingKey) -> Result<(), JournalError> {
    key.verify_strict(&signed_bytes(hash), &Signature::from_bytes(signature))
        .map_err(|_| JournalError::WrongSignature)
}

/// Checks a signature of [`Signer::sign_apart`]. Bytes that begin as the signed ones of an entry do are never signed as they are, so they never pass.
///
/// # Errors
/// [`JournalError::WrongSignature`].
pub fn verify_apart(bytes: &[u8], signature: &[u8; 64], key: &VerifyingKey) -> Result<(), JournalError> {
    if bytes.starts_with(SIGNED_PREFIX) {
        return Err(JournalError::WrongSignature);
    }
    key.verify_strict(bytes, &Signature::from_bytes(signature)).map_err(|_| JournalError::WrongSignature)
}

/// Reads a public key.
///
/// # Errors
/// [`JournalError::Malformed`] when the bytes are no point of the curve in its one encoding, or one of small order.
pub fn read_key(key: &[u8; 32]) -> Result<VerifyingKey, JournalError> {
    let refused = || JournalError::Malformed("not a public key".into());
    let read = VerifyingKey::from_bytes(key).map_err(|_| refused())?;
    // The library decodes a few points from two texts, and points of small order, under which a signature says nothing.
    if read.is_weak() || read.to_edwards().compress().to_bytes() != *key {
        return Err(refused());
    }
    Ok(read)
}

/// The X25519 key to which files are sealed for whoever holds this key: the same point in the other form of the curve.
#[must_use]
pub fn agreement_key(key: &VerifyingKey) -> [u8; 32] {
    key.to_montgomery().to_bytes()
}

fn signed_bytes(hash: EntryHash) -> [u8; SIGNED_PREFIX.len() + 32] {
    let mut bytes = [0; SIGNED_PREFIX.len() + 32];
    bytes[..SIGNED_PREFIX.len()].copy_from_slice(SIGNED_PREFIX);
    bytes[SIGNED_PREFIX.len()..].copy_from_slice(&hash.0);
    bytes
}

/// What the caller decides about a new entry; its place in the log is decided by whoever holds the log.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The user.
    pub actor: UserId,
    /// The laptop's clock, milliseconds since 1970 UTC.
    pub made_at: i64,
    /// What the person did, at most 64 bytes.
    pub act: String,
    /// How long the payload must be kept.
    pub retention: Retention,
    /// The writes.
    pub payload: Payload,
    /// Fresh chance.
    pub salt: [u8; 16],
}

/// Signs entries with a device's key.
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    /// Takes the 32-byte seed of a device's key.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { key: SigningKey::from_bytes(seed) }
    }

    /// The device's public key.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs what is no entry and never can be taken for one, because its own beginning keeps it apart. Bytes that begin as an entry's do are signed as something
    /// that nothing reads.
    #[must_use]
    pub fn sign_apart(&self, bytes: &[u8]) -> [u8; 64] {
        let apart = [b"tilik no entry\n", bytes].concat();
        let signed = if bytes.starts_with(SIGNED_PREFIX) { apart.as_slice() } else { bytes };
        self.key.sign(signed).to_bytes()
    }

    /// The X25519 secret that opens what is sealed to [`agreement_key`] of this device's key.
    #[must_use]
    pub fn agreement_secret(&self) -> [u8; 32] {
        self.key.to_scalar_bytes()
    }

    /// Makes an entry at a place of a log.
    ///
    /// # Errors
    /// [`JournalError::TooLarge`], [`JournalError::Malformed`] for a place, act or value that the format does not allow,
    /// [`JournalError::WrongName`] for a log that another key opens.
    pub fn sign(&self, place: Place, draft: Draft) -> Result<Entry, JournalError> {
        let payload_bytes = draft.payload.to_bytes();
        if payload_bytes.len() > crate::payload::MAX_PAYLOAD {
            return Err(JournalError::TooLarge {
                what: "payload",
                found: payload_bytes.len(),
                allowed: crate::payload::MAX_PAYLOAD,
            });
        }
        if !draft.payload.writes().all(|write| write.value.is_readable()) {
            return Err(JournalError::Malformed("arrays are nested too deep".into()));
        }
        if place.opening.is_some_and(|opening| opening.key != self.public_key()) {
            return Err(JournalError::WrongName);
        }
        if draft.act.len() > MAX_ACT {
            return Err(JournalError::Malformed("the act's word is too long".into()));
        }
        let payload = SaltedPayload::new(draft.salt, &payload_bytes);
        let mut seen = place.seen;
        seen.sort_unstable();
        let envelope = Envelope {
            format: FORMAT,
            feed: place.feed,
            log: place.log,
            seq: place.seq,
            prev: place.prev,
            seen,
            actor: draft.actor,
            made_at: draft.made_at,
            act: draft.act,
            payload_hash: payload.hash(),
            retention: Retention::of(draft.retention.number()),
            opening: place.opening,
        };
        envelope.check()?;
        let envelope_bytes = envelope.to_bytes();
        if envelope_bytes.len() > MAX_ENVELOPE {
            return Err(JournalError::TooLarge {
                what: "envelope",
                found: envelope_bytes.len(),
                allowed: MAX_ENVELOPE,
            });
        }
        let hash = EntryHash(Sha256::digest(&envelope_bytes).into());
        let signature = self.key.sign(&signed_bytes(hash)).to_bytes();
        Ok(Entry { envelope_bytes, signature, payload: Some(payload), envelope, hash })
    }
}

/// Where a new entry stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// The feed.
    pub feed: FeedId,
    /// The log.
    pub log: LogId,
    /// The number, from 1.
    pub seq: u64,
    /// The entry before.
    pub prev: EntryHash,
    /// What other lines the act newly knew.
    pub seen: Vec<SeenRef>,
    /// For the first entry.
    pub opening: Option<Opening>,
}

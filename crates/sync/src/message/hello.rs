//! The first words: is this the province, and which protocol do both speak.

use minicbor::Decoder;
use sha2::{Digest as _, Sha256};
use tilik_journal::cbor::exact;
use tilik_journal::entry::{read_key, verify_apart};

use super::{Message, message, question};
use crate::bytes::{Writer, expect_parts, read_bytes, read_map, read_text, required};
use crate::code::{KeyName, name_key};
use crate::error::SyncError;
use crate::ledger::Epoch;
use crate::packing;

const SIGNED_PREFIX: &[u8] = b"tilik hello v1\n";
const MOST_OF_VERSION: usize = 64;

/// Asks who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The lowest and the highest protocol that this side speaks.
    pub protocols: (u32, u32),
    /// Fresh chance, which the answer must have signed.
    pub nonce: [u8; 32],
    /// The program's version.
    pub version: String,
}

impl Hello {
    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.array(2);
        to.number(self.protocols.0.into());
        to.number(self.protocols.1.into());
        to.number(1);
        to.bytes(&self.nonce);
        to.number(2);
        to.text(&self.version);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut protocols, mut nonce, mut version) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => {
                    expect_parts(from, 2)?;
                    protocols = Some((from.u32()?, from.u32()?));
                }
                1 => nonce = Some(exact(from)?),
                2 => version = Some(read_text(from, MOST_OF_VERSION)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            protocols: required(protocols, "the protocols")?,
            nonce: required(nonce, "the nonce")?,
            version: required(version, "the version")?,
        })
    }
}
question!(Hello, "/sync/hello", HelloAnswer);

/// What the server bears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a message when opened; [`packing::LEAST`] or more.
    pub message: usize,
    /// Bytes before packing that a push should have, unless a single entry has more.
    pub push: usize,
    /// The lowest version of the program that may send; empty when any may.
    pub lowest_version: String,
}

impl Limits {
    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.number(self.message as u64);
        to.number(1);
        to.number(self.push as u64);
        to.number(2);
        to.text(&self.lowest_version);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut message, mut push, mut lowest_version) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => message = Some(from.u64()?),
                1 => push = Some(from.u64()?),
                2 => lowest_version = Some(read_text(from, MOST_OF_VERSION)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        let bound = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX).min(packing::MOST);
        let message = bound(required(message, "the bound of a message")?);
        if message < packing::LEAST {
            return Err(SyncError::Malformed("no entry of the largest size would fit".into()));
        }
        Ok(Self {
            message,
            push: bound(required(push, "the size of a push")?).min(message),
            lowest_version: required(lowest_version, "the lowest version")?,
        })
    }
}

/// What the server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The protocol that both shall speak.
    pub protocol: u32,
    /// The province's public key.
    pub province_key: [u8; 32],
    /// The server's epoch.
    pub epoch: Epoch,
    /// What the laptop signs to open a session.
    pub nonce: [u8; 32],
    /// The server's clock, milliseconds since 1970 UTC; shown, never used to decide.
    pub time: i64,
    /// What it bears.
    pub limits: Limits,
}

impl Welcome {
    fn write(&self, to: &mut Writer) {
        to.map(6);
        to.number(0);
        to.number(self.protocol.into());
        to.number(1);
        to.bytes(&self.province_key);
        to.number(2);
        to.bytes(&self.epoch.0);
        to.number(3);
        to.bytes(&self.nonce);
        to.number(4);
        to.time(self.time);
        to.number(5);
        self.limits.write(to);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut protocol, mut province_key, mut epoch) = (None, None, None);
        let (mut nonce, mut time, mut limits) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => protocol = Some(from.u32()?),
                1 => province_key = Some(exact(from)?),
                2 => epoch = Some(Epoch(exact(from)?)),
                3 => nonce = Some(exact(from)?),
                4 => time = Some(from.i64()?),
                5 => limits = Some(Limits::read(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            protocol: required(protocol, "the protocol")?,
            province_key: required(province_key, "the province's key")?,
            epoch: required(epoch, "the epoch")?,
            nonce: required(nonce, "the nonce")?,
            time: required(time, "the time")?,
            limits: required(limits, "the limits")?,
        })
    }
}

/// The welcome as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelloAnswer {
    welcome: Vec<u8>,
    signature: [u8; 64],
}

impl HelloAnswer {
    /// Signs a welcome as the answer to a question, whole as it came.
    pub fn sign(question: &[u8], welcome: &Welcome, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let welcome = welcome.to_bytes();
        let signature = sign(&signed_bytes(question, &welcome));
        Self { welcome, signature }
    }

    /// The welcome, when the province signed it as the answer to this question.
    ///
    /// # Errors
    /// [`SyncError::NotTheProvince`], [`SyncError::Malformed`].
    pub fn verify(&self, question: &[u8], province_key: &[u8; 32]) -> Result<Welcome, SyncError> {
        let key = read_key(province_key).map_err(|_| SyncError::NotTheProvince)?;
        verify_apart(&signed_bytes(question, &self.welcome), &self.signature, &key)
            .map_err(|_| SyncError::NotTheProvince)?;
        let welcome = Welcome::parse(&self.welcome)?;
        if welcome.province_key != *province_key {
            return Err(SyncError::NotTheProvince);
        }
        Ok(welcome)
    }

    /// The welcome of a province that was never met, when its key has this name and signed it as the answer to this question.
    ///
    /// # Errors
    /// [`SyncError::NotTheProvince`], [`SyncError::Malformed`].
    pub fn verify_named(&self, question: &[u8], key_name: &KeyName) -> Result<Welcome, SyncError> {
        let province_key = Welcome::parse(&self.welcome)?.province_key;
        if name_key(&province_key) != *key_name {
            return Err(SyncError::NotTheProvince);
        }
        self.verify(question, &province_key)
    }

    fn write(&self, to: &mut Writer) {
        to.map(2);
        to.number(0);
        to.bytes(&self.welcome);
        to.number(1);
        to.bytes(&self.signature);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut welcome, mut signature) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => welcome = Some(read_bytes(from, packing::MOST_OF_HELLO)?),
                1 => signature = Some(exact(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            welcome: required(welcome, "the welcome")?,
            signature: required(signature, "the signature")?,
        })
    }
}

fn signed_bytes(question: &[u8], welcome: &[u8]) -> Vec<u8> {
    [SIGNED_PREFIX, Sha256::digest(question).as_slice(), welcome].concat()
}

message!(Hello, Welcome, HelloAnswer);

//! An office redeems its code.

use minicbor::Decoder;
use tilik_journal::cbor::exact;
use tilik_journal::entry::{read_key, verify_apart};
use tilik_journal::{Entry, FeedId};

use super::hello::Welcome;
use super::{message, question};
use crate::bytes::{Writer, read_entries, read_feed, read_map, read_text, required};
use crate::code::{Code, Enrolling};
use crate::error::SyncError;
use crate::ledger::Epoch;

const MOST_OF_NAME: usize = 512;

/// Asks that this device and this feed, with all that was done in it, be of the office for which the code was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeem {
    /// The code's name.
    pub code: [u8; 8],
    /// The nonce of the welcome.
    pub nonce: [u8; 32],
    /// The device's public key.
    pub device: [u8; 32],
    /// The feed.
    pub feed: FeedId,
    /// Entries of retention 0 that show the feed's founder and this device.
    pub shown: Vec<Entry>,
    /// That the code is known here.
    pub proof: [u8; 32],
    /// The device's.
    pub signature: [u8; 64],
}

impl Redeem {
    /// Redeems a code at the server that said `welcome`.
    pub fn sign(
        code: &Code,
        welcome: &Welcome,
        device: [u8; 32],
        feed: FeedId,
        shown: Vec<Entry>,
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Self {
        let to = enrolling(welcome, device, feed);
        let (proof, signature) = (code.prove(&to), sign(&to.signed_bytes()));
        Self { code: code.name(), nonce: welcome.nonce, device, feed, shown, proof, signature }
    }

    /// Whether the device signed this for the server that said `welcome`, and knows the code.
    #[must_use]
    pub fn is_good_for(&self, code: &Code, welcome: &Welcome) -> bool {
        self.is_good(code, &enrolling(welcome, self.device, self.feed))
    }

    /// Redeems a code by a bundle of this name, without a word of the server's.
    pub fn sign_by_stick(
        code: &Code,
        (province_key, bundle): ([u8; 32], &[u8; 16]),
        device: [u8; 32],
        feed: FeedId,
        shown: Vec<Entry>,
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Self {
        let to = enrolling_by_stick((province_key, bundle), device, feed);
        let (proof, signature) = (code.prove(&to), sign(&to.signed_bytes()));
        Self { code: code.name(), nonce: to.nonce, device, feed, shown, proof, signature }
    }

    /// Whether the device signed this for the bundle of this name and this province, and knows the code.
    #[must_use]
    pub fn is_good_by_stick(&self, code: &Code, to: ([u8; 32], &[u8; 16])) -> bool {
        self.is_good(code, &enrolling_by_stick(to, self.device, self.feed))
    }

    fn is_good(&self, code: &Code, to: &Enrolling) -> bool {
        self.nonce == to.nonce
            && self.code == code.name()
            && code.is_proof(&self.proof, to)
            && read_key(&self.device)
                .is_ok_and(|key| verify_apart(&to.signed_bytes(), &self.signature, &key).is_ok())
    }

    fn write(&self, to: &mut Writer) {
        to.map(7);
        to.number(0);
        to.bytes(&self.code);
        to.number(1);
        to.bytes(&self.nonce);
        to.number(2);
        to.bytes(&self.device);
        to.number(3);
        to.bytes(&self.feed.0);
        to.number(4);
        to.entries(&self.shown);
        to.number(5);
        to.bytes(&self.proof);
        to.number(6);
        to.bytes(&self.signature);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut code, mut nonce, mut device, mut feed) = (None, None, None, None);
        let (mut shown, mut proof, mut signature) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => code = Some(exact(from)?),
                1 => nonce = Some(exact(from)?),
                2 => device = Some(exact(from)?),
                3 => feed = Some(read_feed(from)?),
                4 => shown = Some(read_entries(from)?),
                5 => proof = Some(exact(from)?),
                6 => signature = Some(exact(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            code: required(code, "the code's name")?,
            nonce: required(nonce, "the nonce")?,
            device: required(device, "the device")?,
            feed: required(feed, "the feed")?,
            shown: required(shown, "what is shown")?,
            proof: required(proof, "the proof")?,
            signature: required(signature, "the signature")?,
        })
    }
}

/// There was no welcome: the epoch is nobody's, and the bundle's name stands where a nonce would, which no server gives as one.
fn enrolling_by_stick(
    (province_key, bundle): ([u8; 32], &[u8; 16]),
    device: [u8; 32],
    feed: FeedId,
) -> Enrolling {
    let mut nonce = [0; 32];
    nonce[..16].copy_from_slice(bundle);
    Enrolling { province_key, epoch: Epoch([0; 16]), nonce, device, feed }
}

fn enrolling(welcome: &Welcome, device: [u8; 32], feed: FeedId) -> Enrolling {
    let Welcome { province_key, epoch, nonce, .. } = *welcome;
    Enrolling { province_key, epoch, nonce, device, feed }
}

/// The device and the feed are of this office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemed {
    /// The office at the province.
    pub office: [u8; 16],
    /// Its name there, for people to compare.
    pub name: String,
}

impl Redeemed {
    fn write(&self, to: &mut Writer) {
        to.map(2);
        to.number(0);
        to.bytes(&self.office);
        to.number(1);
        to.text(&self.name);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut office, mut name) = (None, None);
        read_map(from, |key, from| {
            match key {
                0 => office = Some(exact(from)?),
                1 => name = Some(read_text(from, MOST_OF_NAME)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { office: required(office, "the office")?, name: required(name, "the name")? })
    }
}
question!(Redeem, "/enrol/redeem", Redeemed);
message!(Redeem, Redeemed);

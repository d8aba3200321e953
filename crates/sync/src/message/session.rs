//! Who asks, and what the server holds of their feeds.

use minicbor::Decoder;
use tilik_journal::cbor::exact;
use tilik_journal::entry::{read_key, verify_apart};
use tilik_journal::{Entry, FeedId};

use super::hello::Welcome;
use super::{Standing, message, question};
use crate::bytes::{Writer, read_bytes, read_entries, read_feed, read_list, read_map, required};
use crate::error::SyncError;

const SIGNED_PREFIX: &[u8] = b"tilik session v1\n";
const MOST_OF_TOKEN: usize = 1_024;

/// Asks for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The device's public key.
    pub device: [u8; 32],
    /// The nonce of the welcome.
    pub nonce: [u8; 32],
    /// The feeds of the office that the laptop holds.
    pub feeds: Vec<FeedId>,
    /// For a server that does not know the device: entries of retention 0 that show the feed's founder and this device's certificate.
    pub shown: Vec<Entry>,
    /// The device's, over all of it but what is shown.
    pub signature: [u8; 64],
}

impl Session {
    /// Signs with the device's key for the server that said `welcome`.
    pub fn sign(
        device: [u8; 32],
        welcome: &Welcome,
        feeds: Vec<FeedId>,
        shown: Vec<Entry>,
        sign: impl FnOnce(&[u8]) -> [u8; 64],
    ) -> Self {
        let signature = sign(&signed_bytes(welcome, &feeds));
        Self { device, nonce: welcome.nonce, feeds, shown, signature }
    }

    /// Whether the device signed this for the server that said `welcome`.
    #[must_use]
    pub fn is_signed_for(&self, welcome: &Welcome) -> bool {
        self.nonce == welcome.nonce
            && read_key(&self.device).is_ok_and(|key| {
                verify_apart(&signed_bytes(welcome, &self.feeds), &self.signature, &key).is_ok()
            })
    }

    fn write(&self, to: &mut Writer) {
        to.map(4 + u64::from(!self.shown.is_empty()));
        to.number(0);
        to.bytes(&self.device);
        to.number(1);
        to.bytes(&self.nonce);
        to.number(2);
        to.array(self.feeds.len());
        for feed in &self.feeds {
            to.bytes(&feed.0);
        }
        if !self.shown.is_empty() {
            to.number(3);
            to.entries(&self.shown);
        }
        to.number(4);
        to.bytes(&self.signature);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut device, mut nonce, mut feeds, mut shown, mut signature) =
            (None, None, None, Vec::new(), None);
        read_map(from, |key, from| {
            match key {
                0 => device = Some(exact(from)?),
                1 => nonce = Some(exact(from)?),
                2 => feeds = Some(read_list(from, read_feed)?),
                3 => shown = read_entries(from)?,
                4 => signature = Some(exact(from)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            device: required(device, "the device")?,
            nonce: required(nonce, "the nonce")?,
            feeds: required(feeds, "the feeds")?,
            shown,
            signature: required(signature, "the signature")?,
        })
    }
}

fn signed_bytes(welcome: &Welcome, feeds: &[FeedId]) -> Vec<u8> {
    let mut bytes = [SIGNED_PREFIX, &welcome.province_key, &welcome.epoch.0, &welcome.nonce].concat();
    bytes.extend(feeds.iter().flat_map(|feed| feed.0));
    bytes
}

/// A session, and where both stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAnswer {
    /// What every further question carries; means nothing to the laptop.
    pub token: Vec<u8>,
    /// The feeds that were asked for, as far as they are of the device's office.
    pub own: Vec<Standing>,
    /// Feeds that the laptop may read beside.
    pub further: Vec<Standing>,
}

impl SessionAnswer {
    fn write(&self, to: &mut Writer) {
        to.map(3);
        to.number(0);
        to.bytes(&self.token);
        for (key, standings) in [(1, &self.own), (2, &self.further)] {
            to.number(key);
            to.array(standings.len());
            for standing in standings {
                standing.write(to);
            }
        }
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut token, mut own, mut further) = (None, None, None);
        read_map(from, |key, from| {
            match key {
                0 => token = Some(read_bytes(from, MOST_OF_TOKEN)?),
                1 => own = Some(read_list(from, Standing::read)?),
                2 => further = Some(read_list(from, Standing::read)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            token: required(token, "the session")?,
            own: required(own, "the own feeds")?,
            further: required(further, "the further feeds")?,
        })
    }
}
question!(Session, "/sync/session", SessionAnswer);
message!(Session, SessionAnswer);

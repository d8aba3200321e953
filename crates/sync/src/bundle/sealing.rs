//! Sealing to devices and the province: age to X25519 keys, which are their Ed25519 keys in the other form of the curve.

use std::io::{BufReader, Read, Write};

use age::stream::{StreamReader, StreamWriter};
use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use bech32::{Bech32, Hrp};
use tilik_journal::entry::{agreement_key, read_key};

use crate::error::SyncError;

pub(super) fn seal<W: Write>(to: W, readers: &[[u8; 32]]) -> Result<StreamWriter<W>, SyncError> {
    let recipients = readers.iter().map(recipient_of).collect::<Result<Vec<_>, _>>()?;
    let recipients = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    let failed = |error: String| SyncError::Malformed(error);
    Encryptor::with_recipients(recipients)
        .map_err(|error| failed(error.to_string()))?
        .wrap_output(to)
        .map_err(|error| failed(error.to_string()))
}

pub(super) fn open<R: Read>(from: R, secret: [u8; 32]) -> Result<BufReader<StreamReader<R>>, SyncError> {
    let identity = identity_of(secret)?;
    let decryptor = Decryptor::new(from).map_err(|error| SyncError::BundleDamaged(error.to_string()))?;
    let opened = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity));
    match opened {
        Ok(opened) => Ok(BufReader::new(opened)),
        Err(DecryptError::NoMatchingKeys) => Err(SyncError::BundleNotForUs),
        Err(error) => Err(SyncError::BundleDamaged(error.to_string())),
    }
}

fn recipient_of(key: &[u8; 32]) -> Result<Recipient, SyncError> {
    let text = encode("age", &agreement_key(&read_key(key)?))?;
    text.parse().map_err(|error: &str| SyncError::Malformed(error.to_owned()))
}

fn identity_of(secret: [u8; 32]) -> Result<Identity, SyncError> {
    let text = encode("age-secret-key-", &secret)?.to_uppercase();
    text.parse().map_err(|error: &str| SyncError::Malformed(error.to_owned()))
}

/// The library takes keys as text alone.
fn encode(prefix: &str, bytes: &[u8]) -> Result<String, SyncError> {
    let failed = |error: String| SyncError::Malformed(error);
    let prefix = Hrp::parse(prefix).map_err(|error| failed(error.to_string()))?;
    bech32::encode::<Bech32>(prefix, bytes).map_err(|error| failed(error.to_string()))
}

//! The master key of an office, what is derived from it, and what is wrapped by such keys.
//!
//! Must not know files or passwords. Invariant: one purpose, one derived key; a label below is never changed nor reused, because files
//! of every age were made with it.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use minicbor::{Decode, Encode};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::surroundings::Surroundings;

/// Thirty-two secret bytes, wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// What a derived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Database,
    AttachmentRoots,
    DeviceKey,
    SlotFileMac,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Database => b"tilik/1/database",
            Self::AttachmentRoots => b"tilik/1/attachment-roots",
            Self::DeviceKey => b"tilik/1/device-key",
            Self::SlotFileMac => b"tilik/1/slot-file-mac",
        }
    }
}

/// The random key from which all others come. It is never stored but sealed to the slots.
#[derive(Clone)]
pub(crate) struct MasterKey(Secret);

impl MasterKey {
    pub(crate) fn generate(surroundings: &dyn Surroundings) -> Self {
        Self(random_secret(surroundings))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut secret = Secret::default();
        if bytes.len() != secret.len() {
            return None;
        }
        secret.copy_from_slice(bytes);
        Some(Self(secret))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn derive(&self, purpose: Purpose) -> Result<Secret, StoreError> {
        derive(&self.0, None, purpose.label())
    }

    /// The authentication of a slot file's content under this key.
    pub(crate) fn authenticate(&self, content: &[u8]) -> Result<[u8; 32], StoreError> {
        let key = self.derive(Purpose::SlotFileMac)?;
        hmac(&key, content)
    }

    /// Whether `mac` is that of `content`, compared in constant time.
    pub(crate) fn agrees(&self, content: &[u8], mac: &[u8]) -> Result<bool, StoreError> {
        let key = self.derive(Purpose::SlotFileMac)?;
        let state = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_slice())
            .map_err(|_| StoreError::Cipher("mac"))?;
        Ok(state.chain_update(content).verify_slice(mac).is_ok())
    }
}

/// HMAC-SHA256.
pub(crate) fn hmac(key: &[u8; 32], content: &[u8]) -> Result<[u8; 32], StoreError> {
    let state = <Hmac<Sha256> as KeyInit>::new_from_slice(key).map_err(|_| StoreError::Cipher("mac"))?;
    Ok(state.chain_update(content).finalize().into_bytes().into())
}

/// HKDF-SHA256.
pub(crate) fn derive(secret: &[u8; 32], salt: Option<&[u8]>, label: &[u8]) -> Result<Secret, StoreError> {
    let mut derived = Secret::default();
    Hkdf::<Sha256>::new(salt, secret)
        .expand(label, derived.as_mut_slice())
        .map_err(|_| StoreError::Cipher("derivation"))?;
    Ok(derived)
}

pub(crate) fn random_secret(surroundings: &dyn Surroundings) -> Secret {
    let mut secret = Secret::default();
    surroundings.fill_random(secret.as_mut_slice());
    secret
}

/// A secret under XChaCha20-Poly1305 with a random nonce.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Wrapped {
    #[cbor(n(0), with = "minicbor::bytes")]
    nonce: [u8; 24],
    #[cbor(n(1), with = "minicbor::bytes")]
    bytes: Vec<u8>,
}

impl Wrapped {
    pub(crate) fn wrap(
        key: &[u8; 32],
        bound_to: &[u8],
        plain: &[u8],
        surroundings: &dyn Surroundings,
    ) -> Result<Self, StoreError> {
        let mut nonce = [0; 24];
        surroundings.fill_random(&mut nonce);
        let bytes = encrypt(key, &nonce, bound_to, plain)?;
        Ok(Self { nonce, bytes })
    }

    /// `None` when the key, the bytes or what they are bound to is another.
    pub(crate) fn unwrap_with(&self, key: &[u8; 32], bound_to: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        decrypt(key, &self.nonce, bound_to, &self.bytes)
    }
}

pub(crate) fn encrypt(
    key: &[u8; 32],
    nonce: &[u8; 24],
    bound_to: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, StoreError> {
    let cipher = XChaCha20Poly1305::new_from_slice(key).map_err(|_| StoreError::Cipher("key"))?;
    cipher
        .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad: bound_to })
        .map_err(|_| StoreError::Cipher("encryption"))
}

pub(crate) fn decrypt(
    key: &[u8; 32],
    nonce: &[u8; 24],
    bound_to: &[u8],
    bytes: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = XChaCha20Poly1305::new_from_slice(key).ok()?;
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: bytes, aad: bound_to }).ok().map(Zeroizing::new)
}

//! Attachments: encrypted files beside the database, found by the SHA-256 of their plain bytes.
//!
//! The file's name is a keyed hash of that hash, so the folder does not tell which known document is in it. Each file has a key of its own,
//! derived from a root and a random salt; a change of key adds a root for files to come and rewrites none, and the roots are kept wrapped
//! in the slot file. Must not know what an attachment is about. Invariant: a file is never changed after it has its name.
//!
//! ```text
//! "TILIKATT" | version u8 | root u32 | salt, 32 bytes | nonce, 24 bytes | XChaCha20-Poly1305 of the bytes, bound to all before and the hash
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::durable_file;
use crate::error::{Doing, StoreError};
use crate::folder::Folder;
use crate::keys::{self, Keys, Secret};
use crate::surroundings::Surroundings;

/// Most bytes of an attachment. It is held in memory as a whole.
pub const LARGEST: u64 = 64 * 1024 * 1024;

const MAGIC: &[u8; 8] = b"TILIKATT";
const VERSION: u8 = 1;
const HEAD: usize = 8 + 1 + 4 + 32 + 24;
/// What the cipher puts behind.
const TAG: usize = 16;

/// The attachments of an opened office.
pub struct Attachments<'a> {
    folder: &'a Folder,
    name_key: Secret,
    roots: Vec<Secret>,
}

impl<'a> Attachments<'a> {
    /// The attachments of `folder` under its keys.
    ///
    /// # Errors
    /// `Cipher`.
    pub fn new(folder: &'a Folder, keys: &Keys) -> Result<Self, StoreError> {
        let roots = keys.attachment_roots();
        // Names come from the first root for ever: what is stored must be found after a change of key.
        let first = roots.first().ok_or(StoreError::KeysTampered)?;
        let name_key = keys::derive(first, None, b"tilik/1/attachment-name")?;
        Ok(Self { folder, name_key, roots })
    }

    /// Stores the bytes and returns their SHA-256. Storing the same bytes again is accepted and writes nothing.
    ///
    /// # Errors
    /// `AttachmentTooLarge`, `DiskFull`, and those of the file system; then nothing is stored.
    pub fn put(&self, plain: &[u8], surroundings: &dyn Surroundings) -> Result<[u8; 32], StoreError> {
        let size = u64::try_from(plain.len()).unwrap_or(u64::MAX);
        if size > LARGEST {
            return Err(StoreError::AttachmentTooLarge { size, largest: LARGEST });
        }
        let hash: [u8; 32] = Sha256::digest(plain).into();
        let place = self.place(&hash)?;
        match self.get(&hash) {
            Ok(_) => return Ok(hash),
            Err(StoreError::AttachmentMissing) => {}
            Err(StoreError::AttachmentDamaged) => {
                self.folder.quarantine(&place)?;
            }
            Err(error) => return Err(error),
        }
        let drawer = place.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(drawer).doing("creating", drawer)?;
        durable_file::sync_folder(&self.folder.paths().attachments())?;
        durable_file::replace(&place, &self.encode(&hash, plain, surroundings)?)?;
        Ok(hash)
    }

    /// The bytes with this SHA-256.
    ///
    /// # Errors
    /// `AttachmentMissing`, `AttachmentDamaged`.
    pub fn get(&self, hash: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let place = self.place(hash)?;
        let bytes = match fs::read(&place) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::AttachmentMissing);
            }
            Err(error) => return Err(StoreError::from_io("reading", &place, error)),
        };
        let plain = self.decode(hash, &bytes)?.ok_or(StoreError::AttachmentDamaged)?;
        if <[u8; 32]>::from(Sha256::digest(&plain)) != *hash {
            return Err(StoreError::AttachmentDamaged);
        }
        Ok(plain)
    }

    /// Whether a file of this hash is there. Says nothing about its state; [`Self::verify`] does.
    ///
    /// # Errors
    /// `Cipher`.
    pub fn is_stored(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        Ok(self.place(hash)?.is_file())
    }

    /// Bytes of the attachment with this hash, where a file of it is there.
    ///
    /// # Errors
    /// `Cipher`.
    pub fn find_size(&self, hash: &[u8; 32]) -> Result<Option<u64>, StoreError> {
        let around = (HEAD + TAG) as u64;
        Ok(fs::metadata(self.place(hash)?).ok().map(|facts| facts.len().saturating_sub(around)))
    }

    /// Whether the bytes of this hash can be had, whole and right.
    ///
    /// # Errors
    /// `AttachmentMissing`, `AttachmentDamaged`.
    pub fn verify(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.get(hash).map(drop)
    }

    fn place(&self, hash: &[u8; 32]) -> Result<PathBuf, StoreError> {
        let name: String =
            keys::hmac(&self.name_key, hash)?.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(self.folder.paths().attachments().join(&name[..2]).join(name))
    }

    fn encode(
        &self,
        hash: &[u8; 32],
        plain: &[u8],
        surroundings: &dyn Surroundings,
    ) -> Result<Vec<u8>, StoreError> {
        let newest = self.roots.len() - 1;
        let mut salt = [0; 32];
        surroundings.fill_random(&mut salt);
        let mut nonce = [0; 24];
        surroundings.fill_random(&mut nonce);
        let mut bytes = Vec::with_capacity(HEAD + plain.len() + TAG);
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes
            .extend_from_slice(&u32::try_from(newest).map_err(|_| StoreError::Cipher("root"))?.to_be_bytes());
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(&nonce);
        let key = keys::derive(&self.roots[newest], Some(&salt), b"tilik/1/attachment-file")?;
        let sealed = keys::encrypt(&key, &nonce, &binding(&bytes, hash), plain)?;
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    fn decode(&self, hash: &[u8; 32], bytes: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let Some((head, sealed)) = bytes.split_at_checked(HEAD) else { return Ok(None) };
        let Some((root, salt, nonce)) = read_head(head) else { return Ok(None) };
        let Some(root) = usize::try_from(root).ok().and_then(|root| self.roots.get(root)) else {
            return Ok(None);
        };
        let key = keys::derive(root, Some(&salt), b"tilik/1/attachment-file")?;
        Ok(keys::decrypt(&key, &nonce, &binding(head, hash), sealed))
    }
}

fn read_head(head: &[u8]) -> Option<(u32, [u8; 32], [u8; 24])> {
    let rest = head.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
    let (root, rest) = rest.split_first_chunk::<4>()?;
    let (salt, rest) = rest.split_first_chunk::<32>()?;
    Some((u32::from_be_bytes(*root), *salt, rest.try_into().ok()?))
}

fn binding(head: &[u8], hash: &[u8; 32]) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.extend_from_slice(hash);
    bytes
}

//! The slot file `tilik.keys`: its bytes, and nothing of what to do with them.
//!
//! ```text
//! "TILIKEYS" | version u16 | length u32 | body (CBOR) | count u8 | MAC, 32 bytes, one for each epoch | SHA-256 of all before
//! ```
//!
//! Numbers are big-endian. An *epoch* is one master key, sealed to all slots; there are two while a change of key is under way. The SHA-256
//! tells damage by the disk from a wrong password; the MACs, under keys derived from the epochs' master keys, over everything before them,
//! tell changes made by somebody. Must not know passwords. Invariant: a file that is not understood is refused, never rewritten.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::master::Wrapped;
use super::slot::Slot;
use crate::error::StoreError;

const MAGIC: &[u8; 8] = b"TILIKEYS";
const VERSION: u16 = 1;
const HEAD: usize = 14;

/// One master key, and what is wrapped under it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Epoch {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) sealed: Vec<u8>,
    #[n(1)]
    pub(crate) attachment_roots: Wrapped,
    #[n(2)]
    pub(crate) device_key: Option<Wrapped>,
    /// The first bytes of the database under this key, by which it is known without being opened.
    #[n(3)]
    pub(crate) database_salt: Option<ByteArray<16>>,
}

/// The content of a slot file.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Body {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) folder_id: [u8; 16],
    /// Counts the writings of this file.
    #[n(1)]
    pub(crate) generation: u64,
    #[n(2)]
    pub(crate) slots: Vec<Slot>,
    #[n(3)]
    pub(crate) epochs: Vec<Epoch>,
}

/// A slot file as read: whole, but not yet known to be ours.
#[derive(Debug)]
pub(crate) struct ReadFile {
    pub(crate) body: Body,
    pub(crate) authenticated: Vec<u8>,
    pub(crate) macs: Vec<[u8; 32]>,
}

/// The bytes that the MACs are over.
pub(crate) fn encode_authenticated(body: &Body) -> Result<Vec<u8>, StoreError> {
    let body = minicbor::to_vec(body).map_err(|_| StoreError::Cipher("encoding"))?;
    let length = u32::try_from(body.len()).map_err(|_| StoreError::Cipher("encoding"))?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&VERSION.to_be_bytes());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// The whole file.
pub(crate) fn encode(mut authenticated: Vec<u8>, macs: &[[u8; 32]]) -> Result<Vec<u8>, StoreError> {
    authenticated.push(u8::try_from(macs.len()).map_err(|_| StoreError::Cipher("encoding"))?);
    for mac in macs {
        authenticated.extend_from_slice(mac);
    }
    let digest: [u8; 32] = Sha256::digest(&authenticated).into();
    authenticated.extend_from_slice(&digest);
    Ok(authenticated)
}

/// Reads a file.
///
/// # Errors
/// `KeysNewer` when a later version wrote it, `KeysDamaged` when it is not whole.
pub(crate) fn decode(bytes: &[u8]) -> Result<ReadFile, StoreError> {
    let (content, digest) = bytes.split_last_chunk::<32>().ok_or(StoreError::KeysDamaged)?;
    if <[u8; 32]>::from(Sha256::digest(content)) != *digest {
        return Err(StoreError::KeysDamaged);
    }
    if content.get(..8) != Some(MAGIC.as_slice()) {
        return Err(StoreError::KeysDamaged);
    }
    let version = content.get(8..10).and_then(|bytes| bytes.try_into().ok()).map(u16::from_be_bytes);
    match version {
        Some(VERSION) => {}
        Some(found) if found > VERSION => return Err(StoreError::KeysNewer { found, known: VERSION }),
        Some(_) | None => return Err(StoreError::KeysDamaged),
    }
    let length = content.get(10..HEAD).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    let end =
        length.and_then(|length| usize::try_from(length).ok()).and_then(|length| length.checked_add(HEAD));
    let end = end.ok_or(StoreError::KeysDamaged)?;
    let (authenticated, rest) = content.split_at_checked(end).ok_or(StoreError::KeysDamaged)?;
    let body: Body = minicbor::decode(&authenticated[HEAD..]).map_err(|_| StoreError::KeysDamaged)?;
    let (count, macs) = rest.split_first().ok_or(StoreError::KeysDamaged)?;
    let (macs, left) = macs.as_chunks::<32>();
    let acceptable = left.is_empty()
        && macs.len() == usize::from(*count)
        && macs.len() == body.epochs.len()
        && (1..=2).contains(&macs.len())
        && body.slots.iter().all(|slot| slot.kdf.is_acceptable());
    if !acceptable {
        return Err(StoreError::KeysDamaged);
    }
    Ok(ReadFile { body, authenticated: authenticated.to_vec(), macs: macs.to_vec() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_epoch_without_the_salt_of_its_database_is_read() {
        #[derive(Encode)]
        struct Earlier {
            #[cbor(n(0), with = "minicbor::bytes")]
            sealed: Vec<u8>,
            #[n(1)]
            attachment_roots: Wrapped,
            #[n(2)]
            device_key: Option<Wrapped>,
        }
        let bytes = [0x82, 0x58, 24].into_iter().chain([7; 24]).chain([0x41, 1]).collect::<Vec<u8>>();
        let attachment_roots: Wrapped = minicbor::decode(&bytes).unwrap();
        let earlier = Earlier {
            sealed: vec![9],
            attachment_roots: attachment_roots.clone(),
            device_key: Some(attachment_roots),
        };
        let read: Epoch = minicbor::decode(&minicbor::to_vec(&earlier).unwrap()).unwrap();
        assert_eq!((read.sealed, read.database_salt), (vec![9], None));
    }

    proptest! {
        #[test]
        fn no_bytes_with_a_right_digest_stop_the_program(body in proptest::collection::vec(any::<u8>(), 0..400), length in any::<u32>(), is_true in any::<bool>()) {
            let length = if is_true { u32::try_from(body.len()).unwrap() } else { length };
            let mut bytes = MAGIC.to_vec();
            bytes.extend_from_slice(&VERSION.to_be_bytes());
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(&body);
            let whole = encode(bytes, &[[0; 32]]).unwrap();
            prop_assert!(matches!(decode(&whole), Err(StoreError::KeysDamaged)));
        }
    }
}

//! One key slot: an identity of its own, wrapped by what a person knows.
//!
//! The master key is sealed to the slots' public recipients, so a change of the master key needs nobody's password, and a slot that was
//! removed is not sealed to again. Must not know the master key or files. Invariant: everything in a slot is bound to its wrapped
//! identity as associated data, so no field of it can be changed alone (`a_slot_weakened_by_somebody_does_not_open`).

use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use argon2::{Algorithm, Argon2, Params, Version};
use minicbor::{Decode, Encode};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::master::{Secret, Wrapped};
use crate::error::StoreError;
use crate::surroundings::Surroundings;

/// Fewest characters of a passphrase.
pub const SHORTEST_PASSWORD: usize = 12;
const LONGEST_PASSWORD_BYTES: usize = 1024;
const LONGEST_LOGIN: usize = 64;

const FLOOR_MEMORY_KIB: u32 = 64 * 1024;
const FLOOR_PASSES: u32 = 3;
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 24;

/// How much work a guess of the password shall cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 64 MiB and 3 passes, the least that is accepted.
    Floor,
    /// As many passes as take about half a second on this machine, never below the floor.
    Calibrated,
}

/// Argon2id's parameters, kept with the slot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Kdf {
    #[n(0)]
    memory_kib: u32,
    #[n(1)]
    passes: u32,
    #[n(2)]
    lanes: u32,
    #[cbor(n(3), with = "minicbor::bytes")]
    salt: [u8; 16],
}

impl Kdf {
    fn with_passes(passes: u32, surroundings: &dyn Surroundings) -> Self {
        let mut salt = [0; 16];
        surroundings.fill_random(&mut salt);
        Self { memory_kib: FLOOR_MEMORY_KIB, passes, lanes: 1, salt }
    }

    /// Parameters whose derivation takes about as long as `cost` says on this machine.
    pub(crate) fn choose(cost: Cost, surroundings: &dyn Surroundings) -> Result<Self, StoreError> {
        let floor = Self::with_passes(FLOOR_PASSES, surroundings);
        match cost {
            Cost::Floor => Ok(floor),
            Cost::Calibrated => {
                let begun = surroundings.now();
                floor.derive(b"how long does this take")?;
                let took = (surroundings.now() - begun).num_milliseconds();
                // A clock that stands still or was set meanwhile measures nothing.
                let took = if (20..10_000).contains(&took) { took } else { 500 };
                let passes = u32::try_from(i64::from(FLOOR_PASSES) * 500 / took).unwrap_or(FLOOR_PASSES);
                Ok(Self::with_passes(passes.clamp(FLOOR_PASSES, MOST_PASSES), surroundings))
            }
        }
    }

    /// Whether the parameters are ones that this program would have written: nothing weaker, and nothing that stops a laptop.
    pub(crate) fn is_acceptable(&self) -> bool {
        (FLOOR_MEMORY_KIB..=MOST_MEMORY_KIB).contains(&self.memory_kib)
            && (FLOOR_PASSES..=MOST_PASSES).contains(&self.passes)
            && (1..=16).contains(&self.lanes)
    }

    fn derive(&self, secret: &[u8]) -> Result<Secret, StoreError> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| StoreError::KeysDamaged)?;
        let mut key = Secret::default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret, &self.salt, key.as_mut_slice())
            .map_err(|_| StoreError::Cipher("argon2"))?;
        Ok(key)
    }

    /// Does the work of one derivation for a user who does not exist, so that the time taken tells nothing.
    pub(crate) fn spend(&self, password: &Password) -> Result<(), StoreError> {
        self.derive(password.expose()).map(drop)
    }
}

/// Whose slot it is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum SlotOwner {
    #[n(0)]
    User {
        #[cbor(n(0), with = "minicbor::bytes")]
        user: [u8; 16],
        #[n(1)]
        login: String,
    },
    #[n(1)]
    Recovery,
}

/// A passphrase in NFC, wiped when dropped. Any text can be tried; only a strong one can be set.
pub(crate) struct Password(Zeroizing<String>);

impl Password {
    pub(crate) fn new(typed: &str) -> Self {
        Self(Zeroizing::new(typed.nfc().collect()))
    }

    /// A passphrase to be set.
    ///
    /// # Errors
    /// `WeakPassword` when it has fewer than [`SHORTEST_PASSWORD`] characters, all the same one, or is unreasonably long.
    pub(crate) fn new_strong(typed: &str) -> Result<Self, StoreError> {
        let password = Self::new(typed);
        let mut characters = password.0.chars();
        let first = characters.next();
        let differs = characters.any(|character| Some(character) != first);
        if password.0.chars().count() < SHORTEST_PASSWORD
            || !differs
            || password.0.len() > LONGEST_PASSWORD_BYTES
        {
            return Err(StoreError::WeakPassword { shortest: SHORTEST_PASSWORD });
        }
        Ok(password)
    }

    pub(crate) fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A login name as it is kept: NFC, lower case, without spaces around it.
///
/// # Errors
/// `LoginUnusable` when nothing or too much is left, or a control character is in it.
pub(crate) fn normal_login(typed: &str) -> Result<String, StoreError> {
    let login: String = typed.trim().nfc().collect::<String>().to_lowercase();
    if login.is_empty() || login.chars().count() > LONGEST_LOGIN || login.chars().any(char::is_control) {
        return Err(StoreError::LoginUnusable);
    }
    Ok(login)
}

/// One slot as it is kept in the slot file.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Slot {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub(crate) id: [u8; 16],
    #[n(1)]
    pub(crate) owner: SlotOwner,
    #[n(2)]
    pub(crate) kdf: Kdf,
    #[n(3)]
    recipient: String,
    #[n(4)]
    identity: Wrapped,
}

impl Slot {
    /// Makes an identity and wraps it by what Argon2id makes of `secret`.
    pub(crate) fn create(
        folder_id: &[u8; 16],
        owner: SlotOwner,
        secret: &[u8],
        cost: Cost,
        surroundings: &dyn Surroundings,
    ) -> Result<Self, StoreError> {
        let mut id = [0; 16];
        surroundings.fill_random(&mut id);
        let kdf = Kdf::choose(cost, surroundings)?;
        let identity = x25519::Identity::generate();
        let recipient = identity.to_public().to_string();
        let bound_to = binding(folder_id, &id, &owner, &kdf, &recipient)?;
        let key = kdf.derive(secret)?;
        let wrapped =
            Wrapped::wrap(&key, &bound_to, identity.to_string().expose_secret().as_bytes(), surroundings)?;
        Ok(Self { id, owner, kdf, recipient, identity: wrapped })
    }

    /// The identity, or `None` when the secret is wrong or the slot was changed.
    pub(crate) fn open(
        &self,
        folder_id: &[u8; 16],
        secret: &[u8],
    ) -> Result<Option<x25519::Identity>, StoreError> {
        let key = self.kdf.derive(secret)?;
        let bound_to = binding(folder_id, &self.id, &self.owner, &self.kdf, &self.recipient)?;
        let Some(text) = self.identity.unwrap_with(&key, &bound_to) else { return Ok(None) };
        let text = std::str::from_utf8(&text).map_err(|_| StoreError::KeysDamaged)?;
        x25519::Identity::from_str(text).map(Some).map_err(|_| StoreError::KeysDamaged)
    }

    /// To whom the master key is sealed for this slot.
    pub(crate) fn recipient(&self) -> Result<x25519::Recipient, StoreError> {
        x25519::Recipient::from_str(&self.recipient).map_err(|_| StoreError::KeysDamaged)
    }

    pub(crate) fn user(&self) -> Option<(Uuid, &str)> {
        match &self.owner {
            SlotOwner::User { user, login } => Some((Uuid::from_bytes(*user), login)),
            SlotOwner::Recovery => None,
        }
    }
}

/// What the wrapped identity is bound to: everything else in the slot, and the folder.
fn binding(
    folder_id: &[u8; 16],
    id: &[u8; 16],
    owner: &SlotOwner,
    kdf: &Kdf,
    recipient: &str,
) -> Result<Vec<u8>, StoreError> {
    let mut bytes = b"tilik/1/slot".to_vec();
    bytes.extend_from_slice(folder_id);
    bytes.extend_from_slice(id);
    for part in [minicbor::to_vec(owner), minicbor::to_vec(kdf), minicbor::to_vec(recipient)] {
        bytes.extend(part.map_err(|_| StoreError::Cipher("encoding"))?);
    }
    Ok(bytes)
}

/// Seals a master key to recipients.
pub(crate) fn seal(plain: &[u8; 32], slots: &[Slot]) -> Result<Vec<u8>, StoreError> {
    let recipients = slots.iter().map(Slot::recipient).collect::<Result<Vec<_>, _>>()?;
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().map(|recipient| recipient as &dyn age::Recipient))
            .map_err(|_| StoreError::Cipher("sealing"))?;
    let mut sealed = Vec::new();
    let write = |sealed: &mut Vec<u8>| -> std::io::Result<()> {
        let mut writer = encryptor.wrap_output(sealed)?;
        std::io::Write::write_all(&mut writer, plain)?;
        writer.finish().map(drop)
    };
    write(&mut sealed).map_err(|_| StoreError::Cipher("sealing"))?;
    Ok(sealed)
}

/// Opens what was sealed, or `None` when it was not sealed to this identity.
pub(crate) fn unseal(sealed: &[u8], identity: &x25519::Identity) -> Option<Zeroizing<Vec<u8>>> {
    let decryptor = age::Decryptor::new_buffered(sealed).ok()?;
    let mut reader = decryptor.decrypt(std::iter::once(identity as &dyn age::Identity)).ok()?;
    let mut plain = Zeroizing::new(Vec::with_capacity(64));
    std::io::Read::read_to_end(&mut reader, &mut plain).ok()?;
    Some(plain)
}

//! The keys of an office: who can open it, and what they get.
//!
//! A random master key is sealed to the identities of all slots; a slot is opened by a passphrase or by the recovery code. Must not know the
//! database or the folder: it turns bytes of a slot file and a secret into keys, and keys into bytes of a slot file.
//!
//! Two limits. Sealing is to public recipients, so whoever can write into the folder can replace slot file *and* database by his own as a
//! pair; the signatures in the journal and the mark kept outside the folder show that, not this module. And a passphrase that leaked opens
//! every older copy of the slot file: changing it does not change the master key, [`crate::Vault::change_key`] does.

mod file;
mod master;
pub mod recovery;
mod slot;

use age::x25519;
use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::error::StoreError;
use crate::surroundings::Surroundings;
use file::{Body, Epoch, ReadFile};
pub use master::Secret;
use master::{MasterKey, Purpose, Wrapped};
pub(crate) use master::{decrypt, derive, encrypt, hmac, random_secret};
use recovery::{RecoverySecret, RecoverySheets};
pub use slot::{Cost, SHORTEST_PASSWORD};
use slot::{Password, Slot, SlotOwner};

/// Whose slot to open.
#[derive(Debug, Clone, Copy)]
pub enum SlotName<'a> {
    /// By the user's id.
    User(Uuid),
    /// By the login name, in any case.
    Login(&'a str),
}

/// What a person knows.
#[derive(Clone, Copy)]
pub enum Unlock<'a> {
    /// A user with a passphrase.
    Password {
        /// Which slot.
        name: SlotName<'a>,
        /// As typed.
        password: &'a str,
    },
    /// Both halves of the recovery code.
    Recovery {
        /// From the first sheet, as typed.
        first: &'a str,
        /// From the second sheet, as typed.
        second: &'a str,
    },
}

/// A user who has a slot. Logins stand unencrypted in the slot file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotUser {
    /// The user's id.
    pub user: Uuid,
    /// The login name, lower case.
    pub login: String,
}

/// Who opened the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenedBy {
    /// A user with a passphrase.
    User(SlotUser),
    /// The recovery code.
    Recovery,
}

#[derive(Clone, Encode, Decode)]
struct Roots {
    #[cbor(n(0))]
    roots: Vec<Root>,
}

#[derive(Clone, Encode, Decode)]
struct Root(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Drop for Root {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The first bytes of a database file, plain and random: SQLCipher makes the key of its page authentication of the database key and these. They
/// stay the same as long as the file's key does, in its copies too, so that a file is known by them without being opened.
pub type DatabaseSalt = [u8; 16];

/// Under which key a database is, and how its file is known.
pub(crate) struct DatabaseKey {
    pub(crate) key: Secret,
    /// `None` when the slot file does not say.
    pub(crate) salt: Option<DatabaseSalt>,
}

/// What an opened epoch gives.
#[derive(Clone)]
struct OpenedEpoch {
    master: MasterKey,
    database_salt: Option<DatabaseSalt>,
}

impl OpenedEpoch {
    fn generate(surroundings: &dyn Surroundings) -> Self {
        let master = MasterKey::generate(surroundings);
        let mut salt = DatabaseSalt::default();
        surroundings.fill_random(&mut salt);
        Self { master, database_salt: Some(salt) }
    }

    fn database_key(&self) -> Result<DatabaseKey, StoreError> {
        Ok(DatabaseKey { key: self.master.derive(Purpose::Database)?, salt: self.database_salt })
    }
}

/// The opened keys of an office. Wiped when dropped.
#[derive(Clone)]
pub struct Keys {
    body: Body,
    /// One for each epoch of the body, in its order.
    epochs: Vec<OpenedEpoch>,
    roots: Vec<Root>,
    device_key: Option<Secret>,
    opened_by: OpenedBy,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Keys").field("opened_by", &self.opened_by).finish_non_exhaustive()
    }
}

impl Keys {
    /// New keys with the slot of a first user and one for the recovery code. Nothing is written yet.
    ///
    /// # Errors
    /// `WeakPassword`, `LoginUnusable`.
    pub fn create(
        user: &SlotUser,
        password: &str,
        cost: Cost,
        surroundings: &dyn Surroundings,
    ) -> Result<(Self, RecoverySheets), StoreError> {
        let password = Password::new_strong(password)?;
        let user = SlotUser { user: user.user, login: slot::normal_login(&user.login)? };
        let mut folder_id = [0; 16];
        surroundings.fill_random(&mut folder_id);
        let owner = SlotOwner::User { user: user.user.into_bytes(), login: user.login.clone() };
        let (secret, sheets) = RecoverySecret::generate(surroundings);
        let slots = vec![
            Slot::create(&folder_id, owner, password.expose(), cost, surroundings)?,
            Slot::create(&folder_id, SlotOwner::Recovery, secret.expose(), Cost::Floor, surroundings)?,
        ];
        let keys = Self {
            body: Body { folder_id, generation: 0, slots, epochs: Vec::new() },
            epochs: vec![OpenedEpoch::generate(surroundings)],
            roots: vec![Root(*random_secret(surroundings))],
            device_key: None,
            opened_by: OpenedBy::User(user),
        };
        Ok((keys, sheets))
    }

    /// Opens the bytes of a slot file.
    ///
    /// # Errors
    /// `WrongPassword` for an unknown user too, after the same work; `RecoveryCodeTypo`, `RecoveryCodeWrong`; `KeysDamaged`, `KeysNewer`;
    /// `KeysTampered` when the secret is right and the file is not what its keys authenticate.
    pub fn open(bytes: &[u8], unlock: Unlock<'_>) -> Result<Self, StoreError> {
        let read = file::decode(bytes)?;
        let folder_id = read.body.folder_id;
        let (identity, opened_by) = match unlock {
            Unlock::Password { name, password } => {
                let password = Password::new(password);
                let Some((slot, user)) = find_slot(&read.body.slots, name) else {
                    spend_like(&read.body.slots, &password)?;
                    return Err(StoreError::WrongPassword);
                };
                let identity = slot.open(&folder_id, password.expose())?.ok_or(StoreError::WrongPassword)?;
                (identity, OpenedBy::User(user))
            }
            Unlock::Recovery { first, second } => {
                let secret = RecoverySecret::read(first, second)?;
                let slot = read.body.slots.iter().find(|slot| slot.owner == SlotOwner::Recovery);
                let identity =
                    slot.ok_or(StoreError::RecoveryCodeWrong)?.open(&folder_id, secret.expose())?;
                (identity.ok_or(StoreError::RecoveryCodeWrong)?, OpenedBy::Recovery)
            }
        };
        Self::unseal(read, &identity, opened_by)
    }

    fn unseal(read: ReadFile, identity: &x25519::Identity, opened_by: OpenedBy) -> Result<Self, StoreError> {
        let ReadFile { body, authenticated, macs } = read;
        let mut epochs = Vec::with_capacity(body.epochs.len());
        for (epoch, mac) in body.epochs.iter().zip(&macs) {
            let plain = slot::unseal(&epoch.sealed, identity).ok_or(StoreError::KeysTampered)?;
            let master = MasterKey::from_bytes(&plain).ok_or(StoreError::KeysTampered)?;
            if !master.agrees(&authenticated, mac)? {
                return Err(StoreError::KeysTampered);
            }
            epochs.push(OpenedEpoch { master, database_salt: epoch.database_salt.map(DatabaseSalt::from) });
        }
        let (epoch, OpenedEpoch { master, .. }) =
            body.epochs.last().zip(epochs.last()).ok_or(StoreError::KeysDamaged)?;
        let roots_key = master.derive(Purpose::AttachmentRoots)?;
        let plain = epoch
            .attachment_roots
            .unwrap_with(&roots_key, &body.folder_id)
            .ok_or(StoreError::KeysTampered)?;
        let Roots { roots } = minicbor::decode(&plain).map_err(|_| StoreError::KeysTampered)?;
        if roots.is_empty() {
            return Err(StoreError::KeysTampered);
        }
        let device_key = match &epoch.device_key {
            None => None,
            Some(wrapped) => {
                let key = master.derive(Purpose::DeviceKey)?;
                let plain = wrapped.unwrap_with(&key, &body.folder_id).ok_or(StoreError::KeysTampered)?;
                let mut seed = Secret::default();
                if plain.len() != seed.len() {
                    return Err(StoreError::KeysTampered);
                }
                seed.copy_from_slice(&plain);
                Some(seed)
            }
        };
        Ok(Self { body, epochs, roots, device_key, opened_by })
    }

    /// The bytes of the slot file for the present state, sealed and authenticated anew under every epoch.
    ///
    /// # Errors
    /// `Cipher`.
    pub fn encode(&mut self, surroundings: &dyn Surroundings) -> Result<Vec<u8>, StoreError> {
        let mut epochs = Vec::with_capacity(self.epochs.len());
        for (place, OpenedEpoch { master, database_salt }) in self.epochs.iter().enumerate() {
            // Who knows the old key alone does not get the root that a change of key has just added.
            let later = self.epochs.len() - 1 - place;
            let roots = self.roots[..self.roots.len().saturating_sub(later).max(1)].to_vec();
            let plain_roots = Zeroizing::new(
                minicbor::to_vec(Roots { roots }).map_err(|_| StoreError::Cipher("encoding"))?,
            );
            let roots_key = master.derive(Purpose::AttachmentRoots)?;
            let device_wrap = master.derive(Purpose::DeviceKey)?;
            let folder_id = &self.body.folder_id;
            epochs.push(Epoch {
                sealed: slot::seal(master.expose(), &self.body.slots)?,
                attachment_roots: Wrapped::wrap(&roots_key, folder_id, &plain_roots, surroundings)?,
                device_key: match &self.device_key {
                    None => None,
                    Some(seed) => {
                        Some(Wrapped::wrap(&device_wrap, folder_id, seed.as_slice(), surroundings)?)
                    }
                },
                database_salt: database_salt.map(ByteArray::from),
            });
        }
        self.body.epochs = epochs;
        self.body.generation += 1;
        let authenticated = file::encode_authenticated(&self.body)?;
        let macs = self
            .epochs
            .iter()
            .map(|epoch| epoch.master.authenticate(&authenticated))
            .collect::<Result<Vec<_>, _>>()?;
        file::encode(authenticated, &macs)
    }

    /// Random id of the folder, the same in all its copies.
    #[must_use]
    pub fn folder_id(&self) -> [u8; 16] {
        self.body.folder_id
    }

    /// Who opened it.
    #[must_use]
    pub fn opened_by(&self) -> &OpenedBy {
        &self.opened_by
    }

    /// The users who can open it.
    #[must_use]
    pub fn list_users(&self) -> Vec<SlotUser> {
        users_of(&self.body)
    }

    /// Makes a slot for a further user.
    ///
    /// # Errors
    /// `WeakPassword`, `LoginUnusable`; `SlotTaken` when the user or the login has one.
    pub fn add_user(
        &mut self,
        user: &SlotUser,
        password: &str,
        cost: Cost,
        surroundings: &dyn Surroundings,
    ) -> Result<(), StoreError> {
        let login = slot::normal_login(&user.login)?;
        if self.list_users().iter().any(|known| known.user == user.user || known.login == login) {
            return Err(StoreError::SlotTaken);
        }
        let password = Password::new_strong(password)?;
        let owner = SlotOwner::User { user: user.user.into_bytes(), login };
        self.body.slots.push(Slot::create(
            &self.body.folder_id,
            owner,
            password.expose(),
            cost,
            surroundings,
        )?);
        Ok(())
    }

    /// Removes a user's slot. The user may still know the master key: follow with a change of key to shut him out of what comes.
    ///
    /// # Errors
    /// `NoSuchSlot`; `LastSlot` when no other user could open the office.
    pub fn remove_user(&mut self, user: Uuid) -> Result<(), StoreError> {
        let place = self.place_of(user)?;
        if self.list_users().len() == 1 {
            return Err(StoreError::LastSlot);
        }
        self.body.slots.remove(place);
        Ok(())
    }

    /// Gives a user a new passphrase without asking for the old one: after recovery, or by whoever the office allows it.
    ///
    /// # Errors
    /// `NoSuchSlot`, `WeakPassword`.
    pub fn set_password(
        &mut self,
        user: Uuid,
        password: &str,
        cost: Cost,
        surroundings: &dyn Surroundings,
    ) -> Result<(), StoreError> {
        let place = self.place_of(user)?;
        let password = Password::new_strong(password)?;
        let owner = self.body.slots[place].owner.clone();
        self.body.slots[place] =
            Slot::create(&self.body.folder_id, owner, password.expose(), cost, surroundings)?;
        Ok(())
    }

    /// Whether this is the user's passphrase.
    ///
    /// # Errors
    /// `WrongPassword`, for an unknown user too.
    pub fn check_password(&self, user: Uuid, password: &str) -> Result<(), StoreError> {
        let place = self.place_of(user).map_err(|_| StoreError::WrongPassword)?;
        let password = Password::new(password);
        self.body.slots[place]
            .open(&self.body.folder_id, password.expose())?
            .map(drop)
            .ok_or(StoreError::WrongPassword)
    }

    /// The id of the slot that the recovery code opens.
    #[must_use]
    pub fn recovery_slot(&self) -> Option<[u8; 16]> {
        self.body.slots.iter().find(|slot| slot.owner == SlotOwner::Recovery).map(|slot| slot.id)
    }

    /// A new recovery code; the printed sheets of the old one stop working on this folder.
    ///
    /// # Errors
    /// `Cipher`.
    pub fn renew_recovery(&mut self, surroundings: &dyn Surroundings) -> Result<RecoverySheets, StoreError> {
        let (secret, sheets) = RecoverySecret::generate(surroundings);
        let slot = Slot::create(
            &self.body.folder_id,
            SlotOwner::Recovery,
            secret.expose(),
            Cost::Floor,
            surroundings,
        )?;
        self.body.slots.retain(|slot| slot.owner != SlotOwner::Recovery);
        self.body.slots.push(slot);
        Ok(sheets)
    }

    /// The seed of the device's signing key, when one is kept here.
    #[must_use]
    pub fn device_key(&self) -> Option<&Secret> {
        self.device_key.as_ref()
    }

    /// Keeps the seed of the device's signing key, or forgets it.
    pub fn set_device_key(&mut self, seed: Option<Secret>) {
        self.device_key = seed;
    }

    /// Under which keys the database may be encrypted: one, or during a change of key the old and the new one.
    pub(crate) fn database_keys(&self) -> Result<Vec<DatabaseKey>, StoreError> {
        self.epochs.iter().map(OpenedEpoch::database_key).collect()
    }

    /// Begins a change of key: a second master key beside the present one, and a new root for attachments to come.
    pub(crate) fn begin_change(&mut self, surroundings: &dyn Surroundings) {
        self.epochs.push(OpenedEpoch::generate(surroundings));
        self.roots.push(Root(*random_secret(surroundings)));
    }

    /// Ends a change of key: only the epoch at `place` stays.
    pub(crate) fn settle_on(&mut self, place: usize) {
        if place < self.epochs.len() {
            let kept = self.epochs.swap_remove(place);
            self.epochs = vec![kept];
        }
    }

    /// The attachment roots, oldest first. A change of key appends one and rewrites no file.
    pub(crate) fn attachment_roots(&self) -> Vec<Secret> {
        self.roots.iter().map(|root| Zeroizing::new(root.0)).collect()
    }

    fn place_of(&self, user: Uuid) -> Result<usize, StoreError> {
        let place = self.body.slots.iter().position(|slot| slot.user().is_some_and(|(id, _)| id == user));
        place.ok_or(StoreError::NoSuchSlot)
    }
}

/// The users named in the bytes of a slot file that nobody has opened: good enough for a login screen, proof of nothing.
///
/// # Errors
/// `KeysDamaged`, `KeysNewer`.
pub fn list_users(bytes: &[u8]) -> Result<Vec<SlotUser>, StoreError> {
    Ok(users_of(&file::decode(bytes)?.body))
}

fn users_of(body: &Body) -> Vec<SlotUser> {
    body.slots
        .iter()
        .filter_map(Slot::user)
        .map(|(user, login)| SlotUser { user, login: login.to_owned() })
        .collect()
}

/// Does the work of opening a slot, so that the time taken does not tell that there is none of this name.
fn spend_like(slots: &[Slot], password: &Password) -> Result<(), StoreError> {
    match slots.iter().find(|slot| slot.user().is_some()) {
        Some(slot) => slot.kdf.spend(password),
        None => Ok(()),
    }
}

fn find_slot<'a>(slots: &'a [Slot], name: SlotName<'_>) -> Option<(&'a Slot, SlotUser)> {
    let login = match name {
        SlotName::User(_) => None,
        SlotName::Login(typed) => Some(slot::normal_login(typed).ok()?),
    };
    slots.iter().find_map(|slot| {
        let (user, known) = slot.user()?;
        let is_meant = match name {
            SlotName::User(wanted) => user == wanted,
            SlotName::Login(_) => login.as_deref() == Some(known),
        };
        is_meant.then(|| (slot, SlotUser { user, login: known.to_owned() }))
    })
}

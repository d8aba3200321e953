//! Two laptops of one office, without the province: the new one asks by a file, one with authority lets it in and hands it the office's work by a file (`docs/protocol.md`, *Two laptops*).
//!
//! Invariants: until the answer was taken in, what waits lies beside the office's place and nothing lies in it; only a laptop with authority lets others in (the first one, and whosever it was
//! handed over to), and an answer is believed only from a key that shows it has it in the feed that it brings.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tilik_journal::authority::Authorities;
use tilik_journal::catalogue::{device, revocation, user};
use tilik_journal::lineage::saw;
use tilik_journal::{Admission, Entry, EntryHash, FeedId, Line, LogId, Position, RecordId, Role, Value};
use tilik_store::keys::{Cost, SlotName, SlotUser, Unlock};
use tilik_store::ledger::Received;
use tilik_store::{NewOffice, Store, Surroundings, beside};
use tilik_sync::SyncError;
use tilik_sync::bundle::{EXTENSION, Head, Item, Reader};
use tilik_sync::pairing::{LONGEST_NAME, PairingAnswer, PairingRequest, ShownAuthorities, compute_number};
use ts_rs::TS;
use uuid::Uuid;

use crate::place::check_name;
use crate::record::{Writes, text};
use crate::sending::{BundleMade, Carrying, open_bundle, time_of};
use crate::{Failure, Host, Office};

/// What is behind the name of the office's folder as long as its laptop waits.
const WAITING: &str = "-menunggu";
const FOLDER: &str = "kantor";
const REQUEST: &str = "permintaan";
/// Whoever opens what waits. Nobody comes into an office by it.
pub(crate) const NOBODY: &str = "laptop baru";

/// What a new laptop is asked for.
#[derive(Deserialize, TS)]
pub struct NewLaptop {
    /// How its people call it.
    pub name: String,
    /// The passphrase with which the office will be opened on it.
    pub password: String,
}

/// A laptop that waits for the first one's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Waiting {
    /// Its name.
    pub name: String,
    /// What both screens show: five groups of four digits.
    pub number: String,
    /// When it asked, by its clock.
    pub asked_at: String,
}

impl From<&PairingRequest> for Waiting {
    fn from(request: &PairingRequest) -> Self {
        Self {
            name: request.name.clone(),
            number: compute_number(&request.device),
            asked_at: time_of(request.made_at),
        }
    }
}

/// What the first laptop's answer says, before anything of it is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AnswerCard {
    /// The office's name.
    pub office: String,
    /// What the first laptop shows as the office's number.
    pub number: String,
    /// With which login the office is opened here.
    pub login: String,
    /// When it was made, by the first laptop's clock.
    pub made_at: String,
    /// Entries in it.
    #[ts(type = "number")]
    pub entries: u64,
    /// Attachments in it.
    #[ts(type = "number")]
    pub attachments: u64,
}

/// Whom a new laptop is for.
#[derive(Debug, Deserialize, TS)]
pub struct LetIn {
    /// How the laptop shall be called here.
    pub name: String,
    /// Who works with it.
    pub user: Uuid,
}

/// A laptop of the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Laptop {
    /// Its key, in hexadecimal digits.
    pub key: String,
    /// Its name; empty for the first one.
    pub name: String,
    /// What it shows of itself.
    pub number: String,
    /// Whether it founded the office.
    pub is_first: bool,
    /// Whether the word of this laptop ends it.
    pub may_be_ended: bool,
    /// Whether it is this one.
    pub is_here: bool,
    /// Entries of it that are here.
    #[ts(type = "number")]
    pub entries: u64,
    /// Whether it was ended.
    pub is_ended: bool,
}

/// The office's laptops, and what may be done with them here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Laptops {
    /// All that were ever let in, the first one first.
    pub laptops: Vec<Laptop>,
    /// The office's number, which a new laptop shows before it takes in what it is handed.
    pub number: String,
    /// Whether this is the laptop whose word lets others in, and its head is here.
    pub may_let_in: bool,
}

fn place_of(folder: &Path) -> PathBuf {
    beside(folder, WAITING)
}

/// The request of the laptop that waits beside this folder, as a file.
#[must_use]
pub fn request_of(folder: &Path) -> PathBuf {
    place_of(folder).join(format!("{REQUEST}.{EXTENSION}"))
}

/// The laptop that waits beside this folder; none when none does.
///
/// # Errors
/// When its request cannot be read.
pub fn find_waiting(folder: &Path) -> Result<Option<Waiting>, Failure> {
    let path = request_of(folder);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(Waiting::from(&PairingRequest::parse_file(&bytes)?))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::of_file("store.io", &path, &error)),
    }
}

/// Makes what waits beside the office's place: keys of its own under the passphrase, and the request that the first laptop answers.
///
/// # Errors
/// `pairing.name`, `pairing.waits_already`, `store.folder_not_empty`, those of [`Store::create`].
pub fn ask_to_join(
    folder: &Path,
    new: &NewLaptop,
    cost: Cost,
    host: &Arc<dyn Host>,
) -> Result<Waiting, Failure> {
    check_name(folder)?;
    let name = read_name(&new.name)?;
    if find_waiting(folder)?.is_some() {
        return Err(Failure::new("pairing.waits_already"));
    }
    let place = place_of(folder);
    // Without a request nobody waits: what lies there was begun and never finished.
    remove_place(&place)?;
    let made = fs::create_dir_all(&place).map_err(|error| Failure::of_file("store.io", &place, &error));
    let asked = made.and_then(|()| {
        let user = SlotUser { user: host.new_user_id(), login: NOBODY.into() };
        let office = NewOffice { user: &user, password: &new.password, cost, others: &[], acts: Vec::new() };
        let surroundings = Arc::clone(host) as Arc<dyn Surroundings>;
        let (store, _) = Store::create(&place.join(FOLDER), host.marks(), office, surroundings)?;
        let ledger = store.ledger()?;
        let request =
            PairingRequest { device: ledger.device_key(), name, made_at: host.now().timestamp_millis() };
        let path = request_of(folder);
        fs::write(&path, request.to_file(|bytes| ledger.sign_apart(bytes)))
            .map_err(|error| Failure::of_file("store.io", &path, &error))?;
        Ok(Waiting::from(&request))
    });
    if asked.is_err() {
        let _ = remove_place(&place);
    }
    asked
}

/// Forgets a laptop that waits. What was answered to it opens nowhere any more.
///
/// # Errors
/// `store.io`.
pub fn forget_waiting(folder: &Path) -> Result<(), Failure> {
    // The request first: without it nobody waits, whatever else stays.
    let path = request_of(folder);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::of_file("store.io", &path, &error))
        }
        _ => remove_place(&place_of(folder)),
    }
}

fn remove_place(place: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(place) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::of_file("store.io", place, &error))
        }
        _ => Ok(()),
    }
}

fn read_name(typed: &str) -> Result<String, Failure> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Failure::new("pairing.name").with("longest", LONGEST_NAME));
    }
    Ok(name)
}

/// What waits beside a folder, opened.
struct Waits {
    store: Store,
    request: PairingRequest,
}

impl Waits {
    fn open(folder: &Path, password: &str, host: &Arc<dyn Host>) -> Result<Self, Failure> {
        let bytes = fs::read(request_of(folder)).map_err(|_| Failure::new("pairing.nobody_waits"))?;
        let request = PairingRequest::parse_file(&bytes)?;
        let place = place_of(folder).join(FOLDER);
        let unlock = Unlock::Password { name: SlotName::Login(NOBODY), password };
        let surroundings = Arc::clone(host) as Arc<dyn Surroundings>;
        let check = tilik_store::database::Check::Opening;
        let store = Store::open(&place, host.marks(), unlock, check, surroundings)?;
        Ok(Self { store, request })
    }

    /// Reads an answer to its end. Nothing of it is kept.
    fn read_answer(&self, path: &Path) -> Result<(Head, PairingAnswer, Vec<Entry>), Failure> {
        let (file, bytes) = open_bundle(path)?;
        let mut entries = Vec::new();
        let (head, _) =
            Reader::begin(file, bytes, self.store.ledger()?.agreement_secret())?.walk(|item| {
                if let Item::Entries(some) = item {
                    entries.extend(some);
                }
                Ok::<_, SyncError>(())
            })?;
        match head.answer.clone() {
            Some(answer) if answer.request == self.request.hash() => Ok((head, answer, entries)),
            _ => Err(Failure::new("pairing.not_the_answer")),
        }
    }

    /// Takes in the office's work and lets its user in. What was done of it before is not done again.
    fn take(
        &mut self,
        head: &Head,
        answer: &PairingAnswer,
        entries: Vec<Entry>,
        (password, cost): (&str, Cost),
    ) -> Result<(), Failure> {
        let authorities = ShownAuthorities::read(head.feed, &entries);
        let is_let_in = authorities
            .is_some_and(|shown| shown.list_certifiers(&self.request.device).any(|by| by == head.from));
        if !is_let_in {
            return Err(Failure::new("pairing.not_let_in"));
        }
        self.store.join_feed(head.feed)?;
        self.store.receive(entries)?;
        let user = Uuid::from_bytes(answer.user);
        let found = self.store.ledger()?.find_document(user::KIND, RecordId(user))?;
        if found.and_then(|user| user.value(user::ROLE).and_then(Role::find)).is_none() {
            return Err(Failure::new("pairing.not_let_in"));
        }
        let vault = self.store.vault_mut()?;
        if !vault.list_users().iter().any(|known| known.user == user) {
            vault.add_user(&SlotUser { user, login: answer.login.clone() }, password, cost)?;
        }
        Ok(())
    }
}

/// Says what the first laptop's answer brings. Nothing of it is kept.
///
/// # Errors
/// `pairing.nobody_waits`, `pairing.not_the_answer`, `store.wrong_password`, those of reading a bundle.
pub fn look_at_answer(
    folder: &Path,
    password: &str,
    path: &Path,
    host: &Arc<dyn Host>,
) -> Result<AnswerCard, Failure> {
    let (head, answer, _) = Waits::open(folder, password, host)?.read_answer(path)?;
    Ok(AnswerCard {
        office: answer.office,
        number: compute_number(&head.feed.0),
        login: answer.login,
        made_at: time_of(head.time),
        entries: head.counts.entries,
        attachments: head.counts.attachments,
    })
}

/// Takes in the first laptop's answer, puts the office in its place and opens it.
///
/// # Errors
/// Those of [`look_at_answer`]; `pairing.not_let_in` when the answer does not show that this laptop was let in; `store.folder_not_empty`; then what waits is as it was but for entries that it
/// will be handed again.
pub fn join(
    folder: &Path,
    (password, cost): (&str, Cost),
    path: &Path,
    host: &Arc<dyn Host>,
) -> Result<Office, Failure> {
    let mut waits = Waits::open(folder, password, host)?;
    let (head, answer, entries) = waits.read_answer(path)?;
    waits.take(&head, &answer, entries, (password, cost))?;
    drop(waits);
    put_in_place(folder)?;
    let mut office = Office::open(folder, &answer.login, password, Arc::clone(host))?;
    remove_nobody(&mut office)?;
    // The entries are here already; scans, emblems and what is known of the province come now.
    office.take_bundle(path)?;
    Ok(office)
}

/// The slot by which nobody comes in goes when somebody can.
fn remove_nobody(office: &mut Office) -> Result<(), Failure> {
    let vault = office.store_mut().vault_mut()?;
    if let Some(slot) = vault.list_users().into_iter().find(|slot| slot.login == NOBODY) {
        vault.remove_user(slot.user)?;
    }
    Ok(())
}

fn put_in_place(folder: &Path) -> Result<(), Failure> {
    let io = |error: std::io::Error| Failure::of_file("store.io", folder, &error);
    // Only a folder without anything in it goes away by this.
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
        _ => {}
    }
    let place = place_of(folder);
    tilik_store::rename(&place.join(FOLDER), folder).map_err(io)?;
    // Whoever has an office waits for none.
    let _ = forget_waiting(folder);
    Ok(())
}

impl Office {
    /// The office's laptops.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_laptops(&self) -> Result<Laptops, Failure> {
        let ledger = self.store().ledger()?;
        let (feed, here) = (ledger.feed()?, ledger.device_key());
        let lines = ledger.lines().as_slice();
        let admission = ledger.find_admission()?;
        let authorities = admission.map(Admission::authorities);
        let founder = authorities.and_then(Authorities::founder);
        let valid = self.list_devices()?;
        let named = self.list(device::KIND)?;
        let certified = named
            .iter()
            .filter_map(|device| device.value(device::KEY)?.as_bytes()?.try_into().ok())
            .filter(|key| admission.is_some_and(|admission| admission.is_device(key)));
        let mut keys: Vec<[u8; 32]> = founder.into_iter().chain(certified).collect();
        if !keys.contains(&here) {
            keys.push(here);
        }
        let laptops = keys.iter().map(|key| {
            let name = named.iter().find(|device| device.id == RecordId::device(key));
            Laptop {
                key: EntryHash(*key).to_hex(),
                name: name.map(|named| text(named, device::NAME)).unwrap_or_default(),
                number: compute_number(key),
                is_first: founder == Some(*key),
                may_be_ended: authorities
                    .is_some_and(|authorities| *key != here && authorities.binds(&here, key)),
                is_here: *key == here,
                entries: lines.iter().filter(|line| line.key == *key).map(|line| line.tip_seq).sum(),
                is_ended: !valid.contains(key),
            }
        });
        Ok(Laptops {
            laptops: laptops.collect(),
            number: compute_number(&feed.0),
            may_let_in: self.need_authority().is_ok() && !self.is_practice()?,
        })
    }

    /// What a new laptop says of itself. Nothing is written.
    ///
    /// # Errors
    /// `sync.not_a_request`, `sync.request_damaged`; `pairing.own_request` on the laptop that made it, `pairing.ended` for one that was ended.
    pub fn look_at_request(&self, request: &[u8]) -> Result<Waiting, Failure> {
        Ok(Waiting::from(&self.read_request(request)?))
    }

    fn read_request(&self, request: &[u8]) -> Result<PairingRequest, Failure> {
        let request = PairingRequest::parse_file(request)?;
        if request.device == self.store().ledger()?.device_key() {
            return Err(Failure::new("pairing.own_request"));
        }
        let key = EntryHash(request.device).to_hex();
        if self.list_laptops()?.laptops.iter().any(|laptop| laptop.key == key && laptop.is_ended) {
            return Err(Failure::new("pairing.ended"));
        }
        Ok(request)
    }

    /// Lets a laptop in and writes the file that it waits for, with all that the office has. The same again writes the file again.
    ///
    /// # Errors
    /// Those of [`Self::look_at_request`], `user.not_permitted`, `pairing.not_the_founder`, `pairing.name`, `user.unknown`, and those of writing a bundle.
    pub fn let_laptop_in(&mut self, request: &[u8], new: &LetIn, path: &Path) -> Result<BundleMade, Failure> {
        let request = self.read_request(request)?;
        let name = read_name(&new.name)?;
        let users = self.list_users()?;
        let user =
            users.iter().find(|user| user.id == new.user && user.role.is_some() && !user.login.is_empty());
        let user = user.ok_or_else(|| Failure::new("user.unknown").with("login", ""))?;
        let answer = PairingAnswer {
            request: request.hash(),
            user: *new.user.as_bytes(),
            login: user.login.clone(),
            office: self.summary()?.name,
        };
        self.certify_device(&request.device, &name)?;
        self.write_answer(path, Carrying { everything: true, with_attachments: true }, answer)
    }

    /// Lets a device's log count under this name: the founder's word, an entry.
    fn certify_device(&mut self, key: &[u8; 32], name: &str) -> Result<(), Failure> {
        self.need_authority()?;
        let id = RecordId::device(key);
        let now = self.find(device::KIND, id)?;
        let writes = Writes::to(device::KIND, id).change(now.as_ref(), device::NAME, name).change(
            now.as_ref(),
            device::KEY,
            Value::Bytes(key.to_vec()),
        );
        match writes.into_group() {
            Some(group) => {
                let act = self.act("device.certified", vec![group])?;
                self.save(vec![act])
            }
            None => Ok(()),
        }
    }

    fn need_authority(&self) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        self.check_authority()
    }

    /// Refuses on any laptop whose word does not let others in: the first one's does, and whosever it was handed over to, until it is ended.
    pub(crate) fn check_authority(&self) -> Result<(), Failure> {
        let ledger = self.store().ledger()?;
        let here = ledger.device_key();
        let admission = ledger.find_admission()?;
        let is_authority = admission.is_some_and(|admission| admission.authorities().contains(&here));
        if is_authority
            && !admission.is_some_and(|admission| admission.list_ended_keys().any(|key| key == here))
        {
            Ok(())
        } else {
            Err(Failure::new("pairing.not_the_founder"))
        }
    }

    /// Whether this laptop founded the office.
    pub(crate) fn is_first_laptop(&self) -> Result<bool, Failure> {
        let ledger = self.store().ledger()?;
        let founder = ledger.find_admission()?.and_then(|admission| admission.authorities().founder());
        Ok(founder == Some(ledger.device_key()))
    }

    fn find_laptop(&self, key: &str) -> Result<(Laptop, [u8; 32]), Failure> {
        let unknown = || Failure::new("pairing.unknown");
        let found = self.list_laptops()?.laptops.into_iter().find(|laptop| laptop.key == key);
        Ok((found.ok_or_else(unknown)?, EntryHash::find_in_hex(key).ok_or_else(unknown)?.0))
    }

    /// Gives a laptop another name.
    ///
    /// # Errors
    /// `user.not_permitted`, `pairing.not_the_founder`, `pairing.unknown`, `pairing.name`.
    pub fn rename_laptop(&mut self, key: &str, name: &str) -> Result<(), Failure> {
        let (_, key) = self.find_laptop(key)?;
        let name = read_name(name)?;
        self.certify_device(&key, &name)
    }

    /// Ends a laptop: what it writes behind its last entry that is here is held on every laptop and at the province, and nothing more is sealed to it.
    ///
    /// # Errors
    /// `user.not_permitted`, `pairing.not_the_founder`, `pairing.unknown`, `pairing.first` for one whose word this one's does not bind: itself, a predecessor of equal rank, a successor.
    pub fn end_laptop(&mut self, key: &str, reason: &str) -> Result<(), Failure> {
        self.need_authority()?;
        let (laptop, key) = self.find_laptop(key)?;
        if !laptop.may_be_ended {
            return Err(Failure::new("pairing.first"));
        }
        let end = match self.find_end(&key)? {
            Some(end) => end,
            None => {
                self.see_all_of(&key, &laptop.name)?;
                self.find_end(&key)?.ok_or_else(|| Failure::new("pairing.unknown"))?
            }
        };
        let reason = reason.trim();
        let group = Writes::to(revocation::KIND, RecordId::device(&key))
            .set(revocation::KEY, Value::Bytes(key.to_vec()))
            .set(revocation::LOG, Value::Bytes(end.log.0.to_vec()))
            .set(revocation::LAST_SEQ, Value::Int(end.seq.cast_signed()))
            .set(revocation::LAST_HASH, Value::Bytes(end.hash.0.to_vec()))
            .set_some(revocation::REASON, Some(reason).filter(|reason| !reason.is_empty()))
            .group();
        let act = self.act("device.revoked", vec![group])?;
        self.save(vec![act])
    }

    fn find_end(&self, key: &[u8; 32]) -> Result<Option<End>, Failure> {
        let ledger = self.store().ledger()?;
        Ok(find_end(ledger.lines().as_slice(), key, &ledger.device_key()))
    }

    /// Writes an entry that saw whatever a laptop wrote: its name once more.
    fn see_all_of(&mut self, key: &[u8; 32], name: &str) -> Result<(), Failure> {
        let group = Writes::to(device::KIND, RecordId::device(key)).set(device::NAME, name).group();
        let act = self.act("device.seen", vec![group])?;
        self.save(vec![act])
    }

    /// Everything that another laptop of the office may have.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_entries(&self) -> Result<Vec<Entry>, Failure> {
        Ok(self.store().ledger()?.list_entries()?)
    }

    /// Takes in what another laptop of the office wrote.
    ///
    /// # Errors
    /// Those of [`tilik_store::ledger::Ledger::receive`].
    pub fn receive(&mut self, entries: Vec<Entry>) -> Result<Received, Failure> {
        let received = self.store_mut().receive(entries)?;
        self.heed_roles()?;
        Ok(received)
    }
}

/// The last entry that is accepted when all logs of a key end: it, and whatever it saw.
struct End {
    log: LogId,
    seq: u64,
    hash: EntryHash,
}

/// An entry that saw all that a key wrote: one of its own, or of the laptop that is here, which has seen what a copied laptop wrote apart. Who never wrote anything ends before a log that there is none
/// of.
fn find_end(lines: &[Line], key: &[u8; 32], here: &[u8; 32]) -> Option<End> {
    let tips: Vec<_> = lines
        .iter()
        .zip(0u32..)
        .filter(|(line, _)| !line.is_private)
        .map(|(line, number)| (line, Position { line: number, seq: line.tip_seq }))
        .collect();
    let of = |key: &[u8; 32]| tips.iter().filter(|(line, _)| line.key == *key).collect::<Vec<_>>();
    let (own, ours) = (of(key), of(here));
    if own.is_empty() {
        return Some(End { log: LogId([0; 16]), seq: 0, hash: EntryHash([0; 32]) });
    }
    let saw_all =
        |(line, at): &&&(&Line, Position)| own.iter().all(|(_, tip)| tip == at || saw(*at, &line.view, *tip));
    let found = own.iter().chain(&ours).find(saw_all)?;
    Some(End { log: found.0.log, seq: found.0.tip_seq, hash: found.0.tip_hash })
}

/// The folder of a further laptop of an office, before its user can open it: made here for somebody else. Its device must be certified by the first
/// laptop, and it must hold the office's entries, or nobody has a role in it.
pub(crate) struct Joining {
    store: Store,
}

impl Joining {
    /// Makes the folder, for a user who has a role in the office.
    ///
    /// # Errors
    /// Those of [`Store::create`].
    pub(crate) fn begin(
        folder: &Path,
        feed: FeedId,
        user: &SlotUser,
        password: &str,
        cost: Cost,
        host: &Arc<dyn Host>,
    ) -> Result<Self, Failure> {
        let new = NewOffice { user, password, cost, others: &[], acts: Vec::new() };
        let (mut store, _) =
            Store::create(folder, host.marks(), new, Arc::clone(host) as Arc<dyn Surroundings>)?;
        store.join_feed(feed)?;
        Ok(Self { store })
    }

    /// The public key that the first laptop certifies.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn device_key(&self) -> Result<[u8; 32], Failure> {
        Ok(self.store.ledger()?.device_key())
    }

    /// Takes in the office's entries; then the folder can be opened.
    ///
    /// # Errors
    /// Those of [`Store::receive`].
    pub(crate) fn finish(mut self, entries: Vec<Entry>) -> Result<Received, Failure> {
        Ok(self.store.receive(entries)?)
    }
}

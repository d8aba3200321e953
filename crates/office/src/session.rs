//! An office, opened by a user: who acts, in which role, and the one way to save an act.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use tilik_appraisal::reference::ReferencePack;
use tilik_journal::catalogue::{self, KindSpec, office, user};
use tilik_journal::{Document, Group, RecordId, Retention, Role, UserId, Value};
use tilik_store::database::Check;
use tilik_store::keys::{Cost, OpenedBy, SlotName, SlotUser, Unlock};
use tilik_store::ledger::{Act, Row};
use tilik_store::{NewOffice, Store, StoreError, Surroundings};
use uuid::Uuid;
use zeroize::Zeroize;

use crate::pairing::NOBODY;
use crate::place::check_name;
use crate::record::{self, Writes};
use crate::safekeeping;
use crate::standing::Kept;
use crate::undo::History;
use crate::{Failure, Host};

/// The login of the head of an office, unless another is chosen.
pub const HEAD_LOGIN: &str = "kepala";

/// The user who acts.
#[derive(Debug, Clone, Serialize)]
pub struct Actor {
    /// The user.
    pub id: Uuid,
    /// The login.
    pub login: String,
    /// The role as it stands.
    pub role: Role,
    /// The person on the staff, where the user is one.
    pub person: Option<RecordId>,
    /// The NIP that the user was let in with; empty where none was said.
    pub nip: String,
}

/// An office, opened.
pub struct Office {
    store: Store,
    host: Arc<dyn Host>,
    /// Or why nobody may act.
    actor: Result<Actor, Failure>,
    pack: &'static ReferencePack,
    /// What this session did, to be undone.
    pub(crate) history: History,
    /// How everybody stands, as it was read last.
    pub(crate) kept: Kept,
}

/// What a new office needs.
#[derive(Debug, Clone, Copy)]
pub struct Founding<'a> {
    /// The office's name.
    pub name: &'a str,
    /// The head's login.
    pub login: &'a str,
    /// The head's passphrase.
    pub password: &'a str,
    /// How much work a guess of it shall cost.
    pub cost: Cost,
}

/// What a whole new office is made of.
pub(crate) struct FirstActs<'a> {
    pub(crate) head: SlotUser,
    pub(crate) password: &'a str,
    pub(crate) cost: Cost,
    /// Who else can open it, and with which passphrase.
    pub(crate) others: &'a [(SlotUser, &'a str)],
    /// What is written of the office and of all of them.
    pub(crate) groups: Vec<Group>,
}

/// The two halves of the recovery code, each for a sheet of its own.
#[derive(Clone, Serialize)]
pub struct Recovery {
    /// For the office's safe.
    pub first: String,
    /// For the personnel agency.
    pub second: String,
}

impl std::fmt::Debug for Recovery {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Recovery(..)")
    }
}

impl Drop for Recovery {
    fn drop(&mut self) {
        self.first.zeroize();
        self.second.zeroize();
    }
}

/// How the office stands, for the first screen.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Summary {
    /// The office's name.
    pub name: String,
    /// Who is here: the person as whom the user acts, with titles; else the user's own name. Empty after an opening by recovery code.
    pub user: String,
    /// People on the staff.
    pub staff: usize,
    /// SKPs.
    pub skps: usize,
    /// Evaluations, whatever their state.
    pub evaluations: usize,
    /// Evaluations closed.
    pub closed: usize,
    /// Whether the office is for practice: its people are invented, its sheets say LATIHAN.
    pub is_practice: bool,
}

impl Office {
    /// Founds an office in a new folder and opens it for its head.
    ///
    /// # Errors
    /// `office.name_missing`, and those of [`Store::create`].
    pub fn found(
        root: &Path,
        founding: Founding<'_>,
        host: Arc<dyn Host>,
    ) -> Result<(Self, Recovery), Failure> {
        let name = founding.name.trim();
        if name.is_empty() {
            return Err(Failure::new("office.name_missing"));
        }
        let head = SlotUser { user: host.new_user_id(), login: founding.login.to_lowercase() };
        let groups = vec![
            Writes::to(user::KIND, RecordId(head.user))
                .set(user::NAME, head.login.as_str())
                .set(user::ROLE, Role::Kepala.word())
                .group(),
            Writes::to(office::KIND, office_id()).set(office::NAME, name).set(office::AGENCY, name).group(),
        ];
        let (password, cost) = (founding.password, founding.cost);
        Self::found_by(root, FirstActs { head, password, cost, others: &[], groups }, host)
    }

    /// Founds an office by one act of its head that says all of it.
    pub(crate) fn found_by(
        root: &Path,
        first: FirstActs<'_>,
        host: Arc<dyn Host>,
    ) -> Result<(Self, Recovery), Failure> {
        check_name(root)?;
        let FirstActs { head, password, cost, others, groups } = first;
        let founded = Act {
            actor: UserId(head.user),
            word: "office.founded".into(),
            retention: Retention::Control,
            groups,
            expects: Vec::new(),
        };
        let new = NewOffice { user: &head, password, cost, others, acts: vec![founded] };
        let (store, sheets) =
            Store::create(root, host.marks(), new, Arc::clone(&host) as Arc<dyn Surroundings>)?;
        let recovery = Recovery { first: sheets.first().to_owned(), second: sheets.second().to_owned() };
        let mut office = Self {
            store,
            host,
            actor: Err(Failure::new("user.none")),
            pack: ReferencePack::builtin(),
            history: History::default(),
            kept: Kept::default(),
        };
        office.actor = Ok(office.read_actor(head)?);
        Ok((office, recovery))
    }

    /// Opens an office for a user with a passphrase.
    ///
    /// # Errors
    /// Those of [`Store::open`]; `user.withdrawn` when the user has no role any more.
    pub fn open(root: &Path, login: &str, password: &str, host: Arc<dyn Host>) -> Result<Self, Failure> {
        let unlock = Unlock::Password { name: SlotName::Login(login), password };
        let mut office = Self::open_with(root, unlock, host)?;
        let OpenedBy::User(slot) = office.store.vault().opened_by().clone() else {
            return Err(Failure::new("user.withdrawn"));
        };
        office.actor = Ok(office.read_actor(slot)?);
        Ok(office)
    }

    /// Opens an office with both halves of the recovery code. Nobody acts until a user gets a new passphrase.
    ///
    /// # Errors
    /// Those of [`Store::open`].
    pub fn open_with_recovery(
        root: &Path,
        first: &str,
        second: &str,
        host: Arc<dyn Host>,
    ) -> Result<Self, Failure> {
        Self::open_with(root, Unlock::Recovery { first, second }, host)
    }

    /// Who may open the office in a folder, by login, as its slot file says without being opened; `None` where there is no office.
    ///
    /// # Errors
    /// Those of reading the slot file.
    pub fn list_logins(root: &Path) -> Result<Option<Vec<String>>, Failure> {
        safekeeping::settle(root)?;
        match tilik_store::vault::list_users(root) {
            Ok(users) => {
                let logins = users.into_iter().map(|user| user.login).filter(|login| login != NOBODY);
                Ok(Some(logins.collect()))
            }
            Err(StoreError::FolderMissing { .. }) => Ok(None),
            Err(StoreError::KeysMissing) if is_empty(root) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn open_with(root: &Path, unlock: Unlock<'_>, host: Arc<dyn Host>) -> Result<Self, Failure> {
        safekeeping::settle(root)?;
        let store = Store::open(
            root,
            host.marks(),
            unlock,
            Check::Opening,
            Arc::clone(&host) as Arc<dyn Surroundings>,
        )?;
        Ok(Self {
            store,
            host,
            actor: Err(Failure::new("user.none")),
            pack: ReferencePack::builtin(),
            history: History::default(),
            kept: Kept::default(),
        })
    }

    fn read_actor(&self, slot: SlotUser) -> Result<Actor, Failure> {
        let document = self.find(user::KIND, RecordId(slot.user))?;
        let role = document.as_ref().and_then(|user| user.value(user::ROLE)).and_then(Role::find);
        let person = document.as_ref().and_then(|user| user.record(user::PERSON));
        let nip = document.as_ref().map(|user| record::text(user, user::NIP)).unwrap_or_default();
        match role {
            Some(role) => Ok(Actor { id: slot.user, login: slot.login, role, person, nip }),
            None => Err(Failure::new("user.withdrawn").with("login", slot.login)),
        }
    }

    /// The store, for the few use cases that are about the file itself.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store, to change the file itself.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The machine.
    #[must_use]
    pub fn host(&self) -> &Arc<dyn Host> {
        &self.host
    }

    /// Today where the laptop stands.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.host.today()
    }

    /// The regulations in force.
    #[must_use]
    pub fn pack(&self) -> &'static ReferencePack {
        self.pack
    }

    /// Who acts.
    ///
    /// # Errors
    /// `user.none` after an opening by recovery code, `user.withdrawn` when what came in says that this user has no role any more.
    pub fn actor(&self) -> Result<&Actor, Failure> {
        self.actor.as_ref().map_err(Clone::clone)
    }

    /// Reads anew who acts, after an act about the user's own account.
    pub(crate) fn look_at_actor(&mut self) -> Result<(), Failure> {
        let Actor { id, login, .. } = self.actor()?.clone();
        self.actor = Ok(self.read_actor(SlotUser { user: id, login })?);
        self.kept.forget_oneself();
        Ok(())
    }

    /// Heeds what came in of the role of whoever is here: what he wrote without one would be held everywhere.
    pub(crate) fn heed_roles(&mut self) -> Result<(), Failure> {
        let looked = self.actor.is_ok().then(|| self.look_at_actor());
        match looked {
            Some(Err(withdrawn)) if withdrawn.code == "user.withdrawn" => {
                self.actor = Err(withdrawn);
                Ok(())
            }
            looked => looked.unwrap_or(Ok(())),
        }
    }

    /// Refuses whoever does not have one of these roles.
    ///
    /// # Errors
    /// `user.not_permitted` naming the role.
    pub fn need_role(&self, roles: &[Role]) -> Result<(), Failure> {
        let actor = self.actor()?;
        if roles.contains(&actor.role) {
            return Ok(());
        }
        Err(Failure::new("user.not_permitted").with("role", actor.role.word()))
    }

    /// Prepares an act of the user who is here.
    pub(crate) fn act(&self, word: &str, groups: Vec<Group>) -> Result<Act, Failure> {
        Ok(Act {
            actor: UserId(self.actor()?.id),
            word: word.to_owned(),
            retention: Retention::Career,
            groups,
            expects: Vec::new(),
        })
    }

    /// Saves acts, all or none. None of them chooses between versions that its screen did not show.
    pub(crate) fn save(&mut self, acts: Vec<Act>) -> Result<(), Failure> {
        if !acts.is_empty() {
            self.check_undisputed(&acts)?;
            let undo = self.prepare_undo(&acts)?;
            let is_import = acts.iter().any(|act| act.word == "person.imported");
            self.store.commit(acts)?;
            self.remember_undo(undo, is_import);
        }
        Ok(())
    }

    /// A record.
    pub(crate) fn find(&self, kind: u32, id: RecordId) -> Result<Option<Document>, Failure> {
        Ok(self.store.ledger()?.find_document(kind, id)?)
    }

    /// The records of a kind that were not withdrawn.
    pub(crate) fn list(&self, kind: u32) -> Result<Vec<Document>, Failure> {
        let documents = self.store.ledger()?.list_documents(get_kind(kind)?)?;
        Ok(documents.into_iter().filter(|document| !record::is_gone(document)).collect())
    }

    /// The records of a kind that were withdrawn.
    pub(crate) fn list_gone(&self, kind: u32) -> Result<Vec<Document>, Failure> {
        let documents = self.store.ledger()?.list_retracted(get_kind(kind)?)?;
        Ok(documents.into_iter().filter(record::is_gone).collect())
    }

    /// The records of a kind with a value in a field, that were not withdrawn.
    pub(crate) fn list_where(
        &self,
        kind: u32,
        field: u32,
        value: impl Into<Value>,
    ) -> Result<Vec<Document>, Failure> {
        let documents = self.store.ledger()?.list_documents_where(get_kind(kind)?, field, &value.into())?;
        Ok(documents.into_iter().filter(|document| !record::is_gone(document)).collect())
    }

    /// Rows of a kind, or of those with a value in a field, that were not withdrawn: some values in force, without the whole documents.
    pub(crate) fn list_rows(
        &self,
        kind: u32,
        of: Option<(u32, Value)>,
        fields: &[u32],
    ) -> Result<Vec<Row>, Failure> {
        let of = of.as_ref().map(|(field, value)| (*field, value));
        let mut rows = self.store.ledger()?.list_rows(get_kind(kind)?, of, fields)?;
        rows.retain(|row| !row.is_retracted);
        Ok(rows)
    }

    /// The office's own record.
    pub(crate) fn office_record(&self) -> Result<Document, Failure> {
        self.find(office::KIND, office_id())?.ok_or_else(|| Failure::new("store.not_founded"))
    }

    /// The person who heads the office, where known.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_head(&self) -> Result<Option<RecordId>, Failure> {
        Ok(self.office_record()?.record(office::HEAD))
    }

    /// How the office stands.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn summary(&self) -> Result<Summary, Failure> {
        let evaluations = self.list_rows(catalogue::evaluation::KIND, None, &[])?;
        let record = self.office_record()?;
        Ok(Summary {
            name: record::text(&record, office::NAME),
            is_practice: is_practice(&record),
            user: self.user_name()?,
            staff: self.list_rows(catalogue::person::KIND, None, &[])?.len(),
            skps: self.list_rows(catalogue::skp::KIND, None, &[])?.len(),
            closed: evaluations
                .iter()
                .filter(|evaluation| evaluation.stage == Some(tilik_journal::document::Mark::Closed))
                .count(),
            evaluations: evaluations.len(),
        })
    }

    /// Whether the office is for practice. The record says so, so that a copy of it is for practice too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_practice(&self) -> Result<bool, Failure> {
        Ok(is_practice(&self.office_record()?))
    }

    fn user_name(&self) -> Result<String, Failure> {
        let Ok(actor) = &self.actor else { return Ok(String::new()) };
        if let Some(person) = self.acts_as()?.map(|id| self.find_person(id)).transpose()?.flatten() {
            return Ok(person.name.full());
        }
        let own = self.find(user::KIND, RecordId(actor.id))?;
        Ok(own.map_or_else(|| actor.login.clone(), |own| record::text(&own, user::NAME)))
    }

    /// Marks a new office as one for practice, for good.
    pub(crate) fn mark_practice(&mut self) -> Result<(), Failure> {
        let group = Writes::to(office::KIND, office_id()).set(office::PRACTICE, true).group();
        let act = self.act("office.practice_marked", vec![group])?;
        self.save(vec![act])
    }

    /// Sets what sheets print of the office: agency line and place of signing.
    ///
    /// # Errors
    /// Those of saving.
    pub fn set_letterhead(&mut self, agency: &str, place: &str) -> Result<(), Failure> {
        let now = self.office_record()?;
        let writes = Writes::to(office::KIND, office_id())
            .change(Some(&now), office::AGENCY, agency.trim())
            .change(Some(&now), office::PLACE, place.trim());
        let groups: Vec<_> = writes.into_group().into_iter().collect();
        if groups.is_empty() {
            return Ok(());
        }
        let act = self.act("office.letterhead_set", groups)?;
        self.save(vec![act])
    }
}

/// The office's own record has one name in every file: it is found without looking.
pub(crate) fn office_id() -> RecordId {
    RecordId(Uuid::nil())
}

fn is_practice(office: &Document) -> bool {
    office.value(office::PRACTICE) == Some(&Value::Bool(true))
}

/// Whether nothing lies in a folder: an office without its keys is damaged, a folder without anything is no office.
fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

pub(crate) fn get_kind(kind: u32) -> Result<&'static KindSpec, Failure> {
    catalogue::find_kind(kind).ok_or_else(|| Failure::new("office.kind_unknown").with("kind", kind))
}

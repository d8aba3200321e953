//! Users of the application: their roles in the journal, their passphrases in the key slots.

use serde::{Deserialize, Serialize};
use tilik_journal::catalogue::{person, user};
use tilik_journal::{RecordId, Role};
use tilik_store::keys::{Cost, SlotUser};
use uuid::Uuid;

use crate::authenticity::KEY_KEEPERS;
use crate::record::{Writes, text};
use crate::sheet::KEEPERS;
use crate::{Failure, Office};

/// A user.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct User {
    /// The user.
    pub id: Uuid,
    /// The login; empty for a user without a key slot of this file.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role; none when it was withdrawn.
    pub role: Option<Role>,
    /// The person on the staff, where the user is one.
    pub person: Option<RecordId>,
    /// The NIP of the person as whom the user acts; empty without one.
    pub nip: String,
    /// The name with titles of the person as whom the user acts; empty without one.
    pub person_name: String,
    /// Whether this is the user who is here.
    pub is_self: bool,
}

/// Who is here, and what the role allows.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Me {
    /// The login.
    pub login: String,
    /// The role.
    pub role: Role,
    /// Whether the user may let others in and out.
    pub may_manage: bool,
    /// Whether the user keeps papers: notes signatures, refusals, objections, scans.
    pub may_keep_papers: bool,
    /// Whether the user may give this office's keys away and take in others'.
    pub may_exchange_keys: bool,
}

/// A head's account is another person's than the staff list says: which of the two is here is asked once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct HeadQuestion {
    /// The NIP of whoever heads the office by the list.
    pub nip: String,
    /// That person's name with titles.
    pub name: String,
    /// The NIP of the account.
    pub own_nip: String,
    /// Its name.
    pub own_name: String,
}

/// What happens when somebody is let in no more.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Removal {
    /// The user.
    pub user: User,
    /// How many people the user assesses today, for whom somebody else has to be named or to record.
    pub assesses: usize,
    /// Who can still come in afterwards.
    pub others: Vec<String>,
}

/// What a user with another role needs.
#[derive(Debug, Clone, Serialize, Deserialize, ts_rs::TS)]
pub struct NewRole {
    /// The login.
    pub login: String,
    /// The role from now on.
    pub role: Role,
    /// The NIP of the person whom the user acts for; none leaves it as it is. Needed for a *penilai* who is nobody on the staff yet.
    pub nip: Option<String>,
}

/// What a new user needs.
#[derive(Debug, Clone, Serialize, Deserialize, ts_rs::TS)]
pub struct NewUser {
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The NIP of the person, where the user is on the staff; needed for a *penilai*.
    pub nip: Option<String>,
    /// The passphrase.
    pub password: String,
}

impl Office {
    /// Every user.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_users(&self) -> Result<Vec<User>, Failure> {
        let slots = self.store().vault().list_users();
        let here = self.actor().ok().map(|actor| actor.id);
        let mut users = Vec::new();
        for document in self.list(user::KIND)? {
            let person = document.record(user::PERSON);
            let role = document.value(user::ROLE).and_then(Role::find);
            let acts_as = match role {
                Some(role) => self.person_of(person, &text(&document, user::NIP), role)?,
                None => person,
            };
            let known = acts_as.map(|id| self.find_person(id)).transpose()?.flatten();
            let slot = slots.iter().find(|slot| slot.user == document.id.0);
            users.push(User {
                id: document.id.0,
                login: slot.map(|slot| slot.login.clone()).unwrap_or_default(),
                name: text(&document, user::NAME),
                role,
                person,
                nip: known.as_ref().map(|person| person.nip.clone()).unwrap_or_default(),
                person_name: known.map(|person| person.name.full()).unwrap_or_default(),
                is_self: here == Some(document.id.0),
            });
        }
        users.sort_by(|a, b| a.login.cmp(&b.login));
        Ok(users)
    }

    /// Which person a user is: the one that the account names, else the one with its NIP. Only a head's account that says neither is whoever heads the office: one that
    /// says another NIP is somebody else's, until the head says otherwise ([`Self::claim_head`]).
    pub(crate) fn person_of(
        &self,
        named: Option<RecordId>,
        nip: &str,
        role: Role,
    ) -> Result<Option<RecordId>, Failure> {
        if named.is_some() {
            return Ok(named);
        }
        if !nip.is_empty() {
            let found = self.list_where(person::KIND, person::NIP, nip)?;
            let found = found.iter().find(|found| found.record(person::JOINED_INTO).is_none());
            return Ok(found.map(|found| found.id));
        }
        if role == Role::Kepala { self.find_head() } else { Ok(None) }
    }

    /// What to ask a head whose account has another NIP than whoever heads the office by the staff list.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn find_head_question(&self) -> Result<Option<HeadQuestion>, Failure> {
        let actor = self.actor()?;
        if actor.role != Role::Kepala || actor.person.is_some() || actor.nip.is_empty() {
            return Ok(None);
        }
        let head = self.find_head()?.map(|id| self.find_person(id)).transpose()?.flatten();
        let Some(head) = head.filter(|head| head.nip != actor.nip) else { return Ok(None) };
        let own = self.find(user::KIND, RecordId(actor.id))?;
        Ok(Some(HeadQuestion {
            nip: head.nip.clone(),
            name: head.name.full(),
            own_nip: actor.nip.clone(),
            own_name: own.map(|own| text(&own, user::NAME)).unwrap_or_default(),
        }))
    }

    /// The head says to be the person who heads the office by the staff list: the account is that person's from now on.
    ///
    /// # Errors
    /// `user.not_permitted`, `person.unknown`, `user.not_the_head` when nobody asks whether the user is that person: somebody else heads the office by now, or it is settled
    /// who the user is; and those of saving.
    pub fn claim_head(&mut self, nip: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let head = self.get_person_by_nip(nip)?;
        if self.find_head_question()?.is_none_or(|question| question.nip != head.nip) {
            return Err(Failure::new("user.not_the_head").with("nip", nip));
        }
        let id = RecordId(self.actor()?.id);
        let now = self.find(user::KIND, id)?;
        if let Some(group) =
            Writes::to(user::KIND, id).change(now.as_ref(), user::PERSON, head.id).into_group()
        {
            let act = self.act("user.head_claimed", vec![group])?;
            self.save(vec![act])?;
            self.look_at_actor()?;
        }
        Ok(())
    }

    /// What a user was called, each name with the moment from which on: the person as whom the user acts, else the user's own name. An account that becomes somebody's
    /// leaves what was done before under its former name.
    pub(crate) fn list_user_names(&self, id: RecordId) -> Result<Vec<(i64, String)>, Failure> {
        let mut names = Vec::new();
        let (mut own, mut person) = (String::new(), None);
        for entry in self.store().ledger()?.list_history(user::KIND, id)? {
            let written =
                |field| entry.writes.iter().find(|(known, _)| *known == field).map(|(_, value)| value);
            let (name, acts_as) = (written(user::NAME), written(user::PERSON));
            if entry.held.is_some() || (name.is_none() && acts_as.is_none()) {
                continue;
            }
            if let Some(name) = name {
                own = name.as_text().unwrap_or_default().to_owned();
            }
            if let Some(acts_as) = acts_as {
                person = acts_as.as_record();
            }
            let known = person.map(|person| self.find_person(person)).transpose()?.flatten();
            names.push((entry.made_at, known.map_or_else(|| own.clone(), |known| known.name.full())));
        }
        Ok(names)
    }

    /// Who is here.
    ///
    /// # Errors
    /// `user.none` after an opening by recovery code.
    pub fn me(&self) -> Result<Me, Failure> {
        let actor = self.actor()?;
        Ok(Me {
            login: actor.login.clone(),
            role: actor.role,
            may_manage: actor.role == Role::Kepala,
            may_keep_papers: KEEPERS.contains(&actor.role),
            may_exchange_keys: KEY_KEEPERS.contains(&actor.role),
        })
    }

    /// What would happen if a user were let in no more; nothing is written.
    ///
    /// # Errors
    /// `user.not_permitted`, `user.unknown`, `user.self`.
    pub fn plan_removal(&self, login: &str) -> Result<Removal, Failure> {
        self.need_role(&[Role::Kepala])?;
        let slot = self.get_other(login)?;
        let users = self.list_users()?;
        let others = users
            .iter()
            .filter(|user| !user.login.is_empty() && user.id != slot.user)
            .map(|user| user.login.clone())
            .collect();
        let user = users.into_iter().find(|user| user.id == slot.user);
        let user = user.ok_or_else(|| Failure::new("user.unknown").with("login", login))?;
        let (superiors, today) = (self.list_superiors()?, self.today());
        let people = self.list_people()?;
        let assesses =
            people.iter().filter(|person| superiors.is_assessed_by(person.id, user.person, today)).count();
        Ok(Removal { user, assesses, others })
    }

    /// Lets somebody in. The key slot is written first: a slot without a role opens nothing to do, a role without a slot would lock somebody out.
    ///
    /// # Errors
    /// `user.not_permitted`, `user.person_missing`, `user.role_without_login`, `person.unknown`, and those of [`tilik_store::Vault::add_user`].
    pub fn add_user(&mut self, new: &NewUser, cost: Cost) -> Result<Uuid, Failure> {
        self.need_role(&[Role::Kepala])?;
        let person = match &new.nip {
            Some(nip) => Some(self.get_person_by_nip(nip)?.id),
            None if new.role == Role::Penilai => return Err(Failure::new("user.person_missing")),
            None => None,
        };
        // A pegawai works inside a file that somebody else unlocked, and never holds a slot.
        if new.role == Role::Pegawai {
            return Err(Failure::new("user.role_without_login"));
        }
        let id = self.host().new_user_id();
        self.remove_forgotten_slot(&new.login)?;
        let slot = SlotUser { user: id, login: new.login.to_lowercase() };
        self.store_mut().vault_mut()?.add_user(&slot, &new.password, cost)?;
        let writes = Writes::to(user::KIND, RecordId(id))
            .set(user::NAME, new.name.trim())
            .set(user::ROLE, new.role.word())
            .set(user::PERSON, person);
        let act = self.act("user.added", vec![writes.group()])?;
        self.save(vec![act])?;
        Ok(id)
    }

    /// Lets somebody in no more: the role is withdrawn, the slot removed, and the file gets a new key, so that a copy of the old slot opens nothing new.
    ///
    /// # Errors
    /// `user.not_permitted`, `user.unknown`, `user.self`, `store.last_slot`.
    pub fn remove_user(&mut self, login: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let slot = self.get_other(login)?;
        let writes = Writes::to(user::KIND, RecordId(slot.user)).set(user::ROLE, None::<String>);
        let act = self.act("user.removed", vec![writes.group()])?;
        self.save(vec![act])?;
        // The key first: ended in between, the slot is still there and the person can be removed again.
        self.store_mut().change_key()?;
        self.store_mut().vault_mut()?.remove_user(slot.user)?;
        Ok(())
    }

    /// Gives another user another role from now on. What was written in the former one stays, and so does the passphrase. Nobody changes the own role, so that the
    /// office is never without a head who can let others in.
    ///
    /// # Errors
    /// `user.not_permitted`, `user.unknown`, `user.self`, `user.role_without_login`, `user.person_missing`, `person.unknown`, and those of saving.
    pub fn change_role(&mut self, new: &NewRole) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let slot = self.get_other(&new.login)?;
        if new.role == Role::Pegawai {
            return Err(Failure::new("user.role_without_login"));
        }
        let id = RecordId(slot.user);
        let now = self.find(user::KIND, id)?;
        let person =
            new.nip.as_deref().map(|nip| self.get_person_by_nip(nip)).transpose()?.map(|found| found.id);
        let is_nobody = now.as_ref().and_then(|now| now.record(user::PERSON)).or(person).is_none();
        if new.role == Role::Penilai && is_nobody {
            return Err(Failure::new("user.person_missing"));
        }
        let writes = Writes::to(user::KIND, id)
            .change(now.as_ref(), user::ROLE, new.role.word())
            .change_some(now.as_ref(), user::PERSON, person);
        if let Some(group) = writes.into_group() {
            let act = self.act("user.role_changed", vec![group])?;
            self.save(vec![act])?;
        }
        Ok(())
    }

    /// Gives the user who is here a new passphrase.
    ///
    /// # Errors
    /// `store.wrong_password`, `store.weak_password`.
    pub fn change_password(&mut self, old: &str, new: &str, cost: Cost) -> Result<(), Failure> {
        let id = self.actor()?.id;
        self.store_mut().vault_mut()?.change_password(id, old, new, cost)?;
        Ok(())
    }

    /// Gives another user a new passphrase, whoever forgot the old one. The head's own is changed by knowing it.
    ///
    /// # Errors
    /// `user.not_permitted`, `user.unknown`, `user.own_password`, `store.weak_password`.
    pub fn set_password(&mut self, login: &str, new: &str, cost: Cost) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        let slot = self.get_slot(login)?;
        if slot.user == self.actor()?.id {
            return Err(Failure::new("user.own_password"));
        }
        self.store_mut().vault_mut()?.set_password(slot.user, new, cost)?;
        Ok(())
    }

    /// Gives a user a new passphrase after an opening with the recovery code.
    ///
    /// # Errors
    /// `user.recovery_needed` for anybody who opened with a passphrase, `user.unknown`, `store.weak_password`.
    pub fn reset_password(&mut self, login: &str, new: &str, cost: Cost) -> Result<(), Failure> {
        if self.actor().is_ok() {
            return Err(Failure::new("user.recovery_needed"));
        }
        let slot = self.get_slot(login)?;
        self.store_mut().vault_mut()?.set_password(slot.user, new, cost)?;
        Ok(())
    }

    /// Gives the file a new key.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of [`tilik_store::Store::change_key`].
    pub fn change_key(&mut self) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        Ok(self.store_mut().change_key()?)
    }

    /// A slot whose user was never given a role: the program was ended between the two. It opens nothing and must not keep its login.
    fn remove_forgotten_slot(&mut self, login: &str) -> Result<(), Failure> {
        if let Ok(slot) = self.get_slot(login)
            && self.find(user::KIND, RecordId(slot.user))?.is_none()
        {
            self.store_mut().vault_mut()?.remove_user(slot.user)?;
        }
        Ok(())
    }

    fn get_other(&self, login: &str) -> Result<SlotUser, Failure> {
        let slot = self.get_slot(login)?;
        if slot.user == self.actor()?.id {
            return Err(Failure::new("user.self").with("login", login));
        }
        Ok(slot)
    }

    fn get_slot(&self, login: &str) -> Result<SlotUser, Failure> {
        let login = login.to_lowercase();
        self.store()
            .vault()
            .list_users()
            .into_iter()
            .find(|slot| slot.login == login)
            .ok_or_else(|| Failure::new("user.unknown").with("login", login))
    }
}

/// Of the names of a user the one at a moment, in milliseconds as an entry says it.
pub(crate) fn name_at(names: &[(i64, String)], made_at: i64) -> String {
    let then = names.iter().rev().find(|(since, _)| *since <= made_at).or_else(|| names.first());
    then.map(|(_, name)| name.clone()).unwrap_or_default()
}

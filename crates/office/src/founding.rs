//! The first run: an office with its first users and all that is known of it, at once or not at all.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use tilik_appraisal::nip::Nip;
use tilik_appraisal::person_name::PersonName;
use tilik_journal::catalogue::{office, user};
use tilik_journal::{Group, RecordId, Role};
use tilik_store::keys::{Cost, SlotUser};

use crate::record::Writes;
use crate::recovery::Kept;
use crate::session::{FirstActs, Recovery, office_id};
use crate::{Failure, Host, Office};

/// The longest name of an office, a region or a place, in characters.
pub const LONGEST_NAME: usize = 200;

/// Somebody who can open the office from the beginning.
#[derive(Deserialize, ts_rs::TS)]
pub struct FirstUser {
    /// The login.
    pub login: String,
    /// The name with its titles.
    pub name: PersonName,
    /// The NIP as typed; empty for somebody who has none.
    pub nip: String,
    /// The passphrase.
    pub password: String,
}

/// What the first run asks.
#[derive(Deserialize, ts_rs::TS)]
pub struct FirstRun {
    /// The office's name.
    pub name: String,
    /// The regency, city or province that it belongs to.
    pub region: String,
    /// Where sheets are signed.
    pub place: String,
    /// The head, who alone may close and let others in.
    pub head: FirstUser,
    /// The operator, where there is one.
    pub operator: Option<FirstUser>,
}

impl Office {
    /// Founds an office with what the first run asked, and opens it for its head.
    ///
    /// # Errors
    /// `office.name_missing`, `office.name_too_long`, `user.name_missing`, those of [`Nip::parse`] with the login, and those of [`tilik_store::Store::create`]; then
    /// nothing is left at `root`.
    pub fn found_first(
        root: &Path,
        run: &FirstRun,
        cost: Cost,
        host: Arc<dyn Host>,
    ) -> Result<(Self, Recovery), Failure> {
        let name = read_name(&run.name)?;
        if name.is_empty() {
            return Err(Failure::new("office.name_missing"));
        }
        let today = host.today();
        let head = SlotUser { user: host.new_user_id(), login: run.head.login.trim().to_lowercase() };
        let office = Writes::to(office::KIND, office_id())
            .set(office::NAME, name.as_str())
            .set(office::AGENCY, name.as_str())
            .set(office::REGION, read_name(&run.region)?)
            .set(office::PLACE, read_name(&run.place)?)
            .set(office::RECOVERY, Kept::Made.word())
            .set(office::RECOVERY_ON, today.to_string());
        let mut groups = vec![introduce(&head, &run.head, Role::Kepala, host.as_ref())?, office.group()];
        let mut others = Vec::new();
        if let Some(operator) = &run.operator {
            let slot = SlotUser { user: host.new_user_id(), login: operator.login.trim().to_lowercase() };
            groups.push(introduce(&slot, operator, Role::Operator, host.as_ref())?);
            others.push((slot, operator.password.as_str()));
        }
        let password = run.head.password.as_str();
        Self::found_by(root, FirstActs { head, password, cost, others: &others, groups }, host)
    }
}

fn introduce(slot: &SlotUser, first: &FirstUser, role: Role, host: &dyn Host) -> Result<Group, Failure> {
    let name = PersonName::new(&first.name.front, &first.name.name, &first.name.back);
    if name.name.is_empty() {
        return Err(Failure::new("user.name_missing").with("login", slot.login.as_str()));
    }
    let nip = first.nip.trim();
    let nip = if nip.is_empty() { None } else { Some(read_nip(nip, host)?) };
    Ok(Writes::to(user::KIND, RecordId(slot.user))
        .set(user::NAME, read_name(&name.full())?)
        .set(user::ROLE, role.word())
        .set_some(user::NIP, nip)
        .group())
}

/// A NIP, bare, as far as its structure says that it can be one.
pub(crate) fn read_nip(typed: &str, host: &dyn Host) -> Result<String, Failure> {
    Ok(Nip::parse(typed, host.today())?.nip.into())
}

/// Line breaks of a pasted name become spaces.
fn read_name(typed: &str) -> Result<String, Failure> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > LONGEST_NAME {
        return Err(Failure::new("office.name_too_long").with("longest", LONGEST_NAME));
    }
    Ok(name)
}

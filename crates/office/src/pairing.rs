//! Two laptops of one office, without the province: the first certifies the second and both exchange what they wrote.

use std::path::Path;
use std::sync::Arc;

use tilik_journal::catalogue::device;
use tilik_journal::{Entry, FeedId, RecordId, Role};
use tilik_store::keys::{Cost, SlotUser};
use tilik_store::ledger::Received;
use tilik_store::{NewOffice, Store, Surroundings};

use crate::record::Writes;
use crate::{Failure, Host, Office};

impl Office {
    /// Lets a device's log count: the founder's word, an entry.
    ///
    /// # Errors
    /// `user.not_permitted`, `pairing.not_the_founder` on any laptop but the first.
    pub fn certify_device(&mut self, key: &[u8; 32], name: &str) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        self.check_founder()?;
        let writes = Writes::to(device::KIND, RecordId::device(key))
            .set(device::NAME, name)
            .set(device::KEY, tilik_journal::Value::Bytes(key.to_vec()));
        let act = self.act("device.certified", vec![writes.group()])?;
        self.save(vec![act])
    }

    /// Refuses on any laptop whose word does not let others in.
    pub(crate) fn check_founder(&self) -> Result<(), Failure> {
        let ledger = self.store().ledger()?;
        let feed = ledger.feed()?;
        let is_founder = ledger
            .lines()
            .as_slice()
            .iter()
            .any(|line| line.key == ledger.device_key() && FeedId::founded_by(line.log) == feed);
        if is_founder { Ok(()) } else { Err(Failure::new("pairing.not_the_founder")) }
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
        Ok(self.store_mut().receive(entries)?)
    }
}

/// The folder of a further laptop of an office, before its user can open it: its device must be certified by the first laptop, and it must
/// hold the office's entries, or nobody has a role in it.
pub struct Joining {
    store: Store,
}

impl Joining {
    /// Makes the folder, for a user who has a role in the office.
    ///
    /// # Errors
    /// Those of [`Store::create`].
    pub fn begin(
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
    pub fn device_key(&self) -> Result<[u8; 32], Failure> {
        Ok(self.store.ledger()?.device_key())
    }

    /// Takes in the office's entries; then the folder can be opened.
    ///
    /// # Errors
    /// Those of [`Store::receive`].
    pub fn finish(mut self, entries: Vec<Entry>) -> Result<Received, Failure> {
        Ok(self.store.receive(entries)?)
    }
}

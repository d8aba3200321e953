//! Handing the office over to a successor: a sealed file under keys of its own, the minutes that both sign, and the end of what is left here.
//!
//! The file is a whole copy of a new folder that was never this one: it holds what travels between laptops of one office and nothing else, so private notes, drafts and this laptop's
//! passphrases cannot be in it (`a_successor_has_all_but_what_is_private`). Invariant: nothing is wiped unless the act that certified the successor's laptop is the newest
//! of the office and somebody knows what only that laptop shows (`nothing_is_wiped_before_the_successor_has_opened_the_office_or_after_something_was_written`).

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tilik_forms::party::{Person as PersonOnPaper, PersonNumber, Stage};
use tilik_forms::serah_terima::{HandedItem, SerahTerima};
use tilik_forms::{Imprint, Moment, Options, Paper, Sheet, render};
use tilik_journal::authority::list_successors;
use tilik_journal::catalogue::{device, evaluation, office, person, skp, user};
use tilik_journal::document::Mark;
use tilik_journal::{Entry, FeedId, RecordId, Role, Value};
use tilik_store::keys::{Cost, SlotUser};
use tilik_store::{backup, wipe};
use uuid::Uuid;
use zeroize::Zeroize;

use crate::closing::long_date;
use crate::host::WithMarks;
use crate::pairing::Joining;
use crate::people::Person;
use crate::record::{self, Writes};
use crate::recovery::read_signs;
use crate::safekeeping::look_into;
use crate::scratch::Scratch;
use crate::{Failure, Office};

/// What the new folder is called in the journal.
const DEVICE_NAME: &str = "Laptop pejabat baru";
/// Signs of the passphrase that is made for a successor, five bits each.
const PASSPHRASE_SIGNS: usize = 20;
/// Signs of a group of it.
const GROUP: usize = 4;
/// Signs of a code of arrival, in two groups.
const CODE_SIGNS: usize = 8;
/// Without signs that people take for one another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BESIDE: &str = ".tilik-serah";
const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

/// To whom the office goes.
#[derive(Clone, Deserialize, ts_rs::TS)]
pub struct Successor {
    /// The login in the new folder.
    pub login: String,
    /// The name with its titles.
    pub name: String,
    /// The NIP as typed; empty where none is known.
    pub nip: String,
    /// The passphrase that opens the file: the successor's own, or one on paper that is changed at once.
    pub password: String,
}

impl Drop for Successor {
    fn drop(&mut self) {
        self.password.zeroize();
    }
}

/// What goes along, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct HandedOver {
    /// People on the staff.
    pub people: usize,
    /// Plans.
    pub plans: usize,
    /// Evaluations that are final.
    pub closed: usize,
    /// Evaluations that are not.
    pub open: usize,
    /// Scans, pictures and emblems.
    pub attachments: usize,
    /// Entries of the journal.
    pub entries: usize,
}

/// A file that was made and opened once to see that it opens.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct HandoverMade {
    /// What is in it.
    pub contents: HandedOver,
    /// The beginning of its SHA-256, in groups, as the minutes print it.
    pub fingerprint: String,
    /// Bytes of the file.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// What a wiping could not reach.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct Wiped {
    /// Folders beside the office that hold an office too.
    pub left: Vec<PathBuf>,
}

impl Office {
    /// What would go along to a successor; nothing is written.
    ///
    /// # Errors
    /// `user.not_permitted`, `handover.practice`, `pairing.not_the_founder`, and those of reading.
    pub fn plan_handover(&self) -> Result<HandedOver, Failure> {
        self.need_role(&[Role::Kepala])?;
        if self.is_practice()? {
            return Err(Failure::new("handover.practice"));
        }
        self.check_authority()?;
        self.count_handed_over(self.list_entries()?.len())
    }

    /// Makes the sealed file of a successor at `path`. It is opened with the successor's passphrase and compared with this office before it is there under its name.
    ///
    /// # Errors
    /// Those of [`Self::plan_handover`]; `user.name_missing`, those of the NIP, `store.weak_password`, `store.login_unusable`; `handover.attachment_lacking` when a paper named in the journal is
    /// not on this laptop; `handover.copy_differs`; those of the disk. Then there is no file.
    pub fn make_handover(
        &mut self,
        successor: &Successor,
        path: &Path,
        cost: Cost,
    ) -> Result<HandoverMade, Failure> {
        self.plan_handover()?;
        self.check_attachments()?;
        let name = successor.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(Failure::new("user.name_missing").with("login", successor.login.as_str()));
        }
        let nip = match successor.nip.trim() {
            "" => None,
            typed => Some(crate::founding::read_nip(typed, self.host().as_ref())?),
        };
        let host = Arc::clone(self.host());
        let root = self.store().vault().folder().paths().root().to_path_buf();
        let scratch = Scratch::beside(&root, BESIDE)?;
        let folder = scratch.place("kantor");
        let new_host = WithMarks::at(&host, scratch.place("marks"));
        let slot = SlotUser { user: host.new_user_id(), login: successor.login.trim().to_lowercase() };
        let feed = self.store().ledger()?.feed()?;
        let joining = Joining::begin(&folder, feed, &slot, &successor.password, cost, &new_host)?;
        let (key, own_key) = (joining.device_key()?, self.store().ledger()?.device_key());
        let groups = vec![
            Writes::to(user::KIND, RecordId(slot.user))
                .set(user::NAME, name)
                .set(user::ROLE, Role::Kepala.word())
                .set_some(user::NIP, nip)
                .group(),
            Writes::to(device::KIND, RecordId::device(&key))
                .set(device::NAME, DEVICE_NAME)
                .set(device::KEY, Value::Bytes(key.to_vec()))
                .set(device::SUCCEEDS, Value::Bytes(own_key.to_vec()))
                .group(),
        ];
        let act = self.act("office.handed_over", groups)?;
        self.save(vec![act])?;
        joining.finish(self.list_entries()?)?;
        let mut handed = Self::open(&folder, &slot.login, &successor.password, new_host)?;
        self.fill_handover(&mut handed)?;
        self.compare_handover(&handed)?;
        // The sheets of this laptop open nothing there: the successor is reminded to print new ones.
        handed.doubt_recovery()?;
        handed.withdraw_role(self.actor()?.id)?;
        let sealed = scratch.place(&format!("serah.{}", backup::EXTENSION));
        handed.store().backup_to(&sealed)?;
        drop(handed);
        look_into(&sealed, &root, &slot.login, &successor.password, &host, |copy| {
            self.compare_handover(copy)
        })?;
        let bytes = std::fs::read(&sealed).map_err(|error| Failure::of_file("store.io", &sealed, &error))?;
        crate::printing::write_whole(path, &bytes)?;
        Ok(HandoverMade {
            contents: self.plan_handover()?,
            fingerprint: fingerprint_of(&bytes),
            bytes: bytes.len() as u64,
        })
    }

    /// The minutes of a hand-over, for both to sign.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of the forms.
    pub fn render_handover(
        &self,
        successor: &Successor,
        made: &HandoverMade,
        paper: Paper,
    ) -> Result<Vec<u8>, Failure> {
        self.need_role(&[Role::Kepala])?;
        let own = self.office_record()?;
        let agency = record::text(&own, office::NAME);
        let place = record::text(&own, office::PLACE);
        let today = self.today();
        let weekday = DAYS[today.weekday().num_days_from_monday() as usize];
        let form = SerahTerima {
            agency: agency.clone(),
            day: format!("{weekday}, {}", long_date(self.pack(), today)),
            place,
            giver: self.name_giver()?,
            receiver: self.name_receiver(successor)?,
            items: list_items(&made.contents),
            fingerprint: made.fingerprint.clone(),
            imprint: Imprint { stage: Stage::Closed, ..Imprint::default() },
            ..SerahTerima::default()
        };
        let options = Options {
            sheet: Sheet::portrait(paper),
            title: format!("Berita Acara Serah Terima {agency}"),
            author: agency,
            made_at: Some(Moment(self.host().now().timestamp())),
            ..Options::default()
        };
        Ok(render(&[form], &options, |_| ControlFlow::Continue(()))?.bytes)
    }

    /// What this laptop shows to prove that it has opened the office: to be typed at the laptop that handed it over.
    ///
    /// # Errors
    /// `user.not_permitted`; when the file cannot be read.
    pub fn arrival_code(&self) -> Result<String, Failure> {
        self.need_role(&[Role::Kepala])?;
        let ledger = self.store().ledger()?;
        Ok(code_of(ledger.feed()?, &ledger.device_key()))
    }

    /// Wipes this office from this laptop: first its keys, then its files. `name` is the office's name as typed, `code` what the successor's laptop shows.
    ///
    /// # Errors
    /// `office.not_open`, `user.not_permitted`, `handover.wrong_name`, `handover.not_made` when no file was made or something was written or received since, `handover.wrong_code`: the office is
    /// then open as before. Those of [`wipe::wipe`].
    pub fn wipe_handed_over(held: &mut Option<Self>, code: &str, name: &str) -> Result<Wiped, Failure> {
        let this = held.as_ref().ok_or_else(|| Failure::new("office.not_open"))?;
        this.need_role(&[Role::Kepala])?;
        let own_name = record::text(&this.office_record()?, office::NAME);
        if name.trim().to_lowercase() != own_name.trim().to_lowercase() {
            return Err(Failure::new("handover.wrong_name").with("name", own_name));
        }
        let ledger = this.store().ledger()?;
        let (own_key, feed) = (ledger.device_key(), ledger.feed()?);
        let entries = this.list_entries()?;
        let key = entries.last().and_then(|entry| find_successor(entry, &own_key));
        let key = key.ok_or_else(|| Failure::new("handover.not_made"))?;
        if read_signs(code) != read_signs(&code_of(feed, &key)) {
            return Err(Failure::new("handover.wrong_code"));
        }
        let root = this.store().vault().folder().paths().root().to_path_buf();
        let host = Arc::clone(this.host());
        *held = None;
        Ok(Wiped { left: wipe::wipe(&root, host.as_ref())? })
    }

    /// Papers, and the way to the province: what is beside the entries.
    fn fill_handover(&self, handed: &mut Self) -> Result<(), Failure> {
        let (from, to) = (self.store().attachments()?, handed.store().attachments()?);
        for hash in self.list_attachments()? {
            to.put(&from.get(&hash)?, self.host().as_ref())?;
        }
        if let Some(province) = self.store().ledger()?.find_province()? {
            handed.store_mut().exchange()?.keep_province(&province)?;
        }
        Ok(())
    }

    fn check_attachments(&self) -> Result<(), Failure> {
        let attachments = self.store().attachments()?;
        let hashes = self.list_attachments()?;
        let lacking = hashes.iter().filter(|hash| attachments.verify(hash).is_err()).count();
        if lacking > 0 {
            return Err(Failure::new("handover.attachment_lacking").with("count", lacking));
        }
        Ok(())
    }

    /// Whether a copy holds every entry and paper of this office, and holds.
    fn compare_handover(&self, copy: &Self) -> Result<(), Failure> {
        let differs = || Failure::new("handover.copy_differs");
        if !copy.verify()?.is_whole {
            return Err(differs());
        }
        let theirs: std::collections::HashSet<_> = copy.list_entries()?.iter().map(Entry::hash).collect();
        let entries = self.list_entries()?;
        if !entries.iter().all(|entry| theirs.contains(&entry.hash())) {
            return Err(differs());
        }
        if self.count_handed_over(0)? != copy.count_handed_over(0)? {
            return Err(differs());
        }
        let attachments = copy.store().attachments()?;
        for hash in self.list_attachments()? {
            attachments.verify(&hash)?;
        }
        Ok(())
    }

    fn count_handed_over(&self, entries: usize) -> Result<HandedOver, Failure> {
        let evaluations = self.list_rows(evaluation::KIND, None, &[])?;
        let closed = evaluations.iter().filter(|found| found.stage == Some(Mark::Closed)).count();
        Ok(HandedOver {
            people: self.list_rows(person::KIND, None, &[])?.len(),
            plans: self.list_rows(skp::KIND, None, &[])?.len(),
            closed,
            open: evaluations.len() - closed,
            attachments: self.list_attachments()?.len(),
            entries,
        })
    }

    /// In the successor's copy: whoever left is head there no more. On this laptop the role stands until the copy's entries come back, so that the office can be wiped.
    fn withdraw_role(&mut self, of: Uuid) -> Result<(), Failure> {
        let group = Writes::to(user::KIND, RecordId(of)).set(user::ROLE, Value::Null).group();
        let act = self.act("user.removed", vec![group])?;
        self.save(vec![act])
    }

    fn name_giver(&self) -> Result<PersonOnPaper, Failure> {
        let found = self.acts_as()?.map(|id| self.find_person(id)).transpose()?.flatten();
        Ok(match found {
            Some(own) => self.put_on_paper(own),
            None => PersonOnPaper {
                name: self.summary()?.user,
                number: number_of(&self.actor()?.nip),
                ..PersonOnPaper::default()
            },
        })
    }

    /// With rank and position where the successor's NIP is one of the staff; the name stays as typed.
    fn name_receiver(&self, successor: &Successor) -> Result<PersonOnPaper, Failure> {
        let name = successor.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if successor.nip.trim().is_empty() {
            return Ok(PersonOnPaper { name, ..PersonOnPaper::default() });
        }
        let nip = crate::founding::read_nip(&successor.nip, self.host().as_ref())?;
        Ok(match self.find_person_also_left(&nip)? {
            Some(known) => PersonOnPaper { name, ..self.put_on_paper(known) },
            None => PersonOnPaper { name, number: number_of(&nip), ..PersonOnPaper::default() },
        })
    }

    fn put_on_paper(&self, person: Person) -> PersonOnPaper {
        PersonOnPaper {
            name: person.name.full(),
            number: number_of(&person.nip),
            rank: person.rank.map(|rank| rank.line(self.pack())).unwrap_or_default(),
            position: person.position,
            unit: person.unit_name,
        }
    }
}

/// A passphrase for a successor that nobody chose: to be written down, and changed once the office was opened with it.
pub(crate) fn new_code(host: &dyn crate::Host) -> String {
    let mut bytes = [0; PASSPHRASE_SIGNS];
    host.fill_random(&mut bytes);
    let groups = bytes.chunks(GROUP).map(spell);
    let code = groups.collect::<Vec<_>>().join("-");
    bytes.zeroize();
    code
}

fn spell(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

fn number_of(nip: &str) -> PersonNumber {
    match nip.trim() {
        "" => PersonNumber::None,
        digits => PersonNumber::Nip(digits.to_owned()),
    }
}

fn list_items(contents: &HandedOver) -> Vec<HandedItem> {
    let item = |what: &str, count: usize, unit: &str| HandedItem {
        what: what.into(),
        count: format!("{count} {unit}"),
        note: String::new(),
    };
    vec![
        item("Data pegawai", contents.people, "pegawai"),
        item("Sasaran Kinerja Pegawai", contents.plans, "SKP"),
        item("Evaluasi kinerja yang sudah final", contents.closed, "evaluasi"),
        item("Evaluasi kinerja yang belum final", contents.open, "evaluasi"),
        item("Pindaian dan lampiran", contents.attachments, "berkas"),
        item("Catatan bertanda tangan elektronik", contents.entries, "catatan"),
    ]
}

/// Whom an entry of this laptop's passes authority to.
fn find_successor(entry: &Entry, own_key: &[u8; 32]) -> Option<[u8; 32]> {
    let payload = entry.payload()?.parse().ok()?;
    list_successors(&payload, own_key).last()
}

fn code_of(feed: FeedId, device: &[u8; 32]) -> String {
    let digest = Sha256::new()
        .chain_update(b"tilik arrival v1\n")
        .chain_update(feed.0)
        .chain_update(device)
        .finalize();
    let (first, second) = digest[..CODE_SIGNS].split_at(CODE_SIGNS / 2);
    format!("{}-{}", spell(first), spell(second))
}

/// The first half of the SHA-256, in groups of four.
fn fingerprint_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let pairs: Vec<String> =
        digest[..16].chunks(2).map(|pair| format!("{:02X}{:02X}", pair[0], pair[1])).collect();
    pairs.join(" ")
}

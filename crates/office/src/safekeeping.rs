//! Copies of the office on this laptop and on a stick: made by themselves, checked, looked into, put back.
//!
//! Invariants: a copy is counted only when it was read back and agreed; a copy is looked into beside the office and never in its place; before one takes the office's place the
//! present state is among the copies (`what_was_newer_is_found_again_after_a_restore`).

mod edits;
mod kept;
mod restore;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::Role;
use tilik_journal::catalogue::{evaluation, office, scan};
use tilik_journal::document::Mark;
use tilik_store::Snapshot;
pub use tilik_store::backup::EXTENSION;
use tilik_store::backup::{self, BackupFacts, BackupFile};
use ts_rs::TS;

use crate::{Failure, Office};

pub(crate) use self::edits::Edits;
pub use self::edits::{EditedPeople, EditedPerson, LastChange};
pub use self::kept::{KeptChange, KeptKind};
pub use self::restore::{PeriodChange, RESTORE_WORD, RestorePreview};
pub(crate) use self::restore::{look_into, settle};

/// After so many days the last copy on a stick is old.
pub const STICK_DAYS: i64 = 14;
/// Why a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// The first of a day.
    Daily,
    /// Somebody asked.
    Asked,
    /// Before a staff list or plans came in.
    Import,
    /// Before something was received.
    Receive,
    /// Before many evaluations were closed.
    Closing,
    /// Before somebody or something was removed.
    Removal,
    /// Before another copy took the place of the office.
    Restore,
    /// For a stick.
    Stick,
}

/// What is in a copy, or in the office now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Contents {
    /// People on the staff.
    pub people: usize,
    /// Periods with evaluations, oldest first.
    pub periods: Vec<PeriodContents>,
}

/// The evaluations of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeriodContents {
    /// The period.
    pub period: Period,
    /// Evaluations, whatever their state.
    pub rated: usize,
    /// Closed ones.
    pub closed: usize,
}

/// What stands unencrypted on a copy: counts, no names.
#[derive(Debug, Serialize, Deserialize)]
struct Label {
    occasion: Occasion,
    entries: u64,
    contents: Contents,
}

/// A copy on this laptop.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SafeCopy {
    /// Its number: later ones have higher ones.
    pub counter: u64,
    /// When, by the laptop's clock; none when it cannot be read.
    pub made_at: Option<String>,
    /// Why.
    pub occasion: Option<Occasion>,
    /// What is inside.
    pub contents: Option<Contents>,
    /// Bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// When it was read through last and agreed.
    pub checked_at: Option<String>,
    /// Whether not even its beginning can be read.
    pub is_damaged: bool,
}

/// The copy that is the way back from a risky step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WayBack {
    /// Its number.
    pub counter: u64,
    /// When it was made; none when that cannot be read.
    pub made_at: Option<String>,
    /// Whether it was made for this step. If not, nothing was entered since.
    pub is_new: bool,
}

/// How safe the office is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Safety {
    /// The newest copy.
    pub last: Option<SafeCopy>,
    /// How many there are.
    pub copies: usize,
    /// When one was last put on a stick.
    pub stick_at: Option<String>,
    /// Days since then.
    #[ts(type = "number | null")]
    pub stick_days: Option<i64>,
    /// Whether it is time for another one on a stick.
    pub is_stick_due: bool,
    /// Where the copies lie.
    pub place: PathBuf,
    /// Whether the user may make copies.
    pub may_copy: bool,
    /// Whether the user may put one back.
    pub may_restore: bool,
}

/// Which parts of a copy can be read.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CopyCheck {
    /// The copy.
    pub counter: u64,
    /// Whether all of it can be read. If not, it is never opened.
    pub is_whole: bool,
    /// Its beginning, which names the parts.
    pub header: bool,
    /// The keys.
    pub keys: bool,
    /// The data.
    pub database: bool,
    /// Attachments that can be read.
    pub attachments: usize,
    /// Attachments that there are.
    pub of_attachments: usize,
}

/// What is remembered of the copies.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Notes {
    #[serde(default)]
    checked: BTreeMap<u64, DateTime<Utc>>,
    #[serde(default)]
    stick_at: Option<DateTime<Utc>>,
}

impl Office {
    /// What is in the office.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn contents(&self) -> Result<Contents, Failure> {
        let mut periods: BTreeMap<(NaiveDate, NaiveDate), PeriodContents> = BTreeMap::new();
        for found in self.list_rows(evaluation::KIND, None, &[evaluation::PERIOD])? {
            let period = found
                .values
                .first()
                .and_then(tilik_journal::Value::as_text)
                .and_then(|code| code.parse::<Period>().ok());
            let Some(period) = period else { continue };
            let key = (period.ends_on(), period.starts_on());
            let row = periods.entry(key).or_insert(PeriodContents { period, rated: 0, closed: 0 });
            row.rated += 1;
            row.closed += usize::from(found.stage == Some(Mark::Closed));
        }
        Ok(Contents { people: self.list_people()?.len(), periods: periods.into_values().collect() })
    }

    /// Makes a copy and removes those that are not kept any more.
    ///
    /// # Errors
    /// Those of [`CopyBegun::write`]; there is no new copy then.
    pub fn make_copy(&self, occasion: Occasion) -> Result<SafeCopy, Failure> {
        self.end_copy(&self.begin_copy(occasion)?.write()?)
    }

    /// As [`Self::begin_copy`] for a copy to be saved elsewhere; of what is open, where the office's folder is gone.
    ///
    /// # Errors
    /// As [`Self::begin_copy`].
    pub fn begin_stick_copy(&self) -> Result<StickBegun, Failure> {
        if self.store().check_place().is_ok() {
            return self.begin_copy(Occasion::Stick).map(|begun| StickBegun::Copy(Box::new(begun)));
        }
        // Beside the marks, which are of this laptop and not in the folder; the next one replaces it.
        let place = self.host().marks().join("rescue");
        std::fs::create_dir_all(&place).map_err(|error| Failure::of_file("store.io", &place, &error))?;
        let path = place.join(format!("rescue.{EXTENSION}"));
        self.store().rescue_to(&path)?;
        Ok(StickBegun::Rescued(path))
    }

    /// A copy to be saved elsewhere was written: answers where it lies until then, and how many files of the office are not in it.
    ///
    /// # Errors
    /// As [`Self::end_copy`].
    pub fn end_stick_copy(&self, made: StickMade) -> Result<(PathBuf, usize), Failure> {
        match made {
            StickMade::Copy(made) => Ok((self.get_copy(self.end_copy(&made)?.counter)?, 0)),
            // They lie in the folder alone.
            StickMade::Rescued(path) => Ok((path, self.count_attachments()?)),
        }
    }

    /// The files that the journal speaks of: scanned pages, and the emblem.
    fn count_attachments(&self) -> Result<usize, Failure> {
        let scans = self.list_rows(scan::KIND, None, &[scan::ATTACHMENT])?;
        let mut named: BTreeSet<Vec<u8>> =
            scans.iter().filter_map(|row| row.values.first()?.as_bytes().map(<[u8]>::to_vec)).collect();
        let own = self.office_record()?;
        let emblem = own.value(office::EMBLEM).and_then(tilik_journal::Value::as_bytes);
        named.extend(emblem.filter(|hash| !hash.is_empty()).map(<[u8]>::to_vec));
        Ok(named.len())
    }

    /// Holds fast what a copy shall be of. The office may be let go while it is written.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn begin_copy(&self, occasion: Occasion) -> Result<CopyBegun, Failure> {
        let label = Label { occasion, entries: self.store().count_entries()?, contents: self.contents()? };
        Ok(CopyBegun { label: serde_json::to_string(&label)?, snapshot: self.store().snapshot()? })
    }

    /// As [`Self::begin_copy`] for the copy of the day, unless there is one.
    ///
    /// # Errors
    /// As [`Self::begin_copy`].
    pub fn begin_copy_of_the_day(&self) -> Result<Option<CopyBegun>, Failure> {
        // One from before the first list came in holds nobody.
        let has_people = |label: &Option<Label>| label.as_ref().is_none_or(|label| label.contents.people > 0);
        let is_empty = self.list_people()?.is_empty();
        if self
            .find_last()?
            .is_some_and(|(facts, label)| self.is_of_today(&facts) && (is_empty || has_people(&label)))
        {
            return Ok(None);
        }
        self.begin_copy(Occasion::Daily).map(Some)
    }

    /// A copy was written: notes it, and removes those that are not kept any more.
    ///
    /// # Errors
    /// Of the file system.
    pub fn end_copy(&self, made: &BackupFile) -> Result<SafeCopy, Failure> {
        self.note_copy(made)?;
        // What is too many goes with the next one.
        let _ = backup::tidy(self.store().vault().folder(), |at| self.host().day_of(at));
        self.read_copy(made, &self.read_notes())
    }

    fn note_copy(&self, made: &BackupFile) -> Result<(), Failure> {
        // It was read back when it was made.
        self.note(|notes, now| {
            notes.checked.insert(made.counter, now);
        })
    }

    /// Makes a copy before a risky step, unless nothing was entered since the last one of today. Answers which copy is the way back.
    ///
    /// # Errors
    /// As [`Self::make_copy`]; the step must not be done then.
    pub fn copy_before(&self, occasion: Occasion) -> Result<WayBack, Failure> {
        let entries = self.store().count_entries()?;
        let last = self.find_last()?.filter(|(facts, label)| {
            self.is_of_today(facts) && label.as_ref().is_some_and(|label| label.entries == entries)
        });
        if let Some((facts, _)) = last {
            let made_at = facts.made_at.map(|at| at.to_rfc3339());
            return Ok(WayBack { counter: facts.counter, made_at, is_new: false });
        }
        let made = self.make_copy(occasion)?;
        Ok(WayBack { counter: made.counter, made_at: made.made_at, is_new: true })
    }

    fn is_of_today(&self, facts: &BackupFacts) -> bool {
        facts.made_at.is_some_and(|at| self.host().day_of(at) == self.today())
    }

    /// The newest copy whose beginning can be read.
    fn find_last(&self) -> Result<Option<(BackupFacts, Option<Label>)>, Failure> {
        let files = backup::list(self.store().vault().folder())?;
        let facts = files.iter().rev().find_map(|file| backup::read_facts(&file.path).ok());
        Ok(facts.map(|facts| {
            let label = read_label(&facts);
            (facts, label)
        }))
    }

    /// The copies on this laptop, newest first.
    ///
    /// # Errors
    /// Of the file system.
    pub fn list_copies(&self) -> Result<Vec<SafeCopy>, Failure> {
        let notes = self.read_notes();
        let files = backup::list(self.store().vault().folder())?;
        files.iter().rev().map(|file| self.read_copy(file, &notes)).collect()
    }

    fn read_copy(&self, file: &BackupFile, notes: &Notes) -> Result<SafeCopy, Failure> {
        let facts = backup::read_facts(&file.path).ok();
        let label = facts.as_ref().and_then(read_label);
        Ok(SafeCopy {
            counter: file.counter,
            made_at: facts.as_ref().and_then(|facts| facts.made_at).map(|at| at.to_rfc3339()),
            occasion: label.as_ref().map(|label| label.occasion),
            contents: label.map(|label| label.contents),
            size: file.size,
            checked_at: notes.checked.get(&file.counter).map(DateTime::to_rfc3339),
            is_damaged: facts.is_none(),
        })
    }

    /// How safe the office is.
    ///
    /// # Errors
    /// Of the file system.
    pub fn safety(&self) -> Result<Safety, Failure> {
        let notes = self.read_notes();
        let copies = self.list_copies()?;
        let today = self.today();
        let days_since = |at: DateTime<Utc>| (today - self.host().day_of(at)).num_days();
        let stick_days = notes.stick_at.map(days_since);
        // Without any copy on a stick the first ones of the laptop say how long that is so.
        let oldest =
            copies.iter().filter_map(|copy| copy.made_at.as_deref()?.parse().ok()).map(days_since).max();
        Ok(Safety {
            copies: copies.len(),
            last: copies.into_iter().find(|copy| !copy.is_damaged),
            stick_at: notes.stick_at.map(|at| at.to_rfc3339()),
            stick_days,
            is_stick_due: stick_days.or(oldest).is_some_and(|days| days >= STICK_DAYS),
            place: self.store().vault().folder().paths().backups(),
            may_copy: self.need_role(&[Role::Kepala, Role::Operator, Role::Penilai]).is_ok(),
            may_restore: self.need_role(&[Role::Kepala]).is_ok(),
        })
    }

    /// Remembers that a copy was put on a stick. A file that can be looked at is read through first.
    ///
    /// # Errors
    /// Those of [`backup::verify`]; `backup.same_disk`: it is a copy, but not one that outlives this laptop.
    pub fn confirm_stick(&self, saved: Option<&Path>) -> Result<Safety, Failure> {
        if let Some(path) = saved {
            backup::verify(path)?;
            if self.host().is_same_disk(path, self.store().vault().folder().paths().root()) {
                return Err(Failure::new("backup.same_disk").with("path", path.display().to_string()));
            }
        }
        // A folder that is gone keeps no notes: what was saved is saved.
        if self.store().check_place().is_ok() {
            self.note(|notes, now| notes.stick_at = Some(now))?;
        }
        self.safety()
    }

    /// Remembers what a reading of a copy found.
    ///
    /// # Errors
    /// Of the file system.
    pub fn note_check(&self, check: &CopyCheck) -> Result<(), Failure> {
        self.note(|notes, now| {
            if check.is_whole {
                notes.checked.insert(check.counter, now);
            } else {
                notes.checked.remove(&check.counter);
            }
        })
    }

    /// Where a copy lies.
    ///
    /// # Errors
    /// `backup.gone`.
    pub fn get_copy(&self, counter: u64) -> Result<PathBuf, Failure> {
        let path = backup::place_of(self.store().vault().folder(), counter);
        if path.is_file() { Ok(path) } else { Err(Failure::new("backup.gone").with("counter", counter)) }
    }

    fn read_notes(&self) -> Notes {
        // Notes that do not read are as good as none: they say only when something was done.
        backup::read_notes(self.store().vault().folder())
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    fn note(&self, change: impl FnOnce(&mut Notes, DateTime<Utc>)) -> Result<(), Failure> {
        self.store().check_place()?;
        let folder = self.store().vault().folder();
        let mut notes = self.read_notes();
        change(&mut notes, self.host().now());
        let there: BTreeSet<u64> = backup::list(folder)?.iter().map(|file| file.counter).collect();
        notes.checked.retain(|counter, _| there.contains(counter));
        Ok(backup::write_notes(folder, &serde_json::to_string(&notes)?)?)
    }
}

/// What a copy is made of: the office as it stood at one moment.
pub struct CopyBegun {
    label: String,
    snapshot: Snapshot,
}

impl CopyBegun {
    /// Writes the copy, reads it back and proves it.
    ///
    /// # Errors
    /// Those of [`Snapshot::copy`]; there is no new copy then.
    pub fn write(self) -> Result<BackupFile, Failure> {
        Ok(self.snapshot.copy(self.label)?)
    }
}

/// What is to be saved elsewhere.
pub enum StickBegun {
    /// Of the office in its folder.
    Copy(Box<CopyBegun>),
    /// Of an office whose folder is gone, written already.
    Rescued(PathBuf),
}

/// What is written to be saved elsewhere.
pub enum StickMade {
    /// Among the copies of the office.
    Copy(BackupFile),
    /// Beside the marks.
    Rescued(PathBuf),
}

impl StickBegun {
    /// As [`CopyBegun::write`].
    ///
    /// # Errors
    /// As there.
    pub fn write(self) -> Result<StickMade, Failure> {
        Ok(match self {
            Self::Copy(begun) => StickMade::Copy(begun.write()?),
            Self::Rescued(path) => StickMade::Rescued(path),
        })
    }
}

/// Reads a copy through and says which parts can be read.
///
/// # Errors
/// Those of the file system; damage is in the answer.
pub fn check_copy(path: &Path, counter: u64) -> Result<CopyCheck, Failure> {
    let nothing = CopyCheck {
        counter,
        is_whole: false,
        header: false,
        keys: false,
        database: false,
        attachments: 0,
        of_attachments: 0,
    };
    match backup::inspect(path) {
        Ok(state) => Ok(CopyCheck {
            is_whole: state.is_whole(),
            header: true,
            keys: state.keys,
            database: state.database,
            attachments: state.attachments,
            of_attachments: state.of_attachments,
            ..nothing
        }),
        Err(error) if error.code() == DAMAGED || error.code() == "store.not_a_backup" => Ok(nothing),
        Err(error) => Err(error.into()),
    }
}

const DAMAGED: &str = "store.backup_damaged";

fn read_label(facts: &BackupFacts) -> Option<Label> {
    serde_json::from_str(facts.label.as_deref()?).ok()
}

//! A machine that does what the test says: its clock is set, its chance repeats, its waiting is only noted.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;
use tilik_office::Host;
use tilik_store::{Step, Surroundings};

use crate::Chance;

type OnStep = Arc<dyn Fn(Step) + Send + Sync>;

/// A machine of a test.
pub struct FakeHost {
    marks: PathBuf,
    /// Kept so that the directory lives as long as the host.
    _own: Option<TempDir>,
    clock: AtomicI64,
    chance: Mutex<Chance>,
    pauses: Mutex<Vec<Duration>>,
    on_step: Mutex<Option<OnStep>>,
    free_space: Mutex<Option<u64>>,
    has_stick: AtomicBool,
    has_network: AtomicBool,
}

impl FakeHost {
    /// A machine with marks of its own, on the 5th of October 2026.
    #[must_use]
    pub fn of(seed: u64) -> Arc<Self> {
        let own = tempfile::tempdir().unwrap();
        let marks = own.path().join("marks");
        Arc::new(Self::make(seed, marks, Some(own)))
    }

    /// A machine whose marks lie in a directory that others use too, such as the program under test.
    #[must_use]
    pub fn with_marks(seed: u64, marks: &Path) -> Arc<Self> {
        Arc::new(Self::make(seed, marks.to_path_buf(), None))
    }

    fn make(seed: u64, marks: PathBuf, own: Option<TempDir>) -> Self {
        let start = NaiveDate::from_ymd_opt(2026, 10, 5).and_then(|day| day.and_hms_opt(8, 0, 0)).unwrap();
        Self {
            marks,
            _own: own,
            clock: AtomicI64::new(start.and_utc().timestamp_millis()),
            chance: Mutex::new(Chance::of(seed)),
            pauses: Mutex::default(),
            on_step: Mutex::default(),
            free_space: Mutex::default(),
            has_stick: AtomicBool::new(true),
            has_network: AtomicBool::new(false),
        }
    }

    /// Sets the clock to a morning.
    pub fn set_today(&self, day: NaiveDate) {
        let morning = day.and_hms_opt(8, 0, 0).unwrap().and_utc().timestamp_millis();
        self.clock.store(morning, Ordering::SeqCst);
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    /// Sets how many bytes are free on every disk.
    pub fn set_free_space(&self, bytes: u64) {
        *self.free_space.lock().unwrap() = Some(bytes);
    }

    /// Whether another place is on another disk, as a stick is.
    pub fn set_stick(&self, is_there: bool) {
        self.has_stick.store(is_there, Ordering::SeqCst);
    }

    /// Whether there is a way out of the machine.
    pub fn set_network(&self, is_there: bool) {
        self.has_network.store(is_there, Ordering::SeqCst);
    }

    /// How long the store would have waited, each time.
    #[must_use]
    pub fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }

    /// Calls this at every step of a risky act from now on.
    pub fn on_step(&self, call: impl Fn(Step) + Send + Sync + 'static) {
        *self.on_step.lock().unwrap() = Some(Arc::new(call));
    }
}

impl Surroundings for FakeHost {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.clock.fetch_add(1, Ordering::SeqCst)).unwrap()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.chance.lock().unwrap().fill(bytes);
    }

    fn pause(&self, length: Duration) {
        self.pauses.lock().unwrap().push(length);
    }

    fn reached(&self, step: Step) {
        // What stands still at a step holds up no other.
        let call = self.on_step.lock().unwrap().clone();
        if let Some(call) = call {
            call(step);
        }
    }
}

impl Host for FakeHost {
    fn today(&self) -> NaiveDate {
        self.day_of(DateTime::from_timestamp_millis(self.clock.load(Ordering::SeqCst)).unwrap())
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.date_naive()
    }

    fn marks(&self) -> &Path {
        &self.marks
    }

    fn free_space(&self, _at: &Path) -> Option<u64> {
        *self.free_space.lock().unwrap()
    }

    fn is_same_disk(&self, _: &Path, _: &Path) -> bool {
        !self.has_stick.load(Ordering::SeqCst)
    }

    fn has_network(&self) -> bool {
        self.has_network.load(Ordering::SeqCst)
    }
}

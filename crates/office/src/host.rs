//! What the use cases ask of the machine: the clock, chance, waiting, and where the marks lie.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Local, NaiveDate, Utc};
use tilik_journal::RecordId;
use tilik_store::Surroundings;
use uuid::Uuid;

/// The machine, as far as the use cases know it. Tests make their own.
pub trait Host: Surroundings {
    /// Today where the laptop stands.
    fn today(&self) -> NaiveDate;

    /// The day of an instant where the laptop stands. No machine has one by itself: whoever wraps another would forget it.
    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate;

    /// The directory, outside of any office's folder, where this laptop remembers what it wrote last.
    fn marks(&self) -> &Path;

    /// Bytes that are free on the disk of a place that may not be there yet. `None` where the system does not say.
    fn free_space(&self, _at: &Path) -> Option<u64> {
        None
    }

    /// Whether two places lie on one disk, as far as the system says: what breaks one breaks the other.
    fn is_same_disk(&self, one: &Path, other: &Path) -> bool;

    /// Whether the system has a way out of this machine, as its own tables say: no packet is sent to find out.
    fn has_network(&self) -> bool;

    /// A name for something freely repeated: a UUIDv7.
    fn new_record_id(&self) -> RecordId {
        let mut chance = [0; 10];
        self.fill_random(&mut chance);
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or_default();
        RecordId(uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid())
    }

    /// A name for a new user.
    fn new_user_id(&self) -> Uuid {
        self.new_record_id().0
    }
}

/// Below `%LOCALAPPDATA%`. The installer puts the program into a folder of the product's name, and whoever removes the program may have everything removed that is in one of
/// its identifier: an office must lie in neither.
const WINDOWS_DIRECTORY: &str = "Data Tilik";

/// The machine itself.
#[derive(Debug, Clone)]
pub struct SystemHost {
    marks: PathBuf,
}

impl SystemHost {
    /// The machine, with its marks in a directory of the user's own.
    #[must_use]
    pub fn new(marks: PathBuf) -> Arc<Self> {
        Arc::new(Self { marks })
    }

    /// Where marks lie on this system unless somebody says otherwise: the user's directory for the state of programs.
    #[must_use]
    pub fn default_marks() -> PathBuf {
        find_directory("TILIK_MARKS")
            .or_else(|| find_directory("LOCALAPPDATA").map(|path| path.join(WINDOWS_DIRECTORY).join("marks")))
            .or_else(|| find_directory("XDG_STATE_HOME").map(|path| path.join("tilik").join("marks")))
            .or_else(|| find_directory("HOME").map(|path| path.join(".local/state/tilik/marks")))
            .unwrap_or_else(|| std::env::temp_dir().join("tilik-marks"))
    }

    /// Where the office of this laptop lies unless somebody says otherwise: the user's directory for data. Not the one that follows the user to other machines,
    /// because two copies of an office at work are two devices under one name.
    #[must_use]
    pub fn default_office() -> PathBuf {
        find_directory("LOCALAPPDATA")
            .map(|path| path.join(WINDOWS_DIRECTORY).join("kantor"))
            .or_else(|| find_directory("XDG_DATA_HOME").map(|path| path.join("tilik").join("kantor")))
            .or_else(|| find_directory("HOME").map(|path| path.join(".local/share/tilik/kantor")))
            .unwrap_or_else(|| PathBuf::from("kantor"))
    }
}

fn find_directory(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

impl Surroundings for SystemHost {
    #[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // A guessable key is worse than a crash.
            std::process::abort();
        }
    }

    fn pause(&self, length: Duration) {
        std::thread::sleep(length);
    }
}

impl Host for SystemHost {
    fn today(&self) -> NaiveDate {
        self.day_of(self.now())
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&Local).date_naive()
    }

    fn marks(&self) -> &Path {
        &self.marks
    }

    fn free_space(&self, at: &Path) -> Option<u64> {
        let there = at.ancestors().find(|place| place.exists())?;
        fs4::available_space(there).ok()
    }

    fn is_same_disk(&self, one: &Path, other: &Path) -> bool {
        matches!((find_disk(one), find_disk(other)), (Some(one), Some(other)) if one == other)
    }

    fn has_network(&self) -> bool {
        // Addresses of examples, which nobody has. To connect a datagram socket is to look up a route, and sends nothing.
        let ways = [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")];
        ways.iter().any(|(own, there)| {
            std::net::UdpSocket::bind(own).and_then(|socket| socket.connect(there)).is_ok()
        })
    }
}

#[cfg(unix)]
fn find_disk(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|facts| facts.dev())
}

/// The drive's letter or the share.
#[cfg(not(unix))]
fn find_disk(path: &Path) -> Option<std::ffi::OsString> {
    let whole = std::fs::canonicalize(path).ok()?;
    whole.components().next().map(|drive| drive.as_os_str().to_ascii_lowercase())
}

/// The same machine with its marks at another place: what is practised or only looked at leaves no mark among the real ones.
pub(crate) struct WithMarks {
    host: Arc<dyn Host>,
    marks: PathBuf,
}

impl WithMarks {
    pub(crate) fn at(host: &Arc<dyn Host>, marks: PathBuf) -> Arc<dyn Host> {
        Arc::new(Self { host: Arc::clone(host), marks })
    }
}

impl Surroundings for WithMarks {
    fn now(&self) -> DateTime<Utc> {
        self.host.now()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.host.fill_random(bytes);
    }

    fn pause(&self, length: Duration) {
        self.host.pause(length);
    }

    fn reached(&self, step: tilik_store::Step) {
        self.host.reached(step);
    }
}

impl Host for WithMarks {
    fn today(&self) -> NaiveDate {
        self.host.today()
    }

    fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        self.host.day_of(at)
    }

    fn marks(&self) -> &Path {
        &self.marks
    }

    fn free_space(&self, at: &Path) -> Option<u64> {
        self.host.free_space(at)
    }

    fn is_same_disk(&self, one: &Path, other: &Path) -> bool {
        self.host.is_same_disk(one, other)
    }

    fn has_network(&self) -> bool {
        self.host.has_network()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nine hours ahead, in Jayapura.
    struct East;

    impl Surroundings for East {
        fn now(&self) -> DateTime<Utc> {
            DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(20)
        }

        fn fill_random(&self, _: &mut [u8]) {}

        fn pause(&self, _: Duration) {}
    }

    impl Host for East {
        fn today(&self) -> NaiveDate {
            self.day_of(self.now())
        }

        fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
            (at + chrono::TimeDelta::hours(9)).date_naive()
        }

        fn marks(&self) -> &Path {
            Path::new("marks")
        }

        fn is_same_disk(&self, _: &Path, _: &Path) -> bool {
            false
        }

        fn has_network(&self) -> bool {
            false
        }
    }

    #[test]
    fn practice_has_the_days_of_the_laptop() {
        let host: Arc<dyn Host> = Arc::new(East);
        let practice = WithMarks::at(&host, PathBuf::from("latihan"));
        assert_eq!(practice.day_of(practice.now()), practice.today());
        assert_eq!(practice.today(), NaiveDate::from_ymd_opt(1970, 1, 2).unwrap());
    }

    #[test]
    fn an_office_lies_in_no_folder_that_the_installer_calls_its_own() {
        let bundle: serde_json::Value =
            serde_json::from_str(include_str!("../../../tauri.conf.json")).unwrap();
        for own in ["productName", "identifier"] {
            assert_ne!(bundle[own], WINDOWS_DIRECTORY);
        }
        if cfg!(windows) {
            let data = find_directory("LOCALAPPDATA").unwrap().join(WINDOWS_DIRECTORY);
            assert_eq!(SystemHost::default_office().parent(), Some(data.as_path()));
        }
    }
}

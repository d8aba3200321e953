//! A throwaway PostgreSQL of the system's packages: one for all tests of a run, a database for each test.
//!
//! It listens on a socket in a temporary folder and nowhere else. Every process that uses the shared one holds a lock on a file for as long as it lives, however it dies; a
//! watcher stops the server and removes the folder when nobody has held it for a while.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where Debian and Ubuntu keep the programs, by version.
const HOME: &str = "/usr/lib/postgresql";
/// The user that it runs as where tests run as root, whom it refuses.
const USER: &str = "postgres";
/// Every plan goes to a log of its own, in JSON.
const EXPLAINING: &str = "-c logging_collector=on -c log_destination=jsonlog -c log_rotation_size=0 -c session_preload_libraries=auto_explain \
    -c auto_explain.log_min_duration=0 -c auto_explain.log_analyze=on -c auto_explain.log_buffers=on -c auto_explain.log_format=json";
/// Durability costs tests their time and shows only when the machine itself loses its power.
const NOT_DURABLE: &str = "-c fsync=off -c shared_buffers=64MB";

/// A running server.
pub struct Postgres {
    folder: PathBuf,
    /// Held while this process uses the shared one.
    _used: Option<File>,
    is_own: bool,
    settings: String,
}

static SHARED: OnceLock<Postgres> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

impl Postgres {
    /// The one that all tests of a run share.
    pub fn shared() -> &'static Self {
        SHARED.get_or_init(|| {
            let run = std::env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| std::process::id().to_string());
            let folder = find_place().join(format!("tilik-pg-{run}"));
            let used = hold(&folder);
            let making = open_lock(&folder.join("making")).unwrap();
            making.lock().unwrap();
            if !folder.join("data").exists() {
                make(&folder);
                start(&folder, NOT_DURABLE);
                watch(&folder);
            }
            drop(making);
            Self { folder, _used: Some(used), is_own: false, settings: NOT_DURABLE.into() }
        })
    }

    /// One of its own, for a test that stops it.
    #[must_use]
    pub fn own() -> Self {
        Self::with_settings(NOT_DURABLE)
    }

    /// One of its own that writes before it answers, as it is installed.
    #[must_use]
    pub fn durable() -> Self {
        Self::with_settings("-c fsync=on")
    }

    /// One of its own that also tells the plan of every query that it was asked, with what running it cost: its extension `auto_explain`.
    #[must_use]
    pub fn explaining(settings: &str) -> Self {
        Self::with_settings(&format!("{settings} {EXPLAINING}"))
    }

    fn with_settings(settings: &str) -> Self {
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let folder = find_place().join(format!("tilik-pg-own-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        make(&folder);
        start(&folder, settings);
        Self { folder, _used: None, is_own: true, settings: settings.into() }
    }

    /// What it has told since it was started, one JSON a line.
    #[must_use]
    pub fn read_log(&self) -> String {
        let told = std::fs::read_dir(self.folder.join("data/log")).unwrap();
        let files = told.map(|file| file.unwrap().path());
        let mut files: Vec<_> =
            files.filter(|file| file.extension().is_some_and(|end| end == "json")).collect();
        files.sort();
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    /// Makes an empty database and says how it is reached.
    #[must_use]
    pub fn make_database(&self) -> String {
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let name = format!("t{}_{number}", std::process::id());
        let socket = self.folder.display().to_string();
        run(Command::new(program("createdb")).args(["-h", &socket, "-U", USER, &name]));
        format!("postgres://{USER}@localhost/{name}?host={socket}")
    }

    /// A database with all that is in another, of which nobody may be connected: a backup that is put back.
    #[must_use]
    pub fn copy_database(&self, address: &str) -> String {
        let name = address.split(['/', '?']).nth(3).unwrap();
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        let copy = format!("{name}_copy_{number}");
        let socket = self.folder.display().to_string();
        run(Command::new(program("createdb")).args(["-h", &socket, "-U", USER, "-T", name, &copy]));
        format!("postgres://{USER}@localhost/{copy}?host={socket}")
    }

    /// Stops it at once, as a power cut would.
    pub fn stop(&self) {
        stop(&self.folder);
    }

    /// Starts it after [`Self::stop`].
    pub fn start(&self) {
        start(&self.folder, &self.settings);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.is_own {
            stop(&self.folder);
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

/// Says that this process uses the shared one. Whoever ends it holds the same file alone until the folder is gone, so a lock on a file that went with it is none.
fn hold(folder: &Path) -> File {
    loop {
        std::fs::create_dir_all(folder).unwrap();
        let used = match open_lock(&folder.join("used")) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            opened => opened.unwrap(),
        };
        used.lock_shared().unwrap();
        let held = used.metadata().unwrap().ino();
        if std::fs::metadata(folder.join("used")).is_ok_and(|there| there.ino() == held) {
            return used;
        }
    }
}

/// A program of the newest version here.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir(HOME).expect("PostgreSQL is installed: apt install postgresql");
    let newest = versions
        .filter_map(|version| version.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .expect("a version of PostgreSQL");
    Path::new(HOME).join(newest.to_string()).join("bin").join(name)
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.trim_ascii() == b"0"
}

/// A command of the user that PostgreSQL runs as.
fn as_user(program: impl AsRef<OsStr>) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups", "--"]);
        command.arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// The temporary folder, or the system's where the server's user may not enter it.
fn find_place() -> PathBuf {
    let places = [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
    let may_enter = |place: &&PathBuf| {
        as_user("test").current_dir("/").arg("-x").arg(place).status().is_ok_and(|status| status.success())
    };
    places.iter().find(may_enter).expect("a temporary folder that the server's user may enter").clone()
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn make(folder: &Path) {
    // The server's user reaches its data through it, and tests its socket.
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    if is_root() {
        run(Command::new("chown").arg(format!("{USER}:{USER}")).arg(folder));
    }
    let data = folder.join("data");
    run(as_user(program("initdb")).current_dir("/").arg("-D").arg(data).args([
        "-U",
        USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]));
}

fn start(folder: &Path, settings: &str) {
    let socket = folder.display();
    let options =
        format!("-c listen_addresses= -c unix_socket_directories={socket} -c max_connections=200 {settings}");
    run(as_user(program("pg_ctl"))
        .current_dir("/")
        .args(["start", "--wait", "--silent", "-o", &options, "-D"])
        .arg(folder.join("data"))
        .arg("-l")
        .arg(folder.join("log"))
        .stdout(Stdio::null())
        .stderr(Stdio::null()));
}

fn stop(folder: &Path) {
    run(as_user(program("pg_ctl"))
        .current_dir("/")
        .args(["stop", "--wait", "--silent", "--mode=immediate", "-D"])
        .arg(folder.join("data")));
}

/// Leaves a process behind that ends the shared server when nobody uses it any more.
fn watch(folder: &Path) {
    let script = r#"
        folder=$1
        shift
        idle=0
        while [ "$idle" -lt 30 ]; do
            sleep 2
            if flock --exclusive --nonblock "$folder/used" true; then idle=$((idle + 1)); else idle=0; fi
            if [ "$idle" -eq 30 ]; then
                exec 9<>"$folder/used"
                flock --exclusive --nonblock 9 || idle=0
            fi
        done
        "$@" stop --mode=immediate --silent -D "$folder/data"
        rm -rf "$folder"
    "#;
    let stop = as_user(program("pg_ctl"));
    let mut command = Command::new("setsid");
    command.current_dir("/").args(["sh", "-c", script, "tilik-pg-watch"]).arg(folder);
    command.arg(stop.get_program()).args(stop.get_args());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[expect(clippy::zombie_processes, reason = "it outlives this process, which is the point of it")]
    let _watcher = command.spawn().unwrap();
}

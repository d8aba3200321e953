//! The server's real program on a port of this machine, with its key and its folder, until it goes out of sight.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// It is looked at so often whether it serves already.
const LOOK: Duration = Duration::from_millis(10);

/// A server that serves.
pub struct Served {
    child: Child,
    program: PathBuf,
    address: String,
    folder: tempfile::TempDir,
}

impl Served {
    /// Sets up a server on an empty database and lets it serve. `settings`: further lines of its configuration.
    ///
    /// # Panics
    /// When it does not serve.
    #[must_use]
    pub fn begin(program: &Path, database: &str, settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (key, attachments) = (folder.path().join("province.key"), folder.path().join("attachments"));
        let config = folder.path().join("province.toml");
        let text = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = \"{database}\"\nkey_file = {key:?}\nattachments = {attachments:?}\nsecure_cookies = false\n{settings}\n"
        );
        std::fs::write(&config, text).unwrap();
        run(Command::new(program).arg("key").arg(&key));
        run(Command::new(program).arg("--config").arg(&config).arg("migrate"));
        let log = folder.path().join("log");
        let child = Command::new(program)
            .arg("--config")
            .arg(&config)
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut served = Self { child, program: program.to_path_buf(), address: String::new(), folder };
        while served.address.is_empty() {
            assert!(served.child.try_wait().unwrap().is_none(), "{}", std::fs::read_to_string(&log).unwrap());
            sleep(LOOK);
            let told = std::fs::read_to_string(&log).unwrap();
            let word = told.lines().find_map(|line| line.split_once("address=")?.1.split_once(' '));
            word.map(|(address, _)| address).unwrap_or_default().clone_into(&mut served.address);
        }
        served
    }

    /// The program that was built beside this one.
    ///
    /// # Panics
    /// When nobody built it.
    #[must_use]
    pub fn find_program() -> PathBuf {
        let own = std::env::current_exe().unwrap();
        let programs = own.ancestors().map(|folder| folder.join("tilik-province"));
        programs.into_iter().find(|program| program.is_file()).expect("cargo build -p tilik-province --bins")
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its configuration.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("province.toml")
    }

    /// Has the program do something else on the same database, and gives what it said.
    #[must_use]
    pub fn ask(&self, words: &[&str]) -> String {
        run(Command::new(&self.program).arg("--config").arg(self.config()).args(words))
    }

    /// Lines of its log that tell of a fault.
    #[must_use]
    pub fn list_faults(&self) -> Vec<String> {
        let told = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
        let is_fault = |line: &&str| line.contains(" ERROR ") || line.contains(" WARN ");
        told.lines().filter(is_fault).map(str::to_owned).collect()
    }

    /// Memory that it holds, in KiB.
    #[must_use]
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

//! The real program, run as a script would run it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::PASSWORD;

/// Held while a child comes to life: until it has become the program, it holds what the tests beside it have open, locks included.
static BEGINNING: Mutex<()> = Mutex::new(());

/// Begins a child process.
#[must_use]
pub fn begin(command: &mut Command) -> Child {
    let _begins = BEGINNING.lock().unwrap_or_else(PoisonError::into_inner);
    command.spawn().unwrap()
}

/// Waits until no child is half alive: then a lock that this process gave back is free.
pub fn wait_for_children_to_begin() {
    drop(BEGINNING.lock().unwrap_or_else(PoisonError::into_inner));
}

/// The program with the environment of one laptop.
#[derive(Debug, Clone)]
pub struct Tilikctl {
    binary: PathBuf,
    marks: PathBuf,
    user: Option<String>,
    password: String,
    new_password: Option<String>,
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Answer {
    /// The last line of standard output as JSON: the answer itself, behind the acknowledgements.
    #[must_use]
    pub fn json(&self) -> Value {
        let last = self.out.lines().last().unwrap_or_else(|| panic!("no answer: {self:?}"));
        serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The failure on standard error as JSON.
    #[must_use]
    pub fn failure(&self) -> Value {
        serde_json::from_str(self.err.trim()).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The NIPs that were acknowledged one by one.
    #[must_use]
    pub fn acknowledged(&self) -> Vec<String> {
        list_acknowledged(&self.out)
    }

    /// Whether a kill ended it. Windows has no signals: there a killed program says nothing and answers with the number that its killer chose.
    #[must_use]
    pub fn was_killed(&self) -> bool {
        self.code.is_none() || (cfg!(windows) && self.code == Some(1) && self.err.is_empty())
    }

    /// The same answer; stops the test unless everything was done.
    pub fn whole(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }
}

/// The NIPs of the lines of acknowledgement; a line that a kill cut short is none.
#[must_use]
pub fn list_acknowledged(out: &str) -> Vec<String> {
    out.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line.get("done").is_some())
        .filter_map(|line| Some(line.get("nip")?.as_str()?.to_owned()))
        .collect()
}

impl Tilikctl {
    /// The program at `binary`, on a laptop that keeps its marks in `marks`.
    #[must_use]
    pub fn new(binary: impl Into<PathBuf>, marks: &Path) -> Self {
        Self {
            binary: binary.into(),
            marks: marks.to_path_buf(),
            user: None,
            password: PASSWORD.to_owned(),
            new_password: None,
        }
    }

    /// The same laptop with another person before it.
    #[must_use]
    pub fn with_user(&self, login: &str, password: &str) -> Self {
        Self { user: Some(login.to_owned()), password: password.to_owned(), ..self.clone() }
    }

    /// The same with the passphrase that is to come.
    #[must_use]
    pub fn with_new_password(&self, password: &str) -> Self {
        Self { new_password: Some(password.to_owned()), ..self.clone() }
    }

    /// The command, not yet run. What the person's own environment says of Tilik takes no part.
    #[must_use]
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .env_remove("TILIK_USER")
            .env_remove("TILIK_NEW_PASSWORD")
            .env("TILIK_PASSWORD", &self.password)
            .env("TILIK_MARKS", &self.marks)
            .env("TILIK_KDF_FLOOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(user) = &self.user {
            command.env("TILIK_USER", user);
        }
        if let Some(password) = &self.new_password {
            command.env("TILIK_NEW_PASSWORD", password);
        }
        command
    }

    /// Runs it to its end.
    #[must_use]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Answer {
        read(begin(&mut self.command(arguments)))
    }

    /// Runs it to its end, asking for JSON.
    #[must_use]
    pub fn run_json<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Answer {
        let mut command = self.command(arguments);
        command.arg("--json");
        read(begin(&mut command))
    }
}

/// Waits for a child and reads what it said.
#[must_use]
pub fn read(child: Child) -> Answer {
    let output = child.wait_with_output().unwrap();
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

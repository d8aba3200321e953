//! The one command of the shell: a command of the office by its name, its arguments and its answer as JSON.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tauri::State;
use tilik_office::command::Desk;
use tilik_office::session::HEAD_LOGIN;
use tilik_office::{Failure, SystemHost};

/// The desk that the window works at, and the office that it was started with.
pub struct Shell {
    desk: Desk,
    /// Arguments of `office.open`, until they have been used. Deriving a key takes half a second: not before there is a window.
    first_opening: Mutex<Option<Value>>,
}

impl Shell {
    /// A shell that opens the office in `folder` when it is first asked something. Without a folder or a passphrase it opens
    /// none.
    pub fn new(folder: Option<OsString>, login: Option<String>, password: Option<String>) -> Self {
        let login = login.unwrap_or_else(|| HEAD_LOGIN.to_owned());
        let first_opening = folder
            .map(PathBuf::from)
            .zip(password)
            .map(|(folder, password)| json!({ "folder": folder, "login": login, "password": password }));
        let desk = Desk::new(SystemHost::new(SystemHost::default_marks()));
        Self { desk, first_opening: Mutex::new(first_opening) }
    }

    /// Runs a command. The first one is told why the office did not open, if it did not.
    fn call(&self, command: &str, args: Value) -> Result<Value, Failure> {
        self.open_first()?;
        self.desk.call(command, args)
    }

    /// Opens the office that the shell was started with, once; a second caller waits for the first.
    fn open_first(&self) -> Result<(), Failure> {
        let mut opening = self.first_opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(arguments) = opening.take() {
            self.desk.call("office.open", arguments)?;
        }
        Ok(())
    }
}

/// Runs `command` of the office, beside the window's own thread.
#[tauri::command(async)]
pub fn call(shell: State<'_, Shell>, command: &str, args: Value) -> Result<Value, Failure> {
    shell.call(command, args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(answer: Result<Value, Failure>) -> String {
        answer.expect_err("nothing is open").code
    }

    #[test]
    fn a_shell_started_without_an_office_says_that_none_is_open() {
        let shell = Shell::new(None, None, Some("a passphrase".to_owned()));
        assert_eq!(code_of(shell.call("office.summary", Value::Null)), "office.not_open");
    }

    #[test]
    fn the_first_command_is_told_why_the_office_did_not_open() {
        let nowhere = std::env::temp_dir().join("tilik-no-such-office");
        let shell = Shell::new(Some(nowhere.into()), None, Some("a passphrase".to_owned()));
        assert_eq!(code_of(shell.call("office.summary", Value::Null)), "store.folder_missing");
        assert_eq!(code_of(shell.call("office.summary", Value::Null)), "office.not_open");
    }

    #[test]
    fn a_command_that_the_office_does_not_have_is_refused() {
        let shell = Shell::new(None, None, None);
        assert_eq!(code_of(shell.call("office.burn_down", Value::Null)), "command.unknown");
    }
}

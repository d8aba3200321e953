//! The desktop shell: one window and one door into the office's commands.
//!
//! It must not know a rule, a table or a text. Whatever the screens ask for goes through [`adapter::call`] and comes back as
//! the office said it.

// A console window behind the app would be closed by someone, and the app with it.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod adapter;

use std::process::ExitCode;

fn main() -> ExitCode {
    // As for tilikctl, secrets come from the environment: arguments are seen by every user of the machine.
    let folder = std::env::args_os().nth(1);
    let (login, password) = (std::env::var("TILIK_USER").ok(), std::env::var("TILIK_PASSWORD").ok());
    let outcome = tauri::Builder::default()
        .manage(adapter::Shell::new(folder, login, password))
        .invoke_handler(tauri::generate_handler![adapter::call])
        .run(tauri::generate_context!());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// There is no window to say it in.
#[allow(clippy::print_stderr)]
fn tell(error: &tauri::Error) {
    eprintln!("tilik: the window could not be opened: {error}");
}

//! The desktop shell: one window and one door into the office's commands.
//!
//! It must not know a rule, a table or a text. Whatever the screens ask for goes through [`adapter`] and comes back as the office said it.

// A console window behind the app would be closed by someone, and the app with it.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod adapter;
#[cfg(test)]
mod configuration;
mod printing;

use std::path::PathBuf;
use std::process::ExitCode;

use tilik_office::SystemHost;

fn main() -> ExitCode {
    let folder = std::env::args_os().nth(1).map_or_else(SystemHost::default_office, PathBuf::from);
    let outcome = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(adapter::Shell::new(folder))
        .invoke_handler(tauri::generate_handler![
            adapter::call,
            adapter::put_file,
            adapter::read_file,
            adapter::save_file,
            adapter::open_saved,
            adapter::list_printers,
            adapter::print_file,
        ])
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

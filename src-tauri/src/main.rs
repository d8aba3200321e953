//! The desktop shell: one window and one door into the office's commands.
//!
//! It must not know a rule, a table or a text. Whatever the screens ask for goes through [`adapter`] and comes back as the office said it.

// A console window behind the app would be closed by someone, and the app with it.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod adapter;
#[cfg(test)]
mod configuration;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;

use tauri::{Manager, RunEvent};
use tauri_plugin_window_state::StateFlags;
use tilik_office::{SystemHost, faults};

use crate::adapter::Shell;
use crate::window::{Given, Page};

fn main() -> ExitCode {
    let here = std::env::current_dir().unwrap_or_default();
    let given = Given::read(std::env::args_os().skip(1).map(PathBuf::from), &here);
    let folder = given.folder.unwrap_or_else(SystemHost::default_office);
    let own = SystemHost::default_marks().with_file_name("window");
    let shell = Shell::new(folder, &own);
    write_down_panics(&shell);
    let page = Page::default();
    window::hand_over(&page, given.file);
    let place = tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_filename(own.join("place.json").to_string_lossy())
        .build();
    let built = tauri::Builder::default()
        // Before everything else: a second start does nothing more.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, here| {
            let given = Given::read(arguments.into_iter().skip(1).map(PathBuf::from), here.as_ref());
            window::come_forward(app, given, app.state::<Shell>().folder());
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(place)
        .manage(shell)
        .manage(page)
        .invoke_handler(tauri::generate_handler![
            adapter::call,
            adapter::put_file,
            adapter::read_file,
            adapter::save_file,
            adapter::pick_backup,
            adapter::pick_folder,
            adapter::open_saved,
            adapter::list_printers,
            adapter::print_file,
            adapter::attend,
            adapter::close_window,
            adapter::note_fault,
            adapter::list_faults,
            adapter::open_faults,
            adapter::delete_faults,
        ])
        .setup(|app| {
            let faults = app.state::<Shell>().faults();
            Ok(window::open(app.handle(), move |reason| faults.note("page-process", reason))?)
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if matches!(event, RunEvent::Exit) {
                    app.state::<Shell>().leave();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tell(&error);
            ExitCode::FAILURE
        }
    }
}

/// Where a panic happened is kept; what it said may hold a name and is for the terminal alone.
fn write_down_panics(shell: &Shell) {
    let faults = shell.faults();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(String::new, |at| faults::place_of(at.file(), at.line()));
        faults.note("panic", &place);
        before(panic);
    }));
}

/// There is no window to say it in.
#[allow(clippy::print_stderr)]
fn tell(error: &tauri::Error) {
    eprintln!("tilik: the window could not be opened: {error}");
}

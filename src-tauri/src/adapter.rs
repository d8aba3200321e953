//! What the window may ask of the shell: a command of the office by its name, files in and out, and the system's own dialogue to save one.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tilik_office::command::Desk;
use tilik_office::tray::FileId;
use tilik_office::{Failure, SystemHost};

/// The desk that the window works at.
pub struct Shell {
    desk: Desk,
    /// What was saved last: the only file that the window may ask the system to open.
    saved: Mutex<Option<PathBuf>>,
}

impl Shell {
    /// A shell for the office in `folder`; nothing is opened yet.
    pub fn new(folder: PathBuf) -> Self {
        let desk = Desk::new(SystemHost::new(SystemHost::default_marks()), folder);
        Self { desk, saved: Mutex::default() }
    }
}

/// Runs `command` of the office, beside the window's own thread.
#[tauri::command(async)]
pub fn call(shell: State<'_, Shell>, command: &str, args: Value) -> Result<Value, Failure> {
    shell.desk.call(command, args)
}

/// Lays a file into the tray. The bytes are the body of the request.
#[tauri::command(async)]
pub fn put_file(shell: State<'_, Shell>, request: Request<'_>) -> Result<FileId, Failure> {
    match request.body() {
        InvokeBody::Raw(bytes) => shell.desk.tray().put(bytes.clone()),
        InvokeBody::Json(_) => Err(Failure::new("command.arguments")),
    }
}

/// The bytes of a file in the tray.
#[tauri::command(async)]
pub fn read_file(shell: State<'_, Shell>, file: FileId) -> Result<Response, Failure> {
    Ok(Response::new(shell.desk.tray().get(file)?.to_vec()))
}

/// Asks the person for a place and writes a file of the tray there. `None` when the person thought better of it.
#[tauri::command(async)]
pub fn save_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    file: FileId,
    name: &str,
) -> Result<Option<String>, Failure> {
    let Some(chosen) = app.dialog().file().set_file_name(name).blocking_save_file() else { return Ok(None) };
    let path =
        chosen.into_path().map_err(|error| Failure::new("print.file").with("path", error.to_string()))?;
    shell.desk.save(file, &path)?;
    let shown = path.display().to_string();
    *shell.saved.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
    Ok(Some(shown))
}

/// Opens what was saved last with the system's own program.
#[tauri::command(async)]
pub fn open_saved(shell: State<'_, Shell>) -> Result<(), Failure> {
    let saved = shell.saved.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let path = saved.ok_or_else(|| Failure::new("tray.file_gone"))?;
    open::that_detached(&path).map_err(|error| Failure::of_file("shell.no_program", &path, &error))
}

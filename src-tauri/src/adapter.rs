//! What the window may ask of the shell: a command of the office by its name, files in and out, and the system's own dialogue to save one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::{Channel, InvokeBody, Request, Response};
use tauri::{AppHandle, Manager, State, WebviewWindow};
use tauri_plugin_dialog::DialogExt;
use tilik_office::command::Desk;
use tilik_office::faults::{FaultReport, Faults};
use tilik_office::printer::{Order, Printers, Sent, Shown, Spooler};
use tilik_office::safekeeping::EXTENSION;
use tilik_office::tray::FileId;
use tilik_office::{Failure, SystemHost};

use crate::window::{Notice, Page};

/// The desk that the window works at, and what the shell keeps beside it.
pub struct Shell {
    desk: Arc<Desk>,
    folder: PathBuf,
    shown: Arc<Shown>,
    faults: Arc<Faults>,
}

impl Shell {
    /// A shell for the office in `folder`; nothing is opened yet. What is the shell's own lies in `own`.
    pub fn new(folder: PathBuf, own: &Path) -> Self {
        let host = SystemHost::new(SystemHost::default_marks());
        let shown = Shown::new(own.join("print"));
        // What an earlier window left.
        shown.sweep();
        Self {
            faults: Arc::new(Faults::new(own.join("faults"), host.clone())),
            desk: Arc::new(Desk::new(host, folder.clone())),
            folder,
            shown: Arc::new(shown),
        }
    }

    /// The office that this window is for.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where faults are written down.
    pub fn faults(&self) -> Arc<Faults> {
        Arc::clone(&self.faults)
    }

    /// The window is gone.
    pub fn leave(&self) {
        self.shown.sweep();
    }

    /// Works on a thread that may wait: how a job stands and that it shall stop must get through while others wait for the office.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let desk = Arc::clone(&self.desk);
        spawn_blocking(move || work(&desk)).await.unwrap_or_else(|_| Err(Failure::new("job.crashed")))
    }
}

/// Runs `command` of the office.
#[tauri::command]
pub async fn call(shell: State<'_, Shell>, command: String, args: Value) -> Result<Value, Failure> {
    let name = command.clone();
    let answer = shell.work(move |desk| desk.call(&command, args)).await;
    // What a viewer was given does not lie there for whoever comes next.
    if name == "office.lock" {
        shell.shown.sweep();
    }
    if let Err(failure) = &answer {
        shell.faults.note_failure(&name, failure);
    }
    answer
}

/// Lays a file into the tray. The bytes are the body of the request.
#[tauri::command]
pub async fn put_file(shell: State<'_, Shell>, request: Request<'_>) -> Result<FileId, Failure> {
    match request.body() {
        InvokeBody::Raw(bytes) => shell.desk.tray().put(bytes.clone()),
        InvokeBody::Json(_) => Err(Failure::new("command.arguments")),
    }
}

/// The bytes of a file in the tray.
#[tauri::command]
pub async fn read_file(shell: State<'_, Shell>, file: FileId) -> Result<Response, Failure> {
    Ok(Response::new(shell.desk.tray().get(file)?.to_vec()))
}

/// A file of the tray that was saved.
#[derive(Serialize)]
pub struct Saved {
    /// Where.
    path: String,
    /// Why the sheets in it could not be noted as printed.
    not_noted: Option<Failure>,
}

/// Asks the person for a place and writes a file of the tray there. `None` when the person thought better of it.
#[tauri::command]
pub async fn save_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    file: FileId,
    name: String,
) -> Result<Option<Saved>, Failure> {
    let mut dialogue = app.dialog().file().set_file_name(name);
    if let Some(start) = app.path().document_dir().ok().filter(|folder| folder.is_dir()) {
        dialogue = dialogue.set_directory(start);
    }
    shell
        .work(move |desk| {
            let Some(chosen) = dialogue.blocking_save_file() else { return Ok(None) };
            let path = chosen
                .into_path()
                .map_err(|error| Failure::new("print.file").with("path", error.to_string()))?;
            let not_noted = desk.save(file, &path)?;
            Ok(Some(Saved { path: path.display().to_string(), not_noted }))
        })
        .await
}

/// A backup that the person chose.
#[derive(Serialize)]
pub struct Picked {
    /// In the tray, by its place.
    file: FileId,
    /// Its name, without its folder.
    name: String,
}

/// Asks the person for a backup. It is read where it lies: it may be larger than the memory. `None` when the person thought better of it.
#[tauri::command]
pub async fn pick_backup(
    app: AppHandle,
    shell: State<'_, Shell>,
    kind: String,
) -> Result<Option<Picked>, Failure> {
    let dialogue = app.dialog().file().add_filter(kind, &[EXTENSION]);
    shell
        .work(move |desk| {
            let Some(chosen) = dialogue.blocking_pick_file() else { return Ok(None) };
            let path = chosen
                .into_path()
                .map_err(|error| Failure::new("backup.unreadable").with("path", error.to_string()))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Some(Picked { file: desk.tray().put_place(path)?, name }))
        })
        .await
}

/// Asks the person for a folder, into which files are written by their names. `None` when the person thought better of it.
#[tauri::command]
pub async fn pick_folder(app: AppHandle, shell: State<'_, Shell>) -> Result<Option<Picked>, Failure> {
    let mut dialogue = app.dialog().file();
    if let Some(start) = app.path().document_dir().ok().filter(|folder| folder.is_dir()) {
        dialogue = dialogue.set_directory(start);
    }
    shell
        .work(move |desk| {
            let Some(chosen) = dialogue.blocking_pick_folder() else { return Ok(None) };
            let path = chosen
                .into_path()
                .map_err(|error| Failure::new("print.file").with("path", error.to_string()))?;
            let name = path.display().to_string();
            Ok(Some(Picked { file: desk.tray().put_place(path)?, name }))
        })
        .await
}

/// Opens what was saved last since the office was opened, and no other file, with the system's own program.
#[tauri::command]
pub async fn open_saved(shell: State<'_, Shell>) -> Result<(), Failure> {
    let path = shell.desk.saved().ok_or_else(|| Failure::new("tray.file_gone"))?;
    open::that_detached(&path).map_err(|error| Failure::of_file("shell.no_program", &path, &error))
}

/// The printers that can be chosen.
#[tauri::command]
pub async fn list_printers(shell: State<'_, Shell>) -> Result<Printers, Failure> {
    shell.work(|_| Ok(Spooler::of_system().list())).await
}

/// A file of the tray that is on its way to paper.
#[derive(Serialize)]
pub struct Passed {
    /// How.
    way: Sent,
    /// Why the sheets in it could not be noted as printed: they come out all the same.
    not_noted: Option<Failure>,
}

/// Prints a PDF of the tray, or opens it where it can be printed.
#[tauri::command]
pub async fn print_file(shell: State<'_, Shell>, file: FileId, order: Order) -> Result<Passed, Failure> {
    let shown = Arc::clone(&shell.shown);
    shell
        .work(move |desk| {
            let pdf = desk.tray().get(file)?;
            if let Some(printer) = order.printer {
                Spooler::of_system().queue(&pdf, &printer, order.from_page)?;
                return Ok(Passed { way: Sent::Queued, not_noted: desk.note_made(file).err() });
            }
            let path = shown.lay(&pdf)?;
            open::that_detached(&path)
                .map_err(|error| Failure::of_file("shell.no_program", &path, &error))?;
            Ok(Passed { way: Sent::Opened, not_noted: desk.note_made(file).err() })
        })
        .await
}

/// From now on this page hears what the shell has to say.
#[tauri::command]
pub fn attend(page: State<'_, Page>, ear: Channel<Notice>) {
    page.attend(ear);
}

/// The page's answer to [`Notice::Closing`]: everything is kept, or the person is asked something first.
#[tauri::command]
pub fn close_window(window: WebviewWindow, page: State<'_, Page>, goes: bool) {
    page.answer_closing(&window, goes);
}

/// Writes down that the page itself failed, by the place in its code.
#[tauri::command]
pub fn note_fault(shell: State<'_, Shell>, place: String) {
    shell.faults.note("page", &place);
}

/// What is written down of faults.
#[tauri::command]
pub fn list_faults(shell: State<'_, Shell>) -> FaultReport {
    shell.faults.report()
}

/// Shows the folder of the faults in the system's own program.
#[tauri::command]
pub fn open_faults(shell: State<'_, Shell>) -> Result<(), Failure> {
    let folder = shell.faults.folder();
    open::that_detached(folder).map_err(|error| Failure::of_file("shell.no_program", folder, &error))
}

/// Removes what is written down of faults.
#[tauri::command]
pub fn delete_faults(shell: State<'_, Shell>) {
    shell.faults.delete();
}

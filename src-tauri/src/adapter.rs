//! What the window may ask of the shell: a command of the office by its name, files in and out, and the system's own dialogue to save one.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::{InvokeBody, Request, Response};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tilik_office::command::Desk;
use tilik_office::tray::FileId;
use tilik_office::{Failure, SystemHost};

use crate::printing::{Order, Printers, Sent, Shown, Spooler};

/// The desk that the window works at.
pub struct Shell {
    desk: Arc<Desk>,
    shown: Arc<Shown>,
}

impl Shell {
    /// A shell for the office in `folder`; nothing is opened yet.
    pub fn new(folder: PathBuf) -> Self {
        let marks = SystemHost::default_marks();
        let shown = Shown::new(marks.with_file_name("window").join("print"));
        // What an earlier window left.
        shown.sweep();
        Self { desk: Arc::new(Desk::new(SystemHost::new(marks), folder)), shown: Arc::new(shown) }
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
    shell.work(move |desk| desk.call(&command, args)).await
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

/// Asks the person for a place and writes a file of the tray there. `None` when the person thought better of it.
#[tauri::command]
pub async fn save_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    file: FileId,
    name: String,
) -> Result<Option<String>, Failure> {
    let dialogue = app.dialog().file().set_file_name(name);
    shell
        .work(move |desk| {
            let Some(chosen) = dialogue.blocking_save_file() else { return Ok(None) };
            let path = chosen
                .into_path()
                .map_err(|error| Failure::new("print.file").with("path", error.to_string()))?;
            desk.save(file, &path)?;
            Ok(Some(path.display().to_string()))
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

/// Prints a PDF of the tray, or opens it where it can be printed.
#[tauri::command]
pub async fn print_file(shell: State<'_, Shell>, file: FileId, order: Order) -> Result<Sent, Failure> {
    let shown = Arc::clone(&shell.shown);
    shell
        .work(move |desk| {
            let pdf = desk.tray().get(file)?;
            if let Some(printer) = order.printer {
                Spooler::of_system().queue(&pdf, &printer, order.from_page)?;
                return Ok(Sent::Queued);
            }
            let path = shown.lay(&pdf)?;
            open::that_detached(&path)
                .map_err(|error| Failure::of_file("shell.no_program", &path, &error))?;
            Ok(Sent::Opened)
        })
        .await
}

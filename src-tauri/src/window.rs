//! The one window: where it stands, what it is called, how it closes, and what the shell tells its page.
//!
//! Must not know what the page shows. Invariant: a window that shall close does so, whether its page answers or not.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_dialog::DialogExt;

/// How long the page may take to answer before the window closes over it. A page that needs longer to keep what was typed last says so itself, and closes then.
const PATIENCE: Duration = Duration::from_secs(5);
/// A page that dies again so soon would go on dying.
const RELAPSE: Duration = Duration::from_secs(60);
/// In both languages: there is no page to ask which.
const LAST_WORDS: &str = include_str!("last_words.txt");
const LABEL: &str = "main";

/// What a program is started with: an office's folder, or a file that was double-clicked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The office.
    pub folder: Option<PathBuf>,
    /// A file of Tilik's own kind.
    pub file: Option<PathBuf>,
}

impl Given {
    /// Reads the arguments after the program's name; paths are meant from `here`.
    pub fn read(arguments: impl Iterator<Item = PathBuf>, here: &Path) -> Self {
        let mut given = Self::default();
        for path in arguments.map(|path| here.join(path)) {
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tilik")) && !path.is_dir() {
                given.file = Some(path);
            } else {
                given.folder = Some(path);
            }
        }
        given
    }
}

/// What the page is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A file of Tilik's own kind was opened with the program.
    File {
        /// Its name, without its folder.
        name: String,
    },
    /// Somebody wanted to open another office while this one is open.
    OtherOffice {
        /// Its folder.
        folder: PathBuf,
    },
    /// The page is shown anew because it had died.
    Restored,
    /// The window shall be closed: keep what is not kept, and answer with `close_window`.
    Closing,
}

/// The way to the page.
#[derive(Default)]
pub struct Page(Mutex<Held>);

#[derive(Default)]
struct Held {
    ear: Option<Channel<Notice>>,
    /// Told before anybody listened.
    waiting: Vec<Notice>,
    closing: Option<Sender<bool>>,
    died_at: Option<Instant>,
}

impl Page {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this page hears.
    pub fn attend(&self, ear: Channel<Notice>) {
        let mut held = self.held();
        for notice in held.waiting.drain(..) {
            let _ = ear.send(notice);
        }
        held.ear = Some(ear);
    }

    /// Tells the page, now or when there is one.
    pub fn tell(&self, notice: Notice) {
        let mut held = self.held();
        match &held.ear {
            Some(ear) => drop(ear.send(notice)),
            None => held.waiting.push(notice),
        }
    }

    /// Asks the page to keep what was typed, and closes the window afterwards or when it takes too long. Answers whether the window stays for that; where no page
    /// listens, nothing was typed.
    fn ask_to_close(&self, window: &WebviewWindow) -> bool {
        let mut held = self.held();
        let Some(ear) = &held.ear else { return false };
        if held.closing.is_some() {
            return true;
        }
        let _ = ear.send(Notice::Closing);
        let (answer, answered) = channel();
        held.closing = Some(answer);
        let window = window.clone();
        std::thread::spawn(move || {
            if answered.recv_timeout(PATIENCE).unwrap_or(true) {
                let _ = window.destroy();
            }
        });
        true
    }

    /// The page's answer: it may go, or the person is asked something first.
    pub fn answer_closing(&self, window: &WebviewWindow, goes: bool) {
        match self.held().closing.take() {
            Some(answer) => drop(answer.send(goes)),
            // The person has decided meanwhile.
            None if goes => drop(window.destroy()),
            None => {}
        }
    }

    /// The process of the page has died. Answers whether to show it anew: not when it would die again and again.
    fn has_died(&self) -> bool {
        let mut held = self.held();
        held.ear = None;
        // Nobody is there any more to wait for.
        if let Some(answer) = held.closing.take() {
            let _ = answer.send(true);
        }
        held.waiting.push(Notice::Restored);
        let before = held.died_at.replace(Instant::now());
        before.is_none_or(|at| at.elapsed() > RELAPSE)
    }
}

/// Opens the window where it stood, or where the screen has room for it.
///
/// # Errors
/// What the web view refuses.
pub fn open(app: &AppHandle, note: impl Fn(&str) + Send + 'static) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.iter().find(|window| window.label == LABEL) else {
        return Err(tauri::Error::WindowNotFound);
    };
    let window = WebviewWindowBuilder::from_config(app, config)?
        .on_document_title_changed(|window, title| drop(window.set_title(&title)))
        // Nothing of a page leads out of the program.
        .on_navigation(|to| {
            matches!(to.scheme(), "tauri" | "about") || to.host_str() == Some("tauri.localhost")
        })
        .build()?;
    fit(&window)?;
    watch(&window, note)?;
    let asked = window.clone();
    window.on_window_event(move |event| {
        if let tauri::WindowEvent::CloseRequested { api, .. } = event
            && asked.state::<Page>().ask_to_close(&asked)
        {
            api.prevent_close();
        }
    });
    Ok(())
}

/// A window that is larger than its screen has its buttons where nobody reaches them.
fn fit(window: &WebviewWindow) -> tauri::Result<()> {
    if let Some(screen) = window.current_monitor()? {
        let (size, room) = (window.outer_size()?, screen.size());
        if size.width > room.width || size.height > room.height {
            window.maximize()?;
        }
    }
    Ok(())
}

/// Shows the page anew when its process has died.
#[cfg(target_os = "linux")]
fn watch(window: &WebviewWindow, note: impl Fn(&str) + Send + 'static) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;
    let shown = window.clone();
    window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |view, reason| {
            note(&format!("{reason:?}"));
            if shown.state::<Page>().has_died() {
                view.reload();
            } else {
                let app = shown.app_handle().clone();
                app.dialog().message(LAST_WORDS).title("Tilik").show(move |_| app.exit(1));
            }
        });
    })
}

#[cfg(not(target_os = "linux"))]
fn watch(_: &WebviewWindow, _: impl Fn(&str) + Send + 'static) -> tauri::Result<()> {
    Ok(())
}

/// Brings the window forward for a second start, and tells the page what that start was about.
pub fn come_forward(app: &AppHandle, given: Given, open_folder: &Path) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
    let page = app.state::<Page>();
    if let Some(folder) = given.folder.filter(|folder| !is_same(folder, open_folder)) {
        page.tell(Notice::OtherOffice { folder });
    }
    hand_over(&page, given.file);
}

/// Tells the page of a file that was opened with the program.
pub fn hand_over(page: &Page, file: Option<PathBuf>) {
    if let Some(name) = file.as_deref().and_then(Path::file_name) {
        page.tell(Notice::File { name: name.to_string_lossy().into_owned() });
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_clicked_file_is_no_office() {
        let here = tempfile::tempdir().unwrap();
        let read = |names: &[&str]| Given::read(names.iter().map(PathBuf::from), here.path());
        assert_eq!(read(&[]), Given::default());
        assert_eq!(read(&["kirim.TILIK"]).file, Some(here.path().join("kirim.TILIK")));
        assert_eq!(read(&["/kantor"]), Given { folder: Some("/kantor".into()), file: None });
        // A folder may be called as it likes.
        std::fs::create_dir(here.path().join("dinas.tilik")).unwrap();
        assert_eq!(read(&["dinas.tilik"]).folder, Some(here.path().join("dinas.tilik")));
    }

    #[test]
    fn a_page_that_dies_is_shown_anew_and_hears_of_it_but_not_again_and_again() {
        let page = Page::default();
        assert!(page.has_died());
        assert_eq!(page.held().waiting, [Notice::Restored]);
        assert!(!page.has_died());
        page.held().died_at = Instant::now().checked_sub(RELAPSE * 2);
        assert!(page.has_died());
    }
}

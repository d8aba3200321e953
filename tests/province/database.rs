//! Something between the server and PostgreSQL that counts the words, and does what it is told at one of them.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

/// The name of PostgreSQL's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";

/// The moment at a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// It was said and never arrives.
    WordAndDatabase,
    /// It was done, and the answer never comes.
    AnswerAndHearing,
}

impl Between {
    pub fn word(self) -> &'static str {
        match self {
            Self::WordAndDatabase => "before the database heard",
            Self::AnswerAndHearing => "before it heard the database",
        }
    }
}

type Act = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Counting {
    /// Words since it was armed; none when it is not.
    words: Option<usize>,
    last: usize,
    moment: Option<Between>,
    act: Option<Act>,
}

/// The way to the database.
pub struct Database {
    folder: TempDir,
    name: String,
    counting: Arc<Mutex<Counting>>,
}

impl Database {
    /// Before the database of this address, as [`tilik_testkit::Postgres`] gives it.
    pub fn before(address: &str) -> Self {
        let (begin, socket) = address.split_once("?host=").unwrap();
        let name = begin.rsplit('/').next().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let (there, counting) = (PathBuf::from(socket).join(SOCKET), Arc::<Mutex<Counting>>::default());
        let shared = Arc::clone(&counting);
        thread::spawn(move || {
            for near in listener.incoming() {
                let near = near.unwrap();
                let Ok(far) = UnixStream::connect(&there) else { continue };
                let both = || (near.try_clone().unwrap(), far.try_clone().unwrap());
                // Whether what the database says next is to be withheld.
                let withheld = Arc::new(Mutex::new(false));
                let ((from, to), (back_to, back_from)) = (both(), both());
                let (counting, mark) = (Arc::clone(&shared), Arc::clone(&withheld));
                thread::spawn(move || carry(from, to, || note_word(&counting, &mark)));
                let counting = Arc::clone(&shared);
                thread::spawn(move || carry(back_from, back_to, || hold_back(&counting, &withheld)));
            }
        });
        Self { folder, name, counting }
    }

    pub fn address(&self) -> String {
        format!("postgres://postgres@localhost/{}?host={}", self.name, self.folder.path().display())
    }

    /// Counts words from now on, and acts once, at this one.
    pub fn arm(&self, last: usize, moment: Between, act: impl FnOnce() + Send + 'static) {
        let act: Option<Act> = Some(Box::new(act));
        *self.counting.lock().unwrap() = Counting { words: Some(0), last, moment: Some(moment), act };
    }

    /// Says how many words there were and whether it came to the act.
    pub fn disarm(&self) -> (usize, bool) {
        let counting = std::mem::take(&mut *self.counting.lock().unwrap());
        (counting.words.unwrap(), counting.act.is_none())
    }
}

/// Carries until it is told not to, or one end goes.
fn carry(mut from: UnixStream, mut to: UnixStream, mut may_pass: impl FnMut() -> bool) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(size @ 1..) = from.read(&mut bytes) {
        if !may_pass() || to.write_all(&bytes[..size]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// Counts a word; says whether it may pass.
fn note_word(counting: &Mutex<Counting>, withheld: &Mutex<bool>) -> bool {
    let act = {
        let mut counting = counting.lock().unwrap();
        let Some(words) = counting.words else { return true };
        let is_last = words == counting.last;
        counting.words = Some(words + 1);
        if !is_last || counting.act.is_none() {
            return true;
        }
        if counting.moment == Some(Between::AnswerAndHearing) {
            *withheld.lock().unwrap() = true;
            return true;
        }
        counting.act.take()
    };
    act.into_iter().for_each(|act| act());
    false
}

/// Says whether what the database says may pass.
fn hold_back(counting: &Mutex<Counting>, withheld: &Mutex<bool>) -> bool {
    if !*withheld.lock().unwrap() {
        return true;
    }
    let act = counting.lock().unwrap().act.take();
    act.into_iter().for_each(|act| act());
    false
}

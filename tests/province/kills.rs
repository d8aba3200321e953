//! The laptop's process dies at every step of a run, and the server's at every word that it says to its database: what the next run ends with is what a run that nobody killed ends with.
//!
//! Both die in processes of their own, at steps that this test program alone counts. A sample runs always; all of them with `--run-ignored all`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tilik_office::sending::{Lender, OfficeLedger};
use tilik_office::{Failure, Office};
use tilik_sync::{Answer, LineError, Request, Run, Transport, drive};
use tilik_testkit::program::begin;
use tilik_testkit::{block_on, chance_of};

use crate::database::{Between, Database};
use crate::prepared::{Amount, Hurried, Prepared, line_of, open, point_to, run_until_done, settings};
use crate::server::{Disks, Server, serve_for_ever};

const ROOT: &str = "TILIK_TEST_ROOT";
const MARKS: &str = "TILIK_TEST_MARKS";
const STEP: &str = "TILIK_TEST_STEP";
const DISKS: &str = "TILIK_TEST_DISKS";
const DATABASE: &str = "TILIK_TEST_DATABASE";
const PORT: &str = "TILIK_TEST_PORT";

const SEED: u64 = 95;
/// Small, so that there are many steps and little in each.
const AMOUNT: Amount = Amount { people: 12, attachment: 90_000 };
/// Of a sample, every so manieth step.
const SAMPLE_LAPTOP: usize = 13;
const SAMPLE_SERVER: usize = 29;

/// Counts the steps of a run, and ends the process at one.
struct Steps {
    taken: AtomicUsize,
    last: usize,
}

impl Steps {
    fn take(&self) {
        if self.taken.fetch_add(1, Ordering::SeqCst) == self.last {
            std::process::abort();
        }
    }
}

/// An office that is lent at two steps: before anything was asked of it, and when that is done.
struct DyingLender<'o> {
    office: RefCell<&'o mut Office>,
    steps: &'o Steps,
}

impl Lender for DyingLender<'_> {
    fn lend<T>(&self, work: impl FnOnce(&mut Office) -> Result<T, Failure>) -> Result<T, Failure> {
        self.steps.take();
        let done = work(&mut self.office.borrow_mut());
        self.steps.take();
        done
    }
}

/// A line with a step before each question and one behind each answer.
struct DyingLine<'s> {
    line: tilik_sync::http::Line,
    steps: &'s Steps,
}

impl Transport for DyingLine<'_> {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        self.steps.take();
        let answer = self.line.ask(request).await;
        self.steps.take();
        answer
    }
}

/// Not a test of its own: a laptop that sends until it dies, and writes beside its folder how many steps there were when it did not.
#[test]
#[ignore = "run by the tests of kills, in a process of its own"]
fn laptop() {
    let Ok(root) = std::env::var(ROOT).map(PathBuf::from) else { return };
    let marks = PathBuf::from(std::env::var(MARKS).unwrap());
    let steps = Steps { taken: AtomicUsize::new(0), last: std::env::var(STEP).unwrap().parse().unwrap() };
    let mut office = open(&root, &marks, SEED);
    let line = DyingLine { line: line_of(&office), steps: &steps };
    let lender = DyingLender { office: RefCell::new(&mut office), steps: &steps };
    let mut ledger = OfficeLedger::begin(&lender).unwrap();
    let settings = settings(&ledger);
    let mut run = Run::begin(&mut ledger, settings, chance_of(SEED));
    let outcome = block_on(drive(&mut run, &line, &Hurried)).unwrap();
    assert!(outcome.is_all_sent());
    std::fs::write(root.with_extension("steps"), steps.taken.load(Ordering::SeqCst).to_string()).unwrap();
}

/// Sends from a laptop that dies at a step. Says how many steps it made when it did not.
fn send_and_die(prepared: &Prepared, root: &Path, step: usize) -> Option<usize> {
    let mut command = of_this_program("kills::laptop");
    command.env(ROOT, root).env(MARKS, prepared.marks()).env(STEP, step.to_string());
    let output = begin(command.stdout(Stdio::piped()).stderr(Stdio::piped())).wait_with_output().unwrap();
    if output.status.success() {
        return Some(std::fs::read_to_string(root.with_extension("steps")).unwrap().parse().unwrap());
    }
    assert_eq!(
        output.status.code(),
        None,
        "it failed by itself: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    None
}

fn of_this_program(child: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([child, "--exact", "--ignored", "--nocapture"]);
    command
}

fn kill_laptop(every: usize) {
    let prepared = Prepared::make(SEED, &AMOUNT);
    let end = |step: usize| {
        let server = prepared.server();
        let root = prepared.lay("rest", "dying");
        let mut office = prepared.open(&root);
        point_to(&mut office, server.port());
        drop(office);
        let steps = send_and_die(&prepared, &root, step);
        let mut office = prepared.open(&root);
        if steps.is_none() {
            run_until_done(&mut office, step as u64);
        }
        (steps, prepared.hold(&office), server.look())
    };
    let (steps, laptop, server) = end(usize::MAX);
    let steps = steps.expect("nobody killed it");
    let mut killed = 0;
    for step in (0..steps).step_by(every) {
        let (ran_through, held, holdings) = end(step);
        assert_eq!(ran_through, None, "step {step} of {steps}");
        assert_eq!((&held, &holdings), (&laptop, &server), "killed at step {step}");
        killed += 1;
    }
    println!("the laptop was killed at {killed} of {steps} steps");
    assert!(killed > 5);
}

#[test]
fn a_laptop_that_dies_at_a_step_is_where_one_is_that_did_not() {
    kill_laptop(SAMPLE_LAPTOP);
}

#[test]
#[ignore = "every step takes a process, a server and a laptop"]
fn a_laptop_that_dies_at_any_step_is_where_one_is_that_did_not() {
    kill_laptop(1);
}

/// Not a test of its own: a server that answers until it is killed.
#[test]
#[ignore = "run by the tests of kills, in a process of its own"]
fn server() {
    let Ok(disks) = std::env::var(DISKS) else { return };
    let port = std::env::var(PORT).unwrap().parse().unwrap();
    serve_for_ever(Path::new(&disks), std::env::var(DATABASE).unwrap(), port);
}

/// A server in a process of its own that is begun again as soon as it died, as the system does.
struct Undying {
    disks: PathBuf,
    database: String,
    port: u16,
    child: Mutex<Option<Child>>,
}

impl Undying {
    fn begin(disks: &Disks, database: String) -> Arc<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let this = Self { disks: disks.place(), database, port, child: Mutex::default() };
        this.begin_again();
        this.wait_until_it_answers();
        Arc::new(this)
    }

    fn begin_again(&self) {
        let mut command = of_this_program("kills::server");
        command.env(DISKS, &self.disks).env(DATABASE, &self.database).env(PORT, self.port.to_string());
        let child = begin(command.stdout(Stdio::null()).stderr(Stdio::null()));
        *self.child.lock().unwrap() = Some(child);
    }

    fn wait_until_it_answers(&self) {
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            std::thread::yield_now();
        }
    }

    fn kill(&self) {
        if let Some(mut child) = self.child.lock().unwrap().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

fn kill_server(every: usize, moment: Between) {
    let prepared = Prepared::make(SEED, &AMOUNT);
    let end = |step: usize| {
        let disks = prepared.disks();
        let database = Database::before(disks.database());
        let server = Undying::begin(&disks, database.address());
        let root = prepared.lay("rest", "sending");
        let mut office = prepared.open(&root);
        point_to(&mut office, server.port);
        let dying = Arc::clone(&server);
        database.arm(step, moment, move || {
            dying.kill();
            dying.begin_again();
        });
        run_until_done(&mut office, step as u64);
        let (steps, was_killed) = database.disarm();
        server.kill();
        let held = prepared.hold(&office);
        drop(office);
        (steps, was_killed, held, Server::on(disks).look())
    };
    let (steps, _, laptop, server) = end(usize::MAX);
    let mut killed = 0;
    for step in (0..steps).step_by(every) {
        let (_, was_killed, held, holdings) = end(step);
        assert_eq!((&held, &holdings), (&laptop, &server), "killed at word {step} of {steps}");
        killed += usize::from(was_killed);
    }
    println!("the server was killed at {killed} of {steps} words to its database, {}", moment.word());
    assert!(killed > 5);
}

#[test]
fn a_server_that_dies_at_a_word_to_its_database_holds_what_one_holds_that_did_not() {
    kill_server(SAMPLE_SERVER, Between::AnswerAndHearing);
}

#[test]
#[ignore = "every step takes a process, a database and a laptop"]
fn a_server_that_dies_before_any_word_to_its_database_holds_what_one_holds_that_did_not() {
    kill_server(1, Between::WordAndDatabase);
}

#[test]
#[ignore = "every step takes a process, a database and a laptop"]
fn a_server_that_dies_before_it_hears_its_database_holds_what_one_holds_that_did_not() {
    kill_server(1, Between::AnswerAndHearing);
}

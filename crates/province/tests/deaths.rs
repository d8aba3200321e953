//! The server dies, its database dies, its requests are dropped anywhere: what is there afterwards is that of a run in which nothing happened.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use std::pin::pin;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use party::{Door, Server, assert_equal, office, send};
use tilik_sync::{Answer, CONTENT_TYPE, LineError, Request};
use tilik_testkit::line::FarEnd;
use tilik_testkit::{Chance, Faults, Laptop, Line, Postgres};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// Sends until all is sent and says in how many runs.
async fn send_all<F: FarEnd + Send + Sync>(laptop: &mut Laptop, server: &Server, line: &Line<F>) -> usize {
    for run in 1..200 {
        if send(laptop, server, line).await.is_ok_and(|outcome| outcome.is_all_sent()) {
            return run;
        }
    }
    panic!("not all was sent");
}

/// A door before which the line breaks once: within the question of this number, after it was looked for its answer so many times.
struct BreakingDoor {
    door: Door,
    asked: AtomicUsize,
    question: usize,
    polls: usize,
    /// Whether it came to that.
    died: AtomicUsize,
}

impl FarEnd for BreakingDoor {
    async fn answer(&self, request: &Request) -> Result<Answer, LineError> {
        if self.asked.fetch_add(1, Ordering::Relaxed) != self.question {
            return self.door.answer(request).await;
        }
        let mut answering = pin!(self.door.answer(request));
        let mut left = self.polls;
        let done = std::future::poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(None);
            }
            left -= 1;
            // Looked at again at once, so that each look is another moment of the server's work.
            context.waker().wake_by_ref();
            answering.as_mut().poll(context).map(Some)
        });
        match done.await {
            Some(answer) => answer,
            None => {
                self.died.store(1, Ordering::Relaxed);
                Err(LineError::Cut)
            }
        }
    }
}

#[tokio::test]
async fn a_request_whose_line_breaks_anywhere_is_done_whole_and_leaves_no_connection_in_between() {
    let mut deaths = 0;
    // hello, session, push, digest, lacking, piece
    for question in 0..6 {
        for polls in (0..).map(|step: u32| 3_usize.pow(step) / 2) {
            let server = Server::new().await;
            let mut chance = Chance::of(1);
            let mut laptop = Laptop::found(1, &mut chance);
            laptop.write(500, &mut chance);
            laptop.attach(2_000, &mut chance);
            server.enrol(&laptop).await;
            let (door, asked, died) = (server.door(), AtomicUsize::new(0), AtomicUsize::new(0));
            let line =
                Line::to_far_end(BreakingDoor { door, asked, question, polls, died }, Faults::default(), 1);
            assert_eq!(send_all(&mut laptop, &server, &line).await, 1, "{question} {polls}");
            assert_equal(&laptop, &server).await;
            let died = line.far().died.load(Ordering::Relaxed);
            deaths += died;
            if died == 0 {
                break;
            }
        }
    }
    assert!(deaths > 20, "{deaths}");
}

/// A door whose answer to one question is made and never leaves.
struct SilentDoor {
    door: Door,
    asked: AtomicUsize,
    question: usize,
}

impl FarEnd for SilentDoor {
    async fn answer(&self, request: &Request) -> Result<Answer, LineError> {
        let answer = self.door.answer(request).await;
        let is_silent = self.asked.fetch_add(1, Ordering::Relaxed) == self.question;
        if is_silent { Err(LineError::Cut) } else { answer }
    }
}

#[tokio::test]
async fn a_server_that_dies_between_commit_and_answer_has_what_it_committed_once() {
    for question in 0.. {
        let server = Server::new().await;
        let (mut first, mut second, mut chance) = office(15, 5);
        first.attach(40_000, &mut chance);
        server.enrol(&first).await;
        send_all(&mut second, &server, &server.good_line()).await;
        let door = SilentDoor { door: server.door(), asked: AtomicUsize::new(0), question };
        let line = Line::to_far_end(door, Faults::default(), 1);
        send_all(&mut first, &server, &line).await;
        assert_equal(&first, &server).await;
        if line.far().asked.load(Ordering::Relaxed) <= question {
            assert!(question > 6);
            break;
        }
    }
}

/// A door whose database loses its power before one question.
struct Outage<'a> {
    door: Door,
    postgres: &'a Postgres,
    asked: AtomicUsize,
    question: usize,
    /// How many questions are asked before its power is back.
    length: usize,
}

impl FarEnd for Outage<'_> {
    async fn answer(&self, request: &Request) -> Result<Answer, LineError> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        if asked == self.question {
            self.postgres.stop();
        }
        if asked == self.question + self.length {
            self.postgres.start();
        }
        self.door.answer(request).await
    }
}

#[tokio::test]
async fn a_database_that_loses_its_power_is_waited_for() {
    let postgres = Postgres::own();
    for question in [1, 2, 3, 5] {
        for length in [0, 2] {
            let server = Server::on(&postgres).await;
            let (mut laptop, _, mut chance) = office(40, 6);
            laptop.attach(40_000, &mut chance);
            server.enrol(&laptop).await;
            let (door, asked) = (server.door(), AtomicUsize::new(0));
            let outage = Outage { door, postgres: &postgres, asked, question, length };
            let line = Line::to_far_end(outage, Faults::default(), 1);
            let outcome = send(&mut laptop, &server, &line).await.unwrap();
            assert!(outcome.is_all_sent(), "{question} {length}");
            assert_equal(&laptop, &server).await;
        }
    }
}

/// The program itself, on a port of its own.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    async fn start(config: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tilik-province"))
            .arg("serve")
            .arg("--config")
            .arg(config)
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("it serves");
            if let Some((_, address)) = line.split_once("address=") {
                break address.split(' ').next().unwrap().to_owned();
            }
        };
        // What it says later is read and thrown away, so that it never waits for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address }
    }
}

/// HTTP over a socket, a connection for each question.
async fn ask_over_tcp(address: &str, request: &Request) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    let session = request.session.as_deref().map(|session| BASE64_URL_SAFE_NO_PAD.encode(session));
    let session = session.map(|token| format!("Authorization: Tilik {token}\r\n")).unwrap_or_default();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: province\r\nConnection: close\r\nContent-Type: {CONTENT_TYPE}\r\n{session}Content-Length: {}\r\n\r\n",
        request.path,
        request.body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&request.body).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(cut)?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let find = |name: &str| {
        head.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
    };
    let body = bytes[end + 4..].to_vec();
    let length: usize = find("content-length:").and_then(|length| length.parse().ok()).ok_or_else(cut)?;
    if body.len() != length {
        return Err(cut());
    }
    Ok(Answer {
        status: head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?,
        content_type: find("content-type:").unwrap_or_default(),
        retry_after: find("retry-after:").and_then(|seconds| seconds.parse().ok()),
        body,
    })
}

/// The program, killed and begun again at moments of chance while it answers.
struct KilledProgram {
    program: tokio::sync::Mutex<Program>,
    config: std::path::PathBuf,
    chance: std::sync::Mutex<Chance>,
    /// In how many of 100 questions.
    rate: usize,
    kills: AtomicUsize,
}

impl FarEnd for KilledProgram {
    async fn answer(&self, request: &Request) -> Result<Answer, LineError> {
        let mut program = self.program.lock().await;
        let (is_killed, micros) = {
            let mut chance = self.chance.lock().unwrap();
            (chance.below(100) < self.rate, chance.below(25_000) as u64)
        };
        let asked = ask_over_tcp(&program.address, request);
        if !is_killed {
            return asked.await.map_err(|_| LineError::Cut);
        }
        let answer = tokio::time::timeout(Duration::from_micros(micros), asked).await;
        program.child.kill().await.unwrap();
        self.kills.fetch_add(1, Ordering::Relaxed);
        *program = Program::start(&self.config).await;
        answer.ok().and_then(Result::ok).ok_or(LineError::Cut)
    }
}

#[tokio::test]
async fn the_program_itself_killed_at_any_moment_loses_nothing_and_doubles_nothing() {
    let server = Server::new().await;
    let (mut first, mut second, mut chance) = office(150, 7);
    first.attach(600_000, &mut chance);
    server.enrol(&first).await;
    let config = server.write_config();
    let far = KilledProgram {
        program: tokio::sync::Mutex::new(Program::start(&config).await),
        config,
        chance: std::sync::Mutex::new(Chance::of(8)),
        rate: 30,
        kills: AtomicUsize::new(0),
    };
    let line = Line::to_far_end(far, Faults::default(), 1);
    for _ in 0..3 {
        send_all(&mut first, &server, &line).await;
        send_all(&mut second, &server, &line).await;
        first.write(50_000, &mut chance);
        second.write(50_000, &mut chance);
    }
    send_all(&mut first, &server, &line).await;
    send_all(&mut second, &server, &line).await;
    send_all(&mut first, &server, &line).await;
    assert_equal(&first, &server).await;
    assert_equal(&second, &server).await;
    let kills = line.far().kills.load(Ordering::Relaxed);
    assert!(kills >= 5, "{kills}");
}

#[tokio::test]
async fn the_program_ends_what_it_began_when_it_is_asked_to_stop() {
    let server = Server::new().await;
    let mut program = Program::start(&server.write_config()).await;
    let id = program.child.id().unwrap().to_string();
    let mut begun = TcpStream::connect(&program.address).await.unwrap();
    let body = tilik_sync::packing::pack(&tilik_sync::Message::to_bytes(&Door::hello())).unwrap();
    let head = format!(
        "POST /sync/hello HTTP/1.1\r\nHost: province\r\nConnection: close\r\nContent-Type: {CONTENT_TYPE}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    begun.write_all(head.as_bytes()).await.unwrap();
    begun.flush().await.unwrap();
    // Another question that is answered shows that the first has been begun.
    let other = Request { path: "/sync/hello", session: None, body: body.clone(), allowed: 1 << 16 };
    assert_eq!(ask_over_tcp(&program.address, &other).await.unwrap().status, 200);
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    while TcpStream::connect(&program.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    begun.write_all(&body).await.unwrap();
    let mut answer = Vec::new();
    begun.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    assert!(program.child.wait().await.unwrap().success());
}

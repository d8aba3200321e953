//! What tests of the server share: a server on its own database, laptops that enrol with it, and runs.

#![allow(dead_code, reason = "each test file uses its part")]

pub mod browser;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http_body_util::BodyExt as _;
use sqlx_core::query_scalar::query_scalar;
use tilik_journal::{Entry, FeedId};
use tilik_province::{Config, Province, doors, key, province, schema};
use tilik_sync::code::Code;
use tilik_sync::message::{Hello, HelloAnswer, Push, Redeem, Redeemed, Session, SessionAnswer, Welcome};
use tilik_sync::run::Settings;
use tilik_sync::{
    Answer, CONTENT_TYPE, Ledger, LineError, Message, Outcome, PROTOCOL, Question, Request, Run, SyncError,
    Transport, drive, packing,
};
use tilik_testkit::line::FarEnd;
use tilik_testkit::{Chance, Faults, Laptop, Line, Postgres, chance_of};
use tower::ServiceExt as _;
use uuid::Uuid;

/// When the clocks of these servers begin.
pub const BEGIN: i64 = 1_790_000_000_000;

/// A server with its own database, folder and clock.
pub struct Server {
    pub province: Province,
    pub config: Config,
    pub clock: Arc<AtomicI64>,
    folder: tempfile::TempDir,
}

impl Server {
    /// A new one on the database of the run.
    pub async fn new() -> Self {
        Self::on(Postgres::shared()).await
    }

    /// A new one.
    pub async fn on(postgres: &Postgres) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("province.key");
        key::make(&key_file).unwrap();
        let mut config = Config::of(postgres.make_database(), key_file, folder.path().join("attachments"));
        config.listen = ([127, 0, 0, 1], 0).into();
        config.connections = 4;
        config.requests = 8;
        config.attachment_bytes = 1 << 20;
        schema::migrate(&province::connect(&config).await.unwrap()).await.unwrap();
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let province = open(&config, &clock).await;
        Self { province, config, clock, folder }
    }

    /// Another process of the same server.
    pub async fn again(&self) -> Province {
        open(&self.config, &self.clock).await
    }

    /// The same database with another configuration.
    pub async fn with(self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.config.clone();
        change(&mut config);
        let province = open(&config, &self.clock).await;
        Self { province, config, ..self }
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn door(&self) -> Door {
        Door(doors::router(self.province.clone(), self.config.requests))
    }

    pub fn good_line(&self) -> Line<Door> {
        self.line(Faults::default(), 1)
    }

    pub fn line(&self, faults: Faults, seed: u64) -> Line<Door> {
        Line::to_far_end(self.door(), faults, seed)
    }

    pub fn settings(&self) -> Settings {
        Settings { province_key: self.province.public_key(), version: "0.1.0".into(), data_budget: u64::MAX }
    }

    /// An office with this laptop enrolled by a code.
    pub async fn enrol(&self, laptop: &Laptop) -> Uuid {
        let office = self.province.make_office("Dinas Kesehatan").await.unwrap();
        let code = self.province.make_code(office).await.unwrap().code;
        self.door().redeem(&code, laptop, laptop.feed()).await.unwrap();
        office
    }

    /// The configuration as a file, for the program itself.
    pub fn write_config(&self) -> std::path::PathBuf {
        let file = self.folder.path().join("province.toml");
        let text = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = \"{}\"\nconnections = 4\nkey_file = {:?}\nattachments = {:?}\n",
            self.config.database, self.config.key_file, self.config.attachments
        );
        std::fs::write(&file, text).unwrap();
        file
    }

    /// How many rows a question finds.
    pub async fn count(&self, sql: &'static str) -> i64 {
        query_scalar(sql).fetch_one(self.province.pool()).await.unwrap()
    }
}

async fn open(config: &Config, clock: &Arc<AtomicI64>) -> Province {
    let clock = Arc::clone(clock);
    Province::open(config).await.unwrap().with_clock(Arc::new(move || clock.load(Ordering::Relaxed)))
}

/// The server's door in the same process.
#[derive(Clone)]
pub struct Door(pub Router);

impl FarEnd for Door {
    async fn answer(&self, request: &Request) -> Result<Answer, LineError> {
        let mut http = HttpRequest::post(request.path).header(header::CONTENT_TYPE, CONTENT_TYPE);
        if let Some(session) = &request.session {
            let token = BASE64_URL_SAFE_NO_PAD.encode(session);
            http = http.header(header::AUTHORIZATION, format!("Tilik {token}"));
        }
        let http = http.body(Body::from(request.body.clone())).unwrap();
        Ok(self.answer_http(http).await)
    }
}

impl Transport for Door {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        self.answer(request).await
    }
}

/// A no: its status and its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct No(pub u16, pub String);

impl No {
    pub fn of(status: u16, code: &str) -> Self {
        Self(status, code.to_owned())
    }
}

impl Door {
    pub async fn answer_http(&self, http: HttpRequest<Body>) -> Answer {
        let (head, body) = self.0.clone().oneshot(http).await.unwrap().into_parts();
        let text = |name| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
        let retry_after = text(header::RETRY_AFTER).map(|seconds| seconds.parse().unwrap());
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: head.status.as_u16(), content_type, retry_after, body }
    }

    /// Asks one question.
    pub async fn say<Q: Question>(&self, question: &Q, session: Option<&[u8]>) -> Result<Q::Answer, No> {
        self.say_at(Q::PATH, question, session).await
    }

    pub async fn say_at<Q: Question>(
        &self,
        path: &'static str,
        question: &Q,
        session: Option<&[u8]>,
    ) -> Result<Q::Answer, No> {
        let request = Request {
            path,
            session: session.map(<[u8]>::to_vec),
            body: packing::pack(&question.to_bytes()).unwrap(),
            allowed: packing::MOST,
        };
        let answer = self.answer(&request).await.unwrap();
        assert_eq!(answer.content_type, CONTENT_TYPE, "{}", answer.status);
        let bytes = packing::open(&answer.body, packing::MOST).unwrap();
        if answer.status == 200 {
            return Ok(Q::Answer::parse(&bytes).unwrap());
        }
        Err(No(answer.status, tilik_sync::message::Refusal::parse(&bytes).unwrap().code))
    }

    pub fn hello() -> Hello {
        Hello { protocols: (PROTOCOL, PROTOCOL), nonce: [9; 32], version: "0.1.0".into() }
    }

    /// The welcome, as to one who was never here.
    pub async fn begin(&self, key_name: &tilik_sync::code::KeyName) -> Welcome {
        let hello = Self::hello();
        let answer: HelloAnswer = self.say_at("/enrol/begin", &hello, None).await.unwrap();
        answer.verify_named(&hello.to_bytes(), key_name).unwrap()
    }

    pub async fn welcome(&self, server: &Server) -> Welcome {
        let hello = Self::hello();
        let answer = self.say(&hello, None).await.unwrap();
        answer.verify(&hello.to_bytes(), &server.province.public_key()).unwrap()
    }

    pub async fn redeem(&self, code: &Code, laptop: &Laptop, feed: FeedId) -> Result<Redeemed, No> {
        let welcome = self.begin(&code.key_name()).await;
        let shown = laptop.list_credentials().unwrap();
        let sign = |bytes: &[u8]| laptop.sign_apart(bytes);
        self.say(&Redeem::sign(code, &welcome, laptop.device_key(), feed, shown, sign), None).await
    }

    pub async fn session(&self, server: &Server, laptop: &Laptop) -> Result<SessionAnswer, No> {
        self.session_with(server, laptop, Vec::new()).await
    }

    pub async fn session_with(
        &self,
        server: &Server,
        laptop: &Laptop,
        shown: Vec<Entry>,
    ) -> Result<SessionAnswer, No> {
        let welcome = self.welcome(server).await;
        let feeds = laptop.list_feeds().unwrap();
        let sign = |bytes: &[u8]| laptop.sign_apart(bytes);
        self.say(&Session::sign(laptop.device_key(), &welcome, feeds, shown, sign), None).await
    }

    pub async fn push(&self, token: &[u8], feed: FeedId, entries: &[Entry]) -> Result<u64, No> {
        let push = Push { feed, entries: entries.to_vec() };
        Ok(self.say(&push, Some(token)).await?.standing.number)
    }
}

/// One run from beginning to end.
pub async fn send<F: FarEnd + Send + Sync>(
    laptop: &mut Laptop,
    server: &Server,
    line: &Line<F>,
) -> Result<Outcome, SyncError> {
    let mut run = Run::begin(laptop, server.settings(), chance_of(line.asked()));
    drive(&mut run, line, line).await
}

/// Entries of a laptop in the order of taking in.
pub fn entries_of(laptop: &Laptop) -> Vec<Entry> {
    laptop.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect()
}

/// An office of two laptops that worked apart, the second one certified by the first.
pub fn office(entries: usize, seed: u64) -> (Laptop, Laptop, Chance) {
    let mut chance = Chance::of(seed);
    let mut first = Laptop::found(1, &mut chance);
    let mut second = first.pair(2, &mut chance);
    for _ in 0..entries {
        let size = 100 + chance.below(900);
        first.write(size, &mut chance);
        let size = 100 + chance.below(900);
        second.write(size, &mut chance);
    }
    (first, second, chance)
}

/// Waits for all of them at once.
pub async fn join_all<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            return std::task::Poll::Ready(done.drain(..).flatten().collect());
        }
        std::task::Poll::Pending
    })
    .await
}

/// Laptop and server hold the same, and nothing arrived twice.
pub async fn assert_equal(laptop: &Laptop, server: &Server) {
    let feed = laptop.feed();
    assert_eq!(laptop.shelf.count_parked(), 0);
    let mut held: Vec<[u8; 32]> = query_scalar("SELECT hash FROM entry WHERE feed = $1")
        .bind(feed.0)
        .fetch_all(server.province.pool())
        .await
        .unwrap();
    held.sort_unstable();
    let mut own: Vec<_> = entries_of(laptop).iter().map(|entry| entry.hash().0).collect();
    own.sort_unstable();
    assert_eq!(own.len(), held.len());
    assert!(own == held);
    let numbers: Vec<i64> = query_scalar("SELECT number FROM arrival WHERE feed = $1 ORDER BY number")
        .bind(feed.0)
        .fetch_all(server.province.pool())
        .await
        .unwrap();
    let expected: Vec<_> = (1..=i64::try_from(held.len()).unwrap()).collect();
    assert_eq!(numbers, expected, "numbers have no holes, and nothing arrived twice");
    for hash in laptop.attachments.keys() {
        let whole: Option<bool> = query_scalar("SELECT is_whole FROM attachment WHERE hash = $1")
            .bind(hash)
            .fetch_optional(server.province.pool())
            .await
            .unwrap();
        assert_eq!(whole, Some(true));
    }
}

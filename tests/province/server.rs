//! The real server on a port of this machine, with a database of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::sql_str::AssertSqlSafe;
use tempfile::TempDir;
use tilik_journal::{Group, Retention};
use tilik_province::ledger::{EVERYBODY, Saying};
use tilik_province::{Config, Province, StaffRole, doors, key, projection, province, schema};
use tilik_sync::code::Code;
use tilik_testkit::Postgres;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Where its clock begins.
pub const BEGIN: i64 = 1_790_000_000_000;
const DAY: i64 = 24 * 3_600_000;

/// Of whom [`Server::make_staff`] makes.
pub const LOGIN: &str = "ros";
pub const PASSWORD: &str = "kopi pagi di provinsi";

/// Of all its processes.
type Clock = Arc<AtomicI64>;

pub struct Server {
    /// For the test's own questions.
    runtime: Runtime,
    config: Config,
    clock: Clock,
    province: Province,
    /// What serves; ended as a whole, with every connection.
    serving: Option<Runtime>,
    folder: TempDir,
}

/// What a server leaves on its disks when it is ended.
pub struct Disks {
    config: Config,
    folder: TempDir,
}

impl Disks {
    /// A copy on disks of its own.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (self.folder.path().join("disks"), folder.path().join("disks"));
        tilik_testkit::folder::copy_closed(&from, &to);
        let mut config = self.config.clone();
        config.database = Postgres::shared().copy_database(&config.database);
        (config.key_file, config.attachments) = places(&folder.path().join("disks"));
        config.listen.set_port(0);
        Self { config, folder }
    }

    pub fn place(&self) -> PathBuf {
        self.folder.path().join("disks")
    }

    pub fn database(&self) -> &str {
        &self.config.database
    }

    /// An empty place whose tables are those of these steps alone.
    pub fn of_steps(steps: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (key_file, attachments) = places(&folder.path().join("disks"));
        let disks = Self { config: Config::of(make_database(), key_file, attachments), folder };
        for step in steps {
            disks.run_sql(step);
        }
        disks
    }

    /// Runs statements as the database's keeper would.
    pub fn run_sql(&self, sql: &str) {
        make_runtime().block_on(async {
            let pool = province::connect(&self.config).await.unwrap();
            raw_sql(AssertSqlSafe(sql.to_owned())).execute(&pool).await.unwrap();
            pool.close().await;
        });
    }

    /// Table, column, type and default of everything but views and the list of steps.
    pub fn list_columns(&self) -> Vec<(String, String, String, String)> {
        let sql = "SELECT table_name::text, column_name::text, data_type::text, coalesce(column_default, '')::text
            FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_sqlx_migrations' ORDER BY 1, 2";
        make_runtime().block_on(async {
            let pool = province::connect(&self.config).await.unwrap();
            let columns = query_as(sql).fetch_all(&pool).await.unwrap();
            pool.close().await;
            columns
        })
    }

    /// Whether a server does not begin on them.
    pub fn refuses_to_open(&self) -> bool {
        make_runtime().block_on(Province::open(&self.config)).is_err()
    }

    /// What `tilik-province migrate` does.
    pub fn migrate(&self) {
        migrate(&make_runtime(), &self.config);
    }
}

/// The key and the attachments on such disks.
fn places(disks: &Path) -> (PathBuf, PathBuf) {
    (disks.join("province.key"), disks.join("attachments"))
}

/// Serves on disks with a database that another process prepared, and adds up, until it is killed.
pub fn serve_for_ever(disks: &Path, database: String, port: u16) {
    let (key_file, attachments) = places(disks);
    let mut config = Config::of(database, key_file, attachments);
    limit(&mut config);
    config.listen = ([127, 0, 0, 1], port).into();
    let runtime = make_runtime();
    let province = open(&runtime, &config, &begin_clock());
    let listener = runtime.block_on(listen(config.listen));
    runtime.spawn(projection::keep_up(province.clone()));
    let router = doors::router(province, config.requests);
    runtime.block_on(doors::serve(listener, router, std::future::pending::<()>())).unwrap();
}

/// What a test needs and no more.
fn limit(config: &mut Config) {
    config.connections = 4;
    config.requests = 8;
    config.attachment_bytes = 1 << 20;
    config.secure_cookies = false;
}

/// What a server holds, so far as it does not depend on how often somebody had to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Of each arrival the number and the entry's hash.
    pub arrivals: Vec<(i64, String)>,
    pub documents: Vec<(i64, String, String)>,
    /// Of each receipt the feed and what it confirms.
    pub receipts: Vec<(String, String)>,
    /// Whole attachments with their sizes; of those that are not whole what is here.
    pub attachments: Vec<(String, i64, bool)>,
    pub pieces: i64,
    pub files: Vec<String>,
}

impl Server {
    /// On a port that is free.
    pub fn begin() -> Self {
        Self::begin_with(make_database(), None)
    }

    /// On this empty database, with its attachments elsewhere than its key where that is asked for.
    pub fn begin_with(database: String, elsewhere: Option<&Path>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (key_file, attachments) = places(&folder.path().join("disks"));
        let attachments = elsewhere.map_or(attachments, Path::to_owned);
        std::fs::create_dir_all(folder.path().join("disks")).unwrap();
        std::fs::create_dir_all(&attachments).unwrap();
        key::make(&key_file).unwrap();
        let mut config = Config::of(database, key_file, attachments);
        config.listen = ([127, 0, 0, 1], 0).into();
        limit(&mut config);
        migrate(&make_runtime(), &config);
        Self::on(Disks { config, folder })
    }

    /// Has all tables of an empty database made at a place on another disk.
    pub fn lay_tables(database: &str, place: &Path) {
        let config = Config::of(database.to_owned(), PathBuf::new(), PathBuf::new());
        make_runtime().block_on(async {
            let pool = province::connect(&config).await.unwrap();
            let location = format!("CREATE TABLESPACE small LOCATION '{}'", place.display());
            let words = [location, "ALTER ROLE CURRENT_USER SET default_tablespace = small".to_owned()];
            for word in words {
                query(AssertSqlSafe(word)).execute(&pool).await.unwrap();
            }
            pool.close().await;
        });
    }

    /// On these disks.
    pub fn on(disks: Disks) -> Self {
        let runtime = make_runtime();
        let Disks { mut config, folder } = disks;
        let clock = begin_clock();
        let province = open(&runtime, &config, &clock);
        let (serving, address) = serve(&config, &clock);
        config.listen = address;
        Self { runtime, config, clock, province, serving: Some(serving), folder }
    }

    /// Ends it and gives its disks.
    pub fn into_disks(mut self) -> Disks {
        self.end();
        self.runtime.block_on(self.province.pool().close());
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        Disks { config: self.config.clone(), folder }
    }

    /// What it holds, all of it added up.
    pub fn look(&self) -> Holdings {
        let pool = self.province.pool();
        self.runtime.block_on(async {
            // A process that was killed may hold its feed for a moment more.
            while self.is_behind().await {
                self.province.add_up_all().await.unwrap();
            }
            let arrivals = query_as(
                "SELECT arrival.number, encode(entry.hash, 'hex') FROM arrival
                 JOIN entry ON entry.feed = arrival.feed AND entry.number = arrival.entry_number ORDER BY arrival.feed, arrival.number",
            );
            let documents = query_as(
                "SELECT kind, record::text, encode(folded, 'hex') FROM document ORDER BY feed, kind, record",
            );
            let receipts =
                query_as("SELECT encode(feed, 'hex'), encode(tips_hash, 'hex') FROM receipt ORDER BY number");
            let attachments =
                query_as("SELECT encode(hash, 'hex'), here, is_whole FROM attachment ORDER BY hash");
            Holdings {
                arrivals: arrivals.fetch_all(pool).await.unwrap(),
                documents: documents.fetch_all(pool).await.unwrap(),
                receipts: receipts.fetch_all(pool).await.unwrap(),
                attachments: attachments.fetch_all(pool).await.unwrap(),
                pieces: query_scalar("SELECT count(*) FROM piece").fetch_one(pool).await.unwrap(),
                files: list_whole(&self.config.attachments),
            }
        })
    }

    pub fn port(&self) -> u16 {
        self.config.listen.port()
    }

    pub fn public_key(&self) -> [u8; 32] {
        self.province.public_key()
    }

    /// A new office, and a code for it.
    pub fn make_code(&self, office: &str) -> Code {
        self.make_code_for(self.make_office(office))
    }

    pub fn make_office(&self, name: &str) -> Uuid {
        self.runtime.block_on(self.province.make_office(name)).unwrap()
    }

    /// One more code for an office.
    pub fn make_code_for(&self, office: Uuid) -> Code {
        self.runtime.block_on(self.province.make_code(office)).unwrap().code
    }

    /// The agency ends a device.
    pub fn end_device(&self, office: Uuid, key: [u8; 32]) {
        self.runtime.block_on(self.province.revoke_device(office, key)).unwrap();
    }

    /// Somebody of the agency who may write.
    pub fn make_staff(&self) {
        let made = self.province.make_staff_with(LOGIN, "Ibu Ros", StaffRole::Keeper, PASSWORD);
        self.runtime.block_on(made).unwrap();
    }

    /// Says to all what no page writes.
    pub fn say_raw(&self, group: Group) {
        let saying = Saying { act: "later.said", group, retention: Retention::Working };
        self.runtime.block_on(self.province.say(EVERYBODY, saying)).unwrap();
    }

    /// Adds up what arrived.
    pub fn add_up(&self) {
        self.runtime.block_on(self.province.add_up_all()).unwrap();
    }

    /// Looks for what cut writings left over, as it does when it begins. Says how many files.
    pub fn sweep(&self) -> u64 {
        self.runtime.block_on(self.province.sweep()).unwrap()
    }

    /// Does what the program does beside answering, until something is so.
    pub fn keep_up_until(&self, is_so: impl Fn() -> bool) {
        let kept_up = self.runtime.spawn(projection::keep_up(self.province.clone()));
        for _ in 0..1_000 {
            if is_so() {
                kept_up.abort();
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it never is");
    }

    /// The folder of the attachments.
    pub fn attachments(&self) -> &Path {
        &self.config.attachments
    }

    /// Nobody whose program is older is let in, from its next process on.
    pub fn ask_for_version(&mut self, version: &str) {
        version.clone_into(&mut self.config.lowest_version);
        self.begin_again();
    }

    /// Its clock goes on, and what is done from time to time is done.
    pub fn pass_days(&self, days: i64) {
        self.clock.fetch_add(days * DAY, Ordering::Relaxed);
        self.runtime.block_on(self.province.forget_unfinished()).unwrap();
    }

    /// It dies: connections break where they are.
    pub fn end(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.shutdown_background();
        }
    }

    /// Another process of it, at the same address.
    pub fn begin_again(&mut self) {
        self.end();
        self.serving = Some(serve(&self.config, &self.clock).0);
    }

    /// It lost its database and was set up anew, with its old key, at the same address.
    pub fn lose_everything(&mut self) {
        self.end();
        self.config.database = make_database();
        migrate(&self.runtime, &self.config);
        self.province = open(&self.runtime, &self.config, &self.clock);
        self.begin_again();
    }

    async fn is_behind(&self) -> bool {
        let sql = "SELECT count(*) > 0 FROM feed LEFT JOIN projection USING (office, feed) WHERE feed.newest > coalesce(projection.number, 0)";
        query_scalar(sql).fetch_one(self.province.pool()).await.unwrap()
    }

    pub fn count_entries(&self) -> usize {
        self.count("SELECT count(*) FROM entry")
    }

    pub fn count_arrivals(&self) -> usize {
        self.count("SELECT count(*) FROM arrival")
    }

    /// Rows of the journal and of what it adds up to that hold these words.
    pub fn count_rows_with(&self, words: &str) -> usize {
        self.add_up();
        let sql = "SELECT (SELECT count(*) FROM payload WHERE position(convert_to($1, 'UTF8') IN salted) > 0)
            + (SELECT count(*) FROM document WHERE position(convert_to($1, 'UTF8') IN folded) > 0 OR position($1 IN doc::text) > 0)";
        let count = query_scalar(sql).bind(words.to_owned()).fetch_one(self.province.pool());
        let count: i64 = self.runtime.block_on(count).unwrap();
        usize::try_from(count).unwrap()
    }

    /// How many rows a question finds.
    pub fn count(&self, sql: &'static str) -> usize {
        let count: i64 = self.runtime.block_on(query_scalar(sql).fetch_one(self.province.pool())).unwrap();
        usize::try_from(count).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// The attachments of all offices that bear their name.
fn list_whole(place: &Path) -> Vec<String> {
    let offices = std::fs::read_dir(place).unwrap().map(|office| office.unwrap().path().join("whole"));
    let mut names: Vec<_> = offices
        .filter(|whole| whole.exists())
        .flat_map(|whole| tilik_testkit::folder::list_names(&whole))
        // The object store's own, left by a writing that was cut: no object, and never read.
        .filter(|name| !name.contains('#'))
        .collect();
    names.sort();
    names
}

fn make_runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn make_database() -> String {
    Postgres::shared().make_database()
}

fn migrate(runtime: &Runtime, config: &Config) {
    runtime.block_on(async { schema::migrate(&province::connect(config).await.unwrap()).await }).unwrap();
}

fn begin_clock() -> Clock {
    Arc::new(AtomicI64::new(BEGIN))
}

fn open(runtime: &Runtime, config: &Config, clock: &Clock) -> Province {
    let clock = Arc::clone(clock);
    let now = move || clock.load(Ordering::Relaxed);
    runtime.block_on(Province::open(config)).unwrap().with_clock(Arc::new(now))
}

/// The port may be held for a moment by what was just ended.
async fn listen(address: SocketAddr) -> TcpListener {
    for _ in 0..200 {
        if let Ok(listener) = TcpListener::bind(address).await {
            return listener;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{address} stays taken");
}

fn serve(config: &Config, clock: &Clock) -> (Runtime, SocketAddr) {
    let runtime = make_runtime();
    let province = open(&runtime, config, clock);
    let listener = runtime.block_on(listen(config.listen));
    let address = listener.local_addr().unwrap();
    let router = doors::router(province, config.requests);
    runtime.spawn(doors::serve(listener, router, std::future::pending::<()>()));
    (runtime, address)
}

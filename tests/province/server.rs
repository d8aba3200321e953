//! The real server on a port of this machine, with a database of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sqlx_core::query_scalar::query_scalar;
use tilik_journal::{Group, Retention};
use tilik_province::ledger::{EVERYBODY, Saying};
use tilik_province::{Config, Province, StaffRole, doors, key, province, schema};
use tilik_sync::code::Code;
use tilik_testkit::Postgres;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// Where its clock stands.
const NOW: i64 = 1_790_000_000_000;

pub struct Server {
    /// For the test's own questions.
    runtime: Runtime,
    config: Config,
    province: Province,
    /// What serves; ended as a whole, with every connection.
    serving: Option<Runtime>,
    _folder: tempfile::TempDir,
}

impl Server {
    /// On a port that is free.
    pub fn begin() -> Self {
        let runtime = make_runtime();
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("province.key");
        key::make(&key_file).unwrap();
        let mut config = Config::of(make_database(), key_file, folder.path().join("attachments"));
        config.listen = ([127, 0, 0, 1], 0).into();
        config.connections = 4;
        config.requests = 8;
        config.attachment_bytes = 1 << 20;
        config.secure_cookies = false;
        migrate(&runtime, &config);
        let province = open(&runtime, &config);
        let (serving, address) = serve(&config);
        config.listen = address;
        Self { runtime, config, province, serving: Some(serving), _folder: folder }
    }

    pub fn port(&self) -> u16 {
        self.config.listen.port()
    }

    pub fn public_key(&self) -> [u8; 32] {
        self.province.public_key()
    }

    /// A new office, and a code for it.
    pub fn make_code(&self, office: &str) -> Code {
        self.runtime.block_on(async {
            let office = self.province.make_office(office).await.unwrap();
            self.province.make_code(office).await.unwrap().code
        })
    }

    /// Somebody of the agency who may write.
    pub fn make_staff(&self, login: &str, name: &str, password: &str) {
        self.runtime
            .block_on(self.province.make_staff_with(login, name, StaffRole::Keeper, password))
            .unwrap();
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

    /// It dies: connections break where they are.
    pub fn end(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.shutdown_background();
        }
    }

    /// Another process of it, at the same address.
    pub fn begin_again(&mut self) {
        self.end();
        self.serving = Some(serve(&self.config).0);
    }

    /// It lost its database and was set up anew, with its old key, at the same address.
    pub fn lose_everything(&mut self) {
        self.end();
        self.config.database = make_database();
        migrate(&self.runtime, &self.config);
        self.province = open(&self.runtime, &self.config);
        self.begin_again();
    }

    pub fn count_entries(&self) -> usize {
        self.count("SELECT count(*) FROM entry")
    }

    pub fn count_arrivals(&self) -> usize {
        self.count("SELECT count(*) FROM arrival")
    }

    fn count(&self, sql: &'static str) -> usize {
        let count: i64 = self.runtime.block_on(query_scalar(sql).fetch_one(self.province.pool())).unwrap();
        usize::try_from(count).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
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

fn open(runtime: &Runtime, config: &Config) -> Province {
    runtime.block_on(Province::open(config)).unwrap().with_clock(Arc::new(|| NOW))
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

fn serve(config: &Config) -> (Runtime, SocketAddr) {
    let runtime = make_runtime();
    let province = open(&runtime, config);
    let listener = runtime.block_on(listen(config.listen));
    let address = listener.local_addr().unwrap();
    let router = doors::router(province, config.requests);
    runtime.spawn(doors::serve(listener, router, std::future::pending::<()>()));
    (runtime, address)
}

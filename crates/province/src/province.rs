//! A running server: its database, its key, its attachments. Holds nothing that another process of it would need to know.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderName;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use sqlx_core::query_as::query_as;
use sqlx_postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use tilik_journal::Signer;
use tilik_sync::Epoch;
use tilik_sync::message::Limits;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::config::Config;
use crate::error::ProvinceError;
use crate::note::Notes;
use crate::projection::pulse::Pulse;
use crate::{handout, key, schema};

/// The clock, milliseconds since 1970 UTC. Nothing of the journal is decided by it; nonces, sessions and codes end by it.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Of western Indonesia before UTC.
const HOURS_EAST: i64 = 7;

/// A server.
#[derive(Clone)]
pub struct Province {
    pub(crate) pool: PgPool,
    pub(crate) signer: Arc<Signer>,
    pub(crate) notes: Notes,
    pub(crate) epoch: Epoch,
    pub(crate) limits: Limits,
    pub(crate) attachment_bytes: u64,
    pub(crate) bundle_bytes: u64,
    /// How laptops reach it; empty when nobody said.
    pub(crate) address: String,
    /// What they shall believe it by, DER.
    pub(crate) certificate: Option<Vec<u8>>,
    pub(crate) secure_cookies: bool,
    /// In which the web server in front says where a request came from.
    pub(crate) client_header: Option<HeaderName>,
    pub(crate) storage: Arc<dyn ObjectStore>,
    /// Where that keeps its files.
    pub(crate) folder: PathBuf,
    pub(crate) clock: Clock,
    /// Something arrived that is not added up yet.
    pub(crate) arrived: Arc<Notify>,
    /// Whether adding up goes on in this process.
    pub(crate) pulse: Pulse,
}

impl Province {
    /// Opens a server on a database whose tables are this release's.
    ///
    /// # Errors
    /// [`ProvinceError::OtherKey`], [`ProvinceError::Migration`] when `migrate` was not run, and what database, key file and folder say.
    pub async fn open(config: &Config) -> Result<Self, ProvinceError> {
        let pool = connect(config).await?;
        schema::check(&pool).await?;
        let signer = key::read(&config.key_file)?;
        let (epoch, note_key) = enter(&pool, signer.public_key()).await?;
        std::fs::create_dir_all(&config.attachments).map_err(|error| {
            ProvinceError::Configuration(format!("{}: {error}", config.attachments.display()))
        })?;
        // A laptop is told that an attachment is there when it is on the disk.
        let storage = LocalFileSystem::new_with_prefix(&config.attachments)?.with_fsync(true);
        Ok(Self {
            pool,
            signer: Arc::new(signer),
            notes: Notes::new(note_key, epoch),
            epoch,
            limits: Limits {
                message: config.message_bytes,
                push: config.push_bytes,
                lowest_version: config.lowest_version.clone(),
            },
            attachment_bytes: config.attachment_bytes,
            bundle_bytes: config.bundle_bytes,
            address: config.address.trim().to_owned(),
            certificate: handout::read_certificate(config)?,
            secure_cookies: config.secure_cookies,
            client_header: HeaderName::from_str(&config.client_header).ok(),
            storage: Arc::new(storage),
            folder: config.attachments.clone(),
            clock: Arc::new(system_clock),
            arrived: Arc::new(Notify::new()),
            pulse: Pulse::new(),
        })
    }

    /// The same server with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The province's public key, which laptops pin.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.signer.public_key()
    }

    /// Its epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Its connections.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Its clock.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    pub(crate) fn now_at(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.now()).unwrap_or_default()
    }

    /// A fresh id, in the order of time.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn make_id(&self) -> Result<Uuid, ProvinceError> {
        let millis = u64::try_from(self.now()).unwrap_or_default();
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &chance::<10>()?).into_uuid())
    }

    /// The day that it is in western Indonesia.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        local(self.now_at()).date()
    }
}

/// A moment in the time of western Indonesia.
pub(crate) fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + TimeDelta::hours(HOURS_EAST)
}

/// Connects to PostgreSQL as the configuration says.
///
/// # Errors
/// [`ProvinceError::Configuration`] for an address that is none; what the database says.
pub async fn connect(config: &Config) -> Result<PgPool, ProvinceError> {
    let options: PgConnectOptions = config
        .database
        .parse()
        .map_err(|error| ProvinceError::Configuration(format!("database: {error}")))?;
    // Whatever the database's own setting: what was answered is on the disk.
    let options = options.application_name("tilik-province");
    // Lists of numbers are looked up in a table of hashes only where the planner sees them.
    let options = options.options([("synchronous_commit", "on"), ("plan_cache_mode", "force_custom_plan")]);
    Ok(PgPoolOptions::new().max_connections(config.connections).connect_with(options).await?)
}

/// The epoch and the key of the notes; the first to come leaves its public key.
async fn enter(pool: &PgPool, public_key: [u8; 32]) -> Result<(Epoch, [u8; 32]), ProvinceError> {
    let row: Option<([u8; 16], [u8; 32], [u8; 32])> = query_as(
        "UPDATE province SET public_key = coalesce(public_key, $1) RETURNING epoch, note_key, public_key",
    )
    .bind(public_key)
    .fetch_optional(pool)
    .await?;
    match row {
        Some((epoch, note_key, known)) if known == public_key => Ok((Epoch(epoch), note_key)),
        Some(_) => Err(ProvinceError::OtherKey),
        None => {
            Err(ProvinceError::Configuration("the tables are empty: run `tilik-province migrate`".into()))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the server's own clock, read here alone; tests set another")]
fn system_clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Does work that keeps a thread busy, or that waits for a disk, away from those that wait for lines.
///
/// # Errors
/// What the work says; [`ProvinceError::System`] when it died.
pub(crate) async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProvinceError> + Send + 'static,
) -> Result<T, ProvinceError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ProvinceError::System(error.to_string()))?
}

/// Fresh chance.
///
/// # Errors
/// [`ProvinceError::System`].
pub(crate) fn chance<const N: usize>() -> Result<[u8; N], ProvinceError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ProvinceError::System(error.to_string()))?;
    Ok(bytes)
}

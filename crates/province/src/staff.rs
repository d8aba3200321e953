//! Who of the personnel agency may look into the province's pages: accounts, sessions, what they did.
//!
//! Passwords are Argon2id and never leave the process that checks them. The invariant a reader could break: who has no account and who typed a wrong password are told the same
//! after the same time, and after five wrong ones nobody signs in with that name for a while, whatever is typed (`tests/pages.rs`, `tests/guesses.rs`).

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_postgres::PgConnection;
use tokio::sync::Semaphore;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{ProvinceError, Refusal};
use crate::guesses::{self, BY_NAME};
use crate::province::{Province, away, chance};

/// 64 MiB and 3 passes, as for the laptops' keys.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 3;
/// So many passwords are worked on at a time: each takes 64 MiB and a core.
static WORKING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(cores())));
/// So many wait or are worked on, for each core; a second or two of work. More are told to come again.
const MOST_PER_CORE: usize = 8;
static QUEUE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(cores() * MOST_PER_CORE)));
/// A session ends when it was not used for so long, and in any case after the longer time.
const IDLE_MINUTES: i64 = 30;
const LONGEST_HOURS: i64 = 12;
/// Longer passwords are not read.
pub(crate) const MOST_OF_PASSWORD: usize = 200;
/// Letters of a password that is made here: none that is mistaken for another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789+";

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffRole {
    /// Makes offices and codes, ends devices.
    Keeper,
    /// Looks.
    Viewer,
}

impl StaffRole {
    /// Its word in tables and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Keeper => "pengelola",
            Self::Viewer => "pengamat",
        }
    }

    /// The role with this word.
    #[must_use]
    pub fn find(word: &str) -> Option<Self> {
        [Self::Keeper, Self::Viewer].into_iter().find(|role| role.word() == word)
    }
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub staff: Uuid,
    pub name: String,
    pub role: StaffRole,
    /// Nothing but another password is asked of who has one that another made.
    pub must_change: bool,
    /// What every form of this session carries.
    pub form_token: String,
}

/// What became of signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignIn {
    /// The cookie of the new session.
    Done([u8; 32]),
    /// Login or password is wrong.
    Wrong,
    /// Too many wrong ones with this name, whether or not an account has it: until when.
    Locked(DateTime<Utc>),
    /// Too many wrong ones from this address, with whatever names: until when.
    AddressLocked(DateTime<Utc>),
}

/// What became of asking for one's own password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnPassword {
    Right,
    Wrong,
    /// Too many wrong ones: it is not tried.
    Locked,
}

fn argon2() -> Result<Argon2<'static>, ProvinceError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| ProvinceError::System(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// Works on a password, in its turn. The place is given back when the work is done, also when whoever asked is gone.
///
/// # Errors
/// [`ProvinceError::Busy`] when the queue is full; what the work says.
async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ProvinceError> + Send + 'static,
) -> Result<T, ProvinceError> {
    let place = Arc::clone(&QUEUE).try_acquire_owned().map_err(|_| ProvinceError::Busy)?;
    let turn = Arc::clone(&WORKING).acquire_owned().await;
    let turn = turn.map_err(|error| ProvinceError::System(error.to_string()))?;
    away(move || {
        let _held = (place, turn);
        work()
    })
    .await
}

/// A password's hash, in the PHC form.
///
/// # Errors
/// [`ProvinceError::Busy`], [`ProvinceError::System`].
pub(crate) async fn hash_password(password: Zeroizing<String>) -> Result<String, ProvinceError> {
    in_turn(move || hash_now(&password)).await
}

/// A password that nobody chose.
///
/// # Errors
/// [`ProvinceError::System`].
pub(crate) fn make_password() -> Result<Zeroizing<String>, ProvinceError> {
    let bytes = Zeroizing::new(chance::<20>()?);
    let letters = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)]));
    Ok(Zeroizing::new(letters.collect()))
}

fn hash_now(password: &str) -> Result<String, ProvinceError> {
    let hash = argon2()?.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| ProvinceError::System(error.to_string()))
}

/// A hash of nobody's password: who has no account waits as long as who has.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let nobody = chance::<16>().map(|bytes| format!("{bytes:?}")).unwrap_or_default();
    hash_now(&nobody).unwrap_or_default()
});

async fn is_password(hash: String, password: Zeroizing<String>) -> Result<bool, ProvinceError> {
    in_turn(move || {
        let hash = if hash.is_empty() { NOBODY.as_str() } else { hash.as_str() };
        Ok(PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()))
    })
    .await
}

type Account = (Uuid, String, Option<DateTime<Utc>>);
type SessionRow = (Uuid, String, String, bool);

/// What somebody of the agency did. It is noted in the transaction that does it: neither is without the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StaffAct<'a> {
    pub staff: Uuid,
    pub act: &'a str,
    pub office: Option<Uuid>,
    pub detail: Option<&'a str>,
}

impl<'a> StaffAct<'a> {
    /// One that concerns no office.
    pub fn of(staff: Uuid, act: &'a str) -> Self {
        Self { staff, act, office: None, detail: None }
    }

    /// One that concerns an account, or something else with a name.
    pub fn on(staff: Uuid, act: &'a str, detail: &'a str) -> Self {
        Self { detail: Some(detail), ..Self::of(staff, act) }
    }

    /// One that concerns an office.
    pub fn at(staff: Uuid, act: &'a str, office: Uuid) -> Self {
        Self { office: Some(office), ..Self::of(staff, act) }
    }
}

impl Province {
    /// Makes an account and gives its one-time password, which is nowhere else.
    ///
    /// # Errors
    /// What the database says: a login that is taken or none.
    pub async fn make_staff(
        &self,
        login: &str,
        name: &str,
        role: StaffRole,
    ) -> Result<Zeroizing<String>, ProvinceError> {
        let password = make_password()?;
        self.insert_staff((login, name, role), &password, true).await?;
        Ok(password)
    }

    /// Makes an account with a password.
    ///
    /// # Errors
    /// As [`Self::make_staff`].
    pub async fn make_staff_with(
        &self,
        login: &str,
        name: &str,
        role: StaffRole,
        password: &str,
    ) -> Result<(), ProvinceError> {
        self.insert_staff((login, name, role), password, false).await
    }

    async fn insert_staff(
        &self,
        (login, name, role): (&str, &str, StaffRole),
        password: &str,
        must_change: bool,
    ) -> Result<(), ProvinceError> {
        let hash = hash_password(Zeroizing::new(password.to_owned())).await?;
        query(
            "INSERT INTO staff (staff, login, name, role, password, must_change, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.make_id()?)
        .bind(login)
        .bind(name)
        .bind(role.word())
        .bind(hash)
        .bind(must_change)
        .bind(self.now_at())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Opens a session. `from`: where whoever asks is, when that is known.
    ///
    /// # Errors
    /// What the database says; [`ProvinceError::Busy`].
    pub(crate) async fn sign_in(
        &self,
        login: &str,
        password: Zeroizing<String>,
        from: Option<IpAddr>,
    ) -> Result<SignIn, ProvinceError> {
        if let Some(from) = from
            && let Some(until) = self.find_address_lock(from).await?
        {
            return Ok(SignIn::AddressLocked(until));
        }
        let login = login.trim().to_lowercase();
        let account: Option<Account> =
            query_as("SELECT staff, password, locked_until FROM staff WHERE login = $1 AND ended_at IS NULL")
                .bind(&login)
                .fetch_optional(&self.pool)
                .await?;
        let now = self.now_at();
        let locked_until = match &account {
            Some((_, _, locked_until)) => locked_until.filter(|until| *until > now),
            None => self.find_name_lock(&login).await?,
        };
        if let Some(until) = locked_until {
            return Ok(SignIn::Locked(until));
        }
        let hash = account.as_ref().map(|account| account.1.clone()).unwrap_or_default();
        let is_right = password.len() <= MOST_OF_PASSWORD && is_password(hash.clone(), password).await?;
        let staff = account.map(|(staff, ..)| staff);
        let Some(staff) = staff.filter(|_| is_right) else {
            return self.note_wrong(staff, &login, from).await;
        };
        let mut transaction = self.pool.begin().await?;
        // Whoever asked beside others that were wrong may have locked the account meanwhile; or the password was changed, or the account was ended, while this one was looked at.
        let opened = query(
            "UPDATE staff SET failures = 0, locked_until = NULL
             WHERE staff = $1 AND (locked_until IS NULL OR locked_until <= $2) AND password = $3 AND ended_at IS NULL",
        )
        .bind(staff)
        .bind(now)
        .bind(&hash)
        .execute(&mut *transaction)
        .await?;
        if opened.rows_affected() == 0 {
            return Ok(SignIn::Wrong);
        }
        let token = chance::<32>()?;
        query("INSERT INTO staff_session (token_hash, staff, begun_at, seen_at) VALUES ($1, $2, $3, $3)")
            .bind(hash_token(&token))
            .bind(staff)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
        self.note_act(&mut transaction, StaffAct::of(staff, "masuk")).await?;
        transaction.commit().await?;
        Ok(SignIn::Done(token))
    }

    /// Whether a password is that of an open account; wrong ones are counted and lock it as at the door.
    pub(crate) async fn is_own_password(
        &self,
        staff: Uuid,
        password: Zeroizing<String>,
    ) -> Result<OwnPassword, ProvinceError> {
        let now = self.now_at();
        let row: Option<(String, Option<DateTime<Utc>>)> =
            query_as("SELECT password, locked_until FROM staff WHERE staff = $1 AND ended_at IS NULL")
                .bind(staff)
                .fetch_optional(&self.pool)
                .await?;
        let (hash, locked_until) = row.ok_or(Refusal::NotAllowed)?;
        if locked_until.is_some_and(|until| until > now) {
            return Ok(OwnPassword::Locked);
        }
        if password.len() <= MOST_OF_PASSWORD && is_password(hash, password).await? {
            return Ok(OwnPassword::Right);
        }
        let mut transaction = self.pool.begin().await?;
        let locked = self.count_with_account(&mut transaction, staff).await?;
        transaction.commit().await?;
        Ok(if locked.is_some() { OwnPassword::Locked } else { OwnPassword::Wrong })
    }

    /// Counts a wrong password at the door, with its name and where it came from. An account and a name without one take the same steps.
    async fn note_wrong(
        &self,
        staff: Option<Uuid>,
        login: &str,
        from: Option<IpAddr>,
    ) -> Result<SignIn, ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        let address_locked = match from {
            Some(from) => self.count_from_address(&mut transaction, from).await?,
            None => None,
        };
        let locked = match staff {
            Some(staff) => self.count_with_account(&mut transaction, staff).await?,
            None => self.count_with_name(&mut transaction, login).await?,
        };
        transaction.commit().await?;
        self.forget_guesses().await?;
        Ok(match (address_locked, locked) {
            (Some(until), _) => SignIn::AddressLocked(until),
            (None, Some(until)) => SignIn::Locked(until),
            (None, None) => SignIn::Wrong,
        })
    }

    /// Counts a wrong password with an account where it cannot be counted past: in one statement. Until when nobody signs in with it, if it is locked now.
    async fn count_with_account(
        &self,
        connection: &mut PgConnection,
        staff: Uuid,
    ) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        let now = self.now_at();
        let (failures,): (i32,) = query_as(
            "UPDATE staff SET failed_at = $2,
                 failures = CASE WHEN greatest(failed_at, locked_until) < $3 THEN 1 ELSE failures + 1 END
             WHERE staff = $1 RETURNING failures",
        )
        .bind(staff)
        .bind(now)
        .bind(guesses::forgotten_before(now))
        .fetch_one(&mut *connection)
        .await?;
        let until = guesses::find_lock(failures, BY_NAME, now);
        if until.is_some() {
            query("UPDATE staff SET locked_until = $2 WHERE staff = $1")
                .bind(staff)
                .bind(until)
                .execute(&mut *connection)
                .await?;
            self.note_act(connection, StaffAct::of(staff, "terkunci")).await?;
            tracing::warn!(%staff, failures, "an account is locked");
        }
        Ok(until)
    }

    /// Who a cookie is of, while its session lasts.
    pub(crate) async fn find_signed_in(&self, token: &[u8; 32]) -> Result<Option<SignedIn>, ProvinceError> {
        let now = self.now_at();
        let row: Option<SessionRow> = query_as(
            "UPDATE staff_session SET seen_at = $2 FROM staff
             WHERE token_hash = $1 AND staff.staff = staff_session.staff AND staff.ended_at IS NULL
                 AND seen_at > $3 AND begun_at > $4
             RETURNING staff.staff, staff.name, staff.role, staff.must_change",
        )
        .bind(hash_token(token))
        .bind(now)
        .bind(now - TimeDelta::minutes(IDLE_MINUTES))
        .bind(now - TimeDelta::hours(LONGEST_HOURS))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(|(staff, name, role, must_change)| {
            let form_token = tilik_journal::EntryHash(self.notes.seal_form(token)).to_hex();
            Some(SignedIn { staff, name, role: StaffRole::find(&role)?, must_change, form_token })
        }))
    }

    pub(crate) async fn sign_out(&self, token: &[u8; 32]) -> Result<(), ProvinceError> {
        query("DELETE FROM staff_session WHERE token_hash = $1 OR begun_at < $2")
            .bind(hash_token(token))
            .bind(self.now_at() - TimeDelta::hours(LONGEST_HOURS))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Notes what somebody did, in the transaction that does it.
    ///
    /// # Errors
    /// What the database says; the transaction is to be given up then.
    pub(crate) async fn note_act(
        &self,
        connection: &mut PgConnection,
        StaffAct { staff, act, office, detail }: StaffAct<'_>,
    ) -> Result<(), ProvinceError> {
        query("INSERT INTO staff_act (staff, made_at, act, office, detail) VALUES ($1, $2, $3, $4, $5)")
            .bind(staff)
            .bind(self.now_at())
            .bind(act)
            .bind(office)
            .bind(detail)
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// What a cookie is kept as.
pub(crate) fn hash_token(token: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(token).into()
}

//! Accounts of the agency's people: added, given another role or password, unlocked, closed.
//!
//! The invariants a reader could break: one keeper stays, whoever else is closed at the same moment; and what takes rights away ends the sessions that had them, in the same
//! transaction (`tests/accounts.rs`).

use chrono::{DateTime, Utc};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{ProvinceError, Refusal};
use crate::province::Province;
use crate::staff::{OwnPassword, SignedIn, StaffAct, StaffRole, hash_password, hash_token, make_password};

/// Fewer letters are no password.
pub(crate) const LEAST_OF_PASSWORD: usize = 12;

/// An account, as the page shows it.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub staff: Uuid,
    pub login: String,
    pub name: String,
    pub role: StaffRole,
    /// It has a password that another made.
    pub must_change: bool,
    /// Nobody signs in with it before this; none when it is not locked.
    pub locked_until: Option<DateTime<Utc>>,
    /// When somebody signed in with it last.
    pub came_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

type AccountRow =
    (Uuid, String, String, String, bool, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Whether a login is one: 3 to 40 of a–z, 0–9, dot, hyphen, underscore.
pub(crate) fn is_login(login: &str) -> bool {
    (3..=40).contains(&login.len())
        && login
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte))
}

impl Province {
    /// All accounts, those that were closed last.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn list_accounts(&self) -> Result<Vec<Account>, ProvinceError> {
        self.read_accounts(None).await
    }

    /// One account.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`]; what the database says.
    pub(crate) async fn find_account(&self, staff: Uuid) -> Result<Account, ProvinceError> {
        self.read_accounts(Some(staff)).await?.pop().ok_or_else(|| Refusal::NoSuchPath.into())
    }

    async fn read_accounts(&self, only: Option<Uuid>) -> Result<Vec<Account>, ProvinceError> {
        let rows: Vec<AccountRow> = query_as(
            "SELECT staff, login, name, role, must_change, locked_until,
                 (SELECT max(made_at) FROM staff_act WHERE staff_act.staff = staff.staff AND act = 'masuk'), ended_at
             FROM staff WHERE $1 IS NULL OR staff = $1 ORDER BY ended_at IS NOT NULL, name, login",
        )
        .bind(only)
        .fetch_all(&self.pool)
        .await?;
        let now = self.now_at();
        let read = |(staff, login, name, role, must_change, locked_until, came_at, ended_at): AccountRow| {
            let role = StaffRole::find(&role)?;
            let locked_until = locked_until.filter(|until| *until > now);
            Some(Account { staff, login, name, role, must_change, locked_until, came_at, ended_at })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Adds an account and gives its one-time password, which is nowhere else.
    ///
    /// # Errors
    /// [`Refusal::LoginTaken`], by closed accounts too; what the database says; [`ProvinceError::Busy`].
    pub(crate) async fn add_account(
        &self,
        by: Uuid,
        (login, name, role): (&str, &str, StaffRole),
    ) -> Result<Zeroizing<String>, ProvinceError> {
        let password = make_password()?;
        let hash = hash_password(password.clone()).await?;
        let mut transaction = self.pool.begin().await?;
        let added = query(
            "INSERT INTO staff (staff, login, name, role, password, must_change, made_at)
             VALUES ($1, $2, $3, $4, $5, true, $6) ON CONFLICT (login) DO NOTHING",
        )
        .bind(self.make_id()?)
        .bind(login)
        .bind(name)
        .bind(role.word())
        .bind(hash)
        .bind(self.now_at())
        .execute(&mut *transaction)
        .await?;
        if added.rows_affected() == 0 {
            return Err(Refusal::LoginTaken.into());
        }
        self.note_act(&mut transaction, StaffAct::on(by, "akun dibuat", login)).await?;
        transaction.commit().await?;
        Ok(password)
    }

    /// Gives an account another role, and ends its sessions.
    ///
    /// # Errors
    /// [`Refusal::LastKeeper`], [`Refusal::NoSuchPath`]; what the database says.
    pub(crate) async fn set_role(&self, by: Uuid, staff: Uuid, role: StaffRole) -> Result<(), ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        let login = lock_account(&mut transaction, staff, role == StaffRole::Keeper).await?;
        query("UPDATE staff SET role = $2 WHERE staff = $1")
            .bind(staff)
            .bind(role.word())
            .execute(&mut *transaction)
            .await?;
        end_sessions(&mut transaction, staff, None).await?;
        let detail = format!("{login}: {}", role.word());
        self.note_act(&mut transaction, StaffAct::on(by, "peran diubah", &detail)).await?;
        Ok(transaction.commit().await?)
    }

    /// Lets an account sign in again that was locked.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`]; what the database says.
    pub(crate) async fn unlock(&self, by: Uuid, staff: Uuid) -> Result<(), ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        let login = lock_account(&mut transaction, staff, true).await?;
        query("UPDATE staff SET failures = 0, locked_until = NULL WHERE staff = $1")
            .bind(staff)
            .execute(&mut *transaction)
            .await?;
        self.note_act(&mut transaction, StaffAct::on(by, "kunci dibuka", &login)).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives an account a new one-time password, unlocks it and ends its sessions.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPath`]; what the database says; [`ProvinceError::Busy`].
    pub(crate) async fn reset_password(
        &self,
        by: Uuid,
        staff: Uuid,
    ) -> Result<Zeroizing<String>, ProvinceError> {
        let password = make_password()?;
        let hash = hash_password(password.clone()).await?;
        let mut transaction = self.pool.begin().await?;
        let login = lock_account(&mut transaction, staff, true).await?;
        query("UPDATE staff SET password = $2, must_change = true, failures = 0, locked_until = NULL WHERE staff = $1")
            .bind(staff)
            .bind(hash)
            .execute(&mut *transaction)
            .await?;
        end_sessions(&mut transaction, staff, None).await?;
        self.note_act(&mut transaction, StaffAct::on(by, "kata sandi diganti pengelola", &login)).await?;
        transaction.commit().await?;
        Ok(password)
    }

    /// Closes an account for good and ends its sessions. What it did stays noted.
    ///
    /// # Errors
    /// [`Refusal::LastKeeper`], [`Refusal::NoSuchPath`]; what the database says.
    pub(crate) async fn close_account(&self, by: Uuid, staff: Uuid) -> Result<(), ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        let login = lock_account(&mut transaction, staff, false).await?;
        query("UPDATE staff SET ended_at = $2 WHERE staff = $1")
            .bind(staff)
            .bind(self.now_at())
            .execute(&mut *transaction)
            .await?;
        end_sessions(&mut transaction, staff, None).await?;
        self.note_act(&mut transaction, StaffAct::on(by, "akun ditutup", &login)).await?;
        Ok(transaction.commit().await?)
    }

    /// Changes one's own password and ends all sessions of the account but this one. Wrong old ones count as at the door.
    ///
    /// # Errors
    /// What the database says; [`ProvinceError::Busy`].
    pub(crate) async fn change_password(
        &self,
        signed_in: &SignedIn,
        token: &[u8; 32],
        (old, new): (Zeroizing<String>, Zeroizing<String>),
    ) -> Result<OwnPassword, ProvinceError> {
        let checked = self.is_own_password(signed_in.staff, old).await?;
        if checked != OwnPassword::Right {
            return Ok(checked);
        }
        let hash = hash_password(new).await?;
        let mut transaction = self.pool.begin().await?;
        query("UPDATE staff SET password = $2, must_change = false, failures = 0 WHERE staff = $1")
            .bind(signed_in.staff)
            .bind(hash)
            .execute(&mut *transaction)
            .await?;
        end_sessions(&mut transaction, signed_in.staff, Some(token)).await?;
        self.note_act(&mut transaction, StaffAct::of(signed_in.staff, "kata sandi diganti")).await?;
        transaction.commit().await?;
        Ok(checked)
    }
}

/// Locks an open account and gives its login. Unless it stays a keeper or is none, another keeper must be there: all are locked, in one order, so that of two who close each other
/// one is refused.
async fn lock_account(
    connection: &mut PgConnection,
    staff: Uuid,
    keeps_rights: bool,
) -> Result<String, ProvinceError> {
    if !keeps_rights {
        let keepers: Vec<Uuid> = query_scalar(
            "SELECT staff FROM staff WHERE role = $1 AND ended_at IS NULL ORDER BY staff FOR UPDATE",
        )
        .bind(StaffRole::Keeper.word())
        .fetch_all(&mut *connection)
        .await?;
        if keepers == [staff] {
            return Err(Refusal::LastKeeper.into());
        }
    }
    let login: Option<String> =
        query_scalar("SELECT login FROM staff WHERE staff = $1 AND ended_at IS NULL FOR UPDATE")
            .bind(staff)
            .fetch_optional(connection)
            .await?;
    login.ok_or_else(|| Refusal::NoSuchPath.into())
}

async fn end_sessions(
    connection: &mut PgConnection,
    staff: Uuid,
    but: Option<&[u8; 32]>,
) -> Result<(), ProvinceError> {
    query("DELETE FROM staff_session WHERE staff = $1 AND ($2 IS NULL OR token_hash <> $2)")
        .bind(staff)
        .bind(but.map(hash_token))
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_login;

    #[test]
    fn a_login_is_short_and_plain() {
        for (login, expected) in [
            ("ros", true),
            ("pak.togar-2_b", true),
            ("ab", false),
            ("Ros", false),
            ("ro s", false),
            ("é-ros", false),
        ] {
            assert_eq!(is_login(login), expected, "{login}");
        }
        assert!(!is_login(&"a".repeat(41)));
    }
}

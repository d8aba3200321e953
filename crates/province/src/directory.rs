//! Who is of the province: offices, their codes, their devices.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_sync::code::Code;
use uuid::Uuid;

use crate::error::{ProvinceError, Refusal};
use crate::province::{Province, chance};

/// How long a code is good.
const CODE_DAYS: i64 = 14;

/// A code as it was made. It is shown once and can be shown again as long as it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The code.
    pub code: Code,
    /// Until when it can be redeemed.
    pub expires_at: DateTime<Utc>,
}

impl Province {
    /// Makes an office.
    ///
    /// # Errors
    /// What the database says, a name of no or more than 200 letters among it.
    pub async fn make_office(&self, name: &str) -> Result<Uuid, ProvinceError> {
        self.make_office_in(&mut *self.pool.acquire().await?, name).await
    }

    /// Makes an office in a transaction of the caller's.
    ///
    /// # Errors
    /// As [`Self::make_office`].
    pub(crate) async fn make_office_in(
        &self,
        connection: &mut PgConnection,
        name: &str,
    ) -> Result<Uuid, ProvinceError> {
        let office = self.make_id()?;
        query("INSERT INTO office (office, name, made_at) VALUES ($1, $2, $3)")
            .bind(office)
            .bind(name.trim())
            .bind(self.now_at())
            .execute(connection)
            .await?;
        tracing::info!(%office, "made an office");
        Ok(office)
    }

    /// Makes a code with which one device of an office enrols, once.
    ///
    /// # Errors
    /// What the database says, an office that is not there among it.
    pub async fn make_code(&self, office: Uuid) -> Result<Issued, ProvinceError> {
        self.make_code_in(&mut *self.pool.acquire().await?, office).await
    }

    /// Makes a code in a transaction of the caller's.
    ///
    /// # Errors
    /// As [`Self::make_code`].
    pub(crate) async fn make_code_in(
        &self,
        connection: &mut PgConnection,
        office: Uuid,
    ) -> Result<Issued, ProvinceError> {
        let secret = chance::<10>()?;
        let code = Code::new(secret, &self.public_key());
        let expires_at = self.now_at() + TimeDelta::days(CODE_DAYS);
        query("INSERT INTO code (name, office, secret, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(code.name())
            .bind(office)
            .bind(secret)
            .bind(self.now_at())
            .bind(expires_at)
            .execute(connection)
            .await?;
        tracing::info!(%office, "made a code");
        Ok(Issued { code, expires_at })
    }

    /// Ends a device: it opens no session from now on. What it sent stays; entries of it that come by others are a matter of the founder's revocation.
    ///
    /// # Errors
    /// [`Refusal::DeviceUnknown`]; what the database says.
    pub async fn revoke_device(&self, office: Uuid, key: [u8; 32]) -> Result<(), ProvinceError> {
        self.revoke_device_in(&mut *self.pool.acquire().await?, office, key).await
    }

    /// Ends a device in a transaction of the caller's.
    ///
    /// # Errors
    /// As [`Self::revoke_device`].
    pub(crate) async fn revoke_device_in(
        &self,
        connection: &mut PgConnection,
        office: Uuid,
        key: [u8; 32],
    ) -> Result<(), ProvinceError> {
        let done =
            query("UPDATE device SET revoked_at = coalesce(revoked_at, $3), is_ended_by_office = false WHERE office = $1 AND key = $2")
                .bind(office)
                .bind(key)
                .bind(self.now_at())
                .execute(connection)
                .await?;
        if done.rows_affected() == 0 {
            return Err(Refusal::DeviceUnknown.into());
        }
        tracing::info!(%office, "ended a device");
        Ok(())
    }

    /// The name of an office; none when there is no such office.
    pub(crate) async fn find_office_name(&self, office: Uuid) -> Result<Option<String>, ProvinceError> {
        Ok(query_scalar("SELECT name FROM office WHERE office = $1")
            .bind(office)
            .fetch_optional(&self.pool)
            .await?)
    }

    /// All offices, by name.
    pub(crate) async fn list_offices(&self) -> Result<Vec<(Uuid, String)>, ProvinceError> {
        Ok(query_as("SELECT office, name FROM office ORDER BY name, office").fetch_all(&self.pool).await?)
    }

    /// The office of a device and whether the device was ended there; of several that of most of these feeds.
    pub(crate) async fn find_office_of(
        &self,
        device: [u8; 32],
        feeds: &[[u8; 16]],
    ) -> Result<Option<(Uuid, bool)>, ProvinceError> {
        Ok(query_as(
            "SELECT office, revoked_at IS NOT NULL AS is_revoked FROM device WHERE key = $1
             ORDER BY is_revoked,
                 (SELECT count(*) FROM feed_owner WHERE feed_owner.office = device.office AND feed_owner.feed = ANY($2)) DESC,
                 office
             LIMIT 1",
        )
        .bind(device)
        .bind(feeds)
        .fetch_optional(&self.pool)
        .await?)
    }
}

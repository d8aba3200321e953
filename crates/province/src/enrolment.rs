//! How a device comes to be of an office, and opens its sessions (`docs/protocol.md`, *Enrolment*, *A run*).

use std::collections::{BTreeMap, BTreeSet};

use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;
use tilik_journal::{Entry, FeedId};
use tilik_sync::PROTOCOL;
use tilik_sync::code::Code;
use tilik_sync::message::{Hello, HelloAnswer, Redeem, Redeemed, Session, SessionAnswer, Welcome};
use tilik_sync::pairing::ShownAuthorities;
use uuid::Uuid;

use crate::error::{ProvinceError, Refusal};
use crate::ledger::rows::{self, EntryRow};
use crate::ledger::{EVERYBODY, FeedKey, SNAPSHOT, standing};
use crate::note::{self, Greeted};
use crate::province::{Province, chance};

impl Province {
    /// Says who is here, signed as the answer to just this question.
    pub(crate) fn greet(&self, hello: &Hello, question: &[u8]) -> Result<HelloAnswer, ProvinceError> {
        let greeted = Greeted { is_too_old: is_older(&hello.version, &self.limits.lowest_version) };
        let nonce = self.notes.seal_nonce(greeted, self.now(), chance()?);
        // This release knows one protocol, which is the nearest to whatever was offered.
        let welcome = self.welcome(nonce);
        Ok(HelloAnswer::sign(question, &welcome, |bytes| self.signer.sign_apart(bytes)))
    }

    fn welcome(&self, nonce: [u8; 32]) -> Welcome {
        Welcome {
            protocol: PROTOCOL,
            province_key: self.public_key(),
            epoch: self.epoch,
            nonce,
            time: self.now(),
            limits: self.limits.clone(),
        }
    }

    /// Opens a session, and says where the feeds of the office stand.
    ///
    /// # Errors
    /// [`Refusal::SessionOver`] for a nonce that is over, [`Refusal::AppTooOld`], [`Refusal::WrongSignature`], [`Refusal::DeviceUnknown`],
    /// [`Refusal::DeviceRevoked`]; what the database says.
    pub(crate) async fn open_session(&self, asked: &Session) -> Result<SessionAnswer, ProvinceError> {
        let greeted = self.notes.open_nonce(&asked.nonce, self.now()).ok_or(Refusal::SessionOver)?;
        if greeted.is_too_old {
            return Err(Refusal::AppTooOld.into());
        }
        if !asked.is_signed_for(&self.welcome(asked.nonce)) {
            return Err(Refusal::WrongSignature.into());
        }
        let feeds: Vec<_> = asked.feeds.iter().map(|feed| feed.0).collect();
        let office = match self.find_office_of(asked.device, &feeds).await? {
            Some((_, true)) => return Err(Refusal::DeviceRevoked.into()),
            Some((office, false)) => office,
            None => self.enrol_shown(asked.device, &asked.shown).await?,
        };
        // To the minute: nobody waits for the disk because of it.
        query(
            "UPDATE device SET seen_at = $3
             WHERE office = $1 AND key = $2 AND (seen_at IS NULL OR seen_at < $3 - interval '1 minute')",
        )
        .bind(office)
        .bind(asked.device)
        .bind(self.now_at())
        .execute(&self.pool)
        .await?;
        let session = note::Session { office, device: asked.device };
        let mut transaction = self.pool.begin_with(SNAPSHOT).await?;
        let own = list_feeds(&mut transaction, office, Some(&feeds)).await?;
        let further = list_feeds(&mut transaction, office, None).await?;
        Ok(SessionAnswer {
            token: self.notes.seal_session(session, self.now()),
            own: read_standings(&mut transaction, own).await?,
            further: read_standings(&mut transaction, further).await?,
        })
    }

    /// Enrols a device that the founder of an attached feed certified, by what the device shows.
    async fn enrol_shown(&self, device: [u8; 32], shown: &[Entry]) -> Result<Uuid, ProvinceError> {
        let mut transaction = self.pool.begin().await?;
        for feed in list_founded(shown) {
            let Some(key) = find_owner(&mut transaction, feed).await? else { continue };
            match self.let_in(&mut transaction, key, device, shown).await {
                Err(ProvinceError::Refused(Refusal::DeviceUnknown)) => {}
                let_in => {
                    let_in?;
                    transaction.commit().await?;
                    tracing::info!(office = %key.office, "enrolled a device that its office let in");
                    return Ok(key.office);
                }
            }
        }
        Err(Refusal::DeviceUnknown.into())
    }

    async fn insert_device(
        &self,
        connection: &mut PgConnection,
        office: Uuid,
        key: [u8; 32],
    ) -> Result<(), ProvinceError> {
        query("INSERT INTO device (office, key, enrolled_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(office)
            .bind(key)
            .bind(self.now_at())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Redeems a code: the device and the feed, with all that was done in it, are of the office from now on. The same again by the same device is answered the same.
    ///
    /// # Errors
    /// [`Refusal::SessionOver`] for a nonce that is over, [`Refusal::CodeUnknown`], [`Refusal::CodeExpired`], [`Refusal::CodeUsed`],
    /// [`Refusal::NotShown`], [`Refusal::FeedTaken`]; what the database says.
    pub(crate) async fn redeem(&self, asked: &Redeem) -> Result<Redeemed, ProvinceError> {
        self.notes.open_nonce(&asked.nonce, self.now()).ok_or(Refusal::SessionOver)?;
        let mut transaction = self.pool.begin().await?;
        let code = lock_code(&mut transaction, asked.code).await?.ok_or(Refusal::CodeUnknown)?;
        let known = Code::new(code.secret, &self.public_key());
        if !asked.is_good_for(&known, &self.welcome(asked.nonce)) {
            return Err(Refusal::CodeUnknown.into());
        }
        self.use_code(&mut transaction, &code, asked).await?;
        transaction.commit().await?;
        tracing::info!(office = %code.office, feed = %asked.feed, "a code was redeemed");
        Ok(Redeemed { office: *code.office.as_bytes(), name: code.office_name })
    }

    /// Redeems a code by the bundle of this name, all in one transaction of the caller's.
    ///
    /// # Errors
    /// Those of [`Self::redeem`], but for the nonce, which there is none of.
    pub(crate) async fn redeem_by_stick(
        &self,
        connection: &mut PgConnection,
        asked: &Redeem,
        bundle: &[u8; 16],
    ) -> Result<Redeemed, ProvinceError> {
        let code = lock_code(connection, asked.code).await?.ok_or(Refusal::CodeUnknown)?;
        let known = Code::new(code.secret, &self.public_key());
        if !asked.is_good_by_stick(&known, (self.public_key(), bundle)) {
            return Err(Refusal::CodeUnknown.into());
        }
        self.use_code(connection, &code, asked).await?;
        Ok(Redeemed { office: *code.office.as_bytes(), name: code.office_name })
    }

    /// Lets a device in that a feed's founder certified, by what is shown and what is here of the feed; ended ones stay out.
    ///
    /// # Errors
    /// [`Refusal::DeviceUnknown`], [`Refusal::DeviceRevoked`]; what the database says.
    pub(crate) async fn let_in(
        &self,
        connection: &mut PgConnection,
        key: FeedKey,
        device: [u8; 32],
        shown: &[Entry],
    ) -> Result<(), ProvinceError> {
        let known: Option<bool> =
            query_scalar("SELECT revoked_at IS NOT NULL FROM device WHERE office = $1 AND key = $2")
                .bind(key.office)
                .bind(device)
                .fetch_optional(&mut *connection)
                .await?;
        match known {
            Some(true) => return Err(Refusal::DeviceRevoked.into()),
            Some(false) => return Ok(()),
            None => {}
        }
        let shown = [read_control(connection, key).await?, shown.to_vec()].concat();
        let authorities = ShownAuthorities::read(key.feed, &shown).ok_or(Refusal::DeviceUnknown)?;
        let certifiers: Vec<_> = authorities.list_certifiers(&device).collect();
        if certifiers.is_empty() {
            return Err(Refusal::DeviceUnknown.into());
        }
        // Whoever was ended lets nobody in any more: a further laptop needs a code then. Nobody vouches for himself but the founder.
        let founder = authorities.authorities().founder();
        let vouching = list_vouching(connection, key.office, &authorities).await?;
        let is_vouched =
            certifiers.iter().any(|by| vouching.contains(by) && (*by != device || Some(*by) == founder));
        if !is_vouched || authorities.ends(&device) {
            return Err(Refusal::DeviceRevoked.into());
        }
        self.insert_device(connection, key.office, device).await
    }

    /// Uses a code up; the same again by the same device changes nothing.
    async fn use_code(
        &self,
        connection: &mut PgConnection,
        code: &CodeRow,
        asked: &Redeem,
    ) -> Result<(), ProvinceError> {
        match &code.used {
            Some((by, feed)) if *by == asked.device && *feed == asked.feed.0 => {}
            Some(_) => return Err(Refusal::CodeUsed.into()),
            None if code.is_expired(self.now_at()) => return Err(Refusal::CodeExpired.into()),
            // The code would be used up for nothing: who was ended is not let in by another.
            None if is_ended(connection, code.office, asked.device).await? => {
                return Err(Refusal::DeviceRevoked.into());
            }
            None => {
                let authorities =
                    ShownAuthorities::read(asked.feed, &asked.shown).ok_or(Refusal::NotShown)?;
                if !authorities.shows(&asked.device) || authorities.ends(&asked.device) {
                    return Err(Refusal::NotShown.into());
                }
                self.attach(connection, code.office, asked.feed).await?;
                self.insert_device(connection, code.office, asked.device).await?;
                query("UPDATE code SET used_at = $2, used_by = $3, used_for = $4 WHERE name = $1")
                    .bind(asked.code)
                    .bind(self.now_at())
                    .bind(asked.device)
                    .bind(asked.feed.0)
                    .execute(connection)
                    .await?;
            }
        }
        Ok(())
    }

    /// Attaches a feed to an office.
    async fn attach(
        &self,
        connection: &mut PgConnection,
        office: Uuid,
        feed: FeedId,
    ) -> Result<(), ProvinceError> {
        query("INSERT INTO feed_owner (feed, office) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(feed.0)
            .bind(office)
            .execute(&mut *connection)
            .await?;
        let key = FeedKey { office, feed };
        if find_owner(connection, feed).await? != Some(key) {
            return Err(Refusal::FeedTaken.into());
        }
        query("INSERT INTO feed (office, feed, attached_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(office)
            .bind(feed.0)
            .bind(self.now_at())
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// A feed with the office that it was attached to; none when it was attached to none.
pub(crate) async fn find_owner(
    connection: &mut PgConnection,
    feed: FeedId,
) -> Result<Option<FeedKey>, ProvinceError> {
    let owner: Option<Uuid> = query_scalar("SELECT office FROM feed_owner WHERE feed = $1")
        .bind(feed.0)
        .fetch_optional(connection)
        .await?;
    Ok(owner.map(|office| FeedKey { office, feed }))
}

/// The authorities whose word lets a device in: nobody ended them, and they are enrolled here, or founded the feed, or came to it by the word of one who may. Whoever was ended makes none by passing
/// authority on.
async fn list_vouching(
    connection: &mut PgConnection,
    office: Uuid,
    shown: &ShownAuthorities<'_>,
) -> Result<BTreeSet<[u8; 32]>, ProvinceError> {
    let authorities = shown.authorities();
    let keys: Vec<_> = authorities.keys().copied().collect();
    let devices: Vec<([u8; 32], bool)> =
        query_as("SELECT key, revoked_at IS NOT NULL FROM device WHERE office = $1 AND key = ANY($2)")
            .bind(office)
            .bind(&keys)
            .fetch_all(connection)
            .await?;
    let devices: BTreeMap<_, _> = devices.into_iter().collect();
    let mut vouching = BTreeSet::new();
    for key in keys {
        let may = match devices.get(&key) {
            Some(is_ended) => !is_ended,
            None => {
                let rank = authorities.rank(&key);
                authorities.founder() == Some(key)
                    || shown
                        .list_certifiers(&key)
                        .any(|by| vouching.contains(&by) && authorities.rank(&by) < rank)
            }
        };
        if may {
            vouching.insert(key);
        }
    }
    Ok(vouching)
}

/// Whether the agency ended a device.
async fn is_ended(connection: &mut PgConnection, office: Uuid, key: [u8; 32]) -> Result<bool, ProvinceError> {
    Ok(query_scalar(
        "SELECT EXISTS (SELECT 1 FROM device WHERE office = $1 AND key = $2 AND revoked_at IS NOT NULL)",
    )
    .bind(office)
    .bind(key)
    .fetch_one(connection)
    .await?)
}

/// A code's row.
struct CodeRow {
    office: Uuid,
    office_name: String,
    secret: [u8; 10],
    expires_at: chrono::DateTime<chrono::Utc>,
    /// By which device, for which feed.
    used: Option<([u8; 32], [u8; 16])>,
}

impl CodeRow {
    fn is_expired(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        self.expires_at < now
    }
}

type CodeColumns =
    (Uuid, String, [u8; 10], chrono::DateTime<chrono::Utc>, Option<[u8; 32]>, Option<[u8; 16]>);

async fn lock_code(connection: &mut PgConnection, name: [u8; 8]) -> Result<Option<CodeRow>, ProvinceError> {
    let row: Option<CodeColumns> = query_as(
        "SELECT code.office, office.name, secret, expires_at, used_by, used_for
         FROM code JOIN office USING (office) WHERE code.name = $1 FOR UPDATE OF code",
    )
    .bind(name)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(office, office_name, secret, expires_at, by, feed)| CodeRow {
        office,
        office_name,
        secret,
        expires_at,
        used: by.zip(feed),
    }))
}

/// The feeds of the office that are asked for, or the province's own for it.
pub(crate) async fn list_feeds(
    connection: &mut PgConnection,
    office: Uuid,
    asked: Option<&[[u8; 16]]>,
) -> Result<Vec<FeedKey>, ProvinceError> {
    let rows: Vec<(Uuid, [u8; 16])> = match asked {
        Some(feeds) => {
            query_as(
                "SELECT office, feed FROM feed WHERE office = $1 AND NOT is_ours AND feed = ANY($2)
                 ORDER BY attached_at, feed",
            )
            .bind(office)
            .bind(feeds)
            .fetch_all(connection)
            .await?
        }
        None => query_as(
            "SELECT office, feed FROM feed WHERE office IN ($1, $2) AND is_ours ORDER BY attached_at, feed",
        )
        .bind(office)
        .bind(EVERYBODY)
        .fetch_all(connection)
        .await?,
    };
    Ok(rows.into_iter().map(|(office, feed)| FeedKey { office, feed: FeedId(feed) }).collect())
}

async fn read_standings(
    connection: &mut PgConnection,
    feeds: Vec<FeedKey>,
) -> Result<Vec<tilik_sync::Standing>, ProvinceError> {
    let mut standings = Vec::with_capacity(feeds.len());
    for key in feeds {
        standings.push(standing::read(connection, key).await?);
    }
    Ok(standings)
}

/// The control entries of a feed that have their payloads.
async fn read_control(connection: &mut PgConnection, key: FeedKey) -> Result<Vec<Entry>, ProvinceError> {
    let rows: Vec<EntryRow> = query_as(
        "SELECT number, entry.line, entry.seq, entry.view, entry.envelope, entry.signature, payload.salted
         FROM entry JOIN payload USING (office, feed, number)
         WHERE entry.office = $1 AND entry.feed = $2 AND entry.is_control",
    )
    .bind(key.office)
    .bind(key.feed.0)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok(rows::read_entry(row)?.entry)).collect()
}

/// Whether a version, as "1.2.0", is before another. What is no version is before every one.
fn is_older(version: &str, lowest: &str) -> bool {
    let parts = |text: &str| -> Option<Vec<u32>> {
        let core = text.split(['-', '+']).next().unwrap_or_default();
        core.split('.').map(|part| part.parse().ok()).collect()
    };
    match (parts(version), parts(lowest)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(version), Some(lowest)) => version < lowest,
    }
}

/// The feeds that the entries shown found.
fn list_founded(shown: &[Entry]) -> Vec<FeedId> {
    let founding = shown.iter().filter(|entry| entry.envelope().seq == 1);
    let mut feeds: Vec<_> = founding.map(|entry| FeedId::founded_by(entry.envelope().log)).collect();
    feeds.sort_unstable();
    feeds.dedup();
    feeds
}

#[cfg(test)]
mod tests {
    use tilik_journal::Entry;
    use tilik_sync::pairing::ShownAuthorities;

    use super::is_older;
    use tilik_sync::Ledger as _;
    use tilik_testkit::{Chance, Laptop};

    #[test]
    fn versions_are_compared_by_their_numbers() {
        for (version, lowest, expected) in [
            ("1.2.0", "", false),
            ("", "", false),
            ("1.2.0", "1.2.0", false),
            ("1.10.0", "1.9.3", false),
            ("1.9.3", "1.10.0", true),
            ("2.0.0-beta", "2.0.0", false),
            ("coba", "0.1.0", true),
        ] {
            assert_eq!(is_older(version, lowest), expected, "{version} {lowest}");
        }
    }

    #[test]
    fn a_device_is_of_a_feed_by_what_the_founder_signed_alone() {
        let mut chance = Chance::of(3);
        let mut first = Laptop::found(1, &mut chance);
        let second = first.pair(2, &mut chance);
        let other = Laptop::found(3, &mut chance);
        let shown = first.list_credentials().unwrap();
        let shows = |feed, shown: &[Entry], laptop: &Laptop| {
            ShownAuthorities::read(feed, shown).is_some_and(|read| read.shows(&laptop.device_key()))
        };
        assert!(shows(first.feed(), &shown, &first));
        assert!(shows(first.feed(), &shown, &second));
        assert!(!shows(first.feed(), &shown, &other));
        assert!(!shows(other.feed(), &shown, &first));
        assert!(!shows(first.feed(), &shown[1..], &second), "who founded it?");
        assert!(!shows(first.feed(), &shown[..1], &second));
        let strange = other.list_credentials().unwrap();
        assert!(!shows(first.feed(), &strange, &other));
    }
}

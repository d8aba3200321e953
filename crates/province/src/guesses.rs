//! Guesses at the door: wrong passwords, counted by the address that they come from and by names that no account has. Those of accounts are counted with the account.
//!
//! In the database, so that all processes of a server count together. The invariants a reader could break: a name that no account has is locked, told so and forgotten exactly as
//! one that has; the table is bounded, whatever is typed; and what was typed does not stand in it (`tests/guesses.rs`).

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;
use sqlx_postgres::PgConnection;

use crate::error::ProvinceError;
use crate::province::Province;

/// After so many wrong ones in a row with one name.
pub(crate) const BY_NAME: i32 = 5;
/// After so many from one address: several people of an agency share it.
pub(crate) const BY_ADDRESS: i32 = 20;
/// Nobody signs in for so long, twice as long each time again, up to a day.
const LOCKED_MINUTES: i64 = 15;
const MOST_LOCKED_MINUTES: i64 = 24 * 60;
/// Wrong ones with a name are forgotten when none followed for so long, counted from the end of their lock.
const NAME_HOURS: i64 = 48;
/// From an address one is forgiven for every so long: many people mistype now and then behind it, whoever guesses does so faster.
const FORGIVEN_MINUTES: i64 = 3;
/// Rows that are kept, the latest. Whoever fills them has guessed as often, from many addresses.
const MOST_ROWS: i64 = 10_000;
/// Of an IPv6 address: a household or an office has all that follows.
const NETWORK_BITS: u32 = 64;

/// Who guesses, as far as it is counted.
#[derive(Debug, Clone, Copy)]
enum Guessed<'a> {
    Name(&'a str),
    Address(IpAddr),
}

impl Guessed<'_> {
    fn most(self) -> i32 {
        match self {
            Self::Name(_) => BY_NAME,
            Self::Address(_) => BY_ADDRESS,
        }
    }

    /// How many are forgiven after so many seconds without a further one.
    fn forgives(self) -> (i32, f64) {
        match self {
            Self::Name(_) => (i32::MAX, TimeDelta::hours(NAME_HOURS).as_seconds_f64()),
            Self::Address(_) => (1, TimeDelta::minutes(FORGIVEN_MINUTES).as_seconds_f64()),
        }
    }
}

/// Before when wrong passwords of a name count no more.
pub(crate) fn forgotten_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::hours(NAME_HOURS)
}

/// Until when nobody signs in after so many wrong ones; none while there are fewer than `most`.
pub(crate) fn find_lock(failures: i32, most: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let again = u32::try_from(failures - most).ok()?.min(10);
    Some(now + TimeDelta::minutes((LOCKED_MINUTES << again).min(MOST_LOCKED_MINUTES)))
}

/// The address that a request came from: what the web server in front says in the header that it is trusted for, else the other end of the line. None when that end is this machine
/// itself and nobody said by which header clients are told apart: everybody would be one.
pub(crate) fn find_client(
    header: Option<&HeaderName>,
    headers: &HeaderMap,
    peer: Option<SocketAddr>,
) -> Option<IpAddr> {
    let said = header.and_then(|name| headers.get_all(name).iter().next_back());
    // What stands before the last one came from the client, which may write what it likes.
    let last = said.and_then(|said| said.to_str().ok()?.rsplit(',').next()?.trim().parse_address());
    let client =
        last.or_else(|| peer.map(|peer| peer.ip()).filter(|peer| !peer.to_canonical().is_loopback()))?;
    Some(shorten(client.to_canonical()))
}

trait ParseAddress {
    fn parse_address(&self) -> Option<IpAddr>;
}

impl ParseAddress for str {
    /// With a port behind it, as some web servers write it, or in brackets, or bare.
    fn parse_address(&self) -> Option<IpAddr> {
        let bare = self.trim_start_matches('[').trim_end_matches(']');
        bare.parse().ok().or_else(|| Some(self.parse::<SocketAddr>().ok()?.ip()))
    }
}

fn shorten(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> NETWORK_BITS << NETWORK_BITS))
        }
    }
}

impl Province {
    /// Until when nobody signs in from this address.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn find_address_lock(
        &self,
        address: IpAddr,
    ) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        self.find_guess_lock(Guessed::Address(address)).await
    }

    /// Until when nobody signs in with a name that no account has.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn find_name_lock(&self, name: &str) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        self.find_guess_lock(Guessed::Name(name)).await
    }

    async fn find_guess_lock(&self, guessed: Guessed<'_>) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        let until: Option<DateTime<Utc>> =
            query_scalar("SELECT locked_until FROM guess WHERE what = $1 AND locked_until > $2")
                .bind(self.seal_guess(guessed))
                .bind(self.now_at())
                .fetch_optional(&self.pool)
                .await?;
        Ok(until)
    }

    /// Counts a wrong password from an address. Until when nobody signs in from it, if it is locked now.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn count_from_address(
        &self,
        connection: &mut PgConnection,
        address: IpAddr,
    ) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        let until = self.count_guess(connection, Guessed::Address(address)).await?;
        if until.is_some() {
            tracing::warn!(%address, "an address is locked");
        }
        Ok(until)
    }

    /// Counts a wrong password with a name that no account has. Until when nobody signs in with it, if it is locked now.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn count_with_name(
        &self,
        connection: &mut PgConnection,
        name: &str,
    ) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        self.count_guess(connection, Guessed::Name(name)).await
    }

    /// In one statement, so that guesses at the same moment are all counted.
    async fn count_guess(
        &self,
        connection: &mut PgConnection,
        guessed: Guessed<'_>,
    ) -> Result<Option<DateTime<Utc>>, ProvinceError> {
        let (what, now) = (self.seal_guess(guessed), self.now_at());
        let (forgiven, each) = guessed.forgives();
        let failures: i32 = query_scalar(
            "INSERT INTO guess (what, failures, failed_at) VALUES ($1, 1, $2)
             ON CONFLICT (what) DO UPDATE SET failed_at = $2,
                 failures = 1 + greatest(0, guess.failures
                     - $3 * greatest(0, floor(extract(epoch FROM $2 - greatest(guess.failed_at, guess.locked_until))::float8 / $4)))::integer
             RETURNING failures",
        )
        .bind(what)
        .bind(now)
        .bind(f64::from(forgiven))
        .bind(each)
        .fetch_one(&mut *connection)
        .await?;
        let until = find_lock(failures, guessed.most(), now);
        if until.is_some() {
            query("UPDATE guess SET locked_until = $2 WHERE what = $1")
                .bind(what)
                .bind(until)
                .execute(connection)
                .await?;
        }
        Ok(until)
    }

    /// Forgets what counts no more, and the oldest beyond what is kept. What another sign-in is counting just now stays.
    ///
    /// # Errors
    /// What the database says.
    pub(crate) async fn forget_guesses(&self) -> Result<(), ProvinceError> {
        query(
            "DELETE FROM guess WHERE what IN (SELECT what FROM guess
                 WHERE greatest(failed_at, locked_until) < $1 OR failed_at <= (SELECT failed_at FROM guess ORDER BY failed_at DESC OFFSET $2 LIMIT 1)
                 FOR UPDATE SKIP LOCKED)",
        )
        .bind(forgotten_before(self.now_at()))
        .bind(MOST_ROWS)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    fn seal_guess(&self, guessed: Guessed<'_>) -> [u8; 32] {
        match guessed {
            Guessed::Name(name) => self.notes.seal_guess(b"name\n", name.as_bytes()),
            Guessed::Address(address) => self.notes.seal_guess(b"address\n", address.to_string().as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::http::{HeaderMap, HeaderName, HeaderValue};
    use chrono::{DateTime, TimeDelta};

    use super::{find_client, find_lock};

    #[test]
    fn whoever_goes_on_guessing_waits_longer_each_time() {
        let now = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let minutes = |failures| find_lock(failures, 5, now).map(|until| (until - now).num_minutes());
        assert_eq!([4, 5, 6, 7, 20].map(minutes), [None, Some(15), Some(30), Some(60), Some(24 * 60)]);
        assert!(find_lock(i32::MAX, 5, now).unwrap() - now < TimeDelta::hours(25));
    }

    #[test]
    fn an_address_is_that_of_the_peer_or_what_the_trusted_header_says_last() {
        let peer: SocketAddr = "198.51.100.7:50000".parse().unwrap();
        let proxy: SocketAddr = "127.0.0.1:50000".parse().unwrap();
        let name = HeaderName::from_static("x-forwarded-for");
        for (is_trusted, peer, said, expected) in [
            (false, peer, Some("203.0.113.9"), Some("198.51.100.7")),
            (false, proxy, Some("203.0.113.9"), None),
            (true, proxy, Some("203.0.113.9"), Some("203.0.113.9")),
            // The client wrote the first one itself.
            (true, proxy, Some("192.0.2.1, 203.0.113.9"), Some("203.0.113.9")),
            (true, proxy, Some("203.0.113.9:4711"), Some("203.0.113.9")),
            (true, proxy, Some("[2001:db8:1:2:3::4]:4711"), Some("2001:db8:1:2::")),
            (true, proxy, Some("2001:db8:1:2:ffff::9"), Some("2001:db8:1:2::")),
            (true, proxy, Some("::ffff:203.0.113.9"), Some("203.0.113.9")),
            (true, peer, None, Some("198.51.100.7")),
            (true, proxy, None, None),
            (true, proxy, Some("unknown"), None),
            (true, peer, Some(""), Some("198.51.100.7")),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(said) = said {
                headers.insert(&name, HeaderValue::from_static(said));
            }
            let found = find_client(is_trusted.then_some(&name), &headers, Some(peer));
            assert_eq!(found, expected.map(|text| text.parse().unwrap()), "{said:?} from {peer}");
        }
    }
}

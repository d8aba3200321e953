//! The line over HTTP (`docs/protocol.md`, *Bytes* and *Waiting*): rustls, the certificate of the enrolment file or the system's authorities, no redirects, nothing asked twice.
//!
//! Must not know a message. Invariants: what is not of our content type is not read; no more is read than the question allowed; a request that moves no byte for
//! [`STALL`] is given up, and one that moves is not, however long it takes (`tests/http.rs`).

mod address;
mod body;
mod driving;
mod trust;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE as CONTENT_TYPE_HEADER, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::time::{Instant, sleep_until};

pub use address::Address;
pub use driving::{Clock, Watched, drive_watched};

use crate::error::SyncError;
use crate::transport::{Answer, CONTENT_TYPE, LineError, Request, Transport};
use body::{Body, Movement};

/// No byte for so long, and a request is given up.
pub const STALL: Duration = Duration::from_secs(30);
/// What the system has taken over and may not have sent yet is given this much time a byte on top: 2 KiB a second, below what any line here bears.
const SLOWEST: Duration = Duration::from_nanos(1_000_000_000 / 2_048);
/// No system holds more than this for one connection on a line that is slow.
const MOST_TAKEN_OVER: u32 = 256 << 10;

/// A line to one server.
#[derive(Debug, Clone)]
pub struct Line {
    client: Client,
    address: Address,
    stall: Duration,
}

impl Line {
    /// A line to the server at this address. `certificate` is the one that the enrolment file named, DER.
    ///
    /// # Errors
    /// [`SyncError::AddressUnusable`] when the certificate cannot be read or the machine offers no way of its own to check one.
    pub fn to(address: Address, certificate: Option<&[u8]>, version: &str) -> Result<Self, SyncError> {
        let client = Client::builder()
            .tls_backend_preconfigured(trust::config(&address, certificate)?)
            .https_only(!address.is_of_this_machine())
            .user_agent(format!("Tilik/{version}"))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(STALL)
            .tcp_keepalive(Duration::from_secs(15))
            .pool_max_idle_per_host(1)
            .http1_only();
        let client = if address.is_of_this_machine() { client.no_proxy() } else { client };
        let client = client.build().map_err(|error| SyncError::AddressUnusable(error.to_string()))?;
        Ok(Self { client, address, stall: STALL })
    }

    /// The same line with another patience, for tests.
    #[must_use]
    pub fn with_stall(self, stall: Duration) -> Self {
        Self { stall, ..self }
    }

    async fn talk(&self, request: &Request, movement: &Movement) -> Result<Answer, LineError> {
        let body = Body::of(request.body.clone(), movement.clone());
        let mut asking = self
            .client
            .post(self.address.join(request.path))
            .header(CONTENT_TYPE_HEADER, CONTENT_TYPE)
            .body(reqwest::Body::wrap(body));
        if let Some(session) = &request.session {
            asking = asking.header(AUTHORIZATION, format!("Tilik {}", URL_SAFE_NO_PAD.encode(session)));
        }
        let answer = asking.send().await.map_err(|error| trust::judge_error(&error))?;
        movement.note();
        read_answer(answer, request.allowed, movement).await
    }
}

impl Transport for Line {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        let movement = Movement::begin();
        let talk = self.talk(request, &movement);
        tokio::pin!(talk);
        loop {
            let until = movement.last() + self.stall + grace(movement.taken_over());
            tokio::select! {
                answer = &mut talk => return answer,
                () = sleep_until(until) => {
                    let is_still = movement.last() + self.stall + grace(movement.taken_over()) <= Instant::now();
                    if is_still {
                        return Err(LineError::Stalled);
                    }
                }
            }
        }
    }
}

/// Time for what the system took over and nobody here sees moving.
fn grace(taken_over: u64) -> Duration {
    let bytes = u32::try_from(taken_over).unwrap_or(u32::MAX);
    SLOWEST * bytes.min(MOST_TAKEN_OVER)
}

async fn read_answer(mut answer: Response, allowed: usize, movement: &Movement) -> Result<Answer, LineError> {
    let content_type = read_text(answer.headers(), CONTENT_TYPE_HEADER);
    let retry_after = read_text(answer.headers(), RETRY_AFTER).parse().ok();
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    // Of what is not ours nothing but the status counts.
    if content_type == CONTENT_TYPE {
        let most = most_packed(allowed);
        while let Some(chunk) = answer.chunk().await.map_err(|_| LineError::Cut)? {
            movement.note();
            body.extend_from_slice(&chunk);
            if body.len() > most {
                // It does not open then, whatever it is.
                break;
            }
        }
    }
    Ok(Answer { status, content_type, retry_after, body })
}

/// What cannot be packed is a little larger than itself.
fn most_packed(opened: usize) -> usize {
    opened + opened / 128 + 1_024
}

fn read_text(headers: &HeaderMap, name: reqwest::header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::grace;

    #[test]
    fn what_nobody_sees_moving_is_given_time_within_bounds() {
        assert_eq!(grace(0), Duration::ZERO);
        assert_eq!(grace(32 << 10).as_secs(), 15);
        assert!((127..=128).contains(&grace(u64::MAX).as_secs()));
    }
}

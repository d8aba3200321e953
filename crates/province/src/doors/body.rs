//! Bodies in and out: bounded, unpacked apart from the threads that wait for the line.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use tilik_sync::message::{Message as _, Refusal as RefusalMessage};
use tilik_sync::{CONTENT_TYPE, packing};
use tokio::time::{Instant, timeout_at};

use crate::error::{ProvinceError, Refusal};

/// How fast a body must come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// A line that moves nothing for so long is given up, as the other side does.
    stall: Duration,
    /// And one that, after as long, brought less than so many bytes a second.
    least: u32,
}

/// The slowest line that laptops reckon with bears twice as much.
pub(super) const PACE: Pace = Pace { stall: Duration::from_secs(30), least: 1 << 10 };
/// What does not pack well may have a little more bytes packed.
const PACKING: usize = 64 << 10;

/// Reads a body of at most so many bytes, opened or not.
///
/// # Errors
/// [`Refusal::TooLarge`]; [`Refusal::Malformed`] when the line broke, stood still or crept: nobody hears it.
pub(super) async fn read(body: Body, allowed: usize, pace: Pace) -> Result<Bytes, Refusal> {
    let mut body = body;
    let mut read = Vec::new();
    let begun = Instant::now();
    loop {
        let earned = Duration::from_secs(read.len() as u64) / pace.least;
        let until = (begun + pace.stall + earned).min(Instant::now() + pace.stall);
        let frame = timeout_at(until, body.frame()).await.map_err(|_| Refusal::Malformed)?;
        let Some(frame) = frame else { return Ok(read.into()) };
        let Ok(data) = frame.map_err(|_| Refusal::Malformed)?.into_data() else { continue };
        if read.len() + data.len() > allowed + PACKING {
            return Err(Refusal::TooLarge);
        }
        read.extend_from_slice(&data);
    }
}

/// Opens a body.
///
/// # Errors
/// [`Refusal::TooLarge`], [`Refusal::Malformed`].
pub(super) fn open(packed: &[u8], allowed: usize) -> Result<Vec<u8>, Refusal> {
    packing::open(packed, allowed).map_err(|error| {
        let is_too_large = matches!(error, tilik_sync::SyncError::TooLarge { .. });
        if is_too_large { Refusal::TooLarge } else { Refusal::Malformed }
    })
}

/// An answer of ours.
pub(super) fn answer(status: StatusCode, packed: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(packed));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    response
}

/// What a failure is answered with. A fault is logged here, and the other side hears only that there was one.
pub(super) fn answer_error(error: &ProvinceError) -> Response<Body> {
    let (status, code) = if let ProvinceError::Refused(refusal) = error {
        (refusal.status(), refusal.code())
    } else if error.may_pass() {
        tracing::warn!(%error, "not now");
        (503, "province.not_now")
    } else {
        tracing::error!(%error, "failed");
        (500, "province.failed")
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let packed = packing::pack(&RefusalMessage { code: code.to_owned() }.to_bytes()).unwrap_or_default();
    let mut response = answer(status, packed);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use http_body_util::Channel;

    use super::{Pace, read};
    use crate::error::Refusal;

    #[tokio::test]
    async fn a_body_that_creeps_is_given_up_and_one_that_comes_is_read() {
        let pace = Pace { stall: Duration::from_millis(200), least: 1 << 20 };
        let (mut sender, body) = Channel::<Bytes>::new(1);
        // A byte at a time, for ever: it never stands still.
        let creeping = tokio::spawn(async move {
            while sender.send_data(Bytes::from_static(b"x")).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        assert_eq!(read(Body::new(body), 1 << 20, pace).await, Err(Refusal::Malformed));
        creeping.await.unwrap();
        let whole = read(Body::from("all at once"), 1 << 20, pace).await.unwrap();
        assert_eq!(whole, Bytes::from_static(b"all at once"));
    }
}

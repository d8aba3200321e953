//! Bodies in and out: bounded, unpacked apart from the threads that wait for the line.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use tilik_sync::message::{Message as _, Refusal as RefusalMessage};
use tilik_sync::{CONTENT_TYPE, packing};

use crate::error::{ProvinceError, Refusal};

/// A line that moves nothing for so long is given up, as the other side does.
const STALL: Duration = Duration::from_secs(30);
/// What does not pack well may have a little more bytes packed.
const PACKING: usize = 64 << 10;

/// Reads a body of at most so many bytes, opened or not.
///
/// # Errors
/// [`Refusal::TooLarge`]; [`Refusal::Malformed`] when the line broke or stood still: nobody hears it.
pub(super) async fn read(body: Body, allowed: usize) -> Result<Bytes, Refusal> {
    let mut body = body;
    let mut read = Vec::new();
    loop {
        let frame = tokio::time::timeout(STALL, body.frame()).await.map_err(|_| Refusal::Malformed)?;
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

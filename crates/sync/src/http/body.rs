//! A body that is handed over in small pieces, so that one can see whether it moves.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;

const PIECE: usize = 8 << 10;

/// When a byte was last seen moving.
#[derive(Debug, Clone)]
pub(super) struct Movement {
    inner: Arc<Mutex<(Instant, u64)>>,
}

impl Movement {
    pub(super) fn begin() -> Self {
        Self { inner: Arc::new(Mutex::new((Instant::now(), 0))) }
    }

    /// A byte came: what was handed over is there.
    pub(super) fn note(&self) {
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), 0);
    }

    fn hand_over(&self, bytes: usize) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        *inner = (Instant::now(), inner.1 + bytes as u64);
    }

    pub(super) fn last(&self) -> Instant {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Bytes that the system took over and that may not have left.
    pub(super) fn taken_over(&self) -> u64 {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// The body of a request.
pub(super) struct Body {
    rest: Bytes,
    movement: Movement,
}

impl Body {
    pub(super) fn of(bytes: Vec<u8>, movement: Movement) -> Self {
        Self { rest: Bytes::from(bytes), movement }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        self.movement.hand_over(length);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

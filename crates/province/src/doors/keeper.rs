//! A limit of work at a time: three hundred laptops on one morning are served in turn.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse as _;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::{ProvinceError, Refusal};
use crate::province::chance;

/// Whoever is sent away comes back after this many seconds and up to as many more, by chance, so that they do not come back together.
const SHORTEST_WAIT: u8 = 2;
const SPREAD: u8 = 14;
/// Bodies of those who have no session yet may be on their way, so many for each place: they are small and take none.
const GREETINGS_A_PLACE: usize = 4;
/// A laptop asks one thing at a time, and again when its line broke.
const MOST_OF_A_DEVICE: usize = 4;

type Device = [u8; 32];

/// Why a question is not answered.
pub(super) enum Unanswered {
    /// All places are taken.
    Busy,
    /// It was heard, and failed.
    Failed(ProvinceError),
}

impl From<ProvinceError> for Unanswered {
    fn from(error: ProvinceError) -> Self {
        Self::Failed(error)
    }
}

impl From<Refusal> for Unanswered {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal.into())
    }
}

/// Lets so many in.
pub struct Keeper {
    places: Semaphore,
    greetings: Semaphore,
    /// How many places each device has.
    devices: Mutex<BTreeMap<Device, usize>>,
}

/// A place, until it is dropped.
pub(super) struct DevicePlace<'k> {
    keeper: &'k Keeper,
    device: Device,
    _place: SemaphorePermit<'k>,
}

impl Drop for DevicePlace<'_> {
    fn drop(&mut self) {
        let mut devices = self.keeper.lock_devices();
        if let Some(count) = devices.get_mut(&self.device) {
            *count -= 1;
            if *count == 0 {
                devices.remove(&self.device);
            }
        }
    }
}

impl Keeper {
    /// With so many places.
    #[must_use]
    pub fn new(places: usize) -> Arc<Self> {
        let places = places.min(Semaphore::MAX_PERMITS / GREETINGS_A_PLACE);
        Arc::new(Self {
            places: Semaphore::new(places),
            greetings: Semaphore::new(places * GREETINGS_A_PLACE),
            devices: Mutex::default(),
        })
    }

    fn lock_devices(&self) -> MutexGuard<'_, BTreeMap<Device, usize>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place.
    pub(super) fn give_place(&self) -> Result<SemaphorePermit<'_>, Unanswered> {
        self.places.try_acquire().map_err(|_| Unanswered::Busy)
    }

    /// A place for a device, which has a few at most: its slow lines are not everybody's.
    pub(super) fn give_place_to(&self, device: Device) -> Result<DevicePlace<'_>, Unanswered> {
        let place = self.give_place()?;
        let mut devices = self.lock_devices();
        let count = devices.entry(device).or_default();
        if *count >= MOST_OF_A_DEVICE {
            return Err(Unanswered::Busy);
        }
        *count += 1;
        Ok(DevicePlace { keeper: self, device, _place: place })
    }

    /// Leave to send a small body.
    pub(super) fn hear_greeting(&self) -> Result<SemaphorePermit<'_>, Unanswered> {
        self.greetings.try_acquire().map_err(|_| Unanswered::Busy)
    }
}

/// Goes on with what was begun when the other side has gone away. A connection to the database that was dropped while a transaction begins would go back among the others with
/// that transaction open, and what is written over it next would be answered and never committed (`tests/deaths.rs`).
pub(super) async fn finish(request: Request, next: Next) -> Response<Body> {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request died");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Asks to come back.
pub(super) fn send_away() -> Response<Body> {
    let [by_chance] = chance().unwrap_or([0]);
    let seconds = HeaderValue::from(u16::from(SHORTEST_WAIT + by_chance % SPREAD));
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::{Keeper, MOST_OF_A_DEVICE};

    #[test]
    fn one_device_has_not_all_places() {
        let keeper = Keeper::new(MOST_OF_A_DEVICE + 1);
        let mut places: Vec<_> =
            (0..MOST_OF_A_DEVICE).map(|_| keeper.give_place_to([1; 32]).ok().unwrap()).collect();
        assert!(keeper.give_place_to([1; 32]).is_err());
        let other = keeper.give_place_to([2; 32]);
        assert!(other.is_ok(), "what was not given is free");
        assert!(keeper.give_place_to([3; 32]).is_err(), "all are taken");
        places.pop();
        assert!(keeper.give_place_to([1; 32]).is_ok(), "what was given back counts no more");
    }
}

//! The server over HTTP: the words of the protocol, and whether it is well. Decides nothing.

mod body;
mod health;
mod keeper;
mod sync;

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::routing::{get, post};
use tokio::net::TcpListener;

pub use keeper::Keeper;

use crate::error::ProvinceError;
use crate::province::Province;

/// All that the server answers. `requests`: how many of the protocol at a time.
pub fn router(province: Province, requests: usize) -> Router {
    let door = sync::Door { province: province.clone(), keeper: Keeper::new(requests) };
    let protocol = Router::new()
        .route("/sync/{word}", post(sync::answer))
        .route("/enrol/{word}", post(sync::answer))
        .with_state(door);
    Router::new()
        .merge(protocol)
        .merge(crate::pages::router())
        .route("/health", get(health::is_alive))
        .route("/ready", get(health::is_ready))
        .fallback(sync::no_such_path)
        .layer(axum::middleware::from_fn(keeper::finish))
        .with_state(province)
}

/// Serves until `stopped`, and then until what was begun is answered.
///
/// # Errors
/// What the system says.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ProvinceError> {
    // Where the other end of each line is, for the door of the pages.
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stopped)
        .await
        .map_err(|error| ProvinceError::System(error.to_string()))
}

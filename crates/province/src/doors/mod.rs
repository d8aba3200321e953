//! The server over HTTP: the words of the protocol, and whether it is well. Decides nothing.

mod body;
mod health;
mod keeper;
mod sync;

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
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
    // An answer sets out when it is made: its last packet does not wait for the laptop to confirm those before it. A line that cannot be told so is as good, only slower.
    let listener = listener.tap_io(|line| {
        let _ = line.set_nodelay(true);
    });
    // Where the other end of each line is, for the door of the pages.
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stopped)
        .await
        .map_err(|error| ProvinceError::System(error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::Router;
    use axum::extract::ConnectInfo;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::{keeper, serve};

    #[tokio::test]
    async fn whoever_answers_knows_the_other_end_of_the_line() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tell = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string();
        let router = Router::new().route("/", get(tell)).layer(axum::middleware::from_fn(keeper::finish));
        let serving = tokio::spawn(serve(listener, router, std::future::pending()));
        let mut line = TcpStream::connect(address).await.unwrap();
        line.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with(&line.local_addr().unwrap().to_string()), "{answer}");
        serving.abort();
    }
}

//! Who is answered and who is not.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test whose fixture cannot be made shall stop at once"
)]

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use tilik_devhost::{Token, routes};
use tilik_office::Host;
use tilik_office::command::Desk;
use tilik_testkit::{FakeHost, PASSWORD, TempOffice};
use tower::ServiceExt;

struct Door {
    desk: Arc<Desk>,
    token: Token,
}

impl Door {
    fn new() -> Self {
        let desk = Desk::new(FakeHost::of(1) as Arc<dyn Host>, PathBuf::from("tidak-ada"));
        Self { desk: Arc::new(desk), token: Token::random().unwrap() }
    }

    async fn ask(
        &self,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> (StatusCode, Vec<u8>) {
        let screens = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
        let routes = routes(Arc::clone(&self.desk), self.token.clone(), &screens);
        let response = routes.oneshot(request.body(body.into()).unwrap()).await.unwrap();
        assert!(response.headers().contains_key("content-security-policy") || response.status() == 421);
        let status = response.status();
        (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token.as_str())
    }
}

fn post(path: &str, host: &str) -> axum::http::request::Builder {
    Request::post(path).header("host", host).header("content-type", "application/json")
}

fn look() -> String {
    json!({ "command": "door.look", "arguments": null }).to_string()
}

#[tokio::test]
async fn only_whoever_has_the_token_is_answered() {
    let door = Door::new();
    let host = "127.0.0.1:4000";
    let (status, body) = door.ask(post("/call", host).header("authorization", door.bearer()), look()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["has_office"], json!(false));
    assert_eq!(door.ask(post("/call", host), look()).await.0, StatusCode::UNAUTHORIZED);
    let wrong = post("/call", host).header("authorization", "Bearer 00");
    assert_eq!(door.ask(wrong, look()).await.0, StatusCode::UNAUTHORIZED);
    let tray = Request::get("/tray/1").header("host", host);
    assert_eq!(door.ask(tray, Body::empty()).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_page_of_another_name_is_not_answered_even_with_the_token() {
    let door = Door::new();
    let request = post("/call", "tilik.example:4000").header("authorization", door.bearer());
    assert_eq!(door.ask(request, look()).await.0, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn files_go_in_and_come_out_and_a_refusal_is_a_failure() {
    let (folder, office) = TempOffice::found(31);
    drop(office);
    let desk = Desk::new(Arc::clone(&folder.host) as Arc<dyn Host>, folder.root().to_owned());
    let door = Door { desk: Arc::new(desk), token: Token::random().unwrap() };
    let host = "localhost:4000";
    let call = |command: &str, arguments: Value| {
        let body = json!({ "command": command, "arguments": arguments }).to_string();
        door.ask(post("/call", host).header("authorization", door.bearer()), body)
    };
    let open = json!({ "login": "kepala", "password": PASSWORD });
    assert_eq!(call("office.open", open).await.0, StatusCode::OK);
    let put = post("/tray", host).header("authorization", door.bearer());
    let (status, file) = door.ask(put, "nip;nama").await;
    assert_eq!(status, StatusCode::OK);
    let file: u64 = serde_json::from_slice(&file).unwrap();
    let get = |path: &str| Request::get(path).header("host", host).header("authorization", door.bearer());
    assert_eq!(door.ask(get(&format!("/tray/{file}")), Body::empty()).await.1, b"nip;nama");
    let (status, body) = door.ask(get(&format!("/tray/{}", file + 1)), Body::empty()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["code"], json!("tray.file_gone"));
    assert_eq!(call("office.lock", json!(null)).await.0, StatusCode::OK);
    let (status, body) = call("office.look", json!(null)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap()["code"], json!("office.not_open"));
    assert_eq!(door.ask(get(&format!("/tray/{file}")), Body::empty()).await.0, StatusCode::NOT_FOUND);
}

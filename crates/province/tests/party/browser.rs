//! Somebody of the agency at a browser.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request as HttpRequest, header};
use http_body_util::BodyExt as _;
use tilik_province::StaffRole;
use tower::ServiceExt as _;

use super::Server;

pub const PASSWORD: &str = "kopi pagi di provinsi";

/// In which the web server in front says whom it speaks for, where a test configures it.
pub const CLIENT_HEADER: &str = "x-real-ip";

const BOUNDARY: &str = "batas-berkas";

pub struct Page {
    pub status: u16,
    pub location: String,
    pub cookie: String,
    pub retry_after: Option<u64>,
    pub text: String,
    pub bytes: Vec<u8>,
}

pub struct Browser<'a> {
    server: &'a Server,
    pub cookie: String,
    /// The cookie of the language that was chosen.
    pub language: String,
    /// The other end of its line, and what the web server in front says of it.
    pub peer: Option<SocketAddr>,
    pub said_client: Option<&'static str>,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self { server, cookie: String::new(), language: String::new(), peer: None, said_client: None }
    }

    async fn open(&self, http: axum::http::request::Builder, body: impl Into<Body>) -> Page {
        let mut http = http
            .header(header::COOKIE, format!("{}; {}", self.cookie, self.language))
            .body(body.into())
            .unwrap();
        if let Some(peer) = self.peer {
            http.extensions_mut().insert(ConnectInfo(peer));
        }
        if let Some(said) = self.said_client {
            http.headers_mut().insert(CLIENT_HEADER, HeaderValue::from_static(said));
        }
        let (head, body) = self.server.door().0.oneshot(http).await.unwrap().into_parts();
        assert!(head.headers.contains_key(header::CONTENT_SECURITY_POLICY));
        let find = |name| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Page {
            status: head.status.as_u16(),
            location: find(header::LOCATION).unwrap_or_default(),
            cookie: find(header::SET_COOKIE).unwrap_or_default(),
            retry_after: find(header::RETRY_AFTER).map(|seconds| seconds.parse().unwrap()),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.open(HttpRequest::get(path), String::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let encoded: Vec<_> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
        let http = HttpRequest::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.open(http, encoded.join("&")).await
    }

    /// Brings a file by the form of the page.
    pub async fn bring(&self, file: &[u8]) -> Page {
        let (before, after) = self.frame().await;
        self.bring_body([before.as_bytes(), file, after.as_bytes()].concat()).await
    }

    /// What stands around a file in the form.
    pub async fn frame(&self) -> (String, String) {
        let token = self.form_token().await;
        let before = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"kirim.tilik\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        (before, format!("\r\n--{BOUNDARY}--\r\n"))
    }

    pub async fn bring_body(&self, body: impl Into<Body>) -> Page {
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        self.open(HttpRequest::post("/berkas").header(header::CONTENT_TYPE, content_type), body).await
    }

    pub async fn sign_in(&mut self, login: &str, password: &str) -> Page {
        let page = self.post("/masuk", &[("login", login), ("password", password)]).await;
        self.cookie = page.cookie.split(';').next().unwrap_or_default().to_owned();
        page
    }

    /// Presses the switch of a page that was shown.
    pub async fn switch(&mut self, language: &str, back: &str) -> Page {
        let page = self.post("/bahasa", &[("bahasa", language), ("kembali", back)]).await;
        self.language = page.cookie.split(';').next().unwrap_or_default().to_owned();
        page
    }

    /// What the forms of this session carry.
    pub async fn form_token(&self) -> String {
        let page = self.get("/").await.text;
        page.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

/// A server with one account that changes things and one that looks.
pub async fn staffed() -> Server {
    let server = Server::new().await;
    server.province.make_staff_with("ros", "Ibu Ros", StaffRole::Keeper, PASSWORD).await.unwrap();
    server.province.make_staff_with("togar", "Pak Togar", StaffRole::Viewer, PASSWORD).await.unwrap();
    server
}

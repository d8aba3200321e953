//! Somebody of the agency before the server's pages, over real HTTP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// A page as it came.
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
}

pub struct Browser {
    port: u16,
    cookie: String,
}

impl Browser {
    /// Signs in.
    pub fn sign_in(port: u16, login: &str, password: &str) -> Self {
        let mut browser = Self { port, cookie: String::new() };
        let page = browser.post("/masuk", &[("login", login), ("password", password)]);
        let cookie = page.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    pub fn get(&self, path: &str) -> Page {
        self.ask(&format!("GET {path}"), "")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.ask(&format!("POST {path}"), &body.join("&"))
    }

    /// What the forms of this session carry.
    pub fn form_token(&self) -> String {
        find(&self.get("/").body, "name=\"form_token\" value=\"")
    }

    fn ask(&self, what: &str, body: &str) -> Page {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let kind = "application/x-www-form-urlencoded";
        write!(
            line,
            "{what} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        )
        .unwrap();
        let mut text = String::new();
        line.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Page { status, head: head.to_lowercase(), body: body.to_owned() }
    }
}

/// What follows these words, up to the next quotation mark.
pub fn find(page: &str, before: &str) -> String {
    page.split(before).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

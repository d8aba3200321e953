//! Somebody of the agency before the server's pages, over real HTTP.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::server::{LOGIN, PASSWORD, Server};

/// A page as it came.
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Page {
    /// Where it sends the browser on to.
    pub fn location(&self) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap()
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

pub struct Browser {
    port: u16,
    cookie: String,
}

impl Browser {
    /// Signs in as whom [`Server::make_staff`] made.
    pub fn sign_in(server: &Server) -> Self {
        let mut browser = Self { port: server.port(), cookie: String::new() };
        let page = browser.post("/masuk", &[("login", LOGIN), ("password", PASSWORD)]);
        let cookie = page.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    pub fn get(&self, path: &str) -> Page {
        self.ask(&format!("GET {path}"), FORM, b"")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.ask(&format!("POST {path}"), FORM, body.join("&").as_bytes())
    }

    /// Brings a file by the form of its page.
    pub fn bring(&self, file: &[u8]) -> Page {
        let token = self.form_token();
        let part = |name: &str| format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"");
        let before = format!(
            "{}\r\n\r\n{token}\r\n{}; filename=\"kirim.tilik\"\r\n\r\n",
            part("form_token"),
            part("berkas")
        );
        let body = [before.as_bytes(), file, b"\r\n--batas--\r\n"].concat();
        self.ask("POST /berkas", "multipart/form-data; boundary=batas", &body)
    }

    /// Brings a file and has it taken in. Gives the path of its page.
    pub fn take(&self, file: &[u8]) -> String {
        let looked = self.bring(file);
        assert_eq!(looked.status, 303, "{}", looked.body);
        let path = looked.location().to_owned();
        let token = self.form_token();
        assert_eq!(self.post(&format!("{path}/terima"), &[("form_token", &token)]).status, 303);
        path
    }

    /// The answer to a file that was taken in.
    pub fn answer(&self, path: &str) -> Vec<u8> {
        self.get(&format!("{path}/jawaban")).bytes
    }

    /// What the forms of this session carry.
    pub fn form_token(&self) -> String {
        find(&self.get("/").body, "name=\"form_token\" value=\"")
    }

    fn ask(&self, what: &str, kind: &str, body: &[u8]) -> Page {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        // Of 1.0, so that an answer whose length nobody knew comes as it is and ends with the line.
        write!(
            line,
            "{what} HTTP/1.0\r\nhost: x\r\nconnection: close\r\ncookie: {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            self.cookie,
            body.len()
        )
        .unwrap();
        line.write_all(body).unwrap();
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let bytes = answer.split_off(end + 4);
        let head = String::from_utf8_lossy(&answer);
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Page { status, head: head.to_lowercase(), body, bytes }
    }
}

/// What follows these words, up to the next quotation mark.
pub fn find(page: &str, before: &str) -> String {
    page.split(before).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

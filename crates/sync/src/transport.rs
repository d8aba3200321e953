//! A line: it carries a question there and an answer back, or fails. What an answer is worth is judged here, by plain functions.

use std::future::Future;
use std::time::Duration;

use crate::error::SyncError;
use crate::message::{Message as _, Refusal};
use crate::packing;

/// The content type of everything of ours.
pub const CONTENT_TYPE: &str = "application/vnd.tilik.1+cbor+zstd";

/// A question on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Where.
    pub path: &'static str,
    /// The session, once there is one.
    pub session: Option<Vec<u8>>,
    /// The packed message.
    pub body: Vec<u8>,
    /// What the answer may open to; a line need not read more bytes than that.
    pub allowed: usize,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// As the other side named it.
    pub content_type: String,
    /// Seconds that it asks to wait.
    pub retry_after: Option<u64>,
    /// As it came.
    pub body: Vec<u8>,
}

/// Why nothing came back. The question may have arrived all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineError {
    /// No way there.
    NoRoute,
    /// The line broke.
    Cut,
    /// Nothing moved for too long.
    Stalled,
    /// Whoever answers shows no certificate that is believed.
    Untrusted,
}

/// A line.
pub trait Transport {
    /// Asks once. Must not ask again by itself.
    fn ask(&self, request: &Request) -> impl Future<Output = Result<Answer, LineError>> + Send;
}

/// Lets time pass.
pub trait Waits {
    /// Waits.
    fn wait(&self, length: Duration) -> impl Future<Output = ()> + Send;
}

/// What an answer is worth.
#[derive(Debug)]
pub(crate) enum Heard {
    /// An answer of ours, opened.
    Said(Vec<u8>),
    /// The server says no, with its code.
    Refused(String),
    /// The session is over, or the nonce.
    SessionOver,
    /// Something takes no message of this size.
    TooNarrow,
    /// May pass by itself.
    Failed {
        /// The reason.
        why: SyncError,
        /// Seconds that were asked for.
        asked: Option<u64>,
    },
}

/// Judges what came back. Only our own content type makes a word of the server's: anything on the way can say 200, and 403 too.
pub(crate) fn judge(answer: Result<Answer, LineError>, allowed: usize) -> Heard {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            let why = match error {
                LineError::NoRoute => SyncError::NoRoute,
                LineError::Cut => SyncError::Cut,
                LineError::Stalled => SyncError::Stalled,
                LineError::Untrusted => SyncError::NotTrusted,
            };
            return Heard::Failed { why, asked: None };
        }
    };
    let failed = |why| Heard::Failed { why, asked: answer.retry_after };
    let is_ours = answer.content_type == CONTENT_TYPE;
    match answer.status {
        200 if is_ours => match packing::open(&answer.body, allowed) {
            Ok(bytes) => Heard::Said(bytes),
            Err(why) => failed(why),
        },
        401 => Heard::SessionOver,
        413 => Heard::TooNarrow,
        429 | 503 => failed(SyncError::Busy),
        500 | 502 | 504 => failed(SyncError::ServerFailed(answer.status)),
        _ if is_ours => {
            let refusal = packing::open(&answer.body, allowed).and_then(|bytes| Refusal::parse(&bytes));
            refusal.map_or_else(failed, |refusal| Heard::Refused(refusal.code))
        }
        _ => failed(SyncError::NotOurs),
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, CONTENT_TYPE, Heard, LineError, judge};
    use crate::message::{Message as _, Refusal};
    use crate::packing;

    fn word(heard: &Heard) -> String {
        match heard {
            Heard::Said(bytes) => format!("said {}", bytes.len()),
            Heard::Refused(code) => format!("refused {code}"),
            Heard::SessionOver => "session".into(),
            Heard::TooNarrow => "narrow".into(),
            Heard::Failed { why, asked } => format!("{} {asked:?}", why.code()),
        }
    }

    #[test]
    fn only_our_own_content_type_is_a_word_of_the_server() {
        let refusal = packing::pack(&Refusal { code: "sync.gap".into() }.to_bytes()).unwrap();
        let ours = packing::pack(&[0xa0; 40]).unwrap();
        let html = b"<html>Selamat datang</html>".to_vec();
        for (status, content_type, body, expected) in [
            (200, CONTENT_TYPE, &ours, "said 40"),
            (200, "text/html", &html, "sync.not_ours Some(9)"),
            (200, "text/html", &ours, "sync.not_ours Some(9)"),
            (200, CONTENT_TYPE, &html, "sync.malformed Some(9)"),
            (204, "", &html, "sync.not_ours Some(9)"),
            (302, "text/html", &html, "sync.not_ours Some(9)"),
            (401, "text/html", &html, "session"),
            (403, "text/html", &html, "sync.not_ours Some(9)"),
            (403, CONTENT_TYPE, &refusal, "refused sync.gap"),
            (409, CONTENT_TYPE, &refusal, "refused sync.gap"),
            (409, CONTENT_TYPE, &ours, "sync.malformed Some(9)"),
            (413, "text/html", &html, "narrow"),
            (429, "text/html", &html, "sync.busy Some(9)"),
            (500, CONTENT_TYPE, &refusal, "sync.server_failed Some(9)"),
            (503, CONTENT_TYPE, &refusal, "sync.busy Some(9)"),
        ] {
            let (content_type, body) = (content_type.to_owned(), body.clone());
            let answer = Answer { status, content_type, retry_after: Some(9), body };
            assert_eq!(word(&judge(Ok(answer), 1_000)), expected, "{status}");
        }
        for (error, expected) in [
            (LineError::Cut, "sync.cut None"),
            (LineError::NoRoute, "sync.no_route None"),
            (LineError::Stalled, "sync.stalled None"),
            (LineError::Untrusted, "sync.not_trusted None"),
        ] {
            assert_eq!(word(&judge(Err(error), 1_000)), expected);
        }
    }
}

//! How an office comes to the province: the file that it is handed, and the talk by which it redeems its code (`docs/protocol.md`, *Enrolment*).
//!
//! The invariant a reader could break: a proof of the code is sent to nobody but the holder of the key that the code names (`tests/enrolment.rs`).

use minicbor::Decoder;
use tilik_journal::cbor::exact;
use tilik_journal::{Entry, FeedId};

use crate::PROTOCOL;
use crate::bytes::{Writer, read_bytes, read_map, read_text, required};
use crate::code::{Code, name_key};
use crate::error::SyncError;
use crate::message::{Hello, HelloAnswer, Message, Question, Redeem, Redeemed, Welcome, message};
use crate::packing;
use crate::transport::{Answer, Heard, LineError, Request, Transport, Waits, judge};
use crate::waiting::{TRIES_FOR_A_WORD, compute_wait};

/// What an enrolment file begins with.
pub const FILE_HEADER: &[u8] = b"TILIK ENROL 1\n";
/// Most bytes of one.
pub const MOST_OF_FILE: usize = 64 << 10;
/// Where `hello` is said by whoever is not enrolled yet.
pub const BEGIN: &str = "/enrol/begin";
const MOST_OF_TEXT: usize = 512;

/// The file that the province hands to an office: the code with everything that is too long to be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentFile {
    /// The code.
    pub code: Code,
    /// Where the server is.
    pub address: String,
    /// The province's key.
    pub province_key: [u8; 32],
    /// The server's certificate or that of its authority, DER; none where the system's authorities know it.
    pub certificate: Option<Vec<u8>>,
    /// The office's name at the province, for people to compare.
    pub office: String,
}

impl EnrolmentFile {
    /// As it is written on a stick.
    #[must_use]
    pub fn to_file(&self) -> Vec<u8> {
        [FILE_HEADER, &self.to_bytes()].concat()
    }

    /// Reads [`Self::to_file`].
    ///
    /// # Errors
    /// [`SyncError::Malformed`], also when its code is of another province than its key.
    pub fn parse_file(bytes: &[u8]) -> Result<Self, SyncError> {
        let body = bytes
            .strip_prefix(FILE_HEADER)
            .filter(|body| body.len() <= MOST_OF_FILE)
            .ok_or_else(|| SyncError::Malformed("not an enrolment file".into()))?;
        let file = Self::parse(body)?;
        if file.code.key_name() != name_key(&file.province_key) {
            return Err(SyncError::Malformed("the code is of another province".into()));
        }
        Ok(file)
    }

    fn write(&self, to: &mut Writer) {
        to.map(4 + u64::from(self.certificate.is_some()));
        to.number(0);
        to.text(&self.code.to_text());
        to.number(1);
        to.text(&self.address);
        to.number(2);
        to.bytes(&self.province_key);
        if let Some(certificate) = &self.certificate {
            to.number(3);
            to.bytes(certificate);
        }
        to.number(4);
        to.text(&self.office);
    }

    fn read(from: &mut Decoder<'_>) -> Result<Self, SyncError> {
        let (mut code, mut address, mut key) = (None, None, None);
        let (mut certificate, mut office) = (None, None);
        read_map(from, |number, from| {
            match number {
                0 => code = Some(Code::parse(&read_text(from, MOST_OF_TEXT)?)?),
                1 => address = Some(read_text(from, MOST_OF_TEXT)?),
                2 => key = Some(exact(from)?),
                3 => certificate = Some(read_bytes(from, MOST_OF_FILE)?),
                4 => office = Some(read_text(from, MOST_OF_TEXT)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            code: required(code, "the code")?,
            address: required(address, "the address")?,
            province_key: required(key, "the province's key")?,
            certificate,
            office: required(office, "the office's name")?,
        })
    }
}
message!(EnrolmentFile);

/// What a laptop says of itself when it enrols.
pub struct Applicant<'a> {
    /// The code.
    pub code: &'a Code,
    /// The province's key, where a file named it whole.
    pub province_key: Option<[u8; 32]>,
    /// The program's version.
    pub version: &'a str,
    /// The device's public key.
    pub device: [u8; 32],
    /// The office's feed.
    pub feed: FeedId,
    /// Entries of retention 0 that show the feed's founder and this device.
    pub shown: Vec<Entry>,
}

/// An office that is enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// The key to be pinned.
    pub province_key: [u8; 32],
    /// What the province calls the office.
    pub redeemed: Redeemed,
}

/// Redeems a code. A lost answer is asked for again: a second redeem of one code by one key is answered as the first.
///
/// # Errors
/// [`SyncError::NotTheProvince`] before any proof was sent; what the server refuses; what the line says when it does not get better.
pub async fn enrol(
    applicant: &Applicant<'_>,
    sign: impl Fn(&[u8]) -> [u8; 64],
    mut chance: impl FnMut() -> [u8; 32],
    line: &impl Transport,
    clock: &impl Waits,
) -> Result<Enrolled, SyncError> {
    let mut failures = 0;
    loop {
        let (why, asked) = match enrol_once(applicant, &sign, chance(), line).await {
            Ok(Said::Enrolled(enrolled)) => return Ok(enrolled),
            Ok(Said::Failed { why, asked }) => (why, asked),
            Err(why @ SyncError::Malformed(_)) => (why, None),
            Err(why) => return Err(why),
        };
        failures += 1;
        if failures == TRIES_FOR_A_WORD {
            return Err(why);
        }
        let [a, b, c, d, e, f, g, h, ..] = chance();
        clock.wait(compute_wait(failures, u64::from_le_bytes([a, b, c, d, e, f, g, h]), asked)).await;
    }
}

enum Said {
    Enrolled(Enrolled),
    /// May pass by itself.
    Failed {
        why: SyncError,
        asked: Option<u64>,
    },
}

async fn enrol_once(
    applicant: &Applicant<'_>,
    sign: &impl Fn(&[u8]) -> [u8; 64],
    nonce: [u8; 32],
    line: &impl Transport,
) -> Result<Said, SyncError> {
    let hello = Hello { protocols: (PROTOCOL, PROTOCOL), nonce, version: applicant.version.to_owned() };
    let question = hello.to_bytes();
    let bytes = match hear(line, BEGIN, &question).await? {
        Ok(bytes) => bytes,
        Err(failed) => return Ok(failed),
    };
    let answer = HelloAnswer::parse(&bytes)?;
    let welcome = match &applicant.province_key {
        Some(key) => answer.verify(&question, key)?,
        None => answer.verify_named(&question, &applicant.code.key_name())?,
    };
    check_protocol(&welcome)?;
    let (device, feed, shown) = (applicant.device, applicant.feed, applicant.shown.clone());
    let redeem = Redeem::sign(applicant.code, &welcome, device, feed, shown, sign);
    let bytes = match hear(line, Redeem::PATH, &redeem.to_bytes()).await? {
        Ok(bytes) => bytes,
        Err(failed) => return Ok(failed),
    };
    let redeemed = Redeemed::parse(&bytes)?;
    Ok(Said::Enrolled(Enrolled { province_key: welcome.province_key, redeemed }))
}

fn check_protocol(welcome: &Welcome) -> Result<(), SyncError> {
    match welcome.protocol.cmp(&PROTOCOL) {
        std::cmp::Ordering::Greater => Err(SyncError::AppTooOld),
        std::cmp::Ordering::Less => Err(SyncError::ServerTooOld),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

async fn hear(
    line: &impl Transport,
    path: &'static str,
    question: &[u8],
) -> Result<Result<Vec<u8>, Said>, SyncError> {
    let allowed = packing::MOST_OF_HELLO;
    let request = Request { path, session: None, body: packing::pack(question)?, allowed };
    let answer: Result<Answer, LineError> = line.ask(&request).await;
    match judge(answer, allowed) {
        Heard::Said(bytes) => Ok(Ok(bytes)),
        Heard::Refused(code) => Err(SyncError::of_refusal(code)),
        // The nonce was too old: the whole talk again.
        Heard::SessionOver => Ok(Err(Said::Failed { why: SyncError::SessionOver, asked: None })),
        Heard::TooNarrow => Err(SyncError::LineTooNarrow { size: question.len() }),
        Heard::Failed { why, asked } => Ok(Err(Said::Failed { why, asked })),
    }
}

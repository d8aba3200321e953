//! The line over HTTP, against servers on loopback that behave, misbehave, and are somebody else's.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod party;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use party::{assert_equal, good_line, office};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tilik_sync::enrolment::{Applicant, BEGIN, EnrolmentFile, enrol};
use tilik_sync::http::{Address, Clock, Line, Watched, drive_watched};
use tilik_sync::message::{Digest, Fetch, Hello, Offer, Piece, Pull, Push, Question as _, Redeem, Session};
use tilik_sync::run::Settings;
use tilik_sync::{CONTENT_TYPE, Ledger as _, LineError, Outcome, Request, Run, SyncError, Transport as _};
use tilik_testkit::{Laptop, Province, block_on, chance_of};

const PATHS: [&str; 10] = [
    Hello::PATH,
    BEGIN,
    Redeem::PATH,
    Session::PATH,
    Push::PATH,
    Pull::PATH,
    Digest::PATH,
    Offer::PATH,
    Piece::PATH,
    Fetch::PATH,
];

trait Wire: std::io::Read + std::io::Write + Send {}
impl<T: std::io::Read + std::io::Write + Send> Wire for T {}

/// A question as it came over the wire.
struct Came {
    path: String,
    heads: Vec<String>,
    body: Vec<u8>,
}

fn read_question(wire: &mut BufReader<Box<dyn Wire>>) -> Option<Came> {
    let mut heads = Vec::new();
    loop {
        let mut line = String::new();
        if wire.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        heads.push(line);
    }
    let length =
        heads.iter().find_map(|head| head.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    wire.read_exact(&mut body).ok()?;
    let path = heads[0].split(' ').nth(1)?.to_owned();
    Some(Came { path, heads, body })
}

/// Serves each connection on a thread of its own, and counts the questions.
fn serve(
    tls: Option<Arc<ServerConfig>>,
    answer: impl Fn(Came, &mut dyn std::io::Write) + Send + Sync + 'static,
) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(answer));
    let counted = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (tls, answer, counted) = (tls.clone(), Arc::clone(&answer), Arc::clone(&counted));
            let stream = stream.unwrap();
            thread::spawn(move || {
                let wire: Box<dyn Wire> = match tls {
                    Some(config) => {
                        Box::new(StreamOwned::new(ServerConnection::new(config).unwrap(), stream))
                    }
                    None => Box::new(stream),
                };
                let mut wire = BufReader::new(wire);
                while let Some(came) = read_question(&mut wire) {
                    counted.fetch_add(1, Ordering::SeqCst);
                    answer(came, wire.get_mut());
                    if wire.get_mut().flush().is_err() {
                        return;
                    }
                }
            });
        }
    });
    (port, asked)
}

fn say(to: &mut dyn std::io::Write, status: u16, heads: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{heads}\r\n", body.len());
    let _ = to.write_all(head.as_bytes()).and_then(|()| to.write_all(body));
}

/// A server that asks a province in memory.
fn serve_province(province: Province, tls: Option<Arc<ServerConfig>>) -> (u16, tilik_testkit::Line) {
    let behind = good_line(province);
    let asked = behind.clone();
    let (port, _) = serve(tls, move |came, to| {
        let path = PATHS.into_iter().find(|path| *path == came.path).unwrap();
        assert!(came.heads.iter().any(|head| *head == format!("content-type: {CONTENT_TYPE}")));
        let session = came.heads.iter().find_map(|head| {
            use base64::Engine as _;
            let token = head.strip_prefix("authorization: Tilik ")?;
            Some(base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token).unwrap())
        });
        let request = Request { path, session, body: came.body, allowed: usize::MAX };
        let answer = asked.at_province(|province| province.answer(&request));
        say(to, answer.status, &format!("content-type: {}\r\n", answer.content_type), &answer.body);
    });
    (port, behind)
}

fn line_to(port: u16) -> Line {
    Line::to(Address::parse(&format!("http://127.0.0.1:{port}")).unwrap(), None, "0.1.0").unwrap()
}

fn question(size: usize) -> Request {
    Request { path: Hello::PATH, session: None, body: vec![7; size], allowed: 1_000 }
}

fn send(laptop: &mut Laptop, line: &Line, behind: &tilik_testkit::Line) -> Result<Outcome, SyncError> {
    let province_key = behind.at_province(|province| province.key());
    let settings = Settings { province_key, version: "0.1.0".into(), data_budget: u64::MAX };
    let mut run = Run::begin(laptop, settings, chance_of(1));
    block_on(drive_watched(&mut run, line, |_| true))
}

#[test]
fn a_run_over_http_ends_as_one_in_memory() {
    let (mut first, mut second, province, mut chance) = office(40, 5);
    first.attach(90_000, &mut chance);
    let (port, behind) = serve_province(province, None);
    assert!(send(&mut first, &line_to(port), &behind).unwrap().is_all_sent());
    assert!(send(&mut second, &line_to(port), &behind).unwrap().is_all_sent());
    assert!(send(&mut first, &line_to(port), &behind).unwrap().is_all_sent());
    assert_equal(&first, &behind);
    assert_equal(&second, &behind);
}

#[test]
fn an_office_enrols_by_its_file_and_a_lost_answer_costs_no_code() {
    let (first, _, mut province, _) = office(3, 6);
    province.enrolled.clear();
    province.attached.clear();
    let code = province.make_code([5; 10]);
    let key = province.key();
    let file = EnrolmentFile {
        code,
        address: "https://tilik.go.id".into(),
        province_key: key,
        certificate: Some(vec![1, 2]),
        office: "Dinas Kesehatan".into(),
    };
    let read = EnrolmentFile::parse_file(&file.to_file()).unwrap();
    assert_eq!(read, file);
    let other = EnrolmentFile { province_key: [9; 32], ..file.clone() };
    assert_eq!(EnrolmentFile::parse_file(&other.to_file()).unwrap_err().code(), "sync.malformed");
    assert!(EnrolmentFile::parse_file(b"TILIK1\n").is_err());
    let (port, behind) = serve_province(province, None);
    let apply = |key| {
        let shown = first.list_credentials().unwrap();
        let (device, feed) = (first.device_key(), first.feed());
        let applicant =
            Applicant { code: &read.code, province_key: key, version: "0.1.0", device, feed, shown };
        let sign = |bytes: &[u8]| first.sign_apart(bytes);
        block_on(enrol(&applicant, sign, chance_of(1), &line_to(port), &Clock))
    };
    let enrolled = apply(Some(key)).unwrap();
    assert_eq!(enrolled.redeemed.name, "Dinas Kesehatan");
    assert_eq!(apply(None).unwrap(), enrolled, "by the code alone, and a second time");
    assert!(behind.at_province(|province| province.attached.contains(&first.feed())));
    assert_eq!(apply(Some([9; 32])).unwrap_err().code(), "sync.not_the_province");
}

#[test]
fn a_proof_is_sent_to_nobody_but_the_province() {
    let (first, _, _, _) = office(1, 7);
    let mut stranger = Province::new(3);
    // It knows the code, and has another key than the one that the code names.
    let code = tilik_sync::code::Code::new([5; 10], &[9; 32]);
    stranger.codes.push((code.clone(), None));
    let (port, asked) = {
        let behind = good_line(stranger);
        serve(None, move |came, to| {
            let path = PATHS.into_iter().find(|path| *path == came.path).unwrap();
            let request = Request { path, session: None, body: came.body, allowed: usize::MAX };
            let answer = behind.at_province(|province| province.answer(&request));
            say(to, answer.status, &format!("content-type: {}\r\n", answer.content_type), &answer.body);
        })
    };
    let (device, feed) = (first.device_key(), first.feed());
    let applicant =
        Applicant { code: &code, province_key: None, version: "0.1.0", device, feed, shown: Vec::new() };
    let ended =
        block_on(enrol(&applicant, |bytes| first.sign_apart(bytes), chance_of(1), &line_to(port), &Clock));
    assert_eq!(ended.unwrap_err().code(), "sync.not_the_province");
    assert_eq!(asked.load(Ordering::SeqCst), 1, "nothing was said after the first word");
}

#[test]
fn nothing_is_followed_asked_twice_or_read_that_is_not_ours() {
    for (status, heads, code) in [
        (302, "location: /elsewhere\r\n", 302),
        (200, "content-type: text/html\r\n", 200),
        (503, "retry-after: 7\r\n", 503),
    ] {
        let (port, asked) = serve(None, move |_, to| say(to, status, heads, &[b'x'; 5_000]));
        let answer = block_on(line_to(port).ask(&question(10))).unwrap();
        assert_eq!((answer.status, answer.body.len()), (code, 0));
        assert_eq!(answer.retry_after, (status == 503).then_some(7));
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{status}");
    }
}

#[test]
fn no_more_is_read_than_the_question_allows() {
    let (port, _) = serve(None, |_, to| {
        // It promises a gigabyte and goes on for as long as anybody listens.
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\ncontent-type: {CONTENT_TYPE}\r\n\r\n");
        let mut open = to.write_all(head.as_bytes());
        while open.is_ok() {
            open = to.write_all(&[0; 64 << 10]);
        }
    });
    let answer = block_on(line_to(port).ask(&question(10))).unwrap();
    assert!((1_001..1_000_000).contains(&answer.body.len()), "{}", answer.body.len());
}

#[test]
fn a_line_that_stands_still_is_given_up_and_one_that_moves_slowly_is_not() {
    let stall = Duration::from_millis(400);
    let (port, _) = serve(None, |_, _| thread::sleep(Duration::from_secs(20)));
    let began = Instant::now();
    let stands_still = block_on(line_to(port).with_stall(stall).ask(&question(10)));
    assert_eq!(stands_still.unwrap_err(), LineError::Stalled);
    assert!(began.elapsed() < Duration::from_secs(5));
    let (port, _) = serve(None, |_, to| {
        let _ = to.write_all(
            format!("HTTP/1.1 200 OK\r\ncontent-length: 8\r\ncontent-type: {CONTENT_TYPE}\r\n\r\n")
                .as_bytes(),
        );
        for _ in 0..8 {
            thread::sleep(Duration::from_millis(150));
            let _ = to.write_all(b"x").and_then(|()| to.flush());
        }
    });
    let slow = block_on(line_to(port).with_stall(stall).ask(&question(10))).unwrap();
    assert_eq!(slow.body, b"xxxxxxxx", "it took three times the patience and moved all the while");
}

#[test]
fn a_break_is_told_from_a_server_that_is_not_there() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(block_on(line_to(closed).ask(&question(10))).unwrap_err(), LineError::NoRoute);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            let _ = stream.read(&mut [0; 20]);
        }
    });
    assert_eq!(block_on(line_to(port).ask(&question(100_000))).unwrap_err(), LineError::Cut);
    let (port, _) = serve(None, |_, to| {
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\ncontent-type: {CONTENT_TYPE}\r\n\r\nabc");
        let _ = to.write_all(head.as_bytes());
        panic!("the server dies within its answer");
    });
    assert_eq!(block_on(line_to(port).ask(&question(10))).unwrap_err(), LineError::Cut);
}

/// A certificate that signed itself, valid on days that are long past: what it is worth shall not hang on a laptop's clock.
fn make_certificate() -> (Vec<u8>, Arc<ServerConfig>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut named = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    named.not_before = rcgen::date_time_ymd(1990, 1, 1);
    named.not_after = rcgen::date_time_ymd(1991, 1, 1);
    let certificate = named.self_signed(&key).unwrap();
    let der = certificate.der().to_vec();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (der, Arc::new(config))
}

#[test]
fn only_the_certificate_of_the_enrolment_file_is_believed() {
    let ((certificate, config), (other, _)) = (make_certificate(), make_certificate());
    let (mut first, _, province, _) = office(5, 8);
    let (port, behind) = serve_province(province, Some(config));
    let address = Address::parse(&format!("https://localhost:{port}")).unwrap();
    let line = |certificate: Option<&[u8]>| Line::to(address.clone(), certificate, "0.1.0").unwrap();
    for wrong in [None, Some(other.as_slice())] {
        assert_eq!(block_on(line(wrong).ask(&question(10))).unwrap_err(), LineError::Untrusted);
    }
    assert_eq!(behind.asked(), 0);
    assert!(send(&mut first, &line(Some(&certificate)), &behind).unwrap().is_all_sent());
    assert_equal(&first, &behind);
    // Something that speaks no TLS at all, as a login page does.
    let (port, asked) = serve(None, |_, to| say(to, 200, "", b""));
    let address = Address::parse(&format!("https://localhost:{port}")).unwrap();
    let plain = Line::to(address, Some(&certificate), "0.1.0").unwrap();
    assert!(block_on(plain.with_stall(Duration::from_secs(2)).ask(&question(10))).is_err());
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn who_looks_on_may_stop_a_run_that_waits() {
    let (port, _) = serve(None, |_, to| say(to, 503, "retry-after: 3000\r\n", b""));
    let (mut first, _, province, _) = office(1, 9);
    let settings = Settings { province_key: province.key(), version: "0.1.0".into(), data_budget: 0 };
    let mut run = Run::begin(&mut first, settings, chance_of(1));
    let mut waited = None;
    let ended = block_on(drive_watched(&mut run, &line_to(port), |watched: Watched| {
        waited = watched.waits;
        watched.waits.is_none()
    }));
    assert_eq!(ended.unwrap_err().code(), "sync.stopped");
    assert!(waited.unwrap() > Duration::from_secs(2_990));
}

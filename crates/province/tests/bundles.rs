//! Files by stick, at the pages: read, taken in, answered; whatever else a file is, it is refused with a code and leaves nothing behind.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use party::browser::{Browser, PASSWORD, Page, staffed};
use party::{Server, assert_equal, entries_of, office, send};
use sha2::{Digest as _, Sha256};
use tilik_journal::entry::{agreement_key, read_key};
use tilik_journal::{Entry, Signer};
use tilik_sync::Ledger as _;
use tilik_sync::bundle::{Counts, Head, Item, Reader, Tail, Writer};
use tilik_sync::code::Code;
use tilik_sync::message::Redeem;
use tilik_sync::packing;
use tilik_testkit::{Chance, Laptop};
use uuid::Uuid;

const BUNDLE: [u8; 16] = [8; 16];
const PIECE: usize = 400_000;

/// A file of a laptop for a province, with these entries and all its attachments.
fn write(laptop: &Laptop, server: &Server, entries: Vec<Entry>, redeem: Option<Redeem>) -> Vec<u8> {
    write_signed(laptop, server, entries, redeem, |bytes| laptop.sign_apart(bytes))
}

fn write_signed(
    laptop: &Laptop,
    server: &Server,
    entries: Vec<Entry>,
    redeem: Option<Redeem>,
    sign: impl FnOnce(&[u8]) -> [u8; 64],
) -> Vec<u8> {
    let sizes = laptop.attachments.values().map(|bytes| bytes.len() as u64);
    let head = Head {
        bundle: BUNDLE,
        from: laptop.device_key(),
        feed: laptop.feed(),
        tips: laptop.shelf.tips(laptop.feed()),
        believed: Vec::new(),
        counts: Counts {
            entries: entries.len() as u64,
            attachments: laptop.attachments.len() as u64,
            attachment_bytes: sizes.sum(),
        },
        time: party::BEGIN,
        epoch: None,
        redeem,
        redeemed: None,
        further: Vec::new(),
        province: None,
        answer: None,
    };
    let mut writer =
        Writer::begin(Vec::new(), &[server.province.public_key(), laptop.device_key()], &head).unwrap();
    for entry in entries {
        writer.entry(entry).unwrap();
    }
    for (hash, bytes) in &laptop.attachments {
        for (at, piece) in bytes.chunks(PIECE).enumerate() {
            writer.piece(*hash, (at * PIECE) as u64, bytes.len() as u64, piece.to_vec()).unwrap();
        }
    }
    writer.end(Tail::default(), sign).unwrap()
}

/// The answer, opened by a laptop's key.
fn open(answer: &[u8], secret: [u8; 32]) -> (Head, Vec<Entry>, Tail) {
    let mut reader = Reader::begin(answer, answer.len() as u64, secret).unwrap();
    let (head, mut entries) = (reader.head().clone(), Vec::new());
    loop {
        match reader.next_item().unwrap() {
            Item::Entries(some) => entries.extend(some),
            Item::Piece { .. } => {}
            Item::Tail(tail) => return (head, entries, tail),
        }
    }
}

fn secret_of(seed: u8) -> [u8; 32] {
    Signer::from_seed(&[seed; 32]).agreement_secret()
}

async fn signed_in(server: &Server) -> Browser<'_> {
    let mut browser = Browser::new(server);
    browser.sign_in("ros", PASSWORD).await;
    browser
}

/// Brings a file and takes it in. Gives the page's path.
async fn take(browser: &Browser<'_>, file: &[u8]) -> String {
    let page = browser.bring(file).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let token = browser.form_token().await;
    let taken = browser.post(&format!("{}/terima", page.location), &[("form_token", &token)]).await;
    assert_eq!((taken.status, &taken.location), (303, &page.location), "{}", taken.text);
    page.location
}

fn assert_refused(page: &Page, code: &str) {
    assert!((400..500).contains(&page.status), "{}", page.status);
    assert!(page.text.contains(&format!("Kode: {code}")), "{code}: {}", page.text);
}

async fn assert_nothing_is_here(server: &Server) {
    for table in
        ["SELECT count(*) FROM bundle", "SELECT count(*) FROM entry", "SELECT count(*) FROM attachment"]
    {
        assert_eq!(server.count(table).await, 0, "{table}");
    }
    let folder = server.config.attachments.join("brought");
    let left = std::fs::read_dir(&folder).map_or(0, Iterator::count);
    assert_eq!(left, 0, "files that were refused are gone");
}

#[tokio::test]
async fn an_office_without_internet_enrols_sends_and_hears_by_stick_alone() {
    let server = staffed().await;
    let browser = signed_in(&server).await;
    let (mut first, second, mut chance) = office(300, 11);
    first.attach(1_000_000, &mut chance);
    let office = server.province.make_office("Puskesmas Pulau Nias").await.unwrap();
    let code = server.province.make_code(office).await.unwrap().code;
    let redeem = redeem(&first, &server, &code);
    let file = write(&first, &server, entries_of(&first), Some(redeem.clone()));

    let looked = browser.bring(&file).await;
    assert_eq!(looked.status, 303, "{}", looked.text);
    let page = browser.get(&looked.location).await.text;
    for word in ["Puskesmas Pulau Nias", "sekaligus mendaftarkannya", "Terima berkas ini", "1,0 MB"] {
        assert!(page.contains(word), "{word}");
    }
    assert_eq!(server.count("SELECT count(*) FROM entry").await, 0, "looking takes nothing in");
    assert_eq!(server.count("SELECT count(*) FROM device").await, 0, "nor anybody");
    let path = take(&browser, &file).await;
    assert_equal(&first, &server).await;
    let answer = browser.get(&format!("{path}/jawaban")).await.bytes;
    let (head, entries, tail) = open(&answer, secret_of(1));
    assert_eq!(
        head.redeemed.map(|redeemed| (redeemed.office, redeemed.name)),
        Some((*office.as_bytes(), "Puskesmas Pulau Nias".to_owned()))
    );
    assert!(entries.iter().all(|entry| entry.envelope().feed != first.feed()), "it lacks nothing of its own");
    let receipt = tail.receipt.unwrap().verify(&server.province.public_key()).unwrap();
    assert!(receipt.is_by_stick);
    // Whoever fetches it again writes nothing, whatever came since.
    let written = async || {
        let acts = server.count("SELECT count(*) FROM staff_act").await;
        (acts, server.count("SELECT count(*) FROM receipt").await)
    };
    let before = written().await;
    let again = open(&browser.get(&format!("{path}/jawaban")).await.bytes, secret_of(1)).2;
    assert_eq!(again.receipt.unwrap().verify(&server.province.public_key()).unwrap(), receipt);
    assert_eq!(written().await, before);
    assert_eq!(receipt.tips, first.shelf.tips(first.feed()));
    assert_eq!(tail.whole, first.attachments.keys().copied().collect::<Vec<_>>());

    let first_path = path;
    // The second laptop's file brings its own certificate, and the answer what it lacks.
    let before = entries_of(&second).len();
    let path = take(&browser, &write(&second, &server, entries_of(&second), None)).await;
    let (_, entries, _) = open(&browser.get(&format!("{path}/jawaban")).await.bytes, secret_of(2));
    assert!(!entries.is_empty());
    let (_, of_first, tail) = open(&browser.get(&format!("{first_path}/jawaban")).await.bytes, secret_of(1));
    assert_eq!(tail.receipt.unwrap().verify(&server.province.public_key()).unwrap(), receipt);
    let is_own = |entry: &&Entry| entry.envelope().feed == first.feed();
    assert_eq!(of_first.iter().filter(is_own).count(), 0, "an answer brings what its receipt speaks of");
    let mut both = second.clone();
    both.shelf.receive(entries).unwrap();
    assert!(entries_of(&both).len() > before);
    both.attachments.clone_from(&first.attachments);
    assert_equal(&both, &server).await;

    // The same code again by the same laptop changes nothing; by another it is used up.
    take(&browser, &file).await;
    assert_equal(&both, &server).await;
    let stranger = Laptop::found(9, &mut chance);
    let redeem = self::redeem(&stranger, &server, &code);
    assert_refused(
        &browser.bring(&write(&stranger, &server, entries_of(&stranger), Some(redeem))).await,
        "enrol.used",
    );
}

fn redeem(laptop: &Laptop, server: &Server, code: &Code) -> Redeem {
    let shown = laptop.list_credentials().unwrap();
    let to = (server.province.public_key(), &BUNDLE);
    Redeem::sign_by_stick(code, to, laptop.device_key(), laptop.feed(), shown, |bytes| {
        laptop.sign_apart(bytes)
    })
}

#[tokio::test]
async fn a_file_and_the_line_come_to_the_same_and_old_partial_and_repeated_ones_do_no_harm() {
    let server = staffed().await;
    let browser = signed_in(&server).await;
    let (mut first, _, mut chance) = office(60, 12);
    server.enrol(&first).await;
    let old = write(&first, &server, entries_of(&first), None);
    send(&mut first, &server, &server.good_line()).await.unwrap();
    for _ in 0..40 {
        first.write(300, &mut chance);
    }
    let entries = entries_of(&first);
    let (middle, rest) = (entries.len() - 20, entries.len() - 40);
    // What follows something that is not here is left out, and said.
    let path = take(&browser, &write(&first, &server, entries[middle..].to_vec(), None)).await;
    assert!(browser.get(&path).await.text.contains("20 catatan belum dapat diterima"));
    let overview = browser.get("/").await.text;
    assert!(overview.contains("20 belum dapat diterima") && !overview.contains("Lengkap"));
    assert_eq!(server.count("SELECT count(*) FROM entry").await, i64::try_from(rest).unwrap());
    take(&browser, &old).await;
    take(&browser, &write(&first, &server, entries[rest..middle].to_vec(), None)).await;
    take(&browser, &write(&first, &server, entries, None)).await;
    take(&browser, &old).await;
    assert_equal(&first, &server).await;
    assert!(browser.get("/").await.text.contains("Lengkap"));
    // And the line has nothing left to send.
    send(&mut first, &server, &server.good_line()).await.unwrap();
    assert_equal(&first, &server).await;
}

#[tokio::test]
async fn files_of_strangers_and_revoked_laptops_and_for_others_are_refused() {
    let server = staffed().await;
    let browser = signed_in(&server).await;
    let (first, second, mut chance) = office(5, 13);
    let file = |laptop: &Laptop| write(laptop, &server, entries_of(laptop), None);
    assert_refused(&browser.bring(&file(&first)).await, "sync.not_attached");
    let elsewhere = staffed().await;
    assert_refused(
        &browser.bring(&write(&first, &elsewhere, entries_of(&first), None)).await,
        "sync.bundle_not_for_us",
    );
    assert_nothing_is_here(&server).await;

    let office = server.enrol(&first).await;
    // A device of another office writes into this feed.
    let stranger = Laptop::found(9, &mut chance);
    server.enrol(&stranger).await;
    let head_of_first =
        write_signed(&first, &server, entries_of(&first), None, |bytes| stranger.sign_apart(bytes));
    assert_refused(&browser.bring(&head_of_first).await, "sync.bundle_forged");
    // One entry was changed after it was signed.
    let mut entries = entries_of(&first);
    let mut signature = *entries[2].signature();
    signature[3] ^= 1;
    entries[2] =
        Entry::from_stored(entries[2].envelope_bytes().to_vec(), signature, entries[2].payload().cloned())
            .unwrap();
    assert_refused(&browser.bring(&write(&first, &server, entries, None)).await, "sync.not_authentic");
    assert_nothing_is_here(&server).await;

    take(&browser, &file(&second)).await;
    let key = tilik_journal::EntryHash(second.device_key()).to_hex();
    let token = browser.form_token().await;
    browser
        .post(&format!("/kantor/{office}/perangkat/{key}"), &[("form_token", &token), ("word", "CABUT")])
        .await;
    assert_refused(&browser.bring(&file(&second)).await, "sync.device_revoked");
    // A code that nobody made here.
    let wrong = Code::new([1; 10], &server.province.public_key());
    let lone = Laptop::found(7, &mut chance);
    let redeem = redeem(&lone, &server, &wrong);
    assert_refused(
        &browser.bring(&write(&lone, &server, entries_of(&lone), Some(redeem))).await,
        "enrol.code_unknown",
    );
}

#[tokio::test]
async fn only_who_may_change_things_brings_files_and_a_file_that_is_not_wanted_goes() {
    let server = staffed().await;
    let (first, ..) = office(5, 14);
    server.enrol(&first).await;
    let file = write(&first, &server, entries_of(&first), None);
    let mut viewer = Browser::new(&server);
    assert_eq!(viewer.get("/berkas").await.location, "/masuk");
    viewer.sign_in("togar", PASSWORD).await;
    let page = viewer.get("/berkas").await;
    assert!(!page.text.contains("Baca berkas"));
    assert_refused(&viewer.bring(&file).await, "page.not_allowed");
    assert_nothing_is_here(&server).await;

    let browser = signed_in(&server).await;
    // What stands where the token should is not read to its end.
    let (before, after) = browser.frame().await;
    let token = browser.form_token().await;
    let long = before.replace(&token, &"0".repeat(3 << 20));
    let page = browser.bring_body([long.as_bytes(), &file, after.as_bytes()].concat()).await;
    assert_refused(&page, "page.not_allowed");
    let brought = browser.bring(&file).await.location;
    assert_refused(
        &viewer.post(&format!("{brought}/terima"), &[("form_token", "")]).await,
        "page.not_allowed",
    );
    assert_refused(&browser.get(&format!("{brought}/jawaban")).await, "sync.no_such_path");
    let token = browser.form_token().await;
    browser.post(&format!("{brought}/buang"), &[("form_token", &token)]).await;
    assert_nothing_is_here(&server).await;
    assert_refused(&browser.get(&brought).await, "sync.no_such_path");
    let of_other = format!("/berkas/{}/{}", Uuid::nil(), Uuid::nil());
    assert_refused(&browser.get(&of_other).await, "sync.no_such_path");
    // Nobody came back for it.
    browser.bring(&file).await;
    server.pass(8 * 24 * 3_600_000);
    let browser = signed_in(&server).await;
    assert_refused(&browser.bring(b"halo").await, "sync.not_a_bundle");
    assert_nothing_is_here(&server).await;
}

#[tokio::test]
async fn a_thousand_changed_files_and_random_ones_are_refused_with_a_code() {
    let server = staffed().await;
    let browser = signed_in(&server).await;
    let (first, ..) = office(5, 15);
    server.enrol(&first).await;
    let good = write(&first, &server, entries_of(&first), None);
    let (before, after) = browser.frame().await;
    let mut chance = Chance::of(16);
    let mut codes = std::collections::BTreeMap::new();
    for round in 0..1_000 {
        let mut file = good.clone();
        let at = chance.below(file.len());
        match round % 4 {
            0 => file[at] ^= 1 << chance.below(8),
            1 => file.truncate(at),
            2 => file.insert(at, u8::try_from(chance.below(256)).unwrap()),
            _ => {
                let mut random = vec![0; at.max(8)];
                chance.fill(&mut random);
                file = [&b"TILIK1\n"[..], &random].concat();
            }
        }
        if file == good {
            continue;
        }
        let page = browser.bring_body([before.as_bytes(), &file, after.as_bytes()].concat()).await;
        let code = page.text.split("Kode: ").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("?");
        assert!((400..500).contains(&page.status), "{round}: {} {code}", page.status);
        *codes.entry(code.to_owned()).or_insert(0) += 1;
    }
    println!("{codes:?}");
    assert!(codes.keys().all(|code| code.starts_with("sync.")), "{codes:?}");
    assert_nothing_is_here(&server).await;
}

#[tokio::test]
async fn two_gigabytes_are_given_up_at_the_limit_and_a_bomb_at_its_own() {
    let server = staffed().await.with(|config| config.bundle_bytes = 8 << 20).await;
    let browser = signed_in(&server).await;
    let (before, after) = browser.frame().await;
    let drawn = Arc::new(AtomicU64::new(0));
    let pieces = {
        let drawn = Arc::clone(&drawn);
        let piece = axum::body::Bytes::from(vec![7; 1 << 20]);
        let middle = (0..2_048).map(move |_| {
            drawn.fetch_add(1, Ordering::Relaxed);
            piece.clone()
        });
        let parts = std::iter::once(before.into()).chain(middle).chain(std::iter::once(after.into()));
        body_of(parts)
    };
    assert_refused(&browser.bring_body(pieces).await, "page.bundle_too_large");
    assert!(drawn.load(Ordering::Relaxed) < 20, "the rest of two gigabytes was never read");
    assert_nothing_is_here(&server).await;

    let mut bomber = Laptop::found(5, &mut Chance::of(17));
    server.enrol(&bomber).await;
    for number in 0..200 {
        bomber.attachments.insert([number; 32], vec![0; 1 << 20]);
    }
    let bomb = write(&bomber, &server, entries_of(&bomber), None);
    assert!(bomb.len() < 1 << 20, "200 MB in {} bytes", bomb.len());
    assert_refused(&browser.bring(&bomb).await, "sync.bundle_damaged");
    assert_nothing_is_here(&server).await;
}

/// A body that is made while it is read.
fn body_of(parts: impl Iterator<Item = axum::body::Bytes> + Send + 'static) -> Body {
    let (mut to, body) = http_body_util::channel::Channel::<axum::body::Bytes>::new(1);
    tokio::spawn(async move {
        for part in parts {
            if to.send_data(part).await.is_err() {
                return;
            }
        }
    });
    Body::new(body)
}

#[tokio::test]
async fn a_server_of_another_process_takes_in_what_this_one_was_brought() {
    let server = staffed().await;
    let browser = signed_in(&server).await;
    let (first, ..) = office(5, 18);
    server.enrol(&first).await;
    let brought = browser.bring(&write(&first, &server, entries_of(&first), None)).await.location;
    let other = server.with(|_| ()).await;
    let mut browser = Browser::new(&other);
    browser.sign_in("ros", PASSWORD).await;
    let token = browser.form_token().await;
    browser.post(&format!("{brought}/terima"), &[("form_token", &token)]).await;
    assert_equal(&first, &other).await;
}

/// How a changed plaintext is sealed again.
#[derive(Clone, Copy)]
enum Ending {
    /// Whoever changed it is nobody here: the old signature stands behind it.
    AsItWas,
    /// One of the office's own devices, in other hands.
    SignedAgain,
}

/// What stands in a file, unpacked.
fn unseal(file: &[u8], secret: [u8; 32]) -> Vec<u8> {
    let secret = bech32::encode::<bech32::Bech32>(bech32::Hrp::parse("age-secret-key-").unwrap(), &secret);
    let identity: age::x25519::Identity = secret.unwrap().to_uppercase().parse().unwrap();
    let opened = age::Decryptor::new(&file[b"TILIK1\n".len()..]).unwrap();
    let mut packed = Vec::new();
    let mut opened = opened.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap();
    opened.read_to_end(&mut packed).unwrap();
    packing::open(&packed, 1 << 26).unwrap()
}

/// The same again, sealed to a key as it should be.
fn seal(plain: &[u8], reader: &[u8; 32]) -> Vec<u8> {
    let key = agreement_key(&read_key(reader).unwrap());
    let text = bech32::encode::<bech32::Bech32>(bech32::Hrp::parse("age").unwrap(), &key).unwrap();
    let recipient: age::x25519::Recipient = text.parse().unwrap();
    let sealed = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient));
    let mut sealed = sealed.unwrap().wrap_output(b"TILIK1\n".to_vec()).unwrap();
    sealed.write_all(&packing::pack(plain).unwrap()).unwrap();
    sealed.finish().unwrap()
}

/// Bytes of the signature and its head, at the end of the sequence.
const SIGNATURE: usize = 66;

fn change(plain: &[u8], ending: Ending, laptop: &Laptop, chance: &mut Chance) -> Vec<u8> {
    let mut changed = plain[..plain.len() - SIGNATURE].to_vec();
    let at = chance.below(changed.len());
    match chance.below(4) {
        0 => changed[at] ^= 1 << chance.below(8),
        1 => changed.truncate(at),
        2 => changed.insert(at, u8::try_from(chance.below(256)).unwrap()),
        _ => {
            let part = changed[at..changed.len().min(at + 40)].to_vec();
            let to = chance.below(changed.len());
            changed.splice(to..to, part);
        }
    }
    match ending {
        Ending::AsItWas => changed.extend_from_slice(&plain[plain.len() - SIGNATURE..]),
        Ending::SignedAgain => {
            let signed = [&b"tilik bundle v1\n"[..], Sha256::digest(&changed).as_slice()].concat();
            changed.extend_from_slice(&[0x58, 64]);
            changed.extend_from_slice(&laptop.sign_apart(&signed));
        }
    }
    changed
}

#[tokio::test]
async fn a_changed_plaintext_in_a_right_sealing_is_refused_with_a_code_and_nothing_is_taken() {
    let server = staffed().await;
    let browser = signed_in(&server).await;
    let (mut first, _, mut chance) = office(8, 19);
    first.attach(5_000, &mut chance);
    server.enrol(&first).await;
    let file = write(&first, &server, entries_of(&first), None);
    let secret = tilik_province::key::read(&server.config.key_file).unwrap().agreement_secret();
    let plain = unseal(&file, secret);
    let ours = server.province.public_key();
    let sealed_again = browser.bring(&seal(&plain, &ours)).await;
    assert_eq!(sealed_again.status, 303, "the sealing is as right as the laptop's: {}", sealed_again.text);
    let token = browser.form_token().await;
    browser.post(&format!("{}/buang", sealed_again.location), &[("form_token", &token)]).await;

    let mut codes = std::collections::BTreeMap::new();
    for round in 0..400 {
        let ending = if round % 2 == 0 { Ending::AsItWas } else { Ending::SignedAgain };
        let changed = change(&plain, ending, &first, &mut chance);
        if changed == plain {
            continue;
        }
        let page = browser.bring(&seal(&changed, &ours)).await;
        if let (Ending::SignedAgain, 303) = (ending, page.status) {
            // What a device of the office signed may say another time or other pieces: of the journal it changed nothing that is signed.
            let token = browser.form_token().await;
            browser.post(&format!("{}/buang", page.location), &[("form_token", &token)]).await;
            *codes.entry("signed anew".to_owned()).or_insert(0) += 1;
            continue;
        }
        let code = page.text.split("Kode: ").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("?");
        assert!((400..500).contains(&page.status), "{round}: {} {code}", page.status);
        *codes.entry(code.to_owned()).or_insert(0) += 1;
    }
    println!("{codes:?}");
    for code in ["sync.bundle_damaged", "sync.bundle_forged", "sync.not_authentic"] {
        assert!(codes.contains_key(code), "{codes:?}");
    }
    assert!(codes.keys().all(|code| code.starts_with("sync.") || code == "signed anew"), "{codes:?}");
    assert_nothing_is_here(&server).await;
    // And the file itself is as good as before.
    take(&browser, &file).await;
    assert_equal(&first, &server).await;
}

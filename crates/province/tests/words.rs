//! The words of the protocol, one by one, in the order of their paths: what is answered, and what is refused with which code.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http_body_util::Channel;
use party::{Door, No, Server, entries_of, office};
use sqlx_core::query::query;
use tilik_journal::lineage::MOST_LINES;
use tilik_journal::{Draft, Entry, FeedId, Group, History, Payload, RecordId, Retention, Signer, UserId};
use tilik_province::ledger::EVERYBODY;
use tilik_province::note::{NONCE_MS, SESSION_MS};
use tilik_sync::message::{Digest, Fetch, Offer, Piece, Pull, Push, Redeem, Session};
use tilik_sync::{CONTENT_TYPE, Ledger as _, Message as _, Name, packing};
use tilik_testkit::{Chance, Laptop};

fn alone(seed: u64) -> (Laptop, Chance) {
    let mut chance = Chance::of(seed);
    let laptop = Laptop::found(1, &mut chance);
    (laptop, chance)
}

/// An enrolled laptop with its session.
async fn enrolled(server: &Server, seed: u64) -> (Laptop, Chance, Vec<u8>) {
    let (laptop, chance) = alone(seed);
    server.enrol(&laptop).await;
    let token = server.door().session(server, &laptop).await.unwrap().token;
    (laptop, chance, token)
}

fn pull(feed: FeedId, after: u64, held: Vec<Name>) -> Pull {
    Pull { feed, after, bytes: 1 << 20, held }
}

// ── enrol ────────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_code_is_good_once_and_the_same_again_is_answered_the_same() {
    let server = Server::new().await;
    let door = server.door();
    let office = server.province.make_office("Puskesmas Sibolga").await.unwrap();
    let code = server.province.make_code(office).await.unwrap().code;
    let (first, _) = alone(1);
    let redeemed = door.redeem(&code, &first, first.feed()).await.unwrap();
    assert_eq!((redeemed.office, redeemed.name.as_str()), (*office.as_bytes(), "Puskesmas Sibolga"));
    assert_eq!(door.redeem(&code, &first, first.feed()).await.unwrap(), redeemed);
    let other = Laptop::found(2, &mut Chance::of(9));
    assert_eq!(door.redeem(&code, &other, other.feed()).await, Err(No::of(409, "enrol.used")));
    assert_eq!(server.count("SELECT count(*) FROM device").await, 1);
}

#[tokio::test]
async fn a_code_is_refused_when_it_is_unknown_too_old_or_not_known_by_who_asks() {
    let server = Server::new().await;
    let door = server.door();
    let office = server.province.make_office("Kecamatan").await.unwrap();
    let issued = server.province.make_code(office).await.unwrap();
    let (laptop, _) = alone(1);
    let strange = tilik_sync::code::Code::new([1; 10], &server.province.public_key());
    let unknown = Err(No::of(403, "enrol.code_unknown"));
    assert_eq!(door.redeem(&strange, &laptop, laptop.feed()).await, unknown);
    let welcome = door.begin(&issued.code.key_name()).await;
    let sign = |bytes: &[u8]| laptop.sign_apart(bytes);
    let shown = laptop.list_credentials().unwrap();
    let redeem = Redeem::sign(&strange, &welcome, laptop.device_key(), laptop.feed(), shown.clone(), sign);
    let forged = Redeem { code: issued.code.name(), ..redeem };
    assert_eq!(door.say(&forged, None).await, unknown, "the name alone is not the code");
    let good = Redeem::sign(&issued.code, &welcome, laptop.device_key(), laptop.feed(), shown, sign);
    let bare = Redeem { shown: Vec::new(), ..good.clone() };
    assert_eq!(door.say(&bare, None).await, Err(No::of(403, "enrol.not_shown")));
    server.pass(NONCE_MS + 1);
    assert_eq!(door.say(&good, None).await, Err(No::of(401, "sync.session_over")));
    server.pass(15 * 24 * 3_600_000);
    assert_eq!(door.redeem(&issued.code, &laptop, laptop.feed()).await, Err(No::of(410, "enrol.expired")));
    assert_eq!(server.count("SELECT count(*) FROM feed").await, 0);
}

#[tokio::test]
async fn a_feed_is_of_one_office_and_an_office_may_have_several() {
    let server = Server::new().await;
    let (mut laptop, mut chance, _) = enrolled(&server, 1).await;
    let other = server.province.make_office("Dinas lain").await.unwrap();
    let code = server.province.make_code(other).await.unwrap().code;
    let door = server.door();
    assert_eq!(door.redeem(&code, &laptop, laptop.feed()).await, Err(No::of(409, "enrol.feed_taken")));
    let second = Laptop::found(2, &mut chance);
    door.redeem(&code, &second, second.feed()).await.unwrap();
    let third = Laptop::found(3, &mut chance);
    let code = server.province.make_code(other).await.unwrap().code;
    door.redeem(&code, &third, third.feed()).await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM feed").await, 3);
    laptop.write(10, &mut chance);
}

// ── session ──────────────────────────────────────────────────────────────

#[tokio::test]
async fn a_session_is_of_who_signed_for_it_while_the_nonce_is_good() {
    let server = Server::new().await;
    let (laptop, _, _) = enrolled(&server, 1).await;
    let door = server.door();
    let welcome = door.welcome(&server).await;
    let sign = |bytes: &[u8]| laptop.sign_apart(bytes);
    let good = Session::sign(laptop.device_key(), &welcome, vec![laptop.feed()], Vec::new(), sign);
    assert!(door.say(&good, None).await.is_ok());
    assert!(door.say(&good, None).await.is_ok(), "an answer that was lost is asked for again");
    let more = Session { feeds: vec![laptop.feed(), FeedId([1; 16])], ..good.clone() };
    assert_eq!(door.say(&more, None).await.unwrap_err(), No::of(403, "sync.wrong_signature"));
    let forged = Session { nonce: [1; 32], ..good.clone() };
    assert_eq!(door.say(&forged, None).await.unwrap_err(), No::of(401, "sync.session_over"));
    server.pass(NONCE_MS + 1);
    assert_eq!(door.say(&good, None).await.unwrap_err(), No::of(401, "sync.session_over"));
}

#[tokio::test]
async fn a_device_is_known_by_its_code_or_by_what_the_founder_signed() {
    let server = Server::new().await;
    let (first, second, mut chance) = office(1, 1);
    let door = server.door();
    assert_eq!(door.session(&server, &first).await.unwrap_err(), No::of(403, "sync.device_unknown"));
    let shown = first.list_credentials().unwrap();
    let refused = door.session_with(&server, &second, shown.clone()).await.unwrap_err();
    assert_eq!(refused, No::of(403, "sync.device_unknown"), "the feed is not attached yet");
    server.enrol(&first).await;
    assert_eq!(door.session(&server, &second).await.unwrap_err(), No::of(403, "sync.device_unknown"));
    assert!(door.session_with(&server, &second, shown.clone()).await.is_ok());
    assert!(door.session(&server, &second).await.is_ok(), "from now on it is known");
    let stranger = Laptop::found(3, &mut chance);
    let refused = door.session_with(&server, &stranger, shown).await.unwrap_err();
    assert_eq!(refused, No::of(403, "sync.device_unknown"));
}

#[tokio::test]
async fn who_was_ended_lets_no_other_in_and_uses_no_code_up() {
    let server = Server::new().await;
    let (first, second, _) = office(2, 31);
    let office = server.enrol(&first).await;
    server.province.revoke_device(office, first.device_key()).await.unwrap();
    let door = server.door();
    let shown = first.list_credentials().unwrap();
    let refused = door.session_with(&server, &second, shown).await.unwrap_err();
    assert_eq!(refused, No::of(403, "sync.device_revoked"));
    let code = server.province.make_code(office).await.unwrap().code;
    let refused = door.redeem(&code, &first, first.feed()).await.unwrap_err();
    assert_eq!(refused, No::of(403, "sync.device_revoked"));
    assert_eq!(server.count("SELECT count(*) FROM code WHERE used_at IS NULL").await, 1);
    // Somebody of the office comes back by that code.
    door.redeem(&code, &second, second.feed()).await.unwrap();
    door.session(&server, &second).await.unwrap();
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_its_session_is_over_at_once() {
    let server = Server::new().await;
    let (laptop, mut chance) = alone(1);
    let office = server.enrol(&laptop).await;
    let door = server.door();
    let token = door.session(&server, &laptop).await.unwrap().token;
    let feed = laptop.feed();
    assert_eq!(door.push(&token, feed, &entries_of(&laptop)).await, Ok(1));
    server.province.revoke_device(office, laptop.device_key()).await.unwrap();
    assert_eq!(door.push(&token, feed, &[]).await, Err(No::of(401, "sync.session_over")));
    let over = Err(No::of(401, "sync.session_over"));
    assert_eq!(door.say(&Offer { hashes: vec![[1; 32]] }, Some(&token)).await, over);
    assert_eq!(door.session(&server, &laptop).await.unwrap_err(), No::of(403, "sync.device_revoked"));
    let other = Laptop::found(2, &mut chance).device_key();
    assert!(server.province.revoke_device(office, other).await.is_err());
}

#[tokio::test]
async fn a_program_that_is_too_old_is_told_so_in_its_session() {
    let server = Server::new().await.with(|config| config.lowest_version = "0.2.0".into()).await;
    let (laptop, _) = alone(1);
    server.enrol(&laptop).await;
    let refused = server.door().session(&server, &laptop).await.unwrap_err();
    assert_eq!(refused, No::of(403, "sync.app_too_old"));
    let server = server.with(|config| config.lowest_version = "0.1.0".into()).await;
    assert!(server.door().session(&server, &laptop).await.is_ok());
}

#[tokio::test]
async fn any_process_knows_the_session_of_another_until_it_is_over_or_the_epoch_is_new() {
    let server = Server::new().await;
    let (laptop, _, token) = enrolled(&server, 1).await;
    let feed = laptop.feed();
    let again = Door(tilik_province::doors::router(server.again().await, 8));
    assert_eq!(again.push(&token, feed, &[]).await, Ok(0));
    let over = Err(No::of(401, "sync.session_over"));
    assert_eq!(server.door().say(&pull(feed, 0, Vec::new()), None).await.map(|_| ()), over);
    server.pass(SESSION_MS + 1);
    assert_eq!(again.push(&token, feed, &[]).await.map(|_| ()), over);
    let token = again.session(&server, &laptop).await.unwrap().token;
    tilik_province::schema::begin_epoch(server.province.pool()).await.unwrap();
    let restored = Door(tilik_province::doors::router(server.again().await, 8));
    assert_eq!(restored.push(&token, feed, &[]).await.map(|_| ()), over);
}

// ── push, pull, digest ───────────────────────────────────────────────────

#[tokio::test]
async fn a_push_is_whole_or_not_at_all() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    for _ in 0..4 {
        laptop.write(100, &mut chance);
    }
    let (door, feed, all) = (server.door(), laptop.feed(), entries_of(&laptop));
    assert_eq!(door.push(&token, feed, &all[1..]).await, Err(No::of(409, "sync.gap")));
    let with_hole = [&all[..2], &all[3..]].concat();
    assert_eq!(door.push(&token, feed, &with_hole).await, Err(No::of(409, "sync.gap")));
    let mut signature = *all[3].signature();
    signature[0] ^= 1;
    let payload = all[3].payload().cloned();
    let forged = Entry::from_stored(all[3].envelope_bytes().to_vec(), signature, payload).unwrap();
    let with_forged = [&all[..3], &[forged]].concat();
    assert_eq!(door.push(&token, feed, &with_forged).await, Err(No::of(422, "sync.not_authentic")));
    assert_eq!(server.count("SELECT count(*) FROM entry").await, 0, "nothing of them was taken");
    assert_eq!(door.push(&token, feed, &all).await, Ok(5));
    assert_eq!(door.push(&token, feed, &all).await, Ok(5), "what is sent again arrives once");
    assert_eq!(server.count("SELECT count(*) FROM delivery").await, 1);
}

#[tokio::test]
async fn a_feed_has_so_many_lines_and_those_that_it_has_go_on() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    let feed = laptop.feed();
    while laptop.shelf.lines().as_slice().len() < MOST_LINES {
        laptop.open_log();
        laptop.write(10, &mut chance);
    }
    let door = server.door();
    let all = entries_of(&laptop);
    let (earlier, later) = all.split_at(all.len() / 2);
    door.push(&token, feed, earlier).await.unwrap();
    assert_eq!(door.push(&token, feed, later).await, Ok(MOST_LINES as u64));
    let mut other = laptop.copy();
    laptop.open_log();
    laptop.write(10, &mut chance);
    let one_more = entries_of(&laptop).split_off(all.len());
    assert_eq!(door.push(&token, feed, &one_more).await, Err(No::of(422, "sync.too_many_lines")));
    other.write(10, &mut chance);
    let of_old_line = entries_of(&other).split_off(all.len());
    assert_eq!(door.push(&token, feed, &of_old_line).await, Ok(MOST_LINES as u64 + 1));
    assert_eq!(server.count("SELECT count(*) FROM line").await, i64::try_from(MOST_LINES).unwrap());
}

#[tokio::test]
async fn what_is_of_another_office_is_refused() {
    let server = Server::new().await;
    let (first, _, token) = enrolled(&server, 1).await;
    let mut chance = Chance::of(2);
    let other = Laptop::found(2, &mut chance);
    server.enrol(&other).await;
    let door = server.door();
    let foreign = No::of(403, "sync.foreign_feed");
    let theirs = entries_of(&other);
    assert_eq!(door.push(&token, other.feed(), &theirs).await.unwrap_err(), foreign);
    assert_eq!(door.push(&token, first.feed(), &theirs).await.unwrap_err(), foreign);
    assert_eq!(door.say(&pull(other.feed(), 0, Vec::new()), Some(&token)).await.unwrap_err(), foreign);
    let digest = Digest { feed: other.feed(), tips: Vec::new() };
    assert_eq!(door.say(&digest, Some(&token)).await.unwrap_err(), foreign);
    assert_eq!(door.push(&token, FeedId([7; 16]), &[]).await.unwrap_err(), foreign);
}

#[tokio::test]
async fn a_payload_that_comes_later_is_an_arrival_of_its_own_and_sent_again_to_who_has_its_entry() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    laptop.write(100, &mut chance);
    let (door, feed, all) = (server.door(), laptop.feed(), entries_of(&laptop));
    let bare = vec![all[0].clone(), all[1].clone().without_payload()];
    let pushed = door.say(&Push { feed, entries: bare.clone() }, Some(&token)).await.unwrap();
    let names: Vec<_> = pushed.standing.bare.iter().map(|name| name.hash).collect();
    assert_eq!((pushed.before, pushed.standing.number, names), (0, 2, vec![all[1].hash()]));
    let held = laptop.shelf.tips(feed);
    let page = door.say(&pull(feed, 0, held.clone()), Some(&token)).await.unwrap();
    assert_eq!((page.entries.len(), page.number, page.has_more), (0, 2, false));
    let page = door.say(&pull(feed, 0, Vec::new()), Some(&token)).await.unwrap();
    assert_eq!(page.entries, bare);
    let pushed = door.say(&Push { feed, entries: all.clone() }, Some(&token)).await.unwrap();
    assert_eq!((pushed.before, pushed.standing.number, pushed.standing.bare), (2, 3, Vec::new()));
    let page = door.say(&pull(feed, 2, held), Some(&token)).await.unwrap();
    assert_eq!(page.entries, [all[1].clone()], "who read it bare is sent it again");
    let page = door.say(&pull(feed, 0, Vec::new()), Some(&token)).await.unwrap();
    assert_eq!((page.entries.len(), page.number), (3, 3));
}

#[tokio::test]
async fn a_branch_is_kept_and_both_its_tips_are_named() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    let mut copy = laptop.copy();
    laptop.write(10, &mut chance);
    copy.write(10, &mut chance);
    let (door, feed) = (server.door(), laptop.feed());
    door.push(&token, feed, &entries_of(&laptop)).await.unwrap();
    door.push(&token, feed, &entries_of(&copy)).await.unwrap();
    let mut tips = [laptop.shelf.tips(feed), copy.shelf.tips(feed)].concat();
    tips.sort_unstable();
    let digested = door.say(&Digest { feed, tips: tips.clone() }, Some(&token)).await.unwrap();
    assert_eq!(digested.standing.tips, tips);
    let receipt = digested.receipt.unwrap().verify(&server.province.public_key()).unwrap();
    assert_eq!((receipt.tips, receipt.feed, receipt.is_by_stick), (tips, feed, false));
    let half = Digest { feed, tips: laptop.shelf.tips(feed) };
    assert_eq!(door.say(&half, Some(&token)).await.unwrap().receipt, None);
}

#[tokio::test]
async fn a_receipt_that_was_given_is_given_again_without_waiting_for_the_feed() {
    let server = Server::new().await;
    let (laptop, _, token) = enrolled(&server, 1).await;
    let (door, feed) = (server.door(), laptop.feed());
    door.push(&token, feed, &entries_of(&laptop)).await.unwrap();
    let digest = Digest { feed, tips: laptop.shelf.tips(feed) };
    let given = door.say(&digest, Some(&token)).await.unwrap();
    let mut transaction = server.province.pool().begin().await.unwrap();
    query("SELECT newest FROM feed FOR UPDATE").execute(&mut *transaction).await.unwrap();
    let again = tokio::time::timeout(Duration::from_secs(20), door.say(&digest, Some(&token)));
    assert_eq!(again.await.expect("it waits for nobody").unwrap(), given);
}

#[tokio::test]
async fn a_page_has_what_was_asked_for_and_always_one_entry() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    for _ in 0..9 {
        laptop.write(1_000, &mut chance);
    }
    let (door, feed, all) = (server.door(), laptop.feed(), entries_of(&laptop));
    door.push(&token, feed, &all).await.unwrap();
    let mut read = Vec::new();
    let mut after = 0;
    loop {
        let asked = Pull { feed, after, bytes: 3_000, held: Vec::new() };
        let page = door.say(&asked, Some(&token)).await.unwrap();
        assert!((1..=4).contains(&page.entries.len()));
        read.extend(page.entries);
        after = page.number;
        if !page.has_more {
            break;
        }
    }
    assert!(read == all);
    let beyond = door.say(&pull(feed, u64::MAX, Vec::new()), Some(&token)).await.unwrap();
    assert_eq!((beyond.entries.len(), beyond.number, beyond.has_more), (0, u64::MAX, false));
}

#[tokio::test]
async fn what_the_province_says_is_read_by_offices_and_given_back_by_them_and_written_by_nobody_else() {
    let server = Server::new().await;
    let (laptop, _, _) = enrolled(&server, 1).await;
    let text = std::fs::read_to_string(&server.config.key_file).unwrap();
    let signer = Signer::from_seed(&tilik_journal::EntryHash::find_in_hex(text.trim()).unwrap().0);
    let mut said = History::new();
    let draft = |text: &str, salt| Draft {
        actor: UserId(uuid::Uuid::nil()),
        made_at: 0,
        act: "notice.given".into(),
        retention: Retention::Control,
        payload: Payload {
            groups: vec![Group { kind: 10, record: RecordId::person("x"), fields: vec![(1, text.into())] }],
        },
        salt: [salt; 16],
    };
    let first = said.append(&signer, None, None, [1; 16], draft("a", 1)).unwrap();
    let feed = first.envelope().feed;
    query("INSERT INTO feed (office, feed, is_ours, attached_at) VALUES ($1, $2, true, now())")
        .bind(EVERYBODY)
        .bind(feed.0)
        .execute(server.province.pool())
        .await
        .unwrap();
    let door = server.door();
    let session = door.session(&server, &laptop).await.unwrap();
    let further: Vec<_> = session.further.iter().map(|standing| standing.feed).collect();
    assert_eq!(further, [feed]);
    let second = said.append(&signer, Some(0), None, [1; 16], draft("b", 2)).unwrap();
    assert_eq!(door.push(&session.token, feed, &[first.clone(), second]).await, Ok(2), "it had lost them");
    let page = door.say(&pull(feed, 0, Vec::new()), Some(&session.token)).await.unwrap();
    assert_eq!(page.entries.len(), 2);
    let stranger = Signer::from_seed(&[1; 32]);
    let forged = said.append(&stranger, None, Some(feed), [2; 16], draft("c", 3)).unwrap();
    let refused = Err(No::of(403, "sync.foreign_feed"));
    assert_eq!(door.push(&session.token, feed, &[forged]).await, refused);
}

// ── attachments ──────────────────────────────────────────────────────────

#[tokio::test]
async fn an_office_has_so_much_on_its_way_and_what_never_ends_is_forgotten() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    let door = server.door();
    let size = 1 << 20;
    let hashes: Vec<_> = (0..5).map(|_| laptop.attach(size, &mut chance)).collect();
    let piece = |hash: [u8; 32], at: usize, end: usize| {
        let bytes = laptop.attachments[&hash][at..end].to_vec();
        Piece { hash, size: size as u64, at: at as u64, bytes }
    };
    let most = 900 << 10;
    for hash in &hashes[..4] {
        assert_eq!(door.say(&piece(*hash, 0, most), Some(&token)).await.unwrap().here, most as u64);
    }
    let too_many = Err(No::of(422, "sync.too_many_attachments"));
    let refused = door.say(&piece(hashes[4], 0, most), Some(&token)).await;
    assert_eq!(refused.map(|kept| kept.here), too_many);
    // Ending one makes room.
    assert_eq!(door.say(&piece(hashes[0], most, size), Some(&token)).await.unwrap().here, size as u64);
    assert_eq!(door.say(&piece(hashes[4], 0, most), Some(&token)).await.unwrap().here, most as u64);
    server.pass(89 * 24 * 3_600_000);
    server.province.forget_unfinished().await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM attachment").await, 5);
    server.pass(2 * 24 * 3_600_000);
    server.province.forget_unfinished().await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM attachment WHERE is_whole").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM attachment").await, 1);
    assert_eq!(count_files(&server.config.attachments), 1, "no piece is left over");
}

/// How many files are in a folder and below.
fn count_files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| if entry.file_type().unwrap().is_dir() { count_files(&entry.path()) } else { 1 })
        .sum()
}

#[tokio::test]
async fn a_piece_counts_where_the_server_stands_and_a_wrong_whole_leaves_nothing() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    let hash = laptop.attach(1_000, &mut chance);
    let content = laptop.attachments[&hash].clone();
    let door = server.door();
    let piece = |at: usize, end: usize, bytes: &[u8]| {
        let bytes = bytes[at..end].to_vec();
        Piece { hash, size: 1_000, at: at as u64, bytes }
    };
    let offer = Offer { hashes: vec![hash] };
    let lacking = door.say(&offer, Some(&token)).await.unwrap().lacking;
    assert_eq!(lacking, [(hash, 0)]);
    assert_eq!(door.say(&piece(0, 400, &content), Some(&token)).await.unwrap().here, 400);
    assert_eq!(door.say(&piece(0, 400, &content), Some(&token)).await.unwrap().here, 400);
    assert_eq!(door.say(&piece(500, 600, &content), Some(&token)).await.unwrap().here, 400);
    assert_eq!(door.say(&offer, Some(&token)).await.unwrap().lacking, [(hash, 400)]);
    let fetch = Fetch { hash, at: 0, bytes: 100 };
    assert_eq!(door.say(&fetch, Some(&token)).await.unwrap().size, 0, "not whole yet");
    let wrong = vec![7; 1_000];
    assert_eq!(door.say(&piece(400, 1_000, &wrong), Some(&token)).await.unwrap().here, 0);
    assert_eq!(server.count("SELECT count(*) FROM attachment").await, 0);
    assert_eq!(door.say(&piece(0, 1_000, &content), Some(&token)).await.unwrap().here, 1_000);
    assert_eq!(door.say(&piece(0, 1_000, &content), Some(&token)).await.unwrap().here, 1_000);
    assert!(door.say(&offer, Some(&token)).await.unwrap().lacking.is_empty());
    let fetched = door.say(&Fetch { hash, at: 950, bytes: 100 }, Some(&token)).await.unwrap();
    assert_eq!((fetched.size, fetched.bytes), (1_000, content[950..].to_vec()));
    let fetched = door.say(&Fetch { hash, at: 2_000, bytes: 100 }, Some(&token)).await.unwrap();
    assert_eq!((fetched.size, fetched.bytes.len()), (1_000, 0));
    let beyond = Piece { hash: [1; 32], size: 10, at: 5, bytes: vec![0; 6] };
    assert_eq!(door.say(&beyond, Some(&token)).await, Err(No::of(400, "sync.malformed")));
    let huge = Piece { hash: [1; 32], size: 1 << 40, at: 0, bytes: vec![0; 6] };
    assert_eq!(door.say(&huge, Some(&token)).await, Err(No::of(422, "sync.attachment_too_large")));
}

#[tokio::test]
async fn a_piece_that_the_folder_lost_is_asked_for_again() {
    let server = Server::new().await;
    let (mut laptop, mut chance, token) = enrolled(&server, 1).await;
    let hash = laptop.attach(1_000, &mut chance);
    let content = laptop.attachments[&hash].clone();
    let door = server.door();
    let piece =
        |at: usize, end: usize| Piece { hash, size: 1_000, at: at as u64, bytes: content[at..end].to_vec() };
    assert_eq!(door.say(&piece(0, 400), Some(&token)).await.unwrap().here, 400);
    for office in std::fs::read_dir(&server.config.attachments).unwrap() {
        std::fs::remove_dir_all(office.unwrap().path().join("pieces")).unwrap();
    }
    assert_eq!(door.say(&piece(400, 1_000), Some(&token)).await.unwrap().here, 0, "from its beginning");
    assert_eq!(door.say(&piece(0, 400), Some(&token)).await.unwrap().here, 400);
    assert_eq!(door.say(&piece(400, 1_000), Some(&token)).await.unwrap().here, 1_000);
}

#[tokio::test]
async fn an_office_reads_no_attachment_of_another() {
    let server = Server::new().await;
    let (mut first, mut chance, token) = enrolled(&server, 1).await;
    let hash = first.attach(10, &mut chance);
    let bytes = first.attachments[&hash].clone();
    let door = server.door();
    door.say(&Piece { hash, size: 10, at: 0, bytes }, Some(&token)).await.unwrap();
    let other = Laptop::found(2, &mut chance);
    server.enrol(&other).await;
    let theirs = door.session(&server, &other).await.unwrap().token;
    assert_eq!(door.say(&Fetch { hash, at: 0, bytes: 10 }, Some(&theirs)).await.unwrap().size, 0);
    let lacking = door.say(&Offer { hashes: vec![hash] }, Some(&theirs)).await.unwrap().lacking;
    assert_eq!(lacking, [(hash, 0)]);
}

// ── bodies ───────────────────────────────────────────────────────────────

async fn post(door: &Door, path: &str, content_type: &str, body: Vec<u8>) -> u16 {
    let http = HttpRequest::post(path).header(header::CONTENT_TYPE, content_type);
    door.answer_http(http.body(Body::from(body)).unwrap()).await.status
}

#[tokio::test]
async fn a_body_is_bounded_packed_and_opened() {
    let server = Server::new().await;
    let door = server.door();
    let hello = packing::pack(&Door::hello().to_bytes()).unwrap();
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, hello.clone()).await, 200);
    assert_eq!(post(&door, "/sync/hello", "application/json", hello.clone()).await, 400);
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, Vec::new()).await, 400);
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, b"<html>".to_vec()).await, 400);
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, packing::pack(&[0xa0]).unwrap()).await, 400);
    let bomb = packing::pack(&vec![0; packing::MOST + 1]).unwrap();
    assert!(bomb.len() < 2_000);
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, bomb).await, 413, "stopped at the bound");
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, vec![1; packing::MOST + (70 << 10)]).await, 413);
    assert_eq!(post(&door, "/apa", CONTENT_TYPE, hello).await, 404);
}

/// A question whose body never comes, under way when this returns; what it is answered when the line breaks.
async fn ask_without_end(
    door: &Door,
    path: &'static str,
    session: &[u8],
) -> (tokio::task::JoinHandle<u16>, http_body_util::channel::Sender<axum::body::Bytes>) {
    let (sender, body) = Channel::<axum::body::Bytes>::new(1);
    let http = HttpRequest::post(path)
        .header(header::CONTENT_TYPE, CONTENT_TYPE)
        .header(header::AUTHORIZATION, format!("Tilik {}", BASE64_URL_SAFE_NO_PAD.encode(session)));
    let door = door.clone();
    let asked =
        tokio::spawn(async move { door.answer_http(http.body(Body::new(body)).unwrap()).await.status });
    tokio::task::yield_now().await;
    (asked, sender)
}

#[tokio::test]
async fn who_finds_no_place_is_asked_to_come_back() {
    let server = Server::new().await.with(|config| config.requests = 1).await;
    let (_, _, token) = enrolled(&server, 1).await;
    let door = server.door();
    let (first, sender) = ask_without_end(&door, "/sync/push", &token).await;
    let hello = packing::pack(&Door::hello().to_bytes()).unwrap();
    let http = HttpRequest::post("/sync/hello").header(header::CONTENT_TYPE, CONTENT_TYPE);
    let answer = door.answer_http(http.body(Body::from(hello.clone())).unwrap()).await;
    assert_eq!(answer.status, 503);
    assert!(answer.retry_after.is_some_and(|seconds| (2..16).contains(&seconds)));
    drop(sender);
    assert_eq!(first.await.unwrap(), 400, "an empty body");
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, hello).await, 200, "its place is free again");
}

#[tokio::test]
async fn bodies_of_those_who_have_no_session_take_no_place_while_they_come() {
    let server = Server::new().await.with(|config| config.requests = 1).await;
    let door = server.door();
    let mut slow = Vec::new();
    for path in ["/sync/hello", "/sync/session", "/enrol/redeem"] {
        slow.push(ask_without_end(&door, path, &[]).await);
    }
    let hello = packing::pack(&Door::hello().to_bytes()).unwrap();
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, hello.clone()).await, 200);
    slow.push(ask_without_end(&door, "/enrol/begin", &[]).await);
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, hello).await, 503, "they are bounded too");
    let large = vec![0; 2 * packing::MOST_OF_HELLO + 1];
    slow.pop();
    assert_eq!(post(&door, "/sync/hello", CONTENT_TYPE, large).await, 413);
}

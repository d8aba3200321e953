//! The documents of the server against those of the plainest reader, over random histories that come in parts.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;
#[allow(dead_code, reason = "each test takes the part that it needs")]
#[path = "../../journal/tests/scenario/mod.rs"]
mod scenario;

use std::collections::{BTreeMap, BTreeSet};

use party::{Door, Server, entries_of};
use scenario::{Chance, Office, actor, certificate, cut, group, passing};
use sqlx_core::query::query;
use sqlx_core::query_as::query_as;
use sqlx_core::query_scalar::query_scalar;
use tilik_journal::catalogue::{person, revocation};
use tilik_journal::document::Contents;
use tilik_journal::{
    Document, Entry, EntryHash, FeedId, History, LogId, Payload, RecordId, Retention, Signer, Value, Verdict,
};
use tilik_sync::message::{Push, Redeem, Session};
use tilik_testkit::Laptop;
use uuid::Uuid;

const SAMPLE: u64 = 12;

/// A door with a session of the device that founded these entries' feed.
struct Founder {
    door: Door,
    token: Vec<u8>,
    feed: FeedId,
}

impl Founder {
    async fn enrol(server: &Server, seed: u8, first: &Entry) -> Self {
        let (door, signer, feed) = (server.door(), Signer::from_seed(&[seed; 32]), first.envelope().feed);
        let office = server.province.make_office("Kantor").await.unwrap();
        let code = server.province.make_code(office).await.unwrap().code;
        let welcome = door.begin(&code.key_name()).await;
        let (key, sign) = (signer.public_key(), |bytes: &[u8]| signer.sign_apart(bytes));
        let redeem = Redeem::sign(&code, &welcome, key, feed, vec![first.clone()], sign);
        door.say(&redeem, None).await.unwrap();
        let session = Session::sign(key, &welcome, vec![feed], Vec::new(), sign);
        let token = door.say(&session, None).await.unwrap().token;
        Self { door, token, feed }
    }

    /// Sends, and says which entries the server lacks the payload of.
    async fn push(&self, entries: &[Entry]) -> BTreeSet<EntryHash> {
        let push = Push { feed: self.feed, entries: entries.to_vec() };
        let pushed = self.door.say(&push, Some(&self.token)).await.unwrap();
        pushed.standing.bare.iter().map(|name| name.hash).collect()
    }
}

type Documents = BTreeMap<(u32, RecordId), Contents>;
type Held = BTreeMap<EntryHash, String>;

async fn read_documents(server: &Server) -> Documents {
    let rows: Vec<(i64, Uuid, Vec<u8>)> = query_as("SELECT kind, record, folded FROM document")
        .fetch_all(server.province.pool())
        .await
        .unwrap();
    let read = |(kind, record, folded): (i64, Uuid, Vec<u8>)| {
        let name = (u32::try_from(kind).unwrap(), RecordId(record));
        (name, Document::from_bytes(name.0, name.1, &folded).unwrap().contents())
    };
    rows.into_iter().map(read).collect()
}

async fn read_held(server: &Server) -> Held {
    let rows: Vec<([u8; 32], String)> =
        query_as("SELECT hash, code FROM held JOIN entry USING (office, feed, number)")
            .fetch_all(server.province.pool())
            .await
            .unwrap();
    rows.into_iter().map(|(hash, code)| (EntryHash(hash), code)).collect()
}

fn expect(all: &[Entry]) -> (Documents, Held) {
    let mut history = History::new();
    for entry in all {
        history.receive(entry.clone()).unwrap();
    }
    let documents =
        history.documents().into_iter().map(|(name, document)| (name, document.contents())).collect();
    let held = history.judge().into_iter().filter_map(|(hash, verdict)| match verdict {
        Verdict::Held(reason) => Some((hash, reason.code().to_owned())),
        Verdict::Counts | Verdict::Purged => None,
    });
    (documents, held.collect())
}

/// Whoever succeeded the founder may have ended it: here it brings what all of them wrote nevertheless.
async fn add_up(server: &Server) {
    server.province.add_up_all().await.unwrap();
    query("UPDATE device SET revoked_at = NULL").execute(server.province.pool()).await.unwrap();
}

async fn compare_one(seed: u64) {
    let mut chance = Chance(seed);
    let mut office = Office::found(&mut chance);
    for _ in 0..30 + chance.below(40) {
        office.go_on(&mut chance);
    }
    let server = Server::new().await;
    let founder = Founder::enrol(&server, 1, &office.all[0]).await;
    let mut rest = &office.all[..];
    while !rest.is_empty() {
        let (part, later) = rest.split_at(1 + chance.below(rest.len()));
        rest = later;
        // Some come without their payload, which follows.
        let bare: Vec<_> = part
            .iter()
            .map(|entry| if chance.one_in(6) { entry.clone().without_payload() } else { entry.clone() })
            .collect();
        founder.push(&bare).await;
        if chance.one_in(2) {
            add_up(&server).await;
        }
    }
    // What the server names as bare is brought, until it names nothing: a purge that was itself revoked may let a payload back in.
    loop {
        add_up(&server).await;
        let lacking = founder.push(&[]).await;
        if lacking.is_empty() {
            break;
        }
        let brought: Vec<_> =
            office.all.iter().filter(|entry| lacking.contains(&entry.hash())).cloned().collect();
        founder.push(&brought).await;
    }
    let (documents, held) = expect(&office.all);
    assert_eq!(read_held(&server).await, held, "seed {seed}");
    assert_eq!(read_documents(&server).await, documents, "seed {seed}");
    for (kind, count) in [("kind_person", person::KIND), ("kind_user", 5)] {
        let sql = sqlx_core::sql_str::AssertSqlSafe(format!("SELECT count(*) FROM {kind}"));
        let rows: i64 = query_scalar(sql).fetch_one(server.province.pool()).await.unwrap();
        let expected = documents.keys().filter(|(kind, _)| *kind == count).count();
        assert_eq!(rows, i64::try_from(expected).unwrap());
    }
}

/// `TILIK_SOAK=1` asks for more of them.
#[tokio::test]
async fn the_documents_are_those_of_every_other_reader() {
    let seeds = if std::env::var("TILIK_SOAK").is_ok() { 400 } else { SAMPLE };
    for seed in 0..seeds {
        compare_one(seed).await;
    }
}

fn name(text: &str) -> tilik_journal::Group {
    group(person::KIND, RecordId::person(text), vec![(person::NAME, Value::from(text))])
}

/// An office of one laptop that wrote these groups, an entry each.
fn write(groups: Vec<tilik_journal::Group>) -> Vec<Entry> {
    let mut chance = Chance(5);
    let mut office = Office::found(&mut chance);
    for group in groups {
        office.write(0, 1, Retention::Career, vec![group], &mut chance);
    }
    office.all
}

#[tokio::test]
async fn one_entry_that_makes_no_sense_among_many_is_held_and_blocks_nothing() {
    let mut groups: Vec<_> = (0..4_000).map(|number| name(&number.to_string())).collect();
    groups.insert(1_234, certificate(&[7; 32]));
    let all = write(groups);
    let server = Server::new().await;
    let founder = Founder::enrol(&server, 1, &all[0]).await;
    founder.push(&all).await;
    server.province.add_up_all().await.unwrap();
    let held = Held::from([(all[1_235].hash(), "held.payload_malformed".to_owned())]);
    assert_eq!(read_held(&server).await, held);
    assert_eq!(server.count("SELECT count(*) FROM kind_person").await, 4_000);
    let push = Push { feed: founder.feed, entries: vec![all[1_235].clone()] };
    let pushed = founder.door.say(&push, Some(&founder.token)).await.unwrap();
    assert_eq!(pushed.held, [(all[1_235].hash(), "held.payload_malformed".to_owned())]);
}

#[tokio::test]
async fn a_record_that_the_database_does_not_take_is_held_and_blocks_no_other() {
    let all = write(vec![name("1"), name("rusak"), name("3")]);
    let server = Server::new().await;
    let pool = server.province.pool();
    for sql in [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.doc -> 'values' ->> 'name' = 'rusak' THEN RAISE check_violation; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON document FOR EACH ROW EXECUTE FUNCTION refuse()",
    ] {
        query(sql).execute(pool).await.unwrap();
    }
    let founder = Founder::enrol(&server, 1, &all[0]).await;
    founder.push(&all).await;
    server.province.add_up_all().await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM kind_person").await, 2);
    let held: Vec<(Uuid, String)> =
        query_as("SELECT record, code FROM held_record").fetch_all(pool).await.unwrap();
    assert_eq!(held, [(RecordId::person("rusak").0, "held.not_kept".to_owned())]);
    query("DROP TRIGGER refuse ON document").execute(pool).await.unwrap();
    // Of a record that stands a newer version is not taken: that shows on the one that stands.
    assert_eq!(server.count("SELECT count(*) FROM kind_person WHERE is_outdated").await, 0);
    query("INSERT INTO held_record SELECT office, feed, kind, record, 'held.not_kept' FROM document WHERE kind = (SELECT min(kind) FROM held_record)")
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(server.count("SELECT count(*) FROM kind_person WHERE is_outdated").await, 2);
    // New rules make everything anew.
    query("UPDATE projection SET version = 0").execute(pool).await.unwrap();
    server.province.add_up_all().await.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM kind_person").await, 3);
    assert_eq!(server.count("SELECT count(*) FROM held_record").await, 0);
}

#[tokio::test]
async fn texts_that_no_database_holds_are_shown_as_near_as_can_be() {
    let all = write(vec![name("a\0b"), name("🙂\u{202e}\r\n")]);
    let server = Server::new().await;
    let founder = Founder::enrol(&server, 1, &all[0]).await;
    founder.push(&all).await;
    server.province.add_up_all().await.unwrap();
    let mut names: Vec<String> =
        query_scalar("SELECT name FROM kind_person").fetch_all(server.province.pool()).await.unwrap();
    names.sort();
    assert_eq!(names, ["a\u{fffd}b", "🙂\u{202e}\r\n"]);
}

#[tokio::test]
async fn a_device_that_the_founder_revoked_opens_no_session() {
    let mut chance = tilik_testkit::Chance::of(1);
    let first = Laptop::found(1, &mut chance);
    let server = Server::new().await;
    server.enrol(&first).await;
    let door = server.door();
    let token = door.session(&server, &first).await.unwrap().token;
    door.push(&token, first.feed(), &entries_of(&first)).await.unwrap();
    let mut history = History::new();
    for entry in entries_of(&first) {
        history.receive(entry).unwrap();
    }
    let lost = Signer::from_seed(&[2; 32]);
    let write = |history: &mut History, groups| {
        let draft = tilik_journal::Draft {
            actor: actor(1),
            made_at: 0,
            act: "device.changed".into(),
            retention: Retention::Control,
            payload: Payload { groups },
            salt: [0; 16],
        };
        history.append(&Signer::from_seed(&[1; 32]), Some(0), None, [0; 16], draft).unwrap()
    };
    let certified = write(&mut history, vec![certificate(&lost.public_key())]);
    door.push(&token, first.feed(), std::slice::from_ref(&certified)).await.unwrap();
    let shown = vec![entries_of(&first)[0].clone(), certified.clone()];
    let open = async |shown: Vec<Entry>| {
        let welcome = door.welcome(&server).await;
        let sign = |bytes: &[u8]| lost.sign_apart(bytes);
        door.say(&Session::sign(lost.public_key(), &welcome, vec![first.feed()], shown, sign), None).await
    };
    assert!(open(shown.clone()).await.is_ok());
    let fields = vec![
        (revocation::LOG, Value::Bytes(vec![9; 16])),
        (revocation::LAST_SEQ, Value::Int(0)),
        (revocation::LAST_HASH, Value::Bytes(vec![0; 32])),
        (revocation::KEY, Value::Bytes(lost.public_key().to_vec())),
    ];
    let revoked = write(&mut history, vec![group(revocation::KIND, RecordId::about(&[9; 16]), fields)]);
    door.push(&token, first.feed(), &[revoked]).await.unwrap();
    server.province.add_up_all().await.unwrap();
    assert_eq!(open(shown).await.unwrap_err(), party::No::of(403, "sync.device_revoked"));
    assert!(door.session(&server, &first).await.is_ok(), "the founder is none the worse");
}

/// Whether a device opens a session by what it shows.
async fn is_let_in(server: &Server, seed: u8, shown: &[Entry]) -> bool {
    let (door, signer) = (server.door(), Signer::from_seed(&[seed; 32]));
    let welcome = door.welcome(server).await;
    let feed = shown[0].envelope().feed;
    let sign = |bytes: &[u8]| signer.sign_apart(bytes);
    let asked = Session::sign(signer.public_key(), &welcome, vec![feed], shown.to_vec(), sign);
    door.say(&asked, None).await.is_ok()
}

#[tokio::test]
async fn whom_the_agency_ended_comes_back_by_no_successor_of_his_making() {
    let (heir, known, thief) = (21, 22, 23);
    for is_enrolled in [true, false] {
        let mut chance = Chance(9);
        let mut office = Office::found(&mut chance);
        office.laptops.push(scenario::Laptop::new(heir));
        let last = office.laptops.len() - 1;
        let founder = office.laptops[0].key();
        let key = |seed| Signer::from_seed(&[seed; 32]).public_key();
        for (by, said) in [
            (0, passing(&founder, &key(heir))),
            (last, certificate(&key(known))),
            (last, certificate(&key(thief))),
        ] {
            office.write(by, 1, Retention::Control, vec![said], &mut chance);
        }
        let server = Server::new().await;
        Founder::enrol(&server, 1, &office.all[0]).await;
        if is_enrolled {
            assert!(is_let_in(&server, heir, &office.all).await);
        }
        assert!(is_let_in(&server, known, &office.all).await, "nobody was ended yet");
        let enrolled: Uuid = query_scalar("SELECT office FROM device LIMIT 1")
            .fetch_one(server.province.pool())
            .await
            .unwrap();
        server.province.revoke_device(enrolled, founder).await.unwrap();
        assert_eq!(
            is_let_in(&server, thief, &office.all).await,
            is_enrolled,
            "by an heir who was known before, and by none who came after"
        );
    }
}

#[tokio::test]
async fn whom_a_thief_ended_is_of_the_office_again_when_the_thief_is_ended() {
    let (heir, honest) = (21, 22);
    let mut chance = Chance(11);
    let mut office = Office::found(&mut chance);
    office.laptops.push(scenario::Laptop::new(heir));
    let last = office.laptops.len() - 1;
    let founder = office.laptops[0].key();
    let key = |seed| Signer::from_seed(&[seed; 32]).public_key();
    let mut say = |office: &mut Office, by, said| {
        office.write(by, 1, Retention::Control, vec![said], &mut chance);
        office.all.last().unwrap().clone()
    };
    say(&mut office, 0, passing(&founder, &key(heir)));
    let accepted = say(&mut office, 0, certificate(&key(honest)));
    let server = Server::new().await;
    let party = Founder::enrol(&server, 1, &office.all[0]).await;
    for seed in [heir, honest] {
        assert!(is_let_in(&server, seed, &office.all).await);
    }
    party.push(&office.all).await;
    let of_thief = say(&mut office, 0, cut(LogId([0; 16]), 0, EntryHash::NONE, Some(key(honest))));
    party.push(&[of_thief]).await;
    server.province.add_up_all().await.unwrap();
    assert!(!is_let_in(&server, honest, &office.all).await);
    let place = accepted.envelope();
    let end = cut(place.log, place.seq, accepted.hash(), Some(founder));
    let of_heir = say(&mut office, last, end);
    party.push(&[of_heir]).await;
    server.province.add_up_all().await.unwrap();
    assert!(is_let_in(&server, honest, &office.all).await, "the thief's word was ended");
    assert!(!is_let_in(&server, 1, &office.all).await, "and the thief");
    // The agency's word is not undone by the journal.
    let enrolled: Uuid =
        query_scalar("SELECT office FROM device LIMIT 1").fetch_one(server.province.pool()).await.unwrap();
    server.province.revoke_device(enrolled, key(honest)).await.unwrap();
    query("UPDATE projection SET version = 0").execute(server.province.pool()).await.unwrap();
    server.province.add_up_all().await.unwrap();
    assert!(!is_let_in(&server, honest, &office.all).await);
}

#[tokio::test]
async fn two_processes_that_add_up_at_once_do_it_once() {
    let all = write((0..300).map(|number| name(&number.to_string())).collect());
    let server = Server::new().await;
    let founder = Founder::enrol(&server, 1, &all[0]).await;
    founder.push(&all).await;
    let other = server.again().await;
    let (one, two) = tokio::join!(server.province.add_up_all(), other.add_up_all());
    one.unwrap();
    two.unwrap();
    assert_eq!(server.count("SELECT count(*) FROM kind_person").await, 300);
    assert_eq!(
        server
            .count("SELECT count(*) FROM feed JOIN projection USING (office, feed) WHERE newest = number")
            .await,
        1
    );
}

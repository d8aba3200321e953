//! An office of invented people that writes and sends, without a laptop around it.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http_body_util::BodyExt as _;
use tilik_journal::catalogue::{device, evaluation, person, user};
use tilik_journal::{
    Draft, Entry, FeedId, Group, History, Payload, RecordId, Retention, Signer, UserId, Value,
};
use tilik_sync::code::Code;
use tilik_sync::message::{Digest, Hello, HelloAnswer, Push, Redeem, Session};
use tilik_sync::{CONTENT_TYPE, Message, PROTOCOL, Question, packing};
use tower::ServiceExt as _;
use uuid::Uuid;

const GIVEN: [&str; 8] = ["Siti", "Budi", "Togar", "Ros", "Marihot", "Nur", "Dewi", "Halim"];
const FAMILY: [&str; 7] = ["Wahyuni", "Santoso", "Sitompul", "Hutagalung", "Lubis", "Pasaribu", "Harahap"];

pub struct Office {
    signer: Signer,
    history: History,
    seed: u8,
    salt: u64,
}

impl Office {
    pub fn found(seed: u8, name: &str, at: i64) -> Self {
        let signer = Signer::from_seed(&[100 + seed; 32]);
        let mut office = Self { signer, history: History::new(), seed, salt: 0 };
        let key = office.signer.public_key();
        let groups = vec![
            group(user::KIND, RecordId(office.head().0), vec![(user::ROLE, "kepala".into())]),
            group(
                device::KIND,
                RecordId::device(&key),
                vec![(device::KEY, Value::Bytes(key.to_vec())), (device::NAME, "Laptop Kepala".into())],
            ),
            group(10, RecordId(Uuid::from_bytes([seed; 16])), vec![(1, name.into())]),
        ];
        office.write(office.head(), "office.founded", Retention::Control, groups, at);
        office
    }

    fn head(&self) -> UserId {
        UserId(Uuid::from_bytes([self.seed; 16]))
    }

    fn feed(&self) -> FeedId {
        self.history.lines().as_slice()[0].feed
    }

    fn write(&mut self, actor: UserId, act: &str, retention: Retention, groups: Vec<Group>, made_at: i64) {
        self.salt += 1;
        let mut salt = [self.seed; 16];
        salt[8..].copy_from_slice(&self.salt.to_be_bytes());
        let payload = Payload { groups };
        let draft = Draft { actor, made_at, act: act.into(), retention, payload, salt };
        let line = (!self.history.lines().as_slice().is_empty()).then_some(0);
        self.history.append(&self.signer, line, None, [self.seed; 16], draft).unwrap();
    }

    fn person(&self, number: u32) -> RecordId {
        RecordId::person(&format!("19800101{:06}{number:04}", self.seed))
    }

    pub fn write_people(&mut self, people: u32, at: i64) {
        for number in 0..people {
            let at_name = usize::try_from(number).unwrap();
            let name = format!("{} {}", GIVEN[at_name % GIVEN.len()], FAMILY[at_name % FAMILY.len()]);
            let fields = vec![(person::NAME, Value::from(name))];
            let groups = vec![group(person::KIND, self.person(number), fields)];
            self.write(self.head(), "person.imported", Retention::Career, groups, at);
        }
    }

    pub fn write_round(&mut self, round: usize, people: u32, at: i64) {
        for number in 0..people {
            let period = format!("2026-TW{}", round + 1);
            let record = RecordId::evaluation(self.person(number), &period, 1);
            let fields = vec![(evaluation::FEEDBACK, Value::from("Capaian sesuai rencana; pertahankan."))];
            let groups = vec![group(evaluation::KIND, record, fields)];
            self.write(self.head(), "evaluation.rated", Retention::Career, groups, at);
        }
    }

    pub fn certify_second(&mut self, name: &str, at: i64) {
        let key = Signer::from_seed(&[200 + self.seed; 32]).public_key();
        let fields = vec![(device::KEY, Value::Bytes(key.to_vec())), (device::NAME, name.into())];
        let groups = vec![group(device::KIND, RecordId::device(&key), fields)];
        self.write(self.head(), "device.certified", Retention::Control, groups, at);
    }

    /// Something by a user to whom nobody gave a role: it is held.
    pub fn write_as_stranger(&mut self, at: i64) {
        let fields = vec![(person::NAME, Value::from("Salah ketik"))];
        let groups = vec![group(person::KIND, self.person(1), fields)];
        self.write(UserId(Uuid::from_bytes([99; 16])), "person.changed", Retention::Career, groups, at);
    }

    fn entries(&self) -> Vec<Entry> {
        self.history.entries().cloned().collect()
    }
}

fn group(kind: u32, record: RecordId, fields: Vec<(u32, Value)>) -> Group {
    Group { kind, record, fields }
}

/// The server's door in the same process.
pub struct Door {
    pub router: Router,
    pub province_key: [u8; 32],
}

impl Door {
    async fn say<Q: Question>(&self, question: &Q, session: Option<&[u8]>) -> Q::Answer {
        let mut http = Request::post(Q::PATH).header(header::CONTENT_TYPE, CONTENT_TYPE);
        if let Some(session) = session {
            let token = BASE64_URL_SAFE_NO_PAD.encode(session);
            http = http.header(header::AUTHORIZATION, format!("Tilik {token}"));
        }
        let body = Body::from(packing::pack(&question.to_bytes()).unwrap());
        let answer = self.router.clone().oneshot(http.body(body).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200, "{}", Q::PATH);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        Q::Answer::parse(&packing::open(&body, packing::MOST).unwrap()).unwrap()
    }

    async fn welcome(&self) -> tilik_sync::message::Welcome {
        let hello = Hello { protocols: (PROTOCOL, PROTOCOL), nonce: [9; 32], version: "0.1.0".into() };
        let answer: HelloAnswer = self.say(&hello, None).await;
        answer.verify(&hello.to_bytes(), &self.province_key).unwrap()
    }

    pub async fn redeem(&self, code: &Code, office: &Office) {
        let (welcome, shown) = (self.welcome().await, office.entries());
        let sign = |bytes: &[u8]| office.signer.sign_apart(bytes);
        let redeem = Redeem::sign(code, &welcome, office.signer.public_key(), office.feed(), shown, sign);
        self.say(&redeem, None).await;
    }

    pub async fn send(&self, office: &Office) {
        let welcome = self.welcome().await;
        let (key, feed) = (office.signer.public_key(), office.feed());
        let sign = |bytes: &[u8]| office.signer.sign_apart(bytes);
        let session = Session::sign(key, &welcome, vec![feed], Vec::new(), sign);
        let token = self.say(&session, None).await.token;
        self.say(&Push { feed, entries: office.entries() }, Some(&token)).await;
        let mut tips = office.history.lines().list_tips_of(feed);
        tips.sort_unstable();
        self.say(&Digest { feed, tips }, Some(&token)).await;
    }
}

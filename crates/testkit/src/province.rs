//! A province in memory: it speaks the protocol as the real server must, and forgets nothing but what a test takes from it.
//!
//! It numbers arrivals, so a test can see that nothing arrived twice. Enough for the laptop's side; the server itself is proved against its own database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tilik_journal::catalogue::device;
use tilik_journal::entry::read_key;
use tilik_journal::{
    Draft, Entry, EntryHash, FeedId, Group, History, Payload, Position, RecordId, Retention, Signer, Value,
};
use tilik_sync::code::Code;
use tilik_sync::enrolment::BEGIN;
use tilik_sync::message::{
    Digest, Digested, Fetch, Fetched, Hello, HelloAnswer, Lacking, Limits, Offer, Page, Piece, PieceKept,
    Pull, Push, Pushed, Receipt, Redeem, Redeemed, Refusal, Session, SessionAnswer, SignedReceipt, Welcome,
};
use tilik_sync::says::{FOR_ALL, find_founded, found, speaker};
use tilik_sync::{
    Answer, CONTENT_TYPE, Cover, Epoch, Filling, Message, PROTOCOL, Question, Request, Standing, packing,
    size_of,
};

use crate::shelf::{Shelf, Taken, name_of};

type Hash = [u8; 32];

/// A server. A copy of it is one that was restored.
#[derive(Clone)]
pub struct Province {
    signer: Arc<Signer>,
    /// Its epoch.
    pub epoch: Epoch,
    /// The protocol that it answers with.
    pub protocol: u32,
    /// What it bears.
    pub limits: Limits,
    /// Devices that it knows.
    pub enrolled: BTreeSet<Hash>,
    /// The feeds of the office.
    pub attached: BTreeSet<FeedId>,
    /// Codes that it made, with the device that used each.
    pub codes: Vec<(Code, Option<Hash>)>,
    /// Feeds for reading.
    pub further: BTreeSet<FeedId>,
    /// Feeds whose entries it refuses.
    pub refused: BTreeSet<FeedId>,
    /// Whether it says that it took what it did not.
    pub is_careless: bool,
    /// Whether it keeps no payload that comes after its entry.
    pub is_forgetful: bool,
    /// Changes a receipt before it is signed.
    pub alter_receipt: fn(&mut Receipt),
    /// Its entries.
    pub shelf: Shelf,
    /// By feed: what arrived, in the order of the numbers from 1.
    pub arrivals: BTreeMap<FeedId, Vec<EntryHash>>,
    /// Attachments, whole or from their beginning.
    pub attachments: BTreeMap<Hash, Vec<u8>>,
    /// Entries that came again although they were here.
    pub known_again: u64,
    receipts: u64,
    nonces: u8,
}

/// A refusal of ours: status and code.
struct No(u16, &'static str);

impl Province {
    /// An empty one of this epoch.
    #[must_use]
    pub fn new(epoch: u8) -> Self {
        Self {
            signer: Arc::new(Signer::from_seed(&[200; 32])),
            epoch: Epoch([epoch; 16]),
            protocol: PROTOCOL,
            limits: Limits { message: packing::MOST, push: 1 << 20, lowest_version: String::new() },
            enrolled: BTreeSet::new(),
            attached: BTreeSet::new(),
            codes: Vec::new(),
            further: BTreeSet::new(),
            refused: BTreeSet::new(),
            is_careless: false,
            is_forgetful: false,
            alter_receipt: |_| {},
            shelf: Shelf::default(),
            arrivals: BTreeMap::new(),
            attachments: BTreeMap::new(),
            known_again: 0,
            receipts: 0,
            nonces: 0,
        }
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> [u8; 32] {
        self.signer.public_key()
    }

    /// Enrols a device with a feed.
    pub fn enrol(&mut self, device: [u8; 32], feed: FeedId) {
        self.enrolled.insert(device);
        self.attached.insert(feed);
    }

    /// Answers a request as it came.
    pub fn answer(&mut self, request: &Request) -> Answer {
        let said = match request.path {
            Hello::PATH | BEGIN => self.hear(request, Self::hello),
            Redeem::PATH => self.hear(request, Self::redeem),
            Session::PATH => self.hear(request, Self::session),
            _ if !self.has_session(request) => Err(No(401, "sync.session_over")),
            Push::PATH => self.hear(request, |here, push, _| here.push(push)),
            Pull::PATH => self.hear(request, |here, pull, _| Ok(here.pull(&pull))),
            Digest::PATH => self.hear(request, |here, digest, _| Ok(here.digest(&digest))),
            Offer::PATH => self.hear(request, |here, offer, _| Ok(here.offer(&offer))),
            Piece::PATH => self.hear(request, |here, piece, _| Ok(here.piece(piece))),
            Fetch::PATH => self.hear(request, |here, fetch, _| Ok(here.fetch(&fetch))),
            _ => Err(No(404, "sync.no_such_path")),
        };
        let (status, bytes) = said.map_or_else(
            |No(status, code)| (status, Refusal { code: code.into() }.to_bytes()),
            |bytes| (200, bytes),
        );
        let body = packing::pack(&bytes).unwrap();
        Answer { status, content_type: CONTENT_TYPE.into(), retry_after: None, body }
    }

    fn hear<Q: Question>(
        &mut self,
        request: &Request,
        answer: impl FnOnce(&mut Self, Q, &[u8]) -> Result<Q::Answer, No>,
    ) -> Result<Vec<u8>, No> {
        let bytes =
            packing::open(&request.body, self.limits.message).map_err(|_| No(400, "sync.malformed"))?;
        let question = Q::parse(&bytes).map_err(|_| No(400, "sync.malformed"))?;
        Ok(answer(self, question, &bytes)?.to_bytes())
    }

    fn has_session(&self, request: &Request) -> bool {
        let token = request.session.as_deref().unwrap_or_default();
        token
            .strip_prefix(&self.epoch.0)
            .is_some_and(|device| self.enrolled.iter().any(|enrolled| enrolled == device))
    }

    fn welcome(&self, nonce: u8) -> Welcome {
        Welcome {
            protocol: self.protocol,
            province_key: self.key(),
            epoch: self.epoch,
            nonce: [nonce; 32],
            time: 1_790_000_000_000,
            limits: self.limits.clone(),
        }
    }

    fn hello(&mut self, _: Hello, question: &[u8]) -> Result<HelloAnswer, No> {
        self.nonces = self.nonces.wrapping_add(1);
        let welcome = self.welcome(self.nonces);
        Ok(HelloAnswer::sign(question, &welcome, |bytes| self.signer.sign_apart(bytes)))
    }

    /// Makes a code for the office.
    pub fn make_code(&mut self, secret: [u8; 10]) -> Code {
        let code = Code::new(secret, &self.key());
        self.codes.push((code.clone(), None));
        code
    }

    fn redeem(&mut self, redeem: Redeem, _: &[u8]) -> Result<Redeemed, No> {
        let welcome = self.welcome(redeem.nonce[0]);
        let known = self.codes.iter_mut().find(|(code, _)| code.name() == redeem.code);
        let Some((code, used)) = known else { return Err(No(403, "enrol.code_unknown")) };
        if !redeem.is_good_for(code, &welcome) {
            return Err(No(403, "enrol.code_unknown"));
        }
        if used.is_some_and(|device| device != redeem.device) {
            return Err(No(409, "enrol.used"));
        }
        *used = Some(redeem.device);
        self.enrol(redeem.device, redeem.feed);
        Ok(Redeemed { office: [1; 16], name: "Dinas Kesehatan".into() })
    }

    /// Founds its own feed for all, and says one thing there.
    ///
    /// # Panics
    /// When it has done so before.
    pub fn say(&mut self, kind: u32, record: RecordId, fields: Vec<(u32, Value)>) -> FeedId {
        let mut history = History::new();
        history.receive(found(&self.signer, &FOR_ALL).unwrap()).unwrap();
        let draft = Draft {
            actor: speaker(),
            made_at: 0,
            act: "notice.given".into(),
            retention: Retention::Working,
            payload: Payload { groups: vec![Group { kind, record, fields }] },
            salt: [1; 16],
        };
        history.append(&self.signer, Some(0), None, [0; 16], draft).unwrap();
        self.publish(history.entries().cloned().collect())
    }

    /// Lets laptops read a feed of its own.
    pub fn publish(&mut self, entries: Vec<Entry>) -> FeedId {
        let feed = entries[0].envelope().feed;
        let hashes: Vec<_> = entries.iter().map(Entry::hash).collect();
        self.shelf.receive(entries).unwrap();
        self.further.insert(feed);
        let arrivals = self.arrivals.entry(feed).or_default();
        arrivals.extend(hashes.iter().filter(|hash| !arrivals.contains(hash)).copied().collect::<Vec<_>>());
        feed
    }

    fn session(&mut self, session: Session, _: &[u8]) -> Result<SessionAnswer, No> {
        if !session.is_signed_for(&self.welcome(session.nonce[0])) {
            return Err(No(401, "sync.wrong_signature"));
        }
        if self.is_shown(&session) {
            self.enrolled.insert(session.device);
        }
        if !self.enrolled.contains(&session.device) {
            return Err(No(403, "sync.device_unknown"));
        }
        let own = session.feeds.into_iter().filter(|feed| self.attached.contains(feed));
        Ok(SessionAnswer {
            token: [&self.epoch.0[..], &session.device].concat(),
            own: own.map(|feed| self.standing(feed)).collect(),
            further: self.further.iter().map(|feed| self.standing(*feed)).collect(),
        })
    }

    /// Whether the founder of an attached feed certifies the device, by what is shown alone.
    fn is_shown(&self, session: &Session) -> bool {
        session.shown.iter().filter_map(|entry| Some((entry, entry.envelope().opening?))).any(
            |(founding, opening)| {
                let log = founding.envelope().log;
                let key = read_key(&opening.key).unwrap();
                self.attached.contains(&FeedId::founded_by(log))
                    && session.shown.iter().any(|entry| {
                        entry.envelope().log == log
                            && entry.verify(&key).is_ok()
                            && certifies(entry, &session.device)
                    })
            },
        )
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self, feed: FeedId) -> Standing {
        let entries = self.shelf.entries().iter().map(|(_, entry)| entry);
        let bare = entries.filter(|entry| entry.envelope().feed == feed && entry.payload().is_none());
        Standing {
            feed,
            tips: self.shelf.tips(feed),
            number: self.number(feed),
            bare: bare.map(name_of).collect(),
        }
    }

    fn number(&self, feed: FeedId) -> u64 {
        self.arrivals.get(&feed).map_or(0, |arrivals| arrivals.len() as u64)
    }

    fn push(&mut self, push: Push) -> Result<Pushed, No> {
        if push.entries.first().and_then(|first| find_founded(&self.key(), first)) == Some(push.feed) {
            self.further.insert(push.feed);
        }
        if !self.attached.contains(&push.feed) && !self.further.contains(&push.feed)
            || self.refused.contains(&push.feed)
            || push.entries.iter().any(|entry| entry.envelope().feed != push.feed)
        {
            return Err(No(403, "sync.foreign_feed"));
        }
        let before = self.number(push.feed);
        if self.is_careless {
            return Ok(Pushed { standing: self.standing(push.feed), before, held: Vec::new() });
        }
        // All or none, as the transaction of the server.
        let mut shelf = self.shelf.clone();
        let (mut arrived, mut known) = (Vec::new(), 0);
        for entry in push.entries {
            let hash = entry.hash();
            match shelf.take(entry).map_err(|_| No(422, "sync.not_authentic"))? {
                Taken::Completed if self.is_forgetful => shelf.strip(hash),
                Taken::Placed | Taken::Completed => arrived.push(hash),
                Taken::Known => known += 1,
                Taken::Waits => return Err(No(409, "sync.gap")),
            }
        }
        self.shelf = shelf;
        self.known_again += known;
        self.arrivals.entry(push.feed).or_default().extend(arrived);
        Ok(Pushed { standing: self.standing(push.feed), before, held: Vec::new() })
    }

    fn pull(&self, pull: &Pull) -> Page {
        let Ok(cover) = Cover::of(&pull.held, &self.shelf);
        let arrivals = self.arrivals.get(&pull.feed).map_or(&[][..], Vec::as_slice);
        let mut filling = Filling::of(usize::try_from(pull.bytes).unwrap());
        let mut page = Page { entries: Vec::new(), number: pull.after, has_more: false };
        for hash in arrivals.iter().skip(usize::try_from(pull.after).unwrap()) {
            let (at, entry) = self.shelf.entries().iter().find(|(_, entry)| entry.hash() == *hash).unwrap();
            if !self.is_passed_over(&cover, *at, arrivals, *hash, page.number) {
                if !filling.has_room(size_of(entry)) {
                    page.has_more = true;
                    break;
                }
                page.entries.push(entry.clone());
            }
            page.number += 1;
        }
        page
    }

    /// What the laptop has is not sent, unless it arrived here a second time, with its payload.
    fn is_passed_over(
        &self,
        cover: &Cover,
        at: Position,
        arrivals: &[EntryHash],
        hash: EntryHash,
        before: u64,
    ) -> bool {
        cover.has(at) && !arrivals[..usize::try_from(before).unwrap()].contains(&hash)
    }

    fn digest(&mut self, digest: &Digest) -> Digested {
        let standing = self.standing(digest.feed);
        let receipt = (standing.tips == digest.tips).then(|| {
            self.receipts += 1;
            let mut receipt = Receipt {
                number: self.receipts,
                epoch: self.epoch,
                feed: digest.feed,
                tips: standing.tips.clone(),
                time: 1_790_000_000_000,
                is_by_stick: false,
            };
            (self.alter_receipt)(&mut receipt);
            SignedReceipt::sign(&receipt, |bytes| self.signer.sign_apart(bytes))
        });
        Digested { standing, receipt }
    }

    /// Whether an attachment is here whole.
    #[must_use]
    pub fn has_whole(&self, hash: &Hash) -> bool {
        self.attachments.get(hash).is_some_and(|content| Sha256::digest(content).as_slice() == hash)
    }

    fn offer(&self, offer: &Offer) -> Lacking {
        let lacking = offer.hashes.iter().filter(|hash| !self.has_whole(hash));
        let here = |hash| self.attachments.get(hash).map_or(0, |content| content.len() as u64);
        Lacking { lacking: lacking.map(|hash| (*hash, here(hash))).collect() }
    }

    fn piece(&mut self, piece: Piece) -> PieceKept {
        let content = self.attachments.entry(piece.hash).or_default();
        if content.len() as u64 == piece.at {
            content.extend_from_slice(&piece.bytes);
        }
        if content.len() as u64 >= piece.size && Sha256::digest(&*content).as_slice() != piece.hash {
            content.clear();
        }
        PieceKept { here: content.len() as u64 }
    }

    fn fetch(&self, fetch: &Fetch) -> Fetched {
        let whole = self.attachments.get(&fetch.hash).filter(|_| self.has_whole(&fetch.hash));
        let Some(content) = whole else { return Fetched { size: 0, bytes: Vec::new() } };
        let at = usize::try_from(fetch.at).unwrap().min(content.len());
        let end = content.len().min(at + usize::try_from(fetch.bytes).unwrap());
        Fetched { size: content.len() as u64, bytes: content[at..end].to_vec() }
    }
}

fn certifies(entry: &Entry, device: &[u8; 32]) -> bool {
    let payload = entry.payload().and_then(|payload| payload.parse().ok()).unwrap_or_default();
    entry.envelope().retention == Retention::Control
        && payload.writes().any(|write| {
            write.kind == device::KIND
                && write.field == device::KEY
                && *write.value == Value::Bytes(device.to_vec())
        })
}

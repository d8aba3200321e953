//! The words of the protocol, one path each (`docs/protocol.md`, *Bytes*).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tilik_sync::message::{Digest, Fetch, Hello, Offer, Piece, Pull, Push, Redeem, Session};
use tilik_sync::{CONTENT_TYPE, Question, packing};

use super::body;
use super::keeper::{self, Keeper, Unanswered};
use crate::error::{ProvinceError, Refusal};
use crate::note;
use crate::pages;
use crate::province::{Province, away};

/// Where `hello` is asked by one who was never here: the same words.
const BEGIN: &str = "/enrol/begin";

/// What may open to, of one who is not known yet.
const MOST_OF_HELLO: usize = packing::MOST_OF_HELLO;
/// The same with entries that show who it is.
const MOST_SHOWN: usize = 256 << 10;

/// Where the words are asked.
#[derive(Clone)]
pub(super) struct Door {
    pub province: Province,
    pub keeper: Arc<Keeper>,
}

/// Answers a word of the protocol.
pub(super) async fn answer(State(door): State<Door>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    match answer_path(&door, &path, request).await {
        Ok(packed) => body::answer(StatusCode::OK, packed),
        Err(Unanswered::Busy) => keeper::send_away(),
        Err(Unanswered::Failed(error)) => {
            tracing::debug!(path, %error, "not answered");
            body::answer_error(&error)
        }
    }
}

/// Nothing is asked here. In our own words, so that a laptop with a wrong address is told apart from one behind a proxy.
pub(super) async fn no_such_path(request: Request) -> Response<Body> {
    let error = ProvinceError::Refused(Refusal::NoSuchPath);
    if request.method() == Method::GET {
        pages::show_error(error, request.headers())
    } else {
        body::answer_error(&error)
    }
}

async fn answer_path(door: &Door, path: &str, request: Request) -> Result<Vec<u8>, Unanswered> {
    let (head, body) = request.into_parts();
    if head.headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != CONTENT_TYPE) {
        return Err(Refusal::Malformed.into());
    }
    let Door { province, keeper } = door;
    match path {
        Hello::PATH | BEGIN => {
            let packed = hear(keeper, body, MOST_OF_HELLO).await?;
            let _place = keeper.give_place()?;
            let (hello, bytes) = open::<Hello>(packed, MOST_OF_HELLO).await?;
            Ok(write(province.greet(&hello, &bytes)?).await?)
        }
        Session::PATH => {
            let packed = hear(keeper, body, MOST_SHOWN).await?;
            let _place = keeper.give_place()?;
            let (session, _) = open::<Session>(packed, MOST_SHOWN).await?;
            Ok(write(province.open_session(&session).await?).await?)
        }
        Redeem::PATH => {
            let packed = hear(keeper, body, MOST_SHOWN).await?;
            let _place = keeper.give_place()?;
            let (redeem, _) = open::<Redeem>(packed, MOST_SHOWN).await?;
            Ok(write(province.redeem(&redeem).await?).await?)
        }
        _ => {
            // Before anything of the body is read.
            let who = find_session(province, &head.headers).ok_or(Refusal::SessionOver)?;
            let _place = keeper.give_place_to(who.device)?;
            Ok(answer_within(province, path, &who, Asked { province, body }).await?)
        }
    }
}

/// The body of one who has no session: it takes no place while it comes.
async fn hear(keeper: &Keeper, body: Body, allowed: usize) -> Result<Bytes, Unanswered> {
    let _leave = keeper.hear_greeting()?;
    Ok(body::read(body, allowed, body::PACE).await?)
}

fn find_session(province: &Province, headers: &HeaderMap) -> Option<note::Session> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = text.strip_prefix("Tilik ")?.trim_end_matches('=');
    let token = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    province.notes.open_session(&token, province.now())
}

/// Answers whose session stands.
async fn answer_within(
    province: &Province,
    path: &str,
    who: &note::Session,
    asked: Asked<'_>,
) -> Result<Vec<u8>, ProvinceError> {
    match path {
        Push::PATH => {
            let (push, packed) = asked.read::<Push>().await?;
            write(province.push(who, push, packed).await?).await
        }
        Pull::PATH => write(province.pull(who, &asked.read::<Pull>().await?.0).await?).await,
        Digest::PATH => write(province.digest(who, &asked.read::<Digest>().await?.0).await?).await,
        Offer::PATH => write(province.offer(who, &asked.read::<Offer>().await?.0).await?).await,
        Piece::PATH => write(province.keep_piece(who, asked.read::<Piece>().await?.0).await?).await,
        Fetch::PATH => write(province.fetch(who, &asked.read::<Fetch>().await?.0).await?).await,
        _ => Err(Refusal::NoSuchPath.into()),
    }
}

/// A question of one whose session stands.
struct Asked<'a> {
    province: &'a Province,
    body: Body,
}

impl Asked<'_> {
    /// The question, and how many bytes it had on the line.
    async fn read<Q: Question + Send + 'static>(self) -> Result<(Q, usize), ProvinceError> {
        let allowed = self.province.limits.message;
        let packed = body::read(self.body, allowed, body::PACE).await?;
        let size = packed.len();
        Ok((open(packed, allowed).await?.0, size))
    }
}

/// A question, and its bytes when opened.
async fn open<Q: Question + Send + 'static>(
    packed: Bytes,
    allowed: usize,
) -> Result<(Q, Vec<u8>), ProvinceError> {
    away(move || {
        let bytes = body::open(&packed, allowed)?;
        let question = Q::parse(&bytes).map_err(|_| Refusal::Malformed)?;
        Ok((question, bytes))
    })
    .await
}

async fn write<A: tilik_sync::Message + Send + 'static>(answer: A) -> Result<Vec<u8>, ProvinceError> {
    away(move || Ok(packing::pack(&answer.to_bytes())?)).await
}

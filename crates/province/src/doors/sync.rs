//! The words of the protocol, one path each (`docs/protocol.md`, *Bytes*).

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use tilik_sync::message::{Digest, Fetch, Hello, Offer, Piece, Pull, Push, Redeem, Session};
use tilik_sync::{CONTENT_TYPE, Question, packing};

use super::body;
use crate::error::{ProvinceError, Refusal};
use crate::note;
use crate::pages;
use crate::province::{Province, away};

/// Where `hello` is asked by one who was never here: the same words.
const BEGIN: &str = "/enrol/begin";

/// Answers a word of the protocol.
pub(super) async fn answer(State(province): State<Province>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    match answer_path(&province, &path, request).await {
        Ok(packed) => body::answer(StatusCode::OK, packed),
        Err(error) => {
            tracing::debug!(path, %error, "not answered");
            body::answer_error(&error)
        }
    }
}

/// Nothing is asked here. In our own words, so that a laptop with a wrong address is told apart from one behind a proxy.
pub(super) async fn no_such_path(request: Request) -> Response<Body> {
    let error = ProvinceError::Refused(Refusal::NoSuchPath);
    if request.method() == Method::GET { pages::show_error(error) } else { body::answer_error(&error) }
}

async fn answer_path(province: &Province, path: &str, request: Request) -> Result<Vec<u8>, ProvinceError> {
    let (head, body) = request.into_parts();
    if head.headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != CONTENT_TYPE) {
        return Err(Refusal::Malformed.into());
    }
    let asked = Asked { province, headers: head.headers, body };
    match path {
        Hello::PATH | BEGIN => {
            let (hello, bytes, _) = asked.read::<Hello>().await?;
            write(province.greet(&hello, &bytes)?).await
        }
        Session::PATH => {
            let (session, _, _) = asked.read::<Session>().await?;
            write(province.open_session(&session).await?).await
        }
        Redeem::PATH => {
            let (redeem, _, _) = asked.read::<Redeem>().await?;
            write(province.redeem(&redeem).await?).await
        }
        _ => {
            // Before anything of the body is read.
            let who = asked.find_session().ok_or(Refusal::SessionOver)?;
            answer_within(province, path, &who, asked).await
        }
    }
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
            let (push, _, packed) = asked.read::<Push>().await?;
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

/// A question as it came.
struct Asked<'a> {
    province: &'a Province,
    headers: HeaderMap,
    body: Body,
}

impl Asked<'_> {
    fn find_session(&self) -> Option<note::Session> {
        let text = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let token = text.strip_prefix("Tilik ")?.trim_end_matches('=');
        let token = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        self.province.notes.open_session(&token, self.province.now())
    }

    /// The question, its bytes when opened, and how many it had on the line.
    async fn read<Q: Question + Send + 'static>(self) -> Result<(Q, Vec<u8>, usize), ProvinceError> {
        let allowed = self.province.limits.message;
        let packed: Bytes = body::read(self.body, allowed).await?;
        away(move || {
            let bytes = body::open(&packed, allowed)?;
            let question = Q::parse(&bytes).map_err(|_| Refusal::Malformed)?;
            Ok((question, bytes, packed.len()))
        })
        .await
    }
}

async fn write<A: tilik_sync::Message + Send + 'static>(answer: A) -> Result<Vec<u8>, ProvinceError> {
    away(move || Ok(packing::pack(&answer.to_bytes())?)).await
}

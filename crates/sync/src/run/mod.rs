//! A run: hello, session, each feed until both sides agree, attachments.
//!
//! A machine that says what to ask next and takes in what was answered. It waits for nothing itself ([`drive`] does), so that it can be stopped between any two steps. What must
//! survive is kept in the [`Ledger`] before the next question is made; a run that is dropped is simply begun again.

mod attachments;
mod feed;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tilik_journal::FeedId;

use crate::error::SyncError;
use crate::ledger::Ledger;
use crate::message::{
    Hello, HelloAnswer, Message as _, Question, Receipt, Session, SessionAnswer, Standing, Welcome,
};
use crate::portion::Portion;
use crate::transport::{Answer, Heard, LineError, Request, Transport, Waits, judge};
use crate::waiting::{TRIES, TRIES_FOR_A_WORD, compute_wait};
use crate::{PROTOCOL, packing};

use attachments::AttachmentsRun;
use feed::{Ahead, FeedRun};

/// What a run must know beside the journal.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The key that was pinned at enrolment.
    pub province_key: [u8; 32],
    /// The program's version.
    pub version: String,
    /// Bytes of attachments that may travel in this run, both ways together.
    pub data_budget: u64,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Entries that the server confirmed.
    pub entries_sent: u64,
    /// Entries of the present feed that were still lacking there when the last message was made, those in it among them.
    pub entries_left: u64,
    /// Entries that came.
    pub entries_received: u64,
    /// Bytes of packed messages sent, those that were lost too.
    pub bytes_sent: u64,
    /// Bytes of answers that arrived.
    pub bytes_received: u64,
    /// Attachments that the server confirmed in this run.
    pub attachments_sent: u64,
    /// Attachments that came whole.
    pub attachments_received: u64,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Each feed with the province's receipt, or the code for which there is none.
    pub feeds: Vec<(FeedId, Result<Receipt, String>)>,
    /// Attachments that are still to be sent.
    pub attachments_left: usize,
    /// Why the server refused one of them, the first that it did.
    pub attachments_refused: Option<String>,
    /// The server's clock at the beginning, to be shown beside the laptop's.
    pub server_time: i64,
    /// What moved.
    pub progress: Progress,
}

impl Outcome {
    /// Whether the province holds everything that this laptop does. Only then may a screen say that all is sent.
    #[must_use]
    pub fn is_all_sent(&self) -> bool {
        self.attachments_left == 0 && self.feeds.iter().all(|(_, receipt)| receipt.is_ok())
    }
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask this and say what came of it ([`Run::take`]).
    Ask(Request),
    /// Let this much time pass.
    Wait(Duration),
    /// The run is over.
    Done(Outcome),
}

enum Stage {
    Hello,
    Session,
    Feeds,
    Attachments,
    Done,
}

/// What was asked and is not answered yet.
enum Asked {
    Hello(Vec<u8>),
    Session,
    OfFeed(feed::Asked),
    OfAttachments(attachments::Asked),
}

/// One run of a laptop.
pub struct Run<'l, L: Ledger> {
    ledger: &'l mut L,
    settings: Settings,
    /// Fresh chance, for nonces and for waiting.
    chance: Box<dyn FnMut() -> [u8; 32] + Send + 'l>,
    stage: Stage,
    asked: Option<Asked>,
    wait: Option<Duration>,
    /// Failures since anything was done.
    failures: u32,
    welcome: Option<Welcome>,
    session: Option<Vec<u8>>,
    shows_credentials: bool,
    portion: Portion,
    feeds: Vec<FeedRun>,
    /// The next push, made while the one before it is on its way.
    ahead: Option<Ahead>,
    attachments: AttachmentsRun,
    progress: Progress,
}

impl<'l, L: Ledger> Run<'l, L> {
    /// Begins a run. Nothing is asked before the first [`Self::step`].
    pub fn begin(
        ledger: &'l mut L,
        settings: Settings,
        chance: impl FnMut() -> [u8; 32] + Send + 'l,
    ) -> Self {
        let attachments = AttachmentsRun::begin(settings.data_budget);
        Self {
            ledger,
            settings,
            chance: Box::new(chance),
            stage: Stage::Hello,
            asked: None,
            wait: None,
            failures: 0,
            welcome: None,
            session: None,
            shows_credentials: false,
            portion: Portion::begin(packing::MOST),
            feeds: Vec::new(),
            ahead: None,
            attachments,
            progress: Progress::default(),
        }
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// Says what is to be done next.
    ///
    /// # Errors
    /// The reason for which the run ends.
    pub fn step(&mut self) -> Result<Step, SyncError> {
        if let Some(wait) = self.wait.take() {
            return Ok(Step::Wait(wait));
        }
        loop {
            match self.stage {
                Stage::Hello => {
                    let version = self.settings.version.clone();
                    let hello = Hello { protocols: (PROTOCOL, PROTOCOL), nonce: (self.chance)(), version };
                    return self.ask(&hello, Asked::Hello(hello.to_bytes()));
                }
                Stage::Session => return self.ask_session(),
                Stage::Feeds => match self.next_of_feeds()? {
                    Some(step) => return Ok(step),
                    None => self.stage = Stage::Attachments,
                },
                Stage::Attachments => match self.next_of_attachments()? {
                    Some(step) => return Ok(step),
                    // Others work on while attachments travel: only what the last receipts cover is called sent.
                    None if self.open_what_grew()? => self.stage = Stage::Feeds,
                    None => self.stage = Stage::Done,
                },
                Stage::Done => return Ok(Step::Done(self.sum_up())),
            }
        }
    }

    /// Takes in what came of the question that [`Self::step`] made last.
    ///
    /// # Errors
    /// The reason for which the run ends.
    pub fn take(&mut self, answer: Result<Answer, LineError>) -> Result<(), SyncError> {
        let Some(asked) = self.asked.take() else { return Ok(()) };
        self.progress.bytes_received += answer.as_ref().map_or(0, |answer| answer.body.len() as u64);
        let heard = judge(answer, self.allowed());
        if !matches!(heard, Heard::Said(_)) {
            self.ahead = None;
            self.put_away()?;
        }
        match heard {
            Heard::Said(bytes) => match self.take_in(&asked, &bytes) {
                Err(why @ SyncError::Malformed(_)) => self.try_again(&asked, why, None),
                taken => taken,
            },
            Heard::Refused(code) => self.accept_refusal(&asked, code),
            Heard::SessionOver => {
                self.stage = Stage::Hello;
                self.session = None;
                self.try_again(&asked, SyncError::SessionOver, None)
            }
            Heard::TooNarrow => {
                let size = self.portion.size();
                if self.portion.bow() { Ok(()) } else { Err(SyncError::LineTooNarrow { size }) }
            }
            Heard::Failed { why, asked: seconds } => self.try_again(&asked, why, seconds),
        }
    }

    /// Does what can be done while the answer to the question that [`Self::step`] made last is on its way. Whoever drives a run may call it, once the question is on its own.
    ///
    /// # Errors
    /// The reason for which the run ends.
    pub fn work_beside(&mut self) -> Result<(), SyncError> {
        let Some(asked) = self.asked.take() else { return Ok(()) };
        let worked = match &asked {
            Asked::OfFeed(asked) => self.work_beside_of_feed(asked),
            Asked::Hello(_) | Asked::Session | Asked::OfAttachments(_) => Ok(()),
        };
        self.asked = Some(asked);
        worked
    }

    /// Keeps what came and is not kept yet, before the run is dropped ahead of its end.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub fn put_away(&mut self) -> Result<(), SyncError> {
        self.keep_all_that_came()
    }

    fn take_in(&mut self, asked: &Asked, bytes: &[u8]) -> Result<(), SyncError> {
        match asked {
            Asked::Hello(question) => self.take_welcome(question, bytes),
            Asked::Session => self.take_session(bytes),
            Asked::OfFeed(asked) => self.take_of_feed(asked, bytes),
            Asked::OfAttachments(asked) => self.take_of_attachments(asked, bytes),
        }
    }

    fn ask<Q: Question>(&mut self, question: &Q, asked: Asked) -> Result<Step, SyncError> {
        let body = packing::pack(&question.to_bytes())?;
        Ok(self.ask_packed(Q::PATH, body, asked))
    }

    fn ask_packed(&mut self, path: &'static str, body: Vec<u8>, asked: Asked) -> Step {
        self.progress.bytes_sent += body.len() as u64;
        self.asked = Some(asked);
        let session = self.session.clone();
        Step::Ask(Request { path, session, body, allowed: self.allowed() })
    }

    /// What an answer may open to.
    fn allowed(&self) -> usize {
        self.welcome.as_ref().map_or(packing::MOST_OF_HELLO, |welcome| welcome.limits.message)
    }

    fn take_welcome(&mut self, question: &[u8], bytes: &[u8]) -> Result<(), SyncError> {
        let welcome = HelloAnswer::parse(bytes)?.verify(question, &self.settings.province_key)?;
        if welcome.protocol > PROTOCOL {
            return Err(SyncError::AppTooOld);
        }
        if welcome.protocol < PROTOCOL {
            return Err(SyncError::ServerTooOld);
        }
        self.ledger.enter_epoch(welcome.epoch).map_err(SyncError::of_ledger)?;
        self.portion.lower(welcome.limits.push);
        self.welcome = Some(welcome);
        self.stage = Stage::Session;
        Ok(())
    }

    fn ask_session(&mut self) -> Result<Step, SyncError> {
        let Some(welcome) = &self.welcome else { return Err(SyncError::SessionOver) };
        let feeds = self.ledger.list_feeds().map_err(SyncError::of_ledger)?;
        let shown = if self.shows_credentials {
            self.ledger.list_credentials().map_err(SyncError::of_ledger)?
        } else {
            Vec::new()
        };
        let ledger = &self.ledger;
        let session =
            Session::sign(ledger.device_key(), welcome, feeds, shown, |bytes| ledger.sign_apart(bytes));
        self.ask(&session, Asked::Session)
    }

    fn take_session(&mut self, bytes: &[u8]) -> Result<(), SyncError> {
        let answer = SessionAnswer::parse(bytes)?;
        let own = self.ledger.list_feeds().map_err(SyncError::of_ledger)?;
        let is_attached = |feed: &FeedId| answer.own.iter().any(|standing| standing.feed == *feed);
        let apart: Vec<_> = own.into_iter().filter(|feed| !is_attached(feed)).collect();
        for standing in answer.own.iter().chain(&answer.further) {
            self.ledger.keep_standing(standing, None).map_err(SyncError::of_ledger)?;
        }
        let forgotten = self.list_forgotten(&answer)?;
        self.session = Some(answer.token);
        let further = answer.further.into_iter().chain(forgotten);
        self.feeds = answer.own.into_iter().chain(further).map(FeedRun::begin).collect();
        self.feeds.extend(apart.into_iter().map(FeedRun::not_attached));
        self.stage = Stage::Feeds;
        Ok(())
    }

    /// Feeds of the province's that are here and that it does not name: it was restored from a time before them, and gets them back.
    fn list_forgotten(&self, answer: &SessionAnswer) -> Result<Vec<Standing>, SyncError> {
        let lines = self.ledger.read_lines().map_err(SyncError::of_ledger)?;
        let founded = lines.as_slice().iter().filter(|line| {
            line.key == self.settings.province_key && FeedId::founded_by(line.log) == line.feed
        });
        let mut feeds: Vec<_> = founded.map(|line| line.feed).collect();
        feeds.sort_unstable();
        feeds.dedup();
        feeds.retain(|feed| !answer.own.iter().chain(&answer.further).any(|known| known.feed == *feed));
        Ok(feeds.into_iter().map(Standing::of_nothing).collect())
    }

    fn accept_refusal(&mut self, asked: &Asked, code: String) -> Result<(), SyncError> {
        match asked {
            Asked::Session if code == "sync.device_unknown" => {
                if self.shows_credentials {
                    return Err(SyncError::DeviceUnknown);
                }
                self.shows_credentials = true;
                Ok(())
            }
            Asked::Hello(_) | Asked::Session if code == "sync.app_too_old" => Err(SyncError::AppTooOld),
            Asked::Hello(_) | Asked::Session => Err(SyncError::Refused(code)),
            Asked::OfFeed(asked) => {
                self.accept_refusal_of_feed(asked, code);
                Ok(())
            }
            Asked::OfAttachments(asked) => {
                self.attachments.give_up(asked, code);
                Ok(())
            }
        }
    }

    /// Something was done by a message of this size: failures before it no longer count.
    fn note_done(&mut self, size: usize) {
        self.failures = 0;
        self.portion.grow(size);
    }

    fn try_again(&mut self, asked: &Asked, why: SyncError, seconds: Option<u64>) -> Result<(), SyncError> {
        self.failures += 1;
        // Who names a time to come back is no login page.
        let is_spoken_to = self.welcome.is_some() || (matches!(why, SyncError::Busy) && seconds.is_some());
        let tries = if is_spoken_to { TRIES } else { TRIES_FOR_A_WORD };
        if self.failures >= tries {
            self.put_away()?;
            return Err(why);
        }
        let is_large = matches!(asked, Asked::OfFeed(_) | Asked::OfAttachments(_));
        if is_large && matches!(why, SyncError::Cut | SyncError::Stalled) {
            self.portion.shrink();
        }
        if let Asked::OfFeed(asked) = asked {
            self.doubt(asked);
        }
        let [a, b, c, d, e, f, g, h, ..] = (self.chance)();
        let chance = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        self.wait = Some(compute_wait(self.failures, chance, seconds));
        Ok(())
    }

    fn sum_up(&self) -> Outcome {
        Outcome {
            feeds: self.feeds.iter().filter_map(FeedRun::outcome).collect(),
            attachments_left: self.attachments.count_left(),
            attachments_refused: self.attachments.find_refusal(),
            server_time: self.welcome.as_ref().map_or(0, |welcome| welcome.time),
            progress: self.progress,
        }
    }
}

/// Lets a question set out. What is done between this and waiting for its answer is done beside it, where the line has a thread of its own.
pub(crate) async fn set_out<F: Future>(mut asking: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(asking.as_mut().poll(context))).await
}

/// Drives a run over a line until it is over.
///
/// # Errors
/// The reason for which it ended.
pub async fn drive<L: Ledger>(
    run: &mut Run<'_, L>,
    line: &impl Transport,
    clock: &impl Waits,
) -> Result<Outcome, SyncError> {
    loop {
        match run.step()? {
            Step::Ask(request) => {
                let mut asking = pin!(line.ask(&request));
                let early = set_out(asking.as_mut()).await;
                run.work_beside()?;
                let answer = match early {
                    Poll::Ready(answer) => answer,
                    Poll::Pending => asking.await,
                };
                run.take(answer)?;
            }
            Step::Wait(length) => clock.wait(length).await,
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}

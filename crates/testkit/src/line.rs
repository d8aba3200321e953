//! A line in memory that misbehaves as it is told, always the same for the same seed.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tilik_sync::{Answer, LineError, Request, Transport, Waits};

use crate::chance::Chance;
use crate::province::Province;

/// What a request and its answer cost beside their bodies: heads of HTTP and TLS.
const HEADS: u64 = 300;

/// Waits for what a run does, on this thread.
///
/// # Panics
/// When the system has no thread for it.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What goes wrong. Each number says in how many of 1,000 questions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// The question never arrives.
    pub request_lost: usize,
    /// It arrives, and the answer does not come back.
    pub answer_lost: usize,
    /// It arrives twice.
    pub repeated: usize,
    /// A copy of it arrives again later, behind others.
    pub delayed: usize,
    /// A login page answers.
    pub portal: usize,
    /// Something answers with one of 401, 413, 429, 500 and 503.
    pub status: usize,
    /// The answer is ours under another name.
    pub wrong_type: usize,
    /// The answer has a bit that was turned.
    pub damaged: usize,
    /// The line breaks each time that it has carried between so many and so many bytes, whatever it carries then.
    pub cut_every: Option<(u64, u64)>,
}

impl Faults {
    /// All of them, a little of each.
    #[must_use]
    pub fn all() -> Self {
        Self {
            request_lost: 30,
            answer_lost: 30,
            repeated: 30,
            delayed: 30,
            portal: 15,
            status: 30,
            wrong_type: 10,
            damaged: 10,
            cut_every: Some((20_000, 200_000)),
        }
    }
}

/// What stands at the far end of a line.
pub trait FarEnd {
    /// Answers a request as it came, or fails as a server that died.
    fn answer(&self, request: &Request) -> impl Future<Output = Result<Answer, LineError>> + Send;
}

/// The province in memory at the far end.
#[derive(Clone)]
pub struct InMemory(Arc<Mutex<Province>>);

impl FarEnd for InMemory {
    async fn answer(&self, request: &Request) -> Result<Answer, LineError> {
        Ok(self.0.lock().unwrap().answer(request))
    }
}

/// A line to a province.
#[derive(Clone)]
pub struct Line<F = InMemory> {
    far: F,
    state: Arc<Mutex<State>>,
}

struct State {
    faults: Faults,
    chance: Chance,
    until_cut: u64,
    late: Vec<Request>,
    carried: u64,
    asked: u64,
    answered: u64,
    waited: Duration,
}

impl Line {
    /// A line to this province.
    #[must_use]
    pub fn to(province: Province, faults: Faults, seed: u64) -> Self {
        Self::to_far_end(InMemory(Arc::new(Mutex::new(province))), faults, seed)
    }

    /// Looks into the province, or changes it.
    pub fn at_province<T>(&self, look: impl FnOnce(&mut Province) -> T) -> T {
        look(&mut self.far.0.lock().unwrap())
    }
}

impl<F> Line<F> {
    /// A line to whatever answers there.
    #[must_use]
    pub fn to_far_end(far: F, faults: Faults, seed: u64) -> Self {
        let mut state = State {
            faults,
            chance: Chance::of(seed),
            until_cut: u64::MAX,
            late: Vec::new(),
            carried: 0,
            asked: 0,
            answered: 0,
            waited: Duration::ZERO,
        };
        state.draw_cut();
        Self { far, state: Arc::new(Mutex::new(state)) }
    }

    /// What answers there.
    #[must_use]
    pub fn far(&self) -> &F {
        &self.far
    }

    /// Changes what goes wrong from now on.
    pub fn set_faults(&self, faults: Faults) {
        let mut state = self.state();
        state.faults = faults;
        state.draw_cut();
    }

    /// Bytes that went over the line, both ways, those of lost messages as far as they came.
    #[must_use]
    pub fn carried(&self) -> u64 {
        self.state().carried
    }

    /// Questions that were asked.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.state().asked
    }

    /// Questions to which the province itself made an answer.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.state().answered
    }

    /// How long runs would have waited.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.state().waited
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn draw_cut(&mut self) {
        self.until_cut = self
            .faults
            .cut_every
            .map_or(u64::MAX, |(least, most)| least + self.chance.number() % (most - least + 1));
    }

    fn happens(&mut self, in_thousand: usize) -> bool {
        self.chance.below(1_000) < in_thousand
    }

    /// Carries bytes as far as the line bears.
    fn carry(&mut self, bytes: u64) -> Result<(), LineError> {
        if bytes > self.until_cut {
            self.carried += self.until_cut;
            self.draw_cut();
            return Err(LineError::Cut);
        }
        self.until_cut -= bytes;
        self.carried += bytes;
        Ok(())
    }

    /// A copy of an earlier question that arrives now.
    fn find_late(&mut self) -> Option<Request> {
        (!self.late.is_empty() && self.chance.below(2) == 0).then(|| self.late.remove(0))
    }

    /// What stands before the province and answers in its place.
    fn find_stranger(&mut self) -> Result<Option<Answer>, LineError> {
        if self.happens(self.faults.portal) {
            self.carry(1_000)?;
            let body = b"<html>Selamat datang di hotspot</html>".to_vec();
            return Ok(Some(Answer {
                status: 200,
                content_type: "text/html".into(),
                retry_after: None,
                body,
            }));
        }
        if self.happens(self.faults.status) {
            self.carry(HEADS)?;
            let status = [401, 413, 429, 500, 503][self.chance.below(5)];
            let content_type = "text/html".into();
            return Ok(Some(Answer { status, content_type, retry_after: Some(1), body: Vec::new() }));
        }
        Ok(None)
    }

    /// Carries a question; says whether it arrives twice.
    fn carry_request(&mut self, request: &Request) -> Result<bool, LineError> {
        self.carry(request.body.len() as u64 + HEADS)?;
        if self.happens(self.faults.request_lost) {
            return Err(LineError::Stalled);
        }
        let is_repeated = self.happens(self.faults.repeated);
        if is_repeated {
            self.carry(request.body.len() as u64 + HEADS)?;
        }
        if self.happens(self.faults.delayed) {
            self.late.push(request.clone());
        }
        Ok(is_repeated)
    }

    fn carry_answer(&mut self, mut answer: Answer) -> Result<Answer, LineError> {
        self.carry(answer.body.len() as u64 + HEADS)?;
        if self.happens(self.faults.answer_lost) {
            return Err(LineError::Cut);
        }
        if self.happens(self.faults.wrong_type) {
            answer.content_type = "application/octet-stream".into();
        }
        if self.happens(self.faults.damaged) && !answer.body.is_empty() {
            let at = self.chance.below(answer.body.len());
            answer.body[at] ^= 1 << self.chance.below(8);
        }
        Ok(answer)
    }
}

impl<F: FarEnd + Sync> Line<F> {
    async fn deliver(&self, request: &Request) -> Result<Answer, LineError> {
        self.state().answered += 1;
        self.far.answer(request).await
    }
}

impl<F: FarEnd + Sync + Send> Transport for Line<F> {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        self.state().asked += 1;
        let late = self.state().find_late();
        if let Some(late) = late {
            let _ = self.deliver(&late).await;
        }
        let stranger = self.state().find_stranger()?;
        if let Some(answer) = stranger {
            return Ok(answer);
        }
        let is_repeated = self.state().carry_request(request)?;
        if is_repeated {
            let _ = self.deliver(request).await;
        }
        let answer = self.deliver(request).await?;
        self.state().carry_answer(answer)
    }
}

impl<F: Sync> Waits for Line<F> {
    async fn wait(&self, length: Duration) {
        self.state().waited += length;
    }
}

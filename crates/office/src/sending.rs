//! Sending to the province: what would be sent, the run itself, and how the last ones ended.
//!
//! Must not know a message or a table. Invariants: before a run begins nothing leaves the laptop (`nothing_leaves_before_it_is_asked_for`), the office is lent to a run for a moment at a
//! time, and "all is sent" is said of a run alone that ended with a receipt for every feed.

mod enrolment;
mod ledger;
mod preview;
mod receipt;
mod stick;
mod unasked;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tilik_journal::{FeedId, Role};
use tilik_store::folder::RunLock;
use tilik_store::ledger::{KeptReceipt, Province, RunEnd, RunLine, Way};
use tilik_sync::http::{Address, Line, Watched, drive_watched};
use tilik_sync::message::REFUSALS;
use tilik_sync::run::Settings;
use tilik_sync::{Outcome, Progress, Run, SyncError, Transport};
use ts_rs::TS;

pub use self::enrolment::{
    EnrolledWith, Invitation, Invited, TypedCode, enrol_office, enrol_over, look_at_file,
};
pub use self::ledger::{Lender, OfficeLedger};
pub use self::preview::{ActCount, Sendable};
pub(crate) use self::stick::open_bundle;
pub use self::stick::{BundleCard, BundleMade, BundleTaken, Carrying};
use crate::{Failure, Office};

/// The program's version, as it is said to the province.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A clock that is further off than this is shown.
const CLOCK_OFF: i64 = 24 * 60 * 60 * 1_000;

/// What is to be sent.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct Sending {
    /// Scans and emblems too. They are large, and go after everything else.
    pub with_attachments: bool,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct SendingNow {
    /// Entries that the province confirmed.
    #[ts(type = "number")]
    pub entries_sent: u64,
    /// Entries that it still lacks, as far as is known.
    #[ts(type = "number")]
    pub entries_left: u64,
    /// Entries that came.
    #[ts(type = "number")]
    pub entries_received: u64,
    /// Attachments that it confirmed.
    #[ts(type = "number")]
    pub attachments_sent: u64,
    /// Bytes both ways.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Seconds that it waits before it tries again; none while it talks.
    #[ts(type = "number | null")]
    pub waits: Option<u64>,
}

impl SendingNow {
    fn of(watched: Watched) -> Self {
        let progress = watched.progress;
        Self {
            entries_sent: progress.entries_sent,
            entries_left: progress.entries_left,
            entries_received: progress.entries_received,
            attachments_sent: progress.attachments_sent,
            bytes: progress.bytes_sent + progress.bytes_received,
            waits: watched.waits.map(|left| left.as_secs() + 1),
        }
    }
}

/// A receipt of the province's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReceiptCard {
    /// The province's own count of receipts.
    #[ts(type = "number")]
    pub number: u64,
    /// By the province's clock.
    pub made_at: String,
}

impl From<KeptReceipt> for ReceiptCard {
    fn from(kept: KeptReceipt) -> Self {
        Self { number: kept.number, made_at: time_of(kept.made_at) }
    }
}

/// A run, as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RunRow {
    /// Later ones have higher ones.
    #[ts(type = "number")]
    pub id: i64,
    /// By the laptop's clock.
    pub began_at: String,
    /// None while it is under way, and when the program ended within it.
    pub ended_at: Option<String>,
    /// Whether it went by stick.
    pub is_by_stick: bool,
    /// Whether it was a file that was taken in.
    pub is_taken: bool,
    /// Entries that the province confirmed.
    #[ts(type = "number")]
    pub entries_sent: u64,
    /// Entries that came.
    #[ts(type = "number")]
    pub entries_received: u64,
    /// Attachments both ways.
    #[ts(type = "number")]
    pub attachments: u64,
    /// Bytes both ways.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Whether the province then held everything that this laptop did.
    pub is_complete: bool,
    /// The number of the receipt.
    #[ts(type = "number | null")]
    pub receipt: Option<u64>,
    /// Why it is not complete.
    pub code: Option<String>,
}

impl From<RunLine> for RunRow {
    fn from(line: RunLine) -> Self {
        let RunLine { id, began_at, ended_at, way, end } = line;
        Self {
            id,
            began_at: time_of(began_at),
            ended_at: ended_at.map(time_of),
            is_by_stick: way != Way::Line,
            is_taken: way == Way::StickTaken,
            entries_sent: end.entries_sent,
            entries_received: end.entries_received,
            attachments: end.attachments_sent + end.attachments_received,
            bytes: end.bytes_sent + end.bytes_received,
            is_complete: end.is_complete,
            receipt: end.receipt,
            code: end.code,
        }
    }
}

/// Everything that the screen shows of sending.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SendingState {
    /// The province; none before the office is enrolled.
    pub province: Option<EnrolledWith>,
    /// The enrolment file whose answer is waited for by stick.
    pub invited: Option<Invitation>,
    /// Whether the system has a way out. No packet was sent to find out.
    pub has_network: bool,
    /// Whether the user may send.
    pub may_send: bool,
    /// Whether the office has a laptop besides this one, to which a stick could go.
    pub has_other_laptops: bool,
    /// Whether the user may enrol the office.
    pub may_enrol: bool,
    /// Whether the user may let the program send by itself.
    pub may_allow: bool,
    /// Whether the program may send by itself.
    pub is_allowed: bool,
    /// Whether it shall do so now: it may, the system has a way out or the server is on this laptop, something is unsent, and the last try is long enough ago.
    pub is_due: bool,
    /// Whether the office is for practice: nothing is sent from there.
    pub is_practice: bool,
    /// What would be sent.
    pub sendable: Sendable,
    /// Whether the newest receipt covers every entry that is here.
    pub is_receipted: bool,
    /// Entries of the office that are kept and sent, and counted by nobody.
    #[ts(type = "number")]
    pub held: u64,
    /// Entries of the office that a newer program wrote and that this one does not understand, kept and sent as well.
    #[ts(type = "number")]
    pub not_understood: u64,
    /// Entries that wait for others which have not come.
    #[ts(type = "number")]
    pub parked: u64,
    /// About how many people, or things of the office, there are several versions.
    pub versions: usize,
    /// How many entries were joined without asking since the user looked last.
    pub merged: usize,
    /// Laptops that wrote on from two copies of one folder, by name; empty for the office's first one.
    pub copied: Vec<String>,
    /// The newest receipt.
    pub receipt: Option<ReceiptCard>,
    /// The newest run.
    pub last: Option<RunRow>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SendingReport {
    /// The run.
    pub run: RunRow,
    /// Whether the province holds everything that this laptop does.
    pub is_all_sent: bool,
    /// The receipt for the office's feed.
    pub receipt: Option<ReceiptCard>,
    /// Attachments that are still to be sent.
    pub attachments_left: usize,
    /// The province's clock, where it is more than a day off the laptop's.
    pub clock_there: Option<String>,
}

/// A run that was begun: nobody else begins one as long as this lives.
pub struct Begun {
    id: i64,
    province: Province,
    _lock: RunLock,
}

impl Office {
    /// Everything that the screen shows of sending. Asks nobody.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn look_at_sending(&self) -> Result<SendingState, Failure> {
        let ledger = self.store().ledger()?;
        let is_practice = self.is_practice()?;
        let may_send = self.need_role(&SENDERS).is_ok() && !is_practice;
        let runs = ledger.list_runs()?;
        let merged = self.list_merged()?;
        let sendable = self.preview_sending(&runs)?;
        let (is_allowed, has_network) = (ledger.is_sending_allowed()?, self.host().has_network());
        let now = self.host().now().timestamp_millis();
        let province = ledger.find_province()?;
        let is_reached =
            has_network || province.as_ref().is_some_and(|province| is_of_this_machine(&province.address));
        let is_due = is_allowed
            && may_send
            && is_reached
            && sendable.entries > 0
            && unasked::is_long_enough_ago(now, &runs);
        Ok(SendingState {
            province: province.map(EnrolledWith::of),
            invited: self
                .find_invitation()?
                .map(|file| Invitation { office: file.office, address: file.address }),
            has_network,
            may_send,
            has_other_laptops: self.list_devices()?.len() > 1,
            may_enrol: self.need_role(&[Role::Kepala, Role::Operator]).is_ok() && !is_practice,
            may_allow: self.need_role(&[Role::Kepala]).is_ok() && !is_practice,
            is_allowed,
            is_due,
            is_practice,
            sendable,
            is_receipted: self.is_receipted()?,
            held: ledger.count_held_of_office()?,
            not_understood: ledger.count_not_understood()?,
            parked: ledger.count_parked()?,
            versions: self.count_versions()?,
            merged: merged.count,
            copied: merged.copied,
            receipt: ledger.find_receipt(ledger.feed()?)?.map(ReceiptCard::from),
            last: runs.into_iter().next().map(RunRow::from),
        })
    }

    /// The newest runs, the newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_runs(&self) -> Result<Vec<RunRow>, Failure> {
        Ok(self.store().ledger()?.list_runs()?.into_iter().map(RunRow::from).collect())
    }

    /// Lets the program send by itself, or no more.
    ///
    /// # Errors
    /// `user.not_permitted`, `sending.not_enrolled`.
    pub fn allow_sending(&mut self, is_allowed: bool) -> Result<(), Failure> {
        self.need_role(&[Role::Kepala])?;
        self.get_province()?;
        Ok(self.store_mut().exchange()?.allow_sending(is_allowed)?)
    }

    fn get_province(&self) -> Result<Province, Failure> {
        self.store().ledger()?.find_province()?.ok_or_else(|| Failure::new("sending.not_enrolled"))
    }

    /// Begins a run.
    ///
    /// # Errors
    /// `user.not_permitted`, `sending.practice`, `sending.not_enrolled`, `store.run_under_way`.
    pub fn begin_sending(&mut self) -> Result<Begun, Failure> {
        self.need_role(&SENDERS)?;
        if self.is_practice()? {
            return Err(Failure::new("sending.practice"));
        }
        let province = self.get_province()?;
        let lock = self.store().begin_run()?;
        let now = self.host().now().timestamp_millis();
        let id = self.store_mut().exchange()?.begin_run(Way::Line, now)?;
        Ok(Begun { id, province, _lock: lock })
    }

    fn end_sending(&mut self, begun: &Begun, end: &RunEnd) -> Result<RunRow, Failure> {
        let now = self.host().now().timestamp_millis();
        self.store_mut().exchange()?.note_run(begun.id, end, Some(now))?;
        let runs = self.store().ledger()?.list_runs()?;
        let own = runs.into_iter().find(|run| run.id == begun.id);
        own.map(RunRow::from).ok_or_else(|| Failure::new("office.session_ended"))
    }
}

/// Whoever writes may send what is written.
const SENDERS: [Role; 3] = [Role::Kepala, Role::Penilai, Role::Operator];

/// Sends over HTTP, and takes in what the province has. Who looks on is told a few times a second and may stop it.
///
/// # Errors
/// Those of [`Office::begin_sending`], and the reason for which the run ended: what was confirmed until then stays confirmed.
pub fn send(
    lender: &impl Lender,
    what: Sending,
    look_on: impl FnMut(SendingNow) -> ControlFlow<()>,
) -> Result<SendingReport, Failure> {
    let begun = lender.lend(Office::begin_sending)?;
    let line = Address::parse(&begun.province.address)
        .and_then(|address| Line::to(address, begun.province.certificate.as_deref(), VERSION));
    match line {
        Ok(line) => send_over(lender, &begun, what, &line, look_on),
        Err(error) => fail(lender, &begun, RunEnd::default(), error),
    }
}

/// The same over any line.
///
/// # Errors
/// Those of [`send`].
pub fn send_over(
    lender: &impl Lender,
    begun: &Begun,
    what: Sending,
    line: &impl Transport,
    mut look_on: impl FnMut(SendingNow) -> ControlFlow<()>,
) -> Result<SendingReport, Failure> {
    let mut ledger = OfficeLedger::begin(lender)?;
    let own = ledger.feed();
    let host = lender.lend(|office| Ok(Arc::clone(office.host())))?;
    let settings = Settings {
        province_key: begun.province.key,
        version: VERSION.to_owned(),
        data_budget: if what.with_attachments { u64::MAX } else { 0 },
    };
    let chance = move || {
        let mut bytes = [0; 32];
        host.fill_random(&mut bytes);
        bytes
    };
    let mut run = Run::begin(&mut ledger, settings, chance);
    let mut noted = Noted { progress: Progress::default(), at: Instant::now() };
    let ended = block_on(drive_watched(&mut run, line, |watched| {
        note_progress(lender, begun, &mut noted, watched.progress);
        look_on(SendingNow::of(watched)).is_continue()
    }));
    let mut end = count(run.progress());
    drop(run);
    match ended {
        Ok(outcome) => {
            note_outcome(&mut end, &outcome, own);
            report(lender, begun, &end, &outcome, own)
        }
        Err(error) => fail(lender, begun, end, error),
    }
}

/// How far a run was when that was noted last.
struct Noted {
    progress: Progress,
    at: Instant,
}

/// A note waits for the disk, as long as a small message takes.
const NOTED_EVERY: Duration = Duration::from_secs(1);

/// What was confirmed is noted as it comes: of a run that is killed one sees how far it got.
fn note_progress(lender: &impl Lender, begun: &Begun, noted: &mut Noted, now: Progress) {
    let confirmed =
        |progress: &Progress| (progress.entries_sent, progress.entries_received, progress.attachments_sent);
    if confirmed(&noted.progress) == confirmed(&now) || noted.at.elapsed() < NOTED_EVERY {
        return;
    }
    *noted = Noted { progress: now, at: Instant::now() };
    // When it cannot be written, the run itself finds that out.
    let _ = lender.lend(|office| Ok(office.store_mut().exchange()?.note_run(begun.id, &count(now), None)?));
}

fn count(progress: Progress) -> RunEnd {
    RunEnd {
        entries_sent: progress.entries_sent,
        entries_received: progress.entries_received,
        attachments_sent: progress.attachments_sent,
        attachments_received: progress.attachments_received,
        bytes_sent: progress.bytes_sent,
        bytes_received: progress.bytes_received,
        ..RunEnd::default()
    }
}

fn note_outcome(end: &mut RunEnd, outcome: &Outcome, own: FeedId) {
    end.is_complete = outcome.is_all_sent();
    let of_own = outcome.feeds.iter().find(|(feed, _)| *feed == own);
    end.receipt = of_own.and_then(|(_, receipt)| receipt.as_ref().ok()).map(|receipt| receipt.number);
    let refused = outcome.feeds.iter().find_map(|(_, receipt)| receipt.as_ref().err()).cloned();
    let left = (outcome.attachments_left > 0).then(|| Failure::new("sending.attachments_left").code);
    end.code = refused.or_else(|| outcome.attachments_refused.clone()).or(left);
}

fn report(
    lender: &impl Lender,
    begun: &Begun,
    end: &RunEnd,
    outcome: &Outcome,
    own: FeedId,
) -> Result<SendingReport, Failure> {
    lender.lend(|office| {
        let run = office.end_sending(begun, end)?;
        let receipt = match end.receipt {
            Some(_) => office.store().ledger()?.find_receipt(own)?.map(ReceiptCard::from),
            None => None,
        };
        let here = office.host().now().timestamp_millis();
        let is_off = here.abs_diff(outcome.server_time) > CLOCK_OFF.unsigned_abs();
        Ok(SendingReport {
            run,
            is_all_sent: end.is_complete,
            receipt,
            attachments_left: outcome.attachments_left,
            clock_there: is_off.then(|| time_of(outcome.server_time)),
        })
    })
}

fn fail(
    lender: &impl Lender,
    begun: &Begun,
    mut end: RunEnd,
    error: SyncError,
) -> Result<SendingReport, Failure> {
    let failure = Failure::from(error);
    end.code = Some(failure.code.clone());
    // Where the office was closed meanwhile, nobody can note it: the run stays one that was interrupted.
    let _ = lender.lend(|office| office.end_sending(begun, &end));
    Err(failure.with("entries_sent", end.entries_sent).with("entries_received", end.entries_received))
}

/// Lets a thread that has nothing else to do wait for a line.
#[expect(clippy::expect_used, reason = "a thread that gets no timer from the system can do nothing at all")]
fn block_on<T>(future: impl Future<Output = T>) -> T {
    // The line has a thread of its own: while the province works, the run does too.
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("the system gives timers")
        .block_on(future)
}

pub(crate) fn time_of(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms).unwrap_or_default().to_rfc3339()
}

impl From<SyncError> for Failure {
    #[expect(clippy::wildcard_enum_match_arm, reason = "only a few of them carry facts for a person")]
    fn from(error: SyncError) -> Self {
        let failure = Self::of(error.code(), &error);
        match error {
            SyncError::Ledger(source) => match source.downcast::<Self>() {
                Ok(own) => *own,
                Err(source) => Self { trace: vec![source.to_string()], ..failure },
            },
            SyncError::Refused(code) if !REFUSALS.contains(&code.as_str()) => {
                Self { trace: failure.trace, ..Self::new("sync.refused") }.with("reason", code)
            }
            SyncError::CodeIncomplete { found } => failure.with("found", found as u64),
            SyncError::CodeMistyped { group } => failure.with("group", group as u64),
            SyncError::AddressUnusable(address) => failure.with("address", address),
            SyncError::LineTooNarrow { size } => failure.with("size", size as u64),
            SyncError::ServerFailed(status) => failure.with("status", status),
            _ => failure,
        }
    }
}

fn is_of_this_machine(address: &str) -> bool {
    Address::parse(address).is_ok_and(|address| address.is_of_this_machine())
}

#[cfg(test)]
mod tests {
    use tilik_journal::FeedId;
    use tilik_store::ledger::RunEnd;
    use tilik_sync::{Outcome, Progress};

    use super::note_outcome;

    #[test]
    fn what_is_left_is_remembered_with_the_reason_for_it() {
        let end_of = |attachments_left, refused: Option<&str>| {
            let attachments_refused = refused.map(str::to_owned);
            let progress = Progress::default();
            let outcome = Outcome {
                feeds: Vec::new(),
                attachments_left,
                attachments_refused,
                server_time: 0,
                progress,
            };
            let mut end = RunEnd::default();
            note_outcome(&mut end, &outcome, FeedId([1; 16]));
            (end.is_complete, end.code)
        };
        let too_large = "sync.attachment_too_large";
        assert_eq!(end_of(0, None), (true, None));
        assert_eq!(end_of(2, None), (false, Some("sending.attachments_left".to_owned())));
        assert_eq!(end_of(2, Some(too_large)), (false, Some(too_large.to_owned())));
    }
}

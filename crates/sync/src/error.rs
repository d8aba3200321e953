//! What can go wrong between two sides. A code exists where a person is told something else because of it.

use tilik_journal::JournalError;

/// Why a run, or a word of it, failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The message is not what the protocol asks for.
    #[error("the message is malformed: {0}")]
    Malformed(String),
    /// The message is larger than agreed, or opens to more.
    #[error("the message has more than {allowed} bytes")]
    TooLarge {
        /// Bytes allowed.
        allowed: usize,
    },
    /// One entry or piece is larger than whatever stands on the way lets pass.
    #[error("the line takes no message of {size} bytes")]
    LineTooNarrow {
        /// Bytes of the smallest message that was tried, before packing.
        size: usize,
    },
    /// Something answered that is no server of ours: a login page, a proxy.
    #[error("the answer is not of the province's server")]
    NotOurs,
    /// Whoever answers shows no certificate that is believed: a login page, or the laptop's clock is far off.
    #[error("the server's certificate is not believed")]
    NotTrusted,
    /// The address cannot be that of a server.
    #[error("no server can be at this address: {0}")]
    AddressUnusable(String),
    /// Whoever looked on stopped the run.
    #[error("the run was stopped")]
    Stopped,
    /// The file is no bundle.
    #[error("the file is no bundle")]
    NotABundle,
    /// The bundle is sealed to others.
    #[error("the bundle is not for this device")]
    BundleNotForUs,
    /// The bundle is cut or changed.
    #[error("the bundle is damaged: {0}")]
    BundleDamaged(String),
    /// The bundle was not made by whom it names.
    #[error("the bundle was not made by whom it names")]
    BundleForged,
    /// The file is no request of a laptop that wants to be let in.
    #[error("the file is no request of a laptop")]
    NotARequest,
    /// The request is cut or changed.
    #[error("the request of a laptop is damaged")]
    RequestDamaged,
    /// The file holds no evaluations that another office forwarded.
    #[error("the file holds no forwarded evaluations")]
    NotForwarded,
    /// The code does not open the file.
    #[error("the code does not open the forwarded evaluations")]
    ForwardedWrongCode,
    /// The file is cut or changed.
    #[error("the forwarded evaluations are damaged: {0}")]
    ForwardedDamaged(String),
    /// An evaluation was not closed by a device of the office that is named.
    #[error("the forwarded evaluations are not of the office that is named")]
    ForwardedForged,
    /// It speaks as ours does and does not hold the province's key.
    #[error("the server is not the province's")]
    NotTheProvince,
    /// This program is older than the server allows.
    #[error("the server asks for a newer program")]
    AppTooOld,
    /// The server knows no protocol as new as ours.
    #[error("the server is older than this program")]
    ServerTooOld,
    /// The server does not know this device, and nothing here shows it to be of the office.
    #[error("the server does not know this device")]
    DeviceUnknown,
    /// The server ends session after session.
    #[error("the server keeps no session open")]
    SessionOver,
    /// No way to the server.
    #[error("there is no connection to the server")]
    NoRoute,
    /// The line broke within a question or an answer.
    #[error("the line broke")]
    Cut,
    /// The line moved nothing for too long.
    #[error("the line stands still")]
    Stalled,
    /// The server has too much to do, or something before it has.
    #[error("the server is busy")]
    Busy,
    /// The server failed.
    #[error("the server failed with status {0}")]
    ServerFailed(u16),
    /// The server refused, with its own code.
    #[error("the server refused: {0}")]
    Refused(String),
    /// The server lacks what an entry follows.
    #[error("the server lacks what the entries follow")]
    Gap,
    /// The server says that it took what it then still lacks.
    #[error("the server does not keep what it is sent")]
    NotTaken,
    /// Both sides gave all they have and still do not agree.
    #[error("both sides do not agree yet")]
    Unsettled,
    /// A receipt that the province did not sign, or about something else.
    #[error("the receipt is not the province's")]
    WrongReceipt,
    /// Too few or too many letters for a code.
    #[error("the code has {found} letters")]
    CodeIncomplete {
        /// Letters found.
        found: usize,
    },
    /// A group of a code is not as it was printed.
    #[error("group {group} of the code is mistyped")]
    CodeMistyped {
        /// Counted from 1.
        group: usize,
    },
    /// The laptop's own journal failed.
    #[error("the journal failed: {0}")]
    Ledger(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl SyncError {
    /// The stable code, `sync.reason`; the server's own where it refused.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Malformed(_) => "sync.malformed",
            Self::TooLarge { .. } => "sync.too_large",
            Self::LineTooNarrow { .. } => "sync.line_too_narrow",
            Self::NotOurs => "sync.not_ours",
            Self::NotTrusted => "sync.not_trusted",
            Self::AddressUnusable(_) => "sync.address_unusable",
            Self::Stopped => "sync.stopped",
            Self::NotABundle => "sync.not_a_bundle",
            Self::BundleNotForUs => "sync.bundle_not_for_us",
            Self::BundleDamaged(_) => "sync.bundle_damaged",
            Self::BundleForged => "sync.bundle_forged",
            Self::NotARequest => "sync.not_a_request",
            Self::RequestDamaged => "sync.request_damaged",
            Self::NotForwarded => "sync.not_forwarded",
            Self::ForwardedWrongCode => "sync.forwarded_wrong_code",
            Self::ForwardedDamaged(_) => "sync.forwarded_damaged",
            Self::ForwardedForged => "sync.forwarded_forged",
            Self::NotTheProvince => "sync.not_the_province",
            Self::AppTooOld => "sync.app_too_old",
            Self::ServerTooOld => "sync.server_too_old",
            Self::DeviceUnknown => "sync.device_unknown",
            Self::SessionOver => "sync.session_over",
            Self::NoRoute => "sync.no_route",
            Self::Cut => "sync.cut",
            Self::Stalled => "sync.stalled",
            Self::Busy => "sync.busy",
            Self::ServerFailed(_) => "sync.server_failed",
            Self::Refused(code) => code,
            Self::Gap => "sync.gap",
            Self::NotTaken => "sync.not_taken",
            Self::Unsettled => "sync.unsettled",
            Self::WrongReceipt => "sync.wrong_receipt",
            Self::CodeIncomplete { .. } => "sync.code_incomplete",
            Self::CodeMistyped { .. } => "sync.code_mistyped",
            Self::Ledger(_) => "sync.ledger",
        }
    }

    /// What the server refused, told apart where this program has a word of its own for it.
    pub(crate) fn of_refusal(code: String) -> Self {
        match code.as_str() {
            "sync.app_too_old" => Self::AppTooOld,
            _ => Self::Refused(code),
        }
    }

    pub(crate) fn of_ledger(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Ledger(Box::new(error))
    }
}

impl From<JournalError> for SyncError {
    fn from(error: JournalError) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl From<minicbor::decode::Error> for SyncError {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

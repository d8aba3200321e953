//! What a server says no with, and what may fail in it.
//!
//! A refusal is a word of the protocol (`docs/protocol.md`, *What an answer is*); a fault is ours, is logged, and tells nobody outside more than that it happened.

use std::io::{self, ErrorKind};

use tilik_journal::JournalError;

/// A no that the other side can do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The session, or the nonce that it is asked with, is over.
    SessionOver,
    /// The message is not what the protocol asks for.
    Malformed,
    /// The body has more bytes than `hello` named.
    TooLarge,
    /// Nothing is asked here.
    NoSuchPath,
    /// The device is of no office.
    DeviceUnknown,
    /// The device was of an office.
    DeviceRevoked,
    /// The device's key did not sign this.
    WrongSignature,
    /// The program is older than this server allows.
    AppTooOld,
    /// The feed is not of the office, or an entry names another.
    ForeignFeed,
    /// An entry is not authentic.
    NotAuthentic,
    /// The feed has as many lines as are taken of one.
    TooManyLines,
    /// What an entry follows is neither here nor before it in the push.
    Gap,
    /// No attachment may be so large here.
    AttachmentTooLarge,
    /// The office has too many attachments on their way.
    TooManyAttachments,
    /// The disk of the attachments has no room.
    NoRoom,
    /// No such code, or whoever asks does not know it.
    CodeUnknown,
    /// The code is older than it may be.
    CodeExpired,
    /// The code was used by another device.
    CodeUsed,
    /// The feed is of another office.
    FeedTaken,
    /// Nobody said how laptops reach the server.
    NoAddress,
    /// The file is no bundle.
    NotABundle,
    /// The bundle is sealed to others.
    BundleNotForUs,
    /// The bundle is cut or changed.
    BundleDamaged,
    /// The bundle was not made by whom it names.
    BundleForged,
    /// The bundle is of a feed that is no office's.
    NotAttached,
    /// The bundle has more bytes than may be brought.
    BundleTooLarge,
    /// A form that this session was not given, or a role that may not.
    NotAllowed,
    /// An account, open or closed, has this login.
    LoginTaken,
    /// Nobody would be left who keeps offices and accounts.
    LastKeeper,
    /// What is shown does not show that the device is of the feed.
    NotShown,
}

impl Refusal {
    /// Each of them.
    #[cfg(test)]
    pub const ALL: [Self; 30] = [
        Self::SessionOver,
        Self::Malformed,
        Self::TooLarge,
        Self::NoSuchPath,
        Self::DeviceUnknown,
        Self::DeviceRevoked,
        Self::WrongSignature,
        Self::AppTooOld,
        Self::ForeignFeed,
        Self::NotAuthentic,
        Self::TooManyLines,
        Self::Gap,
        Self::AttachmentTooLarge,
        Self::TooManyAttachments,
        Self::NoRoom,
        Self::CodeUnknown,
        Self::CodeExpired,
        Self::CodeUsed,
        Self::FeedTaken,
        Self::NotAllowed,
        Self::LoginTaken,
        Self::LastKeeper,
        Self::NoAddress,
        Self::NotShown,
        Self::NotABundle,
        Self::BundleNotForUs,
        Self::BundleDamaged,
        Self::BundleForged,
        Self::NotAttached,
        Self::BundleTooLarge,
    ];

    /// Its status in HTTP.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::SessionOver => 401,
            Self::DeviceUnknown
            | Self::DeviceRevoked
            | Self::WrongSignature
            | Self::AppTooOld
            | Self::ForeignFeed
            | Self::CodeUnknown
            | Self::NotAllowed
            | Self::NoAddress
            | Self::BundleNotForUs
            | Self::NotAttached
            | Self::NotShown => 403,
            Self::NoSuchPath => 404,
            Self::Gap | Self::CodeUsed | Self::FeedTaken | Self::LoginTaken | Self::LastKeeper => 409,
            Self::CodeExpired => 410,
            Self::TooLarge | Self::BundleTooLarge => 413,
            Self::NotAuthentic
            | Self::TooManyLines
            | Self::AttachmentTooLarge
            | Self::TooManyAttachments
            | Self::NotABundle
            | Self::BundleDamaged
            | Self::BundleForged => 422,
            Self::NoRoom => 507,
        }
    }

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SessionOver => "sync.session_over",
            Self::Malformed => "sync.malformed",
            Self::TooLarge => "sync.too_large",
            Self::NoSuchPath => "sync.no_such_path",
            Self::DeviceUnknown => "sync.device_unknown",
            Self::DeviceRevoked => "sync.device_revoked",
            Self::WrongSignature => "sync.wrong_signature",
            Self::AppTooOld => "sync.app_too_old",
            Self::ForeignFeed => "sync.foreign_feed",
            Self::NotAuthentic => "sync.not_authentic",
            Self::TooManyLines => "sync.too_many_lines",
            Self::Gap => "sync.gap",
            Self::AttachmentTooLarge => "sync.attachment_too_large",
            Self::TooManyAttachments => "sync.too_many_attachments",
            Self::NoRoom => "sync.server_full",
            Self::CodeUnknown => "enrol.code_unknown",
            Self::CodeExpired => "enrol.expired",
            Self::CodeUsed => "enrol.used",
            Self::FeedTaken => "enrol.feed_taken",
            Self::NoAddress => "page.no_address",
            Self::NotAllowed => "page.not_allowed",
            Self::LoginTaken => "page.login_taken",
            Self::LastKeeper => "page.last_keeper",
            Self::NotShown => "enrol.not_shown",
            Self::NotABundle => "sync.not_a_bundle",
            Self::BundleNotForUs => "sync.bundle_not_for_us",
            Self::BundleDamaged => "sync.bundle_damaged",
            Self::BundleForged => "sync.bundle_forged",
            Self::NotAttached => "sync.not_attached",
            Self::BundleTooLarge => "page.bundle_too_large",
        }
    }
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProvinceError {
    /// The other side is told no.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// PostgreSQL failed or is not there.
    #[error("the database: {0}")]
    Database(#[from] sqlx_core::error::Error),
    /// The tables are not those of this release.
    #[error("the tables: {0}")]
    Migration(#[from] sqlx_core::migrate::MigrateError),
    /// The object store failed.
    #[error("the attachments: {0}")]
    Storage(object_store::Error),
    /// A row does not hold what this release writes.
    #[error("a row does not read: {0}")]
    Row(#[from] JournalError),
    /// A message could not be written or packed.
    #[error("a message: {0}")]
    Message(#[from] tilik_sync::SyncError),
    /// The configuration is not one.
    #[error("{0}")]
    Configuration(String),
    /// The database is of a province with another key.
    #[error("the database belongs to another key of the province")]
    OtherKey,
    /// Too many passwords wait to be checked.
    #[error("too many passwords wait to be checked")]
    Busy,
    /// The system gave no chance, or a thread died.
    #[error("the system: {0}")]
    System(String),
}

impl ProvinceError {
    /// Whether it passes by itself: the database is being restarted, its disk is being cleared.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Database(error) => database_may_recover(error),
            Self::Refused(_)
            | Self::Migration(_)
            | Self::Storage(_)
            | Self::Row(_)
            | Self::Message(_)
            | Self::Configuration(_)
            | Self::OtherKey
            | Self::Busy
            | Self::System(_) => false,
        }
    }
}

/// Connections that broke, PostgreSQL's classes 08, 40, 53 and 57: connection, transaction rolled back, no room, operator's intervention.
fn database_may_recover(error: &sqlx_core::error::Error) -> bool {
    use sqlx_core::error::Error;
    if let Error::Database(error) = error {
        let is_of = |code: &str| ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class));
        return error.code().is_some_and(|code| is_of(&code));
    }
    matches!(error, Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed)
}

impl From<object_store::Error> for ProvinceError {
    /// A disk without room is told to the other side, and logged here once: its keeper has to make some.
    fn from(error: object_store::Error) -> Self {
        if !is_without_room(&error) {
            return Self::Storage(error);
        }
        tracing::error!(%error, "the disk of the attachments has no room");
        Refusal::NoRoom.into()
    }
}

/// Whether a disk said that it is full, however deep that stands.
fn is_without_room(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut deeper = Some(error);
    while let Some(error) = deeper {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return true;
        }
        deeper = error.source();
    }
    false
}

impl From<Refusal> for ProvinceError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn all_of_them_are_each_of_them_once() {
        let source = include_str!("error.rs");
        let body = source.split_once("pub enum Refusal {").unwrap().1.split_once("\n}").unwrap().0;
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("///"));
        let mut named: Vec<String> = lines.map(|line| line.trim_end_matches(',').to_owned()).collect();
        let mut all: Vec<String> = Refusal::ALL.iter().map(|refusal| format!("{refusal:?}")).collect();
        named.sort_unstable();
        all.sort_unstable();
        assert_eq!(all, named);
    }

    #[test]
    fn no_refusal_has_a_status_that_means_try_again() {
        for refusal in Refusal::ALL {
            assert!(![200, 429, 500, 502, 503, 504].contains(&refusal.status()), "{refusal:?}");
            assert_eq!(refusal.status() == 401, refusal == Refusal::SessionOver);
        }
    }
}

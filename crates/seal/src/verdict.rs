//! What this laptop can say of a sheet: a pure function of the text in its QR, the register of keys, what this laptop knows of that sheet, and what
//! the person reads on the paper.
//!
//! The seal protects what is in it, not the paper around it: a QR that was cut out of one sheet and glued onto another is genuine in itself. So the
//! verdict compares with the paper what it is told of the paper ([`Stated`]), and a screen shows the claim beside it otherwise.

use crate::claim::Claim;
use crate::error::SealError;
use crate::key::KeyId;
use crate::register::{KeyRecord, OfficeId, Register};
use crate::seal::Seal;
use crate::sheet::{ContentHash, Nip, Period, Predicate, SheetKind};

/// What this laptop knows of one revision of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// As in [`Claim::revision`].
    pub revision: u8,
    /// As printed.
    pub predicate: Option<Predicate>,
    /// Of what was kept.
    pub content: ContentHash,
}

/// What this laptop knows of the sheet that a claim names: whose, period, segment and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the person is another office's, or the sheet was made on a laptop from which nothing has come yet.
    Nothing,
    /// A form without closing, as it would be printed now.
    Living(Version),
    /// Closed: the revision in force.
    InForce(Version),
    /// Not closed, or opened again; the revisions that were in force before.
    Open(Vec<Version>),
    /// Closed twice apart and not decided.
    Disputed(Vec<Version>),
}

/// What the person reads on the paper, as far as asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stated {
    /// Whose.
    pub nip: Option<Nip>,
    /// Of which period.
    pub period: Option<Period>,
    /// Which form.
    pub sheet: Option<SheetKind>,
    /// With which predicate.
    pub predicate: Option<Predicate>,
}

/// A field of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Whose.
    Nip,
    /// Of which period.
    Period,
    /// Which form.
    Sheet,
    /// The predicate.
    Predicate,
    /// The number of the revision.
    Revision,
    /// What else is printed: the hash cannot say where it differs.
    Content,
    /// The office whose laptop signed is not the one whose sheet it is.
    Office,
}

impl Field {
    /// The stable code of a text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nip => "nip",
            Self::Period => "period",
            Self::Sheet => "sheet",
            Self::Predicate => "predicate",
            Self::Revision => "revision",
            Self::Content => "content",
            Self::Office => "office",
        }
    }
}

/// With what a genuine claim was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// With this laptop's own record of the sheet: all of it is as it was closed.
    WithRecord,
    /// With nothing: the signature holds, and a person compares NIP, period and predicate on the paper with the claim on the screen.
    SignatureOnly,
}

/// Why a genuine sheet is worth nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalidity {
    /// A later revision is in force.
    Superseded {
        /// Its number.
        by: u8,
    },
    /// What it was printed from has changed since.
    ContentChanged,
    /// It was opened again and is not closed.
    Reopened,
    /// The office has withdrawn the device's key: whoever has it may print anything.
    KeyRevoked {
        /// Milliseconds since 1970 UTC.
        at: i64,
    },
}

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// No claim, or a damaged one, or one of a later release.
    Unreadable(SealError),
    /// A claim by a key that no list names. Its contents prove nothing.
    KeyUnknown(KeyId),
    /// A claim in the name of a known key that this key never signed: changed, or forged.
    NotSigned(KeyId),
}

/// What this laptop says of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// ASLI.
    Genuine {
        /// What the sheet says.
        claim: Claim,
        /// Whose device signed it.
        signer: KeyRecord,
        /// How much that means.
        compared: Compared,
    },
    /// BERBEDA: signed by a known device, and not what the paper or this laptop says.
    Differs {
        /// What the seal says.
        claim: Claim,
        /// Whose device signed it.
        signer: KeyRecord,
        /// Where; never empty.
        fields: Vec<Field>,
        /// What this laptop has instead, if it is that which differs.
        here: Option<Version>,
    },
    /// TIDAK BERLAKU.
    NotValid {
        /// What the sheet says.
        claim: Claim,
        /// Whose device signed it.
        signer: KeyRecord,
        /// Why.
        reason: Invalidity,
    },
    /// ADA DUA VERSI: closed twice apart; a person decides which one holds.
    TwoVersions {
        /// What the sheet says: one of them.
        claim: Claim,
        /// Whose device signed it.
        signer: KeyRecord,
        /// All of them.
        versions: Vec<Version>,
    },
    /// TIDAK DIKENAL.
    Unknown(Unknown),
}

impl Verdict {
    /// The stable code of a text.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Genuine { .. } => "genuine",
            Self::Differs { .. } => "differs",
            Self::NotValid { .. } => "not_valid",
            Self::TwoVersions { .. } => "two_versions",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// Judges a sheet. `text` is what the QR holds, `own` this laptop's office, and `find` is asked what this laptop knows of the claimed sheet once its
/// signature is known to hold.
pub fn judge(
    text: &str,
    register: &Register,
    own: OfficeId,
    stated: &Stated,
    find: impl FnOnce(&Claim) -> Known,
) -> Verdict {
    let seal = match Seal::parse(text) {
        Ok(seal) => seal,
        Err(error) => return Verdict::Unknown(Unknown::Unreadable(error)),
    };
    let claim = *seal.claim();
    let mut named = register.list_named(claim.key).peekable();
    if named.peek().is_none() {
        return Verdict::Unknown(Unknown::KeyUnknown(claim.key));
    }
    let Some(signer) = named.find(|record| seal.is_signed_by(&record.key)).cloned() else {
        return Verdict::Unknown(Unknown::NotSigned(claim.key));
    };
    let fields = list_misstated(&claim, stated);
    if !fields.is_empty() {
        return Verdict::Differs { claim, signer, fields, here: None };
    }
    compare(claim, signer, own, find(&claim))
}

fn compare(claim: Claim, signer: KeyRecord, own: OfficeId, known: Known) -> Verdict {
    if let Some(at) = signer.revoked_at {
        return Verdict::NotValid { claim, signer, reason: Invalidity::KeyRevoked { at } };
    }
    let differs = |signer, fields, here| Verdict::Differs { claim, signer, fields, here };
    match known {
        Known::Nothing => Verdict::Genuine { claim, signer, compared: Compared::SignatureOnly },
        Known::Living(here) => {
            let fields = list_differences(&claim, &signer, own, &here);
            match fields.as_slice() {
                [] => Verdict::Genuine { claim, signer, compared: Compared::WithRecord },
                _ if signer.office != own => differs(signer, fields, Some(here)),
                _ => Verdict::NotValid { claim, signer, reason: Invalidity::ContentChanged },
            }
        }
        Known::InForce(here) => {
            let fields = list_differences(&claim, &signer, own, &here);
            if fields.is_empty() {
                Verdict::Genuine { claim, signer, compared: Compared::WithRecord }
            } else if claim.revision < here.revision && signer.office == own {
                let reason = Invalidity::Superseded { by: here.revision };
                Verdict::NotValid { claim, signer, reason }
            } else {
                differs(signer, fields, Some(here))
            }
        }
        Known::Open(before) => {
            let newest = before.iter().max_by_key(|version| version.revision).copied();
            match newest {
                None if signer.office != own => differs(signer, vec![Field::Office], None),
                // Nothing was ever closed here: another laptop of the office may have done so.
                None => Verdict::Genuine { claim, signer, compared: Compared::SignatureOnly },
                Some(here) if claim.revision > here.revision || signer.office != own => {
                    let fields = list_differences(&claim, &signer, own, &here);
                    differs(signer, fields, Some(here))
                }
                Some(_) => Verdict::NotValid { claim, signer, reason: Invalidity::Reopened },
            }
        }
        Known::Disputed(versions) => judge_disputed(claim, signer, own, versions),
    }
}

fn judge_disputed(claim: Claim, signer: KeyRecord, own: OfficeId, versions: Vec<Version>) -> Verdict {
    if versions.iter().any(|version| list_differences(&claim, &signer, own, version).is_empty()) {
        return Verdict::TwoVersions { claim, signer, versions };
    }
    let newest = versions.iter().max_by_key(|version| version.revision).copied();
    match newest {
        Some(here) if claim.revision < here.revision && signer.office == own => {
            Verdict::NotValid { claim, signer, reason: Invalidity::Superseded { by: here.revision } }
        }
        Some(here) => {
            let fields = list_differences(&claim, &signer, own, &here);
            Verdict::Differs { claim, signer, fields, here: Some(here) }
        }
        None => Verdict::TwoVersions { claim, signer, versions },
    }
}

fn list_misstated(claim: &Claim, stated: &Stated) -> Vec<Field> {
    let pairs = [
        (Field::Nip, stated.nip.is_none_or(|nip| nip == claim.nip)),
        (Field::Period, stated.period.is_none_or(|period| period == claim.period)),
        (Field::Sheet, stated.sheet.is_none_or(|sheet| sheet == claim.sheet)),
        (Field::Predicate, stated.predicate.is_none_or(|predicate| Some(predicate) == claim.predicate)),
    ];
    pairs.into_iter().filter(|(_, is_same)| !is_same).map(|(field, _)| field).collect()
}

fn list_differences(claim: &Claim, signer: &KeyRecord, own: OfficeId, here: &Version) -> Vec<Field> {
    let pairs = [
        (Field::Office, signer.office == own),
        (Field::Revision, claim.revision == here.revision),
        (Field::Predicate, claim.predicate == here.predicate),
        (Field::Content, claim.content == here.content),
    ];
    pairs.into_iter().filter(|(_, is_same)| !is_same).map(|(field, _)| field).collect()
}

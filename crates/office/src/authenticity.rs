//! *Periksa keaslian lembar*: what this laptop says of a sheet by the seal in its QR, without any connection; and whose keys it knows.
//!
//! Must not judge anything: the verdict is `tilik-seal`'s, a pure function; here is what it asks for, this office's keys and what this laptop knows of the
//! claimed sheet. Invariant: a list of another office's keys is taken in for the first time only after a person compared its fingerprint.

mod known;
mod verdict;

use serde::{Deserialize, Serialize};
use tilik_forms::Code;
use tilik_journal::catalogue::{device, office, revocation};
use tilik_journal::{FeedId, LogId, RecordId, Role, Value};
use tilik_seal::{
    Claim, Import, KeyList, KeyRecord, OfficeId, PublicKey, Register, Seal, SealError, SheetKind,
};
use ts_rs::TS;

use crate::record::text;
use crate::session::office_id;
use crate::sheet::{Print, SheetForm};
use crate::{Failure, Office};

pub use verdict::{ClaimCard, SheetVerdict, StatedOnPaper, VerdictKind};

/// Who gives this office's keys away and takes in those of others.
pub(crate) const KEY_KEEPERS: &[Role] = &[Role::Kepala, Role::Operator];

/// What taking in a list of keys would mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyImport {
    /// Nothing was known of this office: the fingerprint is compared first.
    First,
    /// The newer word of a known signer.
    Newer,
    /// Known already.
    Same,
    /// A newer one is known.
    Older,
    /// Another device spoke for this office so far: the fingerprint is compared first.
    OtherSigner,
    /// It names a key that is known as another office's.
    KeyOfAnother,
    /// It speaks for more than its own office.
    NotItsOwn,
}

/// A list of another office's keys, looked at.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KeyListCard {
    /// The office's name, as the list says it.
    pub office_name: String,
    /// Keys that stand.
    pub keys: usize,
    /// Keys that were withdrawn.
    pub revoked: usize,
    /// What two people compare on the telephone.
    pub fingerprint: String,
    /// When the list was made by its signer's clock, milliseconds since 1970 UTC.
    pub made_at: i64,
    /// What taking it in would mean, or meant.
    pub import: KeyImport,
}

/// A key of the register.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KnownKey {
    /// Whose, by name.
    pub office_name: String,
    /// Whether it is this office's.
    pub is_own: bool,
    /// The short name that stands in claims.
    pub key_id: String,
    /// Since when, milliseconds since 1970 UTC.
    pub valid_from: i64,
    /// Until when, if it was withdrawn.
    pub revoked_at: Option<i64>,
}

/// The keys that this laptop knows.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KnownKeys {
    /// This office's first.
    pub keys: Vec<KnownKey>,
    /// Lists of other offices that cannot be read any more: those offices give theirs once more.
    pub damaged: usize,
}

/// Arguments of taking in a list.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
pub struct KeyConsent {
    /// Whether a person compared the fingerprint with the other office.
    pub is_compared: bool,
}

/// The keys that this laptop knows, opened once for as many sheets as are looked at.
pub(crate) struct Examiner {
    register: Register,
    own: OfficeId,
    /// Lists that cannot be read any more: whose they are, nobody can say.
    damaged: usize,
}

impl From<Import> for KeyImport {
    fn from(import: Import) -> Self {
        match import {
            Import::First => Self::First,
            Import::Newer => Self::Newer,
            Import::Same => Self::Same,
            Import::Older => Self::Older,
            Import::OtherSigner => Self::OtherSigner,
            Import::KeyOfAnother => Self::KeyOfAnother,
            Import::NotItsOwn => Self::NotItsOwn,
        }
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        let failure = Self::of(error.code(), &error);
        match error {
            SealError::MalformedRegister { line, .. } => failure.with("line", line),
            SealError::RegisterTooLarge { found, allowed } => {
                failure.with("megabytes", found.div_ceil(1024 * 1024)).with("limit", allowed / 1024 / 1024)
            }
            SealError::NewerFormat { found, known } => failure.with("found", found).with("known", known),
            // The codes say it all; errors of later releases too.
            SealError::OutOfRange { .. }
            | SealError::NotOurs
            | SealError::Damaged(_)
            | SealError::KeyboardLayout
            | SealError::WrongKey
            | SealError::WrongRegisterSignature
            | _ => failure,
        }
    }
}

impl Office {
    fn own_office(&self) -> Result<OfficeId, Failure> {
        Ok(OfficeId(self.store().ledger()?.feed()?.0))
    }

    /// The keys of this office's own laptops, those that were withdrawn among them.
    fn list_own_keys(&self) -> Result<Vec<KeyRecord>, Failure> {
        let ledger = self.store().ledger()?;
        let (feed, office) = (ledger.feed()?, self.own_office()?);
        let own = self.office_record()?;
        let name = Some(text(&own, office::NAME)).filter(|name| !name.is_empty());
        let office_name = name.unwrap_or_else(|| "-".to_owned());
        let since = |kind, id| -> Result<i64, Failure> {
            Ok(ledger.list_history(kind, id)?.first().map_or(0, |entry| entry.made_at.max(0)))
        };
        let founder = ledger.lines().as_slice().iter().find(|line| FeedId::founded_by(line.log) == feed);
        let mut found: Vec<([u8; 32], i64)> = Vec::new();
        if let Some(line) = founder {
            found.push((line.key, since(office::KIND, office_id())?));
        }
        for document in self.list(device::KIND)? {
            let key = document.value(device::KEY).and_then(Value::as_bytes);
            if let Some(key) = key.and_then(|key| <[u8; 32]>::try_from(key).ok())
                && found.iter().all(|(known, _)| *known != key)
            {
                found.push((key, since(device::KIND, document.id)?));
            }
        }
        let revoked = self.list_revoked()?;
        let records = found.into_iter().filter_map(|(bytes, valid_from)| {
            let revoked_at = revoked.iter().find(|(key, _)| *key == bytes).map(|(_, at)| *at);
            let key = PublicKey::from_bytes(&bytes).ok()?;
            Some(KeyRecord { key, office, office_name: office_name.clone(), valid_from, revoked_at })
        });
        Ok(records.collect())
    }

    /// Keys that were withdrawn, or a log of which was.
    fn list_revoked(&self) -> Result<Vec<([u8; 32], i64)>, Failure> {
        let ledger = self.store().ledger()?;
        let mut revoked = Vec::new();
        for document in self.list(revocation::KIND)? {
            let bytes = |field| document.value(field).and_then(Value::as_bytes);
            let key = bytes(revocation::KEY).and_then(|key| key.try_into().ok()).or_else(|| {
                let log = LogId::try_from(bytes(revocation::LOG)?).ok()?;
                ledger.lines().find_key(log).copied()
            });
            if let Some(key) = key {
                let history = ledger.list_history(revocation::KIND, document.id)?;
                revoked.push((key, history.first().map_or(0, |entry| entry.made_at.max(0))));
            }
        }
        Ok(revoked)
    }

    /// Lists of other offices that were taken in, and how many of them cannot be read any more.
    fn read_key_lists(&self) -> Result<(Vec<KeyList>, usize), Failure> {
        let kept = self.store().list_key_lists()?;
        let lists: Vec<_> = kept.iter().filter_map(|bytes| KeyList::parse(bytes).ok()).collect();
        let damaged = kept.len() - lists.len();
        Ok((lists, damaged))
    }

    /// Everybody's keys that this laptop knows, its own office's among them.
    pub(crate) fn open_register(&self) -> Result<Examiner, Failure> {
        let (lists, damaged) = self.read_key_lists()?;
        let register = Register::of(lists).with_own(self.list_own_keys()?);
        Ok(Examiner { register, own: self.own_office()?, damaged })
    }

    fn write_key_list(&self, records: &[KeyRecord]) -> Result<Vec<u8>, Failure> {
        let ledger = self.store().ledger()?;
        let signer = PublicKey::from_bytes(&ledger.device_key())?;
        let made_at = self.host().now().timestamp_millis().max(0);
        Ok(KeyList::write(made_at, &signer, records, |bytes| ledger.sign_apart(bytes))?)
    }

    /// The keys that this laptop knows.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn list_known_keys(&self) -> Result<KnownKeys, Failure> {
        let ((lists, damaged), own) = (self.read_key_lists()?, self.list_own_keys()?);
        let register = Register::of(lists);
        let card = |record: &KeyRecord, is_own| KnownKey {
            office_name: record.office_name.clone(),
            is_own,
            key_id: record.key.id().to_hex(),
            valid_from: record.valid_from,
            revoked_at: record.revoked_at,
        };
        let mut keys: Vec<_> = own.iter().map(|record| card(record, true)).collect();
        keys.extend(register.list_keys().map(|record| card(record, false)));
        Ok(KnownKeys { keys, damaged })
    }

    /// This office's keys as a file for other offices, signed by this laptop; with what is compared on the telephone.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of the list.
    pub fn export_keys(&self) -> Result<(Vec<u8>, String), Failure> {
        self.need_role(KEY_KEEPERS)?;
        let bytes = self.write_key_list(&self.list_own_keys()?)?;
        let fingerprint = KeyList::parse(&bytes)?.fingerprint();
        Ok((bytes, fingerprint))
    }

    /// What taking in another office's keys would mean; nothing is written.
    ///
    /// # Errors
    /// `seal.register_malformed` with the line, `seal.register_too_large`, `seal.register_wrong_signature`, `keys.own` for this office's own.
    pub fn look_at_keys(&self, bytes: &[u8]) -> Result<KeyListCard, Failure> {
        let list = KeyList::parse(bytes)?;
        let own = self.own_office()?;
        if list.records().iter().any(|record| record.office == own) {
            return Err(Failure::new("keys.own"));
        }
        let import = self.open_register()?.register.plan_import(&list, None);
        let revoked = list.records().iter().filter(|record| record.revoked_at.is_some()).count();
        Ok(KeyListCard {
            office_name: list.records().first().map(|record| record.office_name.clone()).unwrap_or_default(),
            keys: list.records().len() - revoked,
            revoked,
            fingerprint: list.fingerprint(),
            made_at: list.made_at(),
            import: import.into(),
        })
    }

    /// Takes in another office's keys. Known already is accepted and writes nothing.
    ///
    /// # Errors
    /// `user.not_permitted`, those of [`Self::look_at_keys`], `keys.not_compared` with the fingerprint, `keys.older`, `keys.of_another`, `keys.not_its_own`.
    pub fn import_keys(&mut self, bytes: &[u8], consent: KeyConsent) -> Result<KeyListCard, Failure> {
        self.need_role(KEY_KEEPERS)?;
        let card = self.look_at_keys(bytes)?;
        let office_name = || card.office_name.clone();
        match card.import {
            KeyImport::Same => return Ok(card),
            KeyImport::Newer => {}
            KeyImport::First | KeyImport::OtherSigner if consent.is_compared => {}
            KeyImport::First | KeyImport::OtherSigner => {
                return Err(Failure::new("keys.not_compared")
                    .with("name", office_name())
                    .with("fingerprint", card.fingerprint.as_str()));
            }
            KeyImport::Older => return Err(Failure::new("keys.older").with("name", office_name())),
            KeyImport::KeyOfAnother => {
                return Err(Failure::new("keys.of_another").with("name", office_name()));
            }
            KeyImport::NotItsOwn => return Err(Failure::new("keys.not_its_own").with("name", office_name())),
        }
        let list = KeyList::parse(bytes)?;
        if let Some(record) = list.records().first() {
            let now = self.host().now().timestamp_millis();
            self.store().keep_key_list(&record.office.0, bytes, now)?;
        }
        Ok(card)
    }

    /// The text for the QR of a print, signed by this laptop.
    ///
    /// # Errors
    /// `seal.out_of_range` for what a claim has no room for.
    pub fn seal_print(&self, print: &Print) -> Result<String, Failure> {
        Ok(self.sign_print(print)?.to_text())
    }

    /// The QR of a print, as the forms draw it.
    ///
    /// # Errors
    /// As [`Self::seal_print`].
    pub(crate) fn draw_seal(&self, print: &Print) -> Result<Code, Failure> {
        let modules = self.sign_print(print)?.to_modules();
        Ok(Code::new(modules.as_slice().chunks(modules.side()).map(<[bool]>::to_vec).collect())?)
    }

    fn sign_print(&self, print: &Print) -> Result<Seal, Failure> {
        let ledger = self.store().ledger()?;
        let key = PublicKey::from_bytes(&ledger.device_key())?;
        let claim = Claim {
            key: key.id(),
            nip: print.nip.parse()?,
            print: u8::try_from(print.number.clamp(1, 15)).unwrap_or(15),
            period: print.period.parse()?,
            segment: 1,
            predicate: print.predicate.map(verdict::predicate_of).transpose()?,
            sheet: kind_of(print.form)?,
            revision: verdict::revision_of(print.revision),
            content: tilik_seal::ContentHash(print.content.0),
        };
        Ok(Seal::new(&claim, |bytes| ledger.sign_apart(bytes))?)
    }
}

/// The form of a claim.
fn kind_of(form: SheetForm) -> Result<SheetKind, SealError> {
    SheetKind::of_number(form.number())
}

/// The form by the number on paper, if its papers are followed here.
fn find_form(kind: SheetKind) -> Option<SheetForm> {
    SheetForm::ALL.into_iter().find(|form| form.number() == kind.number())
}

/// What a claim's sheet was printed of.
fn subject_of(person: RecordId, form: SheetForm, claim: &Claim) -> RecordId {
    match form {
        SheetForm::Skp | SheetForm::LampiranSkp => {
            RecordId::skp(person, i32::from(claim.period.year()), u32::from(claim.segment))
        }
        SheetForm::EvaluasiKinerja | SheetForm::DokumenEvaluasi => evaluation_of(person, claim),
        SheetForm::Keberatan | SheetForm::KeputusanKeberatan => {
            RecordId::objection(evaluation_of(person, claim), i64::from(claim.revision))
        }
    }
}

/// The record of an evaluation that a claim names.
fn evaluation_of(person: RecordId, claim: &Claim) -> RecordId {
    RecordId::evaluation(person, &claim.period.to_string(), u32::from(claim.segment))
}

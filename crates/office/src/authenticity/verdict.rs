//! The verdict on one sheet, with what this laptop knows of it put into words that a screen can say.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_journal::catalogue::{evaluation, sheet};
use tilik_journal::{RecordId, Value};
use tilik_seal::typed::repair;
use tilik_seal::verdict::{Compared, Invalidity, Unknown};
use tilik_seal::{Claim, Known, Predicate, SealError, Stated, Verdict, Version, judge};
use ts_rs::TS;

use super::{evaluation_of, find_form, subject_of};
use crate::evaluation::EvaluationState;
use crate::people::Person;
use crate::record::{coded, is_gone};
use crate::sheet::{ContentHash, Print, SheetForm, Signed, Ticked, Which, hash_closing};
use crate::{Failure, Office};

/// What is said of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// ASLI.
    Genuine,
    /// BERBEDA.
    Differs,
    /// TIDAK BERLAKU.
    NotValid,
    /// ADA DUA VERSI.
    TwoVersions,
    /// TIDAK DIKENAL.
    Unknown,
}

impl VerdictKind {
    /// As the window's types name it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::Differs => "differs",
            Self::NotValid => "not_valid",
            Self::TwoVersions => "two_versions",
            Self::Unknown => "unknown",
        }
    }
}

/// What a person reads on the paper, as far as asked.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[ts(optional_fields)]
pub struct StatedOnPaper {
    /// The NIP.
    pub nip: Option<String>,
    /// The period.
    pub period: Option<Period>,
    /// The predicate.
    pub predicate: Option<Predikat>,
}

/// What the seal on a sheet says.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ClaimCard {
    /// Whose: NIP, bare.
    pub nip: String,
    /// With titles, where this laptop knows the person.
    pub name: String,
    /// For which period.
    pub period: String,
    /// Which form, by its code on paper.
    pub form: String,
    /// With which predicate.
    pub predicate: Option<Predikat>,
    /// The closing's number.
    pub revision: u8,
    /// Which print.
    pub number: u8,
}

/// What this laptop says of a sheet.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SheetVerdict {
    /// The verdict.
    pub verdict: VerdictKind,
    /// Why, where there is a reason: `seal.not_ours`, `verdict.reopened` …
    pub reason: Option<Failure>,
    /// What the seal says; none where it cannot be believed.
    pub claim: Option<ClaimCard>,
    /// Whose laptop signed it.
    pub office_name: String,
    /// Whether the sheet was compared with this laptop's own record, and not by its signature alone.
    pub is_compared: bool,
    /// Where it differs: `nip`, `period`, `sheet`, `predicate`, `revision`, `content`, `office`.
    pub fields: Vec<String>,
    /// The predicate that this laptop has instead.
    pub predicate_here: Option<Predikat>,
    /// The sheet's record on this laptop.
    pub sheet: Option<RecordId>,
    /// The print that a genuine sheet of this office is, where nobody noted that it was made: the program or the laptop stopped before.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) unnoted: Option<Print>,
}

impl SheetVerdict {
    /// The paper of this office that is in force and carries the seal: what is claimed of it, its form and its record.
    ///
    /// # Errors
    /// `verdict.not_ticked` with the verdict for any other sheet.
    pub(crate) fn find_own_paper(&self) -> Result<(&ClaimCard, SheetForm, RecordId), Failure> {
        let refused = || Failure::new("verdict.not_ticked").with("verdict", self.verdict.code());
        if self.verdict != VerdictKind::Genuine || !self.is_compared {
            return Err(refused());
        }
        let claim = self.claim.as_ref().ok_or_else(refused)?;
        let form = SheetForm::find(&claim.form).ok_or_else(refused)?;
        Ok((claim, form, self.sheet.ok_or_else(refused)?))
    }
}

impl Office {
    /// What this laptop says of a sheet, by the text of its QR, as a camera read it or a scanner typed it.
    ///
    /// # Errors
    /// When the file cannot be read, and for a stated NIP or period that is none.
    pub fn check_sheet(&self, typed: &str, stated: &StatedOnPaper) -> Result<SheetVerdict, Failure> {
        let stated = Stated {
            nip: stated.nip.as_deref().map(str::parse).transpose()?,
            period: stated.period.map(|period| period.to_string().parse()).transpose()?,
            sheet: None,
            predicate: stated.predicate.map(predicate_of).transpose()?,
        };
        let text = match repair(typed) {
            Ok(text) => text,
            Err(error) => return Ok(unknown(error.into())),
        };
        let mut failed = None;
        let verdict = judge(&text, &self.full_register()?, self.own_office()?, &stated, |claim| {
            self.find_known(claim).unwrap_or_else(|failure| {
                failed = Some(failure);
                Known::Nothing
            })
        });
        match failed {
            Some(failure) => Err(failure),
            None => self.describe_verdict(verdict),
        }
    }

    /// Notes signatures on the sheet that carries this seal, if it is this office's own and in force.
    ///
    /// # Errors
    /// `verdict.not_ticked` with the verdict for any other sheet, and those of [`Office::tick_signed`].
    pub fn tick_by_seal(&mut self, typed: &str, signed: Signed) -> Result<(SheetVerdict, Ticked), Failure> {
        let mut verdict = self.check_sheet(typed, &StatedOnPaper::default())?;
        self.note_found([&mut verdict], Some(signed))?;
        let (claim, form, _) = verdict.find_own_paper()?;
        let which = Which { period: claim.period.parse()?, form, nips: vec![claim.nip.clone()] };
        let ticked = self.tick_signed(&which, signed)?;
        Ok((verdict, ticked))
    }

    /// Notes as printed what lies there on paper, genuine and compared, and was never noted; at the latest on the day on which it was signed.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub(crate) fn note_found<'a>(
        &mut self,
        verdicts: impl IntoIterator<Item = &'a mut SheetVerdict>,
        signed: Option<Signed>,
    ) -> Result<(), Failure> {
        let days = signed.map(|signed| [signed.assessor_on, signed.received_on]);
        let on = days.into_iter().flatten().flatten().fold(self.today(), NaiveDate::min);
        let mut found = Vec::new();
        for verdict in verdicts {
            if let Some(print) = verdict.unnoted.take() {
                verdict.sheet = Some(print.sheet);
                found.push(print);
            }
        }
        if !found.is_empty() {
            self.mark_printed_on(&found, on)?;
        }
        Ok(())
    }

    /// What this laptop knows of the sheet that a claim names.
    fn find_known(&self, claim: &Claim) -> Result<Known, Failure> {
        let Some(form) = find_form(claim.sheet) else { return Ok(Known::Nothing) };
        let Some(person) = self.find_person_also_left(&claim.nip.to_string())? else {
            return Ok(Known::Nothing);
        };
        let period: Period = claim.period.to_string().parse()?;
        if !form.is_of_closing() {
            return self.find_known_living(form, person.id, claim);
        }
        let found = self.evaluation(person.id, period)?;
        let id = evaluation_of(person.id, claim);
        if found.id != id || found.state == EvaluationState::Empty {
            return Ok(Known::Nothing);
        }
        let (Some(content), EvaluationState::Closed) = (&found.content, found.state) else {
            let versions = self.list_closings(id, form)?;
            return Ok(match found.state {
                EvaluationState::Disputed => Known::Disputed(versions),
                EvaluationState::Empty | EvaluationState::Draft | EvaluationState::Closed => {
                    Known::Open(versions)
                }
            });
        };
        let beside = self.list_upheld(period)?.remove(&(id, found.revision));
        let plain = hash_closing(form, content, None);
        let now = hash_closing(form, content, beside.as_ref());
        // A paper printed before a decision that left the result as it was is in force until it is printed again.
        let is_printed = |hash: ContentHash| {
            let document = self.find(sheet::KIND, RecordId::sheet(id, form.code(), &hash.0))?;
            Ok::<_, Failure>(document.is_some_and(|document| !is_gone(&document)))
        };
        let hash = if now != plain && !is_printed(now)? { plain } else { now };
        Ok(Known::InForce(version_of(found.revision, found.predicate, hash)))
    }

    /// The same of a plan or an objection.
    fn find_known_living(&self, form: SheetForm, person: RecordId, claim: &Claim) -> Result<Known, Failure> {
        let id = subject_of(person, form, claim);
        let Some(living) = self.find_living(form, person, claim.period.year(), id)? else {
            return Ok(Known::Nothing);
        };
        if !living.is_settled || living.is_disputed {
            let mut printed = Vec::new();
            for document in self.list_where(sheet::KIND, sheet::SUBJECT, id)? {
                let hash = document.value(sheet::CONTENT_HASH).and_then(Value::as_bytes);
                let revision = document.value(sheet::REVISION).and_then(Value::as_int).unwrap_or_default();
                if let Some(hash) = hash.and_then(ContentHash::find)
                    && document.text(sheet::FORM) == Some(form.code())
                {
                    printed.push(version_of(revision, None, hash));
                }
            }
            let is_open = !living.is_disputed;
            return Ok(if is_open { Known::Open(printed) } else { Known::Disputed(printed) });
        }
        Ok(Known::Living(version_of(living.revision, None, living.content)))
    }

    /// Every closing that this evaluation ever had, as its sheets claim them.
    fn list_closings(&self, id: RecordId, form: SheetForm) -> Result<Vec<Version>, Failure> {
        let mut versions = Vec::new();
        for entry in self.store().ledger()?.list_history(evaluation::KIND, id)? {
            let find = |field| entry.writes.iter().rev().find(|(number, _)| *number == field);
            let revision = find(evaluation::REVISION).and_then(|(_, value)| value.as_int());
            if let (None, Some(revision), Some((_, Value::Text(content)))) =
                (&entry.held, revision, find(evaluation::CONTENT))
            {
                let kept = serde_json::from_str::<serde_json::Value>(content).unwrap_or_default();
                let predicate = kept["predicate"].as_str().and_then(|code| code.parse().ok());
                versions.push(version_of(revision, predicate, hash_closing(form, content, None)));
            }
        }
        Ok(versions)
    }

    fn describe_verdict(&self, verdict: Verdict) -> Result<SheetVerdict, Failure> {
        let kind = match &verdict {
            Verdict::Genuine { .. } => VerdictKind::Genuine,
            Verdict::Differs { .. } => VerdictKind::Differs,
            Verdict::NotValid { .. } => VerdictKind::NotValid,
            Verdict::TwoVersions { .. } => VerdictKind::TwoVersions,
            Verdict::Unknown(_) => VerdictKind::Unknown,
        };
        let (claim, signer) = match &verdict {
            Verdict::Genuine { claim, signer, .. }
            | Verdict::Differs { claim, signer, .. }
            | Verdict::NotValid { claim, signer, .. }
            | Verdict::TwoVersions { claim, signer, .. } => (*claim, signer.clone()),
            Verdict::Unknown(why) => return Ok(unknown(reason_unknown(why.clone()))),
        };
        let person = self.find_person_also_left(&claim.nip.to_string())?;
        let is_compared = matches!(&verdict, Verdict::Genuine { compared: Compared::WithRecord, .. });
        let print =
            person.as_ref().zip(find_form(claim.sheet)).map(|(person, form)| print_of(person, form, &claim));
        let paper = match &print {
            Some(print) => self.find(sheet::KIND, print.sheet)?.filter(|document| !is_gone(document)),
            None => None,
        };
        let mut card = SheetVerdict {
            verdict: kind,
            reason: None,
            claim: Some(ClaimCard {
                nip: claim.nip.to_string(),
                name: person.map(|person| person.name.full()).unwrap_or_default(),
                period: claim.period.to_string(),
                form: claim.sheet.code().to_owned(),
                predicate: claim.predicate.and_then(predikat_of),
                revision: claim.revision,
                number: claim.print,
            }),
            office_name: signer.office_name,
            is_compared,
            fields: Vec::new(),
            predicate_here: None,
            sheet: paper.as_ref().map(|document| document.id),
            unnoted: print.filter(|_| is_compared && paper.is_none()),
        };
        match verdict {
            Verdict::Differs { fields, here, .. } => {
                card.fields = fields.iter().map(|field| field.code().to_owned()).collect();
                card.predicate_here = here.and_then(|here| here.predicate).and_then(predikat_of);
                // A paper of ours whose closing was printed with another content since.
                if let Some(paper) = paper.filter(|_| card.fields == ["content"]) {
                    card.verdict = VerdictKind::NotValid;
                    card.predicate_here = coded(&paper, sheet::PREDICATE);
                    card.reason = Some(Failure::new("verdict.printed_again"));
                }
            }
            Verdict::NotValid { reason, .. } => {
                card.reason = Some(match reason {
                    Invalidity::Superseded { by } => Failure::new("verdict.superseded").with("revision", by),
                    Invalidity::ContentChanged => Failure::new("verdict.printed_again"),
                    Invalidity::Reopened => Failure::new("verdict.reopened"),
                    Invalidity::KeyRevoked { at } => {
                        let day: NaiveDate =
                            chrono::DateTime::from_timestamp_millis(at).unwrap_or_default().date_naive();
                        Failure::new("verdict.key_revoked").with("day", day.to_string())
                    }
                });
            }
            Verdict::Genuine { .. } | Verdict::TwoVersions { .. } | Verdict::Unknown(_) => {}
        }
        Ok(card)
    }
}

fn unknown(reason: Failure) -> SheetVerdict {
    SheetVerdict {
        verdict: VerdictKind::Unknown,
        reason: Some(reason),
        claim: None,
        office_name: String::new(),
        is_compared: false,
        fields: Vec::new(),
        predicate_here: None,
        sheet: None,
        unnoted: None,
    }
}

/// The print that a claim speaks of.
fn print_of(person: &Person, form: SheetForm, claim: &Claim) -> Print {
    let (subject, content) = (subject_of(person.id, form, claim), ContentHash(claim.content.0));
    Print {
        sheet: RecordId::sheet(subject, form.code(), &content.0),
        form,
        nip: person.nip.clone(),
        name: person.name.full(),
        period: claim.period.to_string(),
        revision: i64::from(claim.revision),
        number: i64::from(claim.print),
        changes: Vec::new(),
        is_new: true,
        person: person.id,
        subject,
        content,
        predicate: claim.predicate.and_then(predikat_of),
    }
}

fn reason_unknown(why: Unknown) -> Failure {
    match why {
        Unknown::Unreadable(error) => error.into(),
        Unknown::KeyUnknown(key) => Failure::new("verdict.key_unknown").with("key", key.to_hex()),
        Unknown::NotSigned(key) => Failure::new("verdict.not_signed").with("key", key.to_hex()),
    }
}

fn version_of(revision: i64, predicate: Option<Predikat>, hash: ContentHash) -> Version {
    Version {
        revision: revision_of(revision),
        predicate: predicate.and_then(|predicate| predicate_of(predicate).ok()),
        content: tilik_seal::ContentHash(hash.0),
    }
}

/// As a claim has room for it: the 255th and any later one are one.
pub(super) fn revision_of(revision: i64) -> u8 {
    u8::try_from(revision.clamp(0, 255)).unwrap_or(u8::MAX)
}

/// By rank of merit, as it stands on paper.
pub(super) fn predicate_of(predicate: Predikat) -> Result<Predicate, SealError> {
    Predicate::of_rank(match predicate {
        Predikat::SangatBaik => 5,
        Predikat::Baik => 4,
        Predikat::ButuhPerbaikan => 3,
        Predikat::Kurang => 2,
        Predikat::SangatKurang => 1,
    })
}

fn predikat_of(predicate: Predicate) -> Option<Predikat> {
    Predikat::ALL.iter().copied().find(|own| predicate_of(*own) == Ok(predicate))
}

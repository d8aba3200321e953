//! The verdict on one sheet, with what this laptop knows of it put into words that a screen can say.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_appraisal::predicate::Predikat;
use tilik_journal::RecordId;
use tilik_journal::catalogue::sheet;
use tilik_seal::typed::repair;
use tilik_seal::verdict::{Compared, Invalidity, Unknown};
use tilik_seal::{Known, Predicate, SealError, Stated, Verdict, Version, judge};
use ts_rs::TS;

use super::Examiner;
use super::known::Claimed;
use crate::record::coded;
use crate::sheet::{ContentHash, Print, SheetForm, Signed, Ticked, VoidReason, Which};
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
    pub(crate) unnoted: Option<Unnoted>,
    /// Why it was not noted, although it is ours.
    #[serde(skip)]
    #[ts(skip)]
    pub(crate) not_noted: Option<Failure>,
}

/// A print that lies there on paper, and that nobody noted.
#[derive(Debug, Clone)]
pub(crate) struct Unnoted {
    pub(crate) print: Print,
    /// Since when there is what it says; none where this laptop cannot tell.
    pub(crate) since: Option<NaiveDate>,
}

impl SheetVerdict {
    /// The paper of this office that is in force and carries the seal: what is claimed of it, its form and its record.
    ///
    /// # Errors
    /// `verdict.not_ticked` with the verdict for any other sheet; `sheet.day_before_final`.
    pub(crate) fn find_own_paper(&self) -> Result<(&ClaimCard, SheetForm, RecordId), Failure> {
        let refused = || Failure::new("verdict.not_ticked").with("verdict", self.verdict.code());
        if self.verdict != VerdictKind::Genuine || !self.is_compared {
            return Err(refused());
        }
        if let Some(failure) = &self.not_noted {
            return Err(failure.clone());
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
        self.examine(&self.open_register()?, typed, stated)
    }

    /// The same with a register that was opened before: many sheets are looked at with one.
    pub(crate) fn examine(
        &self,
        examiner: &Examiner,
        typed: &str,
        stated: &StatedOnPaper,
    ) -> Result<SheetVerdict, Failure> {
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
        let mut found = Ok(None);
        let verdict = judge(&text, &examiner.register, examiner.own, &stated, |claim| {
            found = self.find_claimed(claim).map(Some);
            found.as_ref().ok().and_then(Option::as_ref).map_or(Known::Nothing, Claimed::known)
        });
        let found = found?;
        // It may be of an office whose list is damaged: nobody is told that it is unknown.
        if examiner.damaged > 0 && matches!(verdict, Verdict::Unknown(Unknown::KeyUnknown(_))) {
            return Ok(unknown(Failure::new("keys.damaged").with("count", examiner.damaged)));
        }
        self.describe_verdict(verdict, found)
    }

    /// Notes signatures on the sheet that carries this seal, if it is this office's own and in force.
    ///
    /// # Errors
    /// `verdict.not_ticked` with the verdict for any other sheet, `sheet.day_before_final`, and those of [`Office::tick_signed`].
    pub fn tick_by_seal(&mut self, typed: &str, signed: Signed) -> Result<(SheetVerdict, Ticked), Failure> {
        let mut verdict = self.check_sheet(typed, &StatedOnPaper::default())?;
        self.note_found([&mut verdict], Some(signed))?;
        let (claim, form, _) = verdict.find_own_paper()?;
        let which = Which { period: claim.period.parse()?, form, nips: vec![claim.nip.clone()] };
        let ticked = self.tick_signed(&which, signed)?;
        Ok((verdict, ticked))
    }

    /// Notes as printed what lies there on paper, genuine and compared, and was never noted; at the latest on the day on which it was signed. Nothing is noted of a sheet
    /// that is said to be signed before there was what it says: that day is mistyped, and would become the day of printing.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub(crate) fn note_found<'a>(
        &mut self,
        verdicts: impl IntoIterator<Item = &'a mut SheetVerdict>,
        signed: Option<Signed>,
    ) -> Result<(), Failure> {
        let today = self.today();
        let mut found = Vec::new();
        for verdict in verdicts {
            let Some(Unnoted { print, since }) = verdict.unnoted.take() else { continue };
            let days = signed.map(|signed| signed.days_of(print.form));
            let on = days.into_iter().flatten().flatten().fold(today, NaiveDate::min);
            // Another laptop's clock may be ahead of this one's.
            match since.map(|since| since.min(today)).filter(|since| on < *since) {
                Some(since) => {
                    let failure = Failure::new("sheet.day_before_final");
                    verdict.not_noted = Some(failure.with("day", since.to_string()));
                }
                None => {
                    verdict.sheet = Some(print.sheet);
                    found.push((print, on));
                }
            }
        }
        if !found.is_empty() {
            self.mark_printed_on(found.iter().map(|(print, on)| (print, *on)))?;
        }
        Ok(())
    }

    /// `claimed`: none where nobody had to ask for it.
    fn describe_verdict(&self, verdict: Verdict, claimed: Option<Claimed>) -> Result<SheetVerdict, Failure> {
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
        let claimed = match claimed {
            Some(claimed) => claimed,
            None => self.find_claimed(&claim)?,
        };
        let is_compared = matches!(&verdict, Verdict::Genuine { compared: Compared::WithRecord, .. });
        let paper = claimed.find_paper(&claim);
        let unnoted = if is_compared && paper.is_none() { claimed.make_print(&claim) } else { None };
        let mut card = SheetVerdict {
            verdict: kind,
            reason: None,
            claim: Some(ClaimCard {
                nip: claim.nip.to_string(),
                name: claimed.person.as_ref().map(|person| person.name.full()).unwrap_or_default(),
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
            sheet: paper.map(|paper| paper.id),
            unnoted,
            not_noted: None,
        };
        match verdict {
            Verdict::Differs { fields, here, .. } => {
                card.fields = fields.iter().map(|field| field.code().to_owned()).collect();
                card.predicate_here = here.and_then(|here| here.predicate).and_then(predikat_of);
                // A paper of ours whose closing was printed with another content since.
                if let Some(paper) = paper.filter(|_| card.fields == ["content"]) {
                    card.verdict = VerdictKind::NotValid;
                    let document = self.find(sheet::KIND, paper.id)?;
                    card.predicate_here = document.and_then(|document| coded(&document, sheet::PREDICATE));
                    card.reason = Some(Failure::new("verdict.printed_again"));
                }
            }
            Verdict::NotValid { reason, .. } => {
                card.reason = Some(match reason {
                    Invalidity::Superseded { by } => Failure::new("verdict.superseded").with("revision", by),
                    Invalidity::ContentChanged => Failure::new("verdict.printed_again"),
                    Invalidity::Reopened => match claimed.lapsed {
                        Some(VoidReason::Withdrawn) => Failure::new("verdict.withdrawn"),
                        Some(VoidReason::ClosedAgain) => Failure::new("verdict.overtaken"),
                        Some(
                            VoidReason::Reopened
                            | VoidReason::PrintedAgain
                            | VoidReason::Changed
                            | VoidReason::Disputed,
                        )
                        | None => Failure::new("verdict.reopened"),
                    },
                    Invalidity::KeyRevoked { at } => {
                        let day: NaiveDate =
                            chrono::DateTime::from_timestamp_millis(at).unwrap_or_default().date_naive();
                        Failure::new("verdict.key_revoked").with("day", day.to_string())
                    }
                });
            }
            // The same content again, printed after another one since.
            Verdict::Genuine { .. }
                if is_compared && paper.is_some_and(|paper| claimed.is_overtaken(&paper)) =>
            {
                card.verdict = VerdictKind::NotValid;
                card.is_compared = false;
                card.reason = Some(Failure::new("verdict.printed_again"));
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
        not_noted: None,
    }
}

fn reason_unknown(why: Unknown) -> Failure {
    match why {
        Unknown::Unreadable(error) => error.into(),
        Unknown::KeyUnknown(key) => Failure::new("verdict.key_unknown").with("key", key.to_hex()),
        Unknown::NotSigned(key) => Failure::new("verdict.not_signed").with("key", key.to_hex()),
    }
}

pub(super) fn version_of(revision: i64, predicate: Option<Predikat>, hash: ContentHash) -> Version {
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

pub(super) fn predikat_of(predicate: Predicate) -> Option<Predikat> {
    Predikat::ALL.iter().copied().find(|own| predicate_of(*own) == Ok(predicate))
}

//! Two closings of one evaluation: what each says, and putting one of them in force again word for word, so that its printed and signed sheets hold.

use serde::{Deserialize, Serialize};
use tilik_appraisal::predicate::Predikat;
use tilik_appraisal::rating::Rating;
use tilik_journal::catalogue::{behaviour_rating, evaluation, result_rating};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, Position, RecordId, RecordState, Value};
use tilik_store::ledger::{Expectation, Version};
use ts_rs::TS;

use super::Origin;
use super::guard::DECIDED;
use crate::closing::{ClosedContent, read_content};
use crate::evaluation::{RatingEntry, ResultDetail, ValueDetail, change_paper};
use crate::record::Writes;
use crate::signed::SignedPaper;
use crate::{Failure, Office};

/// One of the ends that stand apart from each other.
#[derive(Debug, Clone, Serialize, TS)]
pub struct EndVersion {
    /// What was done: `closed`, `reopened`, `retracted`, `restored`.
    pub mark: String,
    /// Where it comes from.
    pub origin: Origin,
    /// What the closing says; none for what is no closing and where its content was purged.
    pub closing: Option<ClosingText>,
}

/// What a closing says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClosingText {
    /// The predicate.
    pub predicate: Predikat,
    /// The overall rating of results.
    pub result_rating: Option<Rating>,
    /// The overall rating of behaviour.
    pub behaviour_rating: Option<Rating>,
    /// General feedback.
    pub feedback: String,
    /// Note or recommendation.
    pub note: String,
    /// What the foot of its printed sheets says, by which somebody finds the signed one.
    pub content_hash: String,
}

/// Ends of one record.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Ends {
    /// The record's kind.
    pub kind: u32,
    /// The record.
    pub record: RecordId,
    /// The record as it was shown.
    pub version: Version,
    /// Whether it was opened again since: nothing waits, and a closing may still be put in force.
    pub is_open: bool,
    /// At least two.
    pub versions: Vec<EndVersion>,
    /// Their places, in the same order.
    #[serde(skip)]
    #[ts(skip)]
    places: Vec<Position>,
}

/// A closing that shall be in force.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChosenClosing {
    /// The evaluation.
    pub record: RecordId,
    /// The record as it was shown.
    pub version: Version,
    /// Which of its ends, from 0.
    pub end: usize,
    /// Why the head decides in the place of the dated assessor.
    pub reason: Option<String>,
}

/// The parts of a closing's ratings that are written with it.
#[derive(Default, Deserialize)]
struct KeptRatings {
    result_rating: Option<Rating>,
    behaviour_rating: Option<Rating>,
    #[serde(default)]
    result_reason: String,
    #[serde(default)]
    behaviour_reason: String,
    #[serde(default)]
    feedback: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    on_behalf_reason: String,
    signed: Option<SignedPaper>,
    #[serde(default)]
    results: std::collections::BTreeMap<RecordId, ResultDetail>,
    #[serde(default)]
    values: std::collections::BTreeMap<tilik_appraisal::rating::CoreValue, ValueDetail>,
}

impl Office {
    /// The ends of a record that stand apart; of an evaluation that was opened again also the closings of which none saw another.
    pub(super) fn read_ends(&self, document: &Document) -> Result<Option<Ends>, Failure> {
        let marks: Vec<(Mark, Position)> = match (&document.stage, &document.presence) {
            (RecordState::Disputed(marks), _) | (_, RecordState::Disputed(marks)) => marks.clone(),
            (RecordState::Marked(Mark::Reopened), _) => list_closings(document),
            (_, _) => return Ok(None),
        };
        if marks.len() < 2 {
            return Ok(None);
        }
        let (mut versions, mut places) = (Vec::new(), Vec::new());
        for (mark, at) in marks {
            let Some(origin) = self.read_origins(document, &[at])?.into_iter().next() else { continue };
            let content = self.find_content(document, at)?;
            let closing = content.and_then(|text| read_content(&text).ok()).map(ClosingText::of);
            versions.push(EndVersion { mark: mark.word().into(), origin, closing });
            places.push(at);
        }
        let newest = versions.iter().map(|end| end.origin.made_at.clone()).max();
        for end in &mut versions {
            end.origin.is_newest = Some(&end.origin.made_at) == newest.as_ref();
        }
        Ok(Some(Ends {
            kind: document.kind,
            record: document.id,
            version: Version::of(document),
            is_open: !document.is_locked(),
            versions,
            places,
        }))
    }

    /// Puts one of several closings in force, word for word; the others stay in the history.
    ///
    /// # Errors
    /// `versions.changed`, those of the dated assessor, `store.stale`.
    pub fn choose_closing(&mut self, chosen: &ChosenClosing) -> Result<(), Failure> {
        let changed = || Failure::new("versions.changed");
        let document = self.find(evaluation::KIND, chosen.record)?.ok_or_else(changed)?;
        let ends =
            self.read_ends(&document)?.filter(|ends| ends.version == chosen.version).ok_or_else(changed)?;
        let at = ends.places.get(chosen.end).copied().ok_or_else(changed)?;
        let text = self.find_content(&document, at)?.ok_or_else(changed)?;
        let content = read_content(&text)?;
        let kept: KeptRatings = serde_json::from_value(content.ratings)?;
        let on_behalf = self.check_chooser(&document, chosen.reason.as_deref())?;
        let on_behalf = if on_behalf.is_empty() { kept.on_behalf_reason.clone() } else { on_behalf };
        let revision =
            self.find_written(&document, at, evaluation::REVISION)?.and_then(|value| value.as_int());
        let now = Some(&document);
        let writes = Writes::to(evaluation::KIND, document.id)
            .set(evaluation::REVISION, revision.unwrap_or(1))
            .set(evaluation::CONTENT, text)
            .set(evaluation::RESULT_RATING, kept.result_rating.map(|rating| rating.code().to_owned()))
            .set(evaluation::BEHAVIOUR_RATING, kept.behaviour_rating.map(|rating| rating.code().to_owned()))
            .set(evaluation::FEEDBACK, kept.feedback.as_str())
            .set(evaluation::NOTE, kept.note.as_str())
            .set(evaluation::RESULT_REASON, kept.result_reason.as_str())
            .set(evaluation::BEHAVIOUR_REASON, kept.behaviour_reason.as_str())
            .set(evaluation::ON_BEHALF_REASON, on_behalf);
        let writes = change_paper(writes, now, kept.signed.as_ref()).mark(Mark::Closed);
        let mut groups = vec![writes.group()];
        groups.extend(self.detail_writes(document.id, &kept)?);
        let mut act = self.act(DECIDED, groups)?;
        act.expects = vec![Expectation {
            kind: evaluation::KIND,
            id: document.id,
            version: Some(chosen.version.clone()),
        }];
        self.save(vec![act])
    }

    fn detail_writes(&self, evaluation: RecordId, kept: &KeptRatings) -> Result<Vec<Group>, Failure> {
        let mut groups = Vec::new();
        for (result, detail) in &kept.results {
            let id = RecordId::result_rating(evaluation, *result);
            let now = self.find(result_rating::KIND, id)?;
            let writes = Writes::to(result_rating::KIND, id)
                .choose(now.as_ref(), result_rating::RATING, code_of(detail.rating, detail.has_no_data))
                .choose(now.as_ref(), result_rating::ACHIEVED, detail.achieved.as_str())
                .choose(now.as_ref(), result_rating::FEEDBACK, detail.feedback.as_str());
            groups.extend(writes.into_group());
        }
        for (value, detail) in &kept.values {
            let id = RecordId::behaviour_rating(evaluation, value.code());
            let now = self.find(behaviour_rating::KIND, id)?;
            let writes = Writes::to(behaviour_rating::KIND, id)
                .choose(now.as_ref(), behaviour_rating::RATING, code_of(detail.rating, detail.has_no_data))
                .choose(now.as_ref(), behaviour_rating::FEEDBACK, detail.feedback.as_str());
            groups.extend(writes.into_group());
        }
        Ok(groups)
    }

    fn find_content(&self, document: &Document, at: Position) -> Result<Option<String>, Failure> {
        if document.kind != evaluation::KIND {
            return Ok(None);
        }
        let written = self.find_written(document, at, evaluation::CONTENT)?;
        Ok(written.and_then(|value| value.as_text().map(str::to_owned)))
    }

    fn find_written(&self, document: &Document, at: Position, field: u32) -> Result<Option<Value>, Failure> {
        let entry = self.store().ledger()?.find_entry_at(at, document.kind, document.id)?;
        let writes = entry.map(|entry| entry.writes).unwrap_or_default();
        Ok(writes.into_iter().rev().find(|(number, _)| *number == field).map(|(_, value)| value))
    }
}

impl ClosingText {
    fn of(content: ClosedContent) -> Self {
        let kept: KeptRatings = serde_json::from_value(content.ratings).unwrap_or_default();
        Self {
            predicate: content.predicate,
            result_rating: kept.result_rating,
            behaviour_rating: kept.behaviour_rating,
            feedback: kept.feedback,
            note: kept.note,
            content_hash: content.dokumen_evaluasi.content_hash,
        }
    }
}

/// The closings that no later one saw, where they differ.
fn list_closings(document: &Document) -> Vec<(Mark, Position)> {
    let content = document.fields.get(&evaluation::CONTENT).filter(|_| document.kind == evaluation::KIND);
    let apart = content.filter(|content| content.is_disputed());
    apart
        .into_iter()
        .flat_map(|content| &content.candidates)
        .map(|one| (Mark::Closed, one.position))
        .collect()
}

fn code_of(rating: Option<Rating>, has_no_data: bool) -> Option<String> {
    let entry = if has_no_data { Some(RatingEntry::NoData) } else { rating.map(RatingEntry::from) };
    entry.and_then(RatingEntry::code).map(str::to_owned)
}

//! *Keberatan* against an evaluation and the decision on it (PP 30/2019 Pasal 59; layouts are our own).
//!
//! Must not know deadlines: dates come as finished strings. The first is a letter of the person to the assessor's superior, the second the superior's
//! decision on the office's letterhead.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::composer::{Composed, Composer, LETTER, time_of};
use crate::error::FormsError;
use crate::flow::Block;
use crate::imprint::{About, Imprint, Owner};
use crate::paper::MM;
use crate::party::{Person, Signing};
use crate::signature::Signature;
use crate::text::Style;
use crate::version::Version;
use crate::words;

/// The fixed words of the letter.
pub(crate) const LETTER_WORDS: &str = include_str!("../../../assets/reference/forms/keberatan.json");

/// The fixed words of the decision.
pub(crate) const DECISION_WORDS: &str =
    include_str!("../../../assets/reference/forms/keputusan-keberatan.json");

const LABEL: f64 = 62.0 * MM;
/// Characters of what else is decided that stay with the signature.
const SHORT_REMARKS: usize = 400;
/// Lines to write on by hand for reasons.
const HAND_LINES: usize = 7;

/// The letter of objection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Keberatan {
    /// Version of these form data.
    pub version: Version<1>,
    /// Who objects.
    pub employee: Person,
    /// Who made the evaluation: name and jabatan.
    pub assessor: Person,
    /// To whom the letter goes: jabatan, else the name.
    pub superior: Person,
    /// "Triwulan III 2026".
    pub period: String,
    /// Predicate as it stands.
    pub predicate: String,
    /// When the document was received.
    pub received_on: String,
    /// The reasons.
    pub reasons: String,
    /// Evidence, a line each.
    pub evidence: Vec<String>,
    /// What the person asks for.
    pub request: String,
    /// Whether it comes after the last day: the letter does not say otherwise.
    pub is_late: bool,
    /// Whether nobody can say on which side of the last day it comes: the letter says neither.
    pub is_lateness_unsure: bool,
    /// Why it comes late; may be empty.
    pub late_reason: String,
    /// Place and date.
    pub signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl Keberatan {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct LetterWords {
    title: String,
    to: String,
    opening: String,
    fields: [String; 5],
    about: String,
    about_fields: [String; 4],
    reasons: String,
    evidence: String,
    request: String,
    ending: String,
    late_ending: String,
    plain_ending: String,
    late_reason: String,
    sign: String,
}

impl Composed for Keberatan {
    fn words(&self) -> &'static str {
        LETTER_WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.period, ""))
    }

    fn size(&self) -> f64 {
        LETTER
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        static KEPT: OnceLock<LetterWords> = OnceLock::new();
        let words = words::get(&KEPT, LETTER_WORDS)?;
        let style = Style::regular(LETTER);
        let superior = match self.superior.position.trim() {
            "" => self.superior.name.as_str(),
            position => position,
        };
        let mut blocks = vec![
            composer.title(&words.title),
            Block::Gap(4.0 * MM),
            composer.prose(&words.to.replace("{atasan}", &composer.inline(superior, 60))),
            composer.prose(&words.opening),
            Block::Gap(1.5 * MM),
            composer.letter_fields(&person_fields(&words.fields, &self.employee), LABEL),
            composer.prose_heading(&words.about),
            Block::Gap(1.5 * MM),
            composer.letter_fields(
                &pair(
                    &words.about_fields,
                    [&self.period, &self.predicate, &name_and_position(&self.assessor), &self.received_on],
                ),
                LABEL,
            ),
            composer.prose_heading(&words.reasons),
            Block::Paragraph(composer.free_text(&self.reasons, style, HAND_LINES).before(1.0 * MM)),
        ];
        // What the letter does not bring has no head of its own.
        if composer.is_by_hand() || !self.evidence.is_empty() {
            blocks.push(composer.prose_heading(&words.evidence));
            blocks.extend(composer.numbered(&self.evidence, 3));
        }
        if composer.is_by_hand() || !self.request.trim().is_empty() {
            blocks.push(composer.prose_heading(&words.request));
            blocks.push(Block::Paragraph(composer.free_text(&self.request, style, 2).before(1.0 * MM)));
        }
        if (self.is_late || self.is_lateness_unsure) && !self.late_reason.trim().is_empty() {
            blocks.push(composer.prose_heading(&words.late_reason));
            blocks.push(Block::Paragraph(composer.free_text(&self.late_reason, style, 2).before(1.0 * MM)));
        }
        blocks.push(composer.prose(match (self.is_lateness_unsure, self.is_late) {
            (true, _) => &words.plain_ending,
            (false, true) => &words.late_ending,
            (false, false) => &words.ending,
        }));
        let employee = Signature::of(&words.sign, &self.employee, &self.signing);
        blocks.push(Block::Closing(vec![Block::Gap(6.0 * MM), composer.signatures(None, Some(employee))]));
        Ok(blocks)
    }
}

/// The decision on an objection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeputusanKeberatan {
    /// Version of these form data.
    pub version: Version<1>,
    /// Nomor.
    pub number: String,
    /// Who objected.
    pub employee: Person,
    /// Who made the evaluation: name and jabatan.
    pub assessor: Person,
    /// Who decides; the unit is not printed.
    pub superior: Person,
    /// "Triwulan III 2026".
    pub period: String,
    /// When the objection was received.
    pub received_on: String,
    /// What the person wrote.
    pub objection: String,
    /// Penjelasan pegawai when heard.
    pub employee_heard: String,
    /// Penjelasan pejabat penilai when heard.
    pub assessor_heard: String,
    /// Pertimbangan.
    pub considerations: Vec<String>,
    /// Menguatkan or mengubah.
    pub decision: String,
    /// Predicate before.
    pub predicate_before: String,
    /// Predicate after.
    pub predicate_after: String,
    /// What else is decided; may be empty.
    pub remarks: String,
    /// Tembusan.
    pub carbon_copies: Vec<String>,
    /// Place and date.
    pub signing: Signing,
    /// What the sheet says of itself.
    #[serde(flatten)]
    pub imprint: Imprint,
}

impl KeputusanKeberatan {
    /// A form to fill by hand.
    #[must_use]
    pub fn blank() -> Self {
        Self { imprint: Imprint::blank(), ..Self::default() }
    }
}

#[derive(Debug, Deserialize)]
struct DecisionWords {
    title: String,
    number: String,
    opening: String,
    fields: [String; 5],
    about_fields: [String; 3],
    objection: String,
    employee_heard: String,
    assessor_heard: String,
    considerations: String,
    decision_head: String,
    decision: String,
    decisions: [String; 2],
    predicate_before: String,
    predicate_after: String,
    remarks: String,
    last: String,
}

impl Composed for KeputusanKeberatan {
    fn words(&self) -> &'static str {
        DECISION_WORDS
    }

    fn time(&self) -> Option<String> {
        Some(time_of(&self.period, ""))
    }

    fn size(&self) -> f64 {
        LETTER
    }

    fn about(&self) -> About<'_> {
        About::of(self.version, &self.imprint, Owner::Person(&self.employee))
    }

    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError> {
        let words = decision_words()?;
        let style = Style::regular(LETTER);
        let text = |text: &str| Block::Paragraph(composer.free_text(text, style, 3).before(1.0 * MM));
        let mut blocks = composer.kop();
        blocks.extend([
            composer.title(&words.title),
            composer.title(&format!("{}: {}", words.number, composer.inline(&self.number, 40))),
            Block::Gap(3.0 * MM),
            composer.prose(&words.opening),
            Block::Gap(1.5 * MM),
            composer.letter_fields(&person_fields(&words.fields, &self.employee), LABEL),
            composer.letter_fields(
                &pair(
                    &words.about_fields,
                    [&name_and_position(&self.assessor), &self.period, &self.received_on],
                ),
                LABEL,
            ),
        ]);
        for (head, body) in [
            (&words.objection, &self.objection),
            (&words.employee_heard, &self.employee_heard),
            (&words.assessor_heard, &self.assessor_heard),
        ] {
            blocks.extend([composer.letter_caption(head), text(body)]);
        }
        blocks.push(composer.letter_caption(&words.considerations));
        blocks.extend(composer.numbered(&self.considerations, 3));
        let is_written = composer.is_by_hand() || !self.remarks.trim().is_empty();
        let remarks = [composer.letter_caption(&words.remarks), text(&self.remarks)];
        let mut end = vec![composer.prose(&words.last)];
        let role = &composer.common.sign_superior;
        let superior = Signature::of(role, &self.superior, &self.signing).official();
        end.extend([Block::Gap(5.0 * MM), composer.signatures(None, Some(superior))]);
        end.extend(composer.carbon_copies(&self.carbon_copies));
        let mut decided = self.decided(words, composer);
        if is_written && self.remarks.len() > SHORT_REMARKS {
            // What else is decided may be long; what must stay together is what follows it.
            blocks.push(Block::Together(decided));
            blocks.extend(remarks);
            blocks.push(Block::Closing(end));
        } else {
            decided.extend(remarks.into_iter().filter(|_| is_written));
            decided.extend(end);
            blocks.push(Block::Closing(decided));
        }
        Ok(blocks)
    }
}

impl KeputusanKeberatan {
    /// The head MEMUTUSKAN and what is decided.
    fn decided(&self, words: &DecisionWords, composer: &Composer<'_>) -> Vec<Block> {
        let mut blocks = vec![
            Block::Gap(3.0 * MM),
            composer.title(&words.decision_head),
            Block::Gap(1.5 * MM),
            composer.labelled(
                &words.decision,
                composer.choice(&self.decision, &words.decisions, LETTER),
                LABEL,
            ),
        ];
        let predicates = &composer.conventions.predicates;
        for (label, value) in [
            (&words.predicate_before, &self.predicate_before),
            (&words.predicate_after, &self.predicate_after),
        ] {
            blocks.push(composer.labelled(label, composer.choice(value, predicates, LETTER), LABEL));
        }
        blocks
    }
}

/// What a decision may be, as the form prints it: confirmed, changed.
///
/// # Errors
/// [`FormsError::Labels`] only when the build itself is broken.
pub fn list_outcomes() -> Result<[&'static str; 2], FormsError> {
    let words = decision_words()?;
    Ok([&words.decisions[0], &words.decisions[1]])
}

fn decision_words() -> Result<&'static DecisionWords, FormsError> {
    static KEPT: OnceLock<DecisionWords> = OnceLock::new();
    words::get(&KEPT, DECISION_WORDS)
}

fn pair<'a, const N: usize>(labels: &'a [String; N], values: [&'a String; N]) -> Vec<(&'a str, &'a str)> {
    labels.iter().zip(values).map(|(label, value)| (label.as_str(), value.as_str())).collect()
}

fn person_fields<'a>(labels: &'a [String; 5], person: &'a Person) -> Vec<(&'a str, &'a str)> {
    let (_, digits) = person.number.find("", "").unwrap_or(("", ""));
    let values = [person.name.as_str(), digits, &person.rank, &person.position, &person.unit];
    labels.iter().map(String::as_str).zip(values).collect()
}

fn name_and_position(person: &Person) -> String {
    let parts = [person.name.trim(), person.position.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

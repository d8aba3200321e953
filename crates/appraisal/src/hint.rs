//! What could be worded better in an SKP: vague words, activities in place of results, targets that cannot be counted.
//!
//! Must not stop anything: [`crate::skp::validate`] says what is missing. The lists are data (`assets/reference/planning.json`). Invariant: the places that a
//! hint names exist in the SKP it was made of.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::skp::{Aspect, Indicator, Skp};

coded! {
    /// What could be better.
    pub enum HintCode {
        /// A word that nobody can measure.
        VaguePhrase = "vague_phrase",
        /// An activity where a result belongs.
        ActivityNotResult = "activity_not_result",
        /// A quantity, time or cost without a number.
        TargetWithoutNumber = "target_without_number",
        /// A number without its unit.
        TargetWithoutUnit = "target_without_unit",
        /// The same indicator twice below one result.
        IndicatorRepeated = "indicator_repeated",
    }
}

coded! {
    /// The cell that a hint is about.
    pub enum HintField {
        /// The planned result.
        Result = "result",
        /// The indicator.
        Indicator = "indicator",
        /// The target.
        Target = "target",
    }
}

/// One hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Hint {
    /// What it is.
    pub code: HintCode,
    /// The cell.
    pub field: HintField,
    /// Index of the result, from 0.
    pub result: usize,
    /// Index of the indicator in the result, from 0; none for the result's own words.
    pub indicator: Option<usize>,
    /// The words that it is about, as written.
    pub words: String,
    /// The whole cell in better words, where they follow from a rule.
    pub proposal: Option<String>,
}

#[derive(Deserialize)]
struct Lists {
    vague_phrases: Vec<String>,
    activities: Vec<Activity>,
}

#[derive(Deserialize)]
struct Activity {
    verb: String,
    result: Option<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/reference/planning.json"))
        .unwrap_or(Lists { vague_phrases: Vec::new(), activities: Vec::new() })
});

/// Everything that could be worded better, in the order of the form.
#[must_use]
pub fn list_hints(skp: &Skp) -> Vec<Hint> {
    let mut hints = Vec::new();
    for (result, planned) in skp.results.iter().enumerate() {
        let words = planned.statement.trim();
        let hint = |code, words, proposal| Hint {
            code,
            field: HintField::Result,
            result,
            indicator: None,
            words,
            proposal,
        };
        if let Some((verb, proposal)) = find_activity(words) {
            hints.push(hint(HintCode::ActivityNotResult, verb, proposal));
        }
        hints.extend(find_vague(words).map(|phrase| hint(HintCode::VaguePhrase, phrase, None)));
        for (at, indicator) in planned.indicators.iter().enumerate() {
            list_of_indicator(&planned.indicators[..at], indicator, |code, field, words| {
                hints.push(Hint { code, field, result, indicator: Some(at), words, proposal: None });
            });
        }
    }
    hints
}

fn list_of_indicator(
    before: &[Indicator],
    indicator: &Indicator,
    mut add: impl FnMut(HintCode, HintField, String),
) {
    let words = indicator.statement.trim();
    if let Some(phrase) = find_vague(words) {
        add(HintCode::VaguePhrase, HintField::Indicator, phrase);
    }
    let is_same = |other: &Indicator| other.statement.trim().to_lowercase() == words.to_lowercase();
    if !words.is_empty() && before.iter().any(|other| is_same(other) && other.aspect == indicator.aspect) {
        add(HintCode::IndicatorRepeated, HintField::Indicator, words.to_owned());
    }
    let target = indicator.target.trim();
    if target.is_empty() {
        return;
    }
    let is_counted = match indicator.aspect {
        Some(Aspect::Kuantitas | Aspect::Waktu | Aspect::Biaya) => true,
        Some(Aspect::Kualitas) | None => false,
    };
    if is_counted && !target.chars().any(|letter| letter.is_ascii_digit()) {
        add(HintCode::TargetWithoutNumber, HintField::Target, target.to_owned());
    }
    if target.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | ' ' | '-' | '–'))
    {
        add(HintCode::TargetWithoutUnit, HintField::Target, target.to_owned());
    }
}

/// The phrase as it is written there.
fn find_vague(words: &str) -> Option<String> {
    let folded = words.to_lowercase();
    // Lowercasing may change lengths outside of Latin letters; then the words as listed are shown.
    LISTS.vague_phrases.iter().find_map(|phrase| {
        let at = folded
            .match_indices(phrase.as_str())
            .find_map(|(at, _)| is_whole(&folded, at, phrase.len()).then_some(at))?;
        Some(words.get(at..at + phrase.len()).unwrap_or(phrase).to_owned())
    })
}

fn is_whole(text: &str, at: usize, length: usize) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + length..].chars().next())
}

fn find_activity(words: &str) -> Option<(String, Option<String>)> {
    let (first, rest) = words.split_once(char::is_whitespace)?;
    let activity = LISTS.activities.iter().find(|activity| first.to_lowercase() == activity.verb)?;
    let proposal = activity.result.as_ref().map(|result| format!("{result} {}", rest.trim()));
    Some((first.to_owned(), proposal))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::skp::{Annex, Approach, FormKind, PlannedResult, ResultKind};

    fn plan(statement: &str, aspect: Option<Aspect>, indicator: &str, target: &str) -> Skp {
        Skp {
            starts_on: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            ends_on: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
            approach: Approach::Kuantitatif,
            form: FormKind::JaJf,
            results: vec![PlannedResult {
                kind: ResultKind::Utama,
                statement: statement.to_owned(),
                superior_result: String::new(),
                assigned_by: String::new(),
                indicators: vec![Indicator {
                    aspect,
                    statement: indicator.to_owned(),
                    target: target.to_owned(),
                    ..Indicator::default()
                }],
            }],
            special_expectations: std::collections::BTreeMap::new(),
            annex: Annex::default(),
        }
    }

    #[test]
    fn each_rule_finds_its_words_and_leaves_good_ones_alone() {
        use HintCode::{ActivityNotResult, TargetWithoutNumber, TargetWithoutUnit, VaguePhrase};
        let good = "Ibu hamil risiko tinggi terdampingi sampai masa nifas";
        type Found<'a> = &'a [(HintCode, &'a str)];
        let table: &[(&str, Option<Aspect>, &str, &str, Found<'_>)] = &[
            (good, Some(Aspect::Kuantitas), "Ibu hamil yang didampingi", "48 orang", &[]),
            (
                good,
                Some(Aspect::Kualitas),
                "Pendampingan terlaksana Dengan Baik",
                "100%",
                &[(VaguePhrase, "Dengan Baik")],
            ),
            (good, Some(Aspect::Kualitas), "Laporan dengan baikan", "100%", &[]),
            (
                "Menyusun laporan bulanan",
                Some(Aspect::Waktu),
                "Laporan",
                "tepat waktu",
                &[(ActivityNotResult, "Menyusun"), (TargetWithoutNumber, "tepat waktu")],
            ),
            (
                "Mengikuti rapat",
                Some(Aspect::Kuantitas),
                "Rapat yang diikuti",
                "12",
                &[(ActivityNotResult, "Mengikuti"), (TargetWithoutUnit, "12")],
            ),
            (good, Some(Aspect::Kualitas), "Kepuasan keluarga", "Baik", &[]),
            ("", None, "", "", &[]),
        ];
        for (result, aspect, indicator, target, expected) in table {
            let found = list_hints(&plan(result, *aspect, indicator, target));
            let found: Vec<_> = found.iter().map(|hint| (hint.code, hint.words.as_str())).collect();
            assert_eq!(&found, expected, "{result} / {indicator} / {target}");
        }
    }

    #[test]
    fn an_activity_comes_with_the_whole_sentence_as_a_result() {
        let hints = list_hints(&plan("Melaksanakan  pelayanan KIA", None, "Ibu dilayani", "48 orang"));
        assert_eq!(hints[0].proposal.as_deref(), Some("Terlaksananya pelayanan KIA"));
        let hints = list_hints(&plan("Membantu bendahara", None, "Berkas", "12 berkas"));
        assert_eq!(hints[0].proposal, None);
    }

    #[test]
    fn an_indicator_is_repeated_only_within_its_aspect() {
        let mut skp = plan("Arsip tertata", Some(Aspect::Kuantitas), "Arsip yang ditata", "120 berkas");
        let again = |aspect| Indicator {
            aspect: Some(aspect),
            statement: "arsip yang DITATA".into(),
            target: "100%".into(),
            ..Indicator::default()
        };
        skp.results[0].indicators.push(again(Aspect::Kualitas));
        assert_eq!(list_hints(&skp), []);
        skp.results[0].indicators.push(again(Aspect::Kuantitas));
        assert_eq!(
            list_hints(&skp).iter().map(|hint| (hint.code, hint.indicator)).collect::<Vec<_>>(),
            [(HintCode::IndicatorRepeated, Some(2))]
        );
    }
}

//! Every code that a person can meet has a sentence in both languages.
//!
//! The codes are found in the sources themselves, so that a new one without words fails here and not before a person.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tilik_appraisal::distribution::DistributionCode;
use tilik_appraisal::nip::NipWarning;
use tilik_appraisal::order::ClosingCode;
use tilik_appraisal::predicate::Predikat;
use tilik_appraisal::rating::{OrganisationAchievement, Rating};
use tilik_appraisal::skp::SkpCode;
use tilik_office::words::{Language, render};

/// Areas whose codes are shown wherever a literal names them. In the others a literal may also be the word of an act, a command or a rule, so that
/// only what stands in one of [`CALLS`] counts.
const SHOWN_AREAS: &[&str] = &[
    "cli",
    "closing",
    "enrol",
    "held",
    "journal",
    "open_export",
    "period",
    "rank",
    "receipt",
    "reference",
    "store",
    "sync",
    "verify",
];

/// Calls whose code a person reads.
const CALLS: &[&str] =
    &["Failure::new(", "Failure::of_file(", "Self::new(", "Self::of(", "::of_row(", "refuse(", ".complain("];

/// What `match` arms of the areas above and of `nip` give: `=> "nip.empty"`.
const ARM: &str = "=>";

fn list_files(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The sources of every crate, without comments and unit tests.
fn read_sources() -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()).unwrap() {
        let sources = entry.unwrap().path().join("src");
        if sources.is_dir() {
            list_files(&sources, &mut found);
        }
    }
    found
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
        })
        .collect()
}

fn is_code(literal: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    literal.split_once('.').is_some_and(|(area, reason)| is_word(area) && is_word(reason))
}

/// Every literal of a source with what stands before it.
fn list_literals(source: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (quote, _) in source.match_indices('"') {
        let behind = &source[quote + 1..];
        if let Some(end) = behind.find(['"', '\n']).filter(|end| behind[*end..].starts_with('"')) {
            found.push((&source[..quote], &behind[..end]));
        }
    }
    found
}

/// Whether a code at this place is one that a person reads.
fn is_shown(before: &str, code: &str) -> bool {
    let area = code.split_once('.').map_or("", |(area, _)| area);
    let before = before.trim_end();
    // The call of a finding has the row before the code.
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or_default();
    let is_in_call = CALLS.iter().any(|call| {
        statement.rsplit_once(call).is_some_and(|(_, arguments)| !arguments.contains(['"', ')']))
    });
    is_in_call
        || SHOWN_AREAS.contains(&area)
        || (matches!(area, "nip" | "scan" | "seal") && before.ends_with(ARM))
}

/// Codes found in the sources and codes that are put together of an area and a variant.
fn list_codes(sources: &[String]) -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| list_literals(source))
        .filter(|(before, literal)| is_code(literal) && is_shown(before, literal))
        .map(|(_, literal)| literal.to_owned())
        .collect();
    codes.extend(ClosingCode::ALL.iter().map(|code| format!("closing.{code}")));
    codes.extend(DistributionCode::ALL.iter().map(|code| format!("distribution.{code}")));
    codes.extend(SkpCode::ALL.iter().map(|code| format!("plans.{code}")));
    codes.extend(NipWarning::ALL.iter().map(ToString::to_string));
    codes.extend(Rating::ALL.iter().map(|rating| format!("label.{rating}")));
    codes.extend(Predikat::ALL.iter().map(|predicate| format!("label.{predicate}")));
    codes.extend(OrganisationAchievement::ALL.iter().map(|level| format!("label.{level}")));
    codes.extend(["draft", "agreed", "frozen", "disputed", "empty", "closed"].map(|s| format!("state.{s}")));
    codes
}

fn read_catalogue(name: &str) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/texts").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The facts that a sentence names in braces.
fn list_facts(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_code_renders_in_both_languages() {
    let codes = list_codes(&read_sources());
    for known in [
        "cli.imported",
        "store.wrong_password",
        "verify.wrong_chain",
        "superior.self",
        "plans.person_unknown",
    ] {
        assert!(codes.contains(known), "the search lost {known}");
    }
    let mut missing = Vec::new();
    for code in &codes {
        for language in [Language::Indonesian, Language::English] {
            let words = render(code, &BTreeMap::new(), language);
            if words == *code || words.trim().is_empty() {
                missing.push(format!("{code} {language:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "no words: {missing:#?}");
}

#[test]
fn both_languages_use_the_same_facts() {
    for area in ["office", "exchange"] {
        let indonesian = read_catalogue(&format!("{area}.id.json"));
        let english = read_catalogue(&format!("{area}.en.json"));
        assert!(indonesian.keys().eq(english.keys()), "{area}");
        for (code, sentence) in &indonesian {
            assert_eq!(list_facts(sentence), list_facts(&english[code]), "{code}");
        }
    }
}

#[test]
fn every_fact_in_a_sentence_is_a_name_that_the_sources_give() {
    let sources = read_sources();
    let given: BTreeSet<_> =
        sources.iter().flat_map(|source| list_literals(source)).map(|(_, literal)| literal).collect();
    for (code, sentence) in &read_catalogue("office.id.json") {
        for fact in list_facts(sentence) {
            assert!(given.contains(fact), "{code} names {{{fact}}}, which nothing gives");
        }
    }
}

#[test]
fn every_sentence_of_the_catalogue_belongs_to_a_code() {
    let codes = list_codes(&read_sources());
    // Put together at run time of an area and a name.
    let is_composed = |code: &str| code.starts_with("field.") || code.starts_with("label.");
    let unused: Vec<_> = read_catalogue("office.id.json")
        .into_keys()
        .filter(|code| !codes.contains(code) && !is_composed(code))
        .collect();
    assert!(unused.is_empty(), "no code: {unused:#?}");
}

#[test]
fn the_words_keep_the_rules_of_the_house() {
    const FORBIDDEN: &[&str] = &["sync", "merge", "conflict", "schema", "token", "invalid"];
    for file in ["office.id.json", "office.en.json"] {
        for (code, sentence) in &read_catalogue(file) {
            assert!(!sentence.contains('!'), "{code}: no exclamation marks");
            let lower = sentence.to_lowercase();
            let found = lower
                .split(|c: char| !c.is_alphabetic())
                .find(|word| FORBIDDEN.iter().any(|forbidden| word.starts_with(forbidden)));
            assert_eq!(found, None, "{code}");
        }
    }
}

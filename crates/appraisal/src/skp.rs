//! The SKP: what one person plans to achieve in one period, and how it is written down.
//!
//! This module must not know persons, signatures or the life of an SKP (draft, agreed, frozen). Invariant: an SKP
//! may be incomplete while it is drafted; [`validate`] says what is missing and only errors stop an agreement.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::CoreValue;
use crate::code::coded;

/// Aspects customary for one result of a quantitative JA/JF SKP; cost is optional.
const CUSTOMARY_ASPECTS: usize = 3;

coded! {
    /// How results are described (PermenPANRB 6/2022); chosen for each SKP.
    pub enum Approach {
        /// Indicators by aspect, with targets in columns.
        Kuantitatif = "kuantitatif" | "quantitative",
        /// Measures of success in words, listed under the result.
        Kualitatif = "kualitatif" | "qualitative",
    }
}

coded! {
    /// Which of the two forms of SKP is used.
    pub enum FormKind {
        /// *Bagi Pejabat Pimpinan Tinggi dan Pimpinan Unit Kerja Mandiri*.
        JptUnitHead = "jpt_unit_head" | "jpt",
        /// *Bagi Pejabat Administrasi dan Pejabat Fungsional*.
        JaJf = "ja_jf",
    }
}

coded! {
    /// Section of the form in which a result stands.
    pub enum ResultKind {
        /// *Utama*: from the performance agreement, the plan, a directive or the leader's matrix.
        Utama = "utama" | "main",
        /// *Tambahan*: outside the main duty, agreed by both.
        Tambahan = "tambahan" | "additional",
    }
}

coded! {
    /// What an indicator measures (JA/JF, quantitative).
    pub enum Aspect {
        /// Quantity.
        Kuantitas = "kuantitas" | "quantity",
        /// Quality.
        Kualitas = "kualitas" | "quality",
        /// Time.
        Waktu = "waktu" | "time",
        /// Cost.
        Biaya = "biaya" | "cost",
    }
}

coded! {
    /// Perspective of an indicator (JPT and unit heads, quantitative).
    pub enum Perspective {
        /// Receivers of the service.
        PenerimaLayanan = "penerima_layanan",
        /// Business process.
        ProsesBisnis = "proses_bisnis" | "proses bisnis internal",
        /// Internal strengthening.
        PenguatanInternal = "penguatan_internal",
        /// Budget.
        Anggaran = "anggaran",
    }
}

/// How a planned result is measured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Indicator {
    /// Aspect, on the quantitative JA/JF form.
    pub aspect: Option<Aspect>,
    /// Perspective, on the quantitative form of a leader.
    pub perspective: Option<Perspective>,
    /// The indicator in words.
    pub statement: String,
    /// The target as printed: words, a number with its unit, or a range.
    pub target: String,
    /// Targets of the four quarters where they were set; empty text for none.
    #[serde(default)]
    pub quarterly_targets: [String; 4],
}

/// *Rencana hasil kerja*: a result, not an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PlannedResult {
    /// Section of the form.
    pub kind: ResultKind,
    /// The result in words.
    pub statement: String,
    /// The leader's result that it serves, with its indicator where the leader is a JPT or unit head.
    #[serde(default)]
    pub superior_result: String,
    /// Who gave the assignment, printed in brackets; empty for none.
    #[serde(default)]
    pub assigned_by: String,
    /// How it is measured, in the order printed.
    pub indicators: Vec<Indicator>,
}

/// *Lampiran SKP*: three lists of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Annex {
    /// *Dukungan sumber daya*: people, budget, equipment, training, room to decide.
    pub dukungan_sumber_daya: Vec<String>,
    /// *Skema pertanggungjawaban*: how and how often is reported.
    pub skema_pertanggungjawaban: Vec<String>,
    /// *Konsekuensi*: reward and penalty agreed.
    pub konsekuensi: Vec<String>,
}

/// *Sasaran kinerja pegawai* of one person for one period. All seven values of behaviour belong to every SKP; only
/// the special expectations differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Skp {
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, inclusive.
    pub ends_on: NaiveDate,
    /// Approach.
    pub approach: Approach,
    /// Form.
    pub form: FormKind,
    /// Planned results, in the order printed within their sections.
    pub results: Vec<PlannedResult>,
    /// *Ekspektasi khusus pimpinan* for some of the values.
    #[serde(default)]
    pub special_expectations: BTreeMap<CoreValue, String>,
    /// The annex.
    #[serde(default)]
    pub annex: Annex,
}

coded! {
    /// What is wrong or unusual in an SKP.
    pub enum SkpCode {
        /// The last day is before the first.
        PeriodReversed = "period_reversed",
        /// First and last day lie in different calendar years.
        PeriodCrossesYear = "period_crosses_year",
        /// No main result.
        MainResultMissing = "main_result_missing",
        /// A result without words.
        ResultStatementMissing = "result_statement_missing",
        /// A result without an indicator.
        IndicatorMissing = "indicator_missing",
        /// An indicator without words.
        IndicatorStatementMissing = "indicator_statement_missing",
        /// An indicator without a target.
        TargetMissing = "target_missing",
        /// Fewer than three aspects in a quantitative JA/JF result.
        FewAspects = "few_aspects",
        /// An indicator without aspect where the form has a column for it.
        AspectMissing = "aspect_missing",
        /// An aspect where the form has no column for it.
        AspectNotOnForm = "aspect_not_on_form",
        /// An indicator without perspective where the form has a column for it.
        PerspectiveMissing = "perspective_missing",
        /// A perspective where the form has no column for it.
        PerspectiveNotOnForm = "perspective_not_on_form",
        /// The superior's result named is somebody else's.
        SuperiorResultForeign = "superior_result_foreign",
    }
}

/// Whether a finding stops the agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum SkpSeverity {
    /// The SKP cannot be agreed.
    Error,
    /// It can.
    Warning,
}

/// One finding in an SKP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct SkpFinding {
    /// What it is.
    pub code: SkpCode,
    /// Whether it stops the agreement.
    pub severity: SkpSeverity,
    /// Index of the result, from 0; `None` for the SKP as a whole.
    pub result: Option<usize>,
    /// Index of the indicator in the result, from 0; `None` for the result as a whole.
    pub indicator: Option<usize>,
}

impl SkpCode {
    /// Whether it stops the agreement. A perspective on a qualitative leader's form is only a warning, because one
    /// agency prints it there.
    const fn severity(self, form: FormKind) -> SkpSeverity {
        match self {
            Self::PeriodReversed
            | Self::PeriodCrossesYear
            | Self::MainResultMissing
            | Self::ResultStatementMissing
            | Self::IndicatorMissing
            | Self::IndicatorStatementMissing
            | Self::TargetMissing
            | Self::SuperiorResultForeign => SkpSeverity::Error,
            Self::FewAspects | Self::AspectMissing | Self::AspectNotOnForm | Self::PerspectiveMissing => {
                SkpSeverity::Warning
            }
            Self::PerspectiveNotOnForm => match form {
                FormKind::JptUnitHead => SkpSeverity::Warning,
                FormKind::JaJf => SkpSeverity::Error,
            },
        }
    }
}

/// Everything wrong or unusual in an SKP, in the order of the form (PermenPANRB 6/2022).
#[must_use]
pub fn validate(skp: &Skp) -> Vec<SkpFinding> {
    let mut findings = Vec::new();
    let mut add = |code: SkpCode, result, indicator| {
        findings.push(SkpFinding { code, severity: code.severity(skp.form), result, indicator });
    };
    if skp.ends_on < skp.starts_on {
        add(SkpCode::PeriodReversed, None, None);
    }
    if skp.starts_on.year() != skp.ends_on.year() {
        add(SkpCode::PeriodCrossesYear, None, None);
    }
    if !skp.results.iter().any(|result| result.kind == ResultKind::Utama) {
        add(SkpCode::MainResultMissing, None, None);
    }
    let has_aspects = (skp.approach, skp.form) == (Approach::Kuantitatif, FormKind::JaJf);
    let has_perspectives = (skp.approach, skp.form) == (Approach::Kuantitatif, FormKind::JptUnitHead);
    for (at, result) in skp.results.iter().enumerate() {
        if result.statement.trim().is_empty() {
            add(SkpCode::ResultStatementMissing, Some(at), None);
        }
        if result.indicators.is_empty() {
            add(SkpCode::IndicatorMissing, Some(at), None);
        } else if has_aspects && count_aspects(result) < CUSTOMARY_ASPECTS {
            add(SkpCode::FewAspects, Some(at), None);
        }
        for (index, indicator) in result.indicators.iter().enumerate() {
            for code in list_indicator_codes(indicator, has_aspects, has_perspectives) {
                add(code, Some(at), Some(index));
            }
        }
    }
    findings
}

impl Skp {
    /// Whether the form has a column for the superior's result.
    #[must_use]
    pub fn names_superior_results(&self) -> bool {
        self.form == FormKind::JaJf && self.approach == Approach::Kuantitatif
    }
}

/// Which of the superior's results is meant: the same words, followed by an indicator perhaps.
#[must_use]
pub fn find_served(superior_result: &str, superior: &Skp) -> Option<usize> {
    let wanted = fold_words(superior_result);
    if wanted.is_empty() {
        return None;
    }
    let statements: Vec<_> = superior.results.iter().map(|result| fold_words(&result.statement)).collect();
    let is_meant = |statement: &String| !statement.is_empty() && wanted.starts_with(statement.as_str());
    // The longest: one statement may begin with another.
    (0..statements.len()).filter(|at| is_meant(&statements[*at])).max_by_key(|at| statements[*at].len())
}

/// The results to choose from as a superior's. Where the superior leads a unit, the form wants the indicator too (footnote of the form).
#[must_use]
pub fn list_offered(superior: &Skp) -> Vec<String> {
    superior
        .results
        .iter()
        .filter(|result| !result.statement.trim().is_empty())
        .map(|result| match (superior.form, result.indicators.first()) {
            (FormKind::JptUnitHead, Some(first)) if !first.statement.trim().is_empty() => {
                format!("{} ({})", result.statement.trim(), first.statement.trim())
            }
            _ => result.statement.trim().to_owned(),
        })
        .collect()
}

/// What everybody plans, to be found by its words.
#[derive(Debug, Clone)]
pub struct PlannedWords<Id> {
    whose: HashMap<String, Vec<Id>>,
}

impl<Id> FromIterator<(Id, String)> for PlannedWords<Id> {
    fn from_iter<T: IntoIterator<Item = (Id, String)>>(planned: T) -> Self {
        let mut whose: HashMap<String, Vec<Id>> = HashMap::new();
        for (id, statement) in planned {
            whose.entry(fold_words(&statement)).or_default().push(id);
        }
        Self { whose }
    }
}

impl<Id> PlannedWords<Id> {
    /// Who plans this, in the same words, be the indicator behind them in brackets or not.
    fn list_planners(&self, folded: &str) -> impl Iterator<Item = &Id> {
        let ends = folded.match_indices(" (").map(|(at, _)| at).chain([folded.len()]);
        ends.filter_map(|end| self.whose.get(folded.get(..end)?)).flatten()
    }
}

/// Results that name as the superior's what others plan and the superior (`None` without a plan) does not. `is_other`: neither the person nor the superior. Words that
/// nobody plans are let be: a superior's result may be worded anew after it was named.
#[must_use]
pub fn list_foreign_results<Id>(
    own: &Skp,
    superior: Option<&Skp>,
    planned: &PlannedWords<Id>,
    is_other: impl Fn(&Id) -> bool,
) -> Vec<SkpFinding> {
    list_unserved(own, superior)
        .into_iter()
        .filter(|(_, words)| planned.list_planners(words).any(&is_other))
        .map(|(at, _)| SkpFinding {
            code: SkpCode::SuperiorResultForeign,
            severity: SkpCode::SuperiorResultForeign.severity(own.form),
            result: Some(at),
            indicator: None,
        })
        .collect()
}

/// Indexes of results that name a superior's which is on no plan of the superior's, with those words folded.
#[must_use]
pub fn list_unserved(own: &Skp, superior: Option<&Skp>) -> Vec<(usize, String)> {
    if !own.names_superior_results() {
        return Vec::new();
    }
    let is_served = |words: &str| superior.is_some_and(|superior| find_served(words, superior).is_some());
    own.results
        .iter()
        .enumerate()
        .filter(|(_, planned)| !is_served(&planned.superior_result))
        .map(|(at, planned)| (at, fold_words(&planned.superior_result)))
        .filter(|(_, words)| !words.is_empty())
        .collect()
}

fn fold_words(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn count_aspects(result: &PlannedResult) -> usize {
    Aspect::ALL.iter().filter(|aspect| result.indicators.iter().any(|i| i.aspect == Some(**aspect))).count()
}

fn list_indicator_codes(indicator: &Indicator, has_aspects: bool, has_perspectives: bool) -> Vec<SkpCode> {
    let conditions = [
        (indicator.statement.trim().is_empty(), SkpCode::IndicatorStatementMissing),
        (indicator.target.trim().is_empty(), SkpCode::TargetMissing),
        (has_aspects && indicator.aspect.is_none(), SkpCode::AspectMissing),
        (!has_aspects && indicator.aspect.is_some(), SkpCode::AspectNotOnForm),
        (has_perspectives && indicator.perspective.is_none(), SkpCode::PerspectiveMissing),
        (!has_perspectives && indicator.perspective.is_some(), SkpCode::PerspectiveNotOnForm),
    ];
    conditions.into_iter().filter_map(|(is_so, code)| is_so.then_some(code)).collect()
}

/// When an SKP applies, and to whom in which position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkpSpan<Id> {
    /// The person.
    pub person: Id,
    /// The position, or segment of it.
    pub position: Id,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, inclusive.
    pub ends_on: NaiveDate,
}

/// Pairs of indexes of spans of one person and position that share a day, each pair once with the smaller index
/// first, in ascending order. Pass agreed SKPs only: drafts may overlap.
#[must_use]
pub fn list_overlaps<Id: Ord>(spans: &[SkpSpan<Id>]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&i| (&spans[i].person, &spans[i].position, spans[i].starts_on, i));
    let mut pairs = Vec::new();
    for (place, &first) in order.iter().enumerate() {
        let a = &spans[first];
        for &second in &order[place + 1..] {
            let b = &spans[second];
            let is_same = a.person == b.person && a.position == b.position;
            if !is_same || b.starts_on > a.ends_on {
                break;
            }
            pairs.push((first.min(second), first.max(second)));
        }
    }
    pairs.sort_unstable();
    pairs
}

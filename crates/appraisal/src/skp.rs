//! The SKP: what one person plans to achieve in one period, and how it is written down.
//!
//! This module must not know persons, signatures or the life of an SKP (draft, agreed, frozen). Invariant: an SKP
//! may be incomplete while it is drafted; [`validate`] says what is missing and only errors stop an agreement.

use std::collections::BTreeMap;

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
            | Self::TargetMissing => SkpSeverity::Error,
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

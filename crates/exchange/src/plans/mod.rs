//! A file of SKPs to drafts, one row an indicator. It must not judge a plan: what may be agreed is decided by the
//! rules of appraisal, and whether the person exists by the caller. Invariant: never half a plan: when one row of a
//! person is refused, all rows of that person are.
//!
//! # Format
//!
//! One row for each indicator, expectation and annex line; headings in Indonesian or English, in any order:
//!
//! | column | English | holds |
//! |---|---|---|
//! | `nip` | `nip` | whose SKP |
//! | `tahun` | `period` | `2026`, or a part of a year such as `2026-S1` |
//! | `mulai`, `selesai` | `starts_on`, `ends_on` | optional, `2026-03-01`, within the period |
//! | `pendekatan` | `approach` | optional: `kuantitatif`, `kualitatif`; guessed from aspects and perspectives |
//! | `formulir` | `form` | optional: `ja_jf`, `jpt_unit_head`; guessed from perspectives |
//! | `jenis_baris` | `row_kind` | optional: `hasil` (when empty), `ekspektasi`, `lampiran` |
//! | `no_hasil` | `result_no` | optional: rows with one number and kind are one result; without it those with one wording |
//! | `jenis_hasil` | `kind` | optional: `utama` (when empty), `tambahan` |
//! | `hasil_pimpinan` | `superior_result` | optional: the leader's result that it serves |
//! | `hasil` | `result` | the result; with a number it may stand in one row of the result alone |
//! | `penugasan_dari` | `assigned_by` | optional |
//! | `aspek` | `aspect` | optional: `kuantitas`, `kualitas`, `waktu`, `biaya` |
//! | `indikator`, `target` | `indicator`, `target` | both needed in a row of a result |
//! | `target_tw1` … `target_tw4` | `target_q1` … | optional |
//! | `perspektif` | `perspective` | optional: `penerima_layanan`, `proses_bisnis`, `penguatan_internal`, `anggaran` |
//! | `bagian` | `section` | for `ekspektasi` one of the seven values; for `lampiran` `dukungan`, `pertanggungjawaban`, `konsekuensi` |
//! | `uraian` | `text` | the words of an expectation or annex line |
//!
//! Results are kept in the order of the file, the main ones first.

mod field;
mod form;
mod group;
mod person;
mod row;

pub use field::PlanField;

use crate::code;
use crate::error::FileError;
use crate::finding::{Finding, Notice, Refusal, SkippedRow, count_rows};
use crate::grid::Grid;
use crate::header::Mapping;
use crate::nip_cell::{NipFault, NipRead, read_nip};
use crate::rows::{FieldRow, list_hidden, list_mapped, split_rows};
use crate::workbook::{list_passed_over, open, take_only_table};
use chrono::NaiveDate;
use row::{PlanRow, read_row};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tilik_appraisal::{Nip, Skp};

/// Digits by which a broken NIP is taken to be of the person around it: the date of birth.
const BIRTH_DIGITS: usize = 8;

/// The SKP of one person, as the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkpDraft {
    /// Whose.
    pub nip: Nip,
    /// The rows that it comes from.
    pub rows: Vec<u32>,
    /// The plan.
    pub skp: Skp,
    /// Whether the file does not say the approach.
    pub is_approach_guessed: bool,
    /// Whether the file does not say the form; the person's position decides.
    pub is_form_guessed: bool,
}

/// What a file of SKPs holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Plans {
    /// By person and first day.
    pub drafts: Vec<SkpDraft>,
    /// Why rows were refused; a row may have several reasons.
    pub refused: Vec<Refusal>,
    /// What a person should know of rows that were read.
    pub notices: Vec<Notice>,
    /// Rows that hold no part of a plan.
    pub skipped: Vec<SkippedRow>,
    /// The sheets that were read; none for a CSV.
    pub sheets: Vec<String>,
    /// Visible sheets with something in them that were not read.
    pub passed_over: Vec<String>,
}

impl Plans {
    /// How many rows were refused.
    pub fn count_refused_rows(&self) -> usize {
        count_rows(&self.refused)
    }
}

/// A row of the file with what was read from it.
struct Source<'a> {
    row: FieldRow<'a, PlanField>,
    nip: NipRead,
    plan: Option<PlanRow>,
}

/// Reads the SKPs of a file.
pub fn read_plans(grid: &Grid, mapping: &Mapping<PlanField>, today: NaiveDate) -> Result<Plans, FileError> {
    mapping.check()?;
    let columns = list_mapped(mapping);
    let (rows, skipped) = split_rows(grid, mapping, &columns, PlanField::Nip);
    let mut plans = Plans { skipped, ..Plans::default() };
    let mut sources = Vec::with_capacity(rows.len());
    for row in rows {
        let nip = read_nip(row.find_cell(PlanField::Nip), today);
        let mut refused = Vec::new();
        let plan = read_row(&row, &nip, &mut refused);
        row.refuse_valueless([code::PLANS_CELL_ERROR, code::PLANS_FORMULA_WITHOUT_VALUE], &mut refused);
        let plan = plan.filter(|_| refused.is_empty());
        plans.refused.append(&mut refused);
        sources.push(Source { row, nip, plan });
    }
    group::refuse_differences(&sources, &mut plans.refused);
    refuse_whole_people(&sources, &mut plans.refused);
    let refused: BTreeSet<u32> = plans.refused.iter().map(|r| r.row).collect();
    sources.retain(|s| !refused.contains(&s.row.row.number));
    for source in sources.iter().filter(|s| s.row.had_control_characters()) {
        let notice = Finding::of_row(source.row.row.number, code::PLANS_CONTROL_CHARACTERS_REMOVED);
        plans.notices.push(notice);
    }
    let rows = sources.iter().map(|source| source.row.row.number);
    plans.notices.extend(list_hidden(grid, rows, code::PLANS_ROW_HIDDEN));
    plans.drafts = group::list_drafts(&sources);
    plans.refused.sort_by_key(|r| r.row);
    Ok(plans)
}

/// Reads the SKPs of a file of any kind: of the sheet named, else of every visible sheet that holds one person's
/// form, else the rows of the one sheet that has such; several of them are refused.
pub fn read_plan_file(bytes: &[u8], sheet: Option<&str>, today: NaiveDate) -> Result<Plans, FileError> {
    let mut all = Plans::default();
    let mut book = open(bytes)?;
    let shapes = book.list_sheets();
    let mut is_form = false;
    for (name, grid) in book.take_where(sheet, |grid| form::read_form(grid, today).is_some())? {
        let Some(mut plans) = form::read_form(&grid, today) else { continue };
        is_form = true;
        for finding in plans.refused.iter_mut().chain(&mut plans.notices) {
            finding.args.insert("sheet".to_owned(), name.clone());
        }
        all.drafts.append(&mut plans.drafts);
        all.refused.append(&mut plans.refused);
        all.notices.append(&mut plans.notices);
        all.skipped.append(&mut plans.skipped);
        all.sheets.push(name);
    }
    if !is_form {
        let table = take_only_table::<PlanField>(&mut book, sheet)?;
        all = read_plans(&table.grid, &table.mapping, today)?;
        all.sheets.extend(table.grid.sheet().map(str::to_owned));
    }
    all.passed_over = list_passed_over(&shapes, &all.sheets);
    Ok(all)
}

/// How many rows a refusal names.
const NAMED_ROWS: usize = 20;

/// Refuses the other rows of every person who has a refused row, also of those to whom a row without a readable
/// NIP seems to belong.
fn refuse_whole_people(sources: &[Source<'_>], refused: &mut Vec<Refusal>) {
    let faulty: BTreeSet<u32> = refused.iter().map(|r| r.row).collect();
    let mut faults: BTreeMap<&Nip, BTreeSet<u32>> = BTreeMap::new();
    let mut faults_by_prefix: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut above: Option<&Nip> = None;
    for source in sources {
        let number = source.row.row.number;
        match &source.nip {
            Ok(read) => {
                above = Some(&read.nip);
                if faulty.contains(&number) {
                    faults.entry(&read.nip).or_default().insert(number);
                }
            }
            Err(fault) => {
                let known = find_sure_digits(fault, &source.row);
                if let Some(nip) = above.filter(|_| known.len() < BIRTH_DIGITS) {
                    faults.entry(nip).or_default().insert(number);
                }
                if !known.is_empty() {
                    faults_by_prefix.entry(known).or_default().insert(number);
                }
            }
        }
    }
    let everyone: BTreeSet<&Nip> =
        sources.iter().filter_map(|s| s.nip.as_ref().ok()).map(|read| &read.nip).collect();
    let everyone: Vec<&Nip> = everyone.into_iter().collect();
    for (prefix, rows) in &faults_by_prefix {
        let first = everyone.partition_point(|nip| nip.as_str() < prefix.as_str());
        for nip in everyone.iter().skip(first).take_while(|nip| nip.as_str().starts_with(prefix)) {
            faults.entry(nip).or_default().extend(rows.iter().take(NAMED_ROWS));
        }
    }
    for source in sources.iter().filter(|s| !faulty.contains(&s.row.row.number)) {
        let Ok(read) = &source.nip else { continue };
        if let Some(rows) = faults.get(&read.nip) {
            let rows = rows.iter().take(NAMED_ROWS).map(u32::to_string).collect::<Vec<_>>().join(", ");
            refused.push(source.row.finding(PlanField::Nip, code::PLANS_PERSON_REFUSED).with("rows", rows));
        }
    }
}

/// The leading digits of a NIP that cannot be read, at most those of the date of birth. Whoever's NIP begins so may
/// own the row; with fewer digits also the person in the row above.
fn find_sure_digits(fault: &NipFault, row: &FieldRow<'_, PlanField>) -> String {
    let digits = match fault {
        NipFault::Missing => String::new(),
        NipFault::Damaged { surviving, .. } => surviving.clone(),
        NipFault::Invalid { .. } => {
            row.text(PlanField::Nip).text.chars().filter(char::is_ascii_digit).collect()
        }
    };
    digits.get(..BIRTH_DIGITS).map(str::to_owned).unwrap_or(digits)
}

//! Several rows for one person in a report of SKPs: a new position within the year, or one held beside it for a
//! while. It must not judge rows with one period: those contradict each other or are the same. Invariant: a row
//! that is left out here is listed with its reason, and is never the only row of its person unless that position is
//! held for another.

use super::RosterField;
use crate::cell_text::squeeze;
use crate::date_text::read_date;
use crate::finding::{SkipReason, SkippedRow};
use crate::nip_cell::NipRead;
use crate::rows::FieldRow;
use chrono::NaiveDate;
use std::collections::HashMap;
use tilik_appraisal::Nip;

/// Takes out positions held for another (PLT, PLH), and of the others all but the latest of each person.
pub(super) fn take_passed<'a>(
    rows: Vec<FieldRow<'a, RosterField>>,
    nips: Vec<NipRead>,
    skipped: &mut Vec<SkippedRow>,
) -> (Vec<FieldRow<'a, RosterField>>, Vec<NipRead>) {
    let ends: Vec<Option<NaiveDate>> =
        rows.iter().map(|row| row.find_cell(RosterField::PeriodeAkhir).and_then(read_date)).collect();
    let for_another: Vec<bool> = rows.iter().map(is_for_another).collect();
    let mut latest: HashMap<&Nip, Option<NaiveDate>> = HashMap::new();
    for ((nip, end), _) in nips.iter().zip(&ends).zip(&for_another).filter(|(_, is)| !**is) {
        let Ok(read) = nip else { continue };
        let known = latest.entry(&read.nip).or_insert(*end);
        // A row whose period cannot be read is not older than another.
        *known = (*known).zip(*end).map(|(known, end)| known.max(end));
    }
    let reasons: Vec<Option<SkipReason>> = nips
        .iter()
        .zip(&ends)
        .zip(&for_another)
        .map(|((nip, end), is_for_another)| match nip {
            _ if *is_for_another => Some(SkipReason::ForAnother),
            Ok(read) => {
                let latest = latest.get(&read.nip).copied().flatten();
                (latest > *end && end.is_some()).then_some(SkipReason::OlderPeriod)
            }
            Err(_) => None,
        })
        .collect();
    let mut kept_rows = Vec::with_capacity(rows.len());
    let mut kept_nips = Vec::with_capacity(rows.len());
    for ((row, nip), reason) in rows.into_iter().zip(nips).zip(reasons) {
        match reason {
            Some(reason) => {
                let text =
                    format!("{} {}", row.text(RosterField::Nip).text, row.text(RosterField::Nama).text);
                skipped.push(SkippedRow { row: row.row.number, reason, text: text.trim().to_owned() });
            }
            None => {
                kept_rows.push(row);
                kept_nips.push(nip);
            }
        }
    }
    skipped.sort_by_key(|s| s.row);
    (kept_rows, kept_nips)
}

fn is_for_another(row: &FieldRow<'_, RosterField>) -> bool {
    matches!(
        squeeze(&row.text(RosterField::IsPltPlh).text).as_str(),
        "1" | "true" | "ya" | "y" | "plt" | "plh" | "pltplh"
    )
}

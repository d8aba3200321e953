//! What stands in an office beside people, users and evaluations, so that two states of it can be compared: plans, and papers.
//!
//! Must not know how a copy is opened. Invariant: what is counted as lost is told apart record by record, so that two states that are equal in number are not taken as
//! equal (`a_preview_tells_of_plans_and_papers_that_would_be_lost`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tilik_journal::Value;
use tilik_journal::catalogue::{objection, scan, sheet, skp};
use tilik_journal::document::Mark;
use ts_rs::TS;

use crate::{Failure, Office};

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptKind {
    /// Plans, whatever their state.
    Plan,
    /// Plans that both agreed on, or that are fixed.
    AgreedPlan,
    /// Fixed plans.
    FrozenPlan,
    /// Addenda to plans.
    Addendum,
    /// Sheets that were printed.
    PrintedSheet,
    /// Sheets that the assessor signed.
    SignedSheet,
    /// Scanned pages.
    Scan,
    /// Objections.
    Objection,
}

const KINDS: [KeptKind; 8] = [
    KeptKind::Plan,
    KeptKind::AgreedPlan,
    KeptKind::FrozenPlan,
    KeptKind::Addendum,
    KeptKind::PrintedSheet,
    KeptKind::SignedSheet,
    KeptKind::Scan,
    KeptKind::Objection,
];

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptChange {
    /// Of what.
    pub kind: KeptKind,
    /// How many in the copy.
    pub then: usize,
    /// How many now.
    pub now: usize,
    /// How many of those now are not in the copy.
    pub lost: usize,
    /// How many of the copy are not there now.
    pub regained: usize,
}

/// Which records stand in an office.
#[derive(Debug, Default)]
pub(super) struct Kept {
    named: BTreeMap<KeptKind, BTreeSet<(uuid::Uuid, i64)>>,
}

impl Kept {
    pub(super) fn of(office: &Office) -> Result<Self, Failure> {
        let mut kept = Self::default();
        for row in office.list_rows(skp::KIND, None, &[skp::AGREED_ON, skp::ADDENDUM])? {
            kept.add(KeptKind::Plan, row.id.0, 0);
            let is_frozen = row.stage == Some(Mark::Frozen);
            if is_frozen || row.text(0).is_some() {
                kept.add(KeptKind::AgreedPlan, row.id.0, 0);
            }
            if is_frozen {
                kept.add(KeptKind::FrozenPlan, row.id.0, 0);
            }
            for number in 1..=row.values.get(1).and_then(Value::as_int).unwrap_or_default() {
                kept.add(KeptKind::Addendum, row.id.0, number);
            }
        }
        for row in office.list_rows(sheet::KIND, None, &[sheet::ASSESSOR_SIGNED_ON])? {
            kept.add(KeptKind::PrintedSheet, row.id.0, 0);
            if row.text(0).is_some() {
                kept.add(KeptKind::SignedSheet, row.id.0, 0);
            }
        }
        for (kind, of) in [(KeptKind::Scan, scan::KIND), (KeptKind::Objection, objection::KIND)] {
            for row in office.list_rows(of, None, &[])? {
                kept.add(kind, row.id.0, 0);
            }
        }
        Ok(kept)
    }

    fn add(&mut self, kind: KeptKind, record: uuid::Uuid, number: i64) {
        self.named.entry(kind).or_default().insert((record, number));
    }

    /// This state now, beside that of a copy; nothing of what neither has.
    pub(super) fn compare(&self, then: &Self) -> Vec<KeptChange> {
        let none = BTreeSet::new();
        KINDS
            .into_iter()
            .map(|kind| {
                let now = self.named.get(&kind).unwrap_or(&none);
                let then = then.named.get(&kind).unwrap_or(&none);
                KeptChange {
                    kind,
                    then: then.len(),
                    now: now.len(),
                    lost: now.difference(then).count(),
                    regained: then.difference(now).count(),
                }
            })
            .filter(|change| change.then + change.now > 0)
            .collect()
    }
}

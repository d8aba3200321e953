//! What would be sent: how much, and how long that takes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tilik_journal::Value;
use tilik_journal::catalogue::{office, scan};
use tilik_store::ledger::RunLine;
use tilik_sync::message::{Message as _, Push};
use tilik_sync::{packing, plan, size_of};
use ts_rs::TS;

use super::ledger::ranges_of;
use crate::{Failure, Office};

/// Bytes a second of a line of which nothing is known: 128 kbit/s.
const USUAL_SPEED: u64 = 16_000;
/// A run that moved less says nothing of its line.
const LEAST_TO_TELL: u64 = 20_000;
/// Talking takes this long whatever is said.
const GREETING_SECONDS: u64 = 5;
/// What is packed on trial, before packing.
const SAMPLE: usize = 1 << 20;
/// Messages of a run that begins are about so large: the smaller, the less they pack.
const A_MESSAGE: usize = 48 << 10;
/// What heads and answers cost beside.
const TALK: u64 = 3_000;
/// So many entries are told apart by what was done.
const TOLD_APART: usize = 5_000;

type Hash = [u8; 32];

/// Acts of one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ActCount {
    /// The area: the first part of the act's word, as `evaluation`.
    pub area: String,
    /// How many.
    pub count: usize,
}

/// What would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct Sendable {
    /// Entries that the province has not confirmed.
    #[ts(type = "number")]
    pub entries: u64,
    /// The same by area, the most first.
    pub acts: Vec<ActCount>,
    /// Bytes on the line, about.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Attachments that it has not confirmed.
    pub attachments: usize,
    /// Their bytes.
    #[ts(type = "number")]
    pub attachment_bytes: u64,
    /// Seconds, about, without attachments.
    #[ts(type = "number")]
    pub seconds: u64,
    /// The same for the attachments.
    #[ts(type = "number")]
    pub attachment_seconds: u64,
}

impl Office {
    /// What would be sent now, by what the province confirmed last.
    pub(super) fn preview_sending(&self, runs: &[RunLine]) -> Result<Sendable, Failure> {
        let ledger = self.store().ledger()?;
        let feed = ledger.feed()?;
        let tips = ledger.read_standing(feed)?.tips;
        let plan = plan(ledger.lines(), feed, &tips, ledger)?;
        let ranges = ranges_of(&plan);
        let mut message = Push { feed, entries: Vec::new() };
        let (mut sampled, mut told, mut packed) = (0, 0, 0);
        let mut packed_messages = 0;
        let mut acts: BTreeMap<String, usize> = BTreeMap::new();
        ledger.visit_ranges(&ranges, &mut |_, entry| {
            let area = entry.envelope().act.split('.').next().unwrap_or_default().to_owned();
            *acts.entry(area).or_default() += 1;
            told += 1;
            if sampled < SAMPLE {
                sampled += size_of(&entry);
                message.entries.push(entry);
            }
            if sampled / A_MESSAGE > packed_messages {
                packed_messages = sampled / A_MESSAGE;
                packed += pack(&mut message);
            }
            told < TOLD_APART
        })?;
        packed += pack(&mut message);
        let attachments = self.list_unsent_attachments()?;
        let attachment_bytes = attachments.iter().map(|(_, size)| size).sum();
        let bytes = if plan.is_empty() {
            0
        } else {
            packed * ledger.measure_ranges(&ranges)?.max(1) / (sampled.max(1) as u64) + TALK
        };
        let speed = find_speed(runs);
        let mut acts: Vec<_> = acts.into_iter().map(|(area, count)| ActCount { area, count }).collect();
        acts.sort_by_key(|act| std::cmp::Reverse(act.count));
        Ok(Sendable {
            entries: plan.count(),
            acts,
            bytes,
            attachments: attachments.len(),
            attachment_bytes,
            seconds: bytes / speed + GREETING_SECONDS,
            attachment_seconds: attachment_bytes / speed,
        })
    }

    /// Attachments that are here and that the province has not confirmed, with their sizes.
    pub(super) fn list_unsent_attachments(&self) -> Result<Vec<(Hash, u64)>, Failure> {
        let ledger = self.store().ledger()?;
        let attachments = self.store().vault().attachments()?;
        let mut unsent = Vec::new();
        for hash in self.list_attachments()? {
            if ledger.is_confirmed(&hash)? {
                continue;
            }
            if let Some(size) = attachments.find_size(&hash)? {
                unsent.push((hash, size));
            }
        }
        Ok(unsent)
    }

    /// All attachments that are here, with their sizes.
    pub(super) fn list_stored_attachments(&self) -> Result<Vec<(Hash, u64)>, Failure> {
        let attachments = self.store().vault().attachments()?;
        let mut stored = Vec::new();
        for hash in self.list_attachments()? {
            stored.extend(attachments.find_size(&hash)?.map(|size| (hash, size)));
        }
        Ok(stored)
    }

    /// Attachments that entries name and this laptop lacks, with what has come of each.
    pub(super) fn list_lacking_attachments(&self) -> Result<Vec<(Hash, u64)>, Failure> {
        let ledger = self.store().ledger()?;
        let attachments = self.store().vault().attachments()?;
        let mut lacking = Vec::new();
        for hash in self.list_attachments()? {
            if !attachments.is_stored(&hash)? {
                lacking.push((hash, ledger.count_piece_bytes(&hash)?));
            }
        }
        Ok(lacking)
    }

    /// The files that the journal speaks of: scanned pages, and the emblem.
    pub(crate) fn list_attachments(&self) -> Result<BTreeSet<Hash>, Failure> {
        let scans = self.list_rows(scan::KIND, None, &[scan::ATTACHMENT])?;
        let mut named: BTreeSet<Hash> =
            scans.iter().filter_map(|row| row.values.first()?.as_bytes()?.try_into().ok()).collect();
        let own = self.office_record()?;
        named.extend(
            own.value(office::EMBLEM).and_then(Value::as_bytes).and_then(|hash| Hash::try_from(hash).ok()),
        );
        Ok(named)
    }
}

/// Bytes that a message has on the line; it is empty then.
fn pack(message: &mut Push) -> u64 {
    if message.entries.is_empty() {
        return 0;
    }
    let bytes = message.to_bytes();
    message.entries.clear();
    packing::pack(&bytes).map_or(bytes.len(), |packed| packed.len()) as u64
}

/// Bytes a second of the last run that tells.
fn find_speed(runs: &[RunLine]) -> u64 {
    runs.iter()
        .filter_map(|run| {
            let bytes = run.end.bytes_sent + run.end.bytes_received;
            let ms = u64::try_from(run.ended_at? - run.began_at).ok().filter(|ms| *ms > 0)?;
            (bytes >= LEAST_TO_TELL).then_some((bytes * 1_000 / ms).max(1_000))
        })
        .next()
        .unwrap_or(USUAL_SPEED)
}

#[cfg(test)]
mod tests {
    use tilik_store::ledger::{RunEnd, RunLine, Way};

    use super::{USUAL_SPEED, find_speed};

    #[test]
    fn the_speed_is_that_of_the_newest_run_that_moved_something() {
        let run = |bytes_sent, seconds: Option<i64>| RunLine {
            id: 1,
            began_at: 1_000,
            ended_at: seconds.map(|seconds| 1_000 + seconds * 1_000),
            way: Way::Line,
            end: RunEnd { bytes_sent, ..RunEnd::default() },
        };
        assert_eq!(find_speed(&[]), USUAL_SPEED);
        assert_eq!(find_speed(&[run(500, Some(1)), run(90_000, None)]), USUAL_SPEED);
        assert_eq!(find_speed(&[run(500, Some(1)), run(90_000, Some(3)), run(90_000, Some(1))]), 30_000);
        assert_eq!(find_speed(&[run(90_000, Some(0)), run(90_000, Some(-5))]), USUAL_SPEED);
        assert_eq!(find_speed(&[run(20_000, Some(100_000))]), 1_000, "nobody is told of weeks");
    }
}

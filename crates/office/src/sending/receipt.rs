//! The receipt of a run on paper: for the office's file of letters, and for whoever carried a stick to sign.
//!
//! Must not know layout. Invariant: nothing is printed of a receipt whose signature does not hold under the province's key.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::DateTime;
use sha2::{Digest, Sha256};
use tilik_forms::imprint::Imprint;
use tilik_forms::party::Stage;
use tilik_forms::{Paper, TandaTerima, render};
use tilik_journal::catalogue::{device, office};
use tilik_journal::{LogId, RecordId};
use tilik_store::ledger::{KeptReceipt, RunLine, Way};
use tilik_sync::message::{Message as _, Receipt, SignedReceipt};
use tilik_sync::pairing::compute_number;

use crate::words::{self, Language};
use crate::{Failure, Office, record};

/// Bytes of a hash that are printed: 128 bits in eight groups of four signs.
const PRINTED_BYTES: usize = 16;
const GROUP_BYTES: usize = 2;

impl Office {
    /// The receipt of a run as PDF; of no run, that of the newest one which has one.
    ///
    /// # Errors
    /// `sending.no_receipt` where the run has none or it is not kept any more; `sync.wrong_signature`; those of the forms.
    pub fn render_receipt(&self, run: Option<i64>, paper: Paper) -> Result<Vec<u8>, Failure> {
        let (line, kept) = self.get_receipt(run)?;
        let receipt = SignedReceipt::parse(&kept.signed)?.verify(&kept.province)?;
        let form = self.write_receipt(&line, &kept, &receipt)?;
        let options = self.print_options(paper, &format!("Tanda Terima {}", receipt.number))?;
        Ok(render(&[form], &options, |_| ControlFlow::Continue(()))?.bytes)
    }

    fn get_receipt(&self, run: Option<i64>) -> Result<(RunLine, KeptReceipt), Failure> {
        let ledger = self.store().ledger()?;
        let is_meant = |line: &RunLine| run.map_or(line.end.receipt.is_some(), |id| line.id == id);
        let line = ledger.list_runs()?.into_iter().find(is_meant);
        let found = match line {
            Some(line) => match line.end.receipt {
                Some(number) => {
                    ledger.find_receipt_numbered(ledger.feed()?, number)?.map(|kept| (line, kept))
                }
                None => None,
            },
            None => None,
        };
        found.ok_or_else(|| Failure::new("sending.no_receipt"))
    }

    fn write_receipt(
        &self,
        line: &RunLine,
        kept: &KeptReceipt,
        receipt: &Receipt,
    ) -> Result<TandaTerima, Failure> {
        let key = self.store().ledger()?.device_key();
        let certified = self.find(device::KIND, RecordId::device(&key))?;
        let laptop = certified
            .map(|device| record::text(&device, device::NAME))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| say("receipt.first_laptop", &[]));
        let agency = self.paper_settings()?.agency;
        let agency =
            if agency.is_empty() { record::text(&self.office_record()?, office::NAME) } else { agency };
        let day = self.host().day_of(DateTime::from_timestamp_millis(receipt.time).unwrap_or_default());
        let attachments = line.end.attachments_sent;
        let sent: [(&str, &dyn ToString); 2] =
            [("entries", &line.end.entries_sent), ("attachments", &attachments)];
        let (way, sent) = match line.way {
            Way::Line => ("receipt.by_line", say("receipt.sent", &sent)),
            Way::StickWritten | Way::StickTaken => ("receipt.by_stick", say("receipt.sent_by_stick", &[])),
        };
        Ok(TandaTerima {
            number: receipt.number.to_string(),
            agency,
            enrolled_as: self.get_province()?.name,
            laptop: format!("{laptop} ({})", compute_number(&key)),
            given_at: crate::closing::long_date(self.pack(), day),
            way: say(way, &[]),
            sent,
            covered: say("receipt.covered", &[("entries", &count_covered(receipt))]),
            digest: in_groups(&kept.signed, PRINTED_BYTES),
            province_key: in_groups(&kept.province, PRINTED_BYTES),
            imprint: Imprint { stage: Stage::Closed, ..Imprint::default() },
            ..TandaTerima::default()
        })
    }
}

/// A form speaks Indonesian, whatever the window speaks.
fn say(code: &str, facts: &[(&str, &dyn ToString)]) -> String {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
    words::render(code, &facts, Language::Indonesian)
}

/// Of each log everything up to its farthest tip.
fn count_covered(receipt: &Receipt) -> u64 {
    let mut farthest: BTreeMap<LogId, u64> = BTreeMap::new();
    for tip in &receipt.tips {
        let seq = farthest.entry(tip.log).or_default();
        *seq = tip.seq.max(*seq);
    }
    farthest.values().sum()
}

/// The beginning of a SHA-256 as people read it to each other.
fn in_groups(bytes: &[u8], printed: usize) -> String {
    let digest = Sha256::digest(bytes);
    let groups: Vec<String> = digest
        .chunks(GROUP_BYTES)
        .take(printed / GROUP_BYTES)
        .map(|group| group.iter().map(|byte| format!("{byte:02X}")).collect())
        .collect();
    groups.join(" ")
}

//! The office's journal as a run with the province asks for it: lent for each question alone, so that whoever rates meanwhile waits for no line.

use std::cell::RefCell;
use std::sync::Arc;

use tilik_journal::lineage::PlacedEntries;
use tilik_journal::signatures::Checked;
use tilik_journal::{Entry, EntryHash, FeedId, Lines, LogId, Position, View};
use tilik_store::ledger::{KeptReceipt, Range};
use tilik_sync::message::{Message as _, SignedReceipt};
use tilik_sync::{Epoch, Ledger, Name, Plan, Standing, Wanted};
use zeroize::Zeroizing;

use crate::safekeeping::Occasion;
use crate::{Failure, Office};

type Hash = [u8; 32];

/// Lends the office for a moment.
pub trait Lender {
    /// Does something with the office.
    ///
    /// # Errors
    /// When it is not open any more, and whatever the work says.
    fn lend<T>(&self, work: impl FnOnce(&mut Office) -> Result<T, Failure>) -> Result<T, Failure>;
}

/// An office that nobody else uses.
impl Lender for RefCell<&mut Office> {
    fn lend<T>(&self, work: impl FnOnce(&mut Office) -> Result<T, Failure>) -> Result<T, Failure> {
        work(&mut self.borrow_mut())
    }
}

/// What a run works on.
pub struct OfficeLedger<'l, L: Lender> {
    lender: &'l L,
    device: [u8; 32],
    province_key: [u8; 32],
    feed: FeedId,
    /// The attachment that is being sent, so that it is opened once.
    open: RefCell<Option<(Hash, Zeroizing<Vec<u8>>)>>,
    /// Whether the way back was made before the first entry that came.
    has_way_back: bool,
}

impl<'l, L: Lender> OfficeLedger<'l, L> {
    /// Of the office that is lent, which must be enrolled.
    ///
    /// # Errors
    /// `sending.not_enrolled`, and when the file cannot be read.
    pub fn begin(lender: &'l L) -> Result<Self, Failure> {
        lender.lend(|office| {
            let ledger = office.store().ledger()?;
            let province = ledger.find_province()?.ok_or_else(|| Failure::new("sending.not_enrolled"))?;
            Ok(Self {
                lender,
                device: ledger.device_key(),
                province_key: province.key,
                feed: ledger.feed()?,
                open: RefCell::default(),
                has_way_back: false,
            })
        })
    }

    /// The office's own feed.
    #[must_use]
    pub fn feed(&self) -> FeedId {
        self.feed
    }

    /// The key that was pinned.
    #[must_use]
    pub fn province_key(&self) -> [u8; 32] {
        self.province_key
    }
}

/// The ranges of a plan, for the store.
pub(super) fn ranges_of(plan: &Plan) -> Vec<Range> {
    plan.ranges()
        .iter()
        .map(|range| Range { line: range.line, after: range.after, until: range.until })
        .collect()
}

impl<L: Lender> PlacedEntries for OfficeLedger<'_, L> {
    type Error = Failure;

    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Failure> {
        self.lender.lend(|office| Ok(office.store().ledger()?.find_placed(log, seq, hash)?))
    }
}

impl<L: Lender> Ledger for OfficeLedger<'_, L> {
    fn device_key(&self) -> [u8; 32] {
        self.device
    }

    fn sign_apart(&self, bytes: &[u8]) -> [u8; 64] {
        // An office that was closed meanwhile signs nothing: the next question of the run says so.
        self.lender.lend(|office| Ok(office.store().ledger()?.sign_apart(bytes))).unwrap_or([0; 64])
    }

    fn read_lines(&self) -> Result<Lines, Failure> {
        self.lender.lend(|office| Ok(office.store().ledger()?.lines().clone()))
    }

    fn list_feeds(&self) -> Result<Vec<FeedId>, Failure> {
        Ok(vec![self.feed])
    }

    fn list_credentials(&self) -> Result<Vec<Entry>, Failure> {
        self.lender.lend(|office| Ok(office.store().ledger()?.list_credentials()?))
    }

    fn visit(&self, plan: &Plan, take: &mut dyn FnMut(Position, Entry) -> bool) -> Result<(), Failure> {
        self.lender.lend(|office| Ok(office.store().ledger()?.visit_ranges(&ranges_of(plan), take)?))
    }

    fn find_entry(&self, name: Name) -> Result<Option<Entry>, Failure> {
        self.lender.lend(|office| Ok(office.store().ledger()?.find_entry(name)?))
    }

    fn enter_epoch(&mut self, epoch: Epoch) -> Result<(), Failure> {
        self.lender.lend(|office| Ok(office.store_mut().exchange()?.enter_epoch(epoch.0)?))
    }

    fn read_cursor(&self, feed: FeedId) -> Result<u64, Failure> {
        self.lender.lend(|office| Ok(office.store().ledger()?.read_standing(feed)?.cursor))
    }

    fn keep_page(&mut self, feed: FeedId, entries: Vec<Checked>, cursor: u64) -> Result<(), Failure> {
        let needs_way_back = !self.has_way_back && !entries.is_empty() && feed == self.feed;
        self.lender.lend(|office| {
            if needs_way_back {
                office.copy_before(Occasion::Receive)?;
            }
            office.store_mut().exchange()?.keep_page(feed, entries, cursor)?;
            office.heed_roles()
        })?;
        self.has_way_back |= needs_way_back;
        Ok(())
    }

    fn keep_standing(&mut self, standing: &Standing, cursor: Option<u64>) -> Result<(), Failure> {
        self.lender.lend(|office| {
            Ok(office.store_mut().exchange()?.keep_standing(standing.feed, &standing.tips, cursor)?)
        })
    }

    fn keep_receipt(&mut self, feed: FeedId, receipt: &SignedReceipt) -> Result<(), Failure> {
        let read = receipt.verify(&self.province_key).map_err(Failure::from)?;
        let kept = KeptReceipt {
            province: self.province_key,
            epoch: read.epoch.0,
            feed,
            number: read.number,
            made_at: read.time,
            signed: receipt.to_bytes(),
        };
        self.lender.lend(|office| Ok(office.store_mut().exchange()?.keep_receipt(&kept)?))
    }

    fn list_unconfirmed(&self) -> Result<Vec<(Hash, u64)>, Failure> {
        self.lender.lend(|office| office.list_unsent_attachments())
    }

    fn confirm_attachments(&mut self, hashes: &[Hash]) -> Result<(), Failure> {
        self.lender.lend(|office| Ok(office.store_mut().exchange()?.confirm_attachments(hashes)?))
    }

    fn read_piece(&self, hash: Hash, at: u64, bytes: usize) -> Result<Vec<u8>, Failure> {
        let mut open = self.open.borrow_mut();
        if open.as_ref().is_none_or(|(known, _)| *known != hash) {
            let whole = self.lender.lend(|office| Ok(office.store().attachments()?.get(&hash)?))?;
            *open = Some((hash, whole));
        }
        let whole = open.as_ref().map(|(_, whole)| whole.as_slice()).unwrap_or_default();
        let at = usize::try_from(at).unwrap_or(usize::MAX).min(whole.len());
        Ok(whole[at..whole.len().min(at.saturating_add(bytes))].to_vec())
    }

    fn list_wanted(&self) -> Result<Vec<Wanted>, Failure> {
        self.lender.lend(|office| {
            let wanted = office.list_lacking_attachments()?;
            Ok(wanted.into_iter().map(|(hash, here)| Wanted { hash, here }).collect())
        })
    }

    fn keep_piece(&mut self, wanted: Wanted, size: u64, bytes: &[u8]) -> Result<u64, Failure> {
        self.lender
            .lend(|office| Ok(office.store_mut().keep_piece(&wanted.hash, wanted.here, size, bytes, true)?))
    }
}

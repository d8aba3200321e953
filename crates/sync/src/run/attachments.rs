//! Attachments within a run: after the entries, the smallest first, piece by piece, as far as the data budget goes.

use std::collections::HashSet;

use super::{Run, Step};
use crate::error::SyncError;
use crate::ledger::{Ledger, Wanted};
use crate::message::{Fetch, Fetched, Lacking, Message as _, Offer, Piece, PieceKept};

/// The largest piece: what a break costs at most, whatever the line bore until then.
const MOST_OF_PIECE: usize = 256 << 10;
const BYTES_OF_HASH: usize = 34;

type Hash = [u8; 32];

/// Where a run is with its attachments.
pub(super) struct AttachmentsRun {
    budget: u64,
    /// Named to the server in this run.
    offered: HashSet<Hash>,
    to_send: Vec<Sending>,
    /// Given up in this run, or beyond the budget.
    left: usize,
    /// The code of the first refusal.
    refused: Option<String>,
    to_fetch: Option<Vec<Wanted>>,
}

#[derive(Clone, Copy)]
struct Sending {
    hash: Hash,
    size: u64,
    here: u64,
}

/// What was asked about attachments.
pub(super) enum Asked {
    Offer(Vec<(Hash, u64)>),
    Piece { hash: Hash, at: u64, bytes: usize },
    Fetch(Wanted),
}

impl AttachmentsRun {
    pub(super) fn begin(budget: u64) -> Self {
        Self { budget, offered: HashSet::new(), to_send: Vec::new(), left: 0, refused: None, to_fetch: None }
    }

    pub(super) fn count_left(&self) -> usize {
        self.left
    }

    pub(super) fn find_refusal(&self) -> Option<String> {
        self.refused.clone()
    }

    /// The server refused what was asked; the others go on.
    pub(super) fn give_up(&mut self, asked: &Asked, code: String) {
        if !matches!(asked, Asked::Fetch(_)) {
            self.refused.get_or_insert(code);
        }
        match asked {
            Asked::Offer(offered) => {
                self.left += offered.len();
                self.offered.extend(offered.iter().map(|(hash, _)| *hash));
            }
            Asked::Piece { hash, .. } => self.stop_sending(*hash),
            Asked::Fetch(wanted) => self.stop_fetching(wanted.hash),
        }
    }

    fn stop_sending(&mut self, hash: Hash) {
        self.to_send.retain(|sending| sending.hash != hash);
        self.left += 1;
    }

    fn stop_fetching(&mut self, hash: Hash) {
        self.to_fetch.get_or_insert_default().retain(|wanted| wanted.hash != hash);
    }

    fn spend(&mut self, bytes: usize) {
        self.budget = self.budget.saturating_sub(bytes as u64);
    }
}

impl<L: Ledger> Run<'_, L> {
    pub(super) fn next_of_attachments(&mut self) -> Result<Option<Step>, SyncError> {
        if let Some(step) = self.offer()? {
            return Ok(Some(step));
        }
        if self.attachments.budget == 0 {
            self.attachments.left += self.attachments.to_send.len();
            self.attachments.to_send.clear();
            return Ok(None);
        }
        if let Some(step) = self.send_piece()? {
            return Ok(Some(step));
        }
        self.fetch_piece()
    }

    /// Bytes of the next piece.
    fn size_of_piece(&self) -> usize {
        let budget = usize::try_from(self.attachments.budget).unwrap_or(usize::MAX);
        self.portion.piece().min(MOST_OF_PIECE).min(budget)
    }

    fn offer(&mut self) -> Result<Option<Step>, SyncError> {
        let most = (self.portion.size() / BYTES_OF_HASH).max(1);
        let held = self.ledger.list_unconfirmed().map_err(SyncError::of_ledger)?;
        let offered = &self.attachments.offered;
        let next: Vec<_> = held.into_iter().filter(|(hash, _)| !offered.contains(hash)).take(most).collect();
        if next.is_empty() {
            return Ok(None);
        }
        let offer = Offer { hashes: next.iter().map(|(hash, _)| *hash).collect() };
        self.ask(&offer, super::Asked::OfAttachments(Asked::Offer(next))).map(Some)
    }

    fn send_piece(&mut self) -> Result<Option<Step>, SyncError> {
        let Some(Sending { hash, size, here }) = self.attachments.to_send.first().copied() else {
            return Ok(None);
        };
        let bytes = self.ledger.read_piece(hash, here, self.size_of_piece()).map_err(SyncError::of_ledger)?;
        let asked = Asked::Piece { hash, at: here, bytes: bytes.len() };
        self.ask(&Piece { hash, size, at: here, bytes }, super::Asked::OfAttachments(asked)).map(Some)
    }

    fn fetch_piece(&mut self) -> Result<Option<Step>, SyncError> {
        if self.attachments.to_fetch.is_none() {
            self.attachments.to_fetch = Some(self.ledger.list_wanted().map_err(SyncError::of_ledger)?);
        }
        let first = self.attachments.to_fetch.as_ref().and_then(|wanted| wanted.first().copied());
        let Some(wanted) = first else { return Ok(None) };
        let fetch = Fetch { hash: wanted.hash, at: wanted.here, bytes: self.size_of_piece() as u64 };
        self.ask(&fetch, super::Asked::OfAttachments(Asked::Fetch(wanted))).map(Some)
    }

    pub(super) fn take_of_attachments(&mut self, asked: &Asked, bytes: &[u8]) -> Result<(), SyncError> {
        match asked {
            Asked::Offer(offered) => self.take_lacking(offered, &Lacking::parse(bytes)?),
            Asked::Piece { hash, at, bytes: size } => {
                self.take_kept(*hash, *at, *size, PieceKept::parse(bytes)?.here)
            }
            Asked::Fetch(wanted) => self.take_fetched(*wanted, &Fetched::parse(bytes)?),
        }
    }

    fn take_lacking(&mut self, offered: &[(Hash, u64)], answer: &Lacking) -> Result<(), SyncError> {
        let mut confirmed = Vec::new();
        for (hash, size) in offered {
            match answer.lacking.iter().find(|(lacking, _)| lacking == hash) {
                // More than the whole cannot be there: from the beginning, then.
                Some((_, here)) => {
                    let here = if here < size { *here } else { 0 };
                    self.attachments.to_send.push(Sending { hash: *hash, size: *size, here });
                }
                None => confirmed.push(*hash),
            }
        }
        self.ledger.confirm_attachments(&confirmed).map_err(SyncError::of_ledger)?;
        self.attachments.offered.extend(offered.iter().map(|(hash, _)| *hash));
        self.attachments.to_send.sort_by_key(|sending| (sending.size - sending.here, sending.hash));
        Ok(())
    }

    fn take_kept(&mut self, hash: Hash, at: u64, size: usize, here: u64) -> Result<(), SyncError> {
        self.attachments.spend(size);
        let Some(sending) = self.attachments.to_send.iter_mut().find(|sending| sending.hash == hash) else {
            return Ok(());
        };
        // No further than before: it was found wrong there, or is not kept.
        if here <= at || here > sending.size {
            self.attachments.stop_sending(hash);
            return Ok(());
        }
        sending.here = here;
        if here == sending.size {
            self.ledger.confirm_attachments(&[hash]).map_err(SyncError::of_ledger)?;
            self.attachments.to_send.retain(|sending| sending.hash != hash);
            self.progress.attachments_sent += 1;
        }
        self.note_done(size);
        Ok(())
    }

    fn take_fetched(&mut self, wanted: Wanted, answer: &Fetched) -> Result<(), SyncError> {
        self.attachments.spend(answer.bytes.len());
        let end = wanted.here + answer.bytes.len() as u64;
        if answer.bytes.is_empty() || end > answer.size {
            self.attachments.stop_fetching(wanted.hash);
            return Ok(());
        }
        let here =
            self.ledger.keep_piece(wanted, answer.size, &answer.bytes).map_err(SyncError::of_ledger)?;
        if here == answer.size {
            self.progress.attachments_received += 1;
        }
        if here <= wanted.here || here == answer.size {
            self.attachments.stop_fetching(wanted.hash);
        } else if let Some(next) =
            self.attachments.to_fetch.iter_mut().flatten().find(|next| next.hash == wanted.hash)
        {
            next.here = here;
        }
        self.note_done(answer.bytes.len());
        Ok(())
    }
}

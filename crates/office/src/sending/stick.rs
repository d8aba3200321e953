//! By stick: a file for the province and the office's other laptops, and what such a file brings.
//!
//! Invariants: a file is read to its end before anything of it is kept, entries are taken in all or none, and what is not confirmed by a receipt goes into every file again: a stick
//! that is lost costs nothing but its bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tilik_journal::catalogue::device;
use tilik_journal::{Admission, Entry, FeedId, RecordId};
use tilik_store::ledger::{KeptReceipt, Province, Received, RunEnd, Way};
use tilik_sync::bundle::{Counts, Head, Item, PIECE, Reader, Tail, Writer, short_name};
use tilik_sync::message::{Message as _, Redeem, SignedReceipt};
use tilik_sync::pairing::{KnownProvince, PairingAnswer};
use tilik_sync::{Name, SyncError, plan};
use ts_rs::TS;

use super::ledger::ranges_of;
use super::{ReceiptCard, SENDERS, time_of};
use crate::record::text;
use crate::safekeeping::Occasion;
use crate::{Failure, Office};

/// What goes into a file.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
pub struct Carrying {
    /// Everything, for a laptop of the office that may have nothing; else what no receipt confirms.
    pub everything: bool,
    /// Scans and emblems too.
    pub with_attachments: bool,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BundleMade {
    /// Entries in it.
    #[ts(type = "number")]
    pub entries: u64,
    /// Attachments in it.
    #[ts(type = "number")]
    pub attachments: u64,
    /// Bytes of the file.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// What a file says of itself, before anything is taken in. All of it was read and its signature found right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BundleCard {
    /// The laptop that made it; empty for the office's first one.
    pub laptop: String,
    /// Whether the province made it.
    pub is_from_province: bool,
    /// Whether this laptop made it.
    pub is_own: bool,
    /// By the clock of whoever made it.
    pub made_at: String,
    /// Entries in it, those that are here already too.
    #[ts(type = "number")]
    pub entries: u64,
    /// Attachments in it.
    #[ts(type = "number")]
    pub attachments: u64,
    /// Bytes of the file.
    #[ts(type = "number")]
    pub bytes: u64,
    /// The province's receipt in it.
    pub receipt: Option<ReceiptCard>,
    /// The address of the province that it makes known here, where none is known yet.
    pub province: Option<String>,
}

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BundleTaken {
    /// New entries.
    #[ts(type = "number")]
    pub placed: u64,
    /// Entries that were here.
    #[ts(type = "number")]
    pub known: u64,
    /// Entries that wait for others.
    #[ts(type = "number")]
    pub parked: u64,
    /// New attachments.
    pub attachments: usize,
    /// The province's receipt.
    pub receipt: Option<ReceiptCard>,
}

impl Office {
    /// The office's name as part of a file's.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn file_name(&self) -> Result<String, Failure> {
        Ok(short_name(&self.summary()?.name))
    }

    /// Writes a file for the province and all laptops of the office.
    ///
    /// # Errors
    /// `user.not_permitted`, `sending.practice`, `sending.bundle_file` when it cannot be written, and when the journal cannot be read.
    pub fn write_bundle(&mut self, path: &Path, what: Carrying) -> Result<BundleMade, Failure> {
        let planned = self.plan_bundle(what)?;
        self.write_planned(path, planned)
    }

    /// The same for a laptop that was let in just now, with what it is told.
    pub(crate) fn write_answer(
        &mut self,
        path: &Path,
        what: Carrying,
        answer: PairingAnswer,
    ) -> Result<BundleMade, Failure> {
        let (head, attachments) = self.plan_bundle(what)?;
        self.write_planned(path, (Head { answer: Some(answer), ..head }, attachments))
    }

    fn write_planned(
        &mut self,
        path: &Path,
        (head, attachments): (Head, BTreeMap<[u8; 32], u64>),
    ) -> Result<BundleMade, Failure> {
        self.check_carrying()?;
        let began = self.host().now().timestamp_millis();
        let readers: Vec<_> = self.list_readers()?.into_iter().collect();
        // Nobody shall find half a file under its name.
        let partial = path.with_extension("tilik-partial");
        let written = self.fill_bundle(&partial, &readers, &head, &attachments).and_then(|()| {
            tilik_store::rename(&partial, path)
                .map_err(|error| Failure::of_file("sending.bundle_file", path, &error))
        });
        if written.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        written?;
        let bytes = std::fs::metadata(path).map_or(0, |facts| facts.len());
        let Counts { entries, attachments, .. } = head.counts;
        let end = RunEnd {
            entries_sent: entries,
            attachments_sent: attachments,
            bytes_sent: bytes,
            ..RunEnd::default()
        };
        self.note_stick(Way::StickWritten, began, &end)?;
        Ok(BundleMade { entries, attachments, bytes })
    }

    fn check_carrying(&self) -> Result<(), Failure> {
        self.need_role(&SENDERS)?;
        if self.is_practice()? { Err(Failure::new("sending.practice")) } else { Ok(()) }
    }

    fn note_stick(&mut self, way: Way, began: i64, end: &RunEnd) -> Result<(), Failure> {
        let now = self.host().now().timestamp_millis();
        let mut exchange = self.store_mut().exchange()?;
        let id = exchange.begin_run(way, began)?;
        Ok(exchange.note_run(id, end, Some(now))?)
    }

    /// The head of a file, and the attachments that go into it.
    fn plan_bundle(&self, what: Carrying) -> Result<(Head, BTreeMap<[u8; 32], u64>), Failure> {
        let ledger = self.store().ledger()?;
        let feed = ledger.feed()?;
        let believed = if what.everything { Vec::new() } else { self.list_receipted(feed)? };
        let plan = plan(ledger.lines(), feed, &believed, ledger)?;
        let attachments: BTreeMap<_, _> = match (what.with_attachments, what.everything) {
            (false, _) => BTreeMap::new(),
            (true, false) => self.list_unsent_attachments()?.into_iter().collect(),
            (true, true) => self.list_stored_attachments()?.into_iter().collect(),
        };
        let mut tips = ledger.lines().list_tips_of(feed);
        tips.sort_unstable();
        let mut bundle = [0; 16];
        self.host().fill_random(&mut bundle);
        let redeem = self.find_invitation()?.map(|file| {
            let shown = ledger.list_credentials()?;
            let to = (file.province_key, &bundle);
            let sign = |bytes: &[u8]| ledger.sign_apart(bytes);
            Ok::<_, Failure>(Redeem::sign_by_stick(&file.code, to, ledger.device_key(), feed, shown, sign))
        });
        let head = Head {
            bundle,
            from: ledger.device_key(),
            feed,
            tips,
            believed,
            counts: Counts {
                entries: plan.count(),
                attachments: attachments.len() as u64,
                attachment_bytes: attachments.values().sum(),
            },
            time: self.host().now().timestamp_millis(),
            epoch: None,
            redeem: redeem.transpose()?,
            redeemed: None,
            further: Vec::new(),
            province: ledger.find_province()?.map(known_of),
            answer: None,
        };
        Ok((head, attachments))
    }

    fn fill_bundle(
        &self,
        path: &Path,
        readers: &[[u8; 32]],
        head: &Head,
        attachments: &BTreeMap<[u8; 32], u64>,
    ) -> Result<(), Failure> {
        let unwritable = |error: std::io::Error| Failure::of_file("sending.bundle_file", path, &error);
        let ledger = self.store().ledger()?;
        let file = File::create(path).map_err(unwritable)?;
        let mut writer = Writer::begin(BufWriter::new(file), readers, head)?;
        let plan = plan(ledger.lines(), head.feed, &head.believed, ledger)?;
        let mut refused = None;
        ledger.visit_ranges(&ranges_of(&plan), &mut |_, entry| {
            refused = writer.entry(entry).err();
            refused.is_none()
        })?;
        if let Some(refused) = refused {
            return Err(refused.into());
        }
        for (hash, size) in attachments {
            let whole = self.store().vault().attachments()?.get(hash)?;
            let mut at = 0;
            for piece in whole.chunks(PIECE) {
                writer.piece(*hash, at, *size, piece.to_vec())?;
                at += piece.len() as u64;
            }
        }
        let file = writer.end(Tail::default(), |bytes| ledger.sign_apart(bytes))?;
        let mut file = file;
        file.flush().map_err(unwritable)?;
        file.get_ref().sync_all().map_err(unwritable)
    }

    /// What the newest receipt covers.
    fn list_receipted(&self, feed: FeedId) -> Result<Vec<Name>, Failure> {
        let Some(kept) = self.store().ledger()?.find_receipt(feed)? else { return Ok(Vec::new()) };
        Ok(SignedReceipt::parse(&kept.signed)?.verify(&kept.province)?.tips)
    }

    /// Whether the newest receipt covers every entry that is here.
    pub(super) fn is_receipted(&self) -> Result<bool, Failure> {
        let ledger = self.store().ledger()?;
        let feed = ledger.feed()?;
        let covered = self.list_receipted(feed)?;
        Ok(plan(ledger.lines(), feed, &covered, ledger)?.is_empty())
    }

    /// The keys of the office's devices that were not revoked, and of the province.
    fn list_readers(&self) -> Result<BTreeSet<[u8; 32]>, Failure> {
        let mut readers = self.list_devices()?;
        readers.extend(self.store().ledger()?.find_province()?.map(|province| province.key));
        readers.extend(self.find_invitation()?.map(|file| file.province_key));
        Ok(readers)
    }

    /// Whether a province made a file: the one that is pinned, or the one whose answer is waited for, when it answers.
    fn is_of_province(&self, head: &Head) -> Result<bool, Failure> {
        let pinned = self.store().ledger()?.find_province()?.map(|province| province.key);
        let invited = self.find_invitation()?.map(|file| file.province_key);
        Ok(pinned == Some(head.from) || (invited == Some(head.from) && head.redeemed.is_some()))
    }

    /// The province that another laptop of the office is enrolled with, where this one is with none.
    fn find_news_of_province(&self, head: &Head) -> Result<Option<KnownProvince>, Failure> {
        let is_known = self.store().ledger()?.find_province()?.is_some();
        Ok(head.province.clone().filter(|_| !is_known))
    }

    /// The keys of the office's devices that were not ended. By the judgement on entries, not by what somebody wrote about a device: that is anybody's word.
    pub(crate) fn list_devices(&self) -> Result<BTreeSet<[u8; 32]>, Failure> {
        let ledger = self.store().ledger()?;
        let (admission, own_key) = (ledger.find_admission()?, ledger.device_key());
        let mut devices = admission.map(Admission::list_devices).unwrap_or_default();
        // One that waits to be let in reads what is sealed to it.
        if !admission.is_some_and(|admission| admission.is_device(&own_key)) {
            devices.insert(own_key);
        }
        Ok(devices)
    }

    /// What a file says of itself. Nothing of it is kept.
    ///
    /// # Errors
    /// `sync.not_a_bundle`, `sync.bundle_not_for_us`, `sync.bundle_damaged`, `sync.bundle_forged`, `sending.bundle_stranger`, `sending.bundle_other_office`.
    pub fn look_at_bundle(&self, path: &Path) -> Result<BundleCard, Failure> {
        let (head, tail, bytes) = self.read_through(path, |_| ())?;
        let ledger = self.store().ledger()?;
        let is_from_province = self.is_of_province(&head)?;
        let named = self.find(device::KIND, RecordId::device(&head.from))?;
        Ok(BundleCard {
            laptop: named.map(|named| text(&named, device::NAME)).unwrap_or_default(),
            is_from_province,
            is_own: head.from == ledger.device_key(),
            made_at: time_of(head.time),
            entries: head.counts.entries,
            attachments: head.counts.attachments,
            bytes,
            receipt: self.read_receipt(&head, &tail)?.map(|(kept, _)| kept.into()),
            province: self.find_news_of_province(&head)?.map(|known| known.address),
        })
    }

    /// The whole file. What is seen on the way is worth nothing before this returns.
    fn read_through(&self, path: &Path, mut see: impl FnMut(Item)) -> Result<(Head, Tail, u64), Failure> {
        let (file, bytes) = open_bundle(path)?;
        let ledger = self.store().ledger()?;
        let reader = Reader::begin(file, bytes, ledger.agreement_secret())?;
        // A stranger's file may hold whatever he likes: none of it is read.
        self.check_sender(reader.head())?;
        let (head, tail) = reader.walk(|item| {
            see(item);
            Ok::<_, SyncError>(())
        })?;
        Ok((head, tail, bytes))
    }

    fn check_sender(&self, head: &Head) -> Result<(), Failure> {
        if self.is_of_province(head)? {
            return Ok(());
        }
        if !self.list_devices()?.contains(&head.from) {
            return Err(Failure::new("sending.bundle_stranger"));
        }
        if head.feed != self.store().ledger()?.feed()? || !head.further.is_empty() {
            return Err(Failure::new("sending.bundle_other_office"));
        }
        Ok(())
    }

    /// The receipt of a file, where the province made it and it is about this office, with what it covers.
    fn read_receipt(&self, head: &Head, tail: &Tail) -> Result<Option<(KeptReceipt, Vec<Name>)>, Failure> {
        let ledger = self.store().ledger()?;
        let (true, Some(signed)) = (self.is_of_province(head)?, &tail.receipt) else {
            return Ok(None);
        };
        let receipt = signed.verify(&head.from)?;
        if receipt.feed != ledger.feed()? {
            return Ok(None);
        }
        let kept = KeptReceipt {
            province: head.from,
            epoch: receipt.epoch.0,
            feed: receipt.feed,
            number: receipt.number,
            made_at: receipt.time,
            signed: signed.to_bytes(),
        };
        Ok(Some((kept, receipt.tips)))
    }

    /// Takes in what a file brings, after a copy of the office was made.
    ///
    /// # Errors
    /// Those of [`Self::look_at_bundle`], and when an entry is not authentic: nothing was taken in then.
    pub fn take_bundle(&mut self, path: &Path) -> Result<BundleTaken, Failure> {
        self.check_carrying()?;
        let began = self.host().now().timestamp_millis();
        let mut entries = Vec::new();
        let (head, tail, bytes) = self.read_through(path, |item| {
            if let Item::Entries(some) = item {
                entries.extend(some);
            }
        })?;
        self.copy_before(Occasion::Receive)?;
        let is_there = self.is_of_province(&head)?;
        let received = self.receive_feeds(&head, entries)?;
        let invited = self.find_invitation()?.filter(|file| file.province_key == head.from);
        if let (Some(file), Some(redeemed)) = (invited, head.redeemed.clone()) {
            self.keep_invited(file, redeemed)?;
        }
        if let Some(known) = self.find_news_of_province(&head)? {
            let enrolled_at = self.host().now().timestamp_millis();
            let KnownProvince { key, address, certificate, office, name } = known;
            let province = Province { key, address, certificate, office, name, enrolled_at };
            self.store_mut().exchange()?.keep_province(&province)?;
        }
        let attachments = self.take_pieces(path, &head, is_there)?;
        let receipt = self.keep_confirmed(&head, &tail)?.map(ReceiptCard::from);
        let is_complete =
            receipt.is_some() && self.is_receipted()? && self.list_unsent_attachments()?.is_empty();
        let end = RunEnd {
            is_complete,
            entries_received: received.placed,
            attachments_received: attachments as u64,
            bytes_received: bytes,
            receipt: receipt.as_ref().map(|receipt| receipt.number),
            ..RunEnd::default()
        };
        self.note_stick(Way::StickTaken, began, &end)?;
        Ok(BundleTaken {
            placed: received.placed,
            known: received.known,
            parked: received.parked,
            attachments,
            receipt,
        })
    }
}

impl Office {
    /// Takes the attachments of a file that was found right, those that this laptop lacks. Without any the file is not read again.
    fn take_pieces(&mut self, path: &Path, head: &Head, is_there: bool) -> Result<usize, Failure> {
        let lacking: BTreeSet<_> =
            self.list_lacking_attachments()?.into_iter().map(|(hash, _)| hash).collect();
        if lacking.is_empty() || head.counts.attachments == 0 {
            return Ok(0);
        }
        let (file, size) = open_bundle(path)?;
        let secret = self.store().ledger()?.agreement_secret();
        let mut reader = Reader::begin(file, size, secret)?;
        let mut whole = 0;
        loop {
            match reader.next_item()? {
                Item::Entries(_) => {}
                Item::Piece { hash, at, size, bytes } if lacking.contains(&hash) => {
                    let here = self.store_mut().keep_piece(&hash, at, size, &bytes, is_there)?;
                    whole += usize::from(here == size);
                }
                Item::Piece { .. } => {}
                Item::Tail(_) => return Ok(whole),
            }
        }
    }

    /// Keeps what the province confirms by a file. What it confirmed before its server was restored, as an older file does, is passed over.
    fn keep_confirmed(&mut self, head: &Head, tail: &Tail) -> Result<Option<KeptReceipt>, Failure> {
        let Some((kept, tips)) = self.read_receipt(head, tail)? else { return Ok(None) };
        if self.store().ledger()?.is_epoch_over(kept.epoch)? {
            return Ok(None);
        }
        self.store_mut().exchange()?.enter_epoch(kept.epoch)?;
        // An older file that comes late takes nothing back.
        let newest = self.store().ledger()?.find_receipt(kept.feed)?;
        let mut exchange = self.store_mut().exchange()?;
        if newest.is_none_or(|newest| newest.number <= kept.number) {
            exchange.keep_standing(kept.feed, &tips, None)?;
            exchange.keep_receipt(&kept)?;
        }
        exchange.confirm_attachments(&tail.whole)?;
        Ok(Some(kept))
    }

    /// Each feed's entries apart, the file's own first.
    fn receive_feeds(&mut self, head: &Head, entries: Vec<Entry>) -> Result<Received, Failure> {
        let mut feeds: BTreeMap<FeedId, Vec<Entry>> = BTreeMap::new();
        for entry in entries {
            feeds.entry(entry.envelope().feed).or_default().push(entry);
        }
        let own = feeds.remove(&head.feed).unwrap_or_default();
        let mut received = self.store_mut().exchange()?.receive(head.feed, own)?;
        for (feed, entries) in feeds {
            let came = self.store_mut().exchange()?.receive(feed, entries)?;
            received.placed += came.placed;
            received.known += came.known;
            received.parked += came.parked;
        }
        self.heed_roles()?;
        Ok(received)
    }
}

/// A file of the disk, to be read as a bundle, with its size.
pub(crate) fn open_bundle(path: &Path) -> Result<(BufReader<File>, u64), Failure> {
    let unreadable = |error: std::io::Error| Failure::of_file("sending.bundle_file", path, &error);
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    Ok((BufReader::new(file), size))
}

fn known_of(province: Province) -> KnownProvince {
    let Province { key, address, certificate, office, name, .. } = province;
    KnownProvince { key, address, certificate, office, name }
}

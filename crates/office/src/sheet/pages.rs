//! Files of scanned paper: what their QRs hold, and small copies of their pages.
//!
//! Must not know an office: it may take a minute, and nobody waits for the office meanwhile. Invariant: every page of a file is in the answer, with what it
//! holds or the reason why it could not be looked at.

use std::collections::BTreeSet;

use tilik_scan::compress::MOST_PAGE_BYTES;
use tilik_scan::{Found, Pages, Picture, ScanError, compress_page, list_qrs};

use super::{ScanMedia, ScanPage};
use crate::Failure;
use crate::job::Progress;

/// Most bytes of one file that is attached.
pub const LARGEST_SCAN: usize = 20 * 1024 * 1024;
/// Most pages of a pile of sheets that is taken in at once: their copies lie in memory until all are saved.
pub const MOST_PILE_PAGES: usize = 200;

/// A page of a pile.
#[derive(Debug)]
pub struct PilePage {
    /// From 1.
    pub number: i64,
    /// The texts of the seals on it, from top to bottom; or why it could not be looked at.
    pub seals: Result<Vec<String>, Failure>,
    /// Its small copy, where it carries a seal; or why there is none.
    pub copy: Option<Result<ScanPage, Failure>>,
}

/// The texts of the seals on a file, each once, in the order of its pages.
///
/// # Errors
/// `seal.none_found` when none of its QRs is one of ours; `job.cancelled`; those of the pictures when no page can be read.
pub fn list_seals(bytes: &[u8], progress: &Progress) -> Result<Vec<String>, Failure> {
    let pages = Pages::open(bytes)?;
    let (mut seals, mut seen, mut failed) = (Vec::new(), BTreeSet::new(), None);
    for page in 0..pages.count() {
        match pages.list_qrs(page) {
            Ok(found) => seals.extend(list_seals_in(found)),
            Err(error) => failed = failed.or(Some(Failure::from(error))),
        }
        go_on(progress, page + 1, pages.count())?;
    }
    seals.retain(|text| seen.insert(text.clone()));
    match failed {
        Some(failure) if seals.is_empty() => Err(failure),
        Some(_) | None if seals.is_empty() => Err(Failure::new("seal.none_found")),
        Some(_) | None => Ok(seals),
    }
}

/// Whether a QR may be one of ours; which one, and whether it is genuine, is asked later.
fn is_seal(text: &str) -> bool {
    text.starts_with("TLK")
}

/// The pages of a pile of sheets, with the seals and a small copy of each that has one.
///
/// # Errors
/// `scan.too_many_pages`, `job.cancelled`, and those of a file that cannot be opened.
pub fn read_pile(bytes: &[u8], progress: &Progress) -> Result<Vec<PilePage>, Failure> {
    let pages = Pages::open(bytes)?;
    let total = pages.count();
    if total > MOST_PILE_PAGES {
        return Err(ScanError::TooManyPages { found: total, allowed: MOST_PILE_PAGES }.into());
    }
    let mut pile = Vec::with_capacity(total);
    for (page, number) in (0..total).zip(1_i64..) {
        // Each page is unpacked once; one that is put together of several pictures has no copy, but may carry a seal.
        let (seals, copy) = match pages.picture(page) {
            Ok(picture) => {
                let seals = list_seals_in(list_qrs(&picture));
                let copy = (!seals.is_empty()).then(|| compress(&picture, number).map_err(Failure::from));
                (Ok(seals), copy)
            }
            Err(error) => {
                let seals = pages.list_qrs(page).map(list_seals_in).map_err(Failure::from);
                let has_seal = seals.as_ref().is_ok_and(|seals| !seals.is_empty());
                (seals, has_seal.then(|| Err(error.into())))
            }
        };
        pile.push(PilePage { number, seals, copy });
        go_on(progress, page + 1, total)?;
    }
    Ok(pile)
}

/// A scan of one paper: small copies of its pages, and the seals on them.
#[derive(Debug)]
pub struct ReadScan {
    /// The pages.
    pub pages: Vec<ScanPage>,
    /// The texts of the seals, each once. A scan without one that can be read is as good.
    pub seals: Vec<String>,
}

/// Small copies of the pages of a scan, and the seals on them. A file whose pictures are packed in a way that is not read, or that has none, is kept as it came where
/// its pages have no more bytes than the copies may have.
///
/// # Errors
/// `scan.empty`, `scan.too_large`, `scan.kind_unknown`, `scan.too_many`, `scan.too_large_as_is`, `job.cancelled`, and those of the pictures for a file that nobody
/// could look at either.
pub fn read_scan(bytes: &[u8], progress: &Progress) -> Result<ReadScan, Failure> {
    if bytes.is_empty() {
        return Err(Failure::new("scan.empty"));
    }
    if bytes.len() > LARGEST_SCAN {
        return Err(Failure::new("scan.too_large")
            .with("megabytes", bytes.len().div_ceil(1024 * 1024))
            .with("limit", LARGEST_SCAN / 1024 / 1024));
    }
    let media = ScanMedia::of(bytes).ok_or_else(|| Failure::new("scan.kind_unknown"))?;
    let pages = Pages::open(bytes)?;
    let total = pages.count();
    if total > super::MOST_SCANS {
        return Err(Failure::new("scan.too_many").with("limit", super::MOST_SCANS));
    }
    let (mut made, mut seals, mut is_as_it_came) = (Vec::with_capacity(total), Vec::new(), false);
    for (page, number) in (0..total).zip(1_i64..) {
        match pages.picture(page) {
            Ok(picture) => {
                seals.extend(list_seals_in(list_qrs(&picture)));
                match compress(&picture, number) {
                    Ok(copy) => made.push(copy),
                    Err(ScanError::NotCompressible { .. }) => is_as_it_came = true,
                    Err(error) => return Err(error.into()),
                }
            }
            // A page that is put together of several pictures may carry a seal all the same.
            Err(ScanError::NoPicture | ScanError::UnreadPacking(_)) => {
                is_as_it_came = true;
                seals.extend(pages.list_qrs(page).map(list_seals_in).unwrap_or_default());
            }
            Err(error) => return Err(error.into()),
        }
        go_on(progress, page + 1, total)?;
    }
    if is_as_it_came {
        if bytes.len() > total.max(1) * MOST_PAGE_BYTES {
            return Err(Failure::new("scan.too_large_as_is")
                .with("kilobytes", bytes.len().div_ceil(1000))
                .with("limit", total.max(1) * MOST_PAGE_BYTES / 1000));
        }
        made = vec![ScanPage { bytes: bytes.to_vec(), media, number: 1 }];
    }
    let mut seen = BTreeSet::new();
    seals.retain(|text| seen.insert(text.clone()));
    Ok(ReadScan { pages: made, seals })
}

fn list_seals_in(found: Vec<Found>) -> Vec<String> {
    found.into_iter().map(|qr| qr.text).filter(|text| is_seal(text)).collect()
}

fn compress(picture: &Picture, number: i64) -> Result<ScanPage, ScanError> {
    let page = compress_page(picture, MOST_PAGE_BYTES)?;
    Ok(ScanPage { bytes: page.jpeg, media: ScanMedia::Jpeg, number })
}

fn go_on(progress: &Progress, done: usize, total: usize) -> Result<(), Failure> {
    if progress.tell(done, total).is_break() {
        return Err(Failure::new("job.cancelled").with("done", done).with("total", total));
    }
    Ok(())
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        let failure = Self::of(error.code(), &error);
        match error {
            ScanError::FileTooLarge { found, allowed } => {
                failure.with("megabytes", found.div_ceil(1024 * 1024)).with("limit", allowed / 1024 / 1024)
            }
            ScanError::TooManyPages { found, allowed } => failure.with("pages", found).with("limit", allowed),
            ScanError::UnknownFormat
            | ScanError::TooManyPixels { .. }
            | ScanError::Damaged(_)
            | ScanError::UnreadablePdf(_)
            | ScanError::NoPicture
            | ScanError::UnreadPacking(_)
            | ScanError::NotCompressible { .. }
            | _ => failure,
        }
    }
}

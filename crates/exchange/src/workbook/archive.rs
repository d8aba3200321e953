//! A ZIP archive within bounds. It must not know what its parts mean, beyond telling one kind of document from
//! another. Invariant: after [`Archive::check_sizes`] every part has been unpacked once and its bytes were counted,
//! so that whoever parses it later cannot be surprised; the directory of an archive may lie.

use super::{FileKind, MAX_INFLATED_BYTES};
use crate::error::FileError;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The most parts of a workbook; real ones have a few dozens.
const MAX_PARTS: usize = 2_000;
/// The most bytes of the texts that a workbook shares among its cells, and of its styles: both are kept in memory.
const MAX_SHARED_BYTES: u64 = 64 * 1024 * 1024;
/// The fewest bytes that one shared text takes.
const LEAST_TEXT_BYTES: u64 = 5;

/// What document an archive is.
pub(super) enum Package {
    Xlsx,
    Ods,
    /// A stable word for what it looks like.
    Other(&'static str),
}

pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, FileError> {
        let broken = FileError::Broken { kind: FileKind::Xlsx };
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken.clone())?;
        if zip.len() > MAX_PARTS {
            return Err(FileError::InflatesTooLarge);
        }
        let names =
            zip.file_names().map(|name| name.map(|n| n.replace('\\', "/")).unwrap_or_default()).collect();
        Ok(Self { zip, names })
    }

    /// Whether a part's name begins so, whatever the case of its letters.
    pub fn has_part_below(&self, folder: &str) -> bool {
        self.names
            .iter()
            .any(|name| name.get(..folder.len()).is_some_and(|start| start.eq_ignore_ascii_case(folder)))
    }

    /// What document this is, by its parts.
    pub fn find_package(&mut self) -> Result<Package, FileError> {
        if let Some(place) = self.find_place("mimetype") {
            let mut kind = String::new();
            let part = self.zip.by_index(place).map_err(|_| FileError::Broken { kind: FileKind::Ods })?;
            part.take(200)
                .read_to_string(&mut kind)
                .map_err(|_| FileError::Broken { kind: FileKind::Ods })?;
            return Ok(match kind.trim() {
                "application/vnd.oasis.opendocument.spreadsheet"
                | "application/vnd.oasis.opendocument.spreadsheet-template" => Package::Ods,
                "application/vnd.oasis.opendocument.text" => Package::Other("odt"),
                _ => Package::Other("zip"),
            });
        }
        Ok(if self.find_place("xl/workbook.bin").is_some() {
            Package::Other("xlsb")
        } else if self.has_part_below("xl/")
            || self.find_place("_rels/.rels").is_some() && self.is_sheet_package()
        {
            Package::Xlsx
        } else if self.has_part_below("word/") {
            Package::Other("docx")
        } else if self.has_part_below("ppt/") {
            Package::Other("pptx")
        } else {
            Package::Other("zip")
        })
    }

    /// Some writers put the workbook elsewhere than in `xl/`.
    fn is_sheet_package(&self) -> bool {
        self.names.iter().any(|name| name.to_lowercase().ends_with("workbook.xml"))
    }

    fn find_place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known.eq_ignore_ascii_case(name))
    }

    /// Refuses an archive whose parts claim too much, or are too much whatever they claim.
    pub fn check_sizes(&mut self) -> Result<(), FileError> {
        let broken = |_| FileError::Broken { kind: FileKind::Xlsx };
        let mut claimed: u64 = 0;
        for place in 0..self.zip.len() {
            let part = self.zip.by_index_raw(place).map_err(broken)?;
            if part.encrypted() {
                return Err(FileError::PasswordProtected);
            }
            claimed = claimed.saturating_add(part.size());
        }
        if claimed > MAX_INFLATED_BYTES {
            return Err(FileError::InflatesTooLarge);
        }
        let mut left = MAX_INFLATED_BYTES;
        for place in 0..self.zip.len() {
            let name = self.names.get(place).map(|n| n.to_lowercase()).unwrap_or_default();
            let is_kept = name.ends_with("sharedstrings.xml") || name.ends_with("styles.xml");
            let limit = if is_kept { left.min(MAX_SHARED_BYTES) } else { left };
            let part = self.zip.by_index(place).map_err(broken)?;
            let size =
                count_bytes(part.take(limit + 1)).map_err(|_| FileError::Broken { kind: FileKind::Xlsx })?;
            left = left.checked_sub(size).ok_or(FileError::InflatesTooLarge)?;
            if size > limit {
                return Err(FileError::InflatesTooLarge);
            }
            if name.ends_with("sharedstrings.xml") {
                self.check_promise(place, size)?;
            }
        }
        Ok(())
    }

    /// How many texts a part promises is what its reader reserves memory for.
    fn check_promise(&mut self, place: usize, size: u64) -> Result<(), FileError> {
        let mut start = String::new();
        if let Ok(part) = self.zip.by_index(place) {
            let mut bytes = Vec::new();
            // What cannot be read here cannot be read later either.
            let _ = part.take(64 * 1024).read_to_end(&mut bytes);
            start = String::from_utf8_lossy(&bytes).replace('\0', "");
        }
        for promise in start.split("uniqueCount").skip(1) {
            let digits: String = promise
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''))
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            let count = if digits.is_empty() { 0 } else { digits.parse().unwrap_or(u64::MAX) };
            if count > size / LEAST_TEXT_BYTES + 1 {
                return Err(FileError::Broken { kind: FileKind::Xlsx });
            }
        }
        Ok(())
    }

    /// A part, to be read as a stream.
    pub fn find_part(&mut self, name: &str) -> Option<impl Read + use<'_, 'a>> {
        let place = self.find_place(name)?;
        self.zip.by_index(place).ok()
    }
}

fn count_bytes(mut part: impl Read) -> std::io::Result<u64> {
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        match part.read(&mut buffer)? {
            0 => return Ok(size),
            read => size += read as u64,
        }
    }
}

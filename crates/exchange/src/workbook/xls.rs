//! Sheets of an XLS. calamine reads the values, all sheets at once and each as a full rectangle; so what the file
//! would cost is computed from its records first, and what calamine leaves out (hidden rows and columns) is read on
//! the way. It must not know columns. Invariant: calamine sees no file whose rectangles or texts go beyond the
//! bounds of a grid.

use super::sheet::{Budget, GridWriter, Sheet, add_merge, calm};
use super::value::to_cell;
use super::{FileKind, MAX_SHEETS, SheetShape};
use crate::error::FileError;
use crate::grid::{Column, MAX_CELLS, MAX_COLUMNS, MAX_TEXT_BYTES, Marks};
use calamine::{Reader as _, SheetType, SheetVisible, Xls, XlsError};
use cfb::CompoundFile;
use std::io::{Cursor, Read};

/// How a compound file begins.
pub(super) const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const BROKEN: FileError = FileError::Broken { kind: FileKind::Xls };
/// The longest text of a cell, in bytes: what a text counts for whose length cannot be read.
const LONGEST_TEXT: usize = 65_535 * 3;

/// The records that matter here.
mod record {
    pub const FORMULA: u16 = 0x0006;
    pub const END: u16 = 0x000A;
    pub const FILE_PASS: u16 = 0x002F;
    pub const CONTINUE: u16 = 0x003C;
    pub const COLUMN_INFO: u16 = 0x007D;
    pub const BOUND_SHEET: u16 = 0x0085;
    pub const MUL_RK: u16 = 0x00BD;
    pub const RICH_TEXT: u16 = 0x00D6;
    pub const DRAWING: u16 = 0x00EC;
    pub const SHARED_TEXTS: u16 = 0x00FC;
    pub const SHARED_TEXT: u16 = 0x00FD;
    pub const DIMENSIONS: u16 = 0x0200;
    pub const NUMBER: u16 = 0x0203;
    pub const LABEL: u16 = 0x0204;
    pub const TRUTH_OR_ERROR: u16 = 0x0205;
    pub const ROW: u16 = 0x0208;
    pub const RK: u16 = 0x027E;
    pub const BEGIN: u16 = 0x0809;
}

/// Reads every sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileError> {
    let looks = calm(FileKind::Xls, || look_over(bytes))?;
    calm(FileKind::Xls, || {
        let mut xls = Xls::new(Cursor::new(bytes)).map_err(|error| to_file_error(&error))?;
        let shown = xls.sheets_metadata().to_vec();
        let mut budget = Budget::new();
        let mut sheets = Vec::new();
        for (sheet, look) in shown.into_iter().zip(looks) {
            if sheet.typ != SheetType::WorkSheet {
                continue;
            }
            let mut marks = look.marks;
            for region in xls.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
                let (from, to) = (region.start, region.end);
                add_merge(&mut marks, (from.0, to.0), (from.1, to.1))?;
            }
            let range = xls.worksheet_range(&sheet.name).map_err(|_| BROKEN)?;
            let (top, left) = range.start().unwrap_or_default();
            let mut writer = GridWriter::new(&sheet.name, usize::MAX);
            for (row, column, value) in range.used_cells() {
                let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else {
                    return Err(BROKEN);
                };
                if let Some(cell) = to_cell(value) {
                    let put = writer.put(&mut budget, top + row, left + column, cell);
                    put.map_err(|error| error.of(FileKind::Xls))?;
                }
            }
            let (grid, rows) = writer.finish(marks)?;
            let shape =
                SheetShape { name: sheet.name, rows, is_hidden: sheet.visible != SheetVisible::Visible };
            sheets.push(Sheet { shape, grid, is_whole: true, has_pictures: look.has_pictures });
        }
        Ok(sheets)
    })
}

fn to_file_error(error: &XlsError) -> FileError {
    let is_locked = matches!(error, XlsError::Password);
    if is_locked { FileError::PasswordProtected } else { BROKEN }
}

/// What the records of a sheet say beside its values.
#[derive(Default)]
struct Look {
    marks: Marks,
    has_pictures: bool,
}

/// Walks over all records, sheets in their order. Refuses what would not fit.
fn look_over(bytes: &[u8]) -> Result<Vec<Look>, FileError> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| BROKEN)?;
    if file.exists("/EncryptedPackage") || file.exists("/EncryptionInfo") {
        return Err(FileError::PasswordProtected);
    }
    let name = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"].into_iter().find(|name| file.exists(name));
    let Some(name) = name else {
        let looks_like = if file.exists("/WordDocument") { "doc" } else { "binary" };
        return Err(FileError::NotText { looks_like });
    };
    let mut stream = Vec::new();
    let mut part = file.open_stream(name).map_err(|_| BROKEN)?;
    part.read_to_end(&mut stream).map_err(|_| BROKEN)?;
    let globals = read_globals(&stream)?;
    if globals.sheets.len() > MAX_SHEETS {
        return Err(FileError::TooManySheets);
    }
    let mut area: usize = 0;
    let mut text_bytes: usize = 0;
    let mut looks = Vec::new();
    for start in &globals.sheets {
        let records = stream.get(*start..).filter(|records| !records.is_empty()).ok_or(BROKEN)?;
        let mut walk = SheetWalk::default();
        walk.run(records, &globals.text_sizes)?;
        area = area.saturating_add(walk.bounds.area());
        text_bytes = text_bytes.saturating_add(walk.text_bytes);
        looks.push(walk.look);
    }
    if area > MAX_CELLS {
        return Err(FileError::TooManyCells);
    }
    if text_bytes > MAX_TEXT_BYTES {
        return Err(FileError::TooMuchText);
    }
    Ok(looks)
}

/// Records one after another: type and data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (read_u16(self.0, 0)?, usize::from(read_u16(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..)?;
        Some((kind, data))
    }
}

fn read_u16(data: &[u8], at: usize) -> Option<u16> {
    match data.get(at..at + 2) {
        Some([low, high]) => Some(u16::from_le_bytes([*low, *high])),
        Some(_) | None => None,
    }
}

fn read_u32(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(read_u16(data, at)?) | u32::from(read_u16(data, at + 2)?) << 16)
}

#[derive(Default)]
struct Globals {
    /// Where each sheet begins.
    sheets: Vec<usize>,
    /// The size of each shared text.
    text_sizes: Vec<usize>,
}

fn read_globals(stream: &[u8]) -> Result<Globals, FileError> {
    let mut globals = Globals::default();
    let mut records = Records(stream).peekable();
    while let Some((kind, data)) = records.next() {
        match kind {
            record::FILE_PASS => return Err(FileError::PasswordProtected),
            record::BOUND_SHEET => {
                let start = read_u32(data, 0).and_then(|start| usize::try_from(start).ok());
                globals.sheets.push(start.ok_or(BROKEN)?);
            }
            record::SHARED_TEXTS => {
                let mut segments = vec![data];
                while let Some((_, data)) = records.next_if(|(kind, _)| *kind == record::CONTINUE) {
                    segments.push(data);
                }
                globals.text_sizes = list_text_sizes(&segments);
            }
            record::END => break,
            _ => {}
        }
    }
    Ok(globals)
}

/// The sizes of the shared texts; as many as can be followed.
fn list_text_sizes(segments: &[&[u8]]) -> Vec<usize> {
    let mut walk = Segments { segments, place: 0, at: 8 };
    let mut sizes = Vec::new();
    while let Some(size) = walk.skip_text() {
        sizes.push(size);
    }
    sizes
}

/// The data of one record and of those that continue it.
struct Segments<'a> {
    segments: &'a [&'a [u8]],
    place: usize,
    at: usize,
}

impl Segments<'_> {
    fn left(&self) -> usize {
        self.segments.get(self.place).map_or(0, |segment| segment.len().saturating_sub(self.at))
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        while self.left() == 0 {
            self.next_segment()?;
        }
        let taken = self.segments.get(self.place)?.get(self.at..self.at + count)?;
        self.at += count;
        Some(taken)
    }

    fn next_segment(&mut self) -> Option<()> {
        (self.place, self.at) = (self.place + 1, 0);
        (self.place < self.segments.len()).then_some(())
    }

    /// Steps over one text; its size in bytes at the most.
    fn skip_text(&mut self) -> Option<usize> {
        let letters = usize::from(read_u16(self.take(2)?, 0)?);
        let flags = *self.take(1)?.first()?;
        let runs = if flags & 0x08 != 0 { usize::from(read_u16(self.take(2)?, 0)?) } else { 0 };
        let extra = if flags & 0x04 != 0 { read_u32(self.take(4)?, 0)? } else { 0 };
        let mut width = usize::from(flags & 1) + 1;
        let mut rest = letters;
        while rest > 0 {
            if self.left() < width {
                self.next_segment()?;
                width = usize::from(self.take(1)?.first()? & 1) + 1;
            }
            let here = rest.min(self.left() / width);
            self.at += here * width;
            rest -= here;
        }
        let mut rest = (runs * 4).saturating_add(usize::try_from(extra).ok()?);
        while rest > 0 {
            if self.left() == 0 {
                self.next_segment()?;
            }
            let here = rest.min(self.left());
            self.at += here;
            rest -= here;
        }
        Some(letters * 3)
    }
}

/// The rectangle around all cells.
#[derive(Default)]
struct Bounds(Option<[u16; 4]>);

impl Bounds {
    fn add(&mut self, row: u16, first_column: u16, last_column: u16) {
        let [top, bottom, left, right] = self.0.unwrap_or([row, row, first_column, last_column]);
        self.0 = Some([top.min(row), bottom.max(row), left.min(first_column), right.max(last_column)]);
    }

    fn area(&self) -> usize {
        self.0.map_or(0, |[top, bottom, left, right]| {
            (usize::from(bottom - top) + 1) * (usize::from(right.saturating_sub(left)) + 1)
        })
    }
}

#[derive(Default)]
struct SheetWalk {
    look: Look,
    bounds: Bounds,
    text_bytes: usize,
}

impl SheetWalk {
    fn run(&mut self, records: &[u8], text_sizes: &[usize]) -> Result<(), FileError> {
        let mut depth = 0_usize;
        for (kind, data) in Records(records) {
            match kind {
                record::BEGIN => depth += 1,
                record::END if depth <= 1 => return Ok(()),
                record::END => depth -= 1,
                // An embedded chart has records of its own that look like cells.
                _ if depth > 1 => {}
                _ => self.read(kind, data, text_sizes)?,
            }
        }
        Ok(())
    }

    fn read(&mut self, kind: u16, data: &[u8], text_sizes: &[usize]) -> Result<(), FileError> {
        match kind {
            record::DIMENSIONS => check_dimensions(data)?,
            record::ROW => {
                let (row, options) = (read_u16(data, 0).ok_or(BROKEN)?, read_u16(data, 12).unwrap_or(0));
                if options & 0x20 != 0 {
                    self.look.marks.hidden_rows.insert(u32::from(row) + 1);
                }
            }
            record::COLUMN_INFO => {
                let edge = |at| read_u16(data, at).map(usize::from).ok_or(BROKEN);
                if edge(8)? & 1 != 0 {
                    let hidden = (edge(0)?..=edge(2)?).take(MAX_COLUMNS).map(Column::at);
                    self.look.marks.hidden_columns.extend(hidden);
                }
            }
            record::DRAWING => self.look.has_pictures = true,
            record::NUMBER
            | record::LABEL
            | record::RICH_TEXT
            | record::TRUTH_OR_ERROR
            | record::RK
            | record::FORMULA
            | record::SHARED_TEXT
            | record::MUL_RK => self.read_cell(kind, data, text_sizes)?,
            _ => {}
        }
        Ok(())
    }

    fn read_cell(&mut self, kind: u16, data: &[u8], text_sizes: &[usize]) -> Result<(), FileError> {
        let row = read_u16(data, 0).ok_or(BROKEN)?;
        let column = read_u16(data, 2).ok_or(BROKEN)?;
        let last = match kind {
            record::MUL_RK => data.len().checked_sub(2).and_then(|at| read_u16(data, at)).ok_or(BROKEN)?,
            _ => column,
        };
        if last < column {
            return Err(BROKEN);
        }
        if kind == record::SHARED_TEXT {
            let place = read_u32(data, 6).and_then(|place| usize::try_from(place).ok()).ok_or(BROKEN)?;
            let size = text_sizes.get(place).copied().unwrap_or(LONGEST_TEXT);
            self.text_bytes = self.text_bytes.saturating_add(size);
        }
        self.bounds.add(row, column, last);
        Ok(())
    }
}

/// The rectangle that a sheet claims, for which calamine reserves memory.
fn check_dimensions(data: &[u8]) -> Result<(), FileError> {
    let (rows, columns) = if data.len() >= 14 {
        ((read_u32(data, 0), read_u32(data, 4)), (read_u16(data, 8), read_u16(data, 10)))
    } else {
        (
            (read_u16(data, 0).map(u32::from), read_u16(data, 2).map(u32::from)),
            (read_u16(data, 4), read_u16(data, 6)),
        )
    };
    let ((Some(top), Some(bottom)), (Some(left), Some(right))) = (rows, columns) else {
        return Err(BROKEN);
    };
    let left = if right < left { 0 } else { left };
    if bottom < top {
        return Err(BROKEN);
    }
    let area = (u64::from(bottom - top) + 1).saturating_mul(u64::from(right - left) + 1);
    if area > 65_536 * 257 { Err(FileError::TooManyCells) } else { Ok(()) }
}

//! The open format of a full export: a text file that can be read, checked and rebuilt without this program. It
//! must not know which kinds of records there are. Invariant: whatever [`ExportReader`] yields to its end is
//! byte for byte what [`ExportWriter`] was given; a file that was cut or altered ends in an error.
//!
//! # Format, version 1
//!
//! JSON Lines: UTF-8 without a byte order mark, each line one JSON object ended by one line feed.
//!
//! 1. The first line: `{"about":{…},"format":"tilik-open-export","version":1}`. `about` holds names and values
//!    that a person may want, such as the office and the time; a reader needs none of them.
//! 2. One line a record: `{"fields":{…},"hash":"…","id":"…","kind":"…"}`, ascending by `kind` and then `id`, both
//!    compared as bytes, none twice. `fields` maps names to JSON values. Numbers are whole; a number with a
//!    fraction is kept as a string, because programs disagree about its digits.
//! 3. The last line: `{"counts":{kind:number,…},"end":true,"file_sha256":"…","records_sha256":"…"}`.
//!
//! **Canonical form** of a JSON value: no blanks; object keys ascending by bytes; strings with the short escapes
//! `\" \\ \b \f \n \r \t`, other control characters below U+0020 as `\u00xx` in small letters, everything else as
//! itself; whole numbers in decimal without sign `+` or leading zeros. Every line is in canonical form.
//!
//! **Hashes** are SHA-256 in 64 small hexadecimal digits. `hash` is over the canonical form of
//! `{"fields":…,"id":…,"kind":…}`. `records_sha256` is over the hashes of all records in order, each followed by a
//! line feed: equal contents give an equal value, whoever exported them and when. `file_sha256` is over every byte
//! before the last line, so `head -n -1 FILE | sha256sum` gives it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read, Write};
use thiserror::Error;

/// The name in the first line.
pub const FORMAT: &str = "tilik-open-export";
/// The version that is written, and the newest that is read.
pub const VERSION: u64 = 1;
/// The longest line that is read; a record with more is not one of ours.
const MAX_LINE_BYTES: u64 = 64 * 1024 * 1024;

/// One record: a kind, an id that is unique in it, and its fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The kind, such as `person`.
    pub kind: String,
    /// The id, unique within the kind.
    pub id: String,
    /// Names and values.
    pub fields: BTreeMap<String, Value>,
}

impl Record {
    /// SHA-256 over the canonical form, in hexadecimal.
    pub fn hash(&self) -> Result<String, ExportError> {
        let mut canonical = String::from("{\"fields\":");
        write_fields(&self.fields, &mut canonical)?;
        canonical.push_str(",\"id\":");
        write_string(&self.id, &mut canonical);
        canonical.push_str(",\"kind\":");
        write_string(&self.kind, &mut canonical);
        canonical.push('}');
        Ok(hex(Sha256::digest(canonical.as_bytes()).as_slice()))
    }
}

/// What the last line of an export states, and what a reader found to be true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footer {
    /// How many records of each kind.
    pub counts: BTreeMap<String, u64>,
    end: bool,
    /// Over every byte before the last line.
    pub file_sha256: String,
    /// Over the hashes of the records: the same for the same contents.
    pub records_sha256: String,
}

impl Footer {
    /// How many records in all.
    pub fn record_count(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// Why an export cannot be written or read. Line numbers count from 1.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The disk or the stream failed.
    #[error("the export cannot be read or written")]
    Stream(#[from] io::Error),
    /// The first line is not that of an open export.
    #[error("the file is not an open export")]
    Foreign,
    /// Written by a newer version of the format.
    #[error("the export has version {found}, this program reads up to {VERSION}")]
    Newer {
        /// Its version.
        found: u64,
    },
    /// A line that is no JSON object of the expected form.
    #[error("line {line} cannot be read: {reason}")]
    LineBroken {
        /// Which.
        line: u64,
        /// What the JSON reader said.
        reason: String,
    },
    /// A record whose content does not give its hash.
    #[error("the record in line {line} was altered: {kind} {id}")]
    Altered {
        /// Which line.
        line: u64,
        /// The kind it names.
        kind: String,
        /// The id it names.
        id: String,
    },
    /// A record out of order, or the same one twice.
    #[error("the record in line {line} is out of order: {kind} {id}")]
    OutOfOrder {
        /// Which line.
        line: u64,
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
    },
    /// A number with a fraction, or one too large to be exact.
    #[error("the field {field} holds a number that is not whole")]
    NumberNotWhole {
        /// The name of the field.
        field: String,
    },
    /// No last line: the file was cut.
    #[error("the export ends after line {line} without its last line")]
    Truncated {
        /// The last line that is there.
        line: u64,
    },
    /// The last line states other counts or hashes than were found.
    #[error("the export as a whole does not match its last line")]
    TotalMismatch,
    /// Something follows the last line.
    #[error("something follows the last line, in line {line}")]
    Trailing {
        /// Where.
        line: u64,
    },
}

impl ExportError {
    /// The stable code, as the catalogue of texts knows it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stream(_) => "open_export.stream",
            Self::Foreign => "open_export.foreign",
            Self::Newer { .. } => "open_export.newer",
            Self::LineBroken { .. } => "open_export.line_broken",
            Self::Altered { .. } => "open_export.altered",
            Self::OutOfOrder { .. } => "open_export.out_of_order",
            Self::NumberNotWhole { .. } => "open_export.number_not_whole",
            Self::Truncated { .. } => "open_export.truncated",
            Self::TotalMismatch => "open_export.total_mismatch",
            Self::Trailing { .. } => "open_export.trailing",
        }
    }

    /// The facts that the text of [`ExportError::code`] needs, by the names in its braces.
    pub fn args(&self) -> BTreeMap<String, String> {
        let facts: Vec<(&str, String)> = match self {
            Self::Stream(_) | Self::Foreign | Self::TotalMismatch => Vec::new(),
            Self::Newer { found } => vec![("found", found.to_string())],
            Self::LineBroken { line, .. } | Self::Truncated { line } | Self::Trailing { line } => {
                vec![("line", line.to_string())]
            }
            Self::Altered { line, kind, id } | Self::OutOfOrder { line, kind, id } => {
                vec![("line", line.to_string()), ("kind", kind.clone()), ("id", id.clone())]
            }
            Self::NumberNotWhole { field } => vec![("field", field.clone())],
        };
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The hashes and counts that both sides keep while records pass.
struct Running {
    file: Sha256,
    records: Sha256,
    counts: BTreeMap<String, u64>,
    last: Option<(String, String)>,
    line: u64,
}

impl Running {
    fn new() -> Self {
        Self { file: Sha256::new(), records: Sha256::new(), counts: BTreeMap::new(), last: None, line: 0 }
    }

    fn take_line(&mut self, line: &str) {
        self.line += 1;
        self.file.update(line.as_bytes());
        self.file.update(b"\n");
    }

    /// Counts a record after its line was taken.
    fn take_record(&mut self, record: &Record, hash: &str) -> Result<(), ExportError> {
        let place = (record.kind.clone(), record.id.clone());
        if self.last.as_ref().is_some_and(|last| *last >= place) {
            return Err(ExportError::OutOfOrder { line: self.line, kind: place.0, id: place.1 });
        }
        self.last = Some(place);
        *self.counts.entry(record.kind.clone()).or_default() += 1;
        self.records.update(hash.as_bytes());
        self.records.update(b"\n");
        Ok(())
    }

    fn footer(&self) -> Footer {
        Footer {
            counts: self.counts.clone(),
            end: true,
            file_sha256: hex(self.file.clone().finalize().as_slice()),
            records_sha256: hex(self.records.clone().finalize().as_slice()),
        }
    }
}

/// Writes an export record by record.
pub struct ExportWriter<W: Write> {
    out: W,
    running: Running,
}

impl<W: Write> ExportWriter<W> {
    /// Writes the first line. `about` holds what a person may want to know; no reader needs it.
    pub fn new(out: W, about: &BTreeMap<String, Value>) -> Result<Self, ExportError> {
        let mut writer = Self { out, running: Running::new() };
        let mut line = String::from("{\"about\":");
        write_fields(about, &mut line)?;
        line.push_str(",\"format\":");
        write_string(FORMAT, &mut line);
        line.push_str(&format!(",\"version\":{VERSION}}}"));
        writer.write_line(&line)?;
        Ok(writer)
    }

    /// Writes the next record. They must ascend by kind and id; one out of order is refused and not written.
    pub fn push(&mut self, record: &Record) -> Result<(), ExportError> {
        let hash = record.hash()?;
        let mut line = String::from("{\"fields\":");
        write_fields(&record.fields, &mut line)?;
        line.push_str(&format!(",\"hash\":\"{hash}\",\"id\":"));
        write_string(&record.id, &mut line);
        line.push_str(",\"kind\":");
        write_string(&record.kind, &mut line);
        line.push('}');
        self.running.take_record(record, &hash)?;
        self.write_line(&line)
    }

    /// Writes the last line and flushes. An export without it is known to be cut.
    pub fn finish(mut self) -> Result<Footer, ExportError> {
        let footer = self.running.footer();
        let value = serde_json::to_value(&footer).map_err(io::Error::other)?;
        let mut line = String::new();
        write_value(&value, "", &mut line)?;
        self.write_line(&line)?;
        self.out.flush()?;
        Ok(footer)
    }

    fn write_line(&mut self, line: &str) -> Result<(), ExportError> {
        self.running.take_line(line);
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(())
    }
}

/// Reads an export record by record, checking each. The records are to be trusted only when the iteration has
/// ended without an error and [`ExportReader::footer`] gives the last line.
pub struct ExportReader<R: BufRead> {
    input: R,
    running: Running,
    about: BTreeMap<String, Value>,
    footer: Option<Footer>,
    is_done: bool,
}

#[derive(Deserialize)]
struct FirstLine {
    about: BTreeMap<String, Value>,
    format: String,
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordLine {
    fields: BTreeMap<String, Value>,
    hash: String,
    id: String,
    kind: String,
}

impl<R: BufRead> ExportReader<R> {
    /// Reads the first line.
    pub fn new(input: R) -> Result<Self, ExportError> {
        let mut reader =
            Self { input, running: Running::new(), about: BTreeMap::new(), footer: None, is_done: false };
        let line = reader.read_line()?.ok_or(ExportError::Foreign)?;
        let value: Value = serde_json::from_str(&line).map_err(|_| ExportError::Foreign)?;
        match value.get("format").and_then(Value::as_str) {
            Some(FORMAT) => {}
            Some(_) | None => return Err(ExportError::Foreign),
        }
        match value.get("version").and_then(Value::as_u64) {
            Some(found) if found > VERSION => return Err(ExportError::Newer { found }),
            Some(_) => {}
            None => return Err(ExportError::Foreign),
        }
        let first: FirstLine = serde_json::from_value(value)
            .map_err(|error| ExportError::LineBroken { line: 1, reason: error.to_string() })?;
        debug_assert!(first.format == FORMAT && first.version <= VERSION);
        reader.about = first.about;
        reader.running.take_line(&line);
        Ok(reader)
    }

    /// What the first line says about the export.
    pub fn about(&self) -> &BTreeMap<String, Value> {
        &self.about
    }

    /// The last line, once it has been read and found to be true.
    pub fn footer(&self) -> Option<&Footer> {
        self.footer.as_ref()
    }

    /// One line without its line feed; `None` at the end. A last line without line feed was cut.
    fn read_line(&mut self) -> Result<Option<String>, ExportError> {
        let number = self.running.line + 1;
        let mut bytes = Vec::new();
        let length = (&mut self.input).take(MAX_LINE_BYTES).read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok(None);
        }
        if bytes.pop() != Some(b'\n') {
            return Err(ExportError::Truncated { line: number });
        }
        let line = String::from_utf8(bytes)
            .map_err(|error| ExportError::LineBroken { line: number, reason: error.to_string() })?;
        Ok(Some(line))
    }

    fn read_record(&mut self) -> Result<Option<Record>, ExportError> {
        let Some(line) = self.read_line()? else {
            return Err(ExportError::Truncated { line: self.running.line });
        };
        let number = self.running.line + 1;
        let broken =
            |error: serde_json::Error| ExportError::LineBroken { line: number, reason: error.to_string() };
        if line.starts_with("{\"counts\":") {
            let stated: Footer = serde_json::from_str(&line).map_err(broken)?;
            return self.check_end(stated, &line).map(|()| None);
        }
        let found: RecordLine = serde_json::from_str(&line).map_err(broken)?;
        let record = Record { kind: found.kind, id: found.id, fields: found.fields };
        let hash = record.hash()?;
        if hash != found.hash {
            return Err(ExportError::Altered { line: number, kind: record.kind, id: record.id });
        }
        self.running.take_line(&line);
        self.running.take_record(&record, &hash)?;
        Ok(Some(record))
    }

    fn check_end(&mut self, stated: Footer, line: &str) -> Result<(), ExportError> {
        let found = self.running.footer();
        let mut canonical = String::new();
        write_value(&serde_json::to_value(&found).map_err(io::Error::other)?, "", &mut canonical)?;
        if stated != found || canonical != line {
            return Err(ExportError::TotalMismatch);
        }
        self.running.take_line(line);
        if !self.input.fill_buf()?.is_empty() {
            return Err(ExportError::Trailing { line: self.running.line + 1 });
        }
        self.footer = Some(found);
        Ok(())
    }
}

impl<R: BufRead> Iterator for ExportReader<R> {
    type Item = Result<Record, ExportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let next = self.read_record().transpose();
        self.is_done = !matches!(next, Some(Ok(_)));
        next
    }
}

fn write_fields(fields: &BTreeMap<String, Value>, out: &mut String) -> Result<(), ExportError> {
    out.push('{');
    for (index, (name, value)) in fields.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        write_value(value, name, out)?;
    }
    out.push('}');
    Ok(())
}

/// The canonical form; the keys are sorted here because a JSON map keeps the order of the file in some builds.
fn write_value(value: &Value, field: &str, out: &mut String) -> Result<(), ExportError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) if number.is_i64() || number.is_u64() => out.push_str(&number.to_string()),
        Value::Number(_) => return Err(ExportError::NumberNotWhole { field: field.to_owned() }),
        Value::String(text) => write_string(text, out),
        Value::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(value, field, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => write_object(map, field, out)?,
    }
    Ok(())
}

fn write_object(map: &Map<String, Value>, field: &str, out: &mut String) -> Result<(), ExportError> {
    let sorted: BTreeMap<&String, &Value> = map.iter().collect();
    out.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        write_value(value, field, out)?;
    }
    out.push('}');
    Ok(())
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

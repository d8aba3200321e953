//! The file as a whole: verified, backed up, restored, exported in the open and rebuilt from that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use tilik_exchange::open_export::{ExportReader, ExportWriter, Footer, Record};
use tilik_journal::catalogue::{self, FIRST_OFFICE_KIND, KINDS, KindSpec};
use tilik_journal::document::{Axis, Mark};
use tilik_journal::payload::MARK;
use tilik_journal::{Document, Group, RecordId, RecordState, Role, Value};
use tilik_store::Snapshot;
use tilik_store::backup;
use tilik_store::ledger::{Defect, Verified};

use crate::host::WithMarks;
use crate::place::check_name;
use crate::printing::check_target;
use crate::safekeeping::{Contents, EditedPeople, Edits, LastChange};
use crate::session::Summary;
use crate::user::User;
use crate::{Failure, Host, Office};

/// What a check of the whole file found.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct VerifyReport {
    /// Whether everything holds.
    pub is_whole: bool,
    /// Entries read.
    pub entries: u64,
    /// Records added up.
    pub records: u64,
    /// Entries that do not count.
    pub held: u64,
    /// Branches: a copied or restored laptop.
    pub branches: u64,
    /// The first thing that does not hold.
    pub defect: Option<DefectReport>,
}

/// The first thing that does not hold.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct DefectReport {
    /// The stable code.
    pub code: String,
    /// The log of the entry, where one is to blame.
    pub log: Option<String>,
    /// Its number there.
    pub seq: Option<u64>,
    /// In words for support: what exactly.
    pub detail: String,
}

/// A field of an open export that says that versions differ and a person must decide; what is in force is exported, rebuilding leaves it out.
const DISPUTED: &str = "_disputed";

/// The fields of an open export that stand for the record's newest mark of each axis.
const STAGE: &str = "_stage";
const PRESENCE: &str = "_presence";

/// How many records of an export are rebuilt in one act.
const RECORDS_AN_ACT: usize = 64;

impl Office {
    /// Checks the whole journal and everything made of it.
    ///
    /// # Errors
    /// When the file cannot be read; what does not hold is in the report.
    pub fn verify(&self) -> Result<VerifyReport, Failure> {
        verify(self.store().snapshot()?)
    }

    /// Writes a verified backup.
    ///
    /// # Errors
    /// Those of [`tilik_store::Store::backup_to`].
    pub fn backup(&self, path: &Path) -> Result<(), Failure> {
        check_target(path)?;
        self.store().backup_to(path)?;
        Ok(())
    }

    /// Writes every record in the open format, readable without this program. Control of the journal is left out.
    ///
    /// # Errors
    /// `user.not_permitted`, `export.file`, those of the format.
    pub fn export(&self, path: &Path) -> Result<Footer, Failure> {
        self.need_role(&[Role::Kepala])?;
        check_target(path)?;
        let mut partial = path.as_os_str().to_owned();
        partial.push(".tilik-partial");
        let partial = std::path::PathBuf::from(partial);
        let failed = |error: std::io::Error| Failure::of_file("export.file", path, &error);
        let written = self.write_export(&partial, &failed).and_then(|footer| {
            tilik_store::rename(&partial, path).map_err(failed)?;
            Ok(footer)
        });
        if written.is_err() {
            // The first error is the one to tell; half an export in the open is personal data that nobody looks for.
            let _ = std::fs::remove_file(&partial);
        }
        written
    }

    fn write_export(
        &self,
        partial: &Path,
        failed: &dyn Fn(std::io::Error) -> Failure,
    ) -> Result<Footer, Failure> {
        let mut out = BufWriter::new(File::create(partial).map_err(failed)?);
        let mut about = BTreeMap::new();
        about.insert("office".to_owned(), json!(self.summary()?.name));
        about.insert("exported_on".to_owned(), json!(self.today().to_string()));
        let mut writer = ExportWriter::new(&mut out, &about)?;
        let mut kinds: Vec<_> = KINDS.iter().filter(|kind| kind.number >= FIRST_OFFICE_KIND).collect();
        kinds.sort_by_key(|kind| kind.name);
        for kind in kinds {
            for document in self.store().ledger()?.list_documents(kind)? {
                writer.push(&to_open(kind, &document))?;
            }
        }
        let footer = writer.finish()?;
        out.flush().map_err(failed)?;
        out.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
        Ok(footer)
    }

    /// Rebuilds the records of an open export in this office, in one transaction. The file is read through and proven before anything is written.
    ///
    /// # Errors
    /// `user.not_permitted`; `export.office_not_empty` when there is a staff already; those of the format and of saving.
    pub fn import_export(&mut self, path: &Path) -> Result<Footer, Failure> {
        self.need_role(&[Role::Kepala])?;
        if self.summary()?.staff > 0 {
            return Err(Failure::new("export.office_not_empty"));
        }
        let file = File::open(path).map_err(|error| Failure::of_file("export.file", path, &error))?;
        let mut reader = ExportReader::new(BufReader::new(file))?;
        let mut groups = Vec::new();
        for record in reader.by_ref() {
            groups.extend(self.plan_rebuilt(&from_open(&record?)?)?);
        }
        let footer = reader.footer().cloned().ok_or_else(|| Failure::new("open_export.truncated"))?;
        let acts = groups
            .chunks(RECORDS_AN_ACT)
            .map(|groups| self.act("export.rebuilt", groups.to_vec()))
            .collect::<Result<Vec<_>, _>>()?;
        self.save(acts)?;
        Ok(footer)
    }

    /// Only what differs is written: the office's own record is there already.
    fn plan_rebuilt(&self, group: &Group) -> Result<Option<Group>, Failure> {
        let now = self.find(group.kind, group.record)?;
        let fields: Vec<_> = group
            .fields
            .iter()
            .filter(|(field, value)| {
                *field == MARK || now.as_ref().and_then(|now| now.value(*field)) != Some(value)
            })
            .cloned()
            .collect();
        Ok((!fields.is_empty()).then(|| Group { fields, ..group.clone() }))
    }
}

/// Checks a whole office as it stood when the snapshot was taken.
///
/// # Errors
/// As [`Office::verify`].
pub fn verify(snapshot: Snapshot) -> Result<VerifyReport, Failure> {
    let Verified { entries, records, held, branches, defect } = snapshot.verify()?;
    Ok(VerifyReport {
        is_whole: defect.is_none(),
        entries,
        records,
        held,
        branches,
        defect: defect.as_ref().map(report_defect),
    })
}

/// Puts a backup back as a new folder. It opens with the passphrases of the backup's time, and its device begins a new log.
///
/// # Errors
/// `file.name_unusable`; those of [`backup::restore`].
pub fn restore(file: &Path, folder: &Path, host: &Arc<dyn Host>) -> Result<(), Failure> {
    check_name(folder)?;
    Ok(backup::restore(file, folder, host.as_ref())?)
}

/// What opens a backup.
#[derive(Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Opening {
    /// A passphrase of the backup's time.
    Password {
        /// Whose.
        login: String,
        /// The passphrase.
        password: String,
    },
    /// Both halves of the recovery code of the backup's time.
    Recovery {
        /// Half A.
        first: String,
        /// Half B.
        second: String,
    },
}

/// What can be read of a backup without opening it.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct BackupLook {
    /// When it was made, by the clock of the laptop that made it.
    pub made_at: Option<DateTime<Utc>>,
    /// Bytes.
    pub size: u64,
    /// Who can open it, by login; empty when the key part is damaged.
    pub logins: Vec<String>,
    /// Whether every part is as it was written: only such a backup is restored.
    pub is_whole: bool,
    /// Whether its key part can be read.
    pub has_keys: bool,
    /// Whether the office's data can be read.
    pub has_database: bool,
    /// Attachments in it.
    pub attachments: usize,
    /// Attachments that cannot be read.
    pub lost_attachments: usize,
}

/// What is inside of a backup.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct BackupPreview {
    /// How the office stood.
    pub summary: Summary,
    /// When it was made, by the clock of the laptop that made it.
    pub made_at: Option<DateTime<Utc>>,
    /// Who can open it.
    pub users: Vec<User>,
    /// What is in it.
    pub then: Contents,
    /// The newest change in it.
    pub last_then: Option<LastChange>,
    /// Whose changes are in it.
    pub edits: EditedPeople,
}

/// Reads a backup through and says which of its parts can be read.
///
/// # Errors
/// `store.not_a_backup`, `store.backup_newer`; `store.backup_damaged` when not even its list of contents can be read.
pub fn look_at_backup(file: &Path) -> Result<BackupLook, Failure> {
    let facts = backup::read_facts(file)?;
    let state = backup::inspect(file)?;
    let users = if state.keys { backup::list_users(file)? } else { Vec::new() };
    let size =
        std::fs::metadata(file).map_err(|error| Failure::of_file("backup.unreadable", file, &error))?;
    Ok(BackupLook {
        made_at: facts.made_at,
        size: size.len(),
        is_whole: backup::verify(file).is_ok(),
        has_keys: state.keys,
        has_database: state.database,
        attachments: state.of_attachments,
        lost_attachments: state.of_attachments - state.attachments,
        logins: users.into_iter().map(|user| user.login).collect(),
    })
}

/// What is inside of a backup: it is put back in a folder that nobody else knows, opened and read there. `scratch` is removed by whoever made its place.
///
/// # Errors
/// Those of [`backup::restore`] and of opening.
pub fn preview_backup(
    file: &Path,
    opening: &Opening,
    scratch: &Path,
    host: &Arc<dyn Host>,
) -> Result<BackupPreview, Failure> {
    let facts = backup::verify(file)?;
    let marks = scratch.with_file_name("marks");
    let host = WithMarks::at(host, marks);
    backup::restore(file, scratch, host.as_ref())?;
    let office = match opening {
        Opening::Password { login, password } => Office::open(scratch, login, password, host)?,
        Opening::Recovery { first, second } => Office::open_with_recovery(scratch, first, second, host)?,
    };
    let edits = Edits::of(&office)?;
    Ok(BackupPreview {
        summary: office.summary()?,
        made_at: facts.made_at,
        users: office.list_users()?,
        then: office.contents()?,
        last_then: edits.find_last(&office)?,
        edits: edits.list_people(&office, &BTreeSet::new())?,
    })
}

fn report_defect(defect: &Defect) -> DefectReport {
    DefectReport {
        code: defect.code().to_owned(),
        log: defect.place().and_then(|place| place.log).map(|log| log.to_hex()),
        seq: defect.place().map(|place| place.seq),
        detail: format!("{defect:?}"),
    }
}

fn to_open(kind: &KindSpec, document: &Document) -> Record {
    let mut fields: BTreeMap<String, Json> = kind
        .fields
        .iter()
        .filter_map(|field| Some((field.name.to_owned(), to_json(document.value(field.number)?))))
        .collect();
    for (name, state) in [(STAGE, &document.stage), (PRESENCE, &document.presence)] {
        let word = match state {
            RecordState::Open => continue,
            RecordState::Marked(mark) => mark.word(),
            // Two closings apart are none; the record is exported as open and says that a person must decide.
            RecordState::Disputed(_) => continue,
        };
        fields.insert(name.to_owned(), json!(word));
    }
    if document.is_disputed() {
        fields.insert(DISPUTED.to_owned(), json!(true));
    }
    Record { kind: kind.name.to_owned(), id: document.id.0.to_string(), fields }
}

fn from_open(record: &Record) -> Result<Group, Failure> {
    let broken = |what: &str| {
        Failure::new("open_export.unknown")
            .with("kind", record.kind.as_str())
            .with("id", record.id.as_str())
            .with("what", what)
    };
    let kind = catalogue::find_kind_named(&record.kind).ok_or_else(|| broken("kind"))?;
    let id = record.id.parse().map(RecordId).map_err(|_| broken("id"))?;
    let mut fields = Vec::new();
    for (name, value) in &record.fields {
        if name == DISPUTED {
            continue;
        }
        let axis = match name.as_str() {
            STAGE => Some(Axis::Stage),
            PRESENCE => Some(Axis::Presence),
            _ => None,
        };
        if axis.is_some() {
            let mark = Mark::find_word(value.as_str().unwrap_or_default());
            let mark = mark.filter(|mark| mark.axis() == axis).ok_or_else(|| broken(name))?;
            fields.push((MARK, Value::Int(mark.number())));
            continue;
        }
        let field = kind.fields.iter().find(|field| field.name == name).ok_or_else(|| broken(name))?;
        fields.push((field.number, from_json(value).ok_or_else(|| broken(name))?));
    }
    Ok(Group { kind: kind.number, record: id, fields })
}

/// Bytes are written as an object, so that they are not taken for text.
fn to_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(is) => json!(is),
        Value::Int(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => match uuid::Uuid::from_slice(bytes) {
            Ok(id) => json!({ "id": id.to_string() }),
            Err(_) => {
                json!({ "hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() })
            }
        },
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
    }
}

fn from_json(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => Value::Null,
        Json::Bool(is) => Value::Bool(*is),
        Json::Number(number) => Value::Int(number.as_i64()?),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(from_json).collect::<Option<_>>()?),
        Json::Object(parts) => match (parts.get("id"), parts.get("hex")) {
            (Some(id), None) => Value::Bytes(uuid::Uuid::parse_str(id.as_str()?).ok()?.as_bytes().to_vec()),
            (None, Some(hex)) => Value::Bytes(read_hex(hex.as_str()?)?),
            (_, _) => return None,
        },
    })
}

fn read_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_axes_go_out_and_come_back() {
        let kind = catalogue::find_kind(catalogue::evaluation::KIND).unwrap();
        let marked = RecordState::Marked;
        for (stage, presence, words, numbers) in [
            (RecordState::Open, RecordState::Open, [None, None], &[][..]),
            (marked(Mark::Closed), RecordState::Open, [Some("closed"), None], &[1]),
            (RecordState::Open, marked(Mark::Retracted), [None, Some("retracted")], &[4]),
            (marked(Mark::Closed), marked(Mark::Restored), [Some("closed"), Some("restored")], &[5, 1]),
        ] {
            let mut document = Document::empty(kind.number, RecordId::period("one"));
            (document.stage, document.presence) = (stage, presence);
            let record = to_open(kind, &document);
            let word = |name| record.fields.get(name).and_then(Json::as_str);
            assert_eq!([word(STAGE), word(PRESENCE)], words);
            let expected: Vec<_> = numbers.iter().map(|number| (MARK, Value::Int(*number))).collect();
            assert_eq!(from_open(&record).unwrap().fields, expected);
        }
    }

    #[test]
    fn a_mark_of_the_other_axis_is_refused() {
        for (name, word) in [(STAGE, "retracted"), (PRESENCE, "closed"), (STAGE, "settled"), (STAGE, "_")] {
            let record = Record {
                kind: "evaluation".to_owned(),
                id: RecordId::period("one").0.to_string(),
                fields: BTreeMap::from([(name.to_owned(), json!(word))]),
            };
            assert_eq!(from_open(&record).unwrap_err().code, "open_export.unknown", "{word}");
        }
    }
}

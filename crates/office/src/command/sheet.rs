//! Commands of *Cetak & Tanda Tangan* beyond printing: the tracker, its ticks, scans, objections, and what the papers look like.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::RecordId;
use ts_rs::TS;

use super::{Desk, Nothing, OfPeriod, OfPerson};
use crate::Failure;
use crate::authenticity::{KeyConsent, KeyListCard, KnownKeys, SheetVerdict, StatedOnPaper};
use crate::job::{Progress, Started};
use crate::objection::{Decision, Filing, Hearings, ObjectionCard, ObjectionWindow, Withdrawal};
use crate::paper::{PaperChange, PaperSettings};
use crate::sheet::{
    KEEPERS, PileReport, Print, ReadScan, Refusal, ScanCard, SheetForm, SheetState, SheetTable, Signed,
    Ticked, Untick, Which, list_seals, read_pile, read_scan,
};
use crate::tray::FileId;

/// Arguments of `sheet.table`.
#[derive(Debug, Deserialize, TS)]
#[ts(optional_fields)]
pub struct OfForm {
    /// The period.
    pub period: Period,
    /// The form.
    pub form: SheetForm,
    /// Only papers of this state.
    pub state: Option<SheetState>,
}

/// Arguments of `sheet.tick_signed`.
#[derive(Debug, Deserialize, TS)]
pub struct TickSigned {
    /// The papers.
    pub which: Which,
    /// Who signed, and when.
    pub signed: Signed,
}

/// Arguments of `sheet.archive`.
#[derive(Debug, Deserialize, TS)]
pub struct Archiving {
    /// The papers.
    pub which: Which,
    /// When.
    pub on: NaiveDate,
    /// Where they lie.
    pub place: String,
}

/// Arguments of `sheet.untick`.
#[derive(Debug, Deserialize, TS)]
pub struct Unticking {
    /// The papers.
    pub which: Which,
    /// What is taken back.
    pub what: Untick,
}

/// How many prints were noted.
#[derive(Debug, Serialize, TS)]
pub struct Noted {
    /// Prints that are new; those that were noted before are not counted.
    pub new: usize,
}

/// A file in the tray.
#[derive(Debug, Deserialize, TS)]
pub struct OfFile {
    /// The file.
    pub file: FileId,
}

/// A paper, or the papers of an objection.
#[derive(Debug, Deserialize, TS)]
pub struct OfPaper {
    /// The record of the sheet or objection.
    pub subject: RecordId,
}

/// Arguments of `scan.attach`.
#[derive(Debug, Deserialize, TS)]
pub struct Attaching {
    /// The record of the sheet or objection.
    pub subject: RecordId,
    /// The scan, in the tray.
    pub file: FileId,
    /// The name of the file as it was chosen.
    #[serde(default)]
    pub name: String,
}

/// Arguments of `sheet.start_pile`.
#[derive(Debug, Deserialize, TS)]
#[ts(optional_fields)]
pub struct FilingPile {
    /// The scanned pile, in the tray.
    pub file: FileId,
    /// The name of the file as it was chosen.
    #[serde(default)]
    pub name: String,
    /// Who signed, and when; left out: the pages are kept and nothing is ticked.
    pub signed: Option<Signed>,
}

/// A scan.
#[derive(Debug, Deserialize, TS)]
pub struct OfScan {
    /// The scan.
    pub scan: RecordId,
}

/// Arguments of `authenticity.check`.
#[derive(Debug, Deserialize, TS)]
pub struct Checking {
    /// What the QR holds, as a camera read it or a scanner typed it.
    pub text: String,
    /// What is read on the paper.
    #[serde(default)]
    pub stated: StatedOnPaper,
}

/// Arguments of `authenticity.tick`.
#[derive(Debug, Deserialize, TS)]
pub struct TickSeal {
    /// What the QR holds.
    pub text: String,
    /// Who signed, and when.
    pub signed: Signed,
}

/// A tick by a seal.
#[derive(Debug, Serialize, TS)]
pub struct SealTicked {
    /// What was said of the sheet.
    pub verdict: SheetVerdict,
    /// Whose paper was ticked.
    pub ticked: Ticked,
}

/// Arguments of `keys.import`.
#[derive(Debug, Deserialize, TS)]
pub struct ImportKeys {
    /// The list, in the tray.
    pub file: FileId,
    /// What a person has done before.
    #[serde(default)]
    pub consent: KeyConsent,
}

/// This office's keys, made for others.
#[derive(Debug, Serialize, TS)]
pub struct MadeKeys {
    /// The list.
    pub file: FileId,
    /// What is compared on the telephone.
    pub fingerprint: String,
}

/// A scan that lies in the tray to be looked at.
#[derive(Debug, Serialize, TS)]
pub struct ShownScan {
    /// The file.
    pub file: FileId,
    /// What it is.
    pub card: ScanCard,
}

impl Desk {
    pub(super) fn get_sheet_table(&self, of: OfForm) -> Result<SheetTable, Failure> {
        let mut table = self.with(|office| office.sheet_table(of.period, of.form))?;
        if let Some(state) = of.state {
            table.rows.retain(|row| row.state == state);
        }
        Ok(table)
    }

    pub(super) fn list_prints(&self, of: Which) -> Result<Vec<Print>, Failure> {
        self.with(|office| office.list_prints(of.period, of.form, &of.nips))
    }

    pub(super) fn confirm_prints(&self, of: OfFile) -> Result<Noted, Failure> {
        Ok(Noted { new: self.note_made(of.file)? })
    }

    pub(super) fn tick_signed(&self, tick: TickSigned) -> Result<Ticked, Failure> {
        self.with(|office| office.tick_signed(&tick.which, tick.signed))
    }

    pub(super) fn refuse_signature(&self, refusal: Refusal) -> Result<(), Failure> {
        self.with(|office| office.refuse_signature(&refusal))
    }

    pub(super) fn archive_sheets(&self, of: Archiving) -> Result<Ticked, Failure> {
        self.with(|office| office.archive_sheets(&of.which, of.on, &of.place))
    }

    pub(super) fn untick_sheets(&self, of: Unticking) -> Result<Ticked, Failure> {
        self.with(|office| office.untick_sheets(&of.which, of.what))
    }

    pub(super) fn list_scans(&self, of: OfPaper) -> Result<Vec<ScanCard>, Failure> {
        self.with(|office| office.list_scans(of.subject))
    }

    pub(super) fn start_attaching(&self, of: Attaching) -> Result<Started<Vec<ScanCard>>, Failure> {
        let bytes = self.tray.get(of.file)?;
        let subject = of.subject;
        Ok(self.start_beside(
            move |office| office.check_attaching(subject),
            move |(), progress| read_scan(&bytes, progress),
            move |office, ReadScan { pages, seals }| {
                office.check_scanned(subject, &seals)?;
                office.attach_scan(subject, &of.name, &pages)
            },
        ))
    }

    pub(super) fn start_pile(&self, of: FilingPile) -> Result<Started<PileReport>, Failure> {
        let bytes = self.tray.get(of.file)?;
        Ok(self.start_beside(
            |office| office.need_role(KEEPERS),
            move |(), progress| read_pile(&bytes, progress),
            move |office, pile| office.file_pile(&of.name, pile, of.signed),
        ))
    }

    pub(super) fn show_scan(&self, of: OfScan) -> Result<ShownScan, Failure> {
        // Laid into the tray before the office can be locked.
        self.with(|office| {
            let (card, bytes) = office.read_scan(of.scan)?;
            Ok(ShownScan { file: self.tray.put(bytes)?, card })
        })
    }

    pub(super) fn remove_scan(&self, of: OfScan) -> Result<Vec<ScanCard>, Failure> {
        self.with(|office| office.remove_scan(of.scan))
    }

    pub(super) fn get_objection_window(&self, of: OfPerson) -> Result<ObjectionWindow, Failure> {
        self.with(|office| office.objection_window(&of.nip, of.period))
    }

    pub(super) fn list_objections(&self, of: OfPeriod) -> Result<Vec<ObjectionCard>, Failure> {
        self.with(|office| office.list_objections(of.period))
    }

    pub(super) fn get_objection(&self, of: OfPerson) -> Result<ObjectionCard, Failure> {
        self.with(|office| office.objection_card(&of.nip, of.period))
    }

    pub(super) fn file_objection(&self, filing: Filing) -> Result<ObjectionCard, Failure> {
        self.with(|office| office.file_objection(&filing))
    }

    pub(super) fn hear_objection(&self, heard: Hearings) -> Result<ObjectionCard, Failure> {
        self.with(|office| office.hear_objection(&heard))
    }

    pub(super) fn decide_objection(&self, decision: Decision) -> Result<ObjectionCard, Failure> {
        self.with(|office| office.decide_objection(&decision))
    }

    pub(super) fn withdraw_objection(&self, withdrawal: Withdrawal) -> Result<ObjectionCard, Failure> {
        self.with(|office| office.withdraw_objection(&withdrawal))
    }

    pub(super) fn check_sheet(&self, of: Checking) -> Result<SheetVerdict, Failure> {
        self.with(|office| office.check_sheet(&of.text, &of.stated))
    }

    pub(super) fn read_frame(&self, of: OfFile) -> Result<Vec<String>, Failure> {
        // Many come in a second, and must not push files out of the tray.
        list_seals(&self.tray.take(of.file)?, &Progress::default())
    }

    pub(super) fn start_reading_seals(&self, of: OfFile) -> Result<Started<Vec<String>>, Failure> {
        let bytes = self.tray.get(of.file)?;
        Ok(self.jobs.start(move |progress| list_seals(&bytes, progress)))
    }

    pub(super) fn tick_seal(&self, of: TickSeal) -> Result<SealTicked, Failure> {
        self.with(|office| {
            let (verdict, ticked) = office.tick_by_seal(&of.text, of.signed)?;
            Ok(SealTicked { verdict, ticked })
        })
    }

    pub(super) fn list_keys(&self, _: Nothing) -> Result<KnownKeys, Failure> {
        self.with(|office| office.list_known_keys())
    }

    pub(super) fn export_keys(&self, _: Nothing) -> Result<MadeKeys, Failure> {
        self.with(|office| {
            let (bytes, fingerprint) = office.export_keys()?;
            Ok(MadeKeys { file: self.tray.put(bytes)?, fingerprint })
        })
    }

    pub(super) fn look_at_keys(&self, of: OfFile) -> Result<KeyListCard, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| office.look_at_keys(&bytes))
    }

    pub(super) fn import_keys(&self, of: ImportKeys) -> Result<KeyListCard, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| office.import_keys(&bytes, of.consent))
    }

    pub(super) fn get_paper_settings(&self, _: Nothing) -> Result<PaperSettings, Failure> {
        self.with(|office| office.paper_settings())
    }

    pub(super) fn change_paper(&self, change: PaperChange) -> Result<PaperSettings, Failure> {
        self.with(|office| office.change_paper(&change))
    }

    pub(super) fn set_emblem(&self, of: OfFile) -> Result<PaperSettings, Failure> {
        let bytes = self.tray.get(of.file)?;
        self.with(|office| office.set_emblem(&bytes))
    }

    pub(super) fn drop_emblem(&self, _: Nothing) -> Result<PaperSettings, Failure> {
        self.with(|office| office.drop_emblem())
    }

    pub(super) fn show_emblem(&self, _: Nothing) -> Result<Option<FileId>, Failure> {
        self.with(|office| office.read_emblem()?.map(|bytes| self.tray.put(bytes)).transpose())
    }
}

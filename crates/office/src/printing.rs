//! Sheets of a period as PDF: all in one file, or one file a person.
//!
//! Must not know how a form is laid out. Invariant: what a report says of sheets and pages was counted again in the finished files.

mod batch;
mod beside;
mod evaluation;
mod head;
mod objections;
mod plans;
mod roll;
mod units;
mod ways;
mod work;

use std::path::{Path, PathBuf};

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::evaluasi_kinerja::EvaluasiKinerja;
use tilik_forms::keberatan::{Keberatan, KeputusanKeberatan};
use tilik_forms::lampiran_skp::LampiranSkp;
use tilik_forms::skp::Skp;
use tilik_forms::work::{Approach, FormKind};
use tilik_forms::{
    Code, Conventions, DokumenEvaluasi, EmptyFields, Form, FormsError, Imprint, Options, Paper, registry,
};

use crate::closing::ClosedContent;
use crate::job::Progress;
use crate::people::Person;
use crate::place::check_name;
use crate::sheet::{KEEPERS, Print, SheetForm};
use crate::words::{self, Language};
use crate::{Failure, Office};

use self::batch::{AmongOthers, Found, SheetInBatch};
use self::evaluation::{Told, fill_evaluasi};

pub(crate) use self::batch::{Batch, MadePart};
pub use self::beside::{BesideForm, PersonForm};
pub use self::roll::{BlankForm, PrintRow, SheetStanding, list_blank_forms};
pub use self::units::{Lacking, UnitForm, UnitRow, UnitSelection};

/// What was printed.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PrintReport {
    /// Sheets asked for: each form of these people, or of all who have any of them.
    pub asked: usize,
    /// Sheets that were asked for and are not made.
    pub without_sheet: Vec<WithoutSheet>,
    /// Sheets written.
    pub sheets: usize,
    /// Pages written.
    pub pages: usize,
    /// Sheets that carry RANCANGAN because they are not closed.
    pub drafts: usize,
    /// The files, in the order written.
    pub files: Vec<PathBuf>,
    /// Whose sheets have characters that the font lacks, each once: NIP and characters.
    pub replaced: Vec<(String, String)>,
    /// Which print of its content each settled sheet is; to be noted once the file was saved or sent to a printer ([`Office::mark_printed`]).
    pub prints: Vec<Print>,
    /// Why the prints of sheets that were written could not be noted. The sheets are good; reading their codes, or printing them again, notes them.
    pub not_noted: Option<Failure>,
}

/// A sheet that was asked for and is not made: of whom nobody knows, nothing is written or the user may not see it; or a draft where only what is final is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct WithoutSheet {
    /// Of whom.
    pub nip: String,
    /// Which.
    pub form: PersonForm,
}

/// A batch that stopped before its last sheet.
#[derive(Debug)]
pub struct Unfinished {
    /// What is on the disk, whole files alone.
    pub written: Box<PrintReport>,
    /// Why the rest is not, with how far it came: `done`, `total`, `files`.
    pub failure: Failure,
}

/// Which sheets.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Which forms, in the order in which those of a person follow each other.
    pub forms: Vec<PersonForm>,
    /// Of which period; a plan's is any of its year.
    pub period: Period,
    /// Of whom; `None` for everybody who has such a sheet in the period.
    pub nips: Option<Vec<String>>,
    /// Whether drafts are left out, sheet by sheet.
    pub only_final: bool,
    /// On which paper.
    pub paper: Paper,
}

/// Where sheets go.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// All in one file; beyond 500 sheets in files that are numbered behind its name.
    File(&'a Path),
    /// One file a person, in a folder that is made when it is not there.
    Folder(&'a Path),
}

impl Office {
    /// Sheets as one file, in memory.
    ///
    /// # Errors
    /// `print.nothing` when nobody has such a sheet; those of the forms.
    pub fn render_sheets(
        &self,
        selection: &Selection,
        progress: &Progress,
    ) -> Result<(Vec<u8>, PrintReport), Failure> {
        self.read_batch(selection)?.render_all(progress)
    }

    /// Prints sheets into files, and notes those that are there, also where something stopped the rest.
    ///
    /// # Errors
    /// `user.not_permitted`; `print.nothing` when nobody has such a sheet; `print.file` for a place that cannot be written, `print.unfinished` after some files,
    /// `print.unfinished_noted` and `print.unfinished_not_noted` where they are followed; `print.changed_on_disk`; those of the forms.
    pub fn print_sheets(
        &mut self,
        selection: &Selection,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<PrintReport, Failure> {
        self.need_role(KEEPERS)?;
        let batch = self.read_batch(selection)?;
        let written = match target {
            Target::File(path) => batch.write_parts(path, progress),
            Target::Folder(folder) => batch.write_each(folder, progress),
        };
        self.note_written(written)
    }

    /// Notes the prints of a batch that are on the disk.
    pub(crate) fn note_written(
        &mut self,
        written: Result<PrintReport, Unfinished>,
    ) -> Result<PrintReport, Failure> {
        match written {
            Ok(report) => {
                let not_noted = self.mark_printed(&report.prints).err();
                Ok(PrintReport { not_noted, ..report })
            }
            Err(Unfinished { written, failure }) => {
                // Why the rest is missing comes first; what is there is said to be noted where it is.
                let noted = self.mark_printed(&written.prints);
                Err(say_whether_noted(failure, &written, noted.err()))
            }
        }
    }

    /// Prints one empty sheet to be filled by hand.
    ///
    /// # Errors
    /// `print.file`, and those of the forms.
    pub fn print_blank(&self, form: SheetForm, paper: Paper, path: &Path) -> Result<PrintReport, Failure> {
        let batch = self.make_blank_batch(make_blank(form), name_form(form), paper)?;
        batch.write_parts(path, &Progress::default()).map_err(|unfinished| unfinished.failure)
    }

    /// A form of [`list_blank_forms`], to be filled by hand.
    pub(crate) fn read_blank(&self, id: &str, paper: Paper) -> Result<Batch, Failure> {
        let form = registry::get(id)?;
        let empty = form.blank().ok_or_else(|| FormsError::UnknownForm(id.to_owned()))?;
        self.make_blank_batch(empty, &form.title()?, paper)
    }

    /// The two sheets of an evaluation that another office closed, as it kept them; a copy carries no seal and no number of a print.
    pub(crate) fn read_forwarded_batch(
        &self,
        person: &Person,
        period: Period,
        content: ClosedContent,
        office: &str,
        paper: Paper,
    ) -> Result<Batch, Failure> {
        let title = format!("{} {period} {}", name_form(SheetForm::DokumenEvaluasi), person.name.full());
        // Head and emblem are of the office that prints: none of them belongs on another's sheet.
        let options = Options { letterhead: None, region_emblem: None, ..self.print_options(paper, &title)? };
        let mut dokumen = content.dokumen_evaluasi.clone();
        let facts = [("office".to_owned(), office.to_owned())].into_iter().collect();
        dokumen.print = words::render("label.forwarded_copy", &facts, Language::Indonesian);
        let told = Told::kept(content)?;
        let evaluasi = fill_evaluasi(self.pack(), period, &told, &dokumen, Conventions::usual()?);
        let forms: Vec<Box<dyn Form>> = vec![
            AmongOthers::boxed(Box::new(evaluasi), name_form(SheetForm::EvaluasiKinerja)),
            AmongOthers::boxed(Box::new(dokumen), name_form(SheetForm::DokumenEvaluasi)),
        ];
        Ok(Batch {
            people: vec![person.nip.clone(); forms.len()],
            prints: vec![None; forms.len()],
            forms,
            drafts: 0,
            without_sheet: Vec::new(),
            options,
            name: String::new(),
        })
    }

    fn make_blank_batch(&self, form: Box<dyn Form>, title: &str, paper: Paper) -> Result<Batch, Failure> {
        let options = self.print_options(paper, title)?;
        Ok(Batch {
            people: vec![String::new()],
            forms: vec![form],
            drafts: 0,
            without_sheet: Vec::new(),
            options: Options { empty_fields: EmptyFields::Dotted, ..options },
            prints: vec![None],
            name: String::new(),
        })
    }

    /// The sheets of a selection, person by person in walking order.
    pub(crate) fn read_batch(&self, selection: &Selection) -> Result<Batch, Failure> {
        let Selection { forms: asked, period, nips, only_final, paper } = selection;
        let mut options = self.print_options(*paper, "")?;
        let mut found = Found::default();
        for form in asked {
            let own = self.list_sheets(*form, *period, nips.as_deref(), options.conventions.as_ref())?;
            found.add(*form, own, *only_final);
        }
        let without_sheet = found.list_without(asked, nips.as_deref());
        // The forms of a person stay in the order asked for.
        let mut sheets = found.sheets;
        sheets.sort_by(|(_, one), (_, other)| one.order.cmp(&other.order));
        let Some((_, first)) = sheets.first() else {
            return Err(Failure::new("print.nothing").with("period", period.to_string()));
        };
        let title = asked.iter().map(|form| name_person_form(*form)).collect::<Vec<_>>().join(", ");
        let is_of_one = sheets.iter().all(|(_, sheet)| sheet.nip == first.nip);
        options.title =
            if is_of_one { format!("{title} {period} {}", first.name) } else { format!("{title} {period}") };
        let drafts = sheets.iter().filter(|(_, sheet)| sheet.stage != Stage::Closed).count();
        let (mut people, mut forms, mut prints) = (Vec::new(), Vec::new(), Vec::new());
        for (form, sheet) in sheets {
            people.push(sheet.nip);
            forms.push(match asked.as_slice() {
                [_] => sheet.form,
                _ => AmongOthers::boxed(sheet.form, name_person_form(form)),
            });
            prints.push(sheet.print);
        }
        // Each combination in files of its own: none lies in the place of another.
        let codes = asked.iter().map(|form| form.code().replace('_', "-")).collect::<Vec<_>>().join("+");
        let when = if asked.iter().all(|form| form.is_of_year()) {
            period.year().to_string()
        } else {
            period.to_string()
        };
        Ok(Batch { people, forms, drafts, without_sheet, options, prints, name: format!("{codes}_{when}") })
    }

    fn list_sheets(
        &self,
        form: PersonForm,
        period: Period,
        nips: Option<&[String]>,
        conventions: Option<&Conventions>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        match form {
            PersonForm::Followed(of) => match of {
                SheetForm::DokumenEvaluasi | SheetForm::EvaluasiKinerja => {
                    self.list_evaluation_sheets(of, period, nips, conventions)
                }
                SheetForm::Skp | SheetForm::LampiranSkp => self.list_plan_sheets(of, period, nips),
                SheetForm::Keberatan | SheetForm::KeputusanKeberatan => {
                    self.list_objection_sheets(of, period, nips)
                }
            },
            PersonForm::Beside(of) => self.list_beside_sheets(of, period, nips, conventions),
        }
    }

    /// Evaluations in one of their two forms; what is closed says which print it is and carries its seal.
    fn list_evaluation_sheets(
        &self,
        form: SheetForm,
        period: Period,
        nips: Option<&[String]>,
        conventions: Option<&Conventions>,
    ) -> Result<Vec<SheetInBatch>, Failure> {
        let found = self.list_dokumen_with(period, nips)?;
        let people: Vec<_> = found.iter().map(|(person, ..)| person.clone()).collect();
        let prints = self.plan_prints(period, form, &people)?;
        let mut sheets = Vec::with_capacity(found.len());
        for (person, mut dokumen, content) in found {
            let print = prints.iter().find(|print| print.person == person.id);
            if let Some(print) = print {
                dokumen.print = name_print(print);
                dokumen.code = self.find_seal(print)?;
            }
            let stage = dokumen.stage;
            let sheet: Box<dyn Form> = if form == SheetForm::EvaluasiKinerja {
                let told = self.read_told(&person, period, content)?;
                let usual = Conventions::usual()?;
                let conventions = conventions.unwrap_or(usual);
                Box::new(fill_evaluasi(self.pack(), period, &told, &dokumen, conventions))
            } else {
                Box::new(dokumen)
            };
            sheets.push(SheetInBatch::new(&person, stage, sheet, print.cloned()));
        }
        Ok(sheets)
    }

    /// What is told of an evaluation: as its closing kept it, else as it stands today.
    fn read_told(
        &self,
        person: &Person,
        period: Period,
        content: Option<ClosedContent>,
    ) -> Result<Told, Failure> {
        match content {
            Some(content) => Told::kept(content),
            None => {
                let plan = self.find_plan(person.id, i32::from(period.year()))?;
                Told::now(plan.as_ref(), &self.evaluation(person.id, period)?)
            }
        }
    }

    /// The seal of a print; none where a claim has no room for it: the sheet is as good without, and is ticked by hand.
    fn find_seal(&self, print: &Print) -> Result<Option<Code>, Failure> {
        match self.draw_seal(print) {
            Err(failure) if failure.code == "seal.out_of_range" => Ok(None),
            made => Ok(Some(made?)),
        }
    }

    /// What a sheet without closing says of itself: what is settled which print it is, and its seal.
    fn fill_imprint(&self, stage: Stage, print: Option<&Print>) -> Result<Imprint, Failure> {
        let Some(print) = print else { return Ok(Imprint { stage, ..Imprint::default() }) };
        let is_plan = matches!(print.form, SheetForm::Skp | SheetForm::LampiranSkp);
        Ok(Imprint {
            stage,
            revision: if is_plan { print.revision.to_string() } else { String::new() },
            content_hash: print.content.to_hex().chars().take(8).collect(),
            print: name_print(print),
            code: self.find_seal(print)?,
        })
    }
}

/// What is printed is Indonesian, whatever language the window speaks.
fn name_print(print: &Print) -> String {
    let say = |code: &str, facts: &[(&str, String)]| {
        let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        words::render(code, &facts, Language::Indonesian)
    };
    let number = ("number", print.number.to_string());
    if print.changes.is_empty() {
        return say("label.print_number", &[number]);
    }
    let changes: Vec<_> =
        print.changes.iter().map(|change| say(&format!("label.change_{}", change.code()), &[])).collect();
    say("label.print_with_changes", &[number, ("changes", changes.join(", "))])
}

fn name_person_form(form: PersonForm) -> &'static str {
    match form {
        PersonForm::Followed(form) => name_form(form),
        PersonForm::Beside(BesideForm::MatriksPeranHasil) => "Matriks Pembagian Peran dan Hasil",
        PersonForm::Beside(BesideForm::LembarEkspektasi) => "Lembar Ekspektasi",
        PersonForm::Beside(BesideForm::UmpanBalik) => "Umpan Balik Berkelanjutan",
    }
}

fn name_form(form: SheetForm) -> &'static str {
    match form {
        SheetForm::Skp => "Sasaran Kinerja Pegawai",
        SheetForm::LampiranSkp => "Lampiran Sasaran Kinerja Pegawai",
        SheetForm::EvaluasiKinerja => "Evaluasi Kinerja Pegawai",
        SheetForm::DokumenEvaluasi => "Dokumen Evaluasi Kinerja Pegawai",
        SheetForm::Keberatan => "Keberatan atas Hasil Evaluasi Kinerja",
        SheetForm::KeputusanKeberatan => "Keputusan atas Keberatan",
    }
}

/// A form to be filled by hand; of the SKP family that of most people.
fn make_blank(form: SheetForm) -> Box<dyn Form> {
    let (approach, kind) = (Approach::Quantitative, FormKind::JaJf);
    match form {
        SheetForm::Skp => Box::new(Skp::blank(approach, kind)),
        SheetForm::LampiranSkp => Box::new(LampiranSkp::blank()),
        SheetForm::EvaluasiKinerja => Box::new(EvaluasiKinerja::blank(approach, kind)),
        SheetForm::DokumenEvaluasi => Box::new(DokumenEvaluasi::blank()),
        SheetForm::Keberatan => Box::new(Keberatan::blank()),
        SheetForm::KeputusanKeberatan => Box::new(KeputusanKeberatan::blank()),
    }
}

/// Refuses a place within the data folder of an office: a backup or a sheet must not take the place of its database.
///
/// # Errors
/// `file.name_unusable`, `file.inside_office`.
pub fn check_target(path: &Path) -> Result<(), Failure> {
    check_name(path)?;
    let place = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let place = std::fs::canonicalize(&place)
        .or_else(|_| std::fs::canonicalize(place.parent().unwrap_or(&place)))
        .unwrap_or(place);
    if place.ancestors().any(|folder| folder.join("tilik.keys").exists()) {
        return Err(Failure::new("file.inside_office").with("path", path.display().to_string()));
    }
    Ok(())
}

/// Writes a file beside its place and renames it: at the place is the whole file or what was there before.
///
/// # Errors
/// `print.file`, and those of [`check_target`].
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    put_whole(path, |partial| std::fs::write(partial, bytes))
}

/// As [`write_whole`], with the bytes of another file, which are never all in memory.
#[expect(clippy::disallowed_methods, reason = "a backup is open nowhere")]
pub(crate) fn copy_whole(from: &Path, path: &Path) -> Result<(), Failure> {
    put_whole(path, |partial| std::fs::copy(from, partial).map(|_| ()))
}

fn put_whole(path: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), Failure> {
    check_target(path)?;
    let mut partial = path.as_os_str().to_owned();
    partial.push(".tilik-partial");
    let partial = PathBuf::from(partial);
    let written = write(&partial)
        .and_then(|()| std::fs::File::options().write(true).open(&partial)?.sync_all())
        .and_then(|()| tilik_store::rename(&partial, path));
    written.map_err(|error| {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&partial);
        Failure::of_file("print.file", path, &error)
    })
}

/// What a batch that stopped says of the sheets that are there: noted where each of them is; why not where that failed; nothing of what nobody follows.
fn say_whether_noted(failure: Failure, written: &PrintReport, not_noted: Option<Failure>) -> Failure {
    let is_all_followed = !written.prints.is_empty() && written.prints.len() == written.sheets;
    let told = match &not_noted {
        Some(_) => Failure::new("print.unfinished_not_noted"),
        None if is_all_followed => Failure::new("print.unfinished_noted"),
        None => Failure::new("print.unfinished"),
    };
    let failure = if failure.code == "print.unfinished" {
        Failure { details: failure.details, trace: failure.trace, ..told }
    } else {
        failure
    };
    match not_noted.map(serde_json::to_value) {
        Some(Ok(why)) => failure.with("not_noted", why),
        Some(Err(_)) | None => failure,
    }
}

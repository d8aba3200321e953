//! Sheets of a period as PDF: all in one file, or one file a person.
//!
//! Must not know how a form is laid out. Invariant: what a report says of sheets and pages was counted again in the finished files.

mod evaluation;
mod objections;
mod plans;
mod ways;
mod work;

use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::evaluasi_kinerja::EvaluasiKinerja;
use tilik_forms::keberatan::{Keberatan, KeputusanKeberatan};
use tilik_forms::lampiran_skp::LampiranSkp;
use tilik_forms::skp::Skp;
use tilik_forms::work::{Approach, FormKind};
use tilik_forms::{Conventions, DokumenEvaluasi, EmptyFields, Form, Options, Paper, Warning, render};

use crate::job::Progress;
use crate::people::Person;
use crate::place::check_name;
use crate::sheet::{Print, SheetForm};
use crate::words::{self, Language};
use crate::{Failure, Office};

use self::evaluation::{Told, fill_evaluasi};

/// What was printed.
#[derive(Debug, Clone, Serialize, ts_rs::TS)]
pub struct PrintReport {
    /// Sheets asked for: of these people, or of all who have an evaluation.
    pub asked: usize,
    /// NIPs that were asked for and have no sheet: unknown, not rated, or not the user's to see.
    pub without_sheet: Vec<String>,
    /// Sheets written.
    pub sheets: usize,
    /// Pages written.
    pub pages: usize,
    /// Sheets that carry RANCANGAN because they are not closed.
    pub drafts: usize,
    /// The files, in the order written.
    pub files: Vec<PathBuf>,
    /// Names whose sheet has characters that the font lacks: NIP and characters.
    pub replaced: Vec<(String, String)>,
    /// Which print of its content each closed sheet is; to be noted once the file was saved or sent to a printer ([`Office::mark_printed`]).
    pub prints: Vec<Print>,
}

/// Which sheets.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Which form.
    pub form: SheetForm,
    /// Of which period; a plan's is any of its year.
    pub period: Period,
    /// Of whom; `None` for everybody who has such a sheet in the period.
    pub nips: Option<Vec<String>>,
    /// On which paper.
    pub paper: Paper,
}

/// Where sheets go.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// All in one file.
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

    /// Prints sheets into files.
    ///
    /// # Errors
    /// `print.nothing` when nobody has such a sheet; `print.file` for a place that cannot be written; those of the forms.
    pub fn print_sheets(
        &self,
        selection: &Selection,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<PrintReport, Failure> {
        let batch = self.read_batch(selection)?;
        let mut report = batch.report();
        match target {
            Target::File(path) => {
                let bytes = batch.render(0..batch.people.len(), progress, &mut report)?;
                write_whole(path, &bytes)?;
                report.files.push(path.to_path_buf());
            }
            Target::Folder(folder) => {
                std::fs::create_dir_all(folder)
                    .map_err(|error| Failure::of_file("print.file", folder, &error))?;
                let total = batch.people.len();
                let form = selection.form.code().replace('_', "-");
                for (at, (nip, done)) in batch.people.iter().zip(1..).enumerate() {
                    let path = folder.join(format!("{form}_{}_{nip}.pdf", selection.period));
                    let quiet = Progress::default();
                    let bytes = batch.render(at..at + 1, &quiet, &mut report)?;
                    write_whole(&path, &bytes)?;
                    report.files.push(path);
                    if progress.tell(done, total).is_break() {
                        return Err(Failure::new("job.cancelled").with("done", done).with("total", total));
                    }
                }
            }
        }
        Ok(report)
    }

    /// Prints one empty sheet to be filled by hand.
    ///
    /// # Errors
    /// `print.file`, and those of the forms.
    pub fn print_blank(&self, form: SheetForm, paper: Paper, path: &Path) -> Result<PrintReport, Failure> {
        let mut options = self.print_options(paper, name_form(form))?;
        options.empty_fields = EmptyFields::Dotted;
        let rendered = render(&[make_blank(form)], &options, |_| ControlFlow::Continue(()))?;
        write_whole(path, &rendered.bytes)?;
        Ok(PrintReport {
            asked: 1,
            without_sheet: Vec::new(),
            sheets: rendered.counted.sheets,
            pages: rendered.counted.pages,
            drafts: 0,
            files: vec![path.to_path_buf()],
            replaced: Vec::new(),
            prints: Vec::new(),
        })
    }

    pub(crate) fn read_batch(&self, selection: &Selection) -> Result<Batch, Failure> {
        let (form, period, nips) = (selection.form, selection.period, selection.nips.as_deref());
        let mut options = self.print_options(selection.paper, "")?;
        let (sheets, prints) = match form {
            SheetForm::DokumenEvaluasi | SheetForm::EvaluasiKinerja => {
                self.list_evaluation_sheets(form, period, nips, options.conventions.as_ref())?
            }
            SheetForm::Skp | SheetForm::LampiranSkp => {
                (self.list_plan_sheets(form, period, nips)?, Vec::new())
            }
            SheetForm::Keberatan | SheetForm::KeputusanKeberatan => {
                (self.list_objection_sheets(form, period, nips)?, Vec::new())
            }
        };
        if sheets.is_empty() {
            return Err(Failure::new("print.nothing").with("period", period.to_string()));
        }
        let title = name_form(form);
        options.title = match sheets.as_slice() {
            [only] => format!("{title} {period} {}", only.name),
            _ => format!("{title} {period}"),
        };
        let has_sheet = |nip: &String| sheets.iter().any(|sheet| sheet.nip == *nip);
        let without_sheet = selection.nips.iter().flatten().filter(|nip| !has_sheet(nip)).cloned().collect();
        let drafts = sheets.iter().filter(|sheet| sheet.stage != Stage::Closed).count();
        let (people, forms) = sheets.into_iter().map(|sheet| (sheet.nip, sheet.form)).unzip();
        Ok(Batch { people, forms, drafts, without_sheet, options, prints })
    }

    /// Evaluations in one of their two forms; what is closed says which print it is and carries its seal.
    fn list_evaluation_sheets(
        &self,
        form: SheetForm,
        period: Period,
        nips: Option<&[String]>,
        conventions: Option<&Conventions>,
    ) -> Result<(Vec<SheetInBatch>, Vec<Print>), Failure> {
        let found = self.list_dokumen_with(period, nips)?;
        let people: Vec<_> = found.iter().map(|(person, ..)| person.clone()).collect();
        let prints = self.plan_prints(period, form, &people)?;
        let mut sheets = Vec::with_capacity(found.len());
        for (person, mut dokumen, content) in found {
            if let Some(print) = prints.iter().find(|print| print.person == person.id) {
                dokumen.print = name_print(print);
                dokumen.code = match self.draw_seal(print) {
                    // A claim has no room for it: the sheet is as good without, and is ticked by hand.
                    Err(failure) if failure.code == "seal.out_of_range" => None,
                    made => Some(made?),
                };
            }
            let stage = dokumen.stage;
            let sheet: Box<dyn Form> = if form == SheetForm::EvaluasiKinerja {
                let told = match content {
                    Some(content) => Told::kept(content)?,
                    None => {
                        let plan = self.find_plan(person.id, i32::from(period.year()))?;
                        Told::now(plan.as_ref(), &self.evaluation(person.id, period)?)?
                    }
                };
                let usual = Conventions::usual()?;
                let conventions = conventions.unwrap_or(usual);
                Box::new(fill_evaluasi(self.pack(), period, &told, &dokumen, conventions))
            } else {
                Box::new(dokumen)
            };
            sheets.push(SheetInBatch::new(&person, stage, sheet));
        }
        Ok((sheets, prints))
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

/// One sheet, filled.
struct SheetInBatch {
    nip: String,
    name: String,
    stage: Stage,
    form: Box<dyn Form>,
}

impl SheetInBatch {
    fn new(person: &Person, stage: Stage, form: Box<dyn Form>) -> Self {
        Self { nip: person.nip.clone(), name: person.name.full(), stage, form }
    }
}

/// Sheets read and ready to be rendered.
pub(crate) struct Batch {
    /// Whose, by NIP, as the forms.
    people: Vec<String>,
    forms: Vec<Box<dyn Form>>,
    drafts: usize,
    without_sheet: Vec<String>,
    options: Options,
    prints: Vec<Print>,
}

impl Batch {
    /// All sheets in one file.
    pub(crate) fn render_all(&self, progress: &Progress) -> Result<(Vec<u8>, PrintReport), Failure> {
        let mut report = self.report();
        let bytes = self.render(0..self.forms.len(), progress, &mut report)?;
        Ok((bytes, report))
    }

    fn report(&self) -> PrintReport {
        PrintReport {
            asked: self.forms.len() + self.without_sheet.len(),
            without_sheet: self.without_sheet.clone(),
            sheets: 0,
            pages: 0,
            drafts: self.drafts,
            files: Vec::new(),
            replaced: Vec::new(),
            prints: self.prints.clone(),
        }
    }

    /// Renders some of the sheets into one file, and adds to the report what is counted in that file.
    fn render(
        &self,
        some: Range<usize>,
        progress: &Progress,
        report: &mut PrintReport,
    ) -> Result<Vec<u8>, Failure> {
        let people = self.people.get(some.clone()).unwrap_or_default();
        let forms = self.forms.get(some).unwrap_or_default();
        let rendered = render(forms, &self.options, |step| progress.tell(step.done, step.total))?;
        for warning in &rendered.warnings {
            if let Warning::ReplacedCharacters { document, characters } = warning
                && let Some(nip) = people.get(*document)
            {
                report.replaced.push((nip.clone(), characters.iter().collect()));
            }
        }
        report.sheets += rendered.counted.sheets;
        report.pages += rendered.counted.pages;
        Ok(rendered.bytes)
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

//! Sheets read from the office and rendered beside it: all in one file, in numbered files, or one file a person.
//!
//! Must not read the office. Invariant: a report counts what was counted again in the finished files, never what was asked for.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use tilik_forms::dokumen_evaluasi::Stage;
use tilik_forms::text::Typesetter;
use tilik_forms::{Counted, Form, FormsError, LaidOut, Options, Rendered, Warning, render, render_parts};

use super::{PersonForm, PrintReport, Unfinished, WithoutSheet, write_whole};
use crate::Failure;
use crate::job::Progress;
use crate::people::Person;
use crate::sheet::Print;

/// One sheet, filled.
pub(super) struct SheetInBatch {
    pub(super) nip: String,
    pub(super) name: String,
    /// Where the person stands among others.
    pub(super) order: (String, String, String),
    pub(super) stage: Stage,
    pub(super) form: Box<dyn Form>,
    /// Which print it is; none of what is not settled.
    pub(super) print: Option<Print>,
}

impl SheetInBatch {
    pub(super) fn new(person: &Person, stage: Stage, form: Box<dyn Form>, print: Option<Print>) -> Self {
        let (nip, name, order) = (person.nip.clone(), person.name.full(), person.walking_order());
        Self { nip, name, order, stage, form, print }
    }
}

/// The sheets of several forms, as they are read.
#[derive(Default)]
pub(super) struct Found {
    /// Those that are made.
    pub(super) sheets: Vec<(PersonForm, SheetInBatch)>,
    /// Of whom there is one that is not made, since it is a draft.
    held_back: Vec<(PersonForm, String)>,
}

impl Found {
    pub(super) fn add(&mut self, form: PersonForm, sheets: Vec<SheetInBatch>, only_final: bool) {
        for sheet in sheets {
            if only_final && sheet.stage != Stage::Closed {
                self.held_back.push((form, sheet.nip));
            } else {
                self.sheets.push((form, sheet));
            }
        }
    }

    /// What is asked for and not made. What does not concern everybody is lacking where it is held back alone.
    pub(super) fn list_without(&self, forms: &[PersonForm], nips: Option<&[String]>) -> Vec<WithoutSheet> {
        let made: HashSet<_> = self.sheets.iter().map(|(form, sheet)| (*form, sheet.nip.as_str())).collect();
        let held: HashSet<_> = self.held_back.iter().map(|(form, nip)| (*form, nip.as_str())).collect();
        let people: Vec<&str> = match nips {
            Some(nips) => nips.iter().map(String::as_str).collect(),
            None => {
                let mut seen = HashSet::new();
                let all = self.sheets.iter().map(|(_, sheet)| sheet.nip.as_str());
                all.filter(|nip| seen.insert(*nip)).collect()
            }
        };
        let mut without = Vec::new();
        for nip in people {
            let has = |form: &PersonForm| made.contains(&(*form, nip));
            let is_lacking = |form: &PersonForm| form.is_of_all() || held.contains(&(*form, nip));
            let mut lacking: Vec<_> = forms.iter().filter(|form| !has(form) && is_lacking(form)).collect();
            // Whoever is asked for and has nothing is told all the same.
            if lacking.is_empty() && !forms.iter().any(has) {
                lacking.extend(forms.first());
            }
            without.extend(lacking.into_iter().map(|form| WithoutSheet { nip: nip.to_owned(), form: *form }));
        }
        without
    }
}

/// A sheet that lies among others of its person: the list of bookmarks says which it is.
pub(super) struct AmongOthers {
    form: Box<dyn Form>,
    title: &'static str,
}

impl AmongOthers {
    pub(super) fn boxed(form: Box<dyn Form>, title: &'static str) -> Box<dyn Form> {
        Box::new(Self { form, title })
    }
}

impl Form for AmongOthers {
    fn lay_out(&self, options: &Options, typesetter: &mut Typesetter) -> Result<LaidOut, FormsError> {
        self.form.lay_out(options, typesetter)
    }

    fn bookmark(&self) -> String {
        format!("{}: {}", self.form.bookmark(), self.title)
    }
}

/// Sheets read and ready to be rendered.
pub(crate) struct Batch {
    /// Whose, by NIP, as the forms: those of a person together.
    pub(super) people: Vec<String>,
    pub(super) forms: Vec<Box<dyn Form>>,
    pub(super) drafts: usize,
    pub(super) without_sheet: Vec<WithoutSheet>,
    pub(super) options: Options,
    /// Which print each is, as the forms.
    pub(super) prints: Vec<Option<Print>>,
    /// What files of single people are called before the NIP.
    pub(super) name: String,
}

/// One file of a batch, with which of its prints are in it.
pub(crate) struct MadePart {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sheets: usize,
    pub(crate) prints: Vec<Print>,
}

impl Batch {
    /// All sheets in one file, whatever their number.
    pub(crate) fn render_all(&self, progress: &Progress) -> Result<(Vec<u8>, PrintReport), Failure> {
        let mut report = self.report();
        let rendered = self.render(0..self.forms.len(), progress)?;
        self.count(0..self.forms.len(), &rendered, &mut report);
        Ok((rendered.bytes, report))
    }

    /// All sheets in as few files as their number allows.
    pub(crate) fn render_parts(&self, progress: &Progress) -> Result<(Vec<MadePart>, PrintReport), Failure> {
        let (mut report, mut parts) = (self.report(), Vec::new());
        self.make_parts(progress, &mut report, |_, made| {
            parts.push(made);
            Ok(())
        })?;
        Ok((parts, report))
    }

    /// All sheets at a place; beyond one file's number in files that are numbered behind its name.
    ///
    /// # Errors
    /// As [`Unfinished`], with the files that are whole.
    pub(crate) fn write_parts(&self, path: &Path, progress: &Progress) -> Result<PrintReport, Unfinished> {
        let (mut report, mut files) = (self.report(), Vec::new());
        let made = self.make_parts(progress, &mut report, |(number, of), made| {
            let path = if of == 1 { path.to_path_buf() } else { number_path(path, number, of) };
            write_whole(&path, &made.bytes)?;
            files.push(path);
            Ok(())
        });
        report.files = files;
        self.read_back(report, made)
    }

    /// One file a person, in a folder that is made when it is not there.
    ///
    /// # Errors
    /// As [`Unfinished`], with the files that are whole.
    pub(crate) fn write_each(&self, folder: &Path, progress: &Progress) -> Result<PrintReport, Unfinished> {
        let mut report = self.report();
        let made = self.make_each(folder, progress, &mut report);
        self.read_back(report, made)
    }

    fn make_each(&self, folder: &Path, progress: &Progress, report: &mut PrintReport) -> Result<(), Failure> {
        std::fs::create_dir_all(folder).map_err(|error| Failure::of_file("print.file", folder, &error))?;
        let total = self.people.len();
        let mut at = 0;
        for own in self.people.chunk_by(|one, other| one == other) {
            // Asked before a file: what was written last is not called stopped.
            if progress.tell(at, total).is_break() {
                return Err(Failure::new("job.cancelled"));
            }
            let some = at..at + own.len();
            at = some.end;
            let path = folder.join(format!("{}_{}.pdf", self.name, own[0]));
            let rendered = self.render(some.clone(), &Progress::default())?;
            write_whole(&path, &rendered.bytes)?;
            self.count(some, &rendered, report);
            report.files.push(path);
        }
        // Nobody waits any more for what is done.
        let _ = progress.tell(total, total);
        Ok(())
    }

    /// Counts on the disk what is said to be there, and says of a batch that stopped how far it came.
    fn read_back(
        &self,
        mut report: PrintReport,
        made: Result<(), Failure>,
    ) -> Result<PrintReport, Unfinished> {
        let made = made.and_then(|()| check_written(&report));
        let Err(failure) = made else { return Ok(report) };
        if failure.code == "print.changed_on_disk" {
            report.prints.clear();
        }
        let has_some = report.sheets > 0 && failure.code == "print.file";
        let told = if has_some {
            Failure { details: failure.details, trace: failure.trace, ..Failure::new("print.unfinished") }
        } else {
            failure
        };
        let names = report.files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        let failure = told.with("done", report.sheets).with("total", self.forms.len()).with("files", names);
        Err(Unfinished { written: Box::new(report), failure })
    }

    fn make_parts(
        &self,
        progress: &Progress,
        report: &mut PrintReport,
        mut take: impl FnMut((usize, usize), MadePart) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let tell = |step: tilik_forms::Progress| progress.tell(step.done, step.total);
        render_parts(&self.forms, &self.options, tell, |part| {
            let some = part.first..part.first + part.rendered.pages.len();
            let prints = self.list_prints(some.clone());
            let mut rendered = part.rendered;
            let bytes = std::mem::take(&mut rendered.bytes);
            let sheets = rendered.counted.sheets;
            take((part.number, part.of), MadePart { bytes, sheets, prints })?;
            self.count(some, &rendered, report);
            Ok(())
        })
    }

    /// Which prints some of the sheets are.
    fn list_prints(&self, some: Range<usize>) -> Vec<Print> {
        self.prints.get(some).unwrap_or_default().iter().flatten().cloned().collect()
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
            prints: Vec::new(),
            not_noted: None,
        }
    }

    /// Renders some of the sheets into one file.
    fn render(&self, some: Range<usize>, progress: &Progress) -> Result<Rendered, Failure> {
        let forms = self.forms.get(some).unwrap_or_default();
        Ok(render(forms, &self.options, |step| progress.tell(step.done, step.total))?)
    }

    /// Adds to the report what is counted in a file with some of the sheets.
    fn count(&self, some: Range<usize>, rendered: &Rendered, report: &mut PrintReport) {
        report.prints.extend(self.list_prints(some.clone()));
        let people = self.people.get(some).unwrap_or_default();
        for warning in &rendered.warnings {
            if let Warning::ReplacedCharacters { document, characters } = warning
                && let Some(nip) = people.get(*document)
            {
                let at = report.replaced.iter().position(|(of, _)| of == nip).unwrap_or_else(|| {
                    report.replaced.push((nip.clone(), String::new()));
                    report.replaced.len() - 1
                });
                let told = &mut report.replaced[at].1;
                let new: Vec<_> = characters.iter().filter(|each| !told.contains(**each)).collect();
                told.extend(new);
            }
        }
        report.sheets += rendered.counted.sheets;
        report.pages += rendered.counted.pages;
    }
}

/// Refuses a report of files that are not on the disk with all their sheets and pages, whoever took them away meanwhile.
fn check_written(report: &PrintReport) -> Result<(), Failure> {
    let files: BTreeSet<_> = report.files.iter().collect();
    let mut found = Counted { sheets: 0, pages: 0 };
    for path in files {
        let lost = |error: &dyn std::fmt::Display| {
            let failure = Failure::new("print.changed_on_disk").with("path", path.display().to_string());
            Failure { trace: vec![error.to_string()], ..failure }
        };
        let bytes = std::fs::read(path).map_err(|error| lost(&error))?;
        let one = tilik_forms::count(&bytes).map_err(|error| lost(&error))?;
        found.sheets += one.sheets;
        found.pages += one.pages;
    }
    if (found.sheets, found.pages) == (report.sheets, report.pages) {
        return Ok(());
    }
    let path = report.files.first().map(|path| path.display().to_string()).unwrap_or_default();
    Err(Failure::new("print.changed_on_disk").with("path", path))
}

/// `lembar.pdf` as `lembar_2-dari-20.pdf`.
fn number_path(path: &Path, number: usize, of: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}_{number}-dari-{of}.{extension}"))
}

#[cfg(test)]
mod tests {
    use tilik_forms::{DokumenEvaluasi, MOST_SHEETS};

    use super::*;

    #[test]
    fn one_sheet_more_than_a_file_holds_makes_two_files_with_all_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let count = MOST_SHEETS + 1;
        let form = || Box::new(DokumenEvaluasi::blank()) as Box<dyn Form>;
        let batch = Batch {
            people: (0..count).map(|number| format!("{number:018}")).collect(),
            forms: (0..count).map(|_| form()).collect(),
            drafts: 0,
            without_sheet: Vec::new(),
            options: Options::default(),
            prints: vec![None; count],
            name: "dokumen-evaluasi_2026-TW3".into(),
        };
        let report = batch.write_parts(&folder.path().join("semua.pdf"), &Progress::default()).unwrap();
        let names: Vec<_> =
            report.files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["semua_1-dari-2.pdf", "semua_2-dari-2.pdf"]);
        assert_eq!((report.asked, report.sheets), (count, count));
        let counted =
            report.files.iter().map(|path| tilik_forms::count(&std::fs::read(path).unwrap()).unwrap());
        let (sheets, pages) = counted.fold((0, 0), |(s, p), one| (s + one.sheets, p + one.pages));
        assert_eq!((sheets, pages), (report.sheets, report.pages));
        assert_eq!(check_written(&report), Ok(()));

        // Two sheets are not told of where one of them lies on the other.
        let [first, second] = report.files.as_slice() else { panic!("{:?}", report.files) };
        let twice = PrintReport { files: vec![first.clone(), first.clone()], ..report.clone() };
        assert_eq!(check_written(&twice).unwrap_err().code, "print.changed_on_disk");
        let whole = std::fs::read(second).unwrap();
        std::fs::write(second, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(check_written(&report).unwrap_err().code, "print.changed_on_disk");
        std::fs::remove_file(second).unwrap();
        assert_eq!(check_written(&report).unwrap_err().code, "print.changed_on_disk");
    }
}

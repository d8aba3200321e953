//! A pile of sheets that came back from their people, scanned: each page is put to its paper by its seal, kept there, and ticked, all in one act.
//!
//! Invariant: every page of the pile is in the report, filed or left with the reason (`a_pile_is_filed_in_one_act_and_every_page_is_told`).

use std::collections::BTreeMap;

use serde::Serialize;
use tilik_appraisal::period::Period;
use tilik_journal::RecordId;
use ts_rs::TS;

use super::{KEEPERS, PilePage, ScanPage, SheetForm, Signed, Ticked, Which};
use crate::authenticity::{SheetVerdict, StatedOnPaper};
use crate::{Failure, Office};

/// A page that was put to its paper.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FiledPage {
    /// Which page of the file, from 1.
    pub page: i64,
    /// Whose: NIP, bare.
    pub nip: String,
    /// Whose: name with titles.
    pub name: String,
    /// Which form.
    pub form: SheetForm,
    /// For which period.
    pub period: Period,
    /// The sheet's record.
    pub sheet: RecordId,
    /// Why the page is not kept as a scan, where it is not; it is ticked all the same.
    pub not_kept: Option<Failure>,
}

/// A page that nothing was done with.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeftPage {
    /// Which page of the file, from 1.
    pub page: i64,
    /// Why.
    pub reason: Failure,
    /// What was said of its seal, where it has one.
    pub verdict: Option<SheetVerdict>,
}

/// What became of a pile.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct PileReport {
    /// Pages of the file.
    pub pages: usize,
    /// Pages that were put to their papers.
    pub filed: Vec<FiledPage>,
    /// Whose papers were ticked; empty where no days were given.
    pub ticked: Ticked,
    /// Pages that were not.
    pub left: Vec<LeftPage>,
}

impl Office {
    /// Puts the pages of a pile to their papers, and notes signatures on those where days are given.
    ///
    /// # Errors
    /// `user.not_permitted`, `sheet.day_missing`, `sheet.day_in_future`, those of the disk and of saving; a page that cannot be filed is in the report.
    pub fn file_pile(
        &mut self,
        name: &str,
        pile: Vec<PilePage>,
        signed: Option<Signed>,
    ) -> Result<PileReport, Failure> {
        self.need_role(KEEPERS)?;
        let mut report = PileReport { pages: pile.len(), ..PileReport::default() };
        let mut copies: BTreeMap<RecordId, Vec<ScanPage>> = BTreeMap::new();
        for page in pile {
            let seals = match page.seals {
                Ok(seals) if seals.is_empty() => Err(Failure::new("seal.none_found")),
                seals => seals,
            };
            match seals {
                Ok(seals) => {
                    for seal in seals {
                        self.put_page(
                            page.number,
                            &seal,
                            signed,
                            page.copy.as_ref(),
                            &mut report,
                            &mut copies,
                        )?;
                    }
                }
                Err(reason) => report.left.push(LeftPage { page: page.number, reason, verdict: None }),
            }
        }
        let mut groups = Vec::new();
        for (sheet, pages) in copies {
            match self.plan_scan(sheet, name, &pages) {
                Ok(planned) => groups.extend(planned),
                Err(failure) => {
                    for filed in report.filed.iter_mut().filter(|filed| filed.sheet == sheet) {
                        filed.not_kept = Some(failure.clone());
                    }
                }
            }
        }
        for (which, signed) in signed
            .into_iter()
            .flat_map(|signed| list_which(&report.filed).into_iter().map(move |which| (which, signed)))
        {
            let (ticked, planned) = self.plan_signed(&which, signed)?;
            report.ticked.ticked.extend(ticked.ticked);
            report.ticked.kept.extend(ticked.kept);
            report.ticked.refused.extend(ticked.refused);
            groups.extend(planned);
        }
        if !groups.is_empty() {
            let act = self.act("sheet.pile_filed", groups)?;
            self.save(vec![act])?;
        }
        Ok(report)
    }

    /// Puts one page to the paper that a seal on it names.
    fn put_page(
        &mut self,
        page: i64,
        seal: &str,
        signed: Option<Signed>,
        copy: Option<&Result<ScanPage, Failure>>,
        report: &mut PileReport,
        copies: &mut BTreeMap<RecordId, Vec<ScanPage>>,
    ) -> Result<(), Failure> {
        let mut verdict = self.check_sheet(seal, &StatedOnPaper::default())?;
        self.note_found([&mut verdict], signed)?;
        let (claim, form, sheet) = match verdict.find_own_paper() {
            Ok(own) => own,
            Err(reason) => {
                report.left.push(LeftPage { page, reason, verdict: Some(verdict) });
                return Ok(());
            }
        };
        let not_kept = match copy {
            Some(Ok(copy)) => {
                copies.entry(sheet).or_default().push(copy.clone());
                None
            }
            Some(Err(failure)) => Some(failure.clone()),
            None => None,
        };
        report.filed.push(FiledPage {
            page,
            nip: claim.nip.clone(),
            name: claim.name.clone(),
            form,
            period: claim.period.parse()?,
            sheet,
            not_kept,
        });
        Ok(())
    }
}

/// The papers of some pages by form and period.
fn list_which(filed: &[FiledPage]) -> Vec<Which> {
    let mut found: Vec<Which> = Vec::new();
    for page in filed {
        match found.iter_mut().find(|which| (which.period, which.form) == (page.period, page.form)) {
            Some(which) => which.nips.push(page.nip.clone()),
            None => {
                found.push(Which { period: page.period, form: page.form, nips: vec![page.nip.clone()] });
            }
        }
    }
    found
}

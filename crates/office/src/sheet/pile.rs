//! A pile of sheets that came back from their people, scanned: each page is put to its paper by its seal, kept there, and ticked, all in one act.
//!
//! Invariant: every page of the pile is in the report, filed or left with the reason (`a_pile_is_filed_in_one_act_and_every_page_is_told`).

use std::collections::{BTreeMap, BTreeSet};

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

/// A seal, or a page without one, that nothing was done with.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LeftPage {
    /// Which page of the file, from 1.
    pub page: i64,
    /// Why.
    pub reason: Failure,
    /// What was said of its seal, where it has one.
    pub verdict: Option<SheetVerdict>,
    /// Whether the page was put to another paper all the same, by another seal on it.
    pub is_filed: bool,
}

/// What became of a pile. Every page of the file is one of `filed_pages` or of `left_pages`.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct PileReport {
    /// Pages of the file.
    pub pages: usize,
    /// Pages that were put to a paper.
    pub filed_pages: usize,
    /// Pages that were put to none.
    pub left_pages: usize,
    /// Of the pages that were put to a paper, those whose picture is kept with each of their papers.
    pub kept_pages: usize,
    /// The others of them.
    pub not_kept_pages: usize,
    /// Every putting of a page to a paper.
    pub filed: Vec<FiledPage>,
    /// Whose papers were ticked; empty where no days were given.
    pub ticked: Ticked,
    /// What found no paper.
    pub left: Vec<LeftPage>,
}

impl PileReport {
    /// Counts pages, of which one may carry several seals.
    fn count(&mut self) {
        let pages_of = |of: &mut dyn Iterator<Item = i64>| of.collect::<BTreeSet<_>>();
        let filed = pages_of(&mut self.filed.iter().map(|filed| filed.page));
        let not_kept = self.filed.iter().filter(|filed| filed.not_kept.is_some());
        let not_kept = pages_of(&mut not_kept.map(|filed| filed.page));
        for left in &mut self.left {
            left.is_filed = filed.contains(&left.page);
        }
        let left = pages_of(&mut self.left.iter().filter(|left| !left.is_filed).map(|left| left.page));
        (self.filed_pages, self.left_pages) = (filed.len(), left.len());
        (self.not_kept_pages, self.kept_pages) = (not_kept.len(), filed.len() - not_kept.len());
    }
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
        // One register for all, and one act for what was printed and never noted.
        let mut examined = self.examine_pile(pile)?;
        self.note_found(examined.iter_mut().flat_map(|page| &mut page.verdicts), signed)?;
        let mut copies: BTreeMap<RecordId, Vec<ScanPage>> = BTreeMap::new();
        for page in examined {
            if let Some(reason) = page.failure {
                report.left.push(LeftPage { page: page.number, reason, verdict: None, is_filed: false });
            }
            for verdict in page.verdicts {
                put_page(page.number, verdict, page.copy.as_ref(), &mut report, &mut copies)?;
            }
        }
        let mut groups = Vec::new();
        for (sheet, pages) in copies {
            match self.check_attaching(sheet).and_then(|()| self.plan_scan(sheet, name, &pages)) {
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
            report.ticked.new += ticked.new;
            groups.extend(planned);
        }
        if !groups.is_empty() {
            let act = self.act("sheet.pile_filed", groups)?;
            self.save(vec![act])?;
        }
        report.count();
        Ok(report)
    }

    /// What is said of each seal of a pile; the same seal twice on a page is one.
    fn examine_pile(&self, pile: Vec<PilePage>) -> Result<Vec<ExaminedPage>, Failure> {
        let examiner = self.open_register()?;
        let mut pages = Vec::with_capacity(pile.len());
        for PilePage { number, seals, copy } in pile {
            let (seals, failure) = match seals {
                Ok(seals) if seals.is_empty() => (seals, Some(Failure::new("seal.none_found"))),
                Ok(seals) => (seals, None),
                Err(failure) => (Vec::new(), Some(failure)),
            };
            let mut seen = BTreeSet::new();
            let once = seals.iter().filter(|seal| seen.insert(seal.as_str()));
            let verdicts = once
                .map(|seal| self.examine(&examiner, seal, &StatedOnPaper::default()))
                .collect::<Result<_, _>>()?;
            pages.push(ExaminedPage { number, verdicts, failure, copy });
        }
        Ok(pages)
    }
}

/// A page with what was said of its seals.
struct ExaminedPage {
    number: i64,
    verdicts: Vec<SheetVerdict>,
    failure: Option<Failure>,
    copy: Option<Result<ScanPage, Failure>>,
}

/// Puts one page to the paper that a seal on it names.
fn put_page(
    page: i64,
    verdict: SheetVerdict,
    copy: Option<&Result<ScanPage, Failure>>,
    report: &mut PileReport,
    copies: &mut BTreeMap<RecordId, Vec<ScanPage>>,
) -> Result<(), Failure> {
    let (claim, form, sheet) = match verdict.find_own_paper() {
        Ok(own) => own,
        Err(reason) => {
            report.left.push(LeftPage { page, reason, verdict: Some(verdict), is_filed: false });
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

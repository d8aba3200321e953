//! Scans of papers: kept as encrypted attachments, found by their bytes, listed, shown again and taken out of the list.
//!
//! Must not know how a file becomes pages ([`super::read_scan`]). Invariant: the record is written after its file is on the disk, so that
//! what is listed is there.

use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::catalogue::{objection, scan, sheet};
use tilik_journal::document::Mark;
use tilik_journal::{Document, Group, RecordId, Value};
use ts_rs::TS;

use super::{KEEPERS, SheetForm};
use crate::authenticity::{ClaimCard, StatedOnPaper};
use crate::record::{Writes, is_gone, text};
use crate::{Failure, Office};

/// Most scans of one paper.
pub const MOST_SCANS: usize = 30;
const LONGEST_NAME: usize = 120;

/// What kind of file a scan is, by its first bytes and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanMedia {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl ScanMedia {
    /// As the journal keeps it; also the ending of a file's name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    fn find(code: &str) -> Option<Self> {
        [Self::Pdf, Self::Jpeg, Self::Png].into_iter().find(|media| media.code() == code)
    }

    /// The kind of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            None
        }
    }
}

/// One page of a scan, made small enough to be kept.
#[derive(Debug, Clone)]
pub struct ScanPage {
    /// The picture.
    pub bytes: Vec<u8>,
    /// Of which kind it is.
    pub media: ScanMedia,
    /// Which page of the file it is, from 1.
    pub number: i64,
}

/// A scan as a list shows it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ScanCard {
    /// The scan.
    pub id: RecordId,
    /// The file's name as it was chosen.
    pub name: String,
    /// Which page of that file, from 1.
    pub page: i64,
    /// What kind of file it is.
    pub media: ScanMedia,
    /// Its size in bytes.
    pub size: i64,
    /// When it was attached.
    pub scanned_on: String,
}

impl Office {
    /// Keeps the pages of a scan of a paper: of a sheet, or of an objection. The same bytes again are the same scan.
    ///
    /// # Errors
    /// `user.not_permitted`, `scan.of_nothing`, `scan.too_many`, those of the disk and of saving.
    pub fn attach_scan(
        &mut self,
        subject: RecordId,
        name: &str,
        pages: &[ScanPage],
    ) -> Result<Vec<ScanCard>, Failure> {
        self.check_attaching(subject)?;
        let groups = self.plan_scan(subject, name, pages)?;
        if !groups.is_empty() {
            let act = self.act("scan.attached", groups)?;
            self.save(vec![act])?;
        }
        self.list_scans(subject)
    }

    /// Whether the user may attach something to this paper; asked before a file is looked through, too.
    ///
    /// # Errors
    /// `user.not_permitted`, `scan.of_nothing`, `evaluation.not_yours`, `objection.own_rating`.
    pub fn check_attaching(&self, subject: RecordId) -> Result<(), Failure> {
        self.need_role(KEEPERS)?;
        self.check_subject(subject)?;
        let (person, period) = self.find_subject(subject)?;
        if self.find(objection::KIND, subject)?.is_some() {
            return self.check_keeper_of(person, period);
        }
        let found = self.find(sheet::KIND, subject)?;
        match found.and_then(|found| SheetForm::find(found.text(sheet::FORM)?)) {
            Some(form) => self.check_keeper_of_form(form, person, period),
            None => Ok(()),
        }
    }

    /// Puts the pages into the office's folder; what would be written about those that are not there yet, to be saved with something else.
    pub(crate) fn plan_scan(
        &self,
        subject: RecordId,
        name: &str,
        pages: &[ScanPage],
    ) -> Result<Vec<Group>, Failure> {
        let standing = self.list_scans(subject)?.len();
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_NAME).collect();
        let today = self.today().to_string();
        let mut groups: Vec<Group> = Vec::new();
        for page in pages {
            let vault = self.store().vault();
            let hash = self.store().attachments()?.put(&page.bytes, vault.surroundings())?;
            let id = RecordId::scan(subject, &hash);
            let now = self.find(scan::KIND, id)?;
            let is_standing = now.as_ref().is_some_and(|now| !is_gone(now));
            if is_standing || groups.iter().any(|group| group.record == id) {
                continue;
            }
            let mut writes = Writes::to(scan::KIND, id)
                .set(scan::SUBJECT, subject)
                .set(scan::ATTACHMENT, Value::Bytes(hash.to_vec()))
                .set(scan::MEDIA, page.media.code())
                .set(scan::SIZE, i64::try_from(page.bytes.len()).unwrap_or(i64::MAX))
                .set(scan::PAGE, page.number)
                .set(scan::NAME, name.trim())
                .set(scan::SCANNED_ON, today.as_str());
            if now.is_some() {
                writes = writes.mark(Mark::Restored);
            }
            groups.push(writes.group());
        }
        // What lies there already takes no room a second time.
        if standing + groups.len() > MOST_SCANS {
            return Err(Failure::new("scan.too_many").with("limit", MOST_SCANS));
        }
        Ok(groups)
    }

    /// The scans of a paper, in the order in which they were attached.
    ///
    /// # Errors
    /// `scan.of_nothing`, `evaluation.not_yours`, and when the file cannot be read.
    pub fn list_scans(&self, subject: RecordId) -> Result<Vec<ScanCard>, Failure> {
        self.check_subject(subject)?;
        let mut found: Vec<_> =
            self.list_where(scan::KIND, scan::SUBJECT, subject)?.iter().filter_map(read_card).collect();
        found.sort_by(|one, other| {
            (&one.scanned_on, &one.name, one.page).cmp(&(&other.scanned_on, &other.name, other.page))
        });
        Ok(found)
    }

    /// The bytes of a scan, to be shown again.
    ///
    /// # Errors
    /// `scan.gone`, `evaluation.not_yours`, `store.attachment_missing`, `store.attachment_damaged`.
    pub fn read_scan(&self, id: RecordId) -> Result<(ScanCard, Vec<u8>), Failure> {
        let document = self.get_scan(id)?;
        let card = read_card(&document).ok_or_else(|| Failure::new("scan.gone"))?;
        let hash = document.value(scan::ATTACHMENT).and_then(Value::as_bytes);
        let hash: [u8; 32] =
            hash.and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| Failure::new("scan.gone"))?;
        Ok((card, self.store().vault().attachments()?.get(&hash)?.to_vec()))
    }

    /// Takes a scan out of the list. Undoing puts it back: its file stays as long as the journal speaks of it.
    ///
    /// # Errors
    /// `user.not_permitted`, `scan.gone`, and those of saving.
    pub fn remove_scan(&mut self, id: RecordId) -> Result<Vec<ScanCard>, Failure> {
        self.need_role(KEEPERS)?;
        let document = self.get_scan(id)?;
        let subject = document.record(scan::SUBJECT).ok_or_else(|| Failure::new("scan.gone"))?;
        self.check_attaching(subject)?;
        let writes = Writes::to(scan::KIND, id).mark(Mark::Retracted);
        let act = self.act("scan.removed", vec![writes.group()])?;
        self.save(vec![act])?;
        self.list_scans(subject)
    }

    fn get_scan(&self, id: RecordId) -> Result<Document, Failure> {
        let document = self.find(scan::KIND, id)?.filter(|document| !is_gone(document));
        let document = document.ok_or_else(|| Failure::new("scan.gone"))?;
        self.check_subject(document.record(scan::SUBJECT).ok_or_else(|| Failure::new("scan.gone"))?)?;
        Ok(document)
    }

    /// Whether a scan that carries these seals may be of this paper: one that carries another's alone was put to the wrong paper, also another print's of the
    /// same person and period. What has no seal, or one that cannot be read, may be of any; to an objection any paper of its person and period may be evidence.
    ///
    /// # Errors
    /// `scan.of_another` with the name and the period that stand on it, `scan.of_other_print`, `scan.of_stranger`, and those of [`Self::check_attaching`].
    pub fn check_scanned(&self, subject: RecordId, seals: &[String]) -> Result<(), Failure> {
        self.check_attaching(subject)?;
        let is_sheet = self.find(sheet::KIND, subject)?.is_some_and(|found| !is_gone(&found));
        let (person, period) = self.find_subject(subject)?;
        let nip = self.find_person(person)?.map(|person| person.nip).unwrap_or_default();
        let examiner = self.open_register()?;
        let mut refused = None;
        for seal in seals {
            let said = self.examine(&examiner, seal, &StatedOnPaper::default())?;
            let is_of_person = |claim: &ClaimCard| claim.nip == nip && claim.period == period.to_string();
            let is_forged =
                |why: &Failure| matches!(&*why.code, "verdict.key_unknown" | "verdict.not_signed");
            match &said.claim {
                Some(_) if said.sheet == Some(subject) => return Ok(()),
                Some(claim) if is_of_person(claim) && is_sheet => {
                    let failure = Failure::new("scan.of_other_print").with("name", claim.name.as_str());
                    refused = Some(failure.with("number", claim.number).with("verdict", said.verdict.code()));
                }
                Some(claim) if is_of_person(claim) => return Ok(()),
                Some(claim) if claim.name.is_empty() => refused = Some(Failure::new("scan.of_stranger")),
                Some(claim) => {
                    let failure = Failure::new("scan.of_another").with("name", claim.name.as_str());
                    refused = Some(failure.with("period", claim.period.as_str()));
                }
                None if said.reason.as_ref().is_some_and(is_forged) => {
                    refused = Some(Failure::new("scan.of_stranger"));
                }
                None => {}
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// Refuses what is no paper, and a paper that is not the user's to see.
    fn check_subject(&self, subject: RecordId) -> Result<(), Failure> {
        let (person, period) = self.find_subject(subject)?;
        if self.may_see(&self.list_superiors_of(person)?, person, period.ends_on())? {
            Ok(())
        } else {
            let nip = self.find_person(person)?.map(|person| person.nip).unwrap_or_default();
            Err(Failure::new("evaluation.not_yours").with("nip", nip))
        }
    }

    /// Whose paper it is, and for which period.
    fn find_subject(&self, subject: RecordId) -> Result<(RecordId, Period), Failure> {
        let sheet = self.find(sheet::KIND, subject)?.filter(|found| !is_gone(found));
        let (person, period) = match sheet {
            Some(found) => (found.record(sheet::PERSON), text(&found, sheet::PERIOD)),
            None => {
                let found = self.find(objection::KIND, subject)?.filter(|found| !is_gone(found));
                let found = found.ok_or_else(|| Failure::new("scan.of_nothing"))?;
                (found.record(objection::PERSON), text(&found, objection::PERIOD))
            }
        };
        Ok((person.ok_or_else(|| Failure::new("scan.of_nothing"))?, period.parse()?))
    }
}

/// A scan of a kind that this release does not know is not shown.
fn read_card(document: &Document) -> Option<ScanCard> {
    Some(ScanCard {
        id: document.id,
        name: text(document, scan::NAME),
        page: document.value(scan::PAGE).and_then(Value::as_int).unwrap_or(1),
        media: ScanMedia::find(document.text(scan::MEDIA)?)?,
        size: document.value(scan::SIZE).and_then(Value::as_int).unwrap_or_default(),
        scanned_on: text(document, scan::SCANNED_ON),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_told_by_the_bytes() {
        for (bytes, media) in [
            (&b"%PDF-1.7\n"[..], Some(ScanMedia::Pdf)),
            (&[0xff, 0xd8, 0xff, 0xe0], Some(ScanMedia::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Some(ScanMedia::Png)),
            (b"<svg onload='x'/>", None),
            (b"MZ", None),
            (b"", None),
        ] {
            assert_eq!(ScanMedia::of(bytes), media);
        }
        for media in [ScanMedia::Pdf, ScanMedia::Jpeg, ScanMedia::Png] {
            assert_eq!(ScanMedia::find(media.code()), Some(media));
        }
    }
}

//! An office in a temporary folder, and the acts by which it gets as far as a test needs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use tempfile::TempDir;
use tilik_office::appraisal::{AssessorQuality, OrganisationAchievement, Period};
use tilik_office::job::Progress;
use tilik_office::roster::ImportChoices;
use tilik_office::session::{Founding, HEAD_LOGIN, Recovery};
use tilik_office::signed::SignedPaper;
use tilik_office::store::Cost;
use tilik_office::superior::{Appointment, External};
use tilik_office::{Failure, Host, Office};

use crate::{FakeHost, PASSWORD, Staff};

/// An office in a folder that goes away with it.
pub struct TempOffice {
    directory: TempDir,
    root: PathBuf,
    /// The machine.
    pub host: Arc<FakeHost>,
    /// The recovery code.
    pub recovery: Recovery,
}

impl TempOffice {
    /// A new office, opened by its head.
    #[must_use]
    pub fn found(seed: u64) -> (Self, Office) {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("kantor");
        let host = FakeHost::of(seed);
        let founding =
            Founding { name: "Dinas Contoh", login: HEAD_LOGIN, password: PASSWORD, cost: Cost::Floor };
        let (office, recovery) = Office::found(&root, founding, Arc::clone(&host) as Arc<dyn Host>).unwrap();
        (Self { directory, root, host, recovery }, office)
    }

    /// The office's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A place beside the office's folder.
    #[must_use]
    pub fn beside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Opens it for its head.
    #[must_use]
    pub fn open(&self) -> Office {
        self.open_as(HEAD_LOGIN, PASSWORD).unwrap()
    }

    /// Opens it for anybody.
    ///
    /// # Errors
    /// Those of [`Office::open`].
    pub fn open_as(&self, login: &str, password: &str) -> Result<Office, Failure> {
        Office::open(&self.root, login, password, Arc::clone(&self.host) as Arc<dyn Host>)
    }
}

/// The first day of the year of all fixtures.
#[must_use]
pub fn new_year() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

/// The period of all fixtures, unless a test says otherwise.
#[must_use]
pub fn third_quarter() -> Period {
    "2026-TW3".parse().unwrap()
}

/// Brings the staff in and names the regent as the head's assessor.
pub fn import_staff(office: &mut Office, staff: &Staff) {
    let plan = office.plan_import(staff.roster().as_bytes(), &ImportChoices::since(new_year())).unwrap();
    assert_eq!(plan.report.refused, [], "the generated roster is neat");
    office.apply_import(&plan, &Progress::default()).unwrap();
    office
        .assign_superior(
            &staff.head().nip,
            &Appointment {
                assessor_nip: None,
                external: Some(External {
                    name: "Raden Surya Kencana".into(),
                    position: "Bupati Contoh".into(),
                    ..External::default()
                }),
                quality: AssessorQuality::Definitive,
                from: new_year(),
                until: None,
                reason: String::new(),
            },
        )
        .unwrap();
}

/// What the regent signed of the head's own plan.
#[must_use]
pub fn signed() -> SignedPaper {
    SignedPaper { decided_on: new_year(), paper: "800/1".into() }
}

/// Agrees everybody's plan and enters the organisation's achievement of the third quarter.
pub fn agree_plans(office: &mut Office, staff: &Staff) {
    let report = office.import_plans_of(staff.plans().as_bytes(), None, Some(&signed())).unwrap();
    assert_eq!(report.refused, [], "the generated plans are neat");
    office.enter_achievement(third_quarter(), OrganisationAchievement::Baik, "LKjIP").unwrap();
}

/// Rates everybody for the third quarter, on the assessors' behalf.
pub fn rate_staff(office: &mut Office, staff: &Staff) {
    let report = office
        .import_ratings(staff.ratings().as_bytes(), third_quarter(), "Direkam bersama penilai")
        .unwrap();
    assert_eq!(report.refused, [], "the generated ratings are neat");
}

/// Closes the third quarter and says how many were closed.
pub fn close_quarter(office: &mut Office) -> usize {
    office.explain_distribution(third_quarter(), "Kantor kecil").unwrap();
    let report =
        office.close_period(third_quarter(), "Ditutup bersama", &Progress::default(), |_| {}).unwrap();
    report.closed.len()
}

/// An office of eight in which everybody's third quarter is closed; it is the 5th of October.
///
/// # Panics
/// When somebody's is not.
#[must_use]
pub fn closed_office(seed: u64) -> (TempOffice, Office, Staff) {
    let staff = Staff::of(8);
    let (folder, mut office) = TempOffice::found(seed);
    import_staff(&mut office, &staff);
    agree_plans(&mut office, &staff);
    rate_staff(&mut office, &staff);
    assert_eq!(close_quarter(&mut office), 8);
    (folder, office, staff)
}

/// Undoes the last act, as somebody does who sees it; answers its word.
#[must_use]
pub fn undo_last(office: &mut Office) -> String {
    let shown = office.find_undoable().unwrap().unwrap();
    office.undo(shown.step).unwrap().act
}

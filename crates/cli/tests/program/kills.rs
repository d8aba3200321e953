//! The program killed at random moments of what it writes: every acknowledged act is there, nothing is half, everything verifies.
//!
//! A fixed sample in every run; all 300 kills with `TILIK_SOAK=1`. The moments come from a seed and are spread over the duration that the command was
//! measured to have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tilik_office::evaluation::EvaluationState;
use tilik_office::session::{Founding, HEAD_LOGIN};
use tilik_office::sheet::SheetForm;
use tilik_office::store::Cost;
use tilik_office::{Failure, Host, Office, archive};
use tilik_testkit::folder::{copy_closed, list_names};
use tilik_testkit::office::{agree_plans, close_quarter, import_staff, rate_staff, third_quarter};
use tilik_testkit::program::{begin, read, wait_for_children_to_begin};
use tilik_testkit::{Answer, Chance, FakeHost, OTHER_PASSWORD, PASSWORD, Staff, Tilikctl};

use crate::laptop::{PERIOD, SINCE};
use crate::printing::list_pages;

const PEOPLE: usize = 48;
/// Of one command.
const SAMPLE: u32 = 4;
/// Of one command: 300 over the six.
const SOAK: u32 = 50;

/// How far a killed command had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Died {
    /// Nothing of it is there.
    Before,
    /// A part is there, as it should be: single acknowledged acts, or a copy that is not yet in its place.
    Within,
    /// All of it is there.
    After,
}

/// An office as it stands before the command, closed, to be copied for each kill.
struct Rehearsed {
    directory: TempDir,
    staff: Staff,
}

/// A copy of it, with the laptop's marks.
struct Copy {
    place: PathBuf,
}

impl Rehearsed {
    fn new(prepare: impl FnOnce(&mut Office, &Staff)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let template = directory.path().join("asal");
        std::fs::create_dir(&template).unwrap();
        let host: Arc<dyn Host> = FakeHost::with_marks(7, &template.join("marks"));
        let founding =
            Founding { name: "Dinas Contoh", login: HEAD_LOGIN, password: PASSWORD, cost: Cost::Floor };
        let (mut office, _) = Office::found(&template.join("kantor"), founding, host).unwrap();
        let staff = Staff::of(PEOPLE);
        prepare(&mut office, &staff);
        Self { directory, staff }
    }

    fn copy(&self, name: &str) -> Copy {
        let place = self.directory.path().join(name);
        copy_closed(&self.directory.path().join("asal"), &place);
        for (file, text) in [("pegawai.csv", self.staff.roster()), ("rating.csv", self.staff.ratings())] {
            std::fs::write(place.join(file), text).unwrap();
        }
        Copy { place }
    }
}

impl Copy {
    fn at(&self, name: &str) -> String {
        self.place.join(name).to_str().unwrap().to_owned()
    }

    fn program(&self) -> Tilikctl {
        Tilikctl::new(env!("CARGO_BIN_EXE_tilikctl"), &self.place.join("marks"))
    }

    fn open(&self, password: &str) -> Result<Office, Failure> {
        wait_for_children_to_begin();
        let host: Arc<dyn Host> = FakeHost::with_marks(8, &self.place.join("marks"));
        Office::open(&self.place.join("kantor"), HEAD_LOGIN, password, host)
    }

    /// Opens it with the passphrase that it must have; everything verifies and nothing was put aside.
    fn open_whole(&self, password: &str) -> Office {
        let office = self.open(password).unwrap();
        let report = office.verify().unwrap();
        assert_eq!(report.defect.map(|defect| defect.detail), None);
        assert!(!list_names(&self.place.join("kantor")).contains(&"quarantine".to_owned()));
        office
    }
}

/// A command under test.
struct Trial<'a> {
    name: &'static str,
    seed: u64,
    arguments: fn(&Copy) -> Vec<String>,
    /// Looks at what a kill left and says how far it came. `answer` is what was acknowledged.
    judge: &'a dyn Fn(&Copy, &Answer) -> Died,
    /// The passphrases under which the command is tried again, the first that opens.
    passwords: &'static [&'static str],
}

fn kill_at_random_moments(office: &Rehearsed, trial: &Trial<'_>) {
    let command = |copy: &Copy| {
        let program = copy.program().with_new_password(OTHER_PASSWORD);
        let mut command = program.command((trial.arguments)(copy));
        command.arg("--json");
        command
    };
    let mut durations: Vec<(Duration, Duration)> = (0..3)
        .map(|round| {
            let copy = office.copy(&format!("measured-{round}"));
            let start = Instant::now();
            let mut child = begin(&mut command(&copy));
            wait_until_unlocked(&copy, &mut child);
            let unlocked = start.elapsed();
            let answer = read(child).whole();
            let duration = start.elapsed();
            assert_eq!((trial.judge)(&copy, &answer), Died::After, "{}", trial.name);
            (duration, duration - unlocked)
        })
        .collect();
    durations.sort();
    let (usual, of_work) = durations[1];

    let kills = if std::env::var_os("TILIK_SOAK").is_some() { SOAK } else { SAMPLE };
    let mut chance = Chance::of(trial.seed);
    let mut died = BTreeMap::<(&str, Died), u32>::new();
    let (mut round, mut late, mut late_in_a_row) = (0, 0, 0);
    while round < kills {
        let copy = office.copy(&format!("kill-{round}-{late}"));
        // One moment in each of as many parts of the duration as there are kills.
        let part = f64::from(round) + f64::from(u32::try_from(chance.below(1_000)).unwrap()) / 1_000.0;
        let share = part / f64::from(kills) * 0.9_f64.powi(late_in_a_row);
        let mut child = begin(&mut command(&copy));
        // Every other kill falls behind the unlocking, which takes most of the time and writes next to nothing.
        let (spread, length) = if round % 2 == 0 { ("anywhere", usual) } else { ("at work", of_work) };
        if round % 2 == 1 {
            wait_until_unlocked(&copy, &mut child);
        }
        std::thread::sleep(length.mul_f64(share));
        child.kill().unwrap();
        let answer = read(child);
        let how_far = (trial.judge)(&copy, &answer);
        if answer.code == Some(0) {
            // It was faster this time: no kill at all, and the next try comes sooner.
            assert_eq!(how_far, Died::After);
            (late, late_in_a_row) = (late + 1, late_in_a_row + 1);
            assert!(late_in_a_row < 40, "{} ends by itself whenever it is to be killed", trial.name);
            continue;
        }
        assert!(answer.was_killed(), "{} failed by itself: {answer:?}", trial.name);
        *died.entry((spread, how_far)).or_default() += 1;
        (round, late_in_a_row) = (round + 1, 0);
        if answer.out.ends_with('\n') && !answer.out.lines().last().unwrap().contains("\"done\":\"evaluation")
        {
            assert_eq!(how_far, Died::After, "{} was acknowledged: {answer:?}", trial.name);
        }
        try_again(&copy, trial);
        std::fs::remove_dir_all(&copy.place).unwrap();
    }
    println!(
        "{}: {kills} kills within {usual:?}, of which {of_work:?} behind the unlocking: {died:?}; {late} more came too late",
        trial.name
    );
}

/// The attempt is counted before it is made and forgotten when it succeeds: then the work begins.
fn wait_until_unlocked(copy: &Copy, child: &mut Child) {
    let count = copy.place.join("kantor").join("tilik.throttle");
    let mut has_begun = false;
    while (!has_begun || count.exists()) && child.try_wait().unwrap().is_none() {
        has_begun |= count.exists();
        std::thread::yield_now();
    }
}

/// Whatever a kill left, the next try goes through.
fn try_again(copy: &Copy, trial: &Trial<'_>) {
    let password = trial.passwords.iter().find(|password| copy.open(password).is_ok()).unwrap();
    let program = copy.program().with_user(HEAD_LOGIN, password).with_new_password(OTHER_PASSWORD);
    let answer = program.run_json((trial.arguments)(copy)).whole();
    assert_eq!((trial.judge)(copy, &answer), Died::After, "{}: the second try", trial.name);
}

#[test]
fn a_killed_import_is_there_whole_or_not_at_all() {
    let office = Rehearsed::new(|_, _| ());
    let judge = |copy: &Copy, _: &Answer| {
        let found = copy.open_whole(PASSWORD);
        let people = found.list_people().unwrap().len();
        let links = found.list_superiors().unwrap();
        let linked = found
            .list_people()
            .unwrap()
            .iter()
            .filter(|person| links.find_on(person.id, third_quarter().ends_on()).is_some())
            .count();
        match (people, linked, found.find_head().unwrap()) {
            (0, 0, None) => Died::Before,
            (PEOPLE, linked, Some(_)) if linked == PEOPLE - 1 => Died::After,
            half => panic!("half an import: {half:?}"),
        }
    };
    let arguments = |copy: &Copy| {
        ["import", &copy.at("kantor"), &copy.at("pegawai.csv"), "--since", SINCE].map(str::to_owned).to_vec()
    };
    let trial = Trial { name: "import", seed: 61, arguments, judge: &judge, passwords: &[PASSWORD] };
    kill_at_random_moments(&office, &trial);
}

#[test]
fn a_killed_rating_from_a_file_is_there_whole_or_not_at_all() {
    let office = Rehearsed::new(|office, staff| {
        import_staff(office, staff);
        agree_plans(office, staff);
    });
    let judge = |copy: &Copy, _: &Answer| {
        let found = copy.open_whole(PASSWORD).list_evaluations(third_quarter()).unwrap();
        let rated =
            found.iter().filter(|found| found.predicate.is_some() && !found.feedback.is_empty()).count();
        match (found.len(), rated) {
            (0, 0) => Died::Before,
            (PEOPLE, PEOPLE) => Died::After,
            half => panic!("half a file of ratings: {half:?}"),
        }
    };
    let arguments = |copy: &Copy| {
        ["rate", &copy.at("kantor"), &copy.at("rating.csv"), "--period", PERIOD].map(str::to_owned).to_vec()
    };
    let trial = Trial { name: "rate", seed: 62, arguments, judge: &judge, passwords: &[PASSWORD] };
    kill_at_random_moments(&office, &trial);
}

#[test]
fn a_killed_closing_keeps_everybody_who_was_acknowledged_and_at_most_one_more() {
    let office = Rehearsed::new(|office, staff| {
        import_staff(office, staff);
        agree_plans(office, staff);
        rate_staff(office, staff);
        office.explain_distribution(third_quarter(), "Hasil pengukuran resmi").unwrap();
    });
    let judge = |copy: &Copy, answer: &Answer| {
        let office = copy.open_whole(PASSWORD);
        let mut closed = Vec::new();
        for found in office.list_evaluations(third_quarter()).unwrap() {
            match found.state {
                EvaluationState::Closed => {
                    assert!(found.content.is_some() && found.revision == 1, "closed with its content, once");
                    closed.push(office.find_person(found.person).unwrap().unwrap().nip);
                }
                EvaluationState::Draft => assert_eq!(found.revision, 0),
                state @ (EvaluationState::Empty | EvaluationState::Disputed) => panic!("{state:?}"),
            }
        }
        let acknowledged = answer.acknowledged();
        assert!(acknowledged.iter().all(|nip| closed.contains(nip)), "an acknowledged closing is gone");
        // The second try acknowledges only what the first had left.
        if answer.was_killed() {
            assert!(closed.len() <= acknowledged.len() + 1, "{} of {}", acknowledged.len(), closed.len());
        }
        match closed.len() {
            0 => Died::Before,
            PEOPLE => Died::After,
            _ => Died::Within,
        }
    };
    let arguments =
        |copy: &Copy| ["close", &copy.at("kantor"), "--period", PERIOD].map(str::to_owned).to_vec();
    let trial = Trial { name: "close", seed: 63, arguments, judge: &judge, passwords: &[PASSWORD] };
    kill_at_random_moments(&office, &trial);
}

/// An office with a closed quarter, for what concerns the file as a whole.
fn found_closed() -> Rehearsed {
    Rehearsed::new(|office, staff| {
        import_staff(office, staff);
        agree_plans(office, staff);
        rate_staff(office, staff);
        assert_eq!(close_quarter(office), PEOPLE);
    })
}

fn assert_closed_quarter(office: &Office) {
    let found = office.list_evaluations(third_quarter()).unwrap();
    assert_eq!(found.iter().filter(|found| found.state == EvaluationState::Closed).count(), PEOPLE);
}

#[test]
fn a_killed_backup_leaves_a_backup_that_restores_or_none() {
    let office = found_closed();
    let judge = |copy: &Copy, _: &Answer| {
        assert_closed_quarter(&copy.open_whole(PASSWORD));
        let backup = copy.place.join("cadangan.tilikbackup");
        if !backup.exists() {
            let names = list_names(&copy.place);
            let has_begun = names.iter().any(|name| name.starts_with("cadangan"));
            return if has_begun { Died::Within } else { Died::Before };
        }
        let elsewhere = copy.place.join(format!("pulih-{}", list_names(&copy.place).len()));
        let host: Arc<dyn Host> = FakeHost::of(9);
        archive::restore(&backup, &elsewhere, &host).unwrap();
        let restored = Office::open(&elsewhere, HEAD_LOGIN, PASSWORD, host).unwrap();
        assert!(restored.verify().unwrap().is_whole);
        assert_closed_quarter(&restored);
        Died::After
    };
    let arguments = |copy: &Copy| {
        ["backup", &copy.at("kantor"), &copy.at("cadangan.tilikbackup")].map(str::to_owned).to_vec()
    };
    let trial = Trial { name: "backup", seed: 64, arguments, judge: &judge, passwords: &[PASSWORD] };
    kill_at_random_moments(&office, &trial);
}

#[test]
fn a_killed_print_leaves_a_whole_file_or_none_and_notes_no_sheet_that_is_not_there() {
    let office = found_closed();
    let judge = |copy: &Copy, _: &Answer| {
        let office = copy.open_whole(PASSWORD);
        let counts = office.sheet_table(third_quarter(), SheetForm::DokumenEvaluasi).unwrap().counts;
        let file = copy.place.join("semua.pdf");
        if file.exists() {
            assert_eq!(list_pages(&file).len(), PEOPLE, "half a file");
        }
        let has_begun = list_names(&copy.place).iter().any(|name| name.starts_with("semua"));
        match (file.exists(), counts.printed, counts.not_printed) {
            (true, PEOPLE, 0) => Died::After,
            (false, 0, PEOPLE) if !has_begun => Died::Before,
            (_, 0, PEOPLE) => Died::Within,
            half => panic!("noted and not there: {half:?}"),
        }
    };
    let arguments = |copy: &Copy| {
        ["print", &copy.at("kantor"), "--period", PERIOD, "--out", &copy.at("semua.pdf")]
            .map(str::to_owned)
            .to_vec()
    };
    let trial = Trial { name: "print", seed: 67, arguments, judge: &judge, passwords: &[PASSWORD] };
    kill_at_random_moments(&office, &trial);
}

#[test]
fn a_killed_change_of_password_leaves_the_old_one_or_the_new_one() {
    let office = found_closed();
    let judge = |copy: &Copy, _: &Answer| {
        let (old, new) = (copy.open(PASSWORD).is_ok(), copy.open(OTHER_PASSWORD).is_ok());
        let (password, how_far) = match (old, new) {
            (true, false) => (PASSWORD, Died::Before),
            (false, true) => (OTHER_PASSWORD, Died::After),
            both => panic!("old and new open: {both:?}"),
        };
        assert_closed_quarter(&copy.open_whole(password));
        how_far
    };
    let arguments = |copy: &Copy| vec!["password".to_owned(), copy.at("kantor")];
    let passwords = &[PASSWORD, OTHER_PASSWORD];
    let trial = Trial { name: "password", seed: 65, arguments, judge: &judge, passwords };
    kill_at_random_moments(&office, &trial);
}

#[test]
fn a_killed_change_of_key_leaves_an_office_that_opens_with_the_same_password() {
    let office = found_closed();
    // A database's first bytes are drawn anew with its key.
    let salt = |folder: &Path| std::fs::read(folder.join("kantor").join("tilik.db")).unwrap()[..16].to_vec();
    let before = salt(&office.directory.path().join("asal"));
    let judge = |copy: &Copy, _: &Answer| {
        let has_begun = copy.place.join("kantor").join("tilik.db.next").exists();
        let is_new = salt(&copy.place) != before;
        assert_closed_quarter(&copy.open_whole(PASSWORD));
        assert!(!copy.place.join("kantor").join("tilik.db.next").exists(), "an opening tidies up");
        match (is_new, has_begun) {
            (true, _) => Died::After,
            (false, true) => Died::Within,
            (false, false) => Died::Before,
        }
    };
    let arguments = |copy: &Copy| vec!["key".to_owned(), copy.at("kantor")];
    let trial = Trial { name: "key", seed: 66, arguments, judge: &judge, passwords: &[PASSWORD] };
    kill_at_random_moments(&office, &trial);
}

//! A child process that dies at every step of every risky act, and what is found afterwards.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tilik_store::database::Check;
use tilik_store::keys::{Cost, Unlock};
use tilik_store::{Step, Vault, backup, throttle, wipe};

use crate::rehearsal::*;

const ACT: &str = "TILIK_STORE_TEST_ACT";
const ROOT: &str = "TILIK_STORE_TEST_ROOT";
const STEP: &str = "TILIK_STORE_TEST_STEP";
const TIME: &str = "TILIK_STORE_TEST_TIME";

/// Not a test of its own: what the child process does.
#[test]
#[ignore = "run by the tests of kills, in a process of its own"]
fn child() {
    let Ok(act) = std::env::var(ACT) else { return };
    let root = PathBuf::from(std::env::var(ROOT).unwrap());
    let surroundings = match (std::env::var(STEP), std::env::var(TIME)) {
        (Ok(step), Ok(time)) => {
            Rehearsal::ending_at(Step::ALL[step.parse::<usize>().unwrap()], time.parse().unwrap())
        }
        _ => Rehearsal::arc(),
    };
    match act.as_str() {
        "unlock" => {
            let opened = Vault::unlock(&root, by_password(PASSWORD), surroundings);
            fs::write(root.with_extension("answer"), opened.map_or_else(|error| error.code(), |_| "opened"))
                .unwrap();
        }
        "guess" => {
            let vault = Vault::unlock(&root, by_password(PASSWORD), surroundings.clone()).unwrap();
            let _: Result<(), _> =
                throttle::attempt(vault.folder(), surroundings.as_ref(), || std::process::abort());
        }
        "create" => drop(found(&root, surroundings).unwrap()),
        "restore" => {
            backup::restore(&root.with_extension("tilikbackup"), &root, surroundings.as_ref()).unwrap()
        }
        "wipe" => {
            wipe::wipe(&root, surroundings.as_ref()).unwrap();
            let reached: Vec<String> =
                surroundings.steps.lock().unwrap().iter().map(|step| place_of(*step).to_string()).collect();
            fs::write(root.with_extension("answer"), reached.join(" ")).unwrap();
        }
        "churn" => {
            let mut vault = Vault::unlock(&root, by_password(PASSWORD), surroundings).unwrap();
            let mut acknowledged =
                fs::File::options().append(true).create(true).open(root.with_extension("answer")).unwrap();
            loop {
                let connection = vault.open_database(Check::Opening).unwrap();
                add_staff(&connection, 1);
                acknowledged.write_all(b"1").unwrap();
                drop(backup::make(&vault, &connection).unwrap());
                drop(vault.change_key(connection).unwrap());
                vault.renew_recovery().unwrap();
            }
        }
        changing => {
            let mut vault = Vault::unlock(&root, by_password(PASSWORD), surroundings.clone()).unwrap();
            let connection = vault.open_database(Check::Opening).unwrap();
            add_staff(&connection, 5);
            match changing {
                "key" => drop(vault.change_key(connection).unwrap()),
                "password" => vault.change_password(HEAD, PASSWORD, OTHER_PASSWORD, Cost::Floor).unwrap(),
                "backup" => drop(backup::make(&vault, &connection).unwrap()),
                unknown => panic!("{unknown}"),
            }
            let reached: Vec<String> =
                surroundings.steps.lock().unwrap().iter().map(|step| place_of(*step).to_string()).collect();
            fs::write(root.with_extension("answer"), reached.join(" ")).unwrap();
        }
    }
}

/// Runs an act in a child process that ends at the step; returns whether it got there.
fn dies(act: &str, root: &Path, end: Option<(usize, usize)>) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["kills::child", "--exact", "--ignored", "--nocapture"]).env(ACT, act).env(ROOT, root);
    if let Some((step, time)) = end {
        command.env(STEP, step.to_string()).env(TIME, time.to_string());
    }
    let output = command.output().unwrap();
    let ran_through = output.status.success();
    let panicked = output.status.code() == Some(101);
    assert!(!panicked, "{act} failed by itself: {}", String::from_utf8_lossy(&output.stderr));
    !ran_through
}

pub fn unlock_in_a_child(root: &Path) -> String {
    assert!(!dies("unlock", root, None));
    fs::read_to_string(root.with_extension("answer")).unwrap()
}

/// A copy of a closed office, so that the key derivations of its creation are paid once.
fn copy_office(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_office(&path, &target);
        } else {
            fs::write(target, fs::read(path).unwrap()).unwrap();
        }
    }
}

fn place_of(step: Step) -> usize {
    Step::ALL.iter().position(|known| *known == step).unwrap()
}

/// Lets the act run through once to see its steps, then kills it after each of them, and has `look` look at what is left. Returns the steps.
fn kill_everywhere(act: &str, look: impl Fn(&Path, Step)) -> Vec<Step> {
    let office = Office::new();
    let whole = office.beside(&format!("{act}-whole"));
    copy_office(&office.root, &whole);
    assert!(!dies(act, &whole, None));
    let answer = fs::read_to_string(whole.with_extension("answer")).unwrap();
    let steps: Vec<Step> =
        answer.split(' ').map(|place| Step::ALL[place.parse::<usize>().unwrap()]).collect();
    for (number, step) in steps.iter().enumerate() {
        let time = steps[..=number].iter().filter(|earlier| *earlier == step).count();
        let root = office.beside(&format!("{act}-{number}"));
        copy_office(&office.root, &root);
        assert!(dies(act, &root, Some((place_of(*step), time))), "{act} ran through {step:?}");
        look(&root, *step);
    }
    steps
}

fn rows_under(root: &Path, password: &str) -> Option<i64> {
    let mut vault = Vault::unlock(root, by_password(password), Rehearsal::arc()).ok()?;
    let connection = vault.open_database(Check::Full).unwrap();
    Some(count_staff(&connection))
}

#[test]
fn a_kill_at_any_step_of_a_change_of_key_leaves_a_folder_that_opens() {
    let died = kill_everywhere("key", |root, step| {
        assert_eq!(rows_under(root, PASSWORD), Some(105), "{step:?}");
        assert!(!root.join("tilik.db.next").exists(), "{step:?}");
        assert!(!root.join("quarantine").exists(), "{step:?}");
        // And the change can be made afterwards.
        let mut vault = Vault::unlock(root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
        let connection = vault.open_database(Check::Opening).unwrap();
        assert_eq!(count_staff(&vault.change_key(connection).unwrap()), 105, "{step:?}");
    });
    assert_eq!(
        died,
        [
            Step::OldDatabaseAtRest,
            Step::NewDatabaseBegun,
            Step::NewDatabaseVerified,
            Step::SlotFileWritten,
            Step::SlotFileReplaced,
            Step::BothKeysKept,
            Step::NewDatabaseInPlace,
            Step::SlotFileWritten,
            Step::SlotFileReplaced,
            Step::OldKeyDropped,
        ]
    );
}

#[test]
fn a_kill_at_any_step_of_a_password_change_leaves_a_folder_that_opens() {
    let died = kill_everywhere("password", |root, step| {
        let (old, new) = (rows_under(root, PASSWORD), rows_under(root, OTHER_PASSWORD));
        let is_replaced = step != Step::SlotFileWritten;
        assert_eq!((old, new), if is_replaced { (None, Some(105)) } else { (Some(105), None) }, "{step:?}");
    });
    assert_eq!(died, [Step::SlotFileWritten, Step::SlotFileReplaced]);
}

#[test]
fn a_kill_during_a_backup_leaves_no_backup_that_does_not_verify() {
    let died = kill_everywhere("backup", |root, step| {
        let mut vault = Vault::unlock(root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
        let connection = vault.open_database(Check::Full).unwrap();
        assert_eq!(count_staff(&connection), 105);
        let found = backup::list(vault.folder()).unwrap();
        assert_eq!(found.len(), usize::from(step == Step::ContainerInPlace), "{step:?}");
        for backup in &found {
            backup::verify(&backup.path).unwrap();
        }
        let next = backup::make(&vault, &connection).unwrap();
        assert_eq!(next.counter, u64::try_from(found.len()).unwrap() + 1);
        let left = fs::read_dir(root.join("backups")).unwrap().count();
        assert_eq!(left, found.len() + 1, "leftovers are removed by the next backup");
    });
    assert_eq!(died, [Step::SnapshotVerified, Step::ContainerWritten, Step::ContainerInPlace]);
}

/// How many kills at random moments; `TILIK_TEST_KILLS` asks for more than the sample.
fn random_kills() -> u64 {
    std::env::var("TILIK_TEST_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(6)
}

#[test]
fn kills_at_random_moments_lose_no_acknowledged_row() {
    let office = Office::new();
    let answer = office.root.with_extension("answer");
    let mut moment = [0_u8; 2];
    for round in 0..random_kills() {
        getrandom::fill(&mut moment).unwrap();
        let before = fs::read(&answer).map_or(0, |answer| answer.len());
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["kills::child", "--exact", "--ignored"])
            .env(ACT, "churn")
            .env(ROOT, &office.root)
            .stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        // The first row says that the child has opened the office and is at work.
        while fs::read(&answer).map_or(0, |answer| answer.len()) == before {
            assert!(child.try_wait().unwrap().is_none(), "the child failed by itself in round {round}");
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(u64::from(u16::from_be_bytes(moment)) % 1200));
        child.kill().unwrap();
        child.wait().unwrap();

        let acknowledged = 100 + i64::try_from(fs::read(&answer).unwrap().len()).unwrap();
        let rows = rows_under(&office.root, PASSWORD).unwrap();
        assert!(
            rows == acknowledged || rows == acknowledged + 1,
            "round {round}: {rows} rows, {acknowledged} acknowledged"
        );
        // A row that was written and not acknowledged is there from now on.
        fs::write(&answer, "1".repeat(usize::try_from(rows - 100).unwrap())).unwrap();
        let vault = Vault::unlock(&office.root, by_password(PASSWORD), Rehearsal::arc()).unwrap();
        for made in backup::list(vault.folder()).unwrap() {
            backup::verify(&made.path).unwrap();
        }
        assert!(!office.root.join("quarantine").exists());
    }
}

#[test]
fn a_kill_during_creation_leaves_nothing_at_the_place() {
    let directory = tempfile::tempdir().unwrap();
    for step in [Step::FolderBuilt, Step::FolderInPlace] {
        let root = directory.path().join(format!("kantor-{step:?}"));
        assert!(dies("create", &root, Some((place_of(step), 1))));
        if step == Step::FolderBuilt {
            assert!(!root.exists());
            drop(found(&root, Rehearsal::arc()).unwrap());
        }
        assert_eq!(rows_under(&root, PASSWORD), Some(100), "{step:?}");
    }
}

#[test]
fn a_kill_during_a_restore_leaves_nothing_at_the_place() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let made = backup::make(&vault, &connection).unwrap();
    for (step, is_there) in [(Step::FolderBuilt, false), (Step::FolderInPlace, true)] {
        let root = office.beside(&format!("restored-{step:?}"));
        fs::write(root.with_extension("tilikbackup"), fs::read(&made.path).unwrap()).unwrap();
        assert!(dies("restore", &root, Some((place_of(step), 1))));
        assert_eq!(root.exists(), is_there);
        if !is_there {
            backup::restore(&made.path, &root, Rehearsal::arc().as_ref()).unwrap();
        }
        assert_eq!(rows_under(&root, PASSWORD), Some(100));
    }
}

#[test]
fn a_killed_attempt_has_counted() {
    let office = Office::new();
    for _ in 0..3 {
        assert!(dies("guess", &office.root, None));
    }
    // Each child opened rightly first, which forgot the count of the one before.
    let surroundings = Rehearsal::arc();
    let wrong = Vault::unlock(&office.root, by_password("salah"), surroundings.clone());
    assert_eq!(code_of(wrong), "store.wrong_password");
    assert_eq!(surroundings.pauses(), Vec::<u64>::new());
    let surroundings = Rehearsal::arc();
    let unlock = Unlock::Recovery { first: office.sheets.first(), second: office.sheets.second() };
    Vault::unlock(&office.root, unlock, surroundings.clone()).unwrap();
    assert_eq!(surroundings.pauses(), [1], "the killed attempt and the wrong one");
}

/// All files below a folder.
fn list_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(list_files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_wipe_that_was_killed_is_ended_at_the_next_start() {
    let died = kill_everywhere("wipe", |root, step| {
        assert!(!root.exists(), "{step:?}");
        let doomed = tilik_store::beside(root, ".tilik-hapus");
        let keys = list_files(&doomed).into_iter().filter(|file| file.ends_with("tilik.keys")).count();
        assert_eq!(keys, usize::from(step == Step::OfficeDoomed), "{step:?}");
        wipe::settle(root).unwrap();
        assert!(!doomed.exists() && !root.exists(), "{step:?}");
        wipe::settle(root).unwrap();
    });
    assert_eq!(died, [Step::OfficeDoomed, Step::KeysDestroyed]);
}

#[test]
fn a_wipe_takes_the_copies_along_and_says_which_offices_it_left() {
    let office = Office::new();
    let (vault, connection) = office.open();
    let held = wipe::wipe(&office.root, Rehearsal::arc().as_ref());
    assert_eq!(code_of(held), "store.locked_by_another_process");
    let made = backup::make(&vault, &connection).unwrap();
    // A second name of the same bytes shows what becomes of them.
    let shared = office.beside("second-name");
    fs::hard_link(&made.path, &shared).unwrap();
    drop((connection, vault));
    let aside = office.beside("kantor lama");
    copy_office(&office.root, &aside);
    assert_eq!(wipe::wipe(&office.root, Rehearsal::arc().as_ref()).unwrap(), [aside]);
    assert!(!office.root.exists() && !made.path.exists());
    assert!(fs::read(&shared).unwrap().iter().all(|byte| *byte == 0), "the copy was overwritten");
}

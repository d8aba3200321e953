//! What stands between a person and the office: passphrases, broken files, other people's files.

use std::fs;
use std::sync::Arc;

use tilik_office::session::HEAD_LOGIN;
use tilik_office::{Failure, Host, Office};
use tilik_store::database::Check;
use tilik_store::keys::{SlotName, Unlock};
use tilik_store::{Surroundings, Vault};
use tilik_testkit::folder::{flip_bit, list_names};
use tilik_testkit::office::import_staff;
use tilik_testkit::{FakeHost, OTHER_PASSWORD, PASSWORD, Staff, TempOffice};

use crate::laptops::assert_whole;

fn code<T>(result: Result<T, Failure>) -> String {
    result.map(drop).unwrap_err().code
}

fn found_with_staff(seed: u64) -> TempOffice {
    let (place, mut office) = TempOffice::found(seed);
    import_staff(&mut office, &Staff::of(10));
    place
}

#[test]
fn wrong_passphrases_wait_longer_each_time_and_hint_at_nobody() {
    let place = found_with_staff(51);
    let mut answers = Vec::new();
    for login in [HEAD_LOGIN, "siapa", HEAD_LOGIN, "siapa", HEAD_LOGIN] {
        answers.push(place.open_as(login, "bukan ini").map(drop).unwrap_err());
    }
    for answer in &answers {
        assert_eq!(answer.code, "store.wrong_password");
        assert_eq!(answer.details, answers[0].details, "a login that exists answers as one that does not");
    }
    let waited = |host: &FakeHost| host.pauses().iter().map(std::time::Duration::as_secs).collect::<Vec<_>>();
    assert_eq!(waited(&place.host), [1, 2, 4]);
    assert_eq!(place.open().list_people().unwrap().len(), 10);
    assert_eq!(waited(&place.host), [1, 2, 4, 8], "the right one waits too");
    drop(place.open());
    assert_eq!(waited(&place.host).len(), 4, "and then the count begins anew");
}

#[test]
fn the_delay_outlives_the_process_that_counted() {
    let place = found_with_staff(52);
    for _ in 0..4 {
        assert_eq!(code(place.open_as(HEAD_LOGIN, "bukan ini")), "store.wrong_password");
    }
    let fresh = FakeHost::of(53);
    let opened = Office::open(place.root(), HEAD_LOGIN, PASSWORD, Arc::clone(&fresh) as Arc<dyn Host>);
    assert!(opened.is_ok());
    assert_eq!(fresh.pauses().iter().map(std::time::Duration::as_secs).collect::<Vec<_>>(), [4]);
}

#[test]
fn both_halves_of_the_recovery_code_give_a_new_passphrase_and_one_gives_none() {
    let place = found_with_staff(54);
    let host = || Arc::clone(&place.host) as Arc<dyn Host>;
    let (first, second) = (&place.recovery.first, &place.recovery.second);
    assert!(Office::open_with_recovery(place.root(), first, first, host()).is_err());
    let mut office = Office::open_with_recovery(place.root(), first, second, host()).unwrap();
    let nobody = office.enter_achievement(
        tilik_testkit::office::third_quarter(),
        tilik_office::appraisal::OrganisationAchievement::Baik,
        "",
    );
    assert_eq!(code(nobody), "user.none", "the code lets nobody act");
    office.reset_password(HEAD_LOGIN, OTHER_PASSWORD, tilik_office::store::Cost::Floor).unwrap();
    drop(office);
    assert_eq!(code(place.open_as(HEAD_LOGIN, PASSWORD)), "store.wrong_password");
    assert_whole(&place.open_as(HEAD_LOGIN, OTHER_PASSWORD).unwrap());
}

#[test]
fn a_broken_database_is_moved_aside_whole_and_never_deleted() {
    for (seed, name) in [(55, "cut"), (56, "turned")] {
        let place = found_with_staff(seed);
        let path = place.root().join("tilik.db");
        let whole = fs::read(&path).unwrap();
        match name {
            "cut" => fs::write(&path, &whole[..whole.len() / 3]).unwrap(),
            _ => flip_bit(&path, 100),
        }
        let broken = fs::read(&path).unwrap();
        let refused = place.open_as(HEAD_LOGIN, PASSWORD).map(drop).unwrap_err();
        assert_eq!(refused.code, "store.database_damaged", "{name}");
        let kept = refused.details.get("quarantined_at").and_then(|path| path.as_str()).unwrap();
        assert_eq!(fs::read(kept).unwrap(), broken, "{name}");
        assert_eq!(code(place.open_as(HEAD_LOGIN, PASSWORD)), "store.database_missing", "{name}");
    }
}

#[test]
fn a_database_of_another_program_is_refused_and_left_as_it_is() {
    let place = found_with_staff(57);
    let path = place.root().join("tilik.db");
    let foreign = b"SQLite format 3\0 but of another program".repeat(400);
    fs::write(&path, &foreign).unwrap();
    assert_eq!(code(place.open_as(HEAD_LOGIN, PASSWORD)), "store.keys_do_not_fit");
    assert_eq!(fs::read(&path).unwrap(), foreign);
}

#[test]
fn a_newer_database_is_refused_and_left_as_it_is() {
    let place = found_with_staff(58);
    let host: Arc<dyn Surroundings> = place.host.clone();
    let unlock = Unlock::Password { name: SlotName::Login(HEAD_LOGIN), password: PASSWORD };
    let mut vault = Vault::unlock(place.root(), unlock, host).unwrap();
    let connection = vault.open_database(Check::Full).unwrap();
    connection.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(connection);
    drop(vault);
    let before = fs::read(place.root().join("tilik.db")).unwrap();
    let refused = place.open_as(HEAD_LOGIN, PASSWORD).map(drop).unwrap_err();
    assert_eq!(refused.code, "store.database_newer");
    assert_eq!(refused.details.get("found").and_then(|found| found.as_i64()), Some(99));
    assert_eq!(fs::read(place.root().join("tilik.db")).unwrap(), before);
    assert!(!list_names(place.root()).contains(&"quarantine".to_owned()));
}

#[test]
fn slots_of_another_office_open_nothing_and_harm_nothing() {
    let (place, other) = (found_with_staff(59), found_with_staff(60));
    let own = fs::read(place.root().join("tilik.keys")).unwrap();
    fs::write(place.root().join("tilik.keys"), fs::read(other.root().join("tilik.keys")).unwrap()).unwrap();
    let refused = place.open_as(HEAD_LOGIN, PASSWORD).map(drop).unwrap_err();
    assert_eq!(refused.code, "store.keys_do_not_fit");
    assert!(!list_names(place.root()).contains(&"quarantine".to_owned()));
    fs::write(place.root().join("tilik.keys"), own).unwrap();
    let office = place.open();
    assert_eq!(office.list_people().unwrap().len(), 10);
    assert_whole(&office);
}

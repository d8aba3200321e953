//! Who can open an office: passwords, users, the recovery code, the device key.

use std::sync::atomic::Ordering;

use tilik_store::database::Check;
use tilik_store::keys::{Cost, OpenedBy, Secret, SlotName, SlotUser, Unlock};
use tilik_store::{Vault, keys};
use uuid::Uuid;

use crate::rehearsal::*;

fn as_operator(password: &str) -> Unlock<'_> {
    Unlock::Password { name: SlotName::User(OPERATOR), password }
}

#[test]
fn a_changed_password_replaces_the_old_one_and_asks_for_it() {
    let office = Office::new();
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(
        code_of(vault.change_password(HEAD, "bukan ini juga", OTHER_PASSWORD, Cost::Floor)),
        "store.wrong_password"
    );
    assert_eq!(
        code_of(vault.change_password(Uuid::nil(), PASSWORD, OTHER_PASSWORD, Cost::Floor)),
        "store.wrong_password"
    );
    assert_eq!(code_of(vault.change_password(HEAD, PASSWORD, "pendek", Cost::Floor)), "store.weak_password");
    vault.change_password(HEAD, PASSWORD, OTHER_PASSWORD, Cost::Floor).unwrap();
    drop(vault);
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.wrong_password");
    let mut vault = office.unlock(OTHER_PASSWORD).unwrap();
    assert_eq!(count_staff(&vault.open_database(Check::Quick).unwrap()), 100);
}

#[test]
fn a_password_is_counted_in_characters_and_compared_in_nfc() {
    let office = Office::new();
    let mut vault = office.unlock(PASSWORD).unwrap();
    for weak in
        ["", "sebelas hur", "aaaaaaaaaaaaaaaa", "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}"]
    {
        assert_eq!(code_of(vault.set_password(HEAD, weak, Cost::Floor)), "store.weak_password", "{weak:?}");
    }
    vault.set_password(HEAD, "re\u{301}sume\u{301} kantor", Cost::Floor).unwrap();
    drop(vault);
    office.unlock("r\u{e9}sum\u{e9} kantor").unwrap();
}

#[test]
fn a_removed_user_no_longer_opens_and_the_last_one_stays() {
    let office = Office::new();
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(code_of(vault.remove_user(HEAD)), "store.last_slot");
    assert_eq!(code_of(vault.remove_user(OPERATOR)), "store.no_such_slot");
    vault.add_user(&operator(), OTHER_PASSWORD, Cost::Floor).unwrap();
    assert_eq!(code_of(vault.add_user(&operator(), OTHER_PASSWORD, Cost::Floor)), "store.slot_taken");
    let same_login = SlotUser { user: Uuid::from_u128(9), login: "OPERATOR".to_owned() };
    assert_eq!(code_of(vault.add_user(&same_login, OTHER_PASSWORD, Cost::Floor)), "store.slot_taken");
    let no_login = SlotUser { user: Uuid::from_u128(9), login: " ".to_owned() };
    assert_eq!(code_of(vault.add_user(&no_login, OTHER_PASSWORD, Cost::Floor)), "store.login_unusable");
    drop(vault);

    let mut as_operator_vault =
        Vault::unlock(&office.root, as_operator(OTHER_PASSWORD), Rehearsal::arc()).unwrap();
    assert_eq!(as_operator_vault.opened_by(), &OpenedBy::User(operator()));
    assert_eq!(count_staff(&as_operator_vault.open_database(Check::Opening).unwrap()), 100);
    as_operator_vault.remove_user(HEAD).unwrap();
    drop(as_operator_vault);
    assert_eq!(code_of(office.unlock(PASSWORD)), "store.wrong_password");
    Vault::unlock(&office.root, as_operator(OTHER_PASSWORD), Rehearsal::arc()).unwrap();
}

#[test]
fn both_recovery_halves_open_and_set_a_new_password() {
    let office = Office::new();
    let (first, second) = (office.sheets.first(), office.sheets.second());
    let recover = |first: &str, second: &str| {
        Vault::unlock(&office.root, Unlock::Recovery { first, second }, Rehearsal::arc())
    };
    assert_eq!(code_of(recover(second, first)), "store.recovery_code_typo");
    assert_eq!(code_of(recover(first, "")), "store.recovery_code_typo");
    let mut vault = recover(&first.to_lowercase().replace('-', " "), &second.replace('0', "o")).unwrap();
    assert_eq!(vault.opened_by(), &OpenedBy::Recovery);
    vault.set_password(HEAD, OTHER_PASSWORD, Cost::Floor).unwrap();
    drop(vault);
    let mut vault = office.unlock(OTHER_PASSWORD).unwrap();
    // The same sheets go on working after a change of password and of key, until new ones are printed.
    let connection = vault.open_database(Check::Quick).unwrap();
    drop(vault.change_key(connection).unwrap());
    drop(vault);
    let mut vault = recover(first, second).unwrap();
    assert_eq!(count_staff(&vault.open_database(Check::Full).unwrap()), 100);
    let sheets = vault.renew_recovery().unwrap();
    drop(vault);
    assert_eq!(code_of(recover(first, second)), "store.recovery_code_wrong");
    assert_eq!(code_of(recover(sheets.first(), second)), "store.recovery_code_wrong");
    recover(sheets.first(), sheets.second()).unwrap();
}

#[test]
fn the_device_key_survives_a_change_of_key_and_a_restart() {
    let office = Office::new();
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert!(vault.device_key().is_none());
    vault.set_device_key(Some(Secret::new([7; 32]))).unwrap();
    let connection = vault.open_database(Check::Opening).unwrap();
    drop(vault.change_key(connection).unwrap());
    drop(vault);
    let mut vault = office.unlock(PASSWORD).unwrap();
    assert_eq!(vault.device_key().map(|seed| **seed), Some([7; 32]));
    vault.set_device_key(None).unwrap();
    drop(vault);
    assert!(office.unlock(PASSWORD).unwrap().device_key().is_none());
}

#[test]
fn calibration_never_goes_below_the_floor_whatever_the_clock_does() {
    let surroundings = Rehearsal::arc();
    for clock in [0, 1_000_000, -5] {
        surroundings.clock.store(clock, Ordering::Relaxed);
        let (mut keys, _) =
            keys::Keys::create(&head(), PASSWORD, Cost::Calibrated, surroundings.as_ref()).unwrap();
        let bytes = keys.encode(surroundings.as_ref()).unwrap();
        keys::Keys::open(&bytes, by_password(PASSWORD)).unwrap();
    }
}

#[test]
fn no_secret_stands_in_the_folder() {
    let office = Office::new();
    let mut vault = office.unlock(PASSWORD).unwrap();
    vault.set_device_key(Some(Secret::new(*b"0123456789abcdef0123456789abcdef"))).unwrap();
    let connection = vault.open_database(Check::Opening).unwrap();
    add_staff(&connection, 5);
    for name in ["tilik.keys", "tilik.db", "tilik.db-wal"] {
        let bytes = std::fs::read(office.root.join(name)).unwrap();
        assert!(bytes.len() > 100, "{name}");
        for secret in
            [PASSWORD, "AGE-SECRET-KEY", "0123456789abcdef0123456789abcdef", "Rahmawati", "SQLite format"]
        {
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{secret} in {name}"
            );
        }
    }
}

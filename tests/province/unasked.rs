//! Sending without being asked: when the program holds it to be due, by what real runs left behind.

use std::cell::RefCell;

use chrono::TimeDelta;
use tilik_office::Office;
use tilik_office::sending::enrol_office;
use tilik_store::ledger::Province;
use tilik_testkit::TempOffice;

use crate::server::Server;
use crate::{invite, send_all};

#[test]
fn it_is_due_when_allowed_and_on_line_with_something_unsent_and_not_too_soon_again() {
    let mut server = Server::begin();
    let (place, mut office) = TempOffice::found(761);
    let is_due = |office: &Office| office.look_at_sending().unwrap().is_due;
    place.host.set_network(true);
    assert_eq!(office.allow_sending(true).unwrap_err().code, "sending.not_enrolled");
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    assert!(!is_due(&office), "nobody allowed it");
    office.allow_sending(true).unwrap();
    assert!(is_due(&office));
    place.host.set_network(false);
    assert!(is_due(&office), "a server of this laptop is reached without a way out");
    let here = office.store().ledger().unwrap().find_province().unwrap().unwrap();
    let elsewhere = Province { address: "https://provinsi.example".into(), ..here.clone() };
    office.store_mut().exchange().unwrap().keep_province(&elsewhere).unwrap();
    assert!(!is_due(&office), "no way out");
    place.host.set_network(true);
    assert!(is_due(&office));
    office.store_mut().exchange().unwrap().keep_province(&here).unwrap();

    assert!(send_all(&mut office).unwrap().is_all_sent);
    assert!(!is_due(&office), "nothing is left");
    office.set_letterhead("Dinas Kesehatan Kota Sibolga", "Sibolga").unwrap();
    assert!(!is_due(&office), "a moment after the last one");
    place.host.pass(TimeDelta::minutes(15));
    assert!(is_due(&office));

    server.end();
    send_all(&mut office).unwrap_err();
    assert!(!is_due(&office));
    place.host.pass(TimeDelta::minutes(2));
    assert!(is_due(&office), "sooner than after one that went well");
    office.allow_sending(false).unwrap();
    assert!(!is_due(&office));
}

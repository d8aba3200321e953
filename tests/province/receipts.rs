//! The receipt on paper: of a real run at the real server, what its file says when it is read again.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::process::Command;

use sha2::{Digest, Sha256};
use tilik_office::Office;
use tilik_office::command::PaperName;
use tilik_office::sending::enrol_office;
use tilik_testkit::office::import_staff;
use tilik_testkit::{Staff, TempOffice};

use crate::server::Server;
use crate::{attach, invite, send_all};

/// Without white space.
fn read_receipt(place: &TempOffice, office: &Office, run: Option<i64>) -> String {
    let path = place.beside("tanda-terima.pdf");
    std::fs::write(&path, office.render_receipt(run, PaperName::A4.paper()).unwrap()).unwrap();
    let read = Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output().unwrap();
    assert!(read.status.success());
    String::from_utf8(read.stdout).unwrap().split_whitespace().collect()
}

#[test]
fn a_receipt_on_paper_says_what_the_province_took_and_by_which_key() {
    let server = Server::begin();
    let (place, mut office) = TempOffice::found(721);
    import_staff(&mut office, &Staff::of(6));
    let none = office.render_receipt(None, PaperName::A4.paper()).unwrap_err();
    assert_eq!(none.code, "sending.no_receipt");
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    attach(&mut office, 5_000, 7);
    let first = send_all(&mut office).unwrap().run;
    let entries = office.list_entries().unwrap().len();
    assert_eq!(usize::try_from(first.entries_sent).unwrap(), entries);
    office.set_letterhead("Dinas Kesehatan Kota Sibolga", "Sibolga").unwrap();
    let second = send_all(&mut office).unwrap().run;
    assert_ne!(first.receipt, second.receipt);

    let key = Sha256::digest(server.public_key()).iter().take(16).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").unwrap();
        text
    });
    let of_first = read_receipt(&place, &office, Some(first.id));
    for said in [
        format!("NOMOR:{}", first.receipt.unwrap()),
        format!("{entries}catatan,1pindaian"),
        format!("seluruhnya:{entries}catatan"),
        "DinasKesehatanKotaSibolga".to_owned(),
        "lewatinternet".to_owned(),
        "21September2026".to_owned(),
        key,
    ] {
        assert!(of_first.contains(&said), "{said}: {of_first}");
    }
    let newest = read_receipt(&place, &office, None);
    assert!(newest.contains(&format!("NOMOR:{}", second.receipt.unwrap())), "{newest}");
    assert!(newest.contains(&format!("seluruhnya:{}catatan", entries + 1)), "{newest}");
    let other = office.render_receipt(Some(i64::MAX), PaperName::A4.paper());
    assert_eq!(other.unwrap_err().code, "sending.no_receipt");
}

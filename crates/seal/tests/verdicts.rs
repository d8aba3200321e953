//! The table of verdicts: what this laptop knows against what the sheet says.

mod paper;

use paper::{NOW, OTHER, OWN, claim, device, list, record, register, seal, version};
use tilik_seal::verdict::{Compared, Field, Invalidity, Unknown, Verdict, Version, judge};
use tilik_seal::{Claim, ContentHash, Known, Predicate, Register, SealError, Stated};

/// The verdict in short words.
fn told(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Genuine { compared: Compared::WithRecord, .. } => "ASLI".to_owned(),
        Verdict::Genuine { compared: Compared::SignatureOnly, .. } => "ASLI, tanda saja".to_owned(),
        Verdict::Differs { fields, here, .. } => {
            let codes: Vec<_> = fields.iter().map(|field| field.code()).collect();
            let beside = here.map(|here| format!(" di sini {}", here.revision)).unwrap_or_default();
            format!("BERBEDA {}{beside}", codes.join(" "))
        }
        Verdict::NotValid { reason: Invalidity::Superseded { by }, .. } => format!("TIDAK BERLAKU: ada {by}"),
        Verdict::NotValid { reason: Invalidity::ContentChanged, .. } => "TIDAK BERLAKU: berubah".to_owned(),
        Verdict::NotValid { reason: Invalidity::Reopened, .. } => "TIDAK BERLAKU: dibuka".to_owned(),
        Verdict::NotValid { reason: Invalidity::KeyRevoked { at }, .. } => {
            format!("TIDAK BERLAKU: dicabut {at}")
        }
        Verdict::TwoVersions { versions, .. } => format!("ADA DUA VERSI: {}", versions.len()),
        Verdict::Unknown(Unknown::Unreadable(error)) => format!("TIDAK DIKENAL: {}", error.code()),
        Verdict::Unknown(Unknown::KeyUnknown(id)) => format!("TIDAK DIKENAL: kunci {}", id.to_hex()),
        Verdict::Unknown(Unknown::NotSigned(_)) => "TIDAK DIKENAL: tidak ditandatangani".to_owned(),
    }
}

fn judged(claim: &Claim, known: Known) -> String {
    told(&judge(&seal(claim, &device(1)), &register(), OWN, &Stated::default(), |asked| {
        assert_eq!(asked, claim);
        known
    }))
}

#[test]
fn what_this_laptop_knows_decides() {
    let sheet = claim(&device(1));
    let here = version();
    let changed = Version { content: ContentHash([9; 16]), ..here };
    let worse = Version { predicate: Some(Predicate::of_rank(3).unwrap()), ..changed };
    let later = Version { revision: 3, ..changed };
    let earlier = Version { revision: 1, ..changed };
    let table = [
        (Known::Nothing, "ASLI, tanda saja"),
        (Known::InForce(here), "ASLI"),
        (Known::Living(here), "ASLI"),
        (Known::InForce(changed), "BERBEDA content di sini 2"),
        (Known::InForce(worse), "BERBEDA predicate content di sini 2"),
        (Known::InForce(later), "TIDAK BERLAKU: ada 3"),
        (Known::InForce(earlier), "BERBEDA revision content di sini 1"),
        (Known::Living(changed), "TIDAK BERLAKU: berubah"),
        (Known::Living(later), "TIDAK BERLAKU: berubah"),
        (Known::Open(vec![]), "ASLI, tanda saja"),
        (Known::Open(vec![earlier, here]), "TIDAK BERLAKU: dibuka"),
        (Known::Open(vec![earlier]), "BERBEDA revision content di sini 1"),
        (Known::Disputed(vec![here, changed]), "ADA DUA VERSI: 2"),
        (Known::Disputed(vec![later, Version { revision: 3, ..worse }]), "TIDAK BERLAKU: ada 3"),
        (Known::Disputed(vec![changed, worse]), "BERBEDA predicate content di sini 2"),
        (Known::Disputed(vec![]), "ADA DUA VERSI: 0"),
    ];
    for (known, expected) in table {
        assert_eq!(judged(&sheet, known.clone()), expected, "{known:?}");
    }
}

#[test]
fn a_further_print_of_the_same_revision_is_as_good() {
    for print in [1, 2, 15] {
        assert_eq!(judged(&Claim { print, ..claim(&device(1)) }, Known::InForce(version())), "ASLI");
    }
}

#[test]
fn a_withdrawn_key_makes_every_sheet_of_it_invalid() {
    let own = device(1);
    let withdrawn = tilik_seal::KeyRecord { revoked_at: Some(NOW), ..record(&own, OWN) };
    let register = Register::of(vec![list(NOW, &device(3), &[record(&device(3), OWN), withdrawn])]);
    let text = seal(&claim(&own), &own);
    for known in [Known::Nothing, Known::InForce(version()), Known::Open(vec![])] {
        let verdict = judge(&text, &register, OTHER, &Stated::default(), |_| known);
        assert_eq!(told(&verdict), format!("TIDAK BERLAKU: dicabut {NOW}"));
    }
}

#[test]
fn what_is_no_claim_of_ours_is_unknown() {
    let own = device(1);
    let good = seal(&claim(&own), &own);
    let stranger = device(9);
    let stranger_id = paper::public(&stranger).id().to_hex();
    let table = [
        (String::new(), "TIDAK DIKENAL: seal.not_ours".to_owned()),
        ("https://www.bkn.go.id/".to_owned(), "TIDAK DIKENAL: seal.not_ours".to_owned()),
        ("TLK0:ABC".to_owned(), "TIDAK DIKENAL: seal.not_ours".to_owned()),
        ("TLK2:".to_owned(), "TIDAK DIKENAL: seal.newer_format".to_owned()),
        (good.replacen("TLK1", "TLK12", 1), "TIDAK DIKENAL: seal.newer_format".to_owned()),
        (good[..100].to_owned(), "TIDAK DIKENAL: seal.damaged".to_owned()),
        (good.to_lowercase().replacen("tlk1", "TLK1", 1), "TIDAK DIKENAL: seal.damaged".to_owned()),
        (seal(&claim(&stranger), &stranger), format!("TIDAK DIKENAL: kunci {stranger_id}")),
        (seal(&claim(&own), &stranger), "TIDAK DIKENAL: tidak ditandatangani".to_owned()),
    ];
    for (text, expected) in table {
        let verdict =
            judge(&text, &register(), OWN, &Stated::default(), |_| panic!("asked before it was believed"));
        assert_eq!(told(&verdict), expected, "{text}");
    }
}

#[test]
fn what_the_paper_says_comes_first() {
    let own = device(1);
    let sheet = claim(&own);
    let same = Stated {
        nip: Some(sheet.nip),
        period: Some(sheet.period),
        sheet: Some(sheet.sheet),
        predicate: sheet.predicate,
    };
    let text = seal(&sheet, &own);
    assert_eq!(told(&judge(&text, &register(), OWN, &same, |_| Known::InForce(version()))), "ASLI");
    let other = Stated { period: Some("2026-TW2".parse().unwrap()), ..same };
    assert_eq!(told(&judge(&text, &register(), OWN, &other, |_| Known::Nothing)), "BERBEDA period");
    let none = Claim { predicate: None, ..sheet };
    let verdict = judge(&seal(&none, &own), &register(), OWN, &same, |_| Known::Nothing);
    assert_eq!(told(&verdict), "BERBEDA predicate", "{:?}", Field::Predicate);
}

#[test]
fn what_has_no_room_is_refused_when_it_is_written() {
    let sheet = claim(&device(1));
    for (wrong, what) in [
        (Claim { print: 0, ..sheet }, "print"),
        (Claim { print: 16, ..sheet }, "print"),
        (Claim { segment: 0, ..sheet }, "segment"),
        (Claim { segment: 5, ..sheet }, "segment"),
        (Claim { sheet: tilik_seal::SheetKind::Later(32), ..sheet }, "sheet"),
        (Claim { sheet: tilik_seal::SheetKind::Later(0), ..sheet }, "sheet"),
        // A known kind has one name only.
        (Claim { sheet: tilik_seal::SheetKind::Later(8), ..sheet }, "sheet"),
    ] {
        assert_eq!(wrong.to_bytes(), Err(SealError::OutOfRange { what }));
    }
}

//! Identity numbers apart from the golden rows, ranks, kinds of position and names.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::NaiveDate;
use tilik_appraisal::nip::{NipWarning, OtherIdKind, Sex, list_record_differences};
use tilik_appraisal::position::{JfLevel, UsualParty, find_kind_from_title, find_usual_pair};
use tilik_appraisal::skp::FormKind;
use tilik_appraisal::{JenisJabatan, Nip, OtherId, PersonName, Rank, ReferencePack};

fn pack() -> &'static ReferencePack {
    ReferencePack::builtin()
}

fn today() -> NaiveDate {
    "2026-10-05".parse().unwrap()
}

#[test]
fn a_nip_is_a_bare_string_in_json() {
    let nip = Nip::parse("19860926 201505 1 001", today()).unwrap().nip;
    assert_eq!(serde_json::to_string(&nip).unwrap(), r#""198609262015051001""#);
    assert_eq!(serde_json::from_str::<Nip>(r#""198609262015051001""#).unwrap(), nip);
    for text in ["198609262015051001", r#""198609262015051000""#, r#""1.98609E+17""#, r#""123""#] {
        assert!(serde_json::from_str::<Nip>(text).is_err(), "{text}");
    }
}

#[test]
fn a_confirmed_number_of_wrong_structure_can_be_kept() {
    assert!(Nip::parse("198613262015051001", today()).is_err());
    let nip = Nip::from_digits("198613262015051001").unwrap();
    assert_eq!(nip.get_parts().unwrap_err().code(), "nip.birth_date");
}

#[test]
fn a_record_that_differs_from_the_number_is_a_warning() {
    let parts = Nip::parse("198609262015051001", today()).unwrap().parts;
    let same = Some(parts.born_on);
    assert_eq!(list_record_differences(&parts, same, Some(Sex::Male)), []);
    assert_eq!(list_record_differences(&parts, None, None), []);
    let other = "1986-09-27".parse().ok();
    assert_eq!(
        list_record_differences(&parts, other, Some(Sex::Female)),
        [NipWarning::BirthDiffers, NipWarning::SexDiffers]
    );
}

#[test]
fn other_numbers_are_kept_as_written() {
    let id = OtherId::new(OtherIdKind::Nrp, " 71020345 ").unwrap();
    assert_eq!(id.text, "71020345");
    assert_eq!(OtherId::new(OtherIdKind::OldNip, "  "), None);
}

#[test]
fn ranks_are_read_as_people_write_them() {
    let cases = [
        ("III/d", "III/d", "Penata Tingkat I, III/d"),
        ("Penata Tk. I / III/d", "III/d", "Penata Tingkat I, III/d"),
        ("Penata Tk.I (III/d)", "III/d", "Penata Tingkat I, III/d"),
        ("PENATA TINGKAT 1, III-D", "III/d", "Penata Tingkat I, III/d"),
        ("Penata Tingkat I", "III/d", "Penata Tingkat I, III/d"),
        ("Pembina Tingkat I, IV/b", "IV/b", "Pembina Tingkat I, IV/b"),
        ("Penata", "III/c", "Penata, III/c"),
        ("Gol. III/c", "III/c", "Penata, III/c"),
        ("IIId", "III/d", "Penata Tingkat I, III/d"),
        ("Pembina Utama / IV/e", "IV/e", "Pembina Utama, IV/e"),
        ("Juru Muda Tk. I - I/b", "I/b", "Juru Muda Tingkat I, I/b"),
        ("IX", "IX", "Golongan IX"),
        ("Golongan IX", "IX", "Golongan IX"),
        ("PPPK Golongan XVII", "XVII", "Golongan XVII"),
        ("i", "I", "Golongan I"),
    ];
    for (text, grade, line) in cases {
        let rank = Rank::parse(pack(), text).unwrap();
        assert_eq!((rank.to_string().as_str(), rank.line(pack()).as_str()), (grade, line), "{text}");
        assert_eq!(rank.is_pppk(), rank.find_name(pack()).is_none());
    }
}

#[test]
fn a_text_that_is_no_rank_is_refused() {
    let cases = [
        ("", "rank.unknown"),
        ("-", "rank.unknown"),
        ("V/a", "rank.unknown"),
        ("III/e", "rank.unknown"),
        ("XVIII", "rank.unknown"),
        ("Kapten", "rank.unknown"),
        ("Penata / IV/a", "rank.disagree"),
        ("Pembina III/d", "rank.disagree"),
    ];
    for (text, code) in cases {
        assert_eq!(Rank::parse(pack(), text).unwrap_err().code(), code, "{text:?}");
    }
}

#[test]
fn there_are_seventeen_pns_grades_and_each_survives_json() {
    let grades = Rank::list_pns();
    assert_eq!(grades.len(), 17);
    assert!(grades.is_sorted());
    for grade in grades {
        assert_eq!(Rank::parse(pack(), grade.find_name(pack()).unwrap()).unwrap(), grade);
        let text = serde_json::to_string(&grade).unwrap();
        assert_eq!(serde_json::from_str::<Rank>(&text).unwrap(), grade);
    }
}

#[test]
fn a_title_suggests_a_kind() {
    use JenisJabatan as Kind;
    let cases = [
        ("Kepala Dinas Kependudukan dan Pencatatan Sipil", Some((Kind::JptPratama, None))),
        ("Sekretaris Dinas", Some((Kind::Administrator, None))),
        ("Plt. Kepala Bidang Pencatatan Sipil", Some((Kind::Administrator, None))),
        ("Kepala UPT Kecamatan Utara", Some((Kind::Pengawas, None))),
        ("KEPALA SUB BAGIAN UMUM", Some((Kind::Pengawas, None))),
        ("Pranata Komputer Ahli Pertama", Some((Kind::JfKeahlian, Some(JfLevel::AhliPertama)))),
        ("Administrator Database Kependudukan Ahli Muda", Some((Kind::JfKeahlian, Some(JfLevel::AhliMuda)))),
        (
            "Operator Sistem Informasi Administrasi Kependudukan Terampil",
            Some((Kind::JfKeterampilan, Some(JfLevel::Terampil))),
        ),
        ("Pengadministrasi Perkantoran", Some((Kind::Pelaksana, None))),
        ("Penelaah Teknis Kebijakan", Some((Kind::Pelaksana, None))),
        ("Sekretaris Daerah Provinsi Lampung", Some((Kind::JptMadya, None))),
        ("Sekretaris Daerah Kabupaten Sibolga", Some((Kind::JptPratama, None))),
        ("Camat Kalianda", Some((Kind::Administrator, None))),
        ("Lurah", Some((Kind::Pengawas, None))),
        ("Kepala SMP Negeri 7", Some((Kind::JfKeahlian, None))),
        ("Asisten Apoteker Penyelia", Some((Kind::JfKeterampilan, Some(JfLevel::Penyelia)))),
        ("Juru Kunci", None),
        ("", None),
    ];
    for (title, expected) in cases {
        let guess = find_kind_from_title(pack(), title).map(|guess| (guess.kind, guess.level));
        assert_eq!(guess, expected, "{title}");
    }
}

#[test]
fn a_unit_head_uses_the_leaders_form() {
    assert_eq!(JenisJabatan::JptPratama.form_kind(false), FormKind::JptUnitHead);
    assert_eq!(JenisJabatan::Pengawas.form_kind(true), FormKind::JptUnitHead);
    assert_eq!(JenisJabatan::Administrator.form_kind(false), FormKind::JaJf);
    assert_eq!("JPT_PRATAMA".parse::<JenisJabatan>().unwrap(), JenisJabatan::JptPratama);
}

#[test]
fn every_kind_has_a_usual_pair() {
    let first = |kind, level| find_usual_pair(pack(), kind, level).map(|pair| pair.assessors[0]);
    assert_eq!(first(JenisJabatan::JptPratama, None), Some(UsualParty::KepalaDaerah));
    assert_eq!(first(JenisJabatan::Pelaksana, None), Some(UsualParty::Pengawas));
    assert_eq!(first(JenisJabatan::JfKeahlian, Some(JfLevel::AhliMuda)), Some(UsualParty::Administrator));
    assert_eq!(first(JenisJabatan::JfKeterampilan, Some(JfLevel::Mahir)), Some(UsualParty::Pengawas));
    assert_eq!(first(JenisJabatan::JfKeahlian, None), None);
}

#[test]
fn a_name_is_printed_with_its_titles_and_sorted_without() {
    let name = PersonName::new("Dr.  Ir. ", "Budi  Santoso", ", S.Sos., M.Si. ");
    assert_eq!(name.full(), "Dr. Ir. Budi Santoso, S.Sos., M.Si.");
    assert_eq!(name.sort_key(), "budi santoso");
    assert_eq!(PersonName::new("", "Sari", "").full(), "Sari");
}

#[test]
fn a_name_in_one_cell_is_split() {
    let cases = [
        ("Dr. Ir. H. Budi Santoso, S.Sos., M.Si.", "Dr. Ir. H.", "Budi Santoso", "S.Sos., M.Si."),
        ("Sari Utami", "", "Sari Utami", ""),
        ("Drs.", "", "Drs.", ""),
        ("dr. Maya,Sp.A", "dr.", "Maya", "Sp.A"),
        ("", "", "", ""),
    ];
    for (full, front, name, back) in cases {
        assert_eq!(PersonName::split(pack(), full), PersonName::new(front, name, back), "{full}");
    }
}

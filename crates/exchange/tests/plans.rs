//! Files of SKPs: what becomes a draft, and that never half a plan does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use chrono::NaiveDate;
use tilik_appraisal::CoreValue;
use tilik_appraisal::skp::{Approach, Aspect, FormKind, Perspective, ResultKind};
use tilik_exchange::csv_text::read_grid;
use tilik_exchange::header::propose;
use tilik_exchange::plans::{Plans, read_plans};

fn read(text: &str) -> Plans {
    let grid = read_grid(text.as_bytes()).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    read_plans(&grid, &propose(&grid).unwrap(), today).unwrap()
}

fn places(plans: &Plans) -> Vec<String> {
    plans.refused.iter().map(|r| format!("{} {} {}", r.row, r.letter(), r.code)).collect()
}

#[test]
fn a_whole_plan_is_put_together() {
    let plans = read(
        "nip;tahun;jenis_baris;no_hasil;jenis_hasil;hasil_pimpinan;hasil;penugasan_dari;aspek;indikator;target;bagian;uraian\n\
         198505202010012011;2026;;1;utama;Arsip tertib;Arsip tertata;Kabid;kuantitas;Jumlah berkas;1200 berkas;;\n\
         198505202010012011;2026;hasil;1;utama;;;;kualitas;Berkas lengkap;95 %;;\n\
         198505202010012011;2026;;1;tambahan;;Panitia lelang;;waktu;Tepat waktu;30 hari;;\n\
         198505202010012011;2026;ekspektasi;;;;;;;;;loyal;Menjaga rahasia arsip\n\
         198505202010012011;2026;lampiran;;;;;;;;;dukungan;Rak arsip\n\
         198505202010012011;2026;lampiran;;;;;;;;;Skema Pertanggungjawaban;Laporan bulanan\n\
         198505202010012011;2026;lampiran;;;;;;;;;konsekuensi;Penghargaan\n",
    );
    assert_eq!(places(&plans), [""; 0]);
    let [draft] = plans.drafts.as_slice() else { panic!("{plans:?}") };
    assert_eq!(draft.rows, [2, 3, 4, 5, 6, 7, 8]);
    assert_eq!((draft.is_approach_guessed, draft.is_form_guessed), (true, true));
    let skp = &draft.skp;
    assert_eq!((skp.approach, skp.form), (Approach::Kuantitatif, FormKind::JaJf));
    assert_eq!(
        (skp.starts_on.to_string(), skp.ends_on.to_string()),
        ("2026-01-01".into(), "2026-12-31".into())
    );
    assert_eq!(skp.results.len(), 2);
    assert_eq!((skp.results[0].kind, skp.results[1].kind), (ResultKind::Utama, ResultKind::Tambahan));
    assert_eq!(
        (skp.results[0].statement.as_str(), skp.results[0].assigned_by.as_str()),
        ("Arsip tertata", "Kabid")
    );
    assert_eq!(skp.results[0].indicators[1].aspect, Some(Aspect::Kualitas));
    assert_eq!(skp.special_expectations[&CoreValue::Loyal], "Menjaga rahasia arsip");
    assert_eq!(skp.annex.dukungan_sumber_daya, ["Rak arsip"]);
    assert_eq!(skp.annex.konsekuensi, ["Penghargaan"]);
}

#[test]
fn english_headings_and_a_leaders_plan_are_read() {
    let plans = read(
        "nip,period,approach,result_no,kind,superior_result,result,assigned_by,aspect,indicator,target,perspective\n\
         198505202010012011,2026-S1,quantitative,,main,,Better service,,,Index,85,penerima layanan\n\
         198505202010012011,2026-S1,,,main,,Better service,,,Complaints,0,proses bisnis\n",
    );
    let draft = &plans.drafts[0];
    assert_eq!((draft.skp.form, draft.is_approach_guessed), (FormKind::JptUnitHead, false));
    assert_eq!(draft.skp.ends_on.to_string(), "2026-06-30");
    assert_eq!((draft.skp.results.len(), draft.skp.results[0].indicators.len()), (1, 2));
    assert_eq!(draft.skp.results[0].indicators[1].perspective, Some(Perspective::ProsesBisnis));
}

#[test]
fn one_bad_row_refuses_the_whole_person_and_nobody_else() {
    let plans = read(
        "nip,tahun,jenis_hasil,hasil,aspek,indikator,target\n\
         198505202010012011,2026,utama,A,kuantitas,Jumlah,10\n\
         198505202010012011,2026,utama,A,warna,Warna,biru\n\
         198505202010012011,2026,utama,A,waktu,,30 hari\n\
         199005202015012012,2026,utama,B,kuantitas,Jumlah,10\n\
         199005202015012012,20x6,utama,B,waktu,Tepat,30\n\
         199105202016012013,2026,utama,C,kuantitas,Jumlah,10\n",
    );
    assert_eq!(
        places(&plans),
        [
            "2 A plans.person_refused",
            "3 E plans.value_unknown",
            "4 F plans.value_missing",
            "5 A plans.person_refused",
            "6 B plans.period_invalid",
        ]
    );
    assert_eq!(plans.refused[0].args["rows"], "3, 4");
    assert_eq!(plans.refused[1].args["choices"], "kuantitas, kualitas, waktu, biaya");
    assert_eq!(plans.drafts.iter().map(|d| d.nip.as_str()).collect::<Vec<_>>(), ["199105202016012013"]);
}

#[test]
fn a_row_whose_nip_is_lost_holds_back_the_plan_it_may_belong_to() {
    let plans = read(
        "nip,tahun,hasil,indikator,target\n\
         198505202010012011,2026,A,Jumlah,10\n\
         1.98505202010012E+17,2026,A,Mutu,10\n\
         199005202015012012,2026,B,Jumlah,10\n\
         ,2026,B,Mutu,10\n\
         199105202016012013,2026,C,Jumlah,10\n",
    );
    assert_eq!(
        places(&plans),
        [
            "2 A plans.person_refused",
            "3 A plans.nip_damaged",
            "4 A plans.person_refused",
            "5 A plans.nip_missing"
        ]
    );
    assert_eq!(plans.drafts.len(), 1);
}

#[test]
fn one_result_told_in_two_ways_is_refused() {
    let plans = read(
        "nip,tahun,no_hasil,hasil,indikator,target\n\
         198505202010012011,2026,1,Arsip tertata,Jumlah,10\n\
         198505202010012011,2026,1,Arsip musnah,Mutu,10\n",
    );
    assert_eq!(places(&plans), ["2 A plans.person_refused", "3 D plans.value_differs"]);
    assert_eq!(plans.refused[1].args["other_value"], "Arsip tertata");
}

mod made;

/// The form of one person, as e-Kinerja prints it.
const FORM: &[&[&str]] = &[
    &["SASARAN KINERJA PEGAWAI"],
    &["PENDEKATAN HASIL KERJA KUALITATIF"],
    &["BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL"],
    &["Dinas Perpustakaan", "", "", "PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026"],
    &["NO", "PEGAWAI YANG DINILAI", "", "NO", "PEJABAT PENILAI KINERJA"],
    &["1", "NAMA", "Ayu Rekaan", "1", "NAMA", "Budi Rekaan"],
    &["2", "NIP", "19900520 201501 2 012", "2", "NIP", "19850520 201001 1 011"],
    &["HASIL KERJA"],
    &["A. Utama"],
    &["1", "Koleksi daerah tercatat lengkap (Penugasan dari: Kepala Bidang Koleksi)"],
    &[
        "",
        "Ukuran keberhasilan/ Indikator Kinerja Individu dan Target:\n- Jumlah koleksi tercatat: 1.200 judul\n- Pencatatan tepat waktu",
    ],
    &["2.", "Layanan keliling berjalan", ""],
    &["", "Ukuran keberhasilan/ indikator kinerja individu dan Target:"],
    &["", "• 24 kunjungan ke sekolah"],
    &["B. Tambahan"],
    &["1", "Panitia pameran"],
    &["", "Ukuran keberhasilan/ Indikator Kinerja Individu dan Target:\n- Laporan panitia: 1 laporan"],
    &["PERILAKU KERJA"],
    &["1", "Berorientasi Pelayanan"],
    &["", "- Memahami kebutuhan masyarakat", "Ekspektasi Khusus Pimpinan: Menyapa setiap pengunjung"],
    &["2", "Akuntabel"],
    &["", "- Jujur", "Ekspektasi Khusus Pimpinan:"],
];

fn read_form(rows: &[&[&str]]) -> tilik_exchange::plans::Plans {
    tilik_exchange::plans::read_plan_file(&made::workbook(rows, |_| {}), None, made::today()).unwrap()
}

#[test]
fn the_form_of_one_person_is_a_plan() {
    let plans = read_form(FORM);
    assert_eq!(made::places(&plans.refused), [] as [&str; 0]);
    assert_eq!(made::places(&plans.notices), ["10  plans.target_in_words"]);
    let draft = &plans.drafts[0];
    assert_eq!(draft.nip.as_str(), "199005202015012012");
    assert_eq!((draft.is_approach_guessed, draft.is_form_guessed), (false, false));
    let skp = &draft.skp;
    assert_eq!(
        (skp.starts_on.to_string(), skp.ends_on.to_string()),
        ("2026-01-01".into(), "2026-12-31".into())
    );
    let results: Vec<_> = skp
        .results
        .iter()
        .map(|r| (r.kind.code(), r.statement.as_str(), r.assigned_by.as_str(), r.indicators.len()))
        .collect();
    assert_eq!(
        results,
        [
            ("utama", "Koleksi daerah tercatat lengkap", "Kepala Bidang Koleksi", 2),
            ("utama", "Layanan keliling berjalan", "", 1),
            ("tambahan", "Panitia pameran", "", 1),
        ]
    );
    assert_eq!(skp.results[0].indicators[0].target, "1.200 judul");
    assert_eq!(skp.results[1].indicators[0].target, "24 kunjungan ke sekolah");
    assert_eq!(skp.special_expectations.values().collect::<Vec<_>>(), ["Menyapa setiap pengunjung"]);
    assert_eq!(tilik_appraisal::skp::validate(skp), []);
}

#[test]
fn a_form_without_its_person_or_with_half_a_result_is_refused() {
    let change = |row: usize, column: usize, text: &'static str| {
        let mut rows: Vec<Vec<&str>> = FORM.iter().map(|row| row.to_vec()).collect();
        rows[row][column] = text;
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let plans = read_form(&rows);
        assert!(plans.drafts.is_empty(), "never half a plan");
        made::places(&plans.refused)
    };
    // The assessor's NIP on the same row is nobody else's.
    assert_eq!(change(6, 1, "Nomor"), ["9  plans.person_not_stated"]);
    assert_eq!(change(6, 2, "1.98505E+17"), ["7 C plans.nip_damaged"]);
    assert_eq!(change(3, 3, "PERIODE PENILAIAN"), ["4  plans.period_invalid"]);
    assert_eq!(change(9, 1, ""), ["10  plans.value_missing"]);
    assert_eq!(change(13, 1, "-"), ["12  plans.value_missing"]);
    let nobody: Vec<&[&str]> =
        FORM.iter().enumerate().filter(|(i, _)| *i != 6).map(|(_, row)| *row).collect();
    assert_eq!(made::places(&read_form(&nobody).refused), ["8  plans.person_not_stated"]);
}

/// A form with this block above its results.
fn read_block(block: &[&[&str]]) -> tilik_exchange::plans::Plans {
    let mut rows: Vec<&[&str]> = vec![
        &["SASARAN KINERJA PEGAWAI PENDEKATAN HASIL KERJA KUALITATIF BAGI PEJABAT ADMINISTRASI"],
        &["PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026"],
    ];
    rows.extend(block);
    rows.extend::<[&[&str]; 4]>([
        &["A. Utama"],
        &["1", "Arsip tertata"],
        &["", "Ukuran keberhasilan/ Indikator Kinerja Individu dan Target:\n- 12 laporan"],
        &["PERILAKU KERJA"],
    ]);
    read_form(&rows)
}

#[test]
fn a_form_is_never_taken_for_the_plan_of_the_assessor() {
    const PERSON: &str = "198505202010012011";
    const BOSS: &str = "197009041994012030";
    let blocks: [(&str, &[&[&str]], bool); 15] = [
        (
            "as printed",
            &[
                &["NO", "PEGAWAI YANG DINILAI", "", "NO", "PEJABAT PENILAI KINERJA", ""],
                &["1", "NAMA", "Budi", "1", "NAMA", "Bos"],
                &["2", "NIP", PERSON, "2", "NIP", BOSS],
            ],
            true,
        ),
        (
            "numbered titles, assessor left",
            &[
                &["NO", "I. PEJABAT PENILAI KINERJA", "", "NO", "II. PEGAWAI YANG DINILAI", ""],
                &["2", "NIP", BOSS, "2", "NIP", PERSON],
            ],
            true,
        ),
        (
            "another label",
            &[
                &["NO", "I. PEGAWAI YANG DINILAI", "", "NO", "II. PEJABAT PENILAI KINERJA", ""],
                &["2", "NIP / NI PPPK", PERSON, "2", "NIP", BOSS],
            ],
            true,
        ),
        (
            "one column of labels",
            &[&["", "PEGAWAI YANG DINILAI", "PEJABAT PENILAI KINERJA"], &["NIP", PERSON, BOSS]],
            true,
        ),
        (
            "a mark behind the label, and a second label left open",
            &[
                &["PEGAWAI YANG DINILAI", "", "", "ATASAN LANGSUNG", "", ""],
                &["NIP", ":", PERSON, "NIP", ":", BOSS],
                &["NI PPPK", ":", "-", "NI PPPK", ":", "-"],
            ],
            true,
        ),
        ("no titles, one number", &[&["NAMA", "Budi"], &["NIP : 19850520 201001 2 011"]], true),
        ("the assessor's by its label", &[&["NIP", PERSON, "NIP ATASAN", BOSS]], true),
        (
            "one column of labels, own number missing",
            &[&["", "PEGAWAI YANG DINILAI", "PEJABAT PENILAI KINERJA"], &["NIP", "", BOSS]],
            false,
        ),
        (
            "own number missing, before the number of a line",
            &[
                &["NO", "PEGAWAI YANG DINILAI", "", "NO", "PEJABAT PENILAI KINERJA", ""],
                &["2", "NIP", "", "2", "NIP", BOSS],
            ],
            false,
        ),
        (
            "own number a dash",
            &[&["PEGAWAI YANG DINILAI", "", "ATASAN LANGSUNG", ""], &["NIPPPK", "-", "NIP", BOSS]],
            false,
        ),
        (
            "own label unknown",
            &[&["PEGAWAI YANG DINILAI", "", "ATASAN LANGSUNG", ""], &["Nomor", PERSON, "NIP", BOSS]],
            false,
        ),
        (
            "no titles",
            &[&["NAMA", "Budi", "NAMA PENILAI", "Bos"], &["NIP/NIPPPK", PERSON, "NIP", BOSS]],
            false,
        ),
        ("no titles, own number missing", &[&["NIP", "", "NIP", BOSS]], false),
        (
            "titles behind the middle of their blocks",
            &[
                &["", "", "PEGAWAI YANG DINILAI", "", "", "", "ATASAN LANGSUNG"],
                &["NIP", "", "", "", "NIP", BOSS],
            ],
            false,
        ),
        (
            "the assessor below, further left",
            &[&["", "PEGAWAI YANG DINILAI"], &["", "NIP", ""], &["ATASAN LANGSUNG"], &["", "NIP", BOSS]],
            false,
        ),
    ];
    for (name, block, is_read) in blocks {
        let plans = read_block(block);
        let nips: Vec<&str> = plans.drafts.iter().map(|draft| draft.nip.as_str()).collect();
        let codes: Vec<&str> = plans.refused.iter().map(|refusal| refusal.code.as_str()).collect();
        let expected: (&[&str], &[&str]) =
            if is_read { (&[PERSON], &[]) } else { (&[], &["plans.person_not_stated"]) };
        assert_eq!((nips.as_slice(), codes.as_slice()), expected, "{name}");
    }
}

#[test]
fn every_sheet_of_a_file_of_forms_is_read_or_named() {
    let (first, second) = ("198505202010012011", "197009041994012030");
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, nip, section) in
        [("Satu", first, "A. Utama"), ("Dua", second, "A. Kinerja Utama"), ("Tiga", second, "Bagian A")]
    {
        let rows: [&[&str]; 8] = [
            &["SASARAN KINERJA PEGAWAI KUALITATIF"],
            &["PERIODE PENILAIAN: 1 JANUARI SD 31 DESEMBER TAHUN 2026"],
            &["PEGAWAI YANG DINILAI"],
            &["NIP", nip],
            &[section],
            &["1", "Arsip tertata"],
            &["", "Ukuran keberhasilan/ Indikator Kinerja Individu dan Target:\n- 12 laporan"],
            &["PERILAKU KERJA"],
        ];
        made::fill(book.add_worksheet().set_name(name).unwrap(), &rows);
    }
    made::fill(book.add_worksheet().set_name("Lama").unwrap().set_hidden(true), &[&["x"]]);
    let bytes = book.save_to_buffer().unwrap();
    let read = |sheet| tilik_exchange::plans::read_plan_file(&bytes, sheet, made::today()).unwrap();
    let nips = |plans: &tilik_exchange::plans::Plans| {
        plans.drafts.iter().map(|draft| draft.nip.to_string()).collect::<Vec<_>>()
    };
    let all = read(None);
    assert_eq!(nips(&all), [first, second]);
    assert_eq!(
        (all.sheets.as_slice(), all.passed_over.as_slice()),
        (&["Satu".into(), "Dua".into()][..], &["Tiga".into()][..])
    );
    let one = read(Some("Dua"));
    assert_eq!(
        (nips(&one), one.passed_over),
        (vec![second.to_owned()], vec!["Satu".to_owned(), "Tiga".to_owned()])
    );
}

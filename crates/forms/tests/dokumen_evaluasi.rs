//! The sheet as pages: what is on it, where it stands, and what may never happen to it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use tilik_forms::dokumen_evaluasi::{Objection, PersonNumber, Stage};
use tilik_forms::layout::{Mark, Page, dump};
use tilik_forms::text::Typesetter;
use tilik_forms::{DokumenEvaluasi, Form, FormsError, Margins, Options, Paper, Sheet};

#[path = "fixture/checks.rs"]
mod checks;
mod fixture;

use checks::{assert_nothing_collides, squeeze};

fn pages_of(form: &DokumenEvaluasi, options: &Options) -> Vec<Page> {
    form.lay_out(options, &mut Typesetter::new().unwrap()).unwrap().pages
}

/// Text of the form without footers, without white space.
fn text_of(pages: &[Page]) -> String {
    let body = pages.iter().flat_map(|page| &page.marks).filter_map(|mark| match mark {
        Mark::Text { text, size, .. } if *size > 7.5 => Some(text.as_str()),
        Mark::Text { .. }
        | Mark::Fill { .. }
        | Mark::Watermark { .. }
        | Mark::Picture { .. }
        | Mark::Path { .. }
        | Mark::Code { .. }
        | Mark::Rule { .. }
        | Mark::Strike { .. } => None,
    });
    squeeze(&body.collect::<String>())
}

fn assert_says_everything(form: &DokumenEvaluasi, pages: &[Page]) {
    let text = text_of(pages);
    let mut fields = vec![
        &form.agency,
        &form.period,
        &form.span,
        &form.achievement,
        &form.predicate,
        &form.notes,
        &form.employee_signing.place_and_date,
        &form.assessor_signing.place_and_date,
    ];
    for person in [&form.employee, &form.assessor, &form.superior] {
        fields.extend([&person.name, &person.rank, &person.position, &person.unit]);
        match &person.number {
            PersonNumber::Nip(digits) | PersonNumber::Nrp(digits) => fields.push(digits),
            PersonNumber::None => {}
        }
    }
    if let Some(objection) = &form.objection {
        fields.extend([&objection.objection, &objection.explanation, &objection.decision]);
    }
    for field in fields {
        assert!(text.contains(&squeeze(field)), "{field:?} is not on the sheet");
    }
}

fn compare(name: &str, pages: &[Page]) {
    let path = format!("{}/tests/snapshots/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let got = dump(pages);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &got).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap();
    for (number, (got, wanted)) in got.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(got, wanted, "{name}.txt line {} (UPDATE_SNAPSHOTS=1 rewrites it)", number + 1);
    }
    assert_eq!(got.lines().count(), wanted.lines().count(), "{name}.txt");
}

#[test]
fn the_layouts_are_those_that_were_reviewed() {
    let mut draft = fixture::ordinary();
    draft.stage = Stage::Draft;
    compare("ordinary-a4", &pages_of(&fixture::ordinary(), &fixture::on(Paper::A4)));
    compare("draft-f4", &pages_of(&draft, &fixture::on(Paper::F4)));
    compare("blank-a4", &pages_of(&DokumenEvaluasi::blank(), &fixture::by_hand(Paper::A4)));
    compare("names-a4", &pages_of(&fixture::long_names(), &fixture::on(Paper::A4)));
}

#[test]
fn an_ordinary_sheet_and_a_blank_one_are_one_page_on_every_paper() {
    for paper in [Paper::A4, Paper::F4, Paper::F4Narrow, Paper::Folio] {
        let pages = pages_of(&fixture::ordinary(), &fixture::on(paper));
        assert_eq!(pages.len(), 1, "{paper:?}");
        assert_nothing_collides(&pages);
        assert_says_everything(&fixture::ordinary(), &pages);
        let blank = pages_of(&DokumenEvaluasi::blank(), &fixture::by_hand(paper));
        assert_eq!(blank.len(), 1, "{paper:?} blank");
        assert_nothing_collides(&blank);
    }
}

#[test]
fn the_labels_are_those_of_the_regulation_in_their_order() {
    let text = text_of(&pages_of(&fixture::ordinary(), &fixture::on(Paper::A4)));
    let mut rest = text.as_str();
    let person = ["NAMA:", "NIP:", "PANGKAT/GOLRUANG:", "JABATAN:", "UNITKERJA:"];
    let mut labels = vec![
        "DOKUMENEVALUASIKINERJAPEGAWAI",
        "PERIODE*:TRIWULANIII**",
        "PERIODEPENILAIAN:",
        "1PEGAWAIYANGDINILAI",
    ];
    labels.extend(person);
    labels.push("2PEJABATPENILAIKINERJA");
    labels.extend(person);
    labels.push("3ATASANPEJABATPENILAIKINERJA");
    labels.extend(person);
    labels.extend(["4EVALUASIKINERJA", "CAPAIANKINERJAORGANISASI:BAIK", "PREDIKATKINERJAPEGAWAI:SANGATBAIK"]);
    labels.extend(["5CATATAN/REKOMENDASI", "PegawaiyangDinilai,", "PejabatPenilaiKinerja,", "NIP.", "NIP."]);
    for label in labels {
        let at = rest.find(label).unwrap_or_else(|| panic!("{label} is missing or out of order"));
        rest = &rest[at + label.len()..];
    }
}

#[test]
fn names_of_120_characters_wrap_and_lose_nothing() {
    let form = fixture::long_names();
    for paper in [Paper::A4, Paper::F4] {
        let pages = pages_of(&form, &fixture::on(paper));
        assert!(pages.len() <= 2);
        assert_nothing_collides(&pages);
        assert_says_everything(&form, &pages);
    }
}

#[test]
fn notes_of_any_length_flow_on_and_the_signatures_stay_together() {
    let mut form = fixture::ordinary();
    for length in (0..6_000).step_by(173) {
        form.notes = fixture::long_note(length);
        let pages = pages_of(&form, &fixture::on(Paper::A4));
        assert_nothing_collides(&pages);
        assert_says_everything(&form, &pages);
        let last = squeeze(&pages.last().unwrap().text());
        let signature = [
            "Sukamaju,7Oktober2026",
            "PegawaiyangDinilai,",
            "NIP.199004122015032004",
            "NIP.197208151998031006",
        ];
        for part in signature {
            assert!(last.contains(part), "{part} is not on the last page, notes of {length}");
        }
    }
}

#[test]
fn hostile_text_is_printed_as_text_and_stays_in_its_cell() {
    let words = [
        "<script>alert(1)</script>",
        "& \" ' < >",
        "\u{1F600}\u{200D}\u{1F680}",
        "\u{627}\u{644}\u{639}\u{631}\u{628}\u{64A}\u{629}",
        "a\r\nb\u{2028}c\n\n\n",
        "\0\u{7}\u{202E}dna",
        "{nama} {n} {m}",
        "\\(a)\\ %",
    ];
    for word in words {
        let mut form = fixture::ordinary();
        form.employee.name = word.repeat(3);
        form.employee.unit = "x".repeat(5_000);
        form.notes = word.repeat(200);
        form.agency = "W".repeat(300);
        let pages = pages_of(&form, &fixture::on(Paper::A4));
        assert_nothing_collides(&pages);
        assert!(text_of(&pages).contains(&"x".repeat(5_000)));
    }
}

#[test]
fn a_missing_number_prints_no_nip_line_and_a_soldier_has_an_nrp() {
    let mut form = fixture::ordinary();
    form.assessor.number = PersonNumber::None;
    let text = text_of(&pages_of(&form, &fixture::on(Paper::A4)));
    assert_eq!(text.matches("NIP.").count(), 1);
    form.assessor.number = PersonNumber::Nrp("11990012340575".into());
    let text = text_of(&pages_of(&form, &fixture::on(Paper::A4)));
    assert!(text.contains("NRP:11990012340575") && text.contains("NRP11990012340575"));
}

#[test]
fn only_a_closed_sheet_has_no_watermark() {
    for (stage, word) in
        [(Stage::Draft, Some("RANCANGAN")), (Stage::Training, Some("LATIHAN")), (Stage::Closed, None)]
    {
        let mut form = fixture::ordinary();
        form.stage = stage;
        form.notes = fixture::long_note(5_000);
        for page in pages_of(&form, &fixture::on(Paper::F4)) {
            let found = page.marks.iter().position(|mark| matches!(mark, Mark::Watermark { .. }));
            let first_text = page.marks.iter().position(|mark| matches!(mark, Mark::Text { .. }));
            match (found.map(|index| &page.marks[index]), word) {
                (Some(Mark::Watermark { text, .. }), Some(word)) => assert_eq!(text, word),
                (found, word) => assert!(found.is_none() && word.is_none()),
            }
            assert!(found.is_none() || found < first_text, "the watermark must be behind the text");
        }
    }
}

#[test]
fn the_objection_blocks_come_only_when_asked_for() {
    let mut form = fixture::ordinary();
    assert!(!text_of(&pages_of(&form, &fixture::on(Paper::A4))).contains("KEBERATAN"));
    form.objection = Some(Objection {
        objection: "Target".into(),
        explanation: "Bukti".into(),
        decision: "Tetap".into(),
        ..Objection::default()
    });
    let pages = pages_of(&form, &fixture::with_signature_numbers(fixture::on(Paper::A4)));
    let text = text_of(&pages);
    assert_says_everything(&form, &pages);
    assert!(text.contains("6KEBERATAN") && text.contains("9.Sukamaju,5Oktober2026"));
}

#[test]
fn the_footer_names_owner_revision_and_page() {
    let mut form = fixture::ordinary();
    form.notes = fixture::long_note(5_000);
    let pages = pages_of(&form, &fixture::on(Paper::A4));
    for (index, page) in pages.iter().enumerate() {
        let text = page.text();
        assert!(text.contains("Dokumen milik Rina Wulansari, S.Kom. (NIP 19900412 201503 2 004) \u{b7} Revisi 1 \u{b7} a41c 09be"));
        assert!(text.contains(&format!("Hal. {} dari {}", index + 1, pages.len())));
    }
}

#[test]
fn an_absurd_name_is_shortened_in_the_footer_alone_and_said_so() {
    let mut form = fixture::ordinary();
    form.employee.name = "Kusumaningrum ".repeat(60);
    let laid_out = form.lay_out(&fixture::on(Paper::A4), &mut Typesetter::new().unwrap()).unwrap();
    assert!(laid_out.has_short_footer);
    assert_nothing_collides(&laid_out.pages);
    assert_says_everything(&form, &laid_out.pages);
}

#[test]
fn narrow_margins_leave_room_for_the_footer() {
    let margins = Margins { top: 5.0, bottom: 0.0, left: 5.0, right: 5.0 };
    let options =
        Options { sheet: Sheet { margins, ..Sheet::portrait(Paper::A4) }, ..fixture::on(Paper::A4) };
    let mut form = fixture::long_names();
    form.notes = fixture::long_note(9_000);
    let pages = pages_of(&form, &options);
    assert_nothing_collides(&pages);
}

#[test]
fn form_data_survive_storing_and_tolerate_what_they_do_not_know() {
    let mut form = fixture::ordinary();
    form.assessor.number = PersonNumber::None;
    let text = serde_json::to_string(&form).unwrap();
    assert_eq!(serde_json::from_str::<DokumenEvaluasi>(&text).unwrap(), form);
    let with_more = text.replacen('{', r#"{"a_field_of_2040":{"x":[1]},"#, 1);
    assert_eq!(serde_json::from_str::<DokumenEvaluasi>(&with_more).unwrap(), form);
    let with_less: DokumenEvaluasi = serde_json::from_str(r#"{"agency":"Dinas"}"#).unwrap();
    assert_eq!((with_less.agency.as_str(), with_less.stage), ("Dinas", Stage::Draft));
}

#[test]
fn data_of_a_newer_form_are_refused() {
    let form = DokumenEvaluasi { version: 99, ..fixture::ordinary() };
    let refused = form.lay_out(&fixture::on(Paper::A4), &mut Typesetter::new().unwrap());
    assert!(matches!(refused, Err(FormsError::NewerForm { found: 99, .. })));
    let form = DokumenEvaluasi { labels: "2099.1".into(), ..fixture::ordinary() };
    let refused = form.lay_out(&fixture::on(Paper::A4), &mut Typesetter::new().unwrap());
    assert!(matches!(refused, Err(FormsError::UnknownLabels(_))));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(150))]
    #[test]
    fn whatever_is_typed_nothing_collides_and_nothing_is_lost(
        name in "[A-Za-z.,' -]{0,300}", unit in "\\PC{0,80}", notes in "[a-z \n]{0,3000}",
        narrow in 5.0_f64..60.0, long in proptest::bool::ANY,
    ) {
        let mut form = if long { fixture::long_names() } else { fixture::ordinary() };
        form.employee.name = name;
        form.superior.unit = unit;
        form.notes = notes;
        let margins = Margins { left: narrow, right: narrow, ..Margins::default() };
        let options = Options { sheet: Sheet { margins, ..Sheet::portrait(Paper::A4) }, ..fixture::on(Paper::A4) };
        let pages = pages_of(&form, &options);
        assert_nothing_collides(&pages);
        form.superior.unit.clear();
        assert_says_everything(&form, &pages);
    }
}

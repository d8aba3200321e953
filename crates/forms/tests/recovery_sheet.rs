//! The recovery sheets: one page, two halves that stay on their sides, every sign of both codes.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

use std::ops::ControlFlow;

use lopdf::Document;
use tilik_forms::layout::Mark;
use tilik_forms::text::Typesetter;
use tilik_forms::{DokumenEvaluasi, Form, Options, Paper, RecoverySheet, Sheet, render};

#[path = "fixture/checks.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod checks;

const FIRST: &str = "K7QD2-M4HXR-9T6MW-B3FZC-8PNV5-YJE4H-SA0XX";
const SECOND: &str = "W2HN7-TQX7B-KDM5R-V9EJP-4CYNA-8SF62-ZG0XX";
const PAPERS: [Paper; 4] = [Paper::A4, Paper::F4, Paper::F4Narrow, Paper::Folio];

fn sheet() -> RecoverySheet {
    RecoverySheet {
        office: "Puskesmas Tanjung Lestari".into(),
        region: "Kabupaten Lestari".into(),
        first: FIRST.into(),
        second: SECOND.into(),
        made_on: "5 Oktober 2026".into(),
    }
}

fn long_names() -> RecoverySheet {
    RecoverySheet {
        office:
            "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana "
                .repeat(3),
        region: "Kabupaten Kepulauan Siau Tagulandang Biaro".into(),
        ..sheet()
    }
}

#[test]
fn both_codes_are_on_one_page_in_full() {
    for paper in PAPERS {
        for sheet in [sheet(), long_names()] {
            let options = Options { sheet: Sheet::portrait(paper), ..Options::default() };
            let out = render(&[sheet], &options, |_| ControlFlow::Continue(())).unwrap();
            assert_eq!(out.pages, [1], "{paper:?}");
            let text = Document::load_mem(&out.bytes).unwrap().extract_text(&[1]).unwrap();
            for group in FIRST.split('-').chain(SECOND.split('-')) {
                assert!(text.contains(group), "{paper:?} lacks {group}");
            }
            assert!(out.warnings.iter().all(|warning| format!("{warning:?}").contains("Footer")));
        }
    }
}

#[test]
fn each_half_stays_on_its_side_of_the_cut() {
    for paper in PAPERS {
        for sheet in [sheet(), long_names(), RecoverySheet { region: String::new(), ..sheet() }] {
            let options = Options { sheet: Sheet::portrait(paper), ..Options::default() };
            let laid = sheet.lay_out(&options, &mut Typesetter::new().unwrap()).unwrap();
            checks::assert_nothing_collides(&laid.pages);
            let page = &laid.pages[0];
            let place_of = |wanted: &str| {
                let found = page.marks.iter().find_map(|mark| {
                    if let Mark::Text { y, text, .. } = mark { (text == wanted).then_some(*y) } else { None }
                });
                found.unwrap_or_else(|| panic!("no {wanted}"))
            };
            for group in FIRST.split('-') {
                assert!(place_of(group) < page.height / 2.0);
            }
            for group in SECOND.split('-') {
                assert!(place_of(group) > page.height / 2.0);
            }
            assert!(!page.text().contains(" ."), "a sentence without its region");
        }
    }
}

#[test]
fn whatever_is_printed_for_practice_says_so_across_the_page() {
    let text_of = |is_practice| {
        let options = Options { is_practice, ..Options::default() };
        let out = render(&[sheet()], &options, |_| ControlFlow::Continue(())).unwrap();
        Document::load_mem(&out.bytes).unwrap().extract_text(&[1]).unwrap()
    };
    assert!(text_of(true).contains("LATIHAN"));
    assert!(!text_of(false).contains("LATIHAN"));
    let draft = DokumenEvaluasi::default();
    let options = Options { is_practice: true, ..Options::default() };
    let out = render(&[draft], &options, |_| ControlFlow::Continue(())).unwrap();
    let text = Document::load_mem(&out.bytes).unwrap().extract_text(&[1]).unwrap();
    assert!(text.contains("LATIHAN") && !text.contains("RANCANGAN"), "{text}");
}

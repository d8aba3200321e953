//! Every form, filled, extreme and blank, on every paper: all of its data is on the pages, nothing meets, the file is complete.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::Command;

use tilik_forms::layout::{Mark, Page};
use tilik_forms::registry::FORMS;
use tilik_forms::text::Typesetter;
use tilik_forms::{EmptyFields, Form, Options, Paper, Rendered, Sheet, render};

#[path = "fixture/catalogue.rs"]
mod catalogue;
#[path = "fixture/checks.rs"]
mod checks;
#[path = "fixture/data.rs"]
mod data;

use checks::{assert_nothing_collides, squeeze};
use data::{Filling, list_fields};

const PAPERS: [(Paper, &str); 3] = [(Paper::A4, "a4"), (Paper::F4, "f4"), (Paper::Folio, "folio")];

fn options(paper: Paper, filling: Filling) -> Options {
    let empty_fields = match filling {
        Filling::Blank => EmptyFields::Dotted,
        Filling::Ordinary | Filling::Extreme => EmptyFields::Dash,
    };
    Options {
        sheet: Sheet::of(paper),
        empty_fields,
        letterhead: Some(data::letterhead()),
        title: "Lembar".into(),
        author: "Dinas Contoh".into(),
        ..Options::default()
    }
}

fn pages_of(form: &dyn Form, options: &Options) -> Vec<Page> {
    form.lay_out(options, &mut Typesetter::new().unwrap()).unwrap().pages
}

/// Every fixed and filled character of a page in the order of painting, without white space and hyphens of ours.
fn text_of(page: &Page) -> String {
    squeeze(&page.text())
}

/// The fields that stand neither whole on one page nor go on from one page to the next.
fn list_unsaid<'f>(fields: &'f [String], pages: &[Page]) -> Vec<&'f str> {
    let texts: Vec<String> = pages.iter().map(text_of).collect();
    let mut last = 0;
    let mut unsaid = Vec::new();
    for field in fields {
        let whole = (0..texts.len()).map(|step| (last + step) % texts.len());
        let found = whole
            .into_iter()
            .find(|page| texts[*page].contains(field.as_str()))
            .or_else(|| (0..texts.len()).find_map(|first| find_end(field, &texts, first)));
        match found {
            Some(page) => last = page,
            None => unsaid.push(field.as_str()),
        }
    }
    unsaid
}

/// The page on which a field ends that begins on page `first` and goes on page by page, some characters on each.
fn find_end(field: &str, texts: &[String], first: usize) -> Option<usize> {
    const LEAST: usize = 4;
    let mut rest = field;
    for (page, text) in texts.iter().enumerate().skip(first) {
        let (mut low, mut high) = (0, rest.len());
        while low < high {
            let middle = rest.ceil_char_boundary((low + high).div_ceil(2));
            if text.contains(&rest[..middle]) {
                low = middle
            } else {
                high = rest.floor_char_boundary(middle - 1)
            }
        }
        if low == rest.len() {
            return Some(page);
        }
        if low < LEAST {
            return None;
        }
        rest = &rest[low..];
    }
    None
}

fn check(paper: Paper) {
    let mut unsaid = String::new();
    for info in FORMS {
        for filling in [Filling::Ordinary, Filling::Extreme, Filling::Blank] {
            let Some(form) = data::form(info, filling) else {
                assert!(info.blank().is_none());
                continue;
            };
            let pages = pages_of(form.as_ref(), &options(paper, filling));
            assert_nothing_collides(&pages);
            if info.id != "lembar-pemulihan" && filling != Filling::Blank {
                for field in list_unsaid(&list_fields(&data::json(info, filling)), &pages) {
                    let shown: String = field.chars().take(60).collect();
                    let _ = writeln!(unsaid, "{} {filling:?}: {shown}", info.id);
                }
            }
        }
    }
    assert!(unsaid.is_empty(), "not on the pages:\n{unsaid}");
}

#[test]
fn every_form_holds_its_data_on_a4() {
    check(Paper::A4);
}

#[test]
fn every_form_holds_its_data_on_f4() {
    check(Paper::F4);
}

#[test]
fn every_form_holds_its_data_on_folio() {
    check(Paper::Folio);
}

#[test]
fn the_numbers_of_pages_are_those_that_were_reviewed() {
    let mut got = String::new();
    for info in FORMS {
        for filling in [Filling::Ordinary, Filling::Blank] {
            let Some(form) = data::form(info, filling) else { continue };
            let _ = write!(got, "{} {filling:?}", info.id);
            for (paper, name) in PAPERS {
                let _ = write!(got, " {name} {}", pages_of(form.as_ref(), &options(paper, filling)).len());
            }
            got.push('\n');
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/pages.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &got).unwrap();
    }
    let wanted = std::fs::read_to_string(path).unwrap();
    for (got, wanted) in got.lines().zip(wanted.lines()) {
        assert_eq!(got, wanted, "pages.txt (UPDATE_SNAPSHOTS=1 rewrites it)");
    }
    assert_eq!(got.lines().count(), wanted.lines().count());
}

/// How far down a page goes what stands above its footer, as a part of its height.
fn filled(page: &Page) -> f64 {
    let footer = page.height - 26.0 * 72.0 / 25.4;
    let ends = page.marks.iter().filter_map(|mark| match mark {
        Mark::Text { y, .. } | Mark::Rule { y2: y, .. } => Some(*y),
        Mark::Fill { .. }
        | Mark::Watermark { .. }
        | Mark::Picture { .. }
        | Mark::Path { .. }
        | Mark::Code { .. }
        | Mark::Strike { .. } => None,
    });
    ends.filter(|y| *y < footer).fold(0.0, f64::max) / page.height
}

#[test]
fn no_page_of_a_form_as_offices_use_it_is_nearly_empty() {
    for info in FORMS {
        for filling in [Filling::Ordinary, Filling::Blank] {
            let Some(form) = data::form(info, filling) else { continue };
            for (paper, name) in PAPERS {
                let pages = pages_of(form.as_ref(), &options(paper, filling));
                for (index, page) in pages.iter().enumerate() {
                    let (number, part) = (index + 1, filled(page));
                    assert!(part > 0.3, "{} {filling:?} {name}: page {number} ends at {part:.2}", info.id);
                }
            }
        }
    }
}

#[test]
fn the_catalogue_of_forms_is_the_one_in_the_documents() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
    let written = std::fs::read_to_string(format!("{docs}/forms.md")).unwrap();
    let hint = "cargo run -p tilik-forms --example catalogue -- docs";
    for (got, wanted) in catalogue::text().unwrap().lines().zip(written.lines()) {
        assert_eq!(got, wanted, "{hint}");
    }
    for info in FORMS {
        let picture = std::fs::metadata(format!("{docs}/pictures/forms/{}.png", info.id));
        assert!(picture.is_ok_and(|file| file.len() <= 30_000), "{}: {hint}", info.id);
    }
}

fn print(form: Box<dyn Form>, options: &Options) -> Rendered {
    render(&[form], options, |_| ControlFlow::Continue(())).unwrap()
}

fn run(program: &str, arguments: &[&str]) -> String {
    let out = Command::new(program).args(arguments).output().unwrap();
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Without white space and without hyphens of any kind: ours look like any other in a file.
fn without_hyphens(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '-' | '\u{AD}')).collect()
}

#[test]
fn what_a_reader_of_the_file_finds_is_what_was_laid_out() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("forms");
    std::fs::create_dir_all(&folder).unwrap();
    for info in FORMS {
        for filling in [Filling::Ordinary, Filling::Extreme, Filling::Blank] {
            for (paper, name) in [(Paper::A4, "a4"), (Paper::F4, "f4")] {
                let Some(form) = data::form(info, filling) else { continue };
                let options = options(paper, filling);
                let pages = pages_of(form.as_ref(), &options);
                let out = print(form, &options);
                let path = folder.join(format!("{}-{filling:?}-{name}.pdf", info.id));
                std::fs::write(&path, &out.bytes).unwrap();
                let path = path.to_str().unwrap();
                let read = without_hyphens(&run("pdftotext", &["-raw", path, "-"]));
                let laid: String = pages.iter().map(|page| without_hyphens(&text_of(page))).collect();
                assert_same(info.id, &read, &laid);
                if filling == Filling::Ordinary && info.id != "lembar-pemulihan" {
                    for field in list_fields(&data::json(info, filling)) {
                        assert!(read.contains(&without_hyphens(&field)), "{} {name}: {field}", info.id);
                    }
                }
                assert_fonts_are_inside(info.id, &run("pdffonts", &[path]));
            }
        }
    }
}

/// Every font is embedded, a subset, and says which characters its glyphs are.
fn assert_fonts_are_inside(id: &str, fonts: &str) {
    for line in fonts.lines().skip(2) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(&words[words.len() - 5..words.len() - 2], ["yes", "yes", "yes"], "{id}: {line}");
    }
    assert!(fonts.lines().count() > 2, "{id} has no font");
}

fn assert_same(id: &str, read: &str, laid: &str) {
    if read != laid {
        let same = read.chars().zip(laid.chars()).take_while(|(got, wanted)| got == wanted).count();
        let around = |text: &str| text.chars().skip(same.saturating_sub(30)).take(60).collect::<String>();
        panic!("{id}: the file says {:?} where the layout says {:?}", around(read), around(laid));
    }
}

#[test]
fn the_code_of_a_sheet_stands_at_the_foot_of_its_last_page_on_white() {
    for info in FORMS {
        if info.id == "lembar-pemulihan" {
            continue;
        }
        let mut json = data::json(info, Filling::Ordinary);
        let modules: Vec<Vec<bool>> =
            (0..41).map(|y| (0..41).map(|x| (x * 7 + y * 3) % 5 < 2).collect()).collect();
        json["code"] = serde_json::to_value(modules).unwrap();
        json["stage"] = "draft".into();
        let form = info.read(&json.to_string()).unwrap();
        let pages = pages_of(form.as_ref(), &options(Paper::A4, Filling::Ordinary));
        assert_nothing_collides(&pages);
        let codes: Vec<f64> = pages
            .iter()
            .flat_map(|page| &page.marks)
            .filter_map(|mark| if let Mark::Code { side, .. } = mark { Some(*side) } else { None })
            .collect();
        assert_eq!(codes.len(), 1, "{}", info.id);
        assert_code_on_white(info.id, pages.last().unwrap());
        assert!((codes[0] * 25.4 / 72.0 - 22.0).abs() < 0.01);
        let note = squeeze("Tanda tangan yang sah adalah tanda tangan bertinta.");
        assert!(pages.iter().any(|page| text_of(page).contains(&note)), "{}", info.id);
    }
}

/// No watermark shows through the code or its quiet zone of four modules, and but for the certificate it stands below every signature.
fn assert_code_on_white(id: &str, page: &Page) {
    let place = |wanted: fn(&Mark) -> bool| page.marks.iter().position(wanted).unwrap();
    let code_at = place(|mark| matches!(mark, Mark::Code { .. }));
    let Mark::Code { x, y, side, code } = &page.marks[code_at] else { panic!("{id}: no code") };
    let quiet = 4.0 * side / f64::from(u32::try_from(code.side()).unwrap());
    let white_at = page.marks.iter().position(|mark| {
        matches!(mark, Mark::Fill { x: left, y: top, width, height, grey } if grey.0 == 0
            && left - 0.01 <= x - quiet && top - 0.01 <= y - quiet
            && left + width + 0.01 >= x + side + quiet && top + height + 0.01 >= y + side + quiet)
    });
    assert!(white_at.is_some_and(|white| white < code_at), "{id}");
    let water = page.marks.iter().position(|mark| matches!(mark, Mark::Watermark { .. }));
    assert!(water.is_some() && water < white_at, "{id}");
    let beside = page
        .marks
        .iter()
        .filter(|mark| matches!(mark, Mark::Text { y: baseline, size, .. } if *baseline > *y && *size > 7.5));
    assert!(id == "piagam" || beside.count() == 0, "{id}: the code stands beside the form");
}

#[test]
fn every_page_says_of_which_form_and_whose_it_is() {
    for info in FORMS.iter().filter(|info| !["piagam", "lembar-pemulihan"].contains(&info.id)) {
        let name = squeeze(&info.edition().unwrap().name);
        for filling in [Filling::Ordinary, Filling::Blank] {
            let Some(form) = data::form(info, filling) else { continue };
            for page in pages_of(form.as_ref(), &options(Paper::A4, filling)) {
                let text = text_of(&page);
                let owner = match filling {
                    Filling::Blank => ["Dokumenmilik....", "Dokumen...."],
                    Filling::Ordinary | Filling::Extreme => ["Dokumenmilik", "DokumenDinas"],
                };
                assert!(text.contains(&name), "{}: {text}", info.id);
                let is_owned = owner.iter().any(|owner| text.to_lowercase().contains(&owner.to_lowercase()));
                assert!(is_owned, "{}: {text}", info.id);
            }
        }
    }
}

#[test]
fn drafts_and_practice_say_so_on_every_page_of_every_form() {
    for info in FORMS {
        if info.id == "lembar-pemulihan" {
            continue;
        }
        for (stage, word) in [("draft", "RANCANGAN"), ("training", "LATIHAN")] {
            let mut json = data::json(info, Filling::Ordinary);
            json["stage"] = stage.into();
            let form = info.read(&json.to_string()).unwrap();
            for page in pages_of(form.as_ref(), &options(Paper::F4, Filling::Ordinary)) {
                let words = page.marks.iter().filter_map(|mark| {
                    if let Mark::Watermark { text, .. } = mark { Some(text.as_str()) } else { None }
                });
                assert_eq!(words.collect::<Vec<_>>(), [word], "{}", info.id);
            }
        }
    }
}

#[test]
fn data_of_a_newer_release_are_refused_and_unknown_fields_are_not() {
    for info in FORMS {
        let mut json = data::json(info, Filling::Ordinary);
        json["a_field_of_2040"] = serde_json::json!({ "x": [1] });
        assert!(info.read(&json.to_string()).is_ok(), "{}", info.id);
        if info.id == "lembar-pemulihan" {
            continue;
        }
        json["version"] = 99.into();
        let form = info.read(&json.to_string()).unwrap();
        let refused = form.lay_out(&options(Paper::A4, Filling::Ordinary), &mut Typesetter::new().unwrap());
        assert!(matches!(refused, Err(tilik_forms::FormsError::NewerForm { found: 99, .. })), "{}", info.id);
    }
}

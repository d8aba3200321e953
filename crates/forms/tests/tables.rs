//! Tables as later forms need them: heads on every page, merged cells, rows higher than a page.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use tilik_forms::flow::{Block, Flow};
use tilik_forms::layout::{Grey, Page, dump};
use tilik_forms::paragraph::Paragraph;
use tilik_forms::table::{Cell, Frame, Row, Table};
use tilik_forms::text::{Align, Style, Typesetter};
use tilik_forms::{Orientation, Sheet};

#[path = "fixture/checks.rs"]
mod checks;

use checks::{assert_nothing_collides, squeeze};

const STYLE: Style = Style { face: tilik_forms::text::Face::Regular, size: 9.0 };

/// The head of a work-result table: two rows, a head over two columns, and the row of column numbers.
fn head() -> Vec<Row> {
    let head = |text: &str| Cell::text(text, Style::bold(9.0)).align(Align::Centre).shade(Grey(10));
    vec![
        Row::of(vec![
            head("NO").span(1, 2),
            head("RENCANA HASIL KERJA").span(1, 2),
            head("UKURAN").span(2, 1),
        ]),
        Row::of(vec![head("ASPEK"), head("TARGET")]),
        Table::number_row(4, STYLE, Grey(10)),
    ]
}

fn pages_of(rows: Vec<Row>) -> Vec<Page> {
    let mut typesetter = Typesetter::new().unwrap();
    let frame = Sheet::default().frame(Orientation::Portrait).unwrap();
    let mut flow = Flow::new(frame, &mut typesetter);
    let mut all = head();
    all.extend(rows);
    flow.add(&Block::Table(Table {
        columns: vec![30.0, 200.0, 90.0, 120.0],
        rows: all,
        head_rows: 3,
        short_head: Vec::new(),
        frame: Frame::Ruled,
    }));
    let pages = flow.finish();
    assert_nothing_collides(&pages);
    for page in &pages {
        assert!(
            page.text().starts_with("NO\nRENCANA HASIL KERJA\nUKURAN\nASPEK\nTARGET\n(1)\n(2)\n(3)\n(4)\n")
        );
    }
    pages
}

/// One work result whose first two columns span its aspects.
fn result(number: usize, aspects: usize, text: &str) -> Vec<Row> {
    (0..aspects)
        .map(|aspect| {
            let mut cells = Vec::new();
            if aspect == 0 {
                cells.push(Cell::text(number.to_string(), STYLE).span(1, aspects));
                cells.push(Cell::text(format!("R{number} {text}"), STYLE).span(1, aspects));
            }
            cells.push(Cell::text(format!("aspek {number}.{aspect}"), STYLE));
            cells.push(Cell::text(format!("target {number}.{aspect}"), STYLE));
            Row::of(cells)
        })
        .collect()
}

#[test]
fn merged_cells_stay_with_their_rows_and_heads_repeat() {
    let pages = pages_of((1..=40).flat_map(|number| result(number, 3, "menyusun laporan")).collect());
    assert!(pages.len() > 2);
    for number in 1..=40 {
        let parts = [format!("R{number} "), format!("aspek {number}.0\n"), format!("target {number}.2\n")];
        let on = pages.iter().filter(|page| parts.iter().all(|part| page.text().contains(part))).count();
        assert_eq!(on, 1, "result {number} is whole on one page");
    }
}

#[test]
fn a_merged_cell_higher_than_its_rows_stretches_the_last() {
    let pages = pages_of(result(1, 2, &"laporan ".repeat(60)));
    assert_eq!(pages.len(), 1);
    assert_eq!(pages[0].text().matches("laporan").count(), 60);
}

#[test]
fn a_row_higher_than_a_page_is_cut_between_lines_and_loses_none() {
    let words: String = (0..4_000).map(|number| format!("w{number} ")).collect();
    let pages = pages_of(result(1, 3, &words));
    assert!(pages.len() > 3, "{}", pages.len());
    let text: Vec<String> = pages.iter().map(Page::text).collect();
    let body: String = text.iter().map(|text| text.split_once("(4)\n").unwrap().1).collect();
    let without_aspects: String = body
        .lines()
        .filter(|line| !line.starts_with("aspek") && !line.starts_with("target"))
        .collect::<Vec<_>>()
        .join(" ");
    assert_eq!(squeeze(&without_aspects), squeeze(&format!("1 R1 {words}")));
    for aspect in 0..3 {
        assert_eq!(body.matches(&format!("aspek 1.{aspect}")).count(), 1);
    }
}

#[test]
fn a_head_never_stands_alone_at_the_foot_of_a_page() {
    for lines in 0..80 {
        let mut typesetter = Typesetter::new().unwrap();
        let mut flow = Flow::new(Sheet::default().frame(Orientation::Portrait).unwrap(), &mut typesetter);
        flow.add(&Block::Gap(1.0));
        flow.add(&Block::Paragraph(Paragraph::text("baris\n".repeat(lines), STYLE)));
        let mut rows = head();
        rows.extend(result(1, 3, "menyusun"));
        flow.add(&Block::Table(Table {
            columns: vec![30.0, 200.0, 90.0, 120.0],
            rows,
            head_rows: 3,
            short_head: Vec::new(),
            frame: Frame::Ruled,
        }));
        let pages = flow.finish();
        assert_nothing_collides(&pages);
        let with_head = pages.iter().filter(|page| page.text().contains("RENCANA HASIL KERJA")).count();
        assert_eq!(with_head, 1, "{lines} lines before the table");
    }
}

#[test]
fn a_head_takes_no_row_of_the_body_along() {
    let mut rows = head();
    for row in &mut rows {
        row.keep_with_next = true;
    }
    rows.extend((1..=60).flat_map(|number| result(number, 1, "menyusun")));
    let mut typesetter = Typesetter::new().unwrap();
    let mut flow = Flow::new(Sheet::default().frame(Orientation::Portrait).unwrap(), &mut typesetter);
    flow.add(&Block::Table(Table::ruled(vec![30.0, 200.0, 90.0, 120.0], 3, rows)));
    let pages = flow.finish();
    let first = pages.iter().filter(|page| page.text().contains("R1 ")).count();
    assert!(pages.len() > 1 && first == 1);
}

#[test]
fn the_layout_of_the_test_table_is_the_reviewed_one() {
    let pages = pages_of((1..=2).flat_map(|number| result(number, 2, "menyusun laporan")).collect());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/table.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, dump(&pages)).unwrap();
    }
    assert_eq!(dump(&pages), std::fs::read_to_string(path).unwrap());
}

#[test]
fn the_end_of_a_closing_block_higher_than_a_page_does_not_stand_alone() {
    let frame = Sheet::default().frame(Orientation::Portrait).unwrap();
    for count in 40..90 {
        let mut typesetter = Typesetter::new().unwrap();
        let mut flow = Flow::new(frame, &mut typesetter);
        let rows = (0..count).map(|number| Row::of(vec![Cell::text(format!("baris {number}"), STYLE)]));
        let table = Block::Table(Table::ruled(vec![200.0], 0, rows.collect()));
        let name = Block::Table(Table::open(vec![200.0], vec![Row::of(vec![Cell::text("NAMA", STYLE)])]));
        flow.add(&Block::Closing(vec![table, Block::Gap(40.0), name]));
        let pages = flow.finish();
        assert_nothing_collides(&pages);
        let text = pages.last().unwrap().text();
        assert!(text.contains("baris") && text.contains("NAMA"), "{count} rows: {text}");
    }
}

#[test]
fn no_row_goes_to_the_next_page_alone() {
    let frame = Sheet::default().frame(Orientation::Portrait).unwrap();
    let mut turned = 0;
    for count in 40..90 {
        let mut typesetter = Typesetter::new().unwrap();
        let mut flow = Flow::new(frame, &mut typesetter);
        let rows = (0..count).map(|number| Row::of(vec![Cell::text(format!("baris {number}"), STYLE)]));
        flow.add(&Block::Table(Table::ruled(vec![200.0], 0, rows.collect())));
        let pages = flow.finish();
        let last = pages.last().unwrap().text().matches("baris").count();
        assert!(last > 1, "{count} rows leave {last}");
        turned += usize::from(pages.len() > 1);
    }
    assert!(turned > 5);
}

#[test]
fn a_head_too_high_to_repeat_leaves_a_short_one() {
    let tall = Cell::text("KEPALA ".repeat(900), STYLE);
    let short = vec![Row::of(vec![Cell::text("PENDEK", STYLE)])];
    let rows = (0..60).map(|number| Row::of(vec![Cell::text(format!("baris {number}"), STYLE)]));
    let mut all = vec![Row::of(vec![tall])];
    all.extend(rows);
    let mut typesetter = Typesetter::new().unwrap();
    let frame = Sheet::default().frame(Orientation::Portrait).unwrap();
    let mut flow = Flow::new(frame, &mut typesetter);
    flow.add(&Block::Table(Table::ruled(vec![200.0], 1, all).short_head(short)));
    let pages = flow.finish();
    assert!(pages.len() > 2);
    assert!(!pages[0].text().contains("PENDEK") && pages[0].text().contains("KEPALA"));
    for page in &pages[1..] {
        assert!(page.text().starts_with("PENDEK\n"), "{}", page.text());
    }
}

#[test]
fn a_heading_is_never_the_last_on_its_page() {
    let text = |lines: usize| Paragraph::text(vec!["baris"; lines].join("\n"), STYLE);
    let table = || {
        let rows = (0..6).map(|number| Row::of(vec![Cell::text(number.to_string(), STYLE)]));
        Block::Table(Table::ruled(vec![200.0], 1, rows.collect()))
    };
    let named = [
        vec![Block::Paragraph(text(1))],
        vec![Block::Paragraph(text(9))],
        vec![Block::Gap(6.0), table()],
        vec![Block::Together(vec![table()])],
        vec![Block::Paragraph(text(1)), Block::Closing(vec![table()])],
        vec![Block::Closing(vec![table()])],
    ];
    let frame = Sheet::default().frame(Orientation::Portrait).unwrap();
    for above in 40..70 {
        for blocks in &named {
            let mut typesetter = Typesetter::new().unwrap();
            let mut flow = Flow::new(frame, &mut typesetter);
            flow.add(&Block::Paragraph(text(above)));
            flow.add(&Block::Heading(Paragraph::text("KEPALA", Style::bold(9.0))));
            for block in blocks {
                flow.add(block);
            }
            let pages = flow.finish();
            assert_nothing_collides(&pages);
            for page in &pages {
                assert!(!page.text().ends_with("KEPALA\n"), "after {above} lines: {blocks:?}");
            }
        }
    }
}

#[test]
fn what_opened_the_rows_stands_again_where_they_go_on_and_nowhere_else() {
    let section = |name: &str| {
        let cell = |text: String| vec![Cell::text(text, STYLE).span(4, 1)];
        Row::of(cell(name.to_owned())).keep().opening(cell(format!("{name} (lanjutan)")))
    };
    let row = |text: String| Row::of(vec![Cell::text(text, STYLE).span(4, 1)]);
    let mut rows = Vec::new();
    for part in 1..=9 {
        rows.push(section(&format!("Bidang {part}")));
        rows.extend((1..=17).map(|person| row(format!("Orang {part}.{person}."))));
    }
    // A row of several pages is cut: its part goes on as well.
    rows.push(section("Bidang 10"));
    rows.push(row("Uraian panjang. ".repeat(1_200)));
    let pages = pages_of(rows);
    assert!(pages.len() > 5);
    for page in &pages {
        let text = page.text();
        let body: Vec<&str> = text.lines().skip(9).collect();
        let first = body[0];
        if first.starts_with("Bidang") && !first.contains("lanjutan") {
            assert!(body[1].starts_with("Orang") || body[1].starts_with("Uraian"), "{text}");
        } else {
            let name = first.strip_suffix(" (lanjutan)").unwrap_or_else(|| panic!("{text}"));
            let number = name.strip_prefix("Bidang ").unwrap();
            assert!(body[1].starts_with(&format!("Orang {number}.")) || number == "10", "{text}");
        }
        assert_eq!(body.iter().skip(1).filter(|line| line.contains("lanjutan")).count(), 0, "{text}");
    }
    let again = pages.iter().filter(|page| page.text().contains("Bidang 10 (lanjutan)")).count();
    assert!(again >= 2);
}

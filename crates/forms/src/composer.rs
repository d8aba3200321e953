//! The drawing kit of the forms: what a value, an empty field, a head or a choice looks like on every one of them.
//!
//! Must not know a particular form. A form describes its blocks with this kit; [`Composed`] forms get footer, watermark and pages from here.

use crate::batch::{EmptyFields, Form, LaidOut, Options};
use crate::conventions::{Choices, Conventions};
use crate::error::FormsError;
use crate::flow::{Block, Flow};
use crate::furniture::{Foot, Footer, Said, mark_watermark};
use crate::imprint::{About, Imprint, Owner};
use crate::layout::{Grey, Page};
use crate::paper::{MM, Orientation, Sheet};
use crate::paragraph::{Content, HAND_LINE, Paragraph};
use crate::party::Stage;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Fonts, Style, Typesetter};
use crate::words::{Common, Edition};

/// Number of the arrangement that this release prints, for the footer: content that was closed once keeps its hash, while its arrangement may
/// become a better one. Raise it when a printed sheet would look different.
pub const LAYOUT: u16 = 3;

/// Text of labelled fields, pt.
pub(crate) const BODY: f64 = 9.5;

/// Text in tables of several columns, pt.
pub(crate) const DENSE: f64 = 8.5;

/// Titles, pt.
const TITLE: f64 = 12.0;

/// Shade of heads.
pub(crate) const HEAD_GREY: Grey = Grey(12);

/// Shade of rows that open a section.
pub(crate) const SECTION_GREY: Grey = Grey(5);

/// Room for a colon, pt.
pub(crate) const COLON: f64 = 9.0;

/// A form that is blocks from top to bottom.
pub(crate) trait Composed: Send + Sync {
    /// How its paper lies.
    fn orientation(&self) -> Orientation {
        Orientation::Portrait
    }

    /// What the form tells of itself.
    fn about(&self) -> About<'_>;

    /// Name of the sheet in the list of bookmarks.
    fn name(&self) -> String {
        match self.about().owner {
            Owner::Person(person) => person.name.clone(),
            Owner::Office(name) => name.to_owned(),
        }
    }

    /// The fixed words of the form, whose name the footer says.
    fn words(&self) -> &'static str;

    /// The time that the sheet tells of, for its footer, empty where it is still open; `None` where it tells of none.
    fn time(&self) -> Option<String>;

    /// Size of running text and signatures, pt; a letter has one size from head to foot.
    fn size(&self) -> f64 {
        BODY
    }

    /// Whether the footer names the owner and counts the pages, and the code stands at the foot; a certificate hangs on a wall.
    fn has_footer(&self) -> bool {
        true
    }

    /// What stands on a page beside its blocks, such as the border of a certificate.
    fn decorate(&self, _page: &mut Page) {}

    /// The blocks.
    fn compose(&self, composer: &Composer<'_>) -> Result<Vec<Block>, FormsError>;
}

impl<T: Composed> Form for T {
    fn lay_out(&self, options: &Options, typesetter: &mut Typesetter) -> Result<LaidOut, FormsError> {
        self.about().version?;
        let usual = Setting { sheet: options.sheet, air: 1.0, has_fewer_lines: false };
        let (mut laid_out, filled) = set_pages(self, options, usual, typesetter)?;
        // What would leave a last page nearly empty is set tighter, if that saves the page, and once more where the new last one is.
        if laid_out.pages.len() > 1 && filled < NEARLY_EMPTY {
            for setting in list_tighter(options) {
                let (tighter, filled) = set_pages(self, options, setting, typesetter)?;
                if tighter.pages.len() < laid_out.pages.len() {
                    laid_out = tighter;
                    if laid_out.pages.len() == 1 || filled >= NEARLY_EMPTY {
                        break;
                    }
                }
            }
        }
        Ok(laid_out)
    }

    fn bookmark(&self) -> String {
        self.name()
    }
}

/// A last page filled less than that is worth saving.
const NEARLY_EMPTY: f64 = 0.6;

/// Parts of the white room that are left where a page is to be saved: enough of it, and the least.
const TIGHTER: f64 = 0.75;
const TIGHT: f64 = 0.5;

/// How much room a form gets.
#[derive(Clone, Copy)]
struct Setting {
    sheet: Sheet,
    /// Part of the usual white room between blocks and in cells.
    air: f64,
    /// Whether rows to write in by hand have a line less.
    has_fewer_lines: bool,
}

/// What may save a page, what changes least first.
fn list_tighter(options: &Options) -> Vec<Setting> {
    let (level, narrow) = (options.sheet.tighter(false), options.sheet.tighter(true));
    let of = |sheet, air, has_fewer_lines| Setting { sheet, air, has_fewer_lines };
    let mut settings = vec![of(level, TIGHTER, false), of(level, TIGHT, false)];
    if level != options.sheet {
        settings.insert(0, of(level, 1.0, false));
    }
    match options.empty_fields {
        EmptyFields::Dash => settings.push(of(narrow, TIGHT, false)),
        EmptyFields::Dotted => {
            settings.extend([of(level, TIGHTER, true), of(level, TIGHT, true), of(narrow, TIGHT, true)]);
        }
    }
    settings
}

/// Sets a form on a sheet; answers also which part of the last page's body is filled.
fn set_pages(
    form: &(impl Composed + ?Sized),
    options: &Options,
    setting: Setting,
    typesetter: &mut Typesetter,
) -> Result<(LaidOut, f64), FormsError> {
    let Setting { sheet, air, has_fewer_lines } = setting;
    let about = form.about();
    let (common, imprint) = (Common::get()?, about.imprint.as_ref());
    let frame = sheet.frame(form.orientation())?;
    let (what, owner) = if form.has_footer() {
        common.footer_lines(form, about.owner, options.empty_fields)?
    } else {
        (String::new(), String::new())
    };
    let page = if form.has_footer() { common.page.as_str() } else { "" };
    let facts = common.facts_line(imprint);
    let said = Said { what: &what, owner: &owner, facts: &facts, page };
    let footer = Footer::set(said, &frame, typesetter);
    let frame = footer.spare(frame);
    let code = imprint.code.as_ref().filter(|_| form.has_footer());
    let foot = code.map(|code| Foot::set(code, said, &common.code_note, &frame, typesetter));
    let needed = foot.as_ref().map_or(0.0, |foot| foot.needed(&frame));
    let conventions = match &options.conventions {
        Some(conventions) => conventions,
        None => Conventions::usual()?,
    };
    let (fonts, width) = (typesetter.fonts(), frame.width());
    let composer =
        Composer { options, conventions, common, imprint, fonts, width, size: form.size(), has_fewer_lines };
    let blocks = form.compose(&composer)?;
    let mut flow = Flow::new(frame, typesetter).with_air(air);
    for (index, block) in blocks.iter().enumerate() {
        flow.add_above(block, if index + 1 == blocks.len() { needed } else { 0.0 });
    }
    let (mut pages, mut end) = flow.finish_counting();
    if foot.is_some() && end > frame.bottom - needed + 0.1 {
        // What is higher than a page took the room of the foot.
        pages.push(Page { width: frame.page_width, height: frame.page_height, marks: Vec::new() });
        end = frame.top;
    }
    footer.mark(&mut pages, foot.as_ref(), &frame, typesetter);
    match imprint.stage {
        Stage::Draft => mark_watermark(&mut pages, &common.draft, typesetter),
        Stage::Training => mark_watermark(&mut pages, &common.training, typesetter),
        Stage::Closed => {}
    }
    for page in &mut pages {
        form.decorate(page);
        page.sort_for_painting();
    }
    let filled = (end - frame.top) / frame.height();
    Ok((LaidOut { pages, has_short_footer: footer.is_shortened }, filled))
}

/// "TRIWULAN III 2026" of a period and its span, whichever is known.
pub(crate) fn time_of(period: &str, span: &str) -> String {
    let (period, span) = (period.trim(), span.trim());
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|digit| digit.is_ascii_digit());
    match span.split_whitespace().rev().find(is_year) {
        _ if period.is_empty() => span.to_owned(),
        Some(year) if !period.contains(|letter: char| letter.is_ascii_digit()) => format!("{period} {year}"),
        Some(_) | None => period.to_owned(),
    }
}

/// Dots for an owner's name and number, and for a time, to be filled by hand.
const OWNER_DOTS: (usize, usize, usize) = (60, 44, 36);

impl Common {
    /// Form and time, and the owner; dots on a form to fill by hand.
    fn footer_lines(
        &self,
        form: &(impl Composed + ?Sized),
        owner: Owner<'_>,
        empty: EmptyFields,
    ) -> Result<(String, String), FormsError> {
        let dots = |count| match empty {
            EmptyFields::Dash => String::new(),
            EmptyFields::Dotted => ".".repeat(count),
        };
        let (name, number, time) = OWNER_DOTS;
        let time = form.time().map(|known| if known.is_empty() { dots(time) } else { known });
        let name_of_form = Edition::read(form.words())?.name;
        let what = match time.filter(|time| !time.is_empty()) {
            Some(time) => format!("{name_of_form}, {time}"),
            None => name_of_form,
        };
        let is_open = matches!(empty, EmptyFields::Dotted);
        let owner = match (owner, self.owner_line(owner)) {
            (Owner::Person(_), line) if line.is_empty() && is_open => {
                let number =
                    self.owner_number.replace("{jenis}", &self.nip).replace("{nomor}", &dots(number));
                format!("{} {number}", self.owner.replace("{nama}", &dots(name)))
            }
            (Owner::Office(_), line) if line.is_empty() && is_open => {
                self.owner_office.replace("{kantor}", &dots(name))
            }
            (Owner::Person(_) | Owner::Office(_), line) => line,
        };
        Ok((what, owner))
    }

    fn owner_line(&self, owner: Owner<'_>) -> String {
        match owner {
            Owner::Person(person) if !person.name.trim().is_empty() => {
                let line = self.owner.replace("{nama}", &person.name);
                match person.number.find(&self.nip, &self.nrp) {
                    Some((kind, number)) => {
                        let number = self.owner_number.replace("{jenis}", kind).replace("{nomor}", number);
                        format!("{line} {number}")
                    }
                    None => line,
                }
            }
            Owner::Office(name) if !name.trim().is_empty() => self.owner_office.replace("{kantor}", name),
            Owner::Person(_) | Owner::Office(_) => String::new(),
        }
    }

    /// Revision, hash of the content, print, and which arrangement of it this is.
    fn facts_line(&self, imprint: &Imprint) -> String {
        let revision = match imprint.revision.as_str() {
            "" => String::new(),
            revision => self.revision.replace("{revisi}", revision),
        };
        let layout = match imprint.content_hash.as_str() {
            "" => String::new(),
            _ => self.layout.replace("{tata_letak}", &LAYOUT.to_string()),
        };
        let facts = [revision.as_str(), &imprint.content_hash, &imprint.print, &layout];
        facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" \u{b7} ")
    }
}

/// What a form needs to describe its blocks.
#[derive(Clone, Copy)]
pub(crate) struct Composer<'a> {
    pub(crate) options: &'a Options,
    pub(crate) conventions: &'a Conventions,
    pub(crate) common: &'static Common,
    pub(crate) imprint: &'a Imprint,
    pub(crate) fonts: &'static Fonts,
    /// Width of the body, pt.
    pub(crate) width: f64,
    /// Size of signatures and copies, pt.
    pub(crate) size: f64,
    /// Whether rows to write in by hand have a line less, to save a page.
    pub(crate) has_fewer_lines: bool,
}

impl Composer<'_> {
    /// Whether empty fields are to be filled by hand.
    pub(crate) fn is_by_hand(&self) -> bool {
        match self.options.empty_fields {
            EmptyFields::Dash => false,
            EmptyFields::Dotted => true,
        }
    }

    /// A centred title line.
    pub(crate) fn title(&self, text: &str) -> Block {
        Block::Heading(Paragraph::text(text, Style::bold(TITLE)).align(Align::Centre))
    }

    /// How most sheets open: title lines, then the agency and the time that is told of.
    pub(crate) fn opening(&self, titles: &[&str], agency: &str, span: &str) -> Vec<Block> {
        let mut blocks: Vec<Block> = titles.iter().map(|line| self.title(line)).collect();
        blocks.extend([Block::Gap(3.0 * MM), self.agency_and_span(agency, span), Block::Gap(1.5 * MM)]);
        blocks
    }

    /// `PERIODE: TRIWULAN III`; in a blank form all periods, to be struck out by hand.
    pub(crate) fn period_line(&self, period: &str) -> String {
        self.noted_period_line(period, "")
    }

    /// The same with the mark of a note.
    pub(crate) fn noted_period_line(&self, period: &str, mark: &str) -> String {
        let is_open = period.trim().is_empty() && self.is_by_hand();
        let period = if is_open {
            self.common.open_period.replace("{periode}", &join_periods(&self.conventions.periods))
        } else {
            self.inline(period, 30)
        };
        format!("{}: {period}", self.marked(&self.common.period, mark))
    }

    /// A bold line above what it names.
    pub(crate) fn caption(&self, text: &str) -> Block {
        Block::Heading(Paragraph::text(text, Style::bold(BODY)).before(2.0 * MM))
    }

    /// A value in a labelled field: the text, a dash, or a dotted line to write on.
    pub(crate) fn value(&self, text: &str, style: Style) -> Cell {
        match (text.trim(), self.is_by_hand()) {
            ("", false) => Cell::text(&self.common.nothing, style),
            ("", true) => Cell::of(Content::Dots(1), style),
            (text, _) => Cell::text(text, style),
        }
    }

    /// A value in a table: the text, a dash, or room to write in.
    pub(crate) fn entry(&self, text: &str, style: Style) -> Cell {
        match (text.trim(), self.is_by_hand()) {
            ("", false) => Cell::text(&self.common.nothing, style),
            ("", true) => Cell::empty(),
            (text, _) => Cell::text(text, style),
        }
    }

    /// Free text: the text, a dash, or dotted lines.
    pub(crate) fn free_text(&self, text: &str, style: Style, lines: usize) -> Paragraph {
        match (text.trim(), self.is_by_hand()) {
            ("", false) => Paragraph::text(&self.common.nothing, style),
            ("", true) => Paragraph::of(Content::Dots(lines), style),
            (text, _) => Paragraph::text(text, style),
        }
    }

    /// A value that goes on behind its label on the same line: the text, or dots.
    pub(crate) fn inline(&self, text: &str, dots: usize) -> String {
        match (text.trim(), self.is_by_hand()) {
            ("", true) => ".".repeat(dots),
            ("", false) => self.common.nothing.clone(),
            (text, _) => text.to_owned(),
        }
    }

    /// As [`Self::inline`] for what the office's register gives later: dots also on a form that is not filled by hand.
    pub(crate) fn by_pen(&self, text: &str, dots: usize) -> String {
        if text.trim().is_empty() { ".".repeat(dots) } else { self.inline(text, dots) }
    }

    /// One of several words, as the office shows them; to be struck by hand where none is chosen.
    pub(crate) fn choice(&self, value: &str, words: &[String], size: f64) -> Paragraph {
        let value = value.trim();
        let chosen = words.iter().position(|word| word.to_lowercase() == value.to_lowercase());
        let all = |style| {
            let content = Content::Choices { words: words.to_vec(), chosen };
            Paragraph::of(content, style)
        };
        match (self.conventions.choices, chosen) {
            (_, None) if value.is_empty() && self.is_by_hand() => all(Style::regular(size)),
            (Choices::StruckOut, Some(_)) => all(Style::bold(size)),
            _ if value.is_empty() => Paragraph::text(&self.common.nothing, Style::bold(size)),
            (Choices::ChosenOnly | Choices::StruckOut, _) => Paragraph::text(value, Style::bold(size)),
        }
    }

    /// Widths of columns where one, at `at`, is as wide as a NIP that never breaks; the others share the rest.
    pub(crate) fn shared_around_number(&self, shares: &[f64], at: usize) -> Vec<f64> {
        let number = self.fonts.measure("00000000 000000 0 000", Style::regular(DENSE)) + 10.0;
        let rest: f64 =
            shares.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, share)| share).sum();
        let others = (self.width - number) / rest.max(f64::EPSILON);
        shares
            .iter()
            .enumerate()
            .map(|(index, share)| if index == at { number } else { share * others })
            .collect()
    }

    /// A shaded head of a column.
    pub(crate) fn head(&self, text: &str) -> Cell {
        Cell::text(text, Style::bold(DENSE)).align(Align::Centre).middle().shade(HEAD_GREY)
    }

    /// A row that opens a section over all columns.
    pub(crate) fn section(&self, text: &str, columns: usize) -> Row {
        Row::of(vec![Cell::text(text, Style::bold(DENSE)).span(columns, 1).shade(SECTION_GREY)]).keep()
    }

    /// The same, named again on later pages.
    pub(crate) fn section_again(&self, text: &str, columns: usize) -> Row {
        let again = self.common.again.replace("{nama}", text);
        let cells = self.section(&again, columns).cells;
        self.section(text, columns).opening(cells)
    }

    /// A shaded bar over all columns, above the heads.
    pub(crate) fn bar(&self, text: &str, columns: usize) -> Row {
        Row::of(vec![Cell::text(text, Style::bold(DENSE)).span(columns, 1).shade(HEAD_GREY)]).keep()
    }

    /// A ruled table with heads, column numbers and rows; `shares` are relative widths.
    pub(crate) fn table(&self, heads: &[&str], shares: &[f64], rows: Vec<Row>) -> Table {
        let mut all = vec![
            Row::of(heads.iter().map(|head| self.head(head)).collect()),
            Table::number_row(heads.len(), Style::regular(7.0), HEAD_GREY),
        ];
        all.extend(rows);
        Table::ruled(self.shared(shares), 2, all)
    }

    /// The same without column numbers, for tables of our own.
    pub(crate) fn plain_table(&self, heads: &[&str], shares: &[f64], rows: Vec<Row>) -> Table {
        let mut table = self.table(heads, shares, rows);
        table.rows.remove(1);
        table.head_rows = 1;
        table
    }

    /// Relative widths of columns as pt.
    pub(crate) fn shared(&self, shares: &[f64]) -> Vec<f64> {
        let whole: f64 = shares.iter().sum();
        shares.iter().map(|share| share / whole.max(f64::EPSILON) * self.width).collect()
    }

    /// Labels, colons and values without rules.
    pub(crate) fn fields(&self, fields: &[(&str, &str)], label_width: f64) -> Block {
        self.fields_of(Style::regular(BODY), fields, label_width)
    }

    /// The same in a letter.
    pub(crate) fn letter_fields(&self, fields: &[(&str, &str)], label_width: f64) -> Block {
        self.fields_of(Style::regular(LETTER), fields, label_width)
    }

    fn fields_of(&self, style: Style, fields: &[(&str, &str)], label_width: f64) -> Block {
        let rows = fields.iter().map(|(label, value)| {
            Row::of(vec![Cell::text(*label, style), self.value(value, style).lead(":", COLON)])
        });
        Block::Table(Table::open(vec![label_width, self.width - label_width], rows.collect()))
    }

    /// In a letter a label, a colon and a paragraph that was made elsewhere.
    pub(crate) fn labelled(&self, label: &str, value: Paragraph, label_width: f64) -> Block {
        let label = Cell::text(label, Style::regular(LETTER));
        let value = Cell::stack(vec![value]).lead(":", COLON);
        let columns = vec![label_width, self.width - label_width];
        Block::Table(Table::open(columns, vec![Row::of(vec![label, value])]))
    }

    /// A sentence or paragraph of a letter.
    pub(crate) fn prose(&self, text: &str) -> Block {
        Block::Paragraph(Paragraph::text(text, Style::regular(LETTER)).before(2.0 * MM))
    }

    /// In a letter a bold line above what it names.
    pub(crate) fn letter_caption(&self, text: &str) -> Block {
        Block::Heading(Paragraph::text(text, Style::bold(LETTER)).before(2.0 * MM))
    }

    /// A sentence of a letter that names what follows it.
    pub(crate) fn prose_heading(&self, text: &str) -> Block {
        Block::Heading(Paragraph::text(text, Style::regular(LETTER)).before(2.0 * MM))
    }

    /// Numbered lines of a letter; by hand that many dotted ones.
    pub(crate) fn numbered(&self, lines: &[String], by_hand: usize) -> Vec<Block> {
        let style = Style::regular(LETTER);
        let dotted = vec![String::new(); if self.is_by_hand() { by_hand } else { 1 }];
        let lines = if lines.is_empty() { &dotted } else { lines };
        let numbered = (1..).zip(lines).map(|(number, line): (i32, _)| {
            let line = self.free_text(line, style, 1).before(1.0 * MM);
            Block::Paragraph(line.lead(format!("{number}."), 18.0))
        });
        numbered.collect()
    }

    /// *Tembusan*, where there are any or may be.
    pub(crate) fn carbon_copies(&self, lines: &[String]) -> Vec<Block> {
        let dotted = vec![".".repeat(60); HAND_COPIES];
        let lines = if lines.is_empty() && self.is_by_hand() { &dotted } else { lines };
        if lines.is_empty() {
            return Vec::new();
        }
        let style = Style::regular(self.size);
        let mut blocks =
            vec![Block::Paragraph(Paragraph::text(&self.common.carbon_copies, style).before(4.0 * MM))];
        blocks.extend((1..).zip(lines).map(|(number, line): (i32, _)| {
            Block::Paragraph(Paragraph::text(line, style).lead(format!("{number}."), 16.0))
        }));
        vec![Block::Together(blocks)]
    }

    /// The state emblem in the middle, where one was supplied.
    pub(crate) fn state_emblem(&self) -> Option<Block> {
        self.options.state_emblem.as_ref().map(|_| {
            let side = 20.0 * MM;
            let emblem = Content::Picture(crate::layout::PictureSlot::StateEmblem, side, side);
            Block::Paragraph(Paragraph::of(emblem, Style::regular(BODY)).align(Align::Centre))
        })
    }

    /// Least height of a row of that many lines to write on; where a page is to be saved a row of several has one less.
    pub(crate) fn hand_height(&self, lines: u8) -> f64 {
        let lines = if self.has_fewer_lines { (lines - 1).max(1) } else { lines };
        match self.options.empty_fields {
            EmptyFields::Dash => 0.0,
            EmptyFields::Dotted => f64::from(lines) * HAND_LINE + if self.has_fewer_lines { 0.0 } else { MM },
        }
    }

    /// Empty rows of that many lines to write in; without a hand to fill them a single one.
    pub(crate) fn hand_rows(&self, count: usize, columns: usize, lines: u8) -> Vec<Row> {
        let row = || Row::of(vec![Cell::empty(); columns]).least(self.hand_height(lines).max(HAND_LINE));
        (0..if self.is_by_hand() { count } else { 1 }).map(|_| row()).collect()
    }

    /// Footnotes, each with the mark that refers to it.
    pub(crate) fn footnotes<'n>(&self, notes: impl IntoIterator<Item = (&'n str, &'n str)>) -> Vec<Block> {
        if !self.conventions.has_footnotes {
            return Vec::new();
        }
        let style = Style::regular(7.5);
        let rows =
            notes.into_iter().map(|(mark, text)| Row::of(vec![Cell::text(text, style).lead(mark, 12.0)]));
        vec![Block::Gap(3.0 * MM), Block::Table(Table::open(vec![self.width], rows.collect()))]
    }

    /// A mark behind a label, unless the office prints no footnotes.
    pub(crate) fn marked(&self, text: &str, mark: &str) -> String {
        if self.conventions.has_footnotes { format!("{text}{mark}") } else { text.to_owned() }
    }
}

/// "TRIWULAN I/II/III/IV-AKHIR": the word that several periods begin with stands once.
fn join_periods(periods: &[String]) -> String {
    let mut joined = String::new();
    let mut word = "";
    for period in periods {
        match period.split_once(' ') {
            Some((same, rest)) if same == word => joined.push_str(&format!("/{rest}")),
            found => {
                if !joined.is_empty() {
                    joined.push('-');
                }
                joined.push_str(period);
                word = found.map_or("", |(first, _)| first);
            }
        }
    }
    joined
}

/// Copies to name by hand.
const HAND_COPIES: usize = 3;

/// Text of letters, pt (naskah dinas: Arial 12; 11 keeps a letter on one page of A4).
pub(crate) const LETTER: f64 = 11.0;

//! The arrangement of the sheet: which block stands where and how it is ruled.
//!
//! Must not know PDF. Invariant: the two signature blocks are one block that never divides while a page can hold it.

use super::{DokumenEvaluasi, Labels, Person, PersonNumber, Signing, Stage};
use crate::batch::{EmptyFields, LaidOut, Options};
use crate::error::FormsError;
use crate::flow::{Block, Flow};
use crate::furniture::{Footer, mark_watermark};
use crate::layout::{Grey, PictureSlot};
use crate::paper::MM;
use crate::table::{Cell, Content, Frame, Row, Table};
use crate::text::{Align, Style, Typesetter};

const BODY: f64 = 9.5;
const HEAD_GREY: Grey = Grey(10);
const EMBLEM: f64 = 20.0 * MM;
const SIGNATURE_ROOM: f64 = 18.0 * MM;
const COLON: f64 = 9.0;
/// Dotted lines for notes in a blank form.
const BLANK_NOTES: usize = 4;

struct Composer<'a> {
    form: &'a DokumenEvaluasi,
    labels: &'a Labels,
    options: &'a Options,
    width: f64,
}

pub(super) fn lay_out(
    form: &DokumenEvaluasi,
    labels: &Labels,
    options: &Options,
    typesetter: &mut Typesetter,
) -> Result<LaidOut, FormsError> {
    let frame = options.sheet.frame()?;
    let footer = Footer::set(&owner_line(form, labels), &labels.page, &frame, typesetter);
    let frame = footer.spare(frame);
    let composer = Composer { form, labels, options, width: frame.width() };
    let mut flow = Flow::new(frame, typesetter);
    for block in composer.compose() {
        flow.add(&block);
    }
    let mut pages = flow.finish();
    footer.mark(&mut pages, &frame, typesetter);
    match form.stage {
        Stage::Draft => mark_watermark(&mut pages, &labels.draft, typesetter),
        Stage::Training => mark_watermark(&mut pages, &labels.training, typesetter),
        Stage::Closed => {}
    }
    for page in &mut pages {
        page.sort_for_painting();
    }
    Ok(LaidOut { pages, has_short_footer: footer.is_shortened })
}

/// Revision and hash first: if the name must be shortened, they stay.
fn owner_line(form: &DokumenEvaluasi, labels: &Labels) -> String {
    let mut parts = Vec::new();
    if !form.employee.name.trim().is_empty() {
        let mut owner = labels.owner.replace("{nama}", &form.employee.name);
        if let Some((kind, number)) = numbered(&form.employee.number, &labels.nip, &labels.nrp) {
            let number = labels.owner_number.replace("{jenis}", kind).replace("{nomor}", number);
            owner = format!("{owner} {number}");
        }
        parts.push(owner);
    }
    let mut facts = Vec::new();
    if !form.revision.is_empty() {
        facts.push(labels.revision.replace("{revisi}", &form.revision));
    }
    if !form.content_hash.is_empty() {
        facts.push(form.content_hash.clone());
    }
    if !facts.is_empty() {
        parts.insert(0, facts.join(" \u{b7} "));
    }
    parts.reverse();
    parts.join(" \u{b7} ")
}

/// The word before the number and the number, if the person has one.
fn numbered<'a>(number: &'a PersonNumber, nip: &'a str, nrp: &'a str) -> Option<(&'a str, &'a str)> {
    match number {
        PersonNumber::Nip(digits) => Some((nip, digits.as_str())),
        PersonNumber::Nrp(digits) => Some((nrp, digits.as_str())),
        PersonNumber::None => None,
    }
}

impl Composer<'_> {
    fn compose(&self) -> Vec<Block> {
        let mut end = vec![self.signatures()];
        if !self.options.without_footnotes {
            end.push(Block::Gap(4.0 * MM));
            end.push(self.footnotes());
        }
        vec![
            Block::Pictures {
                height: EMBLEM,
                places: vec![
                    (PictureSlot::StateEmblem, EMBLEM, Align::Centre),
                    (PictureSlot::RegionEmblem, EMBLEM, Align::Left),
                ],
            },
            Block::Gap(2.5 * MM),
            self.heading(&self.labels.title),
            self.heading(&self.period_line()),
            Block::Gap(3.0 * MM),
            self.agency_and_span(),
            Block::Gap(1.5 * MM),
            self.body(),
            Block::Gap(5.0 * MM),
            Block::Together(end),
        ]
    }

    fn heading(&self, text: &str) -> Block {
        Block::Text { text: text.to_owned(), style: Style::bold(12.0), align: Align::Centre }
    }

    fn period_line(&self) -> String {
        let labels = self.labels;
        let period = self.chosen(&self.form.period, &labels.period_choices);
        if self.options.without_footnotes {
            format!("{}: {period}", labels.period)
        } else {
            format!("{}{}: {period}{}", labels.period, labels.period_mark, labels.choice_mark)
        }
    }

    fn agency_and_span(&self) -> Block {
        let style = Style::regular(BODY);
        let span = if self.form.span.trim().is_empty() && self.is_dotted() {
            ".".repeat(40)
        } else {
            self.form.span.clone()
        };
        let agency = if self.form.agency.trim().is_empty() && self.is_dotted() {
            Cell::of(Content::Dots(1), style)
        } else {
            Cell::text(&self.form.agency, style)
        };
        let span = Cell::text(format!("{}: {span}", self.labels.span), style).align(Align::Right);
        Block::Table(Table {
            columns: vec![self.width * 0.36, self.width * 0.01, self.width * 0.63],
            rows: vec![Row::of(vec![agency, Cell::text("", style), span])],
            head_rows: 0,
            frame: Frame::Open,
        })
    }

    fn body(&self) -> Block {
        let (form, labels) = (self.form, self.labels);
        let mut rows = Vec::new();
        rows.extend(self.person_rows(1, &labels.employee, &form.employee));
        rows.extend(self.person_rows(2, &labels.assessor, &form.assessor));
        rows.extend(self.person_rows(3, &labels.superior, &form.superior));
        rows.extend(self.section(
            4,
            &labels.evaluation,
            vec![
                self.choice_row(&labels.achievement, &form.achievement, &labels.achievement_choices),
                self.choice_row(&labels.predicate, &form.predicate, &labels.predicate_choices),
            ],
        ));
        rows.extend(self.note_rows(5, &labels.notes, &form.notes));
        if let Some(objection) = &form.objection {
            rows.extend(self.note_rows(6, &labels.objection, &objection.objection));
            rows.extend(self.note_rows(7, &labels.explanation, &objection.explanation));
            rows.extend(self.note_rows(8, &labels.decision, &objection.decision));
        }
        let (number, label) = (9.0 * MM, 58.0 * MM);
        Block::Table(Table {
            columns: vec![number, label, self.width - number - label],
            rows,
            head_rows: 0,
            frame: Frame::Ruled,
        })
    }

    fn person_rows(&self, number: usize, head: &str, person: &Person) -> Vec<Row> {
        let labels = self.labels;
        let (number_label, digits) =
            numbered(&person.number, &labels.nip, &labels.nrp).unwrap_or((&labels.nip, ""));
        let fields = vec![
            self.field_row(&labels.name, &person.name),
            self.field_row(number_label, digits),
            self.field_row(&labels.rank, &person.rank),
            self.field_row(&labels.position, &person.position),
            self.field_row(&labels.unit, &person.unit),
        ];
        self.section(number, head, fields)
    }

    /// A shaded head with its number, then rows beside one empty cell under the number.
    fn section(&self, number: usize, head: &str, mut fields: Vec<Row>) -> Vec<Row> {
        let under = Cell::text("", Style::regular(BODY)).span(1, fields.len());
        if let Some(first) = fields.first_mut() {
            first.cells.insert(0, under);
        }
        let mut rows = vec![self.head_row(number, head)];
        rows.append(&mut fields);
        rows
    }

    fn head_row(&self, number: usize, head: &str) -> Row {
        let style = Style::bold(BODY);
        Row {
            cells: vec![
                Cell::text(number.to_string(), style).align(Align::Centre).shade(HEAD_GREY),
                Cell::text(head, style).span(2, 1).shade(HEAD_GREY),
            ],
            keep_with_next: true,
            ..Row::default()
        }
    }

    /// The chosen word in bold; in a blank form all of them, none in bold.
    fn choice_row(&self, label: &str, value: &str, choices: &str) -> Row {
        if value.trim().is_empty() {
            return self.field_row(label, &self.chosen(value, choices));
        }
        self.labelled(label, Cell::text(value, Style::bold(BODY)))
    }

    fn field_row(&self, label: &str, value: &str) -> Row {
        let style = Style::regular(BODY);
        let value = match (value.trim(), self.options.empty_fields) {
            ("", EmptyFields::Dash) => Cell::text("-", style),
            ("", EmptyFields::Dotted) => Cell::of(Content::Dots(1), style),
            (value, EmptyFields::Dash | EmptyFields::Dotted) => Cell::text(value, style),
        };
        self.labelled(label, value)
    }

    fn labelled(&self, label: &str, value: Cell) -> Row {
        Row::of(vec![Cell::text(label, Style::regular(BODY)), value.lead(":", COLON).joined()])
    }

    /// A shaded head, then free text that may run over to the next page.
    fn note_rows(&self, number: usize, head: &str, text: &str) -> Vec<Row> {
        let style = Style::regular(BODY);
        let note = match (text.trim().is_empty(), self.options.empty_fields) {
            (false, _) => Cell::text(text, style),
            (true, EmptyFields::Dash) => Cell::text("-", style),
            (true, EmptyFields::Dotted) => Cell::of(Content::Dots(BLANK_NOTES), style),
        };
        let row = Row {
            cells: vec![Cell::text("", style), note.span(2, 1)],
            least_height: 12.0 * MM,
            may_split: true,
            ..Row::default()
        };
        vec![self.head_row(number, head), row]
    }

    /// The value, or in a blank form all choices, to be struck out by hand.
    fn chosen(&self, value: &str, choices: &str) -> String {
        if value.trim().is_empty() && self.is_dotted() { choices.to_owned() } else { value.to_owned() }
    }

    fn is_dotted(&self) -> bool {
        match self.options.empty_fields {
            EmptyFields::Dash => false,
            EmptyFields::Dotted => true,
        }
    }

    fn signatures(&self) -> Block {
        let (form, labels) = (self.form, self.labels);
        let (first, second) = if form.objection.is_some() { (9, 10) } else { (6, 7) };
        let number = |number: usize| match self.options.has_signature_numbers {
            true => format!("{number}. "),
            false => String::new(),
        };
        let left =
            self.signature(&number(second), &form.employee_signing, &labels.sign_employee, &form.employee);
        let right =
            self.signature(&number(first), &form.assessor_signing, &labels.sign_assessor, &form.assessor);
        let gap = || Cell::text("", Style::regular(BODY));
        let rows = left.into_iter().zip(right).enumerate().map(|(index, (left, right))| Row {
            cells: vec![left, gap(), right],
            least_height: if index == SPACE_ROW { SIGNATURE_ROOM } else { 0.0 },
            keep_with_next: true,
            ..Row::default()
        });
        Block::Table(Table {
            columns: vec![self.width * 0.46, self.width * 0.08, self.width * 0.46],
            rows: rows.collect(),
            head_rows: 0,
            frame: Frame::Open,
        })
    }

    /// Place and date, role, job title, room to sign, name, number.
    fn signature(&self, number: &str, signing: &Signing, role: &str, person: &Person) -> [Cell; 6] {
        let centred = |text: String, style: Style| Cell::text(text, style).align(Align::Centre);
        let style = Style::regular(BODY);
        let place = match signing.place_and_date.trim() {
            "" => format!("{}, {}", ".".repeat(24), ".".repeat(36)),
            place => place.to_owned(),
        };
        let name = match person.name.trim() {
            "" if self.is_dotted() => format!("({})", ".".repeat(52)),
            name => name.to_owned(),
        };
        let digits = match numbered(&person.number, &self.labels.sign_nip, &self.labels.sign_nrp) {
            Some((kind, digits)) => format!("{kind} {digits}"),
            None if self.is_dotted() => format!("{} {}", self.labels.sign_nip, ".".repeat(46)),
            None => String::new(),
        };
        [
            centred(format!("{number}{place}"), style),
            centred(role.to_owned(), style),
            centred(signing.title.clone(), style),
            centred(String::new(), style),
            centred(name, Style::bold(BODY)),
            centred(digits, style),
        ]
    }

    fn footnotes(&self) -> Block {
        let style = Style::regular(7.5);
        let mark_width = 12.0;
        let rows = self
            .labels
            .footnotes
            .iter()
            .map(|note| Row::of(vec![Cell::text(&note.text, style).lead(&note.mark, mark_width)]));
        Block::Table(Table {
            columns: vec![self.width],
            rows: rows.collect(),
            head_rows: 0,
            frame: Frame::Open,
        })
    }
}

/// Index of the row of a signature block that is left free to sign.
const SPACE_ROW: usize = 3;

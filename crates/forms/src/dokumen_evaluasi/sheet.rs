//! The arrangement of the sheet: which block stands where and how it is ruled.
//!
//! Must not know PDF. Invariant: notes, signatures and footnotes end the sheet together, so that no signature stands on a page of its own.

use super::{DokumenEvaluasi, Labels, Person};
use crate::composer::{BODY, COLON, Composer, HEAD_GREY};
use crate::flow::Block;
use crate::layout::PictureSlot;
use crate::paper::MM;
use crate::paragraph::{Content, Paragraph};
use crate::signature::Signature;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};

const EMBLEM: f64 = 18.0 * MM;
/// Dotted lines for notes in a blank form.
const BLANK_NOTES: usize = 3;
/// Dots for a date or a number.
const FACT_DOTS: usize = 42;
/// White room above them to write in.
const FACT_AIR: f64 = 2.0 * MM;

pub(super) fn compose(form: &DokumenEvaluasi, labels: &Labels, composer: &Composer<'_>) -> Vec<Block> {
    let sheet = Sheet { form, labels, composer };
    let mut blocks = sheet.emblems();
    blocks.extend([
        composer.title(&labels.title),
        composer.title(&sheet.period_line()),
        Block::Gap(3.0 * MM),
        composer.agency_and_span(&form.agency, &form.span),
        Block::Gap(1.5 * MM),
        sheet.body(),
        Block::Closing(sheet.end()),
    ]);
    blocks
}

struct Sheet<'a> {
    form: &'a DokumenEvaluasi,
    labels: &'a Labels,
    composer: &'a Composer<'a>,
}

impl Sheet<'_> {
    /// The state emblem, or where the office prints its own, that of the region.
    fn emblems(&self) -> Vec<Block> {
        let options = self.composer.options;
        let slot = match (&options.state_emblem, &options.region_emblem) {
            (Some(_), _) => PictureSlot::StateEmblem,
            (None, Some(_)) => PictureSlot::RegionEmblem,
            (None, None) => return Vec::new(),
        };
        let emblem = Paragraph::of(Content::Picture(slot, EMBLEM, EMBLEM), Style::regular(BODY));
        vec![Block::Paragraph(emblem.align(Align::Centre)), Block::Gap(2.0 * MM)]
    }

    fn period_line(&self) -> String {
        let labels = self.labels;
        let period = self.chosen(&self.form.period, &labels.period_choices);
        if self.composer.conventions.has_footnotes {
            format!("{}{}: {period}{}", labels.period, labels.period_mark, labels.choice_mark)
        } else {
            format!("{}: {period}", labels.period)
        }
    }

    fn body(&self) -> Block {
        let (form, labels) = (self.form, self.labels);
        let mut rows = Vec::new();
        rows.extend(self.person_rows(1, &labels.employee, &form.employee));
        rows.extend(self.person_rows(2, &labels.assessor, &form.assessor));
        rows.extend(self.person_rows(3, &labels.superior, &form.superior));
        let conventions = self.composer.conventions;
        rows.extend(self.section(
            4,
            &labels.evaluation,
            vec![
                self.choice_row(&labels.achievement, &form.achievement, &conventions.achievements),
                self.choice_row(&labels.predicate, &form.predicate, &conventions.predicates),
            ],
        ));
        rows.extend(self.note_rows(5, &labels.notes, &[], &form.notes));
        if let Some(objection) = &form.objection {
            let (date, number) = (&labels.fact_date, &labels.fact_number);
            let objected = [(date, &objection.objected_on)];
            let decided = [(number, &objection.decision_number), (date, &objection.decided_on)];
            rows.extend(self.note_rows(6, &labels.objection, &objected, &objection.objection));
            rows.extend(self.note_rows(7, &labels.explanation, &[], &objection.explanation));
            rows.extend(self.note_rows(8, &labels.decision, &decided, &objection.decision));
        }
        let (number, label) = (9.0 * MM, 58.0 * MM);
        let columns = vec![number, label, self.composer.width - number - label];
        Block::Table(Table::ruled(columns, 0, rows))
    }

    fn person_rows(&self, number: usize, head: &str, person: &Person) -> Vec<Row> {
        let (labels, common) = (self.labels, self.composer.common);
        let (number_label, digits) =
            person.number.find(&common.nip, &common.nrp).unwrap_or((&common.nip, ""));
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
        let under = Cell::empty().span(1, fields.len());
        if let Some(first) = fields.first_mut() {
            first.cells.insert(0, under);
        }
        let mut rows = vec![self.head_row(number, head)];
        rows.append(&mut fields);
        rows
    }

    fn head_row(&self, number: usize, head: &str) -> Row {
        let style = Style::bold(BODY);
        let number = Cell::text(number.to_string(), style).align(Align::Centre).shade(HEAD_GREY);
        Row::of(vec![number, Cell::text(head, style).span(2, 1).shade(HEAD_GREY)]).keep()
    }

    fn choice_row(&self, label: &str, value: &str, choices: &[String]) -> Row {
        self.labelled(label, Cell::stack(vec![self.composer.choice(value, choices, BODY)]))
    }

    fn field_row(&self, label: &str, value: &str) -> Row {
        self.labelled(label, self.composer.value(value, Style::regular(BODY)))
    }

    fn labelled(&self, label: &str, value: Cell) -> Row {
        Row::of(vec![Cell::text(label, Style::regular(BODY)), value.lead(":", COLON).joined()])
    }

    /// A shaded head, then what is known of it in a line, then free text that may run over to the next page.
    fn note_rows(&self, number: usize, head: &str, facts: &[(&String, &String)], text: &str) -> Vec<Row> {
        let style = Style::regular(BODY);
        let by_hand = self.composer.is_by_hand();
        let known = facts.iter().filter(|(_, fact)| by_hand || !fact.trim().is_empty());
        let known: Vec<String> = known
            .map(|(label, fact)| format!("{label}: {}", self.composer.inline(fact, FACT_DOTS)))
            .collect();
        let mut note = vec![self.composer.free_text(text, style, BLANK_NOTES)];
        if !known.is_empty() {
            let before = if by_hand { FACT_AIR } else { 0.0 };
            note.insert(0, Paragraph::text(known.join("     "), style).before(before));
        }
        let row = Row::of(vec![Cell::empty(), Cell::stack(note).span(2, 1)]);
        vec![self.head_row(number, head), row.least(12.0 * MM).splitting()]
    }

    /// The value, or in a blank form all choices, to be struck out by hand.
    fn chosen(&self, value: &str, choices: &str) -> String {
        let is_open = value.trim().is_empty() && self.composer.is_by_hand();
        if is_open { choices.to_owned() } else { value.to_owned() }
    }

    fn end(&self) -> Vec<Block> {
        let (form, labels) = (self.form, self.labels);
        let (first, second) = if form.objection.is_some() { (9, 10) } else { (6, 7) };
        let number = |number: usize| match self.composer.conventions.has_signature_numbers {
            true => format!("{number}. "),
            false => String::new(),
        };
        let (left, right) = (number(second), number(first));
        let mut employee = Signature::of(&labels.sign_employee, &form.employee, &form.employee_signing);
        let mut assessor = Signature::of(&labels.sign_assessor, &form.assessor, &form.assessor_signing);
        (employee.number, assessor.number) = (&left, &right);
        let mut end = vec![Block::Gap(5.0 * MM), self.composer.signatures(Some(employee), Some(assessor))];
        let notes = labels.footnotes.iter().map(|note| (note.mark.as_str(), note.text.as_str()));
        end.extend(self.composer.footnotes(notes));
        end
    }
}

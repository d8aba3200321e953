//! The head of the SKP family: agency and period in a line, the two people side by side (PermenPANRB 6/2022, lembar SKP and evaluasi).
//!
//! Must not know which form of the family follows.

use crate::composer::{BODY, Composer, DENSE, HEAD_GREY};
use crate::flow::Block;
use crate::paper::MM;
use crate::party::Person;
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};
use crate::work::FormKind;

/// Body width below which the columns of the two people are narrow, pt.
const NARROW: f64 = 180.0 * MM;

impl Composer<'_> {
    /// `{NAMA INSTANSI}` at the left, `PERIODE PENILAIAN: {…}` at the right.
    pub(crate) fn agency_and_span(&self, agency: &str, span: &str) -> Block {
        self.agency_and_time(agency, &self.common.span, span)
    }

    /// The same where the time has a name of its own.
    pub(crate) fn agency_and_time(&self, agency: &str, label: &str, span: &str) -> Block {
        let style = Style::regular(BODY);
        let span = self.inline(span, 46);
        let agency = self.inline(agency, 60);
        // Two even lines look better than a period that breaks somewhere.
        let air = 4.0 * MM;
        let measure = |text: &str| self.fonts.measure(text, style) + 1.0;
        let in_one = format!("{label}: {span}");
        let (span, right) = if measure(&in_one) <= self.width * 0.56 {
            let right = measure(&in_one);
            (in_one, right)
        } else {
            (format!("{label}:\n{span}"), measure(&span).clamp(self.width * 0.36, self.width * 0.56))
        };
        let cells =
            vec![Cell::text(agency, style), Cell::empty(), Cell::text(span, style).align(Align::Right)];
        Block::Table(Table::open(vec![self.width - air - right, air, right], vec![Row::of(cells)]))
    }

    /// The two people as a table of five numbered lines. A leader's form names the assessor's agency instead of the unit.
    pub(crate) fn identities(&self, kind: FormKind, employee: &Person, assessor: &Person) -> Block {
        let common = self.common;
        let unit_of_assessor = match kind {
            FormKind::JptUnitHead => &common.institution,
            FormKind::JaJf => &common.unit,
        };
        let left = self.identity(employee, &common.unit);
        let right = self.identity(assessor, unit_of_assessor);
        let head = |text: &str| Cell::text(text, Style::bold(DENSE)).align(Align::Centre).shade(HEAD_GREY);
        let mut rows = vec![
            Row::of(vec![
                head(&common.number),
                head(&common.employee).span(2, 1),
                head(&common.number),
                head(&common.assessor).span(2, 1),
            ])
            .keep(),
        ];
        for (number, (left, right)) in (1..).zip(left.into_iter().zip(right)) {
            let number = || Cell::text(i32::to_string(&number), Style::regular(DENSE)).align(Align::Centre);
            let [left_label, left_value] = left;
            let [right_label, right_value] = right;
            let cells = vec![number(), left_label, left_value, number(), right_label, right_value];
            rows.push(Row::of(cells).keep());
        }
        let (label, number) = ((self.width * 0.18).clamp(28.0 * MM, 40.0 * MM), 8.0 * MM);
        let value = (self.width - 2.0 * (label + number)) / 2.0;
        Block::Table(Table::ruled(vec![number, label, value, number, label, value], 0, rows))
    }

    fn identity(&self, person: &Person, unit_label: &str) -> [[Cell; 2]; 5] {
        let common = self.common;
        let (number_label, digits) =
            person.number.find(&common.nip, &common.nrp).unwrap_or((&common.nip, ""));
        let style = Style::regular(DENSE);
        // Upright the two columns are narrow: a position takes two lines of handwriting.
        let is_narrow = self.width < NARROW;
        [
            (common.name.as_str(), person.name.as_str()),
            (number_label, digits),
            (&common.rank, &person.rank),
            (&common.position, &person.position),
            (unit_label, &person.unit),
        ]
        .map(|(label, value)| {
            let is_long = label == common.position || label == unit_label;
            let lines = if is_narrow && is_long { 2 } else { 1 };
            [Cell::text(label, style), Cell::stack(vec![self.free_text(value, style, lines)])]
        })
    }
}

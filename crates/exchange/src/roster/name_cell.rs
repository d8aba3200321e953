//! What stands in a name's cell beside the name: place and date of birth, a NIP, a second line. It must not know
//! titles. Invariant: every letter of the cell is in the name, or was recognised as something else.

use crate::cell_text::clean;
use crate::date_text::find_date;
use chrono::NaiveDate;

/// A run of digits that is meant as a NIP, however wrong.
const NIP_DIGITS: usize = 12;

/// A name's cell in its parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NameCell {
    /// The name with its titles.
    pub name: String,
    /// The date of birth behind it.
    pub born_on: Option<NaiveDate>,
}

/// Parts a cell such as `Budi, S.E.\nKalianda, 3 Maret 1980`. Lines that are neither a birth nor an
/// identity number belong to the name: it was only too long for its column.
pub(super) fn split_name(raw: &str) -> NameCell {
    let mut name: Vec<String> = Vec::new();
    let mut born_on = None;
    for line in list_lines(raw) {
        let birth = find_date(&line);
        let is_number = count_digits(&line) >= NIP_DIGITS && is_number(&line);
        if name.is_empty() || (birth.is_none() && !is_number) {
            name.push(line);
        } else {
            born_on = born_on.or(birth);
        }
    }
    let mut name = name.join(" ");
    if let Some((before, behind)) = name.split_once(" / ").or_else(|| name.split_once('/'))
        && let Some(birth) = find_date(behind)
    {
        born_on = born_on.or(Some(birth));
        name = before.trim().to_owned();
    }
    NameCell { name, born_on }
}

/// Parts a cell that holds name and NIP together, in either order, on two lines or on one: the NIP as typed, and
/// the rest.
pub(super) fn split_name_and_nip(raw: &str) -> (String, String) {
    let lines = list_lines(raw);
    if let Some(place) = lines.iter().position(|line| count_digits(line) >= NIP_DIGITS && is_number(line)) {
        let nip = lines.get(place).map(|line| take_number(line)).unwrap_or_default();
        let rest: Vec<&str> =
            lines.iter().enumerate().filter(|(i, _)| *i != place).map(|(_, line)| line.as_str()).collect();
        if !rest.is_empty() {
            return (nip, rest.join("\n"));
        }
    }
    let line = lines.join("\n");
    let Some(first) = line.find(|c: char| c.is_ascii_digit()) else {
        return (String::new(), line);
    };
    let (before, behind) = line.split_at(first);
    let end = behind.rfind(|c: char| c.is_ascii_digit()).map_or(behind.len(), |last| last + 1);
    let (number, after) = behind.split_at(end);
    let name = [drop_label(before), after.trim_matches(is_edge).to_owned()].join(" ");
    if count_digits(number) < NIP_DIGITS && !number.contains(['E', 'e']) {
        return (String::new(), line);
    }
    (number.trim().to_owned(), name.trim().to_owned())
}

/// Whether nothing but a number, with its label, is in a line.
fn is_number(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() <= 7
}

fn take_number(line: &str) -> String {
    let first = line.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    line.get(first..).unwrap_or("").trim_end_matches(is_edge).to_owned()
}

/// Without "NIP." and what parts it from the name.
fn drop_label(before: &str) -> String {
    let kept = before.trim_end_matches(is_edge);
    let lower = kept.to_lowercase();
    let label = ["nip", "ni pppk", "nippk"]
        .into_iter()
        .find(|label| lower.strip_suffix(label).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)));
    let length = label.map_or(kept.len(), |label| kept.len() - label.len());
    kept.get(..length).unwrap_or(kept).trim_end_matches(is_edge).to_owned()
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | ':' | '-' | '(' | ')' | '\'' | '|' | '.')
}

fn list_lines(raw: &str) -> Vec<String> {
    raw.split(['\n', '\r']).map(|line| clean(line).text).filter(|line| !line.is_empty()).collect()
}

fn count_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn births_and_second_lines_are_told_from_names() {
        let born = NaiveDate::from_ymd_opt(1980, 3, 3);
        for (raw, name, born_on) in [
            ("Dr. Budi, M.Si.\nKalianda, 3 Maret 1980", "Dr. Budi, M.Si.", born),
            ("Budi\r\nKalianda\r\n03-03-1980", "Budi Kalianda", born),
            ("Budi / Kalianda, 3 Maret 1980", "Budi", born),
            ("Raden Mas Panjang Sekali\nSantoso, S.E.", "Raden Mas Panjang Sekali Santoso, S.E.", None),
            ("Raden Mas Panjang\nSantoso 2nd, S.E.", "Raden Mas Panjang Santoso 2nd, S.E.", None),
            ("Dr. Budi,\nS.H., Sp.1", "Dr. Budi, S.H., Sp.1", None),
            ("Budi\nNIP. 19850520 201001 2 011", "Budi", None),
            ("Budi S/O Raman", "Budi S/O Raman", None),
            ("Budi", "Budi", None),
            ("", "", None),
        ] {
            assert_eq!(split_name(raw), NameCell { name: name.to_owned(), born_on }, "{raw:?}");
        }
    }

    #[test]
    fn name_and_nip_in_one_cell_are_parted() {
        for (raw, nip, name) in [
            ("Budi, S.E.\nNIP. 19850520 201001 2 011", "19850520 201001 2 011", "Budi, S.E."),
            ("19850520 201001 2 011\nBudi, S.E.", "19850520 201001 2 011", "Budi, S.E."),
            ("Budi, S.E. / NIP. 198505202010012011", "198505202010012011", "Budi, S.E"),
            ("Budi\n1.98505E+17", "1.98505E+17", "Budi"),
            ("Budi", "", "Budi"),
            ("Philip\n19850520 201001 2 011", "19850520 201001 2 011", "Philip"),
            ("JUMLAH 12", "", "JUMLAH 12"),
        ] {
            let (found, rest) = split_name_and_nip(raw);
            assert_eq!((found.as_str(), rest.as_str()), (nip, name), "{raw:?}");
        }
    }
}

//! Rows that name a unit above its people. It must not read people. Invariant: a heading is used for rows that have
//! no unit of their own, and each use is told in one notice a heading.

use super::{AsnKind, RosterField, RosterRow};
use crate::cell_text::{clean, squeeze};
use crate::code;
use crate::finding::{Finding, Notice, SkipReason, SkippedRow};
use crate::rows::FieldRow;

/// How the name of a unit begins.
const UNIT_WORDS: [&str; 36] = [
    "badan",
    "bagian",
    "balai",
    "bidang",
    "biro",
    "cabang",
    "dinas",
    "direktorat",
    "inspektorat",
    "instalasi",
    "kantor",
    "kecamatan",
    "kelurahan",
    "laboratorium",
    "pusat",
    "puskesmas",
    "pustu",
    "rsud",
    "rumah",
    "satuan",
    "sd",
    "sdn",
    "sekolah",
    "sekretariat",
    "seksi",
    "smp",
    "smpn",
    "sub",
    "subag",
    "subbag",
    "subbagian",
    "subbidang",
    "unit",
    "upt",
    "uptd",
    "wilayah",
];

/// Words that are followed by the name of a unit.
const UNIT_LABELS: [&str; 7] =
    ["unit", "unitkerja", "namaunit", "namaunitkerja", "unitorganisasi", "subunit", "satuankerja"];

/// What a caption says of the unit of the people below it.
enum Heading {
    Unit(String),
    /// A kind of people and no unit: what stood above it does not go on.
    End,
}

fn find_heading(text: &str) -> Option<Heading> {
    let squeezed = squeeze(text);
    let kind = squeezed.strip_prefix("pegawai").unwrap_or(&squeezed);
    match AsnKind::find(kind) {
        Some(_) => Some(Heading::End),
        None => find_unit_name(text).map(Heading::Unit),
    }
}

fn list_headings(skipped: &[SkippedRow]) -> Vec<(u32, Heading)> {
    let captions = skipped.iter().filter(|s| s.reason == SkipReason::Caption);
    captions.filter_map(|s| Some((s.row, find_heading(&s.text)?))).collect()
}

/// The name of the unit where a text is one, without a number or a label before it: `I. BIDANG DATA`,
/// `UNIT KERJA : BIDANG DATA`.
pub(super) fn find_unit_name(text: &str) -> Option<String> {
    let text = clean(text).text;
    if UNIT_LABELS.contains(&squeeze(&text).as_str()) {
        return None;
    }
    let labelled = text.split_once([':', '=']).filter(|(label, _)| {
        let label = squeeze(label);
        UNIT_LABELS.iter().any(|known| label == *known)
    });
    if let Some((_, name)) = labelled {
        let name = name.trim_matches([':', ' ', '.']);
        return (!name.is_empty()).then(|| name.to_owned());
    }
    let (number, rest) = text.split_once([' ', '.', ')']).unwrap_or(("", &text));
    let rest = rest.trim_start_matches([' ', '.', ')']);
    let name = if is_numbering(number) && !is_unit_word(number) { rest } else { text.as_str() };
    let name = name.trim_end_matches([':', ' ', '.']);
    let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    is_unit_word(first).then(|| name.to_owned())
}

fn is_unit_word(word: &str) -> bool {
    UNIT_WORDS.contains(&word.to_lowercase().as_str())
}

/// `1`, `A` or `IV`, as headings are counted.
fn is_numbering(text: &str) -> bool {
    let is_roman = text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'));
    let is_letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    !text.is_empty() && (is_roman || is_letter || text.chars().all(|c| c.is_ascii_digit()))
}

/// Takes out the rows that hold a number and the name of a unit and nothing else: a single cell is known as a
/// caption already.
pub(super) fn take_numbered(rows: &mut Vec<FieldRow<'_, RosterField>>, skipped: &mut Vec<SkippedRow>) {
    rows.retain(|row| {
        let filled: Vec<String> =
            row.row.cells.iter().filter(|c| !c.is_blank()).map(|c| clean(&c.text).text).collect();
        let is_heading = match filled.as_slice() {
            [number, name] => {
                is_numbering(number.trim_end_matches(['.', ')'])) && find_unit_name(name).is_some()
            }
            _ => false,
        };
        if is_heading {
            let text = filled.last().cloned().unwrap_or_default();
            skipped.push(SkippedRow { row: row.row.number, reason: SkipReason::Caption, text });
        }
        !is_heading
    });
    skipped.sort_by_key(|s| s.row);
}

/// Gives people without a unit that of the heading above them.
pub(super) fn give_units(people: &mut [RosterRow], skipped: &[SkippedRow], notices: &mut Vec<Notice>) {
    let headings = list_headings(skipped);
    let mut counts = vec![0_usize; headings.len()];
    for person in people.iter_mut().filter(|person| person.unit.is_none()) {
        let above = headings.partition_point(|(row, _)| *row < person.row);
        let Some(place) = above.checked_sub(1) else { continue };
        if let (Some((_, Heading::Unit(unit))), Some(count)) = (headings.get(place), counts.get_mut(place)) {
            person.unit = Some(unit.clone());
            *count += 1;
        }
    }
    for ((row, heading), count) in headings.iter().zip(counts).filter(|(_, count)| *count > 0) {
        let Heading::Unit(unit) = heading else { continue };
        let notice = Finding { value: unit.clone(), ..Finding::of_row(*row, code::UNIT_FROM_HEADING) };
        notices.push(notice.with("count", count));
    }
}

/// The headings directly above these rows.
pub(super) fn list_above(skipped: &[SkippedRow], rows: impl Iterator<Item = u32>) -> Vec<u32> {
    let headings: Vec<u32> = list_headings(skipped).into_iter().map(|(row, _)| row).collect();
    let above = rows.filter_map(|row| {
        headings
            .partition_point(|heading| *heading < row)
            .checked_sub(1)
            .and_then(|i| headings.get(i))
            .copied()
    });
    let mut above: Vec<u32> = above.collect();
    above.sort_unstable();
    above.dedup();
    above
}

#[cfg(test)]
mod tests {
    use super::find_unit_name;

    #[test]
    fn units_are_told_from_other_headings() {
        for (text, name) in [
            ("BIDANG PENCATATAN SIPIL", Some("BIDANG PENCATATAN SIPIL")),
            ("II. Sekretariat:", Some("Sekretariat")),
            ("A. UPT Kecamatan Utara", Some("UPT Kecamatan Utara")),
            ("1) Seksi Data", Some("Seksi Data")),
            ("UNIT KERJA : BIDANG DATA", Some("BIDANG DATA")),
            ("Unit Kerja: Arsip", Some("Arsip")),
            ("UNIT KERJA", None),
            ("UNIT KERJA :", None),
            ("GOLONGAN IV", None),
            ("PPPK", None),
            ("Mengetahui", None),
            ("Kepala Dinas", None),
            ("", None),
        ] {
            assert_eq!(find_unit_name(text).as_deref(), name, "{text}");
        }
    }
}

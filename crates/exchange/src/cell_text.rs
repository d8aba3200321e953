//! The text of a cell made fit to be kept, and made safe to be given back to a spreadsheet. It must not know
//! fields. Invariant: no control character and no mark that turns the direction of writing leaves this module;
//! markup such as `<script>` is ordinary text here and stays, because screens and forms show text, not markup.

/// The longest value quoted in a finding.
const QUOTED_CHARS: usize = 200;
/// The longest value in a preview of rows.
const PREVIEW_CHARS: usize = 80;

/// A cell's text after cleaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CleanText {
    /// Trimmed, with every run of blanks and line ends as one space.
    pub text: String,
    /// Whether characters were removed that a person cannot see.
    pub had_control_characters: bool,
}

/// Removes control characters and direction marks, joins blanks, and takes away the apostrophe by which a
/// spreadsheet is told that a cell is text.
pub fn clean(raw: &str) -> CleanText {
    let mut text = String::with_capacity(raw.len());
    let mut had_control_characters = false;
    let mut is_gap = false;
    for c in raw.trim_start_matches('\u{feff}').chars() {
        if c.is_whitespace() {
            is_gap = true;
        } else if is_unseen(c) {
            had_control_characters = true;
        } else {
            if is_gap && !text.is_empty() {
                text.push(' ');
            }
            is_gap = false;
            text.push(c);
        }
    }
    let marked = text.strip_prefix(['\'', '\u{2018}', '\u{2019}']).is_some_and(|rest| {
        let behind = rest.trim_start();
        behind.starts_with(|c: char| c.is_ascii_digit() || FORMULA_STARTS.contains(&c)) || behind.is_empty()
    });
    if marked {
        text = text.chars().skip(1).collect::<String>().trim_start().to_owned();
    }
    CleanText { text, had_control_characters }
}

/// Control characters, zero-width characters and the marks that turn the direction of writing.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{00ad}')
}

const FORMULA_STARTS: [char; 4] = ['=', '+', '-', '@'];

/// Puts an apostrophe before what a spreadsheet would take for a formula.
pub fn defuse(text: &str) -> String {
    let is_formula =
        text.starts_with(|c: char| FORMULA_STARTS.contains(&c) || c == '\t' || c == '\r' || c == '\n');
    // A blank before the sign does not stop every spreadsheet.
    let is_hidden_formula = text.trim_start().starts_with(FORMULA_STARTS);
    if is_formula || is_hidden_formula { format!("'{text}") } else { text.to_owned() }
}

/// A value as a finding quotes it: cut after 200 characters.
pub fn quote(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// A value as a preview shows it: cut after 80 characters.
pub fn quote_short(text: &str) -> String {
    match text.char_indices().nth(PREVIEW_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// Letters and digits alone, in small letters: "N I P" and "nip" are one heading.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_keeps_what_a_person_sees() {
        for (raw, text, had_control_characters) in [
            ("  Budi \u{a0}\r\n Santoso ", "Budi Santoso", false),
            ("'19700904 199401 2 030", "19700904 199401 2 030", false),
            ("'=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", false),
            ("'Aisyiyah", "'Aisyiyah", false),
            ("Ba\u{7}di\u{202e}", "Badi", true),
            ("<script>alert(1)</script>", "<script>alert(1)</script>", false),
        ] {
            assert_eq!(clean(raw), CleanText { text: text.to_owned(), had_control_characters }, "{raw:?}");
        }
    }

    #[test]
    fn what_is_defused_is_the_same_when_read_again() {
        for text in ["=1+1", "+62 812", "-", "@sum", "Budi", "O'Neil", " =", "\t+1", "  @sum "] {
            assert_eq!(clean(&defuse(text)).text, clean(text).text, "{text:?}");
        }
        assert!(defuse("\t=1").starts_with('\''));
        assert!(defuse("  =1").starts_with('\''));
    }
}

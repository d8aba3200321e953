//! Which neighbours in a text should stay on one line: the parts of a date, a figure and its sign, "Nomor" and the number.
//!
//! Must not know widths. Where no line can hold them together they part like other words.

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
];

/// Words that name a number behind them.
const NAMES: [&str; 6] = ["nomor", "no.", "pasal", "ayat", "angka", "nip."];

/// Whether the last word of `before` and the first of `after` belong together.
pub(crate) fn is_tied(before: &str, after: &str) -> bool {
    if !before.ends_with(' ') {
        return false;
    }
    let (Some(before), Some(after)) =
        (before.split_whitespace().next_back(), after.split_whitespace().next())
    else {
        return false;
    };
    let bare = |word: &str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    let is_figure = before.ends_with(|last: char| last.is_ascii_digit());
    let is_day = is_figure && before.trim_start_matches('(').len() <= 2;
    let is_year = || bare(after).len() == 4 && bare(after).bytes().all(|digit| digit.is_ascii_digit());
    let is_month = |word: &str| MONTHS.contains(&bare(word).as_str());
    (is_figure && after.starts_with('%'))
        || (is_day && is_month(after))
        || (is_month(before) && is_year())
        || (NAMES.contains(&before.to_lowercase().as_str())
            && after.trim_start_matches('(').starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_shares_and_numbers_are_tied_and_other_words_are_not() {
        for (before, after) in [
            ("tanggal 5 ", "Oktober 2026"),
            ("5 OKTOBER ", "2026,"),
            ("target 90 ", "%."),
            ("Peraturan Nomor ", "30 Tahun"),
            ("Pasal ", "59"),
            ("ayat ", "(3)"),
        ] {
            assert!(is_tied(before, after), "{before}|{after}");
        }
        for (before, after) in [
            ("12 ", "laporan"),
            ("bulan Mei ", "dan"),
            ("nomor ", "surat"),
            ("", "5"),
            ("pasal-", "59"),
            ("5 ", ""),
        ] {
            assert!(!is_tied(before, after), "{before}|{after}");
        }
    }
}

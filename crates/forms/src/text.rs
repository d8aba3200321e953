//! Fonts, measuring and line breaking.
//!
//! Must not know pages or forms. Invariants: no line that [`Typesetter::set_lines`] returns is wider than asked (a word that is
//! too long is divided between syllables or, at worst, broken inside), and no character disappears unseen (what the font lacks becomes a visible sign and is
//! remembered). Scripts that need shaping or run from right to left are replaced as well: better a sign than wrong order.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::error::FormsError;
use crate::hyphen;
use crate::ties;

/// A face of the one family that forms are set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Face {
    /// Body text.
    Regular,
    /// Titles, heads, names under a signature.
    Bold,
}

/// All faces, in the order of their embedding.
pub const FACES: [Face; 2] = [Face::Regular, Face::Bold];

/// Face and size of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Which face.
    pub face: Face,
    /// Size in pt.
    pub size: f64,
}

impl Style {
    /// Regular text of `size` pt.
    #[must_use]
    pub fn regular(size: f64) -> Self {
        Self { face: Face::Regular, size }
    }

    /// Bold text of `size` pt.
    #[must_use]
    pub fn bold(size: f64) -> Self {
        Self { face: Face::Bold, size }
    }

    /// Distance between two baselines, pt.
    #[must_use]
    pub fn line_height(self) -> f64 {
        self.size * 1.2
    }
}

/// Where a line stands in its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

impl Align {
    /// How far a line moves to the right in `slack` pt of free room.
    #[must_use]
    pub fn shift(self, slack: f64) -> f64 {
        match self {
            Self::Left => 0.0,
            Self::Centre => slack.max(0.0) / 2.0,
            Self::Right => slack.max(0.0),
        }
    }
}

/// One glyph: its number in the font file and its advance in font units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Number in the font file.
    pub id: u16,
    /// Advance in font units.
    pub advance: u16,
}

/// One parsed face.
#[derive(Debug)]
pub struct Font {
    /// Name that the PDF shows.
    pub name: &'static str,
    /// The whole font file.
    pub bytes: &'static [u8],
    /// Font units in an em.
    pub units_per_em: u16,
    /// Height above the baseline, font units.
    pub ascender: i16,
    /// Depth below the baseline, font units, negative.
    pub descender: i16,
    /// Bounding box of all glyphs: x min, y min, x max, y max, font units.
    pub bounds: [i16; 4],
    /// Weight class, 400 or 700.
    pub weight: u16,
    ascii: [Option<Glyph>; 128],
    others: HashMap<char, Glyph>,
    replacement: char,
}

impl Font {
    fn parse(face: &'static str, bytes: &'static [u8], weight: u16) -> Result<Self, FormsError> {
        let refuse = |reason: String| FormsError::Font { face, reason };
        let parsed = ttf_parser::Face::parse(bytes, 0).map_err(|error| refuse(error.to_string()))?;
        let cmap = parsed.tables().cmap.ok_or_else(|| refuse("no character map".to_owned()))?;
        let mut others = HashMap::new();
        for subtable in cmap.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
            subtable.codepoints(|code| {
                let found = char::from_u32(code).zip(subtable.glyph_index(code));
                if let Some((character, id)) = found.filter(|(_, id)| id.0 != 0) {
                    let advance = parsed.glyph_hor_advance(id).unwrap_or(0);
                    others.entry(character).or_insert(Glyph { id: id.0, advance });
                }
            });
        }
        // The sign of a divided word looks like a hyphen, whether the font has one of its own or not.
        if let Some(hyphen) = others.get(&'-').copied() {
            others.entry(hyphen::SOFT).or_insert(hyphen);
        }
        let mut ascii = [None; 128];
        for (slot, code) in ascii.iter_mut().zip(0_u8..) {
            *slot = others.get(&char::from(code)).copied();
        }
        let replacement = ['\u{FFFD}', '\u{25A1}', '\u{25AF}', '?']
            .into_iter()
            .find(|sign| others.contains_key(sign))
            .ok_or_else(|| refuse("no sign for missing characters".to_owned()))?;
        let bounds = parsed.global_bounding_box();
        Ok(Self {
            name: face,
            bytes,
            units_per_em: parsed.units_per_em(),
            ascender: parsed.ascender(),
            descender: parsed.descender(),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
            weight,
            ascii,
            others,
            replacement,
        })
    }

    /// The glyph of a character, or `None` if the font lacks it.
    #[must_use]
    pub fn find_glyph(&self, character: char) -> Option<Glyph> {
        match u8::try_from(character) {
            Ok(code) if code < 128 => self.ascii[usize::from(code)],
            Ok(_) | Err(_) => self.others.get(&character).copied(),
        }
    }

    /// Advance of a character at 1 pt. The width is cut to whole thousandths of an em exactly as the PDF writer cuts it, so that
    /// measured and printed widths agree.
    fn advance(&self, character: char) -> f64 {
        let advance = self.find_glyph(character).map_or(0, |glyph| glyph.advance);
        f64::from(u32::from(advance) * 1000 / u32::from(self.units_per_em.max(1))) / 1000.0
    }
}

/// The parsed faces. Made once a process.
#[derive(Debug)]
pub struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    /// The fonts shipped with the program.
    ///
    /// # Errors
    /// [`FormsError::Font`] only when the build itself is broken.
    pub fn builtin() -> Result<&'static Self, FormsError> {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        if let Some(fonts) = FONTS.get() {
            return Ok(fonts);
        }
        let fonts = Self {
            regular: Font::parse(
                "Arimo-Regular",
                include_bytes!("../../../assets/fonts/Arimo-Regular.ttf"),
                400,
            )?,
            bold: Font::parse("Arimo-Bold", include_bytes!("../../../assets/fonts/Arimo-Bold.ttf"), 700)?,
        };
        Ok(FONTS.get_or_init(|| fonts))
    }

    /// One face.
    #[must_use]
    pub fn get(&self, face: Face) -> &Font {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    /// Width of a piece of text in pt. Characters that the font lacks count as nothing; see [`Typesetter::clean`].
    #[must_use]
    pub fn measure(&self, text: &str, style: Style) -> f64 {
        let font = self.get(style.face);
        text.chars().map(|character| font.advance(character)).sum::<f64>() * style.size
    }

    /// Distance from the top of a line to its baseline, pt.
    #[must_use]
    pub fn baseline(&self, style: Style) -> f64 {
        let font = self.get(style.face);
        let em = f64::from(font.units_per_em);
        let (up, down) = (f64::from(font.ascender) / em, -f64::from(font.descender) / em);
        (style.line_height() - (up + down) * style.size) / 2.0 + up * style.size
    }
}

/// One line that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct SetLine {
    /// Cleaned text without break characters.
    pub text: String,
    /// Width in pt.
    pub width: f64,
}

/// Sets text and remembers what it had to replace.
#[derive(Debug)]
pub struct Typesetter {
    fonts: &'static Fonts,
    replaced: BTreeSet<char>,
}

impl Typesetter {
    /// A typesetter with the fonts shipped.
    ///
    /// # Errors
    /// As [`Fonts::builtin`].
    pub fn new() -> Result<Self, FormsError> {
        Ok(Self { fonts: Fonts::builtin()?, replaced: BTreeSet::new() })
    }

    /// The fonts it measures with.
    #[must_use]
    pub fn fonts(&self) -> &'static Fonts {
        self.fonts
    }

    /// Characters replaced so far; forgets them.
    pub fn take_replaced(&mut self) -> Vec<char> {
        std::mem::take(&mut self.replaced).into_iter().collect()
    }

    /// Text as it can be printed: composed (NFC), tabs and odd spaces as spaces, every kind of line end as `\n`, marks without a
    /// shape dropped, everything that the face lacks replaced by a visible sign.
    pub fn clean<'t>(&mut self, text: &'t str, face: Face) -> Cow<'t, str> {
        if text.bytes().all(|byte| (0x20..0x7F).contains(&byte) || byte == b'\n') {
            return Cow::Borrowed(text);
        }
        let composed: Cow<'t, str> = match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => Cow::Borrowed(text),
            IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
        };
        let font = self.fonts.get(face);
        let mut out = String::with_capacity(composed.len());
        let mut characters = composed.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\r' if characters.peek() == Some(&'\n') => {}
                '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
                '\t' => out.push_str("    "),
                '\u{3000}' => out.push(' '),
                // The bullets of the Symbol and Wingdings fonts, as pasted from a word processor.
                '\u{F0A7}' | '\u{F0B7}' => out.push('\u{2022}'),
                '\u{A0}' | '\u{2007}' | '\u{202F}' => out.push('\u{A0}'),
                other if is_shapeless(other) => {}
                other if needs_shaping(other) || font.find_glyph(other).is_none() => {
                    self.replaced.insert(other);
                    out.push(font.replacement);
                }
                other => out.push(other),
            }
        }
        Cow::Owned(out)
    }

    /// Breaks text into lines at most `width` pt wide. An empty text gives no line; an empty line between two others stays. A word is
    /// divided only where no line could hold it; what belongs together, such as a date, is parted only where it must be.
    pub fn set_lines(&mut self, text: &str, style: Style, width: f64) -> Vec<SetLine> {
        let cleaned = self.clean(text, style.face);
        if cleaned.trim().is_empty() {
            return Vec::new();
        }
        if !cleaned.contains('\n') {
            let whole = self.finish_line(cleaned.trim_end(), style);
            if whole.width <= width {
                return vec![whole];
            }
        }
        let mut lines = Vec::new();
        // Where a line may end: anywhere between words, and better where nothing ties them.
        let (mut start, mut word_end, mut free_end) = (0, 0, 0);
        for (end, opportunity) in linebreaks(&cleaned) {
            while let Some(overflow) = self.overflow_at(cleaned[start..end].trim_end(), style, width) {
                let line_end = if free_end > start { free_end } else { word_end };
                if line_end > start {
                    lines.push(self.finish_line(cleaned[start..line_end].trim_end(), style));
                    start = line_end;
                } else if let Some(cut) = self.find_division(&cleaned[start..end], style, width) {
                    let part = format!("{}{}", &cleaned[start..start + cut], hyphen::SOFT);
                    lines.push(self.finish_line(&part, style));
                    start += cut;
                } else {
                    lines.push(self.finish_line(cleaned[start..start + overflow].trim_end(), style));
                    start += overflow;
                }
            }
            word_end = end;
            if !ties::is_tied(&cleaned[start..end], &cleaned[end..]) {
                free_end = end;
            }
            if opportunity == BreakOpportunity::Mandatory {
                lines.push(self.finish_line(cleaned[start..end].trim_end(), style));
                start = end;
            }
        }
        while lines.last().is_some_and(|line| line.text.is_empty()) {
            lines.pop();
        }
        lines
    }

    /// Where a word wider than a line is divided.
    fn find_division(&self, word: &str, style: Style, width: f64) -> Option<usize> {
        let sign = self.fonts.measure("-", style);
        let fits = |at: &usize| self.fonts.measure(&word[..*at], style) + sign <= width;
        hyphen::list_divisions(word).into_iter().rev().find(fits)
    }

    /// Shortens text to one line of at most `width` pt, with an ellipsis where something was left out.
    pub fn shorten(&mut self, text: &str, style: Style, width: f64) -> SetLine {
        let cleaned = self.clean(text, style.face).replace('\n', " ");
        let mut kept = cleaned.trim_end().to_owned();
        let mut line = self.finish_line(&kept, style);
        while line.width > width && kept.pop().is_some() {
            line = self.finish_line(&format!("{}\u{2026}", kept.trim_end()), style);
        }
        line
    }

    /// Byte index at which `text` stops fitting into `width`, or `None` if it fits. Never 0: one character always counts as
    /// fitting, or nothing could be set in a box narrower than a letter.
    fn overflow_at(&self, text: &str, style: Style, width: f64) -> Option<usize> {
        let font = self.fonts.get(style.face);
        let mut used = 0.0;
        for (index, character) in text.char_indices() {
            used += font.advance(character) * style.size;
            if used > width + 1e-6 && index > 0 {
                return Some(index);
            }
        }
        None
    }

    fn finish_line(&self, text: &str, style: Style) -> SetLine {
        let text = text.replace('\u{A0}', " ");
        let width = self.fonts.measure(&text, style);
        SetLine { text, width }
    }
}

/// Marks that steer other characters and have no shape of their own: joiners, direction marks, variation selectors, soft hyphen.
fn is_shapeless(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Hebrew, Arabic and their relatives: right to left, which this typesetter cannot do.
fn needs_shaping(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f64) -> Vec<String> {
        let mut typesetter = Typesetter::new().unwrap();
        let set = typesetter.set_lines(text, Style::regular(10.0), width);
        for line in &set {
            assert!(line.width <= width + 1e-6, "{line:?} is wider than {width}");
        }
        set.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_long_text_breaks_at_spaces_and_loses_no_word() {
        let text = "Tingkatkan ketelitian laporan triwulan dan dampingi rekan kerja yang baru";
        let set = lines(text, 100.0);
        assert!(set.len() > 2);
        assert_eq!(set.join(" "), text);
    }

    #[test]
    fn a_word_without_spaces_is_broken_inside() {
        let text = "x".repeat(5_000);
        assert_eq!(lines(&text, 120.0).concat(), text);
    }

    #[test]
    fn a_word_is_divided_only_where_no_line_could_hold_it() {
        assert_eq!(lines("skema pelayanan", 60.0), ["skema", "pelayanan"]);
        let set = lines("skema pertanggungjawaban", 60.0);
        assert_eq!(set, ["skema", "pertanggung\u{ad}", "jawaban"]);
    }

    #[test]
    fn a_date_a_share_and_a_number_stay_on_a_line_that_can_hold_them() {
        assert_eq!(lines("paling lambat 30 September 2026", 110.0), ["paling lambat", "30 September 2026"]);
        assert_eq!(lines("tepat waktu 90 %", 70.0), ["tepat waktu", "90 %"]);
        assert_eq!(lines("Pemerintah Nomor 30 Tahun", 90.0), ["Pemerintah", "Nomor 30 Tahun"]);
        assert_eq!(lines("30 September 2026", 60.0), ["30", "September", "2026"]);
    }

    #[test]
    fn every_kind_of_line_end_breaks_and_empty_lines_between_stay() {
        assert_eq!(lines("a\r\nb\n\nc\rd\u{2028}e\n\n", 100.0), ["a", "b", "", "c", "d", "e"]);
    }

    #[test]
    fn nothing_gives_no_line() {
        assert!(lines("", 100.0).is_empty());
        assert!(lines(" \n \t", 100.0).is_empty());
    }

    #[test]
    fn a_character_that_the_font_lacks_is_seen_and_reported() {
        let mut typesetter = Typesetter::new().unwrap();
        let set = typesetter.set_lines("Budi \u{1F600}\u{627}\u{4E2D}", Style::regular(10.0), 200.0);
        let sign = typesetter.fonts().get(Face::Regular).replacement;
        assert_eq!(set[0].text, format!("Budi {sign}{sign}{sign}"));
        assert_eq!(typesetter.take_replaced(), ['\u{627}', '\u{4E2D}', '\u{1F600}']);
        assert!(typesetter.take_replaced().is_empty());
    }

    #[test]
    fn decomposed_letters_are_composed_and_shapeless_marks_dropped() {
        let mut typesetter = Typesetter::new().unwrap();
        assert_eq!(typesetter.clean("Rene\u{301}\u{200D}", Face::Bold), "Ren\u{e9}");
        assert_eq!(typesetter.clean("\u{F0B7}\tTarget", Face::Regular), "\u{2022}    Target");
        assert!(typesetter.take_replaced().is_empty());
    }

    #[test]
    fn a_shortened_line_fits_and_shows_it() {
        let mut typesetter = Typesetter::new().unwrap();
        let line = typesetter.shorten(&"Nama ".repeat(80), Style::regular(8.0), 90.0);
        assert!(line.width <= 90.0 && line.text.ends_with('\u{2026}'));
    }

    #[test]
    fn the_widths_are_those_of_arial() {
        let fonts = Fonts::builtin().unwrap();
        // Arial: W 0.944 em, i 0.222 em.
        assert!((fonts.measure("Wi", Style::regular(1.0)) - 1.165).abs() < 0.002);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_fits_its_box_and_keeps_its_letters(text in "\\PC{0,200}", width in 20.0_f64..300.0) {
            let mut typesetter = Typesetter::new().unwrap();
            let style = Style::regular(9.0);
            let set = typesetter.set_lines(&text, style, width);
            for line in &set {
                proptest::prop_assert!(line.width <= width + 1e-6);
            }
            let wanted: String = typesetter.clean(&text, Face::Regular).chars().filter(|c| !c.is_whitespace()).collect();
            let got: String = set
                .iter()
                .flat_map(|line| line.text.chars())
                .filter(|c| !c.is_whitespace() && *c != hyphen::SOFT)
                .collect();
            proptest::prop_assert_eq!(wanted, got);
        }
    }
}

//! Which characters a batch uses, and the fonts reduced to them.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{FontMetrics, ParsedFont, PdfFontMetricsStub};
use sha2::{Digest, Sha256};

use crate::error::FormsError;
use crate::layout::{Mark, Page};
use crate::text::{FACES, Face, Font, Fonts};

/// The characters of a batch, by face.
#[derive(Default)]
pub(super) struct UsedCharacters {
    regular: BTreeSet<char>,
    bold: BTreeSet<char>,
}

impl UsedCharacters {
    pub(super) fn collect(pages: &[Page]) -> Self {
        let mut used = Self::default();
        for mark in pages.iter().flat_map(|page| &page.marks) {
            match mark {
                Mark::Text { face, text, .. } => used.of_mut(*face).extend(text.chars()),
                Mark::Watermark { text, .. } => used.bold.extend(text.chars()),
                Mark::Fill { .. }
                | Mark::Picture { .. }
                | Mark::Path { .. }
                | Mark::Code { .. }
                | Mark::Rule { .. }
                | Mark::Strike { .. } => {}
            }
        }
        used
    }

    pub(super) fn of(&self, face: Face) -> &BTreeSet<char> {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    fn of_mut(&mut self, face: Face) -> &mut BTreeSet<char> {
        match face {
            Face::Regular => &mut self.regular,
            Face::Bold => &mut self.bold,
        }
    }

    /// Characters that share a glyph with a smaller one, and that smaller one: a glyph can be copied out of the file as one
    /// character only, so all who share it are written as the first.
    pub(super) fn twins(&self, fonts: &Fonts) -> BTreeMap<(Face, char), char> {
        let mut twins = BTreeMap::new();
        for face in FACES {
            let mut first = BTreeMap::new();
            for character in self.of(face) {
                if let Some(glyph) = fonts.get(face).find_glyph(*character) {
                    let known = *first.entry(glyph.id).or_insert(*character);
                    if known != *character {
                        twins.insert((face, *character), known);
                    }
                }
            }
        }
        twins
    }
}

/// A font reduced to the glyphs of `characters`, or `None` if there are none.
pub(super) fn reduce(font: &Font, characters: &BTreeSet<char>) -> Result<Option<ParsedFont>, FormsError> {
    let refuse = |reason: String| FormsError::Font { face: font.name, reason };
    if characters.is_empty() {
        return Ok(None);
    }
    let mut remapper = subsetter::GlyphRemapper::new();
    let (mut codes, mut widths) = (BTreeMap::new(), BTreeMap::new());
    let mut tag = Sha256::new();
    for character in characters {
        let glyph =
            font.find_glyph(*character).ok_or_else(|| refuse("a character was not cleaned".to_owned()))?;
        let id = remapper.remap(glyph.id);
        codes.insert(u32::from(*character), id);
        widths.insert(id, glyph.advance);
        tag.update(glyph.id.to_be_bytes());
    }
    let bytes = subsetter::subset(font.bytes, 0, &remapper).map_err(|error| refuse(error.to_string()))?;
    // Six capital letters name a reduced font; they follow from the glyphs that it holds.
    let letters: String = tag.finalize().iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    let name = format!("{letters}+{}", font.name);
    let metrics = FontMetrics { ascent: font.ascender, descent: font.descender };
    let mut parsed =
        ParsedFont::with_glyph_data(bytes, 0, Some(name), codes, widths, font.units_per_em, metrics);
    let [x_min, y_min, x_max, y_max] = font.bounds;
    parsed.pdf_font_metrics = PdfFontMetricsStub {
        units_per_em: font.units_per_em,
        x_min,
        y_min,
        x_max,
        y_max,
        us_weight_class: font.weight,
        ..PdfFontMetricsStub::default()
    };
    Ok(Some(parsed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_font_is_small_and_named_by_its_glyphs() {
        let font = Fonts::builtin().unwrap().get(Face::Regular);
        let reduced = reduce(font, &"Budi".chars().collect()).unwrap().unwrap();
        assert!(reduced.original_bytes.len() < 10_000, "{}", reduced.original_bytes.len());
        let again = reduce(font, &"iduB".chars().collect()).unwrap().unwrap();
        assert_eq!(reduced.font_name, again.font_name);
        assert!(reduce(font, &BTreeSet::new()).unwrap().is_none());
    }
}

//! *Kop surat*: emblem of the region at the left, region and agency in the ratio 3 : 4, address, double rule
//! (Permendagri 1/2023, naskah dinas; the ratio as agencies note it).
//!
//! Must not know what letter follows.

use serde::{Deserialize, Serialize};

use crate::composer::Composer;
use crate::flow::Block;
use crate::layout::PictureSlot;
use crate::paper::MM;
use crate::paragraph::{Content, Paragraph};
use crate::table::{Cell, Row, Table};
use crate::text::{Align, Style};

const REGION: f64 = 12.0;
const AGENCY: f64 = 16.0;
const ADDRESS: f64 = 9.0;
const EMBLEM_WIDTH: f64 = 20.0 * MM;
const EMBLEM_HEIGHT: f64 = 24.0 * MM;

/// The head of an office's letters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Letterhead {
    /// "PEMERINTAH KABUPATEN SUKAMAJU".
    pub region: String,
    /// "DINAS KOMUNIKASI DAN INFORMATIKA", and below it a unit of its own, a line each.
    pub agency: Vec<String>,
    /// Address, telephone, website, e-mail, postcode, a line each.
    pub address: Vec<String>,
}

impl Composer<'_> {
    /// The kop, or nothing where the office has none.
    pub(crate) fn kop(&self) -> Vec<Block> {
        let Some(letterhead) = &self.options.letterhead else { return Vec::new() };
        let centred = |text: &String, style| Paragraph::text(text, style).align(Align::Centre);
        let mut lines = vec![centred(&letterhead.region, Style::regular(REGION))];
        lines.extend(letterhead.agency.iter().map(|line| centred(line, Style::bold(AGENCY))));
        lines.extend(letterhead.address.iter().map(|line| centred(line, Style::regular(ADDRESS))));
        let (emblem, air) = (EMBLEM_WIDTH, 3.0 * MM);
        let has_emblem = self.options.region_emblem.is_some();
        let (columns, cells) = if has_emblem {
            let picture = Content::Picture(PictureSlot::RegionEmblem, EMBLEM_WIDTH, EMBLEM_HEIGHT);
            let columns = vec![emblem, air, self.width - 2.0 * emblem - 2.0 * air, emblem + air];
            let emblem = Cell::of(picture, Style::regular(ADDRESS));
            (columns, vec![emblem, Cell::empty(), Cell::stack(lines).middle(), Cell::empty()])
        } else {
            (vec![self.width], vec![Cell::stack(lines)])
        };
        let double_rule = Paragraph::of(Content::DoubleRule, Style::regular(ADDRESS)).before(1.5 * MM);
        vec![
            Block::Table(Table::open(columns, vec![Row::of(cells)])),
            Block::Paragraph(double_rule),
            Block::Gap(4.0 * MM),
        ]
    }
}

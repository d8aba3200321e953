//! What the office's papers look like beyond their words: letterhead, emblem, margins, the variants that agencies print differently, which days objections count.
//!
//! Must not know how a form is laid out. Invariant: an emblem that is kept was decoded once and is of bounded size, so that no printing fails on it.

use serde::{Deserialize, Serialize};
use tilik_appraisal::objection::DayUnit;
use tilik_forms::{Margins, Picture};
use tilik_journal::catalogue::office;
use tilik_journal::{Document, Role, Value};
use ts_rs::TS;

use crate::record::{Writes, text};
use crate::session::office_id;
use crate::settings::read_line;
use crate::sheet::ScanMedia;
use crate::wording::{self, VariantKey, VariantState};
use crate::{Failure, Office};

/// Most bytes of an emblem's file.
pub const LARGEST_EMBLEM: usize = 2 * 1024 * 1024;
/// Least and most pixels of a side of an emblem: printed 25 mm high, fewer are a blur and more are for nothing.
pub const EMBLEM_SIDE: std::ops::RangeInclusive<usize> = 64..=2_000;
/// Least and most millimetres of a margin.
pub const MARGIN: std::ops::RangeInclusive<i64> = 5..=60;

/// White borders of the page, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MarginsMm {
    /// From the top edge.
    pub top: i64,
    /// From the right edge.
    pub right: i64,
    /// From the bottom edge.
    pub bottom: i64,
    /// From the left edge.
    pub left: i64,
}

impl Default for MarginsMm {
    fn default() -> Self {
        Self { top: 20, right: 20, bottom: 25, left: 30 }
    }
}

/// An emblem that the office keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Emblem {
    /// PNG or JPEG.
    pub media: ScanMedia,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
}

/// What the office's papers look like.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PaperSettings {
    /// The first line of the letterhead: *Pemerintah Kabupaten …*.
    pub government: String,
    /// The second line: the agency.
    pub agency: String,
    /// Street and town.
    pub address: String,
    /// Telephone.
    pub telephone: String,
    /// Website.
    pub website: String,
    /// E-mail.
    pub email: String,
    /// Postcode.
    pub postcode: String,
    /// The region's emblem, when one is kept.
    pub emblem: Option<Emblem>,
    /// Margins.
    pub margins: MarginsMm,
    /// Which days count for objections.
    pub objection_days: DayUnit,
    /// What agencies print differently, beyond single words.
    pub variants: Vec<VariantState>,
    /// Whether the user may change these.
    pub may_change: bool,
    /// Whether the user may say which days count.
    pub may_change_days: bool,
}

/// A choice among the ways of one variant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct VariantChoice {
    /// What.
    pub key: VariantKey,
    /// The key of the choice.
    pub choice: String,
}

/// What of it shall be otherwise; the rest stays.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[ts(optional_fields)]
pub struct PaperChange {
    /// The first line of the letterhead.
    pub government: Option<String>,
    /// Street and town.
    pub address: Option<String>,
    /// Telephone.
    pub telephone: Option<String>,
    /// Website.
    pub website: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Margins.
    pub margins: Option<MarginsMm>,
    /// Which days count for objections.
    pub objection_days: Option<DayUnit>,
    /// A choice among variants.
    pub variant: Option<VariantChoice>,
}

const MARGIN_FIELDS: [u32; 4] =
    [office::MARGIN_TOP, office::MARGIN_RIGHT, office::MARGIN_BOTTOM, office::MARGIN_LEFT];

impl MarginsMm {
    /// As the forms take them.
    pub(crate) fn on_paper(self) -> Margins {
        // A margin has two digits.
        let mm = |side: i64| f64::from(i32::try_from(side).unwrap_or_default());
        Margins { top: mm(self.top), bottom: mm(self.bottom), left: mm(self.left), right: mm(self.right) }
    }

    fn sides(self) -> [i64; 4] {
        [self.top, self.right, self.bottom, self.left]
    }

    fn read(own: &Document) -> Self {
        let usual = Self::default().sides();
        let [top, right, bottom, left] = std::array::from_fn(|at| {
            own.value(MARGIN_FIELDS[at]).and_then(Value::as_int).unwrap_or(usual[at])
        });
        Self { top, right, bottom, left }
    }
}

impl Office {
    /// What the office's papers look like.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn paper_settings(&self) -> Result<PaperSettings, Failure> {
        let own = self.office_record()?;
        let line = |field| text(&own, field);
        Ok(PaperSettings {
            government: line(office::GOVERNMENT),
            agency: line(office::AGENCY),
            address: line(office::ADDRESS),
            telephone: line(office::TELEPHONE),
            website: line(office::WEBSITE),
            email: line(office::EMAIL),
            postcode: line(office::POSTCODE),
            emblem: self.read_emblem()?.and_then(|bytes| check_emblem(&bytes).ok()),
            margins: MarginsMm::read(&own),
            objection_days: self.objection_days()?,
            variants: wording::list_variants(&own),
            may_change: self.need_role(&[Role::Kepala, Role::Operator]).is_ok(),
            may_change_days: self.need_role(&[Role::Kepala]).is_ok(),
        })
    }

    /// Changes what the office's papers look like, as one act; answers it as it stands then. What is closed stays as it was.
    ///
    /// # Errors
    /// `user.not_permitted`, `office.line_too_long`, `paper.margin` with the side and its bounds, `office.wording_unknown`, and those of saving.
    pub fn change_paper(&mut self, change: &PaperChange) -> Result<PaperSettings, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        if change.objection_days.is_some() {
            self.need_role(&[Role::Kepala])?;
        }
        let now = self.office_record()?;
        let mut writes = Writes::to(office::KIND, office_id());
        for (name, field, typed) in [
            ("government", office::GOVERNMENT, &change.government),
            ("address", office::ADDRESS, &change.address),
            ("telephone", office::TELEPHONE, &change.telephone),
            ("website", office::WEBSITE, &change.website),
            ("email", office::EMAIL, &change.email),
            ("postcode", office::POSTCODE, &change.postcode),
        ] {
            if let Some(typed) = typed {
                writes = writes.change(Some(&now), field, read_line(name, typed)?);
            }
        }
        for (field, side) in MARGIN_FIELDS.into_iter().zip(change.margins.iter().flat_map(|all| all.sides()))
        {
            if !MARGIN.contains(&side) {
                return Err(Failure::new("paper.margin")
                    .with("found", side)
                    .with("least", *MARGIN.start())
                    .with("limit", *MARGIN.end()));
            }
            writes = writes.change(Some(&now), field, side);
        }
        writes =
            writes.change_some(Some(&now), office::OBJECTION_DAYS, change.objection_days.map(DayUnit::code));
        if let Some(VariantChoice { key, choice }) = &change.variant {
            if !wording::is_variant(*key, choice) {
                return Err(Failure::new("office.wording_unknown").with("choice", choice.as_str()));
            }
            writes = writes.change(Some(&now), key.field(), choice.as_str());
        }
        if let Some(group) = writes.into_group() {
            let act = self.act("office.paper_changed", vec![group])?;
            self.save(vec![act])?;
        }
        self.paper_settings()
    }

    /// Keeps the region's emblem in place of an earlier one.
    ///
    /// # Errors
    /// `user.not_permitted`; `emblem.too_large`, `emblem.kind_unknown`, `emblem.unreadable`, `emblem.side` for what cannot be printed; those of the disk and of saving.
    pub fn set_emblem(&mut self, bytes: &[u8]) -> Result<PaperSettings, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        check_emblem(bytes)?;
        let vault = self.store().vault();
        let hash = self.store().attachments()?.put(bytes, vault.surroundings())?;
        self.write_emblem(Value::Bytes(hash.to_vec()))
    }

    /// Prints without an emblem from now on.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving.
    pub fn drop_emblem(&mut self) -> Result<PaperSettings, Failure> {
        self.need_role(&[Role::Kepala, Role::Operator])?;
        self.write_emblem(Value::Null)
    }

    fn write_emblem(&mut self, hash: Value) -> Result<PaperSettings, Failure> {
        let now = self.office_record()?;
        let writes = Writes::to(office::KIND, office_id()).change(Some(&now), office::EMBLEM, hash);
        if let Some(group) = writes.into_group() {
            let act = self.act("office.paper_changed", vec![group])?;
            self.save(vec![act])?;
        }
        self.paper_settings()
    }

    /// The bytes of the emblem, when one is kept. One whose file has not come to this laptop, or is damaged, is none: papers are printed all the same.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read_emblem(&self) -> Result<Option<Vec<u8>>, Failure> {
        let own = self.office_record()?;
        let hash = own.value(office::EMBLEM).and_then(Value::as_bytes);
        let Some(hash) = hash.and_then(|hash| <[u8; 32]>::try_from(hash).ok()) else { return Ok(None) };
        Ok(self.store().vault().attachments()?.get(&hash).ok().map(|bytes| bytes.to_vec()))
    }

    /// Whether an objection that was decided is printed in the document itself.
    pub(crate) fn prints_objections(&self) -> Result<bool, Failure> {
        Ok(text(&self.office_record()?, office::OBJECTION_BLOCKS) != "never")
    }
}

/// Whether bytes are a picture that can be printed as an emblem: PNG or JPEG, no scripts, no outside references.
///
/// # Errors
/// `emblem.too_large`, `emblem.kind_unknown`, `emblem.unreadable`, `emblem.side`.
pub fn check_emblem(bytes: &[u8]) -> Result<Emblem, Failure> {
    if bytes.len() > LARGEST_EMBLEM {
        return Err(Failure::new("emblem.too_large")
            .with("megabytes", bytes.len().div_ceil(1024 * 1024))
            .with("limit", LARGEST_EMBLEM / 1024 / 1024));
    }
    let (media, size) = match ScanMedia::of(bytes) {
        Some(ScanMedia::Png) => (ScanMedia::Png, find_png_size(bytes)),
        Some(ScanMedia::Jpeg) => (ScanMedia::Jpeg, find_jpeg_size(bytes)),
        Some(ScanMedia::Pdf) | None => return Err(Failure::new("emblem.kind_unknown")),
    };
    let (width, height) = size.ok_or_else(|| Failure::new("emblem.unreadable"))?;
    if !EMBLEM_SIDE.contains(&width) || !EMBLEM_SIDE.contains(&height) {
        return Err(Failure::new("emblem.side")
            .with("width", width)
            .with("height", height)
            .with("least", *EMBLEM_SIDE.start())
            .with("limit", *EMBLEM_SIDE.end()));
    }
    // Decoded as every printing will, so that none fails on it.
    Picture::read(bytes).map_err(|error| Failure::of("emblem.unreadable", &error))?;
    Ok(Emblem { media, width, height })
}

/// Width and height that a PNG claims; `Picture::read` proves the rest.
fn find_png_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let side = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
    };
    Some((side(16)?, side(20)?))
}

/// Width and height of a JPEG whose segments hold together from its beginning to its end.
fn find_jpeg_size(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
    let mut size = None;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        match marker {
            // Frames: all but tables (C4, C8, CC).
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let [_, high_y, low_y, high_x, low_x, ..] = *segment else { return None };
                let side = |high, low| usize::from(u16::from_be_bytes([high, low]));
                size = Some((side(high_x, low_x), side(high_y, low_y)));
            }
            // The scan: coded pixels until the end of the picture.
            0xda => return size.filter(|_| rest.ends_with(&[0xff, 0xd9])),
            _ => {}
        }
        rest = rest.get(2 + length..)?;
    }
}

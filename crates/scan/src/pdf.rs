//! The pictures of a scanned PDF, without drawing the page: a scanner puts one picture on each.
//!
//! Read: pictures of a page and of the forms on it, packed as DCT (JPEG), Flate, LZW, not at all, or CCITT group 4, with 1, 2, 4, 8 or 16 bits in grey, RGB,
//! CMYK or a palette. Not read, and said so: JBIG2, JPEG 2000, CCITT group 3, run lengths, pictures within the page's own commands, files locked by a password.
//! A page that is put together of several pictures (strips, or letters apart from their background) gives each of them to the search for QRs, but is no
//! single picture.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use crate::ccitt;
use crate::error::ScanError;
use crate::picture::{Picture, check_size};
use crate::pixels::{Colours, Raster};

/// Most pages: a stack that a scanner's feeder does not hold.
const MOST_PAGES: usize = 500;
/// Most pictures of a page that are looked at, the largest first.
const MOST_PICTURES: usize = 24;
/// Smaller ones hold no QR: logos, lines.
const LEAST_SIDE: u32 = 80;
/// Most bytes of one list of objects within the file.
const MOST_OBJECTS: usize = 4 << 20;
/// How deep forms may lie within forms, and pages within folders.
const MOST_DEPTH: usize = 8;

/// An opened PDF.
pub(crate) struct Pdf {
    document: Document,
    pages: Vec<ObjectId>,
}

/// A picture of a page, not unpacked yet.
struct Placed<'a> {
    stream: &'a Stream,
    width: u32,
    height: u32,
}

impl Placed<'_> {
    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl Pdf {
    pub(crate) fn open(bytes: &[u8]) -> Result<Self, ScanError> {
        let options = LoadOptions::with_max_decompressed_size(MOST_OBJECTS);
        let document = Document::load_mem_with_options(bytes, options)
            .map_err(|error| ScanError::UnreadablePdf(error.to_string()))?;
        if document.trailer.get(b"Encrypt").is_ok() {
            return Err(ScanError::UnreadablePdf("it is locked by a password".to_owned()));
        }
        let pages: Vec<_> = document.page_iter().take(MOST_PAGES + 1).collect();
        if pages.len() > MOST_PAGES {
            return Err(ScanError::TooManyPages { found: pages.len(), allowed: MOST_PAGES });
        }
        Ok(Self { document, pages })
    }

    pub(crate) fn count(&self) -> usize {
        self.pages.len()
    }

    /// The pictures of a page, the largest first, each unpacked when it is asked for.
    pub(crate) fn pictures(
        &self,
        page: usize,
    ) -> Result<impl Iterator<Item = Result<Picture, ScanError>> + '_, ScanError> {
        let placed = self.list_placed(page)?;
        Ok(placed.into_iter().map(|placed| self.unpack(&placed)))
    }

    /// The one picture of a page, turned as the page is.
    pub(crate) fn picture(&self, page: usize) -> Result<Picture, ScanError> {
        let placed = self.list_placed(page)?;
        let largest = placed.first().ok_or(ScanError::NoPicture)?;
        if placed.get(1).is_some_and(|second| second.pixels() * 20 > largest.pixels()) {
            return Err(ScanError::UnreadPacking("several pictures on one page".to_owned()));
        }
        let picture = self.unpack(largest)?;
        let turned = self.find_inherited(*self.pages.get(page).ok_or(ScanError::NoPicture)?, b"Rotate");
        Ok(picture.turned(turned.and_then(|turned| turned.as_i64().ok()).unwrap_or_default()))
    }

    fn list_placed(&self, page: usize) -> Result<Vec<Placed<'_>>, ScanError> {
        let id = *self.pages.get(page).ok_or(ScanError::NoPicture)?;
        let mut placed = Vec::new();
        let mut seen = HashSet::new();
        if let Some(resources) = self.find_inherited(id, b"Resources").and_then(|found| found.as_dict().ok())
        {
            self.collect(resources, 0, &mut seen, &mut placed);
        }
        if placed.is_empty() {
            return Err(ScanError::NoPicture);
        }
        placed.sort_by_key(|placed| std::cmp::Reverse(placed.pixels()));
        placed.truncate(MOST_PICTURES);
        Ok(placed)
    }

    fn collect<'a>(
        &'a self,
        resources: &'a Dictionary,
        depth: usize,
        seen: &mut HashSet<ObjectId>,
        placed: &mut Vec<Placed<'a>>,
    ) {
        let Some(objects) = self.get(resources, b"XObject").and_then(|found| found.as_dict().ok()) else {
            return;
        };
        for (_, object) in objects {
            // A form that holds itself, or a picture that stands there twice.
            if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
                continue;
            }
            let Some(stream) = self.resolve(object).and_then(|object| object.as_stream().ok()) else {
                continue;
            };
            match stream.dict.get(b"Subtype").and_then(Object::as_name) {
                Ok(b"Image") => {
                    let side = |key: &[u8]| {
                        self.get(&stream.dict, key)?.as_i64().ok().and_then(|side| u32::try_from(side).ok())
                    };
                    if let (Some(width), Some(height)) = (side(b"Width"), side(b"Height"))
                        && width.min(height) >= LEAST_SIDE
                    {
                        placed.push(Placed { stream, width, height });
                    }
                }
                Ok(b"Form") if depth < MOST_DEPTH => {
                    if let Some(own) =
                        self.get(&stream.dict, b"Resources").and_then(|found| found.as_dict().ok())
                    {
                        self.collect(own, depth + 1, seen, placed);
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
    }

    fn unpack(&self, placed: &Placed<'_>) -> Result<Picture, ScanError> {
        let (width, height) = (placed.width, placed.height);
        check_size(width, height)?;
        let dict = &placed.stream.dict;
        let filters = self.list_filters(dict);
        let is_inverted = self.is_inverted(dict);
        let picture = match filters.split_last() {
            Some((last, before)) if last == "DCTDecode" || last == "DCT" => {
                Picture::from_file(&unwrap(placed.stream, before)?)?
            }
            Some((last, before)) if last == "CCITTFaxDecode" || last == "CCF" => {
                let parameters = self.find_last_parameters(dict);
                let packed = unwrap(placed.stream, before)?;
                self.unpack_fax(&packed, parameters, width, height)?
            }
            _ => {
                let raster = Raster {
                    width,
                    height,
                    bits: self.find_bits(dict),
                    colours: self.find_colours(dict, 0)?,
                };
                raster.to_picture(&unpack_raw(placed.stream, &filters, raster.size()?)?)?
            }
        };
        Ok(if is_inverted { picture.inverted() } else { picture })
    }

    fn unpack_fax(
        &self,
        packed: &[u8],
        parameters: Option<&Dictionary>,
        width: u32,
        height: u32,
    ) -> Result<Picture, ScanError> {
        let get = |key: &[u8]| parameters.and_then(|parameters| self.get(parameters, key));
        let number = |key: &[u8]| get(key).and_then(|found| found.as_i64().ok());
        if number(b"K").unwrap_or_default() >= 0 {
            return Err(ScanError::UnreadPacking("CCITT group 3".to_owned()));
        }
        let columns = number(b"Columns").unwrap_or(1_728);
        if columns != i64::from(width) {
            return Err(ScanError::Damaged("the fax code has another width than its picture".to_owned()));
        }
        let is_inverted = get(b"BlackIs1").is_some_and(|found| found.as_bool().unwrap_or_default());
        ccitt::unpack(packed, ccitt::Packing { width, height, is_inverted })
    }

    fn list_filters(&self, dict: &Dictionary) -> Vec<String> {
        let name = |object: &Object| {
            let found = self.resolve(object).and_then(|found| found.as_name().ok());
            String::from_utf8_lossy(found.unwrap_or_default()).into_owned()
        };
        match self.get(dict, b"Filter") {
            Some(Object::Array(filters)) => filters.iter().map(name).collect(),
            Some(filter) => vec![name(filter)],
            None => Vec::new(),
        }
    }

    fn find_last_parameters<'a>(&'a self, dict: &'a Dictionary) -> Option<&'a Dictionary> {
        let found = self.get(dict, b"DecodeParms")?;
        let last = found.as_array().ok().and_then(|all| all.last());
        last.map_or(Some(found), |last| self.resolve(last))?.as_dict().ok()
    }

    fn find_bits(&self, dict: &Dictionary) -> u8 {
        let is_mask = self.get(dict, b"ImageMask").is_some_and(|found| found.as_bool().unwrap_or_default());
        let bits = self.get(dict, b"BitsPerComponent").and_then(|found| found.as_i64().ok());
        if is_mask { 1 } else { bits.and_then(|bits| u8::try_from(bits).ok()).unwrap_or(8) }
    }

    /// `Decode [1 0]`: the greatest value is black.
    fn is_inverted(&self, dict: &Dictionary) -> bool {
        let first = self
            .get(dict, b"Decode")
            .and_then(|found| found.as_array().ok())
            .and_then(|pairs| pairs.first())
            .and_then(|first| first.as_float().ok());
        first.is_some_and(|first| first > 0.5)
    }

    fn find_colours(&self, dict: &Dictionary, depth: usize) -> Result<Colours, ScanError> {
        match self.get(dict, b"ColorSpace") {
            None => Ok(Colours::Grey),
            Some(space) => self.read_colours(space, depth),
        }
    }

    fn read_colours(&self, space: &Object, depth: usize) -> Result<Colours, ScanError> {
        let unread = |name: &[u8]| ScanError::UnreadPacking(String::from_utf8_lossy(name).into_owned());
        if depth > MOST_DEPTH {
            return Err(unread(b"nested colours"));
        }
        if let Ok(name) = space.as_name() {
            return match name {
                b"DeviceGray" | b"G" | b"CalGray" => Ok(Colours::Grey),
                b"DeviceRGB" | b"RGB" | b"CalRGB" => Ok(Colours::Rgb),
                b"DeviceCMYK" | b"CMYK" => Ok(Colours::Cmyk),
                other => Err(unread(other)),
            };
        }
        let parts = space.as_array().map_err(|_| unread(b"unknown colours"))?;
        let part = |at: usize| parts.get(at).and_then(|part| self.resolve(part));
        let name = part(0).and_then(|name| name.as_name().ok()).unwrap_or_default();
        match name {
            b"ICCBased" => {
                let profile = part(1).and_then(|profile| profile.as_stream().ok());
                match profile.and_then(|profile| self.get(&profile.dict, b"N")).and_then(|n| n.as_i64().ok())
                {
                    Some(1) => Ok(Colours::Grey),
                    Some(3) => Ok(Colours::Rgb),
                    Some(4) => Ok(Colours::Cmyk),
                    Some(_) | None => Err(unread(name)),
                }
            }
            b"CalGray" => Ok(Colours::Grey),
            b"CalRGB" => Ok(Colours::Rgb),
            b"Indexed" | b"I" => {
                let base = self.read_colours(part(1).ok_or_else(|| unread(name))?, depth + 1)?;
                let table = part(3).ok_or_else(|| unread(name))?;
                let table = if let Ok(stream) = table.as_stream() {
                    unpack_raw(stream, &self.list_filters(&stream.dict), Colours::MOST_TABLE)?
                } else {
                    table.as_str().map_err(|_| unread(name))?.to_vec()
                };
                base.indexed(&table).ok_or_else(|| unread(name))
            }
            other => Err(unread(other)),
        }
    }

    /// An entry that a page may have from the folders above it.
    fn find_inherited(&self, page: ObjectId, key: &[u8]) -> Option<&Object> {
        let mut dict = self.document.get_dictionary(page).ok()?;
        for _ in 0..MOST_DEPTH * 4 {
            if let Some(found) = self.get(dict, key) {
                return Some(found);
            }
            dict = self.get(dict, b"Parent")?.as_dict().ok()?;
        }
        None
    }

    fn get<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        self.resolve(dict.get(key).ok()?)
    }

    fn resolve<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|(_, found)| found)
    }
}

/// What is left when the filters before the picture's own are undone.
fn unwrap(stream: &Stream, before: &[String]) -> Result<Vec<u8>, ScanError> {
    if before.is_empty() {
        return Ok(stream.content.clone());
    }
    unpack_raw(stream, before, crate::pages::MOST_BYTES)
}

/// Undoes filters that lopdf knows, up to so many bytes.
fn unpack_raw(stream: &Stream, filters: &[String], most: usize) -> Result<Vec<u8>, ScanError> {
    const KNOWN: [&str; 3] = ["FlateDecode", "LZWDecode", "ASCII85Decode"];
    if let Some(other) = filters.iter().find(|filter| !KNOWN.contains(&filter.as_str())) {
        return Err(ScanError::UnreadPacking(other.clone()));
    }
    let damaged = |error: lopdf::Error| ScanError::Damaged(error.to_string());
    if filters.is_empty() {
        return Ok(stream.content.iter().take(most).copied().collect());
    }
    let mut dict = Dictionary::new();
    dict.set(
        "Filter",
        filters.iter().map(|filter| Object::Name(filter.clone().into_bytes())).collect::<Vec<_>>(),
    );
    let parameters = match stream.dict.get(b"DecodeParms") {
        Ok(Object::Array(all)) => all.iter().find(|one| one.as_dict().is_ok()).cloned(),
        Ok(one) => Some(one.clone()),
        Err(_) => None,
    };
    if let Some(parameters) = parameters {
        dict.set("DecodeParms", parameters);
    }
    // A predictor adds a byte to each row; a stream that is longer than its picture is cut by whoever reads it.
    Stream::new(dict, stream.content.clone())
        .decompressed_content_with_limit(most.saturating_add(most / 4).saturating_add(1 << 16))
        .map_err(damaged)
}

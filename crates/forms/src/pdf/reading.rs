//! A finished file read again: what stands in it, not what was meant to.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::error::FormsError;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Sheets, by their bookmarks, each on a page of its own that is there.
    pub sheets: usize,
    /// Pages that have something on them.
    pub pages: usize,
}

/// Counts sheets and pages of a file that [`render`](crate::render) made.
///
/// # Errors
/// [`FormsError::Pdf`] when the bytes are no whole PDF file.
pub fn count(bytes: &[u8]) -> Result<Counted, FormsError> {
    let refuse = |error: lopdf::Error| FormsError::Pdf(error.to_string());
    let document = Document::load_mem(bytes).map_err(refuse)?;
    let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
    let is_written = |page: &&ObjectId| {
        document.get_page_contents(**page).iter().any(
            |id| matches!(document.get_object(*id), Ok(Object::Stream(stream)) if !stream.content.is_empty()),
        )
    };
    let written: BTreeSet<ObjectId> = pages.iter().filter(is_written).copied().collect();
    let mut places = list_bookmarks(&document).map_err(refuse)?;
    places.retain(|page| written.contains(page));
    places.dedup();
    Ok(Counted { sheets: places.len(), pages: written.len() })
}

/// The page of each bookmark, in order.
fn list_bookmarks(document: &Document) -> Result<Vec<ObjectId>, lopdf::Error> {
    let Ok(outlines) = document.catalog()?.get(b"Outlines").and_then(Object::as_reference) else {
        return Ok(Vec::new());
    };
    let mut pages = Vec::new();
    let mut next = document.get_dictionary(outlines)?.get(b"First").and_then(Object::as_reference).ok();
    while let Some(id) = next {
        let bookmark = document.get_dictionary(id)?;
        pages.extend(find_page(document, bookmark));
        next = bookmark.get(b"Next").and_then(Object::as_reference).ok();
    }
    Ok(pages)
}

fn find_page(document: &Document, bookmark: &Dictionary) -> Option<ObjectId> {
    let direct = bookmark.get(b"Dest").ok();
    let action = || {
        let (_, action) = document.dereference(bookmark.get(b"A").ok()?).ok()?;
        action.as_dict().ok()?.get(b"D").ok()
    };
    direct.or_else(action)?.as_array().ok()?.first()?.as_reference().ok()
}

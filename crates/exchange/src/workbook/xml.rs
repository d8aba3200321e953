//! What the readers of XML parts share. Entities of a document's own are never expanded: a reader that meets one
//! stops.

use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::{Reader, XmlVersion};
use std::io::{BufRead, BufReader, Read};

/// A reader that hands out empty elements as a start and an end.
pub(super) fn read_part(part: impl Read) -> Reader<impl BufRead> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, part));
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.trim_text(false);
    reader
}

/// The attribute of this local name.
pub(super) fn find_attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// The text of a reference such as `&amp;` or `&#10;`; `None` for an entity that the document would have to explain.
pub(super) fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter.to_string());
    }
    let text = match reference.as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    };
    Some(text.to_owned())
}

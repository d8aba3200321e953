//! A file of ratings to typed rows: one row a person, for a period that the caller knows. It must not compute a
//! rating or a predicate: what is missing is refused, never filled in. Invariant: a person stands in the result at
//! most once, with both overall ratings.
//!
//! # Format
//!
//! Columns `nip`, `rating_hasil_kerja` (or `result_rating`), `rating_perilaku` (or `behaviour_rating`),
//! `umpan_balik` (or `feedback`); optional ones `catatan` (or `notes`), `tanggal_keputusan` and `lembar_keputusan` (what one's own superior signed, and when) and one for each of the seven values:
//! `berorientasi_pelayanan`, `akuntabel`, `kompeten`, `harmonis`, `loyal`, `adaptif`, `kolaboratif`. Ratings are
//! `di atas ekspektasi`, `sesuai ekspektasi`, `di bawah ekspektasi` (also `above`, `meets`, `below`), whatever the
//! case, spaces and punctuation. Other columns, such as the name, are ignored.

use crate::code;
use crate::date_text::read_date;
use crate::error::FileError;
use crate::finding::{Finding, Notice, Refusal, SkippedRow, count_rows};
use crate::grid::Grid;
use crate::header::{Field, Mapping};
use crate::nip_cell::{NipRead, read_nip};
use crate::rows::{FieldRow, Twin, find_twins, list_hidden, list_mapped, split_rows};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tilik_appraisal::{CoreValue, Nip, Rating};

/// The longest feedback or note, in characters.
pub const MAX_TEXT_CHARS: usize = 4_000;

/// A column of a file of ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RatingField {
    /// NIP.
    Nip,
    /// Overall rating of results.
    ResultRating,
    /// Overall rating of behaviour.
    BehaviourRating,
    /// Feedback that is printed.
    Feedback,
    /// Notes beside it.
    Notes,
    /// The day on which the superior decided.
    DecidedOn,
    /// The paper that the superior signed.
    SignedPaper,
    /// Rating of one of the seven values.
    Value(CoreValue),
}

impl Field for RatingField {
    const ALL: &'static [Self] = &[
        Self::Nip,
        Self::ResultRating,
        Self::BehaviourRating,
        Self::Feedback,
        Self::Notes,
        Self::DecidedOn,
        Self::SignedPaper,
        Self::Value(CoreValue::BerorientasiPelayanan),
        Self::Value(CoreValue::Akuntabel),
        Self::Value(CoreValue::Kompeten),
        Self::Value(CoreValue::Harmonis),
        Self::Value(CoreValue::Loyal),
        Self::Value(CoreValue::Adaptif),
        Self::Value(CoreValue::Kolaboratif),
    ];

    fn key(self) -> &'static str {
        match self {
            Self::Nip => "nip",
            Self::ResultRating => "rating_hasil_kerja",
            Self::BehaviourRating => "rating_perilaku",
            Self::Feedback => "umpan_balik",
            Self::Notes => "catatan",
            Self::DecidedOn => "tanggal_keputusan",
            Self::SignedPaper => "lembar_keputusan",
            Self::Value(value) => value.code(),
        }
    }

    fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::Nip => &["nip", "nipbaru", "nippegawai", "nipasn", "nomorindukpegawai"],
            Self::ResultRating => &[
                "resultrating",
                "ratinghasil",
                "hasilkerja",
                "penilaianhasilkerja",
                "rhk",
                "ratinghasilkerjapegawai",
            ],
            Self::BehaviourRating => &[
                "behaviourrating",
                "behaviorrating",
                "perilaku",
                "perilakukerja",
                "ratingperilakukerja",
                "penilaianperilaku",
                "penilaianperilakukerja",
            ],
            Self::Feedback => &["feedback", "umpanbalikberkelanjutan"],
            Self::DecidedOn => &["decidedon", "diputuskanpada"],
            Self::SignedPaper => &["signedpaper", "suratkeputusan"],
            Self::Notes => &["notes", "note", "keterangan", "rekomendasi"],
            Self::Value(CoreValue::BerorientasiPelayanan) => &["pelayanan"],
            Self::Value(
                CoreValue::Akuntabel
                | CoreValue::Kompeten
                | CoreValue::Harmonis
                | CoreValue::Loyal
                | CoreValue::Adaptif
                | CoreValue::Kolaboratif,
            ) => &[],
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Nip | Self::ResultRating | Self::BehaviourRating)
    }
}

/// The ratings of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingRow {
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// Who.
    pub nip: Nip,
    /// Overall rating of results.
    pub result: Rating,
    /// Overall rating of behaviour.
    pub behaviour: Rating,
    /// Feedback; empty for none.
    pub feedback: String,
    /// Notes; empty for none.
    pub notes: String,
    /// The day on which the superior decided; none where nothing says it.
    pub decided_on: Option<NaiveDate>,
    /// The paper that the superior signed; empty for none.
    pub signed_paper: String,
    /// Ratings of the seven values, as far as the file has them.
    pub values: BTreeMap<CoreValue, Rating>,
}

/// What a file of ratings holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Ratings {
    /// In the order of the file.
    pub ratings: Vec<RatingRow>,
    /// Why rows were refused; a row may have several reasons.
    pub refused: Vec<Refusal>,
    /// What a person should know of rows that were read.
    pub notices: Vec<Notice>,
    /// Rows that hold no rating.
    pub skipped: Vec<SkippedRow>,
    /// Rows left out because they repeat another one word for word.
    pub repeated: Vec<u32>,
}

impl Ratings {
    /// How many rows were refused.
    pub fn count_refused_rows(&self) -> usize {
        count_rows(&self.refused)
    }
}

/// Reads the ratings of a file.
pub fn read_ratings(
    grid: &Grid,
    mapping: &Mapping<RatingField>,
    today: NaiveDate,
) -> Result<Ratings, FileError> {
    mapping.check()?;
    let columns = list_mapped(mapping);
    let (rows, skipped) = split_rows(grid, mapping, &columns, RatingField::Nip);
    let nips: Vec<NipRead> =
        rows.iter().map(|row| read_nip(row.find_cell(RatingField::Nip), today)).collect();
    let twins = find_twins(&rows, &nips);
    let mut read = Ratings { skipped, ..Ratings::default() };
    for (place, (row, nip)) in rows.iter().zip(&nips).enumerate() {
        let mut refused = Vec::new();
        match twins.get(&place) {
            Some(twin @ Twin::Repeats(_)) => {
                let notice = row.finding(RatingField::Nip, code::RATINGS_SAME_ROW_TWICE);
                read.notices.push(notice.with("rows", twin.describe()));
                read.repeated.push(row.row.number);
                continue;
            }
            Some(twin @ Twin::Contradicts(_)) => {
                let refusal = row.finding(RatingField::Nip, code::RATINGS_NIP_TWICE);
                refused.push(refusal.with("rows", twin.describe()));
            }
            None => {}
        }
        let rating = read_rating(row, nip, &mut refused);
        row.refuse_valueless([code::RATINGS_CELL_ERROR, code::RATINGS_FORMULA_WITHOUT_VALUE], &mut refused);
        match rating.filter(|_| refused.is_empty()) {
            Some(rating) => {
                if row.had_control_characters() {
                    let notice = Finding::of_row(row.row.number, code::RATINGS_CONTROL_CHARACTERS_REMOVED);
                    read.notices.push(notice);
                }
                read.ratings.push(rating);
            }
            None => read.refused.append(&mut refused),
        }
    }
    let hidden = list_hidden(grid, read.ratings.iter().map(|rating| rating.row), code::RATINGS_ROW_HIDDEN);
    read.notices.extend(hidden);
    Ok(read)
}

fn read_rating(
    row: &FieldRow<'_, RatingField>,
    nip: &NipRead,
    refused: &mut Vec<Refusal>,
) -> Option<RatingRow> {
    if let Err(fault) = nip {
        let codes = [code::RATINGS_NIP_MISSING, code::RATINGS_NIP_DAMAGED, code::RATINGS_NIP_INVALID];
        refused.push(fault.describe(row.finding(RatingField::Nip, ""), codes));
    }
    let result = read_overall(row, RatingField::ResultRating, refused);
    let behaviour = read_overall(row, RatingField::BehaviourRating, refused);
    let mut text = |field| {
        row.read_text(field, MAX_TEXT_CHARS, code::RATINGS_TEXT_TOO_LONG, refused).unwrap_or_default()
    };
    let (feedback, notes) = (text(RatingField::Feedback), text(RatingField::Notes));
    let signed_paper = text(RatingField::SignedPaper);
    // A day that does not read is none: whoever needs one is refused for its lack.
    let decided_on = row.find_cell(RatingField::DecidedOn).and_then(read_date);
    let mut values = BTreeMap::new();
    for value in CoreValue::ALL {
        let field = RatingField::Value(*value);
        if let Some(rating) = row.read_parsed::<Rating>(field, code::RATINGS_RATING_UNKNOWN, refused) {
            values.insert(*value, rating);
        }
    }
    let nip = nip.as_ref().ok()?.nip.clone();
    Some(RatingRow {
        row: row.row.number,
        nip,
        result: result?,
        behaviour: behaviour?,
        feedback,
        notes,
        decided_on,
        signed_paper,
        values,
    })
}

fn read_overall(
    row: &FieldRow<'_, RatingField>,
    field: RatingField,
    refused: &mut Vec<Refusal>,
) -> Option<Rating> {
    if row.text(field).text.is_empty() {
        refused.push(row.finding(field, code::RATINGS_RATING_MISSING));
        return None;
    }
    row.read_parsed(field, code::RATINGS_RATING_UNKNOWN, refused)
}

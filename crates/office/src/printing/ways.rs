//! The ways of this office on paper: letterhead, emblem, margins, and what agencies print differently.
//!
//! Must not know a form. A setting that this release does not know prints what most agencies print; an emblem that does not read prints none.

use tilik_appraisal::predicate::Predikat;
use tilik_appraisal::reference::Labels;
use tilik_forms::conventions::{Choices, EvaluationSigners};
use tilik_forms::paper::LandscapeMargins;
use tilik_forms::{Conventions, EmptyFields, Letterhead, Margins, Moment, Options, Paper, Picture, Sheet};
use tilik_journal::Document;

use crate::paper::PaperSettings;
use crate::wording::{VariantKey, VariantState, Wording};
use crate::{Failure, Office};

/// Predicates as the forms list them, best first.
pub(super) const BEST_FIRST: [Predikat; 5] = [
    Predikat::SangatBaik,
    Predikat::Baik,
    Predikat::ButuhPerbaikan,
    Predikat::Kurang,
    Predikat::SangatKurang,
];

/// Nearer to its edge no usual printer prints, mm.
const LEAST_MARGIN: f64 = 5.0;

impl Office {
    /// How this office prints on a paper today.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn print_options(&self, paper: Paper, title: &str) -> Result<Options, Failure> {
        let settings = self.paper_settings()?;
        let emblem = self.read_emblem()?.and_then(|bytes| Picture::read(&bytes).ok());
        let conventions = self.read_conventions(&settings)?;
        Ok(Options {
            sheet: Sheet {
                margins: settings.margins.on_paper(),
                landscape_margins: widen_alike(settings.margins.on_paper()),
                ..Sheet::of(paper)
            },
            state_emblem: None,
            region_emblem: emblem,
            empty_fields: EmptyFields::Dash,
            conventions: Some(conventions),
            letterhead: write_letterhead(&settings),
            is_practice: self.is_practice()?,
            title: title.to_owned(),
            author: settings.agency,
            made_at: Some(Moment(self.host().now().timestamp())),
        })
    }

    fn read_conventions(&self, settings: &PaperSettings) -> Result<Conventions, Failure> {
        let labels = self.pack().labels_on(self.today());
        choose(&settings.variants, labels, &self.office_record()?)
    }
}

/// What an office adds to a side of upright sheets, or takes from it, sheets on their side get too.
fn widen_alike(upright: Margins) -> LandscapeMargins {
    let (usual, LandscapeMargins(wide)) = (Margins::default(), LandscapeMargins::default());
    let side = |wide: f64, own: f64, usual: f64| (wide + own - usual).max(LEAST_MARGIN);
    LandscapeMargins(Margins {
        top: side(wide.top, upright.top, usual.top),
        right: side(wide.right, upright.right, usual.right),
        bottom: side(wide.bottom, upright.bottom, usual.bottom),
        left: side(wide.left, upright.left, usual.left),
    })
}

fn choose(variants: &[VariantState], labels: &Labels, own: &Document) -> Result<Conventions, Failure> {
    let usual = Conventions::usual()?;
    let chose = |key: VariantKey, choice: &str| {
        variants.iter().any(|variant| variant.key == key && variant.chosen == choice)
    };
    let wording = Wording::read(own);
    let predicate = |predicate: Predikat| {
        let legal = || labels.predicates.get(&predicate).map(|label| label.document.as_str());
        wording.predicate(predicate).or_else(legal).unwrap_or_default().to_uppercase()
    };
    let ratings = if chose(VariantKey::Rating, "joined") {
        usual.ratings.clone()
    } else {
        labels.ratings.values().rev().map(|label| label.text.to_uppercase()).collect()
    };
    Ok(Conventions {
        ratings,
        predicates: BEST_FIRST.map(predicate).to_vec(),
        choices: if chose(VariantKey::Choices, "struck") { Choices::StruckOut } else { Choices::ChosenOnly },
        evaluation_signers: if chose(VariantKey::EvaluationSigners, "both") {
            EvaluationSigners::Both
        } else {
            EvaluationSigners::Assessor
        },
        has_signature_numbers: chose(VariantKey::SignatureNumbers, "numbered"),
        ..usual.clone()
    })
}

/// The head of letters; none before anybody said whose government or where.
fn write_letterhead(settings: &PaperSettings) -> Option<Letterhead> {
    let said = |line: &str| Some(line.trim().to_owned()).filter(|line| !line.is_empty());
    let named = |label: &str, line: &str| said(line).map(|line| format!("{label} {line}"));
    let region = said(&settings.government).map(|line| line.to_uppercase());
    let street = [said(&settings.address), said(&settings.postcode)];
    let reach = [named("Telepon", &settings.telephone), named("Laman", &settings.website)];
    let reach = reach.into_iter().chain([named("Surel", &settings.email)]);
    let line = |parts: Vec<String>, between: &str| Some(parts.join(between)).filter(|line| !line.is_empty());
    let address: Vec<_> =
        [line(street.into_iter().flatten().collect(), " "), line(reach.flatten().collect(), ", ")]
            .into_iter()
            .flatten()
            .collect();
    if region.is_none() && address.is_empty() {
        return None;
    }
    Some(Letterhead {
        region: region.unwrap_or_default(),
        agency: said(&settings.agency).map(|agency| agency.to_uppercase()).into_iter().collect(),
        address,
    })
}

//! All forms: what each is called, where it comes from, how its paper lies, and how one is made from data.
//!
//! Must not know layout. Whoever lists, documents or prints forms by name begins here; `docs/forms.md` is generated from this list.

use serde::de::DeserializeOwned;

use crate::angka_kredit::{self, AkumulasiAngkaKredit, KonversiPredikat, PenetapanAngkaKredit};
use crate::batch::Form;
use crate::dialog_kinerja::{self, DialogKinerja};
use crate::dokumen_evaluasi::{self, DokumenEvaluasi};
use crate::error::FormsError;
use crate::evaluasi_kinerja::{self, EvaluasiKinerja};
use crate::keberatan::{self, Keberatan, KeputusanKeberatan};
use crate::lampiran_skp::{self, LampiranSkp};
use crate::laporan_bulanan::{self, LaporanBulanan};
use crate::lembar_ekspektasi::{self, LembarEkspektasi};
use crate::matriks_peran_hasil::{self, MatriksPeranHasil};
use crate::paper::Orientation::{self, Landscape, Portrait};
use crate::penetapan_predikat::{self, PenetapanPredikat};
use crate::piagam::{self, Piagam};
use crate::recovery_sheet::{self, RecoverySheet};
use crate::rekap_unit::{self, RekapUnit};
use crate::rencana_aksi::{self, RencanaAksi};
use crate::serah_terima::{self, SerahTerima};
use crate::skp::{self, Skp};
use crate::tanda_terima::{self, TandaTerima};
use crate::umpan_balik::{self, UmpanBalik};
use crate::words::Edition;
use crate::work::Approach::{Qualitative, Quantitative};
use crate::work::FormKind::{JaJf, JptUnitHead};

/// One form that can be printed.
#[derive(Clone, Copy)]
pub struct FormInfo {
    /// Name for programs, stable.
    pub id: &'static str,
    /// What tells it from its siblings; empty for most.
    pub variant: &'static str,
    /// How its paper lies unless the office says otherwise.
    pub orientation: Orientation,
    words: &'static str,
    blank: Option<fn() -> Box<dyn Form>>,
    read: fn(&str) -> Result<Box<dyn Form>, FormsError>,
}

impl std::fmt::Debug for FormInfo {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FormInfo({})", self.id)
    }
}

impl FormInfo {
    /// Name and legal source.
    ///
    /// # Errors
    /// [`FormsError::Labels`] only when the build itself is broken.
    pub fn edition(&self) -> Result<Edition, FormsError> {
        Edition::read(self.words)
    }

    /// Name with the variant.
    ///
    /// # Errors
    /// As [`FormInfo::edition`].
    pub fn title(&self) -> Result<String, FormsError> {
        let name = self.edition()?.name;
        Ok(if self.variant.is_empty() { name } else { format!("{name}, {}", self.variant) })
    }

    /// An empty form to fill by hand, or `None` where that makes no sense.
    #[must_use]
    pub fn blank(&self) -> Option<Box<dyn Form>> {
        self.blank.map(|make| make())
    }

    /// A form from its data as JSON.
    ///
    /// # Errors
    /// [`FormsError::Data`].
    pub fn read(&self, data: &str) -> Result<Box<dyn Form>, FormsError> {
        (self.read)(data)
    }
}

/// The form of that id.
///
/// # Errors
/// [`FormsError::UnknownForm`].
pub fn get(id: &str) -> Result<&'static FormInfo, FormsError> {
    FORMS.iter().find(|form| form.id == id).ok_or_else(|| FormsError::UnknownForm(id.to_owned()))
}

fn read<T: Form + DeserializeOwned + 'static>(data: &str) -> Result<Box<dyn Form>, FormsError> {
    let form: T = serde_json::from_str(data).map_err(FormsError::Data)?;
    Ok(Box::new(form))
}

/// An entry without variants.
const fn form<T: Form + DeserializeOwned + 'static>(
    id: &'static str,
    orientation: Orientation,
    words: &'static str,
    blank: fn() -> Box<dyn Form>,
) -> FormInfo {
    FormInfo { id, variant: "", orientation, words, blank: Some(blank), read: read::<T> }
}

impl FormInfo {
    const fn of_variant(mut self, variant: &'static str) -> Self {
        self.variant = variant;
        self
    }
}

const QUANTITATIVE_JA_JF: &str = "kuantitatif, pejabat administrasi dan fungsional";
const QUANTITATIVE_JPT: &str = "kuantitatif, pejabat pimpinan tinggi dan pimpinan unit mandiri";
const QUALITATIVE_JA_JF: &str = "kualitatif, pejabat administrasi dan fungsional";
const QUALITATIVE_JPT: &str = "kualitatif, pejabat pimpinan tinggi dan pimpinan unit mandiri";

/// All forms, in the order of the year: plans, monitoring, evaluation, what follows.
pub static FORMS: &[FormInfo] = &[
    form::<Skp>("skp-kuantitatif-ja-jf", Landscape, skp::WORDS, || Box::new(Skp::blank(Quantitative, JaJf)))
        .of_variant(QUANTITATIVE_JA_JF),
    form::<Skp>("skp-kuantitatif-jpt", Landscape, skp::WORDS, || {
        Box::new(Skp::blank(Quantitative, JptUnitHead))
    })
    .of_variant(QUANTITATIVE_JPT),
    form::<Skp>("skp-kualitatif-ja-jf", Portrait, skp::WORDS, || Box::new(Skp::blank(Qualitative, JaJf)))
        .of_variant(QUALITATIVE_JA_JF),
    form::<Skp>("skp-kualitatif-jpt", Portrait, skp::WORDS, || {
        Box::new(Skp::blank(Qualitative, JptUnitHead))
    })
    .of_variant(QUALITATIVE_JPT),
    form::<LampiranSkp>("lampiran-skp", Portrait, lampiran_skp::WORDS, || Box::new(LampiranSkp::blank())),
    form::<MatriksPeranHasil>("matriks-peran-hasil", Landscape, matriks_peran_hasil::WORDS, || {
        Box::new(MatriksPeranHasil::blank())
    }),
    form::<LembarEkspektasi>("lembar-ekspektasi", Portrait, lembar_ekspektasi::WORDS, || {
        Box::new(LembarEkspektasi::blank())
    }),
    form::<RencanaAksi>("rencana-aksi", Landscape, rencana_aksi::WORDS, || Box::new(RencanaAksi::blank())),
    form::<LaporanBulanan>("laporan-bulanan", Portrait, laporan_bulanan::WORDS, || {
        Box::new(LaporanBulanan::blank())
    }),
    form::<DialogKinerja>("dialog-kinerja", Portrait, dialog_kinerja::WORDS, || {
        Box::new(DialogKinerja::blank())
    }),
    form::<UmpanBalik>("umpan-balik-kuantitatif-ja-jf", Landscape, umpan_balik::WORDS, || {
        Box::new(UmpanBalik::blank(Quantitative, JaJf))
    })
    .of_variant(QUANTITATIVE_JA_JF),
    form::<UmpanBalik>("umpan-balik-kuantitatif-jpt", Landscape, umpan_balik::WORDS, || {
        Box::new(UmpanBalik::blank(Quantitative, JptUnitHead))
    })
    .of_variant(QUANTITATIVE_JPT),
    form::<UmpanBalik>("umpan-balik-kualitatif", Landscape, umpan_balik::WORDS, || {
        Box::new(UmpanBalik::blank(Qualitative, JaJf))
    })
    .of_variant(QUALITATIVE_JA_JF),
    form::<EvaluasiKinerja>("evaluasi-kuantitatif-ja-jf", Landscape, evaluasi_kinerja::WORDS, || {
        Box::new(EvaluasiKinerja::blank(Quantitative, JaJf))
    })
    .of_variant(QUANTITATIVE_JA_JF),
    form::<EvaluasiKinerja>("evaluasi-kuantitatif-jpt", Landscape, evaluasi_kinerja::WORDS, || {
        Box::new(EvaluasiKinerja::blank(Quantitative, JptUnitHead))
    })
    .of_variant(QUANTITATIVE_JPT),
    form::<EvaluasiKinerja>("evaluasi-kualitatif-ja-jf", Landscape, evaluasi_kinerja::WORDS, || {
        Box::new(EvaluasiKinerja::blank(Qualitative, JaJf))
    })
    .of_variant(QUALITATIVE_JA_JF),
    form::<EvaluasiKinerja>("evaluasi-kualitatif-jpt", Landscape, evaluasi_kinerja::WORDS, || {
        Box::new(EvaluasiKinerja::blank(Qualitative, JptUnitHead))
    })
    .of_variant(QUALITATIVE_JPT),
    form::<DokumenEvaluasi>("dokumen-evaluasi", Portrait, dokumen_evaluasi::WORDS, || {
        Box::new(DokumenEvaluasi::blank())
    }),
    form::<DokumenEvaluasi>("dokumen-evaluasi-keberatan", Portrait, dokumen_evaluasi::WORDS, || {
        Box::new(DokumenEvaluasi::blank_with_objection())
    })
    .of_variant("dengan blok keberatan"),
    form::<PenetapanPredikat>("penetapan-predikat", Landscape, penetapan_predikat::WORDS, || {
        Box::new(PenetapanPredikat::blank())
    }),
    form::<RekapUnit>("rekap-unit", Landscape, rekap_unit::WORDS, || Box::new(RekapUnit::blank())),
    form::<Keberatan>("keberatan", Portrait, keberatan::LETTER_WORDS, || Box::new(Keberatan::blank())),
    form::<KeputusanKeberatan>("keputusan-keberatan", Portrait, keberatan::DECISION_WORDS, || {
        Box::new(KeputusanKeberatan::blank())
    }),
    form::<KonversiPredikat>("konversi-predikat", Portrait, angka_kredit::CONVERSION_WORDS, || {
        Box::new(KonversiPredikat::blank())
    }),
    form::<AkumulasiAngkaKredit>(
        "akumulasi-angka-kredit",
        Portrait,
        angka_kredit::ACCUMULATION_WORDS,
        || Box::new(AkumulasiAngkaKredit::blank()),
    ),
    form::<PenetapanAngkaKredit>("penetapan-angka-kredit", Portrait, angka_kredit::FIXING_WORDS, || {
        Box::new(PenetapanAngkaKredit::blank())
    }),
    form::<Piagam>("piagam", Landscape, piagam::WORDS, || Box::new(Piagam::blank())),
    form::<SerahTerima>("serah-terima", Portrait, serah_terima::WORDS, || Box::new(SerahTerima::blank())),
    FormInfo {
        id: "lembar-pemulihan",
        variant: "",
        orientation: Portrait,
        words: recovery_sheet::WORDS,
        blank: None,
        read: read::<RecoverySheet>,
    },
    FormInfo {
        id: "tanda-terima",
        variant: "",
        orientation: Portrait,
        words: tanda_terima::WORDS,
        blank: None,
        read: read::<TandaTerima>,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_a_name_a_source_and_an_id_of_its_own() {
        for (index, form) in FORMS.iter().enumerate() {
            let edition = form.edition().unwrap();
            assert!(!edition.name.is_empty() && edition.source.len() > 20, "{}", form.id);
            assert!(FORMS[..index].iter().all(|other| other.id != form.id), "{}", form.id);
            assert_eq!(get(form.id).unwrap().id, form.id);
        }
        assert!(matches!(get("dp3"), Err(FormsError::UnknownForm(_))));
    }
}

//! Records for measurements: ten fields of sixty characters, made of the words that stand in plans. They pack as what people write does.

use tilik_journal::catalogue::indicator;
use tilik_journal::{Group, RecordId, Value};

use crate::Chance;

/// Fields of a record.
pub const FIELDS: usize = 10;
/// Characters of a field.
pub const CHARACTERS: usize = 60;

const NUMBERS: [u32; FIELDS] = [
    indicator::RESULT,
    indicator::ORDER,
    indicator::ASPECT,
    indicator::TEXT,
    indicator::TARGET,
    indicator::PERSPECTIVE,
    indicator::TARGET_TW1,
    indicator::TARGET_TW2,
    indicator::TARGET_TW3,
    indicator::TARGET_TW4,
];

const WORDS: [&str; 64] = [
    "laporan",
    "pelayanan",
    "tersusunnya",
    "terlaksananya",
    "dokumen",
    "kegiatan",
    "bidang",
    "kesehatan",
    "masyarakat",
    "pengadaan",
    "barang",
    "jasa",
    "anggaran",
    "realisasi",
    "triwulan",
    "bulanan",
    "tahunan",
    "persentase",
    "jumlah",
    "orang",
    "berkas",
    "surat",
    "keputusan",
    "kepala",
    "dinas",
    "sekretariat",
    "pembinaan",
    "pengawasan",
    "monitoring",
    "evaluasi",
    "rekomendasi",
    "tindak",
    "lanjut",
    "sesuai",
    "ketentuan",
    "tepat",
    "waktu",
    "mutu",
    "sasaran",
    "strategis",
    "indikator",
    "kinerja",
    "pegawai",
    "peserta",
    "pelatihan",
    "puskesmas",
    "kecamatan",
    "desa",
    "data",
    "profil",
    "sistem",
    "informasi",
    "aplikasi",
    "arsip",
    "naskah",
    "rapat",
    "koordinasi",
    "lintas",
    "sektor",
    "program",
    "prioritas",
    "daerah",
    "nasional",
    "berkala",
];

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Of all records of a seed it is this one.
    pub number: usize,
    /// What its fields say.
    pub fields: [String; FIELDS],
}

impl Record {
    /// The records of a seed.
    #[must_use]
    pub fn list(count: usize, chance: &mut Chance) -> Vec<Self> {
        let mut field = || {
            let mut text = String::with_capacity(CHARACTERS + 16);
            while text.len() < CHARACTERS {
                text.push_str(WORDS[chance.below(WORDS.len())]);
                text.push_str(&format!(" {} ", chance.below(100)));
            }
            text.truncate(CHARACTERS);
            text
        };
        let mut record = |number| Self { number, fields: std::array::from_fn(|_| field()) };
        (0..count).map(&mut record).collect()
    }

    /// Its name, which is as long everywhere.
    #[must_use]
    pub fn id(&self) -> RecordId {
        RecordId::about(&(self.number as u64).to_be_bytes())
    }

    /// All of it, as an act writes it.
    #[must_use]
    pub fn group(&self) -> Group {
        self.group_of(0..FIELDS)
    }

    /// The first two fields exchanged, as an act that changes just these.
    #[must_use]
    pub fn changed(&self) -> Group {
        let mut fields = self.fields.clone();
        fields.swap(0, 1);
        Self { number: self.number, fields }.group_of(0..2)
    }

    fn group_of(&self, which: std::ops::Range<usize>) -> Group {
        let fields = which.map(|at| (NUMBERS[at], Value::from(self.fields[at].as_str()))).collect();
        Group { kind: indicator::KIND, record: self.id(), fields }
    }
}

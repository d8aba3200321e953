//! What can be typed about papers: sheets that were printed, objections, the letterhead.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use tilik_office::appraisal::{Period, Rating};
use tilik_office::objection::Outcome;
use tilik_office::paper::MarginsMm;
use tilik_office::sheet::{SheetForm, Untick, Which};

/// Apa yang dikerjakan dengan lembar yang sudah dicetak.
#[derive(Debug, Subcommand)]
pub enum SheetAct {
    /// Memperlihatkan sejauh mana lembar tiap pegawai.
    List {
        #[command(flatten)]
        form: OfForm,
    },
    /// Mencatat tanda tangan dan tanggal terima.
    Sign {
        #[command(flatten)]
        which: OfPeople,
        /// Pejabat penilai menandatangani pada.
        #[arg(long)]
        assessor_on: Option<NaiveDate>,
        /// Pegawai menandatangani dan menerima pada; masa keberatan dihitung dari sini.
        #[arg(long)]
        received_on: Option<NaiveDate>,
        /// Mengganti tanggal yang sudah tercatat.
        #[arg(long)]
        replace: bool,
    },
    /// Mencatat bahwa seorang pegawai menolak menandatangani.
    Refuse {
        #[command(flatten)]
        which: OfPeople,
        #[arg(long)]
        on: NaiveDate,
        /// Saksi.
        #[arg(long)]
        witness: String,
        /// Ucapan pegawai.
        #[arg(long, default_value = "")]
        words: String,
    },
    /// Mencatat bahwa lembar sudah diarsipkan.
    Archive {
        #[command(flatten)]
        which: OfPeople,
        #[arg(long)]
        on: NaiveDate,
        /// Tempat arsip.
        #[arg(long)]
        place: String,
    },
    /// Menarik kembali sebuah catatan.
    Untick {
        #[command(flatten)]
        which: OfPeople,
        #[arg(long, value_enum)]
        what: UntickName,
    },
    /// Memperlihatkan isi QR sebuah lembar.
    Seal {
        #[command(flatten)]
        which: OfPeople,
    },
    /// Membagi pindaian setumpuk lembar kepada lembarnya masing-masing menurut QR, dan mencatat tanda tangannya.
    Pile {
        file: PathBuf,
        /// Pejabat penilai menandatangani pada.
        #[arg(long)]
        assessor_on: Option<NaiveDate>,
        /// Pegawai menandatangani dan menerima pada.
        #[arg(long)]
        received_on: Option<NaiveDate>,
        /// Mengganti tanggal yang sudah tercatat.
        #[arg(long)]
        replace: bool,
    },
    /// Menyimpan pindaian lembar (PDF, JPEG, atau PNG).
    Scan {
        #[command(flatten)]
        which: OfPeople,
        file: PathBuf,
    },
    /// Memperlihatkan pindaian sebuah lembar; dengan --out juga menulis berkasnya ke map itu.
    Scans {
        #[command(flatten)]
        which: OfPeople,
        #[arg(long)]
        out: Option<PathBuf>,
        /// Menghapus pindaian yang namanya ini dari daftar.
        #[arg(long)]
        remove: Option<String>,
    },
}

/// Apa yang dikerjakan dengan keberatan.
#[derive(Debug, Subcommand)]
pub enum ObjectionAct {
    /// Memperlihatkan semua keberatan pada satu periode.
    List {
        #[arg(long)]
        period: Period,
    },
    /// Memperlihatkan sampai kapan seorang pegawai dapat mengajukan keberatan.
    Window(OfPerson),
    /// Mencatat keberatan yang diajukan.
    File {
        #[command(flatten)]
        of: OfPerson,
        #[arg(long)]
        on: NaiveDate,
        /// Alasan keberatan.
        #[arg(long)]
        reasons: String,
        /// Alasan terlambat.
        #[arg(long, default_value = "")]
        late_reason: String,
    },
    /// Mencatat penjelasan kedua pihak.
    Hear {
        #[command(flatten)]
        of: OfPerson,
        /// Penjelasan pejabat penilai.
        #[arg(long)]
        assessor: Option<String>,
        #[arg(long)]
        assessor_on: Option<NaiveDate>,
        /// Penjelasan pegawai.
        #[arg(long)]
        employee: Option<String>,
        #[arg(long)]
        employee_on: Option<NaiveDate>,
    },
    /// Mencatat keputusan atasan pejabat penilai.
    Decide(Deciding),
    /// Mencatat bahwa keberatan ditarik kembali.
    Withdraw {
        #[command(flatten)]
        of: OfPerson,
        /// Tanggal surat penarikannya.
        #[arg(long)]
        on: NaiveDate,
        #[arg(long)]
        reason: String,
        /// Keberatan atas revisi yang mana, bila yang lama ditarik; tanpa ini yang berlaku.
        #[arg(long)]
        revision: Option<i64>,
    },
}

/// Keputusan atas keberatan.
#[derive(Debug, Args)]
pub struct Deciding {
    #[command(flatten)]
    pub of: OfPerson,
    /// Hasil evaluasi tetap atau diubah.
    #[arg(long, value_enum)]
    pub outcome: OutcomeName,
    #[arg(long)]
    pub on: NaiveDate,
    /// Nama pejabat yang memutuskan (bawaan: atasan pejabat penilai).
    #[arg(long)]
    pub by: Option<String>,
    /// Nomor surat keputusan.
    #[arg(long)]
    pub number: Option<String>,
    /// Pertimbangan.
    #[arg(long)]
    pub words: String,
    /// Rating hasil kerja yang baru: below, meets, atau above.
    #[arg(long)]
    pub result_rating: Option<Rating>,
    /// Rating perilaku kerja yang baru: below, meets, atau above.
    #[arg(long)]
    pub behaviour_rating: Option<Rating>,
}

/// Apa yang dikerjakan dengan daftar kunci kantor.
#[derive(Debug, Subcommand)]
pub enum KeysAct {
    /// Memperlihatkan kunci yang dikenal laptop ini.
    List,
    /// Menulis kunci kantor ini ke berkas untuk kantor lain.
    Export { file: PathBuf },
    /// Menerima kunci kantor lain.
    Import {
        file: PathBuf,
        /// Sidik angkanya sudah dicocokkan lewat telepon.
        #[arg(long)]
        compared: bool,
    },
}

/// Lembar yang diperiksa keasliannya.
#[derive(Debug, Args)]
pub struct CheckArguments {
    pub folder: PathBuf,
    /// Pindaian atau foto lembar (PDF, PNG, JPEG, atau BMP).
    #[arg(required_unless_present = "text")]
    pub file: Option<PathBuf>,
    /// Isi QR seperti diketik pemindai.
    #[arg(long, conflicts_with = "file")]
    pub text: Option<String>,
    /// NIP yang tercetak di kertas.
    #[arg(long)]
    pub nip: Option<String>,
    /// Periode yang tercetak di kertas.
    #[arg(long)]
    pub period: Option<Period>,
}

/// Kop surat dan rupa lembar; tanpa pilihan hanya diperlihatkan.
#[derive(Debug, Args)]
pub struct LetterheadArguments {
    pub folder: PathBuf,
    /// Baris pertama kop, misalnya "Pemerintah Kabupaten Contoh".
    #[arg(long)]
    pub government: Option<String>,
    #[arg(long)]
    pub address: Option<String>,
    #[arg(long)]
    pub telephone: Option<String>,
    #[arg(long)]
    pub website: Option<String>,
    #[arg(long)]
    pub email: Option<String>,
    #[arg(long)]
    pub postcode: Option<String>,
    /// Lambang daerah (PNG atau JPEG, paling besar 2 MB).
    #[arg(long)]
    pub emblem: Option<PathBuf>,
    /// Tepi kertas dalam mm: atas,kanan,bawah,kiri.
    #[arg(long, value_parser = parse_margins)]
    pub margins: Option<MarginsMm>,
    /// Hari yang dihitung untuk keberatan: working atau calendar.
    #[arg(long)]
    pub objection_days: Option<String>,
}

/// Satu lembar dari satu periode.
#[derive(Debug, Args)]
pub struct OfForm {
    #[arg(long)]
    pub period: Period,
    #[arg(long, value_parser = parse_form, default_value = "dokumen_evaluasi")]
    pub form: SheetForm,
}

/// Lembar beberapa pegawai.
#[derive(Debug, Args)]
pub struct OfPeople {
    #[command(flatten)]
    pub form: OfForm,
    /// NIP pegawai; boleh beberapa dipisah koma.
    #[arg(long = "nip", required = true, value_delimiter = ',')]
    pub nips: Vec<String>,
}

impl OfPeople {
    /// The same as the office takes it.
    pub fn which(&self) -> Which {
        Which { period: self.form.period, form: self.form.form, nips: self.nips.clone() }
    }
}

/// Seorang pegawai pada satu periode.
#[derive(Debug, Args)]
pub struct OfPerson {
    #[arg(long)]
    pub nip: String,
    #[arg(long)]
    pub period: Period,
}

fn parse_form(code: &str) -> Result<SheetForm, String> {
    SheetForm::find(code)
        .ok_or_else(|| SheetForm::ALL.iter().map(|form| form.code()).collect::<Vec<_>>().join(", "))
}

/// `20,15,25,30`: top, right, bottom, left.
fn parse_margins(text: &str) -> Result<MarginsMm, String> {
    let sides: Option<Vec<i64>> = text.split(',').map(|side| side.trim().parse().ok()).collect();
    match sides.as_deref() {
        Some(&[top, right, bottom, left]) => Ok(MarginsMm { top, right, bottom, left }),
        _ => Err("20,20,25,30".to_owned()),
    }
}

/// Catatan yang ditarik kembali.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum UntickName {
    Assessor,
    Receipt,
    Refusal,
    Archive,
}

impl From<UntickName> for Untick {
    fn from(name: UntickName) -> Self {
        match name {
            UntickName::Assessor => Self::Assessor,
            UntickName::Receipt => Self::Receipt,
            UntickName::Refusal => Self::Refusal,
            UntickName::Archive => Self::Archive,
        }
    }
}

/// Isi keputusan.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OutcomeName {
    /// Tetap.
    Upheld,
    /// Diubah.
    Changed,
}

impl From<OutcomeName> for Outcome {
    fn from(name: OutcomeName) -> Self {
        match name {
            OutcomeName::Upheld => Self::Upheld,
            OutcomeName::Changed => Self::Changed,
        }
    }
}

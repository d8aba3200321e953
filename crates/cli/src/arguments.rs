//! What can be typed.

pub mod forwarding;
pub mod handover;
pub mod papers;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use tilik_office::command::PaperName;
use tilik_office::printing::{BesideForm, UnitForm};
use tilik_office::roster::{ACCEPT_ALL, Column, ColumnChoice, Field, ImportChoices, RosterField};
use tilik_office::sheet::SheetForm;

use self::forwarding::ForwardAct;
use self::handover::HandoverAct;
use self::papers::{CheckArguments, KeysAct, LetterheadArguments, ObjectionAct, SheetAct};
use crate::words::Language;

/// Evaluasi kinerja ASN tanpa internet, dari baris perintah.
///
/// Kata sandi: TILIK_PASSWORD. Pengguna: TILIK_USER (bawaan: kepala).
#[derive(Debug, Parser)]
#[command(name = "tilikctl", version, max_term_width = 110)]
pub struct Arguments {
    /// Jawaban sebagai JSON di keluaran baku.
    #[arg(long, global = true)]
    pub json: bool,

    /// Bahasa kalimat.
    #[arg(long, global = true, value_enum, default_value = "id")]
    pub language: Language,

    /// Apa yang dikerjakan.
    #[command(subcommand)]
    pub command: Command,
}

/// Apa yang dikerjakan.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Membuat kantor baru di folder yang kosong.
    New {
        folder: PathBuf,
        /// Nama kantor.
        #[arg(long = "office")]
        name: String,
        /// Tempat penandatanganan, misalnya nama kota.
        #[arg(long, default_value = "")]
        place: String,
    },
    /// Membuat kantor contoh berisi pegawai fiktif.
    Demo {
        folder: PathBuf,
        /// Jumlah pegawai.
        #[arg(long, default_value_t = tilik_office::demo::PEOPLE)]
        people: usize,
    },
    /// Memulihkan salinan cadangan ke folder baru.
    Restore { file: PathBuf, folder: PathBuf },
    /// Kata sandi baru dengan Lembar Pemulihan: TILIK_RECOVERY_1, TILIK_RECOVERY_2, TILIK_NEW_PASSWORD.
    Recover { folder: PathBuf },
    /// Serah terima kantor kepada pejabat baru.
    Handover {
        folder: PathBuf,
        #[command(subcommand)]
        act: HandoverAct,
    },
    /// Laptop lain kantor ini: meminta izin laptop pertama lewat berkas, lalu menerima jawabannya.
    Join {
        folder: PathBuf,
        #[command(subcommand)]
        act: JoinAct,
    },
    #[command(flatten)]
    Within(Within),
}

/// Apa yang dikerjakan di dalam kantor yang dibuka.
#[derive(Debug, Subcommand)]
pub enum Within {
    /// Mengimpor daftar pegawai (XLSX, XLS, ODS, atau CSV).
    Import(ImportArguments),
    /// Menetapkan pejabat penilai seorang pegawai.
    Superior(SuperiorArguments),
    /// Memperlihatkan daftar pegawai, SKP, atau evaluasi.
    List {
        folder: PathBuf,
        #[arg(value_enum)]
        what: Listed,
        /// Kata yang dicari (hanya untuk pegawai).
        #[arg(long, default_value = "")]
        search: String,
        /// Hanya periode ini (hanya untuk evaluasi).
        #[arg(long)]
        period: Option<String>,
    },
    /// Mengimpor SKP (XLSX, XLS, ODS, atau CSV) dan mencatatnya sebagai disepakati.
    Skp {
        folder: PathBuf,
        file: PathBuf,
        /// Lembar yang dibaca (bawaan: semua cetakan SKP, atau satu-satunya lembar yang berisi SKP).
        #[arg(long)]
        sheet: Option<String>,
        /// Tanggal atasan menandatangani SKP milik pengguna sendiri; tanpa ini SKP itu masuk sebagai draf.
        #[arg(long, requires = "paper")]
        signed_on: Option<NaiveDate>,
        /// Lembar yang ditandatangani atasan itu: nomornya, atau tempat menyimpannya.
        #[arg(long, requires = "signed_on")]
        paper: Option<String>,
    },
    /// Membekukan semua SKP yang disepakati pada satu tahun.
    Freeze {
        folder: PathBuf,
        #[arg(long)]
        year: i32,
    },
    /// Mencatat capaian kinerja organisasi pada satu periode.
    Achievement {
        folder: PathBuf,
        #[arg(long)]
        period: String,
        /// istimewa, baik, butuh_perbaikan, kurang, atau sangat_kurang.
        #[arg(long)]
        level: String,
        /// Dokumen sumbernya.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Mengimpor rating (XLSX, XLS, ODS, atau CSV: nip, result_rating, behaviour_rating, feedback).
    Rate {
        folder: PathBuf,
        file: PathBuf,
        #[arg(long)]
        period: String,
        /// Alasan kepala mencatat atas nama pejabat penilai (bawaan: dari berkas).
        #[arg(long)]
        on_behalf: Option<String>,
        /// Lembar yang dibaca (bawaan: satu-satunya lembar yang berisi rating).
        #[arg(long)]
        sheet: Option<String>,
    },
    /// Memfinalkan semua evaluasi yang lengkap pada satu periode.
    Close {
        folder: PathBuf,
        #[arg(long)]
        period: String,
        /// Alasan kepala menutup atas nama pejabat penilai (bawaan: penutupan bersama).
        #[arg(long)]
        on_behalf: Option<String>,
        /// Alasan bila sebaran predikat di luar pola.
        #[arg(long)]
        distribution_reason: Option<String>,
    },
    /// Membuka lagi evaluasi yang sudah final.
    Reopen {
        folder: PathBuf,
        #[arg(long)]
        nip: String,
        #[arg(long)]
        period: String,
        #[arg(long)]
        reason: String,
    },
    /// Menjelaskan mengapa predikat seorang pegawai demikian.
    Explain {
        folder: PathBuf,
        #[arg(long)]
        nip: String,
        #[arg(long)]
        period: String,
    },
    /// Membandingkan sebaran predikat dengan pola.
    Distribution {
        folder: PathBuf,
        #[arg(long)]
        period: String,
    },
    /// Mencetak lembar sebagai PDF.
    Print(PrintArguments),
    /// Mencatat apa yang terjadi dengan lembar yang sudah dicetak.
    Sheet {
        folder: PathBuf,
        #[command(subcommand)]
        act: SheetAct,
    },
    /// Mencatat keberatan dan keputusannya.
    Objection {
        folder: PathBuf,
        #[command(subcommand)]
        act: ObjectionAct,
    },
    /// Memeriksa keaslian lembar dari QR-nya.
    VerifySheet(CheckArguments),
    /// Mengatur kunci yang dikenal untuk memeriksa keaslian lembar.
    Keys {
        folder: PathBuf,
        #[command(subcommand)]
        act: KeysAct,
    },
    /// Evaluasi final untuk kantor lain (pindah tugas, berkas kenaikan pangkat), dan yang datang dari kantor lain.
    Forward {
        folder: PathBuf,
        #[command(subcommand)]
        act: ForwardAct,
    },
    /// Mengatur kop surat, lambang, dan tepi kertas.
    Letterhead(LetterheadArguments),
    /// Memeriksa keutuhan seluruh catatan.
    Verify { folder: PathBuf },
    /// Membuat salinan cadangan.
    Backup { folder: PathBuf, file: PathBuf },
    /// Membandingkan salinan cadangan kantor ini dengan keadaan sekarang: siapa yang terakhir mengubah, dan perubahan pada siapa yang hilang atau kembali bila dipulihkan.
    Preview { folder: PathBuf, file: PathBuf },
    /// Mengekspor semua catatan dalam format terbuka.
    Export { folder: PathBuf, out: PathBuf },
    /// Membangun kembali catatan dari ekspor ke kantor yang masih kosong.
    ImportExport { folder: PathBuf, file: PathBuf },
    /// Mendaftarkan kantor ini di provinsi, dengan berkas atau kode dari provinsi.
    Enrol {
        folder: PathBuf,
        /// Berkas pendaftaran dari provinsi.
        #[arg(long, required_unless_present = "code", conflicts_with = "code")]
        file: Option<PathBuf>,
        /// Kode dari surat provinsi: delapan kelompok berisi lima huruf.
        #[arg(long, requires = "address")]
        code: Option<String>,
        /// Alamat server provinsi di surat itu.
        #[arg(long, requires = "code")]
        address: Option<String>,
        /// Tanpa internet: pendaftaran dibawa dengan berkas `stick write` berikutnya.
        #[arg(long, requires = "file")]
        by_stick: bool,
    },
    /// Mengirim ke provinsi dan menerima yang ada di sana.
    Send {
        folder: PathBuf,
        /// Tanpa pindaian dan lambang.
        #[arg(long)]
        without_attachments: bool,
    },
    /// Membuat, melihat, dan menerima berkas kiriman lewat USB.
    Stick {
        folder: PathBuf,
        #[command(subcommand)]
        act: StickAct,
    },
    /// Laptop kantor ini: daftar, izin, nama, dan pencabutan.
    Laptop {
        folder: PathBuf,
        #[command(subcommand)]
        act: LaptopAct,
    },
    /// Memperlihatkan apa yang belum terkirim dan riwayat pengiriman; tidak menghubungi siapa pun.
    Sending { folder: PathBuf },
    /// Mencetak tanda terima pengiriman terakhir, atau pengiriman yang nomor tanda terimanya disebut.
    Receipt {
        folder: PathBuf,
        #[arg(long)]
        number: Option<u64>,
        #[arg(long, value_enum, default_value = "a4")]
        paper: PaperArgument,
        /// Berkas .pdf.
        #[arg(long)]
        out: PathBuf,
    },
    /// Mengatur pengguna.
    User {
        folder: PathBuf,
        #[command(subcommand)]
        act: UserAct,
    },
    /// Mengganti kata sandi sendiri; yang baru di TILIK_NEW_PASSWORD.
    Password { folder: PathBuf },
    /// Mengganti kunci berkas.
    Key { folder: PathBuf },
}

impl Within {
    /// The office's folder.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Superior(superior) => &superior.folder,
            Self::Print(print) => &print.folder,
            Self::Import(import) => &import.folder,
            Self::Letterhead(letterhead) => &letterhead.folder,
            Self::VerifySheet(asked) => &asked.folder,
            Self::List { folder, .. }
            | Self::Skp { folder, .. }
            | Self::Freeze { folder, .. }
            | Self::Achievement { folder, .. }
            | Self::Rate { folder, .. }
            | Self::Close { folder, .. }
            | Self::Reopen { folder, .. }
            | Self::Explain { folder, .. }
            | Self::Distribution { folder, .. }
            | Self::Sheet { folder, .. }
            | Self::Objection { folder, .. }
            | Self::Keys { folder, .. }
            | Self::Forward { folder, .. }
            | Self::Verify { folder }
            | Self::Backup { folder, .. }
            | Self::Preview { folder, .. }
            | Self::Export { folder, .. }
            | Self::ImportExport { folder, .. }
            | Self::Enrol { folder, .. }
            | Self::Send { folder, .. }
            | Self::Sending { folder }
            | Self::Receipt { folder, .. }
            | Self::Stick { folder, .. }
            | Self::Laptop { folder, .. }
            | Self::User { folder, .. }
            | Self::Password { folder }
            | Self::Key { folder } => folder,
        }
    }
}

/// Daftar pegawai dan pilihan cara membacanya.
#[derive(Debug, Args)]
pub struct ImportArguments {
    pub folder: PathBuf,
    pub file: PathBuf,
    /// Hanya memperlihatkan apa yang akan berubah.
    #[arg(long)]
    pub dry_run: bool,
    /// Menyimpan baris yang ditolak ke berkas ini untuk diperbaiki.
    #[arg(long)]
    pub rejects: Option<PathBuf>,
    /// Atasan yang baru diketahui berlaku sejak tanggal ini (bawaan: 1 Januari tahun ini).
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Lembar yang dibaca (bawaan: yang judul kolomnya paling cocok).
    #[arg(long)]
    pub sheet: Option<String>,
    /// Isi sebuah kolom, misalnya C=nip; C= berarti kolom C tidak dibaca. Boleh diulang.
    #[arg(long = "column", value_parser = parse_column)]
    pub columns: Vec<ColumnChoice>,
    /// Menerima usulan pejabat penilai: `semua`, atau NIP pegawai dipisah koma.
    #[arg(long, value_delimiter = ',')]
    pub accept_superiors: Vec<String>,
}

impl ImportArguments {
    /// The same as the office takes it.
    pub fn choices(&self) -> ImportChoices {
        let accept = |nip: &String| if nip == "semua" { ACCEPT_ALL.to_owned() } else { nip.clone() };
        ImportChoices {
            sheet: self.sheet.clone(),
            columns: self.columns.clone(),
            assessed_since: self.since,
            accept_superiors: self.accept_superiors.iter().map(accept).collect(),
            ..ImportChoices::default()
        }
    }
}

/// `C=nip` as a choice.
fn parse_column(text: &str) -> Result<ColumnChoice, String> {
    let usage = || "C=nip".to_owned();
    let (letters, field) = text.split_once('=').ok_or_else(usage)?;
    let column = Column::find(letters).ok_or_else(usage)?;
    let field = Some(field).filter(|field| !field.is_empty());
    let fields = || RosterField::ALL.iter().map(|known| known.key()).collect::<Vec<_>>().join(", ");
    let field = field
        .map(|key| RosterField::ALL.iter().copied().find(|known| known.key() == key).ok_or_else(fields))
        .transpose()?;
    Ok(ColumnChoice { column, field })
}

/// Pejabat penilai seorang pegawai.
#[derive(Debug, Args)]
pub struct SuperiorArguments {
    pub folder: PathBuf,
    /// NIP pegawai yang dinilai.
    #[arg(long)]
    pub nip: String,
    /// NIP pejabat penilai di kantor ini.
    #[arg(long, conflicts_with = "external")]
    pub assessor: Option<String>,
    /// Nama pejabat penilai di luar kantor, misalnya bupati.
    #[arg(long)]
    pub external: Option<String>,
    /// Jabatan pejabat penilai di luar kantor.
    #[arg(long, default_value = "")]
    pub external_position: String,
    /// NIP atau NRP pejabat penilai di luar kantor.
    #[arg(long, default_value = "")]
    pub external_number: String,
    /// definitif, plt, atau plh.
    #[arg(long, default_value = "definitif")]
    pub capacity: String,
    /// Berlaku sejak.
    #[arg(long)]
    pub from: NaiveDate,
    /// Berlaku sampai dengan.
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Alasan.
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// Apa yang dicetak, dan ke mana.
#[derive(Debug, Args)]
pub struct PrintArguments {
    pub folder: PathBuf,
    #[arg(long, value_enum, default_value = "dokumen-evaluasi")]
    pub form: FormName,
    /// Lembar pegawai yang tidak diikuti tanda tangannya.
    #[arg(long, value_enum, conflicts_with_all = ["form", "blank", "unit_form"])]
    pub beside: Option<BesideFormName>,
    /// Lembar tentang banyak pegawai: satu untuk seluruh kantor.
    #[arg(long, value_enum, conflicts_with_all = ["form", "blank"])]
    pub unit_form: Option<UnitFormName>,
    /// Satu lembar untuk setiap unit.
    #[arg(long, requires = "unit_form")]
    pub each_unit: bool,
    #[arg(long, required_unless_present = "blank")]
    pub period: Option<String>,
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: PaperArgument,
    /// Berkas .pdf untuk semua, atau folder untuk satu berkas tiap pegawai.
    #[arg(long)]
    pub out: PathBuf,
    /// Lembar kosong untuk diisi dengan tangan.
    #[arg(long)]
    pub blank: bool,
}

/// Apa yang dikerjakan dengan berkas kiriman.
#[derive(Debug, Subcommand)]
pub enum StickAct {
    /// Menulis yang belum terkirim ke berkas .tilik.
    Write {
        file: PathBuf,
        /// Semuanya, untuk laptop kantor ini yang belum punya apa-apa.
        #[arg(long)]
        everything: bool,
        /// Tanpa pindaian dan lambang.
        #[arg(long)]
        without_attachments: bool,
    },
    /// Memperlihatkan isi berkas tanpa mengambilnya.
    Look { file: PathBuf },
    /// Menerima isi berkas.
    Take { file: PathBuf },
}

/// Apa yang dikerjakan laptop yang belum ikut.
#[derive(Debug, Subcommand)]
pub enum JoinAct {
    /// Membuat permintaan; kata sandinya di TILIK_PASSWORD.
    Ask {
        /// Berkas permintaan, untuk dibawa ke laptop pertama.
        file: PathBuf,
        /// Nama laptop ini.
        #[arg(long)]
        name: String,
    },
    /// Memperlihatkan isi jawaban tanpa menerimanya.
    Look { file: PathBuf },
    /// Menerima jawaban laptop pertama.
    Finish { file: PathBuf },
    /// Membatalkan permintaan.
    Forget,
}

/// Apa yang dikerjakan dengan laptop kantor.
#[derive(Debug, Subcommand)]
pub enum LaptopAct {
    /// Memperlihatkan semua laptop.
    List,
    /// Mengizinkan laptop yang meminta, dan menulis jawaban untuknya.
    Admit {
        /// Berkas permintaan.
        request: PathBuf,
        /// Berkas jawaban yang ditulis.
        answer: PathBuf,
        /// Nama masuk orang yang memakainya; bawaan: Anda sendiri.
        #[arg(long)]
        user: Option<String>,
        /// Nama lain untuk laptop itu.
        #[arg(long)]
        name: Option<String>,
    },
    /// Mengganti nama sebuah laptop.
    Rename { number: String, name: String },
    /// Mencabut sebuah laptop.
    End {
        number: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
}

/// Apa yang dikerjakan dengan pengguna.
#[derive(Debug, Subcommand)]
pub enum UserAct {
    /// Memperlihatkan semua pengguna.
    List,
    /// Menambah pengguna; kata sandinya di TILIK_NEW_PASSWORD.
    Add {
        #[arg(long)]
        login: String,
        #[arg(long)]
        name: String,
        /// kepala, penilai, atau operator.
        #[arg(long)]
        role: String,
        /// NIP, bila pengguna adalah pegawai kantor ini; wajib bagi penilai.
        #[arg(long)]
        nip: Option<String>,
    },
    /// Mencabut pengguna dan mengganti kunci berkas.
    Remove {
        #[arg(long)]
        login: String,
    },
}

/// Apa yang diperlihatkan.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Listed {
    Staff,
    Skp,
    Evaluations,
}

/// Lembar yang dapat dicetak.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormName {
    Skp,
    LampiranSkp,
    EvaluasiKinerja,
    DokumenEvaluasi,
    Keberatan,
    KeputusanKeberatan,
}

impl FormName {
    /// The form.
    pub fn form(self) -> SheetForm {
        match self {
            Self::Skp => SheetForm::Skp,
            Self::LampiranSkp => SheetForm::LampiranSkp,
            Self::EvaluasiKinerja => SheetForm::EvaluasiKinerja,
            Self::DokumenEvaluasi => SheetForm::DokumenEvaluasi,
            Self::Keberatan => SheetForm::Keberatan,
            Self::KeputusanKeberatan => SheetForm::KeputusanKeberatan,
        }
    }
}

/// Lembar pegawai yang tidak diikuti tanda tangannya.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum BesideFormName {
    MatriksPeranHasil,
    LembarEkspektasi,
    UmpanBalik,
}

impl From<BesideFormName> for BesideForm {
    fn from(name: BesideFormName) -> Self {
        match name {
            BesideFormName::MatriksPeranHasil => Self::MatriksPeranHasil,
            BesideFormName::LembarEkspektasi => Self::LembarEkspektasi,
            BesideFormName::UmpanBalik => Self::UmpanBalik,
        }
    }
}

/// Lembar tentang banyak pegawai.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum UnitFormName {
    PenetapanPredikat,
    RekapUnit,
}

impl From<UnitFormName> for UnitForm {
    fn from(name: UnitFormName) -> Self {
        match name {
            UnitFormName::PenetapanPredikat => Self::PenetapanPredikat,
            UnitFormName::RekapUnit => Self::RekapUnit,
        }
    }
}

/// Kertas.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PaperArgument {
    A4,
    F4,
}

impl From<PaperArgument> for PaperName {
    fn from(paper: PaperArgument) -> Self {
        match paper {
            PaperArgument::A4 => Self::A4,
            PaperArgument::F4 => Self::F4,
        }
    }
}

//! What can be typed about evaluations for another office.

use std::path::PathBuf;

use clap::Subcommand;

use super::PaperArgument;

/// Apa yang dikerjakan dengan evaluasi final untuk kantor lain, atau dari kantor lain.
#[derive(Debug, Subcommand)]
pub enum ForwardAct {
    /// Membuat berkas terkunci berisi evaluasi final seorang pegawai; sandinya ditampilkan sekali.
    Make {
        #[arg(long)]
        nip: String,
        file: PathBuf,
        /// Periode yang diteruskan; tanpa ini semua yang final.
        #[arg(long = "period")]
        periods: Vec<String>,
        /// Untuk apa, misalnya pindah tugas.
        #[arg(long)]
        reason: String,
    },
    /// Memperlihatkan isi berkas dari kantor lain; sandinya di TILIK_CODE. Tidak menyimpan apa pun.
    Look { file: PathBuf },
    /// Menyimpan isi berkas itu sebagai bukti pada pegawainya; sandinya di TILIK_CODE.
    Take { file: PathBuf },
    /// Daftar evaluasi dari kantor lain yang disimpan pada seorang pegawai.
    List {
        #[arg(long)]
        nip: String,
    },
    /// Mencetak evaluasi dari kantor lain yang disimpan.
    Print {
        id: String,
        file: PathBuf,
        #[arg(long, value_enum, default_value = "a4")]
        paper: PaperArgument,
    },
    /// Membuang evaluasi dari kantor lain yang disimpan; tetap ada di riwayat.
    Remove { id: String },
}

//! What can be typed about handing the office over.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tilik_office::handover::Successor;
use tilik_office::session::HEAD_LOGIN;

use super::PaperArgument;

/// Apa yang dikerjakan pada serah terima.
#[derive(Debug, Subcommand)]
pub enum HandoverAct {
    /// Memperlihatkan apa yang ikut diserahkan; tidak menulis apa pun.
    Look,
    /// Membuat berkas terkunci untuk pejabat baru; kata sandinya di TILIK_NEW_PASSWORD.
    Make(MakeArguments),
    /// Di laptop pejabat baru: kode bukti bahwa kantor sudah dibuka di sini.
    Code,
    /// Di laptop lama: menghapus kantor ini, kuncinya lebih dulu. Tidak dapat dibatalkan.
    Wipe {
        /// Kode yang tampil di laptop pejabat baru.
        #[arg(long)]
        code: String,
        /// Nama kantor ini, diketik lengkap.
        #[arg(long = "office")]
        name: String,
    },
}

/// Siapa yang menerima, dan ke mana berkasnya.
#[derive(Debug, Args)]
pub struct MakeArguments {
    /// Berkas .tilikbackup yang dibuka pejabat baru dengan `restore`.
    pub file: PathBuf,
    /// Nama pejabat baru dengan gelarnya.
    #[arg(long)]
    pub name: String,
    /// NIP pejabat baru.
    #[arg(long, default_value = "")]
    pub nip: String,
    /// Nama masuk pejabat baru.
    #[arg(long, default_value = HEAD_LOGIN)]
    pub login: String,
    /// Berkas PDF untuk Berita Acara Serah Terima.
    #[arg(long)]
    pub minutes: PathBuf,
    #[arg(long, value_enum, default_value = "a4")]
    pub paper: PaperArgument,
}

impl MakeArguments {
    /// The successor, with the passphrase that was in the environment.
    pub fn successor(&self, password: &str) -> Successor {
        Successor {
            login: self.login.clone(),
            name: self.name.clone(),
            nip: self.nip.clone(),
            password: password.to_owned(),
        }
    }
}

//! The words of the pages.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_journal::catalogue::find_kind;

use crate::error::Refusal;
use crate::province::local;
use crate::says::Fault;

pub(super) const NOT_DONE: &str = "Tidak dilakukan";
pub(super) const FAILED: &str = "Server sedang bermasalah";
pub(super) const FAILED_NEXT: &str =
    "Tidak ada yang hilang. Coba lagi sebentar; jika tetap begini, beri tahu pengelola server.";

pub(super) const BUSY: &str = "Server sedang sibuk";
pub(super) const BUSY_NEXT: &str =
    "Terlalu banyak yang masuk bersamaan. Tunggu beberapa detik, lalu coba lagi.";

pub(super) fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotAllowed => {
            "Formulir ini sudah lama terbuka, atau akun Anda hanya untuk melihat. Buka lagi halamannya, lalu ulangi; untuk mengubah, mintalah akun pengelola."
        }
        Refusal::LoginTaken => {
            "Nama akun ini sudah dipakai, mungkin oleh akun yang sudah ditutup. Pilih nama lain."
        }
        Refusal::LastKeeper => {
            "Ini satu-satunya akun pengelola. Jadikan pegawai lain pengelola dulu, lalu ulangi."
        }
        Refusal::CodeUnknown => {
            "Kode ini sudah dipakai atau kedaluwarsa. Kembali ke halaman kantor dan buat kode baru."
        }
        Refusal::NoAddress => {
            "Alamat server belum diisi, jadi berkas pendaftaran belum bisa dibuat. Pengelola server mengisi address di berkas pengaturan; sementara itu kodenya bisa diketik."
        }
        Refusal::NoSuchPath => "Halaman ini tidak ada. Kembali ke daftar kantor.",
        Refusal::DeviceUnknown => "Perangkat ini tidak terdaftar di kantor tersebut.",
        Refusal::Malformed => {
            "Isian tidak sampai seluruhnya di server, jadi tidak ada yang dilakukan. Buka lagi halamannya, lalu ulangi."
        }
        Refusal::NotABundle => {
            "Ini bukan berkas kiriman Tilik. Pilih berkas berakhiran .tilik yang dibuat dengan tombol Simpan ke USB."
        }
        Refusal::BundleNotForUs => {
            "Berkas ini tidak ditujukan ke provinsi ini. Mintalah kantor membuat berkas baru setelah membuka berkas pendaftarannya."
        }
        Refusal::BundleDamaged => {
            "Berkas ini rusak atau terpotong, jadi tidak ada yang diterima. Salin sekali lagi dari USB; jika tetap rusak, mintalah kantor membuat berkas baru."
        }
        Refusal::BundleForged | Refusal::NotAuthentic => {
            "Tanda tangan dalam berkas ini tidak cocok: isinya diubah setelah dibuat. Tidak ada yang diterima. Beri tahu kantornya."
        }
        Refusal::BundleTooLarge => {
            "Berkas ini lebih besar dari yang diizinkan, jadi tidak ada yang diterima. Mintalah kantor membuatnya tanpa lampiran, atau mintalah pengelola server menaikkan bundle_bytes."
        }
        Refusal::NotAttached => {
            "Kantor pembuat berkas ini belum terdaftar. Buat kodenya di halaman kantor, bawa berkas pendaftarannya ke laptop itu, lalu mintalah berkas baru."
        }
        Refusal::DeviceRevoked => "Laptop pembuat berkas ini sudah dicabut, jadi tidak ada yang diterima.",
        Refusal::AppTooOld => {
            "Berkas ini dibuat oleh Tilik yang lebih baru dari server ini. Perbarui server dulu."
        }
        Refusal::TooManyLines => {
            "Laptop-laptop kantor ini terlalu sering dipulihkan atau disalin, jadi catatan dari salinan yang baru tidak diterima lagi. Hubungi pengembang Tilik."
        }
        Refusal::AttachmentTooLarge => {
            "Satu lampiran di berkas ini lebih besar dari yang disimpan server, jadi tidak ada yang diterima."
        }
        Refusal::TooManyAttachments => {
            "Terlalu banyak lampiran kantor ini yang baru sampai sebagian. Mintalah kantor mengirim yang sudah dimulai sampai selesai, lalu membawa berkas baru."
        }
        Refusal::NoRoom => {
            "Penyimpanan server penuh, jadi berkas ini belum diterima seluruhnya. Beri tahu pengelola server; setelah ada ruang, ulangi dengan berkas yang sama."
        }
        Refusal::CodeExpired => {
            "Kode pendaftaran di berkas ini sudah lewat 14 hari. Buat kode baru di halaman kantor."
        }
        Refusal::CodeUsed => {
            "Kode pendaftaran di berkas ini sudah dipakai laptop lain. Buat kode baru di halaman kantor."
        }
        Refusal::FeedTaken => "Laptop pembuat berkas ini sudah terdaftar di kantor lain.",
        Refusal::NotShown => {
            "Berkas ini tidak membuktikan bahwa laptopnya milik kantor itu. Mintalah berkas dari laptop pertama kantor."
        }
        Refusal::SessionOver => {
            "Laptop pembuat berkas ini sudah dicabut setelah berkasnya diterima, jadi tidak ada jawaban untuknya."
        }
        Refusal::ForeignFeed => {
            "Berkas ini memuat catatan kantor lain, jadi tidak ada yang diterima. Mintalah kantornya membuat berkas baru."
        }
        Refusal::Gap => {
            "Berkas ini melanjutkan catatan yang belum sampai, jadi tidak ada yang diterima. Mintalah kantornya membuat berkas baru."
        }
        Refusal::TooLarge => {
            "Yang dikirim lebih besar dari yang diizinkan di halaman ini, jadi tidak ada yang dilakukan."
        }
        Refusal::WrongSignature => {
            "Tanda tangan laptop pembuat berkas ini tidak cocok, jadi tidak ada yang diterima. Beri tahu kantornya."
        }
    }
}

/// Why an entry does not count, in a sentence.
pub(super) fn held(code: &str) -> &'static str {
    match code {
        "held.format_unknown" => "Ditulis oleh versi Tilik yang lebih baru dari server ini",
        "held.payload_missing" => "Isinya belum sampai; dikirim sendiri oleh laptop yang masih memilikinya",
        "held.payload_malformed" => "Isinya tidak dapat dibaca",
        "held.log_revoked" => "Ditulis setelah perangkatnya dicabut",
        "held.device_unknown" => "Perangkatnya belum disahkan oleh laptop pertama kantor",
        "held.actor_unknown" => "Penulisnya tidak punya peran di kantor ini",
        "held.not_permitted" => "Peran penulisnya tidak mengizinkan isi ini",
        "held.not_kept" => "Tidak dapat disimpan oleh pangkalan data server",
        _ => "Sebab lain",
    }
}

/// What a record is about.
pub(super) fn kind(number: i64) -> &'static str {
    match u32::try_from(number).ok().and_then(find_kind).map(|kind| kind.name) {
        Some("office") => "Kantor",
        Some("unit") => "Unit kerja",
        Some("person") => "Pegawai",
        Some("user") => "Pengguna",
        Some("superior") => "Pejabat penilai",
        Some("skp" | "result" | "indicator" | "expectation" | "annex_line") => "Rencana kinerja",
        Some("evaluation" | "result_rating" | "behaviour_rating") => "Evaluasi",
        Some("forwarded") => "Evaluasi dari kantor lain",
        Some("objection") => "Keberatan",
        Some("achievement") => "Capaian organisasi",
        Some("period" | "deadline") => "Jadwal",
        Some("sheet" | "scan") => "Lembar dan pindaian",
        _ => "Hal lain",
    }
}

/// What an act was about: the word before the point.
pub(super) fn act(act: &str) -> &'static str {
    match act.split_once('.').map_or(act, |(area, _)| area) {
        "office" => "Kantor",
        "unit" => "Unit kerja",
        "person" => "Pegawai",
        "user" | "role" => "Pengguna",
        "superior" => "Pejabat penilai",
        "plan" | "skp" => "Rencana kinerja",
        "evaluation" => "Evaluasi",
        "objection" => "Keberatan",
        "achievement" => "Capaian organisasi",
        "period" | "deadline" => "Jadwal",
        "sheet" | "scan" => "Lembar dan pindaian",
        "device" | "laptop" => "Perangkat",
        _ => "Hal lain",
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

/// A moment as people here say it, in the time of western Indonesia.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    let local = local(at);
    format!("{}, {:02}.{:02}", day(local.date()), local.hour(), local.minute())
}

/// A day of the calendar.
pub(super) fn day(on: NaiveDate) -> String {
    let month = usize::try_from(on.month0()).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"");
    format!("{} {month} {}", on.day(), on.year())
}

const LONG_MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];

/// A period as people say it.
pub(super) fn period(period: Period) -> String {
    let at = usize::from(period.number()) - 1;
    let year = period.year();
    match period.kind() {
        PeriodKind::Monthly => format!("{} {year}", LONG_MONTHS[at]),
        PeriodKind::Quarterly => format!("Triwulan {} {year}", ROMAN[at]),
        PeriodKind::Semester => format!("Semester {} {year}", ROMAN[at]),
        PeriodKind::Annual => format!("Tahun {year}"),
    }
}

/// What an organisation achieved.
pub(super) fn achievement(level: OrganisationAchievement) -> &'static str {
    match level {
        OrganisationAchievement::Istimewa => "Istimewa",
        OrganisationAchievement::Baik => "Baik",
        OrganisationAchievement::ButuhPerbaikan => "Butuh Perbaikan",
        OrganisationAchievement::Kurang => "Kurang",
        OrganisationAchievement::SangatKurang => "Sangat Kurang",
    }
}

/// What is wrong with what was typed, and what to do.
pub(super) fn fault(fault: Fault) -> String {
    match fault {
        Fault::Missing => "Isian ini belum diisi.".to_owned(),
        Fault::TooLong(most) => format!("Terlalu panjang: paling banyak {most} huruf."),
        Fault::PeriodUnknown => "Pilih dulu periodenya.".to_owned(),
        Fault::DayUnknown => "Isi tanggalnya, misalnya 10/01/2027.".to_owned(),
        Fault::DayPast => "Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya.".to_owned(),
        Fault::DayBeforePeriod => {
            "Tanggal ini sebelum periodenya mulai. Pilih tanggal sesudahnya.".to_owned()
        }
        Fault::LevelUnknown => "Pilih dulu capaiannya.".to_owned(),
    }
}

/// What is wrong with the word that was typed to confirm.
pub(super) fn wrong_word(word: &str, typed: &str) -> String {
    if typed.trim().is_empty() {
        return format!("Belum dilakukan: ketik {word} dulu.");
    }
    format!("Belum dilakukan: yang diketik bukan {word}. Ketik {word} dengan huruf besar.")
}

/// How long ago, in whole days.
pub(super) fn days_ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - at).num_days() {
        ..=0 => "hari ini".to_owned(),
        1 => "kemarin".to_owned(),
        days => format!("{days} hari lalu"),
    }
}

/// A number with the points of Indonesian.
pub(super) fn number(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && !text.ends_with('-') {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Bytes as people say them.
pub(super) fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", number(bytes / 1_000)),
        _ => format!("{},{} MB", number(bytes / 1_000_000), bytes % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{days_ago, moment, number, refusal, size};
    use crate::error::Refusal;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn every_code_has_words_of_its_own() {
        let mut told: BTreeMap<&str, Refusal> = BTreeMap::new();
        for code in Refusal::ALL {
            let words = refusal(code);
            assert!(words.chars().count() > 30 && words.ends_with('.'), "{}: {words}", code.code());
            if let Some(other) = told.insert(words, code) {
                let both = [other, code];
                assert_eq!(both, [Refusal::NotAuthentic, Refusal::BundleForged], "told alike: {words}");
            }
        }
    }

    #[test]
    fn numbers_and_times_are_as_indonesians_write_them() {
        assert_eq!([0, 999, 1_250, 1_234_567].map(number), ["0", "999", "1.250", "1.234.567"]);
        assert_eq!([900, 61_000, 1_290_000].map(size), ["900 B", "61 kB", "1,2 MB"]);
        let at = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        assert_eq!(moment(at), "21 Sep 2026, 21.13");
        let ago = [0, 1, 40].map(|days| days_ago(at, at + TimeDelta::days(days)));
        assert_eq!(ago, ["hari ini", "kemarin", "40 hari lalu"]);
    }
}

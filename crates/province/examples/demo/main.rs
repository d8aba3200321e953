//! A province to look at: a throwaway PostgreSQL, twelve offices of invented people, and the server until somebody presses Ctrl+C. `./x province` starts it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "what cannot be made shall stop at once, and say where it serves"
)]

mod office;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Days;
use office::{Door, Office};
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::rating::OrganisationAchievement;
use tilik_province::ledger::EVERYBODY;
use tilik_province::says::Word;
use tilik_province::{Config, Province, StaffRole, doors, key, projection, province, schema};
use tilik_testkit::Postgres;
use tokio::net::TcpListener;

const PASSWORD: &str = "contoh provinsi tilik";
const DAY: i64 = 24 * 3_600_000;

/// Names, how many days ago each sent, and how many people it has.
const OFFICES: [(&str, &[i64], u32); 12] = [
    ("Dinas Kesehatan", &[92, 61, 30, 1], 48),
    ("Dinas Pendidikan", &[88, 57, 26], 120),
    ("Dinas Pekerjaan Umum dan Penataan Ruang", &[64, 33, 2], 61),
    ("Dinas Kependudukan dan Pencatatan Sipil", &[31, 0], 33),
    ("Kecamatan Sibolga Kota", &[45], 19),
    ("Kecamatan Sibolga Utara", &[62, 31, 3], 17),
    ("Kecamatan Sibolga Selatan", &[12], 16),
    ("Puskesmas Aek Habil", &[5], 27),
    ("Puskesmas Pintu Angin", &[77, 46, 15], 24),
    ("SMP Negeri 2", &[8], 38),
    ("Badan Pengelola Keuangan dan Aset Daerah", &[29, 0], 44),
    ("Sekretariat Dewan Perwakilan Rakyat Daerah", &[], 0),
];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

async fn run() {
    let postgres = Postgres::own();
    let folder = tempfile::tempdir().unwrap();
    let config = configure(&postgres, folder.path());
    schema::migrate(&province::connect(&config).await.unwrap()).await.unwrap();
    let now = {
        let province = Province::open(&config).await.unwrap();
        province.make_staff_with("pengelola", "Ibu Ros, BKPSDM", StaffRole::Keeper, PASSWORD).await.unwrap();
        province.make_staff_with("pengamat", "Pak Togar, BKPSDM", StaffRole::Viewer, PASSWORD).await.unwrap();
        province.now()
    };
    fill(&config, now).await;
    let province = Province::open(&config).await.unwrap();
    province.add_up_all().await.unwrap();
    speak(&province).await;
    let listener = TcpListener::bind(config.listen).await.unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    println!("login: pengelola (or pengamat, who only looks), password: {PASSWORD}");
    let adding_up = tokio::spawn(projection::keep_up(province.clone()));
    let stopped = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    doors::serve(listener, doors::router(province, config.requests), stopped).await.unwrap();
    adding_up.abort();
    drop(postgres);
}

fn configure(postgres: &Postgres, folder: &std::path::Path) -> Config {
    let key_file = folder.join("province.key");
    key::make(&key_file).unwrap();
    let port = std::env::var("TILIK_PORT").unwrap_or_else(|_| "8340".into());
    let file = folder.join("province.toml");
    let text = format!(
        "listen = \"127.0.0.1:{port}\"\naddress = \"http://127.0.0.1:{port}\"\ndatabase = \"{}\"\nkey_file = {key_file:?}\nattachments = {:?}\nsecure_cookies = false\n",
        postgres.make_database(),
        folder.join("attachments")
    );
    std::fs::write(&file, text).unwrap();
    Config::read(Some(&file)).unwrap()
}

/// Lets every office enrol and send, each at its time.
async fn fill(config: &Config, now: i64) {
    let clock = Arc::new(AtomicI64::new(now));
    let shown = Arc::clone(&clock);
    let province =
        Province::open(config).await.unwrap().with_clock(Arc::new(move || shown.load(Ordering::Relaxed)));
    let door = Door { router: doors::router(province.clone(), 8), province_key: province.public_key() };
    for ((name, sent, people), seed) in OFFICES.into_iter().zip(1u8..) {
        clock.store(now - 100 * DAY, Ordering::Relaxed);
        let id = province.make_office(name).await.unwrap();
        let Some(first) = sent.first() else {
            clock.store(now - 3 * DAY, Ordering::Relaxed);
            province.make_code(id).await.unwrap();
            continue;
        };
        let at = |days: i64| now - days * DAY - i64::from(seed) * 1_700_000;
        clock.store(at(*first) - DAY, Ordering::Relaxed);
        let code = province.make_code(id).await.unwrap().code;
        let mut office = Office::found(seed, name, at(*first) - 2 * DAY);
        door.redeem(&code, &office).await;
        office.write_people(people, at(*first) - DAY);
        if seed.is_multiple_of(3) {
            office.certify_second("Laptop Sekretaris", at(*first));
        }
        for (round, days) in sent.iter().enumerate() {
            clock.store(at(*days), Ordering::Relaxed);
            office.write_round(round, people, at(*days) - DAY / 2);
            if seed == 9 {
                office.write_as_stranger(at(*days));
            }
            door.send(&office).await;
        }
    }
}

/// Lets the province say one thing of each kind.
async fn speak(province: &Province) {
    let today = province.today();
    let now = Period::containing(today, PeriodKind::Quarterly).unwrap();
    let before = Period::containing(now.starts_on().pred_opt().unwrap(), PeriodKind::Quarterly).unwrap();
    let text = "Senin depan pukul 09.00 WIB di aula BKPSDM.\n\nYang dibahas: cara menilai perilaku kerja, dan umpan balik untuk yang di bawah ekspektasi. Bawa laptop kantor; penilaian dapat langsung dilanjutkan di tempat.";
    let said = [
        Word::Notice {
            title: "Rapat penyamaan persepsi penilaian".into(),
            text: text.into(),
            by: "Ibu Ros, BKPSDM".into(),
        },
        Word::Deadline {
            period: now,
            day: now.ends_on() + Days::new(10),
            note: "SE Sekretaris Daerah nomor 800/5".into(),
        },
        Word::Achievement {
            period: before,
            level: OrganisationAchievement::Baik,
            note: "Keputusan Bupati nomor 188/12".into(),
        },
    ];
    for word in said {
        province.speak(EVERYBODY, province.make_id().unwrap(), &word).await.unwrap();
    }
}

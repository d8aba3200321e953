//! The pages speak Indonesian, and English to whoever chose it; their sentences stand in the catalogues alone.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod party;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use party::browser::{Browser, PASSWORD, staffed};

#[tokio::test]
async fn pages_are_indonesian_until_english_is_chosen_and_the_choice_outlasts_the_session() {
    let server = staffed().await;
    let office = server.province.make_office("Puskesmas").await.unwrap();
    let mut browser = Browser::new(&server);
    let door = browser.get("/masuk").await.text;
    assert!(door.contains("<html lang=\"id\">") && door.contains("Nama akun"));
    let chosen = browser.switch("en", "/masuk").await;
    assert_eq!((chosen.status, chosen.location.as_str()), (303, "/masuk"));
    for rule in ["tilik-bahasa=en", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(chosen.cookie.contains(rule), "{rule}");
    }
    let door = browser.get("/masuk").await.text;
    assert!(door.contains("<html lang=\"en\">") && door.contains("Account name"));
    assert!(browser.sign_in("ros", "salah").await.text.contains("does not match"));
    browser.sign_in("ros", PASSWORD).await;
    let path = format!("/kantor/{office}");
    let page = browser.get(&path).await.text;
    assert!(
        page.contains("Enrolment codes") && page.contains("keeper") && !page.contains("Kode pendaftaran")
    );
    assert!(page.contains(&format!("name=\"kembali\" value=\"{path}\"")), "the switch leads back");
    assert!(browser.get("/tidak-ada").await.text.contains("This page does not exist"));
    assert!(browser.get("/kabar/tulis/capaian").await.text.contains("Quarter III 2026"));
    browser.post("/keluar", &[]).await;
    assert!(browser.get("/masuk").await.text.contains("Sign in"));
    browser.sign_in("ros", PASSWORD).await;
    assert_eq!(browser.switch("id", &path).await.location, path);
    assert!(browser.get(&path).await.text.contains("Kode pendaftaran"));
}

#[tokio::test]
async fn every_page_is_whole_in_both_languages() {
    let server = staffed().await;
    let office = server.province.make_office("Puskesmas").await.unwrap();
    server.province.make_code(office).await.unwrap();
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let office = format!("/kantor/{office}");
    let paths =
        ["/", &office, "/tertahan", "/kabar", "/kabar/tulis/pemberitahuan", "/kabar/tulis/batas-waktu"];
    for path in paths.into_iter().chain(["/kabar/tulis/capaian", "/berkas", "/akun", "/sandi", "/tidak-ada"])
    {
        for language in ["id", "en"] {
            browser.switch(language, path).await;
            let page = browser.get(path).await.text;
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{path}");
            for key in read_catalogue("id").keys() {
                assert!(!page.contains(&format!(">{key}<")), "{path}: {key} has no words");
            }
        }
    }
}

#[tokio::test]
async fn the_word_that_confirms_is_of_the_language_that_asked_for_it() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    browser.switch("en", "/").await;
    let token = browser.form_token().await;
    let accounts = browser.get("/akun").await.text;
    let path = accounts.split("href=\"/akun/").find(|rest| rest.contains("Pak Togar")).unwrap();
    let path = format!("/akun/{}/tutup", path.split('"').next().unwrap());
    let wrong = browser.post(&path, &[("form_token", &token), ("word", "TUTUP")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("is not CLOSE. Type CLOSE in capital letters."));
    assert!(!wrong.text.contains("action=\"/bahasa\""), "what a form answers is not there a second time");
    assert_eq!(browser.post(&path, &[("form_token", &token), ("word", "CLOSE")]).await.status, 303);
}

#[tokio::test]
async fn the_switch_leads_nowhere_else_and_knows_two_languages() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    for back in ["//tempat.lain/", "https://tempat.lain/", "/%5Ctempat.lain"] {
        assert_eq!(browser.switch("en", back).await.location, "/", "{back}");
    }
    let unknown = browser.switch("fr", "/").await;
    assert!(unknown.status == 400 && unknown.cookie.is_empty());
}

fn read_catalogue(language: &str) -> BTreeMap<String, String> {
    let path = format!("{}/../../assets/texts/province.{language}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What looks like a sentence in the sources of the pages and is none: names, words of records and of the log, numerals, conditions of a style.
const NO_TEXTS: &[&str] = &[
    "Tilik ",
    "__Host-tilik",
    "Uuid::max",
    "kantor dibuat",
    "kode dibuat",
    "perangkat dicabut",
    "berkas pendaftaran diunduh",
    "kabar disampaikan",
    "kabar ditarik",
    "too many passwords at a time",
    "a page failed",
    "screen and (prefers-color-scheme: dark)",
    "screen and (prefers-contrast: more)",
    "a text is called as what it says",
    "I",
    "II",
    "III",
    "IV",
];

/// What has a capital letter or a second word, and is no SQL and no header.
fn looks_like_a_text(literal: &str) -> bool {
    let letters = |word: &str| word.chars().all(|letter| letter.is_alphabetic());
    let has_second_word = literal.split_whitespace().filter(|word| letters(word)).count() > 1;
    (has_second_word || literal.contains(char::is_uppercase))
        && !literal.starts_with("SELECT ")
        && !literal.contains("; ")
        && !NO_TEXTS.contains(&literal)
}

fn list_sources(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list_sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_text_stands_in_the_sources_of_the_pages() {
    let mut sources = Vec::new();
    list_sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages"), &mut sources);
    assert!(sources.len() > 10);
    for path in sources {
        let source = fs::read_to_string(&path).unwrap();
        let own = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let lines = own.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = lines.collect::<Vec<_>>().join("\n").replace("\\\"", "");
        for literal in code.split('"').skip(1).step_by(2) {
            assert!(!looks_like_a_text(literal), "{}: {literal:?} belongs into assets/texts", path.display());
        }
    }
}

#[test]
fn a_text_in_a_source_would_be_found() {
    for text in ["Kantor", "belum pernah", "– berkas ini sekaligus", " · Anda"] {
        assert!(looks_like_a_text(text), "{text}");
    }
}

//! The pages: nothing without signing in, nothing by a form of another, and what they show.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use party::browser::{Browser, PASSWORD, Page, staffed};
use party::{entries_of, office, send};
use sqlx_core::query_as::query_as;
use tilik_sync::Ledger as _;

#[tokio::test]
async fn nothing_is_shown_to_who_is_not_signed_in() {
    let server = staffed().await;
    let office = server.province.make_office("Rahasia").await.unwrap();
    let mut browser = Browser::new(&server);
    let office_path = format!("/kantor/{office}");
    for path in ["/", "/tertahan", &office_path] {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/masuk"));
        assert!(!page.text.contains("Rahasia"));
    }
    assert_eq!(browser.post("/kantor", &[("form_token", ""), ("name", "x")]).await.location, "/masuk");
    browser.cookie = format!("__Host-tilik={}", "0".repeat(64));
    assert_eq!(browser.get("/").await.location, "/masuk");
    let page = browser.sign_in("ros", PASSWORD).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/"));
    for rule in ["__Host-tilik=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(page.cookie.contains(rule), "{rule}");
    }
    assert!(browser.get("/").await.text.contains("Rahasia"));
    assert_eq!(browser.get("/tidak-ada").await.status, 404);
}

#[tokio::test]
async fn a_session_ends_by_signing_out_by_idling_and_after_a_day() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let stolen = browser.cookie.clone();
    assert_eq!(browser.get("/").await.status, 200);
    browser.post("/keluar", &[]).await;
    browser.cookie = stolen;
    assert_eq!(browser.get("/").await.status, 303, "the cookie is worth nothing any more");
    browser.sign_in("ros", PASSWORD).await;
    server.pass(31 * 60_000);
    assert_eq!(browser.get("/").await.status, 303);
    browser.sign_in("ros", PASSWORD).await;
    for _ in 0..24 {
        server.pass(29 * 60_000);
        browser.get("/").await;
    }
    server.pass(29 * 60_000);
    assert_eq!(browser.get("/").await.status, 303, "longer than a working day");
}

#[tokio::test]
async fn whoever_guesses_is_locked_out_and_told_no_more_than_a_stranger() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    let wrong = browser.sign_in("ros", "salah").await;
    let stranger = browser.sign_in("siapa", "salah").await;
    assert_eq!((wrong.status, stranger.status), (403, 403));
    let bare = |page: &Page| page.text.replace("ros", "").replace("siapa", "");
    assert_eq!(bare(&wrong), bare(&stranger));
    for _ in 0..4 {
        browser.sign_in("ros", "salah").await;
    }
    let locked = browser.sign_in("ros", PASSWORD).await;
    assert!(locked.status == 403 && locked.text.contains("dikunci sampai"), "the right one is not tried");
    server.pass(16 * 60_000);
    assert_eq!(browser.sign_in("ros", PASSWORD).await.status, 303);
    let locked: Vec<(String,)> = query_as("SELECT act FROM staff_act ORDER BY act_number")
        .fetch_all(server.province.pool())
        .await
        .unwrap();
    assert!(locked.contains(&("terkunci".to_owned(),)));
}

#[tokio::test]
async fn nothing_is_done_by_a_form_of_another_or_by_who_only_looks() {
    let server = staffed().await;
    let (mut keeper, mut viewer) = (Browser::new(&server), Browser::new(&server));
    keeper.sign_in("ros", PASSWORD).await;
    viewer.sign_in("togar", PASSWORD).await;
    let token = keeper.form_token().await;
    assert_eq!(keeper.post("/kantor", &[("form_token", ""), ("name", "Satu")]).await.status, 403);
    assert_eq!(
        keeper.post("/kantor", &[("form_token", &"0".repeat(64)), ("name", "Satu")]).await.status,
        403
    );
    assert_eq!(viewer.post("/kantor", &[("form_token", &token), ("name", "Satu")]).await.status, 403);
    let own = viewer.form_token().await;
    assert_eq!(viewer.post("/kantor", &[("form_token", &own), ("name", "Satu")]).await.status, 403);
    assert_eq!(server.count("SELECT count(*) FROM office").await, 0);
    let made = keeper.post("/kantor", &[("form_token", &token), ("name", "Satu")]).await;
    assert_eq!(made.status, 303);
    assert!(!viewer.get(&made.location).await.text.contains("Buat kode"));
}

#[tokio::test]
async fn an_office_is_made_enrols_sends_and_is_seen_and_its_device_is_ended() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let token = browser.form_token().await;
    let name = "Dinas <b>Kesehatan</b> \u{202e}🙂";
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let made = browser.post("/kantor", &[("form_token", &token), ("name", &encoded)]).await;
    let path = made.location;
    browser.post(&format!("{path}/kode"), &[("form_token", &token)]).await;
    let page = browser.get(&path).await.text;
    assert!(page.contains("Dinas &lt;b&gt;Kesehatan&lt;/b&gt;"), "what people type is text");
    assert!(!page.contains("Unduh berkas"), "nobody said how laptops reach the server");
    let code = page.split("<p class=\"code\">").nth(1).unwrap().split('<').next().unwrap();
    let (mut laptop, _, mut chance) = office(3, 1);
    let code = tilik_sync::code::Code::parse(code).unwrap();
    server.door().redeem(&code, &laptop, laptop.feed()).await.unwrap();
    assert!(send(&mut laptop, &server, &server.good_line()).await.unwrap().is_all_sent());
    server.province.add_up_all().await.unwrap();
    let page = browser.get(&path).await.text;
    assert!(page.contains("Tanda terima") && page.contains("Nomor 1"));
    assert!(page.contains("Penulisnya tidak punya peran"), "what this laptop writes has no role");
    assert!(page.contains("dipakai"));
    let overview = browser.get("/").await.text;
    assert!(overview.contains("Lengkap"), "the receipt covers all of it");
    let entries = entries_of(&laptop).len();
    assert!(
        overview.contains("hari ini") && overview.contains(&format!("data-label=\"Catatan\">{entries}</td>"))
    );
    assert!(browser.get("/tertahan").await.text.contains("&lt;b&gt;"));
    // A sending that breaks off leaves what no receipt covers.
    let known = entries_of(&laptop).len();
    laptop.write(50, &mut chance);
    let token_of_laptop = server.door().session(&server, &laptop).await.unwrap().token;
    server.door().push(&token_of_laptop, laptop.feed(), &entries_of(&laptop)[known..]).await.unwrap();
    let overview = browser.get("/").await.text;
    assert!(overview.contains("1 belum dikonfirmasi") && !overview.contains("Lengkap"));
    let number = tilik_sync::pairing::compute_number(&laptop.device_key());
    assert!(page.contains("Nomor laptop") && page.contains(&number), "as the laptop shows it");
    let end = page.split(&format!("{path}/perangkat/")).nth(1).unwrap().split('"').next().unwrap();
    let end = format!("{path}/perangkat/{end}");
    let wrong = browser.post(&end, &[("form_token", &token), ("word", "cabut")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("bukan CABUT. Ketik CABUT dengan huruf besar."));
    assert!(wrong.text.contains("aria-invalid=\"true\" aria-describedby=\"word-salah\""), "at the field");
    assert_eq!(server.count("SELECT count(*) FROM device WHERE revoked_at IS NOT NULL").await, 0);
    browser.post(&end, &[("form_token", &token), ("word", "CABUT")]).await;
    assert!(browser.get(&path).await.text.contains("Dicabut"));
    assert_eq!(server.door().session(&server, &laptop).await.unwrap_err().1, "sync.device_revoked");
    let acts: Vec<(String,)> = query_as("SELECT act FROM staff_act ORDER BY act_number")
        .fetch_all(server.province.pool())
        .await
        .unwrap();
    let acts: Vec<_> = acts.iter().map(|(act,)| act.as_str()).collect();
    assert_eq!(acts, ["masuk", "kantor dibuat", "kode dibuat", "perangkat dicabut"]);
}

#[tokio::test]
async fn what_is_no_page_and_what_is_no_form_is_told_in_words() {
    let server = staffed().await;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let token = browser.form_token().await;
    for path in ["/kantor/bukan-kantor", "/kabar/tarik/x/y/z", "/tidak-ada", "/keluar", "/berkas/a/b"] {
        let page = browser.get(path).await;
        assert!([400, 404, 405].contains(&page.status), "{path}: {}", page.status);
        assert!(page.text.contains("<html lang=\"id\">") && page.text.contains("Tidak dilakukan"), "{path}");
    }
    for (path, fields) in
        [("/kantor", &[("form_token", &*token)][..]), ("/akun", &[]), ("/masuk", &[("login", "ros")])]
    {
        let page = browser.post(path, fields).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.text.contains("Isian tidak sampai seluruhnya di server"), "{path}");
    }
    assert_eq!(server.count("SELECT count(*) FROM office").await, 0);
}

#[tokio::test]
async fn an_office_is_handed_a_file_that_says_what_its_code_says() {
    let server = staffed().await.with(|config| config.address = "https://tilik.example.go.id".into()).await;
    let office = server.province.make_office("Puskesmas").await.unwrap();
    let code = server.province.make_code(office).await.unwrap().code;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let page = browser.get(&format!("/kantor/{office}")).await.text;
    let of_code = format!("/kantor/{office}/kode/");
    let name = page.split(&format!("href=\"{of_code}")).nth(1).unwrap().split('"').next().unwrap();
    let path = &format!("{of_code}{name}");
    let http = HttpRequest::get(path).header(header::COOKIE, &browser.cookie).body(Body::empty()).unwrap();
    let answer = server.door().answer_http(http).await;
    let file = tilik_sync::enrolment::EnrolmentFile::parse_file(&answer.body).unwrap();
    assert_eq!((file.code, file.province_key), (code.clone(), server.province.public_key()));
    assert_eq!((file.address.as_str(), file.office.as_str()), ("https://tilik.example.go.id", "Puskesmas"));
    browser.sign_in("togar", PASSWORD).await;
    assert_eq!(browser.get(path).await.status, 403, "it is as good as the code");
    assert!(!browser.get(&format!("/kantor/{office}")).await.text.contains("Unduh berkas"));
    browser.sign_in("ros", PASSWORD).await;
    let (laptop, _, _) = party::office(0, 1);
    server.door().redeem(&code, &laptop, laptop.feed()).await.unwrap();
    assert_eq!(browser.get(path).await.status, 403, "used");
}

#[tokio::test]
async fn offices_are_found_by_their_names_and_come_in_pages() {
    let server = staffed().await;
    for number in 0..60 {
        server.province.make_office(&format!("Kantor {number:02}")).await.unwrap();
    }
    let mut browser = Browser::new(&server);
    browser.sign_in("togar", PASSWORD).await;
    let page = browser.get("/").await.text;
    assert!(page.contains("Kantor 49") && !page.contains("Kantor 50") && page.contains("Berikutnya"));
    let page = browser.get("/?sesudah=Kantor+49").await.text;
    assert!(page.contains("Kantor 50") && !page.contains("Kantor 49<") && !page.contains("Berikutnya"));
    let page = browser.get("/?cari=ntor+0").await.text;
    assert!(page.contains("Kantor 07") && !page.contains("Kantor 17"));
    let page = browser.get("/?lama=ya").await.text;
    assert!(page.contains("60 belum mengirim") && page.contains("Kantor 07"));
    assert!(browser.get("/?cari=%25").await.text.contains("Tidak ada kantor dengan nama itu"));
}

#[tokio::test]
async fn offices_of_one_name_are_all_on_one_page_or_the_next() {
    let server = staffed().await;
    for _ in 0..60 {
        server.province.make_office("Sekolah Dasar Negeri 1").await.unwrap();
    }
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let first = browser.get("/").await.text;
    let last = first.split("name=\"sesudah_kantor\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let next = format!("/?sesudah=Sekolah+Dasar+Negeri+1&sesudah_kantor={last}");
    let second = browser.get(&next).await.text;
    let count = |page: &str| page.matches("<a href=\"/kantor/").count();
    assert_eq!((count(&first), count(&second)), (50, 10));
}

//! Accounts of the agency's people: added, changed, closed; and what is done is noted, or is not done.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use party::Server;
use party::browser::{Browser, PASSWORD, Page, staffed};
use sqlx_core::query::query;
use sqlx_core::query_scalar::query_scalar;
use tilik_sync::Ledger as _;
use uuid::Uuid;

const NEW: &str = "teh sore di kantor";

async fn staff_of(server: &Server, login: &str) -> Uuid {
    query_scalar("SELECT staff FROM staff WHERE login = $1")
        .bind(login)
        .fetch_one(server.province.pool())
        .await
        .unwrap()
}

async fn signed_in<'a>(server: &'a Server, login: &str) -> (Browser<'a>, String) {
    let mut browser = Browser::new(server);
    assert_eq!(browser.sign_in(login, PASSWORD).await.status, 303);
    let token = browser.form_token().await;
    (browser, token)
}

/// The one-time password that a page shows.
fn handed_over(page: &Page) -> String {
    page.text.split("<p class=\"code\">").nth(1).unwrap().split('<').next().unwrap().replace('+', "%2B")
}

#[tokio::test]
async fn who_is_added_changes_the_one_time_password_before_anything_else() {
    let server = staffed().await;
    let (keeper, token) = signed_in(&server, "ros").await;
    let fields = [("form_token", &*token), ("name", "Pak Domu"), ("login", "domu"), ("role", "pengelola")];
    let added = keeper.post("/akun", &fields).await;
    let given = handed_over(&added);
    let again = keeper.post("/akun", &fields).await;
    assert!(again.status == 422 && again.text.contains("sudah dipakai"));
    let mut domu = Browser::new(&server);
    assert_eq!(domu.sign_in("domu", &given).await.status, 303);
    for path in ["/", "/akun", "/kabar", "/tertahan", "/berkas"] {
        assert_eq!(domu.get(path).await.location, "/sandi", "{path}");
    }
    let page = domu.get("/sandi").await.text;
    assert!(page.contains("dibuat orang lain"));
    let own = page.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(domu.post("/kantor", &[("form_token", own), ("name", "Satu")]).await.location, "/sandi");
    assert_eq!(server.count("SELECT count(*) FROM office").await, 0);
    let change = async |old: &str, new: &str, again: &str| {
        domu.post("/sandi", &[("form_token", own), ("old", old), ("new", new), ("again", again)]).await
    };
    for (old, new, again, said) in [
        ("salah", NEW, NEW, "lama tidak cocok"),
        (&given, "pendek", "pendek", "terlalu pendek"),
        (&given, NEW, "teh pagi di kantor", "tidak sama"),
        (&given, &given, &given, "sama dengan yang lama"),
    ] {
        let refused = change(old, new, again).await;
        assert!(refused.status == 422 && refused.text.contains(said), "{said}");
    }
    assert_eq!(domu.get("/").await.location, "/sandi");
    assert_eq!(change(&given, NEW, NEW).await.location, "/");
    assert_eq!(domu.get("/akun").await.status, 200);
    assert_eq!(domu.sign_in("domu", &given).await.status, 403);
    assert_eq!(domu.sign_in("domu", NEW).await.status, 303);
}

#[tokio::test]
async fn what_takes_rights_away_ends_the_sessions_that_had_them() {
    let server = staffed().await;
    let (keeper, token) = signed_in(&server, "ros").await;
    let path = format!("/akun/{}", staff_of(&server, "togar").await);
    let send = async |how: &str, field: (&str, &str)| {
        keeper.post(&format!("{path}/{how}"), &[("form_token", &token), field]).await
    };
    let (mut togar, _) = signed_in(&server, "togar").await;
    assert_eq!(send("peran", ("role", "pengelola")).await.location, path);
    assert_eq!(togar.get("/").await.location, "/masuk");
    togar.sign_in("togar", PASSWORD).await;
    assert_eq!(togar.get("/akun").await.status, 200, "a keeper now");
    let given = handed_over(&send("sandi", ("word", "")).await);
    assert_eq!(togar.get("/").await.location, "/masuk");
    assert_eq!(togar.sign_in("togar", PASSWORD).await.status, 403);
    for _ in 0..5 {
        togar.sign_in("togar", "salah").await;
    }
    assert_eq!(togar.sign_in("togar", &given).await.status, 403);
    assert!(keeper.get("/akun").await.text.contains("Terkunci"));
    assert_eq!(send("buka", ("word", "")).await.location, path);
    assert_eq!(togar.sign_in("togar", &given).await.status, 303);
    for (word, said) in [("tutup", "bukan TUTUP. Ketik TUTUP dengan huruf besar."), ("", "ketik TUTUP dulu.")]
    {
        let page = send("tutup", ("word", word)).await;
        assert!(page.status == 422 && page.text.contains(said), "{said}");
        assert!(page.text.contains("aria-invalid=\"true\" aria-describedby=\"word-salah\""), "at the field");
    }
    assert_eq!(togar.get("/sandi").await.status, 200, "the word was not typed");
    assert_eq!(send("tutup", ("word", "TUTUP")).await.location, "/akun");
    assert_eq!(togar.get("/sandi").await.location, "/masuk");
    assert_eq!(togar.sign_in("togar", &given).await.status, 403);
    assert!(keeper.get("/akun").await.text.contains("Ditutup"));
    assert_eq!(send("sandi", ("word", "")).await.status, 404, "closed for good");
    let sessions =
        server.count("SELECT count(*) FROM staff_session JOIN staff USING (staff) WHERE login = 'togar'");
    assert_eq!(sessions.await, 0);
}

#[tokio::test]
async fn ones_own_new_password_ends_the_other_sessions_alone() {
    let server = staffed().await;
    let (here, token) = signed_in(&server, "togar").await;
    let (elsewhere, _) = signed_in(&server, "togar").await;
    let fields = [("form_token", &*token), ("old", PASSWORD), ("new", NEW), ("again", NEW)];
    assert_eq!(elsewhere.post("/sandi", &fields).await.status, 403, "a form of another session");
    assert_eq!(here.post("/sandi", &fields).await.location, "/");
    assert_eq!((here.get("/").await.status, elsewhere.get("/").await.status), (200, 303));
}

#[tokio::test]
async fn one_keeper_stays_also_when_two_close_each_other() {
    let server = staffed().await;
    let (ros, token) = signed_in(&server, "ros").await;
    let (ros_id, togar_id) = (staff_of(&server, "ros").await, staff_of(&server, "togar").await);
    for (how, field) in [("tutup", ("word", "TUTUP")), ("peran", ("role", "pengamat"))] {
        let refused = ros.post(&format!("/akun/{ros_id}/{how}"), &[("form_token", &token), field]).await;
        assert!(refused.status == 409 && refused.text.contains("page.last_keeper"), "{how}");
    }
    ros.post(&format!("/akun/{togar_id}/peran"), &[("form_token", &token), ("role", "pengelola")]).await;
    let (togar, own) = signed_in(&server, "togar").await;
    let (at_togar, at_ros) = (format!("/akun/{togar_id}/tutup"), format!("/akun/{ros_id}/tutup"));
    let (of_ros, of_togar) =
        ([("form_token", &*token), ("word", "TUTUP")], [("form_token", &*own), ("word", "TUTUP")]);
    tokio::join!(ros.post(&at_togar, &of_ros), togar.post(&at_ros, &of_togar));
    let left = "SELECT count(*) FROM staff WHERE role = 'pengelola' AND ended_at IS NULL";
    assert_eq!(server.count(left).await, 1);
}

#[tokio::test]
async fn who_only_looks_sees_no_accounts_and_changes_none() {
    let server = staffed().await;
    let (viewer, token) = signed_in(&server, "togar").await;
    let ros = staff_of(&server, "ros").await;
    assert!(!viewer.get("/").await.text.contains("href=\"/akun\""));
    for path in ["/akun".to_owned(), format!("/akun/{ros}")] {
        assert_eq!(viewer.get(&path).await.status, 403);
    }
    for how in ["peran", "buka", "sandi", "tutup"] {
        let fields = [("form_token", &*token), ("role", "pengamat"), ("word", "TUTUP")];
        assert_eq!(viewer.post(&format!("/akun/{ros}/{how}"), &fields).await.status, 403, "{how}");
    }
    let fields = [("form_token", &*token), ("name", "X"), ("login", "baru"), ("role", "pengelola")];
    assert_eq!(viewer.post("/akun", &fields).await.status, 403);
    assert_eq!(server.count("SELECT count(*) FROM staff").await, 2);
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_done() {
    let server = staffed().await;
    let office = server.province.make_office("Puskesmas").await.unwrap();
    let (laptop, _, _) = party::office(0, 1);
    let enrolled = server.enrol(&laptop).await;
    let (keeper, token) = signed_in(&server, "ros").await;
    let togar = staff_of(&server, "togar").await;
    for statement in [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'",
        "CREATE TRIGGER refuse BEFORE INSERT ON staff_act FOR EACH ROW EXECUTE FUNCTION refuse()",
    ] {
        query(statement).execute(server.province.pool()).await.unwrap();
    }
    let everything = "SELECT hashtext(concat((SELECT count(*) FROM office), ' ', (SELECT count(*) FROM code), ' ',
        (SELECT count(*) FROM entry), ' ', (SELECT count(*) FROM device WHERE revoked_at IS NOT NULL), ' ',
        (SELECT string_agg(concat(login, role, password, must_change, ended_at), ',' ORDER BY login) FROM staff)))::bigint";
    let before = server.count(everything).await;
    let key = tilik_journal::EntryHash(laptop.device_key()).to_hex();
    let notice = Uuid::max().to_string();
    let forms: [(String, Vec<(&str, &str)>); 9] = [
        ("/kantor".into(), vec![("name", "Satu")]),
        (format!("/kantor/{office}/kode"), vec![]),
        (format!("/kantor/{enrolled}/perangkat/{key}"), vec![("word", "CABUT")]),
        (
            "/kabar/tulis/pemberitahuan".into(),
            vec![
                ("judul", "Rapat"),
                ("isi", "Senin"),
                ("untuk", ""),
                ("langkah", "sampaikan"),
                ("id", &notice),
            ],
        ),
        ("/akun".into(), vec![("name", "Pak Domu"), ("login", "domu"), ("role", "pengamat")]),
        (format!("/akun/{togar}/peran"), vec![("role", "pengelola")]),
        (format!("/akun/{togar}/sandi"), vec![]),
        (format!("/akun/{togar}/tutup"), vec![("word", "TUTUP")]),
        ("/sandi".into(), vec![("old", PASSWORD), ("new", NEW), ("again", NEW)]),
    ];
    for (path, mut fields) in forms {
        fields.push(("form_token", &token));
        assert_eq!(keeper.post(&path, &fields).await.status, 500, "{path}");
        assert_eq!(server.count(everything).await, before, "{path}");
    }
    assert_eq!(Browser::new(&server).sign_in("togar", PASSWORD).await.status, 500);
    let sessions =
        server.count("SELECT count(*) FROM staff_session JOIN staff USING (staff) WHERE login = 'togar'");
    assert_eq!(sessions.await, 0);
}

#[tokio::test]
async fn accounts_of_the_release_before_go_on_as_they_were() {
    let server = staffed().await;
    // As the server of the release before writes it beside this one: without what the new step added.
    query(
        "INSERT INTO staff (staff, login, name, role, password, made_at)
         SELECT gen_random_uuid(), 'lama', 'Bu Lama', role, password, made_at FROM staff WHERE login = 'togar'",
    )
    .execute(server.province.pool())
    .await
    .unwrap();
    let (browser, _) = signed_in(&server, "lama").await;
    assert_eq!(browser.get("/").await.status, 200, "nobody asks for another password");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_many_sign_in_at_once_those_beyond_the_bound_are_told_to_come_again() {
    let server = staffed().await;
    let bound = 8 * std::thread::available_parallelism().unwrap().get();
    let at_once = 3 * bound;
    let sign_in =
        async |number: usize| Browser::new(&server).sign_in(&format!("nama{number}"), "salah").await;
    let pages = party::join_all((0..at_once).map(sign_in).collect()).await;
    let (busy, heard): (Vec<_>, Vec<_>) = pages.iter().partition(|page| page.status == 503);
    assert!(!busy.is_empty() && heard.len() >= bound, "{} of {at_once} were sent away", busy.len());
    for page in busy {
        assert_eq!(page.retry_after, Some(5));
        assert!(page.text.contains("Server sedang sibuk") && page.text.contains("Tunggu beberapa detik"));
        assert!(page.text.contains("<html lang=\"id\">") && page.cookie.is_empty());
    }
    assert!(heard.iter().all(|page| page.status == 403));
    assert_eq!(Browser::new(&server).sign_in("ros", PASSWORD).await.status, 303, "places are given back");
}

//! What the province says: written on the page, read by the laptops that it is for, withdrawn, and brought back to a server that lost it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

use party::browser::{Browser, PASSWORD, staffed};
use party::{Server, send};
use sqlx_core::query::query;
use tilik_journal::catalogue::{achievement, deadline, notice};
use tilik_journal::{Document, Entry, FeedId, History, RecordId};
use tilik_province::ledger::EVERYBODY;
use tilik_province::says::Word;
use tilik_sync::says::{FOR_ALL, feed_for};
use tilik_testkit::{Chance, Laptop};
use uuid::Uuid;

/// What a laptop that holds these entries makes of a feed.
fn documents(laptop: &Laptop, feed: FeedId) -> Vec<Document> {
    let mut history = History::new();
    for (_, entry) in laptop.shelf.entries() {
        if entry.envelope().feed == feed {
            history.receive(entry.clone()).unwrap();
        }
    }
    history.documents().into_values().collect()
}

fn titles(laptop: &Laptop, feed: FeedId) -> Vec<String> {
    let of_feed = documents(laptop, feed);
    let standing = of_feed.iter().filter(|document| {
        document.kind == notice::KIND && !document.is(tilik_journal::document::Mark::Retracted)
    });
    standing.filter_map(|document| document.text(notice::TITLE).map(str::to_owned)).collect()
}

async fn laptop(server: &Server, seed: u8) -> (Laptop, Uuid) {
    let laptop = Laptop::found(seed, &mut Chance::of(seed.into()));
    let office = server.enrol(&laptop).await;
    (laptop, office)
}

fn word(title: &str) -> Word {
    Word::Notice { title: title.into(), text: "Hadir semua.".into(), by: "Ibu Ros".into() }
}

async fn say(server: &Server, office: Uuid, title: &str) -> Uuid {
    let id = server.province.make_id().unwrap();
    server.province.speak(office, id, &word(title)).await.unwrap();
    id
}

fn field<'a>(page: &'a str, name: &str) -> &'a str {
    let input = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    input.split('"').next().unwrap()
}

#[tokio::test]
async fn a_notice_is_written_looked_at_and_said_once_and_withdrawn() {
    let server = staffed().await;
    let (mut here, office) = laptop(&server, 1).await;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let token = browser.form_token().await;
    let path = "/kabar/tulis/pemberitahuan";
    let faulty = browser.post(path, &[("form_token", &token), ("judul", " "), ("isi", "Isi")]).await;
    assert_eq!(faulty.status, 422);
    assert!(faulty.text.contains("aria-invalid=\"true\" aria-describedby=\"judul-salah\""));
    assert!(faulty.text.contains(">Isi</textarea>"), "what was right is not typed again");
    let text = [("judul", "Rapat <b>Senin</b>"), ("isi", "Pukul 9 di aula.")];
    let encoded: Vec<_> =
        text.map(|(name, text)| (name, text.replace('<', "%3C").replace('>', "%3E"))).into();
    let fields = |step| {
        let mut fields = vec![("form_token", token.as_str()), ("langkah", step), ("untuk", "")];
        fields.extend(encoded.iter().map(|(name, text)| (*name, text.as_str())));
        fields
    };
    let preview = browser.post(path, &fields("")).await;
    assert!(
        preview.text.contains("Rapat &lt;b&gt;Senin&lt;/b&gt;") && preview.text.contains("Semua kantor (1)")
    );
    assert_eq!(server.count("SELECT count(*) FROM feed WHERE is_ours").await, 0, "looking says nothing");
    let id = field(&preview.text, "id").to_owned();
    for _ in 0..2 {
        let mut again = fields("sampaikan");
        again.push(("id", &id));
        assert_eq!(browser.post(path, &again).await.location, "/kabar");
    }
    let list = browser.get("/kabar").await.text;
    assert_eq!(list.matches("Rapat &lt;b&gt;Senin").count(), 1, "a form that is sent twice says it once");
    assert!(list.contains("Semua kantor") && list.contains("Ibu Ros"));
    let feed = feed_for(&server.province.public_key(), &FOR_ALL);
    assert!(send(&mut here, &server, &server.good_line()).await.unwrap().is_all_sent());
    assert_eq!(titles(&here, feed), ["Rapat <b>Senin</b>"]);
    let withdraw = format!("/kabar/tarik/{EVERYBODY}/{}/{id}", notice::KIND);
    assert!(browser.get(&withdraw).await.text.contains("Tarik kabar ini?"));
    assert_eq!(browser.post(&withdraw, &[("form_token", "")]).await.status, 403);
    assert_eq!(browser.post(&withdraw, &[("form_token", &token)]).await.status, 303);
    assert!(browser.get("/kabar").await.text.contains("Ditarik"));
    assert!(send(&mut here, &server, &server.good_line()).await.unwrap().is_all_sent());
    assert_eq!(titles(&here, feed), Vec::<String>::new());
    let office_page = browser.get(&format!("/kantor/{office}")).await.text;
    assert_eq!(office_page.matches("<dt>Nomor ").count(), 1, "receipts are of what the office sent");
}

#[tokio::test]
async fn deadlines_and_achievements_are_checked_field_by_field_and_the_last_word_holds() {
    let server = staffed().await;
    let (mut here, office) = laptop(&server, 1).await;
    let mut browser = Browser::new(&server);
    browser.sign_in("ros", PASSWORD).await;
    let token = browser.form_token().await;
    let office_text = office.to_string();
    let base = [("form_token", token.as_str()), ("untuk", office_text.as_str()), ("periode", "2026-TW3")];
    let post = async |path: &str, more: &[(&str, &str)]| {
        browser.post(&format!("/kabar/tulis/{path}"), &[&base[..], more].concat()).await
    };
    // The server's clock is at 21 September 2026.
    for (day, fault) in [("", "Isi tanggalnya"), ("2026-09-20", "sudah lewat"), ("10 Okt", "Isi tanggalnya")]
    {
        let page = post("batas-waktu", &[("hari", day)]).await;
        assert!(page.status == 422 && page.text.contains(fault), "{day}");
    }
    let unknown = post("capaian", &[("capaian", "hebat"), ("surat", "")]).await;
    assert!(unknown.text.contains("Pilih dulu capaiannya") && unknown.text.contains("belum diisi"));
    let id = Uuid::nil().to_string();
    let done = [("langkah", "sampaikan"), ("id", id.as_str())];
    for day in ["2026-10-10", "2026-10-17"] {
        assert_eq!(post("batas-waktu", &[&done[..], &[("hari", day)]].concat()).await.status, 303);
    }
    let said = [&done[..], &[("capaian", "baik"), ("surat", "SK 12/2026")]].concat();
    assert_eq!(post("capaian", &said).await.status, 303);
    assert!(send(&mut here, &server, &server.good_line()).await.unwrap().is_all_sent());
    let feed = feed_for(&server.province.public_key(), office.as_bytes());
    let find = |kind| documents(&here, feed).into_iter().find(|document| document.kind == kind).unwrap();
    let of_period = find(deadline::KIND);
    assert_eq!(of_period.id, RecordId::deadline("2026-TW3"));
    assert_eq!(of_period.text(deadline::DAY), Some("2026-10-17"));
    assert_eq!(find(achievement::KIND).text(achievement::SET), Some("baik"));
    let list = browser.get("/kabar").await.text;
    assert!(list.contains("Batas waktu Triwulan III 2026: 17 Okt 2026") && !list.contains("10 Okt 2026"));
    assert!(list.contains("Capaian organisasi Triwulan III 2026: Baik") && list.contains("SK 12/2026"));
}

#[tokio::test]
async fn who_looks_reads_the_list_and_writes_nothing_and_strangers_see_nothing() {
    let server = staffed().await;
    let said = say(&server, EVERYBODY, "Rapat").await;
    let mut browser = Browser::new(&server);
    for path in ["/kabar", "/kabar/tulis/pemberitahuan"] {
        assert_eq!(browser.get(path).await.location, "/masuk");
    }
    browser.sign_in("togar", PASSWORD).await;
    let list = browser.get("/kabar").await.text;
    assert!(list.contains("Rapat") && !list.contains("Tulis pemberitahuan") && !list.contains("Tarik"));
    assert_eq!(browser.get("/kabar/tulis/pemberitahuan").await.status, 403);
    let withdraw = format!("/kabar/tarik/{EVERYBODY}/{}/{said}", notice::KIND);
    assert_eq!(browser.get(&withdraw).await.status, 403);
    let own = browser.form_token().await;
    let fields = [("form_token", own.as_str()), ("judul", "x"), ("isi", "y"), ("langkah", "sampaikan")];
    assert_eq!(browser.post("/kabar/tulis/pemberitahuan", &fields).await.status, 403);
    browser.sign_in("ros", PASSWORD).await;
    assert_eq!(browser.get("/kabar/tulis/ramalan").await.status, 404);
    let nobody = format!("/kabar/tarik/{EVERYBODY}/{}/{}", notice::KIND, Uuid::max());
    assert_eq!(browser.get(&nobody).await.status, 404);
    let refused = server.province.speak(Uuid::max(), Uuid::max(), &word("x")).await;
    assert!(refused.is_err(), "there is no such office");
}

#[tokio::test]
async fn what_is_said_to_one_office_reaches_that_office_alone() {
    let server = Server::new().await;
    let (mut one, office) = laptop(&server, 1).await;
    let (mut other, _) = laptop(&server, 2).await;
    say(&server, office, "Untuk satu").await;
    say(&server, EVERYBODY, "Untuk semua").await;
    let key = server.province.public_key();
    let (own, all) = (feed_for(&key, office.as_bytes()), feed_for(&key, &FOR_ALL));
    for here in [&mut one, &mut other] {
        assert!(send(here, &server, &server.good_line()).await.unwrap().is_all_sent());
        assert_eq!(titles(here, all), ["Untuk semua"]);
    }
    assert_eq!(titles(&one, own), ["Untuk satu"]);
    assert!(other.shelf.entries().iter().all(|(_, entry)| entry.envelope().feed != own));
    let door = server.door();
    let session = door.session(&server, &other).await.unwrap();
    let entries: Vec<_> = one.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect();
    let second: Vec<_> = entries.into_iter().filter(|entry| entry.envelope().feed == own).skip(1).collect();
    let refused = door.push(&session.token, own, &second).await.unwrap_err();
    assert_eq!(refused.1, "sync.foreign_feed");
}

/// The database as it was before anything was said.
async fn lose_what_was_said(server: &Server) {
    for sql in [
        "DELETE FROM projection WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM document WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM touch WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM arrival WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM payload WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM entry WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM receipt WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM line WHERE feed IN (SELECT feed FROM feed WHERE is_ours)",
        "DELETE FROM feed WHERE is_ours",
    ] {
        query(sql).execute(server.province.pool()).await.unwrap();
    }
    tilik_province::schema::begin_epoch(server.province.pool()).await.unwrap();
}

#[tokio::test]
async fn a_server_that_was_restored_gets_back_what_it_said_and_goes_on_in_the_same_feed() {
    let mut server = Server::new().await;
    let (mut one, office) = laptop(&server, 1).await;
    let (mut other, _) = laptop(&server, 2).await;
    say(&server, EVERYBODY, "Sebelum").await;
    say(&server, office, "Untuk satu").await;
    assert!(send(&mut one, &server, &server.good_line()).await.unwrap().is_all_sent());
    lose_what_was_said(&server).await;
    server.province = server.again().await;
    // It speaks again before anybody has brought back what it lost.
    say(&server, EVERYBODY, "Sesudah").await;
    let outcome = send(&mut one, &server, &server.good_line()).await.unwrap();
    assert!(outcome.is_all_sent(), "{outcome:?}");
    server.province.add_up_all().await.unwrap();
    assert!(send(&mut other, &server, &server.good_line()).await.unwrap().is_all_sent());
    let key = server.province.public_key();
    for here in [&one, &other] {
        let mut both = titles(here, feed_for(&key, &FOR_ALL));
        both.sort();
        assert_eq!(both, ["Sebelum", "Sesudah"]);
    }
    assert_eq!(titles(&one, feed_for(&key, office.as_bytes())), ["Untuk satu"]);
    let said = server.province.list_said(10).await.unwrap();
    let to: Vec<_> = said.iter().map(|said| said.office.as_ref().map(|(office, _)| *office)).collect();
    assert_eq!(said.len(), 3);
    assert!(to.contains(&Some(office)) && said.iter().all(|said| said.is_own));
    let forked =
        "SELECT count(*) FROM line JOIN feed USING (office, feed) WHERE is_ours AND fork_line IS NOT NULL";
    assert_eq!(server.count(forked).await, 0);
    let held = "SELECT count(*) FROM held JOIN feed USING (office, feed) WHERE is_ours";
    assert_eq!(server.count(held).await, 0);
}

#[tokio::test]
async fn nobody_founds_or_writes_a_feed_in_the_provinces_name() {
    let server = Server::new().await;
    let (here, _) = laptop(&server, 1).await;
    let door = server.door();
    let session = door.session(&server, &here).await.unwrap();
    let stranger = tilik_journal::Signer::from_seed(&[77; 32]);
    let founding = tilik_sync::says::found(&stranger, &FOR_ALL).unwrap();
    let feed = founding.envelope().feed;
    assert_eq!(door.push(&session.token, feed, &[founding]).await.unwrap_err().1, "sync.foreign_feed");
    assert_eq!(server.count("SELECT count(*) FROM feed WHERE is_ours").await, 0);
}

#[tokio::test]
async fn a_feed_that_was_lost_is_attached_only_when_all_that_comes_of_it_is_authentic() {
    let mut server = Server::new().await;
    let (mut here, _) = laptop(&server, 1).await;
    say(&server, EVERYBODY, "Sebelum").await;
    send(&mut here, &server, &server.good_line()).await.unwrap();
    lose_what_was_said(&server).await;
    server.province = server.again().await;
    let feed = feed_for(&server.province.public_key(), &FOR_ALL);
    let entries = here.shelf.entries().iter().map(|(_, entry)| entry.clone());
    let mut said: Vec<_> = entries.filter(|entry| entry.envelope().feed == feed).collect();
    let right = said.clone();
    let last = said.pop().unwrap();
    let mut signature = *last.signature();
    signature[5] ^= 1;
    let payload = last.payload().cloned();
    said.push(Entry::from_stored(last.envelope_bytes().to_vec(), signature, payload).unwrap());
    let door = server.door();
    let token = door.session(&server, &here).await.unwrap().token;
    assert_eq!(door.push(&token, feed, &said).await.unwrap_err().1, "sync.not_authentic");
    assert_eq!(server.count("SELECT count(*) FROM feed WHERE is_ours").await, 0);
    assert_eq!(door.push(&token, feed, &right).await, Ok(right.len() as u64));
}

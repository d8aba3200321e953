//! Among a thousand offices every question finds its way by the office's key: whatever laptops and pages ask, PostgreSQL's own word for how it answered.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

mod party;

#[path = "party/many.rs"]
mod many;
#[allow(dead_code, reason = "the measurements take the rest")]
#[path = "party/plans.rs"]
mod plans;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request as HttpRequest, header};
use party::{Server, send};
use plans::{Planned, watch};
use tilik_province::StaffRole;
use tilik_testkit::record::Record;
use tilik_testkit::{Chance, Laptop, Postgres};
use tower::ServiceExt as _;

const OFFICES: usize = 1_000;
const PASSWORD: &str = "kopi pagi di provinsi";
/// What the page of all that is held reads whole.
const HELD: [&str; 2] = [" held ", " held_record "];

/// An office as any other: records, an attachment, and one entry by somebody without a role, which is held.
fn found(seed: u64, chance: &mut Chance) -> Laptop {
    let mut laptop = Laptop::found_with_head(chance);
    for record in Record::list(40, &mut Chance::of(seed)) {
        laptop.write_group(record.group(), chance);
    }
    laptop.attach(2_000, chance);
    laptop
}

async fn show_pages(server: &Server, paths: &[String]) {
    let router = server.door().0;
    let form = format!("login=ros&password={}", PASSWORD.replace(' ', "+"));
    let http = HttpRequest::post("/masuk").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let entered = router.clone().oneshot(http.body(Body::from(form)).unwrap()).await.unwrap();
    let cookie =
        entered.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    for path in paths {
        let http = HttpRequest::get(path).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
        assert_eq!(router.clone().oneshot(http).await.unwrap().status(), 200, "{path}");
    }
}

/// The questions that leave the office's key, each once with what does.
fn list_strays(planned: &[Planned]) -> BTreeMap<&str, Vec<String>> {
    let strays = planned.iter().map(|planned| (planned.sql.as_str(), planned.list_strays()));
    strays.filter(|(_, strays)| !strays.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_stays_on_the_key_of_its_office() {
    let postgres = Postgres::explaining("-c fsync=off");
    let server = Server::on(&postgres).await;
    server.province.make_staff_with("ros", "Ibu Ros", StaffRole::Keeper, PASSWORD).await.unwrap();
    let mut chance = Chance::of(5);
    let mut model = found(1, &mut chance);
    let office = server.enrol(&model).await;
    assert!(send(&mut model, &server, &server.good_line()).await.unwrap().is_all_sent());
    server.province.add_up_all().await.unwrap();
    many::copy_office(server.province.pool(), office, OFFICES).await;

    let planned = watch(&postgres, server.province.pool(), async {
        let mut laptop = found(2, &mut chance);
        let office = server.enrol(&laptop).await;
        let line = server.good_line();
        assert!(send(&mut laptop, &server, &line).await.unwrap().is_all_sent());
        server.province.add_up_all().await.unwrap();
        let mut second = laptop.pair(2, &mut chance);
        for record in Record::list(40, &mut Chance::of(2)).iter().step_by(10) {
            laptop.write_group(record.changed(), &mut chance);
            second.write(100, &mut chance);
        }
        second.wanted.extend(laptop.attachments.keys().map(|hash| (*hash, Vec::new())));
        for laptop in [&mut laptop, &mut second] {
            assert!(send(laptop, &server, &line).await.unwrap().is_all_sent());
            server.province.add_up_all().await.unwrap();
        }
        assert!(second.wanted.is_empty(), "the attachment came");
        let paths = ["/", "/?cari=99", "/?lama=ya&sesudah=Kantor+5", "/kabar"].map(str::to_owned);
        show_pages(&server, &[&paths[..], &[format!("/kantor/{office}")]].concat()).await;
    })
    .await;

    assert!(planned.len() > 100, "{} questions", planned.len());
    for table in ["entry", "payload", "arrival", "touch", "document", "held", "delivery", "receipt", "piece"]
    {
        let is_asked = planned.iter().any(|planned| planned.sql.contains(table));
        assert!(is_asked, "nothing was asked of {table}");
    }
    let strays = list_strays(&planned);
    assert!(strays.is_empty(), "{strays:#?}");
    let of_all =
        watch(&postgres, server.province.pool(), show_pages(&server, &["/tertahan".to_owned()])).await;
    let strays: Vec<_> = list_strays(&of_all).into_values().flatten().collect();
    assert!(strays.iter().all(|stray| HELD.iter().any(|held| stray.contains(held))), "{strays:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_without_the_office_is_seen() {
    let postgres = Postgres::explaining("-c fsync=off");
    let server = Server::on(&postgres).await;
    let planned = watch(&postgres, server.province.pool(), async {
        server.count("SELECT count(*) FROM entry WHERE number = 1").await;
        server.count("SELECT count(*) FROM entry WHERE hash = '\\x00'").await;
    })
    .await;
    assert_eq!(list_strays(&planned).len(), 2);
}

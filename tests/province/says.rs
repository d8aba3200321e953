//! What the province says: written on its page, sent for by a real laptop, shown on its first screen.

use std::cell::RefCell;

use tilik_journal::catalogue::{deadline, notice};
use tilik_journal::{Draft, Entry, FeedId, Group, Payload, RecordId, Retention, Signer};
use tilik_office::Office;
use tilik_office::announced::Announced;
use tilik_office::appraisal::{OrganisationAchievement, Period};
use tilik_office::sending::enrol_office;
use tilik_testkit::{Staff, TempOffice};

use crate::browser::{Browser, find};
use crate::laptops::{assert_whole, command};
use crate::server::Server;
use crate::{invite, send_all};

fn quarter() -> Period {
    "2026-TW3".parse().unwrap()
}

fn enrolled(server: &Server, seed: u64) -> (TempOffice, Office) {
    let (folder, mut office) = TempOffice::found(seed);
    enrol_office(&RefCell::new(&mut office), invite(server, server.port())).unwrap();
    (folder, office)
}

/// What the first screen says after a sending.
fn hear(office: &mut Office) -> Announced {
    let sent = send_all(office).unwrap();
    assert!(sent.is_all_sent, "{sent:?}");
    office.home(quarter(), false).unwrap().announced
}

/// Says something on the page, by way of the preview.
fn say(server: &Server, what: &str, fields: &[(&str, &str)]) {
    let browser = Browser::sign_in(server);
    let token = browser.form_token();
    let path = format!("/kabar/tulis/{what}");
    let mut fields = [&[("form_token", token.as_str())], fields].concat();
    let preview = browser.post(&path, &fields);
    assert_eq!(preview.status, 200, "{}", preview.body);
    let id = find(&preview.body, "name=\"id\" value=\"");
    fields.extend([("id", id.as_str()), ("langkah", "sampaikan")]);
    assert_eq!(browser.post(&path, &fields).status, 303);
}

fn staffed() -> Server {
    let server = Server::begin();
    server.make_staff();
    server
}

#[test]
fn a_notice_written_on_the_page_is_shown_on_the_laptop_until_it_is_read_or_withdrawn() {
    let server = staffed();
    let (_folder, mut office) = enrolled(&server, 87);
    assert_eq!(hear(&mut office), Announced::default());
    say(&server, "pemberitahuan", &[("judul", "Rapat Senin"), ("isi", "Pukul 9.\r\nDi aula.")]);
    say(&server, "pemberitahuan", &[("judul", "Libur"), ("isi", "Jumat.")]);
    let notices = hear(&mut office).notices;
    let meeting = notices.iter().find(|notice| notice.title == "Rapat Senin").unwrap();
    assert_eq!((meeting.text.as_str(), meeting.said_by.as_str()), ("Pukul 9.\nDi aula.", "Ibu Ros"));
    assert_eq!(notices.len(), 2);
    assert!(notices.iter().all(|notice| notice.is_for_all && !notice.is_read));
    office.read_notice(notices[0].id).unwrap();
    let again = hear(&mut office).notices;
    assert_eq!(again.iter().map(|notice| notice.is_read).collect::<Vec<_>>(), [true, false]);
    let browser = Browser::sign_in(&server);
    let withdraw = find(&browser.get("/kabar").body, "href=\"/kabar/tarik/");
    let token = browser.form_token();
    assert_eq!(browser.post(&format!("/kabar/tarik/{withdraw}"), &[("form_token", &token)]).status, 303);
    assert_eq!(hear(&mut office).notices.len(), 1);
    assert_whole(&office);
}

#[test]
fn deadline_and_achievement_hold_in_their_period_and_the_office_keeps_what_it_had_entered() {
    let server = staffed();
    let (_folder, mut office) = enrolled(&server, 88);
    tilik_testkit::office::import_staff(&mut office, &Staff::of(3));
    office.enter_achievement(quarter(), OrganisationAchievement::Kurang, "LKjIP").unwrap();
    let said = [("periode", "2026-TW3"), ("hari", "2026-10-10"), ("surat", "SE 5/2026")];
    say(&server, "batas-waktu", &said);
    say(&server, "capaian", &[("periode", "2026-TW3"), ("capaian", "baik"), ("surat", "SK 12/2026")]);
    let heard = hear(&mut office);
    let deadline = heard.deadline.unwrap();
    assert_eq!((deadline.day.to_string().as_str(), deadline.note.as_str()), ("2026-10-10", "SE 5/2026"));
    let set = heard.achievement.unwrap();
    assert_eq!(
        (set.level, set.entered),
        (OrganisationAchievement::Baik, Some(OrganisationAchievement::Kurang))
    );
    let in_force = office.achievement(quarter()).unwrap();
    assert_eq!(
        (in_force.level, in_force.is_set_by_province, in_force.note.as_str()),
        (Some(OrganisationAchievement::Baik), true, "SK 12/2026")
    );
    let other = "2026-TW2".parse().unwrap();
    assert_eq!(office.home(other, false).unwrap().announced, Announced::default());
    assert_eq!(office.achievement(other).unwrap().level, None);
    // Withdrawn, the office's own stands again.
    let browser = Browser::sign_in(&server);
    let token = browser.form_token();
    for _ in 0..2 {
        let withdraw = find(&browser.get("/kabar").body, "href=\"/kabar/tarik/");
        browser.post(&format!("/kabar/tarik/{withdraw}"), &[("form_token", &token)]);
    }
    assert_eq!(hear(&mut office), Announced::default());
    let own = office.achievement(quarter()).unwrap();
    assert_eq!((own.level, own.is_set_by_province), (Some(OrganisationAchievement::Kurang), false));
}

#[test]
fn what_is_said_to_one_office_is_heard_there_alone_and_goes_before_what_is_said_to_all() {
    let server = staffed();
    let (_first, mut one) = enrolled(&server, 89);
    let (_second, mut other) = enrolled(&server, 90);
    let pinned = one.store().ledger().unwrap().find_province().unwrap().unwrap();
    let office = uuid::Uuid::from_bytes(pinned.office).to_string();
    say(&server, "capaian", &[("periode", "2026-TW3"), ("capaian", "baik"), ("surat", "SK 1")]);
    let to_one =
        [("untuk", office.as_str()), ("periode", "2026-TW3"), ("capaian", "istimewa"), ("surat", "SK 2")];
    say(&server, "capaian", &to_one);
    say(
        &server,
        "pemberitahuan",
        &[("untuk", office.as_str()), ("judul", "Untuk satu"), ("isi", "Hanya Anda.")],
    );
    let (heard, elsewhere) = (hear(&mut one), hear(&mut other));
    assert_eq!(heard.achievement.unwrap().level, OrganisationAchievement::Istimewa);
    assert_eq!(elsewhere.achievement.unwrap().level, OrganisationAchievement::Baik);
    assert_eq!((heard.notices.len(), elsewhere.notices.len()), (1, 0));
    assert!(!heard.notices[0].is_for_all);
}

#[test]
fn a_server_that_lost_everything_gets_back_what_it_had_said() {
    let mut server = staffed();
    let (_folder, mut office) = enrolled(&server, 91);
    say(&server, "pemberitahuan", &[("judul", "Rapat Senin"), ("isi", "Pukul 9.")]);
    assert_eq!(hear(&mut office).notices.len(), 1);
    server.lose_everything();
    server.make_staff();
    enrol_office(&RefCell::new(&mut office), invite(&server, server.port())).unwrap();
    assert_eq!(hear(&mut office).notices.len(), 1);
    server.add_up();
    let browser = Browser::sign_in(&server);
    assert!(browser.get("/kabar").body.contains("Rapat Senin"));
    say(&server, "pemberitahuan", &[("judul", "Sesudah"), ("isi", "Sama saja.")]);
    assert_eq!(hear(&mut office).notices.len(), 2);
}

#[test]
fn words_of_a_later_release_and_words_that_do_not_read_hide_no_other() {
    let server = staffed();
    let (_folder, mut office) = enrolled(&server, 92);
    server.say_raw(Group { kind: 77, record: RecordId::period("later"), fields: vec![(1, "kelak".into())] });
    let broken = RecordId::deadline("2026-TW3");
    let fields = vec![(deadline::PERIOD, 7.into()), (deadline::DAY, "besok".into()), (99, "kelak".into())];
    server.say_raw(Group { kind: deadline::KIND, record: broken, fields });
    let untitled = vec![(notice::TITLE, 3.into()), (notice::TEXT, true.into())];
    server.say_raw(Group { kind: notice::KIND, record: RecordId::period("untitled"), fields: untitled });
    say(&server, "pemberitahuan", &[("judul", "Rapat Senin"), ("isi", "Pukul 9.")]);
    let heard = hear(&mut office);
    assert_eq!((heard.notices.len(), heard.deadline), (1, None));
    let browser = Browser::sign_in(&server);
    assert!(browser.get("/kabar").body.contains("Rapat Senin"));
    assert_whole(&office);
}

#[test]
fn nobody_but_the_pinned_key_speaks_for_the_province() {
    let server = staffed();
    let (_folder, mut office) = enrolled(&server, 93);
    say(&server, "pemberitahuan", &[("judul", "Rapat Senin"), ("isi", "Pukul 9.")]);
    assert_eq!(hear(&mut office).notices.len(), 1);
    // A feed that another founded came into the file: held, judged, and nobody's news.
    let (_strange, mut strange) = TempOffice::found(94);
    let fields = vec![(notice::TITLE, "Palsu".into())];
    command(
        &mut strange,
        "notice.given",
        Group { kind: notice::KIND, record: RecordId::period("x"), fields },
    );
    let entries = strange.list_entries().unwrap();
    let feed: FeedId = entries[0].envelope().feed;
    office.store_mut().exchange().unwrap().receive(feed, entries).unwrap();
    // So did an entry of a stranger's in the province's own feed.
    let own = office.store().ledger().unwrap().list_further_feeds();
    let own = *own.iter().find(|other| **other != feed).unwrap();
    let stranger = Signer::from_seed(&[66; 32]);
    let place =
        office.store().ledger().unwrap().lines().plan_first(Some(own), stranger.public_key(), [6; 16]);
    let draft = Draft {
        actor: tilik_sync::says::speaker(),
        made_at: 0,
        act: "notice.given".into(),
        retention: Retention::Working,
        payload: Payload {
            groups: vec![Group {
                kind: notice::KIND,
                record: RecordId::period("y"),
                fields: vec![(notice::TITLE, "Palsu".into())],
            }],
        },
        salt: [1; 16],
    };
    let forged = stranger.sign(place, draft).unwrap();
    office.store_mut().exchange().unwrap().receive(own, vec![forged]).unwrap();
    let titles: Vec<_> = office.home(quarter(), false).unwrap().announced.notices;
    assert_eq!(titles.iter().map(|notice| notice.title.as_str()).collect::<Vec<_>>(), ["Rapat Senin"]);
    assert_whole(&office);
    // And a signature that is none is not even kept.
    let tip = office.store().ledger().unwrap().lines().list_tips_of(own)[0];
    let real = office.store().ledger().unwrap().find_entry(tip).unwrap().unwrap();
    let payload = real.payload().cloned();
    let torn = Entry::from_stored(real.envelope_bytes().to_vec(), [9; 64], payload).unwrap();
    assert!(office.store_mut().exchange().unwrap().receive(own, vec![torn]).is_err());
}

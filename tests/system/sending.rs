//! Offices that send: a run over real files against a province in memory, and laptops that are switched off in the middle of it.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use tilik_journal::catalogue::office as office_kind;
use tilik_journal::{Entry, FeedId, Group, RecordId, Value};
use tilik_office::sending::{Carrying, Invited, OfficeLedger, Sending, TypedCode, enrol_over, send_over};
use tilik_office::session::{Founding, HEAD_LOGIN};
use tilik_office::store::Cost;
use tilik_office::words::{Language, render_failure};
use tilik_office::{Failure, Host, Office};
use tilik_store::StoreError;
use tilik_store::ledger::Province as Pinned;
use tilik_sync::message::{Message as _, Page, Pull};
use tilik_sync::run::Settings;
use tilik_sync::{
    Answer, LineError, Outcome, Request, Run, Step, SyncError, Transport, Waits as _, drive, packing,
};
use tilik_testkit::{FakeHost, Faults, Line, PASSWORD, Province, Staff, TempOffice, block_on, chance_of};

use crate::laptops::*;

const ALL: Sending = Sending { with_attachments: true };

fn good_line(province: Province) -> Line {
    Line::to(province, Faults::default(), 1)
}

fn feed_of(office: &Office) -> FeedId {
    office.store().ledger().unwrap().feed().unwrap()
}

/// What enrolling leaves on a laptop.
fn pin(office: &mut Office, province: &Province) {
    let pinned = Pinned {
        key: province.key(),
        address: "https://tilik.go.id/".into(),
        certificate: None,
        office: [1; 16],
        name: "Dinas Kesehatan".into(),
        enrolled_at: 0,
    };
    office.store_mut().exchange().unwrap().keep_province(&pinned).unwrap();
}

/// A province that knows the office by its first laptop alone.
fn enrol(first: &Office) -> Province {
    let mut province = Province::new(1);
    province.enrol(first.store().ledger().unwrap().device_key(), feed_of(first));
    province
}

fn send(office: &mut Office, line: &Line) -> Result<tilik_office::sending::SendingReport, Failure> {
    let begun = office.begin_sending()?;
    send_over(&RefCell::new(office), &begun, ALL, line, |_| ControlFlow::Continue(()))
}

fn settings(line: &Line) -> Settings {
    let province_key = line.at_province(|province| province.key());
    Settings { province_key, version: "0.1.0".into(), data_budget: u64::MAX }
}

/// A run whose waiting takes no time.
fn send_at_once(office: &mut Office, line: &Line) -> Result<Outcome, SyncError> {
    let lender = RefCell::new(office);
    let mut ledger = OfficeLedger::begin(&lender).unwrap();
    let mut run = Run::begin(&mut ledger, settings(line), chance_of(line.asked()));
    block_on(drive(&mut run, line, line))
}

/// A run that dies after so many half steps: a question that was made and never asked, or one that was answered and the answer never taken in.
fn send_and_die(office: &mut Office, line: &Line, half_steps: usize) -> bool {
    let lender = RefCell::new(office);
    let mut ledger = OfficeLedger::begin(&lender).unwrap();
    let mut run = Run::begin(&mut ledger, settings(line), chance_of(line.asked()));
    let mut left = half_steps;
    block_on(async {
        loop {
            match run.step().unwrap() {
                Step::Ask(request) => {
                    if left == 0 {
                        return false;
                    }
                    let answer = line.ask(&request).await;
                    run.work_beside().unwrap();
                    if left == 1 {
                        return false;
                    }
                    left -= 2;
                    run.take(answer).unwrap();
                }
                Step::Wait(length) => line.wait(length).await,
                Step::Done(outcome) => return outcome.is_all_sent(),
            }
        }
    })
}

fn name_office(office: &mut Office, name: &str) {
    office.set_letterhead(name, "Sibolga").unwrap();
}

fn assert_same_set(office: &Office, line: &Line) {
    let feed = feed_of(office);
    let mut tips = office.store().ledger().unwrap().lines().list_tips_of(feed);
    tips.sort_unstable();
    line.at_province(|province| {
        assert_eq!(tips, province.shelf.tips(feed));
        let mut once = province.arrivals[&feed].clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), province.arrivals[&feed].len(), "an entry arrived twice");
    });
    assert_eq!(office.store().ledger().unwrap().count_parked().unwrap(), 0);
    assert_whole(office);
}

#[test]
fn two_laptops_send_and_meet_at_the_province() {
    let staff = Staff::of(12);
    let ((_first, mut a), (_second, mut b)) = found_two(71);
    tilik_testkit::office::import_staff(&mut a, &staff);
    tilik_testkit::office::import_staff(&mut b, &staff);
    let province = enrol(&a);
    pin(&mut a, &province);
    pin(&mut b, &province);
    let line = good_line(province);
    let before = a.look_at_sending().unwrap();
    assert!(before.sendable.entries > 12 && before.sendable.bytes > 1_000, "{before:?}");
    assert_eq!(before.sendable.acts[0].area, "person");
    assert_eq!(line.asked(), 0, "looking asks nobody");
    let sent = send(&mut a, &line).unwrap();
    assert!(sent.is_all_sent);
    assert_eq!(sent.run.entries_sent, before.sendable.entries);
    let after = a.look_at_sending().unwrap();
    assert_eq!((after.sendable.entries, after.sendable.bytes), (0, 0));
    assert_eq!(after.receipt, sent.receipt);
    assert_eq!(after.last, Some(sent.run));
    // The second laptop shows what certifies it, reads what it lacks and sends the rest.
    let of_b = send(&mut b, &line).unwrap();
    assert!(of_b.is_all_sent && of_b.run.entries_received > 0 && of_b.run.entries_sent > 0, "{of_b:?}");
    assert!(send(&mut a, &line).unwrap().is_all_sent);
    assert_same_set(&a, &line);
    assert_same_set(&b, &line);
    assert_one_office(&a, &b);
    assert_eq!(a.list_people().unwrap().len(), 12);
    assert_eq!(line.at_province(|province| province.known_again), 0);
    assert_eq!(a.list_runs().unwrap().iter().filter(|run| !run.is_by_stick).count(), 2);
}

#[test]
fn a_code_that_is_typed_enrols_the_office_with_the_work_it_did_before() {
    let (_folder, mut office) = TempOffice::found(72);
    name_office(&mut office, "Dinas Kesehatan");
    assert_eq!(send(&mut office, &good_line(Province::new(1))).unwrap_err().code, "sending.not_enrolled");
    let mut province = Province::new(1);
    let typed = province.make_code([3; 10]).to_text().to_lowercase().replace('-', " ");
    let line = good_line(province);
    let typed = TypedCode { code: typed, address: "tilik.sumutprov.go.id".into() };
    let mistyped = TypedCode { code: format!("{}x", &typed.code[..typed.code.len() - 1]), ..typed.clone() };
    let refused = Invited::by_code(&mistyped).map(|_| ()).unwrap_err();
    assert_eq!((refused.code.as_str(), &refused.details["group"]), ("sync.code_mistyped", &8.into()));
    let enrolled = enrol_over(&RefCell::new(&mut office), Invited::by_code(&typed).unwrap(), &line).unwrap();
    assert_eq!(enrolled.office, "Dinas Kesehatan");
    assert_eq!(enrolled.address, "https://tilik.sumutprov.go.id/");
    assert_eq!(office.look_at_sending().unwrap().province, Some(enrolled));
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    assert_same_set(&office, &line);
}

#[test]
fn one_run_at_a_time_and_a_failed_one_is_remembered_with_its_reason() {
    let (_folder, mut office) = TempOffice::found(73);
    let province = enrol(&office);
    pin(&mut office, &province);
    let begun = office.begin_sending().unwrap();
    assert_eq!(office.begin_sending().map(|_| ()).unwrap_err().code, "store.run_under_way");
    drop(begun);
    let line = good_line(province);
    line.at_province(|province| province.refused.insert(feed_of(&office)));
    let refused = send(&mut office, &line).unwrap();
    assert!(!refused.is_all_sent);
    assert_eq!(refused.run.code.as_deref(), Some("sync.foreign_feed"));
    line.at_province(|province| province.enrolled.clear());
    line.at_province(|province| province.attached.clear());
    let unknown = send(&mut office, &line).unwrap_err();
    assert_eq!(unknown.code, "sync.device_unknown");
    let runs = office.list_runs().unwrap();
    let codes: Vec<_> = runs.iter().map(|run| (run.ended_at.is_some(), run.code.as_deref())).collect();
    let (unknown, foreign) = ("sync.device_unknown", "sync.foreign_feed");
    assert_eq!(codes, [(true, Some(unknown)), (true, Some(foreign)), (false, None)]);
    // A stop is obeyed before the next question.
    let begun = office.begin_sending().unwrap();
    let asked = line.asked();
    let stopped =
        send_over(&RefCell::new(&mut office), &begun, ALL, &line, |_| ControlFlow::Break(())).unwrap_err();
    assert_eq!((stopped.code.as_str(), line.asked() - asked), ("sync.stopped", 0));
}

/// Spoils a signature in every page but the first.
struct SpoilingLater(Line);

impl Transport for SpoilingLater {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        let mut answer = self.0.ask(request).await?;
        if request.path == "/sync/pull" {
            let mut page = Page::parse(&packing::open(&answer.body, request.allowed).unwrap()).unwrap();
            let question = Pull::parse(&packing::open(&request.body, packing::MOST).unwrap()).unwrap();
            if let (true, Some(entry)) = (question.after > 0, page.entries.pop()) {
                let mut signature = *entry.signature();
                signature[40] ^= 1;
                let envelope = entry.envelope_bytes().to_vec();
                page.entries.push(Entry::from_stored(envelope, signature, entry.payload().cloned()).unwrap());
                answer.body = packing::pack(&page.to_bytes()).unwrap();
            }
        }
        Ok(answer)
    }
}

#[test]
fn a_page_that_cannot_be_kept_holds_up_none_before_it() {
    let ((_first, mut a), (_second, mut b)) = found_two(77);
    tilik_testkit::office::import_staff(&mut a, &Staff::of(120));
    let province = enrol(&a);
    pin(&mut a, &province);
    pin(&mut b, &province);
    let line = good_line(province);
    assert!(send(&mut a, &line).unwrap().is_all_sent);
    let before = b.list_entries().unwrap().len();
    let begun = b.begin_sending().unwrap();
    let spoiling = SpoilingLater(line.clone());
    let failed = send_over(&RefCell::new(&mut b), &begun, ALL, &spoiling, |_| ControlFlow::Continue(()));
    assert_eq!(failed.unwrap_err().code, "journal.wrong_signature");
    drop(begun);
    let kept = b.list_entries().unwrap().len();
    let cursor = b.store().ledger().unwrap().read_standing(feed_of(&b)).unwrap().cursor;
    assert!(cursor > 0 && before < kept && kept < a.list_entries().unwrap().len(), "{before} {kept}");
    assert!(send(&mut b, &line).unwrap().is_all_sent);
    assert_same_set(&b, &line);
}

#[test]
fn only_the_newest_runs_are_kept() {
    let (_folder, mut office) = TempOffice::found(74);
    let mut exchange = office.store_mut().exchange().unwrap();
    for now in 0..210 {
        exchange.begin_run(tilik_store::ledger::Way::Line, now).unwrap();
    }
    let runs = office.store().ledger().unwrap().list_runs().unwrap();
    assert_eq!((runs.len(), runs[0].began_at, runs[199].began_at), (200, 209, 10));
}

#[test]
fn what_the_province_says_never_meets_our_records() {
    let (_folder, mut office) = TempOffice::found(75);
    name_office(&mut office, "Dinas Kesehatan");
    // The province's own journal: another office's, as far as the bytes go, with a record of the same name as ours.
    let directory = tempfile::tempdir().unwrap();
    let founding = Founding { name: "Provinsi", login: HEAD_LOGIN, password: PASSWORD, cost: Cost::Floor };
    let host = FakeHost::of(76) as Arc<dyn Host>;
    let (mut theirs, _) = Office::found(&directory.path().join("p"), founding, host).unwrap();
    let mut province = enrol(&office);
    let further = province.publish(theirs.list_entries().unwrap());
    pin(&mut office, &province);
    let line = good_line(province);
    let contents = list_contents(&office);
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    let names = |office: &Office| -> Vec<_> {
        let ledger = office.store().ledger().unwrap();
        let documents = ledger.list_documents_of(further).unwrap();
        let own = documents.iter().filter(|document| document.kind == office_kind::KIND);
        own.filter_map(|document| document.value(office_kind::NAME)?.as_text().map(str::to_owned)).collect()
    };
    assert_eq!(names(&office), ["Provinsi"]);
    assert_eq!(list_contents(&office), contents);
    assert_whole(&office);
    // A later word of it, and then one of ours that adds everything up anew.
    theirs.set_letterhead("Pemerintah Provinsi", "Medan").unwrap();
    let group = |name: &str| Group {
        kind: office_kind::KIND,
        record: RecordId(uuid::Uuid::nil()),
        fields: vec![(office_kind::NAME, Value::from(name))],
    };
    command(&mut theirs, "office.named", group("Provinsi Sumatera Utara"));
    line.at_province(|province| province.publish(theirs.list_entries().unwrap()));
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    assert_eq!(names(&office), ["Provinsi Sumatera Utara"]);
    attach(&mut office, 300, 1);
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    assert_eq!(office.store().ledger().unwrap().list_further_feeds(), [further]);
    assert_whole(&office);
    // It is nothing that a laptop gives to another one as the office's, and nothing that a stick may bring as such.
    assert!(office.list_entries().unwrap().iter().all(|entry| entry.envelope().feed != further));
    let foreign = office.store_mut().receive(theirs.list_entries().unwrap()).unwrap_err();
    assert!(matches!(foreign, StoreError::ForeignFeed));
}

#[test]
fn another_epoch_forgets_what_another_server_said() {
    let (_folder, mut office) = TempOffice::found(77);
    attach(&mut office, 3_000, 1);
    let province = enrol(&office);
    pin(&mut office, &province);
    let line = good_line(province);
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    // The server was restored empty, and says so.
    let mut restored = Province::new(2);
    restored.enrol(office.store().ledger().unwrap().device_key(), feed_of(&office));
    let line = good_line(restored);
    let again = send(&mut office, &line).unwrap();
    assert!(again.is_all_sent);
    assert!(again.run.entries_sent >= 2 && again.run.attachments == 1, "{again:?}");
    assert_same_set(&office, &line);
}

/// Each write waits for the disk: what the province said last is not written once more.
#[test]
fn a_run_that_finds_nothing_new_writes_its_own_note_alone() {
    let (_folder, mut office) = TempOffice::found(79);
    let mut province = enrol(&office);
    // As the real one does, as long as nothing came since.
    province.alter_receipt = |receipt| receipt.number = 1;
    pin(&mut office, &province);
    let line = good_line(province);
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    let count = |office: &Office, sql: &str| -> i64 {
        office.store().ledger().unwrap().connection().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let written = count(&office, "SELECT total_changes()");
    assert!(send(&mut office, &line).unwrap().is_all_sent);
    assert_eq!(count(&office, "SELECT total_changes()") - written, 2, "that it began, and how it ended");
    assert_eq!(count(&office, "SELECT count(*) FROM receipt"), 1);
}

/// A laptop that has something to read, to send and to fetch, at rest in a folder; and the province that it is to meet.
struct Prepared {
    directory: tempfile::TempDir,
    host: Arc<FakeHost>,
    province: Province,
    emblem: [u8; 32],
}

fn prepare() -> Prepared {
    let staff = Staff::of(15);
    let ((_first, mut a), (second, mut b)) = found_two(78);
    tilik_testkit::office::import_staff(&mut a, &staff);
    let emblem = attach(&mut a, 90_000, 1);
    let province = enrol(&a);
    pin(&mut a, &province);
    pin(&mut b, &province);
    let line = good_line(province);
    assert!(send(&mut a, &line).unwrap().is_all_sent);
    tilik_testkit::office::import_staff(&mut b, &staff);
    name_office(&mut b, "Kantor Dinas");
    let directory = tempfile::tempdir().unwrap();
    let root = b.store().vault().folder().paths().root().to_owned();
    drop(b);
    tilik_testkit::folder::copy_closed(&root, &directory.path().join("rest"));
    let province = line.at_province(|province| province.clone());
    Prepared { directory, host: Arc::clone(&second.host), province, emblem }
}

impl Prepared {
    fn open(&self, name: &str) -> Office {
        let host = Arc::clone(&self.host) as Arc<dyn Host>;
        Office::open(&self.directory.path().join(name), "wakil", tilik_testkit::OTHER_PASSWORD, host).unwrap()
    }

    fn lay(&self, from: &str, to: &str) {
        let (from, to) = (self.directory.path().join(from), self.directory.path().join(to));
        if Path::new(&to).exists() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        tilik_testkit::folder::copy_closed(&from, &to);
    }
}

#[test]
fn a_kill_at_every_step_leaves_what_the_next_run_brings_to_the_same_end() {
    let prepared = prepare();
    prepared.lay("rest", "whole");
    let mut whole = prepared.open("whole");
    let line = good_line(prepared.province.clone());
    assert!(send_at_once(&mut whole, &line).unwrap().is_all_sent());
    assert_same_set(&whole, &line);
    let steps = usize::try_from(line.asked()).unwrap() * 2;
    let expected = (list_contents(&whole), line.at_province(|province| province.arrivals.clone()));
    drop(whole);
    let mut died = 0;
    for half_steps in 0..steps {
        prepared.lay("rest", "dying");
        let mut dying = prepared.open("dying");
        let line = good_line(prepared.province.clone());
        died += usize::from(!send_and_die(&mut dying, &line, half_steps));
        // What a power cut leaves: the files as they are while the program still has them open.
        prepared.lay("dying", "cut");
        drop(dying);
        let mut cut = prepared.open("cut");
        assert!(send_at_once(&mut cut, &line).unwrap().is_all_sent(), "after {half_steps}");
        assert_same_set(&cut, &line);
        let found = (list_contents(&cut), line.at_province(|province| province.arrivals.clone()));
        assert!(found == expected, "after {half_steps}");
        assert_eq!(
            line.at_province(|province| province.known_again),
            0,
            "nothing is sent twice after {half_steps}"
        );
        assert!(cut.store().attachments().unwrap().is_stored(&prepared.emblem).unwrap());
    }
    assert!(died > 12, "{died} runs died");
}

#[test]
fn a_bad_line_ends_equal_on_real_files() {
    let prepared = prepare();
    for seed in 0..6 {
        prepared.lay("rest", "bad");
        let mut office = prepared.open("bad");
        let faults = Faults { cut_every: Some((2_000, 20_000)), ..Faults::all() };
        let line = Line::to(prepared.province.clone(), faults, seed);
        let ends =
            (0..200).find(|_| send_at_once(&mut office, &line).is_ok_and(|outcome| outcome.is_all_sent()));
        assert!(ends.is_some(), "seed {seed} never ends");
        assert_same_set(&office, &line);
        assert!(office.store().attachments().unwrap().is_stored(&prepared.emblem).unwrap());
    }
}

#[test]
fn a_piece_that_is_wrong_leaves_nothing() {
    let (_folder, mut office) = TempOffice::found(79);
    let (right, hash) = (vec![7; 1_000], {
        use sha2::Digest as _;
        <[u8; 32]>::from(sha2::Sha256::digest([7; 1_000]))
    });
    let store = office.store_mut();
    assert_eq!(store.keep_piece(&hash, 0, 1_000, &right[..400], true).unwrap(), 400);
    assert_eq!(store.keep_piece(&hash, 700, 1_000, &right[700..], true).unwrap(), 400, "nothing is left out");
    assert_eq!(store.keep_piece(&hash, 400, 1_000, &[8; 600], true).unwrap(), 0, "another hash");
    assert!(!store.attachments().unwrap().is_stored(&hash).unwrap());
    assert_eq!(store.keep_piece(&hash, 0, 1_000, &right[..400], true).unwrap(), 400);
    assert_eq!(store.keep_piece(&hash, 400, 1_000, &right[400..], true).unwrap(), 1_000);
    assert_eq!(store.attachments().unwrap().get(&hash).unwrap().as_slice(), right);
    assert_eq!(store.ledger().unwrap().count_piece_bytes(&hash).unwrap(), 0);
    let too_large = tilik_store::attachment::LARGEST + 1;
    assert_eq!(store.keep_piece(&[1; 32], 0, too_large, &[1], true).unwrap(), 0);
}

#[test]
fn another_protocol_is_said_in_words_and_work_and_sticks_go_on() {
    for (protocol, code) in [(0, "sync.server_too_old"), (2, "sync.app_too_old")] {
        let (folder, mut office) = TempOffice::found(70);
        let mut province = enrol(&office);
        pin(&mut office, &province);
        province.protocol = protocol;
        let line = good_line(province);
        let failed = send(&mut office, &line).unwrap_err();
        assert_eq!((failed.code.as_str(), line.asked()), (code, 1));
        assert_eq!(office.list_runs().unwrap()[0].code.as_deref(), Some(code));
        let said =
            [Language::Indonesian, Language::English].map(|language| render_failure(&failed, language));
        assert!(said.iter().all(|words| words.len() > 20 && !words.contains(code)), "{said:?}");
        assert_ne!(said[0], said[1]);
        name_office(&mut office, "Dinas Kesehatan");
        let carrying = Carrying { everything: false, with_attachments: true };
        assert!(office.write_bundle(&folder.beside("kirim.tilik"), carrying).unwrap().entries > 0);
        assert_whole(&office);
    }
}

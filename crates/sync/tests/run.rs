//! A run against a province that behaves, misbehaves and changes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod party;

use party::{assert_equal, good_line, office, send, send_over, send_with, settings};
use tilik_journal::RecordId;
use tilik_journal::lineage::PlacedEntries as _;
use tilik_sync::message::{Message as _, Receipt, Refusal};
use tilik_sync::{
    Answer, CONTENT_TYPE, Epoch, Ledger as _, LineError, Request, Run, Step, SyncError, Transport, packing,
};
use tilik_testkit::{Chance, Laptop, Line, Province, block_on, chance_of};

#[test]
fn two_laptops_that_worked_apart_meet_at_the_province() {
    let (mut first, mut second, province, mut chance) = office(50, 1);
    let scan = first.attach(70_000, &mut chance);
    second.wanted.insert(scan, Vec::new());
    let line = good_line(province);
    let outcome = send(&mut first, &line).unwrap();
    assert!(outcome.is_all_sent());
    assert_eq!((outcome.progress.entries_sent, outcome.progress.entries_received), (52, 0));
    assert_eq!(outcome.progress.attachments_sent, 1);

    // The province has never heard of the second: its certificate is an entry, and it came with the first.
    let outcome = send(&mut second, &line).unwrap();
    assert!(outcome.is_all_sent());
    assert_eq!((outcome.progress.entries_sent, outcome.progress.entries_received), (50, 50));
    assert_eq!(outcome.progress.attachments_received, 1);
    assert_equal(&second, &line);

    let outcome = send(&mut first, &line).unwrap();
    assert_eq!((outcome.progress.entries_sent, outcome.progress.entries_received), (0, 50));
    assert_equal(&first, &line);
    assert_eq!(line.at_province(|province| province.known_again), 0);

    // Nothing new: hello, session, digest.
    let before = line.asked();
    let outcome = send(&mut first, &line).unwrap();
    assert_eq!(line.asked() - before, 3);
    assert!(outcome.is_all_sent() && outcome.progress.bytes_sent < 1_000, "{:?}", outcome.progress);
    let (_, receipt) = &outcome.feeds[0];
    assert_eq!(receipt.as_ref().unwrap().tips, first.shelf.tips(first.feed()));
}

#[test]
fn what_a_laptop_sent_is_not_read_back() {
    let (mut first, _, province, mut chance) = office(30, 1);
    let line = good_line(province);
    for _ in 0..3 {
        first.write(300, &mut chance);
        let before = line.asked();
        let outcome = send(&mut first, &line).unwrap();
        assert_eq!((outcome.progress.entries_received, line.asked() - before), (0, 4));
    }
}

#[test]
fn what_came_by_stick_is_not_sent_again_by_whoever_got_it() {
    let (mut first, mut second, province, mut chance) = office(30, 1);
    let line = good_line(province);
    second.carry_to(&mut first);
    send(&mut first, &line).unwrap();
    second.write(100, &mut chance);
    let outcome = send(&mut second, &line).unwrap();
    assert_eq!((outcome.progress.entries_sent, outcome.progress.entries_received), (1, 30));
    assert_equal(&second, &line);
    assert_eq!(line.at_province(|province| province.known_again), 0);
}

#[test]
fn a_copied_laptop_makes_branches_and_all_of_them_are_kept() {
    let (mut first, _, province, mut chance) = office(5, 1);
    let line = good_line(province);
    let mut copy = first.copy();
    for _ in 0..5 {
        first.write(100, &mut chance);
        copy.write(100, &mut chance);
    }
    for _ in 0..2 {
        assert!(send(&mut first, &line).unwrap().is_all_sent());
        assert!(send(&mut copy, &line).unwrap().is_all_sent());
    }
    assert_equal(&first, &line);
    assert_equal(&copy, &line);
    assert_eq!(first.shelf.tips(first.feed()).len(), 2);
}

#[test]
fn a_restored_laptop_gets_its_old_entries_back() {
    let (mut first, _, province, mut chance) = office(5, 1);
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    let mut restored = first.copy();
    for _ in 0..5 {
        first.write(100, &mut chance);
        send(&mut first, &line).unwrap();
    }
    restored.open_log();
    restored.write(100, &mut chance);
    let outcome = send(&mut restored, &line).unwrap();
    assert_eq!((outcome.progress.entries_sent, outcome.progress.entries_received), (1, 5));
    assert_equal(&restored, &line);
}

#[test]
fn a_restored_server_gets_back_what_it_lacks_the_provinces_own_entries_too() {
    let (mut first, _, province, mut chance) = office(20, 1);
    let line = good_line(province);
    // What the province writes: a feed that laptops only read.
    let notices = Laptop::found(9, &mut chance);
    line.at_province(|province| {
        province.further.insert(notices.feed());
        province
            .arrivals
            .insert(notices.feed(), notices.shelf.tips(notices.feed()).iter().map(|tip| tip.hash).collect());
        province.shelf.receive(notices.shelf.entries().iter().map(|(_, entry)| entry.clone())).unwrap();
    });
    first.attach(1_000, &mut chance);
    let outcome = send(&mut first, &line).unwrap();
    assert_eq!((outcome.feeds.len(), outcome.progress.entries_received), (2, 1));
    line.at_province(|province| {
        let mut restored = Province::new(2);
        restored.enrol(first.device_key(), first.feed());
        restored.further.insert(notices.feed());
        *province = restored;
    });
    let outcome = send(&mut first, &line).unwrap();
    assert!(outcome.is_all_sent());
    assert_eq!(outcome.progress.entries_sent, 23);
    assert_eq!(first.marks.epoch, Some(Epoch([2; 16])));
    assert_equal(&first, &line);
    line.at_province(|province| assert_eq!(province.standing(notices.feed()).number, 1));
}

#[test]
fn a_feed_of_the_provinces_that_it_forgot_altogether_is_brought_back_to_it() {
    let (mut first, _, mut province, _) = office(5, 1);
    let said = province.say(41, RecordId::period("x"), vec![(1, "Rapat".into())]);
    let line = good_line(province);
    let outcome = send(&mut first, &line).unwrap();
    assert_eq!((outcome.feeds.len(), outcome.progress.entries_received), (2, 2));
    line.at_province(|province| {
        let mut restored = Province::new(2);
        restored.enrol(first.device_key(), first.feed());
        *province = restored;
    });
    assert!(send(&mut first, &line).unwrap().is_all_sent());
    line.at_province(|province| {
        assert_eq!((province.standing(said).number, province.further.contains(&said)), (2, true));
    });
    // Another province, by a key that was not pinned, is given nothing of it: it is not even named.
    let strange = Laptop::found(9, &mut Chance::of(3));
    let entries: Vec<_> = strange.shelf.entries().iter().map(|(_, entry)| entry.clone()).collect();
    first.shelf.receive(entries).unwrap();
    let outcome = send(&mut first, &line).unwrap();
    assert!(outcome.is_all_sent() && outcome.feeds.iter().all(|(feed, _)| *feed != strange.feed()));
}

#[test]
fn a_server_restored_without_a_new_epoch_is_noticed_and_healed() {
    let (mut first, mut second, province, mut chance) = office(150, 1);
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    let (shelf, arrivals) = line.at_province(|province| (province.shelf.clone(), province.arrivals.clone()));
    for _ in 0..4 {
        first.write(100, &mut chance);
    }
    send(&mut first, &line).unwrap();
    line.at_province(|province| (province.shelf, province.arrivals) = (shelf, arrivals));
    // The same numbers are given to other entries: fewer, as many, and more than the first one has read.
    let feed = first.feed();
    let had = second.shelf.entries().len();
    send(&mut second, &line).unwrap();
    assert!(second.shelf.entries().len() > had);
    assert!(line.at_province(|province| province.standing(feed).number) > first.read_cursor(feed).unwrap());
    let mut ahead = first.copy();
    let mut level = first.copy();
    let number = line.at_province(|province| province.standing(feed).number);
    level.marks.cursors.insert(feed, number);
    ahead.marks.cursors.insert(feed, 1_000);
    for laptop in [&mut level, &mut ahead, &mut first] {
        assert!(send(laptop, &line).unwrap().is_all_sent());
        assert_equal(laptop, &line);
    }
}

#[test]
fn a_feed_that_is_not_of_this_office_there_is_never_called_sent() {
    let (mut first, _, mut province, _) = office(3, 1);
    province.attached.clear();
    let line = good_line(province);
    let outcome = send(&mut first, &line).unwrap();
    assert_eq!(outcome.feeds, [(first.feed(), Err("sync.not_attached".to_owned()))]);
    assert!(!outcome.is_all_sent());
}

#[test]
fn a_payload_that_the_server_never_got_is_brought_by_who_has_it_and_reaches_who_lacks_it() {
    let (mut first, mut second, province, _) = office(10, 1);
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    send(&mut second, &line).unwrap();
    let name = first.shelf.tips(first.feed())[0];
    line.at_province(|province| province.shelf.strip(name.hash));
    second.shelf.strip(name.hash);
    // The second one has read it already, without its payload, and has none to give.
    assert_eq!(send(&mut second, &line).unwrap().progress.entries_sent, 0);
    assert_eq!(send(&mut first, &line).unwrap().progress.entries_sent, 1);
    assert!(line.at_province(|province| province.standing(first.feed()).bare.is_empty()));
    assert_eq!(send(&mut second, &line).unwrap().progress.entries_received, 1);
    assert!(second.shelf.find(name).unwrap().payload().is_some());
}

#[test]
fn a_payload_that_the_server_does_not_keep_holds_up_nothing() {
    let (mut first, _, mut province, mut chance) = office(10, 1);
    province.is_forgetful = true;
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    let tip = first.shelf.tips(first.feed())[0];
    line.at_province(|province| province.shelf.strip(tip.hash));
    first.write(100, &mut chance);
    let outcome = send(&mut first, &line).unwrap();
    assert!(outcome.is_all_sent());
    assert_eq!(outcome.progress.entries_sent, 2);
}

#[test]
fn whoever_does_not_hold_the_pinned_key_is_told_nothing() {
    let (mut first, _, province, _) = office(3, 1);
    let line = good_line(province);
    let other = tilik_sync::run::Settings { province_key: first.device_key(), ..settings(&line) };
    assert_eq!(send_with(&mut first, &line, other).unwrap_err().code(), "sync.not_the_province");
    assert_eq!((line.asked(), first.kept), (1, 0));
}

#[test]
fn an_old_answer_to_another_question_is_not_the_provinces() {
    struct Replay(std::sync::Mutex<Option<Answer>>, Line);
    impl Transport for Replay {
        async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
            let answer = self.1.ask(request).await?;
            Ok(self.0.lock().unwrap().get_or_insert(answer).clone())
        }
    }
    let (mut first, _, province, _) = office(3, 1);
    let line = good_line(province);
    let replay = Replay(std::sync::Mutex::new(None), line.clone());
    for is_first in [true, false] {
        let ended = send_over(&mut first, &replay, &line).unwrap_err();
        assert_eq!(ended.code() == "sync.not_the_province", !is_first, "{ended}");
    }
}

#[test]
fn another_protocol_is_named_by_whose_program_is_older() {
    for (protocol, code) in [(0, "sync.server_too_old"), (2, "sync.app_too_old")] {
        let (mut first, _, mut province, _) = office(3, 1);
        province.protocol = protocol;
        let line = good_line(province);
        assert_eq!(send(&mut first, &line).unwrap_err().code(), code);
        assert_eq!((line.asked(), first.kept), (1, 0));
    }
}

#[test]
fn a_device_that_nothing_shows_to_be_of_the_office_is_refused() {
    let mut chance = Chance::of(1);
    let (_, _, province, _) = office(3, 1);
    let line = good_line(province);
    let mut stranger = Laptop::found(7, &mut chance);
    assert_eq!(send(&mut stranger, &line).unwrap_err().code(), "sync.device_unknown");
    assert!(line.at_province(|province| province.arrivals.is_empty()));
}

#[test]
fn a_feed_that_is_refused_says_so_and_the_others_go_on() {
    let (mut first, _, province, mut chance) = office(3, 1);
    let line = good_line(province);
    let notices = Laptop::found(9, &mut chance);
    line.at_province(|province| {
        province.further.insert(notices.feed());
        province.refused.insert(first.feed());
    });
    let outcome = send(&mut first, &line).unwrap();
    assert!(!outcome.is_all_sent());
    assert_eq!(outcome.feeds[0], (first.feed(), Err("sync.foreign_feed".to_owned())));
    assert!(outcome.feeds[1].1.is_ok());
}

#[test]
fn a_server_that_takes_nothing_is_not_asked_for_ever() {
    let (mut first, _, mut province, _) = office(3, 1);
    province.is_careless = true;
    let line = good_line(province);
    let outcome = send(&mut first, &line).unwrap();
    assert_eq!(outcome.feeds[0].1, Err("sync.not_taken".to_owned()));
    assert!(!outcome.is_all_sent() && line.asked() < 8);
}

#[test]
fn a_receipt_about_something_else_is_none() {
    let alterations: [fn(&mut Receipt); 4] = [
        |receipt| receipt.tips.clear(),
        |receipt| receipt.tips[0].seq += 1,
        |receipt| receipt.epoch = Epoch([9; 16]),
        |receipt| receipt.feed = tilik_journal::FeedId([9; 16]),
    ];
    for alter_receipt in alterations {
        let (mut first, _, mut province, _) = office(3, 1);
        province.alter_receipt = alter_receipt;
        let line = good_line(province);
        assert_eq!(send(&mut first, &line).unwrap_err().code(), "sync.wrong_receipt");
        assert!(first.receipts.is_empty());
    }
}

#[test]
fn what_another_laptop_sent_meanwhile_is_read_before_both_compare() {
    let (mut first, mut second, province, _) = office(3, 1);
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    first.write(100, &mut Chance::of(7));
    let settings = settings(&line);
    let mut run = Run::begin(&mut first, settings, chance_of(1));
    let mut asked = Vec::new();
    let outcome = loop {
        match run.step().unwrap() {
            Step::Ask(request) => {
                if request.path == "/sync/push" {
                    send(&mut second, &line).unwrap();
                }
                asked.push(request.path);
                run.take(block_on(line.ask(&request))).unwrap();
            }
            Step::Wait(_) => {}
            Step::Done(outcome) => break outcome,
        }
    };
    assert!(outcome.is_all_sent());
    assert_eq!(asked, ["/sync/hello", "/sync/session", "/sync/push", "/sync/pull", "/sync/digest"]);
}

#[test]
fn a_push_that_was_made_ahead_is_sent_once_and_counted_once_whoever_comes_between() {
    let (mut first, mut second, province, mut chance) = office(5, 1);
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    send(&mut second, &line).unwrap();
    send(&mut first, &line).unwrap();
    for _ in 0..300 {
        first.write(1_000, &mut chance);
    }
    second.write(100, &mut chance);
    let settings = settings(&line);
    let mut run = Run::begin(&mut first, settings, chance_of(1));
    let (mut asked, mut bytes) = (Vec::new(), 0);
    let outcome = loop {
        match run.step().unwrap() {
            Step::Ask(request) => {
                if asked.iter().filter(|path| **path == "/sync/push").count() == 1 {
                    send(&mut second, &line).unwrap();
                }
                asked.push(request.path);
                bytes += request.body.len() as u64;
                let answer = block_on(line.ask(&request));
                run.work_beside().unwrap();
                run.take(answer).unwrap();
            }
            Step::Wait(_) => {}
            Step::Done(outcome) => break outcome,
        }
    };
    drop(run);
    assert!(outcome.is_all_sent() && asked.contains(&"/sync/pull"), "{asked:?}");
    assert_eq!(outcome.progress.bytes_sent, bytes);
    assert_eq!(line.at_province(|province| province.known_again), 0);
    assert_equal(&first, &line);
}

/// A second laptop that has everything of the first one's still to read, in several pages.
fn much_to_read() -> (Laptop, Line, usize) {
    let (mut first, _, province, mut chance) = office(200, 1);
    let second = first.pair(3, &mut chance);
    let line = good_line(province);
    send(&mut first, &line).unwrap();
    let already_here = second.shelf.entries().len();
    for _ in 0..60 {
        first.write(1_000, &mut chance);
    }
    send(&mut first, &line).unwrap();
    (second, line, already_here)
}

#[test]
fn what_came_before_a_run_is_stopped_is_kept() {
    let (mut second, line, already_here) = much_to_read();
    let settings = settings(&line);
    let mut run = Run::begin(&mut second, settings, chance_of(1));
    let mut pages = 0;
    while pages < 2 {
        let Step::Ask(request) = run.step().unwrap() else { continue };
        pages += u32::from(request.path == "/sync/pull");
        run.take(block_on(line.ask(&request))).unwrap();
    }
    run.put_away().unwrap();
    let received = run.progress().entries_received;
    drop(run);
    assert!(received > 0 && second.shelf.entries().len() > already_here);
    let asked = line.asked();
    send(&mut second, &line).unwrap();
    assert!(line.asked() > asked);
    assert_equal(&second, &line);
}

/// Answers as told, so often, where a path is asked; else as the line does.
struct Once {
    path: &'static str,
    status: u16,
    code: &'static str,
    times: std::sync::Mutex<u32>,
    line: Line,
}

impl Transport for Once {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        let is_due = request.path == self.path && {
            let mut times = self.times.lock().unwrap();
            let is_due = *times > 0;
            *times = times.saturating_sub(1);
            is_due
        };
        if !is_due {
            return self.line.ask(request).await;
        }
        let body = packing::pack(&Refusal { code: self.code.into() }.to_bytes()).unwrap();
        Ok(Answer { status: self.status, content_type: CONTENT_TYPE.into(), retry_after: None, body })
    }
}

fn send_once(
    path: &'static str,
    status: u16,
    code: &'static str,
    times: u32,
) -> (Laptop, Line, Result<bool, SyncError>) {
    let (mut first, _, province, mut chance) = office(30, 1);
    first.attach(50_000, &mut chance);
    let line = good_line(province);
    let once = Once { path, status, code, times: std::sync::Mutex::new(times), line: line.clone() };
    let outcome = send_over(&mut first, &once, &line).map(|outcome| outcome.is_all_sent());
    (first, line, outcome)
}

#[test]
fn why_an_attachment_was_refused_is_said() {
    let (mut first, _, province, mut chance) = office(3, 1);
    first.attach(50_000, &mut chance);
    first.attach(60_000, &mut chance);
    let line = good_line(province);
    let (path, code) = ("/sync/piece", "sync.attachment_too_large");
    let once = Once { path, status: 422, code, times: std::sync::Mutex::new(1), line: line.clone() };
    let outcome = send_over(&mut first, &once, &line).unwrap();
    assert_eq!(
        (outcome.attachments_left, outcome.progress.attachments_sent),
        (1, 1),
        "the other one goes on"
    );
    assert_eq!(outcome.attachments_refused.as_deref(), Some(code));
    assert_eq!(send(&mut first, &line).unwrap().attachments_refused, None);
}

#[test]
fn what_passes_by_itself_is_tried_again_and_what_does_not_ends_the_run() {
    for path in ["/sync/hello", "/sync/session", "/sync/push", "/sync/digest", "/sync/lacking", "/sync/piece"]
    {
        for (status, code) in
            [(401, "sync.session_over"), (429, "sync.busy"), (500, "sync.broken"), (503, "sync.busy")]
        {
            let (first, line, ended) = send_once(path, status, code, 1);
            assert!(ended.unwrap(), "{path} {status}");
            assert_equal(&first, &line);
            assert_eq!(line.at_province(|province| province.known_again), 0);
        }
        let (_, line, ended) = send_once(path, 503, "sync.busy", u32::MAX);
        assert_eq!(ended.unwrap_err().code(), "sync.busy");
        assert!(line.asked() < 8);
    }
    let (_, _, ended) = send_once("/sync/session", 403, "sync.device_revoked", 1);
    assert_eq!(ended.unwrap_err().code(), "sync.device_revoked");
    let (_, _, ended) = send_once("/sync/push", 403, "sync.foreign_feed", 1);
    assert!(!ended.unwrap());
    let (_, _, ended) = send_once("/sync/piece", 403, "sync.not_named", 1);
    assert!(!ended.unwrap(), "an attachment that is not there is not all");
    let (_, _, ended) = send_once("/sync/lacking", 403, "sync.not_named", 1);
    assert!(!ended.unwrap());
}

/// Loses the first answer where a path is asked.
struct Lost {
    path: &'static str,
    is_lost: std::sync::atomic::AtomicBool,
    line: Line,
}

impl Transport for Lost {
    async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
        let answer = self.line.ask(request).await?;
        let is_due =
            request.path == self.path && !self.is_lost.swap(true, std::sync::atomic::Ordering::SeqCst);
        if is_due { Err(LineError::Cut) } else { Ok(answer) }
    }
}

#[test]
fn an_answer_that_is_lost_costs_a_few_questions_and_nothing_is_sent_twice() {
    let asked = |path| {
        let (mut first, mut second, province, mut chance) = office(30, 1);
        let line = good_line(province);
        send(&mut first, &line).unwrap();
        second.attach(50_000, &mut chance);
        let before = line.asked();
        let lost = Lost { path, is_lost: false.into(), line: line.clone() };
        assert!(send_over(&mut second, &lost, &line).unwrap().is_all_sent(), "{path}");
        assert_equal(&second, &line);
        assert_eq!(line.at_province(|province| province.known_again), 0, "{path}");
        line.asked() - before
    };
    let ideal = asked("");
    for path in ["/sync/hello", "/sync/session"] {
        assert_eq!(asked(path), ideal + 1, "{path}");
    }
    // The same again, or after a push where the server stands; and then smaller messages for a while.
    for path in ["/sync/pull", "/sync/push", "/sync/digest", "/sync/lacking", "/sync/piece"] {
        let asked = asked(path);
        assert!((ideal + 1..=ideal + 5).contains(&asked), "{path}: {asked} instead of {ideal}");
    }
}

#[test]
fn a_gap_is_healed_once_from_what_the_server_says_it_has() {
    let (first, line, ended) = send_once("/sync/push", 409, "sync.gap", 1);
    assert!(ended.unwrap());
    assert_equal(&first, &line);
    let (_, _, ended) = send_once("/sync/push", 409, "sync.gap", u32::MAX);
    assert!(!ended.unwrap());
}

#[test]
fn a_narrow_way_is_passed_in_smaller_messages_or_named() {
    let (first, line, ended) = send_once("/sync/push", 413, "sync.too_large", 2);
    assert!(ended.unwrap());
    assert_equal(&first, &line);
    let (_, _, ended) = send_once("/sync/push", 413, "sync.too_large", u32::MAX);
    assert_eq!(ended.unwrap_err().code(), "sync.line_too_narrow");
}

#[test]
fn attachments_go_smallest_first_and_no_further_than_the_budget() {
    let (mut first, _, province, mut chance) = office(1, 1);
    let large = first.attach(900_000, &mut chance);
    let small = first.attach(20_000, &mut chance);
    let line = good_line(province);
    let budget = |data_budget| tilik_sync::run::Settings { data_budget, ..settings(&line) };
    let outcome = send_with(&mut first, &line, budget(100_000)).unwrap();
    assert!(outcome.feeds[0].1.is_ok(), "the entries are there all the same");
    assert_eq!((outcome.attachments_left, outcome.is_all_sent()), (1, false));
    assert!(line.at_province(|province| province.has_whole(&small) && !province.has_whole(&large)));
    let come = line.at_province(|province| province.attachments[&large].len());
    assert_eq!(come, 80_000);
    let outcome = send_with(&mut first, &line, budget(820_000)).unwrap();
    assert!(outcome.is_all_sent(), "it went on where it stood");
}

#[test]
fn bytes_that_are_not_the_attachment_never_get_its_name() {
    let (mut first, mut second, province, mut chance) = office(1, 1);
    let hash = first.attach(100_000, &mut chance);
    let line = good_line(province);
    first.attachments.get_mut(&hash).unwrap()[99_999] ^= 1;
    let outcome = send(&mut first, &line).unwrap();
    assert_eq!(
        (outcome.attachments_left, line.at_province(|province| province.has_whole(&hash))),
        (1, false)
    );
    second.wanted.insert(hash, Vec::new());
    assert_eq!(send(&mut second, &line).unwrap().progress.attachments_received, 0);
    assert!(second.wanted.contains_key(&hash));
}

#[test]
fn two_laptops_that_send_at_once_step_by_step_both_end() {
    let (mut first, mut second, province, _) = office(30, 1);
    let line = good_line(province);
    let (feed, settings) = (first.feed(), settings(&line));
    {
        let mut runs = [
            Run::begin(&mut first, settings.clone(), chance_of(1)),
            Run::begin(&mut second, settings, chance_of(2)),
        ];
        let mut done = [false, false];
        while done != [true, true] {
            for (run, done) in runs.iter_mut().zip(&mut done).filter(|(_, done)| !**done) {
                match run.step().unwrap() {
                    Step::Ask(request) => run.take(block_on(line.ask(&request))).unwrap(),
                    Step::Wait(_) => {}
                    Step::Done(outcome) => {
                        *done = true;
                        assert!(outcome.is_all_sent(), "{outcome:?}");
                    }
                }
            }
        }
    }
    assert!(send(&mut first, &line).unwrap().is_all_sent());
    assert!(send(&mut second, &line).unwrap().is_all_sent());
    assert_eq!(first.shelf.tips(feed), second.shelf.tips(feed));
    assert_equal(&first, &line);
}

#[test]
fn a_page_of_another_place_changes_nothing() {
    use tilik_sync::Question as _;
    use tilik_sync::message::{Page, Pull};
    struct Liar(Line, Page);
    impl Transport for Liar {
        async fn ask(&self, request: &Request) -> Result<Answer, LineError> {
            let mut answer = self.0.ask(request).await?;
            if request.path == Pull::PATH {
                answer.body = packing::pack(&self.1.to_bytes()).unwrap();
            }
            Ok(answer)
        }
    }
    let mut chance = Chance::of(5);
    let foreign = Laptop::found(8, &mut chance);
    let foreign = foreign.shelf.entries()[0].1.clone();
    for page in [
        Page { entries: vec![foreign], number: 3, has_more: false },
        Page { entries: Vec::new(), number: 0, has_more: true },
    ] {
        let (mut first, mut second, province, _) = office(3, 1);
        let line = good_line(province);
        send(&mut first, &line).unwrap();
        let tips = second.shelf.tips(second.feed());
        let ended = send_over(&mut second, &Liar(line.clone(), page), &line).unwrap_err();
        assert_eq!(ended.code(), "sync.malformed");
        assert_eq!(second.shelf.tips(second.feed()), tips);
        assert_eq!(second.read_cursor(second.feed()).unwrap(), 0);
        let tip = tips[0];
        assert!(second.find_placed(tip.log, tip.seq, tip.hash).unwrap().is_some());
    }
}

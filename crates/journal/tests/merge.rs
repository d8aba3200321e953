//! The rules of merging as a table: what both laptops knew, what each wrote apart, what comes of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "each test takes the part that it needs")]
mod scenario;

use scenario::{Chance, Laptop, actor, certificate, grant, group, removal};
use tilik_journal::catalogue::evaluation;
use tilik_journal::document::Mark;
use tilik_journal::payload::MARK;
use tilik_journal::{
    Entry, FeedId, Group, HeldReason, History, Payload, RecordId, Retention, Value, Verdict,
};

const HEAD: u8 = 1;
const ASSESSOR: u8 = 2;
const OPERATOR: u8 = 3;

/// What one act wrote to the one evaluation of these tests.
#[derive(Clone, Copy)]
enum Did {
    Rated(i64),
    Noted(&'static str),
    Closed,
    Reopened,
    Frozen,
    Retracted,
    Restored,
    Settled,
}
use Did::{Closed, Frozen, Noted, Rated, Reopened, Restored, Retracted, Settled};

fn write(did: &[Did]) -> Vec<Group> {
    let fields = did.iter().map(|did| match did {
        Rated(rating) => (evaluation::RESULT_RATING, Value::Int(*rating)),
        Noted(note) => (evaluation::NOTE, Value::from(*note)),
        Closed => (MARK, Value::Int(1)),
        Reopened => (MARK, Value::Int(2)),
        Frozen => (MARK, Value::Int(3)),
        Retracted => (MARK, Value::Int(4)),
        Restored => (MARK, Value::Int(5)),
        Settled => (MARK, Value::Int(6)),
    });
    vec![group(evaluation::KIND, RecordId::period("one"), fields.collect())]
}

/// Two laptops of one office that meet when they are told to.
struct Two {
    feed: FeedId,
    laptops: [Laptop; 2],
    all: Vec<Entry>,
    chance: Chance,
}

impl Two {
    fn new() -> Self {
        let mut chance = Chance(1);
        let mut laptops = [Laptop::new(1), Laptop::new(2)];
        let groups = vec![
            grant(HEAD, Some("kepala")),
            grant(ASSESSOR, Some("penilai")),
            grant(OPERATOR, Some("operator")),
            certificate(&laptops[1].key()),
        ];
        let first = laptops[0].write(None, actor(HEAD), Retention::Control, Payload { groups }, &mut chance);
        let mut two = Self { feed: first.envelope().feed, laptops, all: vec![first], chance };
        two.meet();
        two
    }

    fn write(&mut self, at: usize, who: u8, retention: Retention, groups: Vec<Group>) -> Entry {
        let payload = Payload { groups };
        let entry = self.laptops[at].write(Some(self.feed), actor(who), retention, payload, &mut self.chance);
        self.all.push(entry.clone());
        entry
    }

    fn work(&mut self, at: usize, did: &[&[Did]]) {
        for did in did {
            self.write(at, HEAD, Retention::Career, write(did));
        }
    }

    fn meet(&mut self) {
        for laptop in &mut self.laptops {
            for entry in &self.all {
                laptop.history.receive(entry.clone()).unwrap();
            }
        }
    }

    fn verdict(&self, entry: &Entry) -> Verdict {
        let verdicts = |laptop: &Laptop| laptop.history.judge();
        let of = |judged: Vec<_>| judged.into_iter().find(|(hash, _)| *hash == entry.hash()).unwrap().1;
        let [one, other] = [0, 1].map(|at| of(verdicts(&self.laptops[at])));
        assert_eq!(one, other);
        one
    }

    /// `rating=…, note=…, stage, presence, lock`, disputed versions as `a|b`, late writes at the end.
    fn tell(&self) -> String {
        let [one, other] = [0, 1].map(|at| tell(&self.laptops[at].history));
        assert_eq!(one, other, "both laptops tell the same");
        one
    }
}

fn tell(history: &History) -> String {
    let documents = history.documents();
    let Some(document) = documents.get(&(evaluation::KIND, RecordId::period("one"))) else {
        return "nothing".into();
    };
    let contents = document.contents();
    let word = |value: &Value| match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Bytes(_) | Value::List(_) => "-".into(),
    };
    let name = |field| if field == evaluation::NOTE { "note" } else { "rating" };
    let mut told = Vec::new();
    for (field, value) in &contents.values {
        let value = value.as_ref().map_or("none".into(), word);
        let versions =
            contents.versions.get(field).map(|all| all.iter().map(word).collect::<Vec<_>>().join("|"));
        let versions = versions.map(|versions| format!(" of {versions}")).unwrap_or_default();
        told.push(format!("{}={value}{versions}", name(*field)));
    }
    let standing = |state: Option<Option<Mark>>| match state {
        None => Some("disputed"),
        Some(mark) => mark.map(Mark::word),
    };
    told.push(standing(contents.stage).unwrap_or("open").into());
    told.extend(standing(contents.presence).map(str::to_owned));
    told.extend(contents.is_locked.then(|| "locked".into()));
    told.extend(contents.late.iter().map(|(field, value)| format!("late {}={}", name(*field), word(value))));
    told.join(", ")
}

type Acts = &'static [&'static [Did]];

#[rustfmt::skip]
const TABLE: &[(&str, Acts, Acts, Acts, &str)] = &[
    // name, base, ours, theirs, expected
    ("nobody writes", &[&[Rated(1)]], &[], &[], "rating=1, open"),
    ("the same field, decisive", &[&[Rated(1)]], &[&[Rated(2)]], &[&[Rated(3)]], "rating=none of 2|3, open"),
    ("the same field, plain", &[&[Noted("a")]], &[&[Noted("b")]], &[&[Noted("c")]], "note=a of b|c, open"),
    ("the same field, plain, new", &[], &[&[Noted("b")]], &[&[Noted("c")]], "note=none of b|c, open"),
    ("several steps apart", &[&[Noted("a")]], &[&[Noted("b")], &[Noted("d")]], &[&[Noted("c")]], "note=a of c|d, open"),
    ("different fields", &[], &[&[Rated(2)]], &[&[Noted("c")]], "rating=2, note=c, open"),
    ("the same value", &[&[Rated(1)]], &[&[Rated(2)]], &[&[Rated(2)]], "rating=2, open"),
    ("one writes", &[&[Rated(1)]], &[&[Rated(2)], &[Rated(3)]], &[], "rating=3, open"),
    ("edit beside closing", &[&[Noted("a")]], &[&[Closed]], &[&[Noted("b")]], "note=a, closed, locked, late note=b"),
    ("edit after closing", &[&[Noted("a")], &[Closed]], &[], &[&[Noted("b")]], "note=a, closed, locked, late note=b"),
    ("edit beside freezing", &[&[Noted("a")]], &[&[Frozen]], &[&[Noted("b")]], "note=a, frozen, locked, late note=b"),
    ("edit beside retraction", &[&[Noted("a")]], &[&[Retracted]], &[&[Noted("b")]], "note=a, open, retracted, locked, late note=b"),
    ("two closings", &[&[Rated(1)]], &[&[Rated(2), Closed]], &[&[Rated(3), Closed]], "rating=none of 2|3, disputed, locked"),
    ("two equal closings", &[&[Rated(1)]], &[&[Closed]], &[&[Closed]], "rating=1, disputed, locked"),
    ("two freezings", &[&[Rated(1)]], &[&[Frozen]], &[&[Frozen]], "rating=1, frozen, locked"),
    ("closing beside freezing", &[&[Rated(1)]], &[&[Closed]], &[&[Frozen]], "rating=1, disputed, locked"),
    ("two retractions", &[&[Rated(1)]], &[&[Retracted]], &[&[Retracted]], "rating=1, open, retracted, locked"),
    ("two restorings", &[&[Rated(1)], &[Retracted]], &[&[Restored]], &[&[Restored]], "rating=1, open, restored"),
    ("retraction beside restoring", &[&[Rated(1)], &[Retracted]], &[&[Restored]], &[&[Retracted]], "rating=1, open, disputed, locked"),
    ("closing beside retraction", &[&[Rated(1)]], &[&[Closed]], &[&[Retracted]], "rating=1, closed, retracted, locked"),
    ("closing beside restoring", &[&[Rated(1)], &[Retracted]], &[&[Closed]], &[&[Restored]], "rating=1, closed, restored, locked"),
    ("reopening beside retraction", &[&[Rated(1)], &[Closed]], &[&[Reopened]], &[&[Retracted]], "rating=1, reopened, retracted, locked"),
    ("closing beside reopening", &[&[Rated(1)], &[Closed]], &[&[Reopened]], &[&[Closed]], "rating=1, disputed, locked"),
    ("closed, retracted", &[&[Rated(1)], &[Closed], &[Retracted]], &[], &[], "rating=1, closed, retracted, locked"),
    ("retracted, closed", &[&[Rated(1)], &[Retracted], &[Closed]], &[], &[], "rating=1, closed, retracted, locked"),
    ("retracting and restoring the closed", &[&[Rated(1)], &[Closed], &[Retracted], &[Restored]], &[], &[], "rating=1, closed, restored, locked"),
    ("retracting and restoring the frozen", &[&[Rated(1)], &[Frozen], &[Retracted], &[Restored]], &[], &[], "rating=1, frozen, restored, locked"),
    ("edit of the closed, retracted and restored", &[&[Noted("a")], &[Closed], &[Retracted], &[Restored]], &[&[Noted("b")]], &[], "note=a, closed, restored, locked, late note=b"),
    ("reopening the retracted", &[&[Noted("a")], &[Retracted], &[Reopened]], &[&[Noted("b")]], &[], "note=a, reopened, retracted, locked, late note=b"),
    ("restoring the closed", &[&[Noted("a")], &[Closed], &[Restored]], &[&[Noted("b")]], &[], "note=a, closed, restored, locked, late note=b"),
    ("one of two lifted", &[&[Noted("a")], &[Retracted], &[Closed], &[Reopened]], &[&[Noted("b")]], &[], "note=a, reopened, retracted, locked, late note=b"),
    ("the other of two lifted", &[&[Noted("a")], &[Retracted], &[Closed], &[Restored]], &[&[Noted("b")]], &[], "note=a, closed, restored, locked, late note=b"),
    ("both lifted", &[&[Noted("a")], &[Retracted], &[Closed], &[Reopened], &[Restored]], &[&[Noted("b")]], &[], "note=b, reopened, restored"),
    ("both lifted in one act", &[&[Noted("a")], &[Retracted], &[Closed], &[Restored, Reopened]], &[&[Noted("b")]], &[], "note=b, reopened, restored"),
    ("both lifted, apart", &[&[Noted("a")], &[Closed, Retracted]], &[&[Reopened]], &[&[Restored]], "note=a, reopened, restored"),
    ("closed and retracted in one act", &[&[Closed, Retracted, Noted("a")]], &[&[Noted("b")]], &[], "note=a, closed, retracted, locked, late note=b"),
    ("of two marks of one axis the last", &[&[Noted("a"), Closed, Retracted, Reopened, Restored]], &[&[Noted("b")]], &[], "note=b, reopened, restored"),
    ("late beside closing and reopening", &[&[Noted("a")]], &[&[Closed], &[Reopened]], &[&[Noted("b")]], "note=a, reopened, late note=b"),
    ("late beside retracting and restoring", &[&[Noted("a")]], &[&[Retracted], &[Restored]], &[&[Noted("b")]], "note=a, open, restored, late note=b"),
    ("written anew after reopening", &[&[Noted("a")], &[Closed], &[Reopened]], &[&[Noted("b")]], &[], "note=b, reopened"),
    ("written in the act of reopening", &[&[Noted("a")], &[Closed]], &[&[Reopened, Noted("b")]], &[], "note=b, reopened"),
    ("reopened beside an edit in the closed", &[&[Noted("a")], &[Closed]], &[&[Reopened]], &[&[Noted("b")]], "note=a, reopened, late note=b"),
    ("restored", &[&[Noted("a")], &[Retracted], &[Restored], &[Noted("b")]], &[], &[], "note=b, open, restored"),
    ("settling the open", &[&[Noted("a")]], &[&[Settled, Noted("b")]], &[], "note=b, open"),
    ("settling and writing into the closed", &[&[Noted("a")], &[Closed]], &[&[Settled, Noted("b")]], &[], "note=a, closed, locked, late note=b"),
    ("settling and writing into the retracted", &[&[Noted("a")], &[Retracted]], &[&[Noted("b"), Settled]], &[], "note=a, open, retracted, locked, late note=b"),
    ("settling, reopening and writing", &[&[Noted("a")], &[Closed]], &[&[Reopened, Noted("b"), Settled]], &[], "note=b, reopened"),
    ("of two writes in one act the last", &[], &[&[Noted("a"), Noted("b")]], &[], "note=b, open"),
];

#[test]
fn every_case_of_the_table_comes_out_as_written() {
    for (name, base, ours, theirs, expected) in TABLE {
        for sides in [[ours, theirs], [theirs, ours]] {
            let mut two = Two::new();
            two.work(0, base);
            two.meet();
            two.work(0, sides[0]);
            two.work(1, sides[1]);
            two.meet();
            assert_eq!(two.tell(), *expected, "{name}");
        }
    }
}

#[test]
fn late_writes_stay_until_somebody_who_saw_them_decides() {
    let late = || {
        let mut two = Two::new();
        two.work(0, &[&[Noted("a")]]);
        two.meet();
        two.work(0, &[&[Closed]]);
        two.work(1, &[&[Noted("b")]]);
        two
    };
    for (deciding, expected) in [
        (&[Settled][..], "note=a, closed, locked"),
        (&[Closed], "note=a, closed, locked"),
        (&[Frozen], "note=a, frozen, locked, late note=b"),
        (&[Retracted], "note=a, closed, retracted, locked, late note=b"),
        (&[Reopened, Noted("b")], "note=b, reopened"),
        (&[Reopened], "note=a, reopened, late note=b"),
        (&[Settled, Reopened], "note=a, reopened"),
        (&[Settled, Retracted], "note=a, closed, retracted, locked"),
        (&[Closed, Retracted], "note=a, closed, retracted, locked"),
        // Another field: what it settles is gone, what it writes itself is late.
        (&[Settled, Rated(1)], "note=a, closed, locked, late rating=1"),
        (&[Settled, Noted("c")], "note=a, closed, locked, late note=c"),
    ] {
        let mut two = late();
        two.meet();
        two.work(0, &[deciding]);
        two.meet();
        assert_eq!(two.tell(), expected);
    }
    // Who settles without having seen it decides nothing about it.
    let mut two = late();
    two.work(0, &[&[Settled]]);
    two.meet();
    assert_eq!(two.tell(), "note=a, closed, locked, late note=b");
}

#[test]
fn a_dispute_ends_with_a_write_that_saw_every_version() {
    let mut two = Two::new();
    two.work(0, &[&[Rated(2)]]);
    two.work(1, &[&[Rated(3)]]);
    two.work(0, &[&[Rated(1)]]);
    two.meet();
    assert_eq!(two.tell(), "rating=none of 1|3, open");
    two.work(1, &[&[Rated(3)]]);
    two.meet();
    assert_eq!(two.tell(), "rating=3, open");
}

#[test]
fn what_a_role_may_not_write_is_held() {
    use Verdict::{Counts, Held};
    let rating = || write(&[Rated(1)]);
    let person = || vec![group(12, RecordId::person("1"), vec![(3, "X".into())])];
    let head = || vec![group(20, RecordId::achievement("p"), vec![(2, Value::Int(1))])];
    let (no, nobody) = (Held(HeldReason::NotPermitted), Held(HeldReason::ActorUnknown));
    for (who, groups, expected) in [
        (HEAD, rating(), Counts),
        (ASSESSOR, rating(), Counts),
        (OPERATOR, rating(), no),
        (9, rating(), nobody),
        (HEAD, person(), Counts),
        (ASSESSOR, person(), no),
        (OPERATOR, person(), Counts),
        (9, person(), nobody),
        (HEAD, head(), Counts),
        (ASSESSOR, head(), no),
        (OPERATOR, head(), no),
        (OPERATOR, [person(), rating()].concat(), no),
        (HEAD, vec![grant(9, Some("operator"))], Held(HeldReason::PayloadMalformed)),
    ] {
        let mut two = Two::new();
        let entry = two.write(1, who, Retention::Career, groups);
        two.meet();
        assert_eq!(two.verdict(&entry), expected);
    }
}

#[test]
fn a_withdrawn_user_counts_where_the_withdrawal_was_not_seen() {
    let mut two = Two::new();
    two.write(0, HEAD, Retention::Control, vec![grant(ASSESSOR, None)]);
    let beside = two.write(1, ASSESSOR, Retention::Career, write(&[Rated(2)]));
    two.meet();
    let after = two.write(1, ASSESSOR, Retention::Career, write(&[Rated(3)]));
    two.meet();
    assert_eq!(two.verdict(&beside), Verdict::Counts);
    assert_eq!(two.verdict(&after), Verdict::Held(HeldReason::ActorUnknown));
    assert_eq!(two.tell(), "rating=2, open");
}

#[test]
fn what_a_purged_write_had_replaced_comes_back() {
    let mut two = Two::new();
    two.work(0, &[&[Noted("a")]]);
    let named = two.write(0, HEAD, Retention::Career, write(&[Noted("b")]));
    two.write(0, HEAD, Retention::Control, vec![removal(named.hash())]);
    two.meet();
    assert_eq!(two.verdict(&named), Verdict::Purged);
    assert_eq!(two.tell(), "note=a, open");
}

#[test]
fn a_control_entry_is_never_purged() {
    let mut two = Two::new();
    let founding = two.all[0].clone();
    two.write(1, HEAD, Retention::Control, vec![removal(founding.hash())]);
    two.meet();
    assert_eq!(two.verdict(&founding), Verdict::Counts);
}

#[test]
fn a_key_that_was_cut_opens_no_other_log() {
    let mut two = Two::new();
    let last = two.write(1, HEAD, Retention::Career, write(&[Rated(1)]));
    two.meet();
    let place = last.envelope();
    let key = two.laptops[1].key();
    let cut = scenario::cut(place.log, place.seq, last.hash(), Some(key));
    two.write(0, HEAD, Retention::Control, vec![cut]);
    two.laptops[1].open_log();
    let fresh = two.write(1, HEAD, Retention::Career, write(&[Rated(3)]));
    two.meet();
    assert_eq!(two.verdict(&last), Verdict::Counts);
    assert_eq!(two.verdict(&fresh), Verdict::Held(HeldReason::LogRevoked));
    assert_eq!(two.tell(), "rating=1, open");
}

#[test]
fn an_entry_names_only_lines_of_its_own_feed() {
    use tilik_journal::{Draft, Signer};
    let draft = || Draft {
        actor: actor(HEAD),
        made_at: 0,
        act: "test.written".into(),
        retention: Retention::Control,
        payload: Payload { groups: vec![grant(HEAD, Some("kepala"))] },
        salt: [0; 16],
    };
    let mut history = History::new();
    let (one, other) = (Signer::from_seed(&[1; 32]), Signer::from_seed(&[2; 32]));
    let first = history.append(&one, None, None, [1; 16], draft()).unwrap();
    let foreign = history.append(&other, None, None, [2; 16], draft()).unwrap();
    assert!(foreign.envelope().seen.is_empty());
    assert!(history.append(&one, Some(0), None, [0; 16], draft()).unwrap().envelope().seen.is_empty());
    let joining = history.append(&other, None, Some(first.envelope().feed), [3; 16], draft()).unwrap();
    assert_eq!(
        joining.envelope().seen.iter().map(|seen| seen.log).collect::<Vec<_>>(),
        [first.envelope().log]
    );
    assert_eq!(history.documents_of(foreign.envelope().feed).len(), 1);
}

#[test]
fn what_the_last_accepted_entry_saw_of_a_branch_is_accepted_too() {
    let mut two = Two::new();
    two.write(1, HEAD, Retention::Career, write(&[Rated(1)]));
    let mut copy = two.laptops[1].copy();
    two.write(1, HEAD, Retention::Career, write(&[Rated(2)]));
    let seen = two.write(1, HEAD, Retention::Career, write(&[Rated(3)]));
    two.meet();
    for entry in &two.all {
        copy.history.receive(entry.clone()).unwrap();
    }
    let payload = Payload { groups: write(&[Noted("a")]) };
    let last = copy.write(Some(two.feed), actor(HEAD), Retention::Career, payload, &mut two.chance);
    assert!(last.envelope().seq < seen.envelope().seq);
    let beside = two.write(1, HEAD, Retention::Career, write(&[Noted("b")]));
    two.all.push(last.clone());
    let cut = scenario::cut(last.envelope().log, last.envelope().seq, last.hash(), None);
    two.write(0, HEAD, Retention::Control, vec![cut]);
    two.meet();
    assert_eq!(two.verdict(&seen), Verdict::Counts);
    assert_eq!(two.verdict(&last), Verdict::Counts);
    assert_eq!(two.verdict(&beside), Verdict::Held(HeldReason::LogRevoked));
    assert_eq!(two.tell(), "rating=3, note=a, open");
}

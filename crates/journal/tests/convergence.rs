//! What the format promises, over random histories of up to four logs and their branches.
//!
//! A fixed sample runs always; `TILIK_SOAK=1` runs all. A failure names its seed: `TILIK_SEED=n` runs that history alone.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on must stop, and say where"
)]

mod scenario;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use scenario::oracle::{Named, Oracle};
use scenario::{Chance, Laptop, Office, actor, any_cut, removal};
use tilik_journal::catalogue::{purge, user};
use tilik_journal::fold::{Touch, fold, step};
use tilik_journal::lineage::{PlacedEntries, Placing};
use tilik_journal::{
    Document, Entry, EntryHash, HeldReason, History, Lines, LogId, Payload, Position, RecordId, Retention,
    Value, Verdict, View, catalogue,
};

const SAMPLE: u64 = 2_000;
const SOAK: u64 = 12_000;
/// In the sample the narrower properties run over one history in so many.
const NARROW: u64 = 5;

type Verdicts = HashMap<EntryHash, Verdict>;
type Documents = BTreeMap<(u32, RecordId), Named>;

fn make(chance: &mut Chance) -> Office {
    let mut office = Office::found(chance);
    for _ in 0..20 + chance.below(30) {
        office.go_on(chance);
    }
    office
}

/// Runs a property over many histories on all processors, or over the one that `TILIK_SEED` names.
fn hold(one_in: u64, property: impl Fn(&mut Chance) + Sync + std::panic::RefUnwindSafe) {
    let number = |name| std::env::var(name).ok().and_then(|text: String| text.parse().ok());
    let run = |seed: u64| {
        if let Err(panic) = std::panic::catch_unwind(|| property(&mut Chance(seed))) {
            eprintln!("failed at TILIK_SEED={seed}");
            std::panic::resume_unwind(panic);
        }
    };
    if let Some(seed) = number("TILIK_SEED") {
        return run(seed);
    }
    let count = if number("TILIK_SOAK") == Some(1) { SOAK } else { SAMPLE / one_in };
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let run = &run;
    std::thread::scope(|scope| {
        for first in 0..threads {
            scope.spawn(move || (first..count).step_by(usize::try_from(threads).unwrap()).for_each(run));
        }
    });
    eprintln!("{count} histories");
}

fn read(entries: impl IntoIterator<Item = Entry>) -> History {
    let mut history = History::new();
    for entry in entries {
        let _ = history.receive(entry);
    }
    history
}

fn name_all(history: &History) -> Documents {
    let documents = history.documents();
    documents.iter().map(|(name, document)| (*name, Named::of(document, history))).collect()
}

fn judge(history: &History) -> Verdicts {
    history.judge().into_iter().collect()
}

fn check_same(one: &History, other: &History) {
    assert_eq!((one.count_parked(), other.count_parked()), (0, 0));
    assert_eq!(judge(one), judge(other));
    assert_eq!(name_all(one), name_all(other));
}

/// The same entries as they may come: shuffled, some twice, some first without their payload, some first with a signature that is not theirs,
/// and purged ones never with their payload.
fn deliver_badly(all: &[Entry], purged: &HashSet<EntryHash>, chance: &mut Chance) -> Vec<Entry> {
    let mut sent = Vec::new();
    for entry in all {
        let is_purged = purged.contains(&entry.hash());
        sent.push(if is_purged { entry.clone().without_payload() } else { entry.clone() });
        if chance.one_in(4) {
            sent.push(entry.clone().without_payload());
        }
        if chance.one_in(4) {
            let mut signature = *entry.signature();
            signature[chance.below(64)] ^= 1 << chance.below(8);
            let bytes = entry.envelope_bytes().to_vec();
            sent.push(Entry::from_stored(bytes, signature, entry.payload().cloned()).unwrap());
        }
    }
    chance.shuffle(&mut sent);
    sent
}

#[test]
fn any_order_of_delivery_gives_the_documents_and_verdicts_of_the_definition() {
    hold(1, |chance| {
        let office = make(chance);
        let oracle = Oracle::new(office.feed, &office.all);
        let first = read(office.all.iter().cloned());
        let verdicts = oracle.judge();
        assert_eq!(judge(&first), verdicts);
        let touches = oracle.touches(&verdicts);
        let expected: Documents =
            touches.iter().map(|(name, touches)| (*name, oracle.merge(name.0, touches))).collect();
        assert_eq!(name_all(&first), expected);
        // No value disappears without an entry that saw it.
        for (name, touches) in &touches {
            let document = &expected[name];
            for touch in touches {
                for field in touch.fields() {
                    let last = touch.last(field).unwrap();
                    let is_shown = document.fields.get(&field).is_some_and(|(_, all)| all.contains(&last))
                        || document.late.contains(&(field, last));
                    let is_covered = touches.iter().any(|other| {
                        oracle.saw(other.hash, touch.hash)
                            && (other.last(field).is_some() && !oracle.is_late(other, touches)
                                || oracle.is_late(touch, touches))
                    });
                    assert!(is_shown || is_covered, "{name:?} field {field}");
                }
            }
        }
        let purged = verdicts
            .iter()
            .filter(|(_, verdict)| **verdict == Verdict::Purged)
            .map(|(hash, _)| *hash)
            .collect();
        let mut shuffled = office.all.clone();
        chance.shuffle(&mut shuffled);
        check_same(&first, &read(shuffled));
        check_same(&first, &read(deliver_badly(&office.all, &purged, chance)));
    });
}

/// Places entries by the crate's public parts alone, as a store does.
#[derive(Default)]
struct Shelf {
    lines: Lines,
    placed: HashMap<(LogId, u64, EntryHash), (u32, Arc<View>)>,
}

impl PlacedEntries for Shelf {
    type Error = Infallible;
    fn find_placed(
        &self,
        log: LogId,
        seq: u64,
        hash: EntryHash,
    ) -> Result<Option<(u32, Arc<View>)>, Infallible> {
        Ok(self.placed.get(&(log, seq, hash)).cloned())
    }
}

impl Shelf {
    fn place(&mut self, entry: &Entry) -> (Position, Arc<View>) {
        let mut lines = std::mem::take(&mut self.lines);
        let Ok(placing) = lines.place(entry.envelope(), entry.hash(), self);
        self.lines = lines;
        let Placing::Placed { position, view, .. } = placing else { panic!("parents first, each once") };
        let name = (entry.envelope().log, entry.envelope().seq, entry.hash());
        self.placed.insert(name, (position.line, Arc::clone(&view)));
        (position, view)
    }
}

#[test]
fn a_step_that_says_true_equals_the_fold_and_documents_survive_their_bytes() {
    hold(NARROW, |chance| {
        let office = make(chance);
        let history = read(office.all);
        let verdicts = judge(&history);
        let mut shelf = Shelf::default();
        let mut counting: Vec<(Position, Arc<View>, Payload)> = Vec::new();
        let mut documents: BTreeMap<(u32, RecordId), Document> = BTreeMap::new();
        for entry in history.entries() {
            let (position, view) = shelf.place(entry);
            if verdicts[&entry.hash()] == Verdict::Counts {
                counting.push((position, view, entry.payload().unwrap().parse().unwrap()));
            }
        }
        for until in 1..=counting.len() {
            let touches: Vec<_> = counting[..until]
                .iter()
                .map(|(position, view, payload)| Touch::list_of(*position, view, payload))
                .collect();
            for (name, touch) in &touches[until - 1] {
                let all: Vec<_> = touches.iter().flatten().filter(|(other, _)| other == name).collect();
                let all: Vec<_> = all.into_iter().map(|(_, touch)| touch.clone()).collect();
                let folded = fold(name.0, name.1, &all);
                let document = documents.entry(*name).or_insert_with(|| Document::empty(name.0, name.1));
                let before = document.clone();
                if step(document, touch) {
                    assert_eq!(*document, folded);
                } else {
                    assert_eq!(*document, before);
                    *document = folded;
                }
                let bytes = document.to_bytes();
                assert_eq!(Document::from_bytes(name.0, name.1, &bytes).unwrap(), *document);
            }
        }
        assert_eq!(documents, history.documents());
    });
}

#[test]
fn a_verdict_changes_only_by_what_is_about_it() {
    hold(NARROW, |chance| {
        let mut office = make(chance);
        let before = read(office.all.iter().cloned());
        let verdicts = judge(&before);

        // A stranger's log, another office's feed, and ordinary work change no verdict.
        let note = || {
            let fields = vec![(catalogue::person::REASON, Value::from("unrelated"))];
            Payload { groups: vec![scenario::group(catalogue::person::KIND, RecordId::person("x"), fields)] }
        };
        let mut stranger = Laptop::new(90);
        let mut neighbour = Laptop::new(91);
        let groups = vec![scenario::grant(1, Some("kepala")), removal(chance.pick(&office.all).hash())];
        let mut more = vec![
            stranger.write(Some(office.feed), actor(1), Retention::Career, note(), chance),
            neighbour.write(None, actor(1), Retention::Control, Payload { groups }, chance),
            neighbour.write(None, actor(1), Retention::Career, note(), chance),
        ];
        let founder = &mut office.laptops[0];
        more.push(founder.write(Some(office.feed), actor(1), Retention::Career, note(), chance));
        let mut together: Vec<_> = office.all.iter().cloned().chain(more).collect();
        chance.shuffle(&mut together);
        let after = read(together);
        let later = judge(&after);
        assert!(verdicts.iter().all(|(hash, verdict)| later[hash] == *verdict));
        let of_feed = after.documents_of(office.feed);
        for (name, document) in before.documents() {
            assert_eq!(of_feed[&name].contents(), document.contents());
        }

        // A revocation takes nothing back in, unless what it holds had taken a role or a payload away, or had cut.
        let groups = vec![any_cut(&office.all, chance)];
        let revoking = office.laptops[0].write(
            Some(office.feed),
            actor(1),
            Retention::Control,
            Payload { groups },
            chance,
        );
        let later = judge(&read(office.all.iter().cloned().chain([revoking])));
        let took_away = office.all.iter().any(|entry| {
            let payload = entry.payload().unwrap().parse().unwrap();
            verdicts[&entry.hash()] == Verdict::Counts
                && later[&entry.hash()] != Verdict::Counts
                && payload.writes().any(|write| [user::KIND, purge::KIND].contains(&write.kind))
        });
        for (hash, verdict) in &verdicts {
            let is_more_held = *verdict == later[hash] || matches!(later[hash], Verdict::Held(_));
            assert!(is_more_held || took_away, "{hash:?} {verdict:?} {:?}", later[hash]);
        }
    });
}

#[test]
fn a_purged_payload_has_no_writes_for_any_reader() {
    hold(NARROW, |chance| {
        let mut office = make(chance);
        let targets: Vec<_> =
            office.all.iter().filter(|entry| entry.envelope().retention != Retention::Control).collect();
        if targets.is_empty() {
            return;
        }
        let target = (*chance.pick(&targets)).clone();
        let groups = vec![removal(target.hash())];
        office.write(0, 1, Retention::Control, groups, chance);
        let purging = office.all.last().unwrap().clone();
        let verdicts = judge(&read(office.all.iter().cloned()));
        let rest = || office.all.iter().filter(|entry| entry.hash() != target.hash()).cloned();
        let bare = target.clone().without_payload();
        let payload_first = read([target.clone()].into_iter().chain(rest()));
        let purge_first = read([purging.clone()].into_iter().chain(rest()).chain([target.clone()]));
        let never_had_it = read(rest().chain([bare.clone()]));
        let came_after = read(rest().chain([bare, target.clone()]));
        for reader in [purge_first, never_had_it, came_after] {
            // A founder who saw nothing has no role: then nothing is purged, and who never had the payload misses it.
            if verdicts[&target.hash()] == Verdict::Purged {
                assert_eq!(judge(&reader)[&target.hash()], Verdict::Purged);
                check_same(&payload_first, &reader);
            } else if reader.entries().any(|entry| entry.hash() == target.hash() && entry.payload().is_some())
            {
                check_same(&payload_first, &reader);
            } else {
                let verdict = judge(&reader)[&target.hash()];
                assert_eq!(verdict, Verdict::Held(HeldReason::PayloadMissing));
            }
        }
    });
}

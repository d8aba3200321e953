//! The laptops of a scenario, and what is asked of all of them at its end.

use tilik_journal::catalogue::find_kind;
use tilik_office::Office;
use tilik_office::evaluation::RatingInput;
use tilik_testkit::office::{agree_plans, import_staff, rate_staff, third_quarter};
use tilik_testkit::{Staff, TempOffice};

use super::{Edit, MakeWay, Outcome, Seen, Way, as_words};
use crate::laptops::{Second, assert_one_office, found_two, join};

/// Somebody whom a head of a unit assesses.
const WHO: usize = 5;

/// The laptops of one office, each with everything that the others wrote until the scenario begins.
pub struct Laptops<'w> {
    make_way: MakeWay<'w>,
    way: Option<Box<dyn Way>>,
    seed: u64,
    pub first: TempOffice,
    others: Vec<Second>,
    pub offices: Vec<Office>,
    pub staff: Staff,
}

impl<'w> Laptops<'w> {
    /// Two laptops with people, agreed plans and ratings.
    pub fn begin(number: u64, make_way: MakeWay<'w>) -> Self {
        let seed = 400 + 10 * number;
        let staff = Staff::of(8);
        let ((first, mut a), (second, b)) = found_two(seed);
        import_staff(&mut a, &staff);
        agree_plans(&mut a, &staff);
        rate_staff(&mut a, &staff);
        let mut laptops =
            Self { make_way, way: None, seed, first, others: vec![second], offices: vec![a, b], staff };
        laptops.meet();
        laptops
    }

    /// A third laptop, with everything that the first one has.
    pub fn add_third(&mut self) {
        let (second, office) = join(&mut self.offices[0], "operator3", self.seed + 3_000_000);
        self.others.push(second);
        self.offices.push(office);
        // The way begins anew: it has to know of the third.
        self.way = None;
        self.meet();
    }

    pub fn count(&self) -> usize {
        self.offices.len()
    }

    pub fn nip(&self) -> String {
        self.staff.members[WHO].nip.clone()
    }

    pub fn person(&self) -> tilik_journal::RecordId {
        self.offices[0].get_person_by_nip(&self.nip()).unwrap().id
    }

    pub fn evaluation(&self) -> tilik_journal::RecordId {
        self.offices[0].evaluation(self.person(), third_quarter()).unwrap().id
    }

    /// The clock of another laptop than the first stands at a morning.
    pub fn set_clock(&mut self, laptop: usize, day: chrono::NaiveDate) {
        self.others[laptop - 1].host.set_today(day);
    }

    /// Somebody writes into the sheet on one laptop.
    pub fn rate(&mut self, laptop: usize, input: RatingInput) {
        let nip = self.nip();
        let input = RatingInput { on_behalf_reason: Some("Direkam bersama penilai".into()), ..input };
        self.offices[laptop].rate(&nip, third_quarter(), &input).unwrap();
    }

    /// The note of the sheet.
    pub fn note(&mut self, laptop: usize, words: &str) -> Edit {
        self.rate(laptop, RatingInput { note: Some(words.into()), ..RatingInput::default() });
        let field = tilik_journal::catalogue::evaluation::NOTE;
        Edit::words(tilik_journal::catalogue::evaluation::KIND, self.evaluation(), field, words)
    }

    /// Everybody gets what everybody wrote.
    pub fn meet(&mut self) {
        self.with_way(|way, offices| {
            // Twice round: what the last one wrote reaches the first one too.
            for _ in 0..2 {
                for at in 1..offices.len() {
                    let (before, behind) = offices.split_at_mut(at);
                    for one in before {
                        way.carry(one, &mut behind[0]);
                        way.carry(&mut behind[0], one);
                    }
                }
            }
        });
    }

    pub fn with_way(&mut self, act: impl FnOnce(&mut dyn Way, &mut [Office])) {
        let mut way = self.way.take().unwrap_or_else(|| {
            let mut offices: Vec<&mut Office> = self.offices.iter_mut().collect();
            (self.make_way)(&mut offices)
        });
        act(way.as_mut(), &mut self.offices);
        self.way = Some(way);
    }

    /// Asks every laptop whether each value is kept and where it is seen. Answers how many values are kept, and what the first laptop shows.
    pub fn judge(&self, name: &str, outcome: &Outcome) -> (usize, String) {
        for (at, office) in self.offices.iter().enumerate() {
            for edit in &outcome.edits {
                let field = find_kind(edit.kind).and_then(|kind| kind.find_field(edit.field)).unwrap().name;
                assert!(is_kept(office, edit), "{name}: {field} {:?} is lost on laptop {at}", edit.value);
            }
            let shown = list_shown(office, outcome.seen);
            for edit in &outcome.edits {
                let said = self.says(edit);
                let is_seen = match outcome.seen {
                    Seen::Screen => self.is_on_screen(office, edit),
                    Seen::Versions | Seen::Late | Seen::Closings | Seen::Joined => shown.contains(&said),
                };
                assert!(is_seen, "{name}: {said:?} is seen nowhere on laptop {at}: {shown:?}");
            }
        }
        for other in &self.offices[1..] {
            assert_one_office(&self.offices[0], other);
        }
        let shown = match outcome.seen {
            Seen::Screen => outcome.edits.iter().map(|edit| self.says(edit)).collect(),
            Seen::Versions | Seen::Late | Seen::Closings | Seen::Joined => {
                list_shown(&self.offices[0], outcome.seen)
            }
        };
        (outcome.edits.len(), shown.join(" | "))
    }

    fn says(&self, edit: &Edit) -> String {
        edit.value.as_text().map(str::to_owned).unwrap_or_default()
    }

    /// Whether the record has it in force, which is what its screen shows.
    fn is_on_screen(&self, office: &Office, edit: &Edit) -> bool {
        let document =
            office.store().ledger().unwrap().find_document(edit.kind, edit.record).unwrap().unwrap();
        document.value(edit.field) == Some(&edit.value)
    }
}

fn is_kept(office: &Office, edit: &Edit) -> bool {
    let story = office.store().ledger().unwrap().list_history(edit.kind, edit.record).unwrap();
    let mut writes = story.iter().filter(|entry| entry.held.is_none()).flat_map(|entry| &entry.writes);
    writes.any(|(field, value)| *field == edit.field && *value == edit.value)
}

/// What a laptop shows in that place, through the same calls as its screen.
fn list_shown(office: &Office, seen: Seen) -> Vec<String> {
    let versions = office.list_versions().unwrap();
    match seen {
        Seen::Versions => {
            let choices = versions.iter().flat_map(|of| &of.fields).flat_map(|field| &field.choices);
            choices.map(|choice| as_words(&choice.shown)).collect()
        }
        Seen::Late => versions.iter().flat_map(|of| &of.late).map(|late| as_words(&late.shown)).collect(),
        Seen::Closings => {
            let ends = versions.iter().flat_map(|of| &of.ends).flat_map(|ends| &ends.versions);
            ends.filter_map(|end| Some(end.closing.as_ref()?.note.clone())).collect()
        }
        Seen::Joined => {
            let merged = office.list_merged().unwrap();
            merged.of.iter().flat_map(|of| &of.fields).map(|field| as_words(&field.shown)).collect()
        }
        Seen::Screen => Vec::new(),
    }
}

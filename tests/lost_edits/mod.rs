//! The lost-edit matrix: 14 ways in which two or three laptops of one office change the same thing without seeing each other. Whatever way they exchange by, every value that
//! anybody entered is **kept** (in the history of its record, on every laptop) and **surfaced** (somebody who sits there sees it: in *Ada dua versi*, among what was joined, in
//! the sheet, or as an alarm).
//!
//! The scenarios are here once; what includes this file says how laptops meet.

mod closing;
mod editing;
mod laptop;
mod travelling;

use std::fmt::Write as _;

use tilik_journal::{RecordId, Value};
use tilik_office::Office;
use tilik_office::versions::Shown;

pub use self::laptop::Laptops;

/// How a laptop gets what another one wrote.
pub trait Way {
    /// `to` has everything afterwards that `from` has.
    fn carry(&mut self, from: &mut Office, to: &mut Office);
    /// The same once more, from the beginning, as if nothing had ever arrived.
    fn carry_again(&mut self, from: &mut Office, to: &mut Office);
    /// The same in an order in which everything has to wait for what came before it.
    fn carry_disordered(&mut self, from: &mut Office, to: &mut Office);
}

/// Makes a way for an office that was just founded.
pub type MakeWay<'m> = &'m dyn Fn(&mut [&mut Office]) -> Box<dyn Way>;

/// Where somebody sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Side by side, to be chosen.
    Versions,
    /// Among what came after the end, while the closed sheet stays in force.
    Late,
    /// Two closings side by side.
    Closings,
    /// Among what was joined without asking.
    Joined,
    /// It is what the screen shows.
    Screen,
}

impl Seen {
    fn word(self) -> &'static str {
        match self {
            Self::Versions => "Ada dua versi",
            Self::Late => "Ada dua versi: masuk setelah final",
            Self::Closings => "Ada dua versi: dua penutupan",
            Self::Joined => "digabung otomatis",
            Self::Screen => "di layarnya",
        }
    }
}

/// A value that somebody entered.
pub struct Edit {
    pub kind: u32,
    pub record: RecordId,
    pub field: u32,
    pub value: Value,
}

impl Edit {
    pub fn words(kind: u32, record: RecordId, field: u32, value: &str) -> Self {
        Self { kind, record, field, value: Value::from(value) }
    }
}

/// What became of a scenario.
pub struct Outcome {
    /// Every value that was entered apart.
    pub edits: Vec<Edit>,
    /// Where each laptop shows it.
    pub seen: Seen,
}

type Scenario = (&'static str, fn(&mut Laptops<'_>) -> Outcome);

pub const SCENARIOS: [Scenario; 14] = [
    ("the same field", editing::the_same_field),
    ("different fields", editing::different_fields),
    ("edit and retract", editing::edit_and_retract),
    ("edit and close", closing::edit_and_close),
    ("close and close", closing::close_and_close),
    ("late edits from two devices", closing::late_edits_from_two_devices),
    ("a clock that is off by a day", editing::a_clock_off_by_a_day),
    ("a restored backup", travelling::a_restored_backup),
    ("a renamed indicator", editing::a_renamed_indicator),
    ("three laptops", editing::three_laptops),
    ("an old stick once more", travelling::an_old_stick_once_more),
    ("the newest first", travelling::the_newest_first),
    ("delivered three times", travelling::delivered_three_times),
    ("reference data changed", closing::reference_data_changed),
];

/// Runs all of them and answers the table.
pub fn run_all(way: &str, make_way: MakeWay<'_>) -> String {
    let mut table = format!("Lost edits, {way}\n");
    for (number, (name, scenario)) in (1u64..).zip(SCENARIOS) {
        let mut laptops = Laptops::begin(number, make_way);
        let outcome = scenario(&mut laptops);
        let (kept, shown) = laptops.judge(name, &outcome);
        writeln!(
            table,
            "{number:>2}  {name:<30} kept {kept} of {} on {} laptops, surfaced: {} ({shown})",
            outcome.edits.len(),
            laptops.count(),
            outcome.seen.word()
        )
        .unwrap();
    }
    writeln!(table, "{} of {} kept and surfaced", SCENARIOS.len(), SCENARIOS.len()).unwrap();
    table
}

/// What a version says, as the journal has it.
fn as_words(shown: &Shown) -> String {
    match shown {
        Shown::Rating { rating } => rating.code().to_owned(),
        Shown::Achievement { achievement } => achievement.code().to_owned(),
        Shown::Words { words } => words.clone(),
        Shown::Number { number } => number.to_string(),
        Shown::Truth { is } => is.to_string(),
        Shown::Nothing | Shown::Other => String::new(),
    }
}

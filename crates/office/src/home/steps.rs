//! What comes next in an office, from counts alone.
//!
//! Must not know where the counts come from or what a screen says. Invariant: the first step is one that this user can take now, and there are never more than
//! [`MOST`].

use serde::Serialize;
use tilik_journal::Role;
use ts_rs::TS;

/// More than three steps are a list to be read, not a way to be gone.
pub const MOST: usize = 3;
/// Minutes that one evaluation takes in one sitting: 2½, kept as a fraction.
const MINUTES_FOR: (usize, usize) = (5, 2);
/// An estimate is said in steps of five minutes.
const ROUND_TO: usize = 5;

/// What can come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Nobody is on the staff: a list is brought in.
    ImportStaff,
    /// People whom nobody assesses.
    NameSuperiors,
    /// Plans that are missing or not agreed.
    AgreePlans,
    /// The achievement of the organisation, without which nothing closes.
    EnterAchievement,
    /// People to rate.
    Rate,
    /// Rated evaluations that lack something to be closed.
    Complete,
    /// Rated evaluations to look at and to close.
    Close,
    /// Closed evaluations whose paper is not printed.
    Print,
    /// Papers that were printed and wait for signatures.
    Sign,
    /// The recovery sheet that is not printed yet.
    PrintRecovery,
    /// No copy outside of the laptop for two weeks.
    CopyOut,
    /// Closing and printing, once the ratings are done.
    CloseLater,
}

/// A step with its number of people and what it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// How many people, plans or sheets it is about; 0 where it is about none.
    pub people: usize,
    /// Of them those of whom there is nothing at all: plans not written.
    pub missing: usize,
    /// An estimate, where there is one.
    pub minutes: Option<usize>,
}

impl Step {
    fn of(kind: StepKind, people: usize) -> Self {
        Self { kind, people, missing: 0, minutes: None }
    }
}

/// What is known of an office and a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The role of the user; nobody acts after an opening by recovery code.
    pub role: Option<Role>,
    /// People on the staff.
    pub staff: usize,
    /// People of the period whom nobody assesses.
    pub without_superior: usize,
    /// People of the period without a plan of the year.
    pub plans_missing: usize,
    /// People of the period whose plan is not agreed.
    pub plans_open: usize,
    /// Whether the achievement of the organisation is known.
    pub has_achievement: bool,
    /// Whether the period has begun.
    pub has_begun: bool,
    /// People with an assessor who are not rated.
    pub unrated: usize,
    /// Rated evaluations that lack something of their own.
    pub incomplete: usize,
    /// Rated evaluations of which this screen knows nothing missing. Whether they can be closed is what the closing looks at, by all its rules.
    pub complete: usize,
    /// Closed ones.
    pub closed: usize,
    /// Of them those whose paper is not printed.
    pub unprinted: usize,
    /// Printed papers that are neither signed by everybody nor refused.
    pub unsigned: usize,
    /// Whether the recovery sheet waits to be printed.
    pub recovery_waits: bool,
    /// Whether it is time for another copy outside of the laptop.
    pub is_copy_out_due: bool,
}

/// The steps in the order in which they are taken.
#[must_use]
pub fn plan_steps(facts: &Facts) -> Vec<Step> {
    let mut steps = Vec::new();
    let (keeps_staff, rates) = match facts.role {
        Some(Role::Kepala) => (true, true),
        Some(Role::Operator) => (true, false),
        Some(Role::Penilai) => (false, true),
        Some(Role::Pegawai) | None => return steps,
    };
    let is_head = facts.role == Some(Role::Kepala);
    let mut add_if = |holds: bool, step: Step| {
        if holds {
            steps.push(step);
        }
    };
    let plans = facts.plans_missing + facts.plans_open;
    add_if(keeps_staff && facts.staff == 0, Step::of(StepKind::ImportStaff, 0));
    add_if(
        keeps_staff && facts.without_superior > 0,
        Step::of(StepKind::NameSuperiors, facts.without_superior),
    );
    add_if(plans > 0, Step { missing: facts.plans_missing, ..Step::of(StepKind::AgreePlans, plans) });
    let is_at_work = facts.has_begun && facts.staff > 0;
    add_if(is_head && is_at_work && !facts.has_achievement, Step::of(StepKind::EnterAchievement, 0));
    let rate = Step { minutes: Some(estimate(facts.unrated)), ..Step::of(StepKind::Rate, facts.unrated) };
    add_if(rates && is_at_work && facts.unrated > 0, rate);
    add_if(rates && facts.incomplete > 0, Step::of(StepKind::Complete, facts.incomplete));
    add_if(rates && facts.unrated == 0 && facts.complete > 0, Step::of(StepKind::Close, facts.complete));
    let nothing_to_close = facts.unrated + facts.incomplete + facts.complete == 0;
    add_if(nothing_to_close && facts.unprinted > 0, Step::of(StepKind::Print, facts.unprinted));
    add_if(nothing_to_close && facts.unsigned > 0, Step::of(StepKind::Sign, facts.unsigned));
    add_if(is_head && facts.recovery_waits, Step::of(StepKind::PrintRecovery, 0));
    add_if(keeps_staff && facts.staff > 0 && facts.is_copy_out_due, Step::of(StepKind::CopyOut, 0));
    let later = facts.unrated + facts.incomplete + facts.complete;
    add_if(rates && is_at_work && facts.unrated > 0, Step::of(StepKind::CloseLater, later));
    steps.truncate(MOST);
    steps
}

/// Minutes for so many evaluations, rounded up.
fn estimate(people: usize) -> usize {
    let (minutes, of) = MINUTES_FOR;
    (people * minutes).div_ceil(of).next_multiple_of(ROUND_TO)
}

#[cfg(test)]
mod tests {
    use super::StepKind::{
        AgreePlans, Close, CloseLater, Complete, CopyOut, EnterAchievement, ImportStaff, NameSuperiors,
        Print, PrintRecovery, Rate, Sign,
    };
    use super::*;

    /// An office of forty in which everything before the ratings is done.
    fn ready() -> Facts {
        Facts {
            role: Some(Role::Kepala),
            staff: 40,
            has_achievement: true,
            has_begun: true,
            ..Facts::default()
        }
    }

    fn kinds(facts: &Facts) -> Vec<StepKind> {
        plan_steps(facts).iter().map(|step| step.kind).collect()
    }

    #[test]
    fn each_state_of_an_office_has_its_steps_in_order() {
        let head = ready();
        let operator = Facts { role: Some(Role::Operator), ..ready() };
        let assessor = Facts { role: Some(Role::Penilai), ..ready() };
        for (name, facts, expected) in [
            (
                "an empty office",
                Facts { staff: 0, has_achievement: false, ..head.clone() },
                &[ImportStaff][..],
            ),
            (
                "an empty office whose recovery sheet waits",
                Facts { staff: 0, recovery_waits: true, ..head.clone() },
                &[ImportStaff, PrintRecovery],
            ),
            (
                "all at once: the first three in order",
                Facts {
                    without_superior: 2,
                    plans_missing: 3,
                    has_achievement: false,
                    unrated: 40,
                    recovery_waits: true,
                    ..head.clone()
                },
                &[NameSuperiors, AgreePlans, EnterAchievement],
            ),
            ("forty to rate", Facts { unrated: 40, ..head.clone() }, &[Rate, CloseLater]),
            (
                "some rated: those that can be closed wait for the last rating",
                Facts { unrated: 28, complete: 10, incomplete: 2, ..head.clone() },
                &[Rate, Complete, CloseLater],
            ),
            (
                "what is due comes before what is for later",
                Facts { unrated: 28, recovery_waits: true, is_copy_out_due: true, ..head.clone() },
                &[Rate, PrintRecovery, CopyOut],
            ),
            ("all rated", Facts { complete: 40, ..head.clone() }, &[Close]),
            (
                "all rated, one lacks something",
                Facts { complete: 39, incomplete: 1, ..head.clone() },
                &[Complete, Close],
            ),
            ("some closed, some to close", Facts { complete: 9, closed: 31, ..head.clone() }, &[Close]),
            ("all closed", Facts { closed: 40, unprinted: 40, ..head.clone() }, &[Print]),
            (
                "one was opened and closed again",
                Facts { closed: 40, unprinted: 1, unsigned: 39, ..head.clone() },
                &[Print, Sign],
            ),
            ("all printed", Facts { closed: 40, unsigned: 2, ..head.clone() }, &[Sign]),
            ("all signed", Facts { closed: 40, ..head.clone() }, &[]),
            (
                "a copy on a stick is due",
                Facts { closed: 40, unprinted: 40, is_copy_out_due: true, ..head.clone() },
                &[Print, CopyOut],
            ),
            (
                "a period that has not begun asks for plans alone",
                Facts {
                    has_begun: false,
                    has_achievement: false,
                    unrated: 40,
                    plans_open: 1,
                    ..head.clone()
                },
                &[AgreePlans],
            ),
            (
                "the operator brings in, prints, and rates nobody",
                Facts {
                    without_superior: 1,
                    unrated: 40,
                    complete: 3,
                    has_achievement: false,
                    ..operator.clone()
                },
                &[NameSuperiors],
            ),
            (
                "the operator when all is closed",
                Facts { closed: 40, unprinted: 40, recovery_waits: true, ..operator },
                &[Print],
            ),
            (
                "an assessor names no superiors and enters no achievement",
                Facts { without_superior: 1, has_achievement: false, unrated: 5, ..assessor },
                &[Rate, CloseLater],
            ),
            (
                "staff have nothing to do here",
                Facts { role: Some(Role::Pegawai), unrated: 1, ..head.clone() },
                &[],
            ),
            ("nobody acts after an opening by recovery code", Facts { role: None, ..head }, &[]),
        ] {
            assert_eq!(kinds(&facts), expected, "{name}");
        }
    }

    #[test]
    fn an_estimate_is_two_and_a_half_minutes_each_in_steps_of_five() {
        for (people, minutes) in [(1, 5), (2, 5), (3, 10), (28, 70), (40, 100)] {
            assert_eq!(estimate(people), minutes, "{people}");
        }
    }

    #[test]
    fn a_step_says_how_many() {
        let steps = plan_steps(&Facts { plans_missing: 3, plans_open: 4, ..ready() });
        assert_eq!((steps[0].people, steps[0].missing), (7, 3));
        let steps = plan_steps(&Facts { unrated: 28, complete: 10, ..ready() });
        assert_eq!((steps[0].people, steps[0].minutes), (28, Some(70)));
        assert_eq!((steps[1].kind, steps[1].people), (CloseLater, 38));
    }
}

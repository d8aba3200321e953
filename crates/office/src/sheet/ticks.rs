//! Ticks: who signed and when, who refused, where the paper lies; for many papers in one act, and taken back again.
//!
//! Invariant: of several papers that are ticked together, either a paper is ticked or its person is told with the reason why not.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tilik_appraisal::period::Period;
use tilik_journal::catalogue::{objection, sheet};
use tilik_journal::{Document, Group, RecordId, Role, Value};
use ts_rs::TS;

use super::tracker::Paper;
use super::{KEEPERS, SheetForm, SheetState, Signers};
use crate::people::Person;
use crate::record::{Writes, check_words, is_gone};
use crate::superior::Superiors;
use crate::{Failure, Office};

/// Papers, by the people whose they are.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Which {
    /// The period.
    pub period: Period,
    /// The form.
    pub form: SheetForm,
    /// The people's NIPs.
    pub nips: Vec<String>,
}

/// Who signed, and when; what is left out stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, TS)]
#[ts(optional_fields)]
pub struct Signed {
    /// The assessor.
    pub assessor_on: Option<NaiveDate>,
    /// The employee, on receiving the paper: the days of objection begin here.
    pub received_on: Option<NaiveDate>,
    /// Whether another day takes the place of one that was noted before; otherwise that one stays and the paper is among the kept.
    #[serde(default)]
    pub replaces: bool,
}

impl Signed {
    /// The assessor's day and the employee's, of a form that they sign.
    pub(crate) fn days_of(self, form: SheetForm) -> [Option<NaiveDate>; 2] {
        let signers = form.signers();
        [
            self.assessor_on.filter(|_| signers.has_assessor()),
            self.received_on.filter(|_| signers.has_employee()),
        ]
    }
}

/// A refusal to sign. The sheet is in force all the same.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Refusal {
    /// The person's NIP.
    pub nip: String,
    /// The period.
    pub period: Period,
    /// The form.
    pub form: SheetForm,
    /// When.
    pub on: NaiveDate,
    /// Who saw it.
    pub witness: String,
    /// What was said; may be empty.
    #[serde(default)]
    pub words: String,
}

/// What is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Untick {
    /// The assessor's signature.
    Assessor,
    /// The employee's signature and receipt.
    Receipt,
    /// The refusal.
    Refusal,
    /// The archiving.
    Archive,
}

/// Somebody whose paper was not ticked.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NotTicked {
    /// NIP.
    pub nip: String,
    /// Name with titles; empty for a NIP that nobody has.
    pub name: String,
    /// Why.
    pub failure: Failure,
}

/// What a tick of several papers did.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct Ticked {
    /// NIPs of those whose papers are ticked now, those that were before among them.
    pub ticked: Vec<String>,
    /// Papers of which something was noted that was not noted before.
    pub new: usize,
    /// NIPs of those whose papers were signed on another day by what was noted before; that day stays.
    pub kept: Vec<String>,
    /// Those whose papers are not.
    pub refused: Vec<NotTicked>,
}

/// What is written of one paper.
enum Planned {
    Ticked(Writes),
    /// The same, but for a day that was noted before and stays.
    Kept(Writes),
}

/// The papers of a period, to find those of people.
struct Drawer {
    /// The last of the period: who assessed whom then.
    day: NaiveDate,
    superiors: Superiors,
    people: HashMap<String, Person>,
    valid: HashMap<RecordId, Paper>,
    void: Vec<Paper>,
}

impl Office {
    /// Notes that papers were signed. A day that was noted before stays unless the new one is said to replace it: the same pile scanned a week later must not
    /// move the days of objection.
    ///
    /// # Errors
    /// `user.not_permitted`, `sheet.day_missing`, `sheet.day_in_future`, and those of saving; a paper that cannot be ticked is in the answer (`objection.own_rating`, `sheet.day_before_print` …).
    pub fn tick_signed(&mut self, which: &Which, signed: Signed) -> Result<Ticked, Failure> {
        let planned = self.plan_signed(which, signed)?;
        self.save_ticks("sheet.signed", planned)
    }

    /// What noting signatures would write, to be saved with something else.
    pub(crate) fn plan_signed(&self, which: &Which, signed: Signed) -> Result<(Ticked, Vec<Group>), Failure> {
        if signed.assessor_on.or(signed.received_on).is_none() {
            return Err(Failure::new("sheet.day_missing"));
        }
        // A day of whoever does not sign the form is nobody's: of a pile with several forms each takes its own.
        let [assessor_on, received_on] = signed.days_of(which.form);
        self.plan_ticks(which, &[assessor_on, received_on], |office, paper, now, mut writes| {
            let row = &paper.row;
            if assessor_on.is_none() && received_on.is_none() {
                return Err(Failure::new("sheet.no_such_signer"));
            }
            let mut is_kept = false;
            for (field, day, noted) in [
                (sheet::ASSESSOR_SIGNED_ON, assessor_on, row.assessor_signed_on),
                (sheet::RECEIVED_ON, received_on, row.received_on),
            ] {
                let Some(day) = day else { continue };
                if noted.is_some_and(|noted| noted != day) && !signed.replaces {
                    is_kept = true;
                    continue;
                }
                if field == sheet::RECEIVED_ON && noted.is_some_and(|noted| noted != day) {
                    office.check_days_are_open(paper)?;
                }
                writes = writes.change(now, field, day.to_string());
            }
            // Whoever signs after all does not refuse any more; the journal keeps that it was so.
            if received_on.is_some() && row.refused_on.is_some() {
                for field in [sheet::REFUSED_ON, sheet::REFUSAL_WITNESS, sheet::REFUSAL_WORDS] {
                    writes = writes.change(now, field, Value::Null);
                }
            }
            Ok(if is_kept { Planned::Kept(writes) } else { Planned::Ticked(writes) })
        })
    }

    /// Notes that an employee refused to sign: when, before whom, with which words.
    ///
    /// # Errors
    /// `user.not_permitted`, `sheet.witness_missing`, `sheet.no_such_signer`, `sheet.signed_already`, those of the paper ([`Self::tick_signed`]), and those of saving.
    pub fn refuse_signature(&mut self, refusal: &Refusal) -> Result<(), Failure> {
        let witness = check_words("witness", &refusal.witness)?;
        let words = check_words("words", &refusal.words)?;
        if witness.is_empty() {
            return Err(Failure::new("sheet.witness_missing").with("nip", refusal.nip.as_str()));
        }
        let which = Which { period: refusal.period, form: refusal.form, nips: vec![refusal.nip.clone()] };
        let planned = self.plan_ticks(&which, &[Some(refusal.on)], |office, paper, now, writes| {
            // Nobody refuses the own letter, nor what somebody else alone signs.
            if refusal.form.signers() != Signers::Both {
                return Err(Failure::new("sheet.no_such_signer"));
            }
            if paper.row.received_on.is_some() {
                return Err(Failure::new("sheet.signed_already"));
            }
            if paper.row.refused_on.is_some_and(|noted| noted != refusal.on) {
                office.check_days_are_open(paper)?;
            }
            Ok(Planned::Ticked(
                writes
                    .change(now, sheet::REFUSED_ON, refusal.on.to_string())
                    .change(now, sheet::REFUSAL_WITNESS, witness.as_str())
                    .change(now, sheet::REFUSAL_WORDS, words.as_str()),
            ))
        })?;
        self.save_ticks("sheet.refused", planned)?.single()
    }

    /// Notes that papers lie in the archive.
    ///
    /// # Errors
    /// `user.not_permitted`, `sheet.place_missing`, `sheet.day_in_future`, and those of saving; a paper that cannot be ticked is in the answer
    /// (`sheet.not_signed`, `sheet.assessor_not_signed`).
    pub fn archive_sheets(&mut self, which: &Which, on: NaiveDate, place: &str) -> Result<Ticked, Failure> {
        let place = check_words("place", place)?;
        if place.is_empty() {
            return Err(Failure::new("sheet.place_missing"));
        }
        let planned = self.plan_ticks(which, &[Some(on)], |_, paper, now, writes| {
            check_signed(paper, which.form)?;
            let writes = writes.change(now, sheet::ARCHIVED_ON, on.to_string());
            Ok(Planned::Ticked(writes.change(now, sheet::ARCHIVED_AT, place.as_str())))
        })?;
        self.save_ticks("sheet.archived", planned)
    }

    /// Takes a tick back; what was noted stays in the journal.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of saving; a paper whose tick stays is in the answer (`sheet.objection_filed`).
    pub fn untick_sheets(&mut self, which: &Which, what: Untick) -> Result<Ticked, Failure> {
        let fields: &[u32] = match what {
            Untick::Assessor => &[sheet::ASSESSOR_SIGNED_ON],
            Untick::Receipt => &[sheet::RECEIVED_ON],
            Untick::Refusal => &[sheet::REFUSED_ON, sheet::REFUSAL_WITNESS, sheet::REFUSAL_WORDS],
            Untick::Archive => &[sheet::ARCHIVED_ON, sheet::ARCHIVED_AT],
        };
        let begins_days = matches!(what, Untick::Receipt | Untick::Refusal);
        let planned = self.plan_ticks(which, &[], |office, paper, now, mut writes| {
            if begins_days {
                office.check_days_are_open(paper)?;
            }
            for field in fields {
                writes = writes.change(now, *field, Value::Null);
            }
            Ok(Planned::Ticked(writes))
        })?;
        self.save_ticks("sheet.unticked", planned)
    }

    /// Refuses another day of receipt where the days of an objection were counted from the one that stands.
    fn check_days_are_open(&self, paper: &Paper) -> Result<(), Failure> {
        let filed = RecordId::objection(paper.subject, paper.row.revision);
        match self.find(objection::KIND, filed)?.filter(|document| !is_gone(document)) {
            Some(_) => Err(Failure::new("sheet.objection_filed")),
            None => Ok(()),
        }
    }

    /// All of them in one act.
    fn save_ticks(&mut self, word: &str, (ticked, groups): (Ticked, Vec<Group>)) -> Result<Ticked, Failure> {
        if !groups.is_empty() {
            let act = self.act(word, groups)?;
            self.save(vec![act])?;
        }
        Ok(ticked)
    }

    /// What `plan` says of the paper of each person.
    fn plan_ticks(
        &self,
        which: &Which,
        days: &[Option<NaiveDate>],
        plan: impl Fn(&Self, &Paper, Option<&Document>, Writes) -> Result<Planned, Failure>,
    ) -> Result<(Ticked, Vec<Group>), Failure> {
        self.need_role(KEEPERS)?;
        let days: Vec<_> = days.iter().flatten().copied().collect();
        if let Some(late) = days.iter().find(|day| **day > self.today()) {
            return Err(Failure::new("sheet.day_in_future").with("day", late.to_string()));
        }
        let drawer = self.open_drawer(which)?;
        let (mut ticked, mut groups, mut seen) = (Ticked::default(), Vec::new(), HashSet::new());
        for nip in which.bare_nips() {
            if !seen.insert(nip.clone()) {
                continue;
            }
            let planned = drawer.get(self, &nip, &days).and_then(|paper| {
                self.check_keeper_of_form(which.form, paper.person, which.period)?;
                let now = self.find(sheet::KIND, paper.id)?;
                plan(self, paper, now.as_ref(), Writes::to(sheet::KIND, paper.id))
            });
            match planned {
                Ok(Planned::Ticked(writes)) => {
                    groups.extend(writes.into_group());
                    ticked.ticked.push(nip);
                }
                Ok(Planned::Kept(writes)) => {
                    groups.extend(writes.into_group());
                    ticked.kept.push(nip);
                }
                Err(failure) => {
                    let name = drawer.people.get(&nip).map(|person| person.name.full()).unwrap_or_default();
                    ticked.refused.push(NotTicked { nip, name, failure });
                }
            }
        }
        ticked.new = groups.len();
        Ok((ticked, groups))
    }

    fn open_drawer(&self, which: &Which) -> Result<Drawer, Failure> {
        let superiors = match self.actor()?.role {
            Role::Kepala | Role::Operator => Superiors::default(),
            Role::Penilai | Role::Pegawai => self.list_superiors()?,
        };
        let (valid, void) = self.list_valid_papers(which.period, which.form)?;
        let by_nip = |person: Person| (person.nip.clone(), person);
        let mut people: HashMap<_, _> = self.list_people()?.into_iter().map(by_nip).collect();
        // Whoever has left the staff since still has papers.
        if which.bare_nips().any(|nip| !people.contains_key(&nip)) {
            for (nip, person) in self.list_left()?.into_iter().map(by_nip) {
                people.entry(nip).or_insert(person);
            }
        }
        Ok(Drawer { day: which.period.ends_on(), superiors, people, valid, void })
    }
}

/// Refuses a paper on which a signature is missing that nobody refused to give.
fn check_signed(paper: &Paper, form: SheetForm) -> Result<(), Failure> {
    let has_assessor = form.signers() == Signers::Employee || paper.row.assessor_signed_on.is_some();
    match paper.row.state {
        SheetState::Signed => Ok(()),
        SheetState::Refused if has_assessor => Ok(()),
        SheetState::Refused => Err(Failure::new("sheet.assessor_not_signed")),
        SheetState::NotPrinted | SheetState::Printed | SheetState::Void => {
            Err(Failure::new("sheet.not_signed"))
        }
    }
}

impl Which {
    /// Pasted from anywhere, a NIP may be grouped.
    fn bare_nips(&self) -> impl Iterator<Item = String> {
        self.nips.iter().map(|nip| nip.chars().filter(char::is_ascii_digit).collect())
    }
}

impl Drawer {
    /// The paper of a person that is in force, printed by those days.
    fn get(&self, office: &Office, nip: &str, days: &[NaiveDate]) -> Result<&Paper, Failure> {
        let person = self.people.get(nip).ok_or_else(|| Failure::new("person.unknown").with("nip", nip))?;
        if !office.may_see(&self.superiors, person.id, self.day)? {
            return Err(Failure::new("evaluation.not_yours").with("nip", nip));
        }
        let Some(paper) = self.valid.get(&person.id) else {
            let is_void = self.void.iter().any(|paper| paper.person == person.id);
            let failure =
                if is_void { Failure::new("sheet.void") } else { Failure::new("sheet.not_printed") };
            return Err(failure.with("nip", nip));
        };
        match paper.row.printed_on.filter(|printed| days.iter().any(|day| day < printed)) {
            Some(printed) => Err(Failure::new("sheet.day_before_print").with("day", printed.to_string())),
            None => Ok(paper),
        }
    }
}

impl Ticked {
    /// Of one paper: its refusal is the whole answer.
    fn single(self) -> Result<(), Failure> {
        self.refused.into_iter().next().map_or(Ok(()), |refused| Err(refused.failure))
    }
}

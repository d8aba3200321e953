//! Sheets of a unit or of the whole office on one paper: *Penetapan Predikat* and *Rekap*.
//!
//! Must not know how the sheets look. Invariant: what is counted is what was closed, and as long as somebody is lacking the sheet is a draft that names them.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use tilik_appraisal::distribution::{
    DistributionReport, PoolStanding, PredicateCounts, check_distribution, get_pattern,
};
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::predicate::Predikat;
use tilik_forms::dokumen_evaluasi::{DokumenEvaluasi, Person as PersonOnPaper, Stage};
use tilik_forms::penetapan_predikat::{PenetapanPredikat, PredicateCount, RatedPerson};
use tilik_forms::rekap_unit::{PersonYear, RekapUnit, UnitPart, YearCount};
use tilik_forms::{Conventions, Form, Imprint, Paper};
use tilik_journal::{RecordId, Role};
use ts_rs::TS;

use super::batch::Batch;
use super::evaluation::{draw_curve, name_rating};
use super::ways::BEST_FIRST;
use super::{PrintReport, Target};
use crate::arrival::Arrivals;
use crate::closing::{Frame, PatternReason, read_content, span_between};
use crate::evaluation::EvaluationState;
use crate::job::Progress;
use crate::people::Person;
use crate::standing::Standing;
use crate::words::{self, Language};
use crate::{Failure, Office};

/// Who sees everybody, and so may put everybody on one paper.
const READERS: &[Role] = &[Role::Kepala, Role::Operator];

/// A sheet about many people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UnitForm {
    /// *Penetapan predikat kinerja*: ratings and predicates of a period, with the counts.
    PenetapanPredikat,
    /// *Rekap*: the predicates of a year beside each other.
    RekapUnit,
}

impl UnitForm {
    /// Its name for programs, as the registry of forms has it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::PenetapanPredikat => "penetapan-predikat",
            Self::RekapUnit => "rekap-unit",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::PenetapanPredikat => "Penetapan Predikat Kinerja",
            Self::RekapUnit => "Rekap Kinerja",
        }
    }
}

/// Which sheets of units.
#[derive(Debug, Clone)]
pub struct UnitSelection {
    /// Which form.
    pub form: UnitForm,
    /// The period; a rekap is of its year, and is final when this period is.
    pub period: Period,
    /// One sheet for each of these; `None` for one of the whole office.
    pub units: Option<Vec<RecordId>>,
    /// On which paper.
    pub paper: Paper,
}

/// Who has nothing final on a sheet of many.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Lacking {
    /// NIP, bare.
    pub nip: String,
    /// With titles.
    pub name: String,
    /// What stands instead.
    pub state: EvaluationState,
}

/// A unit, or the whole office, and how far its sheet is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnitRow {
    /// The unit; none for the whole office.
    pub unit: Option<RecordId>,
    /// Its name; that of the office for the whole.
    pub name: String,
    /// How many people stand on the sheet.
    pub people: usize,
    /// Those without a final evaluation: as long as there are any the sheet is a draft.
    pub lacking: Vec<Lacking>,
}

/// What the sheets of one period are made of.
struct Read {
    period: Period,
    frame: Frame,
    arrivals: Arrivals,
    standings: HashMap<RecordId, Standing>,
    /// Everybody as the closing of the period has them on paper.
    papers: HashMap<RecordId, OnPaper>,
    /// The year's periods with what stands in each: of a rekap alone.
    year: Vec<(Period, HashMap<RecordId, Standing>)>,
    /// Who headed the office when the period was closed; of what nobody closed, who heads it now.
    head: Option<RecordId>,
    head_today: Option<RecordId>,
}

/// Somebody as a closing kept them.
struct OnPaper {
    name: String,
    position: String,
    /// The office itself where there was none.
    unit: String,
    /// Whether that is the name of the office.
    is_named_as_office: bool,
}

impl OnPaper {
    fn of(DokumenEvaluasi { agency, employee, .. }: DokumenEvaluasi) -> Self {
        // The sheet has the name of the office in capitals.
        let is_named_as_office = employee.unit.to_uppercase() == agency;
        Self { name: employee.name, position: employee.position, unit: employee.unit, is_named_as_office }
    }
}

/// Somebody on a sheet: as closed where something is, else as today.
struct Member {
    person: Person,
    name: String,
}

impl Read {
    /// Who stands on a sheet, in walking order, also who has left since the closing. Whoever headed the office is judged from above: the office does not fix that predicate.
    /// Of a period before their time nothing is asked of those who head it now.
    fn list_members(&self, form: UnitForm, unit: Option<RecordId>) -> Vec<Member> {
        let is_judged_above = |person: &&Person| {
            let is_new = Some(person.id) == self.head_today && !self.standings.contains_key(&person.id);
            form == UnitForm::PenetapanPredikat && (Some(person.id) == self.head || is_new)
        };
        let here = self.frame.people.values().filter(|own| self.is_expected(own) || self.has_closing(own));
        let gone = self.frame.left.values().filter(|own| self.has_closing(own));
        let members = here.chain(gone).filter(|own| !is_judged_above(own)).map(|own| self.put_on_paper(own));
        let mut members: Vec<_> = members.filter(|own| unit.is_none() || own.person.unit == unit).collect();
        members.sort_by_cached_key(|own| own.person.walking_order());
        members
    }

    /// Whether the period asks for an evaluation: whoever came after it has no part in it, unless somebody rated them all the same; for whoever left nothing begins any more.
    fn is_expected(&self, person: &Person) -> bool {
        !self.frame.has_left(person.id)
            && (self.standings.contains_key(&person.id)
                || self.arrivals.came_by(person, &self.frame.superiors, self.period.ends_on()))
    }

    /// Whether anything that the sheet tells was closed: of the period, or of any in the year of a rekap.
    fn has_closing(&self, person: &Person) -> bool {
        self.find_closed(person).is_some()
            || self.year.iter().any(|(_, standings)| find_closed_in(standings, person).is_some())
    }

    fn put_on_paper(&self, person: &Person) -> Member {
        let Some(paper) = self.papers.get(&person.id) else {
            return Member { name: person.name.full(), person: person.clone() };
        };
        let (unit, unit_name) = match self.find_unit(person, paper) {
            None => (None, String::new()),
            unit => (unit, paper.unit.clone()),
        };
        let then = Person { position: paper.position.clone(), unit, unit_name, ..person.clone() };
        Member { name: paper.name.clone(), person: then }
    }

    /// The unit of the name that the closing kept; a unit may be called as the office is.
    fn find_unit(
        &self,
        person: &Person,
        OnPaper { unit, is_named_as_office, .. }: &OnPaper,
    ) -> Option<RecordId> {
        if *is_named_as_office && person.unit.is_none() {
            return None;
        }
        let mut today = std::iter::once(person).chain(self.frame.people.values());
        match today.find(|own| own.unit_name == *unit) {
            Some(own) => own.unit,
            None if *is_named_as_office => None,
            // Nobody is in that unit any more.
            None => Some(RecordId::unit(unit)),
        }
    }

    fn find_closed(&self, person: &Person) -> Option<&Standing> {
        find_closed_in(&self.standings, person)
    }

    fn is_lacking(&self, person: &Person) -> bool {
        self.find_closed(person).is_none() && self.is_expected(person)
    }

    fn list_lacking(&self, members: &[Member]) -> Vec<Lacking> {
        let lacking = members.iter().filter(|own| self.is_lacking(&own.person));
        lacking
            .map(|Member { person, name }| Lacking {
                nip: person.nip.clone(),
                name: name.clone(),
                state: self
                    .standings
                    .get(&person.id)
                    .map_or(EvaluationState::Empty, |standing| standing.state),
            })
            .collect()
    }
}

fn find_closed_in<'a>(standings: &'a HashMap<RecordId, Standing>, person: &Person) -> Option<&'a Standing> {
    standings.get(&person.id).filter(|standing| standing.state == EvaluationState::Closed)
}

impl Office {
    /// The whole office and each of its units that has people, with who lacks a final evaluation.
    ///
    /// # Errors
    /// `user.not_permitted`, and those of reading.
    pub fn list_unit_sheets(&self, period: Period, form: UnitForm) -> Result<Vec<UnitRow>, Failure> {
        self.need_role(READERS)?;
        let read = self.read_for_units(period, form)?;
        let mut seen = HashSet::new();
        let all = read.list_members(form, None).into_iter().map(|own| own.person);
        let first_of_units = all.filter(|person| seen.insert(person.unit));
        let units = first_of_units.filter_map(|person| Some((Some(person.unit?), person.unit_name)));
        let all = std::iter::once((None, read.frame.agency.clone())).chain(units);
        Ok(all
            .map(|(unit, name)| {
                let members = read.list_members(form, unit);
                UnitRow { unit, name, people: members.len(), lacking: read.list_lacking(&members) }
            })
            .collect())
    }

    /// Prints sheets of units into files.
    ///
    /// # Errors
    /// As [`Office::print_sheets`].
    pub fn print_unit_sheets(
        &self,
        selection: &UnitSelection,
        target: Target<'_>,
        progress: &Progress,
    ) -> Result<PrintReport, Failure> {
        let batch = self.read_unit_batch(selection)?;
        let written = match target {
            Target::File(path) => batch.write_parts(path, progress),
            Target::Folder(folder) => batch.write_each(folder, progress),
        };
        written.map_err(|unfinished| unfinished.failure)
    }

    /// Sheets of units as one file, in memory.
    ///
    /// # Errors
    /// `user.not_permitted`, `print.nothing` where nobody stands on them; those of the forms.
    pub fn render_unit_sheets(
        &self,
        selection: &UnitSelection,
        progress: &Progress,
    ) -> Result<(Vec<u8>, PrintReport), Failure> {
        self.read_unit_batch(selection)?.render_all(progress)
    }

    pub(crate) fn read_unit_batch(&self, selection: &UnitSelection) -> Result<Batch, Failure> {
        self.need_role(READERS)?;
        let UnitSelection { form, period, .. } = *selection;
        let read = self.read_for_units(period, form)?;
        let mut options = self.print_options(selection.paper, "")?;
        let usual = Conventions::usual()?;
        let conventions = options.conventions.as_ref().unwrap_or(usual);
        let asked: Vec<Option<RecordId>> = match &selection.units {
            None => vec![None],
            Some(units) => units.iter().copied().map(Some).collect(),
        };
        let (mut names, mut forms, mut drafts) = (Vec::new(), Vec::<Box<dyn Form>>::new(), 0);
        for unit in asked {
            let members = read.list_members(form, unit);
            let Some(Member { person: first, .. }) = members.first() else { continue };
            let name = if unit.is_some() { first.unit_name.clone() } else { read.frame.agency.clone() };
            drafts += usize::from(!read.list_lacking(&members).is_empty());
            names.push(name);
            forms.push(match form {
                UnitForm::PenetapanPredikat => {
                    Box::new(self.fill_penetapan(&read, period, unit, &members, conventions)?)
                }
                UnitForm::RekapUnit => Box::new(self.fill_rekap(&read, &members, conventions)?),
            });
        }
        if forms.is_empty() {
            return Err(Failure::new("print.nothing").with("period", period.to_string()));
        }
        let when = match form {
            UnitForm::PenetapanPredikat => period.to_string(),
            UnitForm::RekapUnit => period.year().to_string(),
        };
        options.title = match names.as_slice() {
            [only] => format!("{} {when} {only}", form.title()),
            _ => format!("{} {when}", form.title()),
        };
        Ok(Batch {
            prints: vec![None; forms.len()],
            people: names.iter().map(|name| name_file(name)).collect(),
            forms,
            drafts,
            without_sheet: Vec::new(),
            options,
            name: format!("{}_{when}", form.id()),
        })
    }

    fn read_for_units(&self, period: Period, form: UnitForm) -> Result<Read, Failure> {
        let frame = self.read_frame(period, PatternReason::AskedLater)?;
        let standings = self.read_standings(period)?;
        let head = self.find_head_at_closing(period, standings.values(), &frame.superiors)?;
        let mut read = Read {
            period,
            arrivals: self.read_arrivals(&frame.superiors)?,
            standings,
            papers: HashMap::new(),
            year: Vec::new(),
            head,
            head_today: self.find_head()?,
            frame,
        };
        if form == UnitForm::RekapUnit {
            for other in list_year(period)? {
                read.year.push((other, self.read_standings(other)?));
            }
            // Whoever left before the period stands as in the year's last closing.
            let left = |id: RecordId| read.frame.has_left(id);
            let mut papers = HashMap::new();
            for (other, standings) in read.year.iter().filter(|(other, _)| *other != period) {
                let is_asked =
                    standings.values().any(|own| own.state == EvaluationState::Closed && left(own.person));
                if is_asked {
                    papers.extend(self.read_papers(*other, left)?);
                }
            }
            read.papers = papers;
        }
        read.papers.extend(self.read_papers(period, |_| true)?);
        Ok(read)
    }

    fn read_papers(
        &self,
        period: Period,
        is_asked: impl Fn(RecordId) -> bool,
    ) -> Result<HashMap<RecordId, OnPaper>, Failure> {
        let mut papers = HashMap::new();
        for found in self.list_overall(period)? {
            if let Some(content) = found.content.as_deref().filter(|_| is_asked(found.person)) {
                papers.insert(found.person, OnPaper::of(read_content(content)?.dokumen_evaluasi));
            }
        }
        Ok(papers)
    }

    fn read_standings(&self, period: Period) -> Result<HashMap<RecordId, Standing>, Failure> {
        Ok(self.list_standings(period)?.into_iter().map(|standing| (standing.person, standing)).collect())
    }

    fn fill_penetapan(
        &self,
        read: &Read,
        period: Period,
        unit: Option<RecordId>,
        members: &[Member],
        conventions: &Conventions,
    ) -> Result<PenetapanPredikat, Failure> {
        let is_whole = unit.is_none();
        let achievement = self.achievement(period)?;
        let labels = self.pack().labels_on(period.ends_on());
        let named = achievement.level.and_then(|level| labels.organisation.get(&level));
        let achieved = named.map(|label| label.to_uppercase()).unwrap_or_default();
        let rated = members.iter().map(|Member { person, name }| {
            let closed = read.find_closed(person);
            RatedPerson {
                name: name.clone(),
                number: read.frame.number(&person.nip),
                position: person.position.clone(),
                result_rating: name_rating(conventions, closed.and_then(|own| own.result_rating)),
                behaviour_rating: name_rating(conventions, closed.and_then(|own| own.behaviour_rating)),
                predicate: closed.map_or_else(
                    || say("not_closed", &[]).to_uppercase(),
                    |own| name_predicate(conventions, own),
                ),
            }
        });
        let report = match achievement.level.filter(|_| is_whole) {
            Some(level) => {
                let pool = members.iter().map(|own| {
                    (PoolStanding::Member, read.find_closed(&own.person).and_then(|own| own.predicate))
                });
                Some(check_distribution(self.pack(), period, level, PredicateCounts::of_pool(pool))?)
            }
            None => None,
        };
        // What is final was closed with that reason, whoever came or left since; a draft has it as long as it is about the departures there are.
        let has_reason = is_whole
            && (read.list_lacking(members).is_empty()
                || achievement.explained_findings == self.list_hard_findings(period)?);
        Ok(PenetapanPredikat {
            agency: name_unit(read, unit, members),
            period: period.label(self.pack()).to_uppercase(),
            span: span_between(self.pack(), period.starts_on(), period.ends_on()),
            pattern: draw_curve(self.pack(), period, &achieved),
            achievement: achieved,
            achievement_source: achievement.note,
            people: rated.collect(),
            counts: self.count(read, report.as_ref(), members, conventions)?,
            total: members.len().to_string(),
            outside_reason: if has_reason { achievement.distribution_reason } else { String::new() },
            leader: self.fill_head(read),
            imprint: imprint_of(read, members),
            ..PenetapanPredikat::default()
        })
    }

    /// What was closed by predicate, with what the pattern asks of the whole office; last those who are lacking.
    fn count(
        &self,
        read: &Read,
        report: Option<&DistributionReport>,
        members: &[Member],
        conventions: &Conventions,
    ) -> Result<Vec<PredicateCount>, Failure> {
        let share = |count: usize| write_share(count, members.len());
        let closed: Vec<_> =
            members.iter().filter_map(|own| read.find_closed(&own.person)?.predicate).collect();
        let mut counts = Vec::new();
        for (at, predicate) in BEST_FIRST.into_iter().enumerate() {
            let count = closed.iter().filter(|own| **own == predicate).count();
            counts.push(PredicateCount {
                predicate: conventions.predicates.get(at).cloned().unwrap_or_default(),
                count: count.to_string(),
                share: share(count),
                guidance: match report {
                    Some(report) => self.advise_count(read.period, report, predicate, conventions)?,
                    None => String::new(),
                },
            });
        }
        let lacking = members.len() - closed.len();
        if lacking > 0 {
            counts.push(PredicateCount {
                predicate: say("not_closed", &[]).to_uppercase(),
                count: lacking.to_string(),
                share: share(lacking),
                ..PredicateCount::default()
            });
        }
        Ok(counts)
    }

    /// `paling banyak 14 pegawai; terbanyak`.
    fn advise_count(
        &self,
        period: Period,
        report: &DistributionReport,
        predicate: Predikat,
        conventions: &Conventions,
    ) -> Result<String, Failure> {
        let mut said = Vec::new();
        if get_pattern(self.pack(), period, report.organisation)?.dominant == predicate {
            said.push(say("most_have", &[]));
        }
        for limit in report.limits.iter().filter(|limit| limit.predicates.contains(&predicate)) {
            let code = if limit.is_cap { "at_most" } else { "at_least" };
            let bound = say(code, &[("people", limit.people.to_string())]);
            let others = BEST_FIRST.iter().zip(&conventions.predicates);
            let others: Vec<_> = others
                .filter(|(other, _)| **other != predicate && limit.predicates.contains(other))
                .map(|(_, word)| word.clone())
                .collect();
            said.push(if others.is_empty() {
                bound
            } else {
                say("with_others", &[("others", others.join(", ")), ("bound", bound)])
            });
        }
        Ok(said.join("; "))
    }

    fn fill_rekap(
        &self,
        read: &Read,
        members: &[Member],
        conventions: &Conventions,
    ) -> Result<RekapUnit, Failure> {
        let closed = |person: &Person| -> Vec<Option<&Standing>> {
            read.year.iter().map(|(_, standings)| find_closed_in(standings, person)).collect()
        };
        let mut parts: Vec<UnitPart> = Vec::new();
        for Member { person, name } in members {
            let word = |own: Option<&Standing>| own.map(|own| name_predicate(conventions, own));
            let unit = self.fill_person(person, &read.frame).unit;
            let row = PersonYear {
                name: name.clone(),
                number: read.frame.number(&person.nip),
                position: person.position.clone(),
                predicates: closed(person).into_iter().map(|own| word(own).unwrap_or_default()).collect(),
                state: self.tell_lacking(read, person),
            };
            match parts.last_mut().filter(|part| part.name == unit) {
                Some(part) => part.people.push(row),
                None => parts.push(UnitPart { name: unit, people: vec![row] }),
            }
        }
        let by_person: Vec<_> = members.iter().map(|own| closed(&own.person)).collect();
        // A period without any closing has no counts, not five of nought.
        let count_closed = |of: usize, predicate: Predikat| {
            let own = by_person.iter().filter_map(|own| own.get(of).copied().flatten()?.predicate);
            let own: Vec<_> = own.collect();
            if own.is_empty() {
                return String::new();
            }
            own.iter().filter(|own| **own == predicate).count().to_string()
        };
        let counts = BEST_FIRST.into_iter().enumerate().map(|(at, predicate)| YearCount {
            label: conventions.predicates.get(at).cloned().unwrap_or_default(),
            counts: (0..read.year.len()).map(|of| count_closed(of, predicate)).collect(),
        });
        let period = read.period;
        let annual =
            read.year.iter().map(|(other, _)| *other).find(|other| other.kind() == PeriodKind::Annual);
        let span = annual.unwrap_or(period);
        Ok(RekapUnit {
            agency: read.frame.agency.to_uppercase(),
            period: say("year", &[("year", period.year().to_string())]).to_uppercase(),
            span: span_between(self.pack(), span.starts_on(), span.ends_on()),
            parts,
            counts: counts.collect(),
            leader: self.fill_head(read),
            imprint: imprint_of(read, members),
            ..RekapUnit::default()
        })
    }

    /// `TW III belum final`; nothing of whoever is final.
    fn tell_lacking(&self, read: &Read, person: &Person) -> String {
        if !read.is_lacking(person) {
            return String::new();
        }
        format!("{}: {}", read.period.label(self.pack()), say("not_closed", &[]))
    }

    fn fill_head(&self, read: &Read) -> PersonOnPaper {
        let head = read.head.and_then(|head| read.frame.find(head)).map(|head| read.put_on_paper(head));
        let head = head
            .map(|Member { person, name }| PersonOnPaper { name, ..self.fill_person(&person, &read.frame) });
        head.unwrap_or_default()
    }
}

fn imprint_of(read: &Read, members: &[Member]) -> Imprint {
    let stage = if read.list_lacking(members).is_empty() { Stage::Closed } else { Stage::Draft };
    Imprint { stage, ..Imprint::default() }
}

/// The office, and behind it the unit where the sheet is of one.
fn name_unit(read: &Read, unit: Option<RecordId>, members: &[Member]) -> String {
    let own = members.first().filter(|_| unit.is_some()).map(|own| own.person.unit_name.as_str());
    let names = own.into_iter().chain([read.frame.agency.as_str()]).filter(|name| !name.is_empty());
    names.collect::<Vec<_>>().join(", ").to_uppercase()
}

/// The quarters of a period's year, and the year itself.
fn list_year(period: Period) -> Result<Vec<Period>, Failure> {
    let mut year = Period::list_in_year(period.year(), PeriodKind::Quarterly)?;
    year.extend(Period::list_in_year(period.year(), PeriodKind::Annual)?);
    Ok(year)
}

fn name_predicate(conventions: &Conventions, own: &Standing) -> String {
    let place = BEST_FIRST.iter().position(|predicate| Some(*predicate) == own.predicate);
    place.and_then(|at| conventions.predicates.get(at)).cloned().unwrap_or_default()
}

/// `17,5 %`.
fn write_share(count: usize, of: usize) -> String {
    if of == 0 {
        return String::new();
    }
    let tenths = (count * 2000 / of).div_ceil(2);
    format!("{},{} %", tenths / 10, tenths % 10)
}

/// What a file is called by, of a name: small letters and digits.
fn name_file(name: &str) -> String {
    let letters = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' });
    let letters: String = letters.collect();
    letters.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// What is printed is Indonesian, whatever language the window speaks.
pub(super) fn say(code: &str, facts: &[(&str, String)]) -> String {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    words::render(&format!("label.{code}"), &facts, Language::Indonesian)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_a_tenth_and_names_make_file_names() {
        assert_eq!(write_share(7, 40), "17,5 %");
        assert_eq!(write_share(1, 3), "33,3 %");
        assert_eq!(write_share(2, 3), "66,7 %");
        assert_eq!(write_share(0, 3), "0,0 %");
        assert_eq!(write_share(3, 3), "100,0 %");
        assert_eq!(name_file("Bidang PAUD & Dikmas / Subbag"), "bidang-paud-dikmas-subbag");
    }
}

//! A demo office of fictional people, the same at every making: plans agreed, three quarters closed, the fourth in progress.
//!
//! It goes through the same doors as a person's own files: a staff list, plans, ratings, closings. Nothing here writes a record by another way.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;
use tilik_appraisal::period::{Period, PeriodKind};
use tilik_appraisal::rating::{CoreValue, OrganisationAchievement, Rating};
use tilik_appraisal::superiors::AssessorQuality;
use tilik_store::keys::Cost;

use crate::evaluation::{RatingInput, ResultInput, ValueInput};
use crate::job::Progress;
use crate::roster::ImportChoices;
use crate::session::{Founding, HEAD_LOGIN, Recovery};
use crate::signed::SignedPaper;
use crate::superior::{Appointment, External};
use crate::{Failure, Host, Office};

/// The year of the demo.
pub const YEAR: u16 = 2026;
/// People of the demo, unless another number is asked for.
pub const PEOPLE: usize = 48;

/// Words of the demo, kept as data: names, units, positions, plans, feedback.
#[derive(Deserialize)]
struct Words {
    office: String,
    place: String,
    first_names: Vec<(String, u8)>,
    last_names: Vec<String>,
    units: Vec<String>,
    head: Position,
    unit_head: Position,
    positions: Vec<Position>,
    regent: External,
    results: Vec<PlannedWords>,
    feedback: BTreeMap<String, String>,
    note: String,
    reason: String,
    signed_paper: String,
}

#[derive(Deserialize)]
struct Position {
    title: String,
    kind: String,
    rank: String,
    back_titles: Vec<String>,
}

#[derive(Deserialize)]
struct PlannedWords {
    superior: String,
    result: String,
    indicators: Vec<(String, String, String)>,
}

struct Invented {
    nip: String,
    row: String,
}

/// Makes the demo office in a new folder.
///
/// # Errors
/// `demo.people` for fewer than 1 or more than 2,000 people, and those of the use cases.
pub fn make_demo(
    folder: &Path,
    people: usize,
    password: &str,
    cost: Cost,
    host: Arc<dyn Host>,
) -> Result<(Office, Recovery), Failure> {
    if !(1..=2_000).contains(&people) {
        return Err(Failure::new("demo.people").with("asked", people));
    }
    let words: Words = serde_json::from_str(include_str!("../../../assets/reference/demo.json"))?;
    let founding = Founding { name: &words.office, login: HEAD_LOGIN, password, cost };
    let (mut office, recovery) = Office::found(folder, founding, host)?;
    office.set_letterhead(&words.office, &words.place)?;
    let staff = invent_staff(&words, people);
    let since = first_day(i32::from(YEAR))?;
    let plan = office.plan_import(write_roster(&staff).as_bytes(), &ImportChoices::since(since))?;
    office.apply_import(&plan, &Progress::default())?;
    if let Some(head) = staff.first() {
        let regent = Appointment {
            assessor_nip: None,
            external: Some(words.regent.clone()),
            quality: AssessorQuality::Definitive,
            from: since,
            until: None,
            reason: String::new(),
        };
        office.assign_superior(&head.nip, &regent)?;
    }
    let signed = SignedPaper { decided_on: since, paper: words.signed_paper.clone() };
    office.import_plans_of(write_plans(&words, &staff).as_bytes(), None, Some(&signed))?;
    for period in Period::list_in_year(YEAR, PeriodKind::Quarterly)? {
        let is_last = period.number() == 4;
        office.enter_achievement(period, OrganisationAchievement::Baik, "")?;
        // In the last quarter only a third of the people are rated so far.
        let rated = if is_last { staff.len() / 3 } else { staff.len() };
        for (person, index) in staff.iter().zip(0..).take(rated) {
            rate(&mut office, &words, person, index, period)?;
        }
        if !is_last {
            office.close_invented(period, &words.reason)?;
        }
    }
    Ok((office, recovery))
}

fn first_day(year: i32) -> Result<NaiveDate, Failure> {
    NaiveDate::from_ymd_opt(year, 1, 1).ok_or_else(|| Failure::new("period.year"))
}

/// The same numbers for the same index: no chance is asked.
fn pick<T>(from: &[T], index: usize, stride: usize) -> Option<&T> {
    from.get(index.wrapping_mul(stride).wrapping_add(index / from.len().max(1)) % from.len().max(1))
}

fn invent_staff(words: &Words, people: usize) -> Vec<Invented> {
    let mut staff: Vec<Invented> = Vec::with_capacity(people);
    let mut unit_heads: Vec<String> = Vec::new();
    for index in 0..people {
        let is_head = index == 0;
        let unit_index = if is_head { 0 } else { (index - 1) % words.units.len() };
        let is_unit_head = !is_head && index <= words.units.len();
        let position = match (is_head, is_unit_head) {
            (true, _) => &words.head,
            (false, true) => &words.unit_head,
            (false, false) => pick(&words.positions, index, 3).unwrap_or(&words.head),
        };
        let is_pppk = !is_head && !is_unit_head && index % 4 == 3;
        let (first, sex) = pick(&words.first_names, index, 7).cloned().unwrap_or_default();
        let last = pick(&words.last_names, index, 5).cloned().unwrap_or_default();
        let born = format!("{}{:02}{:02}", 1968 + index * 7 % 28, 1 + index * 5 % 12, 1 + index * 11 % 28);
        let appointed = if is_pppk {
            format!("{}21", 2021 + index % 4)
        } else {
            format!("{}{:02}", 1968 + index * 7 % 28 + 24, [1, 3, 4, 12][index % 4])
        };
        let nip = format!("{born}{appointed}{sex}{:03}", 1 + index % 998);
        let superior = match (is_head, is_unit_head) {
            (true, _) => String::new(),
            (false, true) => staff.first().map(|head| head.nip.clone()).unwrap_or_default(),
            (false, false) => unit_heads.get(unit_index).cloned().unwrap_or_default(),
        };
        let unit = if is_head { &words.office } else { &words.units[unit_index] };
        let back = pick(&position.back_titles, index, 1).cloned().unwrap_or_default();
        let rank = if is_pppk { "IX" } else { position.rank.as_str() };
        let title = position.title.replace("{unit}", unit);
        let kind = if is_pppk { "PPPK" } else { "PNS" };
        if is_unit_head {
            unit_heads.push(nip.clone());
        }
        staff.push(Invented {
            row: format!(
                "{nip};{first} {last};;{back};{kind};{rank};{title};{};{unit};{superior}",
                position.kind
            ),
            nip,
        });
    }
    staff
}

fn write_roster(staff: &[Invented]) -> String {
    let mut text = String::from(
        "nip;nama;gelar_depan;gelar_belakang;jenis_asn;golongan;jabatan;jenis_jabatan;unit_kerja;nip_atasan\n",
    );
    for person in staff {
        text.push_str(&person.row);
        text.push('\n');
    }
    text
}

fn write_plans(words: &Words, staff: &[Invented]) -> String {
    let mut text = String::from(
        "nip;tahun;pendekatan;jenis_baris;no_hasil;jenis_hasil;hasil_pimpinan;hasil;aspek;indikator;target\n",
    );
    for (person, index) in staff.iter().zip(0..) {
        for number in 1..=3 + index % 3 {
            let Some(planned) = pick(&words.results, index + number, 1) else { continue };
            let kind = if number == 5 { "tambahan" } else { "utama" };
            // The leader's form has perspectives in place of aspects; a qualitative plan asks for neither.
            let approach = if index == 0 { "kualitatif" } else { "kuantitatif" };
            for (aspect, indicator, target) in &planned.indicators {
                let aspect = if index == 0 { "" } else { aspect.as_str() };
                // Writing to a String cannot fail.
                let _ = writeln!(
                    text,
                    "{};{YEAR};{approach};hasil;{number};{kind};{};{};{aspect};{indicator};{target}",
                    person.nip, planned.superior, planned.result
                );
            }
        }
    }
    text
}

fn rate(
    office: &mut Office,
    words: &Words,
    person: &Invented,
    index: usize,
    period: Period,
) -> Result<(), Failure> {
    let plan = office.get_plan(&person.nip, i32::from(YEAR))?;
    // Three in ten very good, one to be improved, six good: within the pattern of a good organisation.
    let turn = (index + usize::from(period.number())) % 10;
    let (result, behaviour) = match turn {
        0..=2 => (Rating::Above, Rating::Above),
        3 => (Rating::Below, Rating::Meets),
        4 | 5 => (Rating::Above, Rating::Meets),
        6 => (Rating::Meets, Rating::Above),
        _ => (Rating::Meets, Rating::Meets),
    };
    let feedback = |rating: Rating| words.feedback.get(rating.code()).cloned().unwrap_or_default();
    let input = RatingInput {
        result_rating: Some(result.into()),
        behaviour_rating: Some(behaviour.into()),
        feedback: Some(feedback(result)),
        note: Some(words.note.clone()),
        results: plan
            .results
            .iter()
            .map(|id| {
                let detail = ResultInput {
                    rating: Some(result.into()),
                    feedback: Some(feedback(result)),
                    ..ResultInput::default()
                };
                (*id, detail)
            })
            .collect(),
        values: CoreValue::ALL
            .iter()
            .map(|value| (*value, ValueInput { rating: Some(behaviour.into()), ..ValueInput::default() }))
            .collect(),
        on_behalf_reason: Some(words.reason.clone()),
        ..RatingInput::default()
    };
    // Nobody rates oneself: the head writes down what the regent signed.
    let signed =
        (index == 0).then(|| SignedPaper { decided_on: office.today(), paper: words.signed_paper.clone() });
    office.rate(&person.nip, period, &RatingInput { signed, ..input })
}

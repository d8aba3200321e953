//! The staff: imports, assessors, lists, users.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::json;
use tilik_office::job::Progress;
use tilik_office::journal::Role;
use tilik_office::printing::check_target;
use tilik_office::roster::{Change, ImportPlan, ImportReport, SkipReason};
use tilik_office::superior::{Appointment, External};
use tilik_office::user::NewUser;
use tilik_office::{Failure, Office};

use super::{complain_of_rows, cost, done, line_of, password, read};
use crate::arguments::{ImportArguments, Listed, SuperiorArguments, UserAct};
use crate::output::{Outcome, Output};

pub(super) fn import(
    office: &mut Office,
    asked: &ImportArguments,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let plan = office.plan_import(&read(&asked.file)?, &asked.choices())?;
    let written = match &asked.rejects {
        Some(path) => write_rejects(&plan, path, &asked.file, shown)?,
        None => None,
    };
    let report =
        if asked.dry_run { plan.report.clone() } else { office.apply_import(&plan, &Progress::default())? };
    let counts: [(&str, &dyn ToString); 5] = [
        ("new", &report.new),
        ("updated", &report.updated),
        ("same", &report.same),
        ("refused", &report.refused_rows),
        ("skipped", &report.skipped_rows),
    ];
    let code = if asked.dry_run { "cli.import_planned" } else { "cli.imported" };
    let mut lines = vec![shown.words(code, &counts)];
    lines.extend(list_sheets(&report, shown));
    for row in &report.rows {
        if let Change::Updated { fields } = &row.change {
            for (field, (now, new)) in fields {
                let field = shown.words(&format!("field.{field}"), &[]);
                let facts: [(&str, &dyn ToString); 5] =
                    [("name", &row.name), ("nip", &row.nip), ("field", &field), ("now", now), ("new", new)];
                lines.push(shown.words("cli.difference", &facts));
            }
        }
    }
    for notice in &report.notices {
        lines.push(line_of(notice, shown));
    }
    lines.extend(list_passed(&report, shown));
    lines.extend(list_proposals(&report, &asked.accept_superiors, shown));
    lines.extend(written.map(|path| shown.words("cli.rejects_written", &[("file", &path.display())])));
    shown.answer(&report, &lines);
    Ok(complain_of_rows(&report.refused, shown))
}

/// Writes the refused rows where they were asked for; the path, if there were any.
fn write_rejects<'p>(
    plan: &ImportPlan,
    path: &'p Path,
    file: &Path,
    shown: &Output,
) -> Result<Option<&'p Path>, Failure> {
    check_target(path)?;
    if is_same_file(path, file) {
        return Err(Failure::new("file.same_as_input").with("path", path.display().to_string()));
    }
    match plan.write_rejects(shown.language())? {
        Some(rejects) => {
            let is_named_so = path.extension().is_some_and(|e| e.eq_ignore_ascii_case(rejects.extension));
            if !is_named_so {
                return Err(Failure::new("cli.rejects_extension").with("extension", rejects.extension));
            }
            fs::write(path, rejects.bytes).map_err(|error| Failure::of_file("cli.file", path, &error))?;
            Ok(Some(path))
        }
        // No rejects: an old file of them would be taken for today's.
        None if path.exists() => {
            fs::remove_file(path).map_err(|error| Failure::of_file("cli.file", path, &error))?;
            Ok(None)
        }
        None => Ok(None),
    }
}

/// Which sheet was read, where there are others.
fn list_sheets(report: &ImportReport, shown: &Output) -> Option<String> {
    let sheet = report.file.sheet.as_ref().filter(|_| report.file.sheets.len() > 1)?;
    let others = report.file.sheets.iter().map(|other| other.name.as_str()).filter(|other| other != sheet);
    let others = others.collect::<Vec<_>>().join(", ");
    Some(shown.words("cli.sheet_read", &[("sheet", sheet), ("others", &others)]))
}

/// Rows of people that were passed over because another row of theirs counts.
fn list_passed(report: &ImportReport, shown: &Output) -> Vec<String> {
    let code = |reason| match reason {
        SkipReason::ForAnother => Some("cli.passed_for_another"),
        SkipReason::OlderPeriod => Some("cli.passed_older_period"),
        SkipReason::AboveHeader
        | SkipReason::Header
        | SkipReason::Blank
        | SkipReason::ColumnNumbers
        | SkipReason::Subtotal
        | SkipReason::Caption
        | SkipReason::LeftOut => None,
    };
    let passed = report.skipped.iter().filter_map(|row| Some((row, code(row.reason)?)));
    passed.map(|(row, code)| shown.words(code, &[("row", &row.row), ("text", &row.text)])).collect()
}

/// Superiors that were proposed, and how to accept them.
fn list_proposals(report: &ImportReport, accepted: &[String], shown: &Output) -> Vec<String> {
    let mut lines: Vec<String> = report
        .proposed_superiors
        .iter()
        .map(|proposal| {
            let reason = shown.words(&proposal.reason, &[]);
            let facts: [(&str, &dyn ToString); 3] =
                [("nip", &proposal.nip), ("superior", &proposal.superior_nip), ("reason", &reason)];
            shown.words("cli.superior_proposed", &facts)
        })
        .collect();
    if accepted.is_empty() && !lines.is_empty() {
        lines.push(shown.words("cli.superiors_to_accept", &[("count", &lines.len())]));
    }
    lines
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

pub(super) fn assign(
    office: &mut Office,
    new: &SuperiorArguments,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let quality = new
        .capacity
        .parse()
        .map_err(|_| Failure::new("superior.capacity_unknown").with("capacity", new.capacity.as_str()))?;
    let appointment = Appointment {
        assessor_nip: new.assessor.clone(),
        external: new.external.as_ref().map(|name| External {
            name: name.clone(),
            number: new.external_number.clone(),
            position: new.external_position.clone(),
            ..External::default()
        }),
        quality,
        from: new.from,
        until: new.until,
        reason: new.reason.clone(),
    };
    office.assign_superior(&new.nip, &appointment)?;
    done(shown, "cli.superior_assigned")
}

#[derive(Serialize)]
struct PersonRow {
    nip: String,
    name: String,
    employment: String,
    rank: String,
    position: String,
    unit: String,
}

#[derive(Serialize)]
struct PlanRow {
    nip: String,
    name: String,
    year: i32,
    state: tilik_office::plan::PlanState,
    results: usize,
}

#[derive(Serialize)]
struct EvaluationRow {
    nip: String,
    name: String,
    period: String,
    state: tilik_office::evaluation::EvaluationState,
    result_rating: Option<&'static str>,
    behaviour_rating: Option<&'static str>,
    predicate: Option<&'static str>,
    revision: i64,
}

pub(super) fn list(
    office: &Office,
    what: Listed,
    search: &str,
    period: Option<&str>,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let people = office.list_people()?;
    match what {
        Listed::Staff => {
            let rows: Vec<_> = people
                .into_iter()
                .filter(|person| person.matches(search))
                .map(|person| PersonRow {
                    name: person.name.full(),
                    rank: person.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                    nip: person.nip,
                    employment: person.employment,
                    position: person.position,
                    unit: person.unit_name,
                })
                .collect();
            let lines: Vec<_> = rows
                .iter()
                .map(|row| format!("{}  {}  {}  {}  {}", row.nip, row.name, row.rank, row.position, row.unit))
                .collect();
            shown.answer(&rows, &lines);
        }
        Listed::Skp => {
            let mut rows = Vec::new();
            for plan in office.list_plans()? {
                if let Some(person) = people.iter().find(|person| person.id == plan.person) {
                    rows.push(PlanRow {
                        nip: person.nip.clone(),
                        name: person.name.full(),
                        year: plan.year,
                        state: plan.state,
                        results: plan.results.len(),
                    });
                }
            }
            rows.sort_by(|a, b| (&a.name, a.year).cmp(&(&b.name, b.year)));
            let lines: Vec<_> = rows
                .iter()
                .map(|row| {
                    let state = state_of(&row.state, shown);
                    format!("{}  {}  {}  {state}  {}", row.nip, row.name, row.year, row.results)
                })
                .collect();
            shown.answer(&rows, &lines);
        }
        Listed::Evaluations => {
            let period = period.map(str::parse).transpose()?;
            let found = office.list_visible_evaluations(period)?;
            let mut rows: Vec<_> = found
                .iter()
                .filter_map(|evaluation| {
                    let person = people.iter().find(|person| person.id == evaluation.person)?;
                    Some(EvaluationRow {
                        nip: person.nip.clone(),
                        name: person.name.full(),
                        period: evaluation.period.to_string(),
                        state: evaluation.state,
                        result_rating: evaluation.result_rating.map(|rating| rating.code()),
                        behaviour_rating: evaluation.behaviour_rating.map(|rating| rating.code()),
                        predicate: evaluation.predicate.map(|predicate| predicate.code()),
                        revision: evaluation.revision,
                    })
                })
                .collect();
            rows.sort_by(|a, b| (&a.period, &a.name).cmp(&(&b.period, &b.name)));
            let lines: Vec<_> = rows
                .iter()
                .map(|row| {
                    let predicate = row
                        .predicate
                        .map_or_else(|| "-".to_owned(), |code| shown.words(&format!("label.{code}"), &[]));
                    let state = state_of(&row.state, shown);
                    format!("{}  {}  {}  {state}  {predicate}", row.period, row.nip, row.name)
                })
                .collect();
            shown.answer(&rows, &lines);
        }
    }
    Ok(Outcome::Whole)
}

/// The word of a state, by the code that its JSON has.
fn state_of(state: &impl Serialize, shown: &Output) -> String {
    let code = serde_json::to_value(state).unwrap_or_default();
    shown.words(&format!("state.{}", code.as_str().unwrap_or_default()), &[])
}

pub(super) fn users(office: &mut Office, act: &UserAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        UserAct::List => {
            let users = office.list_users()?;
            let lines: Vec<_> = users
                .iter()
                .map(|user| {
                    let role = user.role.map_or("-", |role| role.word());
                    format!("{}  {}  {role}", user.login, user.name)
                })
                .collect();
            shown.answer(&users, &lines);
            Ok(Outcome::Whole)
        }
        UserAct::Add { login, name, role, nip } => {
            let role = Role::find_word(role)
                .ok_or_else(|| Failure::new("user.role_unknown").with("role", role.as_str()))?;
            let new = NewUser {
                login: login.clone(),
                name: name.clone(),
                role,
                nip: nip.clone(),
                password: password("TILIK_NEW_PASSWORD")?.to_string(),
            };
            let id = office.add_user(&new, cost())?;
            shown.answer(&json!({ "user": id }), &[shown.words("cli.user_added", &[("login", login)])]);
            Ok(Outcome::Whole)
        }
        UserAct::Remove { login } => {
            office.remove_user(login)?;
            done(shown, "cli.user_removed")
        }
    }
}

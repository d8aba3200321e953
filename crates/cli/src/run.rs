//! From a command to a use case, and from its answer to what is shown.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use serde_json::json;
use tilik_office::command::PaperName;
use tilik_office::exchange::Finding;
use tilik_office::job::Progress;
use tilik_office::printing::{PrintReport, Target};
use tilik_office::session::{Founding, HEAD_LOGIN};
use tilik_office::store::Cost;
use tilik_office::superior::{Assignment, External};
use tilik_office::user::NewUser;
use tilik_office::{Failure, Host, Office, SystemHost, archive, demo};
use zeroize::Zeroizing;

use crate::arguments::{Arguments, Command, Listed, UserAct};
use crate::output::{Outcome, Output};

/// Runs what was typed.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a new command is one within an office, unless it is listed here"
)]
pub fn run(arguments: &Arguments, shown: &Output) -> Result<Outcome, Failure> {
    let host: Arc<dyn Host> = SystemHost::new(SystemHost::default_marks());
    match &arguments.command {
        Command::New { folder, name, place } => found(&host, folder, name, place, shown),
        Command::Demo { folder, people } => {
            let password = password("TILIK_PASSWORD")?;
            let (office, recovery) = demo::make_demo(folder, *people, &password, cost(), host)?;
            let summary = office.summary()?;
            let facts: [(&str, &dyn ToString); 3] =
                [("name", &summary.name), ("people", &summary.staff), ("closed", &summary.closed)];
            let lines = [shown.words("cli.demo_made", &facts)];
            shown.answer(&json!({ "office": summary, "recovery": recovery }), &lines);
            Ok(Outcome::Whole)
        }
        Command::Restore { file, folder } => {
            archive::restore(file, folder, &host)?;
            let lines = [shown.words("cli.restored", &[("folder", &folder.display())])];
            shown.answer(&json!({ "restored": folder }), &lines);
            Ok(Outcome::Whole)
        }
        Command::Recover { folder } => recover(&host, folder, shown),
        command => {
            let folder = folder_of(command);
            let login = std::env::var("TILIK_USER").unwrap_or_else(|_| HEAD_LOGIN.to_owned());
            let mut office = Office::open(folder, &login, &password("TILIK_PASSWORD")?, host)?;
            run_in(&mut office, command, shown)
        }
    }
}

fn run_in(office: &mut Office, command: &Command, shown: &Output) -> Result<Outcome, Failure> {
    match command {
        Command::Import { file, dry_run, rejects, since, .. } => {
            import(office, file, *dry_run, rejects.as_deref(), *since, shown)
        }
        Command::Superior { .. } => assign(office, command, shown),
        Command::List { what, search, period, .. } => list(office, *what, search, period.as_deref(), shown),
        Command::Skp { file, .. } => {
            let report = office.import_plans(&read(file)?)?;
            let counts: [(&str, &dyn ToString); 2] =
                [("agreed", &report.agreed.len()), ("same", &report.same.len())];
            shown.answer(&report, &[shown.words("cli.plans_agreed", &counts)]);
            Ok(complain_of_rows(&report.refused, shown))
        }
        Command::Freeze { year, .. } => {
            let frozen = office.freeze_plans(*year)?;
            shown.answer(
                &json!({ "frozen": frozen }),
                &[shown.words("cli.plans_frozen", &[("count", &frozen)])],
            );
            Ok(Outcome::Whole)
        }
        Command::Achievement { period, level, note, .. } => {
            let level = level
                .parse()
                .map_err(|_| Failure::new("achievement.level_unknown").with("level", level.as_str()))?;
            office.enter_achievement(period.parse()?, level, note)?;
            done(shown, "cli.achievement_entered")
        }
        Command::Rate { file, period, on_behalf, .. } => {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let reason =
                on_behalf.clone().unwrap_or_else(|| shown.words("cli.rated_from_file", &[("file", &name)]));
            let report = office.import_ratings(&read(file)?, period.parse()?, &reason)?;
            let counts: [(&str, &dyn ToString); 2] =
                [("rated", &report.rated.len()), ("same", &report.same.len())];
            shown.answer(&report, &[shown.words("cli.rated", &counts)]);
            Ok(complain_of_rows(&report.refused, shown))
        }
        Command::Close { period, on_behalf, distribution_reason, .. } => {
            close(office, period, on_behalf.as_deref(), distribution_reason.as_deref(), shown)
        }
        Command::Reopen { nip, period, reason, .. } => {
            office.reopen(nip, period.parse()?, reason)?;
            done(shown, "cli.reopened")
        }
        Command::Explain { nip, period, .. } => explain(office, nip, period, shown),
        Command::Distribution { period, .. } => distribution(office, period, shown),
        Command::Print { .. } => print(office, command, shown),
        Command::Verify { .. } => verify(office, shown),
        Command::Backup { file, .. } => {
            office.backup(file)?;
            let lines = [shown.words("cli.backed_up", &[("file", &file.display())])];
            shown.answer(&json!({ "backup": file }), &lines);
            Ok(Outcome::Whole)
        }
        Command::Export { out, .. } => {
            let footer = office.export(out)?;
            tell_export(shown, "cli.exported", footer.record_count(), &footer.records_sha256);
            Ok(Outcome::Whole)
        }
        Command::ImportExport { file, .. } => {
            let footer = office.import_export(file)?;
            tell_export(shown, "cli.rebuilt", footer.record_count(), &footer.records_sha256);
            Ok(Outcome::Whole)
        }
        Command::User { act, .. } => users(office, act, shown),
        Command::Password { .. } => {
            let (old, new) = (password("TILIK_PASSWORD")?, password("TILIK_NEW_PASSWORD")?);
            office.change_password(&old, &new, cost())?;
            done(shown, "cli.password_changed")
        }
        Command::Key { .. } => {
            office.change_key()?;
            done(shown, "cli.key_changed")
        }
        Command::New { .. } | Command::Demo { .. } | Command::Restore { .. } | Command::Recover { .. } => {
            Err(Failure::new("command.unknown"))
        }
    }
}

fn folder_of(command: &Command) -> &Path {
    match command {
        Command::New { folder, .. }
        | Command::Demo { folder, .. }
        | Command::Import { folder, .. }
        | Command::Superior { folder, .. }
        | Command::List { folder, .. }
        | Command::Skp { folder, .. }
        | Command::Freeze { folder, .. }
        | Command::Achievement { folder, .. }
        | Command::Rate { folder, .. }
        | Command::Close { folder, .. }
        | Command::Reopen { folder, .. }
        | Command::Explain { folder, .. }
        | Command::Distribution { folder, .. }
        | Command::Print { folder, .. }
        | Command::Verify { folder }
        | Command::Backup { folder, .. }
        | Command::Restore { folder, .. }
        | Command::Export { folder, .. }
        | Command::ImportExport { folder, .. }
        | Command::User { folder, .. }
        | Command::Password { folder }
        | Command::Key { folder }
        | Command::Recover { folder } => folder,
    }
}

fn password(variable: &str) -> Result<Zeroizing<String>, Failure> {
    std::env::var(variable)
        .map(Zeroizing::new)
        .map_err(|_| Failure::new("cli.password_missing").with("variable", variable))
}

/// Scripts that make many offices may ask for the least work that is accepted.
fn cost() -> Cost {
    if std::env::var_os("TILIK_KDF_FLOOR").is_some() { Cost::Floor } else { Cost::Calibrated }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| Failure::of_file("cli.file", file, &error))
}

fn done(shown: &Output, code: &str) -> Result<Outcome, Failure> {
    shown.answer(&json!({ "done": code }), &[shown.words(code, &[])]);
    Ok(Outcome::Whole)
}

fn tell_export(shown: &Output, code: &str, records: u64, hash: &str) {
    let lines = [shown.words(code, &[("records", &records), ("hash", &hash)])];
    shown.answer(&json!({ "records": records, "records_sha256": hash }), &lines);
}

fn complain_of_rows(refused: &[Finding], shown: &Output) -> Outcome {
    for finding in refused {
        shown.complain(&finding.code, &line_of(finding, shown));
    }
    if refused.is_empty() { Outcome::Whole } else { Outcome::Partial }
}

/// The row, the column where one cell is meant, and what is said of it.
fn line_of(finding: &Finding, shown: &Output) -> String {
    let letter = finding.letter();
    let place = if letter.is_empty() {
        shown.words("cli.row", &[("row", &finding.row)])
    } else {
        shown.words("cli.cell", &[("row", &finding.row), ("column", &letter)])
    };
    format!("{place} {}", tilik_office::words::render_finding(finding, shown.language()))
}

fn found(
    host: &Arc<dyn Host>,
    folder: &Path,
    name: &str,
    place: &str,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let password = password("TILIK_PASSWORD")?;
    let login = std::env::var("TILIK_USER").unwrap_or_else(|_| HEAD_LOGIN.to_owned());
    let founding = Founding { name, login: &login, password: &password, cost: cost() };
    let (mut office, recovery) = Office::found(folder, founding, Arc::clone(host))?;
    if !place.trim().is_empty() {
        office.set_letterhead(name, place)?;
    }
    let lines = [
        shown.words("cli.office_made", &[("name", &name), ("folder", &folder.display())]),
        shown.words("cli.recovery_first", &[("code", &recovery.first)]),
        shown.words("cli.recovery_second", &[("code", &recovery.second)]),
    ];
    shown.answer(&json!({ "office": office.summary()?, "recovery": recovery }), &lines);
    Ok(Outcome::Whole)
}

fn recover(host: &Arc<dyn Host>, folder: &Path, shown: &Output) -> Result<Outcome, Failure> {
    let login = std::env::var("TILIK_USER").unwrap_or_else(|_| HEAD_LOGIN.to_owned());
    let (first, second) = (password("TILIK_RECOVERY_1")?, password("TILIK_RECOVERY_2")?);
    let new = password("TILIK_NEW_PASSWORD")?;
    let mut office = Office::open_with_recovery(folder, &first, &second, Arc::clone(host))?;
    office.reset_password(&login, &new, cost())?;
    done(shown, "cli.password_changed")
}

fn import(
    office: &mut Office,
    file: &Path,
    is_trial: bool,
    rejects: Option<&Path>,
    since: Option<NaiveDate>,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let today = office.today();
    let since = since.or_else(|| NaiveDate::from_ymd_opt(today.year(), 1, 1)).unwrap_or(today);
    let plan = office.plan_import(&read(file)?, since)?;
    if let Some(path) = rejects {
        // No rejects: an old file of them would be taken for today's.
        match plan.write_rejects(shown.language()) {
            Some(bytes) => {
                fs::write(path, bytes).map_err(|error| Failure::of_file("cli.file", path, &error))?
            }
            None if path.exists() => {
                fs::remove_file(path).map_err(|error| Failure::of_file("cli.file", path, &error))?;
            }
            None => {}
        }
    }
    let report = if is_trial { plan.report.clone() } else { office.apply_import(&plan)? };
    let counts: [(&str, &dyn ToString); 5] = [
        ("new", &report.new),
        ("updated", &report.updated),
        ("same", &report.same),
        ("refused", &report.refused_rows),
        ("skipped", &report.skipped_rows),
    ];
    let code = if is_trial { "cli.import_planned" } else { "cli.imported" };
    let mut lines = vec![shown.words(code, &counts)];
    for row in &report.rows {
        if let tilik_office::roster::Change::Updated { fields } = &row.change {
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
    shown.answer(&report, &lines);
    Ok(complain_of_rows(&report.refused, shown))
}

fn assign(office: &mut Office, command: &Command, shown: &Output) -> Result<Outcome, Failure> {
    let Command::Superior {
        nip,
        assessor,
        external,
        external_position,
        external_number,
        capacity,
        from,
        until,
        reason,
        ..
    } = command
    else {
        return Err(Failure::new("command.unknown"));
    };
    let quality = capacity
        .parse()
        .map_err(|_| Failure::new("superior.capacity_unknown").with("capacity", capacity.as_str()))?;
    office.assign_superior(&Assignment {
        nip: nip.clone(),
        assessor_nip: assessor.clone(),
        external: external.as_ref().map(|name| External {
            name: name.clone(),
            number: external_number.clone(),
            position: external_position.clone(),
            ..External::default()
        }),
        quality,
        from: *from,
        until: *until,
        reason: reason.clone(),
    })?;
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

fn list(
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
            let found = match period {
                Some(period) => office.list_evaluations(period.parse()?)?,
                None => office.list_all_evaluations()?,
            };
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

fn close(
    office: &mut Office,
    period: &str,
    on_behalf: Option<&str>,
    distribution_reason: Option<&str>,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let period = period.parse()?;
    if let Some(reason) = distribution_reason {
        office.explain_distribution(period, reason)?;
    }
    let reason = on_behalf.map_or_else(|| shown.words("cli.closed_together", &[]), str::to_owned);
    let report = office.close_period(period, &reason, &Progress::default(), |person| {
        shown.acknowledge("evaluation.closed", &person.nip);
    })?;
    let counts: [(&str, &dyn ToString); 3] = [
        ("closed", &report.closed.len()),
        ("before", &report.closed_before),
        ("incomplete", &report.incomplete.len()),
    ];
    shown.answer(&report, &[shown.words("cli.closed", &counts)]);
    for person in &report.incomplete {
        let mut reasons: Vec<_> = person
            .findings
            .iter()
            .map(|finding| shown.words(&format!("closing.{}", finding.code.code()), &[]))
            .collect();
        reasons.extend(
            person
                .failure
                .iter()
                .map(|failure| tilik_office::words::render_failure(failure, shown.language())),
        );
        shown.complain(
            "evaluation.incomplete",
            &format!("{} ({}): {}", person.name, person.nip, reasons.join(" ")),
        );
    }
    Ok(if report.incomplete.is_empty() { Outcome::Whole } else { Outcome::Partial })
}

fn explain(office: &Office, nip: &str, period: &str, shown: &Output) -> Result<Outcome, Failure> {
    let reasons = office.explain(nip, period.parse()?)?;
    let label = |code: Option<&'static str>| {
        code.map_or_else(|| "-".to_owned(), |code| shown.words(&format!("label.{code}"), &[]))
    };
    let rating = |rating: Option<tilik_office::appraisal::Rating>| label(rating.map(|rating| rating.code()));
    let mut lines = vec![
        shown.words(
            "cli.explain_person",
            &[("name", &reasons.name), ("nip", &reasons.nip), ("period", &reasons.period)],
        ),
        shown.words(
            "cli.explain_ratings",
            &[("result", &rating(reasons.result_rating)), ("behaviour", &rating(reasons.behaviour_rating))],
        ),
        shown.words(
            "cli.explain_predicate",
            &[("predicate", &label(reasons.predicate.map(|predicate| predicate.code())))],
        ),
    ];
    for (code, advice) in
        [("cli.advice_result", &reasons.result_advice), ("cli.advice_behaviour", &reasons.behaviour_advice)]
    {
        if let Some(advice) = advice {
            lines.push(shown.words(code, &[("rating", &rating(Some(advice.rating)))]));
        }
    }
    for source in reasons.explanation.iter().flat_map(|explanation| &explanation.sources) {
        let article = source.article.clone().unwrap_or_default();
        lines.push(
            shown
                .words("cli.legal_source", &[("regulation", &source.regulation), ("article", &article)])
                .trim_end()
                .to_owned(),
        );
    }
    shown.answer(&reasons, &lines);
    Ok(Outcome::Whole)
}

fn distribution(office: &Office, period: &str, shown: &Output) -> Result<Outcome, Failure> {
    let Some(report) = office.distribution(period.parse()?)? else {
        return Err(Failure::new("closing.organisation_missing"));
    };
    let counts = report.counts;
    let facts: [(&str, &dyn ToString); 6] = [
        ("people", &report.pool_size),
        ("sangat_baik", &counts.sangat_baik),
        ("baik", &counts.baik),
        ("butuh_perbaikan", &counts.butuh_perbaikan),
        ("kurang", &counts.kurang),
        ("sangat_kurang", &counts.sangat_kurang),
    ];
    let mut lines = vec![shown.words("cli.distribution", &facts)];
    lines.extend(report.findings.iter().chain(&report.soft_findings).map(|finding| {
        let limit = report.limits.iter().find(|limit| limit.code == finding.code);
        let actual = limit.map_or_else(String::new, |limit| limit.actual.to_string());
        let people = limit.map_or_else(String::new, |limit| limit.people.to_string());
        let facts: [(&str, &dyn ToString); 2] = [("actual", &actual), ("limit", &people)];
        shown.words(&format!("distribution.{}", finding.code.code()), &facts)
    }));
    shown.answer(&report, &lines);
    Ok(Outcome::Whole)
}

fn print(office: &Office, command: &Command, shown: &Output) -> Result<Outcome, Failure> {
    let Command::Print { period, paper, out, blank, .. } = command else {
        return Err(Failure::new("command.unknown"));
    };
    let paper = PaperName::from(*paper).paper();
    let report: PrintReport = if *blank {
        office.print_blank(paper, out)?
    } else {
        let period = period.as_deref().unwrap_or_default().parse()?;
        let is_file = out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
        let target = if is_file { Target::File(out) } else { Target::Folder(out) };
        office.print_dokumen(period, paper, target, &Progress::default())?
    };
    let facts: [(&str, &dyn ToString); 4] = [
        ("sheets", &report.sheets),
        ("asked", &report.asked),
        ("pages", &report.pages),
        ("drafts", &report.drafts),
    ];
    let mut lines = vec![shown.words("cli.printed", &facts)];
    for (nip, characters) in &report.replaced {
        lines.push(shown.words("cli.characters_replaced", &[("nip", nip), ("characters", characters)]));
    }
    shown.answer(&report, &lines);
    Ok(if report.sheets == report.asked { Outcome::Whole } else { Outcome::Partial })
}

fn verify(office: &Office, shown: &Output) -> Result<Outcome, Failure> {
    let report = office.verify()?;
    if let Some(defect) = &report.defect {
        return Err(Failure::new(&defect.code)
            .with("log", defect.log.clone().unwrap_or_default())
            .with("seq", defect.seq.map_or_else(String::new, |seq| seq.to_string()))
            .with("detail", defect.detail.as_str()));
    }
    let facts: [(&str, &dyn ToString); 4] = [
        ("entries", &report.entries),
        ("records", &report.records),
        ("held", &report.held),
        ("branches", &report.branches),
    ];
    shown.answer(&report, &[shown.words("cli.verified", &facts)]);
    Ok(Outcome::Whole)
}

fn users(office: &mut Office, act: &UserAct, shown: &Output) -> Result<Outcome, Failure> {
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
            let role = tilik_office::journal::Role::find_word(role)
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

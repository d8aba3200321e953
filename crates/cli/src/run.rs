//! From a command to a use case, and from its answer to what is shown.

mod evaluations;
mod forwarding;
mod handover;
mod laptops;
mod papers;
mod preview;
mod seals;
mod sending;
mod staff;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tilik_office::exchange::Finding;
use tilik_office::session::{Founding, HEAD_LOGIN, Recovery};
use tilik_office::signed::SignedPaper;
use tilik_office::store::Cost;
use tilik_office::{Failure, Host, Office, SystemHost, archive, demo};
use zeroize::Zeroizing;

use crate::arguments::{Arguments, Command, Within};
use crate::output::{Outcome, Output};

/// Runs what was typed.
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
            let mut lines = vec![shown.words("cli.demo_made", &facts)];
            lines.extend(recovery_lines(&recovery, shown));
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
        Command::Handover { folder, act } => {
            let office = Office::open(folder, &login(), &password("TILIK_PASSWORD")?, host)?;
            handover::run(office, act, shown)
        }
        Command::Join { folder, act } => laptops::join(&host, folder, act, shown),
        Command::Within(command) => {
            let login = login();
            let mut office = Office::open(command.folder(), &login, &password("TILIK_PASSWORD")?, host)?;
            run_in(&mut office, command, shown)
        }
    }
}

/// Which sheets were read, where others were not.
fn list_sheets(read: &[String], passed_over: &[String], shown: &Output) -> Option<String> {
    let args: [(&str, &dyn ToString); 2] = [("sheet", &read.join(", ")), ("others", &passed_over.join(", "))];
    (!passed_over.is_empty()).then(|| shown.words("cli.sheet_read", &args))
}

fn run_in(office: &mut Office, command: &Within, shown: &Output) -> Result<Outcome, Failure> {
    match command {
        Within::Import(asked) => staff::import(office, asked, shown),
        Within::Superior(new) => staff::assign(office, new, shown),
        Within::List { what, search, period, .. } => {
            staff::list(office, *what, search, period.as_deref(), shown)
        }
        Within::Skp { file, sheet, signed_on, paper, .. } => {
            let signed =
                signed_on.zip(paper.clone()).map(|(decided_on, paper)| SignedPaper { decided_on, paper });
            let report = office.import_plans_of(&read(file)?, sheet.as_deref(), signed.as_ref())?;
            let counts: [(&str, &dyn ToString); 2] =
                [("agreed", &report.agreed.len()), ("same", &report.same.len())];
            let mut lines = vec![shown.words("cli.plans_agreed", &counts)];
            lines.extend(report.drafted.iter().map(|nip| shown.words("cli.plan_drafted", &[("nip", nip)])));
            lines.extend(list_sheets(&report.sheets, &report.passed_over, shown));
            lines.extend(report.notices.iter().map(|notice| line_of(notice, shown)));
            shown.answer(&report, &lines);
            Ok(complain_of_rows(&report.refused, shown))
        }
        Within::Freeze { year, .. } => {
            let frozen = office.freeze_plans(*year)?;
            shown.answer(
                &json!({ "frozen": frozen }),
                &[shown.words("cli.plans_frozen", &[("count", &frozen)])],
            );
            Ok(Outcome::Whole)
        }
        Within::Achievement { period, level, note, .. } => {
            let level = level
                .parse()
                .map_err(|_| Failure::new("achievement.level_unknown").with("level", level.as_str()))?;
            office.enter_achievement(period.parse()?, level, note)?;
            done(shown, "cli.achievement_entered")
        }
        Within::Rate { file, period, on_behalf, sheet, .. } => {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let reason = on_behalf
                .clone()
                .unwrap_or_else(|| shown.words_to_keep("cli.rated_from_file", &[("file", &name)]));
            let report =
                office.import_ratings_of(&read(file)?, sheet.as_deref(), period.parse()?, &reason)?;
            let counts: [(&str, &dyn ToString); 2] =
                [("rated", &report.rated.len()), ("same", &report.same.len())];
            let mut lines = vec![shown.words("cli.rated", &counts)];
            lines.extend(list_sheets(report.sheet.as_slice(), &report.passed_over, shown));
            lines.extend(report.notices.iter().map(|notice| line_of(notice, shown)));
            shown.answer(&report, &lines);
            Ok(complain_of_rows(&report.refused, shown))
        }
        Within::Close { period, on_behalf, distribution_reason, .. } => {
            evaluations::close(office, period, on_behalf.as_deref(), distribution_reason.as_deref(), shown)
        }
        Within::Reopen { nip, period, reason, .. } => {
            office.reopen(nip, period.parse()?, reason)?;
            done(shown, "cli.reopened")
        }
        Within::Explain { nip, period, .. } => evaluations::explain(office, nip, period, shown),
        Within::Distribution { period, .. } => evaluations::distribution(office, period, shown),
        Within::Print(asked) => evaluations::print(office, asked, shown),
        Within::Sheet { act, .. } => papers::sheets(office, act, shown),
        Within::Objection { act, .. } => papers::objections(office, act, shown),
        Within::VerifySheet(asked) => seals::check(office, asked, shown),
        Within::Keys { act, .. } => seals::keys(office, act, shown),
        Within::Forward { act, .. } => forwarding::run(office, act, shown),
        Within::Letterhead(asked) => papers::letterhead(office, asked, shown),
        Within::Verify { .. } => verify(office, shown),
        Within::Backup { file, .. } => {
            office.backup(file)?;
            let lines = [shown.words("cli.backed_up", &[("file", &file.display())])];
            shown.answer(&json!({ "backup": file }), &lines);
            Ok(Outcome::Whole)
        }
        Within::Preview { file, .. } => preview::run(office, file, shown),
        Within::Export { out, .. } => {
            let footer = office.export(out)?;
            tell_export(shown, "cli.exported", footer.record_count(), &footer.records_sha256);
            Ok(Outcome::Whole)
        }
        Within::ImportExport { file, .. } => {
            let footer = office.import_export(file)?;
            tell_export(shown, "cli.rebuilt", footer.record_count(), &footer.records_sha256);
            Ok(Outcome::Whole)
        }
        Within::Enrol { file: Some(file), by_stick: true, .. } => {
            sending::enrol_by_stick(office, file, shown)
        }
        Within::Enrol { file, code, address, .. } => {
            sending::enrol(office, file.as_deref(), code.as_deref(), address.as_deref(), shown)
        }
        Within::Send { without_attachments, .. } => sending::send(office, !without_attachments, shown),
        Within::Stick { act, .. } => sending::stick(office, act, shown),
        Within::Laptop { act, .. } => laptops::laptops(office, act, shown),
        Within::Sending { .. } => sending::look(office, shown),
        Within::Receipt { number, paper, out, .. } => {
            sending::print_receipt(office, *number, *paper, out, shown)
        }
        Within::User { act, .. } => staff::users(office, act, shown),
        Within::Password { .. } => {
            let (old, new) = (password("TILIK_PASSWORD")?, password("TILIK_NEW_PASSWORD")?);
            office.change_password(&old, &new, cost())?;
            done(shown, "cli.password_changed")
        }
        Within::Key { .. } => {
            office.change_key()?;
            done(shown, "cli.key_changed")
        }
    }
}

fn login() -> String {
    std::env::var("TILIK_USER").unwrap_or_else(|_| HEAD_LOGIN.to_owned())
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

fn recovery_lines(recovery: &Recovery, shown: &Output) -> [String; 2] {
    [
        shown.words("cli.recovery_first", &[("code", &recovery.first)]),
        shown.words("cli.recovery_second", &[("code", &recovery.second)]),
    ]
}

fn found(
    host: &Arc<dyn Host>,
    folder: &Path,
    name: &str,
    place: &str,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let password = password("TILIK_PASSWORD")?;
    let login = login();
    let founding = Founding { name, login: &login, password: &password, cost: cost() };
    let (mut office, recovery) = Office::found(folder, founding, Arc::clone(host))?;
    if !place.trim().is_empty() {
        office.set_letterhead(name, place)?;
    }
    let mut lines = vec![shown.words("cli.office_made", &[("name", &name), ("folder", &folder.display())])];
    lines.extend(recovery_lines(&recovery, shown));
    shown.answer(&json!({ "office": office.summary()?, "recovery": recovery }), &lines);
    Ok(Outcome::Whole)
}

fn recover(host: &Arc<dyn Host>, folder: &Path, shown: &Output) -> Result<Outcome, Failure> {
    let login = login();
    let (first, second) = (password("TILIK_RECOVERY_1")?, password("TILIK_RECOVERY_2")?);
    let new = password("TILIK_NEW_PASSWORD")?;
    let mut office = Office::open_with_recovery(folder, &first, &second, Arc::clone(host))?;
    office.reset_password(&login, &new, cost())?;
    done(shown, "cli.password_changed")
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

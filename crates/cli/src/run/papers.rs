//! Papers: what was printed and what became of it, objections, the letterhead.

use std::fs;
use std::path::Path;

use serde_json::json;
use tilik_office::appraisal::DayUnit;
use tilik_office::job::Progress;
use tilik_office::objection::{Decision, Filing, Hearing, Hearings, ObjectionCard, Withdrawal};
use tilik_office::paper::PaperChange;
use tilik_office::printing::write_whole;
use tilik_office::sheet::{
    PaperKept, PileReport, ReadScan, Refusal, SheetRow, Signed, Ticked, read_pile, read_scan,
};
use tilik_office::{Failure, Office};

use super::read;
use crate::arguments::papers::{
    Deciding, LetterheadArguments, ObjectionAct, OfForm, OfPeople, OfPerson, SheetAct,
};
use crate::output::{Outcome, Output};

pub(super) fn sheets(office: &mut Office, act: &SheetAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        SheetAct::List { form } => list(office, form, shown),
        SheetAct::Sign { which, assessor_on, received_on, replace } => {
            let signed = Signed { assessor_on: *assessor_on, received_on: *received_on, replaces: *replace };
            Ok(tell_ticked(&office.tick_signed(&which.which(), signed)?, shown))
        }
        SheetAct::Refuse { which, on, witness, words } => {
            for nip in &which.nips {
                office.refuse_signature(&Refusal {
                    nip: nip.clone(),
                    period: which.form.period,
                    form: which.form.form,
                    on: *on,
                    witness: witness.clone(),
                    words: words.clone(),
                })?;
            }
            super::done(shown, "cli.sheet_refused")
        }
        SheetAct::Archive { which, on, place } => {
            Ok(tell_ticked(&office.archive_sheets(&which.which(), *on, place)?, shown))
        }
        SheetAct::Untick { which, what } => {
            Ok(tell_ticked(&office.untick_sheets(&which.which(), (*what).into())?, shown))
        }
        SheetAct::Seal { which } => {
            let prints = office.list_prints(which.form.period, which.form.form, &which.nips)?;
            let seals = prints.iter().map(|print| office.seal_print(print)).collect::<Result<Vec<_>, _>>()?;
            shown.answer(&seals, &seals);
            let without = which.nips.iter().filter(|nip| prints.iter().all(|print| print.nip != **nip));
            let mut outcome = Outcome::Whole;
            for nip in without {
                let failure = Failure::new("sheet.not_settled").with("nip", nip.as_str());
                let words = tilik_office::words::render_failure(&failure, shown.language());
                shown.complain(&failure.code, &words);
                outcome = Outcome::Partial;
            }
            Ok(outcome)
        }
        SheetAct::Pile { file, assessor_on, received_on, replace } => {
            let pile = read_pile(&read(file)?, &Progress::default())?;
            let has_day = assessor_on.is_some() || received_on.is_some();
            let signed = has_day.then_some(Signed {
                assessor_on: *assessor_on,
                received_on: *received_on,
                replaces: *replace,
            });
            Ok(tell_pile(&office.file_pile(&name_of(file), pile, signed)?, shown))
        }
        SheetAct::Scan { which, file } => {
            let name = name_of(file);
            let row = get_paper(office, which)?;
            let sheet = row.sheet.ok_or_else(|| Failure::new("sheet.not_printed").with("nip", row.nip))?;
            let ReadScan { pages, seals } = read_scan(&read(file)?, &Progress::default())?;
            office.check_scanned(sheet, &seals)?;
            let scans = office.attach_scan(sheet, &name, &pages)?;
            shown.answer(&scans, &[shown.words("cli.scan_attached", &[("count", &scans.len())])]);
            Ok(Outcome::Whole)
        }
        SheetAct::Scans { which, out, remove } => {
            let row = get_paper(office, which)?;
            let sheet = row.sheet.ok_or_else(|| Failure::new("sheet.not_printed").with("nip", row.nip))?;
            let mut scans = office.list_scans(sheet)?;
            if let Some(name) = remove {
                let scan = scans.iter().find(|scan| scan.name == *name);
                scans = office.remove_scan(scan.ok_or_else(|| Failure::new("scan.gone"))?.id)?;
            }
            if let Some(out) = out {
                fs::create_dir_all(out).map_err(|error| Failure::of_file("print.file", out, &error))?;
                for (scan, number) in scans.iter().zip(1..) {
                    let (_, bytes) = office.read_scan(scan.id)?;
                    write_whole(&out.join(format!("{number}.{}", scan.media.code())), &bytes)?;
                }
            }
            let lines: Vec<_> =
                scans.iter().map(|scan| format!("{}  {}", scan.scanned_on, scan.name)).collect();
            shown.answer(&scans, &lines);
            Ok(Outcome::Whole)
        }
    }
}

fn list(office: &Office, form: &OfForm, shown: &Output) -> Result<Outcome, Failure> {
    let table = office.sheet_table(form.period, form.form)?;
    let counts = table.counts;
    let facts: [(&str, &dyn ToString); 8] = [
        ("total", &counts.total),
        ("not_printed", &counts.not_printed),
        ("printed", &counts.printed),
        ("signed", &counts.signed),
        ("refused", &counts.refused),
        ("scanned", &counts.scanned),
        ("archived", &counts.archived),
        ("void", &counts.void),
    ];
    let mut lines = vec![shown.words("cli.sheets", &facts)];
    lines.extend(table.rows.iter().map(|row| {
        let state = serde_json::to_value(row.state).unwrap_or_default();
        let state = shown.words(&format!("label.sheet_{}", state.as_str().unwrap_or_default()), &[]);
        let kept = match row.kept {
            PaperKept::NotYet => String::new(),
            PaperKept::Scanned => format!(", {}", shown.words("label.sheet_scanned", &[])),
            PaperKept::Archived => format!(", {}", shown.words("label.sheet_archived", &[])),
        };
        format!("{}  {}: {state}{kept}", row.nip, row.name)
    }));
    shown.answer(&table, &lines);
    Ok(Outcome::Whole)
}

/// The paper of one person that is in force.
fn get_paper(office: &Office, of: &OfPeople) -> Result<SheetRow, Failure> {
    let [nip] = of.nips.as_slice() else { return Err(Failure::new("cli.one_nip")) };
    let table = office.sheet_table(of.form.period, of.form.form)?;
    let row = table.rows.into_iter().find(|row| row.nip == *nip && row.void_reason.is_none());
    row.ok_or_else(|| Failure::new("sheet.not_printed").with("nip", nip.as_str()))
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn tell_pile(report: &PileReport, shown: &Output) -> Outcome {
    let facts: [(&str, &dyn ToString); 3] =
        [("pages", &report.pages), ("filed", &report.filed_pages), ("count", &report.ticked.new)];
    shown.answer(report, &[shown.words("cli.pile_filed", &facts)]);
    for left in &report.left {
        let reason = tilik_office::words::render_failure(&left.reason, shown.language());
        let facts: [(&str, &dyn ToString); 2] = [("page", &left.page), ("reason", &reason)];
        shown.complain(&left.reason.code, &shown.words("cli.pile_left", &facts));
    }
    tell_refused(&report.ticked, shown);
    let is_whole = report.left.is_empty() && report.ticked.refused.is_empty();
    if is_whole { Outcome::Whole } else { Outcome::Partial }
}

fn tell_ticked(ticked: &Ticked, shown: &Output) -> Outcome {
    let counts: [(&str, &dyn ToString); 3] =
        [("count", &ticked.ticked.len()), ("kept", &ticked.kept.len()), ("refused", &ticked.refused.len())];
    shown.answer(ticked, &[shown.words("cli.ticked", &counts)]);
    tell_refused(ticked, shown);
    if ticked.refused.is_empty() { Outcome::Whole } else { Outcome::Partial }
}

fn tell_refused(ticked: &Ticked, shown: &Output) {
    for person in &ticked.refused {
        let words = tilik_office::words::render_failure(&person.failure, shown.language());
        shown.complain(&person.failure.code, &format!("{} ({}): {words}", person.name, person.nip));
    }
}

pub(super) fn objections(
    office: &mut Office,
    act: &ObjectionAct,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let card = match act {
        ObjectionAct::List { period } => {
            let cards = office.list_objections(*period)?;
            let lines: Vec<_> = cards.iter().map(|card| line_of(card, shown)).collect();
            shown.answer(&cards, &lines);
            return Ok(Outcome::Whole);
        }
        ObjectionAct::Window(OfPerson { nip, period }) => {
            let window = office.objection_window(nip, *period)?;
            let mut lines = vec![shown.words("cli.objection_window", &[("day", &window.file_by)])];
            if !window.has_holidays {
                lines.push(shown.words("cli.objection_without_holidays", &[]));
            }
            shown.answer(&window, &lines);
            return Ok(Outcome::Whole);
        }
        ObjectionAct::File { of, on, reasons, late_reason } => office.file_objection(&Filing {
            nip: of.nip.clone(),
            period: of.period,
            filed_on: *on,
            reasons: reasons.clone(),
            late_reason: late_reason.clone(),
        })?,
        ObjectionAct::Hear { of, assessor, assessor_on, employee, employee_on } => {
            office.hear_objection(&Hearings {
                nip: of.nip.clone(),
                period: of.period,
                assessor: Hearing { words: assessor.clone(), on: *assessor_on },
                employee: Hearing { words: employee.clone(), on: *employee_on },
            })?
        }
        ObjectionAct::Decide(deciding) => office.decide_objection(&decision_of(deciding))?,
        ObjectionAct::Withdraw { of, on, reason, revision } => office.withdraw_objection(&Withdrawal {
            nip: of.nip.clone(),
            period: of.period,
            on: *on,
            reason: reason.clone(),
            revision: *revision,
        })?,
    };
    let mut lines = vec![line_of(&card, shown)];
    if card.is_late {
        lines.push(shown.words("cli.objection_late", &[]));
        if !card.has_holidays && card.day_unit == Some(DayUnit::Working) {
            lines.push(shown.words("cli.objection_without_holidays", &[]));
        }
    }
    shown.answer(&card, &lines);
    Ok(Outcome::Whole)
}

fn decision_of(deciding: &Deciding) -> Decision {
    Decision {
        nip: deciding.of.nip.clone(),
        period: deciding.of.period,
        outcome: deciding.outcome.into(),
        on: deciding.on,
        by: deciding.by.clone(),
        number: deciding.number.clone(),
        words: deciding.words.clone(),
        result_rating: deciding.result_rating,
        behaviour_rating: deciding.behaviour_rating,
    }
}

fn line_of(card: &ObjectionCard, shown: &Output) -> String {
    let state = serde_json::to_value(card.state).unwrap_or_default();
    let state = shown.words(&format!("label.objection_{}", state.as_str().unwrap_or_default()), &[]);
    format!("{}  {}: {state}", card.nip, card.name)
}

pub(super) fn letterhead(
    office: &mut Office,
    asked: &LetterheadArguments,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let unit = asked
        .objection_days
        .as_deref()
        .map(|unit| unit.parse().map_err(|_| Failure::new("paper.day_unit_unknown").with("found", unit)));
    if let Some(emblem) = &asked.emblem {
        office.set_emblem(&read(emblem)?)?;
    }
    let settings = office.change_paper(&PaperChange {
        government: asked.government.clone(),
        address: asked.address.clone(),
        telephone: asked.telephone.clone(),
        website: asked.website.clone(),
        email: asked.email.clone(),
        postcode: asked.postcode.clone(),
        margins: asked.margins,
        objection_days: unit.transpose()?,
        variant: None,
    })?;
    let lines = [&settings.government, &settings.agency, &settings.address, &settings.telephone]
        .into_iter()
        .filter(|line| !line.is_empty())
        .cloned()
        .collect::<Vec<_>>();
    shown.answer(&json!(settings), &lines);
    Ok(Outcome::Whole)
}

//! The province: enrolling, sending, and what is not sent yet.

use std::cell::RefCell;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use tilik_office::command::PaperName;
use tilik_office::sending::{self, Carrying, Invited, RunRow, Sending, TypedCode};
use tilik_office::{Failure, Office, words};

use super::read;
use crate::arguments::{PaperArgument, StickAct};
use crate::output::{Outcome, Output};

pub(super) fn enrol(
    office: &mut Office,
    file: Option<&Path>,
    code: Option<&str>,
    address: Option<&str>,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let text = |typed: Option<&str>| typed.unwrap_or_default().to_owned();
    let invited = match file {
        Some(file) => Invited::by_file(&read(file)?)?,
        None => Invited::by_code(&TypedCode { code: text(code), address: text(address) })?,
    };
    let enrolled = sending::enrol_office(&RefCell::new(office), invited)?;
    let facts: [(&str, &dyn ToString); 2] = [("office", &enrolled.office), ("address", &enrolled.address)];
    shown.answer(&enrolled, &[shown.words("cli.enrolled", &facts)]);
    Ok(Outcome::Whole)
}

/// The code goes with the next file for the courier.
pub(super) fn enrol_by_stick(office: &mut Office, file: &Path, shown: &Output) -> Result<Outcome, Failure> {
    let invited = office.enrol_by_stick(&read(file)?)?;
    shown.answer(&invited, &[shown.words("cli.invited", &[("office", &invited.office)])]);
    Ok(Outcome::Whole)
}

pub(super) fn send(office: &mut Office, with_attachments: bool, shown: &Output) -> Result<Outcome, Failure> {
    let what = Sending { with_attachments };
    let report = sending::send(&RefCell::new(office), what, |_| ControlFlow::Continue(()))?;
    let line = match (&report.receipt, &report.run.code) {
        (Some(receipt), None) => {
            let facts: [(&str, &dyn ToString); 4] = [
                ("receipt", &receipt.number),
                ("made_at", &receipt.made_at),
                ("entries_sent", &report.run.entries_sent),
                ("entries_received", &report.run.entries_received),
            ];
            shown.words("cli.sent_all", &facts)
        }
        (_, code) => {
            let reason = words_of(code.as_deref().unwrap_or("sync.unsettled"), shown);
            shown.words("cli.sent_partly", &[("reason", &reason)])
        }
    };
    shown.answer(&report, &[line]);
    Ok(if report.is_all_sent { Outcome::Whole } else { Outcome::Partial })
}

pub(super) fn look(office: &Office, shown: &Output) -> Result<Outcome, Failure> {
    let (state, runs) = (office.look_at_sending()?, office.list_runs()?);
    let province = match &state.province {
        Some(province) => {
            let facts: [(&str, &dyn ToString); 2] =
                [("office", &province.office), ("address", &province.address)];
            shown.words("cli.enrolled_as", &facts)
        }
        None => shown.words("cli.not_enrolled", &[]),
    };
    let sendable = &state.sendable;
    let facts: [(&str, &dyn ToString); 5] = [
        ("entries", &sendable.entries),
        ("bytes", &sendable.bytes),
        ("attachments", &sendable.attachments),
        ("attachment_bytes", &sendable.attachment_bytes),
        ("seconds", &(sendable.seconds + sendable.attachment_seconds)),
    ];
    let mut lines = vec![province, shown.words("cli.sending_state", &facts)];
    lines.extend(runs.iter().map(|run| line_of(run, shown)));
    shown.answer(&serde_json::json!({ "state": state, "runs": runs }), &lines);
    Ok(Outcome::Whole)
}

pub(super) fn stick(office: &mut Office, act: &StickAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        StickAct::Write { file, everything, without_attachments } => {
            let what = Carrying { everything: *everything, with_attachments: !without_attachments };
            let made = office.write_bundle(file, what)?;
            let facts: [(&str, &dyn ToString); 4] = [
                ("file", &file.display()),
                ("entries", &made.entries),
                ("attachments", &made.attachments),
                ("bytes", &made.bytes),
            ];
            shown.answer(&made, &[shown.words("cli.bundle_written", &facts)]);
        }
        StickAct::Look { file } => {
            let card = office.look_at_bundle(file)?;
            let laptop = match (card.is_from_province, card.is_own, card.laptop.as_str()) {
                (true, ..) => shown.words("cli.province", &[]),
                (false, true, _) => shown.words("cli.this_laptop", &[]),
                (false, false, "") => shown.words("cli.first_laptop", &[]),
                (false, false, named) => named.to_owned(),
            };
            let facts: [(&str, &dyn ToString); 5] = [
                ("made_at", &card.made_at),
                ("laptop", &laptop),
                ("entries", &card.entries),
                ("attachments", &card.attachments),
                ("bytes", &card.bytes),
            ];
            shown.answer(&card, &[shown.words("cli.bundle_card", &facts)]);
        }
        StickAct::Take { file } => {
            let taken = office.take_bundle(file)?;
            let facts: [(&str, &dyn ToString); 4] = [
                ("placed", &taken.placed),
                ("known", &taken.known),
                ("parked", &taken.parked),
                ("attachments", &taken.attachments),
            ];
            let mut lines = vec![shown.words("cli.bundle_taken", &facts)];
            lines.extend(
                taken
                    .receipt
                    .as_ref()
                    .map(|receipt| shown.words("cli.run_complete", &[("receipt", &receipt.number)])),
            );
            shown.answer(&taken, &lines);
        }
    }
    Ok(Outcome::Whole)
}

pub(super) fn print_receipt(
    office: &Office,
    number: Option<u64>,
    paper: PaperArgument,
    out: &Path,
    shown: &Output,
) -> Result<Outcome, Failure> {
    let run = match number {
        Some(number) => {
            let found = office.list_runs()?.into_iter().find(|run| run.receipt == Some(number));
            Some(found.ok_or_else(|| Failure::new("sending.no_receipt"))?.id)
        }
        None => None,
    };
    let bytes = office.render_receipt(run, PaperName::from(paper).paper())?;
    fs::write(out, bytes).map_err(|error| Failure::of_file("cli.file", out, &error))?;
    let file = out.display().to_string();
    shown.answer(
        &serde_json::json!({ "file": file }),
        &[shown.words("cli.receipt_printed", &[("file", &file)])],
    );
    Ok(Outcome::Whole)
}

fn line_of(run: &RunRow, shown: &Output) -> String {
    let result = match (&run.code, &run.receipt, &run.ended_at) {
        (Some(code), ..) => words_of(code, shown),
        (None, Some(receipt), Some(_)) if !run.is_complete => {
            shown.words("cli.run_partly", &[("receipt", receipt)])
        }
        (None, Some(receipt), Some(_)) => shown.words("cli.run_complete", &[("receipt", receipt)]),
        (None, None, Some(_)) if run.is_taken => shown.words("cli.run_taken", &[]),
        (None, None, Some(_)) if run.is_by_stick => shown.words("cli.run_by_stick", &[]),
        (None, ..) => shown.words("cli.run_interrupted", &[]),
    };
    let facts: [(&str, &dyn ToString); 5] = [
        ("began_at", &run.began_at),
        ("entries_sent", &run.entries_sent),
        ("entries_received", &run.entries_received),
        ("bytes", &run.bytes),
        ("result", &result),
    ];
    shown.words("cli.sending_run", &facts)
}

fn words_of(code: &str, shown: &Output) -> String {
    words::render_failure(&Failure::new(code), shown.language())
}

//! The province: enrolling, sending, and what is not sent yet.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;

use tilik_office::sending::{self, Invited, RunRow, Sending, TypedCode};
use tilik_office::{Failure, Office, words};

use super::read;
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

fn line_of(run: &RunRow, shown: &Output) -> String {
    let result = match (&run.code, &run.receipt, &run.ended_at) {
        (Some(code), ..) => words_of(code, shown),
        (None, Some(receipt), Some(_)) => shown.words("cli.run_complete", &[("receipt", receipt)]),
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

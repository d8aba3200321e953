//! Handing the office over, and wiping what is left.

use serde_json::json;
use tilik_office::command::PaperName;
use tilik_office::handover::HandedOver;
use tilik_office::{Failure, Office, printing};

use super::{cost, password};
use crate::arguments::handover::{HandoverAct, MakeArguments};
use crate::output::{Outcome, Output};

pub(super) fn run(mut office: Office, act: &HandoverAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        HandoverAct::Look => {
            let contents = office.plan_handover()?;
            shown.answer(&contents, &[line_of(&contents, shown), shown.words("cli.handover_not_along", &[])]);
        }
        HandoverAct::Make(asked) => make(&mut office, asked, shown)?,
        HandoverAct::Code => {
            let code = office.arrival_code()?;
            shown.answer(&json!({ "code": code }), &[shown.words("cli.handover_code", &[("code", &code)])]);
        }
        HandoverAct::Wipe { code, name } => {
            let wiped = Office::wipe_handed_over(&mut Some(office), code, name)?;
            let mut lines = vec![shown.words("cli.handover_wiped", &[])];
            let left = wiped.left.iter();
            lines.extend(left.map(|folder| shown.words("cli.handover_left", &[("path", &folder.display())])));
            shown.answer(&wiped, &lines);
        }
    }
    Ok(Outcome::Whole)
}

fn make(office: &mut Office, asked: &MakeArguments, shown: &Output) -> Result<(), Failure> {
    let successor = asked.successor(&password("TILIK_NEW_PASSWORD")?);
    let made = office.make_handover(&successor, &asked.file, cost())?;
    let minutes = office.render_handover(&successor, &made, PaperName::from(asked.paper).paper())?;
    printing::write_whole(&asked.minutes, &minutes)?;
    let facts: [(&str, &dyn ToString); 3] = [
        ("file", &asked.file.display()),
        ("minutes", &asked.minutes.display()),
        ("fingerprint", &made.fingerprint),
    ];
    let lines = [
        shown.words("cli.handover_made", &facts),
        line_of(&made.contents, shown),
        shown.words("cli.handover_not_along", &[]),
        shown.words("cli.handover_next", &[]),
    ];
    shown.answer(&made, &lines);
    Ok(())
}

fn line_of(contents: &HandedOver, shown: &Output) -> String {
    let facts: [(&str, &dyn ToString); 6] = [
        ("people", &contents.people),
        ("plans", &contents.plans),
        ("closed", &contents.closed),
        ("open", &contents.open),
        ("attachments", &contents.attachments),
        ("entries", &contents.entries),
    ];
    shown.words("cli.handover_contents", &facts)
}

//! Closed evaluations for another office, and those of other offices that are kept here.

use serde_json::json;
use tilik_office::command::PaperName;
use tilik_office::forwarding::{ForwardedLine, Forwarding, new_forwarding_code};
use tilik_office::{Failure, Office, printing};

use super::{done, password, read};
use crate::arguments::forwarding::ForwardAct;
use crate::output::{Outcome, Output};

pub(super) fn run(office: &mut Office, act: &ForwardAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        ForwardAct::Make { nip, file, periods, reason } => {
            let periods = match periods.as_slice() {
                [] => office.list_forwardable(nip)?.into_iter().map(|found| found.period).collect(),
                named => named.iter().map(|period| period.parse()).collect::<Result<_, _>>()?,
            };
            let asked = Forwarding { nip: nip.clone(), periods, reason: reason.clone() };
            let code = new_forwarding_code(office.host().as_ref());
            printing::write_whole(file, &office.make_forwarded(&asked, &code)?)?;
            let facts: [(&str, &dyn ToString); 3] =
                [("file", &file.display()), ("count", &asked.periods.len()), ("code", &code)];
            let answer = json!({ "periods": asked.periods, "code": code });
            shown.answer(&answer, &[shown.words("cli.forwarded_made", &facts)]);
        }
        ForwardAct::Look { file } => {
            let card = office.look_at_forwarded(&read(file)?, &password("TILIK_CODE")?)?;
            let facts: [(&str, &dyn ToString); 5] = [
                ("office", &card.office),
                ("number", &card.number),
                ("name", &card.name),
                ("nip", &card.nip),
                ("reason", &card.reason),
            ];
            let mut lines = vec![shown.words("cli.forwarded_card", &facts)];
            lines.extend(card.evaluations.iter().map(|line| say(line, shown)));
            shown.answer(&card, &lines);
        }
        ForwardAct::Take { file } => {
            let taken = office.take_forwarded(&read(file)?, &password("TILIK_CODE")?)?;
            let facts: [(&str, &dyn ToString); 2] = [("new", &taken.new), ("here", &taken.here)];
            shown.answer(&taken, &[shown.words("cli.forwarded_taken", &facts)]);
        }
        ForwardAct::List { nip } => {
            let kept = office.list_kept_evidence(nip)?;
            let lines: Vec<_> = kept
                .iter()
                .map(|kept| {
                    let says = match &kept.says {
                        Some(says) => say(says, shown),
                        None => shown.words("sync.forwarded_forged", &[]),
                    };
                    format!("{} {} {says}", kept.id, kept.office)
                })
                .collect();
            shown.answer(&kept, &lines);
        }
        ForwardAct::Print { id, file, paper } => {
            let bytes = office.render_evidence(read_id(id)?, PaperName::from(*paper).paper())?;
            printing::write_whole(file, &bytes)?;
            let lines = [shown.words("cli.forwarded_printed", &[("file", &file.display())])];
            shown.answer(&json!({ "file": file }), &lines);
        }
        ForwardAct::Remove { id } => {
            office.remove_evidence(read_id(id)?)?;
            return done(shown, "cli.forwarded_removed");
        }
    }
    Ok(Outcome::Whole)
}

fn read_id<T: std::str::FromStr>(typed: &str) -> Result<T, Failure> {
    typed.parse().map_err(|_| Failure::new("forward.unknown"))
}

fn say(line: &ForwardedLine, shown: &Output) -> String {
    let predicate = shown.words(&format!("label.{}", line.predicate.code()), &[]);
    let facts: [(&str, &dyn ToString); 4] = [
        ("period", &line.period),
        ("predicate", &predicate),
        ("assessor", &line.assessor),
        ("agency", &line.agency),
    ];
    shown.words("cli.forwarded_line", &facts)
}

//! The office's laptops: a further one asks, the first one lets it in.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tilik_office::pairing::{self, LetIn, NewLaptop};
use tilik_office::{Failure, Host, Office};

use super::{cost, password, read};
use crate::arguments::{JoinAct, LaptopAct};
use crate::output::{Outcome, Output};

pub(super) fn join(
    host: &Arc<dyn Host>,
    folder: &Path,
    act: &JoinAct,
    shown: &Output,
) -> Result<Outcome, Failure> {
    match act {
        JoinAct::Ask { file, name } => {
            let new = NewLaptop { name: name.clone(), password: password("TILIK_PASSWORD")?.to_string() };
            let waiting = pairing::ask_to_join(folder, &new, cost(), host)?;
            std::fs::write(file, read(&pairing::request_of(folder))?)
                .map_err(|error| Failure::of_file("store.io", file, &error))?;
            let facts: [(&str, &dyn ToString); 2] = [("file", &file.display()), ("number", &waiting.number)];
            shown.answer(&waiting, &[shown.words("cli.join_asked", &facts)]);
        }
        JoinAct::Look { file } => {
            let card = pairing::look_at_answer(folder, &password("TILIK_PASSWORD")?, file, host)?;
            let facts: [(&str, &dyn ToString); 5] = [
                ("office", &card.office),
                ("number", &card.number),
                ("login", &card.login),
                ("entries", &card.entries),
                ("attachments", &card.attachments),
            ];
            shown.answer(&card, &[shown.words("cli.join_answer", &facts)]);
        }
        JoinAct::Finish { file } => {
            let office = pairing::join(folder, (&password("TILIK_PASSWORD")?, cost()), file, host)?;
            let summary = office.summary()?;
            shown.answer(&summary, &[shown.words("cli.joined", &[("office", &summary.name)])]);
        }
        JoinAct::Forget => {
            pairing::forget_waiting(folder)?;
            shown.answer(&json!({ "forgotten": folder }), &[shown.words("cli.join_forgotten", &[])]);
        }
    }
    Ok(Outcome::Whole)
}

pub(super) fn laptops(office: &mut Office, act: &LaptopAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        LaptopAct::List => {}
        LaptopAct::Admit { request, answer, user, name } => {
            let request = read(request)?;
            let waiting = office.look_at_request(&request)?;
            let users = office.list_users()?;
            let found = match user {
                Some(login) => users.iter().find(|user| user.login == *login),
                None => users.iter().find(|user| user.is_self),
            };
            let login = user.as_deref().unwrap_or_default();
            let user = found.ok_or_else(|| Failure::new("user.unknown").with("login", login))?.id;
            let new = LetIn { name: name.clone().unwrap_or(waiting.name), user };
            let made = office.let_laptop_in(&request, &new, answer)?;
            let facts: [(&str, &dyn ToString); 3] =
                [("file", &answer.display()), ("number", &waiting.number), ("entries", &made.entries)];
            shown.answer(&made, &[shown.words("cli.laptop_admitted", &facts)]);
            return Ok(Outcome::Whole);
        }
        LaptopAct::Rename { number, name } => office.rename_laptop(&key_of(office, number)?, name)?,
        LaptopAct::End { number, reason } => office.end_laptop(&key_of(office, number)?, reason)?,
    }
    let all = office.list_laptops()?;
    let lines: Vec<_> = all
        .laptops
        .iter()
        .map(|laptop| {
            let name = match laptop.name.as_str() {
                "" => shown.words("cli.first_laptop", &[]),
                name => name.to_owned(),
            };
            let facts: [(&str, &dyn ToString); 3] =
                [("number", &laptop.number), ("name", &name), ("entries", &laptop.entries)];
            shown.words(if laptop.is_ended { "cli.laptop_ended" } else { "cli.laptop" }, &facts)
        })
        .collect();
    shown.answer(&all, &lines);
    Ok(Outcome::Whole)
}

/// The key of the laptop with this number, whose spaces may be left out.
fn key_of(office: &Office, number: &str) -> Result<String, Failure> {
    let bare = |number: &str| number.split_whitespace().collect::<String>();
    let all = office.list_laptops()?.laptops;
    let found = all.into_iter().find(|laptop| bare(&laptop.number) == bare(number));
    Ok(found.ok_or_else(|| Failure::new("pairing.unknown"))?.key)
}

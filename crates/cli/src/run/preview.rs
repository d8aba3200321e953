//! What a backup would change if it took the place of the office.

use std::path::Path;

use chrono::{DateTime, SecondsFormat};
use tilik_office::safekeeping::{EditedPeople, LastChange};
use tilik_office::{Failure, Office};

use super::{login, password};
use crate::output::{Outcome, Output};

/// The copy is opened with the passphrase of its time: `TILIK_BACKUP_PASSWORD`, or the office's where that is not set.
pub(super) fn run(office: &Office, file: &Path, shown: &Output) -> Result<Outcome, Failure> {
    let password = password("TILIK_BACKUP_PASSWORD").or_else(|_| password("TILIK_PASSWORD"))?;
    let preview = office.preview_restore(file, &login(), &password)?;
    let last = |code, last: &Option<LastChange>| {
        let last = last.as_ref()?;
        let at = DateTime::from_timestamp_millis(last.at)?.to_rfc3339_opts(SecondsFormat::Secs, true);
        Some(shown.words(code, &[("at", &at), ("who", &last.who)]))
    };
    let people = |code, people: &EditedPeople| {
        let mut names: Vec<_> = people.newest.iter().map(|person| person.name.as_str()).collect();
        if people.count > names.len() {
            names.push("…");
        }
        (people.count > 0)
            .then(|| shown.words(code, &[("count", &people.count), ("names", &names.join(" · "))]))
    };
    let lines = [
        last("cli.preview_last_then", &preview.last_then),
        last("cli.preview_last_now", &preview.last_now),
        people("cli.preview_lost", &preview.lost_edits),
        people("cli.preview_regained", &preview.regained_edits),
        Some(shown.words("cli.preview_unchanged", &[])),
    ];
    shown.answer(&preview, &lines.into_iter().flatten().collect::<Vec<_>>());
    Ok(Outcome::Whole)
}

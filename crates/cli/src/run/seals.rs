//! Whether a sheet is what an office printed, and whose keys are known.

use serde_json::json;
use tilik_office::authenticity::{KeyConsent, SheetVerdict, StatedOnPaper, VerdictKind};
use tilik_office::job::Progress;
use tilik_office::printing::write_whole;
use tilik_office::sheet::list_seals;
use tilik_office::{Failure, Office};

use super::read;
use crate::arguments::papers::{CheckArguments, KeysAct};
use crate::output::{Outcome, Output};

pub(super) fn check(office: &Office, asked: &CheckArguments, shown: &Output) -> Result<Outcome, Failure> {
    let texts = match (&asked.text, &asked.file) {
        (Some(text), _) => vec![text.clone()],
        (None, Some(file)) => list_seals(&read(file)?, &Progress::default())?,
        (None, None) => Vec::new(),
    };
    let stated = StatedOnPaper { nip: asked.nip.clone(), period: asked.period, predicate: None };
    let verdicts =
        texts.iter().map(|text| office.check_sheet(text, &stated)).collect::<Result<Vec<_>, _>>()?;
    let lines: Vec<_> = verdicts.iter().map(|verdict| line_of(verdict, shown)).collect();
    shown.answer(&verdicts, &lines);
    let are_genuine = verdicts.iter().all(|verdict| verdict.verdict == VerdictKind::Genuine);
    Ok(if are_genuine { Outcome::Whole } else { Outcome::Partial })
}

/// The verdict, what the seal says, and why.
fn line_of(verdict: &SheetVerdict, shown: &Output) -> String {
    let mut line = shown.words(&format!("label.verdict_{}", verdict.verdict.code()), &[]);
    if let Some(claim) = &verdict.claim {
        let label = |predicate: tilik_office::appraisal::Predikat| {
            shown.words(&format!("label.{}", predicate.code()), &[])
        };
        let predicate = claim.predicate.map_or_else(|| "-".to_owned(), label);
        let whose = if claim.name.is_empty() { &claim.nip } else { &claim.name };
        let facts: [(&str, &dyn ToString); 5] = [
            ("name", whose),
            ("period", &claim.period),
            ("predicate", &predicate),
            ("number", &claim.number),
            ("office", &verdict.office_name),
        ];
        line = format!("{line}: {}", shown.words("cli.seal_says", &facts));
    }
    if !verdict.fields.is_empty() {
        let fields: Vec<_> =
            verdict.fields.iter().map(|field| shown.words(&format!("label.seal_{field}"), &[])).collect();
        line = format!("{line} {}", shown.words("cli.seal_differs", &[("fields", &fields.join(", "))]));
    }
    if let Some(reason) = &verdict.reason {
        line = format!("{line} {}", tilik_office::words::render_failure(reason, shown.language()));
    }
    line
}

pub(super) fn keys(office: &mut Office, act: &KeysAct, shown: &Output) -> Result<Outcome, Failure> {
    match act {
        KeysAct::List => {
            let keys = office.list_known_keys()?;
            let lines: Vec<_> =
                keys.keys.iter().map(|key| format!("{}  {}", key.key_id, key.office_name)).collect();
            shown.answer(&keys.keys, &lines);
            if keys.damaged > 0 {
                let damaged = Failure::new("keys.damaged").with("count", keys.damaged);
                let words = tilik_office::words::render_failure(&damaged, shown.language());
                shown.complain(&damaged.code, &words);
                return Ok(Outcome::Partial);
            }
        }
        KeysAct::Export { file } => {
            let (bytes, fingerprint) = office.export_keys()?;
            write_whole(file, &bytes)?;
            let facts: [(&str, &dyn ToString); 2] =
                [("file", &file.display()), ("fingerprint", &fingerprint)];
            shown.answer(
                &json!({ "file": file, "fingerprint": fingerprint }),
                &[shown.words("cli.keys_exported", &facts)],
            );
        }
        KeysAct::Import { file, compared } => {
            let card = office.import_keys(&read(file)?, KeyConsent { is_compared: *compared })?;
            let facts: [(&str, &dyn ToString); 2] = [("name", &card.office_name), ("keys", &card.keys)];
            shown.answer(&card, &[shown.words("cli.keys_imported", &facts)]);
        }
    }
    Ok(Outcome::Whole)
}

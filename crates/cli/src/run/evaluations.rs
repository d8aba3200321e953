//! Evaluations: closed, explained, beside the pattern, printed.

use tilik_office::appraisal::{ClosingFinding, ClosingPlace, ClosingSeverity};
use tilik_office::command::PaperName;
use tilik_office::job::Progress;
use tilik_office::printing::{PersonForm, PrintReport, Selection, Target, UnitSelection};
use tilik_office::{Failure, Office};

use crate::arguments::PrintArguments;
use crate::output::{Outcome, Output};

pub(super) fn close(
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
    let reason = on_behalf.map_or_else(|| shown.words_to_keep("cli.closed_together", &[]), str::to_owned);
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
            .filter(|finding| finding.severity == ClosingSeverity::Obstacle)
            .map(|finding| words_of(finding, shown))
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

/// A finding with the result or value that it is about.
fn words_of(finding: &ClosingFinding, shown: &Output) -> String {
    let words = shown.words(&format!("closing.{}", finding.code.code()), &[]);
    match finding.place {
        None => words,
        Some(ClosingPlace::Result(index)) => {
            shown.words("cli.about_result", &[("number", &(index + 1)), ("words", &words)])
        }
        Some(ClosingPlace::Value(value)) => {
            let value = shown.words(&format!("label.{}", value.code()), &[]);
            shown.words("cli.about_value", &[("value", &value), ("words", &words)])
        }
    }
}

pub(super) fn explain(office: &Office, nip: &str, period: &str, shown: &Output) -> Result<Outcome, Failure> {
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
    if reasons.predicate.is_some() {
        let facts: [(&str, &dyn ToString); 3] = [
            ("result", &rating(reasons.result_rating)),
            ("behaviour", &rating(reasons.behaviour_rating)),
            ("predicate", &label(reasons.predicate.map(|predicate| predicate.code()))),
        ];
        lines.push(shown.words("cli.explain_matrix", &facts));
    }
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

pub(super) fn distribution(office: &Office, period: &str, shown: &Output) -> Result<Outcome, Failure> {
    let Some(report) = office.distribution(period.parse()?)? else {
        return Err(Failure::new("closing.organisation_achievement_missing"));
    };
    let counts = report.counts;
    let facts: [(&str, &dyn ToString); 7] = [
        ("unrated", &counts.unrated),
        ("people", &report.pool_size),
        ("sangat_baik", &counts.sangat_baik),
        ("baik", &counts.baik),
        ("butuh_perbaikan", &counts.butuh_perbaikan),
        ("kurang", &counts.kurang),
        ("sangat_kurang", &counts.sangat_kurang),
    ];
    let mut lines = vec![shown.words("cli.distribution", &facts)];
    for limit in &report.limits {
        let names: Vec<_> = limit
            .predicates
            .iter()
            .map(|predicate| shown.words(&format!("label.{}", predicate.code()), &[]))
            .collect();
        let bound = shown.words(if limit.is_cap { "cli.at_most" } else { "cli.at_least" }, &[]);
        let facts: [(&str, &dyn ToString); 4] = [
            ("predicates", &names.join(" + ")),
            ("actual", &limit.actual),
            ("bound", &bound),
            ("people", &limit.people),
        ];
        lines.push(shown.words("cli.distribution_limit", &facts));
    }
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

pub(super) fn print(office: &mut Office, asked: &PrintArguments, shown: &Output) -> Result<Outcome, Failure> {
    let paper = PaperName::from(asked.paper).paper();
    let report: PrintReport = if asked.blank {
        office.print_blank(asked.form.form(), paper, &asked.out)?
    } else {
        let period = asked.period.as_deref().unwrap_or_default().parse()?;
        let is_file = asked.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
        let target = if is_file { Target::File(&asked.out) } else { Target::Folder(&asked.out) };
        if let Some(form) = asked.unit_form {
            let form = form.into();
            let rows = if asked.each_unit { office.list_unit_sheets(period, form)? } else { Vec::new() };
            let units = asked.each_unit.then(|| rows.iter().filter_map(|row| row.unit).collect());
            let selection = UnitSelection { form, period, units, paper };
            office.print_unit_sheets(&selection, target, &Progress::default())?
        } else {
            let beside = asked.beside.map(|form| PersonForm::Beside(form.into()));
            let form = beside.unwrap_or_else(|| asked.form.form().into());
            let selection = Selection { forms: vec![form], period, nips: None, only_final: false, paper };
            office.print_sheets(&selection, target, &Progress::default())?
        }
    };
    let facts: [(&str, &dyn ToString); 4] = [
        ("sheets", &report.sheets),
        ("asked", &report.asked),
        ("pages", &report.pages),
        ("drafts", &report.drafts),
    ];
    let code = if asked.blank { "cli.blank_printed" } else { "cli.printed" };
    let mut lines = vec![shown.words(code, &facts)];
    for print in report.prints.iter().filter(|print| print.number > 1) {
        let changes: Vec<_> = print
            .changes
            .iter()
            .map(|change| shown.words(&format!("label.change_{}", change.code()), &[]))
            .collect();
        let facts: [(&str, &dyn ToString); 3] =
            [("name", &print.name), ("number", &print.number), ("changes", &changes.join(", "))];
        // Of a content that was purged nobody can say what changed.
        let code = if changes.is_empty() { "cli.printed_anew" } else { "cli.printed_again" };
        lines.push(shown.words(code, &facts));
    }
    for (nip, characters) in &report.replaced {
        lines.push(shown.words("cli.characters_replaced", &[("nip", nip), ("characters", characters)]));
    }
    shown.answer(&report, &lines);
    if let Some(failure) = &report.not_noted {
        let reason = tilik_office::words::render_failure(failure, shown.language());
        shown.complain(&failure.code, &shown.words("print.not_noted", &[("reason", &reason)]));
    }
    Ok(if report.sheets == report.asked && report.not_noted.is_none() {
        Outcome::Whole
    } else {
        Outcome::Partial
    })
}

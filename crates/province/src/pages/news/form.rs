//! The forms of *Kabar*, and what is looked at before it is said.

use maud::{Markup, html};
use tilik_appraisal::rating::OrganisationAchievement;
use uuid::Uuid;

use super::typed::{Faults, Typed, What, list_periods};
use super::{CHANGE, SAY};
use crate::error::Refusal;
use crate::ledger::EVERYBODY;
use crate::pages::texts::Texts;
use crate::pages::{Failed, Visitor, layout};
use crate::province::Province;
use crate::says::{MOST_OF_LINE, MOST_OF_TEXT, Word};

/// To whom something may be said.
pub(super) struct Audience(Vec<(Uuid, String)>);

impl Audience {
    pub async fn read(province: &Province) -> Result<Self, Failed> {
        Ok(Self(province.list_offices().await?))
    }

    /// As people say it.
    pub fn name_of(&self, texts: &Texts, office: Uuid) -> Result<String, Refusal> {
        if office == EVERYBODY {
            return Ok(self.everybody(texts));
        }
        let found = self.0.iter().find(|(other, _)| *other == office);
        found.map(|(_, name)| name.clone()).ok_or(Refusal::NoSuchPath)
    }

    fn everybody(&self, texts: &Texts) -> String {
        texts.news.everybody(texts.number(i64::try_from(self.0.len()).unwrap_or(i64::MAX)))
    }

    fn field(&self, texts: &Texts, chosen: &str) -> Markup {
        html! {
            label { (texts.news.audience())
                select name="untuk" {
                    option value="" { (self.everybody(texts)) }
                    @for (office, name) in &self.0 {
                        option value=(office) selected[office.to_string() == chosen] { (name) }
                    }
                }
            }
        }
    }
}

/// Says what is wrong with a field, below it.
struct Field<'a> {
    texts: &'a Texts,
    faults: &'a Faults,
    name: &'static str,
}

impl Field<'_> {
    fn fault(&self) -> Option<String> {
        self.faults.iter().find(|(name, _)| *name == self.name).map(|(_, fault)| self.texts.fault(*fault))
    }

    fn described(&self) -> Option<String> {
        self.fault().map(|_| format!("{}-salah", self.name))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.fault().map(|_| "true")
    }

    fn said(&self) -> Markup {
        html! { @if let Some(fault) = self.fault() { span.fault id={ (self.name) "-salah" } { (fault) } } }
    }
}

pub(super) fn form(
    province: &Province,
    visitor: &Visitor,
    what: What,
    typed: &Typed,
    faults: &Faults,
    audience: &Audience,
) -> Markup {
    let texts = &visitor.texts;
    let field = |name| Field { texts, faults, name };
    html! {
        section.sheet.narrow {
            h1 { (what.title(&texts.news)) }
            p.quiet { (explain(texts, what)) }
            @if !faults.is_empty() { p.say role="alert" { (texts.news.not_yet()) } }
            form.stack method="post" action={ "/kabar/tulis/" (what.path()) } {
                (layout::form_token(visitor))
                (audience.field(texts, &typed.untuk))
                @match what {
                    What::Notice => { (title(typed, &field("judul"))) (text(typed, &field("isi"))) }
                    What::Deadline => {
                        (period(province, typed, &field("periode")))
                        (day(typed, &field("hari")))
                        (letter(typed, &field("surat"), texts.news.letter_optional()))
                    }
                    What::Achievement => {
                        (period(province, typed, &field("periode")))
                        (level(typed, &field("capaian")))
                        (letter(typed, &field("surat"), texts.news.letter_basis()))
                    }
                }
                div.acts {
                    button.verb type="submit" { (texts.news.check()) }
                    a.button href="/kabar" { (texts.label.cancel()) }
                }
            }
        }
    }
}

fn explain(texts: &Texts, what: What) -> &'static str {
    match what {
        What::Notice => texts.news.explain_notice(),
        What::Deadline => texts.news.explain_deadline(),
        What::Achievement => texts.news.explain_achievement(),
    }
}

fn title(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { (field.texts.news.headline())
                input name=(field.name) value=(typed.judul) maxlength=(MOST_OF_LINE) aria-invalid=[field.invalid()] aria-describedby=[field.described()];
            }
            (field.said())
        }
    }
}

fn text(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { (field.texts.news.text())
                textarea name=(field.name) maxlength=(MOST_OF_TEXT) aria-invalid=[field.invalid()] aria-describedby=[field.described()] { (typed.isi) }
            }
            (field.said())
        }
    }
}

fn period(province: &Province, typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { (field.texts.news.period())
                select name=(field.name) aria-invalid=[field.invalid()] aria-describedby=[field.described()] {
                    option value="" { (field.texts.news.choose_period()) }
                    @for (word, periods) in list_periods(province, &field.texts.period) {
                        optgroup label=(word) {
                            @for period in periods {
                                option value=(period) selected[period.to_string() == typed.periode] { (field.texts.period(period)) }
                            }
                        }
                    }
                }
            }
            (field.said())
        }
    }
}

fn day(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { (field.texts.news.day())
                input type="date" name=(field.name) value=(typed.hari) aria-invalid=[field.invalid()] aria-describedby=[field.described()];
            }
            (field.said())
        }
    }
}

fn level(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        fieldset aria-describedby=[field.described()] {
            legend { (field.texts.news.level()) }
            @for level in OrganisationAchievement::ALL {
                label { input type="radio" name=(field.name) value=(level.code()) checked[level.code() == typed.capaian]; (field.texts.achievement(*level)) }
            }
            (field.said())
        }
    }
}

fn letter(typed: &Typed, field: &Field<'_>, help: &str) -> Markup {
    html! {
        div.field {
            label { (field.texts.news.letter())
                span.help { (help) }
                input name=(field.name) value=(typed.surat) maxlength=(MOST_OF_LINE) aria-invalid=[field.invalid()] aria-describedby=[field.described()];
            }
            (field.said())
        }
    }
}

/// What will be said, as offices read it, and to whom.
pub(super) fn preview(
    visitor: &Visitor,
    what: What,
    typed: &Typed,
    word: &Word,
    audience: &str,
    id: Uuid,
) -> Markup {
    let hidden = [
        ("untuk", &typed.untuk),
        ("judul", &typed.judul),
        ("isi", &typed.isi),
        ("periode", &typed.periode),
        ("hari", &typed.hari),
        ("capaian", &typed.capaian),
        ("surat", &typed.surat),
    ];
    let texts = &visitor.texts;
    html! {
        section.sheet.narrow {
            h1 { (texts.news.look()) }
            p { (texts.news.read_by(html! { strong { (audience) } })) }
            (read_out(texts, word))
            p.quiet { (afterwards(texts, what)) }
            form.acts method="post" action={ "/kabar/tulis/" (what.path()) } {
                (layout::form_token(visitor))
                input type="hidden" name="id" value=(id);
                @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                button.verb type="submit" name="langkah" value=(SAY) { (texts.news.say()) }
                button type="submit" name="langkah" value=(CHANGE) { (texts.news.change()) }
            }
        }
    }
}

fn afterwards(texts: &Texts, what: What) -> &'static str {
    match what {
        What::Notice => texts.news.after_notice(),
        What::Deadline | What::Achievement => texts.news.after_other(),
    }
}

fn read_out(texts: &Texts, word: &Word) -> Markup {
    html! {
        @match word {
            Word::Notice { title, text, by } => {
                h2 { (title) }
                p.letter { (text) }
                p.quiet { (by) }
            }
            Word::Deadline { period, day, note } => {
                h2 { (texts.news.final_by(texts.period(*period), texts.day(*day))) }
                @if !note.is_empty() { p { (note) } }
            }
            Word::Achievement { period, level, note } => {
                h2 { (texts.news.achievement_of(texts.period(*period), texts.achievement(*level))) }
                p { (note) }
            }
        }
    }
}

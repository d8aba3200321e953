//! The forms of *Kabar*, and what is looked at before it is said.

use maud::{Markup, html};
use tilik_appraisal::rating::OrganisationAchievement;
use uuid::Uuid;

use super::typed::{Faults, Typed, What, list_periods};
use super::{CHANGE, SAY};
use crate::error::Refusal;
use crate::ledger::EVERYBODY;
use crate::pages::{Failed, layout, words};
use crate::province::Province;
use crate::says::{MOST_OF_LINE, MOST_OF_TEXT, Word};
use crate::staff::SignedIn;

/// To whom something may be said.
pub(super) struct Audience(Vec<(Uuid, String)>);

impl Audience {
    pub async fn read(province: &Province) -> Result<Self, Failed> {
        Ok(Self(province.list_offices().await?))
    }

    /// As people say it.
    pub fn name_of(&self, office: Uuid) -> Result<String, Refusal> {
        if office == EVERYBODY {
            return Ok(self.everybody());
        }
        let found = self.0.iter().find(|(other, _)| *other == office);
        found.map(|(_, name)| name.clone()).ok_or(Refusal::NoSuchPath)
    }

    fn everybody(&self) -> String {
        format!("Semua kantor ({})", words::number(i64::try_from(self.0.len()).unwrap_or(i64::MAX)))
    }

    fn field(&self, chosen: &str) -> Markup {
        html! {
            label { "Untuk"
                select name="untuk" {
                    option value="" { (self.everybody()) }
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
    faults: &'a Faults,
    name: &'static str,
}

impl Field<'_> {
    fn fault(&self) -> Option<String> {
        self.faults.iter().find(|(name, _)| *name == self.name).map(|(_, fault)| words::fault(*fault))
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
    signed_in: &SignedIn,
    what: What,
    typed: &Typed,
    faults: &Faults,
    audience: &Audience,
) -> Markup {
    let field = |name| Field { faults, name };
    html! {
        section.sheet.narrow {
            h1 { (what.title()) }
            p.quiet { (explain(what)) }
            @if !faults.is_empty() { p.say role="alert" { "Belum bisa dilanjutkan: perbaiki isian yang ditandai." } }
            form.stack method="post" action={ "/kabar/tulis/" (what.path()) } {
                (layout::form_token(signed_in))
                (audience.field(&typed.untuk))
                @match what {
                    What::Notice => { (title(typed, &field("judul"))) (text(typed, &field("isi"))) }
                    What::Deadline => {
                        (period(province, typed, &field("periode")))
                        (day(typed, &field("hari")))
                        (letter(typed, &field("surat"), "Boleh dikosongkan."))
                    }
                    What::Achievement => {
                        (period(province, typed, &field("periode")))
                        (level(typed, &field("capaian")))
                        (letter(typed, &field("surat"), "Dasar penetapannya: nomor dan tanggal."))
                    }
                }
                div.acts {
                    button.verb type="submit" { "Periksa dulu" }
                    a.button href="/kabar" { "Batal" }
                }
            }
        }
    }
}

fn explain(what: What) -> &'static str {
    match what {
        What::Notice => "Tampil di Beranda laptop kantor sampai dibaca.",
        What::Deadline => {
            "Tampil di Beranda laptop kantor sampai semua evaluasi periode itu final. Batas waktu yang lama untuk periode yang sama diganti."
        }
        What::Achievement => {
            "Berlaku di laptop kantor untuk periode itu, mendahului capaian yang dicatat kantor sendiri. Evaluasi yang sudah final tidak berubah."
        }
    }
}

fn title(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { "Judul"
                input name=(field.name) value=(typed.judul) maxlength=(MOST_OF_LINE) aria-invalid=[field.invalid()] aria-describedby=[field.described()];
            }
            (field.said())
        }
    }
}

fn text(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { "Isi"
                textarea name=(field.name) maxlength=(MOST_OF_TEXT) aria-invalid=[field.invalid()] aria-describedby=[field.described()] { (typed.isi) }
            }
            (field.said())
        }
    }
}

fn period(province: &Province, typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        div.field {
            label { "Periode"
                select name=(field.name) aria-invalid=[field.invalid()] aria-describedby=[field.described()] {
                    option value="" { "Pilih periode" }
                    @for (word, periods) in list_periods(province) {
                        optgroup label=(word) {
                            @for period in periods {
                                option value=(period) selected[period.to_string() == typed.periode] { (words::period(period)) }
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
            label { "Paling lambat final pada"
                input type="date" name=(field.name) value=(typed.hari) aria-invalid=[field.invalid()] aria-describedby=[field.described()];
            }
            (field.said())
        }
    }
}

fn level(typed: &Typed, field: &Field<'_>) -> Markup {
    html! {
        fieldset aria-describedby=[field.described()] {
            legend { "Capaian" }
            @for level in OrganisationAchievement::ALL {
                label { input type="radio" name=(field.name) value=(level.code()) checked[level.code() == typed.capaian]; (words::achievement(*level)) }
            }
            (field.said())
        }
    }
}

fn letter(typed: &Typed, field: &Field<'_>, help: &str) -> Markup {
    html! {
        div.field {
            label { "Surat"
                span.help { (help) }
                input name=(field.name) value=(typed.surat) maxlength=(MOST_OF_LINE) aria-invalid=[field.invalid()] aria-describedby=[field.described()];
            }
            (field.said())
        }
    }
}

/// What will be said, as offices read it, and to whom.
pub(super) fn preview(
    signed_in: &SignedIn,
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
    html! {
        section.sheet.narrow {
            h1 { "Sudah benar?" }
            p { "Akan dibaca oleh: " strong { (audience) } }
            (read_out(word))
            p.quiet { (afterwards(what)) }
            form.acts method="post" action={ "/kabar/tulis/" (what.path()) } {
                (layout::form_token(signed_in))
                input type="hidden" name="id" value=(id);
                @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
                button.verb type="submit" name="langkah" value=(SAY) { "Sampaikan" }
                button type="submit" name="langkah" value=(CHANGE) { "Ubah dulu" }
            }
        }
    }
}

fn afterwards(what: What) -> &'static str {
    match what {
        What::Notice => "Setelah disampaikan, kabar tidak bisa diubah, tetapi bisa ditarik.",
        What::Deadline | What::Achievement => {
            "Setelah disampaikan, kabar bisa diganti dengan yang baru untuk periode yang sama, atau ditarik."
        }
    }
}

fn read_out(word: &Word) -> Markup {
    html! {
        @match word {
            Word::Notice { title, text, by } => {
                h2 { (title) }
                p.letter { (text) }
                p.quiet { (by) }
            }
            Word::Deadline { period, day, note } => {
                h2 { (words::period(*period)) " paling lambat final " (words::day(*day)) }
                @if !note.is_empty() { p { (note) } }
            }
            Word::Achievement { period, level, note } => {
                h2 { "Capaian organisasi " (words::period(*period)) ": " (words::achievement(*level)) }
                p { (note) }
            }
        }
    }
}

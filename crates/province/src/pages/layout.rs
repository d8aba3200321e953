//! The frame around every page.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use maud::{DOCTYPE, Markup, html};

use super::texts::Texts;
use super::{Visitor, language, own};
use crate::error::Refusal;

/// The colours and measures of the laptop's screens, and what is the pages' own.
const TOKENS: &str = include_str!("../../../../ui/src/design/tokens.css");
const OWN: &str = include_str!("style.css");
/// When a browser asks for which theme of the laptop's screens. Paper is always light.
const THEMES: [(&str, &str); 2] = [
    ("dark", "screen and (prefers-color-scheme: dark)"),
    ("contrast", "screen and (prefers-contrast: more)"),
];

/// The whole style. The laptop's screens choose a theme by a script; pages have none, so that a theme's colours are put where the browser itself chooses.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let themes =
        THEMES.iter().map(|(theme, when)| format!("@media {when} {{ :root {{{}}} }}\n", colours_of(theme)));
    [TOKENS.to_owned(), themes.collect(), OWN.to_owned()].concat()
});

/// What the tokens say between the braces of a theme.
fn colours_of(theme: &str) -> &'static str {
    let rest = TOKENS.split_once(&format!("[data-theme='{theme}'] {{")).map_or("", |(_, rest)| rest);
    rest.split_once('}').map_or("", |(colours, _)| colours)
}

pub(super) async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")],
        STYLE.as_str(),
    )
}

/// Which item of the bar a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Offices,
    Bundles,
    Held,
    News,
    Accounts,
    /// One's own password.
    Own,
}

fn head(texts: &Texts, title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (texts.frame.title(title)) }
        link rel="stylesheet" href="/gaya.css";
    }
}

/// A page for who is signed in.
pub(super) fn page(title: &str, place: Place, visitor: &Visitor, content: &Markup) -> Markup {
    let Visitor { signed_in, texts, back } = visitor;
    html! {
        (DOCTYPE)
        html lang=(texts.language.code()) {
            head { (head(texts, title)) }
            body {
                a.skip href="#isi" { (texts.frame.skip()) }
                header.bar {
                    p.brand { "Tilik " span { (texts.frame.province()) } }
                    (places(texts, place, visitor.may_change()))
                    form.who method="post" action="/keluar" {
                        span { (signed_in.name) " · " (texts.role(signed_in.role)) }
                        a href=(own::PATH) aria-current=[(place == Place::Own).then_some("page")] { (texts.frame.password()) }
                        (form_token(visitor))
                        button type="submit" { (texts.frame.leave()) }
                    }
                    @if let Some(back) = back { (language::switch(texts, back)) }
                }
                main #isi { (content) }
            }
        }
    }
}

fn places(texts: &Texts, place: Place, may_change: bool) -> Markup {
    let item = |to: Place, path: &str, word: &str| {
        html! { a href=(path) aria-current=[(to == place).then_some("page")] { (word) } }
    };
    html! {
        nav aria-label=(texts.frame.pages()) {
            (item(Place::Offices, "/", texts.offices.title()))
            (item(Place::News, "/kabar", texts.news.title()))
            (item(Place::Bundles, "/berkas", texts.bundles.title()))
            (item(Place::Held, "/tertahan", texts.held.title()))
            @if may_change { (item(Place::Accounts, "/akun", texts.accounts.title())) }
        }
    }
}

/// A page for who is not, or when there is nothing else to show.
pub(super) fn plain(texts: &Texts, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(texts.language.code()) {
            head { (head(texts, title)) }
            body.plain { main #isi { (content) } }
        }
    }
}

/// One sentence and the way back.
pub(super) fn notice(texts: &Texts, title: &str, sentence: &str) -> Markup {
    door(texts, title, &html! { p { (sentence) } })
}

/// Why something was not done, with the code by which others know it.
pub(super) fn refused(texts: &Texts, refusal: Refusal) -> Markup {
    let content = html! {
        p { (texts.refusal(refusal)) }
        p.quiet { (texts.frame.code(refusal.code())) }
    };
    door(texts, texts.frame.not_done(), &content)
}

fn door(texts: &Texts, title: &str, content: &Markup) -> Markup {
    plain(
        texts,
        title,
        &html! {
            section.sheet.door {
                h1 { (title) }
                (content)
                p { a href="/" { (texts.frame.back()) } }
            }
        },
    )
}

/// What a form of this session carries.
pub(super) fn form_token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name="form_token" value=(visitor.signed_in.form_token); }
}

/// The field for the word that is typed before what cannot be undone. `wrong`: what was typed instead, which is told there.
pub(super) fn confirming_word(texts: &Texts, word: &str, label: &str, wrong: Option<&str>) -> Markup {
    const NAME: &str = "word";
    let said = wrong.map(|wrong| texts.wrong_word(word, wrong));
    let fault = Fault(said.as_deref().map(|said| (NAME, said)));
    html! {
        div.field {
            label { (label)
                input name=(NAME) value=(wrong.unwrap_or_default()) autocomplete="off" autocapitalize="characters" spellcheck="false"
                    autofocus[wrong.is_some()] aria-invalid=[fault.invalid(NAME)] aria-describedby=[fault.described(NAME)];
            }
            (fault.told(NAME))
        }
    }
}

/// What is wrong with one field of a form, by the field's name.
#[derive(Clone, Copy)]
pub(super) struct Fault<'a>(pub Option<(&'static str, &'a str)>);

impl Fault<'_> {
    /// Nothing is.
    pub const NONE: Self = Self(None);

    fn find(&self, name: &str) -> Option<&str> {
        self.0.filter(|(at, _)| *at == name).map(|(_, said)| said)
    }

    pub fn invalid(&self, name: &str) -> Option<&'static str> {
        self.find(name).map(|_| "true")
    }

    pub fn described(&self, name: &str) -> Option<String> {
        self.find(name).map(|_| format!("{name}-salah"))
    }

    /// Below the field.
    pub fn told(&self, name: &str) -> Markup {
        html! { @if let Some(said) = self.find(name) { span.fault id={ (name) "-salah" } { (said) } } }
    }
}

#[cfg(test)]
mod tests {
    use super::{STYLE, THEMES, colours_of};

    #[test]
    fn each_theme_of_the_laptop_has_its_colours_where_the_browser_chooses() {
        for (theme, when) in THEMES {
            assert!(
                colours_of(theme).contains("--ink:") && colours_of(theme).contains("--sheet:"),
                "{theme}"
            );
            let block = STYLE.split_once(&format!("@media {when} {{ :root {{")).unwrap().1;
            assert!(block.split_once('}').unwrap().0.contains("color-scheme: dark"), "{theme}");
        }
    }
}

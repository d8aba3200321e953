//! The texts of the pages, from the catalogue files, in the language of who reads.
//!
//! Here stand their names and facts only; the sentences are in `assets/texts`. A text that is not named here cannot be used, and one that no page uses is told by the compiler. The
//! invariant a reader could break: both catalogues hold what is named here, with the same facts, and nothing else (`both_catalogues_hold_what_is_named_and_nothing_else`).

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::LazyLock;

use maud::{Markup, PreEscaped, Render};

use crate::error::Refusal;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Indonesian,
    English,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Indonesian, Self::English];

    /// As browsers call it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    pub fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    pub fn other(self) -> Self {
        match self {
            Self::Indonesian => Self::English,
            Self::English => Self::Indonesian,
        }
    }
}

type Catalogue = BTreeMap<String, String>;

static INDONESIAN: LazyLock<Catalogue> =
    LazyLock::new(|| parse(include_str!("../../../../assets/texts/province.id.json")));
static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| parse(include_str!("../../../../assets/texts/province.en.json")));

/// A catalogue that does not parse gives no texts; the tests see to it that ours does.
fn parse(json: &str) -> Catalogue {
    serde_json::from_str(json).unwrap_or_default()
}

fn catalogue(language: Language) -> &'static Catalogue {
    match language {
        Language::Indonesian => &INDONESIAN,
        Language::English => &ENGLISH,
    }
}

fn find<'a>(catalogue: &'a Catalogue, key: &'a str) -> &'a str {
    catalogue.get(key).map_or(key, |text| text.as_str())
}

/// Between braces stands the name of a fact.
fn cut(template: &str) -> impl Iterator<Item = (bool, &str)> {
    template.split(['{', '}']).enumerate().map(|(at, piece)| (at % 2 == 1, piece))
}

fn fill(template: &str, facts: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(template.len());
    for (is_fact, piece) in cut(template) {
        match facts.iter().find(|(name, _)| is_fact && *name == piece) {
            Some((_, fact)) => text.push_str(&fact.to_string()),
            None => text.push_str(piece),
        }
    }
    text
}

fn fill_markup(template: &str, facts: &[(&str, &dyn Render)]) -> Markup {
    let mut text = String::with_capacity(template.len());
    for (is_fact, piece) in cut(template) {
        match facts.iter().find(|(name, _)| is_fact && *name == piece) {
            Some((_, fact)) => fact.render_to(&mut text),
            None => piece.render_to(&mut text),
        }
    }
    PreEscaped(text)
}

/// Names texts by area: `name()` is one without facts, `name(fact)` is filled with what can be shown, `name[fact]` with markup.
macro_rules! texts {
    ($($area:ident { $($name:ident $facts:tt),* $(,)? })*) => {
        /// Every text in one language.
        pub(super) struct Texts {
            pub language: Language,
            $(pub $area: $area::Texts,)*
        }

        impl Texts {
            pub fn of(language: Language) -> Self {
                let catalogue = catalogue(language);
                Self { language, $($area: $area::Texts(catalogue),)* }
            }
        }

        $(pub(super) mod $area {
            pub struct Texts(pub(super) &'static super::Catalogue);

            #[allow(clippy::wrong_self_convention, clippy::new_ret_no_self, reason = "a text is called as what it says")]
            impl Texts {
                $(texts!(@say $name, concat!(stringify!($area), ".", stringify!($name)), $facts);)*
            }
        })*

        /// Every text that is named, with its facts.
        #[cfg(test)]
        const NAMED: &[(&str, &[&str])] =
            &[$($((concat!(stringify!($area), ".", stringify!($name)), texts!(@facts $facts)),)*)*];
    };
    (@say $name:ident, $key:expr, ()) => {
        pub fn $name(&self) -> &'static str {
            super::find(self.0, $key)
        }
    };
    (@say $name:ident, $key:expr, ($($fact:ident),+)) => {
        pub fn $name(&self, $($fact: impl std::fmt::Display),+) -> String {
            super::fill(super::find(self.0, $key), &[$((stringify!($fact), &$fact)),+])
        }
    };
    (@say $name:ident, $key:expr, [$($fact:ident),+]) => {
        pub fn $name(&self, $($fact: impl maud::Render),+) -> maud::Markup {
            super::fill_markup(super::find(self.0, $key), &[$((stringify!($fact), &$fact)),+])
        }
    };
    (@facts ($($fact:ident),*)) => { &[$(stringify!($fact)),*] };
    (@facts [$($fact:ident),*]) => { &[$(stringify!($fact)),*] };
}

texts! {
    frame {
        title(title), province(), skip(), pages(), password(), leave(), back(), code(code), other_language(),
        not_done(), failed(), failed_next(), busy(), busy_next(), word_missing(word), word_wrong(word),
    }
    label {
        about(), active(), all_offices(), cancel(), device(), entries(), laptop(), office(), reason(), size(), state(),
    }
    door { title(), name(), for_whom(), login(), password(), wrong(), locked(until), address_locked(until) }
    own {
        title(), must_change(), not_changed(), old(), new(), again(), least(letters), others_leave(), too_short(letters),
        too_long(), same(), differ(), wrong(), locked(),
    }
    offices {
        title(), count(count), late(late, days), none_late(days), show_all(), name_sought(), find(), empty(), none_found(),
        next(), make_title(), make_name(), make(), last_sent(), devices(), never(), not_enrolled(), long_silent(),
        not_sent(), complete(), open(count), left_out(count), held(count),
    }
    office {
        write_news(), codes(), no_codes(), code_used(made, used), code_over(made), code_open(until), make_code(),
        type_code(), address[address], download(), carry[download], devices(), no_devices(), number_note(), last_seen(),
        unnamed(number), number[number], enrolled(at), never_seen(), revoked(), revoke_link(), deliveries(),
        no_deliveries(), most_deliveries(most), time(), from(), receipts(), no_receipts(), receipt(number),
        revoke_ask(name), revoke_effect[office], revoke_lost(), revoke_word(), revoke_label(word), revoke(),
    }
    held {
        title(), everywhere(), none(), explanation(), most_entries(most), written_by_laptop(), written(),
        records_explanation(), most_records(most), counted(), older(), no_version(),
    }
    reason {
        format_unknown(), payload_missing(), payload_malformed(), log_revoked(), device_unknown(), actor_unknown(),
        not_permitted(), not_kept(), other(),
    }
    topic {
        office(), unit(), person(), user(), superior(), plan(), evaluation(), forwarded(), objection(), achievement(),
        calendar(), sheet(), device(), other(),
    }
    bundles {
        title(), explanation(), open_title(), choose(most), read(), latest(), none(), brought(), file(), taken(),
        not_taken(), open_answer(), check(), from(office), all(), contents(), redeems(), made(), made_at(at),
        attachments(), size(), taken_title(), taken_at(at, new), taken_at_known(at, new, known), left_out(count),
        answer_explanation(), download(), signature_fits(), take(), drop(), keepers_only(),
    }
    news {
        title(), heading(), explanation(), say_title(), said_title(), none(), audience(), said(), withdrawn(),
        withdraw_link(), in_force(), notice(), deadline(), achievement(), deadline_of(period, day),
        achievement_of(period, level), write_notice(), write_deadline(), write_achievement(), explain_notice(),
        explain_deadline(), explain_achievement(), everybody(count), not_yet(), check(), headline(), text(), period(),
        choose_period(), day(), level(), letter(), letter_optional(), letter_basis(), look(), read_by[audience], say(),
        change(), after_notice(), after_other(), final_by(period, day), withdraw_ask(), everyone(),
        withdraw_what[news, audience, day], withdraw_effect(), withdraw(),
    }
    accounts {
        title(), heading(), explanation(), add(), not_added(), name(), login_typed(), role(), all(), person(), last_came(),
        you(), never(), closed(), locked(), until(at), one_time(), keeper(), viewer(), name_wrong(), login_wrong(),
        whose[name, login], one_time_note(), noted(), login(), change_role(), role_note(), password(), unlock(),
        change_own(), make_password(), password_note(), close(), close_effect(), close_word(), close_label(word),
    }
    fault {
        missing(), too_long(most), period_unknown(), day_unknown(), day_past(), day_before_period(), level_unknown(),
    }
    period {
        quarters(), years(), semesters(), months(), quarter(number, year), year(year), semester(number, year),
        month(month, year), month_names(),
    }
    level { istimewa(), baik(), butuh_perbaikan(), kurang(), sangat_kurang() }
    time { day(day, month, year), moment(day, hour, minute), month_names(), today(), yesterday(), days_ago(days) }
    figure { thousands(), bytes(number), kilobytes(number), megabytes(whole, tenth) }
}

impl Texts {
    /// Why something was refused, and what to do.
    pub fn refusal(&self, refusal: Refusal) -> &'static str {
        find(catalogue(self.language), refusal.code())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Language, NAMED, Texts, catalogue, cut, fill, fill_markup};
    use crate::error::Refusal;

    #[test]
    fn both_catalogues_hold_what_is_named_and_nothing_else() {
        let refusals = Refusal::ALL.map(|refusal| (refusal.code(), &[][..]));
        let named: BTreeMap<&str, BTreeSet<&str>> = NAMED
            .iter()
            .copied()
            .chain(refusals)
            .map(|(key, facts)| (key, facts.iter().copied().collect()))
            .collect();
        assert!(named.len() > 250);
        for language in Language::ALL {
            let held: BTreeMap<&str, BTreeSet<&str>> =
                catalogue(language).iter().map(|(key, text)| (key.as_str(), list_facts(text))).collect();
            for key in named.keys().chain(held.keys()) {
                assert_eq!(named.get(key), held.get(key), "{language:?} {key}");
            }
        }
    }

    fn list_facts(text: &str) -> BTreeSet<&str> {
        assert_eq!(text.matches('{').count(), text.matches('}').count(), "{text}");
        cut(text).filter(|(is_fact, _)| *is_fact).map(|(_, fact)| fact).collect()
    }

    #[test]
    fn every_text_says_something_and_none_shouts() {
        for language in Language::ALL {
            for (key, text) in catalogue(language) {
                assert!(!text.is_empty() && text.trim() == text && !text.contains('!'), "{language:?} {key}");
            }
        }
    }

    #[test]
    fn every_refusal_has_words_of_its_own_in_both_languages() {
        for language in Language::ALL {
            let mut told: BTreeMap<&str, Refusal> = BTreeMap::new();
            for refusal in Refusal::ALL {
                let words = Texts::of(language).refusal(refusal);
                assert!(words.chars().count() > 30 && words.ends_with('.'), "{}: {words}", refusal.code());
                if let Some(other) = told.insert(words, refusal) {
                    let both = [other, refusal];
                    assert_eq!(both, [Refusal::NotAuthentic, Refusal::BundleForged], "told alike: {words}");
                }
            }
        }
    }

    #[test]
    fn a_fact_with_braces_or_with_markup_in_it_stays_what_it_is() {
        assert_eq!(fill("{a} & {b}", &[("a", &"{b}"), ("b", &"<i>")]), "{b} & <i>");
        let markup = fill_markup("{a} & {b}", &[("a", &"<i>"), ("b", &maud::html! { b { "x" } })]);
        assert_eq!(markup.into_string(), "&lt;i&gt; &amp; <b>x</b>");
    }
}

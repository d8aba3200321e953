//! Hand scanners that type: what they and the program around them add, and the keyboards that they take the laptop's for.

mod paper;

use paper::{claim, device, seal};
use proptest::prelude::*;
use tilik_seal::typed::repair;
use tilik_seal::{Claim, ContentHash, SealError};

fn text(number: u8) -> String {
    let own = device(1);
    seal(&Claim { content: ContentHash([number; 16]), ..claim(&own) }, &own)
}

#[test]
fn what_was_added_around_it_goes() {
    let good = text(1);
    for typed in [
        good.clone(),
        format!("{good}\r\n"),
        format!("  \t{good}\r"),
        format!("\u{feff}{good}\n"),
        format!("{}\r\n{}", &good[..70], &good[70..]),
        good.to_lowercase(),
        good.replace(' ', "\u{a0}"),
        format!("{good}      "),
        format!("{good}\u{a0}\n"),
    ] {
        assert_eq!(repair(&typed).as_ref(), Ok(&good), "{typed:?}");
    }
}

/// A space is a letter of Base45, but never the last one: what stands after the text is stray.
#[test]
fn no_text_ends_with_a_space_and_some_hold_one() {
    let texts: Vec<String> = (0..=u8::MAX).map(text).collect();
    assert!(texts.iter().all(|text| !text.ends_with(' ')));
    assert!(texts.iter().filter(|text| text.contains(' ')).count() > 200);
}

/// What an American keyboard's keys give on another one, written from the keyboards' own tables.
fn on_keyboard(text: &str, keys: &[(char, char)]) -> String {
    text.chars()
        .map(|meant| keys.iter().find(|(key, _)| *key == meant).map_or(meant, |(_, shown)| *shown))
        .collect()
}

const GERMAN: &[(char, char)] =
    &[(':', 'Ö'), ('Y', 'Z'), ('Z', 'Y'), ('*', '('), ('+', '`'), ('-', 'ß'), ('/', '-')];
const FRENCH: &[(char, char)] = &[
    ('1', '&'),
    ('2', 'é'),
    ('3', '"'),
    ('4', '\''),
    ('5', '('),
    ('6', '-'),
    ('7', 'è'),
    ('8', '_'),
    ('9', 'ç'),
    ('0', 'à'),
    (':', 'M'),
    ('M', '?'),
    ('A', 'Q'),
    ('Q', 'A'),
    ('Z', 'W'),
    ('W', 'Z'),
    ('$', '4'),
    ('%', '5'),
    ('*', '8'),
    ('-', ')'),
    ('/', '!'),
    ('.', ':'),
];
const SPANISH: &[(char, char)] = &[(':', 'Ñ'), ('*', '('), ('+', '¿'), ('-', '\''), ('/', '-')];

#[test]
fn other_keyboards_are_told_by_the_beginning() {
    for keys in [GERMAN, FRENCH, SPANISH] {
        for number in 0..50 {
            let good = text(number);
            assert_eq!(repair(&on_keyboard(&good, keys)).as_ref(), Ok(&good));
            assert_eq!(repair(&on_keyboard(&good, keys).to_lowercase()).as_ref(), Ok(&good));
        }
    }
}

#[test]
fn what_cannot_be_told_is_said() {
    let good = text(3);
    // Shift did not arrive: a 4 may have been a $.
    assert_eq!(repair(&good.replace(':', ";").replace('$', "4")), Err(SealError::KeyboardLayout));
    // A keyboard that is not known here.
    assert_eq!(repair(&good.replacen("TLK1:", "TLK1Ç", 1)), Err(SealError::KeyboardLayout));
    assert_eq!(repair(&good.replacen("TLK1:", "TLK1°", 1)), Err(SealError::KeyboardLayout));
    assert_eq!(repair("8991234567890"), Err(SealError::NotOurs));
    assert_eq!(repair(""), Err(SealError::NotOurs));
    assert_eq!(repair(&"TLK1:".repeat(300)), Err(SealError::NotOurs));
    assert!(matches!(repair(&good[..120]), Err(SealError::Damaged(_))));
    assert!(matches!(repair(&format!("{good}{good}")), Err(SealError::Damaged(_))));
    assert!(matches!(repair("TLK2:ABC"), Err(SealError::NewerFormat { found: 2, known: 1 })));
}

proptest! {
    #[test]
    fn nothing_typed_breaks_anything(typed in "(?i)(TLK)?[1-9&]?[:;ÖöÑM]?\\PC{0,170}") {
        if let Ok(text) = repair(&typed) {
            prop_assert_eq!(text.chars().count(), tilik_seal::TEXT_SIZE);
        }
    }
}

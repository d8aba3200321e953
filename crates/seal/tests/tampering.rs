//! Whatever is done to a sheet's QR without the device's key, no laptop calls it genuine.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod paper;

use ed25519_dalek::SigningKey;
use paper::{OTHER, OWN, claim, device, find, public, register, seal, version};
use proptest::prelude::*;
use tilik_seal::verdict::{Field, Unknown, judge};
use tilik_seal::{Claim, ContentHash, Known, Predicate, Seal, Stated, Verdict};

const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Chance that can be repeated (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let value = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((value ^ (value >> 31)) % sides as u64).unwrap()
    }
}

/// Base45 of the standard's page, written a second time.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::from("TLK1:");
    for pair in bytes.chunks(2) {
        let number = usize::from(pair[0]) * 256 + usize::from(pair[1]);
        for value in [number % 45, number / 45 % 45, number / 2025] {
            text.push(char::from(LETTERS[value]));
        }
    }
    text
}

fn decode(text: &str) -> Vec<u8> {
    let values: Vec<usize> =
        text[5..].bytes().map(|letter| LETTERS.iter().position(|known| *known == letter).unwrap()).collect();
    values
        .chunks(3)
        .flat_map(|group| {
            let number = group[0] + group[1] * 45 + group[2] * 2025;
            [u8::try_from(number / 256).unwrap(), u8::try_from(number % 256).unwrap()]
        })
        .collect()
}

/// Another sheet by the same device.
fn another(by: &SigningKey) -> Claim {
    Claim {
        nip: "199001012014022002".parse().unwrap(),
        predicate: Some(Predicate::of_rank(5).unwrap()),
        content: ContentHash([7; 16]),
        revision: 1,
        ..claim(by)
    }
}

/// One of the ways to change a sheet without its key.
fn tamper(dice: &mut Dice, way: usize) -> String {
    let own = device(1);
    let text = seal(&claim(&own), &own);
    let mut bytes = decode(&text);
    match way {
        // A byte of the claim, or of the signature.
        0 => bytes[dice.roll(32)] ^= u8::try_from(1 + dice.roll(255)).unwrap(),
        1 => bytes[32 + dice.roll(64)] ^= u8::try_from(1 + dice.roll(255)).unwrap(),
        // A single bit.
        2 => bytes[dice.roll(96)] ^= 1 << dice.roll(8),
        // Another sheet's field, in this one's place.
        3 => {
            let others = decode(&seal(&another(&own), &own));
            let fields = [4..12, 14..16, 15..16, 16..32, 32..64, 64..96];
            let field = fields[dice.roll(fields.len())].clone();
            bytes[field.clone()].copy_from_slice(&others[field]);
        }
        // Signed anew by a key that nobody knows, with its own name or in the known one's.
        4 => {
            let forger = device(u8::try_from(10 + dice.roll(200)).unwrap());
            let mut forged = Claim { predicate: Some(Predicate::of_rank(5).unwrap()), ..claim(&own) };
            if dice.roll(2) == 0 {
                forged.key = public(&forger).id();
            }
            return seal(&forged, &forger);
        }
        // In the name of another known device.
        5 => bytes[..4].copy_from_slice(&public(&device(2)).id().0),
        // A letter of the text.
        6 => {
            let at = dice.roll(text.len());
            let mut letters = text.clone().into_bytes();
            let before = letters[at];
            while letters[at] == before {
                letters[at] = LETTERS[dice.roll(45)];
            }
            return String::from_utf8(letters).unwrap();
        }
        // Torn: letters are missing or doubled.
        7 => {
            let at = dice.roll(text.len());
            return if dice.roll(2) == 0 { text[..at].to_owned() } else { format!("{}{text}", &text[..=at]) };
        }
        // Of another format.
        8 => return text.replacen("TLK1", &format!("TLK{}", 2 + dice.roll(8)), 1),
        // Two letters exchanged.
        _ => {
            let mut letters = text.clone().into_bytes();
            while letters == text.as_bytes() {
                letters.swap(5 + dice.roll(144), 5 + dice.roll(144));
            }
            return String::from_utf8(letters).unwrap();
        }
    }
    encode(&bytes)
}

#[test]
fn a_thousand_changed_claims_are_all_detected() {
    let own = device(1);
    let good = seal(&claim(&own), &own);
    assert_eq!(encode(&decode(&good)), good);
    let register = register();
    let mut dice = Dice(20_261_122);
    let mut ways = [0; 10];
    for number in 0..1_000 {
        let way = number % ways.len();
        let changed = tamper(&mut dice, way);
        assert_ne!(changed, good, "way {way} changed nothing");
        ways[way] += 1;
        // On the office's own laptop, and on one of another office that knows nothing of the person.
        for verdict in [
            judge(&changed, &register, OWN, &Stated::default(), find),
            judge(&changed, &register, OTHER, &Stated::default(), |_| Known::Nothing),
        ] {
            assert!(matches!(verdict, Verdict::Unknown(_)), "way {way}: {changed}: {verdict:?}");
        }
    }
    assert_eq!(ways, [100; 10]);
    // And the one that nobody changed is genuine on both.
    for (office, known) in [(OWN, Known::InForce(version())), (OTHER, Known::Nothing)] {
        let verdict = judge(&good, &register, office, &Stated::default(), |_| known);
        assert_eq!(verdict.code(), "genuine");
    }
}

#[test]
fn every_single_bit_counts() {
    let own = device(1);
    let sealed = decode(&seal(&claim(&own), &own));
    let register = register();
    for bit in 0..96 * 8 {
        let mut bytes = sealed.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let verdict = judge(&encode(&bytes), &register, OWN, &Stated::default(), find);
        assert!(matches!(verdict, Verdict::Unknown(_)), "bit {bit}: {verdict:?}");
    }
}

/// The seal of one person on the sheet of another is genuine in itself; what the person reads on the paper gives it away.
#[test]
fn a_seal_that_was_cut_out_of_another_sheet_differs_from_the_paper() {
    let own = device(1);
    let text = seal(&claim(&own), &own);
    let paper = Stated {
        nip: Some("199001012014022002".parse().unwrap()),
        predicate: Some(Predicate::of_rank(5).unwrap()),
        ..Stated::default()
    };
    let verdict = judge(&text, &register(), OWN, &paper, find);
    let Verdict::Differs { fields, here, .. } = &verdict else { panic!("{verdict:?}") };
    assert_eq!((fields.as_slice(), here), ([Field::Nip, Field::Predicate].as_slice(), &None));
}

/// Another office's device may sign what it likes about this office's people: this office knows better.
#[test]
fn another_office_cannot_speak_for_this_one() {
    let other = device(2);
    for known in [
        Known::InForce(version()),
        Known::Living(version()),
        Known::Open(vec![version()]),
        Known::Open(Vec::new()),
    ] {
        let verdict =
            judge(&seal(&claim(&other), &other), &register(), OWN, &Stated::default(), |_| known.clone());
        let Verdict::Differs { fields, .. } = &verdict else { panic!("{known:?}: {verdict:?}") };
        assert!(fields.contains(&Field::Office), "{known:?}");
    }
    let verdict = judge(&seal(&claim(&other), &other), &register(), OWN, &Stated::default(), |_| {
        Known::Disputed(vec![version()])
    });
    assert_eq!(verdict.code(), "differs");
}

#[test]
fn a_signature_over_something_else_of_ours_is_none_over_a_claim() {
    use ed25519_dalek::Signer as _;
    let own = device(1);
    for prefix in [&b""[..], b"tilik entry v1\n", b"tilik keys v1\n", b"tilik seal v2\n"] {
        let seal = Seal::new(&claim(&own), |_| {
            let mut bytes = prefix.to_vec();
            bytes.extend(claim(&own).to_bytes().unwrap());
            own.sign(&bytes).to_bytes()
        });
        let verdict = judge(&seal.unwrap().to_text(), &register(), OWN, &Stated::default(), find);
        assert_eq!(verdict, Verdict::Unknown(Unknown::NotSigned(public(&own).id())));
    }
}

proptest! {
    #[test]
    fn nothing_that_a_scanner_may_say_is_genuine_or_breaks_anything(text in "(TLK1:)?[0-9A-Z $%*+./:-]{0,160}|\\PC{0,200}") {
        let verdict = judge(&text, &register(), OWN, &Stated::default(), find);
        prop_assert!(matches!(verdict, Verdict::Unknown(_)));
        let repaired = tilik_seal::typed::repair(&text);
        if let Ok(repaired) = repaired {
            prop_assert!(matches!(judge(&repaired, &register(), OWN, &Stated::default(), find), Verdict::Unknown(_)));
        }
    }

    #[test]
    fn random_bytes_are_no_claim_or_the_one_that_they_spell(bytes in prop::array::uniform32(any::<u8>())) {
        if let Ok(claim) = Claim::parse(&bytes) {
            prop_assert_eq!(claim.to_bytes().unwrap(), bytes);
        }
    }
}

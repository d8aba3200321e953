//! A fixed sample of what `scripts/fuzz.sh` does for longer and with its eyes open: bytes that were right once and are changed, before everything that reads bytes of others.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop")]

#[allow(dead_code, reason = "the programs write their seeds")]
#[path = "../../../fuzz/src/parsers.rs"]
mod parsers;

use tilik_testkit::Chance;

/// Changed copies of each seed.
const SAMPLE: usize = 150;

/// Bytes that mean something to a reader: heads of CBOR with lengths that are not there, the ends of numbers.
const TELLING: [&[u8]; 12] = [
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5b, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff],
    &[0x5a, 0x00, 0x60, 0x00, 0x00],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x81],
    &[0xa1],
    &[0x9f],
    &[0xf6],
    &[0xff],
    &[0x00],
];

/// One change as a careless copy or an ill-willed hand makes it.
fn change(bytes: &mut Vec<u8>, others: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    match chance.below(6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        2 => {
            let telling = TELLING[chance.below(TELLING.len())];
            bytes.splice(at..at, telling.iter().copied());
        }
        3 => {
            let telling = TELLING[chance.below(TELLING.len())];
            let end = bytes.len().min(at + telling.len());
            bytes.splice(at..end, telling.iter().copied());
        }
        4 => {
            let end = bytes.len().min(at + chance.below(40));
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        _ => {
            let other = &others[chance.below(others.len())];
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
    }
}

#[test]
fn bytes_that_were_right_once_and_are_changed_stop_nobody() {
    let mut chance = Chance::of(1);
    for (family, read, seeds) in parsers::families() {
        assert!(seeds.len() > 2, "{family}");
        for seed in &seeds {
            read(seed);
            for _ in 0..SAMPLE {
                let mut bytes = seed.clone();
                for _ in 0..=chance.below(4) {
                    change(&mut bytes, &seeds, &mut chance);
                }
                read(&bytes);
            }
        }
    }
}

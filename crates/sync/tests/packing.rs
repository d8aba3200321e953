//! Packing: whatever the packing promises, no more is opened than was agreed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use proptest::prelude::*;
use tilik_sync::packing::{MOST, open, pack};

/// A frame that says of itself how long it is.
fn pack_with_length(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).unwrap()
}

#[test]
fn what_was_packed_opens_to_the_same_up_to_the_bound_and_not_a_byte_beyond() {
    for bytes in [Vec::new(), vec![7; 1], vec![7; 100_000], (0..=255).cycle().take(MOST).collect()] {
        for packed in [pack(&bytes).unwrap(), pack_with_length(&bytes)] {
            assert!(open(&packed, bytes.len()).unwrap() == bytes);
            if !bytes.is_empty() {
                assert_eq!(open(&packed, bytes.len() - 1).unwrap_err().code(), "sync.too_large");
            }
        }
    }
}

#[test]
fn a_bomb_opens_no_further_than_its_bound() {
    let bomb = pack(&vec![0; 64 << 20]).unwrap();
    assert!(bomb.len() < 20_000, "64 MiB in {} bytes", bomb.len());
    assert_eq!(open(&bomb, MOST).unwrap_err().code(), "sync.too_large");
}

#[test]
fn a_window_larger_than_a_message_is_refused() {
    let mut packer = zstd::Encoder::new(Vec::new(), 3).unwrap();
    packer.set_parameter(zstd::zstd_safe::CParameter::WindowLog(27)).unwrap();
    std::io::Write::write_all(&mut packer, &[1; 1_000]).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(open(&packed, MOST).unwrap_err().code(), "sync.malformed");
}

#[test]
fn nothing_stands_before_behind_or_instead() {
    let packed = pack(b"sebuah pesan").unwrap();
    let twice = [&packed[..], &packed[..]].concat();
    let behind = [&packed[..], b"x"].concat();
    let cut = &packed[..packed.len() - 1];
    for bytes in [&twice[..], &behind, cut, b"", b"<html>", b"sebuah pesan"] {
        assert_eq!(open(bytes, MOST).unwrap_err().code(), "sync.malformed", "{bytes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn turned_bits_and_any_bytes_never_open_beyond_the_bound(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8u8), 1..4),
    ) {
        let mut packed = pack(&[&bytes[..], &bytes[..]].concat()).unwrap();
        for (at, bit) in flips {
            let at = at.index(packed.len());
            packed[at] ^= 1 << bit;
        }
        for packed in [&packed, &bytes] {
            prop_assert!(open(packed, 1_000).is_ok_and(|opened| opened.len() <= 1_000) || open(packed, 1_000).is_err());
        }
    }
}

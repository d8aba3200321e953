#![no_main]

#[allow(dead_code, reason = "each program takes its own family")]
#[path = "../parsers.rs"]
mod parsers;

libfuzzer_sys::fuzz_target!(init: parsers::write_seeds("message"), |bytes: &[u8]| parsers::read_message(bytes));

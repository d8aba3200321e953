//! The page of the format is enough to read it: a second implementation agrees with the recorded vectors.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

#[test]
fn a_reader_written_from_the_page_alone_agrees() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/check_seal.py");
    let done = Command::new("python3").arg(&script).output().expect("python3 (`./x setup`)");
    let told = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{told}{}", String::from_utf8_lossy(&done.stderr));
    assert!(told.starts_with("8 claims, 11 refusals, 2 lists checked"), "{told}");
}

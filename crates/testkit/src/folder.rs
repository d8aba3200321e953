//! Copies of closed folders, as a person with a USB stick makes them.

use std::fs;
use std::path::Path;

/// Copies a folder that no process has open, with everything in it. The target must not be there.
pub fn copy_closed(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_closed(&path, &target);
        } else {
            #[expect(
                clippy::disallowed_methods,
                reason = "no process has this folder open: nothing can be torn"
            )]
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The bytes of a file with one bit of one byte turned.
pub fn flip_bit(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at % bytes.len();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// The names of the files and folders in a folder, sorted.
#[must_use]
pub fn list_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

//! Names that people choose for files and folders.
//!
//! Must not touch the disk. Invariant: a name that Windows cannot hold is refused on every system, because sticks and folders wander between laptops
//! (`names_that_windows_cannot_hold_are_refused_everywhere`).

use std::path::Path;

use crate::Failure;

/// Devices of Windows. `NUL.pdf` is the device too: a sheet written there is gone.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
/// Devices with a number behind.
const NUMBERED: [&str; 2] = ["COM", "LPT"];
/// A colon would write into a hidden part of another file.
const NOT_IN_NAMES: &[char] = &['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// Refuses a last name that Windows would take for a device, would shorten, or cannot hold. The folders before it are there or are not.
///
/// # Errors
/// `file.name_unusable`.
pub fn check_name(path: &Path) -> Result<(), Failure> {
    match path.file_name() {
        Some(name) if !is_usable(&name.to_string_lossy()) => {
            Err(Failure::new("file.name_unusable").with("path", path.display().to_string()))
        }
        _ => Ok(()),
    }
}

fn is_usable(name: &str) -> bool {
    !name.ends_with(['.', ' '])
        && !name.contains(NOT_IN_NAMES)
        && !name.contains(char::is_control)
        && !is_device(name)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let is_numbered = NUMBERED.iter().filter_map(|device| stem.strip_prefix(device)).any(|number| {
        let mut letters = number.chars();
        letters.next().is_some_and(|letter| letter.is_ascii_digit() || "¹²³".contains(letter))
            && letters.next().is_none()
    });
    is_numbered || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_cannot_hold_are_refused_everywhere() {
        for name in [
            "CON",
            "con",
            "Nul.pdf",
            "aux.tilikbackup",
            "prn .txt",
            "COM1",
            "lpt9.csv",
            "com³",
            "CONIN$",
            "kantor.",
            "kantor ",
            "rekap 10:30.pdf",
            "apa?.pdf",
            "\"kutip\".pdf",
            "baris\n.pdf",
        ] {
            let failure = check_name(&Path::new("data").join(name)).unwrap_err();
            assert_eq!(failure.code, "file.name_unusable", "{name:?}");
        }
    }

    #[test]
    fn ordinary_names_are_taken() {
        for name in [
            "Kantor Dinas é ñ 文",
            "contoh.pdf",
            "console.pdf",
            "COM",
            "COM10",
            "com1-rekap.pdf",
            "nulis.csv",
            ".tilik",
            "a & b (2026) #1 'x'.pdf",
            "auxiliary",
            "LPT",
            "..",
            ".",
            "",
        ] {
            check_name(&Path::new("data").join(name)).unwrap();
        }
        check_name(Path::new("/")).unwrap();
    }
}

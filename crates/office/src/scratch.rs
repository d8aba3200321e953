//! Places beside the office's folder: what has to lie on the disk for a moment lies there, and goes away again.
//!
//! Invariant: only what is encrypted is laid here; a killed run leaves at most that, and the next one removes it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;

/// A place beside a folder: its name with something behind.
pub(crate) fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    folder.with_file_name(name)
}

/// An empty folder that is removed with this value.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Beside a folder, by an ending of its own; what a killed run left there goes first.
    ///
    /// # Errors
    /// `store.io`.
    pub(crate) fn beside(folder: &Path, ending: &str) -> Result<Self, Failure> {
        let place = beside(folder, ending);
        let failed = |error: &std::io::Error| Failure::of_file("store.io", &place, error);
        if place.exists() {
            fs::remove_dir_all(&place).map_err(|error| failed(&error))?;
        }
        fs::create_dir_all(&place).map_err(|error| failed(&error))?;
        Ok(Self(place))
    }

    /// A place in it where nothing lies yet.
    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Lays a file in it.
    ///
    /// # Errors
    /// `store.io`.
    pub(crate) fn lay(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.place(name);
        fs::write(&path, bytes).map_err(|error| Failure::of_file("store.io", &path, &error))?;
        Ok(path)
    }
}

impl Scratch {
    /// Has a closed file in it too, without its bytes where the disk can share them.
    ///
    /// # Errors
    /// `store.io`.
    #[expect(clippy::disallowed_methods, reason = "a backup is open nowhere")]
    pub(crate) fn share(&self, name: &str, from: &Path) -> Result<PathBuf, Failure> {
        let path = self.place(name);
        if fs::hard_link(from, &path).is_err() {
            fs::copy(from, &path).map_err(|error| Failure::of_file("store.io", &path, &error))?;
        }
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is encrypted, and the next one there removes it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

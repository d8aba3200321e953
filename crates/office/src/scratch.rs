//! Places beside the office's folder: what has to lie on the disk for a moment lies there, and goes away again.
//!
//! Invariant: only what is encrypted is laid here; a killed run leaves at most that, and the next one removes it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;

/// An empty folder that is removed with this value.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Beside a folder, by an ending of its own; what a killed run left there goes first.
    ///
    /// # Errors
    /// `store.io`.
    pub(crate) fn beside(folder: &Path, ending: &str) -> Result<Self, Failure> {
        let place = tilik_store::beside(folder, ending);
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

    /// Has a closed file in it too, without its bytes where the disk can share them.
    ///
    /// # Errors
    /// `store.io`.
    pub(crate) fn share(&self, name: &str, from: &Path) -> Result<PathBuf, Failure> {
        let path = self.place(name);
        tilik_store::share_closed_file(from, &path)?;
        Ok(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is encrypted, and the next one there removes it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

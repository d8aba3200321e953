//! The province's key on the disk: 32 bytes in hexadecimal, for the server's user alone.

use std::io::Write as _;
use std::path::Path;

use tilik_journal::{EntryHash, Signer};
use zeroize::Zeroizing;

use crate::error::ProvinceError;
use crate::province::chance;

/// Makes a key and writes it to a new file. Gives the public key.
///
/// # Errors
/// [`ProvinceError::Configuration`] when there is a file already, or it cannot be written.
pub fn make(file: &Path) -> Result<[u8; 32], ProvinceError> {
    let seed = Zeroizing::new(chance::<32>()?);
    let text = Zeroizing::new(format!("{}\n", EntryHash(*seed).to_hex()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut to| {
        to.write_all(text.as_bytes())?;
        to.sync_all()
    });
    written.map_err(|error| wrong(file, &error.to_string()))?;
    Ok(Signer::from_seed(&seed).public_key())
}

/// Reads [`make`] back.
///
/// # Errors
/// [`ProvinceError::Configuration`].
pub fn read(file: &Path) -> Result<Signer, ProvinceError> {
    let text = std::fs::read_to_string(file).map_err(|error| wrong(file, &error.to_string()))?;
    let text = Zeroizing::new(text);
    let seed = EntryHash::find_in_hex(text.trim()).ok_or_else(|| wrong(file, "not a key"))?;
    Ok(Signer::from_seed(&Zeroizing::new(seed.0)))
}

fn wrong(file: &Path, why: &str) -> ProvinceError {
    ProvinceError::Configuration(format!("the key {}: {why}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::{make, read};

    #[test]
    fn a_key_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("province.key");
        let public = make(&file).unwrap();
        assert_eq!(read(&file).unwrap().public_key(), public);
        assert!(make(&file).is_err(), "a key is never written over");
        assert_eq!(read(&file).unwrap().public_key(), public);
        std::fs::write(&file, "0123").unwrap();
        assert!(read(&file).is_err());
    }
}

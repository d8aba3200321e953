//! The source texts of the repository, as the checks want them.

use std::fs;
use std::path::Path;

/// One file: its path from the top with `/`, and its text.
#[derive(Debug)]
pub struct Source {
    pub path: String,
    pub text: String,
}

const ROOTS: &[&str] = &["crates", "src-tauri", "tests", "xtask", "ui/src"];
const ENDINGS: &[&str] = &["rs", "ts", "js", "svelte", "css"];

/// Every source file under the roots, in the order of their paths.
pub fn read(top: &Path) -> Result<Vec<Source>, String> {
    let mut files = Vec::new();
    for root in ROOTS {
        let folder = top.join(root);
        if folder.is_dir() {
            gather(&folder, root, &mut files)?;
        }
    }
    if files.is_empty() {
        return Err("no source file was found: run this at the top of the repository".to_owned());
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn gather(folder: &Path, name: &str, files: &mut Vec<Source>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{name}: {error}"))?;
    for entry in entries {
        let entry = entry.map_err(|error| format!("{name}: {error}"))?;
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            if !matches!(entry.file_name().to_str(), Some("target" | "node_modules" | "dist")) {
                gather(&path, &name, files)?;
            }
        } else if path
            .extension()
            .and_then(|ending| ending.to_str())
            .is_some_and(|ending| ENDINGS.contains(&ending))
        {
            let text = fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
            files.push(Source { path: name, text });
        }
    }
    Ok(())
}

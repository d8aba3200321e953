//! Places that ask for a reason: long files, modules that do not say what they are for.

use crate::sources::Source;

const LONG_FILE: usize = 600;

/// One sentence for each place.
pub fn check(files: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        let lines = file.text.lines().count();
        if lines > LONG_FILE {
            findings.push(format!("{} has {lines} lines; over {LONG_FILE} asks for a reason", file.path));
        }
        let is_module = file.path.ends_with(".rs") && file.path.contains("/src/");
        if is_module && !file.text.trim_start().starts_with("//!") {
            findings.push(format!("{} does not open with what it is for (//!)", file.path));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_silent_modules_are_named() {
        let long = Source {
            path: "crates/a/src/long.rs".to_owned(),
            text: format!("//! Why.\n{}", "x\n".repeat(600)),
        };
        let silent = Source { path: "crates/a/src/silent.rs".to_owned(), text: "fn f() {}".to_owned() };
        let fine = Source { path: "ui/src/fine.ts".to_owned(), text: "let a = 1;".to_owned() };
        let findings = check(&[long, silent, fine]);
        assert_eq!(findings.len(), 2);
        assert!(findings[0].contains("601 lines") && findings[1].contains("silent.rs"));
    }
}

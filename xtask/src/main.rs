//! Checks of the house that neither the compiler nor clippy makes: `cargo xtask arch`, `licences`, `tidy`.
//!
//! Each check is a pure function from what was read (cargo's metadata, source texts) to findings; only this file reads and prints.
//! It must not depend on the crates it judges.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod bans;
mod graph;
mod licences;
mod sources;
mod spdx;
mod tidy;

use std::path::Path;
use std::process::{Command, ExitCode};

const USAGE: &str = "usage: cargo xtask arch | licences | tidy

  arch      fails on a forbidden import between crates, a banned name in the wrong place, a shell that grows
  licences  fails on a package whose licence may not be shipped, and on a library without a reason in docs/dependencies.md
  tidy      names long files and modules without an opening comment; fails on nothing";

fn main() -> ExitCode {
    let outcome = match std::env::args().nth(1).as_deref() {
        Some("arch") => check_architecture(),
        Some("licences") => check_licences(),
        Some("tidy") => report_tidiness(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn check_architecture() -> Result<String, String> {
    let packages = graph::parse(&cargo_metadata(&["--no-deps", "--offline"])?)?;
    let files = sources::read(Path::new("."))?;
    let mut findings = graph::check(&packages);
    findings.extend(bans::check(&files));
    report(
        "arch",
        &findings,
        &format!("{} crates, {} source files, no forbidden import", packages.len(), files.len()),
    )
}

fn check_licences() -> Result<String, String> {
    let crates = licences::parse_cargo(&cargo_metadata(&["--locked", "--all-features"])?)?;
    let packages = licences::parse_npm(&read_text("ui/package-lock.json")?)?;
    let mut direct = graph::list_foreign(&graph::parse(&cargo_metadata(&["--no-deps", "--offline"])?)?);
    direct.extend(licences::parse_npm_direct(&read_text("ui/package.json")?)?);
    let mut findings = licences::check(&crates);
    findings.extend(licences::check(&packages));
    findings.extend(licences::check_reasons(&direct, &read_text("docs/dependencies.md")?));
    report(
        "licences",
        &findings,
        &format!("{} crates and {} npm packages may be shipped", crates.len(), packages.len()),
    )
}

fn report_tidiness() -> Result<String, String> {
    let findings = tidy::check(&sources::read(Path::new("."))?);
    for finding in &findings {
        println!("tidy: {finding}");
    }
    Ok(format!("tidy: {} places to look at", findings.len()))
}

fn report(check: &str, findings: &[String], all_well: &str) -> Result<String, String> {
    if findings.is_empty() {
        return Ok(format!("{check}: {all_well}"));
    }
    let lines: Vec<String> = findings.iter().map(|finding| format!("{check}: {finding}")).collect();
    Err(format!("{}\n{check}: {} findings", lines.join("\n"), findings.len()))
}

fn cargo_metadata(flags: &[&str]) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1"])
        .args(flags)
        .output()
        .map_err(|error| format!("cargo metadata could not be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("cargo metadata is not UTF-8: {error}"))
}

fn read_text(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}

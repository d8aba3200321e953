//! Which crate may import which: the arrows of `docs/architecture.md`, as a table.
//!
//! Read from the manifests, so an import that is declared but not used is a finding too.

use serde::Deserialize;
use std::collections::BTreeSet;

/// One package of the workspace with what it declares.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub name: String,
    pub dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` for a normal one, else `dev` or `build`.
    pub kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// What a crate may import of ours.
enum Imports {
    Only(&'static [&'static str]),
    /// For what is never shipped: fixtures and system tests.
    Anything,
}

const RULES: &[&str] = &["tilik-journal", "tilik-appraisal"];

/// The arrows. A crate that is not here is a finding: whoever adds one decides what it may know.
const ARROWS: &[(&str, Imports)] = &[
    ("tilik", Imports::Only(&["tilik-office"])),
    ("tilik-cli", Imports::Only(&["tilik-office"])),
    ("tilik-devhost", Imports::Only(&["tilik-office"])),
    (
        "tilik-office",
        Imports::Only(&[
            "tilik-store",
            "tilik-sync",
            "tilik-forms",
            "tilik-exchange",
            "tilik-seal",
            "tilik-scan",
            "tilik-journal",
            "tilik-appraisal",
        ]),
    ),
    ("tilik-store", Imports::Only(RULES)),
    // It carries entries and never speaks of evaluations.
    ("tilik-sync", Imports::Only(&["tilik-journal"])),
    ("tilik-forms", Imports::Only(RULES)),
    ("tilik-exchange", Imports::Only(RULES)),
    // Both sides of a line speak in the same messages.
    ("tilik-province", Imports::Only(&["tilik-sync", "tilik-journal", "tilik-appraisal", "tilik-seal"])),
    // Paper outlives releases: what it says is read without today's rules.
    ("tilik-seal", Imports::Only(&[])),
    ("tilik-scan", Imports::Only(&[])),
    ("tilik-journal", Imports::Only(&[])),
    ("tilik-appraisal", Imports::Only(&[])),
    ("tilik-testkit", Imports::Anything),
    ("tilik-tests", Imports::Anything),
    ("xtask", Imports::Only(&[])),
];

/// Libraries that one place alone may know. The system tests, which are never shipped, damage files behind the store's back.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("rusqlite", &["tilik-store", "tilik-tests"]),
    ("rusqlite_migration", &["tilik-store"]),
    ("printpdf", &["tilik-forms"]),
    ("rxing", &["tilik-scan"]),
    ("image", &["tilik-scan"]),
    ("tauri", &["tilik"]),
    ("tauri-build", &["tilik"]),
    ("sqlx-core", &["tilik-province", "tilik-tests"]),
    ("sqlx-postgres", &["tilik-province"]),
    ("object_store", &["tilik-province"]),
    ("maud", &["tilik-province"]),
    ("zstd", &["tilik-sync"]),
    ("axum", &["tilik-province", "tilik-devhost"]),
];

/// The packages in the answer of `cargo metadata --no-deps`.
pub fn parse(metadata: &str) -> Result<Vec<Package>, String> {
    serde_json::from_str::<Metadata>(metadata)
        .map(|metadata| metadata.packages)
        .map_err(|error| format!("cargo metadata is not understood: {error}"))
}

/// The libraries of others that our manifests name.
pub fn list_foreign(packages: &[Package]) -> BTreeSet<String> {
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let named =
        packages.iter().flat_map(|package| &package.dependencies).map(|dependency| dependency.name.as_str());
    named.filter(|name| !ours.contains(name)).map(str::to_owned).collect()
}

/// One sentence for each forbidden import.
pub fn check(packages: &[Package]) -> Vec<String> {
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in packages {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            findings.push(format!("{} has no row in the table of arrows (xtask/src/graph.rs)", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            if ours.contains(dependency.name.as_str()) {
                if !may_import(package, allowed, dependency) {
                    findings.push(format!("{} must not import {}", package.name, dependency.name));
                }
            } else if let Some((_, homes)) = KEPT_IN.iter().find(|(name, _)| *name == dependency.name)
                && !homes.contains(&package.name.as_str())
            {
                findings.push(format!(
                    "{} must not import {}: {} alone may",
                    package.name,
                    dependency.name,
                    homes.join(" or ")
                ));
            }
        }
    }
    findings
}

fn may_import(package: &Package, allowed: &Imports, dependency: &Dependency) -> bool {
    let for_tests = dependency.kind.as_deref() == Some("dev");
    if for_tests && (dependency.name == "tilik-testkit" || dependency.name == package.name) {
        return true;
    }
    match allowed {
        Imports::Anything => true,
        Imports::Only(names) => names.contains(&dependency.name.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependencies = dependencies
            .iter()
            .map(|(name, kind)| Dependency { name: (*name).to_owned(), kind: kind.map(str::to_owned) })
            .collect();
        Package { name: name.to_owned(), dependencies }
    }

    fn findings_for(name: &str, dependency: &str, kind: Option<&str>) -> Vec<String> {
        let mut packages = vec![package(name, &[(dependency, kind)])];
        if dependency.starts_with("tilik") {
            packages.push(package(dependency, &[]));
        }
        check(&packages)
    }

    #[test]
    fn every_allowed_arrow_passes() {
        for (name, dependency) in [
            ("tilik", "tilik-office"),
            ("tilik-cli", "tilik-office"),
            ("tilik-office", "tilik-store"),
            ("tilik-office", "tilik-appraisal"),
            ("tilik-store", "tilik-journal"),
            ("tilik-forms", "tilik-appraisal"),
            ("tilik-province", "tilik-journal"),
            ("tilik-province", "tilik-seal"),
            ("tilik-province", "tilik-sync"),
            ("tilik-office", "tilik-sync"),
            ("tilik-office", "tilik-scan"),
            ("tilik-testkit", "tilik-store"),
        ] {
            assert_eq!(findings_for(name, dependency, None), Vec::<String>::new(), "{name} -> {dependency}");
        }
    }

    #[test]
    fn a_forbidden_arrow_is_named_whatever_its_kind() {
        for (name, dependency) in [
            ("tilik", "tilik-store"),
            ("tilik-cli", "tilik-store"),
            ("tilik-cli", "tilik-appraisal"),
            ("tilik-store", "tilik-office"),
            ("tilik-store", "tilik-forms"),
            ("tilik-store", "tilik-sync"),
            ("tilik-sync", "tilik-store"),
            ("tilik-sync", "tilik-appraisal"),
            ("tilik-journal", "tilik-appraisal"),
            ("tilik-appraisal", "tilik-journal"),
            ("tilik-province", "tilik-store"),
            ("tilik-province", "tilik-office"),
            ("tilik-office", "tilik-cli"),
            ("tilik-office", "tilik-testkit"),
            ("tilik-seal", "tilik-appraisal"),
            ("tilik-scan", "tilik-seal"),
            ("tilik-forms", "tilik-seal"),
            ("tilik-cli", "tilik-seal"),
            ("xtask", "tilik-appraisal"),
        ] {
            for kind in [None, Some("build")] {
                let expected = vec![format!("{name} must not import {dependency}")];
                assert_eq!(findings_for(name, dependency, kind), expected);
            }
        }
    }

    #[test]
    fn tests_may_use_the_test_kit_and_nothing_else_that_the_crate_may_not() {
        assert!(findings_for("tilik-journal", "tilik-testkit", Some("dev")).is_empty());
        assert_eq!(
            findings_for("tilik-journal", "tilik-store", Some("dev")),
            ["tilik-journal must not import tilik-store"]
        );
    }

    #[test]
    fn a_new_crate_must_be_given_its_arrows() {
        let findings = check(&[package("tilik-novelty", &[])]);
        assert_eq!(findings, ["tilik-novelty has no row in the table of arrows (xtask/src/graph.rs)"]);
    }

    #[test]
    fn a_library_with_a_home_is_refused_elsewhere() {
        assert!(findings_for("tilik-store", "rusqlite", None).is_empty());
        assert_eq!(
            findings_for("tilik-office", "rusqlite", None),
            ["tilik-office must not import rusqlite: tilik-store or tilik-tests alone may"]
        );
        assert_eq!(
            findings_for("tilik-exchange", "printpdf", Some("dev")),
            ["tilik-exchange must not import printpdf: tilik-forms alone may"]
        );
    }

    #[test]
    fn cargo_s_own_words_are_understood() {
        let text = r#"{"packages":[{"name":"tilik-cli","id":"x","dependencies":[
            {"name":"tilik-store","req":"*","kind":null,"rename":"cellar","optional":true,"target":"cfg(windows)"}]},
            {"name":"tilik-store","dependencies":[]}],"workspace_members":[]}"#;
        let packages = parse(text).expect("valid metadata");
        assert_eq!(check(&packages), ["tilik-cli must not import tilik-store"]);
    }
}

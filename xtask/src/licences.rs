//! Which licences may be shipped in a program that an office of the state receives and passes on.
//!
//! Cargo's metadata and npm's lock both say the licence of every package, so a table and a small reader of expressions are
//! enough; `docs/dependencies.md` says why no larger tool is used.

use crate::spdx;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Permissive ones, and MPL-2.0, whose duty ends at its own files. Nothing that would oblige an office to anything but keeping
/// the notice.
const MAY_BE_SHIPPED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// Packages whose metadata does not say it, read by a person: name, version, licence found in its files.
const READ_BY_HAND: &[(&str, &str, &str)] = &[];

/// A package that is built into the product or helps to build it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shipped {
    pub name: String,
    pub version: String,
    pub licence: Option<String>,
}

/// Every crate that the lock names, for every platform.
pub fn parse_cargo(metadata: &str) -> Result<Vec<Shipped>, String> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
        license: Option<String>,
    }
    let metadata: Metadata = serde_json::from_str(metadata)
        .map_err(|error| format!("cargo metadata is not understood: {error}"))?;
    Ok(metadata
        .packages
        .into_iter()
        .map(|package| Shipped { name: package.name, version: package.version, licence: package.license })
        .collect())
}

/// Every package that npm's lock (version 2 or 3) names.
pub fn parse_npm(lock: &str) -> Result<Vec<Shipped>, String> {
    #[derive(Deserialize)]
    struct Lock {
        packages: BTreeMap<String, Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        version: Option<String>,
        license: Option<String>,
    }
    let lock: Lock = serde_json::from_str(lock)
        .map_err(|error| format!("ui/package-lock.json is not understood: {error}"))?;
    Ok(lock
        .packages
        .into_iter()
        .filter_map(|(path, package)| {
            let name = path.rsplit_once("node_modules/")?.1.to_owned();
            Some(Shipped { name, version: package.version.unwrap_or_default(), licence: package.license })
        })
        .collect())
}

/// The libraries that `ui/package.json` names.
pub fn parse_npm_direct(manifest: &str) -> Result<BTreeSet<String>, String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Manifest {
        #[serde(default)]
        dependencies: BTreeMap<String, String>,
        #[serde(default)]
        dev_dependencies: BTreeMap<String, String>,
    }
    let manifest: Manifest = serde_json::from_str(manifest)
        .map_err(|error| format!("ui/package.json is not understood: {error}"))?;
    Ok(manifest.dependencies.into_keys().chain(manifest.dev_dependencies.into_keys()).collect())
}

/// One sentence for each package that may not be shipped.
pub fn check(packages: &[Shipped]) -> Vec<String> {
    packages
        .iter()
        .filter_map(|package| {
            let read = READ_BY_HAND
                .iter()
                .find(|(name, version, _)| *name == package.name && *version == package.version)
                .map(|(_, _, licence)| *licence);
            let Some(licence) = read.or(package.licence.as_deref()) else {
                return Some(format!("{} {} does not say its licence", package.name, package.version));
            };
            let may = spdx::is_satisfied(licence, |one| MAY_BE_SHIPPED.contains(&one));
            (!may).then(|| format!("{} {} is under {licence}", package.name, package.version))
        })
        .collect()
}

/// One sentence for each library that our own manifests name and `page` gives no reason for.
pub fn check_reasons(direct: &BTreeSet<String>, page: &str) -> Vec<String> {
    direct
        .iter()
        .filter(|name| !page.contains(&format!("`{name}`")))
        .map(|name| format!("{name} has no line in docs/dependencies.md"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_without_a_reason_is_named() {
        let direct = BTreeSet::from(["csv".to_owned(), "csv-core".to_owned()]);
        let page = "| `csv` | MIT | delimited files |";
        assert_eq!(check_reasons(&direct, page), ["csv-core has no line in docs/dependencies.md"]);
    }

    #[test]
    fn a_crate_under_a_licence_with_duties_is_named() {
        let metadata = r#"{"packages":[
            {"name":"good","version":"1.0.0","license":"MIT OR Apache-2.0"},
            {"name":"bound","version":"2.0.0","license":"GPL-3.0-only"},
            {"name":"silent","version":"3.0.0","license":null}]}"#;
        let packages = parse_cargo(metadata).expect("valid metadata");
        assert_eq!(
            check(&packages),
            ["bound 2.0.0 is under GPL-3.0-only", "silent 3.0.0 does not say its licence"]
        );
    }

    #[test]
    fn npm_s_lock_is_read_with_packages_inside_packages() {
        let lock = r#"{"lockfileVersion":3,"packages":{
            "":{"name":"ui","license":"Apache-2.0"},
            "node_modules/@a/b":{"version":"1.0.0","license":"MIT"},
            "node_modules/@a/b/node_modules/c":{"version":"2.0.0","license":"AGPL-3.0"}}}"#;
        let packages = parse_npm(lock).expect("valid lock");
        assert_eq!(packages.len(), 2);
        assert_eq!(check(&packages), ["c 2.0.0 is under AGPL-3.0"]);
    }
}

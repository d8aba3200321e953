//! A laptop in a temporary folder, with the program on it.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tilik_testkit::{Answer, Staff, Tilikctl};

pub const PERIOD: &str = "2026-TW3";
/// Fixtures are of this year whatever the clock says.
pub const SINCE: &str = "2026-01-01";

pub struct Laptop {
    directory: TempDir,
    pub program: Tilikctl,
}

impl Laptop {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let program = Tilikctl::new(env!("CARGO_BIN_EXE_tilikctl"), &directory.path().join("marks"));
        Self { directory, program }
    }

    pub fn place(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A place as an argument.
    pub fn at(&self, name: &str) -> String {
        self.place(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.place(name), bytes).unwrap();
        self.at(name)
    }

    /// Runs to the end, asking for JSON; everything must have been done.
    pub fn whole(&self, arguments: &[&str]) -> Value {
        self.program.run_json(arguments).whole().json()
    }

    /// A new office in the folder `kantor`.
    pub fn found(&self) -> String {
        let folder = self.at("kantor");
        self.whole(&["new", &folder, "--office", "Dinas Contoh", "--place", "Kota Contoh"]);
        folder
    }

    pub fn import(&self, folder: &str, name: &str, bytes: impl AsRef<[u8]>) -> Answer {
        let file = self.write(name, bytes);
        self.program.run_json(["import", folder, &file, "--since", SINCE])
    }

    /// Staff and the head's assessor.
    pub fn import_staff(&self, folder: &str, staff: &Staff) {
        let report = self.import(folder, "pegawai.csv", staff.roster()).whole().json();
        assert_eq!(report["new"], staff.members.len());
        self.name_regent(folder, staff);
    }

    pub fn name_regent(&self, folder: &str, staff: &Staff) {
        let regent = "Raden Surya Kencana";
        self.whole(&[
            "superior",
            folder,
            "--nip",
            &staff.head().nip,
            "--external",
            regent,
            "--external-position",
            "Bupati Contoh",
            "--from",
            SINCE,
        ]);
    }

    pub fn agree_plans(&self, folder: &str, staff: &Staff) {
        let file = self.write("skp.csv", staff.plans());
        let report = self.whole(&["skp", folder, &file, "--signed-on", SINCE, "--paper", "800/1"]);
        assert_eq!(report["agreed"].as_array().unwrap().len(), staff.members.len());
        self.whole(&["achievement", folder, "--period", PERIOD, "--level", "baik", "--note", "LKjIP"]);
    }

    pub fn rate(&self, folder: &str, staff: &Staff) {
        let file = self.write("rating.csv", staff.ratings());
        let report = self.whole(&["rate", folder, &file, "--period", PERIOD]);
        assert_eq!(report["rated"].as_array().unwrap().len(), staff.members.len());
    }
}

/// The values of one key of a list of objects, sorted.
pub fn list_of(list: &Value, key: &str) -> Vec<String> {
    let mut values: Vec<_> =
        list.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_owned()).collect();
    values.sort();
    values
}

/// Refusals as `row LETTER code`, in the order told.
pub fn list_refusals(report: &Value) -> Vec<String> {
    let letter = |column: &Value| match column.as_u64() {
        Some(number) => char::from(b'A' + u8::try_from(number).unwrap()).to_string(),
        None => "-".to_owned(),
    };
    report["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refusal| {
            let code = refusal["code"].as_str().unwrap();
            format!("{} {} {code}", refusal["row"], letter(&refusal["column"]))
        })
        .collect()
}

pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

//! The lost-edit matrix by stick, and in memory.

use std::path::PathBuf;

use tilik_office::Office;
use tilik_office::sending::Carrying;

use crate::laptops::take_singly;
use crate::matrix::{Way, run_all};

const EVERYTHING: Carrying = Carrying { everything: true, with_attachments: true };

/// Each hands the other all entries.
struct ByHand;

impl Way for ByHand {
    fn carry(&mut self, from: &mut Office, to: &mut Office) {
        to.receive(from.list_entries().unwrap()).unwrap();
    }

    fn carry_again(&mut self, from: &mut Office, to: &mut Office) {
        self.carry(from, to);
    }

    fn carry_disordered(&mut self, from: &mut Office, to: &mut Office) {
        take_singly(to, from.list_entries().unwrap().into_iter().rev());
    }
}

/// Sealed files on a stick, as *Simpan ke USB* writes them.
struct ByStick {
    stick: tempfile::TempDir,
    files: usize,
}

impl ByStick {
    fn next(&mut self) -> PathBuf {
        self.files += 1;
        self.stick.path().join(format!("{}.tilik", self.files))
    }
}

impl Way for ByStick {
    fn carry(&mut self, from: &mut Office, to: &mut Office) {
        let file = self.next();
        from.write_bundle(&file, EVERYTHING).unwrap();
        to.take_bundle(&file).unwrap();
    }

    fn carry_again(&mut self, from: &mut Office, to: &mut Office) {
        let file = self.next();
        from.write_bundle(&file, EVERYTHING).unwrap();
        for _ in 0..2 {
            to.take_bundle(&file).unwrap();
        }
    }

    fn carry_disordered(&mut self, from: &mut Office, to: &mut Office) {
        take_singly(to, from.list_entries().unwrap().into_iter().rev());
        self.carry(from, to);
    }
}

#[test]
fn every_edit_of_fourteen_scenarios_is_kept_and_surfaced_in_memory() {
    println!("{}", run_all("in memory", &|_| Box::new(ByHand)));
}

#[test]
fn every_edit_of_fourteen_scenarios_is_kept_and_surfaced_by_stick() {
    println!(
        "{}",
        run_all("by stick", &|_| Box::new(ByStick { stick: tempfile::tempdir().unwrap(), files: 0 }))
    );
}

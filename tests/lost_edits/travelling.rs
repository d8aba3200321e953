//! What was written comes from an old copy, again, or the wrong way round.

use tilik_testkit::folder::copy_closed;

use super::laptop::Laptops;
use super::{Outcome, Seen};

/// The first laptop is put back to a copy from before what it sent, and writes the same field anew.
pub fn a_restored_backup(laptops: &mut Laptops<'_>) -> Outcome {
    let (old, newer) = (laptops.first.beside("lama"), laptops.first.beside("baru"));
    drop(laptops.offices.remove(0));
    copy_closed(laptops.first.root(), &old);
    let office = laptops.first.open();
    laptops.offices.insert(0, office);
    let before = laptops.note(0, "Ditulis sebelum dipulihkan");
    laptops.meet();
    drop(laptops.offices.remove(0));
    std::fs::rename(laptops.first.root(), &newer).unwrap();
    std::fs::rename(&old, laptops.first.root()).unwrap();
    let office = laptops.first.open();
    laptops.offices.insert(0, office);
    let after = laptops.note(0, "Ditulis sesudah dipulihkan");
    laptops.meet();
    Outcome { edits: vec![before, after], seen: Seen::Versions }
}

/// A stick that was carried weeks ago is put in again.
pub fn an_old_stick_once_more(laptops: &mut Laptops<'_>) -> Outcome {
    laptops.note(0, "Tulisan pertama");
    let stick = laptops.first.beside("lama.tilik");
    let what = tilik_office::sending::Carrying { everything: true, with_attachments: true };
    laptops.offices[0].write_bundle(&stick, what).unwrap();
    let edits = vec![laptops.note(0, "Tulisan kedua, lebih baru"), laptops.note(1, "Tulisan laptop kedua")];
    laptops.meet();
    for _ in 0..2 {
        let taken = laptops.offices[1].take_bundle(&stick).unwrap();
        assert_eq!((taken.placed, taken.parked), (0, 0), "it brings nothing that is not here");
    }
    laptops.meet();
    Outcome { edits, seen: Seen::Versions }
}

pub fn the_newest_first(laptops: &mut Laptops<'_>) -> Outcome {
    laptops.note(0, "Tulisan pertama");
    laptops.note(0, "Tulisan kedua");
    let edits = vec![laptops.note(0, "Tulisan ketiga"), laptops.note(1, "Tulisan laptop kedua")];
    laptops.with_way(|way, offices| {
        let [a, b] = offices else { panic!("two laptops") };
        way.carry_disordered(a, b);
        way.carry_disordered(b, a);
    });
    laptops.meet();
    Outcome { edits, seen: Seen::Versions }
}

pub fn delivered_three_times(laptops: &mut Laptops<'_>) -> Outcome {
    let edits = vec![laptops.note(0, "Tulisan laptop pertama"), laptops.note(1, "Tulisan laptop kedua")];
    laptops.meet();
    let before: Vec<_> = laptops.offices.iter().map(|office| office.list_entries().unwrap().len()).collect();
    laptops.with_way(|way, offices| {
        let [a, b] = offices else { panic!("two laptops") };
        for _ in 0..2 {
            way.carry_again(a, b);
            way.carry_again(b, a);
        }
    });
    let after: Vec<_> = laptops.offices.iter().map(|office| office.list_entries().unwrap().len()).collect();
    assert_eq!(before, after, "nothing is there twice");
    Outcome { edits, seen: Seen::Versions }
}

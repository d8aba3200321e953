//! How much goes into one message: little on a line that breaks, much on one that holds.
//!
//! A message carries at most a quarter of what went through since the line last broke, so that a break costs a part of what was gained before it, and on a good line the
//! messages still grow with every one that arrives. A line that carried `SURE` without a break is a good one: it is trusted with as much again.

/// What the first messages carry, in bytes before packing.
const FIRST: usize = 32 << 10;
/// No line is asked for less, but for a single entry that is larger.
const FLOOR: usize = 4 << 10;
/// The part of what went through that is put at stake.
const STAKE: usize = 4;
/// What only a good line carries without a break.
const SURE: usize = 1 << 20;

/// The size of the next message, in bytes before packing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    base: usize,
    /// Since the line last broke.
    carried: usize,
    ceiling: usize,
}

impl Portion {
    /// Begins on a line of which nothing is known, below what the other side takes.
    #[must_use]
    pub fn begin(ceiling: usize) -> Self {
        Self { base: FIRST, carried: 0, ceiling: ceiling.max(FLOOR) }
    }

    /// Bytes that the next message may carry.
    #[must_use]
    pub fn size(self) -> usize {
        let stake = if self.carried < SURE { self.carried / STAKE } else { self.carried };
        stake.max(self.base).min(self.ceiling)
    }

    /// Bytes of an attachment that the next message may carry. They do not pack, so all of them are at stake: half as many.
    #[must_use]
    pub fn piece(self) -> usize {
        (self.size() / 2).max(FLOOR)
    }

    /// The other side asks for messages of at most this size.
    pub fn lower(&mut self, ceiling: usize) {
        self.ceiling = self.ceiling.min(ceiling.max(FLOOR));
    }

    /// A message of this size went through.
    pub fn grow(&mut self, size: usize) {
        self.carried = self.carried.saturating_add(size);
    }

    /// The line broke.
    pub fn shrink(&mut self) {
        if self.carried == 0 {
            self.base = (self.base / 2).max(FLOOR);
        }
        self.carried = 0;
    }

    /// Something on the way takes no message of this size. Says whether a smaller one can be tried.
    pub fn bow(&mut self) -> bool {
        let can_bow = self.size() > FLOOR;
        self.ceiling = (self.size() / 2).max(FLOOR);
        can_bow
    }

    /// Room for one message.
    #[must_use]
    pub fn fill(self) -> Filling {
        Filling::of(self.size())
    }
}

/// What is left of a message's room while it is filled.
#[derive(Debug, Clone)]
pub struct Filling {
    room: usize,
    is_empty: bool,
}

impl Filling {
    /// Room for so many bytes.
    #[must_use]
    pub fn of(room: usize) -> Self {
        Self { room, is_empty: true }
    }

    /// Whether one more of this size goes in, which it then does. The first always.
    pub fn has_room(&mut self, size: usize) -> bool {
        let has_room = self.is_empty || size <= self.room;
        if has_room {
            self.is_empty = false;
            self.room = self.room.saturating_sub(size);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, FLOOR, Filling, Portion, STAKE, SURE};

    #[test]
    fn the_first_item_always_goes_and_the_sum_of_the_others_fits() {
        let take = |sizes: &[usize]| {
            let mut filling = Filling::of(10_000);
            sizes.iter().take_while(|size| filling.has_room(**size)).count()
        };
        assert_eq!(take(&[50_000, 1]), 1);
        assert_eq!(take(&[4_000, 6_000, 1]), 2);
        assert_eq!(take(&[4_000, 6_001, 1]), 1, "nothing overtakes what did not fit");
        assert_eq!(take(&[]), 0);
    }

    #[test]
    fn no_more_is_at_stake_than_a_part_of_what_went_through() {
        let mut portion = Portion::begin(8 << 20);
        let mut carried = 0;
        for _ in 0..40 {
            let stake = if carried < SURE { STAKE } else { 1 };
            assert!(portion.size() == FIRST || portion.size() * stake <= carried);
            carried += portion.size();
            portion.grow(portion.size());
        }
        assert_eq!(portion.size(), 8 << 20, "a good line is used");
        portion.shrink();
        assert_eq!(portion.size(), FIRST);
    }

    #[test]
    fn half_as_much_of_what_does_not_pack_is_at_stake() {
        let mut portion = Portion::begin(1 << 20);
        assert_eq!(portion.piece(), FIRST / 2);
        portion.grow(STAKE * 3 * FIRST);
        assert_eq!((portion.size(), portion.piece()), (3 * FIRST, 3 * FIRST / 2));
        (0..9).for_each(|_| portion.shrink());
        assert_eq!(portion.piece(), FLOOR);
    }

    #[test]
    fn a_line_that_bears_not_even_the_first_is_asked_for_less_and_less() {
        let mut portion = Portion::begin(1 << 20);
        let sizes = [(); 6].map(|()| {
            portion.shrink();
            portion.size()
        });
        assert_eq!(sizes, [FIRST / 2, FIRST / 4, FLOOR, FLOOR, FLOOR, FLOOR]);
    }

    #[test]
    fn what_was_too_large_once_is_never_tried_again() {
        let mut portion = Portion::begin(1 << 20);
        assert!(portion.bow());
        portion.grow(1 << 30);
        assert_eq!(portion.size(), FIRST / 2);
        while portion.bow() {}
        assert_eq!(portion.size(), FLOOR);
    }
}

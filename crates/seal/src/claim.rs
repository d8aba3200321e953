//! The 32 bytes of a claim (`docs/seal.md`, *The claim*).
//!
//! The invariant a reader could break: every claim has exactly one form, and [`Claim::parse`] refuses all others, so that what was signed is what
//! is shown.

use crate::error::SealError;
use crate::key::{KeyId, PublicKey};
use crate::sheet::{ContentHash, Nip, Period, Predicate, SheetKind};

/// Bytes of a claim.
pub const CLAIM_SIZE: usize = 32;

/// Bits of the NIP within its 8 bytes; the print's number stands above them.
const NIP_BITS: u32 = 60;
const MOST_PRINT: u8 = 15;
const MOST_SEGMENT: u8 = 4;

/// What the laptop that printed a sheet says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Claim {
    /// Whose signature it should carry.
    pub key: KeyId,
    /// Whose sheet it is.
    pub nip: Nip,
    /// How many times this revision had been printed, this one included: 1 to 15, and 15 for any higher.
    pub print: u8,
    /// Of which period.
    pub period: Period,
    /// Which of the positions that the person held in it, 1 to 4 (4 for any higher).
    pub segment: u8,
    /// With which predicate; none on a form that has none.
    pub predicate: Option<Predicate>,
    /// Which form.
    pub sheet: SheetKind,
    /// Revision of what is printed, from 1; 0 on a form without revisions, 255 for any higher.
    pub revision: u8,
    /// Of what is printed.
    pub content: ContentHash,
}

impl Claim {
    /// The 32 bytes.
    ///
    /// # Errors
    /// [`SealError::OutOfRange`] when print, segment or kind of sheet has no room.
    pub fn to_bytes(&self) -> Result<[u8; CLAIM_SIZE], SealError> {
        if !(1..=MOST_PRINT).contains(&self.print) {
            return Err(SealError::OutOfRange { what: "print" });
        }
        if !(1..=MOST_SEGMENT).contains(&self.segment) {
            return Err(SealError::OutOfRange { what: "segment" });
        }
        if SheetKind::of_number(self.sheet.number())? != self.sheet {
            return Err(SealError::OutOfRange { what: "sheet" });
        }
        let owner = u64::from(self.print) << NIP_BITS | self.nip.number();
        let when = self.period.to_bits() << 2 | u16::from(self.segment - 1);
        let predicate = self.predicate.map_or(0, Predicate::rank);
        let [head, tail] = [predicate << 5 | self.sheet.number(), self.revision];
        let mut bytes = [0; CLAIM_SIZE];
        bytes[..4].copy_from_slice(&self.key.0);
        bytes[4..12].copy_from_slice(&owner.to_be_bytes());
        bytes[12..14].copy_from_slice(&when.to_be_bytes());
        bytes[14..16].copy_from_slice(&[head, tail]);
        bytes[16..].copy_from_slice(&self.content.0);
        Ok(bytes)
    }

    /// Reads the 32 bytes. Says nothing about whether they are signed.
    ///
    /// # Errors
    /// [`SealError::Damaged`] for bits that no claim has.
    pub fn parse(bytes: &[u8; CLAIM_SIZE]) -> Result<Self, SealError> {
        let key = KeyId(part(bytes, 0));
        let owner = u64::from_be_bytes(part(bytes, 4));
        let when = u16::from_be_bytes(part(bytes, 12));
        let [head, revision] = part(bytes, 14);
        let content = ContentHash(part(bytes, 16));
        let print = u8::try_from(owner >> NIP_BITS).unwrap_or(u8::MAX);
        if print == 0 {
            return Err(SealError::Damaged("prints are counted from 1"));
        }
        let nip = Nip::from_number(owner & ((1 << NIP_BITS) - 1))
            .map_err(|_| SealError::Damaged("a NIP of more than 18 digits"))?;
        let period = Period::of_bits(when >> 2).ok_or(SealError::Damaged("no such period"))?;
        let predicate = match head >> 5 {
            0 => None,
            rank => Some(Predicate::of_rank(rank).map_err(|_| SealError::Damaged("no such predicate"))?),
        };
        let sheet = SheetKind::of_number(head & 31).map_err(|_| SealError::Damaged("no kind of sheet"))?;
        let segment = u8::try_from(when & 3).unwrap_or(u8::MAX) + 1;
        Ok(Self { key, nip, print, period, segment, predicate, sheet, revision, content })
    }

    /// The same claim as the print of that number by that device.
    #[must_use]
    pub fn printed(mut self, times: u32, by: &PublicKey) -> Self {
        self.print = u8::try_from(times.clamp(1, MOST_PRINT.into())).unwrap_or(MOST_PRINT);
        self.key = by.id();
        self
    }
}

/// So many bytes from that place on.
fn part<const N: usize>(bytes: &[u8; CLAIM_SIZE], at: usize) -> [u8; N] {
    std::array::from_fn(|index| bytes[at + index])
}

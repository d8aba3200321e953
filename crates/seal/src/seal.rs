//! A claim with its signature, as the text that stands in the QR.

use crate::base45;
use crate::claim::{CLAIM_SIZE, Claim};
use crate::error::SealError;
use crate::key::{PublicKey, SIGNATURE_SIZE};

/// Letters of the text: `TLK1:` and the Base45 of 96 bytes.
pub const TEXT_SIZE: usize = PREFIX.len() + (CLAIM_SIZE + SIGNATURE_SIZE) / 2 * 3;

/// Newest format of the text that this release knows.
const FORMAT: u32 = 1;
const NAME: &str = "TLK";
pub(crate) const PREFIX: &str = "TLK1:";
const SIGNED: &[u8; 14] = b"tilik seal v1\n";

/// A claim and a signature over it. Whether it is the signature of the key that the claim names says [`Seal::is_signed_by`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    claim: Claim,
    bytes: [u8; CLAIM_SIZE],
    signature: [u8; SIGNATURE_SIZE],
}

/// What is signed: `tilik seal v1\n` and the 32 bytes, so that no signature over anything else of ours is one over a claim.
#[must_use]
pub fn signed_bytes(claim: &[u8; CLAIM_SIZE]) -> [u8; SIGNED.len() + CLAIM_SIZE] {
    let mut bytes = [0; SIGNED.len() + CLAIM_SIZE];
    bytes[..SIGNED.len()].copy_from_slice(SIGNED);
    bytes[SIGNED.len()..].copy_from_slice(claim);
    bytes
}

impl Seal {
    /// Seals a claim. `sign` is the device's Ed25519 key: it gets the bytes to be signed and must be the key that the claim names.
    ///
    /// # Errors
    /// [`SealError::OutOfRange`] for a claim that has no form.
    pub fn new(claim: &Claim, sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE_SIZE]) -> Result<Self, SealError> {
        let bytes = claim.to_bytes()?;
        Ok(Self { claim: *claim, bytes, signature: sign(&signed_bytes(&bytes)) })
    }

    /// What is claimed.
    #[must_use]
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Whether this is the key that the claim names, and it signed the claim.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        key.id() == self.claim.key && key.has_signed(&signed_bytes(&self.bytes), &self.signature)
    }

    /// The text for the QR: [`TEXT_SIZE`] letters of its alphanumeric mode.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut sealed = [0; CLAIM_SIZE + SIGNATURE_SIZE];
        sealed[..CLAIM_SIZE].copy_from_slice(&self.bytes);
        sealed[CLAIM_SIZE..].copy_from_slice(&self.signature);
        format!("{PREFIX}{}", base45::encode(&sealed))
    }

    /// Reads exactly what [`Seal::to_text`] writes; what a scanner typed goes through [`crate::typed::repair`] first.
    ///
    /// # Errors
    /// [`SealError::NotOurs`], [`SealError::NewerFormat`], [`SealError::Damaged`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let Some(body) = text.strip_prefix(PREFIX) else { return Err(find_format(text)) };
        if text.len() != TEXT_SIZE {
            return Err(SealError::Damaged("it is too short or too long"));
        }
        let sealed = base45::decode(body).ok_or(SealError::Damaged("it is not Base45"))?;
        let (bytes, signature) = sealed
            .split_first_chunk::<CLAIM_SIZE>()
            .and_then(|(bytes, rest)| Some((*bytes, <[u8; SIGNATURE_SIZE]>::try_from(rest).ok()?)))
            .ok_or(SealError::Damaged("it is too short or too long"))?;
        Ok(Self { claim: Claim::parse(&bytes)?, bytes, signature })
    }
}

/// Why a text does not begin as ours of this format does.
fn find_format(text: &str) -> SealError {
    let number = text.strip_prefix(NAME).and_then(|rest| rest.split_once(':')).map(|(number, _)| number);
    let format = number
        .filter(|number| {
            (1..=4).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
        })
        .and_then(|number| number.parse::<u32>().ok());
    match format {
        Some(found) if found > FORMAT => SealError::NewerFormat { found, known: FORMAT },
        Some(_) | None => SealError::NotOurs,
    }
}

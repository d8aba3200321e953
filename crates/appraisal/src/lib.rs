//! The rules by which civil servants are evaluated: schemes, periods, ratings, predicates, distribution, SKP
//! structure, identity numbers, ranks, positions, superiors and objections.
//!
//! This crate must not know: files, databases, the clock (today is always a parameter), random numbers, the
//! screen's words, or any other crate of ours. What the law may change is data in [`ReferencePack`]; what the law
//! calls a judgement of a person is a parameter and never computed here.
//!
//! Invariant: every rule is a function of its arguments alone, and every result that a person may ask "why?" about
//! carries an [`Explanation`] made of codes and values, never of sentences.

mod code;

pub mod distribution;
pub mod explanation;
pub mod head;
pub mod hint;
pub mod nip;
pub mod objection;
pub mod order;
pub mod period;
pub mod person_name;
pub mod position;
pub mod predicate;
pub mod rank;
pub mod rating;
pub mod reference;
pub mod scheme;
pub mod skp;
pub mod superiors;

pub use code::UnknownCode;
pub use explanation::{
    Certainty, Explained, Explanation, Input, InputName, InputValue, LegalSource, RuleCode,
};
pub use nip::{Nip, OtherId};
pub use period::Period;
pub use person_name::PersonName;
pub use position::JenisJabatan;
pub use predicate::Predikat;
pub use rank::Rank;
pub use rating::{CoreValue, OrganisationAchievement, Rating};
pub use reference::{ReferenceError, ReferencePack};
pub use scheme::Scheme;
pub use skp::Skp;

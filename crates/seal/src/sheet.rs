//! What a claim says about a sheet: whose, which period, which kind, with which predicate and content.
//!
//! These are the numbers on the paper, not the rules behind them: they must still read what was printed decades ago, whatever a later release thinks
//! of a NIP or a period. Texts (`2026-TW3`, 18 digits) are the ones that the rest of the program uses.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::error::SealError;

const FIRST_YEAR: u16 = 1970;
const MOST_NIP: u64 = 999_999_999_999_999_999;
const HASHED: &[u8] = b"tilik sheet v1\n";

/// The 18 digits of a NIP as a number below 10^18, which is below 2^60. All zeros: a sheet about no single person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nip(u64);

impl Nip {
    /// For a sheet of a whole office.
    pub const NOBODY: Self = Self(0);

    pub(crate) fn from_number(number: u64) -> Result<Self, SealError> {
        if number > MOST_NIP { Err(SealError::OutOfRange { what: "nip" }) } else { Ok(Self(number)) }
    }

    pub(crate) const fn number(self) -> u64 {
        self.0
    }

    /// Whether the sheet is about a person.
    #[must_use]
    pub const fn is_somebody(self) -> bool {
        self.0 != 0
    }
}

impl FromStr for Nip {
    type Err = SealError;

    /// Takes exactly 18 digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = SealError::OutOfRange { what: "nip" };
        if text.len() != 18 || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(refused);
        }
        text.parse().map(Self).map_err(|_| refused)
    }
}

impl fmt::Display for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:018}", self.0)
    }
}

impl fmt::Debug for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Which part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The whole year.
    Annual,
    /// 1 or 2.
    Semester(u8),
    /// *Triwulan*, 1 to 4.
    Quarter(u8),
    /// 1 to 12.
    Month(u8),
}

impl Part {
    /// Its kind (2 bits) and its number (4 bits) in a claim.
    pub(crate) const fn numbers(self) -> (u16, u16) {
        match self {
            Self::Annual => (0, 1),
            Self::Semester(number) => (1, number as u16),
            Self::Quarter(number) => (2, number as u16),
            Self::Month(number) => (3, number as u16),
        }
    }

    pub(crate) fn of_numbers(kind: u16, number: u16) -> Option<Self> {
        let number = u8::try_from(number).ok()?;
        match (kind, number) {
            (0, 1) => Some(Self::Annual),
            (1, 1..=2) => Some(Self::Semester(number)),
            (2, 1..=4) => Some(Self::Quarter(number)),
            (3, 1..=12) => Some(Self::Month(number)),
            _ => None,
        }
    }
}

/// The period of a sheet: a year from 1970 to 2225 and a part of it. A plan's is its year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: u16,
    part: Part,
}

impl Period {
    /// A part of a year.
    ///
    /// # Errors
    /// [`SealError::OutOfRange`] for a year or part that a claim has no room for.
    pub fn new(year: u16, part: Part) -> Result<Self, SealError> {
        let refused = SealError::OutOfRange { what: "period" };
        let (kind, number) = part.numbers();
        if !(FIRST_YEAR..=FIRST_YEAR + 255).contains(&year) || Part::of_numbers(kind, number).is_none() {
            return Err(refused);
        }
        Ok(Self { year, part })
    }

    /// The calendar year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The part of it.
    #[must_use]
    pub const fn part(self) -> Part {
        self.part
    }

    /// 14 bits: year less 1970 (8), kind of part (2), number (4).
    pub(crate) const fn to_bits(self) -> u16 {
        let (kind, number) = self.part.numbers();
        (self.year - FIRST_YEAR) << 6 | kind << 4 | number
    }

    pub(crate) fn of_bits(bits: u16) -> Option<Self> {
        let part = Part::of_numbers(bits >> 4 & 3, bits & 15)?;
        Some(Self { year: FIRST_YEAR + (bits >> 6), part })
    }
}

/// As everywhere else: `2026-TW3`, `2026-03`, `2026-S1`, `2026`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        match self.part {
            Part::Annual => write!(f, "{year}"),
            Part::Semester(number) => write!(f, "{year}-S{number}"),
            Part::Quarter(number) => write!(f, "{year}-TW{number}"),
            Part::Month(number) => write!(f, "{year}-{number:02}"),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Period {
    type Err = SealError;

    /// Takes exactly what is displayed.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || SealError::OutOfRange { what: "period" };
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        let year: u16 = year.parse().map_err(|_| refused())?;
        let number = |digits: &str| digits.parse::<u8>().map_err(|_| refused());
        let part = match rest {
            None => Part::Annual,
            Some(rest) => match (rest.strip_prefix("TW"), rest.strip_prefix('S')) {
                (Some(digits), _) => Part::Quarter(number(digits)?),
                (None, Some(digits)) => Part::Semester(number(digits)?),
                (None, None) => Part::Month(number(rest)?),
            },
        };
        let period = Self::new(year, part)?;
        if period.to_string() == text { Ok(period) } else { Err(refused()) }
    }
}

/// *Predikat kinerja* by its rank of merit: 5 *Sangat Baik*, 4 *Baik*, 3 *Butuh Perbaikan*, 2 *Kurang*, 1 *Sangat Kurang*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Predicate(u8);

impl Predicate {
    /// By rank, 1 to 5.
    ///
    /// # Errors
    /// [`SealError::OutOfRange`].
    pub const fn of_rank(rank: u8) -> Result<Self, SealError> {
        if matches!(rank, 1..=5) { Ok(Self(rank)) } else { Err(SealError::OutOfRange { what: "predicate" }) }
    }

    /// 1 to 5.
    #[must_use]
    pub const fn rank(self) -> u8 {
        self.0
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $code:literal;)+) => {
        /// Which form a sheet is. The numbers stand on paper: none is ever used anew, and a number that this release does not know is still read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SheetKind {
            $($(#[$doc])* $name,)+
            /// One of a later release, up to 31.
            Later(u8),
        }

        impl SheetKind {
            /// All that this release knows.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// 1 to 31.
            #[must_use]
            pub const fn number(self) -> u8 {
                match self { $(Self::$name => $number,)+ Self::Later(number) => number }
            }

            /// By its number.
            ///
            /// # Errors
            /// [`SealError::OutOfRange`].
            pub const fn of_number(number: u8) -> Result<Self, SealError> {
                match number {
                    $($number => Ok(Self::$name),)+
                    1..=31 => Ok(Self::Later(number)),
                    _ => Err(SealError::OutOfRange { what: "sheet" }),
                }
            }

            /// The stable code of a text.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ Self::Later(_) => "later" }
            }
        }
    };
}

kinds! {
    /// *Sasaran kinerja pegawai*, in any of its variants.
    Skp = 1, "skp";
    /// *Lampiran SKP*.
    SkpAnnex = 2, "lampiran_skp";
    /// *Matriks peran hasil*.
    RoleMatrix = 3, "matriks_peran_hasil";
    /// *Rencana aksi*.
    ActionPlan = 4, "rencana_aksi";
    /// *Lembar ekspektasi*.
    Expectation = 5, "lembar_ekspektasi";
    /// *Umpan balik*.
    Feedback = 6, "umpan_balik";
    /// *Evaluasi kinerja pegawai*, the long form.
    Evaluation = 7, "evaluasi_kinerja";
    /// *Dokumen evaluasi kinerja pegawai*, the one page that is signed.
    EvaluationDocument = 8, "dokumen_evaluasi";
    /// *Penetapan predikat* of a unit.
    PredicateDecision = 9, "penetapan_predikat";
    /// *Laporan bulanan*.
    MonthlyReport = 10, "laporan_bulanan";
    /// Minutes of a *dialog kinerja*.
    Dialogue = 11, "dialog_kinerja";
    /// *Keberatan*.
    Objection = 12, "keberatan";
    /// The decision on one.
    ObjectionDecision = 13, "keputusan_keberatan";
    /// *Konversi predikat* to *angka kredit*.
    CreditConversion = 14, "konversi_predikat";
    /// *Akumulasi angka kredit*.
    CreditAccumulation = 15, "akumulasi_angka_kredit";
    /// *Penetapan angka kredit*.
    CreditDecision = 16, "penetapan_angka_kredit";
    /// *Rekap* of a unit for its head.
    Recap = 17, "rekap";
    /// *Berita acara serah terima*.
    HandOver = 18, "berita_acara_serah_terima";
    /// *Piagam apresiasi*.
    Appreciation = 19, "piagam_apresiasi";
}

/// The first 16 bytes of SHA-256(`tilik sheet v1\n` ‖ number of the kind, 1 byte ‖ content).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// Of what a sheet was printed from. `content` is what was kept, byte for byte: of a closed evaluation the text that its closing holds; it is never
    /// encoded again before it is hashed.
    #[must_use]
    pub fn of(kind: SheetKind, content: &[u8]) -> Self {
        let hasher = Sha256::new().chain_update(HASHED).chain_update([kind.number()]).chain_update(content);
        let digest: [u8; 32] = hasher.finalize().into();
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        Self(hash)
    }

    /// Thirty-two lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        crate::key::hex(&self.0)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

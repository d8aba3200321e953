//! A two-dimensional code that somebody else computed.
//!
//! Must not know what the code says. Invariant: a [`Code`] is a square of a size that QR codes have, so the painter only draws.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::FormsError;
use crate::layout::{Grey, Mark};
use crate::paper::MM;

/// Length of a side on paper, without the quiet zone, pt.
pub const SIDE: f64 = 22.0 * MM;

/// White modules that scanners need around a QR code.
const QUIET: f64 = 4.0;

/// The modules of a QR code, `true` is dark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<bool>>", into = "Vec<Vec<bool>>")]
pub struct Code {
    rows: Arc<Vec<Vec<bool>>>,
}

impl Code {
    /// A code of these rows.
    ///
    /// # Errors
    /// [`FormsError::Code`] when the rows are no square of 21 to 177 modules, the sizes of QR codes.
    pub fn new(rows: Vec<Vec<bool>>) -> Result<Self, FormsError> {
        let side = rows.len();
        let is_square = rows.iter().all(|row| row.len() == side);
        if !is_square || !(21..=177).contains(&side) || side % 4 != 1 {
            return Err(FormsError::Code { rows: side });
        }
        Ok(Self { rows: Arc::new(rows) })
    }

    /// Modules on a side.
    #[must_use]
    pub fn side(&self) -> usize {
        self.rows.len()
    }

    /// Width of the quiet zone around a code of [`SIDE`], pt.
    #[must_use]
    pub fn quiet_zone(&self) -> f64 {
        QUIET * SIDE / to_f64(self.side())
    }

    /// Dark runs as row, first column and length: fewer marks than modules.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.rows.iter().enumerate().flat_map(|(row, modules)| {
            let mut column = 0;
            modules.chunk_by(|a, b| a == b).filter_map(move |run| {
                let from = column;
                column += run.len();
                run[0].then_some((row, from, run.len()))
            })
        })
    }
}

impl TryFrom<Vec<Vec<bool>>> for Code {
    type Error = FormsError;

    fn try_from(rows: Vec<Vec<bool>>) -> Result<Self, FormsError> {
        Self::new(rows)
    }
}

impl From<Code> for Vec<Vec<bool>> {
    fn from(code: Code) -> Self {
        code.rows.to_vec()
    }
}

/// A code with its left upper corner there, on white as far as its quiet zone: no watermark shows through.
pub(crate) fn marks(code: &Code, x: f64, y: f64) -> [Mark; 2] {
    let quiet = code.quiet_zone();
    let whole = SIDE + 2.0 * quiet;
    let white = Mark::Fill { x: x - quiet, y: y - quiet, width: whole, height: whole, grey: Grey(0) };
    [white, Mark::Code { x, y, side: SIDE, code: code.clone() }]
}

#[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
pub(crate) fn to_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_is_no_qr_code_is_refused() {
        for rows in [vec![], vec![vec![true; 21]; 20], vec![vec![false; 22]; 22], vec![vec![true]; 1]] {
            assert!(matches!(Code::new(rows), Err(FormsError::Code { .. })));
        }
        assert_eq!(Code::new(vec![vec![true; 41]; 41]).unwrap().side(), 41);
    }

    #[test]
    fn dark_runs_hold_every_dark_module_once() {
        let rows: Vec<Vec<bool>> = (0..21).map(|y| (0..21).map(|x| (x * y + x) % 3 == 0).collect()).collect();
        let code = Code::new(rows.clone()).unwrap();
        let mut again = vec![vec![false; 21]; 21];
        for (row, from, length) in code.runs() {
            again[row][from..from + length].fill(true);
        }
        assert_eq!(again, rows);
    }
}

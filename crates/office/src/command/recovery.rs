//! The recovery sheets, printed, proven, put off. The code is held in memory until one of the latter two.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Desk, MadeFile, Nothing, PaperName};
use crate::Failure;
use crate::recovery::RecoveryState;
use crate::session::Recovery;

/// The group of half A that is asked for: neither the first nor the last, so that somebody looks.
const ASKED_GROUP: usize = 3;

/// The code as it is shown for printing.
#[derive(Serialize, TS)]
pub struct RecoveryCode {
    /// Half A: groups with dashes between.
    pub first: String,
    /// Half B.
    pub second: String,
    /// Which group of half A will be asked for, from 1.
    pub asked_group: usize,
}

/// Arguments of `recovery.print`.
#[derive(Debug, Deserialize, TS)]
pub struct RecoveryPaper {
    /// On which paper.
    pub paper: PaperName,
}

/// Arguments of `recovery.confirm`.
#[derive(Deserialize, TS)]
pub struct TypedSigns {
    /// What was read from the sheet.
    pub signs: String,
}

/// Arguments of `recovery.postpone`.
#[derive(Debug, Deserialize, TS)]
pub struct PostponeReason {
    /// Why.
    pub reason: String,
}

impl Desk {
    pub(super) fn look_at_recovery(&self, _: Nothing) -> Result<RecoveryState, Failure> {
        let has_code = self.front().code.is_some();
        self.with(|office| office.recovery_state(has_code))
    }

    /// The code that was made last, or a new one when it was printed, put off or forgotten.
    pub(super) fn make_recovery(&self, _: Nothing) -> Result<RecoveryCode, Failure> {
        let known = self.front().code.clone();
        let code = match known {
            Some(code) => {
                self.with(|office| office.need_role(&[tilik_journal::Role::Kepala]).map(|()| code))?
            }
            None => self.with(crate::Office::renew_recovery)?,
        };
        let shown =
            RecoveryCode { first: code.first.clone(), second: code.second.clone(), asked_group: ASKED_GROUP };
        self.front().code = Some(code);
        Ok(shown)
    }

    pub(super) fn print_recovery(&self, asked: RecoveryPaper) -> Result<MadeFile, Failure> {
        let code = self.get_code()?;
        self.with(|office| {
            let bytes = office.render_recovery(&code, asked.paper.paper())?;
            Ok(MadeFile { file: self.tray.put(bytes)?, extension: "pdf".to_owned() })
        })
    }

    pub(super) fn confirm_recovery(&self, typed: TypedSigns) -> Result<RecoveryState, Failure> {
        let code = self.get_code()?;
        let state = self.with(|office| {
            office.confirm_recovery(&code, ASKED_GROUP, &typed.signs)?;
            office.recovery_state(false)
        })?;
        self.front().code = None;
        Ok(state)
    }

    pub(super) fn postpone_recovery(&self, why: PostponeReason) -> Result<RecoveryState, Failure> {
        let state = self.with(|office| {
            office.postpone_recovery(&why.reason)?;
            office.recovery_state(false)
        })?;
        self.front().code = None;
        Ok(state)
    }

    fn get_code(&self) -> Result<Recovery, Failure> {
        self.front().code.clone().ok_or_else(|| Failure::new("recovery.no_code"))
    }
}

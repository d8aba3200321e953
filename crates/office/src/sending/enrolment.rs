//! An office comes to the province: by the file that it was handed, or by a code that is typed.

use serde::{Deserialize, Serialize};
use tilik_journal::Role;
use tilik_store::ledger::Province;
use tilik_sync::Transport;
use tilik_sync::code::Code;
use tilik_sync::enrolment::{Applicant, Enrolled, EnrolmentFile, enrol};
use tilik_sync::http::{Address, Clock, Line};
use tilik_sync::message::Redeemed;
use ts_rs::TS;

use super::ledger::Lender;
use super::{VERSION, time_of};
use crate::{Failure, Office};

/// A code that was typed, with the address that came with it.
#[derive(Clone, Deserialize, TS)]
pub struct TypedCode {
    /// Eight groups of five letters, as people type them.
    pub code: String,
    /// Where the server is.
    pub address: String,
}

/// What an enrolment file says, before it is used.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Invitation {
    /// The office's name at the province.
    pub office: String,
    /// Where the server is.
    pub address: String,
}

/// The province that the office is enrolled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct EnrolledWith {
    /// The office's name there.
    pub office: String,
    /// Where the server is.
    pub address: String,
    /// When, by the laptop's clock.
    pub enrolled_at: String,
}

impl EnrolledWith {
    pub(super) fn of(province: Province) -> Self {
        Self { office: province.name, address: province.address, enrolled_at: time_of(province.enrolled_at) }
    }
}

/// What is known of the province before it was met.
pub struct Invited {
    code: Code,
    address: Address,
    province_key: Option<[u8; 32]>,
    certificate: Option<Vec<u8>>,
}

impl Invited {
    /// By a file.
    ///
    /// # Errors
    /// `sync.not_an_enrolment_file`, `sync.address_unusable`.
    pub fn by_file(bytes: &[u8]) -> Result<Self, Failure> {
        let file = read_file(bytes)?;
        Ok(Self {
            code: file.code,
            address: Address::parse(&file.address)?,
            province_key: Some(file.province_key),
            certificate: file.certificate,
        })
    }

    /// By a code.
    ///
    /// # Errors
    /// `sync.code_incomplete`, `sync.code_mistyped` with the group, `sync.address_unusable`.
    pub fn by_code(typed: &TypedCode) -> Result<Self, Failure> {
        Ok(Self {
            code: Code::parse(&typed.code)?,
            address: Address::parse(&typed.address)?,
            province_key: None,
            certificate: None,
        })
    }
}

/// What an enrolment file says.
///
/// # Errors
/// `sync.not_an_enrolment_file`.
pub fn look_at_file(bytes: &[u8]) -> Result<Invitation, Failure> {
    let file = read_file(bytes)?;
    Ok(Invitation { office: file.office, address: file.address })
}

pub(super) fn read_file(bytes: &[u8]) -> Result<EnrolmentFile, Failure> {
    EnrolmentFile::parse_file(bytes).map_err(|error| Failure::of("sync.not_an_enrolment_file", &error))
}

/// Redeems a code over HTTP and keeps the province.
///
/// # Errors
/// `user.not_permitted`, `sending.practice`, and those of [`enrol`].
pub fn enrol_office(lender: &impl Lender, invited: Invited) -> Result<EnrolledWith, Failure> {
    let line = Line::to(invited.address.clone(), invited.certificate.as_deref(), VERSION)?;
    enrol_over(lender, invited, &line)
}

/// The same over any line.
///
/// # Errors
/// Those of [`enrol_office`].
pub fn enrol_over(
    lender: &impl Lender,
    invited: Invited,
    line: &impl Transport,
) -> Result<EnrolledWith, Failure> {
    let (device, feed, shown) = lender.lend(|office| {
        office.check_enrolling()?;
        let ledger = office.store().ledger()?;
        Ok((ledger.device_key(), ledger.feed()?, ledger.list_credentials()?))
    })?;
    let host = lender.lend(|office| Ok(std::sync::Arc::clone(office.host())))?;
    let chance = || {
        let mut bytes = [0; 32];
        host.fill_random(&mut bytes);
        bytes
    };
    let sign = |bytes: &[u8]| {
        // An office that was closed meanwhile signs nothing, and the server says so.
        lender.lend(|office| Ok(office.store().ledger()?.sign_apart(bytes))).unwrap_or([0; 64])
    };
    let applicant = Applicant {
        code: &invited.code,
        province_key: invited.province_key,
        version: VERSION,
        device,
        feed,
        shown,
    };
    let enrolled = super::block_on(enrol(&applicant, sign, chance, line, &Clock))?;
    lender.lend(|office| office.keep_enrolment(&invited, enrolled))
}

impl Office {
    fn check_enrolling(&self) -> Result<(), Failure> {
        // Where an office sends its work to is changed by its head alone.
        let is_enrolled = self.store().ledger()?.find_province()?.is_some();
        self.need_role(if is_enrolled { &[Role::Kepala] } else { &[Role::Kepala, Role::Operator] })?;
        if self.is_practice()? { Err(Failure::new("sending.practice")) } else { Ok(()) }
    }

    /// Keeps an enrolment file until the province's answer comes by stick: every file that is made until then asks for it.
    ///
    /// # Errors
    /// `user.not_permitted`, `sending.practice`, `sync.not_an_enrolment_file`.
    pub fn enrol_by_stick(&mut self, bytes: &[u8]) -> Result<Invitation, Failure> {
        self.check_enrolling()?;
        let file = read_file(bytes)?;
        let now = self.host().now().timestamp_millis();
        self.store_mut().exchange()?.keep_invitation(bytes, now)?;
        Ok(Invitation { office: file.office, address: file.address })
    }

    /// Waits for no answer any more.
    ///
    /// # Errors
    /// `user.not_permitted`, `sending.practice`.
    pub fn forget_invitation(&mut self) -> Result<(), Failure> {
        self.check_enrolling()?;
        Ok(self.store_mut().exchange()?.forget_invitation()?)
    }

    /// The enrolment file that waits for the province's answer.
    pub(super) fn find_invitation(&self) -> Result<Option<EnrolmentFile>, Failure> {
        self.store().ledger()?.find_invitation()?.map(|bytes| read_file(&bytes)).transpose()
    }

    /// The province answered the enrolment file: it is pinned.
    pub(super) fn keep_invited(&mut self, file: EnrolmentFile, redeemed: Redeemed) -> Result<(), Failure> {
        let province = Province {
            key: file.province_key,
            address: file.address,
            certificate: file.certificate,
            office: redeemed.office,
            name: redeemed.name,
            enrolled_at: self.host().now().timestamp_millis(),
        };
        Ok(self.store_mut().exchange()?.keep_province(&province)?)
    }

    fn keep_enrolment(&mut self, invited: &Invited, enrolled: Enrolled) -> Result<EnrolledWith, Failure> {
        let province = Province {
            key: enrolled.province_key,
            address: invited.address.to_string(),
            certificate: invited.certificate.clone(),
            office: enrolled.redeemed.office,
            name: enrolled.redeemed.name,
            enrolled_at: self.host().now().timestamp_millis(),
        };
        self.store_mut().exchange()?.keep_province(&province)?;
        Ok(EnrolledWith::of(province))
    }
}

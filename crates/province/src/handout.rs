//! What an office is handed to enrol with: the file that says all that the code says, and what is too long to be typed (`docs/protocol.md`, *Enrolment*).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sqlx_core::query_as::query_as;
use tilik_sync::code::Code;
use tilik_sync::enrolment::EnrolmentFile;
use uuid::Uuid;

use crate::config::Config;
use crate::error::{ProvinceError, Refusal};
use crate::province::Province;

const PEM_BEGINS: &str = "-----BEGIN CERTIFICATE-----";
const PEM_ENDS: &str = "-----END CERTIFICATE-----";

impl Province {
    /// The enrolment file of a code that can still be redeemed.
    ///
    /// # Errors
    /// [`Refusal::CodeUnknown`] when it is none of this office, used or too old, [`Refusal::NoAddress`]; what the database says.
    pub async fn write_enrolment_file(&self, office: Uuid, code: [u8; 8]) -> Result<Vec<u8>, ProvinceError> {
        if self.address.is_empty() {
            return Err(Refusal::NoAddress.into());
        }
        let row: Option<([u8; 10], String)> = query_as(
            "SELECT secret, office.name FROM code JOIN office USING (office)
             WHERE code.name = $1 AND office = $2 AND used_at IS NULL AND expires_at > $3",
        )
        .bind(code)
        .bind(office)
        .bind(self.now_at())
        .fetch_optional(&self.pool)
        .await?;
        let (secret, name) = row.ok_or(Refusal::CodeUnknown)?;
        let file = EnrolmentFile {
            code: Code::new(secret, &self.public_key()),
            address: self.address.clone(),
            province_key: self.public_key(),
            certificate: self.certificate.clone(),
            office: name,
        };
        Ok(file.to_file())
    }
}

/// The certificate that laptops shall believe, as the configuration names it: DER, or the first of a PEM file.
pub(crate) fn read_certificate(config: &Config) -> Result<Option<Vec<u8>>, ProvinceError> {
    let Some(file) = &config.certificate else { return Ok(None) };
    let wrong = |why: &str| ProvinceError::Configuration(format!("certificate {}: {why}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| wrong(&error.to_string()))?;
    decode_certificate(bytes).map(Some).ok_or_else(|| wrong("neither PEM nor DER"))
}

fn decode_certificate(bytes: Vec<u8>) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.contains(PEM_BEGINS));
    let Some(text) = text else {
        // A sequence of two bytes of length, as every certificate of more than 127 bytes is.
        return bytes.starts_with(&[0x30, 0x82]).then_some(bytes);
    };
    let body = text.split_once(PEM_BEGINS)?.1.split_once(PEM_ENDS)?.0;
    let letters: String = body.split_whitespace().collect();
    BASE64_STANDARD.decode(letters).ok()
}

#[cfg(test)]
mod tests {
    use super::decode_certificate;

    #[test]
    fn a_certificate_is_read_from_pem_and_der_and_from_nothing_else() {
        let der = vec![0x30, 0x82, 0x01, 0x02, 0x03];
        assert_eq!(decode_certificate(der.clone()), Some(der.clone()));
        let pem = "words\n-----BEGIN CERTIFICATE-----\nMIIB\nAgM=\n-----END CERTIFICATE-----\nmore";
        assert_eq!(decode_certificate(pem.into()), Some(der));
        for strange in ["", "halo", "-----BEGIN CERTIFICATE-----\n??\n-----END CERTIFICATE-----"] {
            assert_eq!(decode_certificate(strange.into()), None, "{strange}");
        }
    }
}

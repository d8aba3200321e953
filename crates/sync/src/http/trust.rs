//! Which certificate is believed. It keeps the talk private; that the other side is the province is proved by the province's key.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::Address;
use crate::error::SyncError;
use crate::transport::LineError;

/// What the client believes of a server at this address: the certificate that was handed to the office, or the system's authorities. Where nothing is to be shown, nobody is believed: reading
/// the authorities takes as long as a small run.
pub(super) fn config(address: &Address, certificate: Option<&[u8]>) -> Result<ClientConfig, SyncError> {
    let unusable = |error: &dyn std::error::Error| SyncError::AddressUnusable(error.to_string());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?;
    if !address.speaks_tls() {
        return Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    let Some(certificate) = certificate else {
        let builder = builder.with_platform_verifier().map_err(|error| unusable(&error))?;
        return Ok(builder.with_no_client_auth());
    };
    let verifier = Pinned::to(certificate, &provider).map_err(|error| unusable(&error))?;
    Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// Believes the one certificate, whatever the laptop's clock says, and what it signed.
#[derive(Debug)]
struct Pinned {
    certificate: CertificateDer<'static>,
    /// When it is an authority's; none when it can be no anchor.
    signed: Option<Arc<WebPkiServerVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Pinned {
    fn to(certificate: &[u8], provider: &Arc<CryptoProvider>) -> Result<Self, rustls::Error> {
        let certificate = CertificateDer::from(certificate.to_vec());
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone())?;
        let signed =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().ok();
        Ok(Self { certificate, signed, algorithms: provider.signature_verification_algorithms })
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if end_entity.as_ref() == self.certificate.as_ref() {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.signed {
            Some(signed) => {
                signed.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
            None => Err(rustls::CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Why nothing came back.
pub(super) fn judge_error(error: &reqwest::Error) -> LineError {
    if is_of_tls(error) {
        LineError::Untrusted
    } else if error.is_connect() {
        LineError::NoRoute
    } else {
        LineError::Cut
    }
}

/// Whether the other side could not show a certificate that is believed, or speaks no TLS at all.
fn is_of_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(this) = cause {
        let within = this.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if this.is::<rustls::Error>() || within.is_some_and(|within| within.is::<rustls::Error>()) {
            return true;
        }
        // An error of the system hides the one that it was made of.
        cause = match within {
            Some(within) => Some(within),
            None => this.source(),
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Address, config};

    #[test]
    fn no_certificate_is_read_where_none_will_be_shown() {
        let read = |address: &str| config(&Address::parse(address).unwrap(), Some(b"no certificate")).is_ok();
        assert!(read("http://127.0.0.1:9000"));
        assert!(!read("https://127.0.0.1:9000"));
    }
}

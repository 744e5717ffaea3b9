//! Certificate chains as the SDK verifies them: the `webpki` crate, with the host's cryptography for the signatures.

use crate::host;
use crate::wire::{Reader, Writer};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{
    alg_id, AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, UnixTime,
};
use std::time::Duration;
use webpki::{anchor_from_trusted_cert, EndEntityCert, KeyUsage};

const DONE: u8 = 0;
const NOT_READABLE: u8 = 1;
const NOT_VERIFIED: u8 = 2;

/// The certificates of a PEM file. Out: 0, count and blobs; or 1 and why not.
pub fn read_pem(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::default();
    match CertificateDer::pem_reader_iter(&mut &*bytes).collect::<Result<Vec<_>, _>>() {
        Ok(certificates) => {
            writer.u8(DONE);
            writer.u32(certificates.len() as u32);
            certificates.iter().for_each(|certificate| writer.blob(certificate));
        }
        Err(error) => {
            writer.u8(NOT_READABLE);
            writer.text(&format!("Failed to parse PEM certificates: {error}"));
        }
    }
    writer.bytes
}

/// Verifies the first of `chain` for a server, by a root and with the other ones between them. In: root, seconds since 1970,
/// count and blobs of the chain. Out: 0; or 1 (not readable) or 2 (not verified) and why.
pub fn verify(input: &mut Reader) -> Vec<u8> {
    let root = CertificateDer::from(input.blob());
    let now = UnixTime::since_unix_epoch(Duration::from_secs_f64(input.f64().max(0.0)));
    let chain: Vec<_> = (0..input.u32()).map(|_| CertificateDer::from(input.blob())).collect();
    let mut writer = Writer::default();
    match verified(&root, now, &chain) {
        Ok(()) => writer.u8(DONE),
        Err((kind, reason)) => {
            writer.u8(kind);
            writer.text(&reason);
        }
    }
    writer.bytes
}

fn verified(root: &CertificateDer, now: UnixTime, chain: &[CertificateDer]) -> Result<(), (u8, String)> {
    let anchor = anchor_from_trusted_cert(root)
        .map_err(|error| (NOT_READABLE, format!("Failed to parse root certificate as trust anchor: {error}")))?;
    let Some((leaf, between)) = chain.split_first() else {
        return Err((NOT_READABLE, "No certificates found in server certificate file".to_owned()));
    };
    let leaf = EndEntityCert::try_from(leaf)
        .map_err(|error| (NOT_READABLE, format!("Failed to parse end-entity certificate: {error}")))?;
    leaf.verify_for_usage(ALGORITHMS, &[anchor], between, now, KeyUsage::server_auth(), None, None)
        .map(|_| ())
        .map_err(|error| (NOT_VERIFIED, format!("Certificate chain verification failed: {error}")))
}

/// How a signature is made; the numbers are the host's.
#[derive(Debug, Clone, Copy)]
enum Scheme {
    Ecdsa = 0,
    Ed25519 = 1,
    RsaPkcs1 = 2,
    RsaPss = 3,
}

/// An algorithm whose arithmetic the host does.
#[derive(Debug)]
struct HostAlgorithm {
    scheme: Scheme,
    /// Bits of the digest; 0 where the scheme has its own.
    digest: u32,
    /// The shortest RSA key that will do, in bits; 0 for other keys.
    least_bits: u32,
    public_key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for HostAlgorithm {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let is_point = !matches!(self.scheme, Scheme::Ecdsa) || matches!(public_key.first(), Some(2..=4));
        let mut writer = Writer::default();
        writer.u32(self.digest);
        writer.u32(self.least_bits);
        writer.blob(&public_key_info(&self.public_key, public_key));
        writer.blob(message);
        writer.blob(signature);
        let valid = is_point && host::ask_signature(self.scheme as u32, &writer.bytes);
        valid.then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.public_key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// The DER form in which cryptographic libraries take keys (RFC 5280, `SubjectPublicKeyInfo`).
fn public_key_info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let bits = [&[0], key].concat();
    der(0x30, &[der(0x30, algorithm), der(0x03, &bits)].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

const fn ecdsa(digest: u32, public_key: AlgorithmIdentifier, signature: AlgorithmIdentifier) -> HostAlgorithm {
    HostAlgorithm { scheme: Scheme::Ecdsa, digest, least_bits: 0, public_key, signature }
}

const fn rsa(scheme: Scheme, digest: u32, least_bits: u32, signature: AlgorithmIdentifier) -> HostAlgorithm {
    HostAlgorithm { scheme, digest, least_bits, public_key: alg_id::RSA_ENCRYPTION, signature }
}

/// An RSA signature's identifier whose parameters were left out: the object identifier alone, which differs in its last byte.
macro_rules! without_parameters {
    ($last:literal) => {
        AlgorithmIdentifier::from_slice(&[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, $last])
    };
}

/// Those that the SDK's `webpki` takes, in its order.
static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    &ecdsa(256, alg_id::ECDSA_P256, alg_id::ECDSA_SHA256),
    &ecdsa(384, alg_id::ECDSA_P256, alg_id::ECDSA_SHA384),
    &ecdsa(512, alg_id::ECDSA_P256, alg_id::ECDSA_SHA512),
    &ecdsa(256, alg_id::ECDSA_P384, alg_id::ECDSA_SHA256),
    &ecdsa(384, alg_id::ECDSA_P384, alg_id::ECDSA_SHA384),
    &ecdsa(512, alg_id::ECDSA_P384, alg_id::ECDSA_SHA512),
    &ecdsa(256, alg_id::ECDSA_P521, alg_id::ECDSA_SHA256),
    &ecdsa(384, alg_id::ECDSA_P521, alg_id::ECDSA_SHA384),
    &ecdsa(512, alg_id::ECDSA_P521, alg_id::ECDSA_SHA512),
    &HostAlgorithm {
        scheme: Scheme::Ed25519,
        digest: 0,
        least_bits: 0,
        public_key: alg_id::ED25519,
        signature: alg_id::ED25519,
    },
    &rsa(Scheme::RsaPkcs1, 256, 2048, alg_id::RSA_PKCS1_SHA256),
    &rsa(Scheme::RsaPkcs1, 384, 2048, alg_id::RSA_PKCS1_SHA384),
    &rsa(Scheme::RsaPkcs1, 512, 2048, alg_id::RSA_PKCS1_SHA512),
    &rsa(Scheme::RsaPkcs1, 256, 2048, without_parameters!(0x0b)),
    &rsa(Scheme::RsaPkcs1, 384, 2048, without_parameters!(0x0c)),
    &rsa(Scheme::RsaPkcs1, 512, 2048, without_parameters!(0x0d)),
    &rsa(Scheme::RsaPkcs1, 384, 3072, alg_id::RSA_PKCS1_SHA384),
    &rsa(Scheme::RsaPss, 256, 2048, alg_id::RSA_PSS_SHA256),
    &rsa(Scheme::RsaPss, 384, 2048, alg_id::RSA_PSS_SHA384),
    &rsa(Scheme::RsaPss, 512, 2048, alg_id::RSA_PSS_SHA512),
];

//! Checking the signature of a statement: which key signed it.

use jiff::Timestamp;

use promote_core::policy::gate::StatementSignature;
use promote_core::policy::signers::{KeyId, SignatureFlaw, SigningKey, check};
use promote_git::{Distrust, Repo, SignFormat, SignatureCheck, SignatureChecker};

/// The largest accepted signature, in bytes.
const MAX_SIGNATURE: usize = 64 << 10;

/// The result of checking a signature over a statement.
pub(super) fn check_signature(
    repo: &Repo,
    checker: &SignatureChecker,
    bytes: &[u8],
    signature: &[u8],
) -> StatementSignature {
    match key_of(repo, checker, bytes, signature) {
        Ok(key) => StatementSignature::By(key),
        Err(flaw) => StatementSignature::Flawed(flaw),
    }
}

/// The key that signed these bytes. Whether it was valid then depends on the ledger's time, which is not known yet.
fn key_of(
    repo: &Repo,
    checker: &SignatureChecker,
    bytes: &[u8],
    signature: &[u8],
) -> Result<SigningKey, SignatureFlaw> {
    let format = match signature {
        _ if signature.len() > MAX_SIGNATURE => {
            return Err(SignatureFlaw::Unreadable("it is too large".to_owned()));
        }
        text if text.starts_with(b"-----BEGIN SSH SIGNATURE-----") => return check(signature, bytes),
        text if text.starts_with(b"-----BEGIN PGP ") => SignFormat::OpenPgp,
        text if text.starts_with(b"-----BEGIN SIGNED MESSAGE-----") => SignFormat::X509,
        _ => return Err(SignatureFlaw::Unreadable("its format is unknown".to_owned())),
    };
    let id = |fingerprint: String| match format {
        SignFormat::OpenPgp => KeyId::OpenPgp(fingerprint),
        SignFormat::X509 | SignFormat::Ssh => KeyId::X509(fingerprint),
    };
    let key = |key: promote_git::SigningKey, expired: Option<Timestamp>| SigningKey {
        id: id(key.fingerprint),
        aliases: key.aliases,
        expired,
    };
    let checked = checker.check(repo, format, bytes, signature);
    match checked.map_err(|error| SignatureFlaw::Unchecked(error.reason()))? {
        SignatureCheck::Good(good) => Ok(key(good, None)),
        SignatureCheck::ExpiredKey(expired, end) => match end.and_then(|end| Timestamp::from_second(end).ok()) {
            Some(end) => Ok(key(expired, Some(end))),
            None => Err(SignatureFlaw::ExpiredKey(expired.fingerprint)),
        },
        SignatureCheck::RevokedKey(key) => Err(SignatureFlaw::RevokedKey(key)),
        SignatureCheck::Untrusted(key, why) => Err(untrusted(key, why)),
        SignatureCheck::Expired => Err(SignatureFlaw::Expired),
        SignatureCheck::Weak => Err(SignatureFlaw::Weak("its hash algorithm is weak".to_owned())),
        SignatureCheck::Bad => Err(SignatureFlaw::OtherBytes),
        SignatureCheck::NoKey(key) => Err(SignatureFlaw::NoKey(key)),
        SignatureCheck::Unreadable => Err(SignatureFlaw::Unreadable("it is not exactly one signature".to_owned())),
    }
}

/// The flaw of a signature by a key that the keyring does not trust.
fn untrusted(key: String, why: Distrust) -> SignatureFlaw {
    let unchecked =
        |list: &str| SignatureFlaw::Unchecked(format!("the list of revoked certificates (CRL) for {key} {list}"));
    match why {
        Distrust::Revoked => SignatureFlaw::RevokedCertificate(key),
        Distrust::NoCrl => unchecked("is missing"),
        Distrust::OldCrl => unchecked("is too old"),
        Distrust::NotTrusted => SignatureFlaw::Untrusted(key, "it has no trusted root or owner".to_owned()),
        Distrust::Other(code) => SignatureFlaw::Untrusted(key, format!("code {code}")),
    }
}

//! SSH signatures (`PROTOCOL.sshsig`), checked in this process: a thousand take as long as thirty starts of
//! `ssh-keygen`.

use ssh_key::public::KeyData;
use ssh_key::{HashAlg, PublicKey, SshSig};

use super::{KeyId, NAMESPACE, SignatureFlaw};

/// The key that signed these bytes, as a statement in our namespace.
///
/// # Errors
/// If it is not a good signature.
pub fn check(armored: &[u8], bytes: &[u8]) -> Result<KeyId, SignatureFlaw> {
    let unreadable = |reason: String| SignatureFlaw::Unreadable(reason);
    let signature = SshSig::from_pem(armored).map_err(|error| unreadable(error.to_string()))?;
    if signature.namespace() != NAMESPACE {
        return Err(SignatureFlaw::Purpose(signature.namespace().to_owned()));
    }
    let key = PublicKey::from(signature.public_key().clone());
    if let Some(weak) = weakness(key.key_data()) {
        return Err(SignatureFlaw::Weak(weak));
    }
    // An RSA signature with SHA-1 is rejected by the parser.
    key.verify(NAMESPACE, bytes, &signature).map_err(|_| SignatureFlaw::OtherBytes)?;
    Ok(id(&key))
}

/// The identifier of a key.
pub(super) fn id(key: &PublicKey) -> KeyId {
    KeyId::Ssh(key.fingerprint(HashAlg::Sha256).to_string())
}

/// Why a key is too weak; `None` if it is not.
pub(super) fn weakness(key: &KeyData) -> Option<String> {
    match key {
        KeyData::Ed25519(_) | KeyData::SkEd25519(_) | KeyData::Ecdsa(_) | KeyData::SkEcdsaSha2NistP256(_) => None,
        KeyData::Rsa(key) => {
            let bits = key.n.as_positive_bytes().map_or(0, |bytes| bytes.len() * 8);
            (bits < 2048).then(|| format!("an RSA key of {bits} bits, fewer than 2048"))
        }
        other => Some(format!("a key of type '{}'", other.algorithm())),
    }
}

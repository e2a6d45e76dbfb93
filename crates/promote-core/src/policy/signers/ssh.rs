//! SSH signatures (`PROTOCOL.sshsig`), checked in this process: a thousand take as long as thirty starts of
//! `ssh-keygen`.

use ssh_key::public::KeyData;
use ssh_key::{Fingerprint, HashAlg, PublicKey, SshSig};

use super::{KeyId, NAMESPACE, SignatureFlaw, SigningKey};

/// The key that signed these bytes, as a statement in our namespace.
///
/// # Errors
/// If it is not a good signature.
pub fn check(armored: &[u8], bytes: &[u8]) -> Result<SigningKey, SignatureFlaw> {
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
    let id = id(&key);
    let aliases = hexadecimal(&id).into_iter().collect();
    Ok(SigningKey { aliases, ..SigningKey::new(id) })
}

/// The identifier of a key.
pub(super) fn id(key: &PublicKey) -> KeyId {
    KeyId::Ssh(key.fingerprint(HashAlg::Sha256).to_string())
}

/// The fingerprint of an SSH key in hexadecimal digits; `None` for other keys.
pub(super) fn hexadecimal(key: &KeyId) -> Option<String> {
    let KeyId::Ssh(text) = key else { return None };
    let hash: Fingerprint = text.parse().ok()?;
    Some(hash.as_bytes().iter().map(|byte| format!("{byte:02X}")).collect())
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

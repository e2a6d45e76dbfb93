//! Trusted keys: `signers:` and `revoked:` of `promote.yaml`.
//!
//! ```text
//! line      a line of git's allowed-signers format, and an entry of `revoked:`
//! validity  the options of a line: validity period and namespaces
//! ssh       SSH signatures: which key signed some bytes
//! revocation  an entry of `revoked:`
//! ```
//!
//! Cryptography finds out which key signed; the policy decides whose key that is, and whether it counts. So a signature
//! is checked once, and evaluated under whichever policy applies.

mod line;
mod revocation;
mod ssh;
#[cfg(test)]
mod tests;
mod validity;

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use crate::promotion::Person;

pub use line::{SignerLineError, read};
pub use revocation::revocation;
pub use ssh::check;
pub(crate) use validity::KeyValidity;

/// The namespace of signatures over statements (`ssh-keygen -Y sign -n promote`): a signature for another purpose, such
/// as a commit, is not accepted.
pub const NAMESPACE: &str = "promote";

/// The identifier of a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyId {
    /// An SSH key: `SHA256:` and its hash, as printed by `ssh-keygen -l`.
    Ssh(String),
    /// An OpenPGP key: the fingerprint of the primary key, in upper case.
    OpenPgp(String),
    /// An X.509 certificate: its fingerprint, in upper case.
    X509(String),
}

impl KeyId {
    /// The fingerprint.
    pub fn text(&self) -> &str {
        match self {
            Self::Ssh(text) | Self::OpenPgp(text) | Self::X509(text) => text,
        }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// The key that made a good signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The identifier.
    pub id: KeyId,
    /// Other names of the key, in upper case: the fingerprint of the OpenPGP subkey that signed, the SHA-256
    /// fingerprint of a certificate, the hash of an SSH key in hexadecimal.
    pub aliases: Vec<String>,
    /// The end of its validity, if the key has expired since.
    pub expired: Option<Timestamp>,
}

impl SigningKey {
    /// A key without other names that has not expired.
    pub fn new(id: KeyId) -> Self {
        Self { id, aliases: Vec::new(), expired: None }
    }

    /// Whether the key of a line is this one, under any of its names.
    pub fn is(&self, key: &KeyId) -> bool {
        use std::mem::discriminant;
        *key == self.id
            || (discriminant(key) == discriminant(&self.id) && self.aliases.iter().any(|alias| alias == key.text()))
    }

    /// Whether it is revoked, under any of its names.
    fn is_revoked(&self, revoked: &BTreeSet<String>) -> bool {
        revoked.contains(self.id.text()) || self.aliases.iter().any(|alias| revoked.contains(alias))
    }
}

/// A line of `signers:`, which assigns a key to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedSigner {
    /// The email address.
    pub(crate) mail: String,
    /// The key.
    pub key: KeyId,
    /// The validity period and namespaces.
    pub validity: KeyValidity,
}

/// The trusted and revoked keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers {
    /// The lines, in order; a person may have several keys, and a key several lines.
    pub lines: Vec<TrustedSigner>,
    /// The fingerprints of revoked keys.
    pub revoked: BTreeSet<String>,
}

/// Why a key with a good signature is not trusted for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyRejection {
    /// It is revoked, whatever it signed and whenever.
    Revoked,
    /// It is not listed.
    Unknown,
    /// It belongs to somebody else.
    Foreign {
        /// The owner's email address.
        mail: String,
    },
    /// It is theirs, but not for this namespace (`namespaces=`).
    Purpose,
    /// It was not valid yet.
    NotYet {
        /// The start of its validity.
        from: Timestamp,
    },
    /// It was not valid any more.
    Expired {
        /// The end of its validity.
        until: Timestamp,
    },
}

impl Signers {
    /// Whether a person has any trusted key.
    pub fn knows(&self, by: &Person) -> bool {
        self.lines.iter().any(|line| by.has(&line.mail))
    }

    /// Checks that a key is trusted for a person, both at the stated time and at the ledger's time, which cannot be
    /// set back.
    ///
    /// # Errors
    /// The reason if it is not.
    pub fn check_key(
        &self,
        key: &SigningKey,
        by: &Person,
        stated: Timestamp,
        ledger: Timestamp,
    ) -> Result<(), KeyRejection> {
        if key.is_revoked(&self.revoked) {
            return Err(KeyRejection::Revoked);
        }
        let lines = || self.lines.iter().filter(|line| key.is(&line.key));
        if lines().next().is_none() {
            return Err(KeyRejection::Unknown);
        }
        // Two lines may name one key differently; it still belongs to one person.
        if let Some(other) = lines().find(|line| !by.has(&line.mail)) {
            return Err(KeyRejection::Foreign { mail: other.mail.clone() });
        }
        if let Some(until) = key.expired.filter(|until| stated.max(ledger) > *until) {
            return Err(KeyRejection::Expired { until });
        }
        let mut why = KeyRejection::Purpose;
        for line in lines().filter(|line| line.validity.is_for(NAMESPACE)) {
            match [stated, ledger].into_iter().find_map(|at| line.validity.objection(at)) {
                None => return Ok(()),
                Some(objection) => why = objection,
            }
        }
        Err(why)
    }

    /// The same signers with additional revocations: an old policy must not make a revoked key good again.
    #[must_use]
    pub fn without(mut self, revoked: &BTreeSet<String>) -> Self {
        self.revoked.extend(revoked.iter().cloned());
        self
    }
}

/// Why a signature is not valid, independent of its signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureFlaw {
    /// It cannot be parsed.
    Unreadable(String),
    /// It was made for another purpose (the namespace of an SSH signature).
    Purpose(String),
    /// Its algorithm or key is too weak.
    Weak(String),
    /// It is not over these bytes.
    OtherBytes,
    /// Its key is not in the keyring of this machine.
    NoKey(String),
    /// The keyring lists its key as revoked.
    RevokedKey(String),
    /// Its authority revoked its certificate.
    RevokedCertificate(String),
    /// The keyring does not trust its key, for this reason.
    Untrusted(String, String),
    /// The keyring lists its key as expired.
    ExpiredKey(String),
    /// The signature itself has expired.
    Expired,
    /// It could not be checked here.
    Unchecked(String),
}

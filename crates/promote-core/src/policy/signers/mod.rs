//! Whose signatures count: `signers:` and `revoked:` of `promote.yaml`, and what a signature proves.
//!
//! ```text
//! line      one line of git's allowed-signers format, and one of `revoked:`
//! validity  its options: from when until when, and for what
//! ssh       an SSH signature over some bytes: which key made it
//! ```
//!
//! The cryptography says which key signed; whose key that is, and whether it counted then, the rules say. So a
//! signature is checked once, and judged by whichever rules matter.

mod line;
mod ssh;
#[cfg(test)]
mod tests;
mod validity;

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use crate::promotion::Person;

pub use line::{SignerLineError, read, revocation};
pub use ssh::check;
pub(crate) use validity::KeyValidity;

/// What signatures of statements are made for (`ssh-keygen -Y sign -n promote`): one that was made for something else, a
/// commit say, is none.
pub const NAMESPACE: &str = "promote";

/// A key, by what identifies it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyId {
    /// An SSH key: `SHA256:` and its hash, as `ssh-keygen -l` prints it.
    Ssh(String),
    /// An OpenPGP key: the fingerprint of the primary key, in capitals.
    OpenPgp(String),
    /// An X.509 certificate: its fingerprint, in capitals.
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

/// One line: this key is this person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedSigner {
    /// The mail address.
    pub(crate) mail: String,
    /// The key.
    pub key: KeyId,
    /// When, and for what.
    pub validity: KeyValidity,
}

/// Whose keys are trusted, and which keys nobody trusts any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers {
    /// The lines, in order; one person may have several keys, and a key several times.
    pub lines: Vec<TrustedSigner>,
    /// Fingerprints.
    pub revoked: BTreeSet<String>,
}

/// Why a key that made a good signature does not speak for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyRejection {
    /// It is revoked: whatever it signed, and whenever.
    Revoked,
    /// Nobody has it.
    Unknown,
    /// It is somebody else's.
    Foreign {
        /// Whose.
        mail: String,
    },
    /// It is theirs, but for other things (`namespaces=`).
    Purpose,
    /// It was not valid yet.
    NotYet {
        /// When it begins to be.
        from: Timestamp,
    },
    /// It was not valid any more.
    Expired {
        /// Until when it was.
        until: Timestamp,
    },
}

impl Signers {
    /// Whether somebody has a key at all.
    pub fn knows(&self, by: &Person) -> bool {
        self.lines.iter().any(|line| by.has(&line.mail))
    }

    /// Whether a key speaks for somebody: at the time that they state, and at that of the ledger, which no clock sets back.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check_key(
        &self,
        key: &KeyId,
        by: &Person,
        stated: Timestamp,
        ledger: Timestamp,
    ) -> Result<(), KeyRejection> {
        if self.revoked.contains(key.text()) {
            return Err(KeyRejection::Revoked);
        }
        let lines = || self.lines.iter().filter(|line| line.key == *key);
        let Some(first) = lines().next() else { return Err(KeyRejection::Unknown) };
        if !lines().any(|line| by.has(&line.mail)) {
            return Err(KeyRejection::Foreign { mail: first.mail.clone() });
        }
        let mut why = KeyRejection::Purpose;
        for line in lines().filter(|line| by.has(&line.mail) && line.validity.is_for(NAMESPACE)) {
            match [stated, ledger].into_iter().find_map(|at| line.validity.objection(at)) {
                None => return Ok(()),
                Some(objection) => why = objection,
            }
        }
        Err(why)
    }

    /// The same signers, with what others revoke: no rules of the past make a key good again.
    #[must_use]
    pub fn without(mut self, revoked: &BTreeSet<String>) -> Self {
        self.revoked.extend(revoked.iter().cloned());
        self
    }
}

/// Why there is no good signature, whoever made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureFlaw {
    /// It cannot be read as one.
    Unreadable(String),
    /// It was made for something else (the namespace of an SSH signature).
    Purpose(String),
    /// It was made in a way that can be forged.
    Weak(String),
    /// It is not over these bytes.
    OtherBytes,
    /// The keyring of this machine does not have its key.
    NoKey(String),
    /// Its key is revoked, says the keyring.
    RevokedKey(String),
    /// Its key had expired, says the keyring.
    ExpiredKey(String),
    /// The signature itself has expired.
    Expired,
    /// It could not be checked here.
    Unchecked(String),
}

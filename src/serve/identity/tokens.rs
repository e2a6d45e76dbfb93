//! A file with the digests of tokens, and who has them.
//!
//! ```yaml
//! - sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08   # printf %s TOKEN | sha256sum
//!   email: dev@acme.com
//!   name: Dev
//!   scopes: [read, propose]
//!   tenants: [550e8400-e29b-41d4-a716-446655440000]
//! ```

use std::path::Path;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use super::headers::named;
use super::watched::Watched;
use super::who::{Identity, TenantAccess};
use crate::serve::scope::Scope;

/// The file.
pub(in crate::serve) struct TokenFile(Watched<Vec<KnownToken>>);

/// A token by its digest.
struct KnownToken {
    digest: [u8; 32],
    identity: Identity,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    sha256: String,
    email: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    id: Option<String>,
    scopes: Vec<Scope>,
    #[serde(default)]
    tenants: Option<Vec<String>>,
}

impl TokenFile {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        Watched::open(path, read).map(Self)
    }

    /// Who has a token. All digests are compared, each in the same time.
    pub(super) fn find(&self, token: &str) -> Option<Identity> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut found = None;
        for known in self.0.get().iter() {
            if bool::from(known.digest.ct_eq(&digest)) {
                found = Some(known.identity.clone());
            }
        }
        found
    }
}

fn read(text: &str) -> Result<Vec<KnownToken>, String> {
    let entries: Vec<Entry> = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    entries.into_iter().map(known).collect()
}

fn known(entry: Entry) -> Result<KnownToken, String> {
    let Entry { sha256, email, name, id, scopes, tenants } = entry;
    let digest = hex(&sha256).ok_or_else(|| format!("the token of {email}: sha256 is not 64 hexadecimal digits"))?;
    let person = named(&email, name.as_deref()).map_err(|_| format!("'{email}' is not an email address"))?;
    let tenants = match tenants {
        None => TenantAccess::All,
        Some(ids) => TenantAccess::Some(ids.iter().map(|id| id.to_ascii_lowercase()).collect()),
    };
    let bucket = email.to_lowercase();
    Ok(KnownToken { digest, identity: Identity { person: Some(person), id, scopes, tenants, bucket } })
}

fn hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "- { sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, email: Dev@acme.com, \
                        scopes: [read], tenants: [ABC] }\n";

    #[test]
    fn a_token_is_known_by_its_digest_and_the_file_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.yaml");
        std::fs::write(&path, FILE).unwrap();
        let file = TokenFile::open(&path).unwrap();
        let found = file.find("test").unwrap();
        assert_eq!((found.mail(), &found.scopes), (Some("Dev@acme.com"), &vec![Scope::Read]));
        assert_eq!(found.tenants, TenantAccess::Some(vec!["abc".to_owned()]));
        assert!(file.find("tesu").is_none() && file.find("").is_none());
        std::fs::write(&path, "nonsense: [").unwrap();
        assert!(file.find("test").is_some());
        std::fs::write(&path, "[]\n").unwrap();
        assert!(file.find("test").is_none());
    }

    #[test]
    fn mistakes_in_the_file_are_named() {
        let wrong = |text: &str| read(text).err().unwrap_or_default();
        assert!(wrong(&FILE.replace("9f86", "9f8")).contains("64 hexadecimal digits"));
        assert!(wrong(&FILE.replace("Dev@acme.com", "dev")).contains("'dev' is not an email address"));
        assert!(wrong(&FILE.replace("scopes", "scope")).contains("scope"));
        assert!(wrong(&FILE.replace("[read]", "[admin]")).contains("admin"));
    }
}

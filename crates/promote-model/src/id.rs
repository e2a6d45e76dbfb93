//! Ids of keys. A key has the same id in every environment and every clone, without a registry.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The UUID namespace of all ids. It must never change.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b1f_0a52_91c3_5d1e_8f52_2f6b_70d1_94ce);

/// The smallest number of hexadecimal digits in an id prefix.
pub const MIN_PREFIX: usize = 6;

/// The id of a key: the UUIDv5 of the JSON array `[file name, document, key]`, or the UUID that a feature flag
/// declares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConfigId(Uuid);

impl ConfigId {
    /// The id of a key in a document of a file; `file` is the logical name, with `{env}` in it.
    pub fn of(file: &str, document: Option<&str>, key: &str) -> Self {
        let name = serde_json::json!([file, document, key]).to_string();
        Self(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }

    /// The id that a feature flag declares.
    pub fn declared(id: Uuid) -> Self {
        Self(id)
    }

    /// The bytes of the UUID.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The first eight digits, for display.
    pub fn short(&self) -> String {
        self.0.simple().to_string()[..8].to_owned()
    }
}

impl fmt::Display for ConfigId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for ConfigId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConfigId({})", self.0)
    }
}

/// An id prefix as typed: at least six hexadecimal digits; dashes are ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPrefix(String);

/// The text is not an id prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not an id: an id has at least {MIN_PREFIX} hexadecimal digits")]
pub struct BadIdPrefix(pub String);

impl std::str::FromStr for IdPrefix {
    type Err = BadIdPrefix;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|c| *c != '-').collect::<String>().to_ascii_lowercase();
        let fits = (MIN_PREFIX..=32).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        if fits { Ok(Self(digits)) } else { Err(BadIdPrefix(text.to_owned())) }
    }
}

impl IdPrefix {
    /// Whether `id` has this prefix.
    pub fn matches(&self, id: Uuid) -> bool {
        id.simple().to_string().starts_with(&self.0)
    }

    /// Whether the id of a key has this prefix.
    pub fn matches_config(&self, id: ConfigId) -> bool {
        self.matches(id.0)
    }
}

impl fmt::Display for IdPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable() {
        let id = ConfigId::of("envs/{env}/app.yaml", None, "query.timeout");
        assert_eq!(id.to_string(), "e174faaa-990c-5856-9ab7-212e28284996");
        assert_ne!(id, ConfigId::of("envs/{env}/app.yaml", Some("0"), "query.timeout"));
    }

    #[test]
    fn prefixes() {
        let id = ConfigId::of("a", None, "b");
        let text = id.to_string();
        assert!(text[..9].parse::<IdPrefix>().unwrap().matches_config(id));
        assert!(text.to_uppercase().parse::<IdPrefix>().unwrap().matches_config(id));
        assert!("12345".parse::<IdPrefix>().is_err());
        assert!("12345g".parse::<IdPrefix>().is_err());
    }
}

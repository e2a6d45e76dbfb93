//! People, as git knows them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody, as git knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// `user.name`
    pub name: String,
    /// `user.email`
    pub email: String,
}

impl Person {
    /// Whether both are the same person: mail addresses are compared without case and blanks.
    pub fn is(&self, other: &Person) -> bool {
        self.email.trim().eq_ignore_ascii_case(other.email.trim())
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} <{}>", self.name, self.email)
    }
}

//! What a client may ask for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    /// Look at environments, promotions and proof.
    Read,
    /// Create, validate, refresh and cancel promotions; record results of tests.
    Propose,
    /// Approve and reject plans; withdraw an approval.
    Approve,
    /// Execute, schedule and roll back promotions.
    Execute,
}

impl Scope {
    pub(super) const ALL: [Self; 4] = [Self::Read, Self::Propose, Self::Approve, Self::Execute];

    /// The word in files and tokens.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Propose => "propose",
            Self::Approve => "approve",
            Self::Execute => "execute",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Scope {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|scope| scope.word() == text).ok_or(())
    }
}

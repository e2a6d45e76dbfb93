//! The number of the rules by which files are read and edited.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a set of rules: how bytes are read as keys, how elements of lists are identified, how patterns match, and
/// how edits are made. Code that changes one of them asks for the number, and keeps the old way for older numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct RulesNumber(u32);

impl RulesNumber {
    /// The first number. Plans that are older have none.
    pub const FIRST: Self = Self(1);

    /// The number of the rules that new plans are made by.
    pub const CURRENT: Self = Self(1);

    /// The number as it is written.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The number of the rules so many sets later.
    #[must_use]
    pub const fn later(self, sets: u32) -> Self {
        Self(self.0.saturating_add(sets))
    }
}

/// The number 0 was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("0 is not a number of rules")]
pub struct NotARulesNumber;

impl TryFrom<u32> for RulesNumber {
    type Error = NotARulesNumber;

    fn try_from(number: u32) -> Result<Self, NotARulesNumber> {
        if number == 0 { Err(NotARulesNumber) } else { Ok(Self(number)) }
    }
}

impl From<RulesNumber> for u32 {
    fn from(number: RulesNumber) -> Self {
        number.0
    }
}

impl Default for RulesNumber {
    fn default() -> Self {
        Self::CURRENT
    }
}

impl fmt::Display for RulesNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

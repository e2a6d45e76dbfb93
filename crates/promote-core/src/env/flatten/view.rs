//! How a file is read: the policy's rules about keys, and the part and side of the file.

use crate::env::documents::DocumentNaming;
use crate::env::keys::{KeyPrefixes, Side};
use crate::env::lists::{ListRules, ListView};
use promote_format::Parsed;
use promote_model::{Pattern, RulesNumber};

/// The rules that turn a file into keys: those of the program, as a number, and those of the policy.
#[derive(Debug, Clone, Default)]
pub struct KeyRules {
    /// The number of the program's rules. Code that changes one asks for it, and keeps the old way for older numbers.
    pub number: RulesNumber,
    /// Patterns of keys that are one flag each.
    pub flags: Vec<Pattern>,
    /// The rules about lists.
    pub lists: ListRules,
    /// Patterns of keys with secret values: such a value must not be part of a key either.
    pub secrets: Vec<Pattern>,
}

impl KeyRules {
    /// All rules as text, for cache keys.
    pub fn text(&self) -> String {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
        format!("{:?}", (self.number, self.lists.text(), texts(&self.flags), texts(&self.secrets)))
    }
}

/// The way a file is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileView<'a> {
    /// The names of the file, the logical one first.
    pub(crate) names: &'a [&'a str],
    /// How documents are named.
    pub(crate) naming: &'a DocumentNaming,
    /// The key prefixes.
    pub(crate) keys: &'a KeyPrefixes,
    /// The side of the file.
    pub(crate) end: Side,
    /// The file on the other side: both must read a list in the same way.
    pub(crate) beside: Option<&'a Parsed>,
    /// How the changes being applied read the lists.
    pub(crate) seen: &'a ListView,
    /// Whether to descend into lists that are one key, if their elements have names: such keys cannot be promoted, but
    /// keys owned by the target (keep) are found among them.
    pub(crate) loose: bool,
}

//! How a file is read: the rules about units, and which part of it on which side.

use crate::env::documents::DocumentNaming;
use crate::env::keys::{KeyPrefixes, Side};
use crate::env::lists::{ListRules, ListView};
use promote_format::Parsed;
use promote_model::Pattern;

/// What the policy says about units.
#[derive(Debug, Clone, Default)]
pub struct KeyRules {
    /// Keys that are one flag each.
    pub flags: Vec<Pattern>,
    /// How lists are seen.
    pub lists: ListRules,
    /// Keys whose values are not shown: a value that is not cannot be a part of a key either.
    pub secrets: Vec<Pattern>,
}

impl KeyRules {
    /// All that they say, as text: what a count of configs depends on.
    pub fn text(&self) -> String {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect::<Vec<_>>();
        format!("{:?}", (self.lists.text(), texts(&self.flags), texts(&self.secrets)))
    }
}

/// How a file is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileView<'a> {
    /// The ways to name it, the logical one first.
    pub(crate) names: &'a [&'a str],
    /// How the documents are called.
    pub(crate) naming: &'a DocumentNaming,
    /// Which part of it is configuration.
    pub(crate) keys: &'a KeyPrefixes,
    /// On which side it stands.
    pub(crate) end: Side,
    /// What stands on the other side: both must see a list alike.
    pub(crate) beside: Option<&'a Parsed>,
    /// How the lists are seen that the changes in play speak of.
    pub(crate) seen: &'a ListView,
    /// Whether a list that is one config is looked into all the same, as far as its elements have names:
    /// nothing can be promoted by such keys, but own keys among them can be seen.
    pub(crate) loose: bool,
}

//! What templates with `keys:` claim of a file.

use super::{Matcher, State};
use crate::env::keys::{Keys, Prefix, clash, overlap};
use promote_model::Key;

/// A part of a file that a template takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The template.
    pub(crate) template: usize,
    /// What the captures of the path have taken that its keys name again.
    pub(crate) captures: Vec<(String, String)>,
}

impl Matcher {
    pub(super) fn claims<'s>(&self, taken: impl Iterator<Item = &'s State>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for state in taken {
            let Some(keys) = &self.patterns[state.pattern].keys else { continue };
            let named = state.captures.iter().filter(|(name, _)| keys.captures().contains(&name.as_str()));
            let claim = Claim { template: state.pattern, captures: named.cloned().collect() };
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
        claims
    }

    /// Two templates that claim one key of a file: one of them all of it, or both a part in which keys
    /// may be the same, be it for two environments.
    pub(super) fn clash<'s>(
        &self,
        claims: &[Claim],
        mut taken: impl Iterator<Item = &'s State>,
    ) -> Option<(usize, usize)> {
        if let Some(whole) = taken.find(|state| self.patterns[state.pattern].keys.is_none()) {
            return Some((whole.pattern, claims.first()?.template));
        }
        let prefix = |claim: &Claim| self.patterns[claim.template].prefix(&claim.captures);
        // A template is compared with itself in every environment when the policy is read; how the paths of
        // two of them meet is only known here.
        let meets = |ours: &(Key, Key), other: &Claim| {
            let mut rivals = self.patterns[other.template].rival_prefixes(&other.captures);
            prefix(other).is_some_and(|theirs| clash(&theirs, ours)) || rivals.any(|theirs| overlap(&theirs.1, &ours.1))
        };
        claims.iter().enumerate().find_map(|(at, claim)| {
            let ours = prefix(claim)?;
            let mut others = claims.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
            let theirs = others.find(|other| meets(&ours, other))?;
            Some((theirs.template.min(claim.template), theirs.template.max(claim.template)))
        })
    }

    /// The keys of a file that these claims take, where it is compared with one that `target` takes.
    pub fn keys(&self, target: &Self, claims: &[Claim]) -> Keys {
        let prefix = |claim: &Claim| {
            let (logical, source) = self.patterns.get(claim.template)?.prefix(&claim.captures)?;
            let (_, target) = target.patterns.get(claim.template)?.prefix(&claim.captures)?;
            Some(Prefix { logical, source, target })
        };
        Keys::new(claims.iter().filter_map(prefix).collect(), &self.only)
    }

    /// By template: whether its keys are not the same for both.
    pub fn keys_apart(&self, other: &Self) -> Vec<bool> {
        let pairs = self.patterns.iter().zip(&other.patterns);
        pairs.map(|(a, b)| a.keys.is_some() && a.prefix(&[]) != b.prefix(&[])).collect()
    }
}

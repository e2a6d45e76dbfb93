//! The templates that accept a file, and the part of it that each claims.

use super::{MatchState, Matcher, Standing};
use crate::env::keys::{KeyPrefix, KeyPrefixes, clash, overlap};
use promote_format::Format;
use promote_model::Key;

/// A file that the layout accepts as configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedFile {
    /// The format given by the template, if any.
    pub format: Option<Format>,
    /// The template that accepted it.
    pub template: usize,
    /// The templates that claim a part of the file, if they have `keys:`.
    pub claims: Vec<KeyClaim>,
    /// Two templates that claim the same part.
    pub clash: Option<(usize, usize)>,
}

/// A part of a file that a template claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyClaim {
    /// The template.
    pub(crate) template: usize,
    /// The values of the path's captures that its keys use as well.
    pub(crate) captures: Vec<(String, String)>,
}

impl KeyClaim {
    /// The template, by index.
    pub fn template(&self) -> usize {
        self.template
    }
}

impl Matcher {
    /// The template that accepts a file with these states; `None` if the file belongs to another environment. A template
    /// that gives the format is preferred, as the more specific one.
    pub fn accept(&self, states: &[MatchState], path: &str) -> Option<AcceptedFile> {
        let owned = self.standings(states, path).into_iter().filter(|(_, standing)| *standing == Standing::Owned);
        let taken: Vec<&MatchState> = owned.map(|(state, _)| state).filter(|state| self.wanted(state)).collect();
        let taken = taken.iter().copied();
        let template = taken.clone().map(|s| s.pattern).min_by_key(|p| (self.patterns[*p].format.is_none(), *p))?;
        let claims = self.claims(taken.clone());
        let clash = if claims.is_empty() { None } else { self.clash(&claims, taken) };
        Some(AcceptedFile { format: self.patterns[template].format, template, claims, clash })
    }

    fn wanted(&self, state: &MatchState) -> bool {
        let pattern = &self.patterns[state.pattern];
        self.only.iter().filter(|only| !pattern.is_of_keys(&only.name)).all(|only| {
            let mut values = pattern.fixed.iter().chain(&state.captures).filter(|(name, _)| *name == only.name);
            values.any(|(_, value)| only.takes(value))
        })
    }

    fn claims<'s>(&self, taken: impl Iterator<Item = &'s MatchState>) -> Vec<KeyClaim> {
        let mut claims = Vec::new();
        for state in taken {
            let Some(keys) = &self.patterns[state.pattern].keys else { continue };
            let named = state.captures.iter().filter(|(name, _)| keys.captures().contains(&name.as_str()));
            let claim = KeyClaim { template: state.pattern, captures: named.cloned().collect() };
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
        claims
    }

    /// Two templates that claim the same key of a file: one claims the whole file, or the prefixes of both overlap,
    /// possibly in different environments.
    fn clash<'s>(
        &self,
        claims: &[KeyClaim],
        mut taken: impl Iterator<Item = &'s MatchState>,
    ) -> Option<(usize, usize)> {
        if let Some(whole) = taken.find(|state| self.patterns[state.pattern].keys.is_none()) {
            return Some((whole.pattern, claims.first()?.template));
        }
        let prefix = |claim: &KeyClaim| self.patterns[claim.template].prefix(&claim.captures);
        // When the policy is read, a template is compared with itself in every environment; only here it is known how
        // the paths of two templates meet.
        let meets = |ours: &(Key, Key), other: &KeyClaim| {
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

    /// The key prefixes of a file with these claims, compared with the target of `target`.
    pub fn keys(&self, target: &Self, claims: &[KeyClaim]) -> KeyPrefixes {
        let prefix = |claim: &KeyClaim| {
            let (logical, source) = self.patterns.get(claim.template)?.prefix(&claim.captures)?;
            let (_, target) = target.patterns.get(claim.template)?.prefix(&claim.captures)?;
            Some(KeyPrefix { logical, source, target })
        };
        KeyPrefixes::new(claims.iter().filter_map(prefix).collect(), &self.only)
    }

    /// For each template, whether its key prefixes differ between the two environments.
    pub fn keys_apart(&self, other: &Self) -> Vec<bool> {
        let pairs = self.patterns.iter().zip(&other.patterns).take(self.templates);
        pairs.map(|(a, b)| a.keys.is_some() && a.prefix(&[]) != b.prefix(&[])).collect()
    }

    /// The logical names of a path; empty if it is not configuration of this environment.
    pub fn names(&self, path: &str) -> Vec<String> {
        self.accepted(path).into_iter().map(|(name, _)| name).collect()
    }

    /// The logical names of a path, with the accepting template.
    pub fn accepted(&self, path: &str) -> Vec<(String, AcceptedFile)> {
        let mut found = Vec::new();
        self.each_file(path, &mut |logical, states| {
            found.extend(self.accept(states, path).map(|accepted| (logical.to_owned(), accepted)));
        });
        found
    }

    /// Calls `file` with each logical name of a path and the states after it.
    pub(super) fn each_file(&self, path: &str, file: &mut dyn FnMut(&str, &[MatchState])) {
        self.follow(&self.start(), "", &path.split('/').collect::<Vec<_>>(), file);
    }

    fn follow(&self, states: &[MatchState], above: &str, path: &[&str], file: &mut dyn FnMut(&str, &[MatchState])) {
        let Some((name, rest)) = path.split_first() else { return };
        let landing = self.step(states, name);
        for (logical, states) in landing.children {
            let logical = if above.is_empty() { logical } else { format!("{above}/{logical}") };
            if rest.is_empty() {
                file(&logical, &states);
            }
            self.follow(&states, &logical, rest, file);
        }
        self.follow(&landing.pending, above, rest, file);
    }

    /// Whether an exclusion matches this path.
    pub fn excludes(&self, path: &str) -> bool {
        if self.rivals_from == self.templates {
            return false;
        }
        let mut states: Vec<MatchState> = self.start();
        states.retain(|state| (self.templates..self.rivals_from).contains(&state.pattern));
        for name in path.split('/') {
            let mut next = Vec::new();
            for state in &states {
                self.advance(state, name, |_, state| self.enter(state, &mut next));
            }
            if next.iter().any(|state| self.complete(state)) {
                return true;
            }
            states = next;
        }
        false
    }
}

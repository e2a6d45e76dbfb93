//! The environment that owns a path.
//!
//! On one branch, a path belongs to the environment that spells most of it: its template, with the environment's values,
//! spells every character that the templates of each other environment spell there, and more. `envs/eu/prod` beats
//! `envs/eu`, and `-pre-prod.yaml` beats `-prod.yaml`. The order of templates and environments does not matter.
//!
//! If two environments match a path and neither spells all that the other one does, the path is *contested*: no
//! environment reads or writes it. Two templates with `keys:` that claim different keys of a file do not compete.
//!
//! A matcher follows the templates of the other environments as well, but only those that can meet one of its own
//! templates without spelling less; most layouts have none.

use super::bind::{BoundSegment, BoundTemplate};
use super::spelled::{Spelled, Spellings, beats};
use super::{MatchState, Matcher};
use crate::env::keys::overlap;

/// How an environment stands to a path that one of its templates matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The path belongs to it.
    Owned,
    /// Another environment matches the path, too, and neither spells more.
    Contested,
    /// Another environment spells more of the path.
    Lost,
}

/// A complete match of a template, with the largest sets of characters that it spells.
struct Claim<'s> {
    env: &'s str,
    template: &'s BoundTemplate,
    state: &'s MatchState,
    spellings: Option<Spellings>,
}

impl Claim<'_> {
    /// Whether both claim the same part of the file.
    fn competes(&self, other: &Self) -> bool {
        let prefix = |claim: &Self| claim.template.prefix(&claim.state.captures);
        prefix(self).zip(prefix(other)).is_none_or(|(ours, theirs)| overlap(&ours.1, &theirs.1))
    }
}

/// The spellings of several claims; `None` if one of them has too many.
fn all<'c>(claims: &[&'c Claim<'_>]) -> Option<Vec<&'c Spelled>> {
    let each: Option<Vec<&Spellings>> = claims.iter().map(|claim| claim.spellings.as_ref()).collect();
    Some(each?.into_iter().flatten().collect())
}

impl Matcher {
    /// Whether templates of other environments may match paths below.
    fn is_contested(&self, states: &[MatchState]) -> bool {
        self.patterns.len() > self.rivals_from && states.iter().any(|state| state.pattern >= self.rivals_from)
    }

    /// The complete matches of a file by templates of the environment, and how it stands to the file by each.
    pub(super) fn standings<'s>(&self, states: &'s [MatchState], path: &str) -> Vec<(&'s MatchState, Standing)> {
        let own = |state: &&MatchState| state.pattern < self.templates && self.complete(state);
        if !self.is_contested(states) {
            return states.iter().filter(own).map(|state| (state, Standing::Owned)).collect();
        }
        let complete: Vec<&MatchState> = states.iter().filter(|state| self.complete(state)).collect();
        self.compare(&complete, path)
    }

    fn compare<'s>(&self, states: &[&'s MatchState], path: &str) -> Vec<(&'s MatchState, Standing)> {
        let own: Vec<&MatchState> = states.iter().copied().filter(|state| state.pattern < self.templates).collect();
        let rivals: Vec<&MatchState> = states.iter().copied().filter(|s| s.pattern >= self.rivals_from).collect();
        if own.is_empty() || rivals.is_empty() {
            return own.into_iter().map(|state| (state, Standing::Owned)).collect();
        }
        let claim = |state: &'s MatchState| {
            let template = &self.patterns[state.pattern];
            let env = state.pattern.checked_sub(self.rivals_from).map_or("", |at| self.rivals[at].as_str());
            Claim { env, template, state, spellings: template.spellings(path) }
        };
        let ours: Vec<Claim<'_>> = own.iter().copied().map(claim).collect();
        let theirs: Vec<Claim<'_>> = rivals.into_iter().map(claim).collect();
        own.into_iter().zip(&ours).map(|(state, claim)| (state, standing(claim, &ours, &theirs))).collect()
    }

    /// How the environment stands to a path; `None` if no template matches it.
    pub fn standing(&self, path: &str) -> Option<Standing> {
        let mut found: Option<Standing> = None;
        self.each_file(path, &mut |_, states| {
            let here = self.standings(states, path).into_iter().map(|(_, standing)| standing).min();
            found = found.into_iter().chain(here).min();
        });
        found
    }

    /// Whether no file below a folder can belong to the environment, since another one spells the folder's path.
    pub fn is_elsewhere(&self, states: &[MatchState], folder: &str) -> bool {
        if !self.is_contested(states) {
            return false;
        }
        let last = |state: &MatchState| {
            let segments = &self.patterns[state.pattern].segments;
            state.segment + 1 == segments.len() && matches!(segments.get(state.segment), Some(BoundSegment::Many(_)))
        };
        if !states.iter().filter(|state| state.pattern < self.templates).all(last) {
            return false;
        }
        // All of these match any name below, and no template spells a NUL.
        let below: Vec<&MatchState> = states.iter().filter(|state| last(state)).collect();
        self.compare(&below, &format!("{folder}/\0")).iter().all(|(_, standing)| *standing != Standing::Owned)
    }
}

/// How an environment stands to a file by one of its claims.
fn standing(claim: &Claim<'_>, ours: &[Claim<'_>], theirs: &[Claim<'_>]) -> Standing {
    let rivals = theirs.iter().filter(|rival| claim.competes(rival));
    let against = |rival: &Claim<'_>| {
        let own: Vec<&Claim<'_>> = ours.iter().filter(|own| own.competes(rival)).collect();
        let others = theirs.iter().filter(|other| other.env == rival.env && claim.competes(other));
        let (own, others) = (all(&own), all(&others.collect::<Vec<_>>()));
        let rival = rival.spellings.as_ref().map(|spellings| spellings.iter().collect::<Vec<_>>());
        match (own, rival, others) {
            (Some(own), Some(rival), _) if beats(&own, &rival) => Standing::Owned,
            (Some(own), _, Some(others)) if beats(&others, &own) => Standing::Lost,
            _ => Standing::Contested,
        }
    };
    rivals.map(against).max().unwrap_or(Standing::Owned)
}

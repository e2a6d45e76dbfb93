//! The layout of a repository: path templates bound to one environment, and a matcher that follows
//! them down a tree one name at a time.
//!
//! A walk holds a set of [`State`]s for each directory: how far each template (and each exclusion)
//! has come. One name leads from a set to the next, and to the name's *logical* spelling, in which
//! the bound captures are left in braces:
//!
//! ```text
//! template  apps/{app}/overlays/{env}/**      bound: env = "prod"
//! path      apps/web/overlays/prod/x/a.yaml
//! logical   apps/web/overlays/{env}/x/a.yaml
//! ```
//!
//! Two environments are walked side by side by logical names. Where both sides hold the same tree
//! and the same [settled](Matcher::settled) states, nothing below can differ.

mod bind;
mod part;
mod path;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::template::Template;
use crate::format::Format;
use crate::model::Pattern;
use bind::{Bound, BoundSegment};
use part::match_part;

pub use bind::Bindings;

/// `--only NAME=VALUE`: a capture, and globs one of which its text must match.
#[derive(Debug, Clone)]
pub struct Only {
    /// The capture's name.
    pub name: String,
    /// What its text may be.
    pub values: Vec<Pattern>,
}

/// How far one pattern has come on the way down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// The pattern: templates first, then exclusions.
    pattern: usize,
    /// The segment to be matched next.
    segment: usize,
    /// The part of that segment to be matched next, where its binding holds slashes.
    part: usize,
    /// The logical text of the parts behind us.
    pending: String,
    /// What the unbound captures have taken so far.
    captures: Vec<(String, String)>,
}

/// Where one name leads.
#[derive(Debug, Default)]
pub struct Landing {
    /// By logical name: the states behind it.
    pub children: BTreeMap<String, Vec<State>>,
    /// States in the middle of a binding that holds slashes: the same logical directory goes on.
    pub pending: Vec<State>,
}

/// A file that the layout takes as configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The format that the template gives, if any.
    pub format: Option<Format>,
    /// The template that took it.
    pub template: usize,
}

/// The templates of a policy, bound to one environment.
#[derive(Debug, Clone)]
pub struct Matcher {
    patterns: Vec<Bound>,
    templates: usize,
    only: Vec<Only>,
}

impl Matcher {
    /// Binds templates and exclusions to an environment. `rivals` are the other environments on the
    /// same branch: a name that one of them claims by a longer spelling is theirs (`web-pre-prod.yaml`
    /// is `web` in `pre-prod`, not `web-pre` in `prod`).
    pub fn new(
        templates: &[Template],
        exclusions: &[Template],
        env: &Bindings,
        rivals: &[Bindings],
        only: &[Only],
    ) -> Self {
        let patterns = templates.iter().chain(exclusions).map(|t| Bound::new(t, env, rivals)).collect();
        Self { patterns, templates: templates.len(), only: only.to_vec() }
    }

    /// What `--only` asks for, as one text: two matchers of one environment that narrow alike have the same.
    pub fn narrowing(&self) -> String {
        let one =
            |only: &Only| (only.name.clone(), only.values.iter().map(|v| v.text().to_owned()).collect::<Vec<_>>());
        format!("{:?}", self.only.iter().map(one).collect::<Vec<_>>())
    }

    /// The states at the root of the tree.
    pub fn start(&self) -> Vec<State> {
        let mut states = BTreeSet::new();
        for pattern in 0..self.patterns.len() {
            let state = State { pattern, segment: 0, part: 0, pending: String::new(), captures: Vec::new() };
            self.enter(state, &mut states);
        }
        states.into_iter().collect()
    }

    /// Adds `state`, and what it reaches by letting `**` take nothing.
    fn enter(&self, state: State, into: &mut BTreeSet<State>) {
        let segments = &self.patterns[state.pattern].segments;
        // A `**` at the very end must take something: `a/**` is what lies below `a`.
        let skips =
            matches!(segments.get(state.segment), Some(BoundSegment::Many(_))) && state.segment + 1 < segments.len();
        if skips {
            self.enter(State { segment: state.segment + 1, ..state.clone() }, into);
        }
        into.insert(state);
    }

    /// Where `name` leads from `states`. Names that are never configuration lead nowhere.
    pub fn step(&self, states: &[State], name: &str) -> Landing {
        let mut children: BTreeMap<String, BTreeSet<State>> = BTreeMap::new();
        let (mut pending, mut exclusions) = (BTreeSet::new(), BTreeSet::new());
        if name.starts_with(".git") {
            return Landing::default();
        }
        for state in states {
            let excluding = state.pattern >= self.templates;
            for (logical, next) in self.advance(state, name) {
                match logical {
                    _ if excluding => self.enter(next, &mut exclusions),
                    Some(logical) => self.enter(next, children.entry(logical).or_default()),
                    None => self.enter(next, &mut pending),
                }
            }
        }
        // What an exclusion takes, it takes with all that lies below.
        if exclusions.iter().any(|state| self.complete(state)) {
            return Landing::default();
        }
        let with_exclusions = |states: BTreeSet<State>| states.into_iter().chain(exclusions.iter().cloned()).collect();
        let children = children.into_iter().map(|(name, states)| (name, with_exclusions(states))).collect();
        let pending = if pending.is_empty() { Vec::new() } else { with_exclusions(pending) };
        Landing { children, pending }
    }

    /// One state's ways over `name`; the logical spelling is `None` in the middle of a binding.
    fn advance(&self, state: &State, name: &str) -> Vec<(Option<String>, State)> {
        match self.patterns[state.pattern].segments.get(state.segment) {
            None => Vec::new(),
            Some(BoundSegment::Many(capture)) => {
                let mut stay = state.clone();
                if let Some(capture) = capture {
                    extend_capture(&mut stay.captures, capture, name);
                }
                let on = State { segment: state.segment + 1, ..stay.clone() };
                vec![(Some(name.to_owned()), stay), (Some(name.to_owned()), on)]
            }
            Some(BoundSegment::One(parts)) => {
                let Some((logical, captures)) = match_part(&parts[state.part], name, &state.captures) else {
                    return Vec::new();
                };
                let rivals = &self.patterns[state.pattern].rivals;
                if rivals.iter().any(|(at, part)| *at == state.segment && match_part(part, name, &[]).is_some()) {
                    return Vec::new();
                }
                let spelled = format!("{}{logical}", state.pending);
                let mut next = State { captures, pending: String::new(), ..state.clone() };
                if state.part + 1 < parts.len() {
                    next.part += 1;
                    next.pending = spelled;
                    return vec![(None, next)];
                }
                (next.segment, next.part) = (state.segment + 1, 0);
                vec![(Some(spelled), next)]
            }
        }
    }

    fn complete(&self, state: &State) -> bool {
        state.segment == self.patterns[state.pattern].segments.len()
    }

    /// The template that takes a file with these states, if one does. A template that gives the
    /// format is preferred: it says more.
    pub fn accept(&self, states: &[State]) -> Option<Accepted> {
        let taken = states.iter().filter(|s| s.pattern < self.templates && self.complete(s) && self.wanted(s));
        let template = taken.map(|s| s.pattern).min_by_key(|p| (self.patterns[*p].format.is_none(), *p))?;
        Some(Accepted { format: self.patterns[template].format, template })
    }

    fn wanted(&self, state: &State) -> bool {
        let fixed = &self.patterns[state.pattern].fixed;
        self.only.iter().all(|only| {
            let mut values = fixed.iter().chain(&state.captures).filter(|(name, _)| *name == only.name);
            values.any(|(_, value)| only.values.iter().any(|glob| glob.matches_key(None, value)))
        })
    }

    /// Whether nothing below depends on the environment any more.
    pub fn settled(&self, states: &[State]) -> bool {
        states.iter().all(|s| s.part == 0 && s.segment >= self.patterns[s.pattern].settled_from)
    }
}

fn extend_capture(captures: &mut Vec<(String, String)>, name: &str, segment: &str) {
    match captures.iter_mut().find(|(n, _)| n == name) {
        Some((_, value)) => {
            value.push('/');
            value.push_str(segment);
        }
        None => captures.push((name.to_owned(), segment.to_owned())),
    }
}

//! Following templates down a tree, one name at a time.

use super::CaptureFilter;
use super::bind::{Bindings, BoundSegment, BoundTemplate};
use super::part::match_part;
use super::rival::rivals as rivals_of;
use crate::env::template::Template;

/// The progress of one pattern on the way down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchState {
    /// The index of the pattern: templates first, then exclusions, then the templates of other environments.
    pub(super) pattern: usize,
    /// The next segment to match.
    pub(super) segment: usize,
    /// The next part of that segment, if its binding contains slashes.
    part: usize,
    /// The logical text of the matched parts.
    pending: String,
    /// The values of the unbound captures that are needed later.
    pub(super) captures: Vec<(String, String)>,
}

/// The states after one name.
#[derive(Debug, Default)]
pub struct NextStates {
    /// By logical name, unordered: the states after it. Nearly always one entry.
    pub children: Vec<(String, Vec<MatchState>)>,
    /// States inside a binding that contains slashes: the logical directory stays the same.
    pub pending: Vec<MatchState>,
}

/// The templates of a policy, bound to one environment.
#[derive(Debug, Clone)]
pub struct Matcher {
    pub(super) patterns: Vec<BoundTemplate>,
    pub(super) templates: usize,
    /// The index of the first template of another environment.
    pub(super) rivals_from: usize,
    /// The environment of each of these.
    pub(super) rivals: Vec<String>,
    pub(super) only: Vec<CaptureFilter>,
}

impl Matcher {
    /// Binds templates and exclusions to an environment. `rivals` are the other environments on the same branch, which
    /// may own some of the paths (see `owner`).
    pub fn new(
        templates: &[Template],
        exclusions: &[Template],
        env: &Bindings,
        rivals: &[Bindings],
        only: &[CaptureFilter],
    ) -> Self {
        let bound = templates.iter().chain(exclusions).map(|t| BoundTemplate::new(t, env, rivals, only));
        let mut patterns: Vec<BoundTemplate> = bound.collect();
        let rivals_from = patterns.len();
        let rivals = rivals_of(&patterns[..templates.len()], templates, rivals);
        let (rivals, others): (Vec<String>, Vec<_>) = rivals.into_iter().map(|r| (r.name, r.template)).unzip();
        patterns.extend(others);
        Self { patterns, templates: templates.len(), rivals_from, rivals, only: only.to_vec() }
    }

    /// A template as written in `promote.yaml`.
    pub fn text(&self, template: usize) -> String {
        self.patterns.get(template).map(|pattern| pattern.text.clone()).unwrap_or_default()
    }

    /// The filters on captures.
    pub fn only(&self) -> &[CaptureFilter] {
        &self.only
    }

    /// The states at the root of the tree.
    pub fn start(&self) -> Vec<MatchState> {
        let mut states = Vec::new();
        for pattern in 0..self.patterns.len() {
            let state = MatchState { pattern, segment: 0, part: 0, pending: String::new(), captures: Vec::new() };
            self.enter(state, &mut states);
        }
        ordered(states)
    }

    /// Adds `state`, and the states reached if `**` matches nothing.
    pub(super) fn enter(&self, state: MatchState, into: &mut Vec<MatchState>) {
        let segments = &self.patterns[state.pattern].segments;
        // A trailing `**` must match something: `a/**` matches the files below `a`.
        let skips =
            matches!(segments.get(state.segment), Some(BoundSegment::Many(_))) && state.segment + 1 < segments.len();
        if skips {
            self.enter(MatchState { segment: state.segment + 1, ..state.clone() }, into);
        }
        into.push(state);
    }

    /// Whether `--only` may take files below: no capture that is complete has another value.
    fn may_be_wanted(&self, state: &MatchState) -> bool {
        let pattern = &self.patterns[state.pattern];
        let growing = match pattern.segments.get(state.segment) {
            Some(BoundSegment::Many(capture)) => capture.as_deref(),
            _ => None,
        };
        let known = |only: &CaptureFilter| {
            let complete = growing != Some(only.name.as_str()) && !pattern.is_of_keys(&only.name);
            state.captures.iter().find(|(name, _)| complete && *name == only.name).map(|(_, value)| value)
        };
        self.only.iter().all(|only| known(only).is_none_or(|value| only.takes(value)))
    }

    /// The states after `name`. Names that are never configuration lead nowhere.
    pub fn step(&self, states: &[MatchState], name: &str) -> NextStates {
        let mut landing = NextStates::default();
        if name.starts_with(".git") {
            return landing;
        }
        let (mut exclusions, mut rivals) = (Vec::new(), Vec::new());
        for state in states {
            let (rival, excluding) = (state.pattern >= self.rivals_from, state.pattern >= self.templates);
            self.advance(state, name, |logical, next| match logical {
                _ if rival => self.enter(next, &mut rivals),
                _ if excluding => self.enter(next, &mut exclusions),
                _ if !self.may_be_wanted(&next) => {}
                Some(logical) => self.enter(next, landing.child(logical)),
                None => self.enter(next, &mut landing.pending),
            });
        }
        // An exclusion excludes everything below as well.
        if exclusions.iter().any(|state| self.complete(state)) {
            return NextStates::default();
        }
        let all = landing.children.iter_mut().map(|(_, states)| states).chain(std::iter::once(&mut landing.pending));
        for states in all.filter(|states| !states.is_empty()) {
            states.extend(exclusions.iter().chain(&rivals).cloned());
            *states = ordered(std::mem::take(states));
        }
        landing
    }

    /// The transitions of one state over `name`; the logical name is `None` inside a binding with slashes.
    pub(super) fn advance(&self, state: &MatchState, name: &str, mut way: impl FnMut(Option<String>, MatchState)) {
        let pattern = &self.patterns[state.pattern];
        match pattern.segments.get(state.segment) {
            None => {}
            Some(BoundSegment::Many(capture)) => {
                let mut stay = state.clone();
                if let Some(capture) = capture.as_ref().filter(|capture| pattern.keeps(capture)) {
                    extend_capture(&mut stay.captures, capture, name);
                }
                // Before the last segment, `enter` continues with the next one.
                if state.segment + 1 == pattern.segments.len() {
                    way(Some(name.to_owned()), MatchState { segment: state.segment + 1, ..stay.clone() });
                }
                way(Some(name.to_owned()), stay);
            }
            Some(BoundSegment::One(parts)) => {
                let Some((logical, fresh)) = match_part(&parts[state.part], name, &state.captures) else { return };
                let mut next = MatchState { pending: String::new(), ..state.clone() };
                let kept = fresh.into_iter().filter(|(capture, _)| pattern.keeps(capture));
                next.captures.extend(kept.map(|(capture, text)| (capture.to_owned(), text.to_owned())));
                let spelled = if state.pending.is_empty() { logical } else { format!("{}{logical}", state.pending) };
                if state.part + 1 < parts.len() {
                    next.part += 1;
                    next.pending = spelled;
                    return way(None, next);
                }
                (next.segment, next.part) = (state.segment + 1, 0);
                way(Some(spelled), next);
            }
        }
    }

    pub(super) fn complete(&self, state: &MatchState) -> bool {
        state.segment == self.patterns[state.pattern].segments.len()
    }

    /// Whether nothing below depends on the environment any more: neither a path, nor the key prefix, nor the owner.
    /// `apart` comes from [`Self::keys_apart`].
    pub fn settled(&self, states: &[MatchState], apart: &[bool]) -> bool {
        let path = |s: &MatchState| {
            s.pattern < self.rivals_from && s.part == 0 && s.segment >= self.patterns[s.pattern].settled_from
        };
        states.iter().all(|s| path(s) && !apart.get(s.pattern).copied().unwrap_or_default())
    }
}

impl NextStates {
    /// The states of a logical name.
    fn child(&mut self, logical: String) -> &mut Vec<MatchState> {
        let at = self.children.iter().position(|(name, _)| *name == logical).unwrap_or(self.children.len());
        if at == self.children.len() {
            self.children.push((logical, Vec::new()));
        }
        &mut self.children[at].1
    }
}

/// Sorts and deduplicates, so that two sets can be compared.
fn ordered(mut states: Vec<MatchState>) -> Vec<MatchState> {
    states.sort_unstable();
    states.dedup();
    states
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

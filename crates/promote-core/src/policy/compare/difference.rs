//! A change of `promote.yaml`, and the changes found so far.

use jiff::SignedDuration;

use promote_model::Pattern;
use promote_model::text::exact_duration;

/// What a change does to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It permits or shows more than before.
    Weaker,
    /// It permits or shows less than before.
    Stronger,
    /// It is another rule.
    Changed,
    /// An environment is new.
    Added,
    /// An environment is removed.
    Removed,
}

impl Effect {
    /// The word in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weaker => "weaker",
            Self::Stronger => "stronger",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// A change of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDifference {
    /// What it does to the rule.
    pub effect: Effect,
    /// The environment, if it is about one.
    pub environment: Option<String>,
    /// The field, such as `approvals.required`.
    pub rule: String,
    /// The change, in a few words.
    pub message: String,
}

/// The changes found so far.
#[derive(Default)]
pub(super) struct Differences {
    pub(super) found: Vec<PolicyDifference>,
    /// The environment of the changes that are added.
    pub(super) environment: Option<String>,
}

impl Differences {
    /// Adds a change.
    pub(super) fn add(&mut self, effect: Effect, rule: &str, message: impl Into<String>) {
        let (environment, rule) = (self.environment.clone(), rule.to_owned());
        self.found.push(PolicyDifference { effect, environment, rule, message: message.into() });
    }

    /// A number of which more is stronger.
    pub(super) fn number(&mut self, rule: &str, old: u32, new: u32) {
        if old != new {
            let effect = if new > old { Effect::Stronger } else { Effect::Weaker };
            self.add(effect, rule, format!("{old} -> {new}"));
        }
    }

    /// A switch; `strong` is the value that permits less.
    pub(super) fn switch(&mut self, rule: &str, old: bool, new: bool, strong: bool) {
        if old != new {
            let effect = if new == strong { Effect::Stronger } else { Effect::Weaker };
            self.add(effect, rule, format!("{old} -> {new}"));
        }
    }

    /// A duration. `None` is the shortest if `longer` is stronger, and the longest if it is not.
    pub(super) fn duration(
        &mut self,
        rule: &str,
        old: Option<SignedDuration>,
        new: Option<SignedDuration>,
        longer: bool,
    ) {
        if old == new {
            return;
        }
        let shown = |length: Option<SignedDuration>| match length {
            Some(length) => exact_duration(length.as_secs().unsigned_abs()),
            None => "none".to_owned(),
        };
        let rank = |length: Option<SignedDuration>| match (length, longer) {
            (Some(length), _) => length.as_secs(),
            (None, true) => 0,
            (None, false) => i64::MAX,
        };
        let stronger = (rank(new) > rank(old)) == longer;
        let effect = if stronger { Effect::Stronger } else { Effect::Weaker };
        self.add(effect, rule, format!("{} -> {}", shown(old), shown(new)));
    }

    /// Names of which more are stronger, or weaker. An entry that is added and one that is removed are a change each.
    pub(super) fn names(&mut self, rule: &str, old: &[&str], new: &[&str], more: Effect) {
        let less = match more {
            Effect::Stronger => Effect::Weaker,
            Effect::Weaker => Effect::Stronger,
            other => other,
        };
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.add(more, rule, format!("added '{name}'"));
        }
        for name in old.iter().filter(|name| !new.contains(name)) {
            self.add(less, rule, format!("removed '{name}'"));
        }
    }

    /// Two texts.
    pub(super) fn text(&mut self, rule: &str, old: &str, new: &str) {
        if old != new {
            self.add(Effect::Changed, rule, format!("'{old}' -> '{new}'"));
        }
    }
}

/// Borrowed texts.
pub(super) fn strs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// The texts of patterns.
pub(super) fn texts(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::text).collect()
}

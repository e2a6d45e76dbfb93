//! Changes of the environments and of their rules.

use std::cmp::Ordering;

use super::difference::{Differences, Effect, strs, texts};
use super::people;
use crate::policy::{DirectEdits, Environment, NamesLevel, Policy, TranslateRule, UndoRule};

pub(super) fn compare(old: &Policy, new: &Policy, found: &mut Differences) {
    for environment in &new.environments {
        found.environment = Some(environment.name.clone());
        match old.environment(&environment.name) {
            Some(before) => rules(before, environment, found),
            None => found.add(Effect::Added, "environments", from(environment)),
        }
    }
    for environment in old.environments.iter().filter(|e| new.environment(&e.name).is_none()) {
        found.environment = Some(environment.name.clone());
        found.add(Effect::Removed, "environments", from(environment));
    }
    found.environment = None;
}

fn from(environment: &Environment) -> String {
    match environment.from.as_slice() {
        [] => "no source".to_owned(),
        sources => format!("from {}", sources.join(", ")),
    }
}

fn rules(old: &Environment, new: &Environment, found: &mut Differences) {
    let branch = |e: &Environment| e.branch.clone().unwrap_or_else(|| "the policy branch".to_owned());
    found.text("branch", &branch(old), &branch(new));
    if old.with != new.with {
        found.add(Effect::Changed, "with", format!("{:?} -> {:?}", old.with, new.with));
    }
    sources(old, new, found);
    found.duration("soak", old.soak, new.soak, true);
    people::approvals("approvals", &old.approvals, &new.approvals, found);
    people::attestations(&old.attestations, &new.attestations, found);
    found.names("keep", &texts(&old.keep), &texts(&new.keep), Effect::Stronger);
    edits(old.direct_edits, new.direct_edits, found);
    named_environments(old.names.level, new.names.level, found);
    undo(old.undo, new.undo, found);
    found.names("names", &texts(&old.names.except), &texts(&new.names.except), Effect::Weaker);
    found.text("translate", &translation(&old.translate), &translation(&new.translate));
    calendar(old, new, found);
    found.names("override", &strs(&old.overriders), &strs(&new.overriders), Effect::Weaker);
    found.names("hold", &strs(&old.holders), &strs(&new.holders), Effect::Changed);
    found.switch("rollback.windows", old.rollback_in_windows, new.rollback_in_windows, true);
}

fn sources(old: &Environment, new: &Environment, found: &mut Differences) {
    // Without any source, direct edits are no findings.
    if old.from.is_empty() != new.from.is_empty() {
        let effect = if old.from.is_empty() { Effect::Stronger } else { Effect::Weaker };
        found.add(effect, "from", format!("{} -> {}", from(old), from(new)));
    } else {
        found.names("from", &strs(&old.from), &strs(&new.from), Effect::Weaker);
    }
    for source in new.from.iter().filter(|source| old.from.contains(source)) {
        let (before, after) = (old.soaks.get(source).copied(), new.soaks.get(source).copied());
        // The soak of the environment itself is compared on its own.
        if before != after {
            let rule = format!("from.{source}.soak");
            found.duration(&rule, before.or(old.soak), after.or(new.soak), true);
        }
    }
}

fn named_environments(old: NamesLevel, new: NamesLevel, found: &mut Differences) {
    let word = |level: NamesLevel| match level {
        NamesLevel::Allow => "allow",
        NamesLevel::Warn => "warn",
        NamesLevel::Deny => "deny",
    };
    match old.cmp(&new) {
        Ordering::Equal => {}
        Ordering::Less => found.add(Effect::Stronger, "names", format!("{} -> {}", word(old), word(new))),
        Ordering::Greater => found.add(Effect::Weaker, "names", format!("{} -> {}", word(old), word(new))),
    }
}

/// `translate` as one text.
fn translation(rule: &TranslateRule) -> String {
    if !rule.on {
        return "off".to_owned();
    }
    let pairs: Vec<String> = rule.pairs.iter().map(|pair| format!("{} -> {}", pair.from, pair.to)).collect();
    let mut text = if pairs.is_empty() { "names of the environments".to_owned() } else { pairs.join(", ") };
    for (word, patterns) in [("only", &rule.only), ("not", &rule.not)] {
        if !patterns.is_empty() {
            text.push_str(&format!("; {word} {}", texts(patterns).join(", ")));
        }
    }
    text
}

fn undo(old: UndoRule, new: UndoRule, found: &mut Differences) {
    let word = |rule: UndoRule| match rule {
        UndoRule::Allow => "allow",
        UndoRule::Ask => "ask",
        UndoRule::Deny => "deny",
    };
    match old.cmp(&new) {
        Ordering::Equal => {}
        Ordering::Less => found.add(Effect::Stronger, "undo", format!("{} -> {}", word(old), word(new))),
        Ordering::Greater => found.add(Effect::Weaker, "undo", format!("{} -> {}", word(old), word(new))),
    }
}

fn edits(old: DirectEdits, new: DirectEdits, found: &mut Differences) {
    let (rank, word) = (
        |edits: DirectEdits| match edits {
            DirectEdits::Allow => 0,
            DirectEdits::Warn => 1,
            DirectEdits::Deny => 2,
        },
        |edits: DirectEdits| match edits {
            DirectEdits::Allow => "allow",
            DirectEdits::Warn => "warn",
            DirectEdits::Deny => "deny",
        },
    );
    if old != new {
        let effect = if rank(new) > rank(old) { Effect::Stronger } else { Effect::Weaker };
        found.add(effect, "direct-edits", format!("{} -> {}", word(old), word(new)));
    }
}

fn calendar(old: &Environment, new: &Environment, found: &mut Differences) {
    let windows = |e: &Environment| e.calendar.windows.iter().map(|w| w.text.clone()).collect::<Vec<_>>();
    let (before, after) = (windows(old), windows(new));
    if before.is_empty() || after.is_empty() {
        // Without windows, it is always open; with some, only then.
        if before.len() != after.len() {
            let effect = if before.is_empty() { Effect::Stronger } else { Effect::Weaker };
            let shown = |windows: &[String]| if windows.is_empty() { "always".to_owned() } else { windows.join(", ") };
            found.add(effect, "windows", format!("{} -> {}", shown(&before), shown(&after)));
        }
    } else {
        found.names("windows", &strs(&before), &strs(&after), Effect::Weaker);
    }
    let freezes = |e: &Environment| {
        let shown = |f: &crate::policy::windows::Freeze| format!("{} ({} to {})", f.name, f.from, f.to);
        e.calendar.freezes.iter().map(shown).collect::<Vec<_>>()
    };
    let (before, after) = (freezes(old), freezes(new));
    found.names("freezes", &strs(&before), &strs(&after), Effect::Stronger);
}

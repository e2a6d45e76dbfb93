//! Changes of what is configuration, how it is read, what is shown, and how it is checked.

use super::difference::{Differences, Effect, strs, texts};
use crate::env::template::Template;
use crate::policy::Policy;
use crate::policy::checks::Check;
use crate::promotion::event::Severity;

pub(super) fn compare(old: &Policy, new: &Policy, found: &mut Differences) {
    let templates = |policy: &Policy| {
        let excluded = policy.exclusions.iter().map(|template| format!("!{}", template.text));
        policy.files.iter().map(template).chain(excluded).collect::<Vec<_>>()
    };
    let (before, after) = (templates(old), templates(new));
    found.names("files", &strs(&before), &strs(&after), Effect::Changed);
    found.names("secrets", &texts(&old.secrets), &texts(&new.secrets), Effect::Stronger);
    found.names("flags", &texts(&old.flags), &texts(&new.flags), Effect::Changed);
    lists(old, new, found);
    found.text("ledger", &old.ledger, &new.ledger);
    let remote = |policy: &Policy| policy.remote.clone().unwrap_or_else(|| "this repository".to_owned());
    found.text("remote", &remote(old), &remote(new));
    checks(old, new, found);
}

/// A template with everything that it says.
fn template(template: &Template) -> String {
    let keys = template.keys.as_ref().map(|keys| format!(", keys: {}", keys.text)).unwrap_or_default();
    let format = template.format.map(|format| format!(", format: {}", format.name())).unwrap_or_default();
    let spelled: Vec<String> = template.spelled.iter().map(|(name, text)| format!("{name}: \"{text}\"")).collect();
    let spelled = if spelled.is_empty() { String::new() } else { format!(", env: {{ {} }}", spelled.join(", ")) };
    format!("{}{keys}{format}{spelled}", template.text)
}

fn lists(old: &Policy, new: &Policy, found: &mut Differences) {
    let entries = |policy: &Policy| {
        let own = policy.lists.by_path.iter().map(|list| format!("{} by {}", list.lists, list.fields.join(", ")));
        policy.lists.keys.iter().cloned().chain(own).collect::<Vec<_>>()
    };
    let (before, after) = (entries(old), entries(new));
    found.names("list-keys", &strs(&before), &strs(&after), Effect::Changed);
    found.names("sets", &texts(&old.lists.sets), &texts(&new.lists.sets), Effect::Changed);
}

fn checks(old: &Policy, new: &Policy, found: &mut Differences) {
    let find = |policy: &'_ Policy, name: &str| policy.checks.iter().find(|check| check.name == name).cloned();
    for check in &new.checks {
        let rule = format!("checks.{}", check.name);
        match find(old, &check.name) {
            None => found.add(Effect::Stronger, &rule, "new"),
            Some(before) => one_check(&rule, &before, check, found),
        }
    }
    for check in old.checks.iter().filter(|check| find(new, &check.name).is_none()) {
        found.add(Effect::Weaker, &format!("checks.{}", check.name), "removed");
    }
}

fn one_check(rule: &str, old: &Check, new: &Check, found: &mut Differences) {
    let word = |level: Severity| if level == Severity::Error { "error" } else { "warning" };
    if old.level != new.level {
        let effect = if new.level == Severity::Error { Effect::Stronger } else { Effect::Weaker };
        found.add(effect, &format!("{rule}.level"), format!("{} -> {}", word(old.level), word(new.level)));
    } else if old.form != new.form {
        found.add(Effect::Changed, rule, "its definition");
    }
}

//! The check of every plan for values that name another environment than the target (`names` in `promote.yaml`).

use crate::store::Store;
use promote_core::env::change::Change;
use promote_core::env::keys::KeyPrefixes;
use promote_core::env::named::{self, EnvironmentNames, NamedEnvironment};
use promote_core::env::names::FileNames;
use promote_core::policy::{NamesLevel, NamesRule};
use promote_core::promotion::event::Severity;
use promote_core::promotion::{CheckFinding, Plan, Promotion, key_names};
use promote_model::text::count;

/// The longest list of keys in a message, in characters.
const KEYS: usize = 100;

/// The findings about values of a plan that name another environment than its target, one for each environment.
pub(crate) fn names_findings(store: &Store, promotion: &Promotion) -> Vec<CheckFinding> {
    let level = match store.policy.environment(&promotion.target).map(|target| target.names.level) {
        Some(NamesLevel::Deny) => Severity::Error,
        Some(NamesLevel::Warn) => Severity::Warning,
        Some(NamesLevel::Allow) | None => return Vec::new(),
    };
    let finding = |message| CheckFinding { code: "names".to_owned(), level, message, ..CheckFinding::default() };
    let ways = format!("give {} values of its own, or excuse keys with 'names' in promote.yaml", promotion.target);
    let messages = names_messages(store, &promotion.plan, &promotion.target).into_iter();
    messages.map(|message| finding(format!("{message} ({ways})"))).collect()
}

/// The same as messages: `2 values name staging: ingress.host, bucket`.
pub(crate) fn names_messages(store: &Store, plan: &Plan, target: &str) -> Vec<String> {
    let Some(rule) = store.policy.environment(target).map(|target| &target.names) else { return Vec::new() };
    if rule.level == NamesLevel::Allow {
        return Vec::new();
    }
    let environments: Vec<EnvironmentNames> = store
        .policy
        .environments
        .iter()
        .map(|e| {
            let spelled = store.policy.files.iter().filter_map(|template| template.spelling(&e.name));
            EnvironmentNames::new(&e.name, e.with.values().map(String::as_str).chain(spelled))
        })
        .collect();
    let keys: Vec<(&str, KeyPrefixes)> = plan.files.iter().map(|file| (file.file.as_str(), file.keys())).collect();
    let excused = |change: &Change| is_excused(rule, plan, &keys, change);
    named::find(&plan.changes, &environments, target, excused).iter().map(message).collect()
}

fn message(named: &NamedEnvironment<'_>) -> String {
    let changes: Vec<Change> = named.changes.iter().map(|change| (*change).clone()).collect();
    let values = count(changes.len(), "value");
    let verb = if changes.len() == 1 { "names" } else { "name" };
    format!("{values} {verb} {}: {}", named.environment, key_names(&changes, KEYS))
}

fn is_excused(rule: &NamesRule, plan: &Plan, keys: &[(&str, KeyPrefixes)], change: &Change) -> bool {
    let file = plan.files.iter().find(|file| file.file == change.file);
    let (Some(file), Some((_, keys))) = (file, keys.iter().find(|(name, _)| *name == change.file)) else {
        return false;
    };
    let names = FileNames::unread(file.names(), keys);
    let key = names.spellings(&change.key);
    rule.except.iter().any(|pattern| names.match_config(pattern, change.document.as_deref(), &key))
}

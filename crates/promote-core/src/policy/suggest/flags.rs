//! Maps that look like feature flags.

use std::collections::BTreeMap;

use super::facts::{Facts, FlagFact, base_name, place};
use super::suggestion::{SuggestedEntry, SuggestedField, Suggestion};
use crate::env::diff::FilePair;
use crate::env::flatten::KeyRules;
use promote_format::{Data, Entry, Node, Scalar};
use promote_model::text::count;
use promote_model::{Key, Step};

/// Names of maps and parts of file names.
const WORDS: [&str; 3] = ["flag", "feature", "toggle"];
/// Fields of a flag that switch it.
const SWITCHES: [&str; 7] = ["enabled", "on", "active", "state", "default", "enable", "isEnabled"];

/// The maps of a file that look like flags and that `flags` does not cover.
pub(super) fn observe(pair: &FilePair, rules: &KeyRules, facts: &mut Facts) {
    let Some(parsed) = pair.source.as_ref().and_then(|file| file.parsed()) else { return };
    let base = base_name(&pair.file);
    let odd = base.contains(['{', '}', '*', '?', '"', ':', '#']);
    if !pair.keys.is_empty() || parsed.format.is_flat() || odd || parsed.tree.documents.len() != 1 {
        return;
    }
    let names = pair.names();
    let named = WORDS.iter().any(|word| base.to_lowercase().contains(word));
    for (key, entries) in maps(&parsed.tree.documents[0].root) {
        let last = key.last().map(|step| if let Step::Name(name) = step { name.to_lowercase() } else { String::new() });
        let called = last.is_some_and(|name| WORDS.iter().any(|word| name.contains(word)));
        let is_map_of_flags = called || named && key.is_root();
        if !is_map_of_flags || entries.len() < 2 {
            continue;
        }
        let Some(first) = entries.first().map(|entry| key.child(Step::Name(entry.name.to_string()))) else { continue };
        let covered = rules.flags.iter().any(|pattern| names.match_config(pattern, None, &names.spellings(&first)));
        if covered || !entries.iter().all(|entry| matches!(&entry.value.data, Data::Map(below) if !below.is_empty())) {
            continue;
        }
        let pattern = if key.is_root() { format!("{base}:*") } else { format!("{base}:{key}.*") };
        let sure = entries.iter().all(|entry| has_switch(&entry.value));
        facts.flags.push(FlagFact { pattern, place: place(&pair.file, &key), flags: entries.len(), sure });
    }
}

/// The root, and the maps directly below it and one level deeper.
fn maps(root: &Node) -> Vec<(Key, &[Entry])> {
    let mut found = Vec::new();
    let mut rest = vec![(Key::root(), root)];
    while let Some((key, node)) = rest.pop() {
        let Data::Map(entries) = &node.data else { continue };
        if key.steps().len() < 2 {
            let below = entries.iter().map(|entry| (key.child(Step::Name(entry.name.to_string())), &entry.value));
            rest.extend(below);
        }
        found.push((key, &**entries));
    }
    found
}

fn has_switch(flag: &Node) -> bool {
    let Data::Map(entries) = &flag.data else { return false };
    entries.iter().any(|entry| {
        SWITCHES.contains(&entry.name.as_str())
            && matches!(&entry.value.data, Data::Scalar(Scalar::Bool(_) | Scalar::Plain(_) | Scalar::String(_)))
    })
}

pub(super) fn suggest(facts: &Facts, found: &mut Vec<Suggestion>) {
    let mut groups: BTreeMap<&str, Vec<&FlagFact>> = BTreeMap::new();
    for fact in &facts.flags {
        groups.entry(&fact.pattern).or_default().push(fact);
    }
    for (pattern, facts) in groups {
        let most = facts.iter().map(|fact| fact.flags).max().unwrap_or_default();
        let sure = facts.iter().all(|fact| fact.sure);
        let how = if sure { ", each with a switch" } else { "" };
        let entries = count(most, "entry");
        found.push(Suggestion {
            field: SuggestedField::Flags,
            environment: None,
            rank: 0,
            unsure: !sure,
            entry: SuggestedEntry::Pattern(pattern.to_owned()),
            evidence: format!("up to {entries}{how}, in {}, such as {}", count(facts.len(), "file"), facts[0].place),
            examples: Vec::new(),
        });
    }
}

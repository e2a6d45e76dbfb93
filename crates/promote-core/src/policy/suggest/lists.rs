//! Lists that are one key today, and that could be promoted element by element.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::facts::{Facts, ListFact, Named, SetFact, base_name, place};
use super::suggestion::{SuggestedEntry, SuggestedField, Suggestion};
use crate::env::change::Op;
use crate::env::diff::{FileDiff, FilePair};
use crate::env::flatten::KeyRules;
use crate::env::keys::Side;
use promote_model::text::count;
use promote_model::{Key, Step, Value};

/// Fields that identify elements, the usual ones first.
const FIELDS: [&str; 16] = [
    "name",
    "id",
    "key",
    "path",
    "title",
    "role",
    "host",
    "hostname",
    "url",
    "slug",
    "mountPath",
    "containerPort",
    "port",
    "email",
    "type",
    "kind",
];
/// Fields that are settings and never identify an element.
const SETTINGS: [&str; 9] =
    ["value", "enabled", "description", "weight", "priority", "order", "replicas", "default", "version"];
/// Lists of scalars in which the order does not matter.
const UNORDERED: [&str; 19] = [
    "resources",
    "components",
    "bases",
    "patchesStrategicMerge",
    "hosts",
    "domains",
    "allowedOrigins",
    "allowed_origins",
    "whitelist",
    "allowlist",
    "cidrs",
    "cidr_blocks",
    "tags",
    "members",
    "users",
    "groups",
    "roles",
    "scopes",
    "features",
];
/// Lists of scalars in which the order does matter.
const ORDERED: [&str; 5] = ["args", "command", "cmd", "entrypoint", "path"];

/// The lists of a file that differ and are one key.
pub(super) fn observe((pair, diff): (&FilePair, &FileDiff), rules: &KeyRules, facts: &mut Facts) {
    pair.for_each(Side::Target, rules, &mut |found| {
        for (at, step) in found.key.steps().iter().enumerate() {
            let list = || Named::of(&Key::from(found.key.steps()[..at].to_vec()));
            if let Step::Element { field, .. } = step
                && !field.is_empty()
                && let Some(list) = list()
            {
                facts.identified.insert((list, field.clone()));
            }
        }
    });
    for change in diff.changes.iter().chain(&diff.kept).filter(|change| change.op == Op::Modified) {
        let (Some(named), Some(a), Some(b)) = (Named::of(&change.key), &change.source, &change.target) else {
            continue;
        };
        let (Value::List(ours), Value::List(theirs)) = (&a.value, &b.value) else { continue };
        let place = place(&pair.file, &change.key);
        let is_map = |value: &Value| matches!(value, Value::Map(_));
        if ours.is_empty() || theirs.is_empty() {
        } else if ours.iter().chain(theirs).all(is_map) {
            let (fields, elements) = (identifying(ours, theirs), ours.len().min(theirs.len()));
            facts.lists.push(ListFact { named, place, fields, elements });
        } else if let (Some(ours), Some(theirs)) = (scalars(ours), scalars(theirs)) {
            let (a, b): (HashSet<&str>, HashSet<&str>) =
                (ours.iter().copied().collect(), theirs.iter().copied().collect());
            // Elements that occur twice have no place of their own.
            if a.len() == ours.len() && b.len() == theirs.len() {
                let shared = a.intersection(&b).count();
                let (single, sorted) = (a.len() + b.len() - 2 * shared, ours.is_sorted() && theirs.is_sorted());
                facts.sets.push(SetFact { named, file: pair.file.clone(), place, shared, single, sorted });
            }
        }
    }
}

fn scalars(items: &[Value]) -> Option<Vec<&str>> {
    items.iter().map(scalar).collect()
}

fn scalar(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) | Value::Token(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The fields that identify the elements on both sides, with the number of elements that both sides have.
fn identifying(ours: &[Value], theirs: &[Value]) -> Vec<(String, usize)> {
    let Some(Value::Map(first)) = ours.first() else { return Vec::new() };
    let names = first.iter().map(|(name, _)| name.as_str()).filter(|name| !SETTINGS.contains(name));
    let mut fields: Vec<(String, usize)> = names
        .filter_map(|name| {
            let (a, b) = (values(ours, name)?, values(theirs, name)?);
            Some((name.to_owned(), a.intersection(&b).count()))
        })
        .collect();
    fields.sort_by_key(|(name, _)| rank(name));
    fields
}

fn rank(name: &str) -> usize {
    FIELDS.iter().position(|known| *known == name).unwrap_or(FIELDS.len())
}

/// The values of a field, if each element has another one.
fn values<'v>(items: &'v [Value], name: &str) -> Option<BTreeSet<&'v str>> {
    let field = |item: &'v Value| match item {
        Value::Map(entries) => entries.iter().find(|(field, _)| field == name).and_then(|(_, value)| scalar(value)),
        _ => None,
    };
    let values: BTreeSet<&str> = items.iter().map(field).collect::<Option<_>>()?;
    (values.len() == items.len()).then_some(values)
}

pub(super) fn suggest(facts: &Facts, found: &mut Vec<Suggestion>) {
    let mut lists: BTreeMap<&Named, Vec<&ListFact>> = BTreeMap::new();
    // A flag is one key, with the lists in it.
    let in_flag = |place: &str| {
        let rest = |flags: &str| place.strip_prefix(flags.trim_end_matches('.')).is_some_and(|rest| !rest.is_empty());
        facts.flags.iter().any(|flag| rest(&flag.place))
    };
    for fact in facts.lists.iter().filter(|fact| !in_flag(&fact.place)) {
        lists.entry(&fact.named).or_default().push(fact);
    }
    let identified = &facts.identified;
    found.extend(lists.into_iter().filter_map(|(named, facts)| list_keys(named, &facts, identified)));
    let mut sets: BTreeMap<&Named, Vec<&SetFact>> = BTreeMap::new();
    for fact in facts.sets.iter().filter(|fact| !ORDERED.contains(&fact.named.name.as_str()) && !in_flag(&fact.place)) {
        sets.entry(&fact.named).or_default().push(fact);
    }
    found.extend(sets.into_iter().filter_map(|(named, facts)| set(named, &facts)));
}

fn list_keys(named: &Named, facts: &[&ListFact], identified: &BTreeSet<(Named, String)>) -> Option<Suggestion> {
    let mut votes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for fact in facts {
        for (field, shared) in &fact.fields {
            let vote = votes.entry(field).or_default();
            *vote = (vote.0 + 1, vote.1 + shared);
        }
    }
    // The field that serves most lists; then the usual ones; then the one whose values both sides share.
    let best = votes.iter().max_by_key(|(field, (lists, shared))| (*lists, FIELDS.len() - rank(field), *shared));
    let (field, (lists, shared)) = best.map(|(field, votes)| (*field, *votes))?;
    let all: usize = facts.iter().map(|fact| fact.elements).sum();
    let several = facts.iter().any(|fact| fact.elements > 1);
    if shared == 0 || 2 * lists < facts.len() {
        return None;
    }
    let evidence = format!(
        "'{field}' tells the elements of {lists} of {} apart, and is the same on both sides for {shared} of {}, such as {}",
        count(facts.len(), "differing list"),
        count(all, "element"),
        facts[0].place,
    );
    // Other lists of this name may be identified already, which an entry of their own must not end.
    let mut fields: Vec<String> = identified
        .iter()
        .filter(|(list, other)| list == named && other != field)
        .map(|(_, field)| field.clone())
        .collect();
    fields.sort_by_key(|field| rank(field));
    fields.push(field.to_owned());
    Some(Suggestion {
        field: SuggestedField::ListKeys,
        environment: None,
        rank: 0,
        unsure: lists < facts.len() || !several || 2 * shared < all,
        entry: SuggestedEntry::ListKeys(named.pattern(), fields),
        evidence,
        examples: Vec::new(),
    })
}

fn set(named: &Named, facts: &[&SetFact]) -> Option<Suggestion> {
    let (shared, single) =
        (facts.iter().map(|fact| fact.shared).sum::<usize>(), facts.iter().map(|fact| fact.single).sum::<usize>());
    if shared == 0 {
        return None;
    }
    let known = UNORDERED.contains(&named.name.as_str());
    let sorted = facts.iter().all(|fact| fact.sorted && fact.shared > 1);
    let base = base_name(&facts[0].file);
    let one_file =
        facts.iter().all(|fact| base_name(&fact.file) == base) && !base.contains(['{', '*', '?', '"', ':', '#']);
    let pattern = if one_file { format!("{base}:{}", named.pattern()) } else { named.pattern() };
    let order = if sorted { ", in alphabetical order" } else { "" };
    let evidence = format!(
        "{} of different values{order}: {shared} on both sides, {single} on one, such as {}",
        count(facts.len(), "differing list"),
        facts[0].place
    );
    Some(Suggestion {
        field: SuggestedField::Sets,
        environment: None,
        rank: 0,
        unsure: !known && !sorted,
        entry: SuggestedEntry::Pattern(pattern),
        evidence,
        examples: Vec::new(),
    })
}

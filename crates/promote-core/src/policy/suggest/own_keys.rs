//! Keys that belong to an environment: their values name it, or they differ wherever they are.

use std::collections::BTreeMap;

use super::facts::{Facts, Named, OwnFact, place};
use super::suggestion::{SuggestedEntry, SuggestedField, Suggestion};
use crate::env::change::Op;
use crate::env::diff::{FileDiff, FilePair};
use crate::env::flatten::KeyRules;
use crate::env::keys::Side;
use crate::env::named::{EnvironmentNames, has_word};
use crate::policy::Environment;
use promote_model::text::count;
use promote_model::{Key, Value};

/// Names of keys that usually belong to an environment.
const NAMES: [&str; 22] = [
    "replicas",
    "replicaCount",
    "replica_count",
    "minReplicas",
    "maxReplicas",
    "host",
    "hostname",
    "domain",
    "baseUrl",
    "base_url",
    "region",
    "zone",
    "cluster",
    "clusterName",
    "cluster_name",
    "namespace",
    "environment",
    "env",
    "cpu",
    "memory",
    "accountId",
    "account_id",
];

/// The keys that belong to the target, of a file that both sides of an edge have.
pub(super) fn observe(
    (pair, diff): (&FilePair, &FileDiff),
    (source, target): (&Environment, &Environment),
    rules: &KeyRules,
    facts: &mut Facts,
) {
    let mut by_name: BTreeMap<Named, OwnFact> = BTreeMap::new();
    for change in diff.changes.iter().filter(|change| change.op == Op::Modified && !change.is_unit()) {
        let (Some(named), Some(a), Some(b)) = (Named::of(&change.key), &change.source, &change.target) else {
            continue;
        };
        let (Some(ours), Some(theirs)) = (scalar(&a.value), scalar(&b.value)) else { continue };
        let names_it = names((source, target), ours) && names((target, source), theirs);
        if !names_it && !NAMES.contains(&named.name.as_str()) {
            continue;
        }
        let fact = fact(&mut by_name, named, &pair.file, &change.key, target);
        fact.differing += 1;
        fact.by_environment += usize::from(names_it);
        // A text of several lines holds more than the name.
        fact.lines |= ours.contains('\n') || theirs.contains('\n');
    }
    // Keys of the same names that are equal on both sides.
    pair.for_each(Side::Target, rules, &mut |found| {
        if let Some(named) = Named::of(found.key)
            && let Some(fact) = by_name.get_mut(&named)
            && found.is_on_both_sides()
        {
            fact.equal += 1;
        }
    });
    facts.own.extend(by_name.into_values());
}

fn fact<'m>(
    by_name: &'m mut BTreeMap<Named, OwnFact>,
    named: Named,
    file: &str,
    key: &Key,
    target: &Environment,
) -> &'m mut OwnFact {
    by_name.entry(named.clone()).or_insert_with(|| OwnFact {
        environment: target.name.clone(),
        named,
        place: place(file, key),
        equal: 0,
        differing: 0,
        by_environment: 0,
        lines: false,
    })
}

fn scalar(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) | Value::Token(text) => Some(text),
        _ => None,
    }
}

/// Whether a text has a name of the environment as a word, which is no name of the other one.
fn names((environment, other): (&Environment, &Environment), text: &str) -> bool {
    let words = |e: &Environment| EnvironmentNames::new(&e.name, e.with.values().map(String::as_str)).words;
    let (text, others) = (text.to_lowercase(), words(other));
    words(environment).iter().any(|word| !others.contains(word) && has_word(&text, word))
}

pub(super) fn suggest(facts: &Facts, found: &mut Vec<Suggestion>) {
    let mut groups: BTreeMap<(&str, &Named), Vec<&OwnFact>> = BTreeMap::new();
    for fact in &facts.own {
        groups.entry((&fact.environment, &fact.named)).or_default().push(fact);
    }
    for ((environment, named), facts) in groups {
        let sum = |number: fn(&OwnFact) -> usize| facts.iter().map(|fact| number(fact)).sum::<usize>();
        let (differing, equal, by) = (sum(|f| f.differing), sum(|f| f.equal), sum(|f| f.by_environment));
        // A key that is mostly the same in both environments is promoted.
        if differing < 4 * equal {
            continue;
        }
        let all = differing + equal;
        let such = &facts[0].place;
        // One key says nothing about others of its name, unless the name is a usual one.
        let usual = all > 1 || NAMES.contains(&named.name.as_str());
        let pattern = if usual { named.pattern() } else { such.clone() };
        let by_name = 2 * by >= differing;
        let evidence = match by_name {
            true => format!("the value names its environment in {by} of {}, such as {such}", count(all, "key")),
            false => format!("differs in {differing} of {}, such as {such}", count(all, "key")),
        };
        found.push(Suggestion {
            field: SuggestedField::Keep,
            environment: Some(environment.to_owned()),
            unsure: !by_name && differing < 3 || facts.iter().any(|fact| fact.lines),
            entry: SuggestedEntry::Pattern(pattern),
            evidence,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::read;

    #[test]
    fn names_of_environments_are_words() {
        let policy = "version: 1\nfiles: ['{region}/{env}/**']\nenvironments:\n  dev: { with: { region: eu } }\n  live: { with: { region: eu, env: prod }, from: [dev] }\n";
        let policy = read(policy.as_bytes()).unwrap();
        let (dev, live) = (&policy.environments[0], &policy.environments[1]);
        for text in ["app.dev.acme.com", "DEV", "https://dev/x", "db_dev"] {
            assert!(names((dev, live), text), "{text}");
        }
        for text in ["developer", "eu-west-1", "prod", ""] {
            assert!(!names((dev, live), text), "{text}");
        }
        assert!(names((live, dev), "a-prod") && names((live, dev), "live"));
    }
}

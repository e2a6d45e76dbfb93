//! Keys that belong to an environment: their values are each other's translation, or name the environment, or they never were
//! the same in several files. All of that is learned from this repository: names alone say nothing.

use std::collections::BTreeMap;

use super::facts::{Facts, Named, OwnFact, place};
use super::suggestion::{SuggestedEntry, SuggestedField, Suggestion};
use crate::env::change::Op;
use crate::env::diff::{FileDiff, FilePair};
use crate::env::flatten::KeyRules;
use crate::env::judge::{Direction, Judgement};
use crate::env::keys::Side;
use crate::env::named::{EnvironmentNames, has_word};
use crate::env::translate::{FileTranslator, Translator};
use crate::policy::Environment;
use promote_model::Value;
use promote_model::text::count;

/// An edge of the pipeline whose files are looked at.
#[derive(Debug)]
pub struct ObservedEdge<'a> {
    /// The source.
    pub source: &'a Environment,
    /// The target.
    pub target: &'a Environment,
    /// The translation between the two, asked for or not.
    pub translator: Option<Translator>,
}

/// The keys that belong to the target, of a file that both sides of an edge have; with what history says about each change,
/// where that was read.
pub(super) fn observe(
    edge: &ObservedEdge<'_>,
    (pair, diff): (&FilePair, &FileDiff),
    judged: Option<&[Judgement]>,
    rules: &KeyRules,
    facts: &mut Facts,
) {
    let names = pair.names();
    let translator = edge.translator.as_ref().filter(|_| !edge.target.translate.on);
    let translator = translator.map(|translator| translator.of_file(&names, rules));
    let mut by_name: BTreeMap<Named, OwnFact> = BTreeMap::new();
    for (at, change) in diff.changes.iter().enumerate() {
        let (Some(named), Some(a), Some(b)) = (Named::of(&change.key), &change.source, &change.target) else {
            continue;
        };
        let (Some(ours), Some(theirs)) = (scalar(&a.value), scalar(&b.value)) else { continue };
        if change.op != Op::Modified || change.is_unit() {
            continue;
        }
        let direction = judged.and_then(|judged| judged.get(at)).map(|judged| judged.direction);
        let shared = matches!(direction, Some(Direction::Forward | Direction::Backward | Direction::Diverged));
        let is_pair = |of: &FileTranslator<'_>| of.same(change.document.as_deref(), &change.key, &a.value, &b.value);
        let fact = by_name.entry(named.clone()).or_insert_with(|| OwnFact::new(&edge.target.name, named));
        if fact.places.len() < EXAMPLES {
            fact.places.push(place(&pair.file, &change.key));
        }
        fact.differing += 1;
        fact.pairs += usize::from(translator.as_ref().is_some_and(is_pair));
        fact.by_environment += usize::from(!shared && names_it(edge, ours, theirs));
        fact.shared += usize::from(shared);
        fact.unrelated |= direction == Some(Direction::Unrelated);
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

/// Whether each value names its own environment.
fn names_it(edge: &ObservedEdge<'_>, ours: &str, theirs: &str) -> bool {
    names((edge.source, edge.target), ours) && names((edge.target, edge.source), theirs)
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

/// The number of examples of a suggestion.
const EXAMPLES: usize = 3;

/// In this number of files a key of one name has to be unrelated.
const UNRELATED_FILES: usize = 3;

pub(super) fn suggest(facts: &Facts, found: &mut Vec<Suggestion>) {
    let mut groups: BTreeMap<(&str, &Named), Vec<&OwnFact>> = BTreeMap::new();
    for fact in &facts.own {
        groups.entry((&fact.environment, &fact.named)).or_default().push(fact);
    }
    for ((environment, named), own) in groups {
        let sum = |number: fn(&OwnFact) -> usize| own.iter().map(|fact| number(fact)).sum::<usize>();
        let (differing, equal) = (sum(|f| f.differing), sum(|f| f.equal));
        let (pairs, by_environment) = (sum(|f| f.pairs), sum(|f| f.by_environment));
        let unrelated = own.iter().filter(|fact| fact.unrelated).count();
        let promoted = sum(|f| f.shared) > 0 || facts.promoted.contains(&(environment.to_owned(), named.clone()));
        let all = count(differing + equal, "key");
        let (rank, evidence) = match () {
            // A key that is mostly the same in both environments is promoted.
            () if differing < 4 * equal => continue,
            () if 2 * pairs >= differing => (0, format!("the values are each other's translation in {pairs} of {all}")),
            () if 2 * by_environment >= differing => {
                (1, format!("the value names its environment in {by_environment} of {all}"))
            }
            () if unrelated >= UNRELATED_FILES && !promoted => {
                (2, format!("differs in {differing} of {all}, and was never the same in {unrelated} files"))
            }
            () => continue,
        };
        let examples: Vec<String> = own.iter().flat_map(|fact| &fact.places).take(EXAMPLES).cloned().collect();
        // One key says nothing about others of its name.
        let pattern = if differing + equal > 1 { named.pattern() } else { examples[0].clone() };
        found.push(Suggestion {
            field: SuggestedField::Keep,
            environment: Some(environment.to_owned()),
            rank,
            unsure: rank == 2 && equal > 0 || own.iter().any(|fact| fact.lines),
            entry: SuggestedEntry::Pattern(pattern),
            evidence,
            examples,
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

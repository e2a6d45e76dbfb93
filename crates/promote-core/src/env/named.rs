//! Values that name an environment: a value that carries `staging` into production is often meant for staging alone.
//!
//! An environment is called by its own name, and by what it is called in paths: the values of its captures (`with`), and its
//! spellings in templates (`env`). A name counts as a word: between the ends of the value and characters that are neither
//! letters nor digits, in any case of its letters.

use std::collections::BTreeSet;

use super::change::{Change, SpelledValue, UnitKind};
use promote_model::Value;

/// What an environment is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentNames {
    /// Its name in `promote.yaml`.
    pub environment: String,
    /// All its names, in lower case.
    pub words: BTreeSet<String>,
}

/// The shortest name that is looked for, in characters.
const SHORTEST: usize = 2;

impl EnvironmentNames {
    /// The names of an environment, from the words that paths and `promote.yaml` call it by.
    pub fn new<'a>(environment: &'a str, words: impl IntoIterator<Item = &'a str>) -> Self {
        let words = words.into_iter().chain([environment]).map(str::to_lowercase);
        let words = words.filter(|word| word.chars().count() >= SHORTEST && word.chars().any(char::is_alphabetic));
        Self { environment: environment.to_owned(), words: words.collect() }
    }
}

/// Changes whose new values name an environment that is not the target.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedEnvironment<'a> {
    /// The environment.
    pub environment: &'a str,
    /// The changes, in their order.
    pub changes: Vec<&'a Change>,
}

/// Finds the changes whose new values name another environment than the target, by environment. A value that the target has
/// already, and that names the same environment, is the target's own business.
pub fn find<'a>(
    changes: &'a [Change],
    environments: &'a [EnvironmentNames],
    target: &str,
    excused: impl Fn(&Change) -> bool,
) -> Vec<NamedEnvironment<'a>> {
    let own: BTreeSet<&str> =
        environments.iter().filter(|e| e.environment == target).flat_map(|e| &e.words).map(String::as_str).collect();
    let mut found = Vec::new();
    for other in environments.iter().filter(|e| e.environment != target) {
        let words: Vec<&str> = other.words.iter().map(String::as_str).filter(|word| !own.contains(word)).collect();
        let names = |side: &Option<SpelledValue>| side.as_ref().is_some_and(|side| holds(&side.value, &words));
        let named = |change: &&Change| {
            change.kind != UnitKind::File && names(&change.source) && !names(&change.target) && !excused(change)
        };
        let changes: Vec<&Change> = changes.iter().filter(named).collect();
        if !changes.is_empty() {
            found.push(NamedEnvironment { environment: &other.environment, changes });
        }
    }
    found
}

/// Whether a value, or a value in it, holds one of the words.
fn holds(value: &Value, words: &[&str]) -> bool {
    match value {
        Value::Map(entries) => entries.iter().any(|(_, value)| holds(value, words)),
        Value::List(items) => items.iter().any(|value| holds(value, words)),
        Value::String(text) | Value::Token(text) => {
            let text = text.to_lowercase();
            words.iter().any(|word| has_word(&text, word))
        }
        Value::Tagged(_, value) => holds(value, words),
        Value::Null | Value::Bool(_) | Value::File(_) | Value::Secret(_) => false,
    }
}

/// Whether a text has a word, with no letter or digit beside it.
pub fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let ends = [before.chars().next_back(), after.chars().next()];
        !ends.into_iter().flatten().any(char::is_alphanumeric) && !is_device(before, word, after)
    })
}

/// Whether a word is the folder of devices, `/dev/`, at the beginning of a path.
pub(super) fn is_device(before: &str, word: &str, after: &str) -> bool {
    let root = before
        .strip_suffix('/')
        .is_some_and(|rest| !rest.ends_with(|c: char| !c.is_whitespace() && c != '=' && c != ':'));
    word == "dev" && root && after.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::change::Op;
    use crate::promotion::tests::change;

    fn environments() -> Vec<EnvironmentNames> {
        vec![
            EnvironmentNames::new("dev", ["dev"]),
            EnvironmentNames::new("staging", ["stg", "eu"]),
            EnvironmentNames::new("production", ["prod", "eu"]),
        ]
    }

    /// The environments that the new value of a change to production names.
    fn named(target: Option<&str>, source: &str) -> Vec<String> {
        let changes = [change(Op::Modified, UnitKind::Config, "host", target, Some(source))];
        let environments = environments();
        find(&changes, &environments, "production", |_| false).iter().map(|n| n.environment.to_owned()).collect()
    }

    #[test]
    fn names_are_words() {
        assert_eq!(named(None, "https://api.staging.acme.com"), ["staging"]);
        assert_eq!(named(None, "db_stg_1"), ["staging"]);
        assert_eq!(named(None, "STAGING"), ["staging"]);
        assert_eq!(named(None, "dev and staging"), ["dev", "staging"]);
        for none in ["/develop", "stg1", "device", "staging2", "", "prod", "60", "/dev/null", ">> /dev/stdout"] {
            assert_eq!(named(None, none), [] as [&str; 0], "{none}");
        }
        assert_eq!(named(None, "https://acme.com/dev/"), ["dev"]);
    }

    #[test]
    fn a_word_that_both_environments_are_called_by_names_neither() {
        assert_eq!(named(None, "eu-west-1"), [] as [&str; 0]);
    }

    #[test]
    fn a_value_that_names_the_environment_already_is_not_news() {
        assert_eq!(named(Some("mirror.dev.acme.com/a:1"), "mirror.dev.acme.com/a:2"), [] as [&str; 0]);
        assert_eq!(named(Some("dev"), "staging"), ["staging"]);
    }

    #[test]
    fn keys_can_be_excused() {
        let changes = [change(Op::Added, UnitKind::Config, "host", None, Some("dev"))];
        let environments = environments();
        assert!(find(&changes, &environments, "production", |change| change.key.to_string() == "host").is_empty());
    }
}

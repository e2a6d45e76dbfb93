//! Entries of `promote.yaml` that a repository suggests, each with its evidence.
//!
//! ```text
//! facts       what single files and pairs of files show
//! secrets     keys that look like secrets; encrypted files
//! own_keys    keys that belong to an environment (`keep`)
//! lists       fields that identify elements (`list-keys`), and lists without an order (`sets`)
//! flags       maps that look like feature flags
//! formats     files whose content has a format that their name does not tell
//! suggestion  a suggested entry
//! comments    suggestions as comments, for `init`
//! write       putting entries into the text of promote.yaml
//! ```

mod comments;
mod facts;
mod flags;
mod formats;
mod lists;
mod own_keys;
mod secrets;
mod suggestion;
mod write;

use crate::env::diff::{FileDiff, FilePair};
use crate::env::flatten::KeyRules;
use crate::env::judge::Judgement;
use crate::env::lists::ListKeys;
use crate::policy::lint::{UnparsedFile, UnparsedKind};
use crate::policy::{Environment, Policy};
use promote_model::{Key, Pattern};

pub use comments::with_comments;
pub use facts::Facts;
pub use own_keys::ObservedEdge;
pub use suggestion::{SuggestedEntry, SuggestedField, Suggestion};
pub use write::{CannotWrite, written};

/// What one file of an environment shows. `template` is the one that takes it, by index. `inside` are the rules without
/// flags.
pub fn observe_file(
    environment: &Environment,
    (pair, bytes): (&FilePair, &[u8]),
    template: usize,
    (rules, inside): (&KeyRules, &KeyRules),
) -> Facts {
    let mut facts = Facts::default();
    let Some(file) = &pair.source else { return facts };
    secrets::observe(pair, (rules, inside), &mut facts);
    flags::observe(pair, rules, &mut facts);
    let unparsed = UnparsedFile::of(pair, &environment.name);
    let names = pair.names();
    let matches = |patterns: &[Pattern]| {
        let root = names.spellings(&Key::root());
        patterns.iter().any(|pattern| names.match_config(pattern, None, &root))
    };
    match unparsed.as_ref().map(|file| file.kind) {
        Some(UnparsedKind::Text) => formats::observe(template, &file.path, &pair.file, bytes, &mut facts),
        kind => {
            let reason = unparsed.and_then(|file| file.reason).filter(|_| kind == Some(UnparsedKind::Encrypted));
            facts.encrypted.push(facts::FileFact {
                environment: environment.name.clone(),
                logical: pair.file.clone(),
                reason,
                // Nothing is promoted into an environment without a source.
                kept: environment.from.is_empty() || matches(&environment.keep),
                secret: matches(&rules.secrets),
            });
        }
    }
    facts
}

/// What a file shows that both sides of an edge of the pipeline have; with what history says about its changes.
pub fn observe_pair(
    edge: &ObservedEdge<'_>,
    (pair, diff): (&FilePair, &FileDiff),
    judged: Option<&[Judgement]>,
    rules: &KeyRules,
) -> Facts {
    let mut facts = Facts::default();
    // A file that is not read by key on both sides has no keys to compare.
    if pair.source.is_some() && pair.target.is_some() && pair.is_keyed() {
        own_keys::observe(edge, (pair, diff), judged, rules, &mut facts);
        lists::observe((pair, diff), rules, &mut facts);
    }
    facts
}

/// The rules with the suggested fields of lists, to look inside their elements; `None` if there are no new ones.
pub fn with_list_keys(rules: &KeyRules, found: &[Suggestion]) -> Option<KeyRules> {
    let mut rules = rules.clone();
    let before = rules.lists.by_path.len();
    for one in found {
        let SuggestedEntry::ListKeys(lists, fields) = &one.entry else { continue };
        let known = rules.lists.by_path.iter().any(|list| list.lists.text() == lists);
        let pattern = Pattern::parse(lists).ok().filter(|_| !known && !one.unsure);
        rules.lists.by_path.extend(pattern.map(|lists| ListKeys { lists, fields: fields.clone() }));
    }
    (rules.lists.by_path.len() > before).then_some(rules)
}

/// The entries that the facts suggest, by field.
pub fn suggestions(policy: &Policy, facts: &Facts) -> Vec<Suggestion> {
    let mut found = Vec::new();
    own_keys::suggest(facts, &mut found);
    secrets::suggest(facts, &mut found);
    lists::suggest(facts, &mut found);
    flags::suggest(facts, &mut found);
    formats::suggest(facts, &policy.files, &mut found);
    // A pattern has one entry in 'list-keys'.
    let has = |lists: &str| policy.lists.by_path.iter().any(|list| list.lists.text() == lists);
    found.retain(|one| !matches!(&one.entry, SuggestedEntry::ListKeys(lists, _) if has(lists)));
    ordered(policy, found)
}

/// The same in the order of output, each entry once.
pub fn ordered(policy: &Policy, mut found: Vec<Suggestion>) -> Vec<Suggestion> {
    let order = |name: &Option<String>| policy.environments.iter().position(|e| Some(&e.name) == name.as_ref());
    found.sort_by_key(|s| (s.field, order(&s.environment), s.rank, s.unsure, s.entry.clone()));
    found.dedup_by(|a, b| a.place() == b.place() && a.entry == b.entry);
    found
}

//! What an argument may be in this repository, for the completions of shells. Nothing is fetched, no signature is checked; where
//! the repository cannot be read, there is nothing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::engine::context::Context;
use crate::engine::hold_event::holds_on;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::walk::ListedFile;
use promote_core::env::keys::Side;
use promote_core::promotion::{Hold, Promotion, key_names};

/// A value for an argument, and a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The value.
    pub(crate) value: String,
    /// What it is.
    pub(crate) about: String,
}

/// The longest list of keys, in characters.
const KEYS: usize = 40;

/// The most promotions that ended.
const MOST_ENDED: usize = 10;

/// The most keys: nobody reads more.
const MOST_KEYS: usize = 2000;

/// The files that are read in any case.
const FEWEST_FILES: usize = 64;

/// How long more files are read. A person waits for the answer.
const PATIENCE: Duration = Duration::from_millis(25);

fn candidate(value: impl Into<String>, about: impl Into<String>) -> Candidate {
    Candidate { value: value.into(), about: about.into() }
}

/// The environments; those that are promoted into from one of the `typed` words come first.
pub(crate) fn environments(context: &Context, typed: &[String]) -> Vec<Candidate> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let (mut next, mut others) = (Vec::new(), Vec::new());
    for environment in &store.policy.environments {
        let about = match environment.from.as_slice() {
            [] => "the beginning of a pipeline".to_owned(),
            from => format!("from {}", from.join(", ")),
        };
        let follows = environment.from.iter().any(|from| typed.contains(from));
        (if follows { &mut next } else { &mut others }).push(candidate(environment.name.as_str(), about));
    }
    next.append(&mut others);
    next
}

/// The holds that are on, by number; then the environments.
pub(crate) fn holds(context: &Context, typed: &[String]) -> Vec<Candidate> {
    let on = context.last_known().and_then(|store| holds_on(&store).ok()).unwrap_or_default();
    let about = |hold: &Hold| {
        let patterns: Vec<&str> = hold.pattern_texts().collect();
        let keys = if patterns.is_empty() { String::new() } else { format!("{} of ", patterns.join(", ")) };
        candidate(hold.number.to_string(), format!("{keys}{}: {}", hold.environment, hold.reason))
    };
    on.iter().map(|hold| about(hold)).chain(environments(context, typed)).collect()
}

/// The open promotions, the newest first; then, where they are asked for, the last executed ones.
pub(crate) fn promotions(context: &Context, executed: bool) -> Vec<Candidate> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let Ok(ledger) = store.ledger() else { return Vec::new() };
    let mut open = ledger.open_histories().unwrap_or_default();
    open.reverse();
    let mut found: Vec<Candidate> = open.iter().map(|history| of_promotion(&history.promotion, "")).collect();
    if executed {
        let ids = ledger.executions().into_iter().flatten().take(MOST_ENDED).flatten();
        let ended = ids.filter_map(|id| ledger.history(id).ok()?);
        found.extend(ended.map(|history| of_promotion(&history.promotion, "executed, ")));
    }
    found
}

fn of_promotion(promotion: &Promotion, state: &str) -> Candidate {
    let keys = key_names(&promotion.plan.changes, KEYS);
    candidate(promotion.name(), format!("{state}{} -> {}: {keys}", promotion.source, promotion.target))
}

/// The keys that begin with what was typed: of the environments that the `typed` words name, or of all. After `FILE:`, those of
/// the files with that name.
pub(crate) fn keys(context: &Context, typed: &[String], word: &str) -> Vec<Candidate> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let until = Instant::now() + PATIENCE;
    let (file, begin) = word.rsplit_once(':').map_or((None, word), |(file, begin)| (Some(file), begin));
    let (mut found, mut read): (BTreeMap<String, String>, usize) = (BTreeMap::new(), 0);
    for side in sides(&store, typed) {
        if !found.is_empty() && Instant::now() > until {
            break;
        }
        for (logical, listed) in store.files(&side).unwrap_or_default() {
            if found.len() >= MOST_KEYS || read >= FEWEST_FILES && Instant::now() > until {
                break;
            }
            if file.is_none_or(|name| is_named(name, &logical, &listed)) {
                read += 1;
                let prefix = file.map(|name| format!("{name}:")).unwrap_or_default();
                for key in keys_of(&store, &side, &logical, &listed).into_iter().filter(|key| key.starts_with(begin)) {
                    found.entry(format!("{prefix}{key}")).or_insert_with(|| logical.clone());
                }
            }
        }
    }
    found.into_iter().map(|(key, file)| candidate(key, file)).collect()
}

/// The environments among the words, or all of them.
fn sides(store: &Store, typed: &[String]) -> Vec<EnvSnapshot> {
    let names = || store.policy.environments.iter().map(|environment| environment.name.to_string());
    let named: Vec<String> = names().filter(|name| typed.contains(name)).collect();
    let names = if named.is_empty() { names().collect() } else { named };
    names.iter().filter_map(|name| store.side(name, &[]).ok()).collect()
}

fn is_named(name: &str, logical: &str, listed: &ListedFile) -> bool {
    [logical, listed.path.as_str()].iter().any(|path| *path == name || path.rsplit('/').next() == Some(name))
}

fn keys_of(store: &Store, side: &EnvSnapshot, logical: &str, listed: &ListedFile) -> Vec<String> {
    let Ok(pair) = store.alone(&side.matcher, logical, listed) else { return Vec::new() };
    let configs = pair.configs(Side::Source, &store.rules);
    configs.iter().filter(|config| !config.key.is_root()).map(|config| config.key.to_string()).collect()
}

/// The paths of the files of environments.
pub(crate) fn files(context: &Context, typed: &[String]) -> Vec<Candidate> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let mut found = Vec::new();
    for side in sides(&store, typed) {
        let files = store.files(&side).unwrap_or_default();
        found.extend(files.into_iter().map(|(_, listed)| candidate(listed.path, side.name.clone())));
    }
    found
}

/// The captures of the path templates, each with a value: `app=web`.
pub(crate) fn captures(context: &Context, typed: &[String]) -> Vec<Candidate> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let templates = &store.policy.files;
    let mut names: Vec<&str> = templates.iter().flat_map(|template| template.captures()).collect();
    names.sort_unstable();
    names.dedup();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for side in sides(&store, typed) {
        for name in names.iter().filter(|name| **name != "env") {
            for value in store.captured(&side, &[(*name).to_owned()]).unwrap_or_default() {
                found.entry(format!("{name}={value}")).or_default().push(side.name.clone());
            }
        }
    }
    found.into_iter().map(|(value, environments)| candidate(value, environments.join(", "))).collect()
}

/// The names of the attestations that targets require.
pub(crate) fn attestations(context: &Context) -> Vec<Candidate> {
    let Some(store) = context.last_known() else { return Vec::new() };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for environment in &store.policy.environments {
        for required in &environment.attestations {
            found.entry(required.name.clone()).or_default().push(environment.name.to_string());
        }
    }
    found.into_iter().map(|(name, environments)| candidate(name, format!("for {}", environments.join(", ")))).collect()
}

//! `history`: one key through time and environments.

use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::causes::{Cause, Causes, file_at};
use crate::engine::context::Context;
use crate::engine::filters::parse_only;
use crate::engine::find_key::{FoundKey, find_key};
use crate::engine::key_life::{LifeStart, Reach, lives};
use crate::engine::key_reader::{KeyReader, Was};
use crate::store::Store;

/// The history of a key.
#[derive(Debug)]
pub(crate) struct KeyHistory {
    /// The key.
    pub(crate) key: FoundKey,
    /// Its life in each environment, in pipeline order.
    pub(crate) environments: Vec<EnvironmentLife>,
}

/// The life of a key in one environment.
#[derive(Debug)]
pub(crate) struct EnvironmentLife {
    /// The environment.
    pub(crate) environment: String,
    /// The path of the file.
    pub(crate) path: String,
    /// What it was, newest first; empty if the environment never had it.
    pub(crate) states: Vec<CausedState>,
    /// Whether older states are left out.
    pub(crate) has_more: bool,
}

/// What a key was, and how it came.
#[derive(Debug, Clone)]
pub(crate) struct CausedState {
    /// What the file had of the key.
    pub(crate) was: Was,
    /// How it came; `None` where the history of this clone does not tell.
    pub(crate) cause: Option<Arc<Cause>>,
}

/// Reads the history of a key in all environments, or in one, which may be `NAME@REV`; at most `limit` values of each.
///
/// # Errors
/// Where no key or several match, the environment is unknown, or history cannot be read.
pub(crate) fn key_history(
    context: &Context,
    key: &str,
    environment: Option<&str>,
    limit: Option<usize>,
) -> Result<KeyHistory, OpError> {
    let store = context.store()?;
    let only = parse_only(&context.narrowed(&[]))?;
    let side = environment.map(|typed| store.side(typed, &only)).transpose()?;
    let mut found = find_key(context, &store, key)?;
    if let Some(side) = side {
        found = found.only_in(side);
    }
    found.environments.retain(|(side, path)| !side.matcher.names(path).is_empty());
    let environments = read(context, &store, &found, limit.unwrap_or(usize::MAX))?;
    if !found.is_there && environments.iter().all(|life| life.states.is_empty()) {
        let message = format!("no environment has or had the key {}", found.address());
        return Err(OpError::Usage { message, hints: vec!["list all keys: promote matrix".to_owned()] });
    }
    Ok(KeyHistory { key: found, environments })
}

fn read(context: &Context, store: &Store, found: &FoundKey, limit: usize) -> Result<Vec<EnvironmentLife>, OpError> {
    let mut causes = Causes::new(context, store);
    for (side, _) in &found.environments {
        let here = found.environments.iter().filter(|(other, _)| other.commit == side.commit);
        let paths: Vec<String> = here.map(|(_, path)| path.clone()).collect();
        causes.logs.expect(side.commit, &paths);
    }
    let mut all = Vec::new();
    for (side, path) in &found.environments {
        let places = vec![found.place.clone()];
        let mut reader = KeyReader::new((context, store), (side, path), &found.file, places);
        let entry = file_at(store, side.commit, path)?;
        let start = LifeStart { commit: side.commit, path: path.clone(), entry };
        let life = lives(store, &mut causes.logs, &mut reader, &start, Reach::Most(limit))?.pop().unwrap_or_default();
        let mut states = Vec::new();
        for state in &life.states {
            let cause = causes.of(&mut reader, 0, state)?;
            states.push(CausedState { was: state.was.clone(), cause });
        }
        let (environment, path, has_more) = (side.label.clone(), path.clone(), life.has_more);
        all.push(EnvironmentLife { environment, path, states, has_more });
    }
    Ok(all)
}

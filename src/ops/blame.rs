//! `blame`: how each key of a file came to its value.

use std::collections::BTreeSet;

use crate::engine::OpError;
use crate::engine::causes::{Causes, file_at};
use crate::engine::context::Context;
use crate::engine::key_life::{LifeStart, Reach, lives};
use crate::engine::key_reader::{KeyPlace, KeyReader};
use crate::ops::key_history::CausedState;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::walk::ListedFile;
use promote_core::env::keys::Side;
use promote_git::EntryMode;
use promote_model::Pattern;
use promote_model::text::{enumerate, nearest};

/// The keys of a file, and how each came to its value.
#[derive(Debug)]
pub(crate) struct Blame {
    /// The environment, as it was typed.
    pub(crate) environment: String,
    /// The logical name of the file.
    pub(crate) file: String,
    /// Its path.
    pub(crate) path: String,
    /// Why it is not read by key, where its format has keys.
    pub(crate) unreadable: Option<String>,
    /// The keys, in the order of the file.
    pub(crate) keys: Vec<(KeyPlace, CausedState)>,
}

/// Reads how each key of a file of an environment came to its value.
///
/// # Errors
/// Where no file or several match, the environment is unknown, or history cannot be read.
pub(crate) fn blame(context: &Context, file: &str, environment: Option<&str>) -> Result<Blame, OpError> {
    let store = context.store()?;
    let sides = match environment {
        Some(typed) => vec![store.side(typed, &[])?],
        None => readable(&store)?,
    };
    let (side, logical, listed) = find(&store, &sides, file)?;
    let pair = store.alone(&side.matcher, &logical, &listed)?;
    let unreadable = pair.unreadable().pop().map(|(_, reason)| reason);
    let places = pair.configs(Side::Source, &store.rules).iter().map(KeyPlace::of).collect();
    let mut reader = KeyReader::new((context, &store), (&side, &listed.path), &logical, places);
    let mut causes = Causes::new(context, &store);
    let entry = file_at(&store, side.commit, &listed.path)?;
    let start = LifeStart { commit: side.commit, path: listed.path.clone(), entry };
    let now = reader.read(&start.path, start.entry)?;
    let lives = lives(&store, &mut causes.logs, &mut reader, &start, Reach::Newest)?;
    let mut keys = Vec::new();
    for (at, life) in lives.iter().enumerate() {
        let state = match life.states.first() {
            Some(state) => CausedState { was: state.was.clone(), cause: causes.of(&mut reader, at, state)? },
            None => CausedState { was: now[at].clone(), cause: None },
        };
        keys.push((reader.places[at].clone(), state));
    }
    Ok(Blame { environment: side.label, file: logical, path: listed.path, unreadable, keys })
}

/// The environments whose branches exist.
fn readable(store: &Store) -> Result<Vec<EnvSnapshot>, OpError> {
    Ok(crate::engine::table_columns::Columns::all(store, &[])?.environments)
}

/// A file of an environment: the environment, the logical name, and the file.
type Found = (EnvSnapshot, String, ListedFile);

/// The file that somebody names: by its path, by its logical name, or by a pattern that matches one file.
fn find(store: &Store, sides: &[EnvSnapshot], typed: &str) -> Result<Found, OpError> {
    let path = typed.strip_prefix("./").unwrap_or(typed);
    let mut found = Vec::new();
    for side in sides {
        found.extend(by_path(store, side, path)?);
    }
    if found.is_empty() {
        found = by_name(store, sides, path)?;
    }
    match found.len() {
        0 => Err(no_file(store, sides, typed)?),
        1 => Ok(found.remove(0)),
        _ => Err(several(typed, &found)),
    }
}

/// The file at a path; no other file is looked at.
fn by_path(store: &Store, side: &EnvSnapshot, path: &str) -> Result<Option<Found>, OpError> {
    let Some((logical, accepted)) = side.matcher.accepted(path).into_iter().next() else { return Ok(None) };
    let entry = store.repo.find_path(side.tree, path.as_bytes())?;
    let Some((mode, blob)) =
        entry.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None })
    else {
        return Ok(None);
    };
    let (format, template, claims) = (accepted.format, accepted.template, accepted.claims);
    Ok(Some((side.clone(), logical, ListedFile { path: path.to_owned(), mode, blob, format, template, claims })))
}

fn by_name(store: &Store, sides: &[EnvSnapshot], name: &str) -> Result<Vec<Found>, OpError> {
    let mut exact = Vec::new();
    for side in sides {
        for template in &store.policy.files {
            let path = side.bindings.path(template, name);
            let here = by_path(store, side, &path)?.filter(|(_, logical, _)| logical == name);
            exact.extend(here.filter(|_| !exact.iter().any(|(known, ..): &Found| known.name == side.name)));
        }
    }
    if !exact.is_empty() {
        return Ok(exact);
    }
    let pattern = Pattern::parse(&format!("{name}:*"))?;
    let mut found = Vec::new();
    for side in sides {
        let files = store.files(side)?.into_iter();
        let matching = files.filter(|(logical, file)| pattern.matches_file(&[logical, &file.path]));
        found.extend(matching.map(|(logical, file)| (side.clone(), logical, file)));
    }
    Ok(found)
}

fn several(typed: &str, found: &[Found]) -> OpError {
    /// The most files that are named.
    const NAMED: usize = 5;
    let mut paths: Vec<String> =
        found.iter().take(NAMED).map(|(side, _, file)| format!("{} ({})", file.path, side.label)).collect();
    if found.len() > NAMED {
        paths.push(format!("{} more", found.len() - NAMED));
    }
    let logical: BTreeSet<&str> = found.iter().map(|(_, logical, _)| logical.as_str()).collect();
    let hint = match (logical.len(), found.last()) {
        (1, Some((side, ..))) => format!("name the environment, too: promote blame '{typed}' {}", side.label),
        _ => "name one of them by its path".to_owned(),
    };
    let environments: Vec<&str> = found.iter().map(|(side, ..)| side.label.as_str()).collect();
    let message = match found.iter().all(|(.., file)| file.path == found[0].2.path) {
        true => format!("'{typed}' holds keys of {}", enumerate(&environments, "and")),
        false => format!("'{typed}' is the name of {} files: {}", found.len(), enumerate(&paths, "and")),
    };
    OpError::Usage { message, hints: vec![hint] }
}

fn no_file(store: &Store, sides: &[EnvSnapshot], typed: &str) -> Result<OpError, OpError> {
    let mut known = BTreeSet::new();
    for side in sides {
        for (_, file) in store.files(side)? {
            known.extend(file.path.rsplit('/').next().filter(|_| !typed.contains('/')).map(str::to_owned));
            known.insert(file.path);
        }
    }
    let labels: Vec<&str> = sides.iter().map(|side| side.label.as_str()).collect();
    let message = format!("'{typed}' is no file of {}", enumerate(&labels, "or"));
    let near = nearest(typed, known.iter().map(String::as_str)).map(|near| format!("did you mean {near}?"));
    let list = match labels.as_slice() {
        [one] => format!("list the files: promote keys {one}"),
        _ => "list the files: promote matrix".to_owned(),
    };
    Ok(OpError::Usage { message, hints: near.into_iter().chain([list]).collect() })
}

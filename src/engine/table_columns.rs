//! The environments of a table of keys, and the search for mistyped keys.

use std::collections::BTreeSet;

use super::OpError;
use super::context::Context;
use super::key_table::{KeyTable, TableFile, TableReader};
use super::whole_file::WholeFile;
use crate::store::across::AcrossFile;
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::env::layout::CaptureFilter;
use promote_model::Pattern;
use promote_model::text::{count, enumerate, nearest};

/// Of a mistyped key, this number of keys is compared, and some more.
const MOST_KEYS: usize = 20_000;

/// The environments that can be read, and those that cannot, with the reason.
pub(crate) struct Columns {
    /// Those that can be read.
    pub(crate) environments: Vec<EnvSnapshot>,
    /// The others.
    pub(crate) unread: Vec<(String, String)>,
}

impl Columns {
    /// All environments, in pipeline order. One whose branch does not exist cannot be read.
    ///
    /// # Errors
    /// Where git cannot be read, or no environment can be.
    pub(crate) fn all(store: &Store, only: &[CaptureFilter]) -> Result<Self, OpError> {
        let (mut environments, mut unread) = (Vec::new(), Vec::new());
        let mut first = None;
        for environment in &store.policy.environments {
            match store.side(&environment.name, only) {
                Ok(side) => environments.push(side),
                Err(error @ StoreError::NoBranch { .. }) => {
                    unread.push((environment.name.clone(), error.to_string()));
                    first = first.or(Some(error));
                }
                Err(error) => return Err(error.into()),
            }
        }
        match first {
            Some(error) if environments.is_empty() => Err(error.into()),
            _ => Ok(Self { environments, unread }),
        }
    }

    /// One environment, as it was typed: `NAME@REV` is an older state.
    ///
    /// # Errors
    /// If it is unknown.
    pub(crate) fn one(store: &Store, typed: &str) -> Result<Self, OpError> {
        Ok(Self { environments: vec![store.side(typed, &[])?], unread: Vec::new() })
    }
}

/// The keys of environments that the patterns match: of all files, or only of those that are not the same everywhere.
///
/// # Errors
/// Where git cannot be read, no environment has a file, or a pattern matches no key.
pub(crate) fn key_table(
    context: &Context,
    store: &Store,
    columns: Columns,
    patterns: &[Pattern],
    all: bool,
) -> Result<KeyTable, OpError> {
    let Columns { environments, unread } = columns;
    let sides: Vec<&EnvSnapshot> = environments.iter().collect();
    let files = store.across(&environments, all, patterns)?;
    let reader = TableReader::new((context, store), &environments, patterns);
    let (mut found, mut hits) = reader.read(&files)?;
    let misses = hits.iter().any(|hit| !hit);
    let is_part = !all || !patterns.is_empty();
    let listed = match is_part && (misses || files.is_empty()) {
        true => Some(store.across(&environments, true, &[])?),
        false => None,
    };
    let everything = listed.as_deref().unwrap_or(&files);
    if everything.is_empty() {
        store.refuse_nothing(&sides)?;
    }
    if misses {
        if listed.is_some() {
            // A key that is equal everywhere is no mistake.
            hits = reader.read(everything)?.1;
        }
        let missed: Vec<&Pattern> = patterns.iter().zip(&hits).filter(|(_, hit)| !**hit).map(|(p, _)| p).collect();
        if !missed.is_empty() {
            return Err(no_match(&reader, everything, &missed)?);
        }
    }
    found.retain(|file: &TableFile| !file.rows.is_empty() || patterns.is_empty());
    Ok(KeyTable { environments, unread, files: found })
}

/// The error for patterns that match no key.
fn no_match(reader: &TableReader<'_>, files: &[AcrossFile], missed: &[&Pattern]) -> Result<OpError, OpError> {
    let known = known_keys(reader, files)?;
    let texts: Vec<&str> = missed.iter().map(|pattern| pattern.text()).collect();
    let names: Vec<&str> = reader.environments.iter().map(|side| side.label.as_str()).collect();
    let whole = whole_files(reader, files, missed)?;
    let why = whole.first().map(|whole| format!(": {}", whole.message())).unwrap_or_default();
    let who = if let [one] = names[..] { format!("{one} has no key") } else { "no environment has a key".to_owned() };
    let message = format!("{who} that matches '{}'{why}", texts.join("' or '"));
    let near: BTreeSet<&str> = missed.iter().flat_map(|pattern| meant(pattern.key_text(), &known)).collect();
    let near = near.into_iter().map(|near| format!("did you mean {near}?"));
    let list = match names[..] {
        [one] => format!("list all keys: promote keys {one}"),
        _ => "list all keys: promote matrix".to_owned(),
    };
    Ok(OpError::Usage { message, hints: near.chain([list]).collect() })
}

/// The keys that somebody may mean: a few that end so, else the one that is spelled like it.
fn meant<'k>(text: &str, known: &'k BTreeSet<String>) -> Vec<&'k str> {
    /// More keys than this are no suggestion.
    const MOST: usize = 3;
    let end = format!(".{text}");
    let ending: Vec<&str> = known.iter().filter(|key| key.ends_with(&end)).map(String::as_str).collect();
    match ending.len() {
        1..=MOST => ending,
        _ => nearest(text, known.iter().map(String::as_str)).into_iter().collect(),
    }
}

/// The keys of all environments, up to a limit of what is read.
fn known_keys(reader: &TableReader<'_>, files: &[AcrossFile]) -> Result<BTreeSet<String>, OpError> {
    let all = TableReader::new((reader.context, reader.store), reader.environments, &[]);
    let (mut known, mut read) = (BTreeSet::new(), 0);
    for some in files.chunks(256) {
        for file in all.read(some)?.0 {
            read += file.rows.len();
            known.extend(file.rows.iter().map(|row| row.key.to_string()));
        }
        if read >= MOST_KEYS {
            break;
        }
    }
    Ok(known)
}

/// The files that patterns name and that are not read by key.
fn whole_files(reader: &TableReader<'_>, files: &[AcrossFile], missed: &[&Pattern]) -> Result<Vec<WholeFile>, OpError> {
    let asked = |file: &&AcrossFile| missed.iter().any(|p| p.names_file() && p.matches_file(&file.names()));
    let mut found = Vec::new();
    for file in files.iter().filter(asked) {
        let across = reader.store.read_across(reader.environments, file)?;
        found.extend(across.files.iter().flatten().flat_map(WholeFile::of));
    }
    Ok(found)
}

/// The single key of a table.
///
/// # Errors
/// If it has several: they are named.
pub(crate) fn only_key(mut table: KeyTable, typed: &str) -> Result<KeyTable, OpError> {
    table.files.retain(|file| !file.rows.is_empty());
    let rows: usize = table.files.iter().map(|file| file.rows.len()).sum();
    if rows == 1 {
        return Ok(table);
    }
    /// The most keys that are named.
    const NAMED: usize = 5;
    let all = table.files.iter().flat_map(|file| file.rows.iter().map(|row| row.address(&file.file)));
    let mut named: Vec<String> = all.take(NAMED).collect();
    if rows > NAMED {
        named.push(format!("{} more", rows - NAMED));
    }
    let message = format!("'{typed}' matches {}: {}", count(rows, "key"), enumerate(&named, "and"));
    let hints = vec!["name one of them, with its file: FILE:KEY".to_owned()];
    Err(OpError::Usage { message, hints })
}

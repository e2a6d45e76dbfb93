//! Finds the one key that somebody names, in all environments.

use super::OpError;
use super::context::Context;
use super::filters::{parse_only, parse_patterns};
use super::key_reader::KeyPlace;
use super::key_table::TableRow;
use super::table_columns::{Columns, key_table, only_key};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use promote_core::env::change::{UnitKind, is_filled_list};
use promote_core::env::layout::CaptureFilter;
use promote_model::{ConfigId, Key};

/// A key, and its file in each environment.
#[derive(Debug)]
pub(crate) struct FoundKey {
    /// The logical name of the file.
    pub(crate) file: String,
    /// The key.
    pub(crate) place: KeyPlace,
    /// The environments, each with the path that the file has or would have there.
    pub(crate) environments: Vec<(EnvSnapshot, String)>,
    /// The environments that cannot be read, with the reason.
    pub(crate) unread: Vec<(String, String)>,
    /// Whether an environment has the key now.
    pub(crate) is_there: bool,
}

impl FoundKey {
    /// The same in one environment, which may be an older state of it.
    #[must_use]
    pub(crate) fn only_in(mut self, side: EnvSnapshot) -> Self {
        self.environments.retain(|(other, _)| other.name == side.name);
        self.environments.iter_mut().for_each(|(other, _)| *other = side.clone());
        self
    }

    /// The address of the key.
    pub(crate) fn address(&self) -> String {
        self.place.address(&self.file)
    }
}

/// The one key that somebody names. A key that no environment has any more is found by its file and its exact name.
///
/// # Errors
/// If no key matches, or several do.
pub(crate) fn find_key(context: &Context, store: &Store, typed: &str) -> Result<FoundKey, OpError> {
    let patterns = parse_patterns(&[typed.to_owned()])?;
    let only = parse_only(&context.narrowed(&[]))?;
    let columns = Columns::all(store, &only)?;
    let table = match key_table(context, store, columns, &patterns, true) {
        Ok(table) => only_key(table, typed)?,
        Err(OpError::Usage { message, mut hints }) => {
            if !typed.contains([':', '*', '?', '{']) {
                hints.push("a key that no environment has any more is found by its file: FILE:KEY".to_owned());
            }
            return gone(store, typed, &only)?.ok_or(OpError::Usage { message, hints });
        }
        Err(error) => return Err(error),
    };
    let mut files = table.files.into_iter();
    let found = files.next().and_then(|file| Some((file.file, file.paths, file.rows.into_iter().next()?)));
    let Some((file, paths, row)) = found else {
        // A table with one key has a row.
        return Err(OpError::Usage { message: format!("no key matches '{typed}'"), hints: Vec::new() });
    };
    let environments = table.environments.into_iter().zip(paths).collect();
    Ok(FoundKey { place: place(&row), file, environments, unread: table.unread, is_there: true })
}

fn place(row: &TableRow) -> KeyPlace {
    let TableRow { kind, document, key, id, cells } = row;
    let values = cells.iter().filter_map(|cell| cell.value());
    let is_list = *kind == UnitKind::Config && values.into_iter().any(|value| is_filled_list(&value.shown.value));
    KeyPlace { kind: *kind, document: document.clone(), key: key.clone(), id: *id, is_list }
}

/// A key that no environment has now: the exact key of one file.
fn gone(store: &Store, typed: &str, only: &[CaptureFilter]) -> Result<Option<FoundKey>, OpError> {
    let Some((file, key)) = typed.split_once(':') else { return Ok(None) };
    let (name, document) = file.split_once('#').map_or((file, None), |(name, document)| (name, Some(document)));
    let Ok(key) = key.parse::<Key>() else { return Ok(None) };
    let Ok(patterns) = parse_patterns(&[format!("{name}:*")]) else { return Ok(None) };
    let Columns { environments, unread } = Columns::all(store, only)?;
    let mut files = store.across(&environments, true, &[])?;
    files.retain(|file| file.is_asked_for(&patterns));
    let [file] = files.as_slice() else { return Ok(None) };
    let id = ConfigId::of(&file.file, document, &key.to_string());
    let document = document.map(str::to_owned);
    let place = KeyPlace { kind: UnitKind::Config, document, key, id, is_list: false };
    let environments = environments.into_iter().zip(file.paths.clone()).collect();
    Ok(Some(FoundKey { file: file.file.clone(), place, environments, unread, is_there: false }))
}

//! `get`: the value of a key in all environments, or in one.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::filters::parse_patterns;
use crate::engine::key_table::{Holds, KeyTable, TableCell};
use crate::engine::table_columns::{Columns, key_table, only_key};
use promote_core::env::change::{UnitKind, shown};
use promote_model::Value;

/// The value of keys.
#[derive(Debug)]
pub(crate) struct Got {
    /// The keys, with a column for each environment that was asked for.
    pub(crate) table: KeyTable,
    /// For one environment, whether it has the key.
    pub(crate) found: bool,
}

/// Reads the value of a key in all environments, or in one, which may be `NAME@REV`.
///
/// # Errors
/// Where git cannot be read, the environment is unknown, or no environment has such a key.
pub(crate) fn get(context: &Context, key: &str, environment: Option<&str>) -> Result<Got, OpError> {
    let patterns = parse_patterns(&[key.to_owned()])?;
    let store = context.store()?;
    let Some(environment) = environment else {
        let table = key_table(context, &store, Columns::all(&store, &[])?, &patterns, true)?;
        return Ok(Got { table, found: true });
    };
    let one = Columns::one(&store, environment)?;
    let name = one.environments.first().map(|side| side.name.clone()).unwrap_or_default();
    match key_table(context, &store, one, &patterns, true) {
        Ok(table) => Ok(Got { table, found: true }),
        Err(missing) => {
            // An environment that lacks what others have is an answer.
            let mut all = Columns::all(&store, &[])?;
            all.environments.retain(|side| side.name != name);
            let side = store.side(environment, &[])?;
            all.environments.push(side);
            let Ok(mut table) = key_table(context, &store, all, &patterns, true) else { return Err(missing) };
            let last = table.environments.len() - 1;
            table.environments.drain(..last);
            for row in table.files.iter_mut().flat_map(|file| &mut file.rows) {
                row.cells.drain(..last);
            }
            let lacking = |cell: &TableCell| matches!(cell.holds, Holds::Missing | Holds::LeftOut);
            let mut rows = table.files.iter().flat_map(|file| &file.rows);
            match rows.all(|row| row.cells.iter().all(lacking)) {
                true => Ok(Got { table, found: false }),
                false => Err(missing),
            }
        }
    }
}

/// The bare text of the only value of one environment, for scripts; `None` where the environment lacks the key.
///
/// # Errors
/// Where there are several keys, or the value is a secret or a whole file.
pub(crate) fn raw(got: Got, typed: &str) -> Result<Option<String>, OpError> {
    let table = only_key(got.table, typed)?;
    let Some((file, row)) = table.files.iter().find_map(|file| Some((file, file.rows.first()?))) else {
        return Ok(None);
    };
    let Some(value) = row.cells.first().and_then(TableCell::value) else { return Ok(None) };
    let address = row.address(&file.file);
    if value.is_masked {
        let message = format!("{address} holds a secret, and a masked value is of no use to a script");
        let hints = vec!["at a terminal: promote get KEY ENVIRONMENT --show-secrets".to_owned()];
        return Err(OpError::Usage { message, hints });
    }
    if row.kind == UnitKind::File {
        let message = format!("{address} is not read by key: it has no bare value");
        let commit = table.environments.first().map(|side| side.commit.short()).unwrap_or_default();
        let path = file.paths.first().cloned().unwrap_or_default();
        return Err(OpError::Usage { message, hints: vec![format!("print the file: git show '{commit}:{path}'")] });
    }
    Ok(Some(match &value.shown.value {
        Value::String(text) | Value::Token(text) => text.clone(),
        list @ (Value::List(_) | Value::Map(_)) => list.to_json().to_string(),
        other => shown(other, &value.shown.text).into_owned(),
    }))
}

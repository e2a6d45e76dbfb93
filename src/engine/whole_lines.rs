//! The text of files that move as a whole, where people read a plan: an approval of two hashes would be blind.

use std::collections::BTreeMap;

use super::OpError;
use crate::store::Store;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::env::diff::FilePair;
use promote_core::env::lookalikes::text_looks_like;
use promote_core::env::names::FileNames;
use promote_core::env::secrets::Redactor;
use promote_core::promotion::Plan;
use promote_git::Repo;
use promote_model::{FileValue, Value};

/// Longer texts are not shown, in bytes.
const LARGEST: u64 = 256 << 10;

/// The texts of files before and after, by logical name.
pub(crate) type WholeLines = BTreeMap<String, (String, String)>;

/// The texts of the changes of a plan that are whole files. A file that may hold a secret in any line, or looks like it, is left
/// out, and so is one that is no text.
///
/// # Errors
/// Where a blob cannot be read.
pub(crate) fn of_changes(store: &Store, plan: &Plan, changes: &[Change]) -> Result<WholeLines, OpError> {
    let mut lines = WholeLines::new();
    for change in changes {
        let sides = [file_of(&change.target), file_of(&change.source)];
        let file = plan.files.iter().find(|file| file.file == change.file);
        let (false, Some(file)) = (sides.iter().all(Option::is_none), file) else { continue };
        let keys = file.keys();
        if !Redactor::of(&FileNames::unread(file.names(), &keys), &store.rules).is_empty() {
            continue;
        }
        let shown = texts(&store.repo, sides)?.filter(|texts| !look_secret(texts));
        lines.extend(shown.map(|texts| (change.file.clone(), texts)));
    }
    Ok(lines)
}

/// The texts of a pair that moves as a whole, and whether they are hidden: a file that may hold a secret in any line, or looks
/// like it, is not shown.
///
/// # Errors
/// Where a blob cannot be read.
pub(crate) fn of_pair(
    store: &Store,
    pair: &FilePair,
    show_secrets: bool,
) -> Result<(Option<(String, String)>, bool), OpError> {
    if pair.is_keyed() || !pair.keys.is_empty() {
        return Ok((None, false));
    }
    let Some(lines) = texts(&store.repo, [&pair.target, &pair.source].map(|f| f.as_deref().map(|f| &f.value)))? else {
        return Ok((None, false));
    };
    let secret = || !Redactor::of(&pair.names(), &store.rules).is_empty() || look_secret(&lines);
    let hidden = !show_secrets && secret();
    Ok((Some(lines).filter(|_| !hidden), hidden))
}

fn file_of(side: &Option<SpelledValue>) -> Option<&FileValue> {
    match side.as_ref().map(|side| &side.value) {
        Some(Value::File(file)) => Some(file),
        _ => None,
    }
}

/// Whether one of the texts looks as if it held a secret, such as a private key. Such lines do not belong into the log of a CI
/// job.
fn look_secret((old, new): &(String, String)) -> bool {
    [old, new].into_iter().any(|text| text_looks_like(text).is_some())
}

/// The texts of both sides of a file, the older one first; `None` if one is not text, or is large. A missing file is empty.
///
/// # Errors
/// Where a blob cannot be read.
fn texts(repo: &Repo, sides: [Option<&FileValue>; 2]) -> Result<Option<(String, String)>, OpError> {
    let mut texts = [String::new(), String::new()];
    for (text, side) in texts.iter_mut().zip(sides) {
        let Some(file) = side else { continue };
        if file.size > LARGEST {
            return Ok(None);
        }
        match String::from_utf8(repo.read_blob(file.blob)?) {
            Ok(read) if !read.contains('\0') => *text = read,
            _ => return Ok(None),
        }
    }
    let [old, new] = texts;
    Ok(Some((old, new)))
}

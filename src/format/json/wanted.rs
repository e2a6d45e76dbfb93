//! The edits of one call as one tree over keys, so that edits of the same map or list are seen
//! together: who gets which comma is decided once, whatever the order of the edits.

use std::collections::BTreeMap;

use crate::format::{Edit, EditError, MAX_DEPTH, Place};
use crate::model::{Key, Step};

/// What is asked for at one key and below it.
#[derive(Default)]
pub struct Wanted<'e> {
    /// The value becomes the source's. Covers everything below.
    pub set: bool,
    /// The entry goes.
    pub remove: bool,
    /// Whether anything is set here or below.
    pub sets: bool,
    /// What is asked for one step further.
    pub below: BTreeMap<&'e Step, Wanted<'e>>,
    /// The key of an edit here or below, to name in a refusal.
    key: Option<&'e Key>,
}

impl Wanted<'_> {
    /// The key of an edit here or below.
    pub fn key(&self) -> Key {
        self.key.cloned().unwrap_or_default()
    }
}

/// The edits as a tree.
///
/// # Errors
/// Where an edit speaks of a second document: JSON has one.
pub fn gather(edits: &[Edit]) -> Result<Wanted<'_>, EditError> {
    let mut root = Wanted::default();
    for edit in edits {
        let (place, set) = match edit {
            Edit::Set { at, from: 0 } if at.document == 0 => (at, true),
            Edit::Remove { at } if at.document == 0 => (at, false),
            Edit::Set { at, .. } | Edit::Remove { at } => return Err(one_document(&at.key)),
            Edit::AddDocument { .. } | Edit::RemoveDocument { .. } => return Err(one_document(&Key::root())),
        };
        insert(&mut root, place, set)?;
    }
    Ok(root)
}

fn insert<'e>(root: &mut Wanted<'e>, place: &'e Place, set: bool) -> Result<(), EditError> {
    let steps = place.key.steps();
    if steps.len() > MAX_DEPTH {
        let reason = format!("the key has more than {MAX_DEPTH} steps; no file that is read by key is that deep");
        return Err(EditError { key: place.key.clone(), line: 1, reason });
    }
    let mut at = root;
    at.note(&place.key, set);
    for step in steps {
        at = at.below.entry(step).or_default();
        at.note(&place.key, set);
    }
    if set {
        at.set = true;
    } else {
        at.remove = true;
    }
    Ok(())
}

impl<'e> Wanted<'e> {
    fn note(&mut self, key: &'e Key, set: bool) {
        self.key.get_or_insert(key);
        self.sets |= set;
    }
}

fn one_document(key: &Key) -> EditError {
    let reason = "a JSON file holds one document; others cannot be added, cut or named".to_owned();
    EditError { key: key.clone(), line: 1, reason }
}

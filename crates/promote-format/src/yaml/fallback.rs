//! The fallback: edits with the `yaml-edit` crate, for simple edits of small files.
//!
//! It is used only if the result of the splices does not match the model. Its own result must pass the same
//! check.

use yaml_edit::{Document, YamlFile, YamlNode};

use super::layout::YamlText;
use crate::driver::Edited;
use crate::find::Finder;
use crate::{Data, Edit, EditError, Parsed, Place};
use promote_model::{Key, Step};

/// The maximum size of a file in bytes; an edit costs at least one pass over the file.
const MAX_BYTES: usize = 64 << 10;
/// The maximum number of edits.
const MAX_EDITS: usize = 16;

/// Edits with `yaml-edit`.
///
/// # Errors
/// If the crate cannot make one of the edits.
pub(crate) fn edit_otherwise(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    let fits = |file: &Parsed| file.bytes.len() <= MAX_BYTES;
    let bytes = match fits(target) && fits(source) && edits.len() <= MAX_EDITS {
        true => edited(target, source, edits),
        false => None,
    };
    let refused =
        || EditError { key: Key::root(), line: 1, reason: "there is no other way to edit this file".to_owned() };
    bytes.map(|bytes| Edited { bytes, error_if_wrong: None }).ok_or_else(refused)
}

fn edited(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Option<Vec<u8>> {
    let ours: YamlFile = YamlText::of(target).text.parse().ok()?;
    let theirs: YamlFile = YamlText::of(source).text.parse().ok()?;
    for edit in edits {
        match edit {
            Edit::Set { at, from } => {
                let value = find(&theirs, source, *from, &at.key)?;
                set(&ours, target, at, value)?;
            }
            Edit::Remove { at } => remove(&ours, target, at)?,
            Edit::AddDocument { .. } | Edit::RemoveDocument { .. } => return None,
        }
    }
    Some(ours.to_string().into_bytes())
}

fn set(file: &YamlFile, target: &Parsed, at: &Place, value: YamlNode) -> Option<()> {
    match (find(file, target, at.document, &at.key.parent()?)?, at.key.last()?) {
        (YamlNode::Mapping(map), Step::Name(name)) => map.set(name.as_str(), value),
        (YamlNode::Sequence(list), step) => {
            let parent = target.tree.documents.get(at.document)?.root.find(&at.key.parent()?)?;
            let done = list.set(Finder::new(parent, 1).find(step)?, value);
            return done.then_some(());
        }
        _ => return None,
    }
    Some(())
}

fn remove(file: &YamlFile, target: &Parsed, at: &Place) -> Option<()> {
    match (find(file, target, at.document, &at.key.parent()?)?, at.key.last()?) {
        (YamlNode::Mapping(map), Step::Name(name)) if map.len() > 1 => map.remove(name.as_str()).map(drop),
        _ => None,
    }
}

/// The crate's node for a key. Elements are found by their index in our own tree.
fn find(file: &YamlFile, parsed: &Parsed, document: usize, key: &Key) -> Option<YamlNode> {
    let mut node = &parsed.tree.documents.get(document)?.root;
    let mut found = root(&file.documents().nth(document)?)?;
    for step in key.steps() {
        let index = Finder::new(node, 1).find(step)?;
        found = match (&found, &node.data) {
            (YamlNode::Mapping(map), Data::Map(entries)) => map.get(entries[index].name.as_str())?,
            (YamlNode::Sequence(list), Data::List(_)) => list.get(index)?,
            _ => return None,
        };
        node = node.nth(index)?;
    }
    Some(found)
}

fn root(document: &Document) -> Option<YamlNode> {
    document.as_mapping().map(YamlNode::Mapping).or_else(|| document.as_sequence().map(YamlNode::Sequence))
}

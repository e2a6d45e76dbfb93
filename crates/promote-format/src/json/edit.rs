//! Edits of JSON files.

use crate::bracket::{BracketEditor, FileStyle, JSON, JSONC, PartWriter, UNFIT};
use crate::driver::Edited;
use crate::edit_tree::EditTree;
use crate::splice::apply;
use crate::{Edit, EditError, Format, Node, Parsed};
use promote_model::Key;

/// Edits by splices of the target's own text.
///
/// # Errors
/// If the source is not JSON of the same kind, or an edit addresses a second document.
pub(crate) fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    let edit_tree = EditTree::of(edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !edit_tree.added.is_empty()
        || !edit_tree.removed.is_empty()
        || edit_tree.documents.keys().any(|document| *document > 0)
    {
        return Err(refuse("a JSON file has one document: promote its keys, or the file as a whole"));
    }
    let Some(edit_node) = edit_tree.documents.get(&0) else {
        return Ok(Edited { bytes: target.bytes.clone(), error_if_wrong: None });
    };
    let (text, root) = json(target).ok_or_else(|| refuse("the target was not read as JSON"))?;
    let same = Some(source).filter(|source| source.format == target.format);
    let (source_text, source_root) =
        same.and_then(json).ok_or_else(|| refuse("the source was not read as the same kind of JSON"))?;
    let syntax = if target.format == Format::Jsonc { &JSONC } else { &JSON };
    let styles = (FileStyle::of(source_text, source_root, syntax), FileStyle::of(text, root, syntax));
    let part_writer = PartWriter::new(syntax, source_text, styles.0, styles.1);
    let mut editor = BracketEditor { text, part_writer: &part_writer, splices: Vec::new() };
    editor.root(root, source_root, edit_node)?;
    let mut splices = editor.splices;
    // An insertion comes before a removal that starts at the same byte.
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let bytes = apply(text.as_bytes(), splices).ok_or_else(|| refuse(UNFIT))?;
    Ok(Edited { bytes, error_if_wrong: None })
}

fn json(file: &Parsed) -> Option<(&str, &Node)> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    let is_json = matches!(file.format, Format::Json | Format::Jsonc);
    Some((text, &file.tree.documents.first().filter(|_| is_json)?.root))
}

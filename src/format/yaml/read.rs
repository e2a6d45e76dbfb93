//! A YAML file as a tree: what is no YAML by itself is refused with a reason that says so.

use super::compose::compose;
use super::expand::Expander;
use super::raw::Raws;
use crate::format::{Data, Document, Node, ReadError, Tree};

/// Reads all documents of a file.
///
/// # Errors
/// Text that is not UTF-8 or not YAML, keys that are twice in a map or no scalars, templates, files
/// encrypted by SOPS, and what exceeds a limit.
pub fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|e| ReadError::at(bytes, e.valid_up_to(), "not UTF-8"))?;
    match read_text(text) {
        Ok(tree) => Ok(tree),
        Err(error) => Err(template(text, &error).unwrap_or(error)),
    }
}

fn read_text(text: &str) -> Result<Tree, ReadError> {
    let raws = compose(text)?;
    let mut expander = Expander::new(text, &raws);
    let mut documents = Vec::with_capacity(raws.documents.len());
    for (index, (root, start)) in raws.documents.iter().enumerate() {
        let root = expander.node(*root)?;
        refuse_encrypted(text, &root)?;
        documents.push(Document { root, span: *start..document_end(text, &raws, index) });
    }
    Ok(Tree { documents })
}

fn document_end(text: &str, raws: &Raws<'_>, index: usize) -> usize {
    raws.documents.get(index + 1).map_or(text.len(), |(_, start)| *start)
}

/// SOPS signs the whole file: changing one key of it makes it useless.
fn refuse_encrypted(text: &str, root: &Node) -> Result<(), ReadError> {
    let Data::Map(entries) = &root.data else { return Ok(()) };
    let Some(sops) = entries.iter().find(|e| e.name == "sops") else { return Ok(()) };
    let Data::Map(inner) = &sops.value.data else { return Ok(()) };
    if !inner.iter().any(|e| e.name == "mac") {
        return Ok(());
    }
    let reason = "encrypted by SOPS, whose signature covers the whole file";
    Err(ReadError::at(text.as_bytes(), sops.name_span.start, reason))
}

/// What a file that cannot be read says when it is a template.
fn template(text: &str, error: &ReadError) -> Option<ReadError> {
    let (index, line) = text
        .lines()
        .enumerate()
        .find(|(index, line)| template_line(line) || (index + 1 == error.line && marked(line)))?;
    let column = line.find('{').map_or(1, |at| line[..at].chars().count() + 1);
    let reason = "a template, no YAML before it is rendered".to_owned();
    Some(ReadError { line: index + 1, column, reason })
}

/// Whether a line holds a template's mark where YAML would begin a value or an entry.
fn template_line(line: &str) -> bool {
    let start = line.trim_start();
    let begins = start.starts_with("{{") || start.starts_with("{%");
    begins || [": {{", "- {{", ": {%", "- {%"].iter().any(|mark| line.contains(mark))
}

fn marked(line: &str) -> bool {
    line.contains("{%") || line.match_indices("{{").any(|(at, _)| !line[..at].ends_with('$'))
}

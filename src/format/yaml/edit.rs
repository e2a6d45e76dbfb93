//! The YAML splicer: wishes to changes, changes to splices of the target's own text.

use super::layout::{Layout, Style};
use super::script::{At, Change, New, Script, Slot};
use super::spell::Speller;
use super::{flow, insert, remove, scan, set};
use crate::format::edit::Edited;
use crate::format::splice::{self, Splice};
use crate::format::wanted::Wanted;
use crate::format::{Data, Edit, EditError, Node, Parsed};
use crate::model::Key;

/// Edits by splices; values that a merge key brings follow their anchor.
///
/// # Errors
/// Where an edit speaks of what is not there.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    spliced(target, source, edits, false)
}

/// Edits by splices; what is set over a value that a merge key brings becomes an explicit entry.
///
/// # Errors
/// Where an edit speaks of what is not there.
pub fn edit_overriding(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    spliced(target, source, edits, true)
}

fn spliced(target: &Parsed, source: &Parsed, edits: &[Edit], overriding: bool) -> Result<Edited, EditError> {
    let wanted = Wanted::of(edits);
    let mut editor = Editor::new(target, source);
    let mut doubt = None;
    for (document, wish) in &wanted.documents {
        let mut script = Script::new(target, source, overriding);
        if *document < target.tree.documents.len() {
            script.document(*document, wish)?;
            script.changes.iter().for_each(|change| editor.change(change));
        } else {
            let new = script.new_document(wish)?;
            set::new_root(&mut editor, &new);
        }
        doubt = doubt.or(script.doubt);
    }
    wanted.removed.iter().for_each(|document| editor.remove_document(*document));
    wanted.added.iter().enumerate().for_each(|(place, from)| editor.add_document(source, *from, place == 0));
    match editor.apply() {
        Some(bytes) => Ok(Edited { bytes, doubt }),
        None => Err(doubt.unwrap_or(EditError { key: Key::root(), line: 1, reason: "edits that overlap".to_owned() })),
    }
}

/// What all changes of one call share.
pub struct Editor<'a> {
    /// The target's text.
    pub target: Layout<'a>,
    /// Spells what comes from the source.
    pub speller: Speller<'a>,
    file: &'a Parsed,
    splices: Vec<Splice>,
}

impl<'a> Editor<'a> {
    fn new(target: &'a Parsed, source: &'a Parsed) -> Self {
        let speller = Speller::new(source, target);
        Self { target: Layout::of(target), speller, file: target, splices: Vec::new() }
    }

    /// Adds a splice whose text has `\n` between its lines, whatever the target has.
    pub fn splice(&mut self, splice: Splice) {
        self.splices.push(splice);
    }

    /// Inserts whole lines, without a line break at the end, at the start of a line or the end of
    /// the file.
    pub fn insert_lines(&mut self, at: usize, lines: &str) {
        let text = self.target.text;
        let unended = at == text.len() && !text.is_empty() && !text.ends_with('\n') && text != "\u{feff}";
        let lines = if unended { format!("\n{lines}") } else { format!("{lines}\n") };
        self.splice(Splice::insert(at, lines));
    }

    /// Whether a container is the root of a document.
    pub fn is_root(&self, slot: &Slot<'_>) -> bool {
        slot.parent.is_none()
    }

    /// The bytes of a document.
    pub fn document(&self, index: usize) -> std::ops::Range<usize> {
        self.file.tree.documents.get(index).map_or(0..0, |d| d.span.clone())
    }

    /// Whether a flow collection quotes as JSON does.
    pub fn is_json(&self, node: &Node) -> bool {
        let quoted = |at: usize| self.target.text[at..].starts_with('"');
        match &node.data {
            Data::Map(entries) => !entries.is_empty() && entries.iter().all(|e| quoted(e.name_span.start)),
            Data::List(items) => !items.is_empty() && items.iter().all(|n| quoted(n.span.start)),
            Data::Scalar(_) => false,
        }
    }

    fn change(&mut self, change: &Change<'_, '_>) {
        match change {
            Change::Set(slot, new) if slot.in_flow => self.set_in_flow(slot, new),
            Change::Set(slot, new) => set::value(self, slot, new),
            Change::Clear(slot) => set::clear(self, slot),
            Change::Insert(slot, at, news) => self.insert(slot, *at, news),
            Change::Remove(slot, gone) => match self.is_flow(slot) {
                true => remove::in_flow(self, slot, gone),
                false => remove::in_block(self, slot, gone),
            },
        }
    }

    fn is_flow(&self, slot: &Slot<'_>) -> bool {
        slot.in_flow || self.target.style(slot.node) == Style::Flow
    }

    fn insert(&mut self, slot: &Slot<'_>, at: At, news: &[New<'_>]) {
        if self.is_flow(slot) {
            insert::in_flow(self, slot, at, news);
        } else {
            insert::in_block(self, slot, at, news);
        }
    }

    fn set_in_flow(&mut self, slot: &Slot<'_>, new: &New<'_>) {
        let json = slot.parent.is_some_and(|(container, _)| self.is_json(container));
        let text = flow::of(self.speller.source(), new, json);
        let node = slot.node;
        let start = match self.target.anchor(node) {
            Some(anchor) => scan::skip(self.target.text, anchor.end).min(node.span.end),
            None => node.span.start,
        };
        let text = match self.target.text[..start].bytes().last() {
            Some(b':') => format!(" {text}"),
            _ if node.span.is_empty() => format!(": {text}"),
            _ => text,
        };
        self.splice(Splice::replace(start..node.span.end, text));
    }

    /// Cuts a document with its `---`; one without, in front of which another one ends, leaves its
    /// mark behind.
    fn remove_document(&mut self, index: usize) {
        let documents = &self.file.tree.documents;
        let Some(document) = documents.get(index) else { return };
        let is_marked =
            |at: usize| self.target.text[at..].starts_with("---") || self.target.text[at..].starts_with('%');
        let needs_mark = index > 0 && documents.get(index + 1).is_some_and(|next| !is_marked(next.span.start));
        let text = if needs_mark { "---\n" } else { "" };
        let start = if index == 0 && self.target.text.starts_with('\u{feff}') { 3 } else { 0 };
        let range = document.span.start.max(start)..document.span.end;
        self.splice(Splice::replace(range, text));
    }

    fn add_document(&mut self, source: &Parsed, from: usize, first: bool) {
        let Some(document) = source.tree.documents.get(from) else { return };
        let text = &self.speller.source().text[document.span.clone()];
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let alone = first && self.file.tree.documents.is_empty();
        let mark = match text {
            _ if text.starts_with("---") || alone => "",
            _ if text.starts_with('%') => "...\n",
            _ => "---\n",
        };
        self.insert_lines(self.target.text.len(), &format!("{mark}{text}"));
    }

    fn apply(mut self) -> Option<Vec<u8>> {
        let text = self.target.text;
        let crlf = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
        if crlf {
            self.splices.iter_mut().for_each(|s| s.text = s.text.replace('\n', "\r\n"));
        }
        splice::apply(text.as_bytes(), self.splices)
    }
}

//! The YAML splicer: wishes to changes, changes to splices of the target's own text.

use std::borrow::Cow;

use super::change::{At, Change, Slot};
use super::layout::{Layout, Style};
use super::new::New;
use super::script::Script;
use super::spell::Speller;
use super::{flow, insert, remove, scan, set};
use crate::driver::Edited;
use crate::find::Paths;
use crate::splice::{self, Splice};
use crate::edit_tree::EditTree;
use crate::{Data, Edit, EditError, Node, Parsed, Scalar};
use promote_model::Key;

/// How an attempt goes about what can be done in several ways; each way includes the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// What aliases and merge keys bring is left to follow its anchor.
    Following,
    /// A merged entry is written over with an explicit one.
    Overriding,
    /// A map or list with aliases in it is replaced.
    Replacing,
    /// No risk with block scalars that keep the empty lines behind them: new ones come in quotes, and
    /// no empty line stays where something was cut.
    Wary,
}

/// Edits by splices.
///
/// # Errors
/// Where an edit speaks of what is not there.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit], mode: Mode) -> Result<Edited, EditError> {
    let wanted = EditTree::of(edits);
    let paths: Vec<Paths<'_>> = source.tree.documents.iter().map(|d| Paths::new(&d.root)).collect();
    let ended = ended(Layout::of(target).text);
    let mut editor = Editor::new(Layout { text: &ended }, target, source, mode);
    let mut doubt = None;
    for (document, wish) in &wanted.documents {
        let mut script = Script::new(editor.target, target, &paths, mode);
        if *document < target.tree.documents.len() {
            script.document(*document, wish)?;
            script.changes.iter().for_each(|change| editor.change(change));
        } else {
            let new = script.new_document(wish)?;
            set::new_root(&mut editor, &new);
        }
        doubt = doubt.or(script.error);
    }
    wanted.removed.iter().for_each(|document| editor.remove_document(*document));
    wanted.added.iter().enumerate().for_each(|(place, from)| editor.add_document(source, *from, place == 0));
    match editor.apply() {
        Some(bytes) => Ok(Edited { bytes, doubt }),
        None => Err(doubt.unwrap_or(EditError { key: Key::root(), line: 1, reason: "edits that overlap".to_owned() })),
    }
}

/// The text with a line break at its end: what is inserted behind the last line and what is cut
/// there need not ask then. [`Editor::apply`] takes it away again.
fn ended(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('\u{feff}').unwrap_or(text) {
        "" => Cow::Borrowed(text),
        own if own.ends_with('\n') => Cow::Borrowed(text),
        _ => Cow::Owned(format!("{text}{}", if has_crlf(text) { "\r\n" } else { "\n" })),
    }
}

fn has_crlf(text: &str) -> bool {
    text.find('\n').is_some_and(|at| text[..at].ends_with('\r'))
}

/// What all changes of one call share.
pub(crate) struct Editor<'a> {
    /// The target's text.
    pub(crate) target: Layout<'a>,
    /// Spells what comes from the source.
    pub(crate) speller: Speller<'a>,
    /// Whether no empty line may stay where something was cut.
    pub(crate) wary: bool,
    file: &'a Parsed,
    splices: Vec<Splice>,
    flow_lines: Vec<(usize, usize)>,
}

impl<'a> Editor<'a> {
    fn new(layout: Layout<'a>, target: &'a Parsed, source: &'a Parsed, mode: Mode) -> Self {
        Self {
            target: layout,
            speller: Speller::new(source, target, mode == Mode::Wary),
            wary: mode == Mode::Wary,
            file: target,
            splices: Vec::new(),
            flow_lines: Vec::new(),
        }
    }

    /// Adds a splice whose text has `\n` between its lines, whatever the target has.
    pub(crate) fn splice(&mut self, splice: Splice) {
        self.splices.push(splice);
    }

    /// Inserts whole lines, without a line break at the end, at the start of a line or the end of
    /// the file.
    pub(crate) fn insert_lines(&mut self, at: usize, lines: &str) {
        self.splice(Splice::insert(at, format!("{lines}\n")));
    }

    /// Inserts lines of a flow collection at the end of the line at `at`; the last of their commas stands
    /// before so many bytes.
    pub(crate) fn insert_flow_lines(&mut self, at: usize, text: String, behind_comma: usize) {
        self.flow_lines.push((at, behind_comma));
        self.splice(Splice::insert(at, text));
    }

    /// Takes the last comma from the lines that were inserted at `at`, where there are some: what stood
    /// behind them goes.
    pub(crate) fn ends_insertion(&mut self, at: usize) -> bool {
        let Some((_, behind)) = self.flow_lines.iter().rev().find(|(place, _)| *place == at) else { return false };
        let inserted = self.splices.iter_mut().rev().find(|s| s.range == (at..at));
        let Some(splice) = inserted else { return false };
        let comma = splice.text.len().checked_sub(behind + 1).filter(|at| splice.text[*at..].starts_with(','));
        comma.map(|at| splice.text.remove(at)).is_some()
    }

    /// Cuts the empty lines from `at` on, which a block scalar before them would take for its own.
    pub(crate) fn cut_blanks(&mut self, at: usize) {
        let end = remove::blank_end(self.target, at);
        if end > at {
            self.splice(Splice::cut(at..end));
        }
    }

    /// Whether a container is the root of a document.
    pub(crate) fn is_root(&self, slot: &Slot<'_>) -> bool {
        slot.parent.is_none()
    }

    /// The bytes of a document.
    pub(crate) fn document(&self, index: usize) -> std::ops::Range<usize> {
        self.file.tree.documents.get(index).map_or(0..0, |d| d.span.clone())
    }

    /// Whether a flow collection quotes as JSON does. What the child `except` looks like, which is to
    /// become another, tells nothing.
    pub(crate) fn is_json(&self, document: usize, node: &Node, except: Option<usize>) -> bool {
        let quoted = |at: usize| self.target.text[at..].starts_with('"');
        let names = match &node.data {
            Data::Map(entries) => entries.iter().all(|e| quoted(e.name_span().start)),
            Data::List(_) => true,
            Data::Scalar(_) => false,
        };
        let others = (0..node.len()).filter(|index| Some(*index) != except).filter_map(|index| node.nth(index));
        let strings = others.filter(|node| matches!(node.data, Data::Scalar(Scalar::String(_))));
        let (quoted, plain): (Vec<&Node>, _) = strings.partition(|node| quoted(node.span().start));
        let root = self.file.tree.documents.get(document).map_or("", |d| &self.target.text[d.root.span()]);
        let in_json = || {
            root.strip_prefix(['{', '['])
                .is_some_and(|rest| rest.trim_start_matches(['[', '{', ' ', '\n', '\r', '\t']).starts_with('"'))
        };
        names && plain.is_empty() && (!quoted.is_empty() || in_json())
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
        let json = slot.parent.is_some_and(|(container, at)| self.is_json(slot.document, container, Some(at)));
        let to = self.target.indent(slot.node.span().start);
        let over_lines = (!json).then(|| flow::over_lines(self.speller.source(), new, to)).flatten();
        let text = over_lines.unwrap_or_else(|| flow::of(self.speller.source(), new, json));
        let node = slot.node;
        let start = match self.target.anchor(node) {
            Some(anchor) => scan::skip(self.target.text, anchor.end).min(node.span().end),
            None => node.span().start,
        };
        if self.unwritten_there(slot, new) {
            let gap = usize::from(self.target.text[..start].ends_with(' '));
            return self.splice(Splice::cut(start - gap..node.span().end));
        }
        let text = match self.target.text[..start].bytes().last() {
            Some(b':') => format!(" {text}"),
            _ if node.span().is_empty() => format!(": {text}"),
            _ => text,
        };
        self.splice(Splice::replace(start..node.span().end, text));
    }

    /// Whether a null comes into a flow map that the source's flow map does not write out.
    fn unwritten_there(&self, slot: &Slot<'_>, new: &New<'_>) -> bool {
        let source = self.speller.source();
        let in_map = |parent: Option<(&Node, usize)>| parent.is_some_and(|(node, _)| matches!(node.data, Data::Map(_)));
        let in_flow = new.parent.is_some_and(|(node, _)| source.style(node) == Style::Flow);
        in_flow
            && in_map(new.parent)
            && in_map(slot.parent)
            && new.node.span().is_empty()
            && !slot.node.span().is_empty()
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
        let end = if index + 1 == documents.len() { self.target.text.len() } else { document.span.end };
        let range = document.span.start.max(start)..end;
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
        if has_crlf(self.target.text) {
            self.splices.iter_mut().for_each(|s| s.text = s.text.replace('\n', "\r\n"));
        }
        let mut bytes = splice::apply(self.target.text.as_bytes(), self.splices)?;
        let added = self.target.text.len() > self.file.bytes.len();
        // The empty lines that a block scalar keeps need the last line break.
        if added && bytes.ends_with(b"\n") && !bytes.ends_with(b"\n\n") && !bytes.ends_with(b"\n\r\n") {
            bytes.pop();
            bytes.pop_if(|byte| *byte == b'\r');
        }
        Some(bytes)
    }
}

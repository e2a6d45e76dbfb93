//! The state of one edit call: the target's text, the writer for text of the source, and the splices.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::change::Slot;
use super::layout::YamlText;
use super::mode::Mode;
use super::write::BlockWriter;
use crate::line_block::{LineBlock, ended_result};
use crate::splice::Splice;
use crate::{Data, Node, Parsed, Scalar};

/// The state of one edit call.
pub(crate) struct YamlEditor<'a> {
    /// The text of the target.
    pub(crate) target: YamlText<'a>,
    /// Writes values of the source.
    pub(crate) writer: BlockWriter<'a>,
    /// Whether no empty line may be left where something was removed.
    pub(crate) cautious: bool,
    /// The target.
    pub(crate) file: &'a Parsed,
    /// The children of containers that are removed.
    pub(crate) gone: HashSet<(*const Node, usize)>,
    blocks: HashMap<*const Node, Rc<LineBlock<'a>>>,
    splices: Vec<Splice>,
}

impl<'a> YamlEditor<'a> {
    pub(crate) fn new(layout: YamlText<'a>, target: &'a Parsed, source: &'a Parsed, mode: Mode) -> Self {
        Self {
            target: layout,
            writer: BlockWriter::new(source, target, mode),
            cautious: mode == Mode::Cautious,
            file: target,
            gone: HashSet::new(),
            blocks: HashMap::new(),
            splices: Vec::new(),
        }
    }

    /// Adds a splice. Its text has `\n` line breaks, whatever the target has.
    pub(crate) fn splice(&mut self, splice: Splice) {
        self.splices.push(splice);
    }

    /// Inserts whole lines, without the last line break, at the start of a line or the end of the file.
    pub(crate) fn insert_lines(&mut self, at: usize, lines: &str) {
        self.splice(Splice::insert(at, format!("{lines}\n")));
    }

    /// Removes the empty lines at `at`; a block scalar before them would include them.
    pub(crate) fn cut_blanks(&mut self, at: usize) {
        let end = self.target.blank_end(at);
        if end > at {
            self.splice(Splice::cut(at..end));
        }
    }

    /// The children of a block mapping or sequence as lines.
    pub(crate) fn block(&mut self, slot: &Slot<'_>) -> Rc<LineBlock<'a>> {
        let node = std::ptr::from_ref(slot.node);
        let build = || {
            let block = self.target.block(slot.node, self.is_root(slot));
            let gone: Vec<bool> = (0..block.entries.len()).map(|index| self.gone.contains(&(node, index))).collect();
            Rc::new(LineBlock { is_dense: self.cautious, ..block }.without(&gone))
        };
        let known = self.blocks.get(&node).cloned();
        let block = known.unwrap_or_else(build);
        self.blocks.insert(node, Rc::clone(&block));
        block
    }

    /// Whether a container is the root of a document.
    pub(crate) fn is_root(&self, slot: &Slot<'_>) -> bool {
        slot.parent.is_none()
    }

    /// The byte range of a document.
    pub(crate) fn document(&self, index: usize) -> std::ops::Range<usize> {
        self.file.tree.documents.get(index).map_or(0..0, |d| d.span.clone())
    }

    /// Whether a flow collection uses quotes as JSON does. The child `except` is about to be replaced and does
    /// not count.
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

    /// The new bytes, the last line ended; `None` if splices overlap.
    pub(crate) fn apply(self) -> Option<Vec<u8>> {
        let (text, source) = (YamlText::of(self.file).text, self.writer.source().text);
        ended_result(text, source, self.splices).map(String::into_bytes)
    }
}

//! Edits of maps and lists in brackets as splices. All changes of one map or list are decided together, in one
//! walk over the target. Text without edits is never printed again.
//!
//! The engine has checked the edits against both files and reports misfits with their reasons. The errors here
//! are only a safeguard.

use std::collections::BTreeMap;

use super::blanks::line_indent;
use super::fill::CommentsOnly;
use super::layout::{PartLayout, PartPosition};
use super::pair::{NewPart, PartPair};
use super::part_text::PartText;
use super::parts::{bracketed, first, is_heredoc, parts};
use super::select::{Selection, identity_field, select};
use super::write::{InsertContext, PartWriter};
use crate::align::staying;
use crate::edit_tree::{EditNode, Outcome};
use crate::line_block::Paragraphs;
use crate::splice::Splice;
use crate::{Data, EditError, Node, Scalar, position};
use promote_model::{Key, Step};

/// The reason for an edit that does not fit the files.
pub(crate) const UNFIT: &str = "this value cannot be edited in place: edit the file by hand";

/// The reason for an edit that would add a key to, or remove one from, dotted keys inside braces.
const DOTTED: &str =
    "keys cannot be added to, or removed from, dotted keys inside braces: promote the value in braces as a whole";

/// The position of the walk in both files.
pub(crate) struct Cursor<'a> {
    /// The key.
    pub(crate) key: Key,
    /// The value in the target.
    pub(crate) node: &'a Node,
    /// The value of the same key in the source.
    pub(crate) source: Option<&'a Node>,
    /// The surroundings for new text.
    pub(crate) context: InsertContext,
}

/// Collects the splices for one target.
pub(crate) struct BracketEditor<'a> {
    /// The text of the target.
    pub(crate) text: &'a str,
    /// Writes parts of the source.
    pub(crate) part_writer: &'a PartWriter<'a>,
    /// The splices so far.
    pub(crate) splices: Vec<Splice>,
}

impl<'a> BracketEditor<'a> {
    /// Edits a document that is one value.
    pub(crate) fn root(
        &mut self,
        node: &'a Node,
        source: &'a Node,
        edit_node: &'a EditNode<'a>,
    ) -> Result<(), EditError> {
        let one_line = self.part_writer.root_is_one_line();
        let indent = line_indent(self.text, node.span().start).to_owned();
        let context = InsertContext { one_line, indent, ..InsertContext::default() };
        let here = Cursor { key: Key::root(), node, source: Some(source), context };
        if self.node(&here, edit_node)? == Outcome::Kept {
            return Ok(());
        }
        let all = parts(node);
        let layout = first(node).and_then(|_| PartLayout::new(self.text, node, &all, self.part_writer));
        if let Some(layout) = layout.filter(PartLayout::has_free_comments) {
            self.splices.extend(layout.emptied());
            return Ok(());
        }
        let empty = match node.data {
            Data::Map(_) => "{}",
            Data::List(_) => "[]",
            Data::Scalar(_) => "null",
        };
        self.splices.push(Splice::replace(node.span(), empty));
        Ok(())
    }

    /// Edits a value. If it has to be removed, no splice is added: that is up to the container.
    ///
    /// # Errors
    /// If the edit does not fit the files, or the target's map or list is not in brackets.
    pub(crate) fn node(&mut self, here: &Cursor<'a>, edit_node: &'a EditNode<'a>) -> Result<Outcome, EditError> {
        let node = here.node;
        if edit_node.set.is_some() && here.source.is_some_and(|source| source.value() == node.value()) {
            return Ok(Outcome::Kept);
        }
        if edit_node.set.is_some() || (edit_node.sets() && (edit_node.remove || is_void(node))) {
            let identity = here.key.last().and_then(identity_field);
            let selection =
                here.source.and_then(|source| select(source, edit_node, identity)).ok_or_else(|| self.unfit(here))?;
            if let Some(splices) = self.elements(here, &selection) {
                self.splices.extend(splices);
                return Ok(Outcome::Kept);
            }
            let filled = self.filled(here, &selection);
            let replaced = || Splice::replace(node.span(), self.part_writer.value(&selection, &here.context));
            self.splices.push(filled.unwrap_or_else(replaced));
            return Ok(Outcome::Kept);
        }
        match node.data {
            _ if edit_node.remove => Ok(Outcome::Removed),
            Data::Scalar(_) => Err(self.unfit(here)),
            Data::Map(_) | Data::List(_) => self.container(here, edit_node),
        }
    }

    fn container(&mut self, here: &Cursor<'a>, edit_node: &'a EditNode<'a>) -> Result<Outcome, EditError> {
        let pair = PartPair::new(here.node, here.source);
        // Dotted keys have no brackets of their own, so only existing values can be set.
        let layout = PartLayout::new(self.text, here.node, &pair.target, self.part_writer);
        let mut gone = vec![false; pair.target.len()];
        let mut named = vec![false; pair.target.len()];
        let mut new: Vec<NewPart<'a>> = Vec::new();
        for (step, edit_node) in &edit_node.below {
            let (at, source_at) = pair.find(step);
            let Some(at) = at else {
                let at =
                    source_at.filter(|_| edit_node.sets() && fits(step, here.node)).ok_or_else(|| self.unfit(here))?;
                new.push(NewPart { at, step, edit_node });
                continue;
            };
            if std::mem::replace(&mut named[at], true) {
                return Err(self.unfit(here));
            }
            let key = here.key.child((*step).clone());
            let source = source_at.map(|at| pair.source[at].value);
            let context = layout.as_ref().map_or_else(|| here.context.clone(), |layout| layout.value_context(at));
            let inner = Cursor { key, node: pair.target[at].value, source, context };
            gone[at] = self.node(&inner, edit_node)? == Outcome::Removed;
        }
        let emptied =
            || gone.iter().all(|gone| *gone) || edit_node.leaves_identity(here.node, here.key.last(), |at| gone[at]);
        if new.is_empty() && emptied() {
            return Ok(Outcome::Removed);
        }
        if new.is_empty() && !gone.contains(&true) {
            return Ok(Outcome::Kept);
        }
        new.sort_by_key(|new| new.at);
        let splices = layout.and_then(|layout| self.arranged(here, &pair, layout, &gone, &new));
        let splices = splices.ok_or_else(|| self.unfit_parts(here))?;
        self.splices.extend(splices);
        Ok(Outcome::Kept)
    }

    /// Removes parts, and inserts new ones after the neighbour that precedes them in the source.
    fn arranged(
        &self,
        here: &Cursor<'_>,
        pair: &PartPair<'_>,
        layout: PartLayout<'_>,
        gone: &[bool],
        new: &[NewPart<'_>],
    ) -> Option<Vec<Splice>> {
        let mut pieces: BTreeMap<PartPosition, Vec<PartText>> = BTreeMap::new();
        let gaps = here.source.filter(|_| !new.is_empty()).and_then(|source| self.part_writer.gaps(source));
        let source = gaps.as_deref().map(|gaps| self.part_writer.paragraphs(gaps)).unwrap_or_default();
        let anchors = pair.anchors(new, gone, &Paragraphs { source, target: layout.paragraphs() });
        if anchors.len() < new.len() {
            return None;
        }
        for (new, anchor) in new.iter().zip(anchors) {
            let part = pair.source[new.at];
            let selection = select(part.value, new.edit_node, identity_field(new.step))?;
            let context = layout.context(anchor);
            let piece = self.part_writer.piece(gaps.as_deref(), new.at, &part, &selection, &context);
            pieces.entry(anchor).or_default().push(piece.followed(pair.follower(new)));
        }
        Some(layout.arranged(gone, &pieces))
    }

    /// Replaces a list by another one element by element, where some stay.
    fn elements(&self, here: &Cursor<'_>, selection: &Selection<'_>) -> Option<Vec<Splice>> {
        let Selection::Whole(source) = *selection else { return None };
        let staying = staying(self.text, here.node, source)?;
        let (ours, theirs) = (parts(here.node), parts(source));
        // Commas next to heredocs may have lines of their own.
        if ours.iter().any(|part| is_heredoc(self.text, part.value)) {
            return None;
        }
        let layout = PartLayout::new(self.text, here.node, &ours, self.part_writer)?;
        let gone: Vec<bool> = (0..ours.len()).map(|index| !staying.contains(&Some(index))).collect();
        let first = staying.iter().flatten().min().copied()?;
        let gaps = self.part_writer.gaps(source);
        let (mut at, mut pieces) = (PartPosition::Before(first), BTreeMap::<PartPosition, Vec<PartText>>::new());
        for (index, counterpart) in staying.iter().enumerate() {
            if let Some(ours) = counterpart {
                at = PartPosition::After(*ours);
                continue;
            }
            let part = theirs.get(index)?;
            let piece = self.part_writer.piece(
                gaps.as_deref(),
                index,
                part,
                &Selection::Whole(part.value),
                &layout.context(at),
            );
            let follower = staying.get(index + 1).copied().flatten();
            pieces.entry(at).or_default().push(piece.followed(follower));
        }
        Some(layout.arranged(&gone, &pieces))
    }

    /// Inserts the parts of a value into a map or list of the target that contains only comments.
    fn filled(&self, here: &Cursor<'_>, selection: &Selection<'_>) -> Option<Splice> {
        let (Selection::Whole(source) | Selection::Parts(source, _)) = *selection;
        let (node, is_map) = (here.node, matches!(here.node.data, Data::Map(_)));
        let alike = is_map == matches!(source.data, Data::Map(_)) && first(source).is_some();
        if !alike || first(node).is_some() || matches!(node.data, Data::Scalar(_)) {
            return None;
        }
        let bracketed = bracketed(self.text, node);
        let comments = CommentsOnly::within(self.text, node.span(), self.part_writer.syntax).filter(|_| bracketed)?;
        let context = comments.context(&here.context, self.part_writer);
        let (all, gaps) = (parts(source), self.part_writer.gaps(source));
        let piece = |at: usize, selection: &Selection<'_>| {
            self.part_writer.piece(gaps.as_deref(), at, &all[at], selection, &context)
        };
        let pieces: Vec<PartText> = match selection {
            Selection::Whole(_) => {
                all.iter().enumerate().map(|(at, part)| piece(at, &Selection::Whole(part.value))).collect()
            }
            Selection::Parts(_, chosen) => chosen.iter().map(|(at, selection)| piece(*at, selection)).collect(),
        };
        Some(comments.filled(&context, self.part_writer, &pieces, is_map))
    }

    fn unfit_parts(&self, here: &Cursor<'_>) -> EditError {
        let error = self.unfit(here);
        if bracketed(self.text, here.node) { error } else { EditError { reason: DOTTED.to_owned(), ..error } }
    }

    fn unfit(&self, here: &Cursor<'_>) -> EditError {
        let (line, _) = position(self.text.as_bytes(), here.node.span().start);
        EditError { key: here.key.clone(), line, reason: UNFIT.to_owned() }
    }
}

/// Whether a value is empty: a null, an empty map or an empty list.
pub(crate) fn is_void(node: &Node) -> bool {
    match node.data {
        Data::Scalar(ref value) => *value == Scalar::Null,
        Data::Map(_) | Data::List(_) => first(node).is_none(),
    }
}

/// Whether a step of this kind can lead from this node.
fn fits(step: &Step, node: &Node) -> bool {
    matches!(step, Step::Name(_)) == matches!(node.data, Data::Map(_))
}

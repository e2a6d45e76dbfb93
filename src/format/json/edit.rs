//! Edits as splices: what changes in one map or list is decided together, in one walk over the
//! target; nothing is printed anew that the edits do not name.

use std::collections::BTreeMap;
use std::ops::Range;

use super::layout::{Anchor, Layout};
use super::pair::{New, Pair};
use super::parts::{first, fits, parts};
use super::pick::{identity_field, pick};
use super::scan::position;
use super::spell::{Speller, Spot};
use super::style::{Style, line_indent};
use super::wanted::{Wanted, gather};
use crate::format::{Data, Edit, EditError, Node, Parsed};
use crate::model::{Key, Step, Value};

/// The bytes of the target to replace, and by what; in order, none overlapping another.
///
/// # Errors
/// Where an edit names what is not there, would put a map where a scalar stands that nobody asked to
/// remove, or speaks of a second document.
pub fn splices(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Vec<(Range<usize>, String)>, EditError> {
    let wanted = gather(edits)?;
    if edits.is_empty() {
        return Ok(Vec::new());
    }
    let (text, root) = whole(target).ok_or_else(|| unread(&wanted, "the target"))?;
    let (source_text, source_root) = whole(source).ok_or_else(|| unread(&wanted, "the source"))?;
    let speller = Speller::new(source_text, Style::of(source_text, source_root), Style::of(text, root));
    let mut editor = Editor { text, speller: &speller, splices: Vec::new() };
    editor.root(root, source_root, &wanted)?;
    let mut splices = editor.splices;
    splices.sort_by_key(|(range, _)| (range.start, range.end));
    Ok(splices)
}

fn whole(file: &Parsed) -> Option<(&str, &Node)> {
    Some((std::str::from_utf8(&file.bytes).ok()?, &file.tree.documents.first()?.root))
}

fn unread(wanted: &Wanted<'_>, which: &str) -> EditError {
    EditError { key: wanted.key(), line: 1, reason: format!("{which} was not read as JSON") }
}

/// What became of a node.
#[derive(PartialEq, Eq)]
enum Fate {
    Stays,
    /// Its holder cuts it: removed, or emptied.
    Goes,
}

/// A place in both files.
pub struct Here<'a> {
    /// The target's value.
    pub node: &'a Node,
    /// The same key's value in the source.
    pub source: Option<&'a Node>,
    /// The field that identifies this element of a list.
    identity: Option<&'a str>,
    spot: Spot,
}

struct Editor<'a> {
    text: &'a str,
    speller: &'a Speller<'a>,
    splices: Vec<(Range<usize>, String)>,
}

impl<'a> Editor<'a> {
    fn root(&mut self, node: &'a Node, source: &'a Node, wanted: &'a Wanted<'a>) -> Result<(), EditError> {
        let one_line = self.speller.root_is_one_line();
        let indent = line_indent(self.text, node.span.start).to_owned();
        let here = Here { node, source: Some(source), identity: None, spot: Spot { one_line, indent, unit: None } };
        if self.node(here, wanted)? == Fate::Goes {
            let empty = match node.data {
                Data::Map(_) => "{}",
                Data::List(_) => "[]",
                Data::Scalar(_) => {
                    return Err(self.refusal(wanted, node, "a JSON file cannot be without a value; remove the file"));
                }
            };
            self.splices.push((node.span.clone(), empty.to_owned()));
        }
        Ok(())
    }

    fn node(&mut self, here: Here<'a>, wanted: &'a Wanted<'a>) -> Result<Fate, EditError> {
        let Here { node, .. } = here;
        if wanted.set && here.source.is_some_and(|source| source.value() == node.value()) {
            return Ok(Fate::Stays);
        }
        if wanted.set || (wanted.sets && (wanted.remove || is_void(node))) {
            return self.fill(here, wanted);
        }
        match node.data {
            _ if wanted.remove => Ok(Fate::Goes),
            Data::Scalar(_) if wanted.sets => Err(self.refusal(
                wanted,
                node,
                "the target has a plain value above this key; promote or remove that one",
            )),
            Data::Scalar(_) => Err(self.refusal(wanted, node, NOT_THERE)),
            Data::Map(_) | Data::List(_) => self.container(&here, wanted),
        }
    }

    /// Puts what the source has in the place of the whole node.
    fn fill(&mut self, here: Here<'a>, wanted: &Wanted<'_>) -> Result<Fate, EditError> {
        let source = here.source.ok_or_else(|| self.not_in_source(wanted.key(), here.node))?;
        let pick = pick(source, wanted, here.identity).map_err(|key| self.not_in_source(key, here.node))?;
        self.splices.push((here.node.span.clone(), self.speller.value(&pick, &here.spot)));
        Ok(Fate::Stays)
    }

    fn container(&mut self, here: &Here<'a>, wanted: &'a Wanted<'a>) -> Result<Fate, EditError> {
        let speller = self.speller;
        let mut pair = Pair::new(here.node, here.source);
        let all = parts(here.node);
        let layout = Layout::new(self.text, here.node, &all, speller.gap());
        let mut gone = vec![false; all.len()];
        let mut named = vec![false; all.len()];
        let mut new: Vec<New<'a>> = Vec::new();
        for (step, wanted) in &wanted.below {
            let (at, source_at) = self.look_up(&mut pair, step, wanted)?;
            let Some(at) = at else {
                new.extend(source_at.map(|at| New { at, step, wanted }));
                continue;
            };
            if std::mem::replace(&mut named[at], true) {
                return Err(self.refusal(wanted, all[at].value, "two keys of this call name the same element"));
            }
            let source = source_at.and_then(|at| pair.source.get(at)).map(|part| part.value);
            let spot = layout.spot_of_value(at);
            let inner = Here { node: all[at].value, source, identity: identity_field(step), spot };
            gone[at] = self.node(inner, wanted)? == Fate::Goes;
        }
        if new.is_empty() && gone.iter().all(|gone| *gone) {
            return Ok(Fate::Goes);
        }
        self.arrange(&mut pair, &layout, &gone, new)?;
        Ok(Fate::Stays)
    }

    /// Where a step leads in the target and in the source. What is to be removed must be in the
    /// target; what is to be set, in the source.
    fn look_up(
        &self,
        pair: &mut Pair<'a>,
        step: &Step,
        wanted: &Wanted<'_>,
    ) -> Result<(Option<usize>, Option<usize>), EditError> {
        if !fits(step, pair.node) {
            let reason =
                "the target has a list where this key names a map, or the reverse; promote that one as a whole";
            return Err(self.refusal(wanted, pair.node, reason));
        }
        let there = pair.ours.find(step);
        let source_at = pair.theirs.as_mut().and_then(|source| source.find(step));
        match (there, source_at) {
            (None, _) if !wanted.sets => Err(self.refusal(wanted, pair.node, NOT_THERE)),
            (None, None) => Err(self.not_in_source(wanted.key(), pair.node)),
            found => Ok(found),
        }
    }

    /// Cuts what goes, and writes what is new behind the neighbour that precedes it in the source.
    fn arrange(
        &mut self,
        pair: &mut Pair<'a>,
        layout: &Layout<'_>,
        gone: &[bool],
        mut new: Vec<New<'a>>,
    ) -> Result<(), EditError> {
        new.sort_by_key(|new| new.at);
        if let Some((at, reason)) = pair.objection(&new, gone.len()) {
            return Err(self.refusal(new[at].wanted, pair.node, reason));
        }
        let anchors = pair.anchors(&new, gone);
        let mut texts: BTreeMap<Anchor, Vec<String>> = BTreeMap::new();
        for (new, anchor) in new.iter().zip(anchors) {
            let part = pair.source[new.at];
            let pick = pick(part.value, new.wanted, identity_field(new.step))
                .map_err(|key| self.not_in_source(key, pair.node))?;
            texts.entry(anchor).or_default().push(self.speller.part(&part, &pick, &layout.spot(anchor)));
        }
        if !texts.contains_key(&Anchor::Instead) {
            self.splices.extend(layout.cuts(gone).into_iter().map(|cut| (cut, String::new())));
        }
        self.splices.extend(texts.iter().map(|(anchor, texts)| layout.insertion(*anchor, texts)));
        Ok(())
    }

    fn not_in_source(&self, key: Key, node: &Node) -> EditError {
        let line = position(self.text, node.span.start).0;
        EditError { key, line, reason: "the source has no value under this key".to_owned() }
    }

    fn refusal(&self, wanted: &Wanted<'_>, node: &Node, reason: &str) -> EditError {
        let line = position(self.text, node.span.start).0;
        EditError { key: wanted.key(), line, reason: reason.to_owned() }
    }
}

const NOT_THERE: &str = "the target has no value under this key; there is nothing to remove";

fn is_void(node: &Node) -> bool {
    matches!(node.data, Data::Scalar(Value::Null)) || (!matches!(node.data, Data::Scalar(_)) && first(node).is_none())
}

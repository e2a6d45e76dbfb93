//! Edits as splices: what changes in one map or list is decided together, in one walk over the
//! target; nothing is printed anew that the edits do not name.
//!
//! `format::edit` has held the edits against both files before it comes here, so what does not fit
//! is refused there, with its reason; here such a thing only must not pass.

use std::collections::BTreeMap;

use super::layout::{Anchor, Layout};
use super::pair::{New, Pair};
use super::parts::first;
use super::pick::{identity_field, pick};
use super::spell::{Speller, Spot};
use super::style::{Style, line_indent};
use crate::format::edit::Edited;
use crate::format::splice::{Splice, apply};
use crate::format::wanted::{Wanted, Wish};
use crate::format::{Data, Edit, EditError, Format, Node, Parsed, position};
use crate::model::{Key, Step, Value};

/// Makes the edits by splices of the target's own text.
///
/// # Errors
/// Where the source is not JSON, or an edit speaks of a second document.
pub fn edit(target: &Parsed, source: &Parsed, edits: &[Edit]) -> Result<Edited, EditError> {
    let wanted = Wanted::of(edits);
    let refuse = |reason: &str| EditError { key: Key::root(), line: 1, reason: reason.to_owned() };
    if !wanted.added.is_empty() || !wanted.removed.is_empty() || wanted.documents.keys().any(|document| *document > 0) {
        return Err(refuse("a JSON file holds one document; promote its keys, or the file as a whole"));
    }
    let Some(wish) = wanted.documents.get(&0) else {
        return Ok(Edited { bytes: target.bytes.clone(), doubt: None });
    };
    let (text, root) = json(target).ok_or_else(|| refuse("the target was not read as JSON"))?;
    let (source_text, source_root) = json(source).ok_or_else(|| refuse("the source was not read as JSON"))?;
    let speller = Speller::new(source_text, Style::of(source_text, source_root), Style::of(text, root));
    let mut editor = Editor { text, speller: &speller, splices: Vec::new() };
    editor.root(root, source_root, wish)?;
    let mut splices = editor.splices;
    // An insertion comes before a cut that begins at the same byte.
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let bytes = apply(text.as_bytes(), splices).ok_or_else(|| refuse(UNFIT))?;
    Ok(Edited { bytes, doubt: None })
}

/// What is said of an edit that does not fit the files.
const UNFIT: &str = "this cannot be edited in place: change the file by hand";

fn json(file: &Parsed) -> Option<(&str, &Node)> {
    let text = std::str::from_utf8(&file.bytes).ok().filter(|_| file.format == Format::Json)?;
    Some((text, &file.tree.documents.first()?.root))
}

/// What became of a node.
#[derive(PartialEq, Eq)]
enum Fate {
    Stays,
    /// Its holder cuts it: removed, or emptied.
    Goes,
}

/// A place in both files.
struct Here<'a> {
    key: Key,
    node: &'a Node,
    /// The same key's value in the source.
    source: Option<&'a Node>,
    spot: Spot,
}

struct Editor<'a> {
    text: &'a str,
    speller: &'a Speller<'a>,
    splices: Vec<Splice>,
}

impl<'a> Editor<'a> {
    fn root(&mut self, node: &'a Node, source: &'a Node, wish: &'a Wish<'a>) -> Result<(), EditError> {
        let one_line = self.speller.root_is_one_line();
        let indent = line_indent(self.text, node.span.start).to_owned();
        let spot = Spot { one_line, indent, unit: None };
        if self.node(&Here { key: Key::root(), node, source: Some(source), spot }, wish)? == Fate::Goes {
            let empty = match node.data {
                Data::Map(_) => "{}",
                Data::List(_) => "[]",
                Data::Scalar(_) => "null",
            };
            self.splices.push(Splice::replace(node.span.clone(), empty));
        }
        Ok(())
    }

    fn node(&mut self, here: &Here<'a>, wish: &'a Wish<'a>) -> Result<Fate, EditError> {
        let node = here.node;
        if wish.set.is_some() && here.source.is_some_and(|source| source.value() == node.value()) {
            return Ok(Fate::Stays);
        }
        if wish.set.is_some() || (wish.sets() && (wish.remove || is_void(node))) {
            let identity = here.key.last().and_then(identity_field);
            let pick = here.source.and_then(|source| pick(source, wish, identity)).ok_or_else(|| self.unfit(here))?;
            self.splices.push(Splice::replace(node.span.clone(), self.speller.value(&pick, &here.spot)));
            return Ok(Fate::Stays);
        }
        match node.data {
            _ if wish.remove => Ok(Fate::Goes),
            Data::Scalar(_) => Err(self.unfit(here)),
            Data::Map(_) | Data::List(_) => self.container(here, wish),
        }
    }

    fn container(&mut self, here: &Here<'a>, wish: &'a Wish<'a>) -> Result<Fate, EditError> {
        let pair = Pair::new(here.node, here.source);
        let layout = Layout::new(self.text, here.node, &pair.target, self.speller.gap());
        let mut gone = vec![false; pair.target.len()];
        let mut named = vec![false; pair.target.len()];
        let mut new: Vec<New<'a>> = Vec::new();
        for (step, wish) in &wish.below {
            let (at, source_at) = pair.find(step);
            let Some(at) = at else {
                let at = source_at.filter(|_| wish.sets() && fits(step, here.node)).ok_or_else(|| self.unfit(here))?;
                new.push(New { at, step, wish });
                continue;
            };
            if std::mem::replace(&mut named[at], true) {
                return Err(self.unfit(here));
            }
            let key = here.key.child((*step).clone());
            let source = source_at.map(|at| pair.source[at].value);
            let inner = Here { key, node: pair.target[at].value, source, spot: layout.spot_of_value(at) };
            gone[at] = self.node(&inner, wish)? == Fate::Goes;
        }
        let emptied =
            || gone.iter().all(|gone| *gone) || wish.leaves_identity(here.node, here.key.last(), |at| gone[at]);
        if new.is_empty() && emptied() {
            return Ok(Fate::Goes);
        }
        new.sort_by_key(|new| new.at);
        let splices = self.arranged(&pair, &layout, &gone, &new).ok_or_else(|| self.unfit(here))?;
        self.splices.extend(splices);
        Ok(Fate::Stays)
    }

    /// Cuts what goes, and writes what is new behind the neighbour that precedes it in the source.
    fn arranged(&self, pair: &Pair<'_>, layout: &Layout<'_>, gone: &[bool], new: &[New<'_>]) -> Option<Vec<Splice>> {
        let mut texts: BTreeMap<Anchor, Vec<String>> = BTreeMap::new();
        let anchors = pair.anchors(new, gone);
        if anchors.len() < new.len() {
            return None;
        }
        for (new, anchor) in new.iter().zip(anchors) {
            let part = pair.source[new.at];
            let pick = pick(part.value, new.wish, identity_field(new.step))?;
            texts.entry(anchor).or_default().push(self.speller.part(&part, &pick, &layout.spot(anchor)));
        }
        let mut splices = Vec::new();
        if !texts.contains_key(&Anchor::Instead) {
            splices.extend(layout.cuts(gone).into_iter().map(Splice::cut));
        }
        splices.extend(texts.iter().map(|(anchor, texts)| layout.insertion(*anchor, texts)));
        Some(splices)
    }

    fn unfit(&self, here: &Here<'_>) -> EditError {
        let (line, _) = position(self.text.as_bytes(), here.node.span.start);
        EditError { key: here.key.clone(), line, reason: UNFIT.to_owned() }
    }
}

/// Nothing that anybody would miss: a null, an empty map or list.
fn is_void(node: &Node) -> bool {
    match node.data {
        Data::Scalar(ref value) => *value == Value::Null,
        Data::Map(_) | Data::List(_) => first(node).is_none(),
    }
}

/// Whether a step of this kind can lead anywhere from this node.
fn fits(step: &Step, node: &Node) -> bool {
    matches!(step, Step::Name(_)) == matches!(node.data, Data::Map(_))
}

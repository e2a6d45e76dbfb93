//! The model: the values that a file must hold after edits. Every result is compared with it.
//!
//! The model is computed on values alone and shares no code with the splicing of text. Unedited values are
//! references into the old tree, so the model of one edit in a large file is cheap.

use super::edit_tree::{EditNode, EditTree};
use super::find::KeyFinder;
use super::{Data, EditError, Node, Parsed, Scalar, position};
use promote_model::{Key, Step};

/// A value of the model.
#[derive(Debug)]
pub(crate) enum Model<'a> {
    /// The value of this node.
    Is(&'a Node),
    /// A null.
    Null,
    /// A map with its tag.
    Map(Option<&'a str>, Vec<(&'a str, Model<'a>)>),
    /// A list with its tag, its kept elements and its new elements. New elements may be anywhere between the
    /// kept ones; their position is a matter of layout.
    List(Option<&'a str>, Vec<Model<'a>>, Vec<Model<'a>>),
}

/// The documents that the target must hold after the edits.
///
/// # Errors
/// If the edits do not fit the target or the source.
pub(crate) fn expected<'a>(
    target: &'a Parsed,
    source: &'a Parsed,
    wanted: &EditTree<'a>,
) -> Result<Vec<Model<'a>>, EditError> {
    let count = target.tree.documents.len();
    let paths: Vec<KeyFinder<'_>> = source.tree.documents.iter().map(|d| KeyFinder::new(&d.root)).collect();
    let source = paths.as_slice();
    let mut documents = Vec::new();
    for index in 0..count {
        if wanted.removed.contains(&index) {
            continue;
        }
        let root = &target.tree.documents[index].root;
        documents.push(match wanted.documents.get(&index) {
            None => Model::Is(root),
            Some(edit_node) => Build { target, source, document: index }.root(root, edit_node)?,
        });
    }
    for (index, edit_node) in wanted.documents.range(count..) {
        let build = Build { target, source, document: *index };
        if *index > 0 || count > 0 {
            return Err(build.bad(&Key::root(), format!("the file has no document {index}")));
        }
        let built = build.value(None, edit_node, &Key::root())?;
        documents.push(built.unwrap_or(Model::Null));
    }
    for from in &wanted.added {
        documents.push(Model::Is(source_value(source, *from, &Key::root()).ok_or_else(|| no_document(*from))?));
    }
    Ok(documents)
}

fn no_document(from: usize) -> EditError {
    EditError { key: Key::root(), line: 1, reason: format!("the source has no document {from}") }
}

fn source_value<'a>(source: &[KeyFinder<'a>], from: usize, key: &Key) -> Option<&'a Node> {
    Some(source.get(from)?.find(key)?.node)
}

struct Build<'a, 'p> {
    target: &'a Parsed,
    source: &'p [KeyFinder<'a>],
    document: usize,
}

impl<'a> Build<'a, '_> {
    fn bad(&self, key: &Key, reason: impl Into<String>) -> EditError {
        EditError { key: key.clone(), line: line_of(self.target, self.document, key), reason: reason.into() }
    }

    fn root(&self, root: &'a Node, edit_node: &EditNode<'a>) -> Result<Model<'a>, EditError> {
        let built = self.value(Some(root), edit_node, &Key::root())?;
        Ok(built.unwrap_or(match root.data {
            Data::Map(_) => Model::Map(root.tag(), Vec::new()),
            Data::List(_) => Model::List(root.tag(), Vec::new(), Vec::new()),
            Data::Scalar(_) => Model::Null,
        }))
    }

    /// The value after the edits; `None` if it is removed.
    fn value(
        &self,
        old: Option<&'a Node>,
        edit_node: &EditNode<'a>,
        key: &Key,
    ) -> Result<Option<Model<'a>>, EditError> {
        if let Some(from) = edit_node.set {
            return Ok(Some(Model::Is(self.wanted(from, key)?)));
        }
        if edit_node.remove && old.is_none() {
            return Err(self.bad(key, "the target does not have this key"));
        }
        if edit_node.remove && !edit_node.sets() {
            return Ok(None);
        }
        let by_name = matches!(edit_node.below.keys().next(), Some(Step::Name(_)));
        match old.filter(|_| !edit_node.remove).map(|node| (node, &node.data)) {
            Some((node, _)) if edit_node.below.is_empty() => Ok(Some(Model::Is(node))),
            Some((node, Data::Map(_))) if by_name => self.map(node, edit_node, key),
            Some((node, Data::List(_))) if !by_name => self.list(node, edit_node, key),
            Some((node, data)) if !replaceable(data) || node.tag().is_some() => {
                Err(self.bad(key, "the target has a value of another type here: promote this key as a whole"))
            }
            _ if !edit_node.sets() => Err(self.bad(key, "the target does not have this key")),
            _ => self.built(edit_node, key).map(Some),
        }
    }

    fn wanted(&self, from: usize, key: &Key) -> Result<&'a Node, EditError> {
        source_value(self.source, from, key).ok_or_else(|| self.bad(key, "the source does not have this key"))
    }

    /// A new map or list: the values that are set below it, and the identifying field of an element.
    fn built(&self, edit_node: &EditNode<'a>, key: &Key) -> Result<Model<'a>, EditError> {
        let from = self.wanted(edit_node.source().unwrap_or(0), key)?;
        let tag = from.tag();
        let mut entries: Vec<(&'a str, Model<'a>)> = Vec::new();
        let mut items = Vec::new();
        for (step, below) in &edit_node.below {
            let Some(value) = self.value(None, below, &key.child((*step).clone()))? else { continue };
            match *step {
                Step::Name(name) => entries.push((name, value)),
                _ => items.push(value),
            }
        }
        if let (Some(Step::Element { field, .. }), Data::Map(own)) = (key.last(), &from.data)
            && !entries.iter().any(|(name, _)| name == field)
            && let Some(entry) = own.iter().find(|e| e.name == *field)
        {
            entries.push((&entry.name, Model::Is(&entry.value)));
        }
        match from.data {
            Data::List(_) => Ok(Model::List(tag, Vec::new(), items)),
            _ => Ok(Model::Map(tag, entries)),
        }
    }

    fn map(&self, node: &'a Node, edit_node: &EditNode<'a>, key: &Key) -> Result<Option<Model<'a>>, EditError> {
        let Data::Map(old) = &node.data else { return Ok(None) };
        let matched = edit_node.matched(node);
        let mut entries = Vec::with_capacity(old.len());
        for (index, entry) in old.iter().enumerate() {
            let value = match matched.existing.get(&index) {
                None => Some(Model::Is(&entry.value)),
                Some((step, edit_node)) => self.value(Some(&entry.value), edit_node, &key.child((*step).clone()))?,
            };
            entries.extend(value.map(|value| (entry.name.as_str(), value)));
        }
        for (step, edit_node) in matched.missing {
            let value = self.value(None, edit_node, &key.child(step.clone()))?;
            if let (Step::Name(name), Some(value)) = (step, value) {
                entries.push((name, value));
            }
        }
        let emptied = entries.len() < old.len() && is_emptied(&entries, key.last().filter(|_| !edit_node.sets()));
        Ok((!emptied).then_some(Model::Map(node.tag(), entries)))
    }

    fn list(&self, node: &'a Node, edit_node: &EditNode<'a>, key: &Key) -> Result<Option<Model<'a>>, EditError> {
        let Data::List(old) = &node.data else { return Ok(None) };
        let matched = edit_node.matched(node);
        if let Some(step) = matched.duplicate {
            let reason = "two changes address the same list element: promote them one at a time";
            return Err(self.bad(&key.child(step.clone()), reason));
        }
        let (mut kept, mut new) = (Vec::with_capacity(old.len()), Vec::new());
        for (index, item) in old.iter().enumerate() {
            kept.extend(match matched.existing.get(&index) {
                None => Some(Model::Is(item)),
                Some((step, edit_node)) => self.value(Some(item), edit_node, &key.child((*step).clone()))?,
            });
        }
        for (step, edit_node) in matched.missing {
            let child = key.child(step.clone());
            if matches!(step, Step::Name(_)) || matches!(step, Step::Index(at) if *at != old.len()) {
                return Err(self.bad(&child, "the target's list does not have this element"));
            }
            new.extend(self.value(None, edit_node, &child)?);
        }
        let emptied = kept.is_empty() && new.is_empty() && !old.is_empty();
        Ok((!emptied).then_some(Model::List(node.tag(), kept, new)))
    }
}

/// Whether a map has lost all its entries, or a list element all but its identifying field.
fn is_emptied(left: &[(&str, Model<'_>)], step: Option<&Step>) -> bool {
    match (left, step) {
        ([], _) => true,
        ([(name, Model::Is(_))], Some(Step::Element { field, .. })) => name == field,
        _ => false,
    }
}

/// Whether a map or list may replace this value because the value is empty.
fn replaceable(data: &Data) -> bool {
    match data {
        Data::Scalar(value) => *value == Scalar::Null,
        Data::Map(entries) => entries.is_empty(),
        Data::List(items) => items.is_empty(),
    }
}

/// The line of `key` in the target, or of its nearest parent that exists.
pub(crate) fn line_of(target: &Parsed, document: usize, key: &Key) -> usize {
    let Some(document) = target.tree.documents.get(document) else { return 1 };
    let mut node = &document.root;
    let mut at = node.span().start;
    for step in key.steps() {
        if let (Step::Name(name), Data::Map(entries)) = (step, &node.data) {
            at = entries.iter().find(|e| e.name == *name).map_or(at, |e| e.name_span().start);
        }
        let Some(child) = node.child(step) else { break };
        if !matches!(step, Step::Name(_)) {
            at = child.span().start;
        }
        node = child;
    }
    position(&target.bytes, at).0
}

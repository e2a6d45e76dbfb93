//! The common tree of a shape: blocks are maps under their type and labels.

use std::collections::HashMap;
use std::ops::Range;

use super::shape::{Body, Item, ItemKind};
use crate::error::SyntaxFault;
use crate::{Data, Document, Entry, Node, Tree};

/// The tree of a file of `length` bytes; without items it has no document.
///
/// # Errors
/// If an attribute and a block, or blocks with different numbers of labels, share a name.
pub(crate) fn of(body: &Body, length: usize) -> Result<Tree, SyntaxFault> {
    let (Some(first), Some(last)) = (body.items.first(), body.items.last()) else {
        return Ok(Tree { documents: Vec::new() });
    };
    let root = map(body, first.span.start..last.span.end)?;
    Ok(Tree { documents: vec![Document { root, span: 0..length }] })
}

/// The map of a body.
pub(crate) fn map(body: &Body, span: Range<usize>) -> Result<Node, SyntaxFault> {
    let entries = entries(&body.items.iter().collect::<Vec<_>>(), 0)?;
    Ok(Node::new(span, Data::Map(entries.into())))
}

/// The entries of items that share their first `depth` names.
fn entries(items: &[&Item], depth: usize) -> Result<Vec<Entry>, SyntaxFault> {
    let mut order: Vec<Vec<&Item>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for item in items {
        let Some(name) = item.names.get(depth) else { continue };
        let at = *known.entry(name.text.as_str()).or_insert(order.len());
        match order.get_mut(at) {
            Some(group) => group.push(item),
            None => order.push(vec![item]),
        }
    }
    order.iter().map(|group| entry(group, depth)).collect()
}

/// The entry for all items with the same name at `depth`.
fn entry(group: &[&Item], depth: usize) -> Result<Entry, SyntaxFault> {
    let (first, last) = (group[0], group[group.len() - 1]);
    let name = &first.names[depth];
    let mixed =
        |item: &&&Item| item.names.len() != first.names.len() || item.body().is_some() != first.body().is_some();
    if let Some(odd) = group.iter().find(mixed) {
        let reason = format!("the blocks and attributes named {} cannot be distinguished by their labels", name.text);
        return Err(SyntaxFault::new(odd.span.start, reason));
    }
    let value = if depth + 1 < first.names.len() {
        let span = first.span.start..last.span.end;
        Node::new(span, Data::Map(entries(group, depth + 1)?.into()))
    } else if let [item] = group {
        node(item)?
    } else {
        let items = group.iter().map(|item| node(item)).collect::<Result<_, _>>()?;
        Node::new(first.span.start..last.span.end, Data::List(items))
    };
    Ok(Entry::new(name.text.as_str(), name.span.clone(), value))
}

/// The value of one item.
pub(crate) fn node(item: &Item) -> Result<Node, SyntaxFault> {
    match &item.kind {
        ItemKind::Value(value) => Ok(value.clone()),
        ItemKind::Block(braces, body) => map(body, braces.clone()),
    }
}

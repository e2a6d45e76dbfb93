//! `translate` of an environment: on or off, pairs of names, and patterns of keys.

use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section};
use crate::env::translate::NamePair;
use crate::policy::TranslateRule;
use promote_format::{Data, Node};

const PAIR: &str = "a pair of names like '[staging, production]'";

/// Parses `translate`: a boolean, a list of pairs, or both in a map with patterns.
pub(super) fn read(notes: &mut Diagnostics, node: &Node) -> TranslateRule {
    match &node.data {
        Data::List(_) => TranslateRule { on: true, pairs: pairs(notes, node), ..TranslateRule::default() },
        Data::Map(_) => {
            let Some(fields) = Fields::read(notes, node, Section::Translate) else { return TranslateRule::default() };
            let mut patterns = |name| fields.get(name).map(|node| notes.patterns(node)).unwrap_or_default();
            let (only, not) = (patterns("only"), patterns("not"));
            TranslateRule {
                on: true,
                pairs: fields.get("pairs").map(|node| pairs(notes, node)).unwrap_or_default(),
                only,
                not,
            }
        }
        _ => {
            let on = notes.boolean(node, "true, false, a list of pairs, or a map with 'pairs', 'only' and 'not'");
            TranslateRule { on: on.unwrap_or_default(), ..TranslateRule::default() }
        }
    }
}

fn pairs(notes: &mut Diagnostics, node: &Node) -> Vec<NamePair> {
    let mut pairs: Vec<NamePair> = Vec::new();
    let items = notes.list(node, "a list of pairs of names");
    if items.is_empty() && is_list(node) {
        notes.add(
            node.span().start,
            "the list of pairs is empty; write 'translate: true' for the names of the environments",
        );
    }
    for item in items {
        let Some(pair) = pair(notes, item) else { continue };
        if pairs.contains(&pair) {
            notes.add(
                item.span().start,
                format!("'{}' is already paired with '{}'", shown(&pair.from), shown(&pair.to)),
            );
        } else {
            pairs.push(pair);
        }
    }
    pairs
}

fn pair(notes: &mut Diagnostics, node: &Node) -> Option<NamePair> {
    let [from, to] = notes.list(node, PAIR) else {
        if is_list(node) {
            notes.add(node.span().start, format!("expected {PAIR}"));
        }
        return None;
    };
    let (from, to) = (notes.word(from, "a name")?.to_owned(), notes.word(to, "a name")?.to_owned());
    if from.trim().is_empty() {
        notes.add(node.span().start, "the name to replace is empty");
        return None;
    }
    Some(NamePair { from, to })
}

fn is_list(node: &Node) -> bool {
    matches!(node.data, Data::List(_))
}

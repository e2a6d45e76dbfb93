//! What a refusal says where an anchor is in the way: what else would change, or where the value stands.

use super::layout::Layout;
use super::repeat::{Repeats, listed};
use crate::Parsed;
use crate::model::line_of;
use crate::edit_tree::EditNode;
use promote_model::Key;

/// How an anchor, by its name, is in the way of an edit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way<'t> {
    /// The value comes from it.
    Derived(&'t str),
    /// Other places repeat the value by it.
    Anchored(&'t str),
    /// It stands inside the value, and other places repeat it.
    Inside(&'t str),
}

/// The reason for `key` of a document of the target; `wish` is all that is asked of it. `None` where the anchor ties the
/// value to nothing else.
pub(crate) fn reason(target: &Parsed, document: usize, key: &Key, way: Way<'_>, wish: &EditNode<'_>) -> Option<String> {
    let repeats = Repeats::of(Layout::of(target), &target.tree.documents.get(document)?.root);
    if let Way::Derived(anchor) = way {
        let there = repeats
            .original(key, anchor)
            .map_or("it there".to_owned(), |key| format!("{key} there (line {})", line_of(target, document, &key)));
        return Some(format!("the value comes from the anchor '{anchor}': change {there}, or write it out here first"));
    }
    let with = repeats.with(key);
    if with.is_empty() {
        return None;
    }
    let more: Vec<Key> = with.iter().filter(|key| !wish.covers(key)).cloned().collect();
    let told = if more.is_empty() { listed(&with) } else { listed(&more) };
    Some(match way {
        Way::Inside(anchor) => format!(
            "it holds the anchor '{anchor}', needed by {told}: promote the keys in it one by one, or write the values \
             out there first"
        ),
        Way::Anchored(anchor) | Way::Derived(anchor) => format!(
            "the anchor '{anchor}' repeats this value: {told} would change with it; promote them together, or write \
             the value out there first"
        ),
    })
}

//! Values of the source spelled for a flow collection: on one line, by the source's own text where
//! that means the same there.

use super::alias::{Aliases, aliases};
use super::layout::{Layout, Style};
use super::new::New;
use super::reindent::{Lines, Move};
use super::render;
use crate::{Data, Entry, Node, Scalar};

/// A value for a flow collection; `json` quotes keys and text with double quotes.
pub(crate) fn of(source: Layout<'_>, new: &New<'_>, json: bool) -> String {
    match &new.part {
        None => whole(source, new.node, json),
        Some(part) => {
            let texts: Vec<String> = part.iter().map(|new| child(source, new, json)).collect();
            braced(&new.node.data, texts)
        }
    }
}

/// A value of several lines of a flow collection, for one whose line begins in column `to`; `None` where
/// it is no such, or its text does not stand for itself.
pub(crate) fn over_lines(source: Layout<'_>, new: &New<'_>, to: usize) -> Option<String> {
    let (node, (container, _)) = (new.node, new.parent?);
    let text = &source.text[node.span()];
    let braced = source.style(node) == Style::Flow || text.starts_with(['"', '\'']);
    let own = aliases(node) == Aliases::None && source.anchor(node).is_none() && new.part.is_none();
    if !text.contains('\n') || !braced || !own || source.style(container) != Style::Flow {
        return None;
    }
    let by = Move { from: source.indent(node.span().start), to };
    Some(Lines::behind(source, node.span(), by).text())
}

/// An entry or element for a flow collection.
pub(crate) fn child(source: Layout<'_>, new: &New<'_>, json: bool) -> String {
    let value = of(source, new, json);
    match new.parent {
        Some((Node { data: Data::Map(entries), .. }, index)) => {
            format!("{}: {value}", name(source, &entries[index], context(json)))
        }
        _ => value,
    }
}

fn whole(source: Layout<'_>, node: &Node, json: bool) -> String {
    let text = &source.text[node.span()];
    let own = aliases(node) == Aliases::None && source.anchor(node).is_none();
    let one_line = !text.contains('\n') && !text.is_empty();
    let fits = match source.style(node) {
        Style::Scalar => text.starts_with(['"', '\'']) || is_safe(text),
        Style::Flow => true,
        _ => false,
    };
    let text_in_json = |value: &Scalar| !matches!(value, Scalar::String(_)) || text.starts_with('"');
    let spelled = match &node.data {
        Data::Scalar(value) if json => text_in_json(value),
        _ => !json,
    };
    if own && one_line && fits && spelled {
        return text.to_owned();
    }
    let body = match &node.data {
        Data::Scalar(value) => render::flow(&value.value(), json),
        Data::Map(entries) => {
            let entry = |e: &Entry| format!("{}: {}", name(source, e, context(json)), whole(source, &e.value, json));
            braced(&node.data, entries.iter().map(entry).collect())
        }
        Data::List(items) => braced(&node.data, items.iter().map(|n| whole(source, n, json)).collect()),
    };
    match node.tag() {
        Some(tag) => format!("{tag} {body}"),
        None => body,
    }
}

fn braced(data: &Data, texts: Vec<String>) -> String {
    match data {
        Data::List(_) => format!("[{}]", texts.join(", ")),
        _ => format!("{{{}}}", texts.join(", ")),
    }
}

fn context(json: bool) -> Context {
    if json { Context::Json } else { Context::Flow }
}

/// Whether plain text of a block means the same in a flow collection.
fn is_safe(text: &str) -> bool {
    !text.contains([',', '[', ']', '{', '}']) && !text.ends_with(':')
}

/// What a key or a value is spelled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// A block map or list.
    Block,
    /// Brackets or braces.
    Flow,
    /// Braces in which everything is quoted as in JSON.
    Json,
}

/// A key as the source spells it, where that can be copied.
pub(crate) fn name(source: Layout<'_>, entry: &Entry, context: Context) -> String {
    let text = &source.text[entry.name_span()];
    let copied = !text.is_empty() && !text.contains('\n') && !text.starts_with(['&', '*', '!']) && text != "<<";
    let same = match context {
        Context::Block => true,
        Context::Flow => text.starts_with(['"', '\'']) || is_safe(text),
        Context::Json => text.starts_with('"'),
    };
    if copied && same { text.to_owned() } else { render::scalar_text(&entry.name, context == Context::Json) }
}

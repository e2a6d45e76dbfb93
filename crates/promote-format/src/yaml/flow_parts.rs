//! The parts of a flow collection: its entries or elements, and its merge keys, in the order of the text.
//!
//! The tree alone does not tell where a part begins and ends: it may start with a `?`, end with a colon that no
//! value follows, or be a merge key, which has no node of its own.

use std::ops::Range;

use super::layout::{NodeStyle, YamlText};
use super::scan;
use crate::bracket::{Part, PartGap, YAML, gaps};
use crate::{Data, Node};

/// A flow collection in brackets.
pub(crate) struct FlowParts<'a> {
    /// The byte range from the opening to the closing bracket. An anchor and a tag come before it.
    pub(crate) brackets: Range<usize>,
    /// The parts.
    pub(crate) parts: Vec<Part<'a>>,
    /// The index of each child's part; merged children share that of their merge key.
    pub(crate) of_child: Vec<usize>,
}

/// The text of one part, and the child in it.
#[derive(Default)]
struct Draft {
    span: Option<Range<usize>>,
    child: Option<usize>,
}

impl<'a> FlowParts<'a> {
    /// The parts of a container; `None` if it is not in brackets.
    pub(crate) fn of(layout: YamlText<'_>, container: &'a Node) -> Option<Self> {
        if layout.style(container) != NodeStyle::Flow {
            return None;
        }
        let brackets = layout.content(container)..container.span().end;
        let mut of_child = vec![None; layout.own_count(container)];
        let mut parts = Vec::new();
        for draft in drafts(layout, container, brackets.start + 1..brackets.end - 1)? {
            if let Some(slot) = draft.child.and_then(|child| of_child.get_mut(child)) {
                *slot = Some(parts.len());
            }
            parts.push(part(container, &draft)?);
        }
        let mut of_child: Vec<usize> = of_child.into_iter().collect::<Option<_>>()?;
        let last = parts.len().saturating_sub(1);
        let part_at = |at: usize| parts.partition_point(|part: &Part<'_>| part.span().end <= at).min(last);
        of_child.extend(merged(container, of_child.len()).map(part_at));
        Some(Self { brackets, parts, of_child })
    }

    /// The gaps between the parts; `None` if the text has anything else between them.
    pub(crate) fn gaps(&self, layout: YamlText<'_>) -> Option<Vec<PartGap>> {
        gaps(layout.text, self.brackets.clone(), &self.parts, &YAML)
    }
}

/// The places of the merge keys that give a map its children from `own` on.
fn merged(container: &Node, own: usize) -> impl Iterator<Item = usize> {
    let entries = match &container.data {
        Data::Map(entries) => entries.get(own..).unwrap_or_default(),
        _ => &[],
    };
    entries.iter().map(|entry| entry.name_span().start)
}

fn part<'a>(container: &'a Node, draft: &Draft) -> Option<Part<'a>> {
    let span = draft.span.clone()?;
    Some(match (&container.data, draft.child) {
        (Data::Map(entries), Some(child)) => Part::spanning(Some(&entries[child]), &entries[child].value, span),
        (Data::List(items), Some(child)) => Part::spanning(None, &items[child], span),
        // A merge key has no value of its own.
        _ => Part::spanning(None, container, span),
    })
}

/// Splits the text between the brackets at its commas. Keys and values are known from the tree.
fn drafts(layout: YamlText<'_>, container: &Node, inside: Range<usize>) -> Option<Vec<Draft>> {
    let text = layout.text;
    let mut known = known(layout, container).into_iter().peekable();
    let (mut drafts, mut draft) = (Vec::new(), Draft::default());
    let mut at = inside.start;
    loop {
        at = scan::skip(text, at);
        let next = known.next_if(|(_, span)| span.start <= at);
        if next.is_none() && (at >= inside.end || text[at..].starts_with(',')) {
            let last = at >= inside.end;
            if !last || draft.span.is_some() {
                draft.span.as_ref()?;
                drafts.push(std::mem::take(&mut draft));
            }
            if last {
                return Some(drafts);
            }
            at += 1;
            continue;
        }
        let (child, span) = match next {
            Some((child, span)) => (Some(child), span),
            None => (None, at..unknown_end(text, at, inside.end)),
        };
        if draft.child.is_some() && child.is_some() && draft.child != child {
            return None;
        }
        // An unwritten value is before the blanks that were skipped.
        at = if span.is_empty() { at } else { span.end.max(at) };
        draft.child = draft.child.or(child);
        draft.span = Some(draft.span.map_or(span.clone(), |own| own.start..own.end.max(span.end)));
    }
}

/// The byte ranges of the keys and values that the container has itself, each with the child's index.
fn known(layout: YamlText<'_>, container: &Node) -> Vec<(usize, Range<usize>)> {
    let mut known = Vec::new();
    for index in 0..layout.own_count(container) {
        if let Data::Map(entries) = &container.data {
            known.push((index, entries[index].name_span()));
        }
        known.extend(container.nth(index).map(|node| (index, node.span())));
    }
    known
}

/// The end of one character, or of the brackets that open at `at`, with all that is in them.
fn unknown_end(text: &str, at: usize, limit: usize) -> usize {
    let (mut depth, mut fresh) = (0_usize, true);
    let mut next = at;
    while next < limit {
        let Some(c) = text[next..].chars().next() else { break };
        let quoted = fresh && depth > 0 && matches!(c, '"' | '\'');
        next = if quoted { quote_end(text, next, c) } else { next + c.len_utf8() };
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        fresh = matches!(c, '[' | '{' | ',' | ':' | '?');
        next = scan::skip(text, next).max(next);
    }
    next.min(limit)
}

/// The end of a quoted scalar.
fn quote_end(text: &str, at: usize, quote: char) -> usize {
    let mut escaped = false;
    for (offset, c) in text[at + 1..].char_indices() {
        if c == quote && !escaped {
            return at + 1 + offset + 1;
        }
        escaped = quote == '"' && c == '\\' && !escaped;
    }
    text.len()
}

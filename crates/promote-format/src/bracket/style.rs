//! The style of a file: line endings, indentation, blanks around colons, commas and brackets. New text follows
//! the style of the target.

use super::blanks::{blank_before, line_indent};
use super::commas::CommaPlace;
use super::gap::{Sides, gap};
use super::parts::{Part, bracketed, first, parts};
use super::syntax::Syntax;
use crate::{Data, Node};

/// The maximum number of nodes to sample.
const SAMPLES: usize = 10_000;

/// The style of one file. `None` if the file has no example.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileStyle {
    /// The more common line ending, `\n` or `\r\n`.
    pub(crate) newline: Option<&'static str>,
    /// One level of indentation.
    pub(crate) unit: Option<String>,
    /// A colon with the blanks around it.
    pub(crate) colon: Option<String>,
    /// The blanks after a comma if the next part is on the same line.
    pub(crate) gap: Option<String>,
    /// The blanks inside the braces of a map on one line.
    pub(crate) map_pad: Option<String>,
    /// The blanks inside the brackets of a list on one line.
    pub(crate) list_pad: Option<String>,
    /// Whether a comma follows the last of several lines.
    pub(crate) end_comma: Option<bool>,
    /// The place of the commas between parts on lines of their own.
    pub(crate) commas: Option<CommaPlace>,
    /// Whether the lines of a map have no commas.
    pub(crate) bare: Option<bool>,
    /// Whether the whole document is one line; `None` if it has no parts.
    pub(crate) one_line: Option<bool>,
}

impl FileStyle {
    /// The style of a text.
    pub(crate) fn of(text: &str, root: &Node, syntax: &Syntax) -> Self {
        let mut style = Self::default();
        if first(root).is_some() {
            style.one_line = Some(bracketed(text, root) && is_one_line(text, root));
        }
        let lines = text.matches('\n').count();
        if lines > 0 {
            let crlf = text.matches("\r\n").count() * 2 > lines;
            style.newline = Some(if crlf { "\r\n" } else { "\n" });
        }
        style.sample(text, root, syntax);
        style
    }

    /// This style, completed by the other file's.
    pub(crate) fn or(self, other: &Self) -> Self {
        // Files with `"a": 1` usually have `1, 2`, too, and vice versa; this is a better guess than the other
        // file's style.
        let loose = |blank: &str| if blank.ends_with(' ') { " " } else { "" };
        let gap = self.gap.clone().or_else(|| self.colon.as_deref().map(|colon| loose(colon).to_owned()));
        let colon = self.colon.or_else(|| self.gap.as_deref().map(|gap| format!(":{}", loose(gap))));
        let tight = self.one_line == Some(true);
        let pad = |own: Option<String>, others: &Option<String>| {
            own.or_else(|| if tight { Some(String::new()) } else { others.clone() })
        };
        Self {
            newline: self.newline.or(other.newline),
            unit: self.unit.or_else(|| other.unit.clone()),
            colon: colon.or_else(|| other.colon.clone()),
            gap: gap.or_else(|| other.gap.clone()),
            map_pad: pad(self.map_pad, &other.map_pad),
            list_pad: pad(self.list_pad, &other.list_pad),
            end_comma: self.end_comma.or(other.end_comma),
            commas: self.commas.or_else(|| other.commas.clone()),
            bare: self.bare.or(other.bare),
            one_line: self.one_line.or(other.one_line),
        }
    }

    /// Takes the first example of each property, outermost first.
    fn sample(&mut self, text: &str, root: &Node, syntax: &Syntax) {
        let mut waiting = vec![root];
        for _ in 0..SAMPLES {
            let Some(node) = waiting.pop() else { return };
            let inner = parts(node);
            if let Some(first) = inner.first() {
                self.look_at(text, node, first, inner.get(1));
                if let (Some(last), true) = (inner.last(), bracketed(text, node)) {
                    self.look_at_end(text, node, last, syntax);
                    self.commas = self.commas.take().or_else(|| CommaPlace::of(text, node.span(), &inner, syntax));
                }
                waiting.extend(inner.iter().rev().map(|part| part.value));
            }
        }
    }

    fn look_at(&mut self, text: &str, node: &Node, first: &Part<'_>, second: Option<&Part<'_>>) {
        if let Some(entry) = first.entry {
            let between = text.get(entry.name_span().end..entry.value.span().start).unwrap_or_default();
            if matches!(between.trim(), ":" | "=") {
                fill(&mut self.colon, between);
            }
        }
        if !bracketed(text, node) {
            return;
        }
        if self.unit.is_none() {
            self.unit = step(text, node, first);
        }
        let pad = if first.entry.is_some() { &mut self.map_pad } else { &mut self.list_pad };
        if (pad.is_none() || self.gap.is_none()) && is_one_line(text, node) {
            fill_blank(pad, &text[node.span().start + 1..first.span().start]);
            if let Some(second) = second {
                fill(&mut self.gap, blank_before(text, second.span().start));
            }
        }
    }

    fn look_at_end(&mut self, text: &str, node: &Node, last: &Part<'_>, syntax: &Syntax) {
        let rest = last.span().end..node.span().end - 1;
        if (self.end_comma.is_some() && self.bare.is_some()) || !text[rest.clone()].contains('\n') {
            return;
        }
        let Some(end) = gap(text, rest, Sides { ahead: true, behind: false }, syntax) else { return };
        self.end_comma.get_or_insert(end.comma.is_some());
        if syntax.bare_lines && matches!(node.data, Data::Map(_)) {
            let bare = parts(node).windows(2).all(|two| {
                let between = two[0].span().end..two[1].span().start;
                gap(text, between, Sides { ahead: true, behind: true }, syntax).is_none_or(|gap| gap.comma.is_none())
            });
            self.bare.get_or_insert(bare && end.comma.is_none());
        }
    }
}

fn fill_blank(habit: &mut Option<String>, example: &str) {
    if example.trim_start_matches([' ', '\t']).is_empty() {
        fill(habit, example);
    }
}

fn fill(habit: &mut Option<String>, example: &str) {
    if habit.is_none() && !example.contains('\n') {
        *habit = Some(example.to_owned());
    }
}

/// The indentation of the first part relative to the node's own line, if the part starts a line.
fn step(text: &str, node: &Node, first: &Part<'_>) -> Option<String> {
    let lead = text.get(node.span().start + 1..first.span().start)?;
    let inner = &lead[lead.rfind('\n')? + 1..];
    let deeper = inner.strip_prefix(line_indent(text, node.span().start))?;
    let blank = deeper.trim_start_matches([' ', '\t']).is_empty();
    (blank && !deeper.is_empty()).then(|| deeper.to_owned())
}

/// One level of indentation as shown by this node.
pub(crate) fn local_unit(text: &str, node: &Node) -> Option<String> {
    first(node).and_then(|first| step(text, node, &first))
}

/// Whether the node's text has no line break.
pub(crate) fn is_one_line(text: &str, node: &Node) -> bool {
    !text[node.span()].contains('\n')
}

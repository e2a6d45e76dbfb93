//! New entries and elements beside those that are there, in the target's columns and style.

use super::change::{At, Slot};
use super::edit::Editor;
use super::flow;
use super::gaps::{Gap, Habit, Parting};
use super::layout::{Layout, Style};
use super::new::New;
use super::scan;
use crate::splice::Splice;
use crate::{Data, Node};

/// Inserts whole lines into a block map or list.
pub(crate) fn in_block(editor: &mut Editor<'_>, slot: &Slot<'_>, at: At, news: &[New<'_>]) {
    let layout = editor.target;
    let (At::Before(index) | At::After(index)) = at;
    let chunk = layout.chunk(slot.node, index, editor.is_root(slot));
    let column = layout.col(chunk.start);
    let texts: Vec<String> = news.iter().map(|new| editor.speller.entry(new, column)).collect();
    let lines = parted(editor, slot, at, news, &texts);
    let keeps = news.last().is_some_and(|new| editor.speller.keeps_lines(new));
    match at {
        At::Before(_) => editor.insert_lines(chunk.head, &lines),
        At::After(_) => {
            if keeps {
                editor.cut_blanks(chunk.end);
            }
            editor.insert_lines(chunk.end, &lines);
        }
    }
}

/// The new entries with the empty lines between them and around them.
fn parted(editor: &Editor<'_>, slot: &Slot<'_>, at: At, news: &[New<'_>], texts: &[String]) -> String {
    let (layout, container, is_root) = (editor.target, slot.node, editor.is_root(slot));
    let (At::Before(index) | At::After(index)) = at;
    let speller = &editor.speller;
    let next = index + 1;
    let here = (next < layout.own_count(container)).then(|| {
        let tall = [index, next].into_iter().any(|at| layout.is_tall(container, at, is_root));
        (tall, layout.blanks_before(container, next, is_root))
    });
    let parting = Parting { habit: Habit::around(layout, container, index, is_root), here };
    let is_tall = |index: usize| layout.is_tall(container, index, is_root);
    // What a block scalar that keeps empty lines has behind it would be part of it.
    let blanks = |kept: bool, tall: bool, gap: Gap| if kept || editor.wary { 0 } else { parting.blanks(tall, gap) };
    let mut out = String::new();
    for (place, (new, text)) in news.iter().zip(texts).enumerate() {
        let tall = text.contains('\n');
        let gap = || speller.gap_before(new);
        let before = match (at, place.checked_sub(1)) {
            (At::Before(_), None) => 0,
            (_, None) => {
                let kept = container.nth(index).is_some_and(|node| layout.keeps_lines(node));
                blanks(kept, tall || is_tall(index), gap())
            }
            (_, Some(before)) => {
                let tall = tall || texts[before].contains('\n');
                1 + blanks(speller.keeps_lines(&news[before]), tall, gap())
            }
        };
        out.extend(std::iter::repeat_n('\n', before));
        out.push_str(text);
    }
    let Some((last, text)) = news.last().zip(texts.last()) else { return out };
    let tall = |neighbour: usize| text.contains('\n') || is_tall(neighbour);
    let behind = match (at, here) {
        (At::Before(_), _) => blanks(speller.keeps_lines(last), tall(index), speller.gap_behind(last)),
        (At::After(_), Some((_, there))) if tall(next) => {
            blanks(speller.keeps_lines(last), true, Gap { blanks: there, usual: false }).saturating_sub(there)
        }
        _ => 0,
    };
    out.extend(std::iter::repeat_n('\n', behind));
    out
}

/// Inserts entries or elements into braces or brackets.
pub(crate) fn in_flow(editor: &mut Editor<'_>, slot: &Slot<'_>, at: At, news: &[New<'_>]) {
    let layout = editor.target;
    let container = slot.node;
    let json = editor.is_json(slot.document, container, None);
    let source = editor.speller.source();
    let (At::Before(index) | At::After(index)) = at;
    let start = layout.child_start(container, index);
    if !layout.begins_line(start) {
        let texts: Vec<String> = news.iter().map(|new| flow::child(source, new, json)).collect();
        let text = texts.join(", ");
        return editor.splice(match at {
            At::Before(_) => Splice::insert(start, text + ", "),
            At::After(_) => Splice::insert(flow_end(layout, container, index), format!(", {text}")),
        });
    }
    let pad = " ".repeat(layout.col(start));
    let lines: Vec<FlowLine> = news.iter().map(|new| flow_line(source, new, json, &pad)).collect();
    if let At::Before(_) = at {
        let text: String = lines.iter().map(|line| line.text(",") + "\n").collect();
        return editor.splice(Splice::insert(scan::line_start(layout.text, start), text));
    }
    let end = flow_end(layout, container, index);
    let behind = scan::behind(layout.text, end, b',');
    let is_last = index + 1 == layout.own_count(container);
    let shares = !ends_line(layout, behind);
    if shares && is_last && !lines.iter().any(FlowLine::has_comment) {
        // The bracket closes on the line of the last element.
        let texts: String = lines.iter().map(|line| format!(",\n{}", line.text(""))).collect();
        return editor.splice(Splice::insert(end, texts));
    }
    if shares {
        let texts: String = lines.iter().map(|line| format!(", {}", line.value)).collect();
        return editor.splice(Splice::insert(end, texts));
    }
    let comma = |at: usize| if at + 1 < lines.len() || behind > end { "," } else { "" };
    let text: String = lines.iter().enumerate().map(|(at, line)| format!("\n{}", line.text(comma(at)))).collect();
    if behind == end {
        editor.splice(Splice::insert(end, ","));
    }
    let behind_comma = lines.last().map_or(0, |line| line.comment.len());
    editor.insert_flow_lines(scan::line_end(layout.text, behind), text, behind_comma);
}

/// A new entry or element on a line of its own inside braces or brackets.
struct FlowLine {
    pad: String,
    /// The comment lines above it.
    head: Vec<String>,
    value: String,
    /// The comment behind it.
    comment: String,
}

impl FlowLine {
    fn has_comment(&self) -> bool {
        !self.comment.is_empty() || !self.head.is_empty()
    }

    fn text(&self, comma: &str) -> String {
        let head: String = self.head.iter().map(|line| format!("{}{line}\n", self.pad)).collect();
        format!("{head}{}{}{comma}{}", self.pad, self.value, self.comment)
    }
}

/// The comments come along where the source has a line for it, too.
fn flow_line(source: Layout<'_>, new: &New<'_>, json: bool, pad: &str) -> FlowLine {
    let mut line = FlowLine {
        pad: pad.to_owned(),
        head: Vec::new(),
        value: flow::child(source, new, json),
        comment: String::new(),
    };
    let Some((container, index)) = new.parent.filter(|(node, _)| source.style(node) == Style::Flow) else {
        return line;
    };
    let start = source.child_start(container, index);
    let behind = scan::behind(source.text, flow_end(source, container, index), b',');
    if !source.begins_line(start) || !ends_line(source, behind) {
        return line;
    }
    source.text[behind..scan::line_end(source.text, behind)].trim_end().clone_into(&mut line.comment);
    let mut above = scan::line_start(source.text, start);
    while above > container.span().start {
        above = scan::line_start(source.text, above - 1);
        let comment = source.line(above).trim();
        if above <= container.span().start || !comment.starts_with('#') {
            break;
        }
        line.head.insert(0, comment.to_owned());
    }
    line
}

/// The end of an entry or element of a flow collection.
pub(crate) fn flow_end(layout: Layout<'_>, container: &Node, index: usize) -> usize {
    let end = container.nth(index).map_or(container.span().end, |node| node.span().end);
    match &container.data {
        Data::Map(entries) => end.max(entries[index].name_span().end),
        _ => end.max(layout.child_start(container, index)),
    }
}

/// Whether only blanks and a comment follow on the line.
pub(crate) fn ends_line(layout: Layout<'_>, at: usize) -> bool {
    let rest = &layout.text[at..scan::line_end(layout.text, at)];
    rest.trim().is_empty() || (rest.starts_with([' ', '\t']) && rest.trim_start().starts_with('#'))
}

//! Inserting entries and elements of flow collections in the style of their neighbours, and removing them with their own
//! comments.

use std::ops::Range;

use super::change::{InsertAt, Slot, SourceValue};
use super::chunk::{ends_line, flow_end};
use super::editor::YamlEditor;
use super::layout::{NodeStyle, YamlText};
use super::render::flow_child;
use super::scan;
use crate::Node;
use crate::splice::Splice;

/// Inserts entries or elements into a flow collection.
pub(crate) fn insert(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, at: InsertAt, additions: &[SourceValue<'_>]) {
    let layout = editor.target;
    let container = slot.node;
    let json = editor.is_json(slot.document, container, None);
    let source = editor.writer.source();
    let (InsertAt::Before(index) | InsertAt::After(index)) = at;
    let start = layout.child_start(container, index);
    if !layout.begins_line(start) {
        let texts: Vec<String> = additions.iter().map(|new| flow_child(source, new, json)).collect();
        let text = texts.join(", ");
        return editor.splice(match at {
            InsertAt::Before(_) => Splice::insert(start, text + ", "),
            InsertAt::After(_) => Splice::insert(flow_end(layout, container, index), format!(", {text}")),
        });
    }
    let pad = " ".repeat(layout.col(start));
    let lines: Vec<FlowLine> = additions.iter().map(|new| flow_line(source, new, json, &pad)).collect();
    if let InsertAt::Before(_) = at {
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

/// A new entry or element on its own line inside a flow collection.
struct FlowLine {
    pad: String,
    /// The comment lines above it.
    head: Vec<String>,
    value: String,
    /// The comment after it on the same line.
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

/// The new line. Comments are copied if the entry has its own line in the source, too.
fn flow_line(source: YamlText<'_>, new: &SourceValue<'_>, json: bool, pad: &str) -> FlowLine {
    let mut line = FlowLine {
        pad: pad.to_owned(),
        head: Vec::new(),
        value: flow_child(source, new, json),
        comment: String::new(),
    };
    let Some((container, index)) = new.parent.filter(|(node, _)| source.style(node) == NodeStyle::Flow) else {
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

/// Removes children of a flow collection, each with one comma.
pub(crate) fn remove(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, gone: &[usize]) {
    let layout = editor.target;
    let text = layout.text;
    let container = slot.node;
    for run in runs(gone) {
        let start = layout.child_start(container, run.start);
        let end = flow_end(layout, container, run.end - 1);
        let comma = scan::behind(text, end, b',');
        let own_lines = layout.begins_line(start) && ends_line(layout, comma);
        let lines = || head_in_flow(layout, container, run.start)..layout.next_line(comma);
        if comma > end {
            let blanks = text[comma..].bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
            // Remove its comment, too; directly after a bracket it would not be a comment.
            let commented = text[comma + blanks..].starts_with('#');
            let behind = if commented { scan::line_end(text, comma) } else { comma + blanks };
            editor.splice(Splice::cut(if own_lines { lines() } else { start..behind }));
            continue;
        }
        let before = match run.start.checked_sub(1) {
            Some(before) => scan::behind(text, flow_end(layout, container, before), b',').saturating_sub(1),
            None => comma_before(text, start),
        };
        if !text[before..].starts_with(',') {
            editor.splice(Splice::cut(before..end));
            continue;
        }
        let line_end = scan::line_end(text, before);
        // The replacement was inserted at the end of the line above, with its own comma.
        let replaced = editor.remove_last_comma(line_end);
        if own_lines {
            if !replaced {
                editor.splice(Splice::cut(before..before + 1));
            }
            editor.splice(Splice::cut(lines()));
        } else if replaced {
            editor.splice(Splice::cut(line_end..end));
        } else if text[before..start].contains('#') {
            // The comment after the comma belongs to the element that is kept.
            editor.splice(Splice::cut(before..before + 1));
            editor.splice(Splice::cut(start..end));
        } else {
            editor.splice(Splice::cut(before..end));
        }
    }
}

/// The start of an element's lines in a flow collection: the comment lines directly above it are its own.
fn head_in_flow(layout: YamlText<'_>, container: &Node, index: usize) -> usize {
    let floor = index.checked_sub(1).map_or(container.span().start, |before| flow_end(layout, container, before));
    let mut head = scan::line_start(layout.text, layout.child_start(container, index));
    while head > 0 {
        let above = scan::line_start(layout.text, head - 1);
        if above <= floor || !layout.line(above).trim_start().starts_with('#') {
            break;
        }
        head = above;
    }
    head
}

/// The comma directly before `at`; `at` if there is none.
fn comma_before(text: &str, at: usize) -> usize {
    let before = text[..at].trim_end();
    if before.ends_with(',') { before.len() - 1 } else { at }
}

/// Groups adjacent indices into ranges.
pub(super) fn runs(indices: &[usize]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in indices {
        match runs.last_mut() {
            Some(run) if run.end == *index => run.end += 1,
            _ => runs.push(*index..*index + 1),
        }
    }
    runs
}

//! Cutting entries and elements with their own comments, without leaving holes.

use std::ops::Range;

use super::change::Slot;
use super::edit::Editor;
use super::insert::{ends_line, flow_end};
use super::layout::Layout;
use super::scan;
use crate::splice::Splice;

/// Cuts children of a block map or list, of which others stay.
pub(crate) fn in_block(editor: &mut Editor<'_>, slot: &Slot<'_>, gone: &[usize]) {
    let layout = editor.target;
    let (container, is_root) = (slot.node, editor.is_root(slot));
    let own = layout.own_count(container);
    for run in runs(gone) {
        let first = layout.chunk(container, run.start, is_root);
        let end = layout.chunk(container, run.end - 1, is_root).end;
        if first.inline {
            // The dash stays, and what follows moves up to it.
            let blank = |b: &u8| b.is_ascii_whitespace();
            let next = layout.text.as_bytes()[end..].iter().position(|b| !blank(b)).map_or(end, |i| end + i);
            editor.splice(Splice::cut(first.start..next));
            continue;
        }
        let before = run.start.checked_sub(1);
        let floor = before.map_or(first.head, |before| layout.chunk(container, before, is_root).end);
        if before.and_then(|before| container.nth(before)).is_some_and(|node| layout.keeps_lines(node)) || editor.wary {
            editor.cut_blanks(end);
        }
        let range = hole(layout, first.head..end, floor, run.start == 0, run.end == own);
        editor.splice(Splice::cut(range));
    }
}

/// The lines that go, with those empty lines around them that would be one too many.
fn hole(layout: Layout<'_>, lines: Range<usize>, floor: usize, is_first: bool, is_last: bool) -> Range<usize> {
    let above = blank_start(layout, lines.start).max(floor);
    let below = blank_end(layout, lines.end);
    let (has_above, has_below) = (above < lines.start, below > lines.end);
    // A comment that stays above the first one is the file's, and stays apart.
    let headed = lines.start > 0 && layout.line(scan::line_start(layout.text, lines.start - 1)).trim().starts_with('#');
    match (is_first, is_last) {
        (true, false) if headed => lines,
        (true, false) => lines.start..below,
        (_, true) => above.min(lines.start)..lines.end,
        (false, false) if has_above && has_below => above..lines.end,
        (false, false) => lines,
    }
}

fn blank_start(layout: Layout<'_>, at: usize) -> usize {
    let mut start = at;
    while start > 0 {
        let above = scan::line_start(layout.text, start - 1);
        if !layout.line(above).trim().is_empty() {
            break;
        }
        start = above;
    }
    start
}

/// Behind the empty lines from `at` on.
pub(crate) fn blank_end(layout: Layout<'_>, at: usize) -> usize {
    let mut end = at;
    while end < layout.text.len() && layout.line(end).trim().is_empty() {
        end = layout.next_line(end);
    }
    end
}

/// Cuts children of a flow collection, each with one comma.
pub(crate) fn in_flow(editor: &mut Editor<'_>, slot: &Slot<'_>, gone: &[usize]) {
    let layout = editor.target;
    let text = layout.text;
    let container = slot.node;
    for run in runs(gone) {
        let start = layout.child_start(container, run.start);
        let end = flow_end(layout, container, run.end - 1);
        let comma = scan::behind(text, end, b',');
        let own_lines = layout.begins_line(start) && ends_line(layout, comma);
        let lines = || scan::line_start(text, start)..layout.next_line(comma);
        if comma > end {
            let blanks = text[comma..].bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
            // Its comment goes with it: directly behind a bracket it would be none.
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
        // What comes in its place stands at the end of the line above, and brings its comma.
        let replaced = editor.ends_insertion(line_end);
        if own_lines {
            if !replaced {
                editor.splice(Splice::cut(before..before + 1));
            }
            editor.splice(Splice::cut(lines()));
        } else if replaced {
            editor.splice(Splice::cut(line_end..end));
        } else if text[before..start].contains('#') {
            // The comment behind the comma is the one of the element that stays.
            editor.splice(Splice::cut(before..before + 1));
            editor.splice(Splice::cut(start..end));
        } else {
            editor.splice(Splice::cut(before..end));
        }
    }
}

/// The comma directly before `at`; `at` where there is none.
fn comma_before(text: &str, at: usize) -> usize {
    let before = text[..at].trim_end();
    if before.ends_with(',') { before.len() - 1 } else { at }
}

/// Neighbours as ranges.
fn runs(indices: &[usize]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in indices {
        match runs.last_mut() {
            Some(run) if run.end == *index => run.end += 1,
            _ => runs.push(*index..*index + 1),
        }
    }
    runs
}

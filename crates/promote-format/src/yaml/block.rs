//! Inserting entries and elements of block mappings and sequences as lines in the columns of their neighbours, and removing
//! them with their own comments.

use std::ops::Range;

use super::change::{InsertAt, Slot, SourceValue};
use super::chunk::{BlankCounts, NodeLines, Spacing, blank_end};
use super::editor::YamlEditor;
use super::flow::runs;
use super::layout::YamlText;
use super::scan;
use super::write::BlockWriter;
use crate::Node;
use crate::line_block::{Gap, documentation, places};
use crate::splice::Splice;

/// Inserts whole lines into a block mapping or sequence.
pub(crate) fn insert(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, at: InsertAt, additions: &[SourceValue<'_>]) {
    let layout = editor.target;
    let (InsertAt::Before(index) | InsertAt::After(index)) = at;
    let chunk = layout.chunk(slot.node, index, editor.is_root(slot));
    let column = layout.col(chunk.start);
    let texts: Vec<String> = additions.iter().map(|new| editor.writer.entry(new, column)).collect();
    let (mut before, mut behind) = parted(editor, slot, at, additions, &texts);
    let keeps = additions.last().is_some_and(|new| editor.writer.keeps_lines(new));
    let mut gap = gap(editor, slot, at);
    if let Some(next) = joined(editor, slot, at, additions) {
        (before[0], behind) = (0, 0);
        gap.usual = next;
    }
    if let (InsertAt::After(_), true) = (at, keeps) {
        editor.cut_blanks(gap.usual);
    }
    let heads: Vec<&str> = texts.iter().map(String::as_str).collect();
    for place in places(layout.text, &gap, &["#"], &heads) {
        // Below a comment of its own, an entry needs no empty line.
        let first = if place.there > 0 { 0 } else { before[place.entries.start] };
        let mut lines = place.without_those_there(&texts[place.entries.start]).to_owned();
        for index in place.entries.clone().skip(1) {
            lines.extend(std::iter::repeat_n('\n', 1 + before[index]));
            lines.push_str(&texts[index]);
        }
        let last = if place.entries.end == texts.len() && place.there == 0 { behind } else { 0 };
        editor.insert_lines(place.at, &format!("{}{lines}{}", "\n".repeat(first), "\n".repeat(last)));
    }
}

/// The lines between the neighbours of new entries.
fn gap(editor: &YamlEditor<'_>, slot: &Slot<'_>, at: InsertAt) -> Gap {
    let (layout, container, is_root) = (editor.target, slot.node, editor.is_root(slot));
    let (InsertAt::Before(index) | InsertAt::After(index)) = at;
    let chunk = layout.chunk(container, index, is_root);
    let line = scan::line_start(layout.text, chunk.start);
    if let InsertAt::Before(_) = at {
        return Gap { lines: chunk.head.min(line)..line, usual: chunk.head };
    }
    let next = (index + 1 < layout.own_count(container)).then(|| layout.chunk(container, index + 1, is_root));
    let column = layout.col(chunk.start);
    let behind = |at: usize| at < layout.text.len() && layout.line(at).trim_start().starts_with('#');
    let mut usual = chunk.end;
    // A comment that is indented as the entries are belongs to them.
    while behind(usual) && layout.indent(usual) == column && next.as_ref().is_none_or(|next| usual < next.head) {
        usual = layout.next_line(usual);
    }
    // In a list that is indented like its key, they may belong to the next key.
    let is_of_next = next.is_none() && usual < layout.text.len() && !layout.line(usual).trim().is_empty();
    if is_of_next && layout.indent(usual) >= column {
        usual = chunk.end;
    }
    let is_gone = slot_is_gone(editor, slot, index + 1);
    let end = next.map_or(usual, |next| if is_gone { next.head } else { scan::line_start(layout.text, next.start) });
    Gap { lines: chunk.end..end.max(chunk.end), usual }
}

/// The start of the next neighbour's lines, where new entries belong to it: the source has empty lines before them, and none
/// between them and that one, and the target has empty lines there.
fn joined(editor: &YamlEditor<'_>, slot: &Slot<'_>, at: InsertAt, additions: &[SourceValue<'_>]) -> Option<usize> {
    let (layout, container, is_root) = (editor.target, slot.node, editor.is_root(slot));
    let (InsertAt::After(index), writer) = (at, &editor.writer) else { return None };
    let (first, last, next) = (additions.first()?, additions.last()?, index + 1);
    let joins = next < layout.own_count(container)
        && !slot_is_gone(editor, slot, next)
        && last.precedes(container, next)
        && first.parent.is_some_and(|(_, at)| at > 0)
        && writer.gap_before(first) > 0
        && writer.gap_behind(last) == 0
        && !container.nth(index).is_some_and(|node| layout.keeps_lines(node))
        && layout.blanks_before(container, next, is_root) > 0;
    joins.then(|| layout.chunk(container, next, is_root).head)
}

/// Whether a child is removed by the same edit.
fn slot_is_gone(editor: &YamlEditor<'_>, slot: &Slot<'_>, index: usize) -> bool {
    editor.gone.contains(&(std::ptr::from_ref(slot.node), index))
}

/// The empty lines before each of the new entries, and behind the last.
fn parted(
    editor: &YamlEditor<'_>,
    slot: &Slot<'_>,
    at: InsertAt,
    additions: &[SourceValue<'_>],
    texts: &[String],
) -> (Vec<usize>, usize) {
    let (layout, container, is_root) = (editor.target, slot.node, editor.is_root(slot));
    let (InsertAt::Before(index) | InsertAt::After(index)) = at;
    let writer = &editor.writer;
    let next = index + 1;
    let here = (next < layout.own_count(container)).then(|| {
        let tall = [index, next].into_iter().any(|at| layout.is_tall(container, at, is_root));
        (tall, layout.blanks_before(container, next, is_root))
    });
    let parting = Spacing { habit: BlankCounts::around(layout, container, index, is_root), here };
    let is_tall = |index: usize| layout.is_tall(container, index, is_root);
    // Empty lines after a block scalar that keeps them would become part of it.
    let blanks =
        |kept: bool, tall: bool, gap: usize| if kept || editor.cautious { 0 } else { parting.blanks(tall, gap) };
    let section = !slot_is_gone(editor, slot, next)
        && here.is_some_and(|(_, blanks)| blanks == 0)
        && !editor.cautious
        && is_section(writer, additions, texts);
    let mut before = Vec::new();
    for (place, (new, text)) in additions.iter().zip(texts).enumerate() {
        let tall = is_tall_text(text);
        let gap = || writer.gap_before(new);
        before.push(match (at, place.checked_sub(1)) {
            (InsertAt::Before(_), None) => 0,
            (_, None) if section => gap(),
            (_, None) => {
                let kept = container.nth(index).is_some_and(|node| layout.keeps_lines(node));
                let usual = blanks(kept, tall || is_tall(index), gap());
                // A removed neighbour takes the empty lines around it.
                let usual = match here {
                    Some((_, there)) if slot_is_gone(editor, slot, next) => usual.min(there),
                    _ => usual,
                };
                // A line takes no empty line that the source does not have between the two.
                if !tall && new.follows(container, index) { usual.min(gap()) } else { usual }
            }
            (_, Some(last)) => {
                let keeps = writer.keeps_lines(&additions[last]);
                let tall = tall || is_tall_text(&texts[last]);
                match new.is_next_to(&additions[last]) || !tall {
                    _ if keeps || editor.cautious => 0,
                    true => gap(),
                    false => blanks(keeps, tall, gap()),
                }
            }
        });
    }
    let Some((last, text)) = additions.last().zip(texts.last()) else { return (before, 0) };
    let tall = |neighbour: usize| is_tall_text(text) || is_tall(neighbour);
    let behind = match (at, here) {
        (InsertAt::After(_), _) if section => writer.gap_behind(last),
        (InsertAt::Before(_), _) => blanks(writer.keeps_lines(last), tall(index), writer.gap_behind(last)),
        (InsertAt::After(_), Some((_, there))) if tall(next) => {
            blanks(writer.keeps_lines(last), true, there).saturating_sub(there)
        }
        _ => 0,
    };
    (before, behind)
}

/// Whether an entry has several lines, the comments above it not counted.
fn is_tall_text(text: &str) -> bool {
    text.lines().skip_while(|line| line.trim_start().starts_with('#')).nth(1).is_some()
}

/// Whether new entries are a section of their own: several lines with a comment or several keys, which the source separates
/// from both neighbours. Entries of several lines follow the habit of the target.
fn is_section(writer: &BlockWriter<'_>, additions: &[SourceValue<'_>], texts: &[String]) -> bool {
    let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim_start().starts_with('#')).count();
    let (Some(first), Some(last)) = (additions.first(), additions.last()) else { return false };
    let several = texts.len() > 1 || texts.iter().any(|text| text.contains('\n'));
    several && lines == texts.len() && writer.gap_before(first) > 0 && writer.gap_behind(last) > 0
}

/// Removes some of the children of a block mapping or sequence.
pub(crate) fn remove(editor: &mut YamlEditor<'_>, slot: &Slot<'_>, gone: &[usize]) {
    let layout = editor.target;
    let (container, is_root) = (slot.node, editor.is_root(slot));
    let own = layout.own_count(container);
    for run in parted_runs(layout, container, gone, is_root) {
        let mut first = layout.chunk(container, run.start, is_root);
        first.head = own_head(layout, &first);
        let end = layout.chunk(container, run.end - 1, is_root).end;
        if first.inline {
            // The dash is kept, and the next entry moves up to it.
            let blank = |b: &u8| b.is_ascii_whitespace();
            let next = layout.text.as_bytes()[end..].iter().position(|b| !blank(b)).map_or(end, |i| end + i);
            editor.splice(Splice::cut(first.start..next));
            continue;
        }
        let before = run.start.checked_sub(1);
        let floor = before.map_or(first.head, |before| layout.chunk(container, before, is_root).end);
        if before.and_then(|before| container.nth(before)).is_some_and(|node| layout.keeps_lines(node))
            || editor.cautious
        {
            editor.cut_blanks(end);
        }
        let range = hole(layout, first.head..end, floor, run.start == 0, run.end == own);
        editor.splice(Splice::cut(range));
    }
}

/// The start of the lines that a removed child takes with it: commented-out alternatives and headings stay.
fn own_head(layout: YamlText<'_>, chunk: &NodeLines) -> usize {
    if chunk.inline {
        chunk.head
    } else {
        documentation(layout.text, chunk.head, scan::line_start(layout.text, chunk.start), &["#"])
    }
}

/// Removed children that are neighbours; a comment between two of them that stays parts them.
fn parted_runs(layout: YamlText<'_>, container: &Node, gone: &[usize], is_root: bool) -> Vec<Range<usize>> {
    let is_parted = |index: usize| {
        let before = layout.chunk(container, index - 1, is_root).end;
        let head = own_head(layout, &layout.chunk(container, index, is_root));
        !layout.text[before.min(head)..head].trim().is_empty()
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in runs(gone) {
        let mut start = run.start;
        for at in run.start + 1..run.end {
            if is_parted(at) {
                found.push(start..at);
                start = at;
            }
        }
        found.push(start..run.end);
    }
    found
}

/// The lines to remove: the given ones, and the empty lines around them that would be left over.
fn hole(layout: YamlText<'_>, lines: Range<usize>, floor: usize, is_first: bool, is_last: bool) -> Range<usize> {
    let above = blank_start(layout, lines.start).max(floor);
    let below = blank_end(layout, lines.end);
    let (has_above, has_below) = (above < lines.start, below > lines.end);
    // A comment that is kept above the first entry belongs to the file and stays separate.
    let headed = lines.start > 0 && layout.line(scan::line_start(layout.text, lines.start - 1)).trim().starts_with('#');
    match (is_first, is_last) {
        (true, false) if headed => lines,
        (true, false) => lines.start..below,
        (_, true) => above.min(lines.start)..lines.end,
        (false, false) if has_above && has_below => above..lines.end,
        (false, false) => lines,
    }
}

fn blank_start(layout: YamlText<'_>, at: usize) -> usize {
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

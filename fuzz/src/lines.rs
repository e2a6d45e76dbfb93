//! The lines of the target that one edit may touch, generously: those of its value, the comments that belong to it, and
//! its neighbours where an entry is added or removed.

use std::ops::Range;

use promote_format::{Data, Edit, Format, Node, Origin, Parsed, Place};
use promote_model::Step;

/// Checks that every other line is unchanged.
///
/// # Errors
/// The first line that was touched and should not have been.
pub fn untouched(target: &Parsed, after: &Parsed, edit: &Edit) -> Result<(), String> {
    let (Edit::Set { at, .. } | Edit::Remove { at }) = edit else { return Ok(()) };
    let Some(document) = target.tree.documents.get(at.document) else { return Ok(()) };
    if target.format == Format::Toml && changes_kind(&document.root, after, at) {
        return Ok(());
    }
    let (before, now) = (lines(&target.bytes), lines(&after.bytes));
    let Some(own) = own_lines(target, after, &document.root, at, matches!(edit, Edit::Remove { .. })) else {
        return Ok(());
    };
    let own = widened(&before, own, target.format);
    let mut now = now.into_iter();
    let blank = |line: &[u8]| line.trim_ascii().is_empty();
    let kept = before.iter().enumerate().filter(|(number, line)| !own.contains(number) && !blank(line));
    // The remaining lines keep their order, whatever is added between them.
    match kept.map(|(number, line)| (number, *line)).find(|(_, line)| !now.any(|other| other == *line)) {
        Some((number, line)) => Err(format!("{number} beside {own:?}: {}", String::from_utf8_lossy(line))),
        None => Ok(()),
    }
}

/// Whether a value on the path becomes a map or a list, or is no longer one: in TOML a table follows all lines without
/// a header, wherever the value was.
fn changes_kind(root: &Node, after: &Parsed, at: &Place) -> bool {
    let Some(now) = after.tree.documents.get(at.document).map(|d| &d.root) else { return false };
    let steps = at.key.steps();
    let kind = |node: &Node| (std::mem::discriminant(&node.data), node.is_empty());
    (0..=steps.len()).any(|count| {
        let key = promote_model::Key::from(steps[..count].to_vec());
        matches!((root.find(&key), now.find(&key)), (Some(a), Some(b)) if kind(a) != kind(b))
    })
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|b| *b == b'\n').collect()
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes[..at.min(bytes.len())].iter().filter(|b| **b == b'\n').count()
}

/// The lines of the value with its key; those of its nearest existing parent if it is new, or if more than the value
/// was removed. `None` if an anchor affects other lines, too.
fn own_lines(target: &Parsed, after: &Parsed, root: &Node, at: &Place, removal: bool) -> Option<Range<usize>> {
    let mut node = root;
    let mut now = after.tree.documents.get(at.document).map(|d| &d.root);
    let mut start = node.span().start;
    for step in at.key.steps() {
        // Where an element was removed, another one has its position.
        let shorter = matches!(step, Step::Index(_)) && now.is_some_and(|n| n.len() < node.len());
        now = now.and_then(|n| n.child(step)).filter(|_| !shorter);
        let Some(child) = node.child(step) else { break };
        if *child.origin() != Origin::Own {
            return None;
        }
        start = match (step, &node.data) {
            (Step::Name(name), Data::Map(entries)) => entries.iter().find(|e| e.name == *name)?.name_span().start,
            _ => child.span().start,
        };
        node = child;
        if removal && now.is_none() {
            break;
        }
    }
    if *node.origin() != Origin::Own {
        return None;
    }
    let bytes = &target.bytes;
    let extent = extent(node);
    let start = start.min(extent.start);
    // A removed anchor moves to the first of its aliases.
    if bytes[start..extent.end].contains(&b'&') {
        return None;
    }
    Some(line_of(bytes, start)..line_of(bytes, extent.end) + 1)
}

/// From the first byte of a value to the last one inside it: a TOML table may be in pieces.
fn extent(node: &Node) -> Range<usize> {
    let own = node.span();
    let below: Vec<&Node> = match &node.data {
        Data::Map(entries) => entries.iter().map(|e| &e.value).collect(),
        Data::List(items) => items.iter().collect(),
        Data::Scalar(_) => Vec::new(),
    };
    let written = below.into_iter().filter(|node| *node.origin() == Origin::Own).map(extent);
    written.fold(own, |own, below| own.start.min(below.start)..own.end.max(below.end))
}

/// The lines, the comments and blank lines around them, and one more line on either side.
fn widened(before: &[&[u8]], own: Range<usize>, format: Format) -> Range<usize> {
    let marks = [b"#" as &[u8], b"//", b"/*", b"*", b"!", b"---", b"-", b"?"];
    let commented = begin_in_comment(before, format);
    let idle = before.iter().zip(commented).map(|(line, commented)| {
        let text = line.trim_ascii();
        commented || text.is_empty() || marks.iter().any(|mark| text.starts_with(mark))
    });
    let idle: Vec<bool> = idle.collect();
    let end = own.end.min(before.len());
    let above = idle[..own.start.min(before.len())].iter().rev().take_while(|idle| **idle).count();
    let below = idle[end..].iter().take_while(|idle| **idle).count();
    own.start.saturating_sub(above + 1)..end + below + 1
}

/// For each line, whether it begins in a comment of several lines, which may have begun behind a value.
fn begin_in_comment(lines: &[&[u8]], format: Format) -> Vec<bool> {
    if !matches!(format, Format::Jsonc | Format::Hcl) {
        return vec![false; lines.len()];
    }
    let mut inside = false;
    let begins = |line: &&[u8]| {
        let began = inside;
        let mut rest = *line;
        while !rest.is_empty() {
            if inside {
                let Some(end) = rest.windows(2).position(|two| two == b"*/") else { break };
                (inside, rest) = (false, &rest[end + 2..]);
            } else if let Some(behind) = rest.strip_prefix(b"/*") {
                (inside, rest) = (true, behind);
            } else if rest.starts_with(b"//") || format == Format::Hcl && rest.starts_with(b"#") {
                break;
            } else if rest[0] == b'"' {
                let quote = |at: &usize| {
                    rest[*at] == b'"' && rest[1..*at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0
                };
                rest = (1..rest.len()).find(quote).map_or(&[], |end| &rest[end + 1..]);
            } else {
                rest = &rest[1..];
            }
        }
        began
    };
    lines.iter().map(begins).collect()
}

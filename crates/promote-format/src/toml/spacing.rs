//! The text of a line block after all removals and insertions.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::line_block::{EntryPosition, LineBlock, NewEntry};
use crate::splice::Splice;

/// Removes and inserts entries. A new entry takes over the position of a removed one, so that the empty lines
/// around it are kept.
pub(crate) fn settled(
    body: &LineBlock<'_>,
    gone: &[bool],
    by_place: BTreeMap<EntryPosition, Vec<NewEntry>>,
) -> Vec<Splice> {
    let body = &body.clone().without(gone);
    let mut gone_alone = gone.to_vec();
    let mut splices = Vec::new();
    let mut taken: BTreeMap<usize, (Range<usize>, Vec<NewEntry>)> = BTreeMap::new();
    for (place, additions) in by_place {
        match place {
            EntryPosition::After(at) | EntryPosition::Before(at) if gone.get(at) == Some(&true) => {
                let run = body.removed_with(at, gone);
                taken.entry(run.start).or_insert((run, Vec::new())).1.extend(additions);
            }
            _ => splices.extend(body.insertion(place, &additions)),
        }
    }
    for (run, additions) in taken.into_values() {
        gone_alone[run.clone()].fill(false);
        splices.push(Splice::replace(body.own_lines(&run), joined(&additions)));
    }
    splices.extend(body.cuts(&gone_alone).into_iter().map(Splice::cut));
    splices
}

/// Whether a text ends with an empty line.
pub(crate) fn ends_blank(text: &str) -> bool {
    let line = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    line.is_some_and(|text| text.ends_with('\n'))
}

/// New entries as text.
pub(crate) fn joined(additions: &[NewEntry]) -> String {
    let mut out = String::new();
    for (index, new) in additions.iter().enumerate() {
        out += &"\n".repeat(if index == 0 { 0 } else { new.before });
        out += &new.lines;
        out.push('\n');
    }
    out
}

//! The text of a line block after all removals and insertions.

use std::collections::BTreeMap;

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
    let goes = |at: usize| gone.get(at) == Some(&true);
    let mut gone_alone = gone.to_vec();
    let mut splices = Vec::new();
    let mut taken: BTreeMap<usize, Vec<NewEntry>> = BTreeMap::new();
    for (place, additions) in by_place {
        match place {
            EntryPosition::After(at) | EntryPosition::Before(at) if goes(at) => {
                let first = (0..=at).rev().take_while(|at| goes(*at)).last().unwrap_or(at);
                taken.entry(first).or_default().extend(additions);
            }
            _ => splices.extend(body.insertion(place, &additions)),
        }
    }
    for (first, additions) in taken {
        let last = (first..gone.len()).take_while(|at| goes(*at)).last().unwrap_or(first);
        gone_alone[first..=last].fill(false);
        splices.push(Splice::replace(body.chunk(first).head..body.chunk(last).end, joined(&additions)));
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

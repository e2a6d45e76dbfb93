//! What differs on each edge, the useful first.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::changes::by_file;
use super::pieces::shown;
use crate::engine::judgement::Heading;
use crate::ops::diff::{Difference, FileDifference};
use crate::ops::report::Overview;
use crate::render::text::judged::{heading, note};
use crate::render::text::words::differing;
use promote_core::env::change::Change;
use promote_core::env::filled::without_filled;

/// The differences of all edges; those that do not wait are folded.
pub(super) fn waits(overview: &Overview) -> Markup {
    html! {
        @for (edge, difference) in overview.pipeline.edges.iter().zip(&overview.differences) {
            article {
                h3 { (shown(&edge.source)) " → " (shown(&edge.target)) }
                @match (difference, &edge.state) {
                    (Some(difference), _) => { (groups(difference)) }
                    (None, Err(why)) => { p { (shown(why)) } }
                    (None, Ok(_)) => {}
                }
            }
        }
    }
}

fn groups(difference: &Difference) -> Markup {
    let lines = texts(&difference.files);
    let changes: Vec<&Change> = difference.files.iter().flat_map(|file| without_filled(&file.changes)).collect();
    let (source, target) = (&difference.source, &difference.target);
    let judgements = difference.judgements.as_ref();
    let remark = |change: &Change| {
        let judged = judgements.and_then(|all| all.get(change))?;
        note(judged, judgements.map_or(0, |all| all.depth), difference.now)
    };
    if changes.is_empty() {
        return html! { p.quiet { "Nothing differs." } };
    }
    if judgements.is_none_or(|all| all.tells_nothing) {
        return html! {
            details open {
                summary { (differing(difference.counts(), target)) }
                (by_file(&changes, &lines, target, &|_| None))
            }
        };
    }
    let mut by_heading: BTreeMap<Heading, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_heading.entry(difference.heading(change).unwrap_or(Heading::Unknown)).or_default().push(change);
    }
    html! {
        @for group in Heading::ALL {
            @if let Some(changes) = by_heading.get(&group) {
                details open[is_urgent(group)] class=(class(group)) {
                    summary { (heading(group, changes.len(), source, target)) }
                    (by_file(changes, &lines, target, &remark))
                }
            }
        }
    }
}

/// Whether a group is shown unfolded.
fn is_urgent(group: Heading) -> bool {
    matches!(group, Heading::Forward | Heading::Diverged | Heading::Undoes)
}

fn class(group: Heading) -> &'static str {
    match group {
        Heading::Forward => "forward",
        Heading::Diverged | Heading::Undoes => "undoes",
        _ => "other",
    }
}

fn texts(files: &[FileDifference]) -> BTreeMap<String, (String, String)> {
    files.iter().filter_map(|file| Some((file.file.clone(), file.lines.clone()?))).collect()
}

//! What happened in the environments, newest first: promotions, rollbacks and direct edits.

use std::cmp::Reverse;

use jiff::Timestamp;
use maud::{Markup, html};

use super::pieces::{person, shown, when};
use crate::engine::direct_edits::DirectEdit;
use crate::engine::view::PromotionView;
use crate::ops::report::Overview;
use promote_core::env::change::Change;
use promote_core::promotion::{Event, EventKind};
use promote_model::text::count;

/// The most keys or paths that one entry names.
const NAMED: usize = 6;

/// The timeline.
pub(super) fn timeline(overview: &Overview) -> Markup {
    let mut entries: Vec<(Timestamp, Markup)> = Vec::new();
    for view in overview.ended.iter().chain(overview.open.iter().map(|open| &open.view)) {
        entries.extend(view.events.iter().filter_map(|event| Some((event.at, of_event(view, event, overview.now)?))));
    }
    let is_target = |name: &str| overview.environments.iter().any(|one| one.name == name && !one.from.is_empty());
    let edits = overview.edits.iter();
    entries.extend(edits.map(|edit| (edit.origin.at, of_edit(edit, is_target(&edit.environment), overview.now))));
    entries.sort_by_key(|(at, _)| Reverse(*at));
    html! {
        @if entries.is_empty() { p.quiet { "Nothing happened yet." } }
        ol.timeline { @for (_, entry) in &entries { (entry) } }
    }
}

/// A promotion that was executed or rolled back.
fn of_event(view: &PromotionView, event: &Event, now: Timestamp) -> Option<Markup> {
    let promotion = &view.promotion;
    let (class, word, reason) = match &event.what {
        EventKind::Executed { overriding, .. } => ("promoted", "executed", overriding.as_deref()),
        EventKind::RolledBack { reason, .. } => ("rolled-back", "rolled back", Some(reason.as_str())),
        _ => return None,
    };
    let written = |change: &&Change| match &event.what {
        EventKind::RolledBack { keys, .. } => keys.contains(&change.address()),
        _ => true,
    };
    let keys = promotion.plan.changes.iter().filter(written).map(|change| change.key.to_string());
    Some(html! {
        li class=(class) {
            (when(event.at, now)) " " span.environment { (shown(&promotion.target)) } ": promotion " (promotion.name())
            " from " (shown(&promotion.source)) " " strong { (word) } " by " (person(&event.by))
            (named(keys.collect()))
            @if let Some(reason) = reason { p.note { (shown(reason)) } }
            @else if let Some(notes) = &promotion.request.notes { p.note { (shown(notes.trim().lines().next().unwrap_or_default())) } }
        }
    })
}

/// A commit. In an environment that nothing is promoted into, edits are how it changes.
fn of_edit(edit: &DirectEdit, is_target: bool, now: Timestamp) -> Markup {
    let origin = &edit.origin;
    let word = if is_target { "edited directly" } else { "edited" };
    html! {
        li.edited {
            (when(origin.at, now)) " " span.environment { (shown(&edit.environment)) } ": "
            strong { (word) } " by " (person(&origin.by)) ", " code { (origin.commit.short()) }
            (named(edit.paths.clone()))
            p.note { (shown(&origin.title)) }
        }
    }
}

/// The first of these names, and the number of the others.
fn named(names: Vec<String>) -> Markup {
    let more = names.len().saturating_sub(NAMED);
    html! {
        p.keys {
            @for name in names.iter().take(NAMED) { code { (shown(name)) } " " }
            @if more > 0 { "and " (count(more, "other")) }
        }
    }
}

//! What happened to each key: the values that promotions gave it in each environment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use maud::{Markup, html};

use super::pieces::{person, shown, when};
use crate::engine::view::PromotionView;
use crate::ops::report::Overview;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::promotion::{Event, EventKind};

/// A step in the life of a key.
struct Step<'a> {
    at: Timestamp,
    view: &'a PromotionView,
    event: &'a Event,
    change: &'a Change,
}

/// The keys that promotions wrote, each with its steps, newest first.
pub(super) fn lives(overview: &Overview) -> Markup {
    let mut lives: BTreeMap<String, Vec<Step<'_>>> = BTreeMap::new();
    for view in &overview.ended {
        for event in &view.events {
            for change in written(view, event) {
                lives.entry(change.address()).or_default().push(Step { at: event.at, view, event, change });
            }
        }
    }
    lives.values_mut().for_each(|steps| steps.sort_by_key(|step| std::cmp::Reverse(step.at)));
    html! {
        @if lives.is_empty() { p.quiet { "No key was promoted yet." } }
        @for (address, steps) in &lives {
            details.life {
                summary { code { (shown(address)) } " " span.count { (steps.len()) } }
                ol { @for step in steps.iter() { (one(step, overview.now)) } }
            }
        }
    }
}

/// The keys that an event wrote.
fn written<'a>(view: &'a PromotionView, event: &Event) -> Vec<&'a Change> {
    let changes = view.promotion.plan.changes.iter();
    match &event.what {
        EventKind::Executed { .. } => changes.collect(),
        EventKind::RolledBack { keys, .. } => changes.filter(|change| keys.contains(&change.address())).collect(),
        _ => Vec::new(),
    }
}

fn one(step: &Step<'_>, now: Timestamp) -> Markup {
    let promotion = &step.view.promotion;
    let is_back = matches!(step.event.what, EventKind::RolledBack { .. });
    let (old, new) = match is_back {
        true => (&step.change.source, &step.change.target),
        false => (&step.change.target, &step.change.source),
    };
    let approved: Vec<&_> = step.view.state.approvals.iter().map(|approval| &approval.by).collect();
    html! {
        li {
            (when(step.at, now)) " " span.environment { (shown(&promotion.target)) } " "
            code { (value(old)) } " → " code { (value(new)) }
            @if is_back { ", rollback of promotion " } @else { ", promotion " }
            (promotion.name()) " by " (person(&step.event.by))
            @if !approved.is_empty() && !is_back {
                ", approved by "
                @for (at, by) in approved.iter().enumerate() { @if at > 0 { ", " } (person(by)) }
            }
        }
    }
}

fn value(side: &Option<SpelledValue>) -> String {
    side.as_ref().map_or_else(|| "absent".to_owned(), |side| shown(&side.shown()))
}

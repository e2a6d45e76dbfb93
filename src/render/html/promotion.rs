//! An open promotion, as a reviewer reads it: what it would undo first, then who must act, then every value.

use jiff::Timestamp;
use maud::{Markup, html};

use super::changes::by_file;
use super::pieces::{person, shown, when};
use crate::engine::error::explain;
use crate::engine::view::PromotionView;
use crate::render::text::event::event;
use crate::render::text::words::counts;
use promote_core::env::change::Change;
use promote_core::env::filled::without_filled;
use promote_core::promotion::plan::ChangeCounts;

/// One promotion; the buttons are the last that a reviewer sees of it.
pub(super) fn promotion(view: &PromotionView, now: Timestamp, buttons: Option<&Markup>) -> Markup {
    let promotion = &view.promotion;
    let name = promotion.name();
    let changes: Vec<&Change> = without_filled(&promotion.plan.changes);
    let total = counts(ChangeCounts::of(changes.iter().copied()));
    html! {
        article.promotion id=(format!("promotion-{name}")) {
            h3 {
                "Promotion " (name) ": " (shown(&promotion.source)) " → " (shown(&promotion.target))
                " " span.status { (view.status.to_string()) }
            }
            p { (total) ", created " (when(promotion.created_at, now)) " by " (person(&promotion.created_by)) }
            @if let Some(notes) = &promotion.request.notes {
                blockquote { @for line in notes.trim().lines() { p { (shown(line)) } } }
            }
            @if !view.undone.is_empty() {
                div.warning role="note" {
                    p { strong { "Undoes newer values of " (shown(&promotion.target)) } }
                    ul { @for key in &view.undone { li { (shown(&key.message())) } } }
                }
            }
            (blockers(view))
            (findings(view))
            (by_file(&changes, &view.lines, &promotion.target, &|_| None))
            p.digest { "Plan " code { (view.state.digest.to_string()) } }
            details {
                summary { "Events" }
                ol.events {
                    @for one in &view.events {
                        @let row = event(one);
                        li { (row.join("  ")) }
                    }
                }
            }
            @if let Some(buttons) = buttons { (buttons) }
        }
    }
}

/// What blocks it, who must act, and the command.
fn blockers(view: &PromotionView) -> Markup {
    let blockers = if view.state.scheduled.is_some() { view.when_due.as_slice() } else { view.blockers() };
    html! {
        @if blockers.is_empty() {
            p.ready { @if view.state.scheduled.is_some() { "Ready when it is due." } @else { "Ready to execute." } }
        } @else {
            ul.blockers {
                @for blocker in blockers {
                    @let explained = explain(blocker, Some(view.promotion.called()));
                    li {
                        (shown(&explained.message))
                        @if let Some(who) = &explained.who_must { br; (shown(who)) }
                        @else if let Some(hint) = &explained.hint { br; (shown(hint)) }
                    }
                }
            }
        }
    }
}

/// The findings of the last validation.
fn findings(view: &PromotionView) -> Markup {
    let found = view.state.validation.iter().flat_map(|validation| &validation.findings);
    let messages: Vec<&str> = found.map(|finding| finding.message.as_str()).collect();
    html! {
        @if !messages.is_empty() {
            details open {
                summary { "Findings of the validation" }
                ul { @for message in &messages { li { (shown(message)) } } }
            }
        }
    }
}

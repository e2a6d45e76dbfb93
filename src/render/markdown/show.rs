//! One promotion in full as Markdown.

use super::escape::{cell, code, plain};
use super::list::edge;
use super::page::{Page, Table};
use super::plan::changes;
use super::validation::validation;
use crate::engine::error::{BlockerInfo, explain};
use crate::engine::view::PromotionView;
use crate::ops::show::Simulated;
use crate::render::text::event::event;
use crate::render::text::simulation;
use crate::render::text::style::Look;
use crate::render::text::time::time;

/// The promotion: the facts, what blocks it, the validation, the plan, the events.
pub(crate) fn promotion(view: &PromotionView, simulated: Option<&Simulated>) -> String {
    let mut page = Page::default();
    facts_and_blockers(&mut page, view, "execute");
    if let Some(simulated) = simulated {
        page.text(simulation_words(view, simulated));
    }
    validation(&mut page, view);
    changes(&mut page, view);
    page.table(Table {
        heading: "#### Events".to_owned(),
        name: "Events".to_owned(),
        noun: "event",
        columns: ["Time", "Event", "By", "Details"].map(str::to_owned).to_vec(),
        rows: view.events.iter().map(|one| event(one).iter().map(|text| plain(text)).collect()).collect(),
    });
    page.finish()
}

/// The title, the facts, and what blocks it; or what it is ready to do.
pub(super) fn facts_and_blockers(page: &mut Page, view: &PromotionView, ready: &str) {
    page.text(format!("### Promotion {}: {}", code(&view.promotion.name()), edge(view)));
    page.table(Table { noun: "fact", columns: vec![String::new(); 2], rows: facts(view), ..Table::default() });
    blockers(page, view, ready);
}

fn facts(view: &PromotionView) -> Vec<Vec<String>> {
    let (promotion, state) = (&view.promotion, &view.state);
    let mut rows = Vec::new();
    let mut fact = |name: &str, text: String| rows.push(vec![name.to_owned(), text]);
    fact("Status", plain(&view.status.to_string()));
    fact("Created", format!("{} by {}", time(promotion.created_at), plain(&promotion.created_by.to_string())));
    if let Some(notes) = &promotion.request.notes {
        fact("Notes", notes.trim().lines().map(plain).collect::<Vec<_>>().join("<br>"));
    }
    if view.judgement.required > 0 {
        let by = view.judgement.approvals.iter().filter(|approval| approval.counts());
        let by: Vec<String> = by.map(|approval| plain(&approval.approval.by.name)).collect();
        let by = if by.is_empty() { String::new() } else { format!(": {}", by.join(", ")) };
        fact("Approvals", format!("{} of {}{by}", view.judgement.given, view.judgement.required));
    }
    if let Some(schedule) = state.scheduled.as_ref().filter(|_| view.status.is_open()) {
        fact("Scheduled", time(schedule.at));
    }
    if let Some(proposal) = state.proposed.as_ref().filter(|_| state.executed.is_none()) {
        fact("Proposed", format!("{} on {}", cell(&proposal.commit.short()), cell(&proposal.branch)));
    }
    if let Some(done) = &state.executed {
        fact("Commit", cell(&done.commit.to_string()));
    }
    state.rollbacks.iter().for_each(|done| fact("Rollback", cell(&done.commit.to_string())));
    fact("Plan", cell(&state.digest.to_string()));
    rows
}

/// What blocks it now, or when it is due.
fn blockers(page: &mut Page, view: &PromotionView, ready: &str) {
    if !view.status.is_open() {
        return;
    }
    let blockers = if view.state.scheduled.is_some() { view.when_due.as_slice() } else { view.blockers() };
    if blockers.is_empty() {
        page.text(match view.state.scheduled {
            Some(_) => "**Ready** when it is due.".to_owned(),
            None => format!("**Ready to {ready}.**"),
        });
        return;
    }
    let line = |explained: BlockerInfo| {
        let next = explained.hint.map(|next| format!(" ({})", plain(&next))).unwrap_or_default();
        format!("- **Blocked:** {}{next}", plain(&explained.message))
    };
    let lines = blockers.iter().map(|blocker| line(explain(blocker, Some(view.promotion.called()))));
    page.text(lines.collect::<Vec<_>>().join("\n"));
}

/// The same sentences as in text.
fn simulation_words(view: &PromotionView, simulated: &Simulated) -> String {
    let mut text = Vec::new();
    let look = Look { color: false, width: None, cuts: true, verbose: false };
    // A vector takes everything.
    let _ = simulation::simulated(&mut text, look, view, simulated);
    let text = String::from_utf8_lossy(&text);
    text.trim().lines().map(|line| format!("- {}", plain(line))).collect::<Vec<_>>().join("\n")
}

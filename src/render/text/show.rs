//! One promotion in full, for people.

use std::io::{self, Write};

use super::approvals::{approvals, blockers};
use super::event::event;
use super::plan::plan;
use super::style::{Look, table};
use super::time::time;
use super::validation::validation;
use crate::engine::merged::Merged;
use crate::engine::view::PromotionView;
use promote_core::promotion::Person;
use promote_model::text::{count, visible};

/// One promotion in full.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn show(out: &mut dyn Write, look: Look, view: &PromotionView) -> io::Result<()> {
    let (promotion, state) = (&view.promotion, &view.state);
    let id = promotion.id.to_string();
    let name = promotion.number.map_or_else(|| id.clone(), |number| format!("{}  {id}", number.get()));
    let mut rows = vec![
        vec!["promotion".to_owned(), look.cyan(&name)],
        vec!["status".to_owned(), look.status(view.status)],
        vec!["promotes".to_owned(), format!("{} -> {}", promotion.source, promotion.target)],
        vec!["type".to_owned(), promotion.request.promotion_type.to_string()],
        vec!["created".to_owned(), format!("{} by {}", time(promotion.created_at), who(&promotion.created_by))],
        vec!["source".to_owned(), promotion.plan.source_commit.to_string()],
        vec!["plan".to_owned(), state.digest.to_string()],
    ];
    for (at, line) in promotion.request.notes.iter().flat_map(|notes| notes.trim().lines()).enumerate() {
        rows.push(vec![if at == 0 { "notes".to_owned() } else { String::new() }, visible(line).into_owned()]);
    }
    rows.extend(approvals(view));
    rows.extend(schedule(view));
    if let Some(proposal) = state.proposed.as_ref().filter(|_| state.executed.is_none()) {
        let merge = match &view.unrecorded {
            Some(branch) => format!("; merged into {}, not recorded", visible(branch)),
            None => ", waiting to be merged".to_owned(),
        };
        let place = format!("{} on {}{merge}", proposal.commit, visible(&proposal.branch));
        rows.push(vec!["proposed".to_owned(), place]);
    }
    if let Some(done) = &state.executed {
        rows.push(vec!["commit".to_owned(), done.commit.to_string()]);
    }
    if let Some(merged) = &view.merged {
        rows.push(vec!["merged".to_owned(), merge(merged)]);
    }
    for done in &state.rollbacks {
        rows.push(vec!["rollback".to_owned(), format!("{} ({})", done.commit, count(done.keys.len(), "key"))]);
    }
    table(out, "", &rows)?;
    writeln!(out)?;
    plan(out, look, &promotion.target, &promotion.plan.changes, &view.lines, &view.undone)?;
    validation(out, look, view)?;
    let events: Vec<Vec<String>> = view.events.iter().map(event).collect();
    table(out, "", &events)?;
    blockers(out, look, view)
}

/// A merge that the ledger does not record yet, in one line.
fn merge(merged: &Merged) -> String {
    let (author, committer) = (visible(&merged.author.name), visible(&merged.committer.name));
    format!("as {}; author {author}, committer {committer}; not recorded yet", merged.commit.short())
}

/// The schedule, and the reasons why a due promotion was not executed.
fn schedule(view: &PromotionView) -> Vec<Vec<String>> {
    let Some(schedule) = view.state.scheduled.as_ref().filter(|_| view.status.is_open()) else { return Vec::new() };
    let until = schedule.expires.map(|expires| format!(", until {}", time(expires))).unwrap_or_default();
    let due = format!("{}{until}, by {}", time(schedule.at), who(&schedule.by));
    let held = schedule
        .held
        .iter()
        .enumerate()
        .map(|(at, reason)| vec![if at == 0 { "held" } else { "" }.to_owned(), visible(reason).into_owned()]);
    std::iter::once(vec!["scheduled".to_owned(), due]).chain(held).collect()
}

fn who(person: &Person) -> String {
    visible(&person.to_string()).into_owned()
}

//! Promotions for people: one whole, a list, what just happened to one.

use std::io::{self, Write};

use jiff::{Timestamp, Zoned};

use super::changes::{self, Own};
use super::diff::{counts, unsearchable};
use super::explain::{approvals, blockers};
use super::style::{Look, table};
use crate::engine::draft::Created;
use crate::engine::error::{brief_message, explain};
use crate::engine::merged::Merged;
use crate::engine::view::PromotionView;
use promote_core::env::change::Change;
use promote_core::policy::gate::Blocker;
use promote_core::policy::windows;
use promote_core::promotion::event::{CheckOutcome, Severity};
use promote_core::promotion::message::change_summary;
use promote_core::promotion::plan::ChangeCounts;
use promote_core::promotion::{Event, EventKind};
use promote_model::text::{count, visible};

/// A time, to the second, in UTC: the same for everybody who reads it.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A time on its own clock and in UTC.
pub(crate) fn both(at: &Zoned) -> String {
    windows::display_time(at)
}

/// The changes of a plan, by file.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn plan(out: &mut dyn Write, look: Look, all: &[Change]) -> io::Result<()> {
    let mut rest = all;
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|c| c.file != first.file).unwrap_or(rest.len());
        let (file, later) = rest.split_at(end);
        changes::file(out, look, &first.file, &file.iter().collect::<Vec<_>>(), None, |_| Own::Taken)?;
        writeln!(out)?;
        rest = later;
    }
    Ok(())
}

/// What `create` or `refresh` planned.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn created(out: &mut dyn Write, look: Look, created: &Created, verb: &str) -> io::Result<()> {
    let Some(view) = &created.view else {
        writeln!(out, "Nothing to promote from {} to {}.", created.source, created.target)?;
        unsearchable(out, look, &created.unsearchable)?;
        return left_out(out, look, created);
    };
    plan(out, look, &view.promotion.plan.changes)?;
    for (path, reason) in &created.unreadable {
        let note = format!("! {} moves as a whole file: {}", visible(path), visible(reason));
        writeln!(out, "{}", look.yellow(&note))?;
    }
    unsearchable(out, look, &created.unsearchable)?;
    left_out(out, look, created)?;
    let total = counts(ChangeCounts::of(&view.promotion.plan.changes));
    let edge = format!("{} -> {}", created.source, created.target);
    match (created.dry_run, verb) {
        (true, "create") => return writeln!(out, "Would create a promotion {edge}: {total}"),
        (true, _) => return writeln!(out, "Would {verb} promotion {} {edge}: {total}", view.promotion.id),
        _ => {}
    }
    let done = if verb == "create" { "Created" } else { "Refreshed" };
    writeln!(out, "{done} promotion {} {edge}: {total}", look.cyan(&view.promotion.id.to_string()))?;
    writeln!(out, "{}", look.dim(&format!("plan {}", view.state.digest)))
}

fn left_out(out: &mut dyn Write, look: Look, created: &Created) -> io::Result<()> {
    if !created.own.is_empty() {
        let note = format!("{} of {} left out (keep)", count(created.own.len(), "own key"), created.target);
        writeln!(out, "{}", look.dim(&note))?;
    }
    let target = &created.target;
    let note = match created.staying {
        0 => return Ok(()),
        1 => format!("1 config exists only in {target} and stays; --prune removes it"),
        many => format!("{} exist only in {target} and stay; --prune removes them", count(many, "config")),
    };
    writeln!(out, "{}", look.dim(&note))
}

/// Promotions in a table.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn list(out: &mut dyn Write, look: Look, views: &[PromotionView]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = views.iter().map(|view| row(look, view)).collect();
    table(out, "", &rows)
}

fn row(look: Look, view: &PromotionView) -> Vec<String> {
    let promotion = &view.promotion;
    vec![
        look.cyan(&promotion.id.to_string()),
        look.status(view.status),
        format!("{} -> {}", promotion.source, promotion.target),
        change_summary(&promotion.plan.changes),
        format!("{}, {}", visible(&promotion.created_by.name), time(promotion.created_at)),
        waits(view),
    ]
}

/// What an open promotion waits for, in a few words.
pub(crate) fn waits(view: &PromotionView) -> String {
    if !view.status.is_open() {
        return String::new();
    }
    if let Some(schedule) = view.state.scheduled.as_ref() {
        let will = view.when_due.first().map(|blocker| format!(", but {}", brief_message(blocker)));
        let was = || schedule.held.first().map(|reason| format!(", held: {reason}"));
        return format!("due {}{}", time(schedule.at), visible(&will.or_else(was).unwrap_or_default()));
    }
    match view.blockers().first() {
        None => match &view.state.proposed {
            Some(proposal) => format!("proposed on {}", visible(&proposal.branch)),
            None => "ready to execute".to_owned(),
        },
        Some(first) => {
            let said = std::iter::once(brief_message(first)).chain(whose(view, first));
            // What is not validated is nobody else's business yet.
            let first_of_all = matches!(first, Blocker::NotValidated { .. } | Blocker::Rejected { .. });
            let others = view.blockers().iter().skip(1).filter(|_| !first_of_all);
            let others = others.filter_map(|other| {
                let missing = matches!(other, Blocker::ApprovalsMissing { .. }).then(|| brief_message(other));
                whose(view, other).or(missing)
            });
            visible(&said.chain(others).collect::<Vec<_>>().join("; ")).into_owned()
        }
    }
}

/// Who can lift it.
fn whose(view: &PromotionView, blocker: &Blocker) -> Option<String> {
    explain(blocker, Some(view.promotion.id)).who_must
}

/// One promotion whole.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn show(out: &mut dyn Write, look: Look, view: &PromotionView) -> io::Result<()> {
    let (promotion, state) = (&view.promotion, &view.state);
    let mut rows = vec![
        vec!["promotion".to_owned(), look.cyan(&promotion.id.to_string())],
        vec!["status".to_owned(), look.status(view.status)],
        vec!["edge".to_owned(), format!("{} -> {}", promotion.source, promotion.target)],
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
        let place = format!("{} on {}, to be merged", proposal.commit, visible(&proposal.branch));
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
    plan(out, look, &promotion.plan.changes)?;
    validation(out, look, view)?;
    let events: Vec<Vec<String>> = view.events.iter().map(event).collect();
    table(out, "", &events)?;
    blockers(out, look, view)
}

/// The merge that the ledger does not record yet, in one line.
pub(crate) fn merge(merged: &Merged) -> String {
    let (author, committer) = (visible(&merged.author.name), visible(&merged.committer.name));
    format!("as {}; author {author}, committer {committer}; not recorded yet", merged.commit.short())
}

/// When it is to be executed, and why it was not.
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

fn who(person: &promote_core::promotion::Person) -> String {
    visible(&person.to_string()).into_owned()
}

fn event(event: &Event) -> Vec<String> {
    let more = match &event.what {
        EventKind::Validated { ok: true, .. } => "ok".to_owned(),
        EventKind::Validated { findings, .. } => count(findings.len(), "finding"),
        EventKind::Rejected { reason, .. } | EventKind::Cancelled { reason } => visible(reason).into_owned(),
        EventKind::Proposed { branch, commit, .. } => format!("{} on {}", commit.short(), visible(branch)),
        EventKind::Scheduled { at, expires: None, .. } => format!("for {}", time(*at)),
        EventKind::Scheduled { at, expires: Some(expires), .. } => {
            format!("for {}, until {}", time(*at), time(*expires))
        }
        EventKind::Unscheduled { expired, .. } => if *expired { "it was too late" } else { "" }.to_owned(),
        EventKind::Held { reasons, .. } => visible(&reasons.join("; ")).into_owned(),
        EventKind::Executed { commit, overriding: Some(reason), .. } => {
            format!("{}, overriding: {}", commit.short(), visible(reason))
        }
        EventKind::Executed { commit, .. } => commit.short(),
        EventKind::RolledBack { commit, reason, keys, complete, .. } => {
            let part = if *complete { String::new() } else { format!(", {} of it", count(keys.len(), "key")) };
            format!("{}{part}: {}", commit.short(), visible(reason))
        }
        EventKind::Approved { expires: Some(expires), .. } => format!("until {}", time(*expires)),
        EventKind::Attested { name, ok, url, notes, .. } => {
            let outcome = if *ok { "ok" } else { "failed" };
            let more = [notes, url].into_iter().flatten().map(|text| visible(text).into_owned()).collect::<Vec<_>>();
            let more = if more.is_empty() { String::new() } else { format!(": {}", more.join(", ")) };
            format!("{} {outcome}{more}", visible(name))
        }
        EventKind::Created { .. }
        | EventKind::Approved { .. }
        | EventKind::Withdrawn { .. }
        | EventKind::Refreshed { .. } => String::new(),
    };
    vec![time(event.at), event.what.word().to_owned(), visible(&event.by.name).into_owned(), more]
}

/// What came of the last validation: each check in a line, then what was found.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn validation(out: &mut dyn Write, look: Look, view: &PromotionView) -> io::Result<()> {
    let Some(validation) = &view.state.validation else { return Ok(()) };
    let rows = validation.checks.iter().map(|checked| {
        let found = if checked.findings == 0 { String::new() } else { count(checked.findings, "finding") };
        vec![outcome(look, checked.outcome), visible(&checked.name).into_owned(), found]
    });
    table(out, "", &rows.collect::<Vec<_>>())?;
    if !validation.checks.is_empty() {
        writeln!(out)?;
    }
    for finding in &validation.findings {
        let word = match finding.level {
            Severity::Error => look.red("failed:"),
            Severity::Warning => look.yellow("warning:"),
        };
        let place = match (&finding.check, &finding.file, finding.line, finding.column) {
            (Some(_), Some(file), Some(line), Some(column)) => format!("{}:{line}:{column}: ", visible(file)),
            (Some(_), Some(file), ..) => format!("{}: ", visible(file)),
            _ => String::new(),
        };
        let check = finding.check.as_ref().map(|name| look.dim(&format!(" ({})", visible(name)))).unwrap_or_default();
        writeln!(out, "{word} {place}{}{check}", visible(&finding.message))?;
        for line in finding.output.iter().flat_map(|output| output.lines()) {
            writeln!(out, "  {}", look.dim(&visible(line)))?;
        }
    }
    if !validation.findings.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn outcome(look: Look, outcome: CheckOutcome) -> String {
    match outcome {
        CheckOutcome::Ok => look.green(outcome.word()),
        CheckOutcome::Warning => look.yellow(outcome.word()),
        CheckOutcome::Failed | CheckOutcome::NotRun => look.red(outcome.word()),
    }
}

/// What reached an environment.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn log(out: &mut dyn Write, look: Look, views: &[PromotionView]) -> io::Result<()> {
    let rows = views.iter().map(|view| {
        let done = view.state.executed.as_ref();
        vec![
            done.map(|d| time(d.at)).unwrap_or_default(),
            look.cyan(&view.promotion.id.to_string()),
            done.map(|d| d.commit.short()).unwrap_or_default(),
            format!("from {}", view.promotion.source),
            change_summary(&view.promotion.plan.changes),
            done.map(|d| visible(&d.by.name).into_owned()).unwrap_or_default(),
            undone(look, view),
        ]
    });
    table(out, "", &rows.collect::<Vec<_>>())
}

fn undone(look: Look, view: &PromotionView) -> String {
    let keys: usize = view.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    match (view.state.rolled_back, keys) {
        (true, _) => look.status(view.status),
        (false, 0) => String::new(),
        (false, keys) => look.dim(&format!("{} rolled back", count(keys, "key"))),
    }
}

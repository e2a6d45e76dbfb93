//! Approvals and blockers for people: which approvals count, which are missing, and who can unblock the promotion.

use std::io::{self, Write};

use super::style::Look;
use super::time::time;
use crate::engine::error::{explain, rejection_message};
use crate::engine::view::PromotionView;
use promote_core::policy::gate::{CountedApproval, MissingGroup, RejectedApproval, SignatureStatus};
use promote_core::promotion::Person;
use promote_model::text::{enumerate, visible};

/// The rows about approvals: those that count, those that are missing, those that do not count.
pub(super) fn approvals(view: &PromotionView) -> Vec<Vec<String>> {
    let judgement = &view.judgement;
    if judgement.required == 0 && judgement.groups.is_empty() && judgement.approvals.is_empty() {
        return Vec::new();
    }
    let by: Vec<String> = judgement.approvals.iter().filter(|a| a.counts()).map(given).collect();
    let mut lines = vec![with_names(format!("{} of {}", judgement.given, judgement.required), &by)];
    lines.extend(judgement.groups.iter().map(|need| {
        let by: Vec<String> = need.by.iter().map(|by| visible(&by.name).into_owned()).collect();
        with_names(format!("{} of {} from {}", need.by.len(), need.least, need.group), &by)
    }));
    let mut rows = labelled("approvals", lines);
    if view.status.is_open() {
        rows.extend(labelled("missing", missing(view)));
    }
    let uncounted = judgement.uncounted().map(|(by, why)| who_did(by, why));
    rows.extend(labelled("not counted", uncounted.collect()));
    rows
}

fn labelled(label: &str, lines: Vec<String>) -> Vec<Vec<String>> {
    let label = |at: usize| if at == 0 { label.to_owned() } else { String::new() };
    lines.into_iter().enumerate().map(|(at, line)| vec![label(at), line]).collect()
}

fn with_names(text: String, names: &[String]) -> String {
    if names.is_empty() { text } else { format!("{text}: {}", names.join(", ")) }
}

fn given(counted: &CountedApproval) -> String {
    let name = visible(&counted.approval.by.name);
    let signed =
        matches!(counted.signed, SignatureStatus::By(_) | SignatureStatus::Unread).then(|| "signed".to_owned());
    let until = counted.until.map(|until| format!("until {}", time(until)));
    let facts: Vec<String> = signed.into_iter().chain(until).collect();
    if facts.is_empty() { name.into_owned() } else { format!("{name} ({})", facts.join(", ")) }
}

/// `Ann (created it)`
fn who_did(person: &Person, why: &RejectedApproval) -> String {
    format!("{} ({})", visible(&person.name), rejection_message(why))
}

fn missing(view: &PromotionView) -> Vec<String> {
    let judgement = &view.judgement;
    let groups = judgement.groups.iter().filter(|need| need.missing() > 0);
    let mut lines: Vec<String> = groups.clone().map(of_group).collect();
    let number = (judgement.required as usize).saturating_sub(judgement.given);
    let rest = number.saturating_sub(groups.map(MissingGroup::missing).sum());
    if rest > 0 {
        let barred: Vec<String> = judgement.barred.iter().map(|(person, why)| who_did(person, why)).collect();
        let but = if barred.is_empty() { String::new() } else { format!(" but {}", enumerate(&barred, "and")) };
        let anybody = if judgement.signed { "anyone with a key in promote.yaml" } else { "anyone" };
        lines.push(format!("{rest} from {anybody}{but}"));
    }
    lines
}

fn of_group(need: &MissingGroup) -> String {
    let from = match need.may.is_empty() {
        true => "no member can approve".to_owned(),
        false => visible(&enumerate(&need.may, "or")).into_owned(),
    };
    let barred: Vec<String> = need.barred.iter().map(|(person, why)| who_did(person, why)).collect();
    let but = if barred.is_empty() { String::new() } else { format!(", not {}", enumerate(&barred, "and")) };
    format!("{} from {}: {from}{but}", need.missing(), need.group)
}

/// The reasons why the promotion cannot be executed, with their rules and what to do.
pub(super) fn blockers(out: &mut dyn Write, look: Look, view: &PromotionView) -> io::Result<()> {
    if !view.status.is_open() {
        return Ok(());
    }
    writeln!(out)?;
    let blockers = match &view.state.scheduled {
        // A schedule is blocked by what will block it when it is due.
        Some(schedule) => {
            let again = if schedule.held.is_empty() { "executes it" } else { "tries again" };
            writeln!(out, "{} {}: 'promote run-due' {again}", look.green("due"), time(schedule.at))?;
            view.when_due.as_slice()
        }
        None if view.blockers().is_empty() => {
            return writeln!(out, "{}: promote execute {}", look.green("ready to execute"), view.promotion.name());
        }
        None => view.blockers(),
    };
    for blocker in blockers {
        let explained = explain(blocker, Some(view.promotion.called()));
        writeln!(out, "{} {}", look.yellow("blocked:"), visible(&explained.message))?;
        let until = explained.when.map(|at| format!("until {}", time(at)));
        let until = until.filter(|until| !explained.message.contains(until));
        let rule = format!("rule: {}", explained.rule);
        for line in [Some(rule), until, explained.hint].into_iter().flatten() {
            writeln!(out, "         {}", look.dim(&visible(&line)))?;
        }
    }
    Ok(())
}

//! Commit messages of promotions, rollbacks and ledger events: title, body and trailers, before git's rules for
//! trailers are applied to them.

use super::event::{Event, EventKind};
use super::hold::{Hold, HoldEvent, HoldKind};
use super::key_names::{SUBJECT, key_names};
use super::person::Person;
use super::plan::{ChangeCounts, Digest, Plan};
use super::record::Promotion;
use crate::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::ObjectId;
use promote_model::text::{cut_alike, enumerate, visible};

/// The parts of a commit message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitMessage {
    /// The first line.
    pub title: String,
    /// The paragraphs below the title; may be empty.
    pub body: String,
    /// The trailers, in order.
    pub trailers: Vec<(&'static str, String)>,
}

/// The title of the promotion commit, which names its keys: `Promote query.timeout, query.cache to production`.
pub(crate) fn title(promotion: &Promotion) -> String {
    let end = format!(" to {}", promotion.target);
    named("Promote ", &promotion.plan.changes, &end)
}

/// A subject with the names of keys, as many as fit.
fn named(start: &str, changes: &[Change], end: &str) -> String {
    let used = start.chars().chain(end.chars()).count();
    format!("{start}{}{end}", key_names(changes, SUBJECT.saturating_sub(used)))
}

/// The message of the promotion commit. `approvers` are the people whose approvals count; `overriding` is the person
/// who overrides a window or freeze, with the reason.
pub fn promoted(
    promotion: &Promotion,
    digest: &Digest,
    approvers: &[Person],
    overriding: Option<(&Person, &str)>,
) -> CommitMessage {
    let mut trailers = vec![
        ("Promotion-Id", promotion.id.to_string()),
        ("Promotion-Type", promotion.request.promotion_type.to_string()),
        ("Promotion-Source", format!("{} {}", promotion.source, promotion.plan.source_commit)),
        ("Plan-Digest", digest.to_string()),
    ];
    trailers.extend(approvers.iter().map(|by| ("Approved-by", by.to_string())));
    trailers.extend(overriding.iter().flat_map(|(by, reason)| override_trailers(by, reason)));
    let notes = promotion.request.notes.clone().unwrap_or_default();
    let paragraphs = [notes, undone(promotion)].into_iter().filter(|text| !text.is_empty());
    CommitMessage { title: title(promotion), body: paragraphs.collect::<Vec<_>>().join("\n\n"), trailers }
}

/// The paragraph about the newer values of the target that a promotion takes back; empty if there are none.
fn undone(promotion: &Promotion) -> String {
    let lines: Vec<String> = promotion
        .plan
        .changes
        .iter()
        .filter_map(|change| Some(format!("{} ({})", change.address(), change.undoes.as_ref()?.commit.short())))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("Undoes newer values of {}:\n\n{}", promotion.target, item_lines(lines.iter().map(String::as_str)))
}

/// The trailers of an override of a window or freeze.
pub(crate) fn override_trailers(by: &Person, reason: &str) -> [(&'static str, String); 2] {
    [("Override-by", by.to_string()), ("Override-reason", reason.to_owned())]
}

/// The trailer of a rollback commit that names a reverted key, one for each key; a commit without it reverts all that
/// was left.
pub const REVERTED_KEY: &str = "Reverted-key";

/// The value of that trailer: the address, or the id of a key whose address would not survive in a line of text.
pub fn reverted_key(change: &Change) -> String {
    let address = change.address();
    let shown = visible(&address);
    let survives = shown.split_whitespace().collect::<Vec<_>>().join(" ") == shown;
    if survives { shown.into_owned() } else { change.id.to_string() }
}

/// The message of the rollback commit, in git's own wording. `part` has the changes if only a part of the promotion is
/// rolled back.
pub fn reverted(
    promotion: &Promotion,
    title: &str,
    commit: ObjectId,
    reason: &str,
    part: &[Change],
    overriding: Option<&Person>,
) -> CommitMessage {
    let addresses: Vec<String> = part.iter().map(Change::address).collect();
    let what = if part.is_empty() {
        format!("This reverts commit {commit}.")
    } else {
        format!("This reverts part of commit {commit}:\n\n{}", item_lines(addresses.iter().map(String::as_str)))
    };
    let id = promotion.id.to_string();
    let mut trailers = vec![("Promotion-Id", id.clone()), ("Promotion-Rollback", id)];
    trailers.extend(part.iter().map(|change| (REVERTED_KEY, reverted_key(change))));
    trailers.extend(overriding.map(|by| ("Override-by", by.to_string())));
    CommitMessage { title: format!("Revert \"{title}\""), body: format!("{what}\n\n{reason}"), trailers }
}

/// The message of an event's commit in the ledger.
pub fn event(promotion: &Promotion, event: &Event, digest: &Digest) -> CommitMessage {
    let mut trailers = vec![
        ("Promotion-Id", promotion.id.to_string()),
        ("Promotion-Event", event.what.word().to_owned()),
        ("Plan-Digest", digest.to_string()),
        ("Policy-Commit", event.policy.to_string()),
    ];
    trailers.extend(event_trailers(event));
    let (verb, note) = event_title(&event.what);
    let (source, target) = (&promotion.source, &promotion.target);
    let title = named(&format!("{verb} {source} to {target}{note}: "), &promotion.plan.changes, "");
    CommitMessage { title, body: event_body(promotion, &event.what), trailers }
}

/// The message of the commit that adds an event to a hold; `hold` is the state after it.
pub fn hold(hold: &Hold, event: &HoldEvent) -> CommitMessage {
    let mut trailers = vec![
        ("Hold", hold.number.to_string()),
        ("Hold-Event", event.what.word().to_owned()),
        ("Hold-Environment", hold.environment.clone()),
        ("Policy-Commit", event.policy.to_string()),
    ];
    let keys: Vec<&str> = hold.pattern_texts().collect();
    let keys = if keys.is_empty() { String::new() } else { format!(": {}", visible(&keys.join(", "))) };
    let title = match &event.what {
        HoldKind::HoldSet { reason, until, .. } => {
            trailers.extend(hold.pattern_texts().map(|pattern| ("Hold-Pattern", pattern.to_owned())));
            trailers.extend(until.map(|until| ("Hold-Until", until.to_string())));
            trailers.push(("Reason", reason.clone()));
            format!("Set hold {} on {}{keys}", hold.number, hold.environment)
        }
        HoldKind::HoldLifted { reason, .. } => {
            trailers.extend(reason.clone().map(|reason| ("Reason", reason)));
            format!("Lift hold {} from {}{keys}", hold.number, hold.environment)
        }
    };
    CommitMessage { title, body: String::new(), trailers }
}

/// The verb of an event's title, and a note after the environments.
fn event_title(what: &EventKind) -> (&'static str, &'static str) {
    match what {
        EventKind::Created { .. } => ("Create", ""),
        EventKind::Refreshed { .. } => ("Refresh", ""),
        EventKind::Validated { ok: true, .. } => ("Validate", ""),
        EventKind::Validated { ok: false, .. } => ("Validate", " (findings)"),
        EventKind::Approved { .. } => ("Approve", ""),
        EventKind::Attested { .. } => ("Attest", ""),
        EventKind::Withdrawn { .. } => ("Withdraw approval of", ""),
        EventKind::Rejected { .. } => ("Reject", ""),
        EventKind::Scheduled { .. } => ("Schedule", ""),
        EventKind::Unscheduled { expired: false, .. } => ("Unschedule", ""),
        EventKind::Unscheduled { expired: true, .. } => ("Unschedule", " (expired)"),
        EventKind::Held { .. } => ("Hold", ""),
        EventKind::Proposed { .. } => ("Propose", ""),
        EventKind::Executed { .. } => ("Execute", ""),
        EventKind::RolledBack { complete: true, .. } => ("Roll back", ""),
        EventKind::RolledBack { complete: false, .. } => ("Roll back part of", ""),
        EventKind::Cancelled { .. } => ("Cancel", ""),
    }
}

/// The body of an event's message: the plan, findings, notes, reasons or keys.
fn event_body(promotion: &Promotion, what: &EventKind) -> String {
    match what {
        EventKind::Created { .. } | EventKind::Refreshed { .. } => {
            plan_text(&promotion.source, &promotion.target, &promotion.plan)
        }
        EventKind::Validated { ok: false, findings, .. } => item_lines(findings.iter().map(|f| f.message.as_str())),
        EventKind::Attested { notes, .. } => notes.clone().unwrap_or_default(),
        EventKind::Held { reasons, .. } => item_lines(reasons.iter().map(String::as_str)),
        EventKind::RolledBack { keys, .. } => item_lines(keys.iter().map(String::as_str)),
        _ => String::new(),
    }
}

/// The trailers that only this kind of event has.
fn event_trailers(event: &Event) -> Vec<(&'static str, String)> {
    let mut trailers = Vec::new();
    match &event.what {
        EventKind::Approved { expires, .. } => {
            trailers.push(("Approved-by", event.by.to_string()));
            trailers.extend(expires.map(|at| ("Approval-expires", at.to_string())));
        }
        EventKind::Attested { name, ok, url, .. } => {
            let outcome = if *ok { "ok" } else { "failed" };
            trailers.push(("Attestation", format!("{name} {outcome}")));
            trailers.extend(url.clone().map(|url| ("Attestation-url", url)));
        }
        EventKind::Withdrawn { .. } => trailers.push(("Withdrawn-by", event.by.to_string())),
        EventKind::Rejected { reason, .. } | EventKind::Cancelled { reason } => {
            trailers.push(("Reason", reason.clone()));
        }
        EventKind::Scheduled { at, expires, .. } => {
            trailers.push(("Scheduled-at", at.to_string()));
            trailers.extend(expires.map(|expires| ("Scheduled-until", expires.to_string())));
        }
        EventKind::Proposed { branch, commit, .. } => {
            trailers.push(("Proposed-commit", commit.to_string()));
            trailers.push(("Proposed-branch", branch.clone()));
        }
        EventKind::Executed { commit, overriding, .. } => {
            trailers.push(("Executed-commit", commit.to_string()));
            trailers.extend(overriding.iter().flat_map(|reason| override_trailers(&event.by, reason)));
        }
        EventKind::RolledBack { commit, reason, overriding, .. } => {
            trailers.push(("Rollback-commit", commit.to_string()));
            trailers.push(("Reason", reason.clone()));
            trailers.extend(overriding.then(|| ("Override-by", event.by.to_string())));
        }
        EventKind::Created { .. }
        | EventKind::Refreshed { .. }
        | EventKind::Validated { .. }
        | EventKind::Unscheduled { .. }
        | EventKind::Held { .. } => {}
    }
    trailers
}

/// A list with one line per item, as `- ITEM`.
fn item_lines<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.map(|item| format!("- {}", visible(item))).collect::<Vec<_>>().join("\n")
}

/// The plan as text: `plan.txt` in the ledger.
pub fn plan_text(source: &str, target: &str, plan: &Plan) -> String {
    let counts = ChangeCounts::of(&plan.changes);
    let parts = [(counts.added, "added"), (counts.modified, "modified"), (counts.removed, "removed")];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let mut text = format!("{source} -> {target}: {}\n", enumerate(&parts, "and"));
    let mut file = None;
    for change in &plan.changes {
        if file != Some(&change.file) {
            file = Some(&change.file);
            text.push_str(&format!("\n{}\n", visible(&change.file)));
        }
        text.push_str(&format!("  {}\n", change_line(change)));
    }
    text
}

/// Longer values are cut in a line of the plan, in characters.
const LONGEST_VALUE: usize = 100;

/// One change in one line: `~ query.timeout: 30 -> 60`.
pub(crate) fn change_line(change: &Change) -> String {
    let key = match (change.kind, &change.document) {
        (UnitKind::File, _) => "(the whole file)".to_owned(),
        (_, Some(document)) => format!("{}:{}", visible(document), visible(&change.key.to_string())),
        (_, None) => visible(&change.key.to_string()).into_owned(),
    };
    let line =
        |side: &Option<SpelledValue>| side.as_ref().map(|s| visible(&s.shown()).into_owned()).unwrap_or_default();
    let (old, new) = cut_alike(&line(&change.target), &line(&change.source), LONGEST_VALUE);
    let own = if change.own { " (owned by the target; takes the source's value)" } else { "" };
    let translated = if change.translated.is_empty() { "" } else { " (translated)" };
    let undoes =
        change.undoes.as_ref().map(|undone| format!(" (undoes {})", undone.commit.short())).unwrap_or_default();
    let anchor =
        change.anchor.as_ref().map(|name| format!(" (the target's, by *{})", visible(name))).unwrap_or_default();
    let comment = if change.comment.is_some() { " (with its comment)" } else { "" };
    match change.op {
        Op::Added => format!("+ {key}: {new}{own}{translated}{undoes}{anchor}"),
        Op::Modified => format!("~ {key}: {old} -> {new}{own}{translated}{undoes}{comment}"),
        Op::Removed => format!("- {key}: {old}{own}"),
    }
}

//! Explains blockers: the message, the rule, who or what time lifts it, and the next command. All output about a
//! blocker comes from here, so every command says the same.

use jiff::{SignedDuration, Timestamp, Zoned};

use super::approvals::{approval_hint, approvals_needed, approvals_so_far, approvers_must, not_counted, people};
use promote_core::env::rulebook::UnknownRules;
use promote_core::policy::gate::{Blocker, HoldInForce, RejectedApproval};
use promote_core::policy::windows;
use promote_core::promotion::{Person, PromotionName};
use promote_model::text::{count, enumerate, exact_duration};

/// A blocker for people and scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockerInfo {
    /// A stable code, for scripts.
    pub(crate) code: &'static str,
    /// The problem, in one sentence.
    pub(crate) message: String,
    /// The rule: a path in `promote.yaml`, or a rule that holds for every promotion.
    pub(crate) rule: String,
    /// The email addresses of the people who can lift it; empty where it does not depend on particular people.
    pub(crate) who: Vec<String>,
    /// The sentence for people: `ann@acme.com or bob@acme.com (security) must approve`.
    pub(crate) who_must: Option<String>,
    /// The time at which the blocker ends by itself.
    pub(crate) when: Option<Timestamp>,
    /// The next command, after the people who must run it where that matters.
    pub(crate) hint: Option<String>,
}

impl BlockerInfo {
    fn new(code: &'static str, message: impl Into<String>, rule: impl Into<String>) -> Self {
        let (message, rule) = (message.into(), rule.into());
        Self { code, message, rule, who: Vec::new(), who_must: None, when: None, hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// Explains a blocker of a promotion; of one that does not exist yet without `id`.
pub(crate) fn explain(blocker: &Blocker, id: Option<PromotionName>) -> BlockerInfo {
    let id = &id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
    match blocker {
        Blocker::NoEdge { source, target, from } => no_edge(source, target, from),
        Blocker::NotValidated { findings } => not_validated(*findings, id),
        Blocker::ChecksChanged { target } => checks_changed(target, id),
        Blocker::FilesChanged { target } => files_changed(target, id),
        Blocker::CheckFails { check, place, message } => check_fails(check, place.as_deref(), message, id),
        Blocker::AttestationMissing { target, name, by, lapsed, uncounted } => {
            attestation_missing(target, name, by, missing_message(name, *lapsed, uncounted.as_deref()), id)
        }
        Blocker::AttestationFailed { target, name, by, notes } => attestation_failed(
            target,
            name,
            &notes.as_ref().map_or(by.to_string(), |notes| format!("{by}: {notes}")),
            id,
        ),
        Blocker::Soaking { source, target, soak, until } => soaking(source, target, *soak, *until, id),
        Blocker::SoakBroken { source, target, key } => soak_broken(source, target, key, id),
        Blocker::Undoes { target, keys } => {
            let message = format!("the plan is stale: it would undo {} of {target}", count(*keys, "newer value"));
            let rule = "a plan names what it undoes";
            BlockerInfo::new("stale-plan", message, rule).hint(format!("promote refresh {id}"))
        }
        Blocker::UnknownRules(why) => {
            let rule = "a plan is carried out by the rules that it was made by";
            BlockerInfo::new(rules_code(why), why.to_string(), rule).hint(rules_hint(why, id))
        }
        Blocker::ApprovalsMissing { target, given, required, groups, barred, uncounted } => BlockerInfo {
            who: groups.iter().flat_map(|need| need.may.clone()).collect(),
            who_must: approvers_must(groups),
            hint: approval_hint(groups, barred, id),
            ..BlockerInfo::new(
                "approvals-missing",
                approvals_needed(*given, *required, groups) + &not_counted(uncounted),
                format!("environments.{target}.approvals in promote.yaml"),
            )
        },
        Blocker::Rejected { by, reason } => rejected(by, reason, id),
        Blocker::Frozen { target, until, next, overriders, .. } => {
            let info = frozen(stable_message(blocker), target, until, next.as_deref());
            closed(info, next.as_deref(), overriders, id)
        }
        Blocker::Closed { target, next, overriders, .. } => {
            let message = stable_message(blocker) + &next_opening(next.as_deref());
            let rule = format!("environments.{target}.windows in promote.yaml");
            closed(BlockerInfo::new("window-closed", message, rule), next.as_deref(), overriders, id)
        }
        Blocker::MayNotOverride { by, target, groups } => may_not_override(by, target, groups),
        Blocker::UndoDenied { target, keys, overriders } => undo_denied(target, keys, overriders),
        Blocker::OnHold(hold) => on_hold(hold),
        Blocker::Ended(status) => {
            let message = format!("the promotion is already {}", status.participle());
            BlockerInfo::new("ended", message, "a closed promotion cannot be executed")
        }
    }
}

fn no_edge(source: &str, target: &str, from: &[String]) -> BlockerInfo {
    let (because, hint) = match from.first() {
        None => (format!("{target} has no 'from'"), format!("add 'from' to environments.{target} in promote.yaml")),
        Some(first) => (
            format!("{target} takes promotions from {}", enumerate(from, "or")),
            format!("promote create {first} {target} [--key PATTERN]"),
        ),
    };
    let message = format!("the pipeline has no edge from {source} to {target}: {because}");
    BlockerInfo::new("no-edge", message, format!("environments.{target}.from in promote.yaml")).hint(hint)
}

fn undo_denied(target: &str, keys: &[String], overriders: &[String]) -> BlockerInfo {
    let message = format!("it undoes newer values of {target}: {}", enumerate(keys, "and"));
    let rule = format!("environments.{target}.undo in promote.yaml");
    let who = if overriders.is_empty() { "nobody".to_owned() } else { enumerate(overriders, "or") };
    let hint = format!("{who} may plan it: promote create SOURCE {target} --overwrite --reason TEXT");
    BlockerInfo { who: overriders.to_vec(), ..BlockerInfo::new("undo-denied", message, rule) }.hint(hint)
}

fn on_hold(hold: &HoldInForce) -> BlockerInfo {
    let number = hold.number;
    let (what, about) = held(hold);
    let is = if hold.keys.len() > 1 { " are " } else { " is " };
    let message = format!("{what}{is}on hold ({about}): {}", hold.reason);
    let hint =
        format!("{} may lift it: promote unhold {number}; anybody else with --reason TEXT", people(&hold.lifters));
    BlockerInfo {
        who: hold.lifters.clone(),
        when: hold.until,
        ..BlockerInfo::new("on-hold", message, "nothing is promoted to keys that are on hold").hint(hint)
    }
}

/// The most keys of a hold that a message names.
const MOST_KEYS: usize = 3;

/// What is held, and by which hold: `query.timeout of production`, `hold 3 by Ann <ann@acme.com>, until 2026-03-03 09:00 UTC`.
fn held(hold: &HoldInForce) -> (String, String) {
    let target = &hold.target;
    let mut keys: Vec<String> = hold.keys.iter().take(MOST_KEYS).cloned().collect();
    if hold.keys.len() > MOST_KEYS {
        keys.push(format!("{} more", hold.keys.len() - MOST_KEYS));
    }
    let what = if keys.is_empty() { target.clone() } else { format!("{} of {target}", enumerate(&keys, "and")) };
    let until = hold.until.map(|until| format!(", until {}", until.strftime("%F %T UTC"))).unwrap_or_default();
    (what, format!("hold {} by {}{until}", hold.number, hold.by))
}

fn not_validated(findings: usize, id: &str) -> BlockerInfo {
    let message = match findings {
        0 => "not validated yet".to_owned(),
        findings => format!("the last validation found {}", count(findings, "error")),
    };
    let rule = "every plan needs a validation without errors";
    BlockerInfo::new("not-validated", message, rule).hint(format!("promote validate {id}"))
}

fn checks_changed(target: &str, id: &str) -> BlockerInfo {
    let message = format!("the checks for {target} changed after the last validation");
    let rule = "checks in promote.yaml, and the schemas they name";
    BlockerInfo::new("checks-changed", message, rule).hint(format!("promote validate {id}"))
}

fn files_changed(target: &str, id: &str) -> BlockerInfo {
    let message = format!("files of {target} changed after the command checks ran");
    let rule = "checks in promote.yaml: a command sees all files of the target";
    BlockerInfo::new("files-changed", message, rule).hint(format!("promote validate {id}"))
}

fn check_fails(check: &str, place: Option<&str>, message: &str, id: &str) -> BlockerInfo {
    let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
    let message = format!("a check fails on the files to be written: {place}{message} ({check})");
    let rule = "checks in promote.yaml, run again before execution";
    BlockerInfo::new("check-fails", message, rule).hint(format!("promote validate {id}"))
}

fn missing_message(name: &str, lapsed: Option<Timestamp>, uncounted: Option<&(Person, RejectedApproval)>) -> String {
    match lapsed {
        Some(at) => format!("attestation '{name}' expired at {}", at.strftime("%F %T UTC")),
        None => {
            let not_counted = uncounted.map(|one| not_counted(std::slice::from_ref(one))).unwrap_or_default();
            format!("attestation '{name}' is missing{not_counted}")
        }
    }
}

fn attestation_missing(target: &str, name: &str, by: &[String], message: String, id: &str) -> BlockerInfo {
    let who = (!by.is_empty()).then(|| enumerate(by, "or"));
    let record = record_result(name, id);
    let hint = who.as_ref().map_or(format!("record {record}"), |who| format!("{who} must record {record}"));
    let rule = format!("environments.{target}.attestations in promote.yaml");
    BlockerInfo {
        who: by.to_vec(),
        who_must: who.map(|who| format!("{who} must attest '{name}'")),
        ..BlockerInfo::new("attestation-missing", message, rule).hint(hint)
    }
}

fn attestation_failed(target: &str, name: &str, by: &str, id: &str) -> BlockerInfo {
    let message = format!("attestation '{name}' failed, recorded by {by}");
    let rule = format!("environments.{target}.attestations in promote.yaml");
    let hint = format!("run the test again, then record {}", record_result(name, id));
    BlockerInfo::new("attestation-failed", message, rule).hint(hint)
}

/// Only the person who ran the test knows its result; `--ok` is an example.
fn record_result(name: &str, id: &str) -> String {
    format!("the result (--ok or --failed): promote attest {id} --name {name} --ok")
}

fn soaking(source: &str, target: &str, soak: SignedDuration, until: Option<Timestamp>, id: &str) -> BlockerInfo {
    let needs = format!("the values must soak in {source} for {}", exact_duration(soak.unsigned_abs().as_secs()));
    match until {
        Some(until) => {
            let message = format!("{needs}, until {}", until.strftime("%F %T UTC"));
            let hint = format!(
                "schedule it for the end of the soak: promote schedule {id} --at '{}'",
                until.strftime("%FT%TZ")
            );
            BlockerInfo { when: Some(until), ..BlockerInfo::new("soaking", message, soak_rule(target)).hint(hint) }
        }
        None => {
            let message =
                format!("{needs}; the plan was made before this rule and does not record when they reached {source}");
            BlockerInfo::new("soaking", message, soak_rule(target)).hint(format!("promote refresh {id}"))
        }
    }
}

fn soak_rule(target: &str) -> String {
    format!("environments.{target}.soak in promote.yaml")
}

fn soak_broken(source: &str, target: &str, key: &str, id: &str) -> BlockerInfo {
    let message = format!("{key} changed in {source} after the plan was made");
    BlockerInfo::new("soak-broken", message, soak_rule(target)).hint(format!("promote refresh {id}"))
}

/// The code of rules that the program does not hold.
pub(super) fn rules_code(why: &UnknownRules) -> &'static str {
    if why.is_newer() { "newer-rules" } else { "older-rules" }
}

/// The way on with a plan of rules that the program does not hold.
pub(super) fn rules_hint(why: &UnknownRules, id: &str) -> String {
    match why {
        UnknownRules::Newer { .. } => "use a newer promote".to_owned(),
        UnknownRules::Older { .. } => format!("plan again by the rules of today: promote refresh {id}"),
    }
}

fn rejected(by: &Person, reason: &str, id: &str) -> BlockerInfo {
    let message = format!("{by} rejected the promotion: {reason}");
    let rule = "a rejected promotion must be refreshed first";
    BlockerInfo::new("rejected", message, rule).hint(format!("promote refresh {id}"))
}

fn frozen(message: String, target: &str, until: &Zoned, next: Option<&Zoned>) -> BlockerInfo {
    // The end of a freeze may lie outside every window.
    let opening = match next {
        Some(next) if next.timestamp() == until.timestamp() => String::new(),
        next => next_opening(next),
    };
    let message = format!("{message} until {}{opening}", windows::display_time(until));
    BlockerInfo::new("frozen", message, format!("environments.{target}.freezes in promote.yaml"))
}

fn may_not_override(by: &Person, target: &str, groups: &[String]) -> BlockerInfo {
    let who = match groups {
        [] => format!("nobody may (environments.{target}.override is not set in promote.yaml)"),
        groups => format!("only {} may", enumerate(groups, "or")),
    };
    let message = format!("{by} may not override windows and freezes of {target}: {who}");
    BlockerInfo::new("may-not-override", message, format!("environments.{target}.override in promote.yaml"))
}

fn next_opening(next: Option<&Zoned>) -> String {
    next.map_or_else(
        || "; no later opening".to_owned(),
        |next| format!("; next opening: {}", windows::display_time(next)),
    )
}

/// Adds the next opening, and the people who may override, to a blocker that depends on the time.
fn closed(info: BlockerInfo, next: Option<&Zoned>, overriders: &[String], id: &str) -> BlockerInfo {
    let hint = match (next, overriders) {
        (Some(next), _) => Some(format!(
            "schedule it for the next opening: promote schedule {id} --at '{}'",
            windows::input_form(next)
        )),
        (None, []) => None,
        (None, some) => Some(override_text(some, id)),
    };
    BlockerInfo { who: overriders.to_vec(), when: next.map(Zoned::timestamp), hint, ..info }
}

fn override_text(overriders: &[String], id: &str) -> String {
    format!("{} may override: promote execute {id} --override --reason TEXT", people(overriders))
}

/// The people who may override, where windows and freezes are all that blocks.
pub(super) fn override_hint(blockers: &[Blocker], id: Option<PromotionName>) -> Option<String> {
    let id = id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
    let closed = |blocker: &Blocker| match blocker {
        Blocker::Frozen { overriders, .. } | Blocker::Closed { overriders, .. } => Some(overriders.clone()),
        _ => None,
    };
    // Other blockers cannot be overridden.
    let all: Option<Vec<Vec<String>>> = blockers.iter().map(closed).collect();
    let may = all?.into_iter().next().filter(|may| !may.is_empty())?;
    Some(override_text(&may, &id))
}

/// A short message, for lists.
pub(crate) fn brief_message(blocker: &Blocker) -> String {
    let until = |next: Option<&Zoned>| match next {
        Some(next) => format!("until {}", next.timestamp().strftime("%F %T UTC")),
        None => "with no later opening".to_owned(),
    };
    match blocker {
        Blocker::Frozen { target, freeze, next, .. } => {
            format!("{target} is frozen ({freeze}) {}", until(next.as_deref()))
        }
        Blocker::Closed { target, next, .. } => format!("{target} is closed {}", until(next.as_deref())),
        Blocker::OnHold(hold) => {
            let until = hold.until.map(|until| format!(" until {}", until.strftime("%F %T UTC"))).unwrap_or_default();
            format!("on hold{until} (hold {} by {})", hold.number, hold.by.name)
        }
        other => blocker_message(other),
    }
}

/// The message without times that change from day to day, such as the next opening. The ledger stores it as the reason
/// why a scheduled promotion is held.
pub(crate) fn stable_message(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Frozen { target, freeze, .. } => format!("{target} is frozen ({freeze})"),
        Blocker::Closed { target, windows, .. } => {
            format!("{target} is closed: its windows are {}", enumerate(windows, "and"))
        }
        other => blocker_message(other),
    }
}

/// The message in one sentence.
pub(crate) fn blocker_message(blocker: &Blocker) -> String {
    explain(blocker, None).message
}

/// The message about a step that was taken in spite of the blocker; `done` is `executed` or `rolled back`.
pub(crate) fn past_message(blocker: &Blocker, done: &str) -> String {
    match blocker {
        Blocker::NoEdge { source, target, .. } => {
            format!("{done} although the pipeline had no edge from {source} to {target}")
        }
        Blocker::NotValidated { findings: 0 } => format!("{done} without a validation"),
        Blocker::NotValidated { findings } => {
            format!("{done} although the last validation had found {}", count(*findings, "error"))
        }
        Blocker::ChecksChanged { target } => {
            format!("{done} although the checks for {target} had changed after the last validation")
        }
        Blocker::FilesChanged { target } => {
            format!("{done} although files of {target} had changed after the command checks ran")
        }
        Blocker::AttestationMissing { name, lapsed: Some(at), .. } => {
            format!("{done} although attestation '{name}' had expired at {}", at.strftime("%F %T UTC"))
        }
        Blocker::AttestationMissing { name, lapsed: None, uncounted, .. } => {
            let not_counted = uncounted.as_deref().map(|one| not_counted(std::slice::from_ref(one)));
            format!("{done} without attestation '{name}'{}", not_counted.unwrap_or_default())
        }
        Blocker::AttestationFailed { name, by, .. } => {
            format!("{done} although attestation '{name}' had failed, recorded by {by}")
        }
        Blocker::Soaking { source, soak, until, .. } => {
            let soak = exact_duration(soak.unsigned_abs().as_secs());
            let until = until.map(|until| format!(" (until {})", until.strftime("%F %T UTC"))).unwrap_or_default();
            format!("{done} before the values had soaked in {source} for {soak}{until}")
        }
        Blocker::SoakBroken { source, key, .. } => {
            format!("{done} although {key} had changed in {source} after the plan was made")
        }
        Blocker::ApprovalsMissing { .. } => {
            format!("{done} with {}", approvals_so_far(blocker).unwrap_or_default())
        }
        Blocker::Rejected { by, reason } => format!("{done} although {by} had rejected the promotion: {reason}"),
        Blocker::Frozen { target, freeze, .. } => format!("{done} while {target} was frozen ({freeze})"),
        Blocker::Closed { target, windows, .. } => {
            format!("{done} while {target} was closed (its windows are {})", enumerate(windows, "and"))
        }
        Blocker::MayNotOverride { by, target, groups } => {
            let who = match groups.as_slice() {
                [] => "nobody may".to_owned(),
                groups => format!("only {} may", enumerate(groups, "or")),
            };
            format!("{done} by {by}, who may not override windows and freezes of {target}: {who}")
        }
        Blocker::Undoes { target, keys } => {
            format!("{done} although it undid {} of {target} that it does not name", count(*keys, "newer value"))
        }
        Blocker::UndoDenied { target, keys, .. } => {
            format!("{done} although {target} denies to undo newer values: {}", enumerate(keys, "and"))
        }
        Blocker::OnHold(hold) => {
            let (what, about) = held(hold);
            let was = if hold.keys.len() > 1 { " were " } else { " was " };
            format!("{done} while {what}{was}on hold ({about}): {}", hold.reason)
        }
        Blocker::CheckFails { .. } | Blocker::UnknownRules(_) | Blocker::Ended(_) => blocker_message(blocker),
    }
}

/// The code, for scripts.
pub(crate) fn blocker_code(blocker: &Blocker) -> &'static str {
    explain(blocker, None).code
}

/// The next command.
pub(crate) fn blocker_hint(blocker: &Blocker, id: Option<PromotionName>) -> Option<String> {
    explain(blocker, id).hint
}

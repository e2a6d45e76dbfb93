//! What stands between a promotion and its execution: in words, by which rule, and who or what time lifts it. Each
//! blocker is explained in one place, and everything that speaks of it says the same.

use jiff::{Timestamp, Zoned};

use super::signatures::{doubt_code, doubt_words};
use promote_core::policy::gate::{Blocker, MissingGroup, RejectedApproval};
use promote_core::policy::windows;
use promote_core::promotion::{Person, PromotionId};
use promote_model::text::{count, enumerate, exactly};

/// A blocker for people and scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explained {
    /// A stable word, for scripts.
    pub(crate) code: &'static str,
    /// What is the matter, in one sentence.
    pub(crate) words: String,
    /// The rule: a place in `promote.yaml`, or what holds for every promotion.
    pub(crate) rule: String,
    /// Who can lift it, by mail address; empty where it is not up to particular people.
    pub(crate) who: Vec<String>,
    /// The same for people: `ann@acme.com or bob@acme.com (security) must approve`.
    pub(crate) whose: Option<String>,
    /// When it lifts by itself.
    pub(crate) when: Option<Timestamp>,
    /// What to do: a command, after who must run it where that matters.
    pub(crate) next: Option<String>,
}

/// Explains a blocker of a promotion, or of one that is yet to be created.
pub(crate) fn explain(blocker: &Blocker, id: Option<PromotionId>) -> Explained {
    let id = id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
    let explained = |code, words: String, rule: &str, next: Option<String>| {
        let rule = rule.to_owned();
        Explained { code, words, rule, who: Vec::new(), whose: None, when: None, next }
    };
    match blocker {
        Blocker::NoEdge { source, target, from } => {
            let (what, next) = match from.first() {
                None => (
                    format!("nothing is promoted into {target}"),
                    "add the environment's 'from' to promote.yaml".to_owned(),
                ),
                Some(first) => {
                    let from = enumerate(from, "or");
                    (
                        format!("{target} is promoted from {from}"),
                        format!("promote create {first} {target} [--key PATTERN]"),
                    )
                }
            };
            let words = format!("the pipeline has no way from {source} to {target}: {what}");
            explained("no-edge", words, &format!("environments.{target}.from in promote.yaml"), Some(next))
        }
        Blocker::NotValidated { findings } => {
            let words = match findings {
                0 => "it is not validated".to_owned(),
                findings => format!("its last validation had {}", count(*findings, "error")),
            };
            let rule = "every plan is validated first, without errors";
            explained("not-validated", words, rule, Some(format!("promote validate {id}")))
        }
        Blocker::ChecksChanged { target } => {
            let words = format!("it was validated by other checks than {target} has now");
            let rule = "checks in promote.yaml, and the schemas that they name";
            explained("checks-changed", words, rule, Some(format!("promote validate {id}")))
        }
        Blocker::FilesChanged { target } => {
            let words = format!("{target} would hold other files than the commands of its checks were shown");
            let rule = "checks in promote.yaml: commands see the whole target";
            explained("files-changed", words, rule, Some(format!("promote validate {id}")))
        }
        Blocker::CheckFails { check, place, message } => {
            let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            let words = format!("what would land now fails a check: {place}{message} ({check})");
            let rule = "checks in promote.yaml, asked again of what would land";
            explained("check-fails", words, rule, Some(format!("promote validate {id}")))
        }
        Blocker::AttestationMissing { target, name, by, lapsed, uncounted } => {
            let why = match (lapsed, uncounted) {
                (Some(at), _) => format!(" since {}", at.strftime("%F %T UTC")),
                (None, Some(one)) => not_counted(std::slice::from_ref(one.as_ref())),
                (None, None) => String::new(),
            };
            let words = format!("the attestation '{name}' is missing{why}");
            let command = attest_command(&id, name);
            let whose = (!by.is_empty()).then(|| enumerate(by, "or"));
            let next = whose.as_ref().map_or(command.clone(), |who| format!("{who} must run: {command}"));
            Explained {
                who: by.clone(),
                whose: whose.map(|who| format!("{who} must attest it")),
                ..explained("attestation-missing", words, &attested(target), Some(next))
            }
        }
        Blocker::AttestationFailed { target, name, by, notes } => {
            let notes = notes.as_ref().map(|notes| format!(": {notes}")).unwrap_or_default();
            let words = format!("'{name}' failed, says {by}{notes}");
            let next = format!("try it again, then say how it went: {}", attest_command(&id, name));
            explained("attestation-failed", words, &attested(target), Some(next))
        }
        Blocker::Soaking { source, target, soak, until } => {
            let long = exactly(soak.unsigned_abs().as_secs());
            let rule = soak_rule(target);
            match until {
                Some(until) => {
                    let words =
                        format!("it must have stood in {source} for {long}: until {}", until.strftime("%F %T UTC"));
                    let next = format!("promote schedule {id} --at '{}'", until.strftime("%FT%TZ"));
                    Explained { when: Some(*until), ..explained("soaking", words, &rule, Some(next)) }
                }
                None => {
                    let words = format!(
                        "it must have stood in {source} for {long}, and its plan was made before that was asked: it does not \
                         say since when it stands there"
                    );
                    explained("soaking", words, &rule, Some(format!("promote refresh {id}")))
                }
            }
        }
        Blocker::SoakBroken { source, target, key } => {
            let words = format!("{key} does not stand in {source} any more as it was planned");
            explained("soak-broken", words, &soak_rule(target), Some(format!("promote refresh {id}")))
        }
        Blocker::ApprovalsMissing { target, given, required, groups, barred, uncounted } => {
            let rule = format!("environments.{target}.approvals in promote.yaml");
            let next = next_approval(groups, barred, &id);
            let some = groups.iter().all(|need| need.may.len() >= need.missing()) && !groups.is_empty();
            Explained {
                who: groups.iter().flat_map(|need| need.may.clone()).collect(),
                whose: some.then(|| format!("{} must approve", who_of(groups))),
                ..explained(
                    "approvals-missing",
                    format!("{}{}", approvals_words(*given, *required, groups), not_counted(uncounted)),
                    &rule,
                    next,
                )
            }
        }
        Blocker::Rejected { by, reason } => {
            let rule = "a rejected plan is planned anew first";
            explained("rejected", format!("{by} rejected it: {reason}"), rule, Some(format!("promote refresh {id}")))
        }
        Blocker::Frozen { target, until, next, overriders, .. } => {
            let words = format!("{} until {}", lasting_words(blocker), windows::display_time(until));
            // The end of a freeze is not always an opening.
            let opens = match next {
                Some(next) if next.timestamp() == until.timestamp() => String::new(),
                next => opens(next.as_deref()),
            };
            let rule = format!("environments.{target}.freezes in promote.yaml");
            closed(explained("frozen", words + &opens, &rule, None), next.as_deref(), overriders, &id)
        }
        Blocker::Closed { target, next, overriders, .. } => {
            let words = lasting_words(blocker) + &opens(next.as_deref());
            let rule = format!("environments.{target}.windows in promote.yaml");
            closed(explained("window-closed", words, &rule, None), next.as_deref(), overriders, &id)
        }
        Blocker::MayNotOverride { by, target, groups } => {
            let who = match groups.as_slice() {
                [] => "nobody may".to_owned(),
                groups => format!("only {} may", enumerate(groups, "or")),
            };
            let words = format!("{by} may not override what is closed: in {target} {who}");
            explained("may-not-override", words, &format!("environments.{target}.override in promote.yaml"), None)
        }
        Blocker::Ended(status) => explained("ended", format!("it is {status}"), "what has ended stays as it is", None),
    }
}

fn attested(target: &str) -> String {
    format!("environments.{target}.attestations in promote.yaml")
}

/// How it went is for whoever tried it to say: no hint says it for them.
fn attest_command(id: &str, name: &str) -> String {
    format!("promote attest {id} --name {name} --ok (or --failed)")
}

/// A blocker in a few words, for a list.
pub(crate) fn brief_words(blocker: &Blocker) -> String {
    let until = |next: Option<&Zoned>| match next {
        Some(next) => format!("until {}", next.timestamp().strftime("%F %T UTC")),
        None => "for good".to_owned(),
    };
    match blocker {
        Blocker::Frozen { target, freeze, next, .. } => {
            format!("{target} is frozen ({freeze}) {}", until(next.as_deref()))
        }
        Blocker::Closed { target, next, .. } => format!("{target} is closed {}", until(next.as_deref())),
        other => blocker_words(other),
    }
}

/// The same sentence, without what changes from day to day: when what is closed opens.
pub(crate) fn lasting_words(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Frozen { target, freeze, .. } => format!("{target} is frozen ({freeze})"),
        Blocker::Closed { target, windows, .. } => {
            format!("{target} is closed: it is open {}", enumerate(windows, "and"))
        }
        other => blocker_words(other),
    }
}

/// When what is closed opens.
fn opens(next: Option<&Zoned>) -> String {
    next.map_or_else(
        || "; it never opens again".to_owned(),
        |next| format!("; it opens {}", windows::display_time(next)),
    )
}

/// What is closed opens by itself, and some may not have to wait for it.
fn closed(explained: Explained, next: Option<&Zoned>, overriders: &[String], id: &str) -> Explained {
    let command = match (next, overriders) {
        (Some(next), _) => Some(format!("promote schedule {id} --at '{}'", windows::input_form(next))),
        (None, []) => None,
        (None, some) => Some(format!("{} may run: {}", people(some), override_command(id))),
    };
    Explained { who: overriders.to_vec(), when: next.map(Zoned::timestamp), next: command, ..explained }
}

fn override_command(id: &str) -> String {
    format!("promote execute {id} --override --reason TEXT")
}

/// Who need not wait for what is closed, and how.
pub(super) fn override_hint(blockers: &[Blocker], id: Option<PromotionId>) -> Option<String> {
    let id = id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
    let closed = |blocker: &Blocker| match blocker {
        Blocker::Frozen { overriders, .. } | Blocker::Closed { overriders, .. } => Some(overriders.clone()),
        _ => None,
    };
    // Whatever else is missing cannot be overridden.
    let all: Option<Vec<Vec<String>>> = blockers.iter().map(closed).collect();
    let may = all?.into_iter().next().filter(|may| !may.is_empty())?;
    Some(format!("{} may run: {}", people(&may), override_command(&id)))
}

fn people(mails: &[String]) -> String {
    match mails.len() > MOST_NAMES {
        true => format!("one of {} members", mails.len()),
        false => enumerate(mails, "or"),
    }
}

/// A blocker in one sentence.
pub(crate) fn blocker_words(blocker: &Blocker) -> String {
    explain(blocker, None).words
}

/// A stable word for a blocker, for scripts.
pub(crate) fn blocker_code(blocker: &Blocker) -> &'static str {
    explain(blocker, None).code
}

/// What unblocks it.
pub(crate) fn blocker_hint(blocker: &Blocker, id: Option<PromotionId>) -> Option<String> {
    explain(blocker, id).next
}

/// `it has 1 of 2 approvals, 0 of 1 from security`
fn approvals_words(given: usize, required: u32, missing: &[MissingGroup]) -> String {
    let of = |need: &MissingGroup| format!("{} of {} from {}", need.by.len(), need.least, need.group);
    let groups: Vec<String> = missing.iter().map(of).collect();
    let number = format!("it has {given} of {}", count(required as usize, "approval"));
    match groups.is_empty() {
        true => number,
        false if given >= required as usize => format!("{number}, but {}", enumerate(&groups, "and")),
        false => format!("{number}, {}", enumerate(&groups, "and")),
    }
}

/// `; not counted: Bob (wrote what it promotes)`; nothing where all count.
pub(in crate::ops) fn not_counted(uncounted: &[(Person, RejectedApproval)]) -> String {
    let each: Vec<String> =
        uncounted.iter().map(|(by, why)| format!("{} ({})", by.name, uncounted_words(why))).collect();
    if each.is_empty() { String::new() } else { format!("; not counted: {}", enumerate(&each, "and")) }
}

/// Who must approve, and how; where nobody is left who may, what must change.
pub(super) fn next_approval(
    missing: &[MissingGroup],
    barred: &[(Person, RejectedApproval)],
    id: &str,
) -> Option<String> {
    if let Some(need) = missing.iter().find(|need| need.may.len() < need.missing()) {
        let left = match need.may.len() {
            0 => "nobody".to_owned(),
            some => format!("only {some}"),
        };
        return Some(format!(
            "{left} of {} may still approve it: add somebody to the group in promote.yaml, or have somebody else create it",
            need.group
        ));
    }
    let command = format!("promote approve {id}");
    match (missing.is_empty(), barred.is_empty()) {
        (true, true) => Some(command),
        (true, false) => {
            let names: Vec<String> = barred.iter().map(|(person, _)| person.email.clone()).collect();
            Some(format!("anybody but {} may run: {command}", people(&names)))
        }
        (false, _) => Some(format!("{} must run: {command}", who_of(missing))),
    }
}

/// `ann@acme.com or bob@acme.com (release-managers) and cem@acme.com (security)`
fn who_of(missing: &[MissingGroup]) -> String {
    let each: Vec<String> = missing.iter().map(|need| format!("{} ({})", members(need), need.group)).collect();
    enumerate(&each, "and")
}

/// So many are named one by one.
const MOST_NAMES: usize = 3;

fn members(need: &MissingGroup) -> String {
    let (missing, all) = (need.missing(), need.may.len());
    match (missing == all, missing) {
        _ if all > MOST_NAMES => format!("{missing} of {all} members"),
        (true, _) => enumerate(&need.may, "and"),
        (false, 1) => enumerate(&need.may, "or"),
        (false, _) => format!("{missing} of {}", enumerate(&need.may, "and")),
    }
}

/// Why an approval does not count, behind the name of whose it is.
pub(crate) fn uncounted_words(why: &RejectedApproval) -> String {
    match why {
        RejectedApproval::Creator => "created it".to_owned(),
        RejectedApproval::Planner => "refreshed it".to_owned(),
        RejectedApproval::Author => "wrote what it promotes".to_owned(),
        RejectedApproval::Outsider { groups } => format!("is not of {}", enumerate(groups, "or")),
        RejectedApproval::Keyless => "has no key in promote.yaml".to_owned(),
        RejectedApproval::Unsigned => "has not signed".to_owned(),
        RejectedApproval::Doubtful(doubt) => doubt_words(doubt),
        RejectedApproval::Lapsed { at } => format!("approved it too long ago, until {}", at.strftime("%F %T UTC")),
    }
}

/// A stable word for it, for scripts.
pub(crate) fn uncounted_code(why: &RejectedApproval) -> &'static str {
    match why {
        RejectedApproval::Creator => "creator",
        RejectedApproval::Planner => "refreshed",
        RejectedApproval::Author => "author",
        RejectedApproval::Outsider { .. } => "not-in-a-group",
        RejectedApproval::Keyless => "no-key",
        RejectedApproval::Unsigned => "unsigned",
        RejectedApproval::Doubtful(doubt) => doubt_code(doubt),
        RejectedApproval::Lapsed { .. } => "lapsed",
    }
}

fn soak_rule(target: &str) -> String {
    format!("environments.{target}.soak in promote.yaml")
}

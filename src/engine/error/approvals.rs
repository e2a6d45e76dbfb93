//! Messages about approvals: how many are missing, who can give them, and why some do not count.

use super::signatures::{problem_code, problem_message};
use promote_core::policy::gate::{Blocker, MissingGroup, RejectedApproval};
use promote_core::promotion::Person;
use promote_model::text::{count, enumerate};

/// With more people than this a message gives their number instead of their addresses.
const MOST_NAMES: usize = 3;

/// `needs 2 approvals (1 so far), including 1 from security (0 so far)`
pub(super) fn approvals_needed(given: usize, required: u32, missing: &[MissingGroup]) -> String {
    let number = (given < required as usize || missing.is_empty())
        .then(|| format!("needs {} ({given} so far)", count(required as usize, "approval")));
    let group = |(at, need): (usize, &MissingGroup)| {
        let so_far = format!("from {} ({} so far)", need.group, need.by.len());
        match at == 0 && number.is_none() {
            true => format!("needs {} {so_far}", count(need.least as usize, "approval")),
            false => format!("{} {so_far}", need.least),
        }
    };
    let groups: Vec<String> = missing.iter().enumerate().map(group).collect();
    let groups = (!groups.is_empty()).then(|| enumerate(&groups, "and"));
    number.into_iter().chain(groups).collect::<Vec<_>>().join(", including ")
}

/// `1 of 2 approvals, including 0 of 1 from security`, for a promotion that lacks approvals.
pub(crate) fn approvals_so_far(blocker: &Blocker) -> Option<String> {
    let Blocker::ApprovalsMissing { given, required, groups, uncounted, .. } = blocker else { return None };
    let group = |need: &MissingGroup| format!("{} of {} from {}", need.by.len(), need.least, need.group);
    let groups: Vec<String> = groups.iter().map(group).collect();
    let groups = if groups.is_empty() { String::new() } else { format!(", including {}", enumerate(&groups, "and")) };
    Some(format!("{given} of {}{groups}{}", count(*required as usize, "approval"), not_counted(uncounted)))
}

/// `; not counted: Bob (wrote a promoted change)`; empty where all approvals count.
pub(crate) fn not_counted(uncounted: &[(Person, RejectedApproval)]) -> String {
    let each: Vec<String> =
        uncounted.iter().map(|(by, why)| format!("{} ({})", by.name, rejection_message(why))).collect();
    if each.is_empty() { String::new() } else { format!("; not counted: {}", enumerate(&each, "and")) }
}

/// The people who must approve and the command for it; where too few are eligible, the change that is needed.
pub(super) fn approval_hint(
    missing: &[MissingGroup],
    barred: &[(Person, RejectedApproval)],
    id: &str,
) -> Option<String> {
    if let Some(need) = missing.iter().find(|need| need.may.len() < need.missing()) {
        let left = match need.may.len() {
            0 => "no eligible approver".to_owned(),
            some => format!("only {}", count(some, "eligible approver")),
        };
        let group = &need.group;
        return Some(format!(
            "add a member to 'groups.{group}' in promote.yaml, or have another person create the promotion: {group} has \
             {left} left"
        ));
    }
    let command = format!("promote approve {id}");
    match (missing.is_empty(), barred.is_empty()) {
        (true, true) => Some(command),
        (true, false) => {
            let names: Vec<String> = barred.iter().map(|(person, _)| person.email.clone()).collect();
            let others = match names.len() > MOST_NAMES {
                true => format!("the {} people who created or wrote it", names.len()),
                false => enumerate(&names, "or"),
            };
            Some(format!("ask someone other than {others} to run: {command}"))
        }
        (false, _) => Some(format!("ask {} to run: {command}", approvers(missing))),
    }
}

/// `ann@acme.com or bob@acme.com (security) must approve`; nothing where too few people are eligible.
pub(super) fn approvers_must(missing: &[MissingGroup]) -> Option<String> {
    let enough = missing.iter().all(|need| need.may.len() >= need.missing()) && !missing.is_empty();
    enough.then(|| format!("{} must approve", approvers(missing)))
}

/// `ann@acme.com or bob@acme.com (release-managers) and cem@acme.com (security)`
fn approvers(missing: &[MissingGroup]) -> String {
    let each: Vec<String> = missing.iter().map(|need| format!("{} ({})", members(need), need.group)).collect();
    enumerate(&each, "and")
}

fn members(need: &MissingGroup) -> String {
    let (missing, all) = (need.missing(), need.may.len());
    match (missing == all, missing) {
        _ if all > MOST_NAMES => format!("{missing} of {all} members"),
        (true, _) => enumerate(&need.may, "and"),
        (false, 1) => enumerate(&need.may, "or"),
        (false, _) => format!("{missing} of {}", enumerate(&need.may, "and")),
    }
}

/// `ann@acme.com or bob@acme.com`, or a number where there are many.
pub(super) fn people(mails: &[String]) -> String {
    match mails.len() > MOST_NAMES {
        true => format!("one of {} members", mails.len()),
        false => enumerate(mails, "or"),
    }
}

/// Why an approval does not count, as a predicate about the approver.
pub(crate) fn rejection_message(why: &RejectedApproval) -> String {
    match why {
        RejectedApproval::Creator => "created the promotion".to_owned(),
        RejectedApproval::Planner => "refreshed the promotion".to_owned(),
        RejectedApproval::Author => "wrote a promoted change".to_owned(),
        RejectedApproval::Outsider { groups } => format!("is not in {}", enumerate(groups, "or")),
        RejectedApproval::Keyless => "has no key in 'signers' of promote.yaml".to_owned(),
        RejectedApproval::Unsigned => "did not sign".to_owned(),
        RejectedApproval::Doubtful(problem) => problem_message(problem),
        RejectedApproval::Lapsed { at } => format!("gave an approval that expired at {}", at.strftime("%F %T UTC")),
    }
}

/// The code of [`rejection_message`], for scripts.
pub(crate) fn rejection_code(why: &RejectedApproval) -> &'static str {
    match why {
        RejectedApproval::Creator => "creator",
        RejectedApproval::Planner => "refreshed",
        RejectedApproval::Author => "author",
        RejectedApproval::Outsider { .. } => "not-in-a-group",
        RejectedApproval::Keyless => "no-key",
        RejectedApproval::Unsigned => "unsigned",
        RejectedApproval::Doubtful(problem) => problem_code(problem),
        RejectedApproval::Lapsed { .. } => "lapsed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, least: u32, may: &[&str]) -> MissingGroup {
        let may = may.iter().map(|mail| (*mail).to_owned()).collect();
        MissingGroup { group: name.to_owned(), least, by: Vec::new(), may, barred: Vec::new() }
    }

    #[test]
    fn missing_approvals_are_counted() {
        let security = || group("security", 1, &["cem@acme.com"]);
        assert_eq!(approvals_needed(0, 1, &[]), "needs 1 approval (0 so far)");
        assert_eq!(
            approvals_needed(1, 2, &[security()]),
            "needs 2 approvals (1 so far), including 1 from security (0 so far)"
        );
        assert_eq!(approvals_needed(2, 2, &[security()]), "needs 1 approval from security (0 so far)");
    }

    #[test]
    fn the_hint_names_the_people_who_can_approve() {
        let hint = |missing: &[MissingGroup], barred: &[(Person, RejectedApproval)]| {
            approval_hint(missing, barred, "ID").unwrap_or_default()
        };
        let ann = Person { name: "Ann".to_owned(), email: "ann@acme.com".to_owned() };
        assert_eq!(hint(&[], &[]), "promote approve ID");
        assert_eq!(
            hint(&[], &[(ann, RejectedApproval::Creator)]),
            "ask someone other than ann@acme.com to run: promote approve ID"
        );
        assert_eq!(
            hint(&[group("ops", 1, &["a@acme.com", "b@acme.com"])], &[]),
            "ask a@acme.com or b@acme.com (ops) to run: promote approve ID"
        );
        assert!(hint(&[group("ops", 2, &["a@acme.com"])], &[]).ends_with("ops has only 1 eligible approver left"));
    }
}

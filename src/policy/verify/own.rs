//! Changes of `promote.yaml` itself: the old one says whose consent they need.
//!
//! Consent stands in the ledger, as `policy/BLOB/N.json` (the blob that was agreed to), one statement a commit.

use serde::{Deserialize, Serialize};

use super::{Code, FileFact, Finding};
use crate::model::ObjectId;
use crate::model::text::count;
use crate::policy::{Approvals, Group};
use crate::promotion::Person;

/// Somebody's consent to a change of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Consent {
    /// The format.
    pub version: u32,
    /// The first commit of the ledger.
    pub ledger: String,
    /// The blob that ruled.
    pub old: ObjectId,
    /// The blob that is to rule.
    pub new: ObjectId,
    /// `approve-policy`
    pub decision: String,
    /// Who.
    pub by: Person,
    /// When.
    pub at: jiff::Timestamp,
}

/// A commit of the policy branch that changes `promote.yaml`.
#[derive(Debug, Clone)]
pub struct PolicyChange {
    /// The commit.
    pub commit: ObjectId,
    /// Its author.
    pub author: Person,
    /// What the old one asks for; `None` where it asks for nothing.
    pub rule: Option<Approvals>,
    /// The groups that it speaks of, as they were then.
    pub groups: Vec<Group>,
    /// Who agreed to exactly this change.
    pub consents: Vec<Consent>,
}

/// Whether a file of the ledger is a consent that nobody has written before.
pub(super) fn is_consent(file: &FileFact) -> bool {
    let mut parts = file.path.split('/');
    let blob = |text: &str| text.parse::<ObjectId>().is_ok();
    parts.next() == Some("policy")
        && parts.next().is_some_and(blob)
        && parts.next().is_some_and(|name| name.ends_with(".json") || name.ends_with(".sig"))
        && parts.next().is_none()
        && file.old.is_none()
        && file.new.is_some()
}

/// What is wrong with a change of the rules.
pub fn judge_policy(change: &PolicyChange) -> Option<Finding> {
    let rule = change.rule.as_ref()?;
    let mut people: Vec<&Person> = Vec::new();
    for consent in &change.consents {
        let own = !rule.by_creator && consent.by.is(&change.author);
        if !own && !people.iter().any(|person| person.is(&consent.by)) {
            people.push(&consent.by);
        }
    }
    let missing = rule.groups.iter().filter_map(|share| {
        let group = change.groups.iter().find(|group| group.name == share.group);
        let given = people.iter().filter(|by| group.is_some_and(|group| group.has(by))).count();
        (given < share.least as usize).then(|| format!(", {given} of {} from {}", share.least, share.group))
    });
    let missing: String = missing.collect();
    if people.len() >= rule.required as usize && missing.is_empty() {
        return None;
    }
    let message = format!(
        "promote.yaml was changed with {} of {}{missing} that the one before it asks for",
        people.len(),
        count(rule.required as usize, "approval")
    );
    let hint = format!("promote approve --policy {}", change.commit);
    Some(Finding::new(Code::PolicyUnapproved, change.commit, message).by(&change.author).hint(hint))
}

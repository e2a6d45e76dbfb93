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
    /// Who wrote the new one.
    pub authors: Vec<Person>,
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

/// How far consent to a change of the rules has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// How many are asked for.
    pub required: u32,
    /// Whose counts.
    pub by: Vec<Person>,
    /// Of each group, what it has given and is asked for, where that is too little.
    pub groups: Vec<(String, usize, u32)>,
}

impl Want {
    /// Whether nothing is missing.
    pub fn is_met(&self) -> bool {
        self.by.len() >= self.required as usize && self.groups.is_empty()
    }

    /// `1 of 2 approvals, 0 of 1 from security`
    pub fn words(&self) -> String {
        let all = format!("{} of {}", self.by.len(), count(self.required as usize, "approval"));
        let group = |(name, given, least): &(String, usize, u32)| format!(", {given} of {least} from {name}");
        self.groups.iter().map(group).fold(all, |words, group| words + &group)
    }
}

/// What is missing of the consent that a rule asks for. One person counts once, and nobody for what they wrote.
pub fn wanting(change: &PolicyChange, rule: &Approvals) -> Want {
    let own = |by: &Person| !rule.by_creator && change.authors.iter().any(|author| author.is(by));
    let people = change.consents.iter().map(|consent| consent.by.clone()).filter(|by| !own(by));
    let by = Person::distinct(people);
    let missing = rule.groups.iter().filter_map(|share| {
        let group = change.groups.iter().find(|group| group.name == share.group);
        let given = by.iter().filter(|by| group.is_some_and(|group| group.has(by))).count();
        (given < share.least as usize).then(|| (share.group.clone(), given, share.least))
    });
    Want { required: rule.required, groups: missing.collect(), by }
}

/// What is wrong with a change of the rules.
pub fn judge_policy(change: &PolicyChange) -> Option<Finding> {
    let rule = change.rule.as_ref()?;
    let want = wanting(change, rule);
    if want.is_met() {
        return None;
    }
    let message = format!("promote.yaml was changed with {}, as the one before it asks for", want.words());
    let finding = Finding::new(Code::PolicyUnapproved, change.commit, message);
    let finding = finding.hint(format!("promote approve --policy {}", change.commit));
    Some(match change.authors.first() {
        Some(author) => finding.by(author),
        None => finding,
    })
}

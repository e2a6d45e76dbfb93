//! Changes of `promote.yaml` itself: the old one says whose consent they need.
//!
//! Consent stands in the ledger, as `policy/BLOB/N.json` (the blob that was agreed to), one statement a commit, and beside
//! it `N.sig` where it is signed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::policy::gate::{RejectedApproval, SignatureStatus, StatementSignature};
use crate::policy::signers::Signers;
use crate::policy::{ApprovalRules, Group};
use crate::promotion::Person;
use promote_model::ObjectId;
use promote_model::text::count;

/// Somebody's consent to a change of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyConsent {
    /// The format.
    pub version: u32,
    /// The first commit of the ledger.
    pub ledger: String,
    /// The commit that had put that in force: when the same change comes up once more, it needs consent once more.
    pub since: ObjectId,
    /// The blob that ruled.
    pub old: ObjectId,
    /// The blob that is to rule.
    pub new: ObjectId,
    /// `approve-policy`
    pub decision: String,
    /// Who.
    pub by: Person,
    /// When.
    pub at: Timestamp,
}

impl PolicyConsent {
    /// The bytes that are kept, and signed.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }
}

/// A consent as the ledger has it.
#[derive(Debug, Clone)]
pub struct RecordedConsent {
    /// What was stated.
    pub consent: PolicyConsent,
    /// The signature over it; `None` where there is none.
    pub seal: Option<StatementSignature>,
    /// The latest time that the ledger had seen when it came.
    pub came: Timestamp,
}

impl RecordedConsent {
    /// Whether it is signed, by those rules.
    fn signed(&self, signers: &Signers) -> SignatureStatus {
        let Some(seal) = &self.seal else { return SignatureStatus::No };
        seal.signed(signers, &self.consent.by, self.consent.at, self.came.max(self.consent.at))
    }
}

/// A commit of the policy branch that changes `promote.yaml`.
#[derive(Debug, Clone)]
pub struct PolicyChange {
    /// The commit.
    pub commit: ObjectId,
    /// Who wrote the new one.
    pub authors: Vec<Person>,
    /// What the old one asks for; `None` where it asks for nothing.
    pub rule: Option<ApprovalRules>,
    /// The groups that it speaks of, as they were then.
    pub groups: Vec<Group>,
    /// Whose keys it trusts.
    pub signers: Signers,
    /// Who agreed to exactly this change.
    pub consents: Vec<RecordedConsent>,
}

/// How far consent to a change of the rules has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentStatus {
    /// How many are asked for.
    pub required: u32,
    /// Whose counts.
    pub by: Vec<Person>,
    /// Of each group, what it has given and is asked for, where that is too little.
    pub(crate) groups: Vec<(String, usize, u32)>,
    /// Whose does not, and why.
    pub uncounted: Vec<(Person, RejectedApproval)>,
}

impl ConsentStatus {
    /// Whether nothing is missing.
    pub fn is_met(&self) -> bool {
        self.by.len() >= self.required as usize && self.groups.is_empty()
    }

    /// `1 of 2 approvals, 0 of 1 from security`
    pub fn message(&self) -> String {
        let all = format!("{} of {}", self.by.len(), count(self.required as usize, "approval"));
        let group = |(name, given, least): &(String, usize, u32)| format!(", {given} of {least} from {name}");
        self.groups.iter().map(group).fold(all, |words, group| words + &group)
    }
}

/// What is missing of the consent that a rule asks for. One person counts once, and nobody for what they wrote.
pub fn consent_status(change: &PolicyChange, rule: &ApprovalRules) -> ConsentStatus {
    let (mut counted, mut uncounted) = (Vec::new(), Vec::new());
    for agreed in &change.consents {
        match uncounted_for(change, rule, agreed) {
            None => counted.push(agreed.consent.by.clone()),
            Some(why) => uncounted.push((agreed.consent.by.clone(), why)),
        }
    }
    let by = Person::distinct(counted);
    // Who agreed once more, and well, is not told of the time before.
    uncounted.retain(|(person, _)| !by.iter().any(|by| by.is(person)));
    let missing = rule.groups.iter().filter_map(|share| {
        let group = change.groups.iter().find(|group| group.name == share.group);
        let given = by.iter().filter(|by| group.is_some_and(|group| group.has(by))).count();
        (given < share.least as usize).then(|| (share.group.clone(), given, share.least))
    });
    ConsentStatus { required: rule.required, groups: missing.collect(), by, uncounted }
}

/// Why a consent does not count; `None` where it does.
fn uncounted_for(change: &PolicyChange, rule: &ApprovalRules, agreed: &RecordedConsent) -> Option<RejectedApproval> {
    if !rule.by_creator && change.authors.iter().any(|author| author.is(&agreed.consent.by)) {
        return Some(RejectedApproval::Creator);
    }
    match agreed.signed(&change.signers) {
        _ if !rule.signed => None,
        SignatureStatus::By(_) => None,
        SignatureStatus::Doubtful(doubt) => Some(RejectedApproval::Doubtful(doubt)),
        SignatureStatus::No if !change.signers.knows(&agreed.consent.by) => Some(RejectedApproval::Keyless),
        SignatureStatus::No | SignatureStatus::Unread => Some(RejectedApproval::Unsigned),
    }
}

/// What is missing where a change of the rules does not have what it needs.
pub fn missing_consent(change: &PolicyChange) -> Option<ConsentStatus> {
    let want = consent_status(change, change.rule.as_ref()?);
    (!want.is_met()).then_some(want)
}

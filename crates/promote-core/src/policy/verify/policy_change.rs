//! Changes of `promote.yaml` itself, and the approvals that the old version requires.
//!
//! A consent is stored in the ledger as `policy/BLOB/N.json` (BLOB is the new version), one statement per commit, with
//! `N.sig` beside it if it is signed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::policy::gate::{RejectedApproval, SignatureStatus, StatementSignature};
use crate::policy::signers::Signers;
use crate::policy::{ApprovalRules, Group};
use crate::promotion::Person;
use promote_model::ObjectId;
use promote_model::text::{count, enumerate};

/// A person's consent to a change of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PolicyConsent {
    /// The version of the format.
    pub version: u32,
    /// The first commit of the ledger, which identifies it.
    pub ledger: String,
    /// The commit that put the old version in force: if the same change occurs again later, it needs consent again.
    pub since: ObjectId,
    /// The blob of the old version.
    pub old: ObjectId,
    /// The blob of the new version.
    pub new: ObjectId,
    /// `approve-policy`
    pub decision: String,
    /// The approver.
    pub by: Person,
    /// The time.
    pub at: Timestamp,
}

impl PolicyConsent {
    /// The bytes that are stored and signed.
    pub fn write(&self) -> Vec<u8> {
        (serde_json::to_string_pretty(self).unwrap_or_default() + "\n").into_bytes()
    }
}

/// A consent in the ledger.
#[derive(Debug, Clone)]
pub struct RecordedConsent {
    /// The statement.
    pub consent: PolicyConsent,
    /// The signature; `None` if there is none.
    pub signature: Option<StatementSignature>,
    /// The latest time in the ledger before the consent was added.
    pub ledger_time: Timestamp,
}

/// A consent that somebody gave, whatever it is about.
#[derive(Debug, Clone)]
pub struct GivenConsent {
    /// Who gave it.
    pub by: Person,
    /// When, as stated.
    pub at: Timestamp,
    /// The signature, if it is signed.
    pub signature: Option<StatementSignature>,
    /// The latest time in the ledger before the consent was added.
    pub ledger_time: Timestamp,
}

impl From<RecordedConsent> for GivenConsent {
    fn from(RecordedConsent { consent, signature, ledger_time }: RecordedConsent) -> Self {
        Self { by: consent.by, at: consent.at, signature, ledger_time }
    }
}

impl GivenConsent {
    /// Whether it is signed, under these trusted signers.
    fn signed(&self, signers: &Signers) -> SignatureStatus {
        let Some(signature) = &self.signature else { return SignatureStatus::No };
        signature.signed(signers, &self.by, self.at, self.ledger_time.max(self.at))
    }
}

/// A commit of the policy branch that changes `promote.yaml`.
#[derive(Debug, Clone)]
pub struct PolicyChange {
    /// The commit.
    pub commit: ObjectId,
    /// The authors of the new version.
    pub authors: Vec<Person>,
    /// The approvals that the old version requires; `None` if it requires none.
    pub rule: Option<ApprovalRules>,
    /// The groups of the old version.
    pub groups: Vec<Group>,
    /// The trusted signers.
    pub signers: Signers,
    /// The consents to exactly this change.
    pub consents: Vec<GivenConsent>,
}

/// The consents that count, and those that are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentStatus {
    /// The required number.
    pub required: u32,
    /// The people whose consents count.
    pub by: Vec<Person>,
    /// The groups with missing consents: name, number given, number required.
    pub(crate) groups: Vec<(String, usize, u32)>,
    /// The people whose consents do not count, and the reason.
    pub uncounted: Vec<(Person, RejectedApproval)>,
}

impl ConsentStatus {
    /// Whether nothing is missing.
    pub fn is_met(&self) -> bool {
        self.by.len() >= self.required as usize && self.groups.is_empty()
    }

    /// `1 of 2 approvals, including 0 of 1 from security`
    pub fn message(&self) -> String {
        let all = format!("{} of {}", self.by.len(), count(self.required as usize, "approval"));
        let group = |(name, given, least): &(String, usize, u32)| format!("{given} of {least} from {name}");
        let groups: Vec<String> = self.groups.iter().map(group).collect();
        if groups.is_empty() { all } else { format!("{all}, including {}", enumerate(&groups, "and")) }
    }
}

/// Counts the consents. A person counts once, and an author of the change does not count.
pub fn consent_status(change: &PolicyChange, rule: &ApprovalRules) -> ConsentStatus {
    let (mut counted, mut uncounted) = (Vec::new(), Vec::new());
    for agreed in &change.consents {
        match uncounted_for(change, rule, agreed) {
            None => counted.push(agreed.by.clone()),
            Some(why) => uncounted.push((agreed.by.clone(), why)),
        }
    }
    let by = Person::distinct(counted);
    // If a later consent of the same person counts, the earlier one is not reported.
    uncounted.retain(|(person, _)| !by.iter().any(|by| by.is(person)));
    let missing = rule.groups.iter().filter_map(|share| {
        let group = change.groups.iter().find(|group| group.name == share.group);
        let given = by.iter().filter(|by| group.is_some_and(|group| group.has(by))).count();
        (given < share.least as usize).then(|| (share.group.clone(), given, share.least))
    });
    ConsentStatus { required: rule.required, groups: missing.collect(), by, uncounted }
}

/// Why a consent does not count; `None` if it does.
fn uncounted_for(change: &PolicyChange, rule: &ApprovalRules, agreed: &GivenConsent) -> Option<RejectedApproval> {
    if !rule.by_creator && change.authors.iter().any(|author| author.is(&agreed.by)) {
        return Some(RejectedApproval::Creator);
    }
    match agreed.signed(&change.signers) {
        _ if !rule.signed => None,
        SignatureStatus::By(_) => None,
        SignatureStatus::Doubtful(doubt) => Some(RejectedApproval::Doubtful(doubt)),
        SignatureStatus::No if !change.signers.knows(&agreed.by) => Some(RejectedApproval::Keyless),
        SignatureStatus::No | SignatureStatus::Unread => Some(RejectedApproval::Unsigned),
    }
}

/// The status if consents are missing.
pub fn missing_consent(change: &PolicyChange) -> Option<ConsentStatus> {
    let want = consent_status(change, change.rule.as_ref()?);
    (!want.is_met()).then_some(want)
}

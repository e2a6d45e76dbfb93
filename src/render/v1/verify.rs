//! `verify`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::{Person, Versioned};
use crate::ops::verify;
use promote_core::policy::verify as proof;

/// What was verified, and the findings.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Verified {
    /// Whether there is no finding; notices do not count.
    ok: bool,
    /// The environments, in pipeline order.
    environments: Vec<ProvedEnvironment>,
    /// The number of promotions in the ledger.
    promotions: usize,
    /// The number of events in the ledger.
    events: usize,
    /// Findings and notices, oldest first.
    findings: Vec<Finding>,
}

/// What was verified in one environment.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ProvedEnvironment {
    /// The name of the environment.
    name: String,
    /// The branch of the environment.
    branch: String,
    /// The number of executed promotions.
    promotions: usize,
    /// The number of rollbacks.
    rollbacks: usize,
    /// The number of commits that changed it without a promotion or a rollback.
    direct_edits: usize,
}

/// A finding or a notice.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    /// A stable word for the kind of finding.
    code: String,
    /// The severity.
    severity: Severity,
    /// The rule that the finding is about.
    rule: String,
    /// The commit that the finding is about.
    commit: Option<String>,
    /// The person whose action it was.
    who: Option<Person>,
    /// The id of the promotion.
    promotion: Option<String>,
    /// The environment.
    environment: Option<String>,
    /// One sentence that says what is wrong.
    message: String,
    /// What to do about it.
    hint: Option<String>,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Severity {
    /// Something is not proved: exit code 1.
    Finding,
    /// Information; the exit code stays 0.
    Notice,
}

impl Verified {
    /// The shape.
    pub(crate) fn new(verified: &verify::Verified) -> Versioned<Self> {
        Versioned::new(Self {
            ok: verified.holds(),
            environments: verified.environments.iter().map(ProvedEnvironment::from).collect(),
            promotions: verified.promotions,
            events: verified.events,
            findings: verified.findings.iter().map(Finding::from).collect(),
        })
    }
}

impl From<&verify::VerifiedEnvironment> for ProvedEnvironment {
    fn from(proved: &verify::VerifiedEnvironment) -> Self {
        Self {
            name: proved.name.clone(),
            branch: proved.branch.clone(),
            promotions: proved.promotions,
            rollbacks: proved.rollbacks,
            direct_edits: proved.direct,
        }
    }
}

impl From<&proof::VerifyFinding> for Finding {
    fn from(finding: &proof::VerifyFinding) -> Self {
        Self {
            code: finding.code.word().to_owned(),
            severity: if finding.notice { Severity::Notice } else { Severity::Finding },
            rule: finding.code.rule().to_owned(),
            commit: finding.commit.map(|commit| commit.to_string()),
            who: finding.who.as_ref().map(Person::from),
            promotion: finding.promotion.map(|id| id.to_string()),
            environment: finding.environment.clone(),
            message: finding.message.clone(),
            hint: finding.hint.clone(),
        }
    }
}

//! What a `promote.yaml` changes against the one in force, in the report of `check`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::ops::check::{self, RulingState};
use promote_core::policy::compare;

/// The `promote.yaml` in force.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Ruling {
    /// The approvals that it requires of a change of `promote.yaml`.
    approvals: u32,
    /// Whether there is one.
    state: RulingWord,
    /// Its branch.
    branch: Option<String>,
    /// Its commit.
    commit: Option<String>,
    /// Why it cannot be determined.
    reason: Option<String>,
}

/// The state of the `promote.yaml` in force.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RulingWord {
    /// It is valid.
    InForce,
    /// It has mistakes.
    Invalid,
    /// There is none yet.
    None,
    /// It cannot be determined.
    Unknown,
}

/// A change against the `promote.yaml` in force.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RuleChange {
    /// What it does to the rule.
    effect: RuleEffect,
    /// The environment.
    environment: Option<String>,
    /// The rule, such as `approvals.required`.
    rule: String,
    /// The change, in a few words.
    message: String,
}

/// What a change does to a rule.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum RuleEffect {
    /// It permits or shows more than before.
    Weaker,
    /// It permits or shows less than before.
    Stronger,
    /// It is another rule.
    Changed,
    /// The environment is new.
    Added,
    /// The environment is removed.
    Removed,
}

/// The files that an environment gains and loses.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MovedFiles {
    /// The environment.
    environment: String,
    /// The files that it gains.
    gained: Vec<String>,
    /// The files that it loses.
    lost: Vec<String>,
}

impl From<&check::Checked> for Ruling {
    fn from(checked: &check::Checked) -> Self {
        let (state, branch, commit, reason) = match &checked.ruling {
            RulingState::InForce(branch, commit) => (RulingWord::InForce, Some(branch), Some(commit), None),
            RulingState::Invalid(branch, _) => (RulingWord::Invalid, Some(branch), None, None),
            RulingState::None => (RulingWord::None, None, None, None),
            RulingState::Unknown(reason) => (RulingWord::Unknown, None, None, Some(reason)),
        };
        let approvals = checked.approvals;
        Self {
            approvals,
            state,
            branch: branch.cloned(),
            commit: commit.map(ToString::to_string),
            reason: reason.cloned(),
        }
    }
}

impl From<&compare::PolicyDifference> for RuleChange {
    fn from(change: &compare::PolicyDifference) -> Self {
        let effect = match change.effect {
            compare::Effect::Weaker => RuleEffect::Weaker,
            compare::Effect::Stronger => RuleEffect::Stronger,
            compare::Effect::Changed => RuleEffect::Changed,
            compare::Effect::Added => RuleEffect::Added,
            compare::Effect::Removed => RuleEffect::Removed,
        };
        let (environment, rule) = (change.environment.clone(), change.rule.clone());
        Self { effect, environment, rule, message: change.message.clone() }
    }
}

impl From<&check::MovedFiles> for MovedFiles {
    fn from(moved: &check::MovedFiles) -> Self {
        Self { environment: moved.environment.clone(), gained: moved.gained.clone(), lost: moved.lost.clone() }
    }
}

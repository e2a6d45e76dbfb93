//! The report of `check`.

use super::source::PolicySource;
use crate::store::candidate::{Place, Ruling};
use promote_core::policy::compare::PolicyDifference;
use promote_core::policy::lint::{Coverage, Level, LintFinding, UnparsedFile};
use promote_model::ObjectId;

/// The report of `check`.
#[derive(Debug)]
pub(crate) struct Checked {
    /// Where `promote.yaml` was read from.
    pub(crate) source: PolicySource,
    /// The findings, in the order of the text.
    pub(crate) findings: Vec<LintFinding>,
    /// The environments, in pipeline order; empty if `promote.yaml` is invalid.
    pub(crate) environments: Vec<CheckedEnvironment>,
    /// The branches that hold environments.
    pub(crate) branches: Vec<CheckedBranch>,
    /// The files that are not read by key.
    pub(crate) unparsed: Vec<UnparsedFile>,
    /// The `promote.yaml` in force.
    pub(crate) ruling: RulingState,
    /// The approvals that it requires of a change of `promote.yaml`.
    pub(crate) approvals: u32,
    /// What changes against it.
    pub(crate) changes: Vec<PolicyDifference>,
    /// The files that environments gain or lose.
    pub(crate) moved: Vec<MovedFiles>,
}

/// An environment.
#[derive(Debug)]
pub(crate) struct CheckedEnvironment {
    /// The name.
    pub(crate) name: String,
    /// The commit that was read.
    pub(crate) place: Place,
    /// The number of files that it takes.
    pub(crate) files: usize,
}

/// A branch that holds environments.
#[derive(Debug)]
pub(crate) struct CheckedBranch {
    /// The branch or the revision.
    pub(crate) label: String,
    /// The commit.
    pub(crate) commit: ObjectId,
    /// How many of its configuration files are taken.
    pub(crate) coverage: Coverage,
}

impl Checked {
    /// Whether there is no finding; notes do not count.
    pub(crate) fn holds(&self) -> bool {
        self.findings.iter().all(|finding| finding.level == Level::Note)
    }
}

/// The `promote.yaml` in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RulingState {
    /// The one of this branch and commit.
    InForce(String, ObjectId),
    /// The one of this branch has mistakes, this number of them.
    Invalid(String, usize),
    /// There is none yet.
    None,
    /// It cannot be determined, for this reason.
    Unknown(String),
}

impl RulingState {
    /// The state of what rules.
    pub(super) fn of(ruling: &Ruling) -> Self {
        match ruling {
            Ruling::Valid { branch, commit, .. } => Self::InForce(branch.clone(), *commit),
            Ruling::Invalid { branch, mistakes } => Self::Invalid(branch.clone(), mistakes.len()),
            Ruling::None => Self::None,
            Ruling::Unknown(reason) => Self::Unknown(reason.clone()),
        }
    }
}

/// The files that an environment gains and loses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MovedFiles {
    /// The environment.
    pub(crate) environment: String,
    /// The files that it gains.
    pub(crate) gained: Vec<String>,
    /// The files that it loses.
    pub(crate) lost: Vec<String>,
}

//! `check`: looks for what is wrong with a `promote.yaml`, in force or not.
//!
//! ```text
//! report   what was found
//! source   where promote.yaml is read from
//! findings reads the files, and finds what is wrong
//! changes  what it changes against the promote.yaml in force
//! ```

mod changes;
mod findings;
mod report;
mod source;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::survey::Survey;
use crate::store::candidate::Candidate;
use promote_core::policy::lint::LintFinding;
use promote_core::policy::{self, Policy};
use promote_model::ObjectId;

pub(crate) use report::{Checked, CheckedBranch, CheckedEnvironment, MovedFiles, RulingState};
pub(crate) use source::PolicySource;

/// Looks for what is wrong with a `promote.yaml`.
///
/// # Errors
/// Where there is no `promote.yaml`, or git cannot be read.
pub(crate) fn check(context: &Context, source: PolicySource) -> Result<Checked, OpError> {
    let candidate = Candidate::open(&context.dir, &context.reach)?;
    let (text, revision) = source.read(&context.dir, &candidate)?;
    match policy::read(&text) {
        Err(mistakes) => {
            let findings = mistakes.iter().map(LintFinding::from).collect();
            Ok(Checked { findings, ..empty(source, &candidate) })
        }
        Ok(policy) => check_valid(context, &candidate, (source, &text, revision), &policy),
    }
}

fn empty(source: PolicySource, candidate: &Candidate) -> Checked {
    Checked {
        source,
        findings: Vec::new(),
        environments: Vec::new(),
        branches: Vec::new(),
        unparsed: Vec::new(),
        ruling: RulingState::of(&candidate.ruling),
        approvals: candidate.approvals(),
        changes: Vec::new(),
        moved: Vec::new(),
    }
}

fn check_valid(
    context: &Context,
    candidate: &Candidate,
    (source, text, revision): (PolicySource, &[u8], Option<ObjectId>),
    policy: &Policy,
) -> Result<Checked, OpError> {
    let label = source.revision().unwrap_or_default().to_owned();
    let home = candidate.home(revision.map(|commit| (label.as_str(), commit)), policy)?;
    let survey = Survey::new(candidate, policy, &home)?;
    let (findings, unparsed) = findings::findings(context, candidate, &survey, (policy, text))?;
    let (environments, branches) = (findings::environments(&survey), findings::branches(&survey));
    let (changes, moved) = changes::changes(candidate, policy, survey)?;
    Ok(Checked { findings, environments, branches, unparsed, changes, moved, ..empty(source, candidate) })
}

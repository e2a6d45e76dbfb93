//! `check`: looks for what is wrong with a `promote.yaml`, in force or not.
//!
//! ```text
//! report   what was found
//! source   where promote.yaml is read from
//! survey   the files that each environment takes, and what the patterns match
//! changes  what it changes against the promote.yaml in force
//! ```

mod changes;
mod report;
mod source;
mod survey;

use crate::engine::OpError;
use crate::engine::context::Context;
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
    let candidate = Candidate::open(&context.dir, context.reach)?;
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
    if home.commit.is_none() {
        let message = "the repository has no commit yet; promote reads only committed files".to_owned();
        let hints = vec!["commit the files first: git add -A && git commit".to_owned()];
        return Err(OpError::Usage { message, hints });
    }
    let survey = survey::Survey::new(candidate, policy, &home)?;
    let found = survey.findings(context, candidate, policy, text)?;
    let (changes, moved) = changes::changes(candidate, policy, survey)?;
    let mut findings = found.findings;
    findings.sort_by_key(|finding| (finding.line, finding.column, finding.code, finding.environment.clone()));
    Ok(Checked {
        findings,
        environments: found.environments,
        branches: found.branches,
        unparsed: found.unparsed,
        changes,
        moved,
        ..empty(source, candidate)
    })
}

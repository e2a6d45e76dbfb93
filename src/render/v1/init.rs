//! `init`.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::common::Versioned;
use super::init_evidence::{Certainty, Coverage, FoundFormat, NameEvidence, OrderEvidence};
use crate::ops::init;
use promote_core::env::detect;

/// The environments that were found, and what was done with the proposed `promote.yaml`.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Init {
    /// What was done.
    outcome: InitOutcome,
    /// The path of the file that was or would be written.
    path: Option<String>,
    /// The branch that the file was committed to.
    branch: Option<String>,
    /// The commit.
    commit: Option<String>,
    /// The environments, in pipeline order.
    environments: Vec<FoundEnvironment>,
    /// The path templates that tell environments apart.
    files: Vec<FoundFiles>,
    /// Names that look like environments and are not proposed.
    others: Vec<OtherName>,
    /// What the proposal takes of the configuration files.
    coverage: Coverage,
    /// Templates that are left out, because the proposal would not load with them.
    conflicting: Vec<String>,
    /// Formats in the proposal that file names do not tell.
    formats: Vec<FoundFormat>,
    /// The remote in the proposal, which decides for all clones; null where the clone has none or several.
    remote: Option<String>,
    /// The number of commits that were looked at for the order of environments.
    commits: usize,
    /// The text of the proposed `promote.yaml`; null where fewer than two environments were found.
    proposal: Option<String>,
}

/// What was done with the proposal.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum InitOutcome {
    /// It was written to a file.
    Written,
    /// A dry run: it would be written to a file.
    WouldWrite,
    /// It was committed.
    Committed,
    /// It was printed.
    Printed,
    /// Fewer than two environments were found; nothing was written.
    TooFew,
}

/// An environment that was found.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundEnvironment {
    /// The proposed name.
    name: String,
    /// Whether the name is a usual name for an environment.
    usual: bool,
    /// The branch of the environment, where environments are branches.
    branch: Option<String>,
    /// Why it is taken for an environment.
    evidence: NameEvidence,
    /// How sure that is.
    certainty: Certainty,
    /// The environments that it would be promoted from.
    from: Vec<String>,
    /// What tells `from`; null where that is empty.
    order: Option<OrderEvidence>,
    /// Where the name was found.
    seen: Vec<Sighting>,
}

/// One place where a name was found.
#[derive(Debug, Serialize, JsonSchema)]
struct Sighting {
    /// The kind of place.
    place: FoundPlace,
    /// The spelling there.
    spelled: String,
    /// The number of files; 0 for a branch.
    files: usize,
    /// One of the files, or the branch.
    example: String,
}

/// The kind of place where a name was found.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum FoundPlace {
    /// The name of a directory, or a part of it.
    Directory,
    /// A part of a file name.
    FileName,
    /// The name of a branch, or its end.
    Branch,
    /// The name of a map inside a file.
    Key,
}

/// A path template.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundFiles {
    /// The template.
    path: String,
    /// The key prefix of the configuration in these files, where environments are inside them; else null.
    keys: Option<String>,
    /// The text of `{env}` for each environment where it is not the name.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    env: Map<String, Json>,
    /// The number of files that match.
    files: usize,
    /// One of them; null where environments are branches.
    example: Option<String>,
}

/// A name that looks like an environment and is not proposed.
#[derive(Debug, Serialize, JsonSchema)]
struct OtherName {
    /// The name.
    name: String,
    /// One place where it was found.
    example: String,
    /// The reason.
    why: OtherReason,
}

/// Why a name is not proposed as an environment.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum OtherReason {
    /// No other environment is beside it.
    Alone,
    /// The name is unusual, and its files differ from those of its neighbours.
    Unusual,
    /// It is in one place only, where the environments are in many.
    Rare,
    /// It is a branch, and files tell the environments apart.
    BranchBeside,
}

impl Init {
    /// The shape.
    pub(crate) fn new(done: &init::Initialized) -> Versioned<Self> {
        let found = &done.findings;
        let (outcome, path, committed) = match &done.result {
            init::ProposalResult::Written(path) => (InitOutcome::Written, Some(path), None),
            init::ProposalResult::WouldWrite(path, _) => (InitOutcome::WouldWrite, Some(path), None),
            init::ProposalResult::Committed(branch, commit) => (InitOutcome::Committed, None, Some((branch, commit))),
            init::ProposalResult::Text(_) => (InitOutcome::Printed, None, None),
            init::ProposalResult::TooFew => (InitOutcome::TooFew, None, None),
        };
        Versioned::new(Self {
            outcome,
            path: path.map(|path| path.display().to_string()),
            branch: committed.map(|(branch, _)| branch.clone()),
            commit: committed.map(|(_, commit)| commit.to_string()),
            environments: found.environments.iter().map(FoundEnvironment::from).collect(),
            files: found.files.iter().map(FoundFiles::from).collect(),
            others: found.others.iter().map(OtherName::from).collect(),
            coverage: Coverage::from(&done.coverage),
            conflicting: done.conflicting.clone(),
            formats: found.formats.iter().map(FoundFormat::from).collect(),
            remote: found.remote.clone(),
            commits: done.commits,
            proposal: done.proposal.clone(),
        })
    }
}

impl From<&detect::FoundEnvironment> for FoundEnvironment {
    fn from(found: &detect::FoundEnvironment) -> Self {
        Self {
            name: found.name.clone(),
            usual: found.usual,
            branch: found.branch.clone(),
            evidence: found.evidence.into(),
            certainty: found.evidence.certainty().into(),
            from: found.from.clone(),
            order: found.order.map(OrderEvidence::from),
            seen: found.seen.iter().map(Sighting::from).collect(),
        }
    }
}

impl From<&detect::Occurrence> for Sighting {
    fn from(seen: &detect::Occurrence) -> Self {
        let place = match seen.place {
            detect::NameLocation::Directory => FoundPlace::Directory,
            detect::NameLocation::FileName => FoundPlace::FileName,
            detect::NameLocation::Branch => FoundPlace::Branch,
            detect::NameLocation::Key => FoundPlace::Key,
        };
        Self { place, spelled: seen.spelled.clone(), files: seen.files, example: seen.example.clone() }
    }
}

impl From<&detect::FoundTemplate> for FoundFiles {
    fn from(found: &detect::FoundTemplate) -> Self {
        let env = found.spelled.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect();
        Self {
            path: found.template.clone(),
            keys: found.keys.clone(),
            env,
            files: found.files,
            example: found.example.clone(),
        }
    }
}

impl From<&detect::RejectedCandidate> for OtherName {
    fn from(other: &detect::RejectedCandidate) -> Self {
        let why = match other.why {
            detect::RejectionReason::Alone => OtherReason::Alone,
            detect::RejectionReason::Unusual => OtherReason::Unusual,
            detect::RejectionReason::Rare => OtherReason::Rare,
            detect::RejectionReason::BranchBeside => OtherReason::BranchBeside,
        };
        Self { name: other.name.clone(), example: other.example.clone(), why }
    }
}

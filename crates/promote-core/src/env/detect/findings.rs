//! The result of the detection.

use super::evidence::{Evidence, OrderEvidence};

/// The detected environments and templates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detection {
    /// The environments, in pipeline order. A single one makes no pipeline.
    pub environments: Vec<FoundEnvironment>,
    /// The path templates of the environments.
    pub files: Vec<FoundTemplate>,
    /// Names that look like environments but were rejected.
    pub others: Vec<RejectedCandidate>,
    /// Environments of one purpose, each of which follows the one before; their order is a guess by their names.
    pub chains: Vec<Vec<String>>,
    /// The remote that decides, if there is one in the proposal.
    pub remote: Option<String>,
    /// Formats that file names do not tell.
    pub formats: Vec<FoundFormat>,
}

/// Files with a format that their name does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFormat {
    /// The template of these files.
    pub template: String,
    /// The template among `files` that matches them, too, and has the spellings.
    pub of: usize,
    /// The name of the format.
    pub format: &'static str,
    /// The number of files.
    pub files: usize,
    /// One of them.
    pub example: String,
}

/// A detected environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEnvironment {
    /// The proposed name.
    pub name: String,
    /// Whether the name is a common one; otherwise it was found next to common ones.
    pub usual: bool,
    /// The branch, if the environments are branches.
    pub branch: Option<String>,
    /// Why it is taken for an environment.
    pub evidence: Evidence,
    /// The proposed sources (`from`).
    pub from: Vec<String>,
    /// What tells the sources; none without sources.
    pub order: Option<OrderEvidence>,
    /// Whether such an environment usually requires approvals.
    pub(crate) guarded: bool,
    /// The places of its name, the one with the most files first.
    pub seen: Vec<Occurrence>,
}

/// A place where the name of an environment occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The kind of place.
    pub place: NameLocation,
    /// The spelling there.
    pub spelled: String,
    /// The number of files; 0 for a branch.
    pub files: usize,
    /// One of the files, or the branch.
    pub example: String,
}

/// The kinds of places for the name of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameLocation {
    /// The name of a directory, or a part of it.
    Directory,
    /// A part of a file name.
    FileName,
    /// The name of a branch, or its end.
    Branch,
    /// The name of a map inside a file.
    Key,
}

/// A proposed path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTemplate {
    /// The template.
    pub template: String,
    /// The key prefix of the configuration in these files, where environments are inside them.
    pub keys: Option<String>,
    /// The value of `{env}` by environment, if it differs from the name.
    pub spelled: Vec<(String, String)>,
    /// The number of files it was derived from.
    pub files: usize,
    /// One of the files; none if the environments are branches.
    pub example: Option<String>,
}

/// A name that looks like an environment but was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedCandidate {
    /// The name.
    pub name: String,
    /// A path with the name.
    pub example: String,
    /// The reason.
    pub why: RejectionReason,
}

/// Why a name was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RejectionReason {
    /// A common name, but there is no second one next to it.
    Alone,
    /// Next to environments, but not a common name, and with other files.
    Unusual,
    /// It occurs in one odd place, where the other environments occur in many.
    Rare,
    /// Branches of these names exist, but directories or files already define the environments.
    BranchBeside,
}

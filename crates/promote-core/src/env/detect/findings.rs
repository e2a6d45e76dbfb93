//! What was found.

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detection {
    /// The environments, in pipeline order. A single one makes no pipeline.
    pub environments: Vec<FoundEnvironment>,
    /// The path templates that tell them apart.
    pub files: Vec<FoundTemplate>,
    /// What looks like an environment, and why it is not taken for one.
    pub others: Vec<RejectedCandidate>,
}

/// An environment that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEnvironment {
    /// The name that is proposed.
    pub name: String,
    /// Whether the name is a usual one; else it only stands where usual ones stand.
    pub usual: bool,
    /// The branch it lives on, where the environments are branches.
    pub branch: Option<String>,
    /// What is proposed to be promoted into it.
    pub from: Vec<String>,
    /// Whether people usually guard it.
    pub(crate) guarded: bool,
    /// Where it was seen, the most telling place first.
    pub seen: Vec<Occurrence>,
}

/// One place where an environment was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// What kind of place.
    pub place: NameLocation,
    /// How it is spelled there.
    pub spelled: String,
    /// How many files that is; none for a branch.
    pub files: usize,
    /// One of them, or the branch.
    pub example: String,
}

/// Where the name of an environment can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameLocation {
    /// The name of a directory, or part of it.
    Directory,
    /// Part of the name of a file.
    FileName,
    /// The name of a branch, or its end.
    Branch,
}

/// A path template that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTemplate {
    /// The template.
    pub template: String,
    /// What `{env}` is for an environment, by its name, where that is not the name.
    pub spelled: Vec<(String, String)>,
    /// How many files gave rise to it.
    pub files: usize,
    /// One of them; none where branches are the environments.
    pub example: Option<String>,
}

/// Something that looks like an environment and is not taken for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedCandidate {
    /// The word.
    pub name: String,
    /// Where it stands.
    pub example: String,
    /// Why it is not taken.
    pub why: RejectionReason,
}

/// Why something is not taken for an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RejectionReason {
    /// A usual name, but no other stands beside it.
    Alone,
    /// It stands where environments stand, but is no usual name and holds other files.
    Unusual,
    /// Branches of these names exist, but directories or files already tell the environments apart.
    BranchBeside,
}

//! `init`: how sure a proposal is, and what it takes.

use schemars::JsonSchema;
use serde::Serialize;

use promote_core::env::detect;
use promote_core::policy::coverage;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certainty {
    /// Known words tell.
    Sure,
    /// What files have in common, or history, tells.
    Likely,
    /// Little tells; a person must decide.
    Guess,
}

/// Why a name is taken for an environment.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NameEvidence {
    /// It is a common word for one, next to another one.
    Word,
    /// It is the name of another one without its word.
    WithoutWord,
    /// Its directory has the same files as the environments next to it.
    SameFiles,
    /// It recurs next to environments.
    Recurs,
    /// No word tells: directories with the same files.
    Trees,
}

/// What tells the sources of an environment.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OrderEvidence {
    /// The kind of evidence.
    by: OrderBy,
    /// How sure it is.
    certainty: Certainty,
    /// For `history`, the number of lines that reached the environment later than its source.
    lines: Option<usize>,
}

/// A kind of evidence for an order.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum OrderBy {
    /// The usual order of the words.
    Words,
    /// Lines reached the source first.
    History,
    /// Only the order of the names.
    Names,
}

/// The configuration files that a proposal takes and leaves out.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Coverage {
    /// The number of files that it takes.
    taken: usize,
    /// The number of configuration files: those, and all others with a format that has keys.
    configuration: usize,
    /// The others by directory and reason, the most files first; a long list is cut off.
    left_out: Vec<LeftOut>,
}

/// Configuration files that a proposal does not take.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// The directory; empty for the root.
    directory: String,
    /// The number of files.
    files: usize,
    /// One of them.
    example: String,
    /// The reason.
    why: LeftOutReason,
}

/// Why files are left out.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum LeftOutReason {
    /// A directory or file for all environments, such as `base`.
    ForAll,
    /// The path names an environment, but no other one has such a place.
    Alone,
    /// No environment is in the path.
    NoEnvironment,
}

/// Files with a format that their name does not tell.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FoundFormat {
    /// The template of these files.
    path: String,
    /// The format.
    format: String,
    /// The number of files.
    files: usize,
    /// One of them.
    example: String,
}

impl From<detect::Certainty> for Certainty {
    fn from(certainty: detect::Certainty) -> Self {
        match certainty {
            detect::Certainty::Sure => Self::Sure,
            detect::Certainty::Likely => Self::Likely,
            detect::Certainty::Guess => Self::Guess,
        }
    }
}

impl From<detect::Evidence> for NameEvidence {
    fn from(evidence: detect::Evidence) -> Self {
        match evidence {
            detect::Evidence::Word => Self::Word,
            detect::Evidence::WithoutWord => Self::WithoutWord,
            detect::Evidence::SameFiles => Self::SameFiles,
            detect::Evidence::Recurs => Self::Recurs,
            detect::Evidence::Trees => Self::Trees,
        }
    }
}

impl From<detect::OrderEvidence> for OrderEvidence {
    fn from(order: detect::OrderEvidence) -> Self {
        let (by, lines) = match order {
            detect::OrderEvidence::Words => (OrderBy::Words, None),
            detect::OrderEvidence::History(lines) => (OrderBy::History, Some(lines)),
            detect::OrderEvidence::Names => (OrderBy::Names, None),
        };
        Self { by, certainty: order.certainty().into(), lines }
    }
}

impl From<&coverage::Coverage> for Coverage {
    fn from(coverage: &coverage::Coverage) -> Self {
        let left_out = coverage.left_out.iter().map(LeftOut::from).collect();
        Self { taken: coverage.taken, configuration: coverage.configuration, left_out }
    }
}

impl From<&coverage::LeftOut> for LeftOut {
    fn from(left: &coverage::LeftOut) -> Self {
        let why = match left.why {
            coverage::LeftOutReason::ForAll => LeftOutReason::ForAll,
            coverage::LeftOutReason::Alone => LeftOutReason::Alone,
            coverage::LeftOutReason::NoEnvironment => LeftOutReason::NoEnvironment,
        };
        Self { directory: left.directory.clone(), files: left.files, example: left.example.clone(), why }
    }
}

impl From<&detect::FoundFormat> for FoundFormat {
    fn from(format: &detect::FoundFormat) -> Self {
        let (path, example) = (format.template.clone(), format.example.clone());
        Self { path, format: format.format.to_owned(), files: format.files, example }
    }
}

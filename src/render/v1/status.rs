//! `status`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use super::promotion::Promotion;
use crate::engine::left_behind::LeftBehind;
use crate::ops::status;

/// The state of the pipeline.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Status {
    /// The edges of the pipeline, such as staging -> production.
    edges: Vec<Edge>,
    /// The open promotions, newest first.
    promotions: Vec<Promotion>,
    /// The working trees of this clone that an interrupted command left unfinished.
    unfinished: Vec<Unfinished>,
}

/// A working tree whose files are behind their branch, or whose index is still locked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Unfinished {
    /// The root of the working tree.
    working_tree: String,
    /// The branch.
    branch: String,
    /// The commit that the files are to follow.
    commit: String,
    /// Whether the branch has moved to the commit, so that the files are behind it; else only a lock was left.
    behind: bool,
    /// A sentence for people, with the command that finishes it.
    message: String,
}

/// One edge of the pipeline: a source and a target.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Edge {
    /// The environment that is promoted from.
    source_environment: String,
    /// The environment that is promoted into.
    target_environment: String,
    /// The number of keys in the source and not in the target; null where `problem` is set.
    added: Option<usize>,
    /// The number of keys with different values.
    modified: Option<usize>,
    /// The number of keys in the target and not in the source.
    removed: Option<usize>,
    /// The number of differing keys that the target owns (`keep`).
    kept: Option<usize>,
    /// The number of differing keys that the source changed since the last promotion; null where there was none.
    new_since_last: Option<usize>,
    /// The id of the last executed promotion.
    last_promotion: Option<String>,
    /// The reason why the environments cannot be compared.
    problem: Option<String>,
}

impl Status {
    /// The shape.
    pub(crate) fn new(pipeline: &status::Pipeline) -> Versioned<Self> {
        Versioned::new(Self {
            edges: pipeline.edges.iter().map(Edge::from).collect(),
            promotions: pipeline.open.iter().map(Promotion::from).collect(),
            unfinished: pipeline.behind.iter().map(Unfinished::from).collect(),
        })
    }
}

impl From<&LeftBehind> for Unfinished {
    fn from(left: &LeftBehind) -> Self {
        Self {
            working_tree: left.path.display().to_string(),
            branch: left.landed.branch.clone(),
            commit: left.landed.commit.to_string(),
            behind: left.moved,
            message: left.sentence(),
        }
    }
}

impl From<&status::Edge> for Edge {
    fn from(edge: &status::Edge) -> Self {
        let waiting = edge.state.as_ref().ok();
        Self {
            source_environment: edge.source.clone(),
            target_environment: edge.target.clone(),
            added: waiting.map(|waiting| waiting.counts.added),
            modified: waiting.map(|waiting| waiting.counts.modified),
            removed: waiting.map(|waiting| waiting.counts.removed),
            kept: waiting.map(|waiting| waiting.own),
            new_since_last: waiting.and_then(|waiting| waiting.new),
            last_promotion: edge.last.as_ref().map(|view| view.promotion.id.to_string()),
            problem: edge.state.as_ref().err().cloned(),
        }
    }
}

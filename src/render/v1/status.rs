//! `status`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use super::hold::Hold;
use super::promotion::Promotion;
use crate::engine::left_behind::LeftBehind;
use crate::engine::undone::UndoneKey;
use crate::ops::status;

/// The state of the pipeline.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Status {
    /// The holds that are on.
    holds: Vec<Hold>,
    /// The edges of the pipeline, such as staging -> production.
    edges: Vec<Edge>,
    /// The open promotions, newest first.
    promotions: Vec<Promotion>,
    /// The open promotions that would undo newer values of their targets, and do not say so.
    undoing: Vec<Undoing>,
    /// The working trees of this clone that an interrupted command left unfinished.
    unfinished: Vec<Unfinished>,
}

/// An open promotion that would undo newer values of its target.
#[derive(Debug, Serialize, JsonSchema)]
struct Undoing {
    /// The id of the promotion.
    id: String,
    /// The keys.
    keys: Vec<String>,
    /// A sentence for each key, with what it would undo.
    messages: Vec<String>,
}

impl From<&status::Undoing> for Undoing {
    fn from(undoing: &status::Undoing) -> Self {
        Self {
            id: undoing.name.id.to_string(),
            keys: undoing.keys.iter().map(|key| key.address.clone()).collect(),
            messages: undoing.keys.iter().map(UndoneKey::message).collect(),
        }
    }
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
    /// The differing keys by what their history says; null where it says nothing about any key.
    judged: Option<Judged>,
    /// The id of the last executed promotion.
    last_promotion: Option<String>,
    /// The reason why the environments cannot be compared.
    problem: Option<String>,
}

/// The number of differing keys of each direction, without those that only the target has.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Judged {
    /// The source changed them since both held one value, and they were not passed over twice: they wait.
    forward: usize,
    /// The files that are new to the target and wait; their keys are not counted in `forward`.
    new_files: usize,
    /// Both changed them.
    diverged: usize,
    /// The target changed them: promoting them undoes that.
    backward: usize,
    /// The source changed them, and two later promotions or more left them out.
    passed_over: usize,
    /// The sides never held one value.
    unrelated: usize,
    /// The history that was read does not tell.
    unknown: usize,
}

impl From<status::JudgedCounts> for Judged {
    fn from(counts: status::JudgedCounts) -> Self {
        let status::JudgedCounts { forward, new_files, diverged, backward, passed_over, unrelated, unknown } = counts;
        Self { forward, new_files, diverged, backward, passed_over, unrelated, unknown }
    }
}

impl Status {
    /// The shape.
    pub(crate) fn new(pipeline: &status::Pipeline) -> Versioned<Self> {
        Versioned::new(Self {
            holds: pipeline.holds.iter().map(|hold| Hold::from(&**hold)).collect(),
            edges: pipeline.edges.iter().map(Edge::from).collect(),
            promotions: pipeline.open.iter().map(Promotion::from).collect(),
            undoing: pipeline.undoing.iter().map(Undoing::from).collect(),
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
            judged: waiting.and_then(|waiting| waiting.judged).map(Judged::from),
            last_promotion: edge.last.as_ref().map(|view| view.promotion.id.to_string()),
            problem: edge.state.as_ref().err().cloned(),
        }
    }
}

//! The commits whose `promote.yaml` rules, one after another: those of the branch that the first commit of the ledger names,
//! then those of the branch that a move names, and so on. A move counts with the consents that `policy:` of the branch
//! before asks for.
//!
//! ```text
//! master   A - B - C          first segment: up to C, whose promote.yaml the move names as the last one
//! main             C' - D     second segment: from C' on, which has the same promote.yaml
//! ```

use serde::{Deserialize, Serialize};

use promote_model::ObjectId;

/// A part of the policy line: commits of one branch, along first parents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// The branch.
    pub(crate) branch: String,
    /// The first commit; `None` where the whole branch rules.
    pub(crate) since: Option<ObjectId>,
    /// The last commit; `None` for the tip.
    pub(crate) until: Option<ObjectId>,
    /// The ledger commit since which it rules; `None` where it ruled from the beginning.
    pub(crate) link: Option<ObjectId>,
    /// The remote's default branch, if it is another one on purpose.
    pub(crate) head: Option<String>,
}

/// What the ledger decides about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyLine {
    /// The parts, oldest first; at least one.
    pub(crate) segments: Vec<Segment>,
    /// The number of each move that counts, after the first segment.
    moves: Vec<usize>,
    /// The version of the ledger.
    pub(crate) version: u32,
    /// The last ledger commit before an upgrade that takes consents: proof begins after it.
    pub(crate) upgraded_after: Option<ObjectId>,
}

impl PolicyLine {
    /// The line of one whole branch.
    pub(crate) fn of_branch(branch: String, version: u32, head: Option<String>) -> Self {
        let first = Segment { branch, since: None, until: None, link: None, head };
        Self { segments: vec![first], moves: Vec::new(), version, upgraded_after: None }
    }

    /// The segment in force.
    pub(crate) fn last(&self) -> Option<&Segment> {
        self.segments.last()
    }

    /// The branch in force.
    pub(crate) fn branch(&self) -> &str {
        self.last().map_or("", |segment| segment.branch.as_str())
    }

    /// The number of the last move that counts; 0 for none.
    pub(crate) fn last_move(&self) -> usize {
        self.moves.last().copied().unwrap_or_default()
    }
}

impl PolicyLine {
    /// Adds the segment of a move, which keeps `promote.yaml` as it is in `until`, the last commit of the branch before.
    pub(super) fn go_on(&mut self, number: usize, until: ObjectId, segment: Segment) {
        if let Some(last) = self.segments.last_mut() {
            last.until = Some(until);
        }
        self.segments.push(segment);
        self.moves.push(number);
    }
}

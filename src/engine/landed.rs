//! A commit that is on its branch although the command failed afterwards, as its trailers describe it.

use crate::store::Store;
use promote_core::promotion::{PromotionId, PromotionName};
use promote_git::{Repo, trailers};
use promote_model::ObjectId;

/// A commit on its branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Landed {
    /// The commit.
    pub(crate) commit: ObjectId,
    /// The branch, without `refs/heads/`.
    pub(crate) branch: String,
    step: Option<LandedStep>,
}

/// The step that a commit belongs to, with its promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LandedStep {
    Execution(PromotionName),
    Rollback(PromotionName),
    Proposal(PromotionName),
}

impl Landed {
    /// Reads the trailers of a commit, with the number of the promotion.
    pub(crate) fn named(store: &Store, branch: &str, commit: ObjectId) -> Self {
        let landed = Self::of(&store.repo, branch, commit);
        let named = |step| match step {
            LandedStep::Execution(name) => LandedStep::Execution(store.called(name.id)),
            LandedStep::Rollback(name) => LandedStep::Rollback(store.called(name.id)),
            LandedStep::Proposal(name) => LandedStep::Proposal(store.called(name.id)),
        };
        Self { step: landed.step.map(named), ..landed }
    }

    /// Reads the trailers of a commit, where the ledger is not read yet.
    pub(crate) fn of(repo: &Repo, branch: &str, commit: ObjectId) -> Self {
        // Without the trailers, the commit alone is named.
        let message = repo.read_commit(commit).map(|commit| commit.message).unwrap_or_default();
        let found = trailers::parse(&message);
        let id = |token| trailers::single(&found, token).and_then(PromotionId::read);
        let id = |token| id(token).map(|id| PromotionName { id, number: None });
        let step = match (id("Promotion-Id"), id("Promotion-Rollback")) {
            (_, Some(id)) => Some(LandedStep::Rollback(id)),
            (Some(id), None) => Some(LandedStep::Execution(id)),
            (None, None) => None,
        };
        let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch).to_owned();
        Self { commit, branch, step }
    }

    /// The same commit, proposed on a branch of its own.
    pub(crate) fn proposed(self) -> Self {
        let step = self.step.map(|step| match step {
            LandedStep::Execution(id) => LandedStep::Proposal(id),
            step => step,
        });
        Self { step, ..self }
    }

    /// What landed, as a sentence without an end: `promotion ID was executed as COMMIT on main`.
    pub(crate) fn sentence(&self) -> String {
        let place = format!("as {} on {}", self.commit, self.branch);
        match self.step {
            Some(LandedStep::Execution(id)) => format!("promotion {id} was executed {place}"),
            Some(LandedStep::Rollback(id)) => format!("promotion {id} was rolled back {place}"),
            Some(LandedStep::Proposal(id)) => format!("promotion {id} was proposed {place}"),
            None => format!("{} was moved to {}", self.branch, self.commit),
        }
    }

    /// The command that completes what is missing; `None` for a rollback, whose keys it would have to repeat.
    pub(crate) fn command(&self) -> Option<String> {
        match self.step? {
            LandedStep::Execution(id) => Some(format!("promote execute {id}")),
            LandedStep::Proposal(id) => Some(format!("promote execute {id} --branch")),
            LandedStep::Rollback(_) => None,
        }
    }
}

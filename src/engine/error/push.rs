//! The purpose of a refused push, so that its hints can name another way.

use crate::store::Store;
use promote_core::promotion::{PromotionId, PromotionName};
use promote_git::{PushError, RefUpdate, trailers};
use promote_model::ObjectId;

/// The role of a branch at the remote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BranchRole {
    /// The ledger.
    Ledger,
    /// The policy branch, or the branch of an environment.
    Target,
    /// A proposal branch for a merge request.
    Proposal,
    /// A ref for review in Gerrit.
    Review,
}

/// The purpose of a push.
#[derive(Debug, Clone)]
pub(crate) struct PushContext {
    /// The branch that was refused.
    pub(crate) branch: BranchRole,
    /// The promotion.
    pub(crate) id: Option<PromotionName>,
    /// The rollback commit, where a rollback was pushed. The local repository has it already.
    pub(crate) rollback: Option<ObjectId>,
}

impl PushContext {
    /// Reads the purpose from the updates; the last of them appends to the ledger.
    pub(super) fn of(store: &Store, updates: &[RefUpdate], error: &PushError) -> Self {
        let environments = &store.policy.environments;
        let is_target = |name: &str| environments.iter().any(|e| name == format!("refs/heads/{}", store.branch_of(e)));
        let branch = match error {
            PushError::Refused { name, .. } if *name == store.ledger_ref() => BranchRole::Ledger,
            PushError::Refused { name, .. } if name.starts_with("refs/for/") => BranchRole::Review,
            PushError::Refused { name, .. } if !is_target(name) => BranchRole::Proposal,
            _ => BranchRole::Target,
        };
        // An unreadable commit is ignored here: the refusal itself matters more.
        let commit = updates.last().and_then(|ledger| store.repo.read_commit(ledger.new?).ok());
        let found = commit.map(|commit| trailers::parse(&commit.message)).unwrap_or_default();
        let id = trailers::single(&found, "Promotion-Id").and_then(PromotionId::read).map(|id| store.called(id));
        let moves = updates.iter().find(|update| is_target(&update.name)).and_then(|update| update.new);
        let rollback = moves.filter(|_| trailers::single(&found, "Promotion-Event") == Some("rolled-back"));
        Self { branch, id, rollback }
    }
}

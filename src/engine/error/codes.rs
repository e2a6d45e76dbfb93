//! The exit code and the stable word of every error: each chosen in one place.

use super::{Exit, OpError, blocker_code, uncounted_code};
use crate::store::StoreError;
use promote_core::policy::gate::RejectedApproval;
use promote_git::{FollowRefusal, GitError, PushError, RemoteError, TransactionError};

impl OpError {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. }
            | Self::NoMatch { .. }
            | Self::NoBase { .. }
            | Self::Pattern(_)
            | Self::BadSchema { .. } => Exit::Usage,
            Self::Blocked { .. }
            | Self::NotThen { .. }
            | Self::NoRollback { .. }
            | Self::IllegalStep { .. }
            | Self::Landed { .. }
            | Self::NoApprover(_)
            | Self::OwnKey { .. }
            | Self::NoPolicyApprover(_)
            | Self::NoAttestor(_)
            | Self::PolicyChanged { .. } => Exit::Refused,
            Self::Stale { .. }
            | Self::RollbackConflict { .. }
            | Self::LostRace(_)
            | Self::Push { error: PushError::LostRace { .. }, .. }
            | Self::OtherDigest { .. }
            | Self::Apply(_)
            | Self::Git(GitError::PathConflict { .. })
            | Self::Missing { .. }
            | Self::Follow(FollowRefusal::Files { .. } | FollowRefusal::Busy { .. }) => Exit::Conflict,
            Self::Git(GitError::Sign(error)) if error.is_configuration() => Exit::Usage,
            Self::Git(_)
            | Self::Push { .. }
            | Self::Follow(FollowRefusal::Git(_) | FollowRefusal::Locked(_) | FollowRefusal::ReadOnly { .. })
            | Self::Io { .. } => Exit::Failure,
            Self::Interrupted => Exit::Interrupted,
            Self::Transaction(TransactionError::LostRace { .. }) => Exit::Conflict,
            Self::Transaction(_) => Exit::Failure,
            Self::Store(error) => match error {
                StoreError::Remote(RemoteError::Unknown { .. }) => Exit::Usage,
                StoreError::Git(GitError::Sign(error)) if error.is_configuration() => Exit::Usage,
                StoreError::Git(_)
                | StoreError::Remote(_)
                | StoreError::PolicyKeepsChanging { .. }
                | StoreError::Ledger { .. } => Exit::Failure,
                StoreError::Illegal(_) => Exit::Refused,
                _ => Exit::Usage,
            },
        }
    }

    /// Whether it is a matter of the promotion, its rules and its target, and not one of this machine, of the network,
    /// or of a race.
    pub(crate) fn is_of_the_promotion(&self) -> bool {
        match self {
            Self::Blocked { .. }
            | Self::IllegalStep { .. }
            | Self::OwnKey { .. }
            | Self::PolicyChanged { .. }
            | Self::Stale { .. }
            | Self::Apply(_)
            | Self::Git(GitError::PathConflict { .. }) => true,
            Self::Store(error) => matches!(
                error,
                StoreError::UnknownEnvironment { .. }
                    | StoreError::NoBranch { .. }
                    | StoreError::NoFiles { .. }
                    | StoreError::NothingOnly { .. }
                    | StoreError::NoKeys { .. }
            ),
            _ => false,
        }
    }

    /// A stable word, for scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::NoMatch { .. } => "no-match",
            Self::NoBase { .. } => "no-base",
            Self::Interrupted => "interrupted",
            Self::Pattern(_) => "bad-pattern",
            Self::Blocked { blockers, .. } | Self::NotThen { blockers, .. } | Self::NoRollback { blockers, .. } => {
                blockers.first().map_or("blocked", blocker_code)
            }
            Self::IllegalStep { .. } | Self::Store(StoreError::Illegal(_)) => "illegal-step",
            Self::Landed { .. } => "landed",
            Self::NoApprover(refused) => match refused.why {
                RejectedApproval::Creator | RejectedApproval::Planner | RejectedApproval::Author => "self-approval",
                RejectedApproval::Outsider { .. } => "not-an-approver",
                _ => uncounted_code(&refused.why),
            },
            Self::NoPolicyApprover(refused) => match refused.why {
                RejectedApproval::Creator => "own-policy",
                _ => uncounted_code(&refused.why),
            },
            Self::BadSchema { .. } => "bad-schema",
            Self::NoAttestor(refused) => match refused.why {
                RejectedApproval::Outsider { .. } => "not-an-attestor",
                _ => uncounted_code(&refused.why),
            },
            Self::OwnKey { .. } => "own-key",
            Self::PolicyChanged { .. } => "policy-changed",
            Self::Stale { .. } => "stale-plan",
            Self::RollbackConflict { .. } => "rollback-conflict",
            Self::LostRace(_) | Self::Transaction(TransactionError::LostRace { .. }) => "lost-race",
            Self::Push { error, .. } => push_code(error),
            Self::OtherDigest { .. } => "other-digest",
            Self::Apply(_) | Self::Git(GitError::PathConflict { .. }) => "edit-refused",
            Self::Missing { .. } => "commit-missing",
            Self::Follow(FollowRefusal::Files { .. } | FollowRefusal::Busy { .. }) => "dirty-working-tree",
            Self::Transaction(TransactionError::Locked(_) | TransactionError::Busy { .. })
            | Self::Follow(FollowRefusal::Locked(_)) => "locked",
            Self::Git(GitError::NotARepository { .. })
            | Self::Store(StoreError::Git(GitError::NotARepository { .. })) => "not-a-repository",
            Self::Git(GitError::MissingObject { lacking: Some(_), .. })
            | Self::Store(StoreError::Git(GitError::MissingObject { lacking: Some(_), .. })) => "incomplete-clone",
            Self::Git(GitError::Sign(_)) => "signing",
            Self::Git(_)
            | Self::Follow(FollowRefusal::Git(_) | FollowRefusal::ReadOnly { .. })
            | Self::Transaction(_) => "git",
            Self::Io { .. } => "io",
            Self::Store(error) => match error {
                StoreError::Git(GitError::Sign(_)) => "signing",
                StoreError::Git(_) => "git",
                StoreError::Remote(error) => remote_code(error),
                StoreError::PolicyKeepsChanging { .. } => "lost-race",
                StoreError::NoPolicy { .. } | StoreError::NoPolicyBranch | StoreError::PolicyBranchMissing(_) => {
                    "no-policy"
                }
                StoreError::BadPolicy { .. } => "bad-policy",
                StoreError::UnknownEnvironment { .. } => "unknown-environment",
                StoreError::UnknownCapture { .. } => "unknown-capture",
                StoreError::NoBranch { .. } => "no-branch",
                StoreError::NoFiles { .. } | StoreError::NothingOnly { .. } | StoreError::NoKeys { .. } => "no-files",
                StoreError::UnknownRevision { .. } => "unknown-revision",
                StoreError::TwoNames { .. } | StoreError::TwoFiles { .. } | StoreError::TwoClaims { .. } => {
                    "ambiguous-layout"
                }
                StoreError::Ledger { .. } | StoreError::NotALedger { .. } => "ledger",
                StoreError::UnknownPromotion(_) => "unknown-promotion",
                StoreError::AmbiguousPromotion { .. } => "ambiguous-id",
                StoreError::NotTheOnlyOne { .. } => "not-the-only-one",
                StoreError::BadId(_) => "bad-id",
                StoreError::Illegal(_) => "illegal-step",
            },
        }
    }
}

fn push_code(error: &PushError) -> &'static str {
    match error {
        PushError::LostRace { .. } => "lost-race",
        PushError::Refused { .. } => "push-refused",
        PushError::NotAtomic { .. } => "not-atomic",
        PushError::Remote(error) => remote_code(error),
    }
}

fn remote_code(error: &RemoteError) -> &'static str {
    match error {
        RemoteError::Unknown { .. } => "no-remote",
        RemoteError::Unreachable { .. } | RemoteError::TimedOut { .. } => "unreachable",
        RemoteError::AccessDenied { .. } => "no-access",
        RemoteError::Locked(_) => "locked",
        RemoteError::Git(_) => "git",
    }
}

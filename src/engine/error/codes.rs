//! The exit code of every error, and its code for scripts.

use super::approvals::rejection_code;
use super::blockers::{blocker_code, rules_code};
use super::op_error::OpError;
use crate::engine::rollback_fits::UnfitRollback;
use crate::store::StoreError;
use promote_core::policy::gate::RejectedApproval;
use promote_git::{FollowRefusal, GitError, PushError, RemoteError, TransactionError};

/// The exit codes of errors, as the manual lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Wrong usage or configuration.
    Usage = 2,
    /// Refused by the policy.
    Refused = 3,
    /// A conflict with other changes.
    Conflict = 4,
    /// A failure of git, the network or the system.
    Failure = 5,
    /// Interrupted (128 plus the number of `SIGINT`, as shells count).
    Interrupted = 130,
}

impl OpError {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::KeyReused | Self::Usage { .. } | Self::NoMatch { .. } | Self::Pattern(_) | Self::BadSchema { .. } => {
                Exit::Usage
            }
            Self::Blocked { .. }
            | Self::ScheduleBlocked { .. }
            | Self::RollbackBlocked { .. }
            | Self::RollbackUnfit { .. }
            | Self::IllegalStep { .. }
            | Self::AlreadyWritten { .. }
            | Self::Approver(_)
            | Self::KeptKey { .. }
            | Self::Ambiguous { .. }
            | Self::WouldUndo { .. }
            | Self::PolicyApprover(_)
            | Self::Attestor(_)
            | Self::Hold(_)
            | Self::NotFromSource { .. }
            | Self::PolicyChanged { .. } => Exit::Refused,
            Self::UnknownRules { why, .. } if why.is_newer() => Exit::Failure,
            Self::UnknownRules { .. }
            | Self::Stale { .. }
            | Self::Undoes { .. }
            | Self::RollbackConflict { .. }
            | Self::LostRace(_)
            | Self::Push { error: PushError::LostRace { .. }, .. }
            | Self::DigestMismatch { .. }
            | Self::Precondition(_)
            | Self::Apply(_)
            | Self::Git(GitError::PathConflict { .. })
            | Self::CommitMissing { .. }
            | Self::Follow(FollowRefusal::Files { .. } | FollowRefusal::Busy { .. } | FollowRefusal::Switched { .. }) => {
                Exit::Conflict
            }
            Self::Git(GitError::Sign(error)) if error.is_configuration() => Exit::Usage,
            Self::Git(_)
            | Self::Push { .. }
            | Self::Follow(
                FollowRefusal::Git(_)
                | FollowRefusal::Locked(_)
                | FollowRefusal::Behind { .. }
                | FollowRefusal::ReadOnly { .. },
            )
            | Self::FilesBehind { .. }
            | Self::Unrecorded { .. }
            | Self::Editor { .. }
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
                | StoreError::LedgerUnknown { .. }
                | StoreError::Ledger { .. } => Exit::Failure,
                StoreError::Illegal(_) | StoreError::ClockBehind { .. } => Exit::Refused,
                _ => Exit::Usage,
            },
        }
    }

    /// Whether the error is about the promotion, its policy or its target, and so would be the same on any machine: no
    /// failure of this machine or the network, and no lost race.
    pub(crate) fn is_about_promotion(&self) -> bool {
        match self {
            // A newer promote on another machine can carry out the plan.
            Self::UnknownRules { why, .. } => !why.is_newer(),
            Self::Blocked { .. }
            | Self::IllegalStep { .. }
            | Self::KeptKey { .. }
            | Self::Ambiguous { .. }
            | Self::PolicyChanged { .. }
            | Self::NotFromSource { .. }
            | Self::Stale { .. }
            | Self::Undoes { .. }
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

    /// Whether a part of the history is missing in this clone.
    pub(crate) fn is_incomplete_history(&self) -> bool {
        matches!(
            self,
            Self::Git(GitError::MissingObject { .. }) | Self::Store(StoreError::Git(GitError::MissingObject { .. }))
        )
    }

    /// The code, for scripts.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::NoMatch { .. } => "no-match",
            Self::Interrupted => "interrupted",
            Self::Pattern(_) => "bad-pattern",
            Self::Blocked { blockers, .. }
            | Self::ScheduleBlocked { blockers, .. }
            | Self::RollbackBlocked { blockers, .. } => blockers.first().map_or("blocked", blocker_code),
            Self::IllegalStep { .. } | Self::Store(StoreError::Illegal(_)) => "illegal-step",
            Self::AlreadyWritten { .. } => "landed",
            Self::Approver(refused) => match refused.why {
                RejectedApproval::Creator | RejectedApproval::Planner | RejectedApproval::Author => "self-approval",
                RejectedApproval::Outsider { .. } => "not-an-approver",
                _ => rejection_code(&refused.why),
            },
            Self::PolicyApprover(refused) => match refused.why {
                RejectedApproval::Creator => "own-policy",
                _ => rejection_code(&refused.why),
            },
            Self::Hold(refusal) => refusal.code(),
            Self::BadSchema { .. } => "bad-schema",
            Self::Attestor(refused) => match refused.why {
                RejectedApproval::Outsider { .. } => "not-an-attestor",
                _ => rejection_code(&refused.why),
            },
            Self::KeptKey { .. } | Self::RollbackUnfit { why: UnfitRollback::OwnKeys { .. }, .. } => "own-key",
            Self::Ambiguous { .. } => "ambiguous",
            Self::PolicyChanged { .. } | Self::RollbackUnfit { .. } => "policy-changed",
            Self::NotFromSource { .. } => "not-from-source",
            Self::UnknownRules { why, .. } => rules_code(why),
            Self::WouldUndo { .. } => "would-undo",
            Self::Stale { .. } | Self::Undoes { .. } => "stale-plan",
            Self::RollbackConflict { .. } => "rollback-conflict",
            Self::LostRace(_)
            | Self::Transaction(TransactionError::LostRace { .. })
            | Self::Follow(FollowRefusal::Switched { .. }) => "lost-race",
            Self::Push { error, .. } => push_code(error),
            Self::DigestMismatch { .. } => "other-digest",
            Self::Precondition(_) => "other-state",
            Self::KeyReused => "key-reused",
            Self::Apply(_) | Self::Git(GitError::PathConflict { .. }) => "edit-refused",
            Self::CommitMissing { .. } => "commit-missing",
            Self::Follow(FollowRefusal::Files { .. } | FollowRefusal::Busy { .. }) => "dirty-working-tree",
            Self::FilesBehind { .. } | Self::Follow(FollowRefusal::Behind { .. }) => "files-behind",
            Self::Unrecorded { .. } | Self::Transaction(TransactionError::Partial { .. }) => "unrecorded",
            Self::Transaction(TransactionError::Locked(_) | TransactionError::Busy { .. })
            | Self::Follow(FollowRefusal::Locked(_)) => "locked",
            Self::Git(GitError::NotARepository { .. })
            | Self::Store(StoreError::Git(GitError::NotARepository { .. })) => "not-a-repository",
            Self::Git(GitError::MissingObject { lacking: Some(_), .. })
            | Self::Store(StoreError::Git(GitError::MissingObject { lacking: Some(_), .. })) => "incomplete-clone",
            Self::Git(GitError::Sign(_)) => "signing",
            Self::Git(GitError::Late) => "timeout",
            Self::Git(_)
            | Self::Follow(FollowRefusal::Git(_) | FollowRefusal::ReadOnly { .. })
            | Self::Transaction(_) => "git",
            Self::Editor { .. } => "editor",
            Self::Io { .. } => "io",
            Self::Store(error) => match error {
                StoreError::Git(GitError::Sign(_)) => "signing",
                StoreError::Git(GitError::Late) => "timeout",
                StoreError::Git(_) => "git",
                StoreError::Remote(error) => remote_code(error),
                StoreError::PolicyKeepsChanging { .. } => "lost-race",
                StoreError::NoPolicy { .. } | StoreError::NoPolicyBranch | StoreError::PolicyBranchMissing(_) => {
                    "no-policy"
                }
                StoreError::ManyPolicyBranches { .. }
                | StoreError::OtherPolicyBranch { .. }
                | StoreError::RulingBranchGone { .. }
                | StoreError::OtherHead { .. }
                | StoreError::UnmergedPolicy { .. }
                | StoreError::LedgerHasBegun { .. } => "policy-branch",
                StoreError::ClockBehind { .. } => "clock",
                StoreError::BadPolicy { .. } => "bad-policy",
                StoreError::UnknownEnvironment { .. } => "unknown-environment",
                StoreError::UnknownCapture { .. } => "unknown-capture",
                StoreError::NoBranch { .. } => "no-branch",
                StoreError::NoFiles { .. } | StoreError::NothingOnly { .. } | StoreError::NoKeys { .. } => "no-files",
                StoreError::UnknownRevision { .. } => "unknown-revision",
                StoreError::TwoNames { .. } | StoreError::TwoFiles { .. } | StoreError::TwoClaims { .. } => {
                    "ambiguous-layout"
                }
                StoreError::Ledger { .. } | StoreError::NotALedger { .. } | StoreError::OtherLedger { .. } => "ledger",
                StoreError::SecondLedger { .. }
                | StoreError::LedgerOnlyHere { .. }
                | StoreError::LedgerUnknown { .. } => "second-ledger",
                StoreError::UnknownPromotion(_) | StoreError::NothingExecuted => "unknown-promotion",
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
        PushError::NoPushOptions { .. } => "no-push-options",
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

#[cfg(test)]
mod tests;

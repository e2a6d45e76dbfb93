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
            Self::Usage { .. }
            | Self::NoMatch { .. }
            | Self::NoBase { .. }
            | Self::Pattern(_)
            | Self::BadSchema { .. } => Exit::Usage,
            Self::Blocked { .. }
            | Self::ScheduleBlocked { .. }
            | Self::RollbackBlocked { .. }
            | Self::RollbackUnfit { .. }
            | Self::IllegalStep { .. }
            | Self::AlreadyWritten { .. }
            | Self::Approver(_)
            | Self::KeptKey { .. }
            | Self::PolicyApprover(_)
            | Self::Attestor(_)
            | Self::NotFromSource { .. }
            | Self::PolicyChanged { .. } => Exit::Refused,
            Self::UnknownRules { why, .. } if why.is_newer() => Exit::Failure,
            Self::UnknownRules { .. }
            | Self::Stale { .. }
            | Self::RollbackConflict { .. }
            | Self::LostRace(_)
            | Self::Push { error: PushError::LostRace { .. }, .. }
            | Self::DigestMismatch { .. }
            | Self::Apply(_)
            | Self::Git(GitError::PathConflict { .. })
            | Self::CommitMissing { .. }
            | Self::Follow(FollowRefusal::Files { .. } | FollowRefusal::Busy { .. }) => Exit::Conflict,
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
            | Self::PolicyChanged { .. }
            | Self::NotFromSource { .. }
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
            Self::NoBase { .. } => "no-base",
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
            Self::BadSchema { .. } => "bad-schema",
            Self::Attestor(refused) => match refused.why {
                RejectedApproval::Outsider { .. } => "not-an-attestor",
                _ => rejection_code(&refused.why),
            },
            Self::KeptKey { .. } | Self::RollbackUnfit { why: UnfitRollback::OwnKeys { .. }, .. } => "own-key",
            Self::PolicyChanged { .. } | Self::RollbackUnfit { .. } => "policy-changed",
            Self::NotFromSource { .. } => "not-from-source",
            Self::UnknownRules { why, .. } => rules_code(why),
            Self::Stale { .. } => "stale-plan",
            Self::RollbackConflict { .. } => "rollback-conflict",
            Self::LostRace(_) | Self::Transaction(TransactionError::LostRace { .. }) => "lost-race",
            Self::Push { error, .. } => push_code(error),
            Self::DigestMismatch { .. } => "other-digest",
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
                StoreError::ManyPolicyBranches { .. }
                | StoreError::OtherPolicyBranch { .. }
                | StoreError::RulingBranchGone { .. }
                | StoreError::OtherHead { .. } => "policy-branch",
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
mod tests {
    use promote_core::env::rulebook::UnknownRules;
    use promote_core::policy::gate::Blocker;
    use promote_core::promotion::PromotionId;
    use promote_core::promotion::state::{Action, Status};
    use promote_model::RulesNumber;

    use super::*;
    use crate::engine::error::op_error::LostRace;

    const ID: PromotionId = PromotionId(uuid::Uuid::nil());
    const ID_TEXT: &str = "00000000-0000-0000-0000-000000000000";

    const OLDER: UnknownRules = UnknownRules::Older { planned: None, oldest: RulesNumber::FIRST };

    fn newer() -> UnknownRules {
        UnknownRules::Newer { planned: RulesNumber::FIRST.later(6), newest: RulesNumber::FIRST }
    }

    fn usage() -> OpError {
        OpError::Usage { message: "wrong".to_owned(), hints: vec!["right".to_owned()] }
    }

    fn blocked(blocker: Blocker) -> OpError {
        OpError::Blocked { id: Some(ID), blockers: vec![blocker] }
    }

    fn illegal(status: Status, step: Action, steps: Vec<Action>) -> OpError {
        OpError::IllegalStep { id: ID, status, step, steps }
    }

    /// Error, exit code, code for scripts, message, first hint.
    fn table() -> Vec<(OpError, Exit, &'static str, &'static str, &'static str)> {
        let (from, target) = ("staging".to_owned(), "production".to_owned());
        let kept = |displaced_by: Option<&str>| OpError::KeptKey {
            address: "a.yaml:host".to_owned(),
            target: "production".to_owned(),
            displaced_by: displaced_by.map(str::to_owned),
        };
        vec![
            (usage(), Exit::Usage, "usage", "wrong", "right"),
            (
                OpError::NoMatch {
                    selectors: vec!["x".to_owned()],
                    from: from.clone(),
                    target: target.clone(),
                    whole: vec![],
                    near: vec!["y".to_owned()],
                },
                Exit::Usage,
                "no-match",
                "'x' matches no key in staging or production",
                "did you mean y?",
            ),
            (
                OpError::NoBase { from: from.clone(), target: target.clone() },
                Exit::Usage,
                "no-base",
                "nothing was promoted from staging to production yet, so --changed has nothing to compare with",
                "compare with an older revision of the source: promote diff staging production --changed --since REV",
            ),
            (
                kept(None),
                Exit::Refused,
                "own-key",
                "a.yaml:host is owned by production (keep)",
                "change environments.production.keep in promote.yaml so that it does not match this key, or do not select it",
            ),
            (
                kept(Some("a.yaml:*")),
                Exit::Refused,
                "own-key",
                "promoting a.yaml:* would overwrite a.yaml:host, which is owned by production (keep)",
                "change environments.production.keep in promote.yaml so that it does not match this key, or do not select it",
            ),
            (
                blocked(Blocker::NotValidated { findings: 0 }),
                Exit::Refused,
                "not-validated",
                "promotion ID cannot be executed: not validated yet",
                "promote validate ID",
            ),
            (
                blocked(Blocker::NoEdge { source: from.clone(), target: target.clone(), from: vec!["dev".to_owned()] }),
                Exit::Refused,
                "no-edge",
                "promotion ID cannot be executed: the pipeline has no edge from staging to production: production takes \
                 promotions from dev",
                "promote create dev production [--key PATTERN]",
            ),
            (
                illegal(Status::Created, Action::Approve, vec![Action::Validate]),
                Exit::Refused,
                "illegal-step",
                "promotion ID is CREATED and cannot be approved",
                "promote validate ID",
            ),
            (
                illegal(Status::Executed, Action::Withdraw, vec![Action::Rollback]),
                Exit::Refused,
                "illegal-step",
                "promotion ID is EXECUTED and its approvals can no longer be withdrawn",
                "roll it back: promote rollback ID --reason TEXT",
            ),
            (
                illegal(Status::Cancelled, Action::Execute, vec![]),
                Exit::Refused,
                "illegal-step",
                "promotion ID is CANCELLED and cannot be executed",
                "create a new promotion: promote create SOURCE TARGET",
            ),
            (
                OpError::Stale { id: ID, target: target.clone(), touched: vec![] },
                Exit::Conflict,
                "stale-plan",
                "the plan of promotion ID is stale: 0 keys changed in production since the plan was made",
                "re-plan against the current target: promote refresh ID",
            ),
            (
                OpError::UnknownRules { id: Some(ID), why: OLDER },
                Exit::Conflict,
                "older-rules",
                "promotion ID cannot be carried out: the plan was made before rules had a number",
                "plan again by the rules of today: promote refresh ID",
            ),
            (
                OpError::UnknownRules { id: Some(ID), why: newer() },
                Exit::Failure,
                "newer-rules",
                "promotion ID cannot be carried out: the plan was made by rules 7, and this promote knows rules up to 1",
                "use a newer promote",
            ),
            (
                OpError::RollbackConflict { id: ID, target, touched: vec![] },
                Exit::Conflict,
                "rollback-conflict",
                "promotion ID cannot be rolled back: 0 keys changed in production since the promotion",
                "roll back only the keys that have not changed since: promote rollback ID --key PATTERN --reason TEXT",
            ),
            (
                OpError::RollbackUnfit {
                    id: ID,
                    why: UnfitRollback::OwnKeys {
                        keys: vec!["a.yaml:host".to_owned()],
                        target: "production".to_owned(),
                    },
                },
                Exit::Refused,
                "own-key",
                "promotion ID cannot be rolled back: a.yaml:host is now owned by production (keep)",
                "roll back only the other keys: promote rollback ID --key PATTERN --reason TEXT",
            ),
            (
                OpError::LostRace(LostRace { name: "refs/heads/main".to_owned(), losses: 10, winner: None }),
                Exit::Conflict,
                "lost-race",
                "other processes moved refs/heads/main 10 times in a row",
                "run the same command again",
            ),
            (
                OpError::Interrupted,
                Exit::Interrupted,
                "interrupted",
                "interrupted; the validation was not recorded",
                "",
            ),
        ]
    }

    #[test]
    fn every_error_has_an_exit_code_a_code_and_a_hint() {
        for (error, exit, code, message, hint) in table() {
            let expected = (exit, code, message.replace("ID", ID_TEXT), hint.replace("ID", ID_TEXT));
            let hint = error.hints().into_iter().next().unwrap_or_default();
            assert_eq!((error.exit(), error.code(), error.to_string(), hint), expected);
        }
    }

    #[test]
    fn errors_of_this_machine_are_not_about_the_promotion() {
        assert!(blocked(Blocker::NotValidated { findings: 0 }).is_about_promotion());
        assert!(!OpError::Interrupted.is_about_promotion());
        assert!(!usage().is_about_promotion());
        assert!(OpError::UnknownRules { id: None, why: OLDER }.is_about_promotion());
        assert!(!OpError::UnknownRules { id: None, why: newer() }.is_about_promotion());
    }
}

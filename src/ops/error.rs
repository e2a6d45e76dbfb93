//! Everything that a use case can refuse or fail with: a code for scripts, the exit code, hints.

use serde_json::{Value as Json, json};

use super::carry::Touched;
use crate::env::apply::ApplyError;
use crate::git::{FollowError, GitError, TransactionError};
use crate::model::pattern::BadPattern;
use crate::model::text::{count, enumerate, nearest};
use crate::policy::gate::Blocker;
use crate::promotion::state::{Illegal, Status, Step};
use crate::promotion::{Person, PromotionId};
use crate::store::StoreError;

/// A race that was lost too often.
#[derive(Debug, Clone)]
pub struct Race {
    /// The ref.
    pub name: String,
    /// How often.
    pub losses: u32,
}

/// What an exit code means (the table in the manual).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Wrong usage or configuration.
    Usage = 2,
    /// Refused by the rules.
    Refused = 3,
    /// A conflict with what others did.
    Conflict = 4,
    /// Git, the network, the system.
    Failure = 5,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// Reading or appending what git holds.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Git itself.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Refs could not be moved.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// A checkout cannot follow.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// An edit is refused.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// A pattern is none.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// The request is wrong.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hints: Vec<String>,
    },
    /// Selectors that name no config of either side.
    #[error("{} in {from} or {target}", no_match(selectors))]
    NoMatch {
        /// The selectors.
        selectors: Vec<String>,
        /// The source.
        from: String,
        /// The target.
        target: String,
    },
    /// `--changed` has nothing to compare with.
    #[error("nothing was promoted from {from} to {target} yet, so there is nothing that --changed could compare with")]
    NoBase {
        /// The source.
        from: String,
        /// The target.
        target: String,
    },
    /// A key that belongs to the target was named, or would be displaced.
    #[error("{address} is {target}'s own key (keep){}", displaced_by.as_ref().map(|by| format!("; promoting {by} would remove it")).unwrap_or_default())]
    OwnKey {
        /// The key's address.
        address: String,
        /// The target.
        target: String,
        /// The change that would remove it.
        displaced_by: Option<String>,
    },
    /// The rules do not let it be executed, or created.
    #[error("{}", blockers.first().map(blocker_words).unwrap_or_default())]
    Blocked {
        /// The promotion, where there is one.
        id: Option<PromotionId>,
        /// Why, all of it.
        blockers: Vec<Blocker>,
    },
    /// The state does not have this step.
    #[error("promotion {id} is {status}: it cannot be {word}", id = id, status = status, word = done(*step))]
    IllegalStep {
        /// The promotion.
        id: PromotionId,
        /// Its state.
        status: Status,
        /// The step.
        step: Step,
        /// The steps that it has.
        steps: &'static [Step],
    },
    /// The creator may not approve.
    #[error("{by} created promotion {id}, and {target} does not let creators approve their own", by = by, id = id, target = target)]
    SelfApproval {
        /// Who.
        by: Person,
        /// The promotion.
        id: PromotionId,
        /// The target.
        target: String,
    },
    /// `--digest` names another plan.
    #[error("the plan of promotion {id} is {found}, not {asked}", id = id, found = found, asked = asked)]
    OtherDigest {
        /// The promotion.
        id: PromotionId,
        /// The digest in force.
        found: String,
        /// The digest asked for.
        asked: String,
    },
    /// The target is not what the plan was made on.
    #[error("the plan of promotion {id} is stale: {} changed in {target} since it was made", count(touched.len(), "key"), id = id, target = target)]
    Stale {
        /// The promotion.
        id: PromotionId,
        /// The target.
        target: String,
        /// The keys.
        touched: Vec<Touched>,
    },
    /// What was promoted was changed since.
    #[error("promotion {id} cannot be rolled back: {} changed in {target} since", count(touched.len(), "key"), id = id, target = target)]
    RollbackConflict {
        /// The promotion.
        id: PromotionId,
        /// The target.
        target: String,
        /// The keys.
        touched: Vec<Touched>,
    },
    /// Others were faster, again and again.
    #[error("{} was moved by others {} times in a row", _0.name, _0.losses)]
    LostRace(Race),
    /// The promotion commit is not in the target's history.
    #[error("promotion {id} says that it was executed as {commit}, but {branch} does not hold that commit", id = id, commit = commit, branch = branch)]
    Missing {
        /// The promotion.
        id: PromotionId,
        /// The commit.
        commit: String,
        /// The target's branch.
        branch: String,
    },
    /// A file of the working tree.
    #[error("cannot {what} {path}: {error}", what = what, path = path, error = error)]
    Io {
        /// What was tried.
        what: &'static str,
        /// The path.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
}

impl From<Illegal> for OpError {
    fn from(error: Illegal) -> Self {
        Self::Store(StoreError::Illegal(error))
    }
}

fn no_match(selectors: &[String]) -> String {
    let quoted: Vec<String> = selectors.iter().map(|s| format!("'{s}'")).collect();
    format!("{} {} no config", enumerate(&quoted, "and"), if selectors.len() == 1 { "matches" } else { "match" })
}

fn done(step: Step) -> &'static str {
    match step {
        Step::Validate => "validated",
        Step::Approve => "approved",
        Step::Reject => "rejected",
        Step::Execute => "executed",
        Step::Refresh => "refreshed",
        Step::Cancel => "cancelled",
        Step::Rollback => "rolled back",
    }
}

/// A blocker in one sentence.
pub fn blocker_words(blocker: &Blocker) -> String {
    match blocker {
        Blocker::NoEdge { source, target, from } if from.is_empty() => {
            format!("the pipeline has no way from {source} to {target}: nothing is promoted into {target}")
        }
        Blocker::NoEdge { source, target, from } => format!(
            "the pipeline has no way from {source} to {target}: {target} is promoted from {}",
            enumerate(from, "or")
        ),
        Blocker::NotValidated { findings: 0 } => "it is not validated".to_owned(),
        Blocker::NotValidated { findings } => format!("its last validation had {}", count(*findings, "finding")),
        Blocker::ApprovalsMissing { given, required, .. } => format!("it has {given} of {} approvals", required),
        Blocker::Rejected { by, reason } => format!("{by} rejected it: {reason}"),
        Blocker::Ended(status) => format!("it is {status}"),
    }
}

/// A stable word for a blocker, for scripts.
pub fn blocker_code(blocker: &Blocker) -> &'static str {
    match blocker {
        Blocker::NoEdge { .. } => "no-edge",
        Blocker::NotValidated { .. } => "not-validated",
        Blocker::ApprovalsMissing { .. } => "approvals-missing",
        Blocker::Rejected { .. } => "rejected",
        Blocker::Ended(_) => "ended",
    }
}

/// What unblocks it.
pub fn blocker_hint(blocker: &Blocker, id: Option<PromotionId>) -> Option<String> {
    let id = id.map_or_else(|| "ID".to_owned(), |id| id.to_string());
    match blocker {
        Blocker::NoEdge { target, from, .. } if !from.is_empty() => {
            Some(format!("promote create {} {target}", from.first().map(String::as_str).unwrap_or_default()))
        }
        Blocker::NoEdge { .. } => Some("add the environment's 'from' to promote.yaml".to_owned()),
        Blocker::NotValidated { .. } => Some(format!("promote validate {id}")),
        Blocker::ApprovalsMissing { by_creator: true, .. } => Some(format!("promote approve {id}")),
        Blocker::ApprovalsMissing { .. } => Some(format!("somebody else must run: promote approve {id}")),
        Blocker::Rejected { .. } => Some(format!("promote refresh {id}")),
        Blocker::Ended(_) => None,
    }
}

impl OpError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. } | Self::NoMatch { .. } | Self::NoBase { .. } | Self::Pattern(_) => Exit::Usage,
            Self::Blocked { .. } | Self::IllegalStep { .. } | Self::SelfApproval { .. } | Self::OwnKey { .. } => {
                Exit::Refused
            }
            Self::Stale { .. }
            | Self::RollbackConflict { .. }
            | Self::LostRace(_)
            | Self::OtherDigest { .. }
            | Self::Apply(_)
            | Self::Missing { .. }
            | Self::Follow(FollowError::Dirty { .. }) => Exit::Conflict,
            Self::Git(_) | Self::Follow(FollowError::Git(_)) | Self::Io { .. } => Exit::Failure,
            Self::Transaction(TransactionError::LostRace { .. }) => Exit::Conflict,
            Self::Transaction(_) => Exit::Failure,
            Self::Store(error) => match error {
                StoreError::Git(_) | StoreError::Ledger { .. } => Exit::Failure,
                StoreError::Illegal(_) => Exit::Refused,
                _ => Exit::Usage,
            },
        }
    }

    /// A stable word, for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::NoMatch { .. } => "no-match",
            Self::NoBase { .. } => "no-base",
            Self::Pattern(_) => "bad-pattern",
            Self::Blocked { blockers, .. } => blockers.first().map_or("blocked", blocker_code),
            Self::IllegalStep { .. } | Self::Store(StoreError::Illegal(_)) => "illegal-step",
            Self::SelfApproval { .. } => "self-approval",
            Self::OwnKey { .. } => "own-key",
            Self::Stale { .. } => "stale-plan",
            Self::RollbackConflict { .. } => "rollback-conflict",
            Self::LostRace(_) | Self::Transaction(TransactionError::LostRace { .. }) => "lost-race",
            Self::OtherDigest { .. } => "other-digest",
            Self::Apply(_) => "edit-refused",
            Self::Missing { .. } => "commit-missing",
            Self::Follow(FollowError::Dirty { .. }) => "dirty-working-tree",
            Self::Transaction(TransactionError::Locked { .. }) => "locked",
            Self::Git(GitError::NotARepository(_)) | Self::Store(StoreError::Git(GitError::NotARepository(_))) => {
                "not-a-repository"
            }
            Self::Git(_) | Self::Follow(FollowError::Git(_)) | Self::Transaction(_) => "git",
            Self::Io { .. } => "io",
            Self::Store(error) => match error {
                StoreError::Git(_) => "git",
                StoreError::NoPolicy { .. } | StoreError::NoPolicyBranch | StoreError::PolicyBranchMissing(_) => {
                    "no-policy"
                }
                StoreError::BadPolicy { .. } => "bad-policy",
                StoreError::UnknownEnvironment { .. } => "unknown-environment",
                StoreError::NoBranch { .. } => "no-branch",
                StoreError::UnknownRevision { .. } => "unknown-revision",
                StoreError::TwoNames { .. } | StoreError::TwoFiles { .. } => "ambiguous-layout",
                StoreError::Ledger { .. } => "ledger",
                StoreError::UnknownPromotion(_) => "unknown-promotion",
                StoreError::AmbiguousPromotion { .. } => "ambiguous-id",
                StoreError::NotTheOnlyOne { .. } => "not-the-only-one",
                StoreError::BadId(_) => "bad-id",
                StoreError::Illegal(_) => "illegal-step",
            },
        }
    }

    /// What lies behind the sentence, one line each.
    pub fn causes(&self) -> Vec<String> {
        match self {
            Self::Store(StoreError::BadPolicy { mistakes, .. }) => mistakes.iter().map(ToString::to_string).collect(),
            Self::Blocked { blockers, .. } => blockers.iter().skip(1).map(blocker_words).collect(),
            Self::Stale { touched, .. } | Self::RollbackConflict { touched, .. } => {
                touched.iter().map(Touched::words).collect()
            }
            Self::Store(StoreError::AmbiguousPromotion { ids, .. } | StoreError::NotTheOnlyOne { ids }) => ids.clone(),
            _ => Vec::new(),
        }
    }

    /// What to do next, one line each.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Usage { hints, .. } => hints.clone(),
            Self::NoMatch { selectors, from, .. } => no_match_hints(selectors, from),
            Self::NoBase { from, target } => {
                vec![format!("name a state to compare with: promote diff {from} {target} --changed --since REV")]
            }
            Self::OwnKey { target, .. } => {
                vec![format!("take the key out of {target}'s 'keep' in promote.yaml, or leave it out of the promotion")]
            }
            Self::Blocked { id, blockers } => blockers.iter().filter_map(|b| blocker_hint(b, *id)).collect(),
            Self::IllegalStep { id, steps, .. } => match steps {
                [] => vec!["it has ended; create another: promote create SOURCE TARGET".to_owned()],
                steps => {
                    let verbs: Vec<&str> = steps.iter().map(|s| s.verb()).collect();
                    vec![format!("it can be taken on with: promote {} {id}", enumerate(&verbs, "or"))]
                }
            },
            Self::SelfApproval { id, .. } => vec![format!("somebody else must run: promote approve {id}")],
            Self::OtherDigest { id, .. } => vec![format!("see what is planned now: promote show {id}")],
            Self::Stale { id, .. } => vec![format!("plan it anew on what is there now: promote refresh {id}")],
            Self::RollbackConflict { id, .. } => {
                vec![format!(
                    "take back only what stands as promoted: promote rollback {id} --key PATTERN --reason TEXT"
                )]
            }
            Self::LostRace(_) => vec!["run the same command again".to_owned()],
            Self::Follow(FollowError::Dirty { .. }) => {
                vec!["commit, stash or remove those changes, then run the same command again".to_owned()]
            }
            Self::Transaction(error) => transaction_hints(error),
            Self::Missing { id, .. } => vec![format!("see what happened: promote show {id}")],
            Self::Git(error) | Self::Store(StoreError::Git(error)) => git_hints(error),
            Self::Store(error) => store_hints(error),
            Self::Apply(_) | Self::Pattern(_) | Self::Io { .. } | Self::Follow(FollowError::Git(_)) => Vec::new(),
        }
    }

    /// The facts, for scripts.
    pub fn details(&self) -> Json {
        match self {
            Self::Stale { touched, .. } | Self::RollbackConflict { touched, .. } => {
                json!({ "keys": touched.iter().map(Touched::to_json).collect::<Vec<_>>() })
            }
            Self::NoMatch { selectors, .. } => json!({ "selectors": selectors }),
            Self::Store(StoreError::BadPolicy { mistakes, branch }) => json!({
                "branch": branch,
                "mistakes": mistakes.iter().map(|m| json!({ "line": m.line, "column": m.column, "message": m.message }))
                    .collect::<Vec<_>>(),
            }),
            Self::Store(StoreError::AmbiguousPromotion { ids, .. } | StoreError::NotTheOnlyOne { ids }) => {
                json!({ "ids": ids })
            }
            Self::Store(StoreError::UnknownEnvironment { known, .. }) => json!({ "known": known }),
            Self::Follow(FollowError::Dirty { root, paths }) => json!({ "workingTree": root, "paths": paths }),
            Self::IllegalStep { id, status, steps, .. } => json!({
                "id": id, "status": status, "steps": steps.iter().map(|s| s.verb()).collect::<Vec<_>>(),
            }),
            Self::Blocked { id, blockers } => json!({
                "id": id,
                "blockedBy": blockers.iter().map(|b| json!({
                    "code": blocker_code(b), "message": blocker_words(b), "hint": blocker_hint(b, *id),
                })).collect::<Vec<_>>(),
            }),
            _ => json!({}),
        }
    }
}

fn no_match_hints(selectors: &[String], source: &str) -> Vec<String> {
    let mut hints = Vec::new();
    for text in selectors {
        let looks_like_file = text.contains('/') || [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
        if looks_like_file && !text.contains(':') {
            hints.push(format!("a whole file is '{text}:*'"));
        }
    }
    hints.push(format!("see the keys that there are: promote configs {source}"));
    hints
}

fn transaction_hints(error: &TransactionError) -> Vec<String> {
    match error {
        TransactionError::Locked { path, .. } => vec![format!(
            "another git may be at work; if none is, a killed one left it behind: rm '{}'",
            path.display()
        )],
        TransactionError::LostRace { .. } => vec!["run the same command again".to_owned()],
        TransactionError::Refused { .. } => Vec::new(),
        TransactionError::Git(error) => git_hints(error),
    }
}

fn git_hints(error: &GitError) -> Vec<String> {
    match error {
        GitError::NotARepository(_) => {
            vec!["run it inside a clone of your configuration repository, or name one with -C DIR".to_owned()]
        }
        GitError::NoIdentity(_) => {
            vec!["git config user.name 'Your Name'".to_owned(), "git config user.email you@example.com".to_owned()]
        }
        _ => Vec::new(),
    }
}

fn store_hints(error: &StoreError) -> Vec<String> {
    match error {
        StoreError::NoPolicy { uncommitted: true, .. } => {
            vec!["the one in your working tree rules once it is committed: git add promote.yaml && git commit".into()]
        }
        StoreError::NoPolicy { branch, .. } => vec![
            "find the environments of this repository and write one: promote init".to_owned(),
            format!("if it lives on another branch than {branch}: git config promote.policyBranch BRANCH"),
        ],
        StoreError::NoPolicyBranch => vec!["git config promote.policyBranch BRANCH".to_owned()],
        StoreError::PolicyBranchMissing(_) => {
            vec!["commit something first, or: git config promote.policyBranch BRANCH".into()]
        }
        StoreError::UnknownEnvironment { name, known } => {
            let near = nearest(name, known.iter().map(String::as_str));
            let list = format!("promote.yaml has {}", enumerate(known, "and"));
            near.map(|near| format!("did you mean {near}?")).into_iter().chain([list]).collect()
        }
        StoreError::NoBranch { branch, .. } => vec![format!("if a remote has it: git branch {branch} origin/{branch}")],
        StoreError::TwoNames { .. } => {
            vec!["make one of the templates in promote.yaml narrower, or leave the file out with '!'".to_owned()]
        }
        StoreError::TwoFiles { .. } => {
            vec!["each file needs a logical name of its own: name what differs in a capture".to_owned()]
        }
        StoreError::UnknownPromotion(_) => vec!["see all of them: promote list --all".to_owned()],
        StoreError::AmbiguousPromotion { .. } => vec!["type more digits".to_owned()],
        StoreError::NotTheOnlyOne { ids } if ids.is_empty() => {
            vec!["create one: promote create SOURCE TARGET".to_owned()]
        }
        StoreError::NotTheOnlyOne { .. } => vec!["name one by the beginning of its id".to_owned()],
        StoreError::Ledger { ledger, .. } => vec![format!("see who wrote it: git log --stat {ledger}")],
        StoreError::Git(error) => git_hints(error),
        StoreError::BadPolicy { .. }
        | StoreError::UnknownRevision { .. }
        | StoreError::BadId(_)
        | StoreError::Illegal(_) => Vec::new(),
    }
}

impl Touched {
    /// The key, what it was planned on, what it is, and who changed it.
    pub fn words(&self) -> String {
        let spelled = |side: &Option<crate::env::change::Spelled>| match side {
            None => "absent".to_owned(),
            Some(s) => crate::model::text::visible(s.text.trim()).into_owned(),
        };
        let key = match self.change.kind {
            crate::env::change::Kind::File => "the whole file".to_owned(),
            _ => self.change.key.to_string(),
        };
        let by = self.by.as_ref().map(|c| format!(", changed by {} '{}' ({})", c.id.short(), c.title(), c.author_name));
        format!(
            "{}: {key} was {} and is {}{}",
            self.path,
            spelled(&self.change.target),
            spelled(&self.now),
            by.unwrap_or_default()
        )
    }

    fn to_json(&self) -> Json {
        let value = |side: &Option<crate::env::change::Spelled>| side.as_ref().map(|s| s.value.to_json());
        json!({
            "file": self.change.file,
            "path": self.path,
            "document": self.change.document,
            "key": self.change.key,
            "id": self.change.id,
            "planned": value(&self.change.target),
            "now": value(&self.now),
            "commit": self.by.as_ref().map(|c| c.id),
        })
    }
}

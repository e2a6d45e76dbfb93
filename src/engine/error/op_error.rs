//! The error type of all commands, and its messages.

use std::path::PathBuf;

use jiff::Zoned;

use super::blockers::blocker_message;
use super::hold::HoldRefusal;
use super::ineligible::{IneligibleApprover, IneligibleAttestor, IneligiblePolicyApprover};
use super::push::PushContext;
use crate::engine::ambiguous::AmbiguousKey;
use crate::engine::landed::Landed;
use crate::engine::rollback_fits::UnfitRollback;
use crate::engine::touched::Touched;
use crate::engine::undone::{UndoRefusal, UndoneKey};
use crate::engine::whole_file::WholeFile;
use crate::store::{Store, StoreError};
use promote_core::env::apply::ApplyError;
use promote_core::env::rulebook::UnknownRules;
use promote_core::policy::checks::SchemaError;
use promote_core::policy::gate::Blocker;
use promote_core::policy::windows;
use promote_core::promotion::PromotionName;
use promote_core::promotion::state::{Action, IllegalStep, Status};
use promote_git::{FollowRefusal, GitError, PushError, RefUpdate, TransactionError};
use promote_model::ObjectId;
use promote_model::pattern::BadPattern;
use promote_model::text::{count, enumerate};

/// A race that was lost too often.
#[derive(Debug, Clone)]
pub(crate) struct LostRace {
    /// The ref.
    pub(crate) name: String,
    /// The number of lost attempts.
    pub(crate) losses: u32,
    /// The last writer and the title of their commit, as far as they are known.
    pub(crate) winner: Option<String>,
}

impl LostRace {
    fn message(&self) -> String {
        let last = self.winner.as_ref().map(|winner| format!(", most recently {winner}")).unwrap_or_default();
        format!("other processes moved {} {} times in a row{last}", self.name, self.losses)
    }
}

/// A state of a promotion that the client of a service did not expect.
#[derive(Debug, Clone)]
pub(crate) struct Precondition {
    /// The promotion.
    pub(crate) id: PromotionName,
    /// Its ETag.
    pub(crate) found: String,
    /// The digest of its plan.
    pub(crate) digest: String,
}

impl Precondition {
    fn message(&self) -> String {
        let Self { id, found, digest } = self;
        format!("promotion {id} has another state than If-Match names: its ETag is \"{found}\", its plan {digest}")
    }
}

/// What selectors without a match probably mean.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Guesses {
    /// Keys.
    pub(crate) keys: Vec<String>,
    /// Selectors that are a part of a file's path.
    pub(crate) files: Vec<String>,
    /// Selectors that match keys if their colon is no end of a file's name.
    pub(crate) colons: Vec<String>,
}

/// The reason why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpError {
    /// An error of the store: policy, environments, ledger.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An error of git.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Refs could not be moved.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// The remote refused a push, or could not be reached.
    #[error("{error}")]
    Push {
        /// The answer of the remote.
        error: PushError,
        /// The purpose of the push.
        context: Box<PushContext>,
    },
    /// A checkout cannot be updated.
    #[error(transparent)]
    Follow(#[from] FollowRefusal),
    /// A commit is on its branch, but the files of a checkout did not follow.
    #[error("{}, but the files in {} are not updated yet", landed.sentence(), checkout.display())]
    FilesBehind {
        /// The commit.
        landed: Box<Landed>,
        /// The root of the working tree.
        checkout: PathBuf,
        /// The reason.
        #[source]
        error: Box<FollowRefusal>,
    },
    /// A commit is on its branch, but the ledger does not record it.
    #[error("{}, but the ledger does not record it yet", landed.sentence())]
    Unrecorded {
        /// The commit.
        landed: Box<Landed>,
        /// The reason.
        #[source]
        error: Box<TransactionError>,
    },
    /// An edit is refused.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// An invalid pattern.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// Wrong usage.
    #[error("{message}")]
    Usage {
        /// The mistake.
        message: String,
        /// The next commands.
        hints: Vec<String>,
    },
    /// Selectors that match no key of either side.
    #[error("{} in {from} or {target}", no_match(selectors))]
    NoMatch {
        /// The selectors.
        selectors: Vec<String>,
        /// The source.
        from: String,
        /// The target.
        target: String,
        /// Files that the selectors name and that promote does not read by key.
        whole: Vec<WholeFile>,
        /// What is probably meant.
        guesses: Box<Guesses>,
    },
    /// A key owned by the target was selected, or would be overwritten.
    #[error("{}", kept_key(address, target, displaced_by.as_deref()))]
    KeptKey {
        /// The key's address.
        address: String,
        /// The target.
        target: String,
        /// The change that would overwrite it.
        displaced_by: Option<String>,
    },
    /// Selected values name the source by words that have several forms in the target.
    #[error("{}", ambiguous(keys))]
    Ambiguous {
        /// The target.
        target: String,
        /// The keys; at least one.
        keys: Vec<AmbiguousKey>,
    },
    /// The policy has changed since the plan was made, and the plan no longer fits it.
    #[error("promote.yaml has changed since promotion {id} was planned: {what}")]
    PolicyChanged {
        /// The promotion.
        id: PromotionName,
        /// The difference.
        what: String,
    },
    /// The plan's values are not those of its source.
    #[error("promotion {id} cannot be carried out: {why}")]
    NotFromSource {
        /// The promotion.
        id: PromotionName,
        /// The difference.
        why: String,
    },
    /// The policy does not allow the execution, or the creation.
    #[error("{}", blocked(*id, blockers))]
    Blocked {
        /// The promotion, where there is one.
        id: Option<PromotionName>,
        /// All reasons.
        blockers: Vec<Blocker>,
    },
    /// The policy would not allow the execution at the scheduled time.
    #[error("promotion {id} cannot be scheduled for {}: {}", windows::display_time(at), first(blockers))]
    ScheduleBlocked {
        /// The promotion.
        id: PromotionName,
        /// The requested time.
        at: Zoned,
        /// All reasons.
        blockers: Vec<Blocker>,
    },
    /// The person may not set or lift a hold.
    #[error(transparent)]
    Hold(#[from] HoldRefusal),
    /// The policy does not allow the rollback now.
    #[error("promotion {id} cannot be rolled back: {}", first(blockers))]
    RollbackBlocked {
        /// The promotion.
        id: PromotionName,
        /// All reasons.
        blockers: Vec<Blocker>,
    },
    /// The status does not allow this step.
    #[error("promotion {id} is {}", illegal(*status, *step))]
    IllegalStep {
        /// The promotion.
        id: PromotionName,
        /// Its status.
        status: Status,
        /// The step.
        step: Action,
        /// The steps that the status allows.
        steps: Vec<Action>,
    },
    /// The promotion commit exists, but the ledger does not record it.
    #[error("promotion {id} is already on {branch} as {commit} but is not recorded yet")]
    AlreadyWritten {
        /// The promotion.
        id: PromotionName,
        /// The promotion commit.
        commit: ObjectId,
        /// The target's branch.
        branch: String,
    },
    /// An approval that would never count.
    #[error("{}", _0.message())]
    Approver(Box<IneligibleApprover>),
    /// An attestation that would not count.
    #[error("{}", _0.message())]
    Attestor(Box<IneligibleAttestor>),
    /// An approval of a change of `promote.yaml` that would never count.
    #[error("{}", _0.message())]
    PolicyApprover(Box<IneligiblePolicyApprover>),
    /// An invalid schema.
    #[error("{}", bad_schema(bad, branch))]
    BadSchema {
        /// The problem.
        bad: Box<SchemaError>,
        /// The branch that holds it.
        branch: String,
    },
    /// `--digest` names another plan.
    #[error("the plan of promotion {id} has digest {found}, not {asked}")]
    DigestMismatch {
        /// The promotion.
        id: PromotionName,
        /// The digest in force.
        found: String,
        /// The digest asked for.
        asked: String,
    },
    /// The client of a service decided about another state of the promotion.
    #[error("{}", _0.message())]
    Precondition(Box<Precondition>),
    /// The key of a request was used before, for another request.
    #[error("the Idempotency-Key was used before, for another request")]
    KeyReused,
    /// The program does not hold the rules that the plan was made by.
    #[error("{}{why}", id.map(|id| format!("promotion {id} cannot be carried out: ")).unwrap_or_default())]
    UnknownRules {
        /// The promotion, where it is known.
        id: Option<PromotionName>,
        /// The rules.
        why: UnknownRules,
    },
    /// The request would undo newer values of the target.
    #[error("{}", would_undo(target, keys.len(), *why))]
    WouldUndo {
        /// The target.
        target: String,
        /// The keys.
        keys: Vec<UndoneKey>,
        /// Why they are not planned.
        why: UndoRefusal,
        /// The groups whose members may undo something, where the target denies it.
        overriders: Vec<String>,
    },
    /// The plan would undo newer values of the target that it does not name.
    #[error("the plan of promotion {id} is stale: it would undo {} of {target} that it does not name", count(keys.len(), "newer value"))]
    Undoes {
        /// The promotion.
        id: PromotionName,
        /// The target.
        target: String,
        /// The keys.
        keys: Vec<UndoneKey>,
    },
    /// The target changed after the plan was made.
    #[error("the plan of promotion {id} is stale: {} changed in {target} since the plan was made", count(touched.len(), "key"))]
    Stale {
        /// The promotion.
        id: PromotionName,
        /// The target.
        target: String,
        /// The changed keys.
        touched: Vec<Touched>,
    },
    /// The target changed after the promotion.
    #[error("promotion {id} cannot be rolled back: {} changed in {target} since the promotion", count(touched.len(), "key"))]
    RollbackConflict {
        /// The promotion.
        id: PromotionName,
        /// The target.
        target: String,
        /// The changed keys.
        touched: Vec<Touched>,
    },
    /// The rollback would change what is not the target's to promote.
    #[error("promotion {id} cannot be rolled back: {why}")]
    RollbackUnfit {
        /// The promotion.
        id: PromotionName,
        /// The reason.
        why: UnfitRollback,
    },
    /// Other processes moved the ref at each attempt.
    #[error("{}", _0.message())]
    LostRace(LostRace),
    /// The promotion commit is not in the target's history.
    #[error("promotion {id} was executed as {commit}, but {branch} does not contain that commit")]
    CommitMissing {
        /// The promotion.
        id: PromotionName,
        /// The commit.
        commit: String,
        /// The target's branch.
        branch: String,
    },
    /// A validation was interrupted.
    #[error("interrupted; the validation was not recorded")]
    Interrupted,
    /// The editor did not edit a text.
    #[error("{}", editor(command.as_deref(), how))]
    Editor {
        /// The editor, if there is one.
        command: Option<String>,
        /// What went wrong.
        how: String,
    },
    /// An error of the file system.
    #[error("cannot {what} {path}: {error}")]
    Io {
        /// The operation.
        what: &'static str,
        /// The path.
        path: String,
        /// The system's reason.
        error: std::io::Error,
    },
}

fn editor(command: Option<&str>, how: &str) -> String {
    let editor =
        command.map_or_else(|| "no editor can be opened:".to_owned(), |command| format!("the editor '{command}'"));
    format!("{editor} {how}; nothing was written")
}

fn would_undo(target: &str, keys: usize, why: UndoRefusal) -> String {
    let keys = count(keys, "key");
    match why {
        UndoRefusal::Wide => format!("this would undo newer values of {target}: {keys}"),
        UndoRefusal::RolledBack => format!("this would promote again what was rolled back in {target}: {keys}"),
        UndoRefusal::Denied => format!("this would undo newer values of {target}, which denies that: {keys}"),
        UndoRefusal::Cut => format!("the history of this clone does not tell what this would undo in {target}: {keys}"),
    }
}

impl OpError {
    /// What was given is not the statement of an approval.
    pub(crate) fn no_statement() -> Self {
        Self::Usage {
            message: "this is not a statement of promote".to_owned(),
            hints: vec!["print the statement to sign: promote approve ID --print-statement".to_owned()],
        }
    }

    /// A failed push of these updates; the last of them appends to the ledger.
    pub(crate) fn push(store: &Store, updates: &[RefUpdate], error: PushError) -> Self {
        Self::Push { context: Box::new(PushContext::of(store, updates, &error)), error }
    }
}

impl From<UnknownRules> for OpError {
    fn from(why: UnknownRules) -> Self {
        Self::UnknownRules { id: None, why }
    }
}

impl From<IllegalStep> for OpError {
    fn from(error: IllegalStep) -> Self {
        Self::Store(StoreError::Illegal(error))
    }
}

fn first(blockers: &[Blocker]) -> String {
    blockers.first().map(blocker_message).unwrap_or_default()
}

fn blocked(id: Option<PromotionName>, blockers: &[Blocker]) -> String {
    match id {
        Some(id) => format!("promotion {id} cannot be executed: {}", first(blockers)),
        None => first(blockers),
    }
}

fn bad_schema(bad: &SchemaError, branch: &str) -> String {
    match bad.missing_file() {
        Some(path) => format!("the schema {path} is not on the policy branch {branch}"),
        None => bad.to_string(),
    }
}

fn no_match(selectors: &[String]) -> String {
    let quoted: Vec<String> = selectors.iter().map(|s| format!("'{s}'")).collect();
    format!("{} {} no key", enumerate(&quoted, "and"), if selectors.len() == 1 { "matches" } else { "match" })
}

fn kept_key(address: &str, target: &str, displaced_by: Option<&str>) -> String {
    match displaced_by {
        None => format!("{address} is owned by {target} (keep)"),
        Some(by) => format!("promoting {by} would overwrite {address}, which is owned by {target} (keep)"),
    }
}

fn ambiguous(keys: &[AmbiguousKey]) -> String {
    keys.first().map(AmbiguousKey::message).unwrap_or_default()
}

fn illegal(status: Status, step: Action) -> String {
    match step {
        Action::Withdraw => format!("{status} and its approvals can no longer be withdrawn"),
        step if participle(step) == status.participle() => format!("already {}", participle(step)),
        step => format!("{status} and cannot be {}", participle(step)),
    }
}

fn participle(step: Action) -> &'static str {
    match step {
        Action::Validate => "validated",
        Action::Approve => "approved",
        Action::Attest => "attested",
        Action::Withdraw => "withdrawn",
        Action::Reject => "rejected",
        Action::Schedule => "scheduled",
        Action::Unschedule => "unscheduled",
        Action::Execute => "executed",
        Action::Refresh => "refreshed",
        Action::Cancel => "cancelled",
        Action::Rollback => "rolled back",
    }
}

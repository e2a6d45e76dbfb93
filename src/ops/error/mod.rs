//! Everything that a use case can refuse or fail with: a code for scripts, the exit code, hints.

mod blockers;
mod codes;
mod details;
mod hints;
mod signatures;

use jiff::Zoned;

use blockers::override_hint;
pub(crate) use blockers::{
    Explained, blocker_code, blocker_hint, blocker_words, brief_words, explain, uncounted_code, uncounted_words,
};
pub(super) use blockers::{lasting_words, not_counted};
pub(crate) use signatures::signing_hint;

use super::carry::Touched;
use super::whole::WholeFile;
use crate::store::{Store, StoreError};
use promote_core::env::apply::ApplyError;
use promote_core::policy::checks::SchemaError;
use promote_core::policy::gate::{Blocker, RejectedApproval};
use promote_core::policy::windows;
use promote_core::promotion::state::{Action, IllegalStep, Status};
use promote_core::promotion::{Person, PromotionId};
use promote_git::{FollowRefusal, GitError, PushError, RefUpdate, TransactionError, trailers};
use promote_model::ObjectId;
use promote_model::pattern::BadPattern;
use promote_model::text::{count, enumerate};

/// A race that was lost too often.
#[derive(Debug, Clone)]
pub(crate) struct Race {
    /// The ref.
    pub(crate) name: String,
    /// How often.
    pub(crate) losses: u32,
    /// Who wrote last, and what, as far as is known.
    pub(crate) winner: Option<String>,
}

/// What a branch at the remote is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Branch {
    /// The ledger.
    Ledger,
    /// Where the policy is, or an environment.
    Target,
    /// One for a merge request.
    Proposal,
}

/// What a push was to record, as far as its refusal says what else can be done.
#[derive(Debug, Clone)]
pub(crate) struct Pushed {
    /// The branch that it is about.
    pub(crate) about: Branch,
    /// The promotion.
    pub(crate) id: Option<PromotionId>,
    /// For a rollback: its commit, which is in this repository already.
    pub(crate) rollback: Option<ObjectId>,
}

/// An attestation that would not count.
#[derive(Debug)]
pub(crate) struct NoAttestor {
    /// Whose.
    pub(crate) by: Person,
    /// What is attested.
    pub(crate) name: String,
    /// Why it would not.
    pub(crate) why: RejectedApproval,
}

/// A consent to a change of the rules that would never count.
#[derive(Debug)]
pub(crate) struct NoPolicyApprover {
    /// Whose.
    pub(crate) by: Person,
    /// The commit with the change.
    pub(crate) commit: ObjectId,
    /// Why it would not.
    pub(crate) why: RejectedApproval,
}

/// An approval that would never count.
#[derive(Debug, Clone)]
pub(crate) struct NoApprover {
    /// Whose.
    pub(crate) by: Person,
    /// The promotion.
    pub(crate) id: PromotionId,
    /// The target.
    pub(crate) target: String,
    /// Why it would not.
    pub(crate) why: RejectedApproval,
    /// Who must approve instead.
    pub(crate) next: Option<String>,
}

/// What an exit code means (the table in the manual).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Wrong usage or configuration.
    Usage = 2,
    /// Refused by the rules.
    Refused = 3,
    /// A conflict with what others did.
    Conflict = 4,
    /// Git, the network, the system.
    Failure = 5,
    /// Somebody interrupted it (128 and the number of `SIGINT`, as shells count).
    Interrupted = 130,
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpError {
    /// Reading or appending what git holds.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Git itself.
    #[error(transparent)]
    Git(#[from] GitError),
    /// Refs could not be moved.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// The remote did not take it.
    #[error("{error}")]
    Push {
        /// What the remote said.
        error: PushError,
        /// What was to be recorded.
        pushed: Box<Pushed>,
    },
    /// A checkout cannot follow.
    #[error(transparent)]
    Follow(#[from] FollowRefusal),
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
        /// The files that they name, and that are one config as a whole.
        whole: Vec<WholeFile>,
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
    #[error("{address} is {target}'s own key (keep){}", displaced_by.as_ref().map(|by| format!("; promoting {by} would overwrite it")).unwrap_or_default())]
    OwnKey {
        /// The key's address.
        address: String,
        /// The target.
        target: String,
        /// The change that would overwrite it.
        displaced_by: Option<String>,
    },
    /// The rules have changed since it was planned, and the plan is not what they would make of it.
    #[error("promote.yaml has changed since promotion {id} was planned: {what}")]
    PolicyChanged {
        /// The promotion.
        id: PromotionId,
        /// What is other than it was.
        what: String,
    },
    /// The rules do not let it be executed, or created.
    #[error("{}", blocked(*id, blockers))]
    Blocked {
        /// The promotion, where there is one.
        id: Option<PromotionId>,
        /// Why, all of it.
        blockers: Vec<Blocker>,
    },
    /// The rules would not let it be executed then.
    #[error("promotion {id} cannot be scheduled for {}: {}", windows::display_time(at), blockers.first().map(blocker_words).unwrap_or_default())]
    NotThen {
        /// The promotion.
        id: PromotionId,
        /// When.
        at: Zoned,
        /// Why not, all of it.
        blockers: Vec<Blocker>,
    },
    /// The rules do not let it be rolled back now.
    #[error("promotion {id} cannot be rolled back: {}", blockers.first().map(blocker_words).unwrap_or_default())]
    NoRollback {
        /// The promotion.
        id: PromotionId,
        /// Why not, all of it.
        blockers: Vec<Blocker>,
    },
    /// The state does not have this step.
    #[error("promotion {id} is {status}: {word}", id = id, status = status, word = cannot(*step))]
    IllegalStep {
        /// The promotion.
        id: PromotionId,
        /// Its state.
        status: Status,
        /// The step.
        step: Action,
        /// The steps that it has.
        steps: Vec<Action>,
    },
    /// It is written already, although the ledger does not say so.
    #[error("promotion {id} stands on {branch} already, as {commit}; only its record is missing")]
    Landed {
        /// The promotion.
        id: PromotionId,
        /// The promotion commit.
        commit: ObjectId,
        /// The target's branch.
        branch: String,
    },
    /// An approval that would never count.
    #[error("{}", no_approver(_0))]
    NoApprover(Box<NoApprover>),
    /// A schema that is wrong itself.
    #[error("{bad}")]
    BadSchema {
        /// What is wrong.
        bad: Box<SchemaError>,
        /// The branch that holds it.
        branch: String,
    },
    /// An attestation that would not count.
    #[error("{}", no_attestor(_0))]
    NoAttestor(Box<NoAttestor>),
    /// A consent to a change of the rules that would never count.
    #[error("{}", no_policy_approver(_0))]
    NoPolicyApprover(Box<NoPolicyApprover>),
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
    #[error("{} was moved by others {} times in a row{}", _0.name, _0.losses, _0.winner.as_ref().map(|w| format!(", last by {w}")).unwrap_or_default())]
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
    /// Somebody interrupted a validation.
    #[error("interrupted: nothing of this validation is recorded")]
    Interrupted,
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

impl OpError {
    /// What a remote did not take: these updates, the last of which appends to the ledger.
    pub(super) fn push(store: &Store, updates: &[RefUpdate], error: PushError) -> Self {
        Self::Push { pushed: Box::new(Pushed::of(store, updates, &error)), error }
    }
}

impl Pushed {
    fn of(store: &Store, updates: &[RefUpdate], error: &PushError) -> Self {
        let environments = &store.policy.environments;
        let is_target = |name: &str| environments.iter().any(|e| name == format!("refs/heads/{}", store.branch_of(e)));
        let about = match error {
            PushError::Refused { name, .. } if *name == store.ledger_ref() => Branch::Ledger,
            PushError::Refused { name, .. } if !is_target(name) => Branch::Proposal,
            _ => Branch::Target,
        };
        // Nothing of this is said where it cannot be read: the refusal itself matters more.
        let commit = updates.last().and_then(|ledger| store.repo.read_commit(ledger.new?).ok());
        let found = commit.map(|commit| trailers::parse(&commit.message)).unwrap_or_default();
        let id = trailers::single(&found, "Promotion-Id").and_then(|id| Some(PromotionId(id.parse().ok()?)));
        let moves = updates.iter().find(|update| is_target(&update.name)).and_then(|update| update.new);
        let rollback = moves.filter(|_| trailers::single(&found, "Promotion-Event") == Some("rolled-back"));
        Self { about, id, rollback }
    }
}

impl From<IllegalStep> for OpError {
    fn from(error: IllegalStep) -> Self {
        Self::Store(StoreError::Illegal(error))
    }
}

fn blocked(id: Option<PromotionId>, blockers: &[Blocker]) -> String {
    let why = blockers.first().map(blocker_words).unwrap_or_default();
    match id {
        Some(id) => format!("promotion {id} cannot be executed: {why}"),
        None => why,
    }
}

fn no_match(selectors: &[String]) -> String {
    let quoted: Vec<String> = selectors.iter().map(|s| format!("'{s}'")).collect();
    format!("{} {} no config", enumerate(&quoted, "and"), if selectors.len() == 1 { "matches" } else { "match" })
}

/// Why somebody's approval would count for nothing.
fn no_attestor(refused: &NoAttestor) -> String {
    let NoAttestor { by, name, why } = refused;
    match why {
        RejectedApproval::Outsider { groups } => {
            format!("the word of {by} does not count for '{name}': it is for {} to say", enumerate(groups, "or"))
        }
        RejectedApproval::Keyless => {
            format!("'{name}' is attested by signature, and {by} has no key among the 'signers' of promote.yaml")
        }
        why => format!("the attestation would not count: {by} {}", uncounted_words(why)),
    }
}

fn no_policy_approver(refused: &NoPolicyApprover) -> String {
    let NoPolicyApprover { by, commit, why } = refused;
    let file = format!("the promote.yaml of {}", commit.short());
    match why {
        RejectedApproval::Creator => format!("{by} wrote {file}, and does not approve it"),
        RejectedApproval::Keyless => {
            format!("changes of promote.yaml are approved by signature, and {by} has no key among its 'signers'")
        }
        why => format!("the approval would not count: {by} {}", uncounted_words(why)),
    }
}

fn no_approver(refused: &NoApprover) -> String {
    let NoApprover { by, id, target, why, .. } = refused;
    let own = |did: &str, who: &str| format!("{by} {did}, and {target} does not let {who} approve their own");
    match why {
        RejectedApproval::Creator => own(&format!("created promotion {id}"), "creators"),
        RejectedApproval::Planner => own(&format!("refreshed promotion {id}"), "creators"),
        RejectedApproval::Author => own(&format!("wrote what promotion {id} promotes"), "authors"),
        RejectedApproval::Outsider { groups } => {
            format!("{by} is not of {}, who alone approve what is promoted to {target}", enumerate(groups, "or"))
        }
        RejectedApproval::Keyless => {
            format!("approvals of {target} must be signed, and {by} has no key among the 'signers' of promote.yaml")
        }
        RejectedApproval::Unsigned | RejectedApproval::Doubtful(_) | RejectedApproval::Lapsed { .. } => {
            format!("the approval would not count: {by} {}", uncounted_words(why))
        }
    }
}

fn cannot(step: Action) -> String {
    match step {
        Action::Withdraw => "an approval cannot be withdrawn any more".to_owned(),
        step => format!("it cannot be {}", done(step)),
    }
}

fn done(step: Action) -> &'static str {
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

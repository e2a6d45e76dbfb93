//! `ledger`: decisions about the ledger itself. Each is recorded as a statement of the person who makes it, and takes
//! effect once as many people have made it as `policy:` in `promote.yaml` asks for.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::merged::person;
use crate::engine::transact::{Attempt, Decision, MOVE_POLICY, decide, signer};
use crate::store::Store;
use crate::store::ledger::{TIPS_SINCE, VERSION};
use promote_core::policy::verify::{ConsentStatus, LedgerDecision, PolicyMove};
use promote_git::Commit;
use promote_model::ObjectId;
use promote_model::text::visible;

/// The report of a decision about the ledger.
#[derive(Debug)]
pub(crate) struct LedgerDecided {
    /// What is decided.
    pub(crate) decision: LedgerDecision,
    /// Who agreed, and what is missing.
    pub(crate) want: ConsentStatus,
    /// Whether the same person had made it before.
    pub(crate) again: bool,
}

/// Disputes the time of an event of the ledger. An event by a clock that was far ahead would hold the ledger's time for
/// good: approvals would lapse, windows would open or close, and nobody could go on.
///
/// # Errors
/// Where the revision is no event of the ledger, its time is not ahead of this clock, or the actor wrote it.
pub(crate) fn dispute(context: &Context, revision: &str, reason: &str) -> Result<LedgerDecided, OpError> {
    decide(context, "ledger dispute", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let event = find(store, revision)?;
        let (id, ledger) = (event.id, store.ledger()?);
        if person(&event.author).is(&actor.person) {
            return Err(no_event(format!("you wrote event {}, and cannot dispute it yourself", id.short())));
        }
        let decision = LedgerDecision::Dispute { event: id };
        let statement = ledger.state(decision.clone(), reason, &actor.person)?;
        let at = jiff::Timestamp::from_second(event.committer.seconds).unwrap_or_default();
        if !statement.was_ahead(at) {
            let clock = store.clock.strftime("%F %T UTC");
            return Err(no_event(format!(
                "the time of event {} is not more than ten minutes ahead of this clock ({clock})",
                id.short()
            )));
        }
        state(attempt, decision, reason)
    })
}

/// Reads `promote.yaml` from another branch from now on; or from the same one, although the default branch of the remote
/// is another.
///
/// # Errors
/// Where there is no ledger, it is too old, or the branch does not have the same `promote.yaml`.
pub(crate) fn move_policy(context: &Context, branch: &str, reason: &str) -> Result<LedgerDecided, OpError> {
    let mut context = context.clone();
    context.reach.branch_may_be_gone = true;
    let to = branch.strip_prefix("refs/heads/").unwrap_or(branch);
    decide(&context, MOVE_POLICY, |attempt| {
        let store = attempt.store;
        require_ledger(store)?;
        if store.policy_line.version < TIPS_SINCE {
            return Err(OpError::Usage {
                message: "the policy branch of a ledger of version 1 cannot be moved".to_owned(),
                hints: vec!["go on in the newer version first: promote ledger upgrade --reason TEXT".to_owned()],
            });
        }
        let from = store.policy_line.branch().to_owned();
        let commit = store.tip_of(to, &context.reach)?.ok_or_else(|| OpError::Usage {
            message: format!("there is no branch {}", visible(to)),
            hints: vec!["list the branches: git branch --list --all".to_owned()],
        })?;
        let head = store.authority.remote().and(store.branches.head.clone()).filter(|head| head != to);
        if from == to && store.policy_line.last().is_some_and(|segment| segment.head == head) {
            return Err(OpError::Usage {
                message: format!("promote.yaml on {} rules already", visible(to)),
                hints: Vec::new(),
            });
        }
        if store.policy_blob(commit)? != store.policy_blob(store.policy_commit)? {
            return Err(OpError::Usage {
                message: format!("promote.yaml on {} differs from the one on {from}, which rules", visible(to)),
                hints: vec![format!("bring it there first: git checkout {} -- promote.yaml", store.policy_commit)],
            });
        }
        state(attempt, LedgerDecision::MovePolicy(PolicyMove { from, to: to.to_owned(), commit, head }), reason)
    })
}

/// Goes on in the newest version of the ledger.
///
/// # Errors
/// Where there is no ledger, or it has that version.
pub(crate) fn upgrade(context: &Context, reason: &str) -> Result<LedgerDecided, OpError> {
    decide(context, "ledger upgrade", |attempt| {
        let store = attempt.store;
        let tip = require_ledger(store)?;
        if store.policy_line.version >= VERSION {
            let message = format!("the ledger has version {VERSION} already");
            return Err(OpError::Usage { message, hints: Vec::new() });
        }
        // A statement that waits for consents names where proof begins; others agree to the same.
        let waiting = store.ledger()?.waiting_upgrade(VERSION)?;
        let after = waiting.unwrap_or(tip);
        state(attempt, LedgerDecision::Upgrade { version: VERSION, after }, reason)
    })
}

fn require_ledger(store: &Store) -> Result<ObjectId, OpError> {
    store.ledger()?.tip().ok_or_else(|| OpError::Usage {
        message: "there is no ledger yet".to_owned(),
        hints: vec!["the first promotion begins it: promote create SOURCE TARGET".to_owned()],
    })
}

/// Records the actor's statement of a decision.
fn state(
    attempt: &mut Attempt<'_>,
    decision: LedgerDecision,
    reason: &str,
) -> Result<Decision<LedgerDecided>, OpError> {
    let (store, actor) = (attempt.store, attempt.actor);
    let ledger = store.ledger()?;
    let folder = ledger.folder_of(&decision)?;
    let statement = ledger.state(decision.clone(), reason, &actor.person)?;
    if ledger.stated_by(&folder, &statement)?.iter().any(|by| by.is(&actor.person)) {
        let want = ledger.decision_status(&folder, &statement)?;
        return Ok(Decision::Nothing(LedgerDecided { decision, want, again: true }));
    }
    let asked = store.policy.policy_approvals.as_ref().is_some_and(|rule| rule.signed);
    let signer = signer(store, actor, asked || store.repo.signs_commits()?)?;
    // The ledger's time may be what is wrong: the statement has the clock's.
    let seconds = store.clock.as_second();
    let by = promote_git::Signature { seconds, ..actor.signature.clone() };
    let commit = ledger.record(&mut attempt.batch, (&folder, &statement), &by, signer.as_ref())?;
    let want = store.ledger_at(commit)?.decision_status(&folder, &statement)?;
    let report = LedgerDecided { decision, want, again: false };
    Ok(Decision::Write { ledger: commit, updates: Vec::new(), report })
}

/// The event's commit, on the first parents of the ledger.
fn find(store: &Store, revision: &str) -> Result<Commit, OpError> {
    let id = store.repo.resolve(revision)?;
    let tip = store.ledger()?.tip();
    if let (Some(id), Some(tip)) = (id, tip) {
        for commit in store.repo.first_parents(tip) {
            let commit = commit?;
            if commit.id == id {
                return Ok(commit);
            }
        }
    }
    Err(no_event(format!("'{revision}' is not an event of the ledger")))
}

fn no_event(message: String) -> OpError {
    OpError::Usage { message, hints: vec!["show the events: git log --format=fuller promotions".to_owned()] }
}

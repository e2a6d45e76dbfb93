//! `ledger dispute`: says that the time of an event is wrong. An event by a clock that was far ahead would hold the ledger's
//! time for good: approvals would lapse, windows would open or close, and nobody could go on.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::merged::person;
use crate::engine::transact::{Decision, decide, signer};
use crate::store::Store;
use promote_core::policy::verify::ConsentStatus;
use promote_git::Commit;
use promote_model::ObjectId;

/// The report of `ledger dispute`.
#[derive(Debug)]
pub(crate) struct Disputed {
    /// The ledger commit of the event.
    pub(crate) event: ObjectId,
    /// Who disputed it, and what is missing.
    pub(crate) want: ConsentStatus,
    /// Whether the same person had disputed it before.
    pub(crate) again: bool,
}

/// Disputes the time of an event of the ledger.
///
/// # Errors
/// Where the revision is no event of the ledger, its time is not ahead of this clock, or the actor wrote it.
pub(crate) fn dispute(context: &Context, revision: &str, reason: &str) -> Result<Disputed, OpError> {
    decide(context, "ledger dispute", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let event = find(store, revision)?;
        let (id, ledger) = (event.id, store.ledger()?);
        if person(&event.author).is(&actor.person) {
            return Err(refusal(format!("you wrote event {}, and cannot dispute it yourself", id.short())));
        }
        let statement = ledger.statement_on_event(id, reason, &actor.person)?;
        let at = jiff::Timestamp::from_second(event.committer.seconds).unwrap_or_default();
        if !statement.is_true(at) {
            let clock = store.clock.strftime("%F %T UTC");
            return Err(refusal(format!(
                "the time of event {} is not more than ten minutes ahead of this clock ({clock})",
                id.short()
            )));
        }
        let given = ledger.disputes_of(id)?;
        if given.iter().any(|(dispute, _)| dispute.by.is(&actor.person)) {
            let want = ledger.dispute_status(id)?;
            return Ok(Decision::Nothing(Disputed { event: id, want, again: true }));
        }
        let asked = store.policy.policy_approvals.as_ref().is_some_and(|rule| rule.signed);
        let signer = signer(store, actor, asked || store.repo.signs_commits()?)?;
        // The ledger's time is what is wrong: the statement has the clock's.
        let seconds = store.clock.as_second();
        let by = promote_git::Signature { seconds, ..actor.signature.clone() };
        let commit = ledger.dispute(&mut attempt.batch, &statement, &by, signer.as_ref())?;
        let want = store.ledger_at(commit)?.dispute_status(id)?;
        let report = Disputed { event: id, want, again: false };
        Ok(Decision::Write { ledger: commit, updates: Vec::new(), report })
    })
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
    Err(refusal(format!("'{revision}' is not an event of the ledger")))
}

fn refusal(message: String) -> OpError {
    OpError::Usage { message, hints: vec!["show the events: git log --format=fuller promotions".to_owned()] }
}

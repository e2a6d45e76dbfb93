//! Writes a decision: appends an event to the ledger and moves other refs, in one transaction.
//!
//! Each attempt reads everything again, so after a lost race the step is checked against the state that the winner left.
//! Only the transaction moves refs.

use std::sync::Arc;

use super::OpError;
use super::beginning;
use super::caller::SignedStatement;
use super::context::{Actor, Context, Signing};
use super::held::HeldFiles;
use super::left_behind::{Locked, lock_and_finish};
use super::merged;
use super::pending::Pending;
use super::retry::Retry;
use super::typed::find_typed;
use crate::store::ledger::{Append, LedgerEntry, TIPS_SINCE};
use crate::store::{Store, StoreError};
use promote_core::policy::gate::Evidence;
use promote_core::policy::verify::AHEAD;
use promote_core::promotion::state::fold;
use promote_core::promotion::{Event, EventKind, Hold, Promotion, PromotionId, RequestKey, Statement};
use promote_git::{Batch, CheckoutLock, GitError, IncompleteClone, RefUpdate, Signature, Signer};
use promote_model::ObjectId;

/// One attempt at a decision: the state it reads, the person who acts, and the objects it writes.
pub(crate) struct Attempt<'a> {
    /// The context of the command.
    pub(crate) context: &'a Context,
    /// The repository as read by this attempt.
    pub(crate) store: &'a Store,
    /// The person who acts.
    pub(crate) actor: &'a Actor,
    /// The objects to write.
    pub(crate) batch: Batch<'a>,
    /// The checkouts of the branch that moves, with their index locked.
    pub(crate) held: Option<HeldFiles>,
    /// The merged proposals that this command recorded before this attempt.
    recorded: &'a [PromotionId],
}

impl Attempt<'_> {
    /// The promotion with an id or id prefix. `@` is the only open promotion, or the only one that was open until this
    /// command recorded its merge.
    ///
    /// # Errors
    /// Where no promotion or more than one matches.
    pub(crate) fn find(&self, typed: &str) -> Result<LedgerEntry, OpError> {
        let found = match (find_typed(self.context, self.store, typed), self.recorded) {
            (Err(StoreError::NotTheOnlyOne { choices }), [id]) if choices.is_empty() => {
                let found = self.store.ledger()?.promotion(*id)?;
                found.ok_or_else(|| StoreError::UnknownPromotion(id.to_string()))?
            }
            (found, _) => found?,
        };
        if let Some(caller) = &self.context.caller {
            caller.check_state(&found)?;
        }
        Ok(found)
    }

    /// Makes the ledger commit that appends an event.
    ///
    /// # Errors
    /// Where the event is not legal.
    pub(crate) fn append(
        &mut self,
        promotion: &Promotion,
        events: &[Event],
        what: EventKind,
    ) -> Result<(ObjectId, Appended), OpError> {
        let request = self.context.caller.as_ref().and_then(|caller| caller.request.as_ref());
        let request = request.map(|request| request.recorded(self.store, &self.actor.person)).transpose()?;
        append(self.store, &mut self.batch, self.actor, promotion, (events, request), what)
    }
}

/// The command that says that the ledger's time is wrong.
const DISPUTE: &str = "ledger dispute";

/// The command that says which branch holds `promote.yaml`.
pub(crate) const MOVE_POLICY: &str = "ledger policy-branch";

/// Commands that plan and check, but decide nothing.
const PLANNING: [&str; 3] = ["create", "validate", "refresh"];

/// The result of an attempt.
pub(crate) enum Decision<T> {
    /// Write the ledger's new tip and the other refs.
    Write {
        /// The ledger's new tip.
        ledger: ObjectId,
        /// The other refs.
        updates: Vec<RefUpdate>,
        /// The report.
        report: T,
    },
    /// Write nothing.
    Nothing(T),
}

/// A written decision.
pub(crate) struct Decided<T> {
    /// The report.
    pub(crate) report: T,
    /// The repository before the decision.
    pub(crate) store: Store,
    /// The roots of working trees whose files followed the decision.
    pub(crate) followed: Vec<String>,
    /// The lock of this clone, held until checked-out files are updated.
    pub(crate) lock: Option<CheckoutLock>,
}

/// Makes and writes a decision; tries again after a lost race.
///
/// # Errors
/// The error of the attempt; too many lost races; a refusal by git or the remote.
pub(crate) fn decide<T>(
    context: &Context,
    verb: &str,
    attempt: impl FnMut(&mut Attempt<'_>) -> Result<Decision<T>, OpError>,
) -> Result<T, OpError> {
    let (decided, left) = decide_and_finish(context, verb, attempt)?;
    if let Some(behind) = left {
        // The decision does not need those files.
        let words: Vec<String> = std::iter::once(behind.to_string()).chain(behind.causes()).collect();
        context.remarks.add(words.join(": "));
    }
    Ok(decided.report)
}

/// Makes and writes a decision that may move a target, and keeps the lock for updating checkouts.
///
/// # Errors
/// As [`decide`]; and where the target has moved, but not its files or the ledger.
pub(crate) fn decide_with_lock<T>(
    context: &Context,
    verb: &str,
    attempt: impl FnMut(&mut Attempt<'_>) -> Result<Decision<T>, OpError>,
) -> Result<Decided<T>, OpError> {
    decide_and_finish(context, verb, attempt).map(|(decided, _)| decided)
}

/// Finishes what an interrupted command left, then makes and writes a decision; also the reason if files are still behind.
fn decide_and_finish<T>(
    context: &Context,
    verb: &str,
    mut attempt: impl FnMut(&mut Attempt<'_>) -> Result<Decision<T>, OpError>,
) -> Result<(Decided<T>, Option<OpError>), OpError> {
    // Commands in one clone run one after another: races at a remote are slow, and files that are about to be updated
    // would look like local changes.
    let Locked { lock, left, mut repo } = lock_and_finish(context)?;
    let mut retry = Retry::new();
    let mut recorded = Vec::new();
    loop {
        let store = match repo.take() {
            Some(repo) => context.to_act_in(repo)?,
            None => context.store_to_act()?,
        };
        if let Some(recorded) = store.ruled_by.clone().filter(|_| !PLANNING.contains(&verb)) {
            return Err(StoreError::OtherPolicyBranch { recorded, configured: store.policy_branch }.into());
        }
        if verb != MOVE_POLICY && !PLANNING.contains(&verb) {
            check_head(&store)?;
        }
        beginning::refuse_beside_tracked(context, &store)?;
        if context.reach.beginning.policy_branch.is_some() && store.ledger()?.tip().is_some() {
            return Err(StoreError::LedgerHasBegun { branch: store.policy_branch }.into());
        }
        if let Some(id) = store.ledger()?.tip().filter(|_| store.ledger_is_cut) {
            return Err(GitError::MissingObject { id, lacking: Some(IncompleteClone::Shallow) }.into());
        }
        if verb != DISPUTE {
            check_clock(&store)?;
        }
        let actor = context.actor(&store.repo, store.now)?;
        let batch = context.batch(&store.repo)?;
        let mut current = Attempt { context, store: &store, actor: &actor, batch, held: None, recorded: &recorded };
        if verb != DISPUTE
            && let Some((id, ledger)) = record_merged(&mut current)?
        {
            let pending = Pending { batch: current.batch, held: None, ledger, updates: Vec::new() };
            if pending.write(context, &store, "record", &mut retry)?.is_some() {
                recorded.push(id);
            }
            continue;
        }
        let decision = attempt(&mut current)?;
        let Attempt { batch, held, .. } = current;
        let begins = store.ledger()?.tip().is_none() && matches!(decision, Decision::Write { .. });
        if begins && !context.dry_run {
            beginning::refuse_second_ledger(context, &store)?;
            beginning::tell(context, &store);
        }
        let (pending, report) = match decision {
            Decision::Write { ledger, updates, report } if !context.dry_run => {
                (Pending { batch, held, ledger, updates }, report)
            }
            Decision::Write { report, .. } | Decision::Nothing(report) => {
                drop(batch);
                return Ok((Decided { report, store, followed: Vec::new(), lock }, left));
            }
        };
        if let Some(followed) = pending.write(context, &store, verb, &mut retry)? {
            store.repo.maintain();
            return Ok((Decided { report, store, followed, lock }, left));
        }
    }
}

/// Refuses to decide where the default branch of the remote is another one than the one that rules, and the ledger does not
/// say that this is so on purpose.
fn check_head(store: &Store) -> Result<(), OpError> {
    let (Some(remote), Some(head)) = (store.authority.remote(), &store.branches.head) else { return Ok(()) };
    let ruling = store.policy_line.last();
    if store.ledger()?.tip().is_none()
        || ruling.is_none_or(|segment| segment.branch == *head || segment.head.as_ref() == Some(head))
    {
        return Ok(());
    }
    let branch = store.policy_line.branch().to_owned();
    Err(StoreError::OtherHead { remote: remote.to_owned(), head: head.clone(), branch }.into())
}

/// Refuses to go on from an event that is far ahead of this clock: its time would count for good.
fn check_clock(store: &Store) -> Result<(), OpError> {
    match store.ledger()?.tip() {
        Some(event) if store.now > store.clock + AHEAD => {
            Err(StoreError::ClockBehind { time: store.now, clock: store.clock, event }.into())
        }
        _ => Ok(()),
    }
}

/// The ledger commit that records a merged proposal, with the author and committer of the merge; `None` where all merges
/// are recorded. A dry run records nothing.
fn record_merged(attempt: &mut Attempt<'_>) -> Result<Option<(PromotionId, ObjectId)>, OpError> {
    let Attempt { context, store, actor, .. } = *attempt;
    if context.dry_run {
        return Ok(None);
    }
    for entry in store.ledger()?.proposed()? {
        let Some(found) = merged::find(context, store, &entry) else { continue };
        let now = store.now.as_second();
        let author = Signature { seconds: now, ..found.commit.author };
        let committer = Signature { seconds: now, ..found.commit.committer };
        let merger =
            Actor { person: merged::person(&author), signature: author, committer, signing: actor.signing.clone() };
        let (promotion, events) = (&entry.promotion, &entry.events);
        let (ledger, _) = append(store, &mut attempt.batch, &merger, promotion, (events, None), found.event)?;
        return Ok(Some((promotion.id, ledger)));
    }
    Ok(None)
}

/// The events of a promotion after an append that is not written yet, and the evidence for its approvals.
pub(crate) struct Appended {
    /// The events, oldest first.
    pub(crate) events: Vec<Event>,
    /// The evidence for approvals.
    pub(crate) evidence: Evidence,
    /// The holds of the ledger.
    pub(crate) holds: Arc<[Arc<Hold>]>,
}

/// Makes the ledger commit that appends an event.
///
/// # Errors
/// Where the step is not legal.
fn append(
    store: &Store,
    batch: &mut Batch<'_>,
    actor: &Actor,
    promotion: &Promotion,
    (events, request): (&[Event], Option<RequestKey>),
    what: EventKind,
) -> Result<(ObjectId, Appended), OpError> {
    let (by, at, policy) = (actor.person.clone(), store.now, store.policy_commit);
    let mut event = Event { what, by, at, policy, rules: None, clock: None, request: None };
    let mut clock = store.clock;
    let given = given_statement(actor, &event.what)?;
    if let Some((_, statement)) = &given {
        (event.at, event.policy, clock) = (statement.at, statement.policy_commit, statement.at);
        event.by = statement.by.clone();
    }
    if store.policy_line.version >= TIPS_SINCE {
        (event.rules, event.clock, event.request) = (store.policy_blob(event.policy)?, Some(clock), request);
    }
    let seconds = event.at.as_second();
    let (author, committer) = (
        Signature { seconds, name: event.by.name.clone(), ..actor.signature.clone() },
        Signature { seconds, ..actor.committer.clone() },
    );
    let signer = signer(store, actor, statement_is_signed(store, promotion, Some(&event))?)?;
    let append = Append {
        promotion,
        events,
        event: &event,
        by: &author,
        committer: &committer,
        signer: signer.as_ref(),
        signed: given.as_ref().map(|(signed, _)| (signed.statement.as_slice(), signed.signature.as_str())),
    };
    let id = store.ledger()?.append(batch, &append)?;
    let events: Vec<Event> = events.iter().cloned().chain(std::iter::once(event)).collect();
    let state = fold(&events)?;
    let mut evidence = Evidence::default();
    if !(state.approvals.is_empty() && state.attestations.is_empty()) {
        evidence = store.ledger_at(id)?.promotion(promotion.id)?.map(|entry| entry.evidence).unwrap_or_default();
    }
    if actor.signing == Signing::Assumed && statement_is_signed(store, promotion, events.last())? {
        evidence.assume_signed(events.len());
    }
    Ok((id, Appended { events, evidence, holds: store.ledger()?.holds()? }))
}

/// The statement that the person has signed elsewhere, for an event that brings a statement.
///
/// # Errors
/// Where it is no statement.
fn given_statement<'a>(
    actor: &'a Actor,
    what: &EventKind,
) -> Result<Option<(&'a SignedStatement, Statement)>, OpError> {
    match &actor.signing {
        Signing::Given(signed) if what.is_stated() => {
            let statement = Statement::read(&signed.statement).ok_or_else(OpError::no_statement)?;
            Ok(Some((signed, statement)))
        }
        _ => Ok(None),
    }
}

/// The signer of a statement, where a signature is asked for; `None` in a dry run, and for the client of a service.
///
/// # Errors
/// Where git has no signing key.
pub(crate) fn signer(store: &Store, actor: &Actor, asked: bool) -> Result<Option<Signer>, OpError> {
    let Signing::Here(timeouts) = actor.signing else { return Ok(None) };
    if !asked {
        return Ok(None);
    }
    Ok(Some(store.repo.signer(timeouts).map_err(|error| GitError::from(Box::new(error)))?))
}

/// Whether the statement of an event is signed: where the policy asks for it, or the user signs all commits.
fn statement_is_signed(store: &Store, promotion: &Promotion, event: Option<&Event>) -> Result<bool, OpError> {
    let Some(event) = event.filter(|event| event.what.is_stated()) else { return Ok(false) };
    let environment = store.policy.environment(&promotion.target);
    let asked = environment.is_some_and(|environment| match &event.what {
        EventKind::Attested { name, .. } => environment.attestations.iter().any(|a| a.name == *name && a.signed),
        _ => environment.approvals.signed,
    });
    Ok(asked || store.repo.signs_commits()?)
}

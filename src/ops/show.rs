//! `show`: one promotion whole, and the view of a promotion that most reports share.

use jiff::Timestamp;

use super::OpError;
use super::context::Context;
use super::decide::After;
use super::propose::record;
use super::secrets::{UnmaskedPlan, told_events, told_promotion};
use super::soak;
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::env::secrets::is_masked;
use promote_core::policy::gate::{
    ApprovalWeight, Blocker, Evaluation, Evidence, GateInput, RejectedApproval, approval_weight, evaluate,
};
use promote_core::promotion::state::{Approval, fold};
use promote_core::promotion::{Event, Person, Promotion, PromotionState, Status};

/// A promotion as people and scripts see it.
#[derive(Debug, Clone)]
pub(crate) struct PromotionView {
    /// Request and plan.
    pub(crate) promotion: Promotion,
    /// What happened, oldest first.
    pub(crate) events: Vec<Event>,
    /// What that adds up to.
    pub(crate) state: PromotionState,
    /// Its name under today's policy.
    pub(crate) status: Status,
    /// What the rules say of it today.
    pub(crate) judgement: Evaluation,
    /// Where it is scheduled: what will stand against it when it is due, by what is known today.
    pub(crate) when_due: Vec<Blocker>,
}

impl PromotionView {
    /// Why it may not be executed; empty where it may, or has ended.
    pub(crate) fn blockers(&self) -> &[Blocker] {
        if self.status.is_open() { &self.judgement.blockers } else { &[] }
    }
}

/// Another time, another person: what would happen then?
#[derive(Debug, Clone, Default)]
pub(crate) struct Supposed {
    /// `--simulate-at`
    pub(crate) at: Option<Timestamp>,
    /// `--simulate-as`: a mail address.
    pub(crate) by: Option<String>,
}

/// What would happen.
#[derive(Debug, Clone)]
pub(crate) struct Simulated {
    /// The time that was supposed, or now.
    pub(crate) at: Timestamp,
    /// Who was supposed to act, and what their approval would change.
    pub(crate) by: Option<(Person, Simulation)>,
}

/// What somebody's approval would change.
#[derive(Debug, Clone)]
pub(crate) enum Simulation {
    /// Nothing: it would be refused.
    Refused(RejectedApproval),
    /// Nothing: they have approved, and that counts.
    Given,
    /// It would count, and the rest would be that.
    Counts {
        /// The groups that would go on missing, where it counts towards the number alone.
        number_alone: Vec<String>,
        /// What would stand against it still.
        blockers: Vec<Blocker>,
    },
}

/// Shows one promotion.
///
/// # Errors
/// Where there is no such promotion.
pub(crate) fn show(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    let store = record(context, context.store()?)?;
    let entry = store.ledger()?.find(id)?;
    let all = if context.show_secrets { Some(with_secrets(&store, &entry)?) } else { None };
    let mut view = view(&store, entry);
    if let Some(changes) = all {
        view.promotion.plan.changes = changes;
    }
    Ok(view)
}

/// The changes of a plan with all that they do, for a person who asked for it.
fn with_secrets(store: &Store, entry: &LedgerEntry) -> Result<Vec<Change>, OpError> {
    let opened = UnmaskedPlan::plan(&store.repo, &store.rules, &entry.promotion.plan)?;
    // How the file spells them is not kept.
    let spelled = |(side, told): (&Option<SpelledValue>, &Option<SpelledValue>)| {
        let hidden = told.as_ref().is_some_and(|told| is_masked(&told.value));
        side.clone().map(|side| if hidden { SpelledValue { text: side.value.to_string(), ..side } } else { side })
    };
    let all = opened.changes().iter().zip(opened.told()).map(|(change, told)| Change {
        source: spelled((&change.source, &told.source)),
        target: spelled((&change.target, &told.target)),
        ..change.clone()
    });
    Ok(all.collect())
}

/// Shows one promotion as it would be at another time, or for somebody else. Nothing is recorded.
///
/// # Errors
/// Where there is no such promotion.
pub(crate) fn simulate(
    context: &Context,
    id: &str,
    supposed: &Supposed,
) -> Result<(PromotionView, Simulated), OpError> {
    let store = context.store()?;
    let entry = store.ledger()?.find(id)?;
    let at = supposed.at.unwrap_or(store.now);
    let by = supposed.by.as_ref().map(|mail| named(&entry, mail));
    let question = GateInput { by: by.as_ref(), ..entry.question(&store.policy, at) };
    let (mut judgement, when_due) = (evaluate(&question), when_due(&question));
    broken(&store, &entry.promotion, &entry.state, &mut judgement);
    let simulation = by.as_ref().map(|by| approving(&store, &question, &judgement, by));
    let (promotion, events, state) = (entry.promotion.clone(), entry.events.clone(), entry.state.clone());
    let view = of_judgement(&store, promotion, events, state, judgement, when_due);
    Ok((view, Simulated { at, by: by.zip(simulation) }))
}

/// Somebody by their mail address, with the name that the promotion knows them by.
fn named(entry: &LedgerEntry, mail: &str) -> Person {
    let known = entry.events.iter().map(|event| &event.by).chain(&entry.state.authors);
    let name = known.into_iter().find(|person| person.has(mail)).map(|person| person.name.clone());
    Person { name: name.unwrap_or_else(|| mail.to_owned()), email: mail.to_owned() }
}

fn approving(store: &Store, question: &GateInput<'_>, now: &Evaluation, by: &Person) -> Simulation {
    let number_alone = match approval_weight(question, by) {
        ApprovalWeight::Nothing(why) => return Simulation::Refused(why),
        ApprovalWeight::Number { missing } => missing,
        ApprovalWeight::Full => Vec::new(),
    };
    if now.approvals.iter().any(|a| a.counts() && a.approval.by.is(by)) {
        return Simulation::Given;
    }
    let valid = store.policy.environment(&question.promotion.target).and_then(|e| e.approvals.valid);
    let expires = valid.and_then(|valid| question.now.checked_add(valid).ok());
    let (mut state, mut evidence) = (question.state.clone(), question.evidence.clone());
    evidence.assume_signed(0);
    state.approvals.retain(|approval| !approval.by.is(by));
    state.approvals.push(Approval { by: by.clone(), at: question.now, expires, number: 0 });
    let judgement = evaluate(&GateInput { state: &state, evidence: &evidence, ..*question });
    Simulation::Counts { number_alone, blockers: judgement.blockers }
}

/// The view of a promotion under today's policy.
pub(crate) fn view(store: &Store, entry: LedgerEntry) -> PromotionView {
    of_parts(store, entry.promotion, entry.events, entry.state, &entry.evidence)
}

/// The view of a promotion after events that are not in the store yet.
///
/// # Errors
/// Where the events are not legal.
pub(crate) fn view_after(store: &Store, promotion: Promotion, after: After) -> Result<PromotionView, OpError> {
    let state = fold(&after.events)?;
    Ok(of_parts(store, promotion, after.events, state, &after.evidence))
}

fn of_parts(
    store: &Store,
    promotion: Promotion,
    events: Vec<Event>,
    state: PromotionState,
    evidence: &Evidence,
) -> PromotionView {
    let question = GateInput {
        policy: &store.policy,
        promotion: &promotion,
        state: &state,
        authors: &state.authors,
        since: state.since,
        evidence,
        now: store.now,
        by: None,
        overriding: None,
    };
    let (mut judgement, when_due) = (evaluate(&question), when_due(&question));
    broken(store, &promotion, &state, &mut judgement);
    of_judgement(store, promotion, events, state, judgement, when_due)
}

/// What is open and must soak must stand in its source still.
fn broken(store: &Store, promotion: &Promotion, state: &PromotionState, judgement: &mut Evaluation) {
    if !state.status(1).is_open() {
        return;
    }
    // What cannot be read is an error to whoever acts.
    if let Ok(Some(blocker)) = soak::broken(store, promotion) {
        judgement.blockers.push(blocker);
    }
}

/// What will stand against what is scheduled, when it is due.
fn when_due(question: &GateInput<'_>) -> Vec<Blocker> {
    let schedule = question.state.scheduled.as_ref();
    schedule.map(|due| evaluate(&GateInput { now: due.at.max(question.now), ..*question }).blockers).unwrap_or_default()
}

fn of_judgement(
    store: &Store,
    promotion: Promotion,
    mut events: Vec<Event>,
    mut state: PromotionState,
    judgement: Evaluation,
    when_due: Vec<Blocker>,
) -> PromotionView {
    // An approval that does not count (any more) makes nothing approved.
    let status = match state.status(judgement.required) {
        Status::Approved if !judgement.approved() => Status::Validated,
        status => status,
    };
    let promotion = told_promotion(&store.rules, promotion);
    if let Some(told) = told_events(store, &events) {
        // What is told differs in words alone.
        state = fold(&told).unwrap_or(state);
        events = told;
    }
    PromotionView { promotion, events, state, status, judgement, when_due }
}

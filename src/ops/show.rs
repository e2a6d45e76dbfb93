//! `show`: one promotion in full, also simulated at another time or for another person.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::merged::{as_recorded, unrecorded_in};
use crate::engine::secrets::UnmaskedPlan;
use crate::engine::typed::find_typed;
use crate::engine::unnamed;
use crate::engine::view::{PromotionView, add_plan_blockers, view_with_judgement, view_with_merge, when_due};
use crate::store::Store;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::env::secrets::is_masked;
use promote_core::policy::gate::{
    ApprovalWeight, Blocker, Evaluation, GateInput, RejectedApproval, approval_weight, evaluate,
};
use promote_core::promotion::Person;
use promote_core::promotion::state::Approval;

/// The assumptions of a simulation.
#[derive(Debug, Clone, Default)]
pub(crate) struct SimulateRequest {
    /// `--simulate-at`
    pub(crate) at: Option<Timestamp>,
    /// `--simulate-as`: an email address.
    pub(crate) by: Option<String>,
}

/// The result of a simulation.
#[derive(Debug, Clone)]
pub(crate) struct Simulated {
    /// The simulated time.
    pub(crate) at: Timestamp,
    /// The simulated approver, and the effect of their approval.
    pub(crate) by: Option<(Person, Simulation)>,
}

/// The effect of an approval.
#[derive(Debug, Clone)]
pub(crate) enum Simulation {
    /// It would be refused.
    Refused(RejectedApproval),
    /// The person has approved already, and that approval counts.
    Given,
    /// It would count.
    Counts {
        /// Groups whose approval would still be missing, where it counts toward the total only.
        number_alone: Vec<String>,
        /// The remaining blockers.
        blockers: Vec<Blocker>,
    },
}

/// Shows one promotion.
///
/// # Errors
/// Where there is no such promotion.
pub(crate) fn show(context: &Context, id: &str) -> Result<PromotionView, OpError> {
    let store = context.store()?;
    let (entry, merged) = as_recorded(context, &store, find_typed(context, &store, id)?)?;
    let all = if context.show_secrets { Some(with_secrets(&store, &entry)?) } else { None };
    let unrecorded = unrecorded_in(&store, &entry);
    // An environment that cannot be read is reported by the commands that act.
    let open = entry.state.status(1).is_open() && merged.is_none();
    let judged = open.then(|| unnamed::judge(&store, &entry.promotion).ok().flatten()).flatten().unwrap_or_default();
    let unnamed = unnamed::unnamed_in(&store, &entry.promotion.plan, &judged)?;
    let view = view_with_merge(&store, entry, merged).with_lines(&store)?.judged(judged, &unnamed);
    let mut view = PromotionView { unrecorded, ..view };
    if let Some(changes) = all {
        view.promotion.plan.changes = changes;
    }
    Ok(view)
}

/// The changes of a plan with secrets unmasked, for `--show-secrets`.
fn with_secrets(store: &Store, entry: &LedgerEntry) -> Result<Vec<Change>, OpError> {
    let opened = UnmaskedPlan::plan(store, &entry.promotion.plan)?;
    // The text of a masked value in the file is not stored.
    let spelled = |(side, redacted): (&Option<SpelledValue>, &Option<SpelledValue>)| {
        let hidden = redacted.as_ref().is_some_and(|redacted| is_masked(&redacted.value));
        side.clone().map(|side| if hidden { SpelledValue { text: side.value.to_string(), ..side } } else { side })
    };
    let all = opened.changes().iter().zip(opened.redacted()).map(|(change, redacted)| Change {
        source: spelled((&change.source, &redacted.source)),
        target: spelled((&change.target, &redacted.target)),
        ..change.clone()
    });
    Ok(all.collect())
}

/// Shows one promotion at another time, or with the approval of another person. Nothing is recorded.
///
/// # Errors
/// Where there is no such promotion.
pub(crate) fn simulate(
    context: &Context,
    id: &str,
    request: &SimulateRequest,
) -> Result<(PromotionView, Simulated), OpError> {
    let store = context.store()?;
    let entry = find_typed(context, &store, id)?;
    let at = request.at.unwrap_or(store.now);
    let by = request.by.as_ref().map(|mail| person_named(&entry, mail));
    let input = GateInput { by: by.as_ref(), ..entry.question(&store.policy, at) };
    let (mut judgement, when_due) = (evaluate(&input), when_due(&input));
    add_plan_blockers(&store, &entry.promotion, &entry.state, &mut judgement);
    let simulation = by.as_ref().map(|by| approving(&store, &input, &judgement, by));
    let (promotion, events, state) = (entry.promotion.clone(), entry.events.clone(), entry.state.clone());
    let view = view_with_judgement(&store, promotion, events, state, judgement, when_due);
    Ok((view, Simulated { at, by: by.zip(simulation) }))
}

/// The effect that an approval of this person would have now. Nothing is recorded.
///
/// # Errors
/// Where there is no such promotion.
pub(crate) fn effect_of_approval(context: &Context, id: &str, by: &Person) -> Result<Simulation, OpError> {
    let store = context.store()?;
    let entry = find_typed(context, &store, id)?;
    let input = GateInput { by: Some(by), ..entry.question(&store.policy, store.now) };
    Ok(approving(&store, &input, &evaluate(&input), by))
}

/// A person by email address, with the name that occurs in the promotion.
fn person_named(entry: &LedgerEntry, mail: &str) -> Person {
    let known = entry.events.iter().map(|event| &event.by).chain(&entry.state.authors);
    let name = known.into_iter().find(|person| person.has(mail)).map(|person| person.name.clone());
    Person { name: name.unwrap_or_else(|| mail.to_owned()), email: mail.to_owned() }
}

fn approving(store: &Store, input: &GateInput<'_>, now: &Evaluation, by: &Person) -> Simulation {
    let number_alone = match approval_weight(input, by) {
        ApprovalWeight::Nothing(why) => return Simulation::Refused(why),
        ApprovalWeight::Number { missing } => missing,
        ApprovalWeight::Full => Vec::new(),
    };
    if now.approvals.iter().any(|a| a.counts() && a.approval.by.is(by)) {
        return Simulation::Given;
    }
    let valid = store.policy.environment(&input.promotion.target).and_then(|e| e.approvals.valid);
    let expires = valid.and_then(|valid| input.now.checked_add(valid).ok());
    let (mut state, mut evidence) = (input.state.clone(), input.evidence.clone());
    evidence.assume_signed(0);
    state.approvals.retain(|approval| !approval.by.is(by));
    state.approvals.push(Approval { by: by.clone(), at: input.now, expires, number: 0 });
    let judgement = evaluate(&GateInput { state: &state, evidence: &evidence, ..*input });
    Simulation::Counts { number_alone, blockers: judgement.blockers }
}

//! `attest`: records the result of a test, a canary or a load test for exactly one plan.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::error::IneligibleAttestor;
use crate::engine::recover;
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view_after};
use promote_core::policy::gate::{Blocker, RejectedApproval, may_attest};
use promote_core::promotion::{Action, EventKind, Person};
use promote_model::text::enumerate;

/// The result of a test.
#[derive(Debug, Clone)]
pub(crate) struct TestResult {
    /// The name of the attestation.
    pub(crate) name: String,
    /// Whether the test passed.
    pub(crate) ok: bool,
    /// URL with details.
    pub(crate) url: Option<String>,
    /// Notes.
    pub(crate) notes: Option<String>,
}

/// Records a result.
///
/// # Errors
/// Where the status does not allow it, or the policy asks for this attestation and the actor may not give it.
pub(crate) fn attest(context: &Context, id: &str, result: &TestResult) -> Result<PromotionView, OpError> {
    decide(context, "attest", |attempt| {
        let (store, actor) = (attempt.store, attempt.actor);
        let entry = attempt.find(id)?;
        let promotion = &entry.promotion;
        require_step(store, &entry, Action::Attest)?;
        recover::refuse_if_executed(store, &entry)?;
        let refused = |why: RejectedApproval| {
            let (by, name) = (actor.person.clone(), result.name.clone());
            OpError::Attestor(Box::new(IneligibleAttestor { by, name, why }))
        };
        let wanted = &store.environment(&promotion.target)?.attestations;
        match wanted.iter().find(|attest| attest.name == result.name) {
            Some(asked) if !may_attest(&store.policy, asked, &actor.person) => {
                return Err(refused(RejectedApproval::Outsider { groups: asked.by.clone() }));
            }
            Some(asked) if asked.signed && !store.policy.signers.knows(&actor.person) => {
                return Err(refused(RejectedApproval::Keyless));
            }
            Some(_) => {}
            None => {
                let required: Vec<String> = wanted.iter().map(|attest| format!("'{}'", attest.name)).collect();
                context.remarks.add(no_effect(&promotion.target, &result.name, &required));
            }
        }
        let TestResult { name, ok, url, notes } = result.clone();
        let what = EventKind::Attested { digest: entry.state.digest.clone(), name, ok, url, notes };
        let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion.clone(), after)?;
        // An attestation that would not count is refused before it is written.
        match rejection(&report, &result.name, &actor.person) {
            Some(why) => Err(refused(why)),
            None => Ok(Decision::Write { ledger, updates: Vec::new(), report }),
        }
    })
}

/// The remark for an attestation that the target does not require.
fn no_effect(target: &str, name: &str, required: &[String]) -> String {
    let instead = match required.is_empty() {
        true => "no attestation".to_owned(),
        false => enumerate(required, "and"),
    };
    format!("attestation '{name}' has no effect: {target} requires {instead}")
}

/// Why the attestation that a person has just given does not count.
fn rejection(view: &PromotionView, name: &str, by: &Person) -> Option<RejectedApproval> {
    view.blockers().iter().find_map(|blocker| match blocker {
        Blocker::AttestationMissing { name: missing, uncounted: Some(one), .. } if missing == name && one.0.is(by) => {
            Some(one.1.clone())
        }
        _ => None,
    })
}

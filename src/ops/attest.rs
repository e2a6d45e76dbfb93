//! `attest`: records the result of a test, a canary or a load test for exactly one plan.

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::error::IneligibleAttestor;
use crate::engine::recover;
use crate::engine::step::require_step;
use crate::engine::transact::{Decision, decide};
use crate::engine::view::{PromotionView, view_after};
use promote_core::policy::gate::{Blocker, RejectedApproval, may};
use promote_core::promotion::{Action, EventKind};
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
        let entry = store.ledger()?.find(id)?;
        let promotion = &entry.promotion;
        require_step(store, &entry, Action::Attest)?;
        recover::refuse_if_executed(store, &entry)?;
        let wanted = &store.environment(&promotion.target)?.attestations;
        let asked = wanted.iter().find(|attest| attest.name == result.name);
        let refused = |why: RejectedApproval| {
            let (by, name) = (actor.person.clone(), result.name.clone());
            OpError::Attestor(Box::new(IneligibleAttestor { by, name, why }))
        };
        match asked {
            Some(asked) if !may(&store.policy, asked, &actor.person) => {
                return Err(refused(RejectedApproval::Outsider { groups: asked.by.clone() }));
            }
            Some(asked) if asked.signed && !store.policy.signers.knows(&actor.person) => {
                return Err(refused(RejectedApproval::Keyless));
            }
            Some(_) => {}
            None => context.remarks.add(match wanted.is_empty() {
                true => {
                    format!("recorded; {} requires no attestations", promotion.target)
                }
                false => {
                    let names: Vec<String> = wanted.iter().map(|attest| attest.name.clone()).collect();
                    let names = enumerate(&names, "and");
                    format!("recorded; {} requires only {names}", promotion.target)
                }
            }),
        }
        let TestResult { name, ok, url, notes } = result.clone();
        let what = EventKind::Attested { digest: entry.state.digest.clone(), name, ok, url, notes };
        let (ledger, after) = attempt.append(promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion.clone(), after)?;
        // An attestation that would not count is refused before it is written.
        let doubted = report.blockers().iter().find_map(|blocker| match blocker {
            Blocker::AttestationMissing { name, uncounted: Some(one), .. }
                if *name == result.name && one.0.is(&actor.person) =>
            {
                Some(one.1.clone())
            }
            _ => None,
        });
        match doubted {
            Some(why) => Err(refused(why)),
            None => Ok(Decision::Write { ledger, updates: Vec::new(), report }),
        }
    })
}

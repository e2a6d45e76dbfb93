//! `attest`: how it went with exactly one plan, as a job or a person says: a test, a canary, a load.

use super::OpError;
use super::context::Context;
use super::decide::{Decision, append, decide};
use super::error::NoAttestor;
use super::landed;
use super::show::{PromotionView, view_after};
use super::validate::legal;
use promote_core::policy::gate::{Blocker, RejectedApproval, may_attest};
use promote_core::promotion::{Action, EventKind};
use promote_model::text::enumerate;

/// What is attested.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// What was tried.
    pub(crate) name: String,
    /// Whether it went well.
    pub(crate) ok: bool,
    /// Where more stands.
    pub(crate) url: Option<String>,
    /// What is to be said of it.
    pub(crate) notes: Option<String>,
}

/// Records an outcome.
///
/// # Errors
/// Where the state has no such step, or the actor's word would not count where the rules ask for it.
pub(crate) fn attest(context: &Context, id: &str, outcome: &Outcome) -> Result<PromotionView, OpError> {
    decide(context, "attest", |store, actor, batch| {
        let entry = store.ledger()?.find(id)?;
        let promotion = &entry.promotion;
        legal(store, &entry, Action::Attest)?;
        landed::refuse(store, &entry)?;
        let wanted = &store.environment(&promotion.target)?.attestations;
        let asked = wanted.iter().find(|attest| attest.name == outcome.name);
        let refused = |why: RejectedApproval| {
            let (by, name) = (actor.person.clone(), outcome.name.clone());
            OpError::NoAttestor(Box::new(NoAttestor { by, name, why }))
        };
        match asked {
            Some(asked) if !may_attest(&store.policy, asked, &actor.person) => {
                return Err(refused(RejectedApproval::Outsider { groups: asked.by.clone() }));
            }
            Some(asked) if asked.signed && !store.policy.signers.knows(&actor.person) => {
                return Err(refused(RejectedApproval::Keyless));
            }
            Some(_) => {}
            None => context.remarks.add(match wanted.is_empty() {
                true => {
                    format!("{} asks for no attestations: this one is recorded, and decides nothing", promotion.target)
                }
                false => {
                    let names: Vec<String> = wanted.iter().map(|attest| attest.name.clone()).collect();
                    let names = enumerate(&names, "and");
                    format!("{} asks for {names}: this one is recorded, and decides nothing", promotion.target)
                }
            }),
        }
        let Outcome { name, ok, url, notes } = outcome.clone();
        let what = EventKind::Attested { digest: entry.state.digest.clone(), name, ok, url, notes };
        let (ledger, after) = append(store, batch, actor, promotion, &entry.events, what)?;
        let report = view_after(store, entry.promotion.clone(), after)?;
        // What does not count is refused before it is written.
        let doubted = report.blockers().iter().find_map(|blocker| match blocker {
            Blocker::AttestationMissing { name, uncounted: Some(one), .. }
                if *name == outcome.name && one.0.is(&actor.person) =>
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

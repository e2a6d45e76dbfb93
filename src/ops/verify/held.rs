//! Events of holds: whether the rules of their time allowed them, and whether they name where the branch was.

use super::finding::Claims;
use super::reader::Reader;
use crate::engine::OpError;
use promote_core::policy::gate::{may_hold, may_lift};
use promote_core::policy::verify::{FindingCode, HoldStep};
use promote_core::promotion::tips::{self, Tips};
use promote_core::promotion::{Hold, HoldKind};
use promote_git::Commit;
use promote_model::text::{enumerate, visible};

impl Reader<'_> {
    /// Checks an event of a hold.
    pub(super) fn hold(&mut self, commit: &Commit, step: &HoldStep) -> Result<(), OpError> {
        let claims = Claims::of_hold(commit.id, step);
        self.written_by(commit, &claims)?;
        self.policy_named(&claims)?;
        self.timed(&claims);
        let Some(rules) = self.rules_of(&claims)? else { return Ok(()) };
        let (policy, environment) = (&rules.store.policy, rules.store.policy.environment(&step.hold.environment));
        let by = &step.event.by;
        let refused = match (&step.event.what, environment) {
            (HoldKind::HoldSet { .. }, Some(environment)) if !may_hold(policy, environment, by) => {
                let groups = enumerate(&environment.holders, "or");
                Some(format!("{by} set a hold on {}, and only {groups} may", visible(&environment.name)))
            }
            (HoldKind::HoldSet { .. }, None) => {
                Some(format!("a hold was set on {}, which was not in promote.yaml", visible(&step.hold.environment)))
            }
            (HoldKind::HoldLifted { reason: None, .. }, environment) => {
                let hold = Hold { lifted: None, ..(*step.hold).clone() };
                let message = format!("{by} lifted hold {} without a reason, and only some people may", hold.number);
                (!may_lift(policy, environment, &hold, by)).then_some(message)
            }
            _ => None,
        };
        self.history.findings.extend(refused.map(|why| claims.about(FindingCode::Refused("may-not-hold"), why)));
        let tips = self.store.repo.find_path(commit.tree, tips::FILE.as_bytes())?;
        let tips = tips.map(|entry| self.store.repo.read_blob(entry.oid)).transpose()?;
        let Tips(tips) = tips.and_then(|text| Tips::read(&text)).unwrap_or_default();
        let tip = environment.and_then(|environment| tips.get(rules.store.branch_of(environment)).copied());
        if tip != step.event.what.tip() {
            let message = "the event names another commit of the environment's branch than tips.json";
            self.history.findings.push(claims.about(FindingCode::Evidence, message));
        }
        Ok(())
    }
}

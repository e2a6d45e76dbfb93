//! Checks an execution or a rollback that the ledger records, by the policy and at the time of its event.

use std::collections::HashMap;

use jiff::Timestamp;

use super::finding::about_event;
use super::policies::{Policies, PolicyInForce};
use super::replay;
use crate::engine::OpError;
use crate::engine::checks::has_validated_files;
use crate::engine::claims;
use crate::engine::error::{blocker_code, past_message};
use crate::engine::holds::{lifted_since, since_landing};
use crate::engine::landing;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::env::change::Change;
use promote_core::policy::gate::{self, Blocker, GateInput, HoldInForce, WindowStatus};
use promote_core::policy::verify::{CommitKind, CommitProof, FindingCode, LinkStep, RecordedCommit, VerifyFinding};
use promote_core::promotion::PromotionId;
use promote_core::promotion::event::EventKind;
use promote_core::promotion::tips::{self, Tips};
use promote_model::ObjectId;
use promote_model::text::visible;

/// The ledger's time of each approval and attestation, by promotion and event number.
pub(super) type StatementTimes = HashMap<(PromotionId, usize), Timestamp>;

/// An event that writes to the target, with everything needed to check it again.
pub(super) struct RecordedWrite<'a> {
    pub(super) store: &'a Store,
    pub(super) policies: &'a Policies,
    /// The policy that the event names.
    pub(super) rules: &'a PolicyInForce,
    /// The ledger commit.
    pub(super) link: ObjectId,
    pub(super) step: &'a LinkStep,
    /// The promotion before the event.
    pub(super) entry: &'a LedgerEntry,
    pub(super) times: &'a StatementTimes,
}

impl RecordedWrite<'_> {
    /// Checks the event; the commit that it wrote, and the findings.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(super) fn check(&self) -> Result<(Option<RecordedCommit>, Vec<VerifyFinding>), OpError> {
        let (recorded, found) = self.under_its_rules()?;
        let Some(commit) = recorded.as_ref().filter(|done| done.kind == CommitKind::Promotion) else {
            return Ok((recorded, found));
        };
        if found.iter().all(|finding| finding.notice) && commit.proof == Some(CommitProof::Exact)
            || !self.store.repo.exists(commit.commit)?
        {
            return Ok((recorded, found));
        }
        // It may have been recorded only after its target had moved.
        let written = self.store.repo.read_commit(commit.commit)?;
        match landing::before_move(&self.rules.store, self.entry, &written)? {
            Some((then, entry)) => {
                let rules = PolicyInForce::of(then);
                RecordedWrite { rules: &rules, entry: &entry, ..*self }.under_its_rules()
            }
            None => Ok((recorded, found)),
        }
    }

    fn under_its_rules(&self) -> Result<(Option<RecordedCommit>, Vec<VerifyFinding>), OpError> {
        let (commit, kind, mut found) = match &self.step.event.what {
            EventKind::Executed { commit, overriding, .. } => {
                (*commit, CommitKind::Promotion, self.gate(*commit, overriding.as_deref())?)
            }
            EventKind::RolledBack { commit, overriding, .. } => {
                (*commit, CommitKind::Rollback, self.hours(*overriding))
            }
            _ => return Ok((None, Vec::new())),
        };
        let exists = self.store.repo.exists(commit)?;
        if exists && let Some(odd) = self.store.repo.duplicate_header(commit)? {
            found.push(about_event(FindingCode::NotThePlan, commit, self.step, odd));
        }
        let side = self.rules.side(&self.step.promotion.target)?;
        let proof = match &side {
            Some(side) if exists => Some(replay::prove(self.rules, side, self.entry, &self.step.event, commit)?),
            _ => None,
        };
        if let (CommitKind::Promotion, Some(side), true) = (kind, &side, exists) {
            found.extend(self.files_changed(side, commit)?);
        }
        let branch = side.as_ref().map(|side| side.branch.clone()).unwrap_or_default();
        found.extend(self.outdated_policy(&branch, commit)?);
        let recorded = RecordedCommit {
            id: self.step.id,
            digest: self.entry.state.digest.clone(),
            kind,
            commit,
            environment: self.step.promotion.target.clone(),
            branch,
            by: self.step.event.by.clone(),
            link: self.link,
            proof,
            on_hold: if kind == CommitKind::Promotion && exists { self.came_on_hold(commit)? } else { None },
        };
        Ok((Some(recorded), found))
    }

    fn about(&self, code: FindingCode, message: impl Into<String>) -> VerifyFinding {
        about_event(code, self.link, self.step, message)
    }

    fn refused(&self, blocker: &Blocker, done: &str) -> VerifyFinding {
        self.about(FindingCode::Refused(blocker_code(blocker)), past_message(blocker, done))
    }

    /// The blockers of an execution by the policy in force at the time.
    fn gate(&self, commit: ObjectId, overriding: Option<&str>) -> Result<Vec<VerifyFinding>, OpError> {
        let step = self.step;
        let mut entry = match self.store.repo.exists(commit)? && !self.came_with_its_event(commit)? {
            true => since_landing(self.store, self.entry, commit)?,
            false => self.entry.clone(),
        };
        match claims::recompute(&self.rules.store, &mut entry) {
            // Of rules that are newer than the program, the proof says so.
            Ok(()) | Err(OpError::UnknownRules { .. }) => {}
            Err(OpError::NotFromSource { why, .. }) => return Ok(vec![self.about(FindingCode::Source, why)]),
            Err(error) if error.is_incomplete_history() => {
                let message = format!("the claims of the promotion cannot be checked: {error}");
                return Ok(vec![
                    self.about(FindingCode::Source, message).hint("fetch the missing history: git fetch --unshallow"),
                ]);
            }
            Err(error) => return Err(error),
        }
        let approvals = entry.state.approvals.iter().map(|approval| approval.number);
        let numbers: Vec<usize> = approvals.chain(entry.state.attestations.iter().map(|a| a.number)).collect();
        for number in numbers {
            if let Some(time) = self.times.get(&(step.id, number)) {
                entry.evidence.set_ledger_time(number, *time);
            }
        }
        let question = entry.question(&self.rules.store.policy, step.time);
        let clock = step.event.clock;
        let input = GateInput { by: Some(&step.event.by), overriding, clock, ..question };
        Ok(match gate::clear(&input) {
            Err(blockers) => blockers.iter().map(|blocker| self.refused(blocker, "executed")).collect(),
            Ok(clearance) => {
                let reason = clearance.overriding().or(overriding);
                let message = reason.map(|reason| format!("a window or a freeze was overridden: {}", visible(reason)));
                message.map(|message| self.about(FindingCode::Override, message).notice()).into_iter().collect()
            }
        })
    }

    /// Whether a commit came into its target with its event: where the ledger saw the branch then is the commit's parent.
    fn came_with_its_event(&self, commit: ObjectId) -> Result<bool, OpError> {
        let (repo, environment) = (&self.store.repo, &self.step.promotion.target);
        let Some(environment) = self.rules.store.policy.environment(environment) else { return Ok(false) };
        let tips = repo.find_path(repo.read_commit(self.link)?.tree, tips::FILE.as_bytes())?;
        let tips = tips.map(|entry| repo.read_blob(entry.oid)).transpose()?;
        let Tips(tips) = tips.and_then(|text| Tips::read(&text)).unwrap_or_default();
        let seen = tips.get(self.rules.store.branch_of(environment)).copied();
        Ok(seen.is_some() && repo.read_commit(commit)?.parents.first().copied() == seen)
    }

    /// The hold during which a commit came that was recorded later, if that was lifted by then.
    fn came_on_hold(&self, commit: ObjectId) -> Result<Option<String>, OpError> {
        if self.entry.holds.iter().all(|hold| hold.lifted.is_none()) || self.came_with_its_event(commit)? {
            return Ok(None);
        }
        let lifted = lifted_since(self.store, self.entry, commit)?;
        let policy = &self.rules.store.policy;
        let message = lifted.first().map(|hold| {
            let keys = hold.covers(&self.entry.promotion).into_iter().map(Change::address);
            let keys = if hold.patterns.is_empty() { Vec::new() } else { keys.collect() };
            past_message(&Blocker::OnHold(Box::new(HoldInForce::of(policy, hold, keys))), "merged")
        });
        Ok(message)
    }

    /// The windows and freezes that blocked a rollback, where the policy at the time applied them to rollbacks.
    fn hours(&self, overriding: bool) -> Vec<VerifyFinding> {
        let policy = &self.rules.store.policy;
        let target = policy.environment(&self.step.promotion.target).filter(|e| e.rollback_in_windows);
        let Some(target) = target else { return Vec::new() };
        match gate::window_status(
            policy,
            target,
            (self.step.time, self.step.event.clock),
            overriding.then_some(&self.step.event.by),
        ) {
            WindowStatus::Open => Vec::new(),
            WindowStatus::Overridden => {
                vec![self.about(FindingCode::Override, "a window or a freeze was overridden for a rollback").notice()]
            }
            WindowStatus::Closed(blockers) => {
                blockers.iter().map(|blocker| self.refused(blocker, "rolled back")).collect()
            }
        }
    }

    /// The finding where command checks saw other files than the commit holds.
    fn files_changed(&self, side: &EnvSnapshot, commit: ObjectId) -> Result<Option<VerifyFinding>, OpError> {
        let tree = self.store.repo.read_commit(commit)?.tree;
        let target = EnvSnapshot { tree, ..side.clone() };
        let same = has_validated_files(&self.rules.store, &self.entry.state, &target)?;
        Ok((!same).then(|| self.refused(&Blocker::FilesChanged { target: side.name.clone() }, "executed")))
    }

    /// The finding where the event names an older policy than the one in force. On the policy branch itself, the policy in
    /// force is that of the commit's parent.
    fn outdated_policy(&self, branch: &str, commit: ObjectId) -> Result<Option<VerifyFinding>, OpError> {
        if branch != self.store.policy_branch || !self.store.repo.exists(commit)? {
            return Ok(None);
        }
        let Some(parent) = self.store.repo.read_commit(commit)?.parents.first().copied() else { return Ok(None) };
        let then = self.policies.version_named(self.store, (parent, None), None)?;
        let named = (self.step.event.policy, self.step.event.rules);
        let outdated = self.policies.version_named(self.store, named, then)? < then;
        let message = || format!("the event names a policy that was no longer in force at {}", commit.short());
        Ok(outdated.then(|| self.about(FindingCode::PolicyCommit, message())))
    }
}

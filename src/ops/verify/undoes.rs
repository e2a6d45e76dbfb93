//! Promotions that undid a newer value of their target, and whose plans do not say so: notices, since history may be read in
//! another way by another clone.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::policies::PolicyInForce;
use crate::engine::OpError;
use crate::engine::judged_plan::JudgedPlan;
use crate::engine::undone::UndoneKey;
use crate::engine::unnamed::unnamed_in;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::joint::Shared;
use promote_core::policy::verify::{CommitProof, FindingCode, RecordedCommit, VerifyFinding};
use promote_core::promotion::Promotion;
use promote_model::ObjectId;
use promote_model::text::enumerate;

/// The recorded promotions whose plans say what they undo.
#[derive(Default)]
pub(super) struct Executions {
    all: Vec<Execution>,
    /// The files that their plans name, by branch.
    paths: BTreeMap<String, BTreeSet<String>>,
}

/// A recorded promotion.
struct Execution {
    recorded: RecordedCommit,
    /// The policy by which it was executed.
    rules: Rc<PolicyInForce>,
}

impl Executions {
    /// Adds a recorded promotion, if its commit is exactly its plan.
    pub(super) fn add(
        &mut self,
        rules: &Rc<PolicyInForce>,
        promotion: &Promotion,
        recorded: &RecordedCommit,
    ) -> Result<(), OpError> {
        // A plan without the number of its rules has no place for what it undoes.
        if promotion.plan.rules.is_none() || !matches!(recorded.proof, Some(CommitProof::Exact)) {
            return Ok(());
        }
        let Some(source) = rules.side(&promotion.source)? else { return Ok(()) };
        for file in &promotion.plan.files {
            self.paths.entry(recorded.branch.clone()).or_default().insert(file.target_path.clone());
            let source_path = file.source.as_ref().map(|source| source.path.clone());
            self.paths.entry(source.branch.clone()).or_default().extend(source_path);
        }
        self.all.push(Execution { recorded: recorded.clone(), rules: rules.clone() });
        Ok(())
    }

    /// The notices about those that undid something.
    ///
    /// # Errors
    /// Where git cannot be read.
    pub(super) fn unnamed(
        &self,
        store: &Store,
        about: impl Fn(&RecordedCommit) -> bool,
    ) -> Result<Vec<VerifyFinding>, OpError> {
        let executions: Vec<&Execution> = self.all.iter().filter(|execution| about(&execution.recorded)).collect();
        let shared = if executions.is_empty() { Shared::default() } else { self.histories(store)? };
        let mut found = Vec::new();
        for execution in executions {
            let keys = execution.undone(store, &shared)?;
            if !keys.is_empty() {
                found.push(execution.notice(&keys));
            }
        }
        Ok(found)
    }

    /// Reads the history of all files, each branch once.
    fn histories(&self, store: &Store) -> Result<Shared, OpError> {
        let shared = Shared::default();
        for (branch, paths) in &self.paths {
            if let Some(tip) = store.branches.tips.get(branch) {
                shared.read_branch(&store.repo, *tip, paths)?;
            }
        }
        Ok(shared)
    }
}

impl Execution {
    /// The keys that it undid, and that its plan does not name.
    fn undone(&self, store: &Store, shared: &Shared) -> Result<Vec<UndoneKey>, OpError> {
        let Some(entry) = store.ledger()?.promotion(self.recorded.id)? else { return Ok(Vec::new()) };
        let (promotion, repo) = (&entry.promotion, &store.repo);
        let (source, target) = (self.rules.side(&promotion.source)?, self.rules.side(&promotion.target)?);
        let parent = repo.read_commit(self.recorded.commit)?.parents.first().copied();
        let (Some(source), Some(target), Some(parent)) = (source, target, parent) else { return Ok(Vec::new()) };
        // Where the source's commit is gone, nothing tells what it was made from.
        if !repo.exists(promotion.plan.source_commit)? || !repo.exists(parent)? {
            return Ok(Vec::new());
        }
        let at = |side: &EnvSnapshot, commit: ObjectId| {
            let tree = repo.read_commit(commit)?.tree;
            Ok::<_, OpError>(EnvSnapshot { commit, tree, ..side.clone() })
        };
        let (source, target) = (at(&source, promotion.plan.source_commit)?, at(&target, parent)?);
        let judged = JudgedPlan::of(&self.rules.store, promotion, (&source, &target), shared)?;
        unnamed_in(store, &promotion.plan, &judged)
    }

    fn notice(&self, keys: &[UndoneKey]) -> VerifyFinding {
        let texts: Vec<String> = keys.iter().map(UndoneKey::message).collect();
        let message = format!("its plan does not say what it takes back: {}", enumerate(&texts, "and"));
        let done = &self.recorded;
        let finding = VerifyFinding::new(FindingCode::Undoes, done.commit, message).by(&done.by).of(done.id);
        finding.in_environment(&done.environment).notice()
    }
}

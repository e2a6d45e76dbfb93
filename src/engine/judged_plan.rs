//! The judgements of the changes of a plan: shown beside it, and no part of it, since they depend on the clone.

use std::collections::HashMap;

use super::OpError;
use super::apply::{FileEdit, file_edits};
use super::secrets::UnmaskedPlan;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::joint::{ChangedFile, JudgeRequest, Shared};
use promote_core::env::change::Change;
use promote_core::env::judge::Judgement;
use promote_core::promotion::Promotion;
use promote_model::ConfigId;

/// The judgements of the changes of a plan.
#[derive(Debug, Clone, Default)]
pub(crate) struct JudgedPlan(HashMap<(String, ConfigId), Judgement>);

impl JudgedPlan {
    /// Judges a plan by its source and a commit of its target.
    ///
    /// # Errors
    /// Where history cannot be read.
    pub(crate) fn of(
        store: &Store,
        promotion: &Promotion,
        (source, target): (&EnvSnapshot, &EnvSnapshot),
        shared: &Shared,
    ) -> Result<Self, OpError> {
        let plan = &promotion.plan;
        let store = &*store.by_rules_of(plan)?;
        let opened = UnmaskedPlan::plan(store, plan)?;
        let edits = file_edits(&store.repo, plan, &opened, target.commit)?;
        Self::of_edits(store, promotion, &edits, (source, target), shared)
    }

    /// The same with the files that were read already.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(crate) fn of_edits(
        store: &Store,
        promotion: &Promotion,
        edits: &[FileEdit<'_>],
        sides: (&EnvSnapshot, &EnvSnapshot),
        shared: &Shared,
    ) -> Result<Self, OpError> {
        let files: Vec<ChangedFile<'_>> = edits.iter().map(|edit| (&edit.pair, edit.changes.clone())).collect();
        let request = JudgeRequest { translate: promotion.request.translate, ..JudgeRequest::default() };
        let judged = store.judge_by_history(sides, &files, request, shared)?;
        let of_file = |(edit, judged): (&FileEdit<'_>, Vec<Judgement>)| {
            edit.changes.iter().map(|change| place(change)).zip(judged).collect::<Vec<_>>()
        };
        Ok(Self(edits.iter().zip(judged).flat_map(of_file).collect()))
    }

    /// The judgement of a change.
    pub(crate) fn get(&self, change: &Change) -> Option<&Judgement> {
        self.0.get(&place(change))
    }
}

impl<'c> FromIterator<(&'c Change, Judgement)> for JudgedPlan {
    fn from_iter<I: IntoIterator<Item = (&'c Change, Judgement)>>(all: I) -> Self {
        Self(all.into_iter().map(|(change, judgement)| (place(change), judgement)).collect())
    }
}

fn place(change: &Change) -> (String, ConfigId) {
    (change.file.clone(), change.id)
}

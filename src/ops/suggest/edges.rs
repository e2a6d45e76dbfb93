//! What the files show that both sides of an edge of the pipeline have, and what their history says.

use rayon::prelude::*;

use crate::engine::OpError;
use crate::engine::survey::Survey;
use crate::store::Store;
use crate::store::candidate::Candidate;
use crate::store::environment::EnvSnapshot;
use crate::store::joint::{ChangedFile, JudgeRequest, Shared};
use promote_core::env::diff::{FileDiff, FilePair};
use promote_core::env::flatten::KeyRules;
use promote_core::env::judge::Judgement;
use promote_core::env::lists::{ListRules, ListWay};
use promote_core::policy::suggest::{Facts, ObservedEdge, observe_pair};
use promote_core::policy::{Environment, Policy};

/// The edges of the pipeline.
pub(super) struct Edges<'a> {
    pub(super) candidate: &'a Candidate,
    pub(super) survey: &'a Survey,
    pub(super) policy: &'a Policy,
    /// The repository, where history is asked, too.
    pub(super) store: Option<&'a Store>,
}

/// A file of both sides.
type Differing = (FilePair, FileDiff);

impl Edges<'_> {
    /// What the files show.
    pub(super) fn observe(&self, rules: &KeyRules) -> Result<Facts, OpError> {
        let store = self.store.map(|store| store.with_rules(rules.clone()));
        let mut facts = Facts::default();
        for target in &self.policy.environments {
            for source in target.from.iter().filter_map(|name| self.policy.environment(name)) {
                let files = self.differing((source, target), rules)?;
                let judged = match &store {
                    Some(store) => self.judge(store, (source, target), &files)?,
                    None => None,
                };
                let translator = self.policy.translator(&source.name, &target.name, true);
                let edge = ObservedEdge { source, target, translator };
                for (at, (pair, diff)) in files.iter().enumerate() {
                    let judged = judged.as_ref().and_then(|judged| judged.get(at)).map(Vec::as_slice);
                    facts = facts.and(observe_pair(&edge, (pair, diff), judged, rules));
                }
            }
        }
        Ok(facts)
    }

    /// The files that differ, with their differences.
    fn differing(
        &self,
        (source, target): (&Environment, &Environment),
        rules: &KeyRules,
    ) -> Result<Vec<Differing>, OpError> {
        let whole = self.policy.files.iter().all(|template| template.keys.is_none());
        // A list that is read by position would be told apart better by a field, or as a set.
        let lists = ListRules { only: Some(ListWay::Named), ..rules.lists.clone() };
        let rules = &KeyRules { lists, ..rules.clone() };
        let pairs = self.survey.pairs(&source.name, &target.name);
        let pairs = pairs.par_iter().map(|(ours, theirs)| {
            // Equal files show nothing about what differs.
            if whole && ours.file.blob == theirs.file.blob {
                return Ok(None);
            }
            let pair = ours.with(theirs, self.candidate, rules.number)?;
            let diff = pair.diff(rules, &target.keep);
            Ok(Some((pair, diff)))
        });
        Ok(pairs.collect::<Result<Vec<_>, OpError>>()?.into_iter().flatten().collect())
    }

    /// What history says about the changes of each file; `None` where a side has no commit.
    fn judge(
        &self,
        store: &Store,
        (source, target): (&Environment, &Environment),
        files: &[Differing],
    ) -> Result<Option<Vec<Vec<Judgement>>>, OpError> {
        let (Some(source), Some(target)) = (self.side(store, source)?, self.side(store, target)?) else {
            return Ok(None);
        };
        let files: Vec<ChangedFile<'_>> =
            files.iter().map(|(pair, diff)| (pair, diff.changes.iter().collect())).collect();
        Ok(Some(store.judge_by_history((&source, &target), &files, JudgeRequest::default(), &Shared::default())?))
    }

    fn side(&self, store: &Store, environment: &Environment) -> Result<Option<EnvSnapshot>, OpError> {
        let place = self.candidate.place(environment, &self.survey.home)?;
        Ok(place.commit.map(|commit| store.side_at(environment, commit, &[])).transpose()?)
    }
}

/// The newest promotions are looked at, up to this number.
const MOST_PROMOTIONS: usize = 1_000;

/// Adds the keys that promotions wrote, as far as the ledger can be read.
pub(super) fn add_promoted(store: &Store, facts: &mut Facts) {
    let newest = store.ledger().and_then(|ledger| ledger.newest(None, MOST_PROMOTIONS)).unwrap_or_default();
    for entry in newest.iter().filter(|entry| entry.state.executed.is_some()) {
        let promotion = &entry.promotion;
        promotion.plan.changes.iter().for_each(|change| facts.add_promoted(&promotion.target, &change.key));
    }
}

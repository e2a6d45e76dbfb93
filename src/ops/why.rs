//! `why`: how an environment came to the value of a key, back to the commit that wrote it.

use std::sync::Arc;

use crate::engine::OpError;
use crate::engine::causes::{Cause, Causes, file_at};
use crate::engine::context::Context;
use crate::engine::find_key::{FoundKey, find_key};
use crate::engine::key_life::{LifeStart, Reach, lives};
use crate::engine::key_reader::{KeyReader, Was};
use crate::engine::source_commit::source_commit;
use crate::engine::written_by::WrittenBy;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::LedgerEntry;
use promote_core::promotion::plan::PlanFile;

/// How an environment came to the value of a key.
#[derive(Debug)]
pub(crate) struct Why {
    /// The key.
    pub(crate) key: FoundKey,
    /// The environment.
    pub(crate) environment: String,
    /// The path of the file there.
    pub(crate) path: String,
    /// The steps, newest first; empty if the environment never had the key.
    pub(crate) steps: Vec<WhyStep>,
}

/// A step on the way of a value.
#[derive(Debug)]
pub(crate) struct WhyStep {
    /// The environment.
    pub(crate) environment: String,
    /// Whether the pipeline begins with it, so that nothing is promoted into it.
    pub(crate) is_first: bool,
    /// What the environment had.
    pub(crate) was: Was,
    /// How it came; `None` where the history of this clone does not tell.
    pub(crate) cause: Option<Arc<Cause>>,
}

/// More steps than this are only in a ledger in which promotions build on each other in a circle.
const MOST: usize = 100;

/// Follows the value of a key in an environment, which may be `NAME@REV`, or in the last one of the pipeline.
///
/// # Errors
/// Where no key or several match, the environment is unknown, or history cannot be read.
pub(crate) fn why(context: &Context, key: &str, environment: Option<&str>) -> Result<Why, OpError> {
    let store = context.store()?;
    let last = store.policy.environments.last().map(|last| last.name.clone()).unwrap_or_default();
    let side = store.side(environment.unwrap_or(&last), &[])?;
    let name = side.label.clone();
    let found = find_key(context, &store, key)?.only_in(side.clone());
    let path = found.environments.first().map(|(_, path)| path.clone()).unwrap_or_default();
    let entry = file_at(&store, side.commit, &path)?;
    let start = LifeStart { commit: side.commit, path: path.clone(), entry };
    let mut way = Way { context, store: &store, found: &found, causes: Causes::new(context, &store) };
    let steps = way.follow(side, start)?;
    if !found.is_there && steps.is_empty() {
        let message = format!("{name} has no key {}, and never had it", found.address());
        return Err(OpError::Usage { message, hints: vec![format!("list all keys: promote keys {name}")] });
    }
    Ok(Why { key: found, environment: name, path, steps })
}

/// The way of a value, followed backwards.
struct Way<'a> {
    context: &'a Context,
    store: &'a Store,
    found: &'a FoundKey,
    causes: Causes<'a>,
}

impl Way<'_> {
    fn follow(&mut self, side: EnvSnapshot, start: LifeStart) -> Result<Vec<WhyStep>, OpError> {
        let (mut steps, mut next) = (Vec::new(), Some((side, start)));
        while let Some((side, start)) = next.take().filter(|_| steps.len() < MOST) {
            let places = vec![self.found.place.clone()];
            let about = (self.context, self.store);
            let mut reader = KeyReader::new(about, (&side, &start.path), &self.found.file, places);
            let lives = lives(self.store, &mut self.causes.logs, &mut reader, &start, Reach::Newest)?;
            let life = lives.into_iter().next().unwrap_or_default();
            let Some(state) = life.states.first() else { break };
            let cause = self.causes.of(&mut reader, 0, state)?;
            if let Some(cause) = &cause {
                next = match self.before(&side, &state.path, cause) {
                    Err(error) if error.is_incomplete_history() => None,
                    before => before?,
                };
            }
            let environment = self.store.policy.environment(&side.name);
            let is_first = environment.is_some_and(|environment| environment.from.is_empty());
            steps.push(WhyStep { environment: side.name.clone(), is_first, was: state.was.clone(), cause });
        }
        Ok(steps)
    }

    /// Where a value was before it came: in the source of a promotion, or in the environment itself before a promotion that was
    /// rolled back.
    fn before(
        &self,
        side: &EnvSnapshot,
        path: &str,
        cause: &Cause,
    ) -> Result<Option<(EnvSnapshot, LifeStart)>, OpError> {
        match &cause.written {
            WrittenBy::Edit(_) => Ok(None),
            WrittenBy::Promotion(entry) => self.in_source(entry, path),
            WrittenBy::Rollback(entry, _) => {
                let Some(done) = &entry.state.executed else { return Ok(None) };
                let parents = self.store.repo.read_commit(done.commit)?.parents;
                let Some(commit) = parents.first().copied() else { return Ok(None) };
                let at = file_in_plan(entry, &self.found.file, path).map_or(path, |file| file.target_path.as_str());
                let start = LifeStart { commit, path: at.to_owned(), entry: file_at(self.store, commit, at)? };
                Ok(Some((side.clone(), start)))
            }
        }
    }

    fn in_source(&self, entry: &LedgerEntry, path: &str) -> Result<Option<(EnvSnapshot, LifeStart)>, OpError> {
        let (promotion, plan) = (&entry.promotion, &entry.promotion.plan);
        let file = file_in_plan(entry, &self.found.file, path).and_then(|file| file.source.as_ref());
        let (Some(environment), Some(file)) = (self.store.policy.environment(&promotion.source), file) else {
            return Ok(None);
        };
        let Ok(commit) = source_commit(self.store, &promotion.source, plan)? else { return Ok(None) };
        let side = self.store.side_at(environment, commit, &[])?;
        Ok(Some((side, LifeStart { commit, path: file.path.clone(), entry: Some((file.mode, file.blob)) })))
    }
}

/// The file of a plan; its logical name may have been another one then.
fn file_in_plan<'e>(entry: &'e LedgerEntry, name: &str, path: &str) -> Option<&'e PlanFile> {
    let files = || entry.promotion.plan.files.iter();
    files().find(|file| file.file == name).or_else(|| files().find(|file| file.target_path == path))
}

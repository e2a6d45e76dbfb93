//! Changes carried out on a target's tree, in memory: what would be written, or why it cannot be.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::OpError;
use super::history::{commits_since, who_changed};
use crate::env::apply::{ApplyError, Outcome, apply};
use crate::env::change::{Change, Kind, Spelled};
use crate::env::content::File;
use crate::env::diff::Pair;
use crate::env::flatten::Rules;
use crate::env::keys::End;
use crate::git::{self, Batch, Commit, EntryMode, Repo};
use crate::model::{ObjectId, Value};
use crate::promotion::Plan;
use crate::promotion::plan::PlanFile;

/// A key that is not what the plan was made on.
#[derive(Debug, Clone)]
pub struct Touched {
    /// The planned change.
    pub change: Change,
    /// The path of the target's file.
    pub path: String,
    /// What the target has now.
    pub now: Option<Spelled>,
    /// The commit that changed it, where one was found.
    pub by: Option<Commit>,
}

/// One file of a plan, ready to be carried out.
pub struct Job<'a> {
    /// The file.
    pub file: &'a PlanFile,
    /// What is wanted of it.
    pub changes: Vec<&'a Change>,
    /// Source and target as they are.
    pub pair: Pair,
}

/// What a tree becomes, by path.
pub type Paths = BTreeMap<Vec<u8>, git::Change>;

/// Reads the files of a plan: the source's as planned, the target's as they are at `target`.
///
/// # Errors
/// Where an object cannot be read.
pub fn jobs<'a>(repo: &Repo, plan: &'a Plan, target: ObjectId) -> Result<Vec<Job<'a>>, OpError> {
    let tree = repo.read_commit(target)?.tree;
    let mut by_file: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in &plan.changes {
        by_file.entry(&change.file).or_default().push(change);
    }
    let job = |file: &'a PlanFile| {
        let source = match &file.source {
            Some(s) => Some(File::read(&s.path, s.mode, s.blob, Some(file.format), repo.read_blob(s.blob)?)),
            None => None,
        };
        let target = file_at(repo, tree, file)?;
        let changes = by_file.get(file.file.as_str()).cloned().unwrap_or_default();
        Ok(Job { pair: pair_for(file, source, target, &changes).within(file.keys()), changes, file })
    };
    plan.files.iter().map(job).collect()
}

/// The target's file in a tree.
pub fn file_at(repo: &Repo, tree: ObjectId, file: &PlanFile) -> Result<Option<File>, OpError> {
    let Some(entry) = repo.find_path(tree, file.target_path.as_bytes())? else { return Ok(None) };
    let EntryMode::File(mode) = entry.mode else { return Ok(None) };
    Ok(Some(File::read(&file.target_path, mode, entry.oid, Some(file.format), repo.read_blob(entry.oid)?)))
}

/// Two files put together; documents have names where the changes say so.
pub fn pair_for(file: &PlanFile, source: Option<File>, target: Option<File>, changes: &[&Change]) -> Pair {
    let mut pair = Pair::new(&file.file, source.map(Arc::new), target.map(Arc::new));
    pair.naming.admit(changes.iter().filter_map(|c| c.document.as_deref()));
    pair
}

impl Job<'_> {
    /// The changes whose key is not what they were planned on.
    pub fn touched(&self, rules: &Rules) -> Vec<(Change, Option<Spelled>)> {
        let whole = self.changes.iter().any(|c| c.kind == Kind::File);
        let now: BTreeMap<_, _> = match &self.pair.target {
            None => BTreeMap::new(),
            Some(file) if whole => {
                let value = Value::File(file.value.clone());
                BTreeMap::from([((None, crate::model::Key::root()), (value, String::new()))])
            }
            // The source may have become unreadable by key; what counts here is the target.
            Some(file) => {
                let alone = Pair { source: None, ..self.pair.clone() };
                let text = |span: std::ops::Range<usize>| {
                    file.parsed().map(|parsed| parsed.text(span).into_owned()).unwrap_or_default()
                };
                alone
                    .configs(End::Target, rules)
                    .into_iter()
                    .map(|c| ((c.document, c.key), (c.value, text(c.span))))
                    .collect()
            }
        };
        let found = |change: &Change| now.get(&(change.document.clone(), change.key.clone()));
        let same =
            |change: &&&Change| found(change).map(|(value, _)| value) != change.target.as_ref().map(|s| &s.value);
        let spelled = |(value, text): &(Value, String)| Spelled { value: value.clone(), text: text.clone() };
        self.changes.iter().filter(same).map(|c| ((*c).clone(), found(c).map(spelled))).collect()
    }

    /// Carries the changes out; `whole` as in [`apply`].
    ///
    /// # Errors
    /// Where an edit is refused.
    pub fn apply(&self, whole: bool, rules: &Rules) -> Result<Outcome, ApplyError> {
        apply(&self.pair, &self.changes, whole, rules)
    }
}

/// Everything that is not as planned, with the commit that made it so.
///
/// # Errors
/// Where history cannot be read.
pub fn stale(
    repo: &Repo,
    rules: &Rules,
    jobs: &[Job<'_>],
    planned_on: ObjectId,
    now: ObjectId,
) -> Result<Vec<Touched>, OpError> {
    let mut all = Vec::new();
    let mut commits = None;
    for job in jobs {
        let touched = job.touched(rules);
        if touched.is_empty() {
            continue;
        }
        let commits = match &mut commits {
            Some(commits) => &*commits,
            none => none.insert(commits_since(repo, now, planned_on)?),
        };
        let changes: Vec<&Change> = touched.iter().map(|(change, _)| change).collect();
        let who = who_changed(repo, rules, job.file, &changes, commits)?;
        let path = &job.file.target_path;
        let touched = touched.into_iter().zip(who);
        all.extend(touched.map(|((change, now), by)| Touched { change, path: path.clone(), now, by }));
    }
    Ok(all)
}

/// Carries all jobs out into `batch`; the paths that a tree must be spliced with.
///
/// # Errors
/// The first edit that is refused.
pub fn carry(batch: &mut Batch<'_>, jobs: &[Job<'_>], whole: bool, rules: &Rules) -> Result<Paths, OpError> {
    let mut paths = Paths::new();
    for job in jobs {
        put(batch, &mut paths, job, job.apply(whole, rules)?)?;
    }
    Ok(paths)
}

/// Adds what becomes of one file.
///
/// # Errors
/// Where an object cannot be made.
pub fn put(batch: &mut Batch<'_>, paths: &mut Paths, job: &Job<'_>, outcome: Outcome) -> Result<(), OpError> {
    let entry = match outcome {
        Outcome::Unchanged => return Ok(()),
        Outcome::Gone => None,
        Outcome::Blob(mode, blob) => Some((mode, blob)),
        Outcome::Bytes(mode, bytes) => Some((mode, batch.blob(&bytes)?)),
    };
    paths.insert(job.file.target_path.clone().into_bytes(), entry);
    Ok(())
}

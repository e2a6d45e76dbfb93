//! Finds the authors of a promotion's changes: each key is traced back to the commit that set its current value.
//!
//! ```text
//! the planned source commit -> parents with the same value -> the commit whose parents all have another value
//! ```
//!
//! A value that came with a promotion belongs to the authors of that promotion, not to the person who executed it: they
//! are traced from that promotion's own source. The result depends only on the plan and on history, so each command
//! that approves, executes or verifies computes it again.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::OpError;
use super::history::{Blob, values_in};
use super::promotion_commit::{matches_plan, rules_of_event, writing_event};
use super::source_commit::source_commit;
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::ledger::{Ledger, LedgerEntry};
use promote_core::env::change::Change;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::Side;
use promote_core::promotion::plan::PlanFile;
use promote_core::promotion::{Person, Plan, PromotionId};
use promote_git::{Commit, EntryMode, trailers};
use promote_model::{ObjectId, Value};

/// A file of the plan, with its changes.
struct TracedFile<'a> {
    file: &'a PlanFile,
    path: String,
    changes: Vec<&'a Change>,
    values: HashMap<Blob, Vec<Option<Value>>>,
}

/// The changes that are still traced at a commit, by file: indices into `files` and `TracedFile::changes`.
type Open = BTreeMap<usize, Vec<usize>>;

/// Whether the target's rules ask who wrote the promoted values.
///
/// # Errors
/// Where the target is unknown.
pub(crate) fn authors_count(store: &Store, target: &str) -> Result<bool, OpError> {
    let rules = &store.environment(target)?.approvals;
    Ok(!rules.by_authors && (rules.required > 0 || !rules.groups.is_empty()))
}

/// The distinct authors of the values that `plan` takes from `source`; nobody where the target's approvals do not depend on
/// them, because a long history takes long to read. If rules ask for them later, they are traced then.
///
/// # Errors
/// Where history cannot be read, as in a shallow clone.
pub(crate) fn authors(store: &Store, source: &EnvSnapshot, target: &str, plan: &Plan) -> Result<Vec<Person>, OpError> {
    match authors_count(store, target)? {
        true => traced_authors(store, source, plan, &mut HashMap::new()),
        false => Ok(Vec::new()),
    }
}

/// The authors of a plan; those of promotions that it builds on are looked up in `known`, or traced and added to it.
fn traced_authors(
    store: &Store,
    source: &EnvSnapshot,
    plan: &Plan,
    known: &mut HashMap<PromotionId, Vec<Person>>,
) -> Result<Vec<Person>, OpError> {
    let (files, rules) = (traced(store, source, plan), store.rules_of(plan)?);
    let mut by_path: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        by_path.entry(file.path.clone().into_bytes()).or_default().push(at);
    }
    Tracer { store, rules: &rules, ledger: store.ledger()?, files, by_path, known }.people(plan.source_commit)
}

fn traced<'a>(store: &Store, source: &EnvSnapshot, plan: &'a Plan) -> Vec<TracedFile<'a>> {
    let mut changes: HashMap<&str, Vec<&Change>> = HashMap::new();
    for change in &plan.changes {
        changes.entry(&change.file).or_default().push(change);
    }
    let traced = |file: &'a PlanFile| {
        let changes = changes.remove(file.file.as_str())?;
        let path = path_in_source(store, source, file)?;
        Some(TracedFile { file, path, changes, values: HashMap::new() })
    };
    plan.files.iter().filter_map(traced).collect()
}

/// The path of a file in the source; for a deleted file, the path that the templates give.
pub(crate) fn path_in_source(store: &Store, source: &EnvSnapshot, file: &PlanFile) -> Option<String> {
    if let Some(source) = &file.source {
        return Some(source.path.clone());
    }
    let mut paths = store.policy.files.iter().map(|t| source.bindings.path(t, &file.file));
    paths.find(|path| source.matcher.names(path).contains(&file.file))
}

/// Traces values through history.
struct Tracer<'a> {
    store: &'a Store,
    /// The rules that the plan was made by.
    rules: &'a KeyRules,
    ledger: Ledger<'a>,
    files: Vec<TracedFile<'a>>,
    by_path: HashMap<Vec<u8>, Vec<usize>>,
    /// The authors of promotions that were traced before.
    known: &'a mut HashMap<PromotionId, Vec<Person>>,
}

impl Tracer<'_> {
    fn people(&mut self, from: ObjectId) -> Result<Vec<Person>, OpError> {
        let all = self.files.iter().enumerate().map(|(at, file)| (at, (0..file.changes.len()).collect())).collect();
        let first = self.store.repo.read_commit(from)?;
        // Newest first, so that branches of history that meet again are searched once.
        let mut waiting: BTreeMap<(i64, ObjectId), (Commit, Open)> = BTreeMap::new();
        waiting.insert((first.committer.seconds, first.id), (first, all));
        let mut people = Vec::new();
        while let Some((_, (commit, mut open))) = waiting.pop_last() {
            for parent in &commit.parents {
                if open.is_empty() {
                    break;
                }
                let parent = self.store.repo.read_commit(*parent)?;
                let same = self.same(&commit, &parent, &mut open)?;
                if !same.is_empty() {
                    let key = (parent.committer.seconds, parent.id);
                    match waiting.entry(key) {
                        Entry::Vacant(place) => drop(place.insert((parent, same))),
                        Entry::Occupied(mut place) => {
                            let older = &mut place.get_mut().1;
                            same.into_iter().for_each(|(file, more)| older.entry(file).or_default().extend(more));
                        }
                    }
                }
            }
            if commit.parents.is_empty() {
                self.drop_absent(&commit, &mut open)?;
            }
            if !open.is_empty() {
                people.extend(self.authors_of(&commit)?);
            }
        }
        Ok(Person::distinct(people))
    }

    /// Removes the changes from `open` whose values are the same in the parent, and returns them.
    fn same(&mut self, commit: &Commit, parent: &Commit, open: &mut Open) -> Result<Open, OpError> {
        // Files that the commit does not change are passed on unread: histories are long, commits small.
        let (mut same, mut left) = (std::mem::take(open), Open::new());
        for path in self.store.repo.diff_trees(Some(parent.tree), Some(commit.tree))? {
            for file in self.by_path.get(&path.path).cloned().unwrap_or_default() {
                let Some(changes) = same.remove(&file) else { continue };
                let (now, then) = (self.values(commit, file)?, self.values(parent, file)?);
                let (equal, other): (Vec<usize>, _) = changes.into_iter().partition(|at| now.get(*at) == then.get(*at));
                for (side, changes) in [(&mut same, equal), (&mut left, other)] {
                    if !changes.is_empty() {
                        side.insert(file, changes);
                    }
                }
            }
        }
        *open = left;
        Ok(same)
    }

    /// Removes changes whose key is absent in a root commit: nobody removed that key.
    fn drop_absent(&mut self, root: &Commit, open: &mut Open) -> Result<(), OpError> {
        for (file, changes) in std::mem::take(open) {
            let values = self.values(root, file)?;
            let there: Vec<usize> =
                changes.into_iter().filter(|at| values.get(*at).is_some_and(Option::is_some)).collect();
            if !there.is_empty() {
                open.insert(file, there);
            }
        }
        Ok(())
    }

    /// The values of a file's changes at a commit; each blob is read once.
    fn values(&mut self, commit: &Commit, file: usize) -> Result<Vec<Option<Value>>, OpError> {
        let repo = &self.store.repo;
        let traced = &mut self.files[file];
        let entry = repo.find_path(commit.tree, traced.path.as_bytes())?;
        let blob = entry.and_then(|e| if let EntryMode::File(mode) = e.mode { Some((mode, e.oid)) } else { None });
        if let Some(values) = traced.values.get(&blob) {
            return Ok(values.clone());
        }
        let values = values_in(repo, self.rules, traced.file, &traced.changes, blob, (Side::Source, &traced.path))?;
        traced.values.insert(blob, values.clone());
        Ok(values)
    }

    /// The authors of a commit: its author and co-authors; for a commit that is proved to be a promotion's, the authors
    /// of that promotion.
    fn authors_of(&mut self, commit: &Commit) -> Result<Vec<Person>, OpError> {
        let mentioned = trailers::mentioned(&commit.message, "Promotion-Id");
        for id in mentioned.into_iter().filter_map(PromotionId::read) {
            if let Some(entry) = self.ledger.promotion(id)?
                && let Some(people) = self.promoted_by(&entry, commit)?
            {
                return Ok(people);
            }
        }
        Ok(commit_authors(commit))
    }

    /// The authors of a promotion, where a commit is the promotion's own; `None` where it is not. Trailer and ledger are
    /// claims: the commit must be what the plan writes, under the policy of that time. Where the rules of the plan are gone
    /// and nothing can tell, the authors of both count.
    fn promoted_by(&mut self, entry: &LedgerEntry, commit: &Commit) -> Result<Option<Vec<Person>>, OpError> {
        let Some(event) = writing_event(self.store, entry, commit)? else { return Ok(None) };
        if let Some(people) = self.known.get(&entry.promotion.id) {
            return Ok(Some(people.clone()));
        }
        let Some(ruling) = rules_of_event(self.store, event)? else { return Ok(None) };
        let Some(rules) = self.store.under(ruling)? else { return Ok(None) };
        if !matches_plan(&rules, entry, commit)? {
            let both = commit_authors(commit).into_iter().chain(entry.state.authors.iter().cloned());
            let gone = rules.rulebook.held(entry.promotion.plan.rules).is_err();
            return Ok(gone.then(|| Person::distinct(both)));
        }
        let promotion = &entry.promotion;
        let mut people = entry.state.authors.clone();
        // A forged ledger could name promotions that build on each other.
        self.known.insert(promotion.id, people.clone());
        if let Some(environment) = rules.policy.environment(&promotion.source) {
            // Of a plan whose source is gone, nothing tells who wrote its values: whoever wrote the commit counts, too.
            match source_commit(&rules, &promotion.source, &promotion.plan)? {
                Ok(held) => {
                    let source = rules.side_at(environment, held, &[])?;
                    let plan = Plan { source_commit: held, ..promotion.plan.clone() };
                    people.extend(traced_authors(&rules, &source, &plan, self.known)?);
                }
                Err(_) => people.extend(commit_authors(commit)),
            }
        }
        let people = Person::distinct(people);
        self.known.insert(promotion.id, people.clone());
        Ok(Some(people))
    }
}

/// The author and the co-authors of a commit.
pub(crate) fn commit_authors(commit: &Commit) -> Vec<Person> {
    let author = Person { name: commit.author.name.clone(), email: commit.author.email.clone() };
    let named = trailers::mentioned(&commit.message, "Co-authored-by").into_iter().filter_map(|value| {
        let (name, mail) = value.split_once('<')?;
        Some(Person { name: name.trim().to_owned(), email: mail.trim_end().strip_suffix('>')?.to_owned() })
    });
    std::iter::once(author).chain(named).collect()
}

//! The `promote.yaml` in force at each time, along the first parents of the policy branch.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;

use crate::engine::OpError;
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::policy::FILE;
use promote_git::EntryMode;
use promote_model::ObjectId;

/// The history of the policy branch.
pub(crate) struct Policies {
    /// The version in force at each commit along first parents; `None` before the first.
    positions: HashMap<ObjectId, Option<usize>>,
    /// The versions of `promote.yaml`, oldest first.
    versions: Vec<Version>,
    /// The policies of blobs, or of commits where schemas belong to them, on the branch that holds them, read on demand.
    under: RefCell<HashMap<(String, ObjectId), CachedPolicy>>,
    /// The blobs of commits, read on demand.
    blobs: RefCell<HashMap<ObjectId, Option<ObjectId>>>,
}

/// A policy that was read; `None` where it is invalid.
type CachedPolicy = Option<Rc<PolicyInForce>>;

/// A version of `promote.yaml`.
pub(super) struct Version {
    /// The commit that put it in force.
    pub(super) commit: ObjectId,
    /// The blob before.
    pub(super) old: Option<ObjectId>,
    /// The blob since then.
    pub(super) new: Option<ObjectId>,
    /// The time of the commit; it never goes backwards.
    since: Timestamp,
}

/// The repository under one version of the policy.
pub(crate) struct PolicyInForce {
    /// The repository.
    pub(crate) store: Store,
    sides: RefCell<HashMap<String, Option<Rc<EnvSnapshot>>>>,
}

impl PolicyInForce {
    /// The repository under a policy.
    pub(super) fn of(store: Store) -> Self {
        Self { store, sides: RefCell::default() }
    }

    /// The layout of an environment; `None` where this policy does not have it. Its commit has no meaning.
    pub(crate) fn side(&self, name: &str) -> Result<Option<Rc<EnvSnapshot>>, StoreError> {
        if let Some(side) = self.sides.borrow().get(name) {
            return Ok(side.clone());
        }
        let side = match self.store.policy.environment(name) {
            Some(environment) => Some(Rc::new(self.store.side_at(environment, self.store.policy_commit, &[])?)),
            None => None,
        };
        self.sides.borrow_mut().insert(name.to_owned(), side.clone());
        Ok(side)
    }
}

impl Policies {
    /// Reads the policy branch.
    pub(crate) fn read(store: &Store) -> Result<Self, OpError> {
        Self::along(store, store.branches.tips.get(&store.policy_branch).copied())
    }

    /// Reads the policy branch up to another tip.
    pub(crate) fn along(store: &Store, tip: Option<ObjectId>) -> Result<Self, OpError> {
        let mut commits = Vec::new();
        if let Some(tip) = tip {
            for commit in store.policy_history(tip) {
                let commit = commit?;
                commits.push((commit.id, commit.tree, commit.committer.seconds));
            }
        }
        commits.reverse();
        let (mut positions, mut blobs, mut versions) = (HashMap::new(), HashMap::new(), Vec::<Version>::new());
        let (mut old, mut since) = (None, Timestamp::MIN);
        for (id, tree, seconds) in commits {
            let new = policy_blob(store, tree)?;
            since = since.max(Timestamp::from_second(seconds).unwrap_or_default());
            blobs.insert(id, new);
            if new != old {
                versions.push(Version { commit: id, old, new, since });
            }
            positions.insert(id, versions.len().checked_sub(1));
            old = new;
        }
        Ok(Self { positions, versions, under: RefCell::default(), blobs: RefCell::new(blobs) })
    }

    /// The `promote.yaml` of a commit.
    pub(crate) fn blob(&self, store: &Store, commit: ObjectId) -> Result<Option<ObjectId>, OpError> {
        if let Some(blob) = self.blobs.borrow().get(&commit) {
            return Ok(*blob);
        }
        let blob =
            if store.repo.exists(commit)? { policy_blob(store, store.repo.read_commit(commit)?.tree)? } else { None };
        self.blobs.borrow_mut().insert(commit, blob);
        Ok(blob)
    }

    /// The policy of a commit of the store's policy branch; `None` where the commit has no valid one.
    pub(crate) fn under(&self, store: &Store, commit: ObjectId) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        let Some(blob) = self.blob(store, commit)? else { return Ok(None) };
        let key = |id: ObjectId| (store.policy_branch.clone(), id);
        for known in [commit, blob] {
            if let Some(rules) = self.under.borrow().get(&key(known)) {
                return Ok(rules.clone());
            }
        }
        let rules = store.under(commit)?.map(|store| Rc::new(PolicyInForce::of(store)));
        // Schemas of checks are files of their own: the same promote.yaml may have others.
        let shared = rules.as_ref().is_none_or(|rules| rules.store.policy.schemas.is_empty());
        self.under.borrow_mut().insert(key(if shared { blob } else { commit }), rules.clone());
        Ok(rules)
    }

    /// The version in force at a first parent of the policy branch; `None` for other commits.
    pub(super) fn version_at(&self, commit: ObjectId) -> Option<usize> {
        self.positions.get(&commit).copied().flatten()
    }

    /// The versions, newest first: the commit that put each in force, and its blob.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = (ObjectId, Option<ObjectId>)> {
        self.versions.iter().rev().map(|version| (version.commit, version.new))
    }

    /// The commit that put a version in force.
    pub(crate) fn commit_of(&self, version: usize) -> Option<ObjectId> {
        self.versions.get(version).map(|version| version.commit)
    }

    /// The policy in force at a time, for branches that do not hold promote.yaml: by the dates of commits, between the
    /// versions that the ledger puts before and after it.
    pub(crate) fn at(
        &self,
        store: &Store,
        time: Timestamp,
        (from, to): (Option<usize>, Option<usize>),
    ) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        let dated = self.versions.partition_point(|version| version.since <= time).checked_sub(1);
        let placed = match to {
            Some(to) => dated.min(Some(to)).max(from),
            None => dated.max(from),
        };
        match placed.and_then(|at| self.versions.get(at)) {
            Some(version) => self.under(store, version.commit),
            None => Ok(None),
        }
    }

    /// The version of `promote.yaml` that an event named, as its number from the oldest, where no event before it named a
    /// newer one than `last`. A commit that is not a first parent of the policy branch, or that is gone after a rebase,
    /// rules as the version with the same content; `None` if there is none that is not older than `last`.
    pub(crate) fn version_named(
        &self,
        store: &Store,
        (commit, rules): (ObjectId, Option<ObjectId>),
        last: Option<usize>,
    ) -> Result<Option<usize>, OpError> {
        let held = self.blob(store, commit)?;
        if held.is_some() && rules.is_some_and(|rules| Some(rules) != held) {
            return Ok(None);
        }
        if let Some(version) = self.positions.get(&commit) {
            return Ok(*version);
        }
        let Some(blob) = held.or(rules) else { return Ok(None) };
        let later = self.versions.iter().enumerate().skip(last.unwrap_or_default());
        Ok(later.filter(|(_, version)| version.new == Some(blob)).map(|(at, _)| at).next())
    }

    /// The changes of `promote.yaml`: the version before, and the new one.
    pub(super) fn changes(&self) -> impl Iterator<Item = (&Version, &Version)> {
        self.versions.iter().zip(self.versions.iter().skip(1))
    }
}

/// The blob of `promote.yaml` in a tree.
pub(crate) fn policy_blob(store: &Store, tree: ObjectId) -> Result<Option<ObjectId>, OpError> {
    let entry = store.repo.find_path(tree, FILE.as_bytes())?;
    Ok(entry.filter(|entry| matches!(entry.mode, EntryMode::File(_))).map(|entry| entry.oid))
}

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
    /// The position of each commit along first parents.
    positions: HashMap<ObjectId, usize>,
    tip: Option<ObjectId>,
    /// The versions of `promote.yaml`, oldest first.
    versions: Vec<Version>,
    /// The policies of blobs, read on demand.
    under: RefCell<HashMap<ObjectId, Option<Rc<PolicyInForce>>>>,
    /// The blobs of commits, read on demand.
    blobs: RefCell<HashMap<ObjectId, Option<ObjectId>>>,
}

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
            for commit in store.repo.first_parents(tip) {
                let commit = commit?;
                commits.push((commit.id, commit.tree, commit.committer.seconds));
            }
        }
        commits.reverse();
        let policies = Self {
            positions: commits.iter().enumerate().map(|(at, (id, ..))| (*id, at)).collect(),
            tip,
            versions: Vec::new(),
            under: RefCell::default(),
            blobs: RefCell::default(),
        };
        let (mut versions, mut old, mut since) = (Vec::new(), None, Timestamp::MIN);
        for (id, tree, seconds) in commits {
            let new = policy_blob(store, tree)?;
            since = since.max(Timestamp::from_second(seconds).unwrap_or_default());
            policies.blobs.borrow_mut().insert(id, new);
            if new != old {
                versions.push(Version { commit: id, old, new, since });
            }
            old = new;
        }
        Ok(Self { versions, ..policies })
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

    /// The policy of a commit; `None` where the commit has no valid one.
    pub(crate) fn under(&self, store: &Store, commit: ObjectId) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        let Some(blob) = self.blob(store, commit)? else { return Ok(None) };
        if let Some(rules) = self.under.borrow().get(&blob) {
            return Ok(rules.clone());
        }
        let rules = store.under(commit)?.map(|store| Rc::new(PolicyInForce { store, sides: RefCell::default() }));
        self.under.borrow_mut().insert(blob, rules.clone());
        Ok(rules)
    }

    /// The policy in force at a time, for branches that do not hold promote.yaml.
    pub(crate) fn at(&self, store: &Store, time: Timestamp) -> Result<Option<Rc<PolicyInForce>>, OpError> {
        let after = self.versions.partition_point(|version| version.since <= time);
        match after.checked_sub(1).and_then(|at| self.versions.get(at)) {
            Some(version) => self.under(store, version.commit),
            None => Ok(None),
        }
    }

    /// Whether the policy of a commit has been in force: the commit is a first parent of the policy branch, or it was merged
    /// and has a `promote.yaml` that was in force. Versions on a branch before its merge were never in force.
    pub(crate) fn was_in_force(&self, store: &Store, commit: ObjectId) -> Result<bool, OpError> {
        if self.positions.contains_key(&commit) {
            return Ok(true);
        }
        let Some(tip) = self.tip.filter(|_| store.repo.exists(commit).unwrap_or_default()) else { return Ok(false) };
        let blob = self.blob(store, commit)?;
        let in_force = blob.is_some() && self.versions.iter().any(|version| version.new == blob);
        Ok(in_force && store.repo.is_stored_ancestor(commit, tip)?)
    }

    /// Whether the policy of `commit` is older than that of `than`, and different.
    pub(crate) fn is_older(&self, store: &Store, commit: ObjectId, than: ObjectId) -> Result<bool, OpError> {
        let (Some(at), Some(other)) = (self.positions.get(&commit), self.positions.get(&than)) else {
            return Ok(false);
        };
        Ok(at < other && self.blob(store, commit)? != self.blob(store, than)?)
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

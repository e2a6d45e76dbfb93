//! The rules of every time: which `promote.yaml` was in force, on the way of the policy branch to its tip.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use jiff::Timestamp;

use super::ledger::Story;
use crate::ops::OpError;
use crate::ops::approve_policy::authors;
use crate::ops::error::not_counted;
use crate::store::environment::EnvSnapshot;
use crate::store::{Store, StoreError};
use promote_core::policy::FILE;
use promote_core::policy::verify::{
    ConsentStatus, FindingCode, PolicyChange, PolicyConsent, VerifyFinding, missing_consent,
};
use promote_git::EntryMode;
use promote_model::ObjectId;

/// The policy branch, from its beginning to its tip.
pub(crate) struct Policies {
    /// Where a commit stands along first parents.
    places: HashMap<ObjectId, usize>,
    tip: Option<ObjectId>,
    /// Commits that put another `promote.yaml` in force: what stood there before, what stands there now, and since when.
    versions: Vec<Version>,
    under: RefCell<HashMap<ObjectId, Option<Rc<RulesInForce>>>>,
    blobs: RefCell<HashMap<ObjectId, Option<ObjectId>>>,
}

struct Version {
    commit: ObjectId,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
    since: Timestamp,
}

/// The repository under the rules of one `promote.yaml`.
pub(crate) struct RulesInForce {
    /// The repository.
    pub(crate) store: Store,
    sides: RefCell<HashMap<String, Option<Rc<EnvSnapshot>>>>,
}

impl RulesInForce {
    /// An environment's layout; `None` where these rules have no such environment. The commit in it is of no meaning.
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
    /// Walks the policy branch.
    pub(crate) fn read(store: &Store) -> Result<Self, OpError> {
        Self::along(store, store.branches.tips.get(&store.policy_branch).copied())
    }

    /// The same to another tip than the branch has.
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
            places: commits.iter().enumerate().map(|(at, (id, ..))| (*id, at)).collect(),
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

    /// The rules of a commit; `None` where it holds none that can be read.
    pub(crate) fn under(&self, store: &Store, commit: ObjectId) -> Result<Option<Rc<RulesInForce>>, OpError> {
        let Some(blob) = self.blob(store, commit)? else { return Ok(None) };
        if let Some(rules) = self.under.borrow().get(&blob) {
            return Ok(rules.clone());
        }
        let rules = store.under(commit)?.map(|store| Rc::new(RulesInForce { store, sides: RefCell::default() }));
        self.under.borrow_mut().insert(blob, rules.clone());
        Ok(rules)
    }

    /// The rules that were in force at a time, for branches that do not hold them themselves.
    pub(crate) fn at(&self, store: &Store, time: Timestamp) -> Result<Option<Rc<RulesInForce>>, OpError> {
        let after = self.versions.partition_point(|version| version.since <= time);
        match after.checked_sub(1).and_then(|at| self.versions.get(at)) {
            Some(version) => self.under(store, version.commit),
            None => Ok(None),
        }
    }

    /// Whether the rules of a commit have ever been in force: it stands on the policy branch along first parents; or it
    /// came in by a merge, and holds rules that did. What a branch said before it was merged ruled nobody.
    pub(crate) fn holds(&self, store: &Store, commit: ObjectId) -> Result<bool, OpError> {
        if self.places.contains_key(&commit) {
            return Ok(true);
        }
        let Some(tip) = self.tip.filter(|_| store.repo.exists(commit).unwrap_or_default()) else { return Ok(false) };
        let blob = self.blob(store, commit)?;
        let ruled = blob.is_some() && self.versions.iter().any(|version| version.new == blob);
        Ok(ruled && store.repo.is_reached(commit, tip)?)
    }

    /// Whether the rules of `commit` are older than those of `than`, and others.
    pub(crate) fn is_older(&self, store: &Store, commit: ObjectId, than: ObjectId) -> Result<bool, OpError> {
        let (Some(at), Some(other)) = (self.places.get(&commit), self.places.get(&than)) else { return Ok(false) };
        Ok(at < other && self.blob(store, commit)? != self.blob(store, than)?)
    }

    /// What is wrong with the changes of `promote.yaml` itself.
    pub(crate) fn changes(
        &self,
        store: &Store,
        story: &Story,
        old: &HashSet<ObjectId>,
    ) -> Result<Vec<VerifyFinding>, OpError> {
        let mut found = Vec::new();
        for (at, version) in self.versions.iter().enumerate().filter(|(_, version)| !old.contains(&version.commit)) {
            let ruled = at.checked_sub(1).and_then(|before| self.versions.get(before));
            let (Some(before), Some(ruled)) = (version.old, ruled) else { continue };
            let commit = store.repo.read_commit(version.commit)?;
            let rules = commit.parents.first().copied().map(|parent| self.under(store, parent)).transpose()?.flatten();
            let exactly = |c: &PolicyConsent| (c.since, c.old, Some(c.new)) == (ruled.commit, before, version.new);
            let change = PolicyChange {
                commit: version.commit,
                authors: authors(store, &commit)?,
                groups: rules.as_ref().map(|rules| rules.store.policy.groups.clone()).unwrap_or_default(),
                signers: rules.as_ref().map(|rules| rules.store.policy.signers.clone()).unwrap_or_default(),
                rule: rules.and_then(|rules| rules.store.policy.policy_approvals.clone()),
                consents: story.consents.iter().filter(|agreed| exactly(&agreed.consent)).cloned().collect(),
            };
            found.extend(missing_consent(&change).map(|want| finding(&change, &want)));
        }
        Ok(found)
    }
}

/// What is said of a change of the rules that does not have what it needs.
fn finding(change: &PolicyChange, want: &ConsentStatus) -> VerifyFinding {
    let message = format!(
        "promote.yaml was changed with {}, as the one before it asks for{}",
        want.message(),
        not_counted(&want.uncounted)
    );
    let finding = VerifyFinding::new(FindingCode::PolicyUnapproved, change.commit, message);
    let finding = finding.hint(format!("promote approve --policy {}", change.commit));
    match change.authors.first() {
        Some(author) => finding.by(author),
        None => finding,
    }
}

/// The blob of `promote.yaml` in a tree.
pub(crate) fn policy_blob(store: &Store, tree: ObjectId) -> Result<Option<ObjectId>, OpError> {
    let entry = store.repo.find_path(tree, FILE.as_bytes())?;
    Ok(entry.filter(|entry| matches!(entry.mode, EntryMode::File(_))).map(|entry| entry.oid))
}

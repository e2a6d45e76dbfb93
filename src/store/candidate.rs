//! A repository in which a `promote.yaml` is looked at that does not rule, or not yet. Nothing is fetched, and no ledger
//! is needed.
//!
//! Environments without a branch live on the branch that holds `promote.yaml`. Of a version that is not in force, that
//! is the checked-out commit, or the one that holds it: there it will rule once it is merged.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::branches::Branches;
use super::error::StoreError;
use super::{Authority, RemoteAccess, Store, policy, policy_at, remote_branches};
use promote_core::policy::{Environment, FILE, Mistake, Policy};
use promote_git::{EntryMode, PrefetchQuery, Repo, Timeouts};
use promote_model::{FileMode, ObjectId};

/// A repository for looking at a `promote.yaml`.
pub(crate) struct Candidate {
    /// The repository.
    pub(crate) repo: Arc<Repo>,
    /// The `promote.yaml` in force.
    pub(crate) ruling: Ruling,
    branches: Branches,
}

/// The names of default branches, where a clone does not know that of its remote.
const USUAL: [&str; 3] = ["main", "master", "trunk"];

/// The `promote.yaml` of the default branch of a remote as it was last fetched: a clone of a CI system often has no branch.
fn fetched_ruling(repo: &Repo) -> Result<Ruling, StoreError> {
    for remote in repo.remotes()? {
        let prefix = format!("refs/remotes/{remote}/");
        let head = repo.symbolic_ref(&format!("{prefix}HEAD"))?;
        let head = head.as_deref().and_then(|name| name.strip_prefix(&prefix));
        for branch in head.into_iter().chain(USUAL) {
            let Some(commit) = repo.resolve(&format!("{prefix}{branch}"))? else { continue };
            if let Some(policy) = policy_at::at(repo, commit)? {
                return Ok(Ruling::Valid { policy: Box::new(policy), branch: branch.to_owned(), commit });
            }
        }
    }
    Ok(Ruling::None)
}

/// The `promote.yaml` in force.
pub(crate) enum Ruling {
    /// It is valid.
    Valid {
        /// The policy.
        policy: Box<Policy>,
        /// The policy branch.
        branch: String,
        /// Its commit.
        commit: ObjectId,
    },
    /// It has mistakes.
    Invalid {
        /// The policy branch.
        branch: String,
        /// The mistakes.
        mistakes: Vec<Mistake>,
    },
    /// There is none.
    None,
    /// It cannot be determined, for this reason.
    Unknown(String),
}

/// A commit whose files an environment holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The branch or the revision.
    pub(crate) label: String,
    /// The commit; `None` if the branch does not exist.
    pub(crate) commit: Option<ObjectId>,
}

/// A file of a commit.
#[derive(Debug, Clone)]
pub(crate) struct TreeFile {
    /// The path.
    pub(crate) path: String,
    /// The mode.
    pub(crate) mode: FileMode,
    /// The blob.
    pub(crate) blob: ObjectId,
}

impl Candidate {
    /// Opens the repository that contains `dir`.
    ///
    /// # Errors
    /// If there is no repository, or it cannot be read.
    pub(crate) fn open(dir: &Path, access: &RemoteAccess) -> Result<Self, StoreError> {
        let repo = Repo::open_with_prefetch(dir, &[PrefetchQuery::Branches, PrefetchQuery::Config])?;
        let local = || Branches::read(&repo);
        let (branches, ruling) = match remote_branches::find(&repo, &RemoteAccess { offline: true, ..access.clone() }) {
            Ok((branches, loaded, _)) if loaded.unmerged.is_none() => {
                let policy::LoadedPolicy { policy, branch, commit, .. } = loaded;
                (branches, Ruling::Valid { policy: Box::new(policy), branch, commit })
            }
            Err(StoreError::BadPolicy { branch, mistakes }) => (local()?, Ruling::Invalid { branch, mistakes }),
            Ok(_)
            | Err(StoreError::NoPolicy { .. } | StoreError::NoPolicyBranch | StoreError::PolicyBranchMissing(_)) => {
                (local()?, fetched_ruling(&repo)?)
            }
            Err(error) => (local()?, Ruling::Unknown(error.to_string())),
        };
        Ok(Self { repo: Arc::new(repo), ruling, branches })
    }

    /// The repository under a `promote.yaml` that may not rule, for looking at histories: nothing is fetched.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub(crate) fn under(
        &self,
        policy: &Policy,
        (branch, commit): (&str, ObjectId),
        clock: Timestamp,
    ) -> Result<Store, StoreError> {
        let (policy, branch) = (policy.clone(), branch.to_owned());
        let loaded = policy::LoadedPolicy { policy, branch, commit, overridden: None, unmerged: None };
        let authority = (Authority::Local, Timeouts::default());
        Store::new(self.repo.clone(), self.branches.clone(), loaded, authority, clock)
    }

    /// The approvals that the `promote.yaml` in force requires of a change of it.
    pub(crate) fn approvals(&self) -> u32 {
        let Ruling::Valid { policy, .. } = &self.ruling else { return 0 };
        policy.policy_approvals.as_ref().map_or(0, |rules| rules.required)
    }

    /// The name of the policy branch, as far as it is known.
    fn policy_branch(&self) -> Option<&str> {
        match &self.ruling {
            Ruling::Valid { branch, .. } | Ruling::Invalid { branch, .. } => Some(branch),
            Ruling::None | Ruling::Unknown(_) => self.head_branch(),
        }
    }

    fn head_branch(&self) -> Option<&str> {
        self.repo.head().branch.as_deref().and_then(|name| name.strip_prefix("refs/heads/"))
    }

    /// The branch of an environment, for comparing it with those of others; `None` for the policy branch.
    pub(crate) fn branch_of<'e>(&self, environment: &'e Environment) -> Option<&'e str> {
        environment.branch.as_deref().filter(|branch| Some(*branch) != self.policy_branch())
    }

    /// The commit that holds the environments without a branch: the given revision, else what is checked out; if that is
    /// the branch of an environment, the policy branch.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn home(&self, revision: Option<(&str, ObjectId)>, policy: &Policy) -> Result<Place, StoreError> {
        if let Some((label, commit)) = revision {
            return Ok(Place { label: label.to_owned(), commit: Some(commit) });
        }
        let head = self.head_branch();
        let of_an_environment =
            policy.environments.iter().filter_map(|e| self.branch_of(e)).any(|branch| Some(branch) == head);
        match self.policy_branch().filter(|branch| of_an_environment && Some(*branch) != head) {
            Some(branch) => self.tip(branch),
            None => {
                let commit = self.repo.head().commit;
                Ok(Place { label: head.unwrap_or("HEAD").to_owned(), commit })
            }
        }
    }

    /// The commit of an environment.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn place(&self, environment: &Environment, home: &Place) -> Result<Place, StoreError> {
        self.branch_of(environment).map_or_else(|| Ok(home.clone()), |branch| self.tip(branch))
    }

    /// The tip of a branch: at the authority, else in this repository, else as it was last fetched.
    fn tip(&self, branch: &str) -> Result<Place, StoreError> {
        let local = || -> Result<Option<ObjectId>, StoreError> {
            let name = format!("refs/heads/{branch}");
            if let Some(commit) = self.repo.refs(&[&name])?.get(&name) {
                return Ok(Some(*commit));
            }
            let fetched = self.repo.remote_branches()?.get(branch).map(|place| format!("refs/remotes/{place}"));
            Ok(fetched.map(|name| self.repo.resolve(&name)).transpose()?.flatten())
        };
        let commit = match self.branches.tips.get(branch) {
            Some(commit) => Some(*commit),
            None => local()?,
        };
        Ok(Place { label: branch.to_owned(), commit })
    }

    /// The blob of `promote.yaml` at a commit.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn policy_text(&self, commit: ObjectId) -> Result<Option<Vec<u8>>, StoreError> {
        let tree = self.repo.read_commit(commit)?.tree;
        let entry = self.repo.find_path(tree, FILE.as_bytes())?;
        let entry = entry.filter(|entry| matches!(entry.mode, EntryMode::File(_)));
        Ok(entry.map(|entry| self.repo.read_blob(entry.oid)).transpose()?)
    }

    /// All files of a commit that may be configuration, sorted by path. Names that are not UTF-8 match no template.
    ///
    /// # Errors
    /// If git cannot be read.
    pub(crate) fn files(&self, commit: ObjectId) -> Result<Vec<TreeFile>, StoreError> {
        let mut files = Vec::new();
        let mut folders = vec![(String::new(), self.repo.read_commit(commit)?.tree)];
        while let Some((folder, tree)) = folders.pop() {
            for entry in self.repo.read_tree(tree)? {
                let Ok(name) = std::str::from_utf8(&entry.name) else { continue };
                if name.starts_with(".git") || folder.is_empty() && name == FILE {
                    continue;
                }
                let path = format!("{folder}{name}");
                match entry.mode {
                    EntryMode::Tree => folders.push((path + "/", entry.oid)),
                    EntryMode::File(mode) => files.push(TreeFile { path, mode, blob: entry.oid }),
                    EntryMode::Submodule => {}
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

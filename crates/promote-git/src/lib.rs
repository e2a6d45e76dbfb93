//! Access to git repositories: the only user of libgit2 and, through `exec`, of the git program.
//!
//! Objects are read through libgit2's object database and written by this crate. Refs, configuration and working trees
//! are accessed through the git program, so that every ref format, worktree layout and safety rule works as in the
//! user's git. git 2.36 or later is required (2022: `core.fsync`, `worktree list -z`).

mod batch;
mod branch_name;
mod commit;
mod config;
mod diff;
mod error;
pub mod exec;
mod history;
mod kept_trees;
mod lock;
mod maintenance;
mod name;
mod objects;
mod partial_clone;
pub mod patch;
mod path_log;
mod paths;
mod prefetch;
mod read;
mod refs;
mod remote;
mod repo;
mod rev_parse;
mod run;
mod sign;
mod splice;
mod stale_lock;
mod timeouts;
mod transaction;
mod tree;
mod versions;
mod worktree;
mod write;

pub mod trailers;

pub use batch::Batch;
pub use branch_name::branch_objection;
pub use commit::{Commit, CommitDraft, FirstParents, Signature};
pub use config::Identity;
pub use diff::{PathChange, side_by_side};
pub use error::{GitError, IncompleteClone};
pub use lock::CheckoutLock;
pub use path_log::{PathCommit, PathScopes};
pub use prefetch::PrefetchQuery;
pub use remote::{Advertised, HostPush, PushError, Refusal, Remote, RemoteError};
pub use repo::{Head, Repo};
pub use sign::{Distrust, SignError, SignFormat, SignatureCheck, SignatureChecker, Signer, SigningKey};
pub use splice::TreeEdit;
pub use stale_lock::StaleLock;
pub use timeouts::Timeouts;
pub use transaction::{Expected, RefUpdate, TransactionError};
pub use tree::{EntryMode, EntryRef, TreeEntry, TreeObject};
pub use versions::{git_version, libgit2_version};
pub use worktree::{BlockingFile, Checkout, Finished, FollowRefusal, HeldCheckout, OngoingOperation, Unfinished};

/// The result of a git operation.
pub(crate) type Result<T, E = GitError> = std::result::Result<T, E>;

#[cfg(test)]
mod tests;

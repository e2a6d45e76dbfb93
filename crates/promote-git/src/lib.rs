//! git: the only user of libgit2, and of the git program (through `exec`).
//!
//! Objects are read through libgit2's object database and written by us; refs, configuration and working trees are
//! the git program's, so that every ref format, worktree layout and safety rule works as the user's own git has it.
//! That git is 2.36 or later (2022: `core.fsync`, `worktree list -z`).

mod ahead;
mod batch;
mod commit;
mod config;
mod diff;
mod error;
pub mod exec;
mod lock;
mod memory;
mod name;
mod objects;
mod partial;
pub mod patch;
mod refs;
mod remote;
mod repo;
mod run;
mod sign;
mod splice;
mod stale;
mod transaction;
mod tree;
mod worktree;
mod write;

pub mod trailers;

pub use ahead::PrefetchQuery;
pub use batch::Batch;
pub use commit::{Commit, CommitDraft, FirstParents, Signature};
pub use config::Identity;
pub use diff::{PathChange, side_by_side};
pub use error::{GitError, Lacking};
pub use lock::CheckoutLock;
pub use remote::{Advertised, PushError, Refusal, Remote, RemoteError, Timeouts};
pub use repo::{Head, Repo};
pub use sign::{SignError, SignFormat, SignatureCheck, Signer};
pub use splice::TreeEdit;
pub use stale::Stale;
pub use transaction::{Expected, RefUpdate, TransactionError};
pub use tree::{EntryMode, EntryRef, Tree, TreeEntry};
pub use worktree::{Busy, Checkout, FollowRefusal, InTheWay};

/// What the calls of this module return.
pub(crate) type Result<T, E = GitError> = std::result::Result<T, E>;

#[cfg(test)]
mod tests;

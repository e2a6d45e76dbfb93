//! The only user of git2. Objects are read and written through it; refs are read and moved by the
//! `git` program, one call a command, so that every kind of ref storage works.

mod error;
mod lock;
mod objects;
pub mod patch;
mod repo;
pub mod trailers;
mod transaction;
mod worktree;
mod write;

pub use error::{GitError, TransactionError};
pub use lock::CheckoutLock;
pub use objects::{Commit, EntryKind, TreeEntry};
pub use repo::{Branches, Identity, Repo};
pub use transaction::{Expected, RefUpdate};
pub use worktree::{Checkout, FollowError};
pub use write::{Batch, CommitDraft, Signature};

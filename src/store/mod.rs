//! The policy, the environments and the ledger, read from and written to git.

pub(crate) mod across;
mod ancestry;
mod authority;
mod branches;
pub(crate) mod cache;
pub(crate) mod candidate;
mod choice;
mod commit_dates;
pub mod commits;
mod counts;
mod env_snapshot;
pub(crate) mod environment;
mod error;
mod history;
pub(crate) mod joint;
mod known_files;
pub(crate) mod ledger;
mod open;
mod owner;
mod policy;
mod policy_at;
mod policy_line;
pub(crate) mod progress;
mod remote_branches;
mod repository;
mod rules;
mod schemas;
pub(crate) mod tracked_ledger;
mod uncommitted;
pub(crate) mod walk;
mod write;

pub(crate) use authority::{Authority, Beginning, LastFetch, RemoteAccess};
pub(crate) use branches::Branches;
pub(crate) use error::StoreError;
pub(crate) use repository::Store;
pub(crate) use write::WriteError;

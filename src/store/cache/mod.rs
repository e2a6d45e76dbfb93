//! Caches below the git directory, in `promote/`: what was found once about content that does not change.
//!
//! ```text
//! keep    hashes of what a finding depends on; writing a cache
//! facts   a list of hashes, each with a number: counts of keys, and files in which a check found nothing
//! kinds   the caches that there are, with their files; removing them
//! ```
//!
//! Every cache may be deleted at any time. What is found in one belongs to the hash of all that it depends on, so it is
//! never wrong, only unused. A cache that is missing or damaged counts as empty, and a git directory that cannot be written
//! to is no error.

mod facts;
mod keep;
mod kinds;

pub(crate) use facts::Facts;
pub(crate) use keep::{FactKey, hash, write};
pub(crate) use kinds::{CacheKind, folder};

//! The harness: a repository of its own for each test, in a world where nothing depends on the
//! machine (home, configuration, time, locale, ids), and transcripts of what commands say.
//!
//! ```text
//! let repo = Repo::pipeline();                    files, promote.yaml, one commit
//! repo.promote_line("diff staging production")    what a person would see, as one text
//! repo.as_user("bob").ok("approve @")             must end well; gives standard output
//! ```

mod keys;
mod permissions;
mod repo;
mod samples;
mod state;
mod transcript;
mod words;

pub use keys::has;
pub use repo::{Repo, Run, run};
pub use samples::POLICY;
pub use words::words;

//! The test harness: a repository for each test, in a world that does not depend on the machine (home, configuration,
//! time, locale, ids), and transcripts of commands.
//!
//! ```text
//! let repo = Repo::pipeline();                    files, promote.yaml, one commit
//! repo.promote_line("diff staging production")    what a person would see, as one text
//! repo.as_user("bob").ok("approve @")             must succeed; returns standard output
//! ```

mod gnupg;
mod keys;
mod permissions;
mod pty;
mod repo;
mod samples;
mod state;
mod terminal;
mod transcript;
mod words;

pub use gnupg::GnuPg;
pub use keys::is_installed;
pub use pty::Pty;
pub use repo::{Repo, Run, run};
pub use samples::{POLICY, open_policy};
pub use terminal::Terminal;
pub use words::words;

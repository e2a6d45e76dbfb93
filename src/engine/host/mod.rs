//! The host of a remote (GitHub, GitLab, Gitea and others), and the pull or merge request of a proposal there.
//!
//! ```text
//! repository   the URL of the remote -> server, kind, path; the pages for a new request
//! target       what promote.yaml and the remote say about the requests of an environment
//! tool         gh, glab or tea: a request found, opened or updated
//! tool_args    the arguments of gh, glab and tea
//! call         one run of such a program: no shell, no terminal, a time limit
//! submit       a push with options for the host: GitLab's merge requests, Gerrit's changes
//! ```
//!
//! promote has no token of its own: the programs are signed in by the person, or they are not.

pub(crate) mod call;
pub(crate) mod repository;
pub(crate) mod submit;
pub(crate) mod target;
pub(crate) mod tool;
pub(crate) mod tool_args;

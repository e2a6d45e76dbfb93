//! A remote repository, accessed through the git program with its ssh, credential helpers and proxies.
//!
//! ```text
//! advertised   git ls-remote --symref   current branches: one round trip, however many
//! fetch        git fetch                only missing objects
//! push         git push --atomic        all refs or none, each with a lease on its old value
//! submit       git push --push-option   one ref, with options for the host
//! ```
//!
//! A lease (`git-push(1)`, `--force-with-lease=<ref>:<expected>`) is the remote's compare-and-swap: we always push a
//! child of the expected commit, so a push whose leases hold is a fast-forward. git does not check the lease of a ref
//! that already has the pushed value; this is safe because we push commits of our own, or leave the ref as it is.

mod error;
mod explain;
mod host_push;
mod refusal;
mod report;

use std::collections::BTreeMap;

use super::{Expected, GitError, RefUpdate, Repo, Result, Timeouts, run};
use promote_model::ObjectId;

pub use error::{PushError, RemoteError};
pub use host_push::HostPush;
pub use refusal::Refusal;
use report::Report;

/// The requested branches of a remote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advertised {
    /// The default branch: the one that `HEAD` points to.
    pub head: Option<String>,
    /// The commits by branch name, without `refs/heads/`.
    pub tips: BTreeMap<String, ObjectId>,
}

/// Attempts of a fetch that meets another fetch in this clone; each waits up to a second for the lock.
const TRIES: u32 = 6;

/// A remote of a repository.
#[derive(Debug)]
pub struct Remote<'r> {
    repo: &'r Repo,
    name: String,
    timeouts: Timeouts,
}

impl Repo {
    /// The remote with this name.
    ///
    /// # Errors
    /// If the configuration has no such remote or cannot be read.
    pub fn remote(&self, name: &str, timeouts: Timeouts) -> Result<Remote<'_>, RemoteError> {
        if self.config(&format!("remote.{name}.url"))?.is_none() {
            return Err(RemoteError::Unknown { name: name.to_owned() });
        }
        Ok(Remote { repo: self, name: name.to_owned(), timeouts })
    }
}

impl Remote<'_> {
    /// The remote's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The URLs of the remote: the configured one, and the one that git uses instead (`url.BASE.insteadOf`).
    ///
    /// # Errors
    /// If the configuration cannot be read.
    pub fn urls(&self) -> Result<[String; 2], RemoteError> {
        let configured = self.repo.config(&format!("remote.{}.url", self.name))?.unwrap_or_default();
        let used = self.repo.git("read the URL of a remote").args(["remote", "get-url", "--", &self.name]).stdout()?;
        Ok([configured, String::from_utf8_lossy(&used).trim_end_matches('\n').to_owned()])
    }

    /// The remote-tracking ref of a branch.
    pub fn tracking(&self, branch: &str) -> String {
        format!("refs/remotes/{}/{branch}", self.name)
    }

    /// The remote's default branch and those of `branches` that exist there, with their commits.
    ///
    /// # Errors
    /// If the remote cannot be reached.
    pub fn advertised(&self, branches: &[&str]) -> Result<Advertised, RemoteError> {
        let call = self.call("ask").args(["ls-remote", "--symref", "--", &self.name, "HEAD"]);
        let output = call.args(branches.iter().map(|branch| format!("refs/heads/{branch}"))).run();
        let output = output.map_err(|error| self.unanswered(error))?;
        if !output.success() {
            return Err(self.unreachable(&output));
        }
        let mut found = Advertised::default();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Some((value, name)) = line.split_once('\t') else { continue };
            if let ("HEAD", Some(head)) = (name, value.strip_prefix("ref: ")) {
                found.head = head.strip_prefix("refs/heads/").map(str::to_owned);
            }
            let default = found.head.as_deref().filter(|_| name == "HEAD");
            // git treats a name as a pattern: `refs/heads/a` also matches `refs/heads/x/refs/heads/a`.
            let branch = name.strip_prefix("refs/heads/").filter(|branch| branches.contains(branch)).or(default);
            if let (Some(branch), Ok(id)) = (branch, value.parse()) {
                found.tips.insert(branch.to_owned(), id);
            }
        }
        Ok(found)
    }

    /// Fetches branches into `refs/remotes/NAME/BRANCH`, regardless of the clone's refspecs, so that `--single-branch`
    /// clones work, too. All branches must exist.
    ///
    /// # Errors
    /// If the remote cannot be reached or a branch does not exist.
    pub fn fetch(&self, branches: &[&str]) -> Result<(), RemoteError> {
        self.fetch_with(branches, None)
    }

    /// The same, and makes the history of a shallow clone longer by this number of commits (`git-fetch(1)`, `--deepen`).
    ///
    /// # Errors
    /// As [`Self::fetch`].
    pub fn deepen(&self, branches: &[&str], by: u32) -> Result<(), RemoteError> {
        self.fetch_with(branches, Some(by))
    }

    fn fetch_with(&self, branches: &[&str], deepen: Option<u32>) -> Result<(), RemoteError> {
        if branches.is_empty() {
            return Ok(());
        }
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match self.try_fetch(branches, deepen) {
                Err(RemoteError::Locked(lock)) if tries > 0 && lock.is_recent() => {}
                // Another command in this clone has just fetched the same branch.
                Err(RemoteError::Unreachable { message, .. }) if tries > 0 && message.contains("but expected") => {}
                outcome => return outcome,
            }
        }
    }

    fn try_fetch(&self, branches: &[&str], deepen: Option<u32>) -> Result<(), RemoteError> {
        let refspec = |branch: &&str| format!("+refs/heads/{branch}:{}", self.tracking(branch));
        let patient = ["-c", "core.filesRefLockTimeout=1000"];
        let options =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc"];
        let deepen = deepen.map(|by| format!("--deepen={by}"));
        let call = self.call("fetch from").args(patient).args(options).args(deepen).args(["--", &self.name]);
        let output = call.args(branches.iter().map(refspec)).run().map_err(|error| self.unanswered(error))?;
        if output.success() { Ok(()) } else { Err(self.unreachable(&output)) }
    }

    /// Moves branches at the remote (`refs/heads/…`), all or none, each from its expected value, and updates the
    /// remote-tracking refs.
    ///
    /// # Errors
    /// If a branch was moved by another push, the remote refuses, or it cannot be reached.
    pub fn push(&self, updates: &[RefUpdate]) -> Result<(), PushError> {
        let lease = |update: &RefUpdate| format!("--force-with-lease={}:{}", update.name, expected_id(update));
        let refspec = |update: &RefUpdate| match update.new {
            Some(new) => format!("{new}:{}", update.name),
            None => format!(":{}", update.name),
        };
        // No tags and no submodules: only the given refs.
        let options = ["push", "--atomic", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];
        let call = self.call("push to").args(options).args(updates.iter().map(lease)).args(["--", &self.name]);
        let output = call.args(updates.iter().map(refspec)).run().map_err(|error| self.unanswered(error))?;
        let report = Report::parse(&output);
        if output.success() && report.rejected.is_empty() {
            self.update_tracking_refs(updates);
            return Ok(());
        }
        Err(explain::explain(&self.name, updates, report, || self.unreachable(&output)))
    }

    /// Updates the remote-tracking refs after a push. git does so itself, but only for branches in the clone's
    /// refspecs, and not if the answer was lost.
    pub fn update_tracking_refs(&self, updates: &[RefUpdate]) {
        let mut commands = String::new();
        for update in updates {
            let Some(branch) = update.name.strip_prefix("refs/heads/") else { continue };
            let name = self.tracking(branch);
            commands.push_str(&match update.new {
                Some(new) => format!("update {name} {new}\n"),
                None => format!("delete {name}\n"),
            });
        }
        // Remote-tracking refs are a cache: the next fetch corrects them.
        let _ =
            self.repo.git("update the remote-tracking branches").args(["update-ref", "--stdin"]).stdin(commands).run();
    }

    fn call(&self, verb: &str) -> run::Call {
        self.timeouts.apply(self.repo.git(format!("{verb} the remote '{}'", self.name)), self.repo)
    }

    fn unanswered(&self, error: GitError) -> RemoteError {
        RemoteError::of_call(&self.name, error)
    }

    fn unreachable(&self, output: &crate::exec::Output) -> RemoteError {
        RemoteError::from_message(&self.name, report::connection_message(&output.stderr))
    }
}

/// The expected object id for a lease; empty if the ref must not exist.
fn expected_id(update: &RefUpdate) -> String {
    match update.old {
        Expected::Is(id) => id.to_string(),
        Expected::Absent => String::new(),
    }
}

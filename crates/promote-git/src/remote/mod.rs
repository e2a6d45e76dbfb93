//! Another repository, spoken to through the git program: its ssh, its credential helpers, its proxies.
//!
//! ```text
//! advertised   git ls-remote --symref   what stands there: one round trip, however many branches
//! fetch        git fetch                only what is not here yet
//! push         git push --atomic        all refs or none, each with a lease on its old value
//! ```
//!
//! A lease (`git-push(1)`, `--force-with-lease=<ref>:<expected>`) is the remote's compare-and-swap: what we push is always a
//! child of what we expect there, so a push that holds its leases is a fast-forward. One lease is not looked at: that of a
//! ref which holds already what is pushed. Ours name commits that nobody else has made, or stay as they are.

mod failure;
mod patience;
mod refusal;
mod report;

use std::collections::BTreeMap;

use super::{GitError, RefUpdate, Repo, Result, run};
use promote_model::ObjectId;

pub use failure::{PushError, RemoteError};
pub use patience::Timeouts;
pub use refusal::Refusal;
use report::Report;

/// What a remote holds, of what was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advertised {
    /// The branch that its `HEAD` names: its default branch.
    pub head: Option<String>,
    /// Commits by branch, without `refs/heads/`.
    pub tips: BTreeMap<String, ObjectId>,
}

/// How often a fetch waits for others of this clone, a second each.
const TRIES: u32 = 6;

/// A remote of a repository.
#[derive(Debug)]
pub struct Remote<'r> {
    repo: &'r Repo,
    name: String,
    patience: Timeouts,
}

impl Repo {
    /// The remote that this repository calls `name`.
    ///
    /// # Errors
    /// Where its configuration has none of that name, or cannot be read.
    pub fn remote(&self, name: &str, patience: Timeouts) -> Result<Remote<'_>, RemoteError> {
        if self.config(&format!("remote.{name}.url"))?.is_none() {
            return Err(RemoteError::Unknown { name: name.to_owned() });
        }
        Ok(Remote { repo: self, name: name.to_owned(), patience })
    }
}

impl Remote<'_> {
    /// The remote's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ref in which this repository remembers a branch of the remote.
    pub fn tracking(&self, branch: &str) -> String {
        format!("refs/remotes/{}/{branch}", self.name)
    }

    /// What the remote holds now: its default branch with its commit, and those of `branches` that it has.
    ///
    /// # Errors
    /// Where it cannot be reached.
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
            // A name is a pattern for git: `refs/heads/a` would bring `refs/heads/x/refs/heads/a`.
            let branch = name.strip_prefix("refs/heads/").filter(|branch| branches.contains(branch)).or(default);
            if let (Some(branch), Ok(id)) = (branch, value.parse()) {
                found.tips.insert(branch.to_owned(), id);
            }
        }
        Ok(found)
    }

    /// Brings the remote's branches here, as `refs/remotes/NAME/BRANCH`, whatever the clone's own refspecs are: one that was
    /// made with `--single-branch` gets them, too. All of them must be there.
    ///
    /// # Errors
    /// Where the remote cannot be reached, or a branch has gone.
    pub fn fetch(&self, branches: &[&str]) -> Result<(), RemoteError> {
        if branches.is_empty() {
            return Ok(());
        }
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match self.try_fetch(branches) {
                Err(RemoteError::Locked(stale)) if tries > 0 && stale.is_young() => {}
                // Another command of this clone has just fetched the same.
                Err(RemoteError::Unreachable { words, .. }) if tries > 0 && words.contains("but expected") => {}
                outcome => return outcome,
            }
        }
    }

    fn try_fetch(&self, branches: &[&str]) -> Result<(), RemoteError> {
        let refspec = |branch: &&str| format!("+refs/heads/{branch}:{}", self.tracking(branch));
        let patient = ["-c", "core.filesRefLockTimeout=1000"];
        let options =
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc"];
        let call = self.call("fetch from").args(patient).args(options).args(["--", &self.name]);
        let output = call.args(branches.iter().map(refspec)).run().map_err(|error| self.unanswered(error))?;
        if output.success() { Ok(()) } else { Err(self.unreachable(&output)) }
    }

    /// Moves branches at the remote (`refs/heads/…`), all or none, each from its expected value. Afterwards this
    /// repository remembers the new values.
    ///
    /// # Errors
    /// Where one was moved by somebody else, the remote refuses, or cannot be reached.
    pub fn push(&self, updates: &[RefUpdate]) -> Result<(), PushError> {
        let lease = |update: &RefUpdate| format!("--force-with-lease={}:{}", update.name, old(update));
        let refspec = |update: &RefUpdate| match update.new {
            Some(new) => format!("{new}:{}", update.name),
            None => format!(":{}", update.name),
        };
        // Never several packs for one push, and never a submodule's business.
        let options = ["push", "--atomic", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];
        let call = self.call("push to").args(options).args(updates.iter().map(lease)).args(["--", &self.name]);
        let output = call.args(updates.iter().map(refspec)).run().map_err(|error| self.unanswered(error))?;
        let report = Report::read(&output);
        if output.success() && report.rejected.is_empty() {
            self.remember(updates);
            return Ok(());
        }
        Err(failure::explain(&self.name, updates, report, || self.unreachable(&output)))
    }

    /// Notes that these branches were moved. git does so itself after a push, but only for the branches that the clone's
    /// own refspecs speak of, and not where the answer was lost.
    pub fn remember(&self, updates: &[RefUpdate]) {
        let mut commands = String::new();
        for update in updates {
            let Some(branch) = update.name.strip_prefix("refs/heads/") else { continue };
            let name = self.tracking(branch);
            commands.push_str(&match update.new {
                Some(new) => format!("update {name} {new}\n"),
                None => format!("delete {name}\n"),
            });
        }
        // What is remembered is a convenience: the next fetch sets it right.
        let _ = self.repo.git("remember what was pushed").args(["update-ref", "--stdin"]).stdin(commands).run();
    }

    fn call(&self, verb: &str) -> run::Call {
        self.patience.apply(self.repo.git(format!("{verb} the remote '{}'", self.name)), self.repo)
    }

    fn unanswered(&self, error: GitError) -> RemoteError {
        RemoteError::of_call(&self.name, error)
    }

    fn unreachable(&self, output: &crate::exec::Output) -> RemoteError {
        RemoteError::of_words(&self.name, failure::words(&output.stderr))
    }
}

fn old(update: &RefUpdate) -> String {
    match update.old {
        super::Expected::Is(id) => id.to_string(),
        super::Expected::Absent => String::new(),
    }
}

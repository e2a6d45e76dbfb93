//! A repository as the `git` program finds it: places, refs, configuration, identity.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::error::GitError;
use crate::exec::{Command, Output};
use crate::model::ObjectId;

/// An open repository. Objects are opened lazily, so that a command that fails early is quick.
pub struct Repo {
    dir: PathBuf,
    git_dir: PathBuf,
    common_dir: PathBuf,
    bare: bool,
    pub(super) objects: OnceLock<super::objects::Pool>,
}

/// Who acts, as git knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
}

/// The local branches.
#[derive(Debug, Clone, Default)]
pub struct Branches {
    /// Their commits, by name without `refs/heads/`.
    pub tips: BTreeMap<String, ObjectId>,
    /// The one that `HEAD` names; `None` where it is detached.
    pub head: Option<String>,
}

impl Repo {
    /// Finds the repository that `dir` lies in, as `git -C dir` would.
    ///
    /// # Errors
    /// Where there is none, git refuses it, or its objects cannot be read by this program.
    pub fn open(dir: &Path) -> Result<Self, GitError> {
        let questions =
            ["--absolute-git-dir", "--git-common-dir", "--is-bare-repository", "--show-object-format=storage"];
        let output = git(dir).args(["rev-parse", "--path-format=absolute"]).args(questions).run()?;
        if !output.ok() {
            return Err(GitError::NotARepository(first_line(&output.words())));
        }
        let text = output.text();
        let mut lines = text.lines();
        let mut next = || lines.next().unwrap_or_default().to_owned();
        let (git_dir, common_dir, bare, format) = (next(), next(), next() == "true", next());
        if format != "sha1" {
            return Err(GitError::ObjectFormat(format));
        }
        Ok(Self {
            dir: dir.to_owned(),
            git_dir: git_dir.into(),
            common_dir: common_dir.into(),
            bare,
            objects: OnceLock::new(),
        })
    }

    /// The folder that the command runs in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The git directory of this working tree.
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The git directory that all working trees share.
    pub fn common_dir(&self) -> &Path {
        &self.common_dir
    }

    /// Whether it has no working tree of its own.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// The root of this working tree; `None` in a bare repository or inside a git directory.
    pub fn work_tree(&self) -> Result<Option<PathBuf>, GitError> {
        let output = self.git().args(["rev-parse", "--show-toplevel"]).run()?;
        Ok(output.ok().then(|| output.text().into()))
    }

    /// A git command in this repository.
    pub(super) fn git(&self) -> Command {
        git(&self.dir)
    }

    /// Runs a git command that must end well.
    pub(super) fn run(&self, operation: &str, command: &Command) -> Result<Output, GitError> {
        let output = command.run()?;
        if output.ok() {
            return Ok(output);
        }
        Err(GitError::Command { operation: operation.to_owned(), words: output.words() })
    }

    /// All local branches and the one that `HEAD` names, in one call.
    pub fn branches(&self) -> Result<Branches, GitError> {
        let format = "--format=%(HEAD) %(objectname) %(refname)";
        let output = self.run("list the branches", &self.git().args(["for-each-ref", format, "refs/heads"]))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut branches = Branches::default();
        for line in text.lines() {
            let (mark, rest) = line.split_at_checked(2).unwrap_or_default();
            let Some((id, name)) = rest.split_once(' ') else { continue };
            let (Ok(id), Some(name)) = (id.parse(), name.strip_prefix("refs/heads/")) else { continue };
            if mark.starts_with('*') {
                branches.head = Some(name.to_owned());
            }
            branches.tips.insert(name.to_owned(), id);
        }
        if branches.head.is_none() {
            // `HEAD` is detached, or names a branch without a commit.
            let output = self.git().args(["symbolic-ref", "--quiet", "HEAD"]).run()?;
            branches.head = output.text().strip_prefix("refs/heads/").map(str::to_owned);
        }
        Ok(branches)
    }

    /// The branches of remotes as they were fetched last: by the branch's name, where it was seen
    /// (`staging`: `origin/staging`), the first remote where there are several.
    pub fn remote_branches(&self) -> Result<BTreeMap<String, String>, GitError> {
        // A symbolic ref is the remote's HEAD, which repeats another one.
        let command = self.git().args(["for-each-ref", "--format=%(if)%(symref)%(then)%(else)%(refname)%(end)"]);
        let output = self.run("list the remotes' branches", &command.arg("refs/remotes"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut branches = BTreeMap::new();
        for name in text.lines().filter_map(|line| line.strip_prefix("refs/remotes/")) {
            let Some((_, branch)) = name.split_once('/') else { continue };
            branches.entry(branch.to_owned()).or_insert_with(|| name.to_owned());
        }
        Ok(branches)
    }

    /// The commit that a revision names (`gitrevisions(7)`); `None` where it names none.
    pub fn resolve(&self, revision: &str) -> Result<Option<ObjectId>, GitError> {
        // `--end-of-options`: a revision may not be taken for an option.
        let command = self.git().args(["rev-parse", "--verify", "--quiet", "--end-of-options"]);
        let output = command.arg(format!("{revision}^{{commit}}")).run()?;
        Ok(output.ok().then(|| output.text().parse().ok()).flatten())
    }

    /// Whether `tip` has `commit` in its history, along whichever parents.
    pub fn is_ancestor(&self, commit: ObjectId, tip: ObjectId) -> Result<bool, GitError> {
        let command = self.git().args(["merge-base", "--is-ancestor", &commit.to_string(), &tip.to_string()]);
        // A commit that is not in this repository at all is in nobody's history.
        Ok(command.run()?.ok())
    }

    /// A value of the user's git configuration.
    pub fn config(&self, name: &str) -> Result<Option<String>, GitError> {
        let output = self.git().args(["config", "--get", name]).run()?;
        Ok(output.ok().then(|| output.text()))
    }

    /// Who acts: git's own rules (`user.name`, `user.email`, `GIT_AUTHOR_*`).
    pub fn identity(&self) -> Result<Identity, GitError> {
        let output = self.git().args(["var", "GIT_AUTHOR_IDENT"]).run()?;
        let text = output.text();
        let parts = text.split_once(" <").and_then(|(name, rest)| Some((name, rest.split_once('>')?.0)));
        match parts {
            Some((name, email)) if output.ok() => Ok(Identity { name: name.to_owned(), email: email.to_owned() }),
            _ => Err(GitError::NoIdentity(first_line(&output.words()))),
        }
    }
}

fn git(dir: &Path) -> Command {
    Command::new("git")
        .arg("-C")
        .arg(dir)
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        // A replace ref could show a decoy in the place of what is really there.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
}

fn first_line(words: &str) -> String {
    words.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned()
}

//! Tests with real repositories in temporary directories, compared with the git program.

mod checkouts;
mod diff;
mod maintenance;
mod objects;
mod open;
mod path_log;
mod refs;
mod refusals;
mod remote;
mod splice;
mod trailers;
mod transaction;
mod worktree;
mod write;

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Repo, Signature};
use promote_model::ObjectId;

/// A temporary repository.
pub(super) struct TestRepo {
    pub(super) dir: tempfile::TempDir,
}

impl TestRepo {
    pub(super) fn new() -> Self {
        Self::with(&[])
    }

    /// `git init` with these options.
    pub(super) fn with(options: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        git(dir.path(), &[&["init", "-q", "-b", "main"], options, &["repo"]].concat());
        Self { dir }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.dir.path().join("repo")
    }

    pub(super) fn open(&self) -> Repo {
        Repo::open(&self.path()).unwrap()
    }

    pub(super) fn git(&self, args: &[&str]) -> String {
        git(&self.path(), args)
    }

    pub(super) fn id(&self, rev: &str) -> ObjectId {
        self.git(&["rev-parse", rev]).parse().unwrap()
    }

    pub(super) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    pub(super) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Commits everything in the working tree.
    pub(super) fn commit(&self, message: &str) -> ObjectId {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.id("HEAD")
    }

    /// Verifies the object database with `git fsck`.
    pub(super) fn fsck(&self) {
        self.git(&["fsck", "--strict", "--no-dangling"]);
    }
}

/// Runs git, which must succeed, and returns its trimmed output.
pub(super) fn git(dir: &Path, args: &[&str]) -> String {
    let output = command(dir).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// git without the machine's configuration.
pub(super) fn command(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(dir).env("LC_ALL", "C").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    for (name, value) in [("NAME", "Ann Lee"), ("EMAIL", "ann@acme.com"), ("DATE", "1700000000 +0100")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    command
}

pub(super) fn ann() -> Signature {
    Signature { name: "Ann Lee".into(), email: "ann@acme.com".into(), seconds: 1_700_000_000, offset: 60 }
}

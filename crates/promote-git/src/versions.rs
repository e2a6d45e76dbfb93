//! The versions of the two gits at hand: the library and the program.

use std::time::Duration;

use crate::exec::Command;

/// How long the program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(5);

/// The version of libgit2.
pub fn libgit2_version() -> String {
    let (major, minor, patch) = git2::Version::get().libgit2_version();
    format!("{major}.{minor}.{patch}")
}

/// The version of the `git` program of `PATH`; `None` where it cannot be run.
pub fn git_version() -> Option<String> {
    let output = Command::new("git").args(["version"]).time_limit(PATIENCE).run().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.trim().strip_prefix("git version ")?;
    output.success().then(|| version.to_owned())
}

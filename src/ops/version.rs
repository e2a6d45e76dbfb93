//! `--version -v`: what this program was built from, and the git that it uses.

use promote_git::{git_version, libgit2_version};

/// The version of the program and of what it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Versions {
    /// The version of the program.
    pub(crate) program: &'static str,
    /// The commit that it was built from, where the build knew it.
    pub(crate) commit: Option<&'static str>,
    /// The target triple.
    pub(crate) target: &'static str,
    /// The version of libgit2.
    pub(crate) libgit2: String,
    /// The version of the `git` program; `None` where it cannot be run.
    pub(crate) git: Option<String>,
}

/// Looks at this program, and asks git for its version.
pub(crate) fn versions() -> Versions {
    Versions {
        program: env!("CARGO_PKG_VERSION"),
        commit: Some(env!("PROMOTE_COMMIT")).filter(|commit| !commit.is_empty()),
        target: env!("PROMOTE_TARGET"),
        libgit2: libgit2_version(),
        git: git_version(),
    }
}

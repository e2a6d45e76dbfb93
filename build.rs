//! What `promote --version -v` says about this build: the target, and the commit where it is known.
//!
//! A release build asks git. Other builds do not: they would be built again after every commit. `PROMOTE_COMMIT` names the
//! commit where there is no git, as in a container.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PROMOTE_COMMIT");
    let variable = |name| std::env::var(name).unwrap_or_default();
    println!("cargo:rustc-env=PROMOTE_TARGET={}", variable("TARGET"));
    let given = Some(variable("PROMOTE_COMMIT")).filter(|commit| !commit.is_empty());
    let commit = given.or_else(|| (variable("PROFILE") == "release").then(of_git).flatten());
    println!("cargo:rustc-env=PROMOTE_COMMIT={}", commit.unwrap_or_default());
}

/// The commit that is checked out here; `None` outside of a clone of the project.
fn of_git() -> Option<String> {
    // The log of HEAD changes with every commit and checkout.
    println!("cargo:rerun-if-changed=.git/logs/HEAD");
    std::fs::metadata(".git").ok()?;
    let output = Command::new("git").args(["rev-parse", "HEAD"]).output().ok()?;
    let id = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| id.trim().to_owned())
}

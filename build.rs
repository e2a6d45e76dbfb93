//! How the program is linked, and what `promote --version -v` says about this build: the target, and the commit where it is
//! known.
//!
//! A release build asks git. Other builds do not: they would be built again after every commit. `PROMOTE_COMMIT` names the
//! commit where there is no git, as in a container.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    link_at_fixed_addresses();
    println!("cargo:rerun-if-env-changed=PROMOTE_COMMIT");
    let variable = |name| std::env::var(name).unwrap_or_default();
    println!("cargo:rustc-env=PROMOTE_TARGET={}", variable("TARGET"));
    let given = Some(variable("PROMOTE_COMMIT")).filter(|commit| !commit.is_empty());
    let commit = given.or_else(|| (variable("PROFILE") == "release").then(of_git).flatten());
    println!("cargo:rustc-env=PROMOTE_COMMIT={}", commit.unwrap_or_default());
}

/// A position-independent program has some 80,000 addresses in its data (tables, texts), and each start writes all of them,
/// which is half of what a short command costs. Libraries, stack and heap are at random addresses all the same.
/// `PROMOTE_PIE=1` builds a position-independent program.
fn link_at_fixed_addresses() {
    println!("cargo:rerun-if-env-changed=PROMOTE_PIE");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|set| set == value);
    // macOS asks for position independence, and a static program (musl) is linked in another way.
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is("PROMOTE_PIE", "1") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
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

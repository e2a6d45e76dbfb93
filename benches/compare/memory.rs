//! Compares the peak memory of `promote diff` with `git diff-tree -r`.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::git::{git, promote};
use crate::repos::Repo;
use crate::table::{Figure, Row};

/// Peak memory of a diff.
pub fn measure(repo: &Repo) -> Result<Vec<Row>> {
    let dir = repo.path.as_path();
    let Some([source, target]) = repo.trees() else { return Ok(Vec::new()) };
    let diff = ["diff", "staging", "production"];
    let json = [diff.as_slice(), &["-o", "json"]].concat();
    let git = peak(git(dir, &["diff-tree", "-r", &source, &target]))?;
    let mut rows = Vec::new();
    // The second count uses the cache of the first.
    let _ = std::fs::remove_dir_all(dir.join("promote"));
    let counts = [("diff -o json, nothing counted", json.as_slice()), ("diff -o json", &json), ("diff", &diff)];
    for (what, args) in counts {
        rows.push(Row {
            place: repo.place(),
            what: format!("memory: {what}"),
            ours: Figure::Memory(peak(promote(dir, args))?),
            beside: "git diff-tree -r".to_owned(),
            theirs: Figure::Memory(git),
            target: None,
        });
    }
    Ok(rows)
}

/// The peak memory of a process (VmHWM, see `proc_pid_status(5)`), polled until it exits.
pub fn peak(mut command: Command) -> Result<u64> {
    let mut child = command.stdout(Stdio::null()).spawn().with_context(|| format!("cannot run {command:?}"))?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(now.unwrap_or(0));
        std::thread::sleep(Duration::from_micros(200));
    }
    Ok(most)
}

//! Measures the cost of `remote:` for a command: one request if nothing is new, regardless of the length of the ledger.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::Plan;
use crate::git::{git, output, promote};
use crate::ledger;
use crate::table::{Figure, Row};
use crate::timing::{Work, medians, running, time};

const PROMOTIONS: usize = 10_000;

/// Compares commands in a clone of a remote with ten thousand promotions with `git ls-remote` and with one second.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let clone = cloned(&plan.folder)?;
    let dir = clone.as_path();
    // New commits are fetched once.
    output(promote(dir, &["list"]))?;
    let question = ["ls-remote", "--symref", "--", "origin", "HEAD", "refs/heads/main", "refs/heads/promotions"];
    let mut works: Vec<Work<'_>> = vec![
        running(|| promote(dir, &["list"])),
        running(|| promote(dir, &["status"])),
        Box::new(|| Ok(time(git(dir, &question))? + time(promote(dir, &["list", "--offline"]))?)),
    ];
    let times = medians(plan.runs, &mut works)?;
    let row = |what: &str, ours: Duration, beside: &str, theirs: Duration, target| Row {
        place: "10k promotions at a remote".to_owned(),
        what: what.to_owned(),
        ours: Figure::Time(ours),
        beside: beside.to_owned(),
        theirs: Figure::Time(theirs),
        target,
    };
    let second = Duration::from_secs(1);
    Ok(vec![
        row("list", times[0], "a second", second, Some(1.0)),
        row("status", times[1], "a second", second, Some(1.0)),
        row("list", times[0], "git ls-remote, then list --offline", times[2], Some(1.2)),
    ])
}

/// A clone of a bare repository with that ledger as its remote.
fn cloned(folder: &Path) -> Result<PathBuf> {
    let (there, clone) = (folder.join("remote.git"), folder.join("remote-clone"));
    if clone.exists() {
        return Ok(clone);
    }
    let ledger = ledger::make(folder, PROMOTIONS)?;
    let text = |path: &Path| path.display().to_string();
    output(git(folder, &["clone", "-q", "--bare", &text(&ledger), &text(&there)]))?;
    // The policy with `remote:` is pushed from a temporary clone.
    let desk = folder.join("remote-desk");
    output(git(folder, &["clone", "-q", "--no-checkout", &text(&there), &text(&desk)]))?;
    output(git(&desk, &["checkout", "-q", "HEAD", "--", "promote.yaml"]))?;
    let policy = std::fs::read_to_string(desk.join("promote.yaml"))?;
    std::fs::write(desk.join("promote.yaml"), format!("{policy}\nremote: origin\n"))?;
    output(git(&desk, &["read-tree", "HEAD"]))?;
    output(git(&desk, &["add", "promote.yaml"]))?;
    output(git(&desk, &["commit", "-q", "-m", "A remote decides"]))?;
    output(git(&desk, &["push", "-q", "origin", "HEAD:refs/heads/main"]))?;
    std::fs::remove_dir_all(&desk)?;
    let url = format!("file://{}", there.display());
    output(git(folder, &["clone", "-q", "--no-checkout", &url, &text(&clone)]))?;
    Ok(clone)
}

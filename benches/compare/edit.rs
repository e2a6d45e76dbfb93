//! Large plans: ten thousand keys of one file, and a thousand whole files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::Plan;
use crate::git::{blob, commit, fast_import, git, output, promote};
use crate::repos::{SECOND, begin};
use crate::table::{Figure, Row};
use crate::texts::{Version, settings};
use crate::timing::time;

const POLICY: &str =
    "version: 1\nfiles: [\"{env}/**\"]\nenvironments:\n  staging: {}\n  production: { from: [staging], keep: [own] }\n";

/// Measures each step of one promotion of all keys.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    // A key owned by the target prevents replacing the whole file, so that every key is an edit.
    let large = make(&plan.folder, "large-map", 1, |_, new| map(10_000, new))?;
    let list = make(&plan.folder, "large-list", 1, |_, new| list(10_000, new))?;
    let many = make(&plan.folder, "many-files", 1000, |index, new| {
        settings(index, if new { Version::New } else { Version::Old })
    })?;
    let mut rows = Vec::new();
    for (place, path) in [("10k keys of a map", &large), ("10k list elements", &list), ("1k files", &many)] {
        rows.extend(promotion(plan, place, path)?);
    }
    Ok(rows)
}

fn promotion(plan: &Plan, place: &str, from: &Path) -> Result<Vec<Row>> {
    let path = plan.folder.join("copy-edit");
    if path.exists() {
        std::fs::remove_dir_all(&path)?;
    }
    let (from, to) = (from.display().to_string(), path.display().to_string());
    output(git(&plan.folder, &["clone", "-q", "--bare", "--local", &from, &to]))?;
    let steps: [(&str, &[&str]); 4] = [
        ("diff", &["diff", "staging", "production"]),
        ("create", &["create", "staging", "production"]),
        ("validate", &["validate", "@"]),
        ("execute", &["execute", "@"]),
    ];
    let git_time = time(git(&path, &["rev-parse", "HEAD"]))?;
    let mut rows = Vec::new();
    for (what, args) in steps {
        let ours: Duration = time(promote(&path, args))?;
        rows.push(Row {
            place: place.to_owned(),
            what: what.to_owned(),
            ours: Figure::Time(ours),
            beside: "git rev-parse HEAD".to_owned(),
            theirs: Figure::Time(git_time),
            target: None,
        });
    }
    std::fs::remove_dir_all(&path)?;
    Ok(rows)
}

fn make(folder: &Path, name: &str, files: usize, text: impl Fn(usize, bool) -> String) -> Result<PathBuf> {
    let path = folder.join(format!("{name}.git"));
    if path.exists() {
        return Ok(path);
    }
    begin(folder, &path, |scratch| {
        fast_import(scratch, |stream| {
            blob(stream, 1, POLICY.as_bytes())?;
            for index in 0..files {
                blob(stream, 2 + 2 * index, text(index, true).as_bytes())?;
                blob(stream, 3 + 2 * index, text(index, false).as_bytes())?;
            }
            commit(stream, "main", SECOND, "Begin\n")?;
            writeln!(stream, "M 100644 :1 promote.yaml")?;
            for index in 0..files {
                writeln!(stream, "M 100644 :{} staging/{index:04}.yaml", 2 + 2 * index)?;
                writeln!(stream, "M 100644 :{} production/{index:04}.yaml", 3 + 2 * index)?;
            }
            Ok(())
        })
    })
    .with_context(|| format!("cannot make {name}"))?;
    Ok(path)
}

/// A map of maps; one value of each differs.
fn map(keys: usize, new: bool) -> String {
    let mut text = format!("own: {new}\nservices:\n");
    for key in 0..keys {
        let value = key + usize::from(new);
        // Writing to a String cannot fail.
        let _ = write!(text, "  service-{key:05}:\n    timeout: {value}\n    retries: 3\n");
    }
    text
}

/// A list of maps with names; one value of each differs.
fn list(items: usize, new: bool) -> String {
    let mut text = format!("own: {new}\nservices:\n");
    for item in 0..items {
        let value = item + usize::from(new);
        let _ = write!(text, "  - name: service-{item:05}\n    timeout: {value}\n    retries: 3\n");
    }
    text
}

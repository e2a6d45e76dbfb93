//! Compares `promote diff` with `git diff-tree -r` plus reading and parsing the changed files, and `promote --version` with
//! `git version`.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use promote_core::env::content::File;
use promote_git::{EntryMode, Repo as Objects};
use promote_model::{FileMode, ObjectId, RulesNumber};

use crate::Plan;
use crate::git::{git, output, promote};
use crate::repos::Repo;
use crate::table::{Figure, Row};
use crate::timing::{Work, medians, running, time};

const DIFF: [&str; 3] = ["diff", "staging", "production"];

/// Measures the start of the program.
pub fn start(plan: &Plan) -> Result<Vec<Row>> {
    let here = Path::new(".");
    let mut works = [running(|| promote(here, &["--version"])), running(|| git(here, &["version"]))];
    let times = medians(plan.runs * 5, &mut works)?;
    Ok(vec![Row {
        place: String::new(),
        what: "promote --version".to_owned(),
        ours: Figure::Time(times[0]),
        beside: "git version".to_owned(),
        theirs: Figure::Time(times[1]),
        target: Some(1.5),
    }])
}

/// Measures the diffs of a repository.
pub fn measure(plan: &Plan, repo: &Repo) -> Result<Vec<Row>> {
    let (dir, cache) = (repo.path.as_path(), repo.path.join("promote"));
    let blobs = differing(repo)?;
    let beside = match repo.trees() {
        Some(_) => "git diff-tree -r, read, parse",
        // No git command compares these; reading the trees is the minimum.
        None => "git ls-tree -r, read, parse",
    };
    let json = || promote(dir, &[DIFF.as_slice(), &["-o", "json"]].concat());
    let mut works: Vec<Work<'_>> = vec![
        Box::new(|| Ok(time(trees(repo))? + parse(dir, &blobs)?)),
        running(|| promote(dir, &DIFF)),
        running(json),
        Box::new(|| {
            let _ = std::fs::remove_dir_all(&cache);
            time(json())
        }),
    ];
    // A cold count reads everything once; a few runs are enough.
    let runs = if repo.files >= 100_000 { plan.runs.min(3) } else { plan.runs };
    let times = medians(runs, &mut works)?;
    let row = |what: &str, ours: usize, beside: &str, theirs: usize, target: Option<f64>| Row {
        place: repo.place(),
        what: what.to_owned(),
        ours: Figure::Time(times[ours]),
        beside: beside.to_owned(),
        theirs: Figure::Time(times[theirs]),
        target,
    };
    Ok(vec![
        row("diff", 1, beside, 0, Some(1.5)),
        row("diff -o json", 2, beside, 0, Some(1.5)),
        row("diff -o json, nothing counted", 3, beside, 0, None),
    ])
}

fn trees(repo: &Repo) -> std::process::Command {
    match repo.trees() {
        Some([source, target]) => git(&repo.path, &["diff-tree", "-r", &source, &target]),
        None => git(&repo.path, &["ls-tree", "-r", "main"]),
    }
}

/// The blobs of the files that differ, both sides.
fn differing(repo: &Repo) -> Result<Vec<ObjectId>> {
    if let Some([source, target]) = repo.trees() {
        let lines = output(git(&repo.path, &["diff-tree", "-r", &source, &target]))?;
        let ids = lines.lines().flat_map(|line| line.split(' ').skip(2).take(2));
        return ids.map(|id| id.parse().context("an id of git diff-tree")).collect();
    }
    let objects = Objects::open(&repo.path)?;
    let main: ObjectId = output(git(&repo.path, &["rev-parse", "main^{tree}"]))?.parse()?;
    let names = output(promote(&repo.path, &[DIFF.as_slice(), &["--name-only"]].concat()))?;
    let mut ids = Vec::new();
    for path in names.lines() {
        for env in ["staging", "production"] {
            let entry = objects.find_path(main, path.replace("production", env).as_bytes())?;
            let file = entry.filter(|entry| matches!(entry.mode, EntryMode::File(_)));
            ids.push(file.context("a path of promote diff --name-only")?.oid);
        }
    }
    Ok(ids)
}

/// The time to read and parse these blobs one after another.
fn parse(dir: &Path, blobs: &[ObjectId]) -> Result<Duration> {
    let started = Instant::now();
    let objects = Objects::open(dir)?;
    let opened = started.elapsed();
    for id in blobs {
        let bytes = objects.read_blob(*id)?;
        std::hint::black_box(File::read(RulesNumber::CURRENT, "file.yaml", (FileMode::Regular, *id), None, bytes));
    }
    // `promote` also starts a process to find the repository; `git diff-tree` includes that.
    Ok(started.elapsed() - opened)
}

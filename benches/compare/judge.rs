//! `promote diff` with the judgement of each key, over a history of twenty thousand commits in which a thousand files
//! came to differ; beside one `git log --name-only` of the same paths and the parsing of each of their contents once.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use promote_format::{Format, read};
use rayon::prelude::*;

use crate::Plan;
use crate::git::{commit, fast_import, git, output, promote};
use crate::repos::{SECOND, begin};
use crate::table::{Figure, Row, note};
use crate::timing::{medians, time};

const COMMITS: usize = 20_000;
const FILES: usize = 1_000;
const KEYS: usize = 24;
const POLICY: &str = "version: 1
files: [\"envs/{env}/*.yaml\"]
environments:
  staging: {}
  production: { from: [staging] }
";

/// Cold, warm and without history.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let path = make(&plan.folder)?;
    let dir = path.as_path();
    let diff = |args: &[&str]| promote(dir, &[&["diff", "staging", "production", "-o", "json"], args].concat());
    let cold = || {
        forget(dir)?;
        time(diff(&[]))
    };
    let mut works: Vec<crate::timing::Work<'_>> = vec![
        Box::new(cold),
        Box::new(|| time(diff(&[]))),
        Box::new(|| time(diff(&["--no-history"]))),
        Box::new(|| time(git(dir, &["log", "--name-only", "--first-parent", "--format=%H", "main", "--", "envs"]))),
        Box::new(|| parse_all(dir)),
    ];
    let times = medians(plan.runs.min(5), &mut works)?;
    let row = |what: &str, ours, beside: &str, theirs, target| Row {
        place: "20k commits".to_owned(),
        what: what.to_owned(),
        ours: Figure::Time(ours),
        beside: beside.to_owned(),
        theirs: Figure::Time(theirs),
        target,
    };
    Ok(vec![
        row("diff, cold", times[0], "git log and parsing each blob", times[3] + times[4], Some(1.5)),
        row("diff, warm", times[1], "diff --no-history", times[2], Some(1.3)),
    ])
}

/// Removes what an earlier command remembered.
fn forget(dir: &Path) -> Result<()> {
    let caches = dir.join("promote");
    if caches.exists() {
        fs::remove_dir_all(caches)?;
    }
    Ok(())
}

/// How long it takes to read every content that the files ever had, and to parse each once, on all cores.
fn parse_all(dir: &Path) -> Result<Duration> {
    let started = Instant::now();
    let raw = output(git(dir, &["log", "--raw", "--no-abbrev", "--root", "--format=", "main", "--", "envs"]))?;
    let ids: BTreeSet<&str> = raw.lines().filter_map(|line| line.split(' ').nth(3)).collect();
    let logged = started.elapsed();
    let mut batch = git(dir, &["cat-file", "--batch", "--buffer"]);
    let mut child = batch.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("cannot run git cat-file")?;
    let mut stdin = child.stdin.take().context("git cat-file reads nothing")?;
    let asked: String = ids.iter().fold(String::new(), |all, id| all + id + "\n");
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let text = child.wait_with_output()?.stdout;
    writer.join().map_err(|_| anyhow::anyhow!("the writer panicked"))??;
    let mut rest = text.as_slice();
    let mut blobs: Vec<Vec<u8>> = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let size: usize = String::from_utf8_lossy(&rest[..end]).rsplit(' ').next().unwrap_or_default().parse()?;
        blobs.push(rest[end + 1..end + 1 + size].to_vec());
        rest = &rest[end + 2 + size..];
    }
    blobs
        .into_par_iter()
        .try_for_each(|bytes| read(Format::Yaml, bytes).map(|file| drop(std::hint::black_box(file))))?;
    // The ids are those of the log that is measured beside this.
    Ok(started.elapsed() - logged)
}

/// Three of five commits change a key in staging, most others promote one, few change production alone.
fn make(folder: &Path) -> Result<PathBuf> {
    let path = folder.join(format!("judge-{COMMITS}"));
    if !path.exists() {
        note(&format!("making {COMMITS} commits"));
        begin(folder, &path, fill)?;
    }
    Ok(path)
}

fn fill(path: &Path) -> Result<()> {
    let mut sides = [vec![[0; KEYS]; FILES], vec![[0; KEYS]; FILES]];
    fast_import(path, |stream| {
        commit(stream, "main", SECOND, "Set up")?;
        file(stream, "promote.yaml", POLICY)?;
        for (side, values) in sides.iter().enumerate() {
            for (at, values) in values.iter().enumerate() {
                file(stream, &name(side, at), &text(at, values))?;
            }
        }
        let mut seed: u64 = 7;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for number in 1..COMMITS {
            let (at, key, kind) = (random(FILES), random(KEYS), random(20));
            let (side, message) = match kind {
                0..12 => (0, format!("Tune {at}")),
                12..19 => (1, format!("Take over {at}")),
                _ => (1, format!("Hotfix {at}")),
            };
            sides[side][at][key] = if (12..19).contains(&kind) { sides[0][at][key] } else { number };
            commit(stream, "main", SECOND + i64::try_from(number)? * 600, &message)?;
            file(stream, &name(side, at), &text(at, &sides[side][at]))?;
        }
        Ok(())
    })
}

fn name(side: usize, at: usize) -> String {
    format!("envs/{}/service-{at}.yaml", ["staging", "production"][side])
}

fn text(at: usize, values: &[usize; KEYS]) -> String {
    let mut text = format!("name: service-{at}\nlimits:\n");
    for (key, value) in values.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  key{key}: {value}");
    }
    text
}

fn file(stream: &mut dyn std::io::Write, path: &str, text: &str) -> Result<()> {
    Ok(writeln!(stream, "M 100644 inline {path}\ndata {}\n{text}", text.len())?)
}

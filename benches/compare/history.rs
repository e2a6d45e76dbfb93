//! `promote list`, `status`, `log` and `show` on a ledger of ten thousand promotions.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::Plan;
use crate::git::{git, output, promote};
use crate::ledger;
use crate::table::{Figure, Row};
use crate::timing::{medians, running};

const PROMOTIONS: usize = 10_000;

/// Compares reading a long ledger with one second.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let path = ledger::make(&plan.folder, PROMOTIONS)?;
    let dir = path.as_path();
    let id = ledger::an_id(dir)?;
    let commands: [(&[&str], bool); 7] = [
        (&["list"], true),
        (&["status"], true),
        (&["list", "--all"], true),
        (&["list", "--all", "--limit", "20"], true),
        (&["log", "production", "--limit", "20"], true),
        (&["show", &id], false),
        (&["diff", "staging", "production", "--changed"], false),
    ];
    let ids = documents(dir)?;
    let mut works: Vec<_> = commands.iter().map(|(args, _)| running(move || promote(dir, args))).collect();
    works.push(running(|| git(dir, &["rev-parse", "HEAD"])));
    works.push(Box::new(|| read(dir, &ids)));
    let times = medians(plan.runs, &mut works)?;
    let (git, least) = (times[commands.len()], times[commands.len() + 1]);
    let mut rows = Vec::new();
    for ((args, judged), time) in commands.iter().zip(&times) {
        let words: Vec<&str> = args.iter().map(|arg| if *arg == id { "ID" } else { arg }).collect();
        let mut row = |beside: &str, theirs, target| {
            rows.push(Row {
                place: "10k promotions".to_owned(),
                what: words.join(" "),
                ours: Figure::Time(*time),
                beside: beside.to_owned(),
                theirs: Figure::Time(theirs),
                target,
            });
        };
        match judged {
            true if **args == ["list", "--all"] => row("a second", Duration::from_secs(1), Some(1.0)),
            true => row("a tenth of a second", Duration::from_millis(100), Some(1.0)),
            false => row("git rev-parse HEAD", git, None),
        }
        if matches!(args, ["status"] | ["list", "--all"]) {
            row("git cat-file --batch of its JSON", least, None);
        }
    }
    Ok(rows)
}

/// The ids of the objects that describe each promotion, one per line.
fn documents(dir: &Path) -> Result<String> {
    let lines = output(git(dir, &["ls-tree", "-r", "promotions"]))?;
    let told = lines.lines().filter(|line| line.ends_with("/promotion.json") || line.ends_with("/events.jsonl"));
    Ok(told.filter_map(|line| line.split([' ', '\t']).nth(2)).fold(String::new(), |all, id| all + id + "\n"))
}

/// The time that git takes to read these objects.
fn read(dir: &Path, ids: &str) -> Result<Duration> {
    let started = Instant::now();
    let mut command = git(dir, &["cat-file", "--batch", "--buffer"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().context("cannot run git cat-file")?;
    child.stdin.take().context("git cat-file reads nothing")?.write_all(ids.as_bytes())?;
    child.wait()?;
    Ok(started.elapsed())
}

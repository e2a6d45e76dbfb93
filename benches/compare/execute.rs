//! Compares `promote create` and `promote execute` of one key with `git rev-parse HEAD`.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::Plan;
use crate::git::{git, output, promote};
use crate::repos::Repo;
use crate::table::{Figure, Row};
use crate::timing::{Work, medians, running, time};

/// Creates and executes the promotion of one key repeatedly, each time on the same state of the repository.
pub fn measure(plan: &Plan, repo: &Repo) -> Result<Vec<Row>> {
    let copy = repo.copy(&plan.folder)?;
    let (dir, key) = (copy.path.as_path(), copy.one_key()?);
    let create = || promote(dir, &["create", "staging", "production", "--key", &key]);
    let undo = &Undo::of(dir)?;
    let step = |verb: &'static str, before: &'static [&'static str]| -> Work<'_> {
        Box::new(move || {
            undo.run(dir)?;
            output(create())?;
            for earlier in before {
                output(promote(dir, &[earlier, "@"]))?;
            }
            time(promote(dir, &[verb, "@"]))
        })
    };
    let mut works: Vec<Work<'_>> = vec![
        running(|| git(dir, &["rev-parse", "HEAD"])),
        Box::new(|| {
            undo.run(dir)?;
            time(create())
        }),
        step("validate", &[]),
        step("execute", &["validate"]),
    ];
    let times = medians(plan.runs, &mut works)?;
    drop(works);
    std::fs::remove_dir_all(dir)?;
    let row = |what: &str, ours: Duration, target: Option<f64>| Row {
        place: repo.place(),
        what: format!("{what}, one key"),
        ours: Figure::Time(ours),
        beside: "git rev-parse HEAD".to_owned(),
        theirs: Figure::Time(times[0]),
        target,
    };
    Ok(vec![row("create", times[1], None), row("validate", times[2], None), row("execute", times[3], Some(20.0))])
}

/// The refs before a run.
struct Undo(Vec<[String; 2]>);

impl Undo {
    fn of(dir: &Path) -> Result<Self> {
        let refs = output(git(dir, &["for-each-ref", "--format=%(refname) %(objectname)"]))?;
        let pair = |line: &str| line.split_once(' ').map(|(name, id)| [name.to_owned(), id.to_owned()]);
        Ok(Self(refs.lines().filter_map(pair).collect()))
    }

    fn run(&self, dir: &Path) -> Result<()> {
        for [name, id] in &self.0 {
            output(git(dir, &["update-ref", name, id]))?;
        }
        output(git(dir, &["update-ref", "-d", "refs/heads/promotions"]))?;
        Ok(())
    }
}

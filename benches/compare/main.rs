//! Compares `promote` with the git command that does the minimum of the same work, on generated repositories, in one run;
//! prints ratios.
//!
//! ```text
//! cargo bench                                    1k and 10k files per environment
//! cargo bench -- 100k                            100k files
//! cargo bench -- 1k 10k 100k diff --runs 15      chosen sizes, one part, medians of 15 runs
//! cargo bench -- --json                          as one JSON document, for a later comparison
//! ```
//!
//! Parts are `start`, `diff`, `execute`, `checks`, `ledger`, `remote`, `verify`, `edit`, `formats`, `judge` and `memory`; all of them by default.
//! `PROMOTE_BENCH_SIZES="1k 100k"` also sets the sizes. Repositories are generated once and kept
//! below `target/tmp/compare`.

mod checks;
mod diff;
mod edit;
mod execute;
mod formats;
mod git;
mod history;
mod judge;
mod ledger;
mod memory;
mod remote;
mod repos;
mod table;
mod texts;
mod timing;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use table::Table;

/// The options of a run.
pub struct Plan {
    /// Files per environment.
    pub sizes: Vec<usize>,
    /// The parts to run; empty for all.
    parts: Vec<String>,
    /// Measured runs of each command, after one warm-up run.
    pub runs: usize,
    /// The directory of generated repositories.
    pub folder: PathBuf,
    /// Whether the results are printed as JSON.
    as_json: bool,
}

const PARTS: [&str; 11] =
    ["start", "diff", "execute", "checks", "ledger", "remote", "verify", "edit", "formats", "judge", "memory"];

fn main() -> ExitCode {
    match plan().and_then(|plan| measure(&plan)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            table::note(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(plan: &Plan) -> Result<()> {
    let mut table = Table::new(plan.as_json);
    if plan.wants("start") {
        table.extend(diff::start(plan)?);
    }
    for size in &plan.sizes {
        for layout in repos::LAYOUTS {
            let repo = repos::make(&plan.folder, layout, *size)?;
            if plan.wants("diff") {
                table.extend(diff::measure(plan, &repo)?);
            }
            if plan.wants("execute") {
                table.extend(execute::measure(plan, &repo)?);
            }
        }
        if plan.wants("memory") {
            table.extend(memory::measure(&repos::make(&plan.folder, repos::Layout::Directories, *size)?)?);
        }
    }
    if plan.wants("checks") {
        table.extend(checks::measure(plan)?);
    }
    if plan.wants("ledger") {
        table.extend(history::measure(plan)?);
    }
    if plan.wants("remote") {
        table.extend(remote::measure(plan)?);
    }
    if plan.wants("verify") {
        table.extend(verify::measure(plan)?);
    }
    if plan.wants("edit") {
        table.extend(edit::measure(plan)?);
    }
    if plan.wants("formats") {
        table.extend(formats::measure(plan)?);
    }
    if plan.wants("judge") {
        table.extend(judge::measure(plan)?);
    }
    table.print();
    Ok(())
}

fn plan() -> Result<Plan> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compare");
    let mut plan = Plan { sizes: Vec::new(), parts: Vec::new(), runs: 9, folder, as_json: false };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            // `cargo bench` adds this argument.
            "--bench" => {}
            "--json" => plan.as_json = true,
            "--runs" => plan.runs = args.next().context("--runs needs a number")?.parse()?,
            part if PARTS.contains(&part) => plan.parts.push(arg),
            size => plan.sizes.push(files(size)?),
        }
    }
    if plan.sizes.is_empty() {
        let sizes = std::env::var("PROMOTE_BENCH_SIZES").unwrap_or_else(|_| "1k 10k".to_owned());
        plan.sizes = sizes.split_whitespace().map(files).collect::<Result<_>>()?;
    }
    Ok(plan)
}

/// `10k` is 10,000.
fn files(text: &str) -> Result<usize> {
    let (digits, factor) = text.strip_suffix('k').map_or((text, 1), |digits| (digits, 1000));
    match digits.parse::<usize>() {
        Ok(number) => Ok(number * factor),
        Err(_) => bail!("'{text}' is neither a number of files (10k) nor a part ({})", PARTS.join(", ")),
    }
}

impl Plan {
    fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|p| p == part)
    }
}

//! Durations of commands and of work in this process: medians of runs that take turns.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Something that can be run again and again; it says how long it took, so that what it prepares
/// does not count.
pub type Work<'a> = Box<dyn FnMut() -> Result<Duration> + 'a>;

/// The medians of `runs` runs of each, in turns, after a round that is not counted: whatever slows
/// the machine down slows all of them.
pub fn medians(runs: usize, works: &mut [Work<'_>]) -> Result<Vec<Duration>> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); works.len()];
    for round in 0..=runs {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let time = work()?;
            if round > 0 {
                times.push(time);
            }
        }
    }
    Ok(times.into_iter().map(median).collect())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How long a command takes, from its start to its end; what it prints is read and dropped.
pub fn time(mut command: Command) -> Result<Duration> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let started = Instant::now();
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    let time = started.elapsed();
    if !output.status.success() {
        bail!("{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(time)
}

/// A command as work.
pub fn running<'a>(command: impl Fn() -> Command + 'a) -> Work<'a> {
    Box::new(move || time(command()))
}

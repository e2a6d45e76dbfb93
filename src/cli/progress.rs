//! The progress of what takes a while, as one line on standard error, if that is a terminal.

use std::io::IsTerminal;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::context::{Progress, Watcher};
use promote_model::text::{count, enumerate, visible};

/// The line is shown after this time.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is drawn again.
const TICK: Duration = Duration::from_millis(120);
/// The number of running checks that the line names.
const NAMED: usize = 3;

/// Shows the progress of what takes long, if standard error is a terminal.
pub(crate) fn watcher(quiet: bool) -> Watcher {
    if quiet || !std::io::stderr().is_terminal() {
        return Watcher::default();
    }
    let line: Mutex<Option<Line>> = Mutex::new(None);
    Watcher::new(move |progress| {
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            // The report replaces the line.
            Progress::Over => drop(line.take()),
            Progress::Checks(all) => *line = Some(Line::begin(Task::Checks { running: Vec::new(), done: 0, all })),
            Progress::Begun(name) => line.iter().for_each(|line| line.say(Said::Begun(name.to_owned()))),
            Progress::Ended(name) => line.iter().for_each(|line| line.say(Said::Ended(name.to_owned()))),
            Progress::Judged(done, all) => match &*line {
                Some(line) => line.say(Said::Judged(done)),
                None => *line = Some(Line::begin(Task::Files { done, all })),
            },
        }
    })
}

enum Said {
    Begun(String),
    Ended(String),
    Judged(usize),
}

/// What is waited for.
enum Task {
    Checks { running: Vec<String>, done: usize, all: usize },
    Files { done: usize, all: usize },
}

/// The line, drawn by a thread of its own.
struct Line {
    say: Option<Sender<Said>>,
    draws: Option<JoinHandle<()>>,
}

impl Line {
    fn begin(task: Task) -> Self {
        let (say, said) = mpsc::channel();
        Self { say: Some(say), draws: Some(thread::spawn(move || draw(&said, task))) }
    }

    fn say(&self, said: Said) {
        // If the receiver is gone, the line is gone, too.
        if let Some(say) = &self.say {
            let _ = say.send(said);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        drop(self.say.take());
        self.draws.take().map(JoinHandle::join);
    }
}

fn draw(said: &Receiver<Said>, mut task: Task) {
    let begun = Instant::now();
    let mut bar: Option<ProgressBar> = None;
    loop {
        let wait = PATIENCE.saturating_sub(begun.elapsed()).max(TICK);
        match said.recv_timeout(wait) {
            Ok(said) => task.add(said),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if bar.is_none() && begun.elapsed() >= PATIENCE {
            bar = Some(begin());
        }
        bar.iter().for_each(|bar| bar.set_message(task.words()));
    }
    bar.iter().for_each(ProgressBar::finish_and_clear);
}

fn begin() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    // The template is a constant; if it is invalid, the default style remains.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}

impl Task {
    fn add(&mut self, said: Said) {
        match (self, said) {
            (Self::Checks { running, .. }, Said::Begun(name)) => running.push(name),
            (Self::Checks { running, done, .. }, Said::Ended(name)) => {
                running.retain(|other| *other != name);
                *done += 1;
            }
            (Self::Files { done, .. }, Said::Judged(now)) => *done = now,
            _ => {}
        }
    }

    /// `2 of 5 checks done, waiting for manifests and length`
    fn words(&self) -> String {
        let (running, done, all) = match self {
            Self::Files { done, all } => return format!("history of {done} of {} read", count(*all, "file")),
            Self::Checks { running, done, all } => (running, done, all),
        };
        let more = running.len().saturating_sub(NAMED);
        let mut names: Vec<String> = running.iter().take(NAMED).map(|name| visible(name).into_owned()).collect();
        names.extend((more > 0).then(|| format!("{more} more")));
        let done = format!("{done} of {} done", count(*all, "check"));
        if names.is_empty() { done } else { format!("{done}, waiting for {}", enumerate(&names, "and")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for() {
        let words = |names: &[&str], done, all| {
            let running = names.iter().map(|name| (*name).to_owned()).collect();
            Task::Checks { running, done, all }.words()
        };
        assert_eq!(words(&[], 2, 2), "2 of 2 checks done");
        assert_eq!(words(&["a"], 0, 1), "0 of 1 check done, waiting for a");
        assert_eq!(words(&["a", "b", "c", "d", "e"], 1, 9), "1 of 9 checks done, waiting for a, b, c and 2 more");
        let mut files = Task::Files { done: 0, all: 900 };
        files.add(Said::Judged(12));
        assert_eq!(files.words(), "history of 12 of 900 files read");
    }

    /// Dropping the line ends its thread.
    #[test]
    fn a_line_ends_with_its_checks() {
        let line = Line::begin(Task::Checks { running: Vec::new(), done: 0, all: 2 });
        line.say(Said::Begun("a".to_owned()));
        line.say(Said::Ended("a".to_owned()));
        drop(line);
    }
}

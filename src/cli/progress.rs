//! The progress of a validation: one line on standard error, if that is a terminal and the validation takes a while.

use std::io::IsTerminal;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::context::{Progress, Watcher};
use promote_model::text::{count, enumerate, visible};

/// The line is shown after this time.
const PATIENCE: Duration = Duration::from_millis(400);
/// The number of running checks that the line names.
const NAMED: usize = 3;

/// Shows the progress of a validation, if standard error is a terminal.
pub(crate) fn watcher(quiet: bool) -> Watcher {
    if quiet || !std::io::stderr().is_terminal() {
        return Watcher::default();
    }
    let line: Mutex<Option<Line>> = Mutex::new(None);
    Watcher::new(move |progress| {
        let mut line = line.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Checks(all) => *line = Some(Line::begin(all)),
            // The report replaces the line.
            Progress::Over => drop(line.take()),
            Progress::Begun(name) => line.iter().for_each(|line| line.say(Said::Begun(name.to_owned()))),
            Progress::Ended(name) => line.iter().for_each(|line| line.say(Said::Ended(name.to_owned()))),
        }
    })
}

enum Said {
    Begun(String),
    Ended(String),
}

/// The line, drawn by a thread of its own.
struct Line {
    say: Option<Sender<Said>>,
    draws: Option<JoinHandle<()>>,
}

impl Line {
    fn begin(all: usize) -> Self {
        let (say, said) = mpsc::channel();
        Self { say: Some(say), draws: Some(thread::spawn(move || draw(&said, all))) }
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

fn draw(said: &Receiver<Said>, all: usize) {
    let (mut running, mut done) = (Vec::new(), 0);
    let mut bar: Option<ProgressBar> = None;
    loop {
        match said.recv_timeout(PATIENCE) {
            Ok(Said::Begun(name)) => running.push(name),
            Ok(Said::Ended(name)) => {
                running.retain(|other| *other != name);
                done += 1;
            }
            Err(RecvTimeoutError::Timeout) if bar.is_none() => bar = Some(begin()),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        bar.iter().for_each(|bar| bar.set_message(words(&running, done, all)));
    }
    bar.iter().for_each(ProgressBar::finish_and_clear);
}

fn begin() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    // The template is a constant; if it is invalid, the default style remains.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// `2 of 5 checks done, waiting for manifests and length`
fn words(running: &[String], done: usize, all: usize) -> String {
    let more = running.len().saturating_sub(NAMED);
    let mut names: Vec<String> = running.iter().take(NAMED).map(|name| visible(name).into_owned()).collect();
    names.extend((more > 0).then(|| format!("{more} more")));
    let done = format!("{done} of {} done", count(all, "check"));
    if names.is_empty() { done } else { format!("{done}, waiting for {}", enumerate(&names, "and")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(words(&[], 2, 2), "2 of 2 checks done");
        assert_eq!(words(&names(&["a"]), 0, 1), "0 of 1 check done, waiting for a");
        assert_eq!(
            words(&names(&["a", "b", "c", "d", "e"]), 1, 9),
            "1 of 9 checks done, waiting for a, b, c and 2 more"
        );
    }

    /// Dropping the line ends its thread.
    #[test]
    fn a_line_ends_with_its_checks() {
        let line = Line::begin(2);
        line.say(Said::Begun("a".to_owned()));
        line.say(Said::Ended("a".to_owned()));
        drop(line);
    }
}

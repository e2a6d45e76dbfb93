//! Prints results as lines: the measurement, the comparison, the ratio and the limit.

use std::io::Write;
use std::time::Duration;

/// All results of a run.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

/// One comparison.
pub struct Row {
    /// The layout and size.
    pub place: String,
    /// The measured command.
    pub what: String,
    /// Its figure.
    pub ours: Figure,
    /// The command compared with.
    pub beside: String,
    /// Its figure.
    pub theirs: Figure,
    /// The limit of the ratio; `None` for information only.
    pub target: Option<f64>,
}

/// A time or an amount of memory.
#[derive(Clone, Copy)]
pub enum Figure {
    /// A duration.
    Time(Duration),
    /// Kilobytes.
    Memory(u64),
}

impl Figure {
    fn amount(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Memory(kilobytes) => kilobytes as f64,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Time(time) => format!("{:.1} ms", time.as_secs_f64() * 1e3),
            Self::Memory(kilobytes) => format!("{:.1} MB", kilobytes as f64 / 1024.0),
        }
    }
}

impl Table {
    /// Adds rows and prints each.
    pub fn extend(&mut self, rows: Vec<Row>) {
        rows.iter().for_each(|row| say(&row.line()));
        self.rows.extend(rows);
    }

    /// All of it once more, and what missed its target.
    pub fn print(&self) {
        let head = ["on", "measured", "", "beside", "", "ratio", "target"];
        say(&format!("\n{}", line(&head.map(str::to_owned))));
        self.rows.iter().for_each(|row| say(&row.line()));
        let missed = self.rows.iter().filter(|row| row.missed()).count();
        let judged = self.rows.iter().filter(|row| row.target.is_some()).count();
        say(&format!("\n{} of {judged} targets reached", judged - missed));
    }
}

impl Row {
    fn ratio(&self) -> f64 {
        self.ours.amount() / self.theirs.amount()
    }

    fn missed(&self) -> bool {
        self.target.is_some_and(|target| self.ratio() > target)
    }

    fn line(&self) -> String {
        let target = match self.target {
            Some(target) if self.missed() => format!("{target} missed"),
            Some(target) => format!("{target}"),
            None => String::new(),
        };
        line(&[
            self.place.clone(),
            self.what.clone(),
            self.ours.text(),
            self.beside.clone(),
            self.theirs.text(),
            format!("{:.2}", self.ratio()),
            target,
        ])
    }
}

fn line(cells: &[String; 7]) -> String {
    let [place, what, ours, beside, theirs, ratio, target] = cells;
    format!("{place:<18} {what:<30} {ours:>11}  {beside:<34} {theirs:>11} {ratio:>8}  {target}").trim_end().to_owned()
}

/// A line on standard output. Where that is closed nobody reads it.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

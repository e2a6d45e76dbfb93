//! Prints results as lines, or as JSON: the measurement, the comparison, the ratio and the limit.

use std::io::Write;
use std::time::Duration;

use serde_json::{Value, json};

/// All results of a run.
pub struct Table {
    rows: Vec<Row>,
    /// Whether they are printed as one JSON document at the end.
    as_json: bool,
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

    /// Seconds or bytes.
    fn json(self) -> Value {
        match self {
            Self::Time(time) => json!({ "seconds": time.as_secs_f64() }),
            Self::Memory(kilobytes) => json!({ "bytes": kilobytes * 1024 }),
        }
    }
}

impl Table {
    /// An empty table.
    pub fn new(as_json: bool) -> Self {
        Self { rows: Vec::new(), as_json }
    }

    /// Adds rows and prints each.
    pub fn extend(&mut self, rows: Vec<Row>) {
        if !self.as_json {
            rows.iter().for_each(|row| say(&row.line()));
        }
        self.rows.extend(rows);
    }

    /// All of it once more, and what missed its target.
    pub fn print(&self) {
        if self.as_json {
            let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
            return say(&format!("{:#}", Value::from(rows)));
        }
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

    fn json(&self) -> Value {
        json!({
            "on": self.place,
            "measured": self.what,
            "figure": self.ours.json(),
            "beside": self.beside,
            "besideFigure": self.theirs.json(),
            "ratio": self.ratio(),
            "target": self.target,
            "missed": self.missed(),
        })
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

/// A line on standard error: what is no result.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A line on standard output. Where that is closed nobody reads it.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

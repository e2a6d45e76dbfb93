//! `status` for people: the edges of the pipeline, then the open promotions.

use std::io::{self, Write};

use super::list::list;
use super::style::{Look, table};
use super::time::time;
use super::words::{only_in, owned, waits};
use super::{hold, judged};
use crate::engine::left_behind::LeftBehind;
use crate::ops::status::{Edge, JudgedCounts, Pipeline, Waiting};
use promote_model::text::{count, visible};

/// The pipeline.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn pipeline(out: &mut dyn Write, look: Look, pipeline: &Pipeline) -> io::Result<()> {
    for hold in &pipeline.holds {
        writeln!(out, "{}", look.yellow(&hold::sentence(hold)))?;
    }
    if !pipeline.holds.is_empty() {
        writeln!(out)?;
    }
    for undoing in &pipeline.undoing {
        let (name, target) = (undoing.name, visible(&undoing.target));
        let keys = count(undoing.keys.len(), "newer value");
        let words = format!("promotion {name} would undo {keys} of {target}: promote refresh {name}");
        writeln!(out, "{}", look.yellow(&words))?;
        for key in &undoing.keys {
            writeln!(out, "  {}", visible(&key.message()))?;
        }
        writeln!(out)?;
    }
    if pipeline.edges.is_empty() {
        writeln!(out, "The pipeline has no edges: no environment in promote.yaml has 'from'.")?;
    }
    let (rows, rest): (Vec<Vec<String>>, Vec<String>) = pipeline.edges.iter().map(|edge| row(look, edge)).unzip();
    let mut lines = Vec::new();
    table(&mut lines, "", &rows)?;
    for (line, rest) in lines.split_inclusive(|byte| *byte == b'\n').zip(rest) {
        out.write_all(line)?;
        if !rest.is_empty() {
            writeln!(out, "    {}", look.dim(&rest))?;
        }
    }
    writeln!(out)?;
    behind(out, look, &pipeline.behind)?;
    if pipeline.open.is_empty() {
        return writeln!(out, "No promotion is open.");
    }
    writeln!(out, "{}", look.bold(&format!("{} open", count(pipeline.open.len(), "promotion"))))?;
    list(out, look, "  ", &pipeline.open)
}

/// The files that an interrupted command left behind.
fn behind(out: &mut dyn Write, look: Look, left: &[LeftBehind]) -> io::Result<()> {
    for sentence in left.iter().map(LeftBehind::sentence) {
        writeln!(out, "{}", look.yellow(&visible(&sentence)))?;
    }
    if left.is_empty() { Ok(()) } else { writeln!(out) }
}

/// An edge: what waits and when it was promoted last; and on the line below, what does not wait.
fn row(look: Look, edge: &Edge) -> (Vec<String>, String) {
    let name = look.bold(&format!("{} -> {}", edge.source, edge.target));
    let waiting = match &edge.state {
        Err(reason) => return (vec![name, look.yellow(&visible(reason))], String::new()),
        Ok(waiting) => waiting,
    };
    let words = edge_waits(waiting);
    let words = if waiting.counts.total() == 0 { look.green(&words) } else { words };
    let last = edge.last.as_ref().and_then(|view| view.state.executed.as_ref());
    let last = last.map_or_else(|| "never promoted".to_owned(), |done| format!("last {}", time(done.at)));
    let only = (waiting.counts.removed > 0).then(|| only_in(waiting.counts.removed, &edge.target));
    let own = (waiting.own > 0).then(|| owned(waiting.own, &edge.target));
    let judged = waiting.judged.map(|judged| beside(judged, &edge.target)).unwrap_or_default();
    let rest: Vec<String> = judged.into_iter().chain(only).chain(own).collect();
    (vec![name, words, look.dim(&last)], rest.join(", "))
}

/// What waits on an edge: `3 keys wait`; where history says nothing, what differs.
pub(crate) fn edge_waits(waiting: &Waiting) -> String {
    match waiting.judged {
        Some(judged) if judged.forward + judged.new_files > 0 => judged::waiting(judged.forward, judged.new_files),
        Some(_) => "nothing waits".to_owned(),
        None => waits(waiting.counts),
    }
}

/// The differences that do not wait: `1 diverged, production is ahead with 2, 14 others`.
pub(crate) fn beside(judged: JudgedCounts, target: &str) -> Vec<String> {
    let some = |number: usize, words: String| (number > 0).then_some(words);
    let (ahead, rest) = (judged.backward, judged.rest());
    let parts = [
        some(judged.diverged, format!("{} diverged", judged.diverged)),
        some(ahead, format!("{} is ahead with {ahead}", visible(target))),
        some(rest, count(rest, "other")),
    ];
    parts.into_iter().flatten().collect()
}

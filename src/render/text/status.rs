//! `status` for people: the edges of the pipeline, then the open promotions.

use std::io::{self, Write};

use super::list::list;
use super::style::{Look, table};
use super::time::time;
use super::words::{only_in, owned, waits};
use crate::engine::left_behind::LeftBehind;
use crate::ops::status::{Edge, Pipeline};
use promote_model::text::{count, visible};

/// The pipeline.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn pipeline(out: &mut dyn Write, look: Look, pipeline: &Pipeline) -> io::Result<()> {
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
    let words = waits(waiting.counts);
    let words = if waiting.counts.total() == 0 { look.green(&words) } else { words };
    let last = edge.last.as_ref().and_then(|view| view.state.executed.as_ref());
    let last = last.map_or_else(|| "never promoted".to_owned(), |done| format!("last {}", time(done.at)));
    let only = (waiting.counts.removed > 0).then(|| only_in(waiting.counts.removed, &edge.target));
    let own = (waiting.own > 0).then(|| owned(waiting.own, &edge.target));
    let new = waiting.new.map(|new| format!("{new} new since the last promotion"));
    let rest: Vec<String> = [new, only, own].into_iter().flatten().collect();
    (vec![name, words, look.dim(&last)], rest.join(", "))
}

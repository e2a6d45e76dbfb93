//! `status` for people: the edges of the pipeline, then the open promotions.

use std::io::{self, Write};

use super::list::list;
use super::style::{Look, table};
use super::time::time;
use super::words::{counts, owned};
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
    let rows: Vec<Vec<String>> = pipeline.edges.iter().map(|edge| row(look, edge)).collect();
    table(out, "", &rows)?;
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

fn row(look: Look, edge: &Edge) -> Vec<String> {
    let name = look.bold(&format!("{} -> {}", edge.source, edge.target));
    let (differs, own, new) = match &edge.state {
        Err(reason) => return vec![name, look.yellow(&visible(reason))],
        Ok(waiting) => {
            let differs = match waiting.counts.total() {
                0 => look.green("equal"),
                _ => counts(waiting.counts),
            };
            let own = if waiting.own == 0 { String::new() } else { owned(waiting.own, &edge.target) };
            let new = waiting.new.map(|new| format!("{new} new since the last promotion"));
            (differs, own, new.unwrap_or_default())
        }
    };
    let last = edge.last.as_ref().and_then(|view| view.state.executed.as_ref());
    let last = last.map_or_else(|| "never promoted".to_owned(), |done| format!("last {}", time(done.at)));
    vec![name, differs, own, new, look.dim(&last)]
}

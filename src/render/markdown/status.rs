//! `status` as Markdown.

use super::escape::plain;
use super::list::promotions;
use super::page::{Page, Table};
use crate::ops::status::{Edge, Pipeline};
use crate::render::text::hold::sentence;
use crate::render::text::status::{beside, edge_waits};
use crate::render::text::time::time;
use promote_model::text::count;

/// The pipeline: its edges, then the open promotions.
pub(crate) fn pipeline(pipeline: &Pipeline) -> String {
    let mut page = Page::default();
    let columns = ["Promotes", "Waits", "Also different", "Only in the target", "Owned by the target (keep)", "Last"];
    for hold in &pipeline.holds {
        page.text(format!("**{}**", plain(&sentence(hold))));
    }
    page.text("### Pipeline");
    if pipeline.edges.is_empty() {
        page.text("The pipeline has no edges: no environment in `promote.yaml` has `from`.");
    }
    page.table(Table {
        name: "Pipeline".to_owned(),
        noun: "edge",
        columns: columns.map(str::to_owned).to_vec(),
        rows: pipeline.edges.iter().map(row).collect(),
        ..Table::default()
    });
    for undoing in &pipeline.undoing {
        let (name, keys) = (undoing.name, count(undoing.keys.len(), "newer value"));
        let lines =
            undoing.keys.iter().map(|key| format!("- {}", plain(&key.message()))).collect::<Vec<_>>().join("\n");
        page.text(format!("**Promotion {name} would undo {keys} of {}**\n\n{lines}", plain(&undoing.target)));
    }
    for left in &pipeline.behind {
        page.text(plain(&left.sentence()));
    }
    match pipeline.open.len() {
        0 => page.text("No promotion is open."),
        open => page.text(format!("### {} open", count(open, "promotion"))).table(promotions(&pipeline.open)),
    };
    page.finish()
}

fn row(edge: &Edge) -> Vec<String> {
    let name = format!("{} → {}", plain(&edge.source), plain(&edge.target));
    let last = edge.last.as_ref().and_then(|view| view.state.executed.as_ref());
    let last = last.map_or_else(|| "never".to_owned(), |done| time(done.at));
    match &edge.state {
        Err(reason) => vec![name, plain(reason), String::new(), String::new(), String::new(), last],
        Ok(waiting) => {
            let only = waiting.counts.removed.to_string();
            let waits = edge_waits(waiting);
            let beside = waiting.judged.map(|judged| beside(judged, &edge.target).join(", ")).unwrap_or_default();
            vec![name, waits, plain(&beside), only, waiting.own.to_string(), last]
        }
    }
}

//! The pipeline as a picture (SVG), and as a table for those who do not see it.

use maud::{Markup, html};

use super::layout::{BOX, Picture};
use super::pieces::{shown, when};
use crate::engine::error::explain;
use crate::ops::report::{EnvironmentCard, Overview};
use crate::ops::status::Edge;
use crate::render::text::hold::sentence as sentence_of_hold;
use crate::render::text::status::{beside, edge_waits};
use promote_model::text::{count, visible};

/// The longest texts in a box and beside a line, in characters; the whole text is in the title.
const NAME: usize = 25;
const BESIDE: usize = 21;

/// The picture and the table.
pub(super) fn pipeline(overview: &Overview) -> Markup {
    html! {
        div.picture tabindex="0" role="group" aria-label="Picture of the pipeline" { (picture(overview)) }
        details {
            summary { "As a table" }
            (table(overview))
        }
        (closed(overview))
    }
}

fn picture(overview: &Overview) -> Markup {
    let picture = Picture::of(&overview.environments);
    let size = format!("0 0 {} {}", picture.width, picture.height);
    let at = |name: &str| {
        let index = overview.environments.iter().position(|one| one.name == name)?;
        picture.boxes.get(index).copied()
    };
    let edges: Vec<_> =
        overview.pipeline.edges.iter().filter_map(|e| Some((e, at(&e.source)?, at(&e.target)?))).collect();
    html! {
        svg viewBox=(size) width=(picture.width) height=(picture.height) role="img" aria-labelledby="picture-title" {
            title id="picture-title" { (sentence(overview)) }
            defs {
                marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" {
                    path.tip d="M0 0 L8 4 L0 8 z" {}
                }
            }
            @for (edge, from, to) in &edges { (line(edge, *from, *to)) }
            @for (card, corner) in overview.environments.iter().zip(&picture.boxes) { (node(overview, card, *corner)) }
        }
    }
}

/// The line of an edge, with what waits above it and what else differs below it.
fn line(edge: &Edge, from: (usize, usize), to: (usize, usize)) -> Markup {
    let (x1, y1) = (from.0 + BOX.0, from.1 + BOX.1 / 2);
    let (x2, y2) = (to.0, to.1 + BOX.1 / 2);
    let bend = (x2.saturating_sub(x1) / 2).max(20);
    let path = format!("M{x1} {y1} C{} {y1} {} {y2} {} {y2}", x1 + bend, x2.saturating_sub(bend), x2.saturating_sub(2));
    // Beside the target, where lines of several sources still have their own place.
    let (x, y) = (usize::midpoint(x1, x2), usize::midpoint(y1, y2));
    let (waiting, words, rest) = match &edge.state {
        Err(_) => (false, "cannot be read".to_owned(), Vec::new()),
        Ok(state) => {
            let rest = state.judged.map(|judged| beside(judged, &edge.target)).unwrap_or_default();
            let waits = state.judged.map_or(state.counts.total() > 0, |judged| judged.forward + judged.new_files > 0);
            (waits, edge_waits(state), rest)
        }
    };
    html! {
        g.edge.waits[waiting] {
            title { (shown(&edge.source)) " to " (shown(&edge.target)) ": " (words) @for part in &rest { ", " (shown(part)) } }
            path d=(path) marker-end="url(#tip)" {}
            text.words x=(x) y=(y.saturating_sub(8)) text-anchor="middle" { (words) }
            @for (at, part) in rest.iter().enumerate() {
                text.rest x=(x) y=(y + 16 + 14 * at) text-anchor="middle" {
                    // The arrow leads to the target, so its name is left out.
                    (cut(part.strip_prefix(&format!("{} is ", visible(&edge.target))).unwrap_or(part), BESIDE))
                }
            }
        }
    }
}

fn node(overview: &Overview, card: &EnvironmentCard, (x, y): (usize, usize)) -> Markup {
    let open = overview.open.iter().filter(|open| open.view.promotion.target == card.name).count();
    let is_held = overview.pipeline.holds.iter().any(|hold| hold.environment == card.name && hold.patterns.is_empty());
    let is_closed = is_held || !card.closed.is_empty();
    let lines = [
        card.branch.as_ref().map(|branch| format!("branch {branch}")),
        approvals(card),
        (open > 0).then(|| format!("{} open", count(open, "promotion"))),
    ];
    html! {
        g.node.closed[is_closed] {
            title { (shown(&card.name)) @for line in lines.iter().flatten() { ", " (shown(line)) } }
            rect x=(x) y=(y) width=(BOX.0) height=(BOX.1) rx="10" {}
            text.name x=(x + 14) y=(y + 26) { (cut(&card.name, NAME)) }
            @if is_held { text.state x=(x + 14) y=(y + 82) { "on hold" } }
            @else if is_closed { text.state x=(x + 14) y=(y + 82) { "closed now" } }
            @else if card.has_windows { text.state x=(x + 14) y=(y + 82) { "open now" } }
            @for (at, line) in lines.iter().flatten().enumerate() {
                text.more x=(x + 14) y=(y + 45 + 16 * at) { (cut(line, NAME)) }
            }
        }
    }
}

/// `2 approvals`, `1 approval, signed`; nothing where none is asked for.
pub(super) fn approvals(card: &EnvironmentCard) -> Option<String> {
    let rules = &card.approvals;
    let number = rules.required.max(u32::from(!rules.groups.is_empty()));
    let signed = if rules.signed { ", signed" } else { "" };
    (number > 0).then(|| format!("{}{signed}", count(number as usize, "approval")))
}

/// A text of at most so many characters.
fn cut(text: &str, most: usize) -> String {
    let text = shown(text);
    match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['…']).collect(),
        false => text,
    }
}

/// The picture in one sentence.
fn sentence(overview: &Overview) -> String {
    let edge = |edge: &Edge| {
        let words = edge.state.as_ref().map_or_else(|_| "cannot be read".to_owned(), edge_waits);
        format!("{} to {}: {words}", shown(&edge.source), shown(&edge.target))
    };
    let edges: Vec<String> = overview.pipeline.edges.iter().map(edge).collect();
    format!("The pipeline. {}", edges.join("; "))
}

fn table(overview: &Overview) -> Markup {
    html! {
        div.wide {
            table {
                thead { tr { th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "Waits" } th scope="col" { "Also" }
                    th scope="col" { "Last promotion" } } }
                tbody {
                    @for edge in &overview.pipeline.edges {
                        tr {
                            td { (shown(&edge.source)) }
                            td { (shown(&edge.target)) }
                            @match &edge.state {
                                Ok(state) => {
                                    td { (edge_waits(state)) }
                                    td { (state.judged.map(|judged| beside(judged, &edge.target)).unwrap_or_default().join(", ")) }
                                }
                                Err(why) => { td colspan="2" { (shown(why)) } }
                            }
                            td {
                                @match edge.last.as_ref().and_then(|view| Some((view, view.state.executed.as_ref()?))) {
                                    Some((view, done)) => { (view.promotion.name()) ", " (when(done.at, overview.now)) }
                                    None => { "never" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is on hold; and why environments are closed now, and when they open.
fn closed(overview: &Overview) -> Markup {
    let closed = overview.environments.iter().flat_map(|card| &card.closed);
    let held = overview.pipeline.holds.iter().map(|hold| sentence_of_hold(hold));
    let words: Vec<String> = held.chain(closed.map(|blocker| explain(blocker, None).message)).collect();
    html! {
        @if !words.is_empty() {
            ul.closed { @for one in &words { li { (shown(one)) } } }
        }
    }
}

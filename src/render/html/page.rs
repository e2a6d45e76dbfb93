//! The document.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::life::lives;
use super::matrix::matrix;
use super::pieces::{section, shown};
use super::pipeline::pipeline;
use super::policy::{self, STYLE};
use super::promotion::promotion;
use super::timeline::timeline;
use super::waits::waits;
use crate::ops::report::Overview;
use crate::render::text::time::time;
use promote_model::text::count;

/// What a service adds to the page. A file has none of it.
#[derive(Default)]
pub(super) struct Additions {
    /// The reader, and what their last form did.
    pub(super) reader: Markup,
    /// The filter, and the buttons to fold.
    pub(super) tools: Markup,
    /// The buttons of each open promotion, in their order.
    pub(super) buttons: Vec<Markup>,
    /// The script.
    pub(super) script: Markup,
}

/// The page as a file: it works without a server and without a script.
pub(crate) fn page(overview: &Overview) -> String {
    document(overview, Some(&policy::in_file()), &Additions::default())
}

/// The page; with a policy where no server says it.
pub(super) fn document(overview: &Overview, policy: Option<&str>, added: &Additions) -> String {
    let name = shown(&overview.repository);
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{name}: promotions"), policy))
            body {
                a.skip href="#main" { "Skip to the content" }
                header {
                    h1 { (name) }
                    p { "As of " (time(overview.now)) @if let Some(tip) = overview.ledger { ", ledger at " code { (tip.short()) } } }
                    (added.reader)
                    (navigation(overview.open.len()))
                }
                (added.tools)
                main id="main" {
                    (section("pipeline", "Pipeline", &pipeline(overview)))
                    (section("open", "Open promotions", &opened(overview, &added.buttons)))
                    (section("waits", "What waits", &waits(overview)))
                    (section("matrix", "Environments side by side", &matrix(&overview.matrix)))
                    (section("history", "What happened", &timeline(overview)))
                    (section("keys", "Keys that were promoted", &lives(overview)))
                }
                (added.script)
            }
        }
    }
    .into_string()
}

/// The head of a document, with the policy where no server says it.
pub(super) fn head(title: &str, policy: Option<&str>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            @if let Some(policy) = policy { meta http-equiv="Content-Security-Policy" content=(policy); }
            meta name="color-scheme" content="light dark";
            title { (title) }
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn navigation(open: usize) -> Markup {
    html! {
        nav aria-label="Sections" {
            a href="#pipeline" { "Pipeline" }
            a href="#open" { (count(open, "open promotion")) }
            a href="#waits" { "What waits" }
            a href="#matrix" { "Side by side" }
            a href="#history" { "What happened" }
            a href="#keys" { "Keys" }
        }
    }
}

fn opened(overview: &Overview, buttons: &[Markup]) -> Markup {
    html! {
        @if overview.open.is_empty() { p.quiet { "No promotion is open." } }
        @for (at, open) in overview.open.iter().enumerate() {
            (promotion(&open.view, overview.now, buttons.get(at)))
        }
    }
}

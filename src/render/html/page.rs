//! The document.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::life::lives;
use super::matrix::matrix;
use super::pieces::{section, shown};
use super::pipeline::pipeline;
use super::promotion::promotion;
use super::timeline::timeline;
use super::waits::waits;
use crate::ops::report::Overview;
use crate::render::text::time::time;
use promote_model::text::count;

/// The style of the page, in the file itself.
const STYLE: &str = include_str!("style.css");

/// What a browser may load: nothing but the style that is in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The whole page.
pub(crate) fn page(overview: &Overview) -> String {
    let name = shown(&overview.repository);
    let open = overview.open.len();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="color-scheme" content="light dark";
                title { (name) ": promotions" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header {
                    h1 { (name) }
                    p { "As of " (time(overview.now)) @if let Some(tip) = overview.ledger { ", ledger at " code { (tip.short()) } } }
                    (navigation(open))
                }
                main id="main" {
                    (section("pipeline", "Pipeline", &pipeline(overview)))
                    (section("open", "Open promotions", &opened(overview)))
                    (section("waits", "What waits", &waits(overview)))
                    (section("matrix", "Environments side by side", &matrix(&overview.matrix)))
                    (section("history", "What happened", &timeline(overview)))
                    (section("keys", "Keys that were promoted", &lives(overview)))
                }
            }
        }
    }
    .into_string()
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

fn opened(overview: &Overview) -> Markup {
    html! {
        @if overview.open.is_empty() { p.quiet { "No promotion is open." } }
        @for view in &overview.open { (promotion(view, overview.now)) }
    }
}

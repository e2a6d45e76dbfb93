//! An error as a page, for a reader who sent a form.

use maud::{DOCTYPE, Markup, html};

use super::page::head;
use super::pieces::shown;
use crate::render::reports::problem::ProblemParts;

/// The page of an error, in the words of the command line; `back` leads to the page about the pipeline.
pub(crate) fn problem(parts: &ProblemParts<'_>, back: &str) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head("Not done: promotions", None))
            body {
                main.problem {
                    h1 { "Not done" }
                    p.warning role="alert" { (shown(parts.detail)) }
                    (list("Why", parts.causes))
                    (list("What helps", parts.hints))
                    p { a href=(back) { "Back to the promotions" } }
                    p.quiet { "Status " (parts.status) ", " code { (shown(parts.code)) } ", request " (shown(parts.request)) }
                }
            }
        }
    }
    .into_string()
}

fn list(title: &str, texts: &[String]) -> Markup {
    html! {
        @if !texts.is_empty() {
            h2 { (title) }
            ul { @for text in texts { li { (shown(text)) } } }
        }
    }
}

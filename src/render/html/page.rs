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

/// What a browser may load: nothing but the style that is in the page, which it knows by its SHA-256 (CSP Level 3).
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'sha256-pJqFE/QnABZ2jFhAF5n3xPNdHN5woO0z1yvQCrocN9g='; \
                                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

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
                meta http-equiv="Content-Security-Policy" content=(in_a_page());
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

/// The policy as a page can have it: who may frame it is for a server to say.
fn in_a_page() -> &'static str {
    POLICY.split("; frame-ancestors").next().unwrap_or(POLICY)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// Base64 (RFC 4648) of 32 bytes.
    fn base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for part in bytes.chunks(3) {
            let number = part.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - part.len()));
            for at in 0..=part.len() {
                text.push(char::from(DIGITS[number >> (18 - 6 * at) & 63]));
            }
            text.extend(std::iter::repeat_n('=', 3 - part.len()));
        }
        text
    }

    #[test]
    fn the_policy_knows_the_style() {
        let digest = base64(&Sha256::digest(STYLE.as_bytes()));
        assert!(POLICY.contains(&format!("'sha256-{digest}'")), "the SHA-256 of style.css is now {digest}");
    }
}

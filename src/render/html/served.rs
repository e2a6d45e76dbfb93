//! The page of a service: with buttons for those who may decide, a filter of keys, and buttons to fold.

use maud::{Markup, PreEscaped, html};

use super::buttons::buttons;
use super::page::{Additions, document};
use super::policy::SCRIPT;
use super::visitor::{Visitor, done, signed_in};
use crate::ops::report::Overview;

/// The page for a reader.
pub(crate) fn served(overview: &Overview, visitor: &Visitor) -> String {
    let added = Additions {
        reader: html! { (signed_in(visitor)) (done(visitor)) },
        tools: tools(),
        buttons: overview.open.iter().map(|open| buttons(open, visitor)).collect(),
        script: html! { script { (PreEscaped(SCRIPT)) } },
    };
    document(overview, None, &added)
}

/// The filter, and the buttons to fold. They need the script, which shows them.
fn tools() -> Markup {
    html! {
        div.tools id="tools" role="search" hidden {
            label for="filter" { "Filter keys" }
            input id="filter" type="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" placeholder="Filter by key or file";
            span id="filter-told" role="status" {}
            button id="fold" type="button" { "Fold all" }
            button id="unfold" type="button" { "Unfold all" }
        }
    }
}

//! Small parts of the page.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::render::text::time::{ago, time};
use promote_core::promotion::Person;
use promote_model::text::visible;

/// A text of the repository, with invisible characters and those that reorder others as escapes.
pub(super) fn shown(text: &str) -> String {
    visible(text).into_owned()
}

/// A time for people and programs: `yesterday`, with the instant on hovering.
pub(super) fn when(at: Timestamp, now: Timestamp) -> Markup {
    html! { time datetime=(at.to_string()) title=(time(at)) { (ago(at, now)) } }
}

/// The name of a person, with the address on hovering.
pub(super) fn person(person: &Person) -> Markup {
    html! { span.person title=(shown(&person.email)) { (shown(&person.name)) } }
}

/// A section that the navigation leads to; a reader can fold it.
pub(super) fn section(id: &str, title: &str, content: &Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby=(format!("{id}-title")) {
            details open {
                summary { h2 id=(format!("{id}-title")) { (title) } }
                (content)
            }
        }
    }
}

//! The reader of a served page: who they are, and what the service lets them do.

use maud::{Markup, html};

use super::pieces::shown;
use crate::engine::view::PromotionView;
use promote_core::promotion::{Action, Person};

/// The reader of a served page.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// The person; `None` for somebody who has not signed in.
    pub(crate) person: Option<Person>,
    /// The steps that the service lets this person ask for.
    pub(crate) steps: Vec<Action>,
    /// The proof that a form comes from a page of this service, for this person.
    pub(crate) token: String,
    /// The promotion that a form of the page has just changed.
    pub(crate) done: Option<PromotionView>,
}

impl Visitor {
    /// Whether the service lets the person ask for a step.
    pub(super) fn may(&self, step: Action) -> bool {
        self.person.is_some() && self.steps.contains(&step)
    }
}

/// The name of the reader, or how to sign in.
pub(super) fn signed_in(visitor: &Visitor) -> Markup {
    html! {
        p.reader {
            @match &visitor.person {
                Some(person) => { "Signed in as " strong { (shown(&person.name)) } " (" (shown(&person.email)) ")" }
                None => { "Not signed in: you can look. " a href="sign-in" { "Sign in" } " to decide." }
            }
        }
    }
}

/// What the last form did, by the record of it.
pub(super) fn done(visitor: &Visitor) -> Markup {
    let Some((view, event)) = visitor.done.as_ref().and_then(|view| Some((view, view.events.last()?))) else {
        return html! {};
    };
    let name = view.promotion.name();
    html! {
        p.done id="done" role="status" {
            "Promotion " (name) " (" (shown(&view.promotion.source)) " → " (shown(&view.promotion.target)) ") was "
            strong { (event.what.word()) } " by " (shown(&event.by.name)) ". "
            @if view.status.is_open() { a href=(format!("#promotion-{name}")) { "Show it" } }
        }
    }
}

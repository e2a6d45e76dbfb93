//! The buttons of an open promotion on a served page: plain forms, which work without a script.
//!
//! An action that would be refused for a reason that is known already is disabled, with that reason beside it.

use maud::{Markup, html};

use super::pieces::shown;
use super::visitor::Visitor;
use crate::engine::error::{explain, rejection_message};
use crate::engine::view::PromotionView;
use crate::ops::report::OpenPromotion;
use crate::ops::show::Simulation;
use promote_core::policy::gate::Blocker;
use promote_core::promotion::{Action, Person};
use promote_model::text::enumerate;

/// The buttons; nothing for a reader who may not decide.
pub(super) fn buttons(open: &OpenPromotion, visitor: &Visitor) -> Markup {
    let Some(person) = &visitor.person else { return html! {} };
    let legal = open.view.state.steps();
    let offered = |step: Action| visitor.may(step) && legal.contains(&step);
    let all = [Action::Approve, Action::Execute, Action::Reject, Action::Cancel];
    html! {
        @if all.into_iter().any(offered) {
            div.buttons role="group" aria-label=(format!("Decide about promotion {}", open.view.promotion.name())) {
                @if offered(Action::Approve) { (approve(open, person, visitor)) }
                @if offered(Action::Execute) { (execute(&open.view, visitor)) }
                @if offered(Action::Reject) { (with_reason(&open.view, visitor, Action::Reject, "Reject")) }
                @if offered(Action::Cancel) { (with_reason(&open.view, visitor, Action::Cancel, "Cancel promotion")) }
            }
        }
    }
}

fn approve(open: &OpenPromotion, person: &Person, visitor: &Visitor) -> Markup {
    let view = &open.view;
    if let Some(blocker) = view.blockers().iter().find(|one| forbids_approval(one)) {
        return disabled("Approve", &explain(blocker, Some(view.promotion.called())).message);
    }
    let (name, target) = (view.promotion.name(), &view.promotion.target);
    match &open.approval {
        Some(Simulation::Refused(why)) => disabled("Approve", &format!("{} {}", person.name, rejection_message(why))),
        Some(Simulation::Given) => html! { p.given { "You have approved this plan." } },
        _ if open.signed => html! {
            p.sign {
                (shown(target)) " asks for signed approvals. In your clone, run: "
                code { "promote approve " (name) " --digest " (view.state.digest.to_string()) }
            }
        },
        Some(Simulation::Counts { number_alone, .. }) => html! {
            (form(view, visitor, Action::Approve, &html! { button.good { "Approve" } }))
            @if !number_alone.is_empty() {
                p.note {
                    "You are not in " (shown(&enumerate(number_alone, "or")))
                    ": your approval counts only toward the total."
                }
            }
        },
        None => html! {},
    }
}

/// Blockers with which an approval is refused, too: the plan itself is wrong.
fn forbids_approval(blocker: &Blocker) -> bool {
    matches!(blocker, Blocker::Undoes { .. } | Blocker::UnknownRules(_))
}

fn execute(view: &PromotionView, visitor: &Visitor) -> Markup {
    match view.blockers() {
        [] => form(view, visitor, Action::Execute, &html! { button.main { "Execute" } }),
        [first, rest @ ..] => {
            let message = explain(first, Some(view.promotion.called())).message;
            let more = if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
            disabled("Execute", &format!("{message}{more}"))
        }
    }
}

/// A button that asks for a reason first.
fn with_reason(view: &PromotionView, visitor: &Visitor, step: Action, words: &str) -> Markup {
    let field = format!("{}-reason-{}", step.verb(), view.promotion.name());
    html! {
        details.reason {
            summary { (words) "…" }
            (form(view, visitor, step, &html! {
                label for=(field) { "Reason, for the record" }
                textarea id=(field) name="reason" rows="2" maxlength="2000" required {}
                button.bad { (words) }
            }))
        }
    }
}

/// A form about exactly the plan that is on the page.
fn form(view: &PromotionView, visitor: &Visitor, step: Action, content: &Markup) -> Markup {
    html! {
        form method="post" action=(format!("promotions/{}/{}", view.promotion.id, step.verb())) {
            input type="hidden" name="token" value=(visitor.token);
            input type="hidden" name="digest" value=(view.state.digest.to_string());
            (content)
        }
    }
}

fn disabled(words: &str, why: &str) -> Markup {
    html! { p.not-now { button disabled { (words) } " " span { (shown(why)) } } }
}

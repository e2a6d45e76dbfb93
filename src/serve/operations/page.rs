//! The page about the pipeline, and the forms on it: each does what the API's operation of the same name does.

use super::look::PAGE;
use super::{decide, land};
use crate::engine::etag::etag;
use crate::engine::view::PromotionView;
use crate::ops;
use crate::render::html::{self, Visitor};
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::problem::Problem;
use crate::serve::scope::Scope;
use promote_core::promotion::Action;

/// The page.
pub(super) fn page(call: &Call) -> Result<Answer, Problem> {
    let overview = ops::report::report(&call.context, PAGE)?;
    let visitor = Visitor {
        person: call.context.caller.as_ref().and_then(|caller| caller.person.clone()),
        steps: call.scopes.iter().flat_map(|scope| steps(*scope)).copied().collect(),
        token: call.form_token.clone(),
        done: call.query.get("done").and_then(|done| just_done(call, done)),
    };
    Ok(Answer::page(200, html::served(&overview, &visitor)))
}

/// The buttons of a scope.
fn steps(scope: Scope) -> &'static [Action] {
    match scope {
        Scope::Read => &[],
        Scope::Propose => &[Action::Cancel],
        Scope::Approve => &[Action::Approve, Action::Reject],
        Scope::Execute => &[Action::Execute],
    }
}

/// The promotion that a form has just changed, as long as nothing else has. A link that somebody made up shows nothing that
/// did not happen.
fn just_done(call: &Call, done: &str) -> Option<PromotionView> {
    let (id, state) = done.split_once(':')?;
    ops::show::show(&call.context, id).ok().filter(|view| etag(&view.events) == state)
}

/// Leads to the page, once the browser says who the person is.
pub(super) fn sign_in(call: &Call) -> Result<Answer, Problem> {
    match call.context.caller.as_ref().and_then(|caller| caller.person.as_ref()) {
        Some(_) => Ok(Answer::see_other("./")),
        None => Err(Problem::new(401, "unauthenticated", "the request does not say who acts")),
    }
}

/// Approves exactly the plan that the reader saw.
pub(super) fn approve(call: &Call) -> Result<Answer, Problem> {
    back(call, decide::approve)
}

/// Rejects the plan.
pub(super) fn reject(call: &Call) -> Result<Answer, Problem> {
    back(call, decide::reject)
}

/// Writes the plan to the target.
pub(super) fn execute(call: &Call) -> Result<Answer, Problem> {
    back(call, land::execute)
}

/// Cancels the promotion.
pub(super) fn cancel(call: &Call) -> Result<Answer, Problem> {
    back(call, decide::cancel)
}

/// Runs the operation, and leads back to the page, which shows what happened.
fn back(call: &Call, run: fn(&Call) -> Result<Answer, Problem>) -> Result<Answer, Problem> {
    let state = run(call)?.state().unwrap_or_default().to_owned();
    Ok(Answer::see_other(&format!("../../?done={}:{state}#done", call.id())))
}

//! The text of a pull or merge request: the promotion, how to take it back, and the trailers of its commit at the end, so that
//! a host that makes the text a commit message keeps them.

use super::escape::{code, defused};
use super::page::Page;
use super::plan::changes;
use super::show::facts_and_blockers;
use super::validation::validation;
use crate::ops::propose::Proposed;

/// The text of the request of a proposal.
pub(crate) fn request(proposed: &Proposed) -> String {
    let view = &proposed.view;
    let mut page = Page::default();
    facts_and_blockers(&mut page, view, "be merged");
    validation(&mut page, view);
    changes(&mut page, view);
    let command = code(&format!("promote rollback {} --reason TEXT", view.promotion.name()));
    let back = match view.state.rolled_back {
        true => String::new(),
        false => format!("**To roll it back** after the merge: {command}\n\n"),
    };
    page.finish_before(&(back + &trailers(&proposed.body)))
}

/// The trailers of a commit's body: its last paragraph.
fn trailers(body: &str) -> String {
    let last = body.trim().rsplit("\n\n").next().unwrap_or_default();
    last.lines().map(|line| defused(line) + "\n").collect()
}

//! A plan as Markdown: after `create`, `refresh` and `execute`.

use super::changes::tables;
use super::escape::{code, plain};
use super::page::Page;
use crate::engine::draft::Created;
use crate::engine::execution::Executed;
use crate::engine::view::PromotionView;
use crate::ops::propose::Proposed;
use crate::render::text::done::execution;
use crate::render::text::words::{counts, equal, owned};
use promote_core::env::filled::without_filled;
use promote_core::promotion::plan::ChangeCounts;
use promote_model::text::count;

/// The result of `create` or `refresh`.
pub(crate) fn created(created: &Created, title: &str, id: Option<&str>) -> String {
    let mut page = Page::default();
    let edge = format!("{} → {}", plain(&created.source), plain(&created.target));
    match &created.view {
        None => {
            page.text(format!("### {edge}: nothing to promote"));
            left_out(&mut page, created);
        }
        Some(view) => {
            let id = id.map(|id| format!(" {}", code(id))).unwrap_or_default();
            let total = counts(ChangeCounts::of(without_filled(&view.promotion.plan.changes)));
            page.text(format!("### {title}{id}: {edge}, {total}"));
            if !created.dry_run {
                page.text(format!("Plan {}", code(&view.state.digest.to_string())));
            }
            left_out(&mut page, created);
            changes(&mut page, view);
        }
    }
    page.finish()
}

fn left_out(page: &mut Page, created: &Created) {
    let mut notes = Vec::new();
    if !created.own.is_empty() {
        notes.push(format!("- {} left out", plain(&owned(created.own.len(), &created.target))));
    }
    if created.same > 0 {
        notes.push(format!("- {}", plain(&equal(created.same))));
    }
    if created.staying > 0 {
        let target = plain(&created.target);
        notes.push(format!("- {} only in {target}, not removed (--prune removes them)", count(created.staying, "key")));
    }
    let comments = created.comments.iter();
    notes.extend(
        comments.map(|(key, of)| format!("- {} keeps its comment {}, not {}", code(key), code(&of.old), code(&of.new))),
    );
    let whole = created.unreadable.iter();
    let whole = whole.map(|(path, reason)| format!("- {} is promoted as a whole file: {}", code(path), plain(reason)));
    notes.extend(whole);
    if !notes.is_empty() {
        page.text(notes.join("\n"));
    }
}

/// The changes of a promotion's plan.
pub(super) fn changes(page: &mut Page, view: &PromotionView) {
    let promotion = &view.promotion;
    if !view.undone.is_empty() {
        let lines: Vec<String> = view.undone.iter().map(|key| format!("- {}", plain(&key.message()))).collect();
        page.text(format!("**Undoes newer values of {}**\n\n{}", plain(&promotion.target), lines.join("\n")));
    }
    tables(page, &promotion.source, &promotion.target, &promotion.plan.changes);
}

/// An execution.
pub(crate) fn executed(done: &Executed, dry_run: bool) -> String {
    let mut page = Page::default();
    page.text(format!("### {}", plain(&execution(done, dry_run)))).text(plain(&done.title));
    changes(&mut page, &done.view);
    page.finish()
}

/// A branch for a merge request.
pub(crate) fn proposed(done: &Proposed, dry_run: bool) -> String {
    let mut page = Page::default();
    let word = match (done.before, dry_run) {
        (true, true | false) => "Already proposed",
        (false, true) => "Would propose",
        (false, false) => "Proposed",
    };
    let id = code(&done.view.promotion.name());
    page.text(format!("### {word} promotion {id} on {}", code(&done.branch))).text(plain(&done.title));
    changes(&mut page, &done.view);
    page.finish()
}

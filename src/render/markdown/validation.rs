//! Validations as Markdown.

use super::escape::{cell, plain};
use super::list::edge;
use super::page::{Page, Table};
use super::plan::changes;
use crate::engine::view::PromotionView;
use crate::render::text::validation::{place, verdict, verdict_on_all};
use promote_core::promotion::CheckFinding;
use promote_core::promotion::event::Severity;

/// `validate`: the verdict, the checks, the findings, and the plan that they are about.
pub(crate) fn validated(view: &PromotionView, dry_run: bool) -> String {
    let mut page = Page::default();
    one(&mut page, view, dry_run);
    changes(&mut page, view);
    page.finish()
}

/// `validate --all-open`
pub(crate) fn validated_all(views: &[PromotionView], invalid: usize, dry_run: bool) -> String {
    let mut page = Page::default();
    page.text(format!("**{}**", verdict_on_all(views.len(), invalid)));
    views.iter().for_each(|view| one(&mut page, view, dry_run));
    page.finish()
}

fn one(page: &mut Page, view: &PromotionView, dry_run: bool) {
    page.text(format!("### {}", edge(view))).text(plain(&verdict(view, dry_run)));
    validation(page, view);
}

/// The checks and the findings of the last validation.
pub(super) fn validation(page: &mut Page, view: &PromotionView) {
    let Some(validation) = &view.state.validation else { return };
    let checks = validation.checks.iter();
    page.table(Table {
        heading: "#### Checks".to_owned(),
        name: "Checks".to_owned(),
        noun: "check",
        columns: ["Check", "Outcome", "Findings"].map(str::to_owned).to_vec(),
        rows: checks
            .map(|checked| vec![cell(&checked.name), checked.outcome.word().to_owned(), checked.findings.to_string()])
            .collect(),
    });
    page.table(Table {
        heading: "#### Findings".to_owned(),
        name: "Findings".to_owned(),
        noun: "finding",
        columns: ["Severity", "Check", "Place", "Finding"].map(str::to_owned).to_vec(),
        rows: validation.findings.iter().map(finding).collect(),
    });
}

fn finding(finding: &CheckFinding) -> Vec<String> {
    let severity = match finding.level {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = place(finding).or_else(|| finding.file.clone()).unwrap_or_default();
    let check = finding.check.as_deref().unwrap_or_default();
    vec![severity.to_owned(), cell(check), cell(&place), plain(&finding.message)]
}

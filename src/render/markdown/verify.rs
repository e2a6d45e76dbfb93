//! `verify` as Markdown.

use super::escape::{cell, plain};
use super::page::{Page, Table};
use crate::ops::verify::{Verified, VerifiedEnvironment};
use crate::render::text::verify::summary;
use promote_core::policy::verify::VerifyFinding;
use promote_model::text::count;

/// What was verified, and the findings.
pub(crate) fn verified(verified: &Verified) -> String {
    let mut page = Page::default();
    let (promotions, events) = (count(verified.promotions, "promotion"), count(verified.events, "event"));
    page.text(format!("### {}", summary(verified)));
    page.text(format!("The ledger has {promotions} and {events}."));
    page.table(Table {
        name: "Environments".to_owned(),
        noun: "environment",
        columns: ["Environment", "Promotions", "Rollbacks", "Direct edits"].map(str::to_owned).to_vec(),
        rows: verified.environments.iter().map(environment).collect(),
        ..Table::default()
    });
    page.table(Table {
        heading: "#### Findings".to_owned(),
        name: "Findings".to_owned(),
        noun: "finding",
        columns: ["Severity", "Code", "Commit", "Finding", "Hint"].map(str::to_owned).to_vec(),
        rows: verified.findings.iter().map(finding).collect(),
    });
    page.finish()
}

fn environment(proved: &VerifiedEnvironment) -> Vec<String> {
    let counts = [proved.promotions, proved.rollbacks, proved.direct];
    std::iter::once(cell(&proved.name)).chain(counts.map(|number| number.to_string())).collect()
}

fn finding(finding: &VerifyFinding) -> Vec<String> {
    let severity = if finding.notice { "notice" } else { "finding" };
    let by = finding.who.as_ref().map(|who| format!(" (by {})", plain(&who.to_string()))).unwrap_or_default();
    vec![
        severity.to_owned(),
        cell(finding.code.word()),
        finding.commit.map(|commit| cell(&commit.short())).unwrap_or_default(),
        format!("{}{by}", plain(&finding.message)),
        plain(finding.hint.as_deref().unwrap_or_default()),
    ]
}

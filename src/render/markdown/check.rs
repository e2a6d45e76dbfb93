//! `check` as Markdown.

use super::escape::{cell, plain};
use super::page::{Page, Table};
use crate::ops::check::{Checked, CheckedBranch};
use crate::render::text::check::{consent, covered, moved_files, ruling, summary};
use promote_core::policy::lint::folders;
use promote_model::text::count;

/// The most folders of files that no environment takes.
const FOLDERS: usize = 20;

/// The findings, the coverage and the changes.
pub(crate) fn checked(checked: &Checked) -> String {
    let mut page = Page::default();
    page.text(format!("### {}", plain(&summary(checked))));
    page.table(findings(checked));
    for branch in &checked.branches {
        coverage(&mut page, branch);
    }
    page.table(unparsed(checked));
    if let Some(title) = ruling(&checked.ruling, checked.changes.is_empty()) {
        page.text(format!("#### {}", plain(&title)));
        page.table(changes(checked));
        let moved: Vec<String> =
            checked.moved.iter().map(|moved| format!("- {}", plain(&moved_files(moved)))).collect();
        if !moved.is_empty() {
            page.text(moved.join("\n"));
        }
        if let Some(consent) = consent(checked) {
            page.text(plain(&consent));
        }
    }
    page.finish()
}

fn table(name: &str, noun: &'static str, columns: &[&str], rows: Vec<Vec<String>>) -> Table {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Table { heading: String::new(), name: name.to_owned(), noun, columns, rows }
}

fn findings(checked: &Checked) -> Table {
    let rows = checked.findings.iter().map(|finding| {
        vec![
            format!("{}:{}", finding.line, finding.column),
            finding.level.word().to_owned(),
            cell(finding.code.word()),
            plain(&finding.message),
        ]
    });
    table("Findings", "finding", &["Place", "Severity", "Code", "Finding"], rows.collect())
}

fn coverage(page: &mut Page, branch: &CheckedBranch) {
    page.text(plain(&covered(branch)));
    let rows = folders(&branch.coverage.not_taken, FOLDERS).into_iter();
    let rows = rows.map(|folder| vec![cell(&folder.name), count(folder.files, "file")]);
    page.table(table("Not taken", "folder", &["Not taken", "Files"], rows.collect()));
}

fn unparsed(checked: &Checked) -> Table {
    let rows = checked.unparsed.iter().map(|file| {
        vec![cell(&file.path), file.kind.word().to_owned(), plain(file.reason.as_deref().unwrap_or_default())]
    });
    table("Not read by key", "file", &["Not read by key", "Kind", "Reason"], rows.collect())
}

fn changes(checked: &Checked) -> Table {
    let rows = checked.changes.iter().map(|change| {
        vec![
            change.effect.word().to_owned(),
            change.environment.as_deref().map(cell).unwrap_or_default(),
            cell(&change.rule),
            plain(&change.message),
        ]
    });
    table("Changes", "change", &["Effect", "Environment", "Rule", "Change"], rows.collect())
}

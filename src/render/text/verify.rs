//! `verify` for people: what was verified, then the findings.

use std::io::{self, Write};

use super::style::{Look, table};
use crate::ops::verify::{Verified, VerifiedEnvironment};
use promote_core::policy::verify::VerifyFinding;
use promote_model::text::{count, enumerate, visible};

/// The whole report.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn verified(out: &mut dyn Write, look: Look, verified: &Verified) -> io::Result<()> {
    let mut rows =
        vec![vec![look.bold("ledger"), count(verified.promotions, "promotion"), count(verified.events, "event")]];
    rows.extend(verified.environments.iter().map(|proved| environment(look, proved)));
    table(out, "", &rows)?;
    if !verified.findings.is_empty() {
        writeln!(out)?;
    }
    for finding in &verified.findings {
        one(out, look, finding)?;
    }
    writeln!(out)?;
    writeln!(out, "{}", summary(verified))
}

fn environment(look: Look, proved: &VerifiedEnvironment) -> Vec<String> {
    let mut parts = vec![count(proved.promotions, "promotion")];
    let more = [(proved.rollbacks, "rollback"), (proved.direct, "direct edit")];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word)));
    vec![look.bold(&proved.name), parts.join(", ")]
}

/// `1 finding, 2 notices`
pub(crate) fn summary(verified: &Verified) -> String {
    let notices = verified.findings.iter().filter(|finding| finding.notice).count();
    let findings = verified.findings.len() - notices;
    let noticed = if notices == 0 { String::new() } else { count(notices, "notice") };
    match findings {
        0 if notices == 0 => "Verified: no findings.".to_owned(),
        0 => format!("Verified, with {noticed}."),
        _ => {
            let parts = [count(findings, "finding"), noticed];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            format!("Not verified: {}.", enumerate(&parts, "and"))
        }
    }
}

/// One finding: code and commit, then the sentence, the people and the hint.
fn one(out: &mut dyn Write, look: Look, finding: &VerifyFinding) -> io::Result<()> {
    let word = if finding.notice { look.yellow("notice") } else { look.red("finding") };
    let commit = finding.commit.map(|commit| look.cyan(&commit.short())).unwrap_or_default();
    let head = [word, look.bold(finding.code.word()), commit].into_iter().filter(|part| !part.is_empty());
    writeln!(out, "{}", head.collect::<Vec<_>>().join("  "))?;
    writeln!(out, "  {}", visible(&finding.message))?;
    let about = [
        finding.promotion.map(|id| format!("promotion {id}")),
        finding.environment.as_ref().map(|name| visible(name).into_owned()),
        finding.who.as_ref().map(|who| format!("by {}", visible(&who.to_string()))),
    ];
    let about: Vec<String> = about.into_iter().flatten().collect();
    if !about.is_empty() {
        writeln!(out, "  {}", look.dim(&about.join(", ")))?;
    }
    if let Some(hint) = &finding.hint {
        writeln!(out, "  {}", look.dim(&format!("hint: {}", visible(hint))))?;
    }
    Ok(())
}

/// The findings for a person who pushes: one line each, and what to do.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn received(out: &mut dyn Write, findings: &[VerifyFinding]) -> io::Result<()> {
    for finding in findings {
        let word = if finding.notice { "note" } else { "refused" };
        let commit = finding.commit.map(|commit| format!("{}: ", commit.short())).unwrap_or_default();
        let code = finding.code.word();
        writeln!(out, "promote: {word}: {commit}{} ({code})", visible(&finding.message))?;
        if let Some(hint) = &finding.hint {
            writeln!(out, "promote: hint: {}", visible(hint))?;
        }
    }
    Ok(())
}

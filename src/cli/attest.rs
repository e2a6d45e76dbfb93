//! `promote attest`.

use super::session::{Answer, Result, Session};
use crate::ops::attest::{TestResult, attest};
use crate::render::reports::attest::AttestReport;

/// Record a test, canary or load-test result for a plan
///
/// If the target requires attestations of this name, the latest result by a permitted person or CI job decides.
/// A refresh of the promotion makes all its attestations lapse. Attestations are signed in the same way as approvals.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("outcome").required(true).args(["ok", "failed"]))]
#[command(
    after_help = "Examples:\n  promote attest @ --name e2e --ok --url https://ci.acme.com/123\n  promote attest @ --name e2e --failed --notes 'login is slow'"
)]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    id: String,
    /// Name of the test, as in promote.yaml
    #[arg(long, value_parser = name)]
    name: String,
    /// Record that it passed
    #[arg(long)]
    ok: bool,
    /// Record that it failed
    #[arg(long)]
    failed: bool,
    /// URL with details
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Comment (recorded)
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let (name, url, notes) = (args.name.clone(), args.url.clone(), args.notes.clone());
    let view = attest(&session.context, &args.id, &TestResult { name, ok: args.ok, url, notes })?;
    let dry_run = session.context.dry_run;
    session.print(&AttestReport { view: &view, name: &args.name, ok: args.ok, dry_run })?;
    if view.blockers().is_empty() {
        session.next(&format!("promote execute {}", view.promotion.name()))?;
    }
    Ok(Answer::Yes)
}

/// A name of an attestation, as in promote.yaml.
fn name(text: &str) -> std::result::Result<String, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match (1..=64).contains(&text.len()) && text.chars().all(good) && !text.starts_with('-') {
        true => Ok(text.to_owned()),
        false => Err("use at most 64 letters, digits, '.', '-' and '_', not beginning with '-'".to_owned()),
    }
}

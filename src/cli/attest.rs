//! `promote attest`.

use super::session::{Answer, Result, Session};
use crate::ops::attest::{Outcome, attest};
use crate::render::reports::attest::AttestReport;

/// Record how a test, a canary or a load went with exactly this plan
///
/// For CI jobs, and people. Where the target asks for attestations of that name, the latest one by somebody whose word
/// counts decides; a refresh of the plan lets them lapse. Signed as approvals are.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("outcome").required(true).args(["ok", "failed"]))]
#[command(
    after_help = "Examples:\n  promote attest @ --name e2e --ok --url https://ci.acme.com/123\n  promote attest @ --name e2e --failed --notes 'login is slow'"
)]
pub(crate) struct Args {
    /// The promotion: its id, a beginning of it, or '@' for the only open one
    id: String,
    /// What was tried
    #[arg(long, value_parser = name)]
    name: String,
    /// It went well
    #[arg(long)]
    ok: bool,
    /// It did not
    #[arg(long)]
    failed: bool,
    /// Where more stands
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// What is to be said of it
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    let (name, url, notes) = (args.name.clone(), args.url.clone(), args.notes.clone());
    let view = attest(&session.context, &args.id, &Outcome { name, ok: args.ok, url, notes })?;
    let dry_run = session.context.dry_run;
    session.print(&AttestReport { view: &view, name: &args.name, ok: args.ok, dry_run })?;
    if view.blockers().is_empty() {
        session.next(&format!("promote execute {}", view.promotion.id))?;
    }
    Ok(Answer::Yes)
}

/// A name of an attestation, as in promote.yaml.
fn name(text: &str) -> std::result::Result<String, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match (1..=64).contains(&text.len()) && text.chars().all(good) && !text.starts_with('-') {
        true => Ok(text.to_owned()),
        false => Err("a name is letters, digits, '.', '-' and '_'".to_owned()),
    }
}

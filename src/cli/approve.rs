//! `promote approve`.

use super::beginning::Beginning;
use super::session::{Answer, Result, Session};
use crate::ops::approve::{approve, statement};
use crate::ops::approve_policy::approve_policy;
use crate::render::reports::approve::{ApprovePolicyReport, ApproveReport};

/// Approve exactly the plan of a promotion
///
/// The promotion must be validated. An approval is bound to the digest of the plan. It lapses when the promotion is
/// refreshed, or after the time that 'valid' in promote.yaml sets. The person who created or refreshed the promotion
/// may approve it only with 'self: true' in promote.yaml, and the authors of the promoted values only with
/// 'authors: true'. An approval that could never count is refused.
///
/// --policy approves a change of promote.yaml itself. This is needed if the previous promote.yaml requires it
/// ('policy: { approvals: ... }').
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  promote approve @\n  promote approve 0192f0c1 --digest 9f2c4be1\n  promote approve @ --print-statement\n  promote approve --policy new-rules"
)]
pub(crate) struct Args {
    /// The promotion: its number, its id or a unique beginning of it, or '@' for the only open one
    #[arg(required_unless_present = "policy", conflicts_with = "policy")]
    id: Option<String>,
    /// Refuse if the digest of the plan is not this one; its first six digits are enough
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    digest: Option<String>,
    /// Approve the promote.yaml of this commit instead of a promotion [default REV: HEAD]
    #[arg(long, value_name = "REV", num_args = 0..=1, default_missing_value = "HEAD", conflicts_with = "digest")]
    policy: Option<String>,
    /// Print the statement of the approval for you to sign; record nothing
    #[arg(long, conflicts_with_all = ["policy", "digest"])]
    print_statement: bool,
    #[command(flatten)]
    beginning: Beginning,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    args.beginning.apply(&mut session.context);
    let dry_run = session.context.dry_run;
    if let Some(revision) = &args.policy {
        let approved = approve_policy(&session.context, Some(revision))?;
        session.print(&ApprovePolicyReport { approved: &approved, dry_run })?;
        return Ok(Answer::Yes);
    }
    if args.print_statement {
        let statement = statement(&session.context, args.id.as_deref().unwrap_or_default())?;
        session.out.write_all(&statement)?;
        return Ok(Answer::Yes);
    }
    let approved = approve(&session.context, args.id.as_deref().unwrap_or_default(), args.digest.as_deref())?;
    session.print(&ApproveReport { approved: &approved, dry_run })?;
    if approved.view.blockers().is_empty() {
        session.next(&format!("promote execute {}", approved.view.promotion.name()))?;
    }
    Ok(Answer::Yes)
}

/// A digest needs six digits: fewer could name any plan.
fn digest(text: &str) -> std::result::Result<String, String> {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    match digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => Ok(text.to_owned()),
        false => Err("a digest has at least 6 hexadecimal digits".to_owned()),
    }
}

//! `promote approve`.

use super::{Answer, Format, Result, Session};
use crate::engine::error::approvals_so_far;
use crate::engine::view::PromotionView;
use crate::ops::approve::approve;
use crate::ops::approve_policy::approve_policy;
use crate::render::{json, promotion};
use promote_model::text::count;

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
    after_help = "Examples:\n  promote approve @\n  promote approve 0192f0c1 --digest 9f2c4be1\n  promote approve --policy new-rules"
)]
pub(crate) struct Args {
    /// The promotion: its id, a unique beginning of it, or '@' for the only open one
    #[arg(required_unless_present = "policy", conflicts_with = "policy")]
    id: Option<String>,
    /// Refuse if the digest of the plan is not this one; its first six digits are enough
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    digest: Option<String>,
    /// Approve the promote.yaml of this commit instead of a promotion [default REV: HEAD]
    #[arg(long, value_name = "REV", num_args = 0..=1, default_missing_value = "HEAD", conflicts_with = "digest")]
    policy: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: &Args) -> Result {
    if let Some(revision) = &args.policy {
        return policy(session, revision);
    }
    let approved = approve(&session.context, args.id.as_deref().unwrap_or_default(), args.digest.as_deref())?;
    let (view, id) = (&approved.view, &approved.view.promotion.id);
    let said = match (approved.again, session.context.dry_run) {
        (true, _) => "You approved this plan before: promotion",
        (false, true) => "Would approve promotion",
        (false, false) => "Approved promotion",
    };
    match session.format {
        Format::Json => session.json(&json::promotion(view))?,
        _ if session.quiet => {}
        _ => writeln!(session.out, "{said} {id}: {}", stands(view))?,
    }
    if view.blockers().is_empty() {
        session.next(&format!("promote execute {id}"))?;
    }
    Ok(Answer::Yes)
}

/// Consent to a change of the rules.
fn policy(session: &mut Session<'_>, revision: &str) -> Result {
    let approved = approve_policy(&session.context, Some(revision))?;
    let said = match (approved.again, session.context.dry_run) {
        (true, _) => "You approved this before:",
        (false, true) => "Would approve",
        (false, false) => "Approved",
    };
    match session.format {
        Format::Json => session.json(&json::approved_policy(&approved))?,
        _ if session.quiet => {}
        _ => {
            let (commit, words) = (approved.commit.short(), approved.want.message());
            writeln!(session.out, "{said} the promote.yaml of {commit}: {words}")?;
        }
    }
    Ok(Answer::Yes)
}

/// `1 of 2 approvals`, and what else it waits for.
pub(super) fn stands(view: &PromotionView) -> String {
    let missing = view.blockers().first().and_then(approvals_so_far);
    match (view.judgement.required, missing) {
        (0, _) => promotion::waits(view),
        (_, Some(so_far)) => so_far,
        (required, None) => {
            format!("{} of {}, {}", view.judgement.given, count(required as usize, "approval"), promotion::waits(view))
        }
    }
}

/// Too few digits could name any plan.
fn digest(text: &str) -> std::result::Result<String, String> {
    let digits = text.strip_prefix("sha256:").unwrap_or(text);
    match digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => Ok(text.to_owned()),
        false => Err("a digest is at least six hexadecimal digits".to_owned()),
    }
}

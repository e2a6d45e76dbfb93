//! What `reject` and `cancel` print.

use super::{Answer, Format, Result, Session};
use crate::engine::view::PromotionView;
use crate::render::json;

/// `Rejected promotion ID`, or `Would reject promotion ID`.
pub(super) fn report(session: &mut Session<'_>, view: &PromotionView, verb: &str, done: &str) -> Result {
    let id = &view.promotion.id;
    match session.format {
        Format::Json => session.json(&json::promotion(view))?,
        _ if session.quiet => {}
        _ if session.context.dry_run => writeln!(session.out, "Would {verb} promotion {id}")?,
        _ => writeln!(session.out, "{done} promotion {id}")?,
    }
    Ok(Answer::Yes)
}

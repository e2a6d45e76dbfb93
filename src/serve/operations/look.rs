//! Reads.

use super::decide;
use super::paths::PROMOTIONS;
use crate::engine::period::Period;
use crate::ops;
use crate::ops::diff::{DEPTH, DiffRequest};
use crate::ops::log::LogRequest;
use crate::ops::matrix::MatrixRequest;
use crate::render::report::Report as _;
use crate::render::reports::diff::{Detail, DiffReport};
use crate::render::reports::history::HistoryReport;
use crate::render::reports::keys::KeysReport;
use crate::render::reports::list::{ListReport, LogReport};
use crate::render::reports::matrix::MatrixReport;
use crate::render::reports::verify::VerifyReport;
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::problem::Problem;
use promote_core::promotion::PromotionId;

/// The promotions of a page, if nothing else is asked for.
pub(super) const PAGE: usize = 100;
/// The most promotions of a page.
const LARGEST_PAGE: usize = 500;

/// Promotions, a page of them.
pub(super) fn list(call: &Call) -> Result<Answer, Problem> {
    let all = call.query.flag("all")?;
    let limit = call.query.number("limit", LARGEST_PAGE)?.unwrap_or(PAGE);
    let cursor = call.query.get("cursor").map(|text| {
        PromotionId::read(text).ok_or_else(|| Problem::new(400, "bad-query", "the cursor is not that of a page"))
    });
    let mut views = ops::list::page(&call.context, all, cursor.transpose()?, Some(limit + 1))?;
    let more = views.len() > limit;
    views.truncate(limit);
    let answer = Answer::json(200, &ListReport { views: &views, all }.json()).etag_of_body();
    match views.last().filter(|_| more) {
        Some(last) => {
            let id = last.promotion.id;
            Ok(answer.next(&format!("{PROMOTIONS}?all={all}&limit={limit}&cursor={id}")))
        }
        None => Ok(answer),
    }
}

/// One promotion. Its ETag is its last event.
pub(super) fn show(call: &Call) -> Result<Answer, Problem> {
    Ok(decide::promotion(&ops::show::show(&call.context, call.id())?))
}

/// The difference between two environments.
pub(super) fn diff(call: &Call) -> Result<Answer, Problem> {
    let request = DiffRequest {
        source: call.query.require("source")?.to_owned(),
        target: call.query.require("target")?.to_owned(),
        patterns: call.query.all("key"),
        only: call.query.all("only"),
        changed: call.query.flag("changed")?,
        since: call.query.get("since").map(str::to_owned),
        history: true,
        depth: DEPTH,
        count: true,
        origins: true,
        patch: false,
    };
    let diff = ops::diff::diff(&call.context, &request)?;
    let report = DiffReport { diff: &diff, keep: call.query.flag("keep")?, translated: false, detail: Detail::Keys };
    Ok(Answer::json(200, &report.json()).etag_of_body())
}

/// The promotions into an environment.
pub(super) fn log(call: &Call) -> Result<Answer, Problem> {
    let (environment, patterns) = (call.param("environment"), call.query.all("key"));
    let limit = call.query.number("limit", LARGEST_PAGE)?.unwrap_or(PAGE);
    let request = LogRequest { environment, patterns: &patterns, period: Period::ALL, by: None, limit: Some(limit) };
    let logged = ops::log::log(&call.context, &request)?;
    let report = LogReport { logged: &logged, environment, narrowed: !patterns.is_empty() };
    Ok(Answer::json(200, &report.json()).etag_of_body())
}

/// Keys by environments.
pub(super) fn matrix(call: &Call) -> Result<Answer, Problem> {
    let request = MatrixRequest {
        patterns: call.query.all("key"),
        only: call.query.all("only"),
        missing: call.query.flag("missing")?,
        differs: call.query.flag("differs")?,
        keep: call.query.flag("keep")?,
        history: true,
        origins: true,
    };
    let matrix = ops::matrix::matrix(&call.context, &request)?;
    Ok(Answer::json(200, &MatrixReport(&matrix).json()).etag_of_body())
}

/// One key through time and environments.
pub(super) fn history(call: &Call) -> Result<Answer, Problem> {
    let (key, environment) = (call.query.require("key")?, call.query.get("environment"));
    let limit = call.query.number("limit", LARGEST_PAGE)?.unwrap_or(PAGE);
    let history = ops::key_history::key_history(&call.context, key, environment, Some(limit))?;
    Ok(Answer::json(200, &HistoryReport(&history).json()).etag_of_body())
}

/// The keys of an environment.
pub(super) fn keys(call: &Call) -> Result<Answer, Problem> {
    let (environment, patterns, only) = (call.param("environment"), call.query.all("key"), call.query.all("only"));
    let found = ops::keys::list_keys(&call.context, environment, &patterns, &only)?;
    Ok(Answer::json(200, &KeysReport(&found).json()).etag_of_body())
}

/// The proof of all environments. It is about all tenants.
pub(super) fn verify(call: &Call) -> Result<Answer, Problem> {
    if !call.context.sees_all() {
        return Err(Problem::new(403, "other-tenant", "verify is about the files of all tenants"));
    }
    let verified = ops::verify::verify(&call.context, call.query.get("environment"), call.query.get("since"))?;
    Ok(Answer::json(200, &VerifyReport(&verified).json()))
}

/// The statement of the client's approval, byte for byte what has to be signed.
pub(super) fn statement(call: &Call) -> Result<Answer, Problem> {
    let bytes = ops::approve::statement(&call.context, call.id())?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::new(500, "internal", "the statement is no text"))?;
    Ok(Answer::text(200, "application/json", text))
}

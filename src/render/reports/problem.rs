//! An error of the service.

use serde_json::Value as Json;

use crate::render::report::value;
use crate::render::v1::problem::Problem;

/// The parts of an error.
pub(crate) struct ProblemParts<'a> {
    /// The status.
    pub(crate) status: u16,
    /// The code.
    pub(crate) code: &'a str,
    /// The sentence.
    pub(crate) detail: &'a str,
    /// The causes.
    pub(crate) causes: &'a [String],
    /// The hints.
    pub(crate) hints: &'a [String],
    /// The details.
    pub(crate) details: &'a Json,
    /// The number of the request; empty for none.
    pub(crate) request: &'a str,
}

/// The error as JSON.
pub(crate) fn problem(parts: &ProblemParts<'_>) -> Json {
    value(&Problem {
        r#type: format!("urn:promote:error:{}", parts.code),
        title: title(parts.status).to_owned(),
        status: parts.status,
        detail: parts.detail.to_owned(),
        code: parts.code.to_owned(),
        causes: parts.causes.to_vec(),
        hints: parts.hints.to_vec(),
        details: parts.details.clone(),
        request: Some(parts.request.to_owned()).filter(|request| !request.is_empty()),
    })
}

/// The meaning of a status.
fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

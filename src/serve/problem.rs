//! Errors as answers: `application/problem+json` (RFC 9457), with the code, the hints and the details of the command line.

use serde_json::{Value as Json, json};

use super::answer::Answer;
use crate::engine::OpError;
use crate::engine::error::{Exit, explain};
use crate::render::html;
use crate::render::reports::problem::{ProblemParts, problem};
use promote_core::policy::gate::Blocker;

/// An error, and its status.
#[derive(Debug, Clone)]
pub(super) struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    status: u16,
    code: String,
    detail: String,
    causes: Vec<String>,
    hints: Vec<String>,
    details: Json,
    /// The seconds after which the request may succeed.
    retry_after: Option<u64>,
}

/// Codes that are about the repository or its rules, and not about the request.
const OURS: [&str; 10] = [
    "bad-policy",
    "no-policy",
    "policy-branch",
    "ambiguous-layout",
    "bad-schema",
    "no-branch",
    "signing",
    "no-remote",
    "second-ledger",
    "ledger",
];

/// The errors that tell one tenant about others.
const TELLING: [&str; 3] = ["lost-race", "no-files", "unknown-capture"];

impl Problem {
    /// A problem with a status, a code and one sentence.
    pub(super) fn new(status: u16, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            status,
            code: code.to_owned(),
            detail: detail.into(),
            causes: Vec::new(),
            hints: Vec::new(),
            details: json!({}),
            retry_after: None,
        }))
    }

    /// The status.
    pub(super) fn status(&self) -> u16 {
        self.0.status
    }

    /// The code.
    pub(super) fn code(&self) -> &str {
        &self.0.code
    }

    /// The problem with a hint.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// The problem with the time after which the request may succeed.
    pub(super) fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The problem without what it may tell about other tenants.
    pub(super) fn for_one_tenant(self) -> Self {
        if !TELLING.contains(&self.code()) {
            return self;
        }
        let detail = match self.code() {
            "lost-race" => "another decision was written at the same time",
            _ => "no file of this tenant matches",
        };
        Self::new(self.0.status, self.code(), detail)
    }

    /// The answer as a page, with a link back; `request` is the id of the request in the log.
    pub(super) fn page(&self, request: &str, back: &str) -> Answer {
        let page = self.parts(request, |parts| html::problem(parts, back));
        self.with_headers(Answer::page(self.0.status, page))
    }

    /// The answer; `request` is the id of the request in the log.
    pub(super) fn answer(&self, request: &str) -> Answer {
        let answer = Answer::problem(self.0.status, self.parts(request, problem));
        self.with_headers(if self.0.status == 401 { answer.header("www-authenticate", "Bearer") } else { answer })
    }

    fn parts<T>(&self, request: &str, write: impl Fn(&ProblemParts<'_>) -> T) -> T {
        let Inner { status, code, detail, causes, hints, details, .. } = &*self.0;
        write(&ProblemParts { status: *status, code, detail, causes, hints, details, request })
    }

    fn with_headers(&self, answer: Answer) -> Answer {
        match self.0.retry_after {
            Some(seconds) => answer.header("retry-after", &seconds.to_string()),
            None => answer,
        }
    }
}

impl From<OpError> for Problem {
    fn from(error: OpError) -> Self {
        let (status, retry_after) = (status(&error), retry_after(&error));
        Self(Box::new(Inner {
            status,
            code: error.code().to_owned(),
            detail: error.to_string(),
            causes: error.causes(),
            hints: error.hints(),
            details: error.details(),
            retry_after: retry_after.or((status == 503).then_some(1)),
        }))
    }
}

/// The status of an error of a command.
fn status(error: &OpError) -> u16 {
    match (error.code(), error.exit()) {
        ("unknown-promotion" | "unknown-environment" | "bad-id" | "ambiguous-id" | "not-the-only-one", _) => 404,
        ("other-digest" | "other-state", _) => 412,
        ("illegal-step" | "landed", _) => 409,
        ("clock", _) => 503,
        (code, Exit::Usage) if OURS.contains(&code) => 503,
        (_, Exit::Usage) => 422,
        (_, Exit::Refused) => 403,
        (_, Exit::Conflict) => 409,
        (_, Exit::Failure | Exit::Interrupted) => 503,
    }
}

/// The seconds until all that blocks a promotion ends by itself; `None` if something does not.
fn retry_after(error: &OpError) -> Option<u64> {
    let blockers: &[Blocker] = match error {
        OpError::Blocked { blockers, .. } | OpError::RollbackBlocked { blockers, .. } => blockers,
        _ => return None,
    };
    let ends: Option<Vec<jiff::Timestamp>> = blockers.iter().map(|blocker| explain(blocker, None).when).collect();
    let last = ends?.into_iter().max()?;
    u64::try_from(last.duration_since(jiff::Timestamp::now()).as_secs()).ok().map(|seconds| seconds.max(1))
}

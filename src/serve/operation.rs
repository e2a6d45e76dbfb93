//! An operation of the service, as the table lists it: the router, the checks and the description are made from it.

use axum::routing::MethodFilter;

use super::answer::Answer;
use super::call::Call;
use super::problem::Problem;
use super::query::Parameter;
use super::scope::Scope;
use crate::render::openapi::{Input, Shape};

/// The method of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Delete,
}

impl Method {
    /// The word in the description.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Delete => "delete",
        }
    }

    /// The filter of the router.
    pub(super) fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Who asks for an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Programs: bodies are JSON, and errors problem+json.
    Programs,
    /// People with a browser: bodies are forms, and errors pages.
    Browsers,
}

/// How an operation runs.
#[derive(Clone, Copy)]
pub(super) enum Run {
    /// A read, beside others.
    Read(fn(&Call) -> Result<Answer, Problem>),
    /// A decision, one after another.
    Decide(fn(&Call) -> Result<Answer, Problem>),
    /// The events of the ledger, as long as the client listens.
    Stream,
    /// An answer about the service itself.
    Service(ServiceAnswer),
}

/// An answer about the service itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServiceAnswer {
    /// It runs.
    Health,
    /// It can serve.
    Ready,
    /// Its counters.
    Metrics,
    /// The description of all operations.
    OpenApi,
}

/// The body of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Json(Shape),
    /// Server-sent events, each of this shape.
    Events(Shape),
    /// A text of this type.
    Text(&'static str),
    /// An object that the service makes itself.
    Object,
    None,
}

/// An operation.
pub(super) struct Operation {
    pub(super) id: &'static str,
    pub(super) audience: Audience,
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    /// What the client must be allowed to do; `None` where nobody needs to be known.
    pub(super) scope: Option<Scope>,
    pub(super) query: &'static [Parameter],
    pub(super) input: Option<Input>,
    /// Whether the client may repeat the request by a key.
    pub(super) repeatable: bool,
    /// The statuses of success, each with its body.
    pub(super) answers: &'static [(u16, Content)],
    /// The statuses of errors.
    pub(super) errors: &'static [u16],
    pub(super) run: Run,
}

impl Operation {
    /// Whether it is a decision about a promotion that exists.
    pub(super) fn decides_about_one(&self) -> bool {
        matches!(self.run, Run::Decide(_)) && self.path.contains("{id}")
    }

    /// Whether it takes a form of the page.
    pub(super) fn is_form(&self) -> bool {
        self.audience == Audience::Browsers && self.writes()
    }

    /// Whether it writes.
    pub(super) fn writes(&self) -> bool {
        matches!(self.run, Run::Decide(_))
    }
}

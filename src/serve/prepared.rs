//! A request from its headers to the call of an operation: tenant, states, and the rules for clients.

use axum::http::request::Parts;

use super::answer::Answer;
use super::app::App;
use super::call::Call;
use super::conditions::{one, request_key, states};
use super::identity::Identity;
use super::operation::{Operation, Run};
use super::problem::Problem;
use super::query::Query;
use super::tenant::tenant;
use crate::engine::caller::Caller;
use crate::engine::client_request::ClientRequest;
use crate::engine::context::Deadline;
use crate::ops::services;

/// A request whose client is known.
pub(super) struct Asked<'p> {
    pub(super) operation: &'static Operation,
    pub(super) identity: Identity,
    pub(super) params: Vec<(String, String)>,
    pub(super) query: Query,
    pub(super) body: Vec<u8>,
    /// The plan that a form is about.
    pub(super) plan: Option<String>,
    pub(super) parts: &'p Parts,
}

/// A request that was read in full; the rest may block.
pub(super) struct Prepared {
    operation: &'static Operation,
    call: Parameters,
}

#[derive(Debug)]
struct Parameters {
    identity: Identity,
    params: Vec<(String, String)>,
    query: Query,
    body: Vec<u8>,
    tenant: Option<String>,
    if_match: Vec<String>,
    known: Vec<String>,
    key: Option<String>,
}

impl Prepared {
    /// Reads the headers.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub(super) fn of(asked: Asked<'_>) -> Result<Self, Problem> {
        let headers = &asked.parts.headers;
        let call = Parameters {
            tenant: one(headers, "x-tenant-id")?.map(str::to_owned),
            // A browser cannot send the header with a form.
            if_match: asked.plan.map_or_else(|| states(headers, "if-match"), |plan| Ok(vec![plan]))?,
            known: states(headers, "if-none-match")?,
            key: request_key(headers)?.filter(|_| asked.operation.repeatable).map(str::to_owned),
            identity: asked.identity,
            params: asked.params,
            query: asked.query,
            body: asked.body,
        };
        Ok(Self { operation: asked.operation, call })
    }

    /// Whether the operation writes.
    pub(super) fn writes(&self) -> bool {
        self.operation.writes()
    }

    /// Everything that the answer depends on, besides the repository.
    pub(super) fn question(&self) -> String {
        format!("{} {:?}", self.operation.id, self.call)
    }

    /// Runs the operation.
    pub(super) fn perform(self, app: &App, deadline: &Deadline) -> Result<Answer, Problem> {
        let operation = self.operation;
        let call = self.call(app, deadline)?;
        let narrowed = !call.context.sees_all();
        let result = match operation.run {
            Run::Read(run) => run(&call).map(|answer| answer.unless_known(&call.known)),
            Run::Decide(run) => run(&call),
            Run::Stream | Run::Service(_) => Err(Problem::new(500, "internal", "the operation is no command")),
        };
        result.map_err(|problem| if narrowed { problem.for_one_tenant() } else { problem })
    }

    /// The call, with its tenant and the rules for clients.
    ///
    /// # Errors
    /// Where the client may not act for the tenant, or does not name the state that it must.
    pub(super) fn call(self, app: &App, deadline: &Deadline) -> Result<Call, Problem> {
        let (operation, asked) = (self.operation, self.call);
        let mut context = app.context(deadline, None);
        if !operation.writes() {
            // The rules and the answer are of one state.
            context = app.for_reading(context)?.opened()?;
        }
        let rules = services::rules(&context)?;
        let tenant = tenant(&rules, &asked.identity, asked.tenant.as_deref())?;
        if operation.decides_about_one() && rules.if_match && asked.if_match.is_empty() {
            let message = "promote.yaml asks for the state that a decision is about ('if-match: required')";
            return Err(Problem::new(428, "precondition-required", message)
                .hint("send If-Match with the ETag of the promotion, or the digest of its plan"));
        }
        let request = asked.key.map(|key| ClientRequest {
            route: format!("{} {}", operation.id, asked.params.first().map_or("", |(_, value)| value.as_str())),
            key,
            body: asked.body.clone(),
        });
        let if_match = if asked.if_match.iter().any(|one| one == "*") { Vec::new() } else { asked.if_match };
        let form_token = app.forms.token(&asked.identity);
        let Identity { person, scopes, .. } = asked.identity;
        context.caller = Some(Caller { person, tenant, if_match, request, signed: None });
        let (params, query, body, known) = (asked.params, asked.query, asked.body, asked.known);
        Ok(Call { context, params, query, body, known, scopes, form_token, rules })
    }
}

//! One request: who asks, whether they may, when it may run, and what is logged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::Response;
use tokio::time::timeout;

use super::answer::Answer;
use super::app::App;
use super::conditions::one;
use super::forms::Form;
use super::identity::{Identity, Peer};
use super::operation::{Audience, Operation, Run, ServiceAnswer};
use super::performing::{busy, perform, read};
use super::prepared::{Asked, Prepared};
use super::problem::Problem;
use super::query::Query;
use super::{forms, openapi, operations, stream};
use crate::engine::context::Deadline;
use crate::ops::services;
use crate::render::openapi::Input;

/// The type of a form's body.
const FORM: &str = "application/x-www-form-urlencoded";
/// How long a client may take to send a body.
const BODY_LIMIT: Duration = Duration::from_secs(30);

/// Answers a request, and logs it.
pub(super) async fn dispatch(
    app: Arc<App>,
    operation: &'static Operation,
    params: Vec<(String, String)>,
    request: Request,
) -> Response {
    let (started, number) = (Instant::now(), app.number());
    app.metrics.begin();
    let (parts, body) = request.into_parts();
    let mut who = None;
    let result = answer(&app, operation, params, (&parts, body), &mut who).await;
    let (response, code) = match result {
        Ok(response) => (response, None),
        Err(problem) => {
            (refusal(&app, operation, &problem, &number.to_string()).response(), Some(problem.code().to_owned()))
        }
    };
    let (status, time) = (response.status().as_u16(), started.elapsed());
    app.metrics.end(operation.id, status, time);
    // No path, parameter or body: they may hold names and values.
    tracing::info!(
        request = number,
        operation = operation.id,
        status,
        code,
        by = who.as_deref(),
        millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

/// An error, for a program or for a person.
fn refusal(app: &App, operation: &Operation, problem: &Problem, number: &str) -> Answer {
    if operation.audience == Audience::Programs {
        return problem.answer(number);
    }
    let answer = problem.page(number, if operation.is_form() { "../../" } else { "./" });
    // A browser asks for a name and a token then.
    if problem.status() == 401 { answer.header("www-authenticate", app.identities.challenge()) } else { answer }
}

async fn answer(
    app: &Arc<App>,
    operation: &'static Operation,
    params: Vec<(String, String)>,
    (parts, body): (&Parts, Body),
    who: &mut Option<String>,
) -> Result<Response, Problem> {
    let peer = parts.extensions.get::<Peer>().cloned().unwrap_or(Peer::Unix);
    let identity = match operation.scope {
        None => Identity::unknown(&peer.bucket()),
        Some(scope) => {
            let identity = app.identities.identify(&parts.headers, &peer).inspect_err(|_| {
                // Guesses are counted, too.
                let _ = app.buckets.take(&peer.bucket(), Instant::now());
            })?;
            *who = identity.mail().map(str::to_owned);
            identity.may(scope)?;
            identity
        }
    };
    app.buckets.take(&identity.bucket, Instant::now()).map_err(|seconds| {
        Problem::new(429, "too-many-requests", "too many requests in a short time").retry_after(seconds)
    })?;
    if operation.is_form() {
        forms::from_this_service(&parts.headers)?;
    } else if operation.writes() {
        forms::from_no_other_site(&parts.headers)?;
    }
    let query = Query::read(&parts.uri, operation.query)?;
    if let Run::Service(asked) = operation.run {
        return service(app, asked).await.map(Answer::response);
    }
    let kind = if operation.is_form() { FORM } else { "application/json" };
    let body = read_body(body, &parts.headers, (app.options.body, kind)).await?;
    let (plan, body) = if operation.is_form() { form(app, operation, &identity, &body)? } else { (None, body) };
    let request = Asked { operation, identity, params, query, body, plan, parts };
    match operation.run {
        Run::Stream => stream::answer(app, request).await,
        _ => Ok(run(app, request).await?.response()),
    }
}

/// The plan that a form is about, and the body of the same request to the API.
fn form(
    app: &App,
    operation: &Operation,
    identity: &Identity,
    body: &[u8],
) -> Result<(Option<String>, Vec<u8>), Problem> {
    let form = Form::read(body)?;
    app.forms.check(identity, &form)?;
    let (plan, body) = form.request(operation.input == Some(Input::Approve))?;
    Ok((Some(plan), body))
}

/// Runs an operation, when its turn has come.
async fn run(app: &Arc<App>, asked: Asked<'_>) -> Result<Answer, Problem> {
    let writes = asked.operation.writes();
    let prepared = Prepared::of(asked)?;
    if !writes {
        return read(app, prepared).await;
    }
    let limit = app.limit(writes);
    let deadline = Deadline::after(limit);
    let turn = timeout(limit, app.writer.clone().lock_owned()).await.map_err(|_| busy())?;
    let result = perform(app, prepared, &deadline, Box::new(turn)).await;
    app.written.send_modify(|count| *count += 1);
    result
}

/// The body of a request.
///
/// # Errors
/// Where it is too large (413), too slow (408), cut off, or no JSON by its type (415).
async fn read_body(body: Body, headers: &HeaderMap, (most, wanted): (usize, &str)) -> Result<Vec<u8>, Problem> {
    let too_large = || Problem::new(413, "too-large", format!("the body is larger than {most} bytes"));
    if body.size_hint().lower() > u64::try_from(most).unwrap_or(u64::MAX) {
        return Err(too_large());
    }
    let read = timeout(BODY_LIMIT, to_bytes(body, most)).await;
    let read = read.map_err(|_| Problem::new(408, "timeout", "the body did not arrive in time"))?;
    let bytes = read.map_err(|_| too_large())?;
    // A form of a page always has a type, also without fields.
    let kind = one_type(headers)?;
    if (!bytes.is_empty() || !kind.is_empty()) && !kind.eq_ignore_ascii_case(wanted) {
        return Err(Problem::new(415, "media-type", format!("the body must be {wanted}")));
    }
    Ok(bytes.to_vec())
}

fn one_type(headers: &HeaderMap) -> Result<String, Problem> {
    let kind = one(headers, CONTENT_TYPE.as_str())?.unwrap_or_default();
    Ok(kind.split(';').next().unwrap_or_default().trim().to_owned())
}

/// An answer about the service itself.
async fn service(app: &Arc<App>, asked: ServiceAnswer) -> Result<Answer, Problem> {
    let status = |word: &str| serde_json::json!({ "status": word });
    match asked {
        ServiceAnswer::Health => Ok(Answer::json(200, &status("ok"))),
        ServiceAnswer::Metrics => Ok(Answer::text(200, "text/plain; version=0.0.4", app.metrics.text())),
        ServiceAnswer::OpenApi => Ok(Answer::json(200, &openapi::document(operations::ALL))),
        ServiceAnswer::Ready => {
            if app.is_stopping() {
                return Err(Problem::new(503, "stopping", "the service ends"));
            }
            let inner = app.clone();
            let deadline = Deadline::after(app.options.read_limit);
            let ready = tokio::task::spawn_blocking(move || {
                let context = inner.for_reading(inner.context(&deadline, None))?;
                services::rules(&context).map_err(Problem::from)
            });
            match ready.await {
                Ok(Ok(_)) => Ok(Answer::json(200, &status("ready"))),
                // The client is unknown here, so the answer does not say why.
                _ => Err(Problem::new(503, "not-ready", "the repository cannot be read")),
            }
        }
    }
}

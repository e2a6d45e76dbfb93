//! The description of the service (OpenAPI 3.1), made from the table of operations.

use serde_json::{Map, Value as Json, json};

use super::operation::{Audience, Content, Operation};
use crate::render::openapi::{Schemas, Shape};

/// The description of operations.
pub(super) fn document(operations: &[Operation]) -> Json {
    let mut schemas = Schemas::new();
    let mut paths: Map<String, Json> = Map::new();
    // The forms of the page are for the page: they need a token from it.
    for operation in operations.iter().filter(|operation| !operation.is_form()) {
        let described = describe(operation, &mut schemas);
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.word().to_owned(), described);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "promote",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Promotes configuration from one environment to the next inside a git repository, key by key.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.definitions(),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
            },
        },
        "security": [{ "token": [] }, {}],
    })
}

fn describe(operation: &Operation, schemas: &mut Schemas) -> Json {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.about,
        "parameters": parameters(operation),
        "responses": responses(operation, schemas),
    });
    match operation.scope {
        None => described["security"] = json!([]),
        Some(scope) => described["x-scope"] = json!(scope.word()),
    }
    if let Some(input) = operation.input {
        let schema = schemas.input(input);
        let required = operation.id == "create" || operation.id == "attest";
        described["requestBody"] =
            json!({ "required": required, "content": { "application/json": { "schema": schema } } });
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Json> {
    let text = json!({ "type": "string" });
    let mut all = Vec::new();
    for (name, about) in
        [("id", "The promotion: its number, its id or a unique beginning of it"), ("environment", "The environment")]
    {
        if operation.path.contains(&format!("{{{name}}}")) {
            all.push(json!({ "name": name, "in": "path", "required": true, "description": about, "schema": text }));
        }
    }
    for parameter in operation.query {
        let schema = if parameter.repeated { json!({ "type": "array", "items": text }) } else { text.clone() };
        all.push(json!({
            "name": parameter.name, "in": "query", "required": parameter.required,
            "description": parameter.about, "schema": schema,
        }));
    }
    let mut header = |name: &str, about: &str| {
        all.push(json!({ "name": name, "in": "header", "required": false, "description": about, "schema": text }));
    };
    if operation.scope.is_some() {
        header("X-Tenant-ID", "The tenant whose files are seen");
        header("X-User-Email", "The person, where headers are believed; it must not contradict a token");
        header("X-User-Name", "The name of the person, where headers are believed");
        header("X-User-ID", "The id of the person; it must not contradict a token");
    }
    if operation.decides_about_one() {
        header("If-Match", "The ETag of the promotion, or the digest of its plan; another state is 412");
    }
    if operation.answers.iter().any(|(status, _)| *status == 304) {
        header("If-None-Match", "An ETag that the client has");
    }
    if operation.repeatable {
        header("Idempotency-Key", "Repeats of this request within 24 hours are not done twice");
    }
    if operation.id == "events" {
        header("Last-Event-ID", "The id of the last event that the client has");
    }
    all
}

fn responses(operation: &Operation, schemas: &mut Schemas) -> Map<String, Json> {
    let mut all = Map::new();
    for (status, content) in operation.answers {
        let mut response = json!({ "description": meaning(*status) });
        let content = match content {
            Content::Json(shape) => Some(("application/json", schemas.answer(*shape))),
            Content::Events(shape) => Some(("text/event-stream", schemas.answer(*shape))),
            Content::Text(kind) => Some((*kind, json!({ "type": ["string", "object"] }))),
            Content::Object => Some(("application/json", json!({ "type": "object" }))),
            Content::None => None,
        };
        if let Some((kind, schema)) = content {
            response["content"] = json!({ kind: { "schema": schema } });
        }
        all.insert(status.to_string(), response);
    }
    let (kind, schema) = match operation.audience {
        Audience::Programs => ("application/problem+json", schemas.answer(Shape::Problem)),
        Audience::Browsers => ("text/html", json!({ "type": "string" })),
    };
    for status in operation.errors.iter().chain(&[408, 500]) {
        let response = json!({
            "description": meaning(*status),
            "content": { kind: { "schema": schema } },
        });
        all.insert(status.to_string(), response);
    }
    all
}

fn meaning(status: u16) -> &'static str {
    match status {
        200 => "Done, or what was asked for",
        201 => "The promotion was created",
        202 => "The commit is on a branch, to be merged into the target",
        303 => "The page is elsewhere",
        304 => "The client has this state",
        400 => "The request cannot be read",
        401 => "Nothing says who acts, or a token is not valid",
        403 => "Refused by the rules, or the client may not ask for this",
        404 => "There is no such promotion or environment",
        408 => "The body did not arrive in time",
        409 => "A conflict: a stale plan, a lost race, a step that the state does not allow",
        412 => "The promotion has another state than If-Match names",
        413 => "The body is too large",
        415 => "The body is not application/json",
        422 => "The request is not one that can be done",
        428 => "promote.yaml asks for If-Match",
        429 => "Too many requests",
        503 => "Not now: git, the network, the rules of the repository, or the service",
        _ => "The service failed",
    }
}

//! Answers: a status, headers and a body.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use promote_model::text::visible_json;

/// An answer that is complete.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// An answer with a JSON body.
    pub(super) fn json(status: u16, body: &Json) -> Self {
        Self::text(status, "application/json", visible_json(&body.to_string()).into_owned() + "\n")
    }

    /// An error.
    pub(super) fn problem(status: u16, body: Json) -> Self {
        Self::text(status, "application/problem+json", visible_json(&body.to_string()).into_owned() + "\n")
    }

    /// An answer with a text.
    pub(super) fn text(status: u16, kind: &'static str, body: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        // What a client may see depends on who it is.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
        Self { status, headers, body: body.into_bytes() }
    }

    /// The answer with a header, where its value is one that HTTP allows.
    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The answer with the state of its promotion.
    pub(super) fn etag(self, etag: &str) -> Self {
        self.header("etag", &format!("\"{etag}\""))
    }

    /// The answer with the digest of its body as its state.
    pub(super) fn etag_of_body(self) -> Self {
        let digest: String = Sha256::digest(&self.body).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.etag(&digest)
    }

    /// The answer with the place of what was created.
    pub(super) fn location(self, path: &str) -> Self {
        self.header("location", path)
    }

    /// The answer with the place of the next page.
    pub(super) fn next(self, path: &str) -> Self {
        self.header("link", &format!("<{path}>; rel=\"next\""))
    }

    /// The answer, or only its headers where the client has this state already.
    pub(super) fn unless_known(self, known: &[String]) -> Self {
        let etag = self.headers.get(ETAG).and_then(|value| value.to_str().ok()).map(|text| text.trim_matches('"'));
        let same = etag.is_some_and(|etag| known.iter().any(|one| one == etag || one == "*"));
        if same && self.status == 200 { Self { status: 304, body: Vec::new(), ..self } } else { self }
    }

    /// The answer for the connection.
    pub(super) fn response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        if self.status == 304 {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        response
    }
}

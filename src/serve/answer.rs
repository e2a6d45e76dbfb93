//! Answers: a status, headers and a body.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::render::html;
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

    /// A page.
    pub(super) fn page(status: u16, html: String) -> Self {
        // The policy 'no-referrer' would take the origin off the forms of the page, too.
        Self::text(status, "text/html; charset=utf-8", html)
            .header("content-security-policy", &html::of_served())
            .header("referrer-policy", "same-origin")
    }

    /// Leads a browser that has sent a form to a page.
    pub(super) fn see_other(path: &str) -> Self {
        Self::text(303, "text/plain", String::new()).location(path)
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

    /// The state of its promotion.
    pub(super) fn state(&self) -> Option<&str> {
        self.headers.get(ETAG).and_then(|value| value.to_str().ok()).map(|text| text.trim_matches('"'))
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
        let same = self.state().is_some_and(|etag| known.iter().any(|one| one == etag || one == "*"));
        if same && self.status == 200 { Self { status: 304, body: Vec::new(), ..self } } else { self }
    }

    /// The answer for the connection.
    pub(super) fn response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        if matches!(self.status, 303 | 304) {
            response.headers_mut().remove(CONTENT_TYPE);
        }
        response
    }
}

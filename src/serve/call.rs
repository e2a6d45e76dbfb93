//! A request that may run: who asks, in which context, and with which parameters.

use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::query::Query;
use super::scope::Scope;
use crate::engine::Context;
use promote_core::policy::ServiceRules;

/// A request that may run.
pub(super) struct Call {
    /// The context of the operation, with the client as its caller.
    pub(super) context: Context,
    /// The parameters in the path.
    pub(super) params: Vec<(String, String)>,
    pub(super) query: Query,
    pub(super) body: Vec<u8>,
    /// The states that the client has already (`If-None-Match`).
    pub(super) known: Vec<String>,
    /// What the client may ask for.
    pub(super) scopes: Vec<Scope>,
    /// The proof that a form comes from a page for this client.
    pub(super) form_token: String,
    /// What `promote.yaml` asks of the clients of services; read for decisions only.
    pub(super) rules: ServiceRules,
}

impl Call {
    /// A parameter in the path.
    pub(super) fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str())
    }

    /// The promotion.
    pub(super) fn id(&self) -> &str {
        self.param("id")
    }

    /// The body; one that is missing is an empty object.
    ///
    /// # Errors
    /// Where it is no JSON (400), or not what the operation takes (422).
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let text: &[u8] = if self.body.trim_ascii().is_empty() { b"{}" } else { &self.body };
        serde_json::from_slice(text).map_err(|error| {
            let status = if error.is_data() { 422 } else { 400 };
            Problem::new(status, "bad-request", format!("the body is not a request: {error}"))
        })
    }

    /// The reason that a client gave, or the one that is recorded where none is asked for.
    ///
    /// # Errors
    /// Where `promote.yaml` asks for one.
    pub(super) fn reason(&self, given: Option<String>) -> Result<String, Problem> {
        match given.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty()) {
            Some(reason) => Ok(reason),
            None if self.rules.reasons => {
                Err(Problem::new(422, "reason-required", "promote.yaml asks for a reason ('reasons: required')")
                    .hint("give it in the body: {\"reason\": \"…\"}"))
            }
            None => Ok("requested over HTTP".to_owned()),
        }
    }
}

//! An error, on standard error.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::engine::error::OpError;

/// An error.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Error {
    /// The error.
    error: ErrorBody,
}

/// What went wrong, and what to do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ErrorBody {
    /// A stable word for the kind of error.
    code: String,
    /// One sentence that says what is wrong.
    message: String,
    /// The causes, one line each.
    causes: Vec<String>,
    /// What to do, with the commands to run.
    hints: Vec<String>,
    /// The details; their fields depend on the code.
    #[schemars(with = "serde_json::Map<String, Json>")]
    details: Json,
}

impl From<&OpError> for ErrorBody {
    fn from(error: &OpError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            causes: error.causes(),
            hints: error.hints(),
            details: error.details(),
        }
    }
}

impl From<&OpError> for Error {
    fn from(error: &OpError) -> Self {
        Self { error: error.into() }
    }
}

impl Error {
    /// A failure to read or write something outside the repository.
    pub(crate) fn io(message: String) -> Self {
        let details = Json::Object(serde_json::Map::new());
        let (causes, hints) = (Vec::new(), Vec::new());
        Self { error: ErrorBody { code: "io".to_owned(), message, causes, hints, details } }
    }
}

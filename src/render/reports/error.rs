//! Errors, in the public JSON.

use serde_json::Value as Json;

use crate::engine::OpError;
use crate::render::report::value;
use crate::render::v1::error::Error;

/// An error of a command.
pub(crate) fn error(error: &OpError) -> Json {
    value(&Error::from(error))
}

/// A failure to read or write something outside the repository.
pub(crate) fn io_error(message: String) -> Json {
    value(&Error::io(message))
}

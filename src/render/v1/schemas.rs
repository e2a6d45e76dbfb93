//! `schema` without a name.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;

/// The names of all schemas.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Schemas {
    /// The names, in alphabetical order.
    schemas: Vec<String>,
}

impl Schemas {
    /// The shape.
    pub(crate) fn new(names: &[&str]) -> Versioned<Self> {
        Versioned::new(Self { schemas: names.iter().map(|name| (*name).to_owned()).collect() })
    }
}

//! What every shape has or may have: the version, people, times.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use promote_core::promotion;

/// The version of every shape in this folder.
const SCHEMA_VERSION: u32 = 1;

/// A shape at the top level, with its version first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Versioned<T> {
    /// The version of this shape. Version 1 may gain fields; it never loses or changes one.
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    #[serde(flatten)]
    body: T,
}

impl<T> Versioned<T> {
    /// The shape with its version.
    pub(crate) fn new(body: T) -> Self {
        Self { schema_version: SCHEMA_VERSION, body }
    }
}

/// A person, as git records them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Person {
    /// The name (`user.name`).
    pub(crate) name: String,
    /// The email address (`user.email`).
    pub(crate) email: String,
}

impl From<&promotion::Person> for Person {
    fn from(person: &promotion::Person) -> Self {
        Self { name: person.name.clone(), email: person.email.clone() }
    }
}

/// A time in RFC 3339, in UTC.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline, extend("format" = "date-time"))]
#[serde(transparent)]
pub(crate) struct Time(String);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at.to_string())
    }
}

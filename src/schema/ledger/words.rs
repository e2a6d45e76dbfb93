//! What several files of the ledger hold: ids, people, times, values.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// The version of the format. It is 1.
#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = "integer", "const" = 1))]
pub(super) struct Version(u8);

/// The id of a promotion: a UUID of version 7.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend("format" = "uuid", "pattern" = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$")
)]
pub(super) struct PromotionId(String);

/// The id of a key or a flag: a UUID.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "uuid", "pattern" = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"))]
pub(super) struct KeyId(String);

/// The id of a commit.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^[0-9a-f]{40}$"))]
pub(super) struct Commit(String);

/// The id of a blob.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^[0-9a-f]{40}$"))]
pub(super) struct Blob(String);

/// A SHA-256 digest.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^sha256:[0-9a-f]{64}$"))]
pub(super) struct Digest(String);

/// A time in UTC.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend("format" = "date-time", "pattern" = r"^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$")
)]
pub(super) struct Time(String);

/// The mode of a file, in octal digits.
#[derive(JsonSchema)]
pub(super) enum Mode {
    #[schemars(rename = "100644")]
    Regular,
    #[schemars(rename = "100755")]
    Executable,
    #[schemars(rename = "120000")]
    Symlink,
}

/// A person, as git knows them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Person {
    /// The name (user.name).
    name: String,
    /// The email address (user.email).
    email: String,
}

/// A value without loss. What JSON cannot hold is an object with one member that begins with '$'.
pub(super) struct StoredValue;

impl JsonSchema for StoredValue {
    fn schema_name() -> Cow<'static, str> {
        "StoredValue".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (value, blob, mode) =
            (generator.subschema_for::<Self>(), generator.subschema_for::<Blob>(), generator.subschema_for::<Mode>());
        let special = |name: &str, description: &str, inner: Schema| {
            json_schema!({
                "description": description,
                "type": "object",
                "properties": { name: inner },
                "required": [name],
                "additionalProperties": false,
            })
        };
        let tuple = |items: &[&Schema]| {
            json_schema!({
                "type": "array", "prefixItems": items, "items": false, "minItems": items.len(),
            })
        };
        let (text, size) = (json_schema!({ "type": "string" }), json_schema!({ "type": "integer", "minimum": 0 }));
        json_schema!({
            "description": "A value without loss. What JSON cannot hold is an object with one member that begins with '$'.",
            "anyOf": [
                { "type": ["null", "boolean", "string"] },
                { "type": "array", "items": value },
                { "type": "object", "propertyNames": { "pattern": r"^(?!\$)" }, "additionalProperties": value },
                special("$number", "A number, date or other plain text, as the file spells it.", text.clone()),
                special("$tag", "A YAML tag and its value.", tuple(&[&text, &value])),
                special("$file", "A whole file: blob, mode and size in bytes.", tuple(&[&blob, &mode, &size])),
                special("$secret", "A secret value, by the blob of the file that holds it.", blob),
                special("$map", "A map with a name that begins with '$': pairs of name and value.",
                    json_schema!({ "type": "array", "items": tuple(&[&text, &value]) })),
            ],
        })
    }
}

//! A check of `promote.yaml`: a name, and exactly one question.

use schemars::JsonSchema;

use super::words::{Length, Pattern, Word};

/// A rule for what is promoted. It asks exactly one thing: schema, rule, requires, forbids or run.
#[derive(JsonSchema)]
#[schemars(
    deny_unknown_fields,
    extend(
        "oneOf" = [
            { "required": ["schema"] },
            { "required": ["rule"] },
            { "required": ["requires"] },
            { "required": ["forbids"] },
            { "required": ["run"] },
        ],
        "dependentRequired" = { "each": ["rule"], "timeout": ["run"], "shell": ["run"] },
        "dependentSchemas" = {
            "run": {
                "properties": { "files": false, "all": false },
                "if": { "properties": { "shell": { "const": true } }, "required": ["shell"] },
                "then": { "properties": { "run": { "type": "string" } } },
                "else": { "properties": { "run": { "type": "array" } } },
            },
            "requires": { "properties": { "all": false } },
            "forbids": { "properties": { "all": false } },
        },
    )
)]
pub(super) struct Check {
    /// The name of the check. Findings are reported with it.
    #[schemars(extend("maxLength" = 80))]
    name: Word,
    /// A JSON Schema for the files: a path on the branch that holds promote.yaml.
    #[schemars(extend(
        "pattern" = r"^(?!/)(?!(?:.*/)?(?:\.{1,2}|)(?:/|$))[^:\\\x00-\x1f\x7f]+$",
        "examples" = ["schemas/app.json"],
    ))]
    schema: Option<String>,
    /// A CEL expression that must be true.
    #[schemars(length(min = 1), extend("examples" = ["change.sourceValue <= 2 * change.targetValue"]))]
    rule: Option<String>,
    /// What the rule is evaluated for: each change, each document of each touched file, or once for the promotion.
    #[schemars(extend("default" = "change"))]
    each: Option<Each>,
    /// Patterns of keys that must exist.
    #[schemars(length(min = 1), extend("examples" = [["flags.yaml:flags.*.owner"]]))]
    requires: Option<Vec<Pattern>>,
    /// Patterns of keys that must not exist.
    #[schemars(length(min = 1), extend("uniqueItems" = true, "examples" = [["*.debug"]]))]
    forbids: Option<Vec<Pattern>>,
    /// A program with its arguments, or with 'shell: true' a text for sh. It passes if the exit status is 0.
    #[schemars(extend("examples" = [["yamllint", "."]]))]
    run: Option<Run>,
    /// Whether 'run' is a text for sh.
    #[schemars(extend("default" = false))]
    shell: Option<bool>,
    /// The time limit of 'run', from one second to one hour.
    #[schemars(extend("default" = "60s"))]
    timeout: Option<Length>,
    /// The targets that the check applies to. The default is all of them.
    #[schemars(length(min = 1), extend("examples" = [["production"]]))]
    r#for: Option<Vec<Word>>,
    /// Globs of the files that the check looks at. The default is all files.
    #[schemars(extend("examples" = ["**/application.yaml"]))]
    files: Option<Globs>,
    /// Whether the check also looks at files that the plan does not touch.
    #[schemars(extend("default" = false))]
    all: Option<bool>,
    /// The level of its findings. Warnings do not block a promotion.
    #[schemars(extend("default" = "error"))]
    level: Option<Level>,
    /// The text of its findings. {key}, {file}, {document}, {op} and {check} are filled in.
    #[schemars(extend(
        "pattern" = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
        "examples" = ["{key} is for dev"],
    ))]
    message: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Each {
    Change,
    File,
    Promotion,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Run {
    Text(#[schemars(extend("pattern" = r"\S"))] String),
    Words(#[schemars(length(min = 1))] Vec<Word>),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Globs {
    One(Glob),
    Several(Vec<Glob>),
}

/// A glob of files. Without a slash it matches the base name.
#[derive(JsonSchema)]
#[schemars(transparent, extend("minLength" = 1, "pattern" = "^[^:#]+$"))]
struct Glob(String);

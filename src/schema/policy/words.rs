//! Texts with a fixed form: names, patterns, durations, windows.

use schemars::JsonSchema;

/// A name of letters, digits, '-', '_', '.' and '+', which begins with a letter or a digit.
#[derive(JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schemars(transparent, extend("pattern" = r"^[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}._+-]{0,99}$"))]
pub(super) struct Name(String);

/// A name that may be written as a number.
#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = ["string", "number"], "minLength" = 1))]
pub(super) struct Word(String);

/// A label or an account at a host.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend("type" = ["string", "number"], "maxLength" = 100, "pattern" = r#"^[^\s,"\\+!@-](?:[^,"\\]*[^\s,"\\])?$"#)
)]
pub(super) struct HostWord(String);

/// A pattern of keys: [FILE[#DOCUMENT]:]KEY, with *, ? and {a,b}.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend("pattern" = r"^[^:](?:.*[^:])?$", "examples" = ["query.*", "values.yaml:image.tag", "*.replicas"])
)]
pub(super) struct Pattern(String);

/// A path template: {env} is the environment, {name} a part of the path that is equal in source and target, {name**} one
/// segment or several. A '!' at the beginning leaves files out.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend(
        "pattern" = r"^!?(?!/)(?!(?:.*/)?(?:\.{1,2}|)(?:/|$))(?:[^{}]|\{[A-Za-z0-9_-]+(?:\*\*)?\})+$",
        "examples" = ["envs/{env}/**", "config/{service}-{env}.yaml", "!**/generated/**"],
    )
)]
pub(super) struct Template(String);

/// The text of a capture. It may be empty.
#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = ["string", "number"], "pattern" = r"^[^*?{}\x00-\x1f\x7f]*$"))]
pub(super) struct Binding(String);

/// The name of a field that identifies the elements of a list.
#[derive(JsonSchema)]
#[schemars(transparent, extend("minLength" = 1, "examples" = ["name"]))]
pub(super) struct FieldName(String);

/// The name of a branch, without 'refs/heads/'.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend(
        "type" = ["string", "number"],
        "pattern" = r"^(?!HEAD$|@$|refs/|[-/.])(?!.*(?:\.\.|//|@\{|/\.|\.lock(?:/|$)))[^ ~^:?*\[\\\x00-\x1f\x7f]*[^ ~^:?*\[\\\x00-\x1f\x7f/.]$",
    )
)]
pub(super) struct Branch(String);

/// The name of a remote. It is not an address.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = r"^(?![-/.])[^ ~^:?*\[\\\x00-\x1f\x7f]*[^ ~^:?*\[\\\x00-\x1f\x7f/.]$"))]
pub(super) struct Remote(String);

/// An email address.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = r"^[^@\s<>,]+@[^@\s<>,]*[^@\s<>,.]$", "examples" = ["ann@acme.com"]))]
pub(super) struct Mail(String);

/// A duration, such as 7d, 36h or '1d 12h'.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend(
        "pattern" = r"^\s*\+?(?:[Pp](?=.)(?:\d+[Ww])?(?:\d+[Dd])?(?:[Tt](?:\d+(?:[.,]\d+)?[HhMmSs])+)?|(?:\d+(?:[.,]\d+)?\s*(?:weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s|milliseconds?|millis?|msecs?|ms)(?:,\s*|\s*))+(?:\d+:\d\d(?::\d\d)?)?|\d+:\d\d(?::\d\d)?)\s*$",
        "examples" = ["2h", "7d", "1d 12h"],
    )
)]
pub(super) struct Length(String);

/// Times when changes are allowed: days, times and zone.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend(
        "maxLength" = 200,
        "pattern" = r"^\s*[A-Za-z][A-Za-z, -]*\s+(?:\d\d:\d\d-\d\d:\d\d[\s,]*)+\s[A-Za-z][A-Za-z0-9_+/-]*\s*$",
        "examples" = ["Mon-Fri 09:00-16:00 Europe/Berlin", "daily 22:00-02:00 UTC"],
    )
)]
pub(super) struct Window(String);

/// A local time with its zone, or a time with an offset or 'Z'.
#[derive(JsonSchema)]
#[schemars(
    transparent,
    extend(
        "maxLength" = 200,
        "pattern" = r"^[+-]?\d{4,6}-?\d\d-?\d\d[Tt ]\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?|\[[^\]]+\]|[Zz]\[[^\]]+\]|[+-]\d\d(?::?\d\d)?\[[^\]]+\])$",
        "examples" = ["2026-12-18T00:00[Europe/Berlin]", "2026-12-18T00:00Z"],
    )
)]
pub(super) struct Time(String);

/// Lines as a text, or as a list.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Lines {
    Text(String),
    List(Vec<String>),
}

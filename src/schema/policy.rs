//! The schema of `promote.yaml`: the top of the file. The parts are in `environment`, `check` and `words`.

#![expect(dead_code, reason = "mirror types: only their schemas are used")]

mod check;
mod environment;
mod request;
mod words;

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::format::Format;

use check::Check;
use environment::{Environment, PolicyApprovals};
use words::{Binding, Branch, FieldName, Lines, Mail, Name, Pattern, Remote, Template};

/// The schema of `promote.yaml`.
pub(crate) fn policy() -> Schema {
    super::generate::of::<Policy>(SchemaSettings::draft2020_12().for_deserialize())
}

/// The file says which files are configuration, which environments exist, and what a promotion into each of them needs.
/// It is at the root of the repository and takes effect once committed.
#[derive(JsonSchema)]
#[schemars(title = "promote.yaml", rename_all = "kebab-case", deny_unknown_fields)]
struct Policy {
    /// The version of the format. It is always 1.
    version: Version,
    /// Path templates of the files that are configuration.
    #[schemars(
        length(min = 1, max = 1000),
        extend(
            "contains" = { "anyOf": [{ "type": "object" }, { "type": "string", "pattern": "^[^!]" }] },
            "examples" = [["envs/{env}/**"], ["apps/{app}/{env}/**", "!**/README.md"]],
        )
    )]
    files: Vec<File>,
    /// The environments in pipeline order. At least two are needed.
    #[schemars(extend(
        "minProperties" = 2,
        "maxProperties" = 1000,
        "examples" = [{ "dev": {}, "staging": { "from": ["dev"] }, "production": { "from": ["staging"] } }],
    ))]
    environments: BTreeMap<Name, Option<Environment>>,
    /// Patterns of flags. Each matching key is compared and promoted as a whole.
    #[schemars(extend("uniqueItems" = true, "examples" = [["flags.yaml:flags.*"]]))]
    flags: Option<Vec<Pattern>>,
    /// Fields that identify the elements of a list of maps, the best first.
    #[schemars(extend("uniqueItems" = true, "default" = ["name", "id", "key"]))]
    list_keys: Option<Vec<ListKey>>,
    /// Patterns of lists of scalars that are promoted element by element.
    #[schemars(extend("uniqueItems" = true, "examples" = [["kustomization.yaml:resources"]]))]
    sets: Option<Vec<Pattern>>,
    /// Patterns of keys whose values no output shows.
    #[schemars(extend("uniqueItems" = true, "examples" = [["*password*", "*.token"]]))]
    secrets: Option<Vec<Pattern>>,
    /// Groups of people, by email address.
    #[schemars(extend(
        "examples" = [{ "release-managers": ["ann@acme.com", "ben@acme.com"] }],
    ))]
    groups: Option<BTreeMap<Name, Members>>,
    /// Trusted signing keys: lines in git's allowed-signers format, as a text or a list.
    signers: Option<Lines>,
    /// Keys that are no longer trusted: lines of keys or fingerprints, as a text or a list.
    revoked: Option<Lines>,
    /// Services that may write for other people, by email address.
    services: Option<Members>,
    /// Tenants: clients of a service who each see the files with their value of a capture.
    tenants: Option<Tenants>,
    /// Whether a client of a service must give the reason of a rollback and of a cancellation.
    #[schemars(extend("default" = "optional"))]
    reasons: Option<Needed>,
    /// Whether a client of a service must name the state that its decision is about (If-Match).
    #[schemars(extend("default" = "optional"))]
    if_match: Option<Needed>,
    /// Your own rules for what is promoted.
    checks: Option<Vec<Check>>,
    /// Rules for changes of promote.yaml itself.
    policy: Option<Own>,
    /// Findings of 'promote verify' that the team has looked at. They count where 'policy' requires an approval.
    accepted: Option<Vec<Accepted>>,
    /// The branch that holds the records of all promotions.
    #[schemars(extend("default" = "promotions"))]
    ledger: Option<Branch>,
    /// The remote that decides, by its name in every clone.
    #[schemars(extend("examples" = ["origin"]))]
    remote: Option<Remote>,
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = "integer", "const" = 1))]
struct Version(u8);

/// A path template, or a map with a path template and how its files are read.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum File {
    Template(Template),
    Entry(FileEntry),
}

/// A path template, and how its files are read.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct FileEntry {
    /// The path template.
    path: Template,
    /// The part of the file that is configuration, as a key prefix with captures.
    #[schemars(length(min = 1), extend("examples" = ["clouds.{cloud}.environments.{env}"]))]
    keys: Option<String>,
    /// The text of {env} in this template, by environment, for irregular names. It has priority over 'with'.
    #[schemars(extend("examples" = [{ "dev": "-dev", "production": "" }]))]
    env: Option<BTreeMap<String, Binding>>,
    /// The format of the files, if their names do not tell. Files of the format 'text' are never read by key.
    format: Option<Format>,
}

/// The name of a field, or a map with the fields for some lists only.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum ListKey {
    Name(FieldName),
    Some(ListKeyFor),
}

/// The fields that identify the elements of some lists.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
struct ListKeyFor {
    /// The lists, as a pattern of their keys.
    r#for: Pattern,
    /// A field, or several, the best first. An empty list makes each of these lists one key.
    by: By,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum By {
    One(FieldName),
    Several(#[schemars(extend("uniqueItems" = true))] Vec<FieldName>),
}

/// The members of a group, by email address.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Members(#[schemars(length(min = 1), extend("uniqueItems" = true))] Vec<Mail>);

/// Whether something must be given.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Needed {
    Required,
    Optional,
}

/// Clients of a service who each see the files with their value of a capture.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Tenants {
    /// The capture of the path templates that tells tenants apart.
    #[schemars(extend("examples" = ["tenant"]))]
    capture: String,
    /// The value of the capture, by the id of the tenant.
    #[schemars(extend("examples" = [{ "550e8400-e29b-41d4-a716-446655440000": "acme" }]))]
    ids: BTreeMap<String, TenantValue>,
}

/// The value of the capture for a tenant.
#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = ["string", "number"], "pattern" = r"^[\p{Alphabetic}\p{N}_-]+$"))]
struct TenantValue(String);

/// A finding of 'promote verify' that the team has accepted.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Accepted {
    /// The commit that the finding is about, with all 40 digits.
    #[schemars(extend("pattern" = "^[0-9a-f]{40}$"))]
    commit: String,
    /// The code of the finding.
    #[schemars(extend("examples" = ["direct-edit"]))]
    rule: String,
    /// The reason.
    #[schemars(length(min = 1))]
    reason: String,
    /// The last day, in UTC, on which it counts.
    #[schemars(extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples" = ["2027-01-31"]))]
    until: Option<String>,
}

/// Rules for changes of promote.yaml itself.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Own {
    /// The approvals that a change of promote.yaml needs. The file before the change decides.
    approvals: PolicyApprovals,
}

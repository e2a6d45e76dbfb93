//! What `promote.yaml` says about one environment.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::request::Request;
use super::words::{Binding, Branch, Length, Pattern, Time, Window, Word};

/// An environment: where it is, what it is promoted from, and what that needs.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Environment {
    /// The environments that may be promoted into this one. Without it, none.
    #[schemars(extend("uniqueItems" = true, "default" = [], "examples" = [["staging"]]))]
    from: Option<Vec<Edge>>,
    /// The values of captures in this environment. Without it, {env} is the name of the environment.
    #[schemars(extend("examples" = [{ "env": "prod", "region": "eu" }]))]
    with: Option<BTreeMap<String, Binding>>,
    /// The branch that the environment lives on. The default is the branch that holds promote.yaml.
    branch: Option<Branch>,
    /// Patterns of keys owned by this environment. They are never promoted into it, and 'diff' leaves them out.
    #[schemars(extend("uniqueItems" = true, "examples" = [["*.replicas", "values.yaml:ingress.host"]]))]
    keep: Option<Vec<Pattern>>,
    /// Who must approve a promotion into this environment.
    approvals: Option<Approvals>,
    /// Tests that must have passed for the plan of a promotion into this environment.
    #[schemars(extend("uniqueItems" = true, "examples" = [["e2e"]]))]
    attestations: Option<Vec<Attestation>>,
    /// The minimum time that a promoted value must have been in the source.
    soak: Option<Length>,
    /// When this environment may be changed. Without it, always.
    #[schemars(length(min = 1), extend("examples" = [["Mon-Fri 09:00-16:00 Europe/Berlin"]]))]
    windows: Option<Vec<Window>>,
    /// When this environment may not be changed, whatever the windows say.
    freezes: Option<Vec<Freeze>>,
    /// Groups whose members may execute outside a window or during a freeze, with 'execute --override'.
    #[schemars(extend("uniqueItems" = true))]
    r#override: Option<Vec<Word>>,
    /// Groups whose members may set holds, and lift them without a reason. Without it, everybody may set a hold.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    hold: Option<Vec<Word>>,
    /// Whether rollbacks obey windows and freezes, too.
    rollback: Option<Rollback>,
    /// How 'verify' treats a change that no promotion made: 'allow', 'warn' (a notice) or 'deny' (a finding).
    #[schemars(extend("default" = "warn"))]
    direct_edits: Option<DirectEdits>,
    /// How a promotion into this environment treats values that name another one: 'warn', 'deny' (an error) or 'allow';
    /// or patterns of keys whose values may name any environment.
    #[schemars(extend("default" = "warn", "examples" = ["deny", ["docs.url"]]))]
    names: Option<Names>,
    /// Whether values that name the source are promoted with the name of this environment: true for the names that
    /// promote.yaml gives to both, or a list of pairs, or a map with pairs and patterns.
    #[schemars(extend("default" = false, "examples" = [true, [["staging", "production"]]]))]
    translate: Option<Translate>,
    /// What happens to promotions that would undo a newer value of this environment: 'ask' (a key that is named exactly is
    /// planned, else --forward or --overwrite must say), 'allow' or 'deny' (only somebody of 'override' with a reason).
    #[schemars(extend("default" = "ask"))]
    undo: Option<Undo>,
    /// How 'execute --branch' opens the pull or merge request of a proposal.
    request: Option<Request>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Translate {
    On(bool),
    Pairs(NamePairs),
    Rule(TranslateRule),
}

/// The names to replace, each with its replacement. A name with several replacements takes the one that the target uses.
#[derive(JsonSchema)]
#[schemars(transparent, extend("minItems" = 1, "uniqueItems" = true))]
struct NamePairs(Vec<NamePair>);

/// A name of the source and the name of this environment that replaces it.
#[derive(JsonSchema)]
#[schemars(transparent, extend("prefixItems" = [{ "type": ["string", "number"], "pattern": "\\S" }, { "type": ["string", "number"] }]))]
struct NamePair((String, String));

/// The names to replace, and the keys in whose values.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TranslateRule {
    /// The names to replace. Without it, those that promote.yaml gives to both environments.
    pairs: Option<NamePairs>,
    /// Patterns of the keys whose values are translated. Without it, all keys.
    #[schemars(extend("uniqueItems" = true))]
    only: Option<Vec<Pattern>>,
    /// Patterns of keys whose values are not translated.
    #[schemars(extend("uniqueItems" = true))]
    not: Option<Vec<Pattern>>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum Undo {
    Ask,
    Allow,
    Deny,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Names {
    Level(DirectEdits),
    Except(Vec<Pattern>),
    Rule(NamesRule),
}

/// A level, and exceptions from it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NamesRule {
    /// What a value is that names another environment.
    level: Option<DirectEdits>,
    /// Patterns of keys whose values may name any environment.
    #[schemars(extend("uniqueItems" = true))]
    except: Option<Vec<Pattern>>,
}

/// The name of an environment, or a map with its name and its own soak.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Edge {
    Name(Word),
    Entry(EdgeEntry),
}

/// An environment to promote from, with its own soak.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct EdgeEntry {
    /// The environment to promote from.
    name: Word,
    /// The minimum time that a promoted value must have been in that environment. 0 means none.
    soak: Option<Soak>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Soak {
    Length(Length),
    None(Zero),
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = "integer", "const" = 0))]
struct Zero(u8);

/// Who must approve.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Approvals {
    /// How many people must approve.
    #[schemars(range(min = 0, max = 99))]
    required: u8,
    /// How many people of each group must approve. A member of several groups counts toward each.
    #[schemars(extend("examples" = [{ "release-managers": 1, "security": 1 }]))]
    groups: Option<BTreeMap<String, Share>>,
    /// Whether the person who planned the promotion may approve it.
    #[schemars(rename = "self", extend("default" = false))]
    by_creator: Option<bool>,
    /// Whether the authors of the promoted values may approve it.
    #[schemars(extend("default" = false))]
    authors: Option<bool>,
    /// How long an approval counts. The default is until the plan changes.
    valid: Option<Length>,
    /// Whether approvals must be signed with a key in 'signers'.
    #[schemars(extend("default" = false))]
    signed: Option<bool>,
}

/// Who must approve a change of promote.yaml.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PolicyApprovals {
    /// How many people must approve.
    #[schemars(range(min = 0, max = 99))]
    required: u8,
    /// How many people of each group must approve. A member of several groups counts toward each.
    groups: Option<BTreeMap<String, Share>>,
    /// Whether the author of the change may approve it.
    #[schemars(rename = "self", extend("default" = false))]
    by_creator: Option<bool>,
    /// Whether approvals must be signed with a key in 'signers'.
    #[schemars(extend("default" = false))]
    signed: Option<bool>,
}

/// How many members of a group must approve.
#[derive(JsonSchema)]
#[schemars(transparent)]
struct Share(#[schemars(range(min = 1, max = 99))] u8);

/// The name of a test, or a map with its name and whose result counts.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Attestation {
    Name(TestName),
    Entry(AttestationEntry),
}

/// The name of a test: letters, digits, '.', '-' and '_'.
#[derive(JsonSchema)]
#[schemars(transparent, extend("type" = ["string", "number"], "pattern" = "^[A-Za-z0-9._][A-Za-z0-9._-]{0,63}$"))]
struct TestName(String);

/// A test that must have passed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AttestationEntry {
    /// The name of the test, as in 'promote attest --name'.
    name: TestName,
    /// Groups and email addresses whose result counts. The default is anyone's.
    #[schemars(length(min = 1), extend("examples" = [["ci@acme.com", "release-managers"]]))]
    by: Option<Vec<Word>>,
    /// How long the result counts.
    valid: Option<Length>,
    /// Whether the result must be signed with a key in 'signers'.
    #[schemars(extend("default" = false))]
    signed: Option<bool>,
}

/// A time span in which the environment may not be changed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Freeze {
    /// The name of the freeze.
    #[schemars(extend("maxLength" = 200))]
    name: Word,
    /// The beginning.
    from: Time,
    /// The end.
    to: Time,
}

/// Rules for rollbacks.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rollback {
    /// Whether rollbacks obey windows and freezes, too.
    windows: bool,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum DirectEdits {
    Allow,
    Warn,
    Deny,
}

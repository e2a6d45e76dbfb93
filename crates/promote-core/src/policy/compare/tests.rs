//! Tests of the comparison of two `promote.yaml`.

use super::compare;
use crate::policy::read;

const OLD: &str = "\
version: 1
files: [\"envs/{env}/**\"]
environments:
  dev: {}
  staging: { from: [dev] }
  production:
    from: [staging]
    approvals: { required: 2, groups: { ops: 1 }, valid: 7d }
    attestations: [canary]
    soak: 2h
    keep: [\"*.replicas\"]
    windows: [\"Mon-Fri 09:00-16:00 UTC\"]
    direct-edits: deny
    override: [ops]
groups: { ops: [ann@acme.com, bob@acme.com] }
secrets: [\"*password*\"]
checks:
  - { name: zone, requires: [zone] }
";

/// The changes after replacements in the old text, a line each.
fn changes(replacements: &[(&str, &str)]) -> Vec<String> {
    let new = replacements.iter().fold(OLD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
    let policy = |text: &str| read(text.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let line = |d: super::PolicyDifference| {
        let environment = d.environment.map(|name| format!("{name} ")).unwrap_or_default();
        format!("{}: {environment}{}: {}", d.effect.word(), d.rule, d.message)
    };
    compare(&policy(OLD), &policy(&new)).into_iter().map(line).collect()
}

#[test]
fn the_same_policy_has_no_changes() {
    assert!(changes(&[]).is_empty());
    // Comments and order of fields are no rules.
    assert!(changes(&[("groups:", "# people\ngroups:")]).is_empty());
}

#[test]
fn rules_become_weaker() {
    for (from, to, change) in [
        ("required: 2", "required: 1", "weaker: production approvals.required: 2 -> 1"),
        ("ops: 1 }", "ops: 2 }", "stronger: production approvals.groups.ops: 1 -> 2"),
        (", groups: { ops: 1 }", "", "weaker: production approvals.groups.ops: 1 -> 0"),
        ("valid: 7d", "valid: 8d", "weaker: production approvals.valid: 7 days -> 8 days"),
        (", valid: 7d", "", "weaker: production approvals.valid: 7 days -> none"),
        ("valid: 7d", "valid: 1h", "stronger: production approvals.valid: 7 days -> 1 hour"),
        ("valid: 7d", "valid: 7d, self: true", "weaker: production approvals.self: false -> true"),
        ("[canary]", "[canary, load]", "stronger: production attestations: added 'load'"),
        ("[canary]", "[{ name: canary, by: [ops] }]", "stronger: production attestations.canary: everybody -> ops"),
        ("soak: 2h", "soak: 1h", "weaker: production soak: 2 hours -> 1 hour"),
        ("    soak: 2h\n", "", "weaker: production soak: 2 hours -> none"),
        ("[\"*.replicas\"]", "[]", "weaker: production keep: removed '*.replicas'"),
        (
            "    windows: [\"Mon-Fri 09:00-16:00 UTC\"]\n",
            "",
            "weaker: production windows: Mon-Fri 09:00-16:00 UTC -> always",
        ),
        (
            "-16:00 UTC\"]",
            "-16:00 UTC\", \"Sat 09:00-12:00 UTC\"]",
            "weaker: production windows: added 'Sat 09:00-12:00 UTC'",
        ),
        ("direct-edits: deny", "direct-edits: allow", "weaker: production direct-edits: deny -> allow"),
        ("override: [ops]", "override: [ops]\n    names: deny", "stronger: production names: warn -> deny"),
        ("override: [ops]", "override: [ops]\n    names: [host]", "weaker: production names: added 'host'"),
        (
            "override: [ops]",
            "override: [ops]\n    translate: true",
            "changed: production translate: 'off' -> 'names of the environments'",
        ),
        ("override: [ops]", "override: []", "stronger: production override: removed 'ops'"),
        ("bob@acme.com]", "bob@acme.com, eve@acme.com]", "weaker: groups.ops: added 'eve@acme.com'"),
        ("from: [staging]", "from: [staging, dev]", "weaker: production from: added 'dev'"),
        ("staging: { from: [dev] }", "staging: {}", "weaker: staging from: from dev -> no source"),
        ("\"*password*\"", "\"*password*\", \"*token*\"", "stronger: secrets: added '*token*'"),
        ("requires: [zone]", "requires: [zone], level: warning", "weaker: checks.zone.level: error -> warning"),
        ("requires: [zone]", "requires: [area]", "changed: checks.zone: its definition"),
        ("envs/{env}/**", "env/{env}/**", ""),
    ] {
        let found = changes(&[(from, to)]);
        match change {
            "" => {
                assert_eq!(found, ["changed: files: added 'env/{env}/**'", "changed: files: removed 'envs/{env}/**'"])
            }
            change => assert_eq!(found, [change], "{to}"),
        }
    }
}

#[test]
fn environments_come_and_go() {
    let found = changes(&[("  dev: {}\n  staging: { from: [dev] }\n", "  qa: {}\n  staging: { from: [qa] }\n")]);
    assert_eq!(
        found,
        [
            "added: qa environments: no source",
            "weaker: staging from: added 'qa'",
            "stronger: staging from: removed 'dev'",
            "removed: dev environments: no source",
        ]
    );
}

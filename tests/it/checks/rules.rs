//! `rule`: a boolean expression over a result, its changes, its files and the promotion.

use insta::assert_snapshot;

use super::created;
use crate::support::Repo;

#[test]
fn rules_may_test_changes() {
    let jump =
        r#"change.op != "modified" || type(change.sourceValue) != int || change.sourceValue < 2 * change.targetValue"#;
    let repo = Repo::with_checks(&format!(
        "  - name: no big jumps\n    rule: '{jump}'\n    message: \"{{key}} more than doubles ({{op}} in {{file}})\"\n  - {{ name: new keys, rule: 'change.op == \"modified\"', level: warning }}\n"
    ));
    assert_snapshot!(created(&repo).promote_line("validate @"), @r#"
    $ promote validate @
    failed   no big jumps  1 finding
    warning  new keys      1 finding

    failed: envs/production/application.yaml:3:12: query.timeout more than doubles (modified in envs/production/application.yaml) (no big jumps)
    warning: envs/production/application.yaml:5:10: the rule is false: change.op == "modified" (new keys)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    "#);
    assert_snapshot!(repo.promote_line("cancel @ --reason Wrong"), @"
    $ promote cancel @ --reason Wrong
    Cancelled promotion 1
    ");
    repo.ok("create staging production --key query.cache --validate");
}

#[test]
fn rules_may_test_files_and_the_promotion() {
    let repo = Repo::with_checks(
        "  - { name: retries, each: file, rule: 'document.query.retries * document.query.timeout < 100 && file.endsWith(\"application.yaml\")' }\n  - { name: small, each: promotion, rule: 'changes.size() < 2 || notes.contains(\"big\")' }\n  - { name: who, each: promotion, rule: 'source == \"staging\" && target == \"production\" && creator == \"ann@acme.com\" && now > timestamp(\"2026-01-01T00:00:00Z\")' }\n",
    );
    assert_snapshot!(created(&repo).promote_line("validate @"), @r#"
    $ promote validate @
    failed  retries  1 finding
    failed  small    1 finding
    ok      who

    failed: envs/production/application.yaml: the rule is false: document.query.retries * document.query.timeout < 100 && file.endsWith("application.yaml") (retries)
    failed: the rule is false: changes.size() < 2 || notes.contains("big") (small)

    Promotion 1 is not valid: 2 errors
    --- stderr
    hint: fix the findings in staging, then: promote refresh 1
    --- exit 1
    "#);
    repo.ok("cancel @ --reason Wrong");
    repo.ok("create staging production --key query.cache --notes big --validate");
}

/// A rule fails if its result is not a boolean, or if it cannot be evaluated.
#[test]
fn a_rule_without_a_boolean_result_fails() {
    let repo = Repo::with_checks(
        "  - { name: number, rule: '1' }\n  - { name: unknown, rule: 'change.sourceValue.owner == 1' }\n  - { name: types, rule: 'change.key < 1', message: never shown }\n  - { name: missing, rule: 'change[\"owner\"] == \"a\"' }\n",
    );
    repo.ok("create staging production --key query.cache");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed  number   1 finding
    failed  unknown  1 finding
    failed  types    1 finding
    failed  missing  1 finding

    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: the result is neither true nor false but of type int (number)
    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: found no matching overload for '_._' applied to '(bool, string)' (unknown)
    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: found no matching overload for '_<_' applied to '(string, int)' (types)
    failed: envs/production/application.yaml:5:10: the rule failed to evaluate: No such key: owner (missing)

    Promotion 1 is not valid: 4 errors
    --- stderr
    hint: fix the cause of the evaluation errors, then: promote validate 1; if the cause is in staging: promote refresh 1
    --- exit 1
    ");
}

#[test]
fn rejects_invalid_rules_when_loading_the_policy() {
    let repo = Repo::with_checks(
        "  - { name: slip, rule: 'change.op = \"added\"' }\n  - { name: name, rule: 'changed.op == \"added\"' }\n",
    );
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 2 mistakes
    caused by: promote.yaml:13:36: the rule is invalid: token recognition error at: '= '
    caused by: promote.yaml:14:26: the rule is invalid: 'changed' is not a variable; did you mean 'change'?
    --- exit 2
    ");
}

/// Attack: a rule with deeply nested loops fails after a time limit.
#[test]
fn attack_a_rule_that_never_ends() {
    let list = "[0,1,2,3,4,5,6,7,8,9]";
    let rule = (0..14).fold("true".to_owned(), |rule, n| format!("{list}.all(x{n}, {rule})"));
    let repo = Repo::with_checks(&format!("  - {{ name: endless, rule: '{rule}' }}\n"));
    repo.ok("create staging production --key query.cache");
    let begin = std::time::Instant::now();
    let run = repo.run("validate @");
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("the evaluation took longer than"), "{}", run.stdout);
    assert!(begin.elapsed().as_secs() < 60);
}

/// The tool versions in reports are the pinned versions in Cargo.toml.
#[test]
fn reported_tool_versions_match_cargo_toml() {
    let manifest = include_str!("../../../Cargo.toml");
    assert!(manifest.contains("jsonschema = { version = \"=0.61.2\""));
    assert!(manifest.contains("cel = { version = \"=0.15.0\""));
}

/// The progress line names the check it waits for, and is cleared before the report.
#[test]
fn shows_progress_at_a_terminal() {
    let repo =
        Repo::with_checks("  - { name: manifests, run: [sleep, \"1.2\"] }\n  - { name: owners, forbids: [nothing] }\n");
    created(&repo);
    let Some(seen) = repo.at_terminal("validate @ --run-commands") else { return };
    assert!(seen.contains("1 of 2 checks done, waiting for manifests ("), "{seen:?}");
    let (line, report) = seen.rsplit_once("\u{1b}[2K").unwrap();
    assert!(line.contains("waiting") && report.starts_with("ok  manifests\nok  owners\n"), "{seen:?}");
    assert!(!repo.at_terminal("validate @ --run-commands -q").unwrap().contains("waiting"));
    assert!(!repo.run("validate @ --run-commands").stderr.contains("waiting"));
}

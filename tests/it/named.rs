//! Values that name another environment than the target, and files that would be broken.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo};

/// A repository whose staging names itself in two values, and production in none.
fn repo(rules: &str) -> Repo {
    let repo = Repo::pipeline();
    let policy =
        POLICY.replace("required: 2", "required: 0").replace("  production:\n", &format!("  production:\n{rules}"));
    repo.policy(&policy);
    let text = repo.read("envs/staging/application.yaml");
    let named = "ingress:\n  host: app.staging.acme.com\n  bucket: data-dev_1\n  device: /dev/null\n";
    repo.write("envs/staging/application.yaml", text + named).commit("Names");
    repo
}

#[test]
fn values_that_name_another_environment_are_told() {
    let repo = repo("");
    assert_snapshot!(repo.promote_line("create staging production 'ingress.*'"), @"
    $ promote create staging production 'ingress.*'
    envs/{env}/application.yaml
      + ingress.host    app.staging.acme.com
      + ingress.bucket  data-dev_1
      + ingress.device  /dev/null

    Created promotion 1 staging -> production: 3 added
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    note: 1 value names dev: ingress.bucket (does production need values of its own?)
    note: 1 value names staging: ingress.host (does production need values of its own?)
    ");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    warning: 1 value names dev: ingress.bucket (give production values of its own, or excuse keys with 'names' in promote.yaml)
    warning: 1 value names staging: ingress.host (give production values of its own, or excuse keys with 'names' in promote.yaml)

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    ");
    assert!(repo.ok("execute @").contains("Executed"));
    // What names the target is right, and what names nothing is no business of this check.
    assert!(!repo.promote_line("create staging production query.timeout --dry-run").contains("name"));
}

#[test]
fn they_are_an_error_where_the_rules_say_so() {
    let repo = repo("    names: deny\n");
    repo.ok("create staging production 'ingress.*'");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: 1 value names dev: ingress.bucket (give production values of its own, or excuse keys with 'names' in promote.yaml)
    failed: 1 value names staging: ingress.host (give production values of its own, or excuse keys with 'names' in promote.yaml)

    Promotion 1 is not valid: 2 errors
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    repo.fails(3, "execute @");
}

#[test]
fn keys_are_excused_by_patterns() {
    let repo = repo("    names: { level: deny, except: [ingress.host, \"*.bucket\"] }\n");
    repo.ok("create staging production 'ingress.*' --execute");
    let other = self::repo("    names: [ingress.host]\n");
    let seen = other.promote_line("create staging production 'ingress.*' --dry-run");
    assert!(seen.contains("1 value names dev: ingress.bucket") && !seen.contains("ingress.host ("), "{seen}");
    let allowed = self::repo("    names: allow\n");
    assert!(!allowed.promote_line("create staging production 'ingress.*' --dry-run").contains("note:"));
}

#[test]
fn the_rules_may_change_after_the_validation() {
    let repo = repo("");
    repo.ok("create staging production 'ingress.*' --validate");
    let policy = repo.read("promote.yaml").replace("  production:\n", "  production:\n    names: deny\n");
    repo.policy(&policy).commit("Strict");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promotion 1 cannot be executed: a check fails on the files to be written: 1 value names dev: ingress.bucket (give production values of its own, or excuse keys with 'names' in promote.yaml) (names)
    hint: promote validate 1
    --- exit 3
    ");
}

#[test]
fn a_wrong_rule_is_a_mistake() {
    let repo = Repo::pipeline();
    for (rule, mistake) in [
        ("maybe", "expected 'allow', 'warn', 'deny' or a list of patterns, found 'maybe'"),
        ("{ level: deny, but: [x] }", "'but'"),
        ("[\"{\"]", "is not a valid pattern"),
    ] {
        repo.policy(&POLICY.replace("  production:\n", &format!("  production:\n    names: {rule}\n"))).commit("Wrong");
        assert!(repo.fails(2, "status").contains(mistake), "{rule}");
    }
}

#[test]
fn a_file_that_would_be_broken_is_an_error() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/new.yaml", "a: [1\nb: 2\n").write("envs/staging/template.yaml", "a: {{ x }}\n");
    repo.write("envs/staging/notes.txt", "a: [1\n").commit("Files");
    repo.ok("create staging production new.yaml template.yaml notes.txt");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: envs/production/new.yaml would have a mistake: line 2, column 2: illegal placement of ':' indicator (if that is no mistake: 'format: text' in promote.yaml)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    repo.fails(3, "execute @");
    repo.ok("cancel @ --reason Broken");
    repo.ok("create staging production template.yaml notes.txt --execute");
}

#[test]
fn a_file_that_was_broken_before_may_stay_so() {
    let repo = Repo::open_pipeline();
    repo.write("envs/production/other.yaml", "query: 1\n");
    repo.write("envs/staging/other.yaml", "query: [\n").commit("Broken in staging");
    repo.ok("create staging production other.yaml");
    assert!(repo.run("validate @").stdout.contains("would have a mistake: line "));
    repo.ok("cancel @ --reason Broken");
    repo.write("envs/production/other.yaml", "other: [\n").commit("Broken in production");
    repo.ok("create staging production other.yaml --execute");
}

//! Checks must not pass what they have not seen: later changes, unreadable files, other notations of a number.

use insta::assert_snapshot;

use crate::support::Repo;

fn world(checks: &str, files: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    repo.policy(&format!(
        "version: 1\nfiles: [\"envs/{{env}}/**\"]\n\
         environments: {{ staging: {{}}, production: {{ from: [staging] }} }}\nchecks:\n{checks}"
    ));
    for (path, text) in files {
        repo.write(path, text);
    }
    repo.commit("All");
    repo
}

#[test]
fn attack_two_promotions_that_are_good_alone() {
    let repo = world(
        "  - { name: one, files: a.yaml, schema: s.json }\n",
        &[("envs/staging/a.yaml", "x: 1\ny: 1\n"), ("envs/production/a.yaml", "z: 1\n")],
    );
    repo.write("s.json", "{\"not\": {\"required\": [\"x\", \"y\"]}}");
    repo.commit("A schema");
    let x = repo.ok("create staging production --key x -q --validate");
    let y = repo.ok("create staging production --key y -q --validate");
    repo.ok(&format!("execute {x}"));
    assert_snapshot!(repo.promote_line(&format!("execute {y}")), @r#"
    $ promote execute <P1>
    --- stderr
    error: promotion 2 cannot be executed: a check fails on the files to be written: envs/production/a.yaml:1:1: {"required":["x","y"]} is not allowed for {"z":1,"x":1,"y":1} (one)
    hint: promote validate 2
    --- exit 3
    "#);
    assert_eq!(repo.read("envs/production/a.yaml"), "z: 1\nx: 1\n");
    repo.fails(1, &format!("validate {y}"));
}

#[test]
fn attack_what_is_forbidden_comes_after_the_validation() {
    let repo = world(
        "  - { name: calm, forbids: [\"*.debug\"] }\n  - { name: w, forbids: [\"*.trace\"], level: warning }\n",
        &[("envs/staging/a.yaml", "x: 1\n"), ("envs/production/a.yaml", "z: 1\n")],
    );
    let id = repo.ok("create staging production -q --validate");
    repo.write("envs/production/b.yaml", "b: { debug: true, trace: 1 }\n");
    repo.commit("By hand");
    let said = repo.fails(3, &format!("execute {id}"));
    assert!(said.contains("envs/production/b.yaml:1:13: b.debug is forbidden (*.debug) (calm)"), "{said}");
    let said = repo.fails(3, &format!("execute {id} --branch -o json"));
    assert!(said.contains("\"code\":\"check-fails\""), "{said}");
    repo.write("envs/production/b.yaml", "b: { trace: 1 }\n");
    repo.commit("Put right");
    repo.ok(&format!("execute {id}"));
}

#[test]
fn compares_numbers_by_value() {
    let checks = "  - { name: max, files: a.yaml, schema: s.json }\n\
                  \x20 - { name: jump, rule: \"type(change.sourceValue) != int && type(change.sourceValue) != double || double(change.sourceValue) <= 2.0\" }\n";
    for value in ["9.50", "+9", "0x1F4", "0o764", "5e2", "99999999999999999999", "500"] {
        let repo =
            world(checks, &[("envs/staging/a.yaml", &format!("a: {value}\n")), ("envs/production/a.yaml", "a: 1\n")]);
        repo.write("s.json", "{\"properties\": {\"a\": {\"type\": \"number\", \"maximum\": 2}}}");
        repo.commit("A schema");
        repo.ok("create staging production -q");
        let run = repo.run("validate @");
        assert!(run.stdout.contains("failed  max   1 finding\nfailed  jump  1 finding\n"), "{value}: {}", run.stdout);
        assert!(run.stdout.contains("is greater than the maximum of 2"), "{value}: {}", run.stdout);
    }
}

#[test]
fn attack_a_file_that_cannot_be_read() {
    let broken = "a: { debug: true }\na: { debug: true }\n";
    let repo = world(
        "  - { name: calm, forbids: [\"*.debug\"] }\n\
         \x20 - { name: each, each: file, rule: \"!has(document.a.debug)\" }\n\
         \x20 - { name: owners, requires: [\"*.yaml:flags.*.owner\"] }\n",
        &[("envs/staging/a.yaml", broken), ("envs/production/a.yaml", "b: 1\n")],
    );
    repo.ok("create staging production -q");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: envs/production/a.yaml would have a mistake: line 2, column 1: the key 'a' occurs twice in one map (if that is no mistake: 'format: text' in promote.yaml)

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    // An unreadable file that was there before, and that the plan does not touch, is only a warning.
    let repo = world(
        "  - { name: calm, forbids: [\"*.debug\"] }\n",
        &[("envs/staging/b.yaml", "b: 1\n"), ("envs/production/a.yaml", broken), ("envs/production/b.yaml", "b: 2\n")],
    );
    repo.ok("create staging production -q");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    warning  calm  1 finding

    warning: envs/production/a.yaml: the file cannot be parsed into keys: line 2, column 1: the key 'a' occurs twice in one map (calm)

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    ");
}

#[test]
fn attack_a_file_that_holds_nothing() {
    let repo = world(
        "  - { name: max, files: a.yaml, schema: s.json }\n\
         \x20 - { name: each, each: file, rule: \"has(document.v)\" }\n",
        &[("envs/staging/a.yaml", "# nothing\n"), ("envs/production/a.yaml", "v: 1\n")],
    );
    repo.write("s.json", "{\"type\": \"object\", \"required\": [\"v\"]}");
    repo.commit("A schema");
    repo.ok("create staging production --prune -q");
    assert_snapshot!(repo.promote_line("validate @"), @r#"
    $ promote validate @
    failed  max   1 finding
    failed  each  1 finding

    failed: envs/production/a.yaml: null is not of type "object" (max)
    failed: envs/production/a.yaml: the rule failed to evaluate: found no matching overload for '_._' applied to '(null_type, string)' (each)

    Promotion 1 is not valid: 2 errors
    --- stderr
    hint: fix the cause of the evaluation errors, then: promote validate 1; if the cause is in staging: promote refresh 1
    --- exit 1
    "#);
}

#[test]
fn warns_about_a_check_that_matches_no_file() {
    let repo = world(
        "  - { name: misspelled, files: \"**/aplication.yaml\", forbids: [\"*.debug\"] }\n",
        &[("envs/staging/application.yaml", "a: 1\n"), ("envs/production/application.yaml", "a: 2\n")],
    );
    repo.ok("create staging production -q");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    warning  misspelled  1 finding

    warning: no file in production matches **/aplication.yaml (misspelled)

    Promotion 1 is valid: ready to execute
    --- stderr
    hint: promote execute 1
    ");
}

#[test]
fn truncates_long_lists_of_findings() {
    let many: String = (0..400).map(|n| format!("k{n}: {n}\n")).collect();
    let repo = world(
        "  - { name: no, rule: \"change.sourceValue < 0\" }\n  - { name: big, each: file, rule: \"document + 1 == 2\" }\n",
        &[("envs/staging/a.yaml", &many), ("envs/production/a.yaml", "a: 1\n")],
    );
    repo.ok("create staging production -q");
    let run = repo.run("validate @");
    assert!(run.stdout.starts_with("failed  no   400 findings\nfailed  big  1 finding\n"), "{}", run.stdout);
    assert!(run.stdout.contains("failed: 300 more findings of this check (no)"), "{}", run.stdout);
    assert!(run.stdout.lines().all(|line| line.len() < 400), "{}", run.stdout);
}

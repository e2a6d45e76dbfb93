//! Environments inside one file: refusals and their messages.

use insta::assert_snapshot;

use crate::support::Repo;

const TWO: &str = "{ staging: {}, production: { from: [staging] } }";

fn repo(keys: &str, path: &str, text: &str) -> Repo {
    Repo::layout(&format!("[{{ path: \"{path}\", keys: \"{keys}\" }}]"), TWO, &[(path, text)])
}

/// Asserts that a command writes nothing; returns the transcript.
fn refused(repo: &Repo, line: &str) -> String {
    let before = repo.everything();
    let transcript = repo.promote_line(line);
    repo.assert_unchanged(&before);
    transcript
}

#[test]
fn refuses_a_value_of_another_kind_in_the_way() {
    let text = "env:\n  staging:\n    db: {host: s}\n    list: [1]\n  production: none\n";
    assert_snapshot!(refused(&repo("env.{env}.db", "a.yaml", text), "create staging production"), @"
    $ promote create staging production
    --- stderr
    error: a.yaml: env.production.db.host (line 5): the value here is outside of the environment's keys and would be replaced; remove it by hand
    --- exit 4
    ");
    let text = "b: &b {v: 0}\na: {staging: {v: 1}, production: *b}\n";
    assert_snapshot!(refused(&repo("a.{env}", "a.yaml", text), "create staging production"), @"
    $ promote create staging production
    --- stderr
    error: a.yaml: a.production.v (line 2): the value comes from the anchor 'b': change b.v there (line 1), or write it out here first
    --- exit 4
    ");
}

#[test]
fn refuses_keys_that_an_alias_repeats() {
    let text = "staging: {image: '2'}\nproduction: &p {image: '1'}\nmirror: *p\n";
    assert_snapshot!(refused(&repo("{env}", "a.yaml", text), "create staging production"), @"
    $ promote create staging production
    --- stderr
    error: a.yaml: production.image (line 2): the anchor 'p' repeats this value, so mirror.image would change, too: promote them together, or write the value out there first
    --- exit 4
    ");
}

#[test]
fn refuses_files_that_cannot_be_read_by_key() {
    let broken = repo("{env}", "a.yaml", "staging: {v: [}\n");
    assert_snapshot!(broken.promote_line("diff staging production"), @"
    $ promote diff staging production
    staging -> production: no difference
    ! a.yaml is not read by key: line 1, column 14: mismatched bracket '[' closed by '}'
    ");
    assert_snapshot!(broken.promote_line("diff staging production staging.v"), @"
    $ promote diff staging production staging.v
    --- stderr
    error: 'staging.v' matches no key in staging or production
    caused by: a.yaml is not read by key: line 1, column 14: mismatched bracket '[' closed by '}'
    hint: list the keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(broken.promote_line("configs staging"), @"
    $ promote configs staging
    a.yaml
      ! not read by key: line 1, column 14: mismatched bracket '[' closed by '}'

    staging: 0 keys in 1 file
    ");
    assert_snapshot!(broken.promote_line("create staging production"), @"
    $ promote create staging production
    Nothing to promote from staging to production.
    ! a.yaml is not read by key: line 1, column 14: mismatched bracket '[' closed by '}'
    ");
    let text = repo("{env}", "a.conf", "staging = 1\n");
    assert_snapshot!(text.promote_line("diff staging production"), @"
    $ promote diff staging production
    staging -> production: no difference
    ! a.conf is not read by key: its name does not determine a format; set 'format' in promote.yaml
    ");
    let json: serde_json::Value = serde_json::from_str(&text.ok("diff staging production -o json")).unwrap();
    assert_eq!(json["unreadable"].as_array().unwrap().len(), 1, "{json}");
}

#[test]
fn refuses_a_file_that_is_claimed_whole_and_by_key() {
    let files = [("a.yaml", "staging: 1\nproduction: 0\n")];
    let repo = Repo::layout(
        r#"[{ path: "a.yaml", keys: "{env}" }, "*.yaml"]"#,
        "{ staging: { branch: s }, production: { from: [staging] } }",
        &files,
    );
    repo.git_line("branch s");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    --- stderr
    error: two entries of 'files' claim the same keys of a.yaml: '*.yaml' and 'a.yaml' with the keys '{env}'
    hint: give each of the two entries 'keys' that do not overlap, or narrow one of the path templates
    --- exit 2
    ");
    let repo = Repo::layout(r#"[{ path: "a.yaml", keys: "{env}" }, { path: "?.yaml", keys: "{env}.x" }]"#, TWO, &files);
    assert_snapshot!(repo.promote_line("configs staging"), @"
    $ promote configs staging
    --- stderr
    error: two entries of 'files' claim the same keys of a.yaml: 'a.yaml' with the keys '{env}' and '?.yaml' with the keys '{env}.x'
    hint: give each of the two entries 'keys' that do not overlap, or narrow one of the path templates
    --- exit 2
    ");
}

#[test]
fn reports_a_misspelled_path_of_keys() {
    let repo = repo("enviroments.{env}", "a.yaml", "environments: {staging: {v: 1}, production: {v: 0}}\n");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    --- stderr
    error: no key of staging or production is below 'enviroments.{env}'
    hint: correct 'keys' in promote.yaml; show the file: git show BRANCH:FILE
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    staging -> production  no key of staging or production is below 'enviroments.{env}'

    No promotion is open.
    ");
}

#[test]
fn leaves_out_keys_excluded_by_keep() {
    let repo = Repo::layout(
        r#"[{ path: "a.yaml", keys: "{env}" }]"#,
        "{ staging: {}, production: { from: [staging], keep: [production.host, \"a.yaml:{env}.port\"] } }",
        &[("a.yaml", "staging: {host: s, port: 1, v: 2}\nproduction: {host: p, port: 0, v: 1}\n")],
    );
    assert_snapshot!(repo.promote_line("diff staging production --keep"), @"
    $ promote diff staging production --keep
    a.yaml
      ~ {env}.v     1 -> 2
      ~ {env}.host  p -> s  (owned by production, not promoted)
      ~ {env}.port  0 -> 1  (owned by production, not promoted)

    staging -> production: 1 modified
    2 keys owned by production (keep)
    ");
    let host = repo.ok("configs production production.host -v");
    let id = host.lines().nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert_snapshot!(refused(&repo, &format!("create staging production --config {id}")), @"
    $ promote create staging production --config 0f1e29fa-d19d-5c7b-8fdf-b919d5185b50
    --- stderr
    error: a.yaml:{env}.host is owned by production (keep)
    hint: change environments.production.keep in promote.yaml so that it does not match this key, or do not select it
    --- exit 3
    ");
}

#[test]
fn creates_and_removes_a_file_that_one_side_lacks() {
    let repo = Repo::layout(
        r#"[{ path: "{env}.yaml", keys: "settings.{env}" }]"#,
        TWO,
        &[("staging.yaml", "# all\nname: x\nsettings:\n  staging: {v: 1, w: 2}\n  other: {v: 2}\n")],
    );
    repo.ok("create staging production --key settings.production.v --execute");
    assert_snapshot!(repo.read("production.yaml"), @"
    # all
    settings:
      production: {v: 1}
    ");
    let id = repo.ok("list --all -q");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.git_line("ls-files"), "promote.yaml\nstaging.yaml");
    repo.write("production.yaml", "mine: 1\n").commit("Its own");
    assert_snapshot!(repo.promote_line("diff production staging"), @"
    $ promote diff production staging
    2 keys only in staging

    {env}.yaml
      - settings.{env}.v  1
      - settings.{env}.w  2

    production -> staging: 2 only in staging
    ");
}

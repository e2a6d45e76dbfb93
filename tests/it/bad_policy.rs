//! A `promote.yaml` that is missing, wrong, or does not fit the repository.

use insta::assert_snapshot;

use crate::support::{POLICY, Repo, open_policy};

#[test]
fn reports_a_missing_policy() {
    let repo = Repo::new();
    repo.write("a.yaml", "a: 1\n").commit("No policy");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: the branch main has no promote.yaml
    hint: find the environments and write promote.yaml: promote init
    hint: if promote.yaml is on another branch than main: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: the branch main has no promote.yaml
    hint: find the environments and write promote.yaml: promote init
    hint: if promote.yaml is on another branch than main: git config promote.policyBranch BRANCH
    --- exit 2
    ");
    repo.assert_unchanged(&before);
    repo.policy(POLICY);
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: the branch main has no promote.yaml
    hint: promote.yaml takes effect once committed: git add :/promote.yaml && git commit
    --- exit 2
    ");
}

#[test]
fn reports_mistakes_with_their_places() {
    let repo = Repo::pipeline();
    repo.policy("version: 1\nfiels: [\"envs/{env}/**\"]\nenvironments:\n  dev: {}\n  staging:\n    form: [dev]\n    soak: 2h\n  production: { from: [stagign] }\n");
    repo.commit("Typing errors");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 4 mistakes
    caused by: promote.yaml:1:1: 'files' is missing (a list of path templates)
    caused by: promote.yaml:2:1: unknown field 'fiels'; did you mean 'files'?
    caused by: promote.yaml:6:5: unknown field 'form'; did you mean 'from'?
    caused by: promote.yaml:8:24: unknown environment 'stagign'; did you mean 'staging'?
    --- exit 2
    ");
    for line in ["create staging production", "list", "show @", "configs dev", "log production", "execute @"] {
        assert_eq!(repo.run(line).code, 2, "{line}");
    }
    repo.assert_unchanged(&before);
    repo.policy("version: 1\nfiles: [\n").commit("No YAML");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:2:8: the file cannot be parsed: unclosed bracket '['
    --- exit 2
    ");
    repo.policy("").commit("Nothing");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: promote.yaml on main has 1 mistake
    caused by: promote.yaml:1:1: the file is empty; 'promote init' proposes one
    --- exit 2
    ");
}

#[test]
fn ignores_an_uncommitted_policy() {
    let repo = Repo::pipeline();
    repo.validated("--key query.timeout");
    repo.policy(&open_policy());
    repo.fails(3, "execute @");
    repo.git(&["add", "promote.yaml"]);
    repo.fails(3, "execute @");
}

#[test]
fn reports_templates_that_match_no_file() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("envs/{env}/**", "environments/{env}/**")).commit("A wrong path");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    --- stderr
    error: no file of staging or production matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("configs staging"), @"
    $ promote configs staging
    --- stderr
    error: no file of staging matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         no file of dev or staging matches 'environments/{env}/**'
    staging -> production  no file of staging or production matches 'environments/{env}/**'

    No promotion is open.
    ");
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: no file of staging or production matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only main
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --key query.timeout"), @"
    $ promote create staging production --key query.timeout
    --- stderr
    error: no file of staging or production matches 'environments/{env}/**'
    hint: correct 'files' in promote.yaml; list the paths: git ls-tree -r --name-only main
    --- exit 2
    ");
}

#[test]
fn reports_a_file_with_two_logical_names() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"{env}/{app}/a.yaml\", \"{env}/web/*.yaml\"]\nenvironments:\n  dev: { with: { app: web } }\n  prod: { with: { app: web }, from: [dev] }\n");
    repo.write("dev/web/a.yaml", "v: 2\n").write("prod/web/a.yaml", "v: 1\n").commit("Both claim it");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    --- stderr
    error: two path templates claim dev/web/a.yaml: as {env}/web/a.yaml and as {env}/{app}/a.yaml
    hint: narrow one of the templates in promote.yaml, or exclude the file with '!'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev prod"), @"
    $ promote create dev prod
    --- stderr
    error: two path templates claim dev/web/a.yaml: as {env}/web/a.yaml and as {env}/{app}/a.yaml
    hint: narrow one of the templates in promote.yaml, or exclude the file with '!'
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    --- stderr
    error: two path templates claim dev/web/a.yaml: as {env}/web/a.yaml and as {env}/{app}/a.yaml
    hint: narrow one of the templates in promote.yaml, or exclude the file with '!'
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn reports_two_files_with_one_logical_name() {
    let repo = Repo::new();
    repo.policy("version: 1\nfiles: [\"{env}/*.yaml\", { path: \"{env}/a.yaml\", env: { dev: develop, prod: production } }]\nenvironments: { dev: {}, prod: { from: [dev] } }\n");
    repo.write("dev/a.yaml", "v: 2\n").write("develop/a.yaml", "v: 3\n").write("prod/a.yaml", "v: 1\n").commit("x");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    --- stderr
    error: two files have the same logical name {env}/a.yaml: dev/a.yaml and develop/a.yaml
    hint: use a capture for the part of the path that differs, so that each file has its own logical name
    --- exit 2
    ");
}

//! Elements of lists that are told apart by a tool's own field, or by their position.

use insta::assert_snapshot;

use crate::support::Repo;

/// Both environments with a file of these texts.
fn pair(staging: &str, production: &str) -> Repo {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/list.yaml", staging).write("envs/production/list.yaml", production).commit("Lists");
    repo
}

#[test]
fn an_element_is_promoted_and_rolled_back_by_its_position() {
    let repo =
        pair("args:\n- serve\n- --level=debug # loud\n- -v\n", "args:\n- serve\n- --level=info   # quiet\n- -v\n");
    assert_snapshot!(repo.promote_line("diff staging production list.yaml"), @"
    $ promote diff staging production list.yaml
    envs/{env}/list.yaml
      ~ args[1]  --level=info -> --level=debug

    staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("create staging production args --execute -q"), @"
    $ promote create staging production args --execute -q
    <P1>
    --- stderr
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.git_text("show --format=%s -U0 HEAD -- envs"), @"
    Promote args[1] to production

    diff --git a/envs/production/list.yaml b/envs/production/list.yaml
    index 25e9458..7562581 100644
    --- a/envs/production/list.yaml
    +++ b/envs/production/list.yaml
    @@ -3 +3 @@ args:
    -- --level=info   # quiet
    +- --level=debug   # quiet
    ");
    assert_snapshot!(repo.promote_line("rollback 1 --key args[1] --reason late"), @r#"
    $ promote rollback 1 --key args[1] --reason late
    envs/{env}/list.yaml
      ~ args[1]  --level=debug -> --level=info

    Rolled back promotion 1 as <c1> on main
      Revert "Promote args[1] to production"
      files updated in /world/repo
    "#);
    assert_snapshot!(repo.promote_line("verify -q"), @"$ promote verify -q");
}

#[test]
fn an_element_that_may_be_another_one_is_not_written() {
    let repo = pair("ports: [{at: 80}, {at: 81}]\n", "ports: [{at: 8080}, {at: 81}]\n");
    repo.promote_line("create staging production ports -q");
    repo.write("envs/production/list.yaml", "ports: [{at: 8080}, {at: 8080}, {at: 81}]\n").commit("One more");
    assert_snapshot!(repo.promote_line("validate 1"), @"
    $ promote validate 1
    failed: envs/production/list.yaml: ports[0].at (line 1): the elements of ports are told apart by their positions, and other elements differ, too: plan again, or name a field in 'list-keys'

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    assert_snapshot!(repo.promote_line("execute 1"), @"
    $ promote execute 1
    --- stderr
    error: promotion 1 cannot be executed: the last validation found 1 error
    hint: promote validate 1
    --- exit 3
    ");
}

#[test]
fn the_id_of_a_list_selects_its_elements() {
    let repo = pair("args: [a, b]\n", "args: [a, c]\n");
    let keys: serde_json::Value = serde_json::from_str(&repo.run("keys production list.yaml -o json").stdout).unwrap();
    let id = keys["configs"][0]["id"].as_str().unwrap();
    assert_snapshot!(repo.run(&format!("create staging production --config {id} --dry-run")).stdout, @"
    envs/{env}/list.yaml
      ~ args[1]  c -> b

    Would create a promotion staging -> production: 1 modified
    ");
}

/// One key of a new element: the plan is what was asked for, and says what the element lacks.
#[test]
fn a_new_element_that_is_taken_in_part_is_told() {
    let jobs = |more: &str| format!("jobs:\n  - name: index\n    schedule: \"0 3 * * *\"\n    task: index\n{more}");
    let new = "  - name: export\n    schedule: \"0 4 * * *\"\n    task: export\n    env:\n      - name: TARGET\n        value: a\n";
    let repo = Repo::with_file("jobs.yaml", &jobs(new), &jobs(""));
    assert_snapshot!(repo.promote_line("create dev staging --dry-run --key '*.task'"), @"
    $ promote create dev staging --dry-run --key '*.task'
    envs/{env}/jobs.yaml
      + jobs[name=export].task  export

    Would create a promotion dev -> staging: 1 added
    --- stderr
    note: envs/{env}/jobs.yaml:jobs[name=export] is new to staging and gets 1 of the 3 keys that it has in dev
    ");
    // A key of an element that both have, and a whole new element, need no words.
    repo.write("envs/dev/jobs.yaml", jobs(new).replace("task: index", "task: reindex")).commit("Another task");
    let said = repo.run("create dev staging --dry-run --key 'jobs[name=index].*'").stderr;
    assert!(!said.contains("is new to"), "{said}");
    let said = repo.run("create dev staging --dry-run --key 'jobs[name=export].*'").stderr;
    assert!(!said.contains("is new to"), "{said}");
}

//! `promote diff`: output forms, exit codes and patterns.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn lists_differences_by_file_and_key() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug
      - server.region  eu-west-1  (only in production)

    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("diff staging production --keep"), @"
    $ promote diff staging production --keep
    envs/{env}/application.yaml
      ~ query.timeout    30 -> 60
      + query.cache      true
      ~ server.log       info -> debug
      - server.region    eu-west-1  (only in production)
      ~ server.replicas  12 -> 2  (owned by production, not promoted)

    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep)
    ");
    assert_snapshot!(repo.promote_line("diff staging production --keep -v"), @"
    $ promote diff staging production --keep -v
    envs/{env}/application.yaml
      ~ query.timeout    30 -> 60  (bfcecf44-3808-5c8e-962f-d870e3259339)
      + query.cache      true  (d4042f3e-c2cb-5cdd-b8cf-0f889a3cacd4)
      ~ server.log       info -> debug  (041eec02-87b0-585e-9899-fa1c3e21240d)
      - server.region    eu-west-1  (only in production, 0f2721fd-6892-570a-8ef5-728bad0c9f4c)
      ~ server.replicas  12 -> 2  (owned by production, not promoted, 58b9aa60-5ce9-50aa-aef1-9e5920e2fc9d)

    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep)
    ");
}

#[test]
fn compares_in_reverse_and_an_environment_with_itself() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff production staging"), @"
    $ promote diff production staging
    envs/{env}/application.yaml
      ~ query.timeout    60 -> 30
      ~ server.replicas  2 -> 12
      ~ server.log       debug -> info
      + server.region    eu-west-1
      - query.cache      true  (only in staging)

    production -> staging: 1 added, 3 modified, 1 only in staging
    ");
    assert_snapshot!(repo.promote_line("diff staging staging --exit-code"), @"
    $ promote diff staging staging --exit-code
    staging -> staging: no difference
    ");
}

#[test]
fn prints_statistics_and_names() {
    let repo = Repo::pipeline();
    repo.write("envs/staging/a b/other.yaml", "x: 1\n").commit("Another file");
    assert_snapshot!(repo.promote_line("diff staging production --stat"), @"
    $ promote diff staging production --stat
    envs/{env}/a b/other.yaml       1  +1
    envs/{env}/application.yaml     4  +1 ~2 -1
    staging -> production: 2 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("diff staging production --name-only"), @"
    $ promote diff staging production --name-only
    envs/staging/a b/other.yaml
    envs/production/application.yaml
    ");
    assert_snapshot!(repo.promote_line("diff staging production -q"), @"$ promote diff staging production -q");
    assert_snapshot!(repo.promote_line("diff staging production --stat --name-only"), @"
    $ promote diff staging production --stat --name-only
    --- stderr
    error: the argument '--stat' cannot be used with '--name-only'

    Usage: promote diff --stat <SOURCE> <TARGET> [PATTERN]...

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn the_exit_code_ignores_format_only_changes() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production -q --exit-code"), @"
    $ promote diff staging production -q --exit-code
    --- exit 1
    ");
    repo.write("envs/dev/application.yaml", "a: 'x'\nb: 1\n")
        .write("envs/staging/application.yaml", "b: 1\na: \"x\"\n");
    repo.commit("Mere format");
    assert_snapshot!(repo.promote_line("diff dev staging --exit-code"), @"
    $ promote diff dev staging --exit-code
    dev -> staging: no difference
    only the format differs in envs/{env}/application.yaml
    ");
    repo.write("envs/staging/application.yaml", "b: \"1\"\na: \"x\"\n").commit("Quotes that matter");
    assert_snapshot!(repo.promote_line("diff dev staging --exit-code"), @r#"
    $ promote diff dev staging --exit-code
    1 key would undo what staging has since

    envs/{env}/application.yaml
      ~ b  "1" -> 1
          undoes <c1> 'Quotes that matter', Ann, just now

    dev -> staging: 1 modified
    --- exit 1
    "#);
}

#[test]
fn keys_excluded_by_keep_are_no_difference() {
    let repo = Repo::pipeline();
    repo.write("envs/staging/application.yaml", repo.read("envs/production/application.yaml").replace("12", "1"));
    repo.commit("Equal but for an own key");
    assert_snapshot!(repo.promote_line("diff staging production --exit-code"), @"
    $ promote diff staging production --exit-code
    staging -> production: no difference
    1 key owned by production (keep) left out; --keep shows it
    ");
}

#[test]
fn filters_by_pattern() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production query"), @"
    $ promote diff staging production query
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    staging -> production: 1 added, 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production '*.log' 'application.yaml:query.t*'"), @"
    $ promote diff staging production '*.log' 'application.yaml:query.t*'
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      ~ server.log     info -> debug

    staging -> production: 2 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production 'envs/staging/*.yaml:{server,query}.{log,cache}'"), @"
    $ promote diff staging production 'envs/staging/*.yaml:{server,query}.{log,cache}'
    envs/{env}/application.yaml
      + query.cache  true
      ~ server.log   info -> debug

    staging -> production: 1 added, 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production query.retries"), @"
    $ promote diff staging production query.retries
    staging -> production: no difference
    ");
    assert_snapshot!(repo.promote_line("diff staging production '*.replicas'"), @"
    $ promote diff staging production '*.replicas'
    staging -> production: no difference
    1 key owned by production (keep) left out; --keep shows it
    ");
}

#[test]
fn uses_colours_on_request() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production --keep --color always"), @"
    $ promote diff staging production --keep --color always
    ␛[1menvs/{env}/application.yaml␛[0m
      ␛[33m~ query.timeout  ␛[0m  ␛[31m30␛[0m␛[2m -> ␛[0m␛[32m60␛[0m
      ␛[32m+ query.cache    ␛[0m  ␛[32mtrue␛[0m
      ␛[33m~ server.log     ␛[0m  ␛[31minfo␛[0m␛[2m -> ␛[0m␛[32mdebug␛[0m
      ␛[31m- server.region  ␛[0m  ␛[31meu-west-1␛[0m  ␛[2m(only in production)␛[0m
      ␛[33m~ server.replicas␛[0m  ␛[31m12␛[0m␛[2m -> ␛[0m␛[32m2␛[0m  ␛[2m(owned by production, not promoted)␛[0m

    staging -> production: 1 added, 2 modified, 1 only in production
    ␛[2m1 key owned by production (keep)␛[0m
    ");
    assert_snapshot!(repo.promote_line("diff staging production --color sometimes"), @"
    $ promote diff staging production --color sometimes
    --- stderr
    error: invalid value 'sometimes' for '--color <WHEN>'
      [possible values: auto, always, never]

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn keys_that_differ_only_in_unicode_normalization_are_named() {
    let repo = Repo::pipeline();
    repo.write("envs/dev/menu.yaml", "caf\u{e9}:\n  price: 2\n  size: 1\nplain: 1\n")
        .write("envs/staging/menu.yaml", "cafe\u{301}:\n  price: 1\n  size: 1\nplain: 1\n");
    repo.commit("The same word, twice");
    assert_snapshot!(repo.promote_line("diff dev staging *.price --no-history"), @r"
    $ promote diff dev staging *.price --no-history
    envs/{env}/menu.yaml
      + café.price  2
      - café.price  1  (only in staging)

    dev -> staging: 1 added, 1 only in staging
    ! envs/{env}/menu.yaml café: caf\u{e9} in dev and cafe\u{301} in staging differ only in Unicode normalization; they are two keys
    ");
    assert_snapshot!(repo.promote_line("diff dev staging plain --no-history"), @"
    $ promote diff dev staging plain --no-history
    dev -> staging: no difference
    ");
    let json: serde_json::Value = serde_json::from_str(&repo.ok("diff dev staging -o json --no-history")).unwrap();
    assert_eq!(
        json["normalization"],
        serde_json::json!([{
            "file": "envs/{env}/menu.yaml",
            "sourceKey": "caf\u{e9}",
            "targetKey": "cafe\u{301}",
        }])
    );
    assert_snapshot!(repo.promote_line("create dev staging --dry-run"), @r"
    $ promote create dev staging --dry-run
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 90

    envs/{env}/menu.yaml
      + café.price  2
      + café.size   1

    2 keys are only in staging and stay; --prune removes them
    Would create a promotion dev -> staging: 2 added, 1 modified
    --- stderr
    note: caf\u{e9} in dev and cafe\u{301} in staging differ only in Unicode normalization; they are two keys
    ");
}

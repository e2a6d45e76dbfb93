//! `promote diff`: its arguments: environments, revisions, patterns and `--changed`.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn refuses_patterns_that_match_nothing_or_do_not_parse() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff staging production querry.timeout 'server.log'"), @"
    $ promote diff staging production querry.timeout 'server.log'
    --- stderr
    error: 'querry.timeout' matches no key in staging or production
    hint: did you mean query.timeout?
    hint: list the keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production envs/staging/application.yaml"), @"
    $ promote diff staging production envs/staging/application.yaml
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true
      ~ server.log     info -> debug
      - server.region  eu-west-1  (only in production)

    staging -> production: 1 added, 2 modified, 1 only in production
    1 key owned by production (keep) left out; --keep shows it
    ");
    assert_snapshot!(repo.promote_line("diff staging production ''"), @"
    $ promote diff staging production ''
    --- stderr
    error: '' is not a valid pattern: it is empty; '*' matches everything
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production 'query.{a,b'"), @"
    $ promote diff staging production 'query.{a,b'
    --- stderr
    error: 'query.{a,b' is not a valid pattern: a brace is not closed
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production ':query'"), @"
    $ promote diff staging production ':query'
    --- stderr
    error: ':query' is not a valid pattern: the file part before the colon is empty; omit the colon or name a file
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production 'application.yaml:'"), @"
    $ promote diff staging production 'application.yaml:'
    --- stderr
    error: 'application.yaml:' is not a valid pattern: the key part after the colon is empty; 'FILE:*' matches the whole file
    --- exit 2
    ");
}

#[test]
fn refuses_unknown_environments() {
    let repo = Repo::pipeline();
    assert_snapshot!(repo.promote_line("diff stagign production"), @"
    $ promote diff stagign production
    --- stderr
    error: there is no environment 'stagign'
    hint: did you mean staging?
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging qa"), @"
    $ promote diff staging qa
    --- stderr
    error: there is no environment 'qa'
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging"), @"
    $ promote diff staging
    --- stderr
    error: the following required arguments were not provided:
      <TARGET>

    Usage: promote diff <SOURCE> <TARGET> [PATTERN]...

    For more information, try '--help'.
    hint: the environments in promote.yaml are dev, staging and production
    hint: the edges are dev -> staging and staging -> production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production -o html"), @"
    $ promote diff staging production -o html
    --- stderr
    error: invalid value 'html' for '--output <FORMAT>'
      [possible values: text, json, yaml, markdown, patch]

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn compares_older_revisions() {
    let repo = Repo::pipeline();
    repo.git(&["tag", "v1"]);
    repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace("60", "45"));
    repo.commit("A shorter timeout");
    assert_snapshot!(repo.promote_line("diff staging staging@v1"), @"
    $ promote diff staging staging@v1
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 45

    staging -> staging@v1: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging@HEAD~1 staging"), @"
    $ promote diff staging@HEAD~1 staging
    envs/{env}/application.yaml
      ~ query.timeout  45 -> 60

    staging@HEAD~1 -> staging: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging@v2 staging"), @"
    $ promote diff staging@v2 staging
    --- stderr
    error: 'v2' in 'staging@v2' is not a commit
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging@--help staging"), @"
    $ promote diff staging@--help staging
    --- stderr
    error: '--help' in 'staging@--help' is not a commit
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging@ staging"), @"
    $ promote diff staging@ staging
    --- stderr
    error: '' in 'staging@' is not a commit
    --- exit 2
    ");
}

#[test]
fn changed_shows_only_what_the_source_changed() {
    let repo = Repo::open_pipeline();
    assert_snapshot!(repo.promote_line("diff staging production --changed"), @"
    $ promote diff staging production --changed
    staging -> production: nothing waits
    ");
    repo.write(
        "envs/staging/application.yaml",
        repo.read("envs/staging/application.yaml").replace("retries: 3", "retries: 5"),
    );
    repo.commit("More retries");
    assert_snapshot!(repo.promote_line("diff staging production --changed --since HEAD~1"), @"
    $ promote diff staging production --changed --since HEAD~1
    1 key waits

    envs/{env}/application.yaml
      ~ query.retries  3 -> 5

    staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production --changed --since nowhere"), @"
    $ promote diff staging production --changed --since nowhere
    --- stderr
    error: 'nowhere' in '--since nowhere' is not a commit
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production --since HEAD~1"), @"
    $ promote diff staging production --since HEAD~1
    --- stderr
    error: the following required arguments were not provided:
      --changed

    Usage: promote diff --changed --since <REV> <SOURCE> <TARGET> [PATTERN]...

    For more information, try '--help'.
    --- exit 2
    ");
    repo.executed("--key query.timeout");
    assert_snapshot!(repo.promote_line("diff staging production --changed"), @"
    $ promote diff staging production --changed
    1 key waits

    envs/{env}/application.yaml
      ~ query.retries  3 -> 5

    staging -> production: 1 modified
    ");
    repo.write(
        "envs/staging/application.yaml",
        repo.read("envs/staging/application.yaml").replace("log: debug", "log: trace"),
    );
    repo.commit("More words");
    assert_snapshot!(repo.promote_line("diff staging production --changed"), @"
    $ promote diff staging production --changed
    1 key waits

    envs/{env}/application.yaml
      ~ query.retries  3 -> 5

    staging -> production: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff staging production --changed 'query.*'"), @"
    $ promote diff staging production --changed 'query.*'
    1 key waits

    envs/{env}/application.yaml
      ~ query.retries  3 -> 5

    staging -> production: 1 modified
    ");
}

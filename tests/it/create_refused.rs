//! `promote create`: requests that are refused before anything is written.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn refuses_selectors_that_match_nothing() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --key 'qerry.*' --key query.timeout"), @"
    $ promote create staging production --key 'qerry.*' --key query.timeout
    --- stderr
    error: 'qerry.*' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --config 12345678 --key 'x.*'"), @"
    $ promote create staging production --config 12345678 --key 'x.*'
    --- stderr
    error: '12345678' and 'x.*' match no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --config 12345"), @"
    $ promote create staging production --config 12345
    --- stderr
    error: '12345' is not an id: an id has at least 6 hexadecimal digits
    hint: select a key by its name: promote create SOURCE TARGET '12345'
    hint: list the ids: promote keys SOURCE
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --config query.timeout"), @"
    $ promote create staging production --config query.timeout
    --- stderr
    error: 'query.timeout' is not an id: an id has at least 6 hexadecimal digits
    hint: select a key by its name: promote create SOURCE TARGET 'query.timeout'
    hint: list the ids: promote keys SOURCE
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --key ''"), @"
    $ promote create staging production --key ''
    --- stderr
    error: '' is not a valid pattern: it is empty; '*' matches everything
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn refuses_a_type_that_contradicts_the_selectors() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --type full --key 'query.*'"), @"
    $ promote create staging production --type full --key 'query.*'
    --- stderr
    error: a FULL promotion takes all keys; remove the ids and patterns
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --type pattern"), @"
    $ promote create staging production --type pattern
    --- stderr
    error: a PATTERN promotion needs a pattern: --key PATTERN
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --type selective --key 'query.*'"), @"
    $ promote create staging production --type selective --key 'query.*'
    --- stderr
    error: a SELECTIVE promotion needs the id of a key or flag
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --type pattern --config bfcecf44"), @"
    $ promote create staging production --type pattern --config bfcecf44
    --- stderr
    error: a PATTERN promotion takes patterns only; use SELECTIVE with ids
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging production --type some"), @"
    $ promote create staging production --type some
    --- stderr
    error: invalid value 'some' for '--type <TYPE>'
      [possible values: full, selective, pattern]

    For more information, try '--help'.
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn refuses_an_edge_the_pipeline_does_not_have() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create dev production"), @"
    $ promote create dev production
    --- stderr
    error: the pipeline has no edge from dev to production: production takes promotions from staging
    hint: promote create staging production [--key PATTERN]
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("create production dev"), @"
    $ promote create production dev
    --- stderr
    error: the pipeline has no edge from production to dev: dev has no 'from'
    hint: add 'from' to environments.dev in promote.yaml
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("create staging staging"), @"
    $ promote create staging staging
    --- stderr
    error: the pipeline has no edge from staging to staging: staging takes promotions from dev
    hint: promote create dev staging [--key PATTERN]
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("create staging prodction"), @"
    $ promote create staging prodction
    --- stderr
    error: there is no environment 'prodction'
    hint: did you mean production?
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create staging@HEAD~1 production"), @"
    $ promote create staging@HEAD~1 production
    --- stderr
    error: there is no environment 'staging@HEAD~1'
    hint: name the environment without '@REV': only the current state can be promoted
    hint: the environments in promote.yaml are dev, staging and production
    --- exit 2
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn refuses_keys_excluded_by_keep() {
    let repo = Repo::pipeline();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --config 58b9aa60"), @"
    $ promote create staging production --config 58b9aa60
    --- stderr
    error: envs/{env}/application.yaml:server.replicas is owned by production (keep)
    hint: change environments.production.keep in promote.yaml so that it does not match this key, or do not select it
    --- exit 3
    ");
    repo.assert_unchanged(&before);
    repo.write("envs/staging/application.yaml", "query: { timeout: 1 }\nserver: none\n").commit("A scalar in the way");
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("create staging production --key server"), @"
    $ promote create staging production --key server
    --- stderr
    error: promoting envs/{env}/application.yaml:server would overwrite envs/{env}/application.yaml:server.replicas, which is owned by production (keep)
    hint: change environments.production.keep in promote.yaml so that it does not match this key, or do not select it
    --- exit 3
    ");
    repo.assert_unchanged(&before);
}
